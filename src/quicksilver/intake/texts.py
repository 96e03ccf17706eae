"""Packaged tables of texts: a key and the text in the languages."""

from __future__ import annotations

import functools
import types
from collections.abc import Mapping
from dataclasses import dataclass

from quicksilver.intake.cells import Texts
from quicksilver.intake.packaged import Table

__all__ = ["KeyedText", "keyed_texts"]


@dataclass(frozen=True, slots=True)
class KeyedText:
    """A row of such a table."""

    key: str
    text: Texts


@functools.cache
def keyed_texts(package: str, file: str) -> Mapping[str, Texts]:
    """Return the texts of a packaged table by key, in its order.

    Parameters
    ----------
    package, file : str
        For example ``"quicksilver.documents"`` and ``"data/words.csv"``.

    Raises
    ------
    InputProblems
        Everything that is wrong with the table.

    Examples
    --------
    >>> keyed_texts("quicksilver.documents", "data/words.csv")["table"].text("es")
    'Cuadro'
    """
    table = Table(package, file, KeyedText, key=("key",))
    return types.MappingProxyType({row.key: row.text for row in table.rows()})
