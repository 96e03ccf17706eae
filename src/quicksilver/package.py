"""The package itself: its version, and modules that are imported when they are first used, so that `quicksilver --help` stays quick."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from types import ModuleType

__all__ = ["VERSION", "submodules"]

#: The version of this release; it stands in every output.
VERSION = "0.2.0"


def submodules(package: str) -> Callable[[str], ModuleType]:
    """Return the ``__getattr__`` of a package that imports its modules when they are first used.

    Examples
    --------
    >>> import quicksilver.language
    >>> quicksilver.language.numbers.shown(1234.56)
    '1,235'
    """

    def find(name: str) -> ModuleType:
        full = f"{package}.{name}"
        if not name.startswith("_"):
            try:
                return importlib.import_module(full)
            except ModuleNotFoundError as wrong:
                if wrong.name != full:
                    raise
        raise AttributeError(f"module {package!r} has no attribute {name!r}")

    return find
