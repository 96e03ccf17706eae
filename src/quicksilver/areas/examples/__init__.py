"""An input for every calculator, small enough to read, which runs as it is."""

from __future__ import annotations

import functools
import json
from importlib import resources
from typing import Any

__all__ = ["example"]


@functools.lru_cache(maxsize=8)
def _inputs(area: str) -> dict[str, dict[str, Any]]:
    text = (resources.files(__name__) / f"{area}.json").read_text(encoding="utf-8")
    found: dict[str, dict[str, Any]] = json.loads(text)
    return found


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
