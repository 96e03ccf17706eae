"""A register in memory: records by kind and id, with the questions that need several of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from quicksilver.register.records import KINDS, Record

__all__ = ["Register", "holds"]

R = TypeVar("R", bound=Record)


def holds(record: Record, day: dt.date | None) -> bool:
    """Return whether a record was valid on a day; without a day, or without dates, it does."""
    if day is None:
        return True
    since, until = record.since, record.until
    if since is not None and since.first is not None and since.first > day:
        return False
    return not (until is not None and until.last is not None and until.last < day)


@dataclass(frozen=True)
class Register:
    """Records by kind (a folder's name) and id.

    Attributes
    ----------
    records : mapping of str to mapping of str to Record
    day : date or None
        The day it is asked as of; records that were not valid then are left out by :meth:`all`.
    """

    records: Mapping[str, Mapping[str, Record]]
    day: dt.date | None = field(default=None)

    @classmethod
    def of(cls, records: Iterable[tuple[str, Record]]) -> Register:
        """Return a register of (kind, record) pairs; the last of equal ids wins."""
        by_kind: dict[str, dict[str, Record]] = {kind: {} for kind in KINDS}
        for kind, record in records:
            by_kind[kind][record.id] = record
        return cls(by_kind)

    def as_of(self, day: dt.date) -> Register:
        """Return the same register asked as of a day."""
        return Register(self.records, day)

    def all(self, cls: type[R]) -> list[R]:
        """Return the records of a class that were valid on the day, in the order of their ids."""
        kind = next(kind for kind, record_class in KINDS.items() if record_class is cls)
        records = [record for record in self.records.get(kind, {}).values() if holds(record, self.day)]
        return sorted(records, key=lambda record: record.id)  # type: ignore[arg-type]

    def get(self, cls: type[R], identifier: str) -> R:
        """Return a record, whether it was valid on the day or not.

        Raises
        ------
        KeyError
            There is none of that id.
        """
        kind = next(kind for kind, record_class in KINDS.items() if record_class is cls)
        return self.records[kind][identifier]  # type: ignore[return-value]

    def __iter__(self) -> Iterator[tuple[str, Record]]:
        for kind in KINDS:
            for identifier in sorted(self.records.get(kind, {})):
                yield kind, self.records[kind][identifier]
