"""The words of workbooks of the Toolkit's kind: what columns are called, and what sources, categories and scenarios are."""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final, Literal

from quicksilver.intake.packaged import Table
from quicksilver.language.names import labels
from quicksilver.languages import LANGUAGES

__all__ = [
    "CATEGORY",
    "SITES",
    "Match",
    "alike",
    "cell_forms",
    "has_word",
    "is_part",
    "is_within",
    "named",
    "normal",
    "part_of_one",
    "roles_of",
    "words_of",
]

#: A number of a category: 5.1 of a main category, 5.1.1 of a category.
CATEGORY: Final = re.compile(r"5\.\d{1,2}(?:\.\d{1,2})?")
#: Contaminated sites: listed one by one, and never calculated.
SITES: Final = "5.11"
_LONGEST_HEADING: Final = 110


def is_within(category: str, number: str) -> bool:
    """Return whether a category is one, or is within one, that a number names; a spreadsheet stores 5.10 as 5.1.

    Examples
    --------
    >>> is_within("5.10.2", "5.1"), is_within("5.1.1", "5.1"), is_within("5.1.1", "5.10"), is_within("5.11", "5.11.3")
    (True, True, False, True)
    """
    if category == SITES:
        return number == SITES or number.startswith(f"{SITES}.")
    mains = ("5.1", "5.10") if number == "5.1" else (number,)
    return category == number or any(category.startswith(f"{main}.") for main in mains)


@dataclass(frozen=True, slots=True)
class _Phrase:
    """A phrase by which a heading, a total or a level is known."""

    role: str
    part: Literal["is", "begins", "has"]
    phrase: str


@dataclass(frozen=True, slots=True)
class _Alias:
    """A name that the Toolkit has for a thing, by the description of its method."""

    kind: Literal["source", "category", "technology"]
    id: str
    name: str
    source_key: str


_PACKAGE: Final = "quicksilver.inventory.bridge"
_PHRASES: Final = Table(_PACKAGE, "data/headings.csv", _Phrase, key=("role", "phrase"))
_ALIASES: Final = Table(_PACKAGE, "data/toolkit_names.csv", _Alias, key=("kind", "id", "name"))

_MARKS: Final = re.compile(r"[*†‡¹²³⁴⁵⁶⁷⁸⁹⁰]+")
_TYPED: Final = str.maketrans({"’": "'", "ё": "е", "–": "-", "—": "-", "−": "-"})
_FOOTNOTE: Final = re.compile(r"(?<=\S)\s+\d\)\s*$")
_BULLET: Final = re.compile(r"^\s*[-–—•*·]\s*")
_LETTER: Final = re.compile(r"^\s*[a-z]\)\s*", re.IGNORECASE)
_SEPARATOR: Final = re.compile(r"\s*[,:，：،]\s*")
_BRACKETS: Final = re.compile(r"\s*[(（]([^()（）]*)[)）]\s*")
_SIGNS: Final = re.compile(r"[^\w]+")


def normal(text: str) -> str:
    """Return a text as it is compared: without footnote marks, case and width of characters, with single spaces.

    Examples
    --------
    >>> normal("  Coal  COMBUSTION¹ "), normal("Su‑C")
    ('coal combustion', 'su-c')
    """
    plain = unicodedata.normalize("NFKC", _MARKS.sub("", text).replace("\u2011", "-")).casefold()
    return " ".join(plain.translate(_TYPED).split())


def _tokens(text: str) -> str:
    """Return the words of a name alone."""
    return " ".join(_SIGNS.sub(" ", text).split())


@functools.cache
def _phrases() -> Mapping[str, tuple[re.Pattern[str], ...]]:
    """Return patterns by role, in the order of the table."""
    made: dict[str, list[re.Pattern[str]]] = {}
    for row in _PHRASES.rows():
        phrase = re.escape(normal(row.phrase))
        if row.part == "is":
            pattern = rf"^{phrase}$"
        elif row.part == "begins":
            pattern = rf"^{phrase}"
        else:
            # Words of alphabets begin where the phrase does; signs of Chinese stand anywhere.
            pattern = phrase if any(sign >= "\u2e80" for sign in row.phrase) else rf"(?<![^\W_]){phrase}"
        made.setdefault(row.role, []).append(re.compile(pattern))
    return {role: tuple(patterns) for role, patterns in made.items()}


