"""Names of places as they are compared, and the index of all names and codes with what each can mean."""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Final, Literal

from quicksilver.errors import slips
from quicksilver.geography.countries import country_codes, country_name, state_texts
from quicksilver.geography.regions import SCHEMES, shipped_regions
from quicksilver.intake.cells import Separated
from quicksilver.intake.packaged import Table
from quicksilver.languages import LANGUAGES

__all__ = ["Former", "Meaning", "codes", "folded", "former", "names", "near"]

#: How a name or code means its places: ``one`` of them, ``several`` that must be told apart, a ``part`` of one, a
#: ``group`` of countries, a State that ``ended``, a code that was ``withdrawn`` and replaced, or one that is only ``offered``.
How = Literal["one", "several", "part", "group", "ended", "withdrawn", "offered"]


@dataclass(frozen=True, slots=True)
class Former:
    """A row of ISO 3166-3: what followed a country whose code was withdrawn."""

    alpha_4: str
    became: Literal["renamed", "merged", "divided"]
    places: Annotated[tuple[str, ...], Separated(" ")]
    source: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class _Code:
    """A code that bodies use among themselves."""

    code: str
    kind: Literal["other", "offered", "several", "part", "group", "ended", "withdrawn"]
    places: Annotated[tuple[str, ...], Separated(" ")] = ()
    since: str = ""
    name: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class _Name:
    """A name that CLDR does not have: former, short or official."""

    name: str
    kind: Literal["former", "short", "several", "part", "group", "ended"]
    places: Annotated[tuple[str, ...], Separated(" ")] = ()
    since: str = ""
    source: str = ""


