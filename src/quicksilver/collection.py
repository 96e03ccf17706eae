"""Python's search for circles of objects, put off while a large tree of objects without any is made."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["without_collection"]


@contextmanager
def without_collection() -> Iterator[None]:
    """Let the interpreter look for no circles of objects; also as a decorator.

    Records, rows and documents hold none and go by themselves when nobody needs them. While a million of them is made, the
    interpreter would look through all that are there again and again, which takes longer than making them.

    Examples
    --------
    >>> with without_collection():
    ...     gc.isenabled()
    False
    """
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()
