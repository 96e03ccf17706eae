"""The package itself: its version, modules imported when first used, and the former names of modules.

Modules are imported late so that `quicksilver --help` stays quick.
"""

from __future__ import annotations

import importlib
import sys
import warnings
from collections.abc import Callable, Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Final

__all__ = ["FORMER", "VERSION", "answer_to_former_names", "submodules"]

#: The version of this release; it is in every output.
VERSION: Final = "0.3.0"

#: Modules that the documentation of earlier releases named, and what they are called now.
FORMER: Final = {
    "quicksilver.areas.flows": "quicksilver.flows.flows",
    "quicksilver.areas.tables": "quicksilver.factors.facts",
    "quicksilver.inventory.checks": "quicksilver.inventory.results.findings.checks",
    "quicksilver.inventory.compare": "quicksilver.inventory.results.compare",
    "quicksilver.inventory.receipt": "quicksilver.inventory.results.receipt",
    "quicksilver.inventory.result": "quicksilver.inventory.results.result",
    "quicksilver.inventory.sensitivity": "quicksilver.inventory.results.sensitivity",
    "quicksilver.programme": "quicksilver.register",
    "quicksilver.programme.forms": "quicksilver.register.formats.forms",
    "quicksilver.programme.iati": "quicksilver.register.formats.iati",
    "quicksilver.programme.settings": "quicksilver.portal.site.settings",
    "quicksilver.programme.tables": "quicksilver.register.formats.tables",
    "quicksilver.programme.text_form": "quicksilver.register.formats.text_form",
    "quicksilver.programme.wsgi": "quicksilver.portal.site.wsgi",
}


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


def _name_of_today(name: str) -> str:
    """Return what a module under a former name, or within one, is called; empty where the name is no former one.

    Within a package of a former name Python would find the files of today's package, and run them a second time.
    """
    parent, rest = name, ""
    while parent not in FORMER:
        parent, dot, last = parent.rpartition(".")
        if not dot:
            return ""
        rest = f".{last}{rest}"
    return FORMER[parent] + rest


class _FormerNames(MetaPathFinder, Loader):
    """Gives the module of today for a former name, with a notice."""

    def __init__(self) -> None:
        self._own: dict[str, ModuleSpec | None] = {}

    def find_spec(
        self, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Return a specification for a former name, or one within it; None for any other."""
        return ModuleSpec(fullname, self) if _name_of_today(fullname) else None

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        """Import the module of today."""
        now = _name_of_today(spec.name)
        # FutureWarning, since Python hides notices of deprecation from those who type commands.
        warnings.warn(f"{spec.name} is now {now}; please change the name", FutureWarning, stacklevel=2)
        module = importlib.import_module(now)
        self._own[spec.name] = module.__spec__
        return module

    def exec_module(self, module: ModuleType) -> None:
        """Give the module its own specification back: it was run under its name of today."""
        name = module.__spec__.name if module.__spec__ else ""
        module.__spec__ = self._own.pop(name, module.__spec__)


def answer_to_former_names() -> None:
    """Let modules be imported under the names that earlier releases documented; a second call does nothing."""
    if not any(isinstance(finder, _FormerNames) for finder in sys.meta_path):
        sys.meta_path.insert(0, _FormerNames())