def has_word(role: str, text: str) -> bool:
    """Return whether a text has a phrase of a role.

    Examples
    --------
    >>> has_word("total", "Итого"), has_word("step", "Étape 4"), has_word("level_2", "IL2 v1.5")
    (True, True, True)
    """
    plain = normal(text)
    return any(pattern.search(plain) for pattern in _phrases()[role])


_PATHWAYS: Final = ("general_waste", "sector_waste", "products", "air", "water", "land")
_OTHERS: Final = ("total", "level_1", "level_2", "step")


def roles_of(text: str) -> tuple[str, str]:
    """Return what a heading names: a role, and of six pathways which one; both may be empty.

    Examples
    --------
    >>> roles_of("Hg out (kg/y): Air"), roles_of("Déchets généraux"), roles_of("Default input factor (low - high)")
    (('out', 'air'), ('', 'general_waste'), ('range', ''))
    """
    plain = normal(text)
    if not plain or len(plain) > _LONGEST_HEADING:
        return "", ""
    phrases = _phrases()

    def match(role: str, within: str) -> bool:
        return any(pattern.search(within) for pattern in phrases[role])

    tail = re.split(r"[:،]\s*", plain)[-1].strip()
    kind = next((role for role in ("out", "share") if match(role, plain)), "")
    pathway = next((name for name in _PATHWAYS if match(name, tail)), "")
    if pathway:
        return kind, pathway
    if kind and not match("scenario", plain):
        return kind, ""
    for role in phrases:
        if role not in _PATHWAYS and role not in _OTHERS and match(role, plain):
            return role, ""
    return "", ""


# --- names


def cell_forms(text: str) -> Iterator[str]:
    """Yield what a cell can mean as a name, the whole first: without footnotes, brackets and what is before a colon.

    Examples
    --------
    >>> list(cell_forms("- Coal type: lignite (national) 1)"))
    ['coal type lignite national', 'coal type lignite', 'lignite national', 'lignite']
    """
    plain = normal(_BULLET.sub("", _FOOTNOTE.sub("", _MARKS.sub("", text))))
    without = _BRACKETS.sub(" ", plain)
    seen = []
    for form in (plain, without, *(part.partition(":")[2] for part in (plain, without))):
        made = _tokens(form)
        if made and made not in seen:
            seen.append(made)
            yield made
    lettered = _tokens(_LETTER.sub("", plain))
    if lettered not in seen:
        yield lettered


def _parts(name: str) -> Iterator[str]:
    """Yield the parts of a name that are used for it where they mean one thing only."""
    plain = normal(name)
    without = _BRACKETS.sub(" ", plain)
    yield _tokens(without)
    for form in (plain, without):
        for match in _SEPARATOR.finditer(form):
            yield _tokens(form[match.end() :])
    for match in _BRACKETS.finditer(plain):
        if len(match[1]) > 2:
            yield _tokens(match[1])


@functools.cache
def words_of(kind: str) -> tuple[Mapping[str, frozenset[str]], Mapping[str, frozenset[str]]]:
    """Return ids by whole name and by part of a name, of sources, categories or technologies, in all languages."""
    whole: dict[str, set[str]] = {}
    part: dict[str, set[str]] = {}
    pairs = [(name, ident) for language in LANGUAGES for ident, name in labels(kind, language).items()]
    pairs += [(row.name, row.id) for row in _ALIASES.rows() if row.kind == kind]
    for name, ident in pairs:
        whole.setdefault(_tokens(normal(name)), set()).add(ident)
        for form in _parts(name):
            part.setdefault(form, set()).add(ident)
    return tuple({form: frozenset(ids) for form, ids in made.items()} for made in (whole, part))  # type: ignore[return-value]


