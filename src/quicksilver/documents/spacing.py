"""Narrow no-break spaces beside the signs that a language sets apart; no line begins with one of them."""

from __future__ import annotations

import functools
import re

from quicksilver.languages import LANGUAGES

__all__ = ["NARROW", "spaced"]

#: The narrow no-break space.
NARROW = "\u202f"


@functools.lru_cache(maxsize=16)
def _places(language: str) -> re.Pattern[str] | None:
    """Return where a language writes a narrow no-break space instead of the space that was typed."""
    style = LANGUAGES[language].style
    if not style.narrow_before and not style.narrow_after:
        return None
    before, after = re.escape(style.narrow_before), re.escape(style.narrow_after)
    # Digits in groups of three are one number.
    digits = r"(?<=\d)[\u00a0](?=\d{3}(?!\d))"
    return re.compile(rf"[ \u00a0]+(?=[{before}](?!\w))|(?<=[{after}])[ \u00a0]+|{digits}")


def spaced(text: str, language: str) -> str:
    """Return a text with the spaces that its language sets; none is put where none was typed.

    Examples
    --------
    >>> spaced("Le total : 5 %", "fr").replace(NARROW, "_"), spaced("The total : 5 %", "en")
    ('Le total_: 5_%', 'The total : 5 %')
    """
    places = _places(language)
    return places.sub(NARROW, text) if places is not None else text