#: How each kind of row means its places; a State that ended is looked up among the withdrawn codes.
_HOW: Final[Mapping[str, How]] = {
    "other": "one",
    "former": "one",
    "short": "one",
    "offered": "offered",
    "several": "several",
    "part": "part",
    "group": "group",
    "withdrawn": "withdrawn",
}
_FORMER: Final = Table("quicksilver.geography", "data/withdrawn.csv", Former, key=("alpha_4",))
_CODES: Final = Table("quicksilver.geography", "data/place_codes.csv", _Code, key=("code",))
_NAMES: Final = Table("quicksilver.geography", "data/place_names.csv", _Name, key=("name",))


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a name or a code means.

    Attributes
    ----------
    how : str
        See :data:`How`.
    places : tuple of str
        Three-letter codes; what came after it where a State ended.
    name : str
        Of a State that ended, a group or a part.
    since : str
        Day or year on which a code was withdrawn or a name changed; empty where it is in use.
    source : str
    """

    how: How
    places: tuple[str, ...]
    name: str = ""
    since: str = ""
    source: str = ""


_ARTICLES: Final = re.compile(r"^(?:the|la|le|les|el|los|las|l) (?=\S)")
#: Words of official names that say nothing about which country it is: what remains is looked up as a name.
_FORMS: Final = (
    re.compile(
        r"^(?:the )?(?:(?:federal|islamic|democratic socialist|bolivarian|plurinational|oriental|co operative) )*"
        r"(?:republic|kingdom|state|commonwealth|union|principality|sultanate|grand duchy) of (?:the )?(?=\S)"
    ),
    re.compile(
        r"^(?:la )?(?:republique|royaume|etat|principaute|sultanat)(?: (?:federale|islamique))* (?:du|de la|de l|des|de|d) (?=\S)"
    ),
    re.compile(
        r"^(?:la )?(?:republica|reino|estado|principado)(?: (?:federal|islamica))* (?:del|de la|de los|de) (?=\S)"
    ),
    re.compile(r"^(?:республика|королевство|государство) (?=\S)"),
    re.compile(r"^(?:جمهوريه|جمهورية|مملكه|المملكه|دوله) (?=\S)"),
    re.compile(r"(?<=\S)(?:共和国|王国)$"),
)
_SAINT: Final = re.compile(r"\b(?:st|ste)\b")


def folded(text: str) -> str:
    """Return a name as names are compared: case, accents, signs, articles and spellings of "and" and "saint" do not count.

    Examples
    --------
    >>> folded("Côte d’Ivoire"), folded("St. Kitts & Nevis"), folded("The Gambia")
    ('cote d ivoire', 'saint kitts and nevis', 'gambia')
    """
    plain = unicodedata.normalize("NFKD", text).casefold().replace("ى", "ي").replace("ة", "ه")
    signs = (
        sign if unicodedata.category(sign)[0] in "LN" else " "
        for sign in plain.replace("&", " and ").replace("ـ", "")
        if not unicodedata.category(sign).startswith(("M", "C"))
    )
    words = " ".join("".join(signs).split())
    return _ARTICLES.sub("", _SAINT.sub("saint", words))


def without_form(name: str) -> str:
    """Return a folded name without the words for a form of government; the name itself where it has none.

    Examples
    --------
    >>> without_form("republic of senegal"), without_form("塞内加尔共和国")
    ('senegal', '塞内加尔')
    """
    for form in _FORMS:
        rest = form.sub("", name)
        if rest != name:
            return rest
    return name


@functools.lru_cache(maxsize=1)
def former() -> Mapping[str, Meaning]:
    """Return what followed the countries of ISO 3166-3, by their codes of four letters.

    Examples
    --------
    >>> former()["ZRCD"].places, former()["SUHH"].how
    (('COD',), 'ended')
    """
    import pycountry

    rows = _FORMER.by_key()
    meanings = {}
    for old in pycountry.historic_countries:
        row = rows.get(old.alpha_4)
        if row is None:
            # A newer pycountry has more of them than the table says something about.
            meanings[old.alpha_4] = Meaning("ended", (), old.name, old.withdrawal_date, "ISO 3166-3")
            continue
        how: How = "withdrawn" if row.became == "renamed" else "ended"
        meanings[old.alpha_4] = Meaning(how, row.places, old.name, old.withdrawal_date, row.source)
    return meanings


@functools.lru_cache(maxsize=1)
def codes() -> Mapping[str, tuple[Meaning, ...]]:
    """Return what each code means, in upper case; what is in force before what was withdrawn.

    Examples
    --------
    >>> codes()["UK"][0].places, [meaning.how for meaning in codes()["CS"]]
    (('GBR',), ['ended', 'ended'])
    """
    import pycountry

    index: dict[str, tuple[Meaning, ...]] = {}
    for three, two in country_codes().items():
        index[three] = index[two] = (Meaning("one", (three,)),)
    for country in pycountry.countries:
        index[country.numeric] = (Meaning("one", (country.alpha_3,)),)
    for row in _CODES.rows():
        if row.code not in index:
            index[row.code] = (_of_code(row),)
    old: dict[str, tuple[Meaning, ...]] = {}
    for country in pycountry.historic_countries:
        meaning = former()[country.alpha_4]
        for code in {country.alpha_2, country.alpha_3, country.alpha_4, getattr(country, "numeric", "")}:
            if code and code not in index:
                old[code] = (*old.get(code, ()), meaning)
    return {**index, **old}


def _of_code(row: _Code) -> Meaning:
    if row.kind == "ended":
        return former()[row.places[0]]
    how = _HOW[row.kind]
    return Meaning(how, row.places, row.name, row.since, row.source)


def _all_names() -> Iterator[tuple[str, Meaning]]:
    """Go through all names: of CLDR, of the United Nations, of ISO 3166 and those of the table."""
    import pycountry

    for code in country_codes():
        meaning = Meaning("one", (code,))
        for language in LANGUAGES:
            yield country_name(code, language), meaning
        if code in state_texts():
            for text in state_texts()[code].values():
                yield text, meaning
    for country in pycountry.countries:
        for kind in ("name", "official_name", "common_name"):
            if text := getattr(country, kind, ""):
                yield text, Meaning("one", (country.alpha_3,))
    for meaning in former().values():
        yield meaning.name, meaning
    for name in _group_names():
        yield name, Meaning("group", (), name)


def _group_names() -> Iterator[str]:
    """Go through the names of continents and world regions: "South America" is not a slip in "South Africa"."""
    from babel import Locale

    for language in LANGUAGES:
        territories = Locale.parse(LANGUAGES[language].cldr).territories
        yield from (str(name) for code, name in territories.items() if code.isdigit() and code != "001")
    for scheme in SCHEMES:
        yield from shipped_regions(scheme)


@functools.lru_cache(maxsize=1)
def names() -> Mapping[str, Meaning]:
    """Return what each name means, by its folded form; the table of names is asked before the others.

    Examples
    --------
    >>> names()["塞内加尔"].places, names()["congo"].how, names()["urss"].how
    (('SEN',), 'several', 'ended')
    """
    index: dict[str, Meaning] = {}
    for row in _NAMES.rows():
        if row.kind == "ended":
            known = former()[row.places[0]]
            meaning = Meaning("ended", known.places, known.name, known.since, known.source)
        else:
            how = _HOW[row.kind]
            meaning = Meaning(how, row.places, row.name, row.since, row.source)
        index[folded(row.name)] = meaning
    stated = frozenset(index)
    for name, meaning in _all_names():
        key = folded(name)
        if not key or key in stated:
            continue
        before = index.get(key, meaning)
        if before.places == meaning.places or before.how == "one" != meaning.how:
            index[key] = before
        elif meaning.how == "one" != before.how:
            index[key] = meaning
        elif before.how == "one" != meaning.how:
            continue
        else:
            together = tuple(dict.fromkeys((*before.places, *meaning.places)))
            index[key] = Meaning("several", together, name)
    return index


def near(name: str) -> tuple[Meaning, ...]:
    """Return what the names mean that a folded name may be a misspelling of: each place once; nothing for short texts.

    One slip is allowed (a letter left out, put in, exchanged with its neighbour or with another), two in a name of eight
    letters or more. A text of three letters or fewer is never a misspelling of a name: it is a code.

    Examples
    --------
    >>> [meaning.places for meaning in near("senagal")], near("uk")
    ([('SEN',)], ())
    """
    written_whole = all(unicodedata.east_asian_width(sign) in "WF" for sign in name)
    least = 3 if written_whole else 4
    if len(name) < least:
        return ()
    most = 2 if len(name) >= 8 else 1
    meanings: dict[tuple[str, ...], Meaning] = {}
    long_enough = False
    for known, meaning in names().items():
        allowed = most if len(known) >= 8 else 1
        # A Chinese name of two signs is too short to be guessed, and yet may be meant instead of a longer one.
        if abs(len(known) - len(name)) > allowed or len(known) < (2 if written_whole else least):
            continue
        if slips(name, known, allowed) <= allowed:
            meanings.setdefault(meaning.places, meaning)
            long_enough |= len(known) >= least
    return tuple(meanings.values()) if long_enough else ()
