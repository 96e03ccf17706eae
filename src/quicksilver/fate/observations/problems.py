"""Many bad rows said as one problem: what, how often, and where the first of them stand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from quicksilver.errors import Problem

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["grouped", "places", "shown"]

_FIRST = 3


def shown(words: Sequence[Any], first: int = _FIRST) -> str:
    """Return the first of many words.

    Examples
    --------
    >>> shown([1, 2, 3, 4, 5])
    '1, 2, 3 and 2 more'
    """
    head = ", ".join(str(word) for word in words[:first])
    return f"{head} and {len(words) - first} more" if len(words) > first else head


def places(file: str, rows: pd.DataFrame) -> str:
    """Return where rows are: the file and the first lines (or positions)."""
    return f"{file}:{shown(rows['place'].tolist())}"


def grouped(
    file: str,
    rows: pd.DataFrame,
    mask: Any,
    what: str,
    allowed: str,
    remedy: str = "",
    guess: str = "",
    readings: tuple[str, ...] = (),
) -> list[Problem]:
    """Return one problem for all rows under a mask, or none; ``{n}`` in ``what`` becomes their number.

    Parameters
    ----------
    file : str
    rows : DataFrame
        With the column ``place``.
    mask : array of bool, shape (rows,)
    what, allowed, remedy, guess : str
        Parts of the problem.
    readings : tuple of str
        What the first value can mean.
    """
    bad = rows[mask]
    if bad.empty:
        return []
    return [
        Problem(
            what.replace("{n}", str(len(bad))), places(file, bad), allowed, guess, remedy, readings=readings
        )
    ]
