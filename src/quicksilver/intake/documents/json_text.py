"""JSON of unknown origin."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

__all__ = ["parse_json", "read_json"]

MAX_BYTES: Final = 50 * 2**20
MAX_DEPTH: Final = 100


def read_json(path: str | Path, *, exact: bool = False, most: int = MAX_BYTES) -> Any:
    """Return the data of a JSON file.

    Parameters
    ----------
    path : str or Path
    exact : bool
        Whether numbers with decimals are ``Decimal``, with the digits as they are written, in place of ``float``.
    most : int
        Bytes that it may have.

    Raises
    ------
    InputProblems
        It cannot be read, is too large, or is refused by :func:`parse_json`.
    """
    raise NotImplementedError


def parse_json(text: str | bytes, name: str, *, exact: bool = False) -> Any:
    """Return the data of a JSON text.

    Parameters
    ----------
    text : str or bytes
    name : str
        Of the file, for messages.
    exact : bool
        As of :func:`read_json`.

    Raises
    ------
    InputProblems
        It is not UTF-8 or not JSON, repeats a key, is nested too deeply, or has a number that is not finite or has
        hundreds of digits; each with line and place.
    """
    raise NotImplementedError
