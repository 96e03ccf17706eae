"""An input for every calculator, small enough to read, which runs as it is."""

from __future__ import annotations

import functools
from typing import Any

from quicksilver.intake.packaged import data

__all__ = ["example"]


@functools.lru_cache(maxsize=8)
def _inputs(area: str) -> dict[str, dict[str, Any]]:
    inputs: dict[str, dict[str, Any]] = data(__name__, f"{area}.json")
    return inputs


def example(area: str, verb: str) -> dict[str, Any]:
    """Return an input of a calculator that runs as it is.

    Parameters
    ----------
    area, verb : str
        Id of the area and name of the calculator.

    Examples
    --------
    >>> example("asgm", "recapture")["coverage"]
    0.5
    """
    return _inputs(area)[verb]
