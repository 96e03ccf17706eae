"""Country codes from ISO 3166 (pycountry) and their names from CLDR (Babel)."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import Final

from quicksilver.intake.cells import Texts
from quicksilver.intake.texts import keyed_texts
from quicksilver.languages import LANGUAGES

__all__ = ["country_codes", "country_name", "country_note", "is_country", "state_texts"]

# Not a country; accepted so that published world totals can be put through the same method.
_WORLD: Final = "WLD"

# A code that ISO 3166 leaves to its users: the country of the teaching example, so that made-up numbers
# never stand under the name of a real one.
_TEACHING: Final = "QZZ"

# User-assigned too: areas that have data but no code of ISO 3166, with the codes that the lists of countries of
# IATI, CLDR and European emission reporting have for them. No statement on their status is made.
_ASSIGNED: Final = {"XKX": "XK"}
#: Names of countries that CLDR does not have, and footnotes.
_OWN: Final = ("quicksilver.geography", "data/own_countries.csv")
#: Names of States at the United Nations where CLDR has another.
_STATES: Final = ("quicksilver.geography", "data/state_names.csv")


@functools.lru_cache(maxsize=1)
def country_codes() -> dict[str, str]:
    """Return three-letter codes and their two-letter codes: ISO 3166, user-assigned ones, and ``WLD`` for the world.

    Examples
    --------
    >>> country_codes()["SEN"], country_codes()["XKX"]
    ('SN', 'XK')
    """
    import pycountry

    codes = {country.alpha_3: country.alpha_2 for country in pycountry.countries}
    return {**codes, **_ASSIGNED, _WORLD: "001", _TEACHING: "QZ"}


def is_country(code: str) -> bool:
    """Return whether a code is one of :func:`country_codes`.

    Examples
    --------
    >>> is_country("SEN"), is_country("XXX")
    (True, False)
    """
    return code in country_codes()


@functools.lru_cache(maxsize=4096)
def country_name(code: str, language: str = "en") -> str:
    """Return the name of a country in a language.

    Parameters
    ----------
    code : str
        One of :func:`country_codes`.
    language : str
        One of :data:`quicksilver.languages.LANGUAGES`.

    Raises
    ------
    KeyError
        The code is unknown.

    Examples
    --------
    >>> country_name("SEN", "fr")
    'Sénégal'
    """
    if code == _TEACHING:
        return keyed_texts(*_OWN)[code].text(language)
    from babel import Locale

    return str(Locale.parse(LANGUAGES[language].cldr).territories[country_codes()[code]])


def country_note(code: str, language: str = "en") -> str:
    """Return the footnote to the name of a country in a language; empty where there is none.

    Parameters
    ----------
    code : str
        One of :func:`country_codes`.
    language : str
        One of :data:`quicksilver.languages.LANGUAGES`.

    Examples
    --------
    >>> country_note("XKX")
    'under United Nations Security Council resolution 1244 (1999)'
    >>> country_note("SEN")
    ''
    """
    notes = keyed_texts(*_OWN)
    return notes[f"{code}.note"].text(language) if f"{code}.note" in notes else ""


def state_texts() -> Mapping[str, Texts]:
    """Return by code the names of States at the United Nations where they differ from those of CLDR.

    Examples
    --------
    >>> state_texts()["RUS"].text("fr")
    'Fédération de Russie'
    """
    return keyed_texts(*_STATES)
