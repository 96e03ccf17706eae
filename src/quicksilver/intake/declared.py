"""What a user states of the files that are read, and what was noted while they were read.

A command reads files at many depths: a scenario names a baseline, an inventory is read with an overlay. What is stated with
``--map``, ``--decimal`` and ``--use-cached`` is therefore stated once, around the reading, and every reader asks for it here.

>>> with declared(decimal="comma") as stated:
...     asked().decimal
'comma'
>>> stated.notes
[]
"""

from __future__ import annotations

import contextvars
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from quicksilver.errors import Problem

__all__ = ["Declared", "asked", "declared", "note", "noted"]


@dataclass
class Declared:
    """What is stated of files.

    Attributes
    ----------
    mapping : ColumnMapping, optional
        Of the files in ``main``; of every table where ``main`` is empty.
    mappings : mapping of Path to ColumnMapping
        Of single files, in place of it.
    decimal : str, optional
        ``point`` or ``comma``. Of the files in ``main`` (of every file where it is empty) it is the decimal sign; in others
        it decides only where their own cells do not.
    cached : bool
        Whether the stored results of formulas are used.
    main : tuple of Path
        The files that are meant where a statement names none.
    notes : list of Problem
        What was read in a way that the user should know of, each once.
    used : set of Path
        Files whose mapping is taken.
    """

    mapping: Any = None
    mappings: Mapping[Path, Any] = field(default_factory=dict)
    decimal: str | None = None
    cached: bool = False
    main: tuple[Path, ...] = ()
    notes: list[Problem] = field(default_factory=list)
    used: set[Path] = field(default_factory=set)

    def _is_main(self, path: Path) -> bool:
        return not self.main or any(file in (path, path.parent) for file in self.main)

    def mapping_of(self, path: str | Path) -> Any:
        """Return the column mapping of a file; None where none is stated of it."""
        file = Path(path)
        for stated, mapping in self.mappings.items():
            # A name without folder is that of the file, wherever it is.
            if stated == file or str(stated) == file.name:
                self.used.add(stated)
                return mapping
        if self.mapping is None or not self._is_main(file):
            return None
        self.used.add(file)
        return self.mapping

    def decimal_of(self, path: str | Path) -> str | None:
        """Return the decimal sign that is stated of a file; None where its cells decide."""
        return self.decimal if self._is_main(Path(path)) else None

    def unused(self) -> list[Path | None]:
        """Return the files whose mapping nothing asked for; None is the mapping that names no file."""
        left: list[Path | None] = [file for file in self.mappings if file not in self.used]
        if self.mapping is not None and not self.used - set(self.mappings):
            left.append(None)
        return left


_STATED: contextvars.ContextVar[tuple[Declared, ...]] = contextvars.ContextVar("stated", default=())
_NOTHING = Declared()


def asked() -> Declared:
    """Return what is stated of the files that are being read; nothing is, unless :func:`declared` is around it."""
    stated = _STATED.get()
    return stated[-1] if stated else _NOTHING


@contextmanager
def declared(
    *,
    mapping: Any = None,
    mappings: Mapping[Path, Any] | None = None,
    decimal: str | None = None,
    cached: bool = False,
    main: Iterable[str | Path] = (),
) -> Iterator[Declared]:
    """State something of all files that are read within, and collect what is noted of them.

    Parameters
    ----------
    mapping : ColumnMapping, optional
    mappings : mapping of Path to ColumnMapping, optional
    decimal : str, optional
    cached : bool
    main : iterable of str or Path
        As of :class:`Declared`.

    Yields
    ------
    Declared
        Its ``notes`` have what was noted: encodings, separators, decimal commas, lines that were left out, stored results
        that were used, periods of units that were converted, characters that were taken out of texts.
    """
    made = Declared(mapping, dict(mappings or {}), decimal, cached, tuple(map(Path, main)))
    token = _STATED.set((*_STATED.get(), made))
    try:
        yield made
    finally:
        _STATED.reset(token)


@contextmanager
def noted() -> Iterator[list[Problem]]:
    """Collect what is noted of the files that are read within, in a list that grows; what is stated of them stays."""
    made = replace(asked(), notes=[])
    token = _STATED.set((*_STATED.get(), made))
    try:
        yield made.notes
    finally:
        _STATED.reset(token)


def note(*notes: Problem | None) -> None:
    """Keep what a user should know of how a file was read, each once; nothing is kept outside :func:`declared`."""
    for stated in _STATED.get():
        _add(stated.notes, notes)


def _add(kept: list[Problem], notes: Iterable[Problem | None]) -> None:
    known = {(item.where, item.what) for item in kept}
    for item in notes:
        if item is not None and (item.where, item.what) not in known:
            known.add((item.where, item.what))
            kept.append(item)
