"""Names of States, and their order in a list, which is the alphabet's of each language.

States are called as the United Nations calls them (Statistics Division, Standard country or area codes, M49); where that
is the name in CLDR too, it is taken from there.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Mapping

from quicksilver.geography import country_codes, country_name, state_texts
from quicksilver.language.alphabet import sort_key
from quicksilver.language.catalogue import catalogue

__all__ = ["in_order", "mentions", "sort_key", "state_codes", "state_name", "state_names", "term"]


def state_name(code: str, language: str) -> str:
    """Return the name of a State in a language.

    Raises
    ------
    KeyError
        The code is not an ISO 3166 three-letter code.

    Examples
    --------
    >>> state_name("RUS", "fr"), state_name("SEN", "fr")
    ('Fédération de Russie', 'Sénégal')
    """
    states = state_texts()
    return states[code].text(language) if code in states else country_name(code, language)


def state_names(code: str, language: str) -> tuple[str, ...]:
    """Return what a State may be called in running text: by its name at the United Nations, and in short.

    Examples
    --------
    >>> state_names("BOL", "en")
    ('Bolivia (Plurinational State of)', 'Bolivia')
    """
    return (state_name(code, language), country_name(code, language))


def mentions(text: str, names: Iterable[str]) -> bool:
    """Return whether a text names something by one of its names: all longer words of it, in any order.

    Examples
    --------
    >>> mentions("a project of the Basel Convention secretariat", ["Secretariat of the Basel Convention"])
    True
    >>> mentions("a project in Chile", ["China"])
    False
    """
    folded = text.casefold()
    for name in names:
        whole, words = _folded(name)
        if whole in folded or (words and all(word in folded for word in words)):
            return True
    return False


@functools.lru_cache(maxsize=16384)
def _folded(name: str) -> tuple[str, tuple[str, ...]]:
    """Return a name without capital letters, and its longer words."""
    folded = name.casefold()
    return folded, tuple(word for word in re.findall(r"\w+", folded) if len(word) > 3)


@functools.lru_cache(maxsize=1)
def state_codes() -> dict[str, str]:
    """Return the codes of States by their English names, those of the United Nations and those of CLDR."""
    codes = [code for code in country_codes() if code not in ("WLD", "QZZ")]
    names = {country_name(code): code for code in codes}
    return names | {state_name(code, "en"): code for code in codes}


@functools.lru_cache(maxsize=1)
def _terms() -> dict[str, Mapping[str, str]]:
    return {row["en"]: row for row in catalogue("progress_terms").rows.values()}


def term(english: str, language: str) -> str:
    """Return a name or set phrase in a language by its exact English wording; empty where it is not in the list.

    Examples
    --------
    >>> term("Geneva", "es"), term("Atlantis", "es")
    ('Ginebra', '')
    """
    return _terms().get(english.strip(), {}).get(language, "")


def in_order(names: Iterable[str], language: str) -> list[str]:
    """Return names in the order of a language.

    Examples
    --------
    >>> in_order(["Чили", "Китай", "Мексика"], "ru")
    ['Китай', 'Мексика', 'Чили']
    """
    return sorted(names, key=lambda name: sort_key(name, language))
