"""Templates of sentences: literal text with named places, read from the tables of texts in ``data``.

The English column also states how a value is written in plain text (``{count:,}``, ``{name!r}``); other columns name places only.
"""

from __future__ import annotations

import functools
import string
from collections.abc import Mapping
from typing import Final

from quicksilver.intake.cells import Texts
from quicksilver.intake.texts import keyed_texts

__all__ = ["forms", "pieces", "places", "templates"]

_FORMATTER: Final = string.Formatter()


@functools.lru_cache(maxsize=2048)
def _parts(template: str) -> tuple[tuple[str, str, str], ...]:
    """Return a template as literal text, the name of the place after it, and how its value is written."""
    parts = []
    for literal, name, form, conversion in _FORMATTER.parse(template):
        parts.append((literal, name or "", f"!{conversion}" if conversion else form or ""))
    return tuple(parts)


def pieces(template: str) -> tuple[tuple[str, str], ...]:
    """Return a template as pairs of literal text and the name of the place after it; empty at the end.

    Examples
    --------
    >>> pieces("in {year}.")
    (('in ', 'year'), ('.', ''))
    """
    return tuple((literal, name) for literal, name, _ in _parts(template))


def forms(template: str) -> dict[str, str]:
    """Return how the value of each place is written in an English template: a format of numbers, ``!r`` for quotation marks.

    Examples
    --------
    >>> forms("{count:,} rows in {file!r}, sheet {sheet}")
    {'count': ',', 'file': '!r', 'sheet': ''}
    """
    return {name: form for _, name, form in _parts(template) if name}


def places(template: str) -> frozenset[str]:
    """Return the names of the places in a template.

    Examples
    --------
    >>> sorted(places("{what} in {year}"))
    ['what', 'year']
    """
    return frozenset(forms(template))


def templates(table: str) -> Mapping[str, Texts]:
    """Return the templates of a table by key: a file of ``data`` without its ending.

    Examples
    --------
    >>> templates("problems")["label.remedy"].text("fr")
    'correction :'
    """
    return keyed_texts("quicksilver.language", f"data/{table}.csv")
