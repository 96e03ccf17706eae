"""A register that reads from the database what is requested of it, and no more: for the few questions that one page or one step has."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping

from quicksilver.portal.setup import configure
from quicksilver.register.records import KINDS, Record
from quicksilver.register.register import Register

__all__ = ["lazy_register"]

#: So many records of a kind are read one by one; whoever asks for more of them is given the kind at once.
_FEW = 4


class _Kind(Mapping[str, Record]):
    """The records of a kind: one is read alone, and all together at the first question about all."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._alone: dict[str, Record | None] = {}
        self._all: dict[str, Record] | None = None

    def __getitem__(self, identifier: str) -> Record:
        if self._all is not None:
            return self._all[identifier]
        if identifier not in self._alone:
            if len(self._alone) >= _FEW:
                return self._whole()[identifier]
            self._alone[identifier] = next(iter(self._read([identifier])), None)
        record = self._alone[identifier]
        if record is None:
            raise KeyError(identifier)
        return record

    def __iter__(self) -> Iterator[str]:
        return iter(self._whole())

    def __len__(self) -> int:
        return len(self._whole())

    def _whole(self) -> dict[str, Record]:
        if self._all is None:
            self._all = {record.id: record for record in self._read(None)}
        return self._all

    def _read(self, ids: list[str] | None) -> list[Record]:
        from quicksilver.portal.store.mapping import kinds
        from quicksilver.portal.store.reading import read_kind

        return read_kind(kinds()[self._name], ids)


class _Kinds(Mapping[str, Mapping[str, Record]]):
    def __init__(self) -> None:
        self._held = {name: _Kind(name) for name in KINDS}

    def __getitem__(self, name: str) -> Mapping[str, Record]:
        return self._held[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._held)

    def __len__(self) -> int:
        return len(self._held)


def lazy_register(day: dt.date | None = None) -> Register:
    """Return the register as it is, read bit by bit as it is asked.

    What was read once stays as it was read: make a new one for each page or step, and after saving.

    Parameters
    ----------
    day : date, optional
        The day in the world it is asked as of.
    """
    configure()
    return Register(_Kinds(), day)
