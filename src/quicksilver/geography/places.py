"""What a text means in a column of places: codes of several standards, names in six languages, withdrawn codes.

A guess is made from names and aliases, never from the likeness of letters in a code: CD is not nearly TCD.

>>> place("CD").code, place("sen").code, place("Sénégal").code, place("塞内加尔").code
('COD', 'SEN', 'SEN', 'SEN')
>>> place("SUN").taken, place("SUN").reason
(False, 'ended')
>>> place("Senagal").guess
'SEN'
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, Literal

from quicksilver.errors import closest
from quicksilver.geography.countries import country_codes
from quicksilver.geography.naming import Meaning, codes, folded, names, near, without_form

__all__ = ["KINDS", "Match", "guess_among", "named_among", "place"]

#: What a text may be read as.
KINDS: Final = ("code", "name")
_CODE: Final = re.compile(r"[A-Z]{2,4}|[A-Z]{2}-?[0-9]{2}")
#: What has no more letters may be a code.
_CODE_LENGTH: Final = 4
_NUMERIC: Final = re.compile(r"[0-9]{1,3}(?:\.0)?")

#: How a text was read, or why it was not.
Reason = Literal[
    "code",
    "other code",
    "name",
    "withdrawn",
    "former name",
    "misspelt",
    "ended",
    "several",
    "part",
    "group",
    "offered",
    "empty",
    "unknown",
]


#: Why what is not one country is not taken.
_REFUSED: Final[Mapping[str, Reason]] = {
    "several": "several",
    "part": "part",
    "group": "group",
    "ended": "ended",
    "offered": "offered",
}


@dataclass(frozen=True, slots=True)
class Match:
    """What was read from a text in a column of places.

    Attributes
    ----------
    text : str
        As it was written.
    code : str
        Three-letter code where there is one reading, and the text was taken; else empty.
    reason : str
        How it was read, or why it was not.
    readings : tuple of str
        Three-letter codes of what it can mean; of a State that ended, what came after it.
    name : str
        Of what the text means where that is not a country: a State that ended, a group, a part.
    since : str
        Day or year since which a code or name is no longer in use.
    source : str
        Where the meaning is from; empty for ISO 3166 and CLDR.
    """

    text: str
    code: str
    reason: Reason
    readings: tuple[str, ...] = ()
    name: str = ""
    since: str = ""
    source: str = ""

    @property
    def taken(self) -> bool:
        """Return whether there was one reading."""
        return bool(self.code)

    @property
    def guess(self) -> str:
        """Return the one country that is meant where the text was not taken; empty where there is none or several.

        What a State became is not a guess, nor is the whole of a part: its figures are not those of the other.
        """
        asked = self.reason in ("misspelt", "offered")
        return self.readings[0] if asked and len(self.readings) == 1 and not self.code else ""

    @property
    def noted(self) -> bool:
        """Return whether a text was taken that should be reported: it is neither the code itself nor its other case."""
        return self.taken and unicodedata.normalize("NFKC", self.text).strip().upper() != self.code

    @property
    def sentence(self) -> str:
        """Return the key of the sentence that states why nothing was taken."""
        return f"place.{self.reason}"

    def values(self) -> dict[str, Any]:
        """Return what the sentence has places for, as plain data."""
        return {
            "text": self.text,
            "code": self.code,
            "readings": list(self.readings),
            "name": self.name,
            "since": self.since,
        }


def place(
    text: str | float | None, *, kinds: Collection[str] = KINDS, among: Collection[str] | None = None
) -> Match:
    """Return the country or area that a text in a column of places means.

    Codes are read before names: two and three letters of ISO 3166 in any case, its numbers, user-assigned codes, codes
    that bodies use among themselves, withdrawn codes. NA is Namibia here. Names are those of CLDR and of the United Nations
    in six languages, and former, short and official ones, with or without accents and articles.

    Parameters
    ----------
    text : str, float or None
        As it was written; a number is a numeric code.
    kinds : collection of str
        Among :data:`KINDS`: whether codes, names or both are read.
    among : collection of str, optional
        Three-letter codes of the places that can be meant; all where it is not given.

    Returns
    -------
    Match
        Taken where there is one reading; else with the reason and the readings.

    Examples
    --------
    >>> place("NA").code, place("UK").code, place("ROM").code, place("ROM").since
    ('NAM', 'GBR', 'ROU', '2002-02-01')
    >>> place("Congo").readings, place("Nigera").readings, place("XQ").readings
    (('COG', 'COD'), ('NER', 'NGA'), ())
    """
    written = "" if text is None else str(text).strip()
    match = _read(unicodedata.normalize("NFKC", written), frozenset(kinds))
    match = replace(match, text=written)
    if among is None or (match.taken and match.code in among):
        return match
    if match.taken:
        return Match(written, "", "unknown")
    return replace(match, readings=tuple(code for code in match.readings if code in among))


@functools.lru_cache(maxsize=4096)
def _read(text: str, kinds: frozenset[str]) -> Match:
    if not text:
        return Match(text, "", "empty")
    upper = text.upper()
    if "code" in kinds and (_NUMERIC.fullmatch(text) or _CODE.fullmatch(upper)):
        key = text.removesuffix(".0").zfill(3) if text[0].isdigit() else upper
        if meanings := codes().get(key):
            return _coded(text, upper, meanings)
    if "name" in kinds:
        key = folded(text)
        for name in dict.fromkeys((key, without_form(key))):
            if name in names():
                return _named(text, names()[name])
        if close := near(key):
            return _close(text, close)
    return Match(text, "", "unknown")


def _close(text: str, close: tuple[Meaning, ...]) -> Match:
    """Return what a text may mean that is no name, but nearly that of something."""
    places = tuple(dict.fromkeys(code for meaning in close for code in meaning.places))
    if len(close) > 1:
        return Match(text, "", "several" if len(places) > 1 else "unknown", places)
    if close[0].how in ("one", "withdrawn"):
        return Match(text, "", "misspelt", places)
    return _named(text, close[0])


def _coded(text: str, upper: str, meanings: tuple[Meaning, ...]) -> Match:
    """Return what a code means."""
    if len(meanings) > 1:
        places = tuple(dict.fromkeys(code for meaning in meanings for code in meaning.places))
        return Match(
            text,
            "",
            "ended",
            places,
            "; ".join(meaning.name for meaning in meanings),
            max(meaning.since for meaning in meanings),
            meanings[0].source,
        )
    meaning = meanings[0]
    origin = meaning.name, meaning.since, meaning.source
    if meaning.how == "withdrawn":
        return Match(text, meaning.places[0], "withdrawn", meaning.places, *origin)
    if meaning.how == "one":
        code = meaning.places[0]
        known = upper == code or country_codes().get(code) == upper or not meaning.source
        return Match(text, code, "code" if known else "other code", (code,), *origin)
    return Match(text, "", _REFUSED[meaning.how], meaning.places, *origin)


def _named(text: str, meaning: Meaning) -> Match:
    """Return what a name means."""
    origin = meaning.name, meaning.since, meaning.source
    if meaning.how in ("one", "withdrawn"):
        reason: Reason = "former name" if meaning.since else "name"
        return Match(text, meaning.places[0], reason, meaning.places, *origin)
    return Match(text, "", _REFUSED[meaning.how], meaning.places, *origin)


def named_among(text: str, names: Collection[str]) -> str:
    """Return the name in a list that a text means: itself, or another name or code of the same place; empty for none.

    Parameters
    ----------
    text : str
        As it was written.
    names : collection of str
        Names of countries and of other things, as a table has them.

    Examples
    --------
    >>> named_among("SN", ["World", "Senegal"]), named_among("world", ["World"]), named_among("EU", ["World"])
    ('Senegal', 'World', '')
    """
    wanted = text.strip().casefold()
    alike = [name for name in names if name.casefold() == wanted]
    if text in names or alike:
        return text if text in names else alike[0]
    match = place(text)
    return next((name for name in names if match.taken and place(name).code == match.code), "")


def guess_among(text: str, names: Collection[str]) -> str:
    """Return the name in a list that a misspelt one probably is; empty for none, and for what may be a code.

    Examples
    --------
    >>> guess_among("Senagal", ["World", "Senegal"]), guess_among("UK", ["UKR", "World"])
    ('Senegal', '')
    """
    match = place(text)
    if match.guess:
        return next((name for name in names if place(name).code == match.guess), "")
    if match.taken or match.reason != "unknown" or len(text.strip()) <= _CODE_LENGTH:
        return ""
    return closest(text, [name for name in names if len(name) > _CODE_LENGTH])