@dataclass(frozen=True, slots=True)
class Match:
    """What a text means among some ids.

    Attributes
    ----------
    ids : tuple of str
        One where the text decides, several where it can mean each of them.
    exact : bool
        Whether a name, or a part of one that means one thing only, was found; else names are alike.
    """

    ids: tuple[str, ...] = ()
    exact: bool = False


def named(kind: str, text: str, among: Collection[str]) -> tuple[str, ...]:
    """Return which of some ids have a text as their name: one, several that a person chooses from, or none."""
    forms = list(cell_forms(text))
    several: tuple[str, ...] = ()
    for index in words_of(kind):
        for form in forms:
            known = index.get(form, ())
            ids = tuple(ident for ident in among if ident in known) if known else ()
            if len(ids) == 1:
                return ids
            several = several or ids
    return several


def alike(kind: str, text: str, among: Collection[str]) -> Match:
    """Return which of some ids a text names, also with a slip of the pen.

    Examples
    --------
    >>> alike("source", "Coal type: lignite", ["5.1.1-hard", "5.1.1-lignite"])
    Match(ids=('5.1.1-lignite',), exact=True)
    >>> alike("source", "Neon advertising signs", ["5.5.3-ft", "5.5.3-cfl"])
    Match(ids=(), exact=False)
    """
    match = named(kind, text, among)
    return Match(match, True) if match else Match(_nearest(kind, next(cell_forms(text), ""), among))


@functools.lru_cache(maxsize=512)
def _names_of(kind: str, among: frozenset[str]) -> tuple[tuple[str, str], ...]:
    """Return the names, and their parts, of some ids."""
    pairs = [
        (name, ident) for index in words_of(kind) for name, ids in index.items() for ident in ids & among
    ]
    return tuple(dict.fromkeys(pairs))


def _nearest(kind: str, form: str, among: Collection[str]) -> tuple[str, ...]:
    """Return the id whose name is nearly the same, if no other is as near."""
    best: dict[str, float] = {}
    for name, ident in _names_of(kind, frozenset(among)):
        if abs(len(name) - len(form)) <= 6:
            ratio = SequenceMatcher(None, name, form, autojunk=False).ratio()
            best[ident] = max(best.get(ident, 0.0), ratio)
    ranked = sorted(best.items(), key=lambda pair: -pair[1])
    if not ranked or ranked[0][1] < _NEAR:
        return ()
    if len(ranked) > 1 and ranked[1][1] > ranked[0][1] - _APART:
        return ()
    return (ranked[0][0],)


def is_part(kind: str, text: str, ident: str) -> bool:
    """Return whether a text is part of a name of an id, or a name of it part of the text: whole words, in order.

    Examples
    --------
    >>> is_part("category", "Waste water", "5.9.5"), is_part("category", "Waste of water", "5.9.5")
    (True, False)
    """
    names = [f" {name} " for name, _ in _names_of(kind, frozenset((ident,))) if len(name) >= _SHORTEST]
    forms = [f" {form} " for form in cell_forms(text) if len(form) >= _SHORTEST]
    return any(form in name or name in form for form in forms for name in names)


def part_of_one(kind: str, text: str, among: Collection[str]) -> str:
    """Return the one id of several that has a text as part of a name: whole words, in order; empty where it is not one.

    Examples
    --------
    >>> part_of_one("source", "Coal type: sub-bituminous", ["5.1.1-hard", "5.1.1-subbit", "5.1.1-lignite"])
    '5.1.1-subbit'
    """
    forms = [f" {form} " for form in cell_forms(text) if len(form) >= _SHORTEST]
    pairs = [(f" {name} ", ident) for name, ident in _names_of(kind, frozenset(among))]
    ids = {ident for name, ident in pairs if any(form in name for form in forms)}
    return ids.pop() if len(ids) == 1 else ""


#: Characters of a name that is found in another.
_SHORTEST: Final = 5

#: How near a name is that has a slip of the pen, and how far the next one must be.
_NEAR: Final = 0.9
_APART: Final = 0.06
