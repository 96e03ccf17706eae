"""Country codes from ISO 3166 (pycountry) and their names from CLDR (Babel)."""

from __future__ import annotations

import functools
from typing import Final

__all__ = ["LANGUAGES", "country_codes", "country_name", "is_country"]

#: The six languages of the United Nations.
LANGUAGES: Final = ("en", "fr", "es", "ru", "zh", "ar")

# Not a country; accepted so that published world totals can be put through the same method.
_WORLD: Final = "WLD"

# A code that ISO 3166 leaves to its users: the country of the teaching example, so that made-up numbers
# never stand under the name of a real one.
_TEACHING: Final = "QZZ"
_TEACHING_NAMES: Final = {
    "en": "Example country (made up for teaching)",
    "fr": "Pays d’exemple (inventé pour l’enseignement)",
    "es": "País de ejemplo (inventado para la enseñanza)",
    "ru": "Учебная страна (вымышленная)",
    "zh": "示例国（教学虚构）",
    "ar": "بلد نموذجي (متخيَّل لأغراض التعليم)",
}


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
    """Return the name of a country in one of the six languages.

    Parameters
    ----------
    code : str
        ISO 3166 three-letter code.
    language : str
        One of :data:`LANGUAGES`.

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
        return _TEACHING_NAMES[language]
    from babel import Locale

    return str(Locale.parse(language).territories[country_codes()[code]])
