"""Country codes from ISO 3166 (pycountry) and their names from CLDR (Babel)."""

from __future__ import annotations

import functools
from typing import Final

from quicksilver.intake.texts import keyed_texts
from quicksilver.languages import LANGUAGES

__all__ = ["country_codes", "country_name", "is_country"]

# Not a country; accepted so that published world totals can be put through the same method.
_WORLD: Final = "WLD"

# A code that ISO 3166 leaves to its users: the country of the teaching example, so that made-up numbers
# never stand under the name of a real one.
_TEACHING: Final = "QZZ"
#: Names of countries that CLDR does not have.
_OWN: Final = ("quicksilver.geography", "data/own_countries.csv")


@functools.lru_cache(maxsize=1)
def country_codes() -> dict[str, str]:
    """Return ISO 3166 three-letter codes and their two-letter codes; ``WLD`` means the world.

    Examples
    --------
    >>> country_codes()["SEN"]
    'SN'
    """
    import pycountry

    codes = {country.alpha_3: country.alpha_2 for country in pycountry.countries}
    return {**codes, _WORLD: "001", _TEACHING: "QZ"}


def is_country(code: str) -> bool:
    """Return whether a code is an ISO 3166 three-letter code (or ``WLD``).

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
        ISO 3166 three-letter code.
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
