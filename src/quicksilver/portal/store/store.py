"""The register and its database: save a register whole or not at all, and load it as it is, as it was, or as a document had it."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from quicksilver.errors import InputProblems, Problem, similar
from quicksilver.intake.paused_gc import without_collection
from quicksilver.portal.setup import configure
from quicksilver.portal.store.agreement import contradictions
from quicksilver.portal.store.on_demand import lazy_register
from quicksilver.portal.store.quick_rows import Note, copy_to_history, insert_rows
from quicksilver.register.formats.identities import beside, replaced
from quicksilver.register.records import KINDS, Record
from quicksilver.register.register import Register

__all__ = ["Saved", "accept", "lazy_register", "load_register", "save_register"]

_BATCH = 2000
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Saved:
    """What saving did, in records.

    Attributes
    ----------
    new, changed, same, removed : int
    """

    new: int = 0
    changed: int = 0
    same: int = 0
    removed: int = 0


@without_collection()
def save_register(
    register: Register,
    *,
    by: str,
    progress: Progress | None = None,
    why: str = "",
    remove: bool = False,
    notes: list[Problem] | None = None,
) -> Saved:
    """Save a register: new records are added, changed ones changed, equal ones left alone. All of it or nothing.

    Parameters
    ----------
    register : Register
    by : str
        Who does it, as the history will say: the name of an account, or of the program.
    progress : callable, optional
        Called with kind, records done and records of that kind.
    why : str
        Reason for the history.
    remove : bool
        Whether records that the register does not have are removed from the database. Their history is kept.
    notes : list of Problem, optional
        Receives what was replaced in the records that are there, and new records that may be one of them.

    Returns
    -------
    Saved

    Raises
    ------
    InputProblems
        A record refers to one that does not exist, has a text that no database accepts, is still needed, or is accepted by its own
        organisation. Nothing was written.
    """
    configure()
    from django.db import IntegrityError, transaction

    try:
        with transaction.atomic():
            return _Saving(by, why, progress, notes).run(register, remove=remove)
    except IntegrityError as wrong:
        raise InputProblems(
            [
                Problem(
                    f"the database does not accept this: {wrong}",
                    "register",
                    "records that follow its rules",
                    remedy="correct what it names",
                )
            ]
        ) from wrong


@without_collection()
def load_register(
    day: dt.date | None = None,
    reported_in: str | Collection[str] | None = None,
    at: dt.datetime | None = None,
    *,
    kinds: Collection[str] | None = None,
) -> Register:
    """Return the register.

    Parameters
    ----------
    day : date, optional
        The day in the world it is asked as of.
    reported_in : str or collection of str, optional
        Only what these documents state: records that cite one of them, the items of their lists that cite one of them or no other, and the
        records these refer to.
    at : datetime, optional
        The register as it was at a time; with a time zone.
    kinds : collection of str, optional
        Only these kinds; others are empty.

    Notes
    -----
    One query per table and none per record.

    Raises
    ------
    ValueError
        ``at`` has no time zone.
    """
    configure()
    from quicksilver.portal.store import mapping
    from quicksilver.portal.store.reading import read_kind

    if at is not None and at.tzinfo is None:
        raise ValueError("a time needs a time zone; add tzinfo=datetime.UTC")
    records = {
        name: {record.id: record for record in read_kind(kind, at=at)}
        if kinds is None or name in kinds
        else {}
        for name, kind in mapping.kinds().items()
    }
    register = Register(records, day)
    if reported_in is not None:
        from quicksilver.register.questions import excerpts

        register = excerpts.reported_in(
            register, {reported_in} if isinstance(reported_in, str) else set(reported_in)
        )
    return register


def accept(contribution: str, *, by: str) -> None:
    """Note that a contribution is accepted; it stays so until it is changed.

    Parameters
    ----------
    contribution : str
        Its identifier.
    by : str
        Name of the account.

    Raises
    ------
    InputProblems
        There is no such contribution, or it is one of the person's own organisation.
    """
    configure()
    from django.db import transaction

    from quicksilver.portal.models import Contribution

    with transaction.atomic():
        row = Contribution.objects.select_for_update().filter(pk=contribution).first()
        if row is None:
            raise InputProblems(
                [
                    Problem(
                        f"{contribution!r} is not in the register",
                        "contribution",
                        "the identifier of a contribution",
                    )
                ]
            )
        row.accepted_by, row._history_user = by, by
        row.save()


class _Saving:
    """One saving, inside one transaction."""

    def __init__(
        self, by: str, why: str, progress: Progress | None, notes: list[Problem] | None = None
    ) -> None:
        self.by, self.progress, self.notes = by, progress, notes
        self.note = Note(dt.datetime.now(dt.UTC), by, why)

    def run(self, register: Register, *, remove: bool) -> Saved:
        from quicksilver.portal.store import mapping
        from quicksilver.portal.store.reading import stored_ids
        from quicksilver.portal.store.search import index

        stored = {name: stored_ids(kind) for name, kind in mapping.kinds().items()}
        gone = {
            name: stored[name] - set(register.records.get(name, {})) if remove else set() for name in KINDS
        }
        problems = list(_dangling(register, stored, gone))
        # Contradictions are looked for where every name leads somewhere.
        problems = problems or contradictions(
            register, {name: ids - gone[name] for name, ids in stored.items()}
        )
        if problems:
            raise InputProblems(problems)
        if self.notes is not None:
            self.notes += beside(
                register, {name: ids - gone[name] for name, ids in stored.items()}, _others(register, stored)
            )
        self._remove_ahead(gone)
        counts = [
            self._kind(name, list(register.records.get(name, {}).values()), stored[name]) for name in KINDS
        ]
        for name in reversed(KINDS):
            self._delete(mapping.kinds()[name].model, gone[name], "id")
            index.remove(name, gone[name])
        new, changed, same = (sum(column) for column in zip(*counts, strict=True))
        return Saved(new, changed, same, sum(map(len, gone.values())))

    def _kind(self, name: str, records: list[Record], stored: set[str]) -> tuple[int, int, int]:
        from quicksilver.portal.store import mapping
        from quicksilver.portal.store.reading import read_kind

        kind = mapping.kinds()[name]
        before = {record.id: record for record in read_kind(kind, stored & {record.id for record in records})}
        todo = [record for record in records if before.get(record.id) != record]
        for start in range(0, len(todo), _BATCH):
            self._write(kind, todo[start : start + _BATCH], before)
            self._tell(name, min(start + _BATCH, len(todo)), len(records))
        new = sum(record.id not in before for record in todo)
        if self.notes is not None:
            self.notes += [
                replaced(name, before[record.id], record) for record in todo if record.id in before
            ]
        self._tell(name, len(records), len(records))
        return new, len(todo) - new, len(records) - len(todo)

    def _tell(self, kind: str, done: int, of: int) -> None:
        if self.progress is not None and of:
            self.progress(kind, done, of)

    def _write(self, kind: Any, records: list[Record], before: dict[str, Record]) -> None:
        from quicksilver.portal.models import Citation
        from quicksilver.portal.store import mapping
        from quicksilver.portal.store.search import index

        changed = {record.id for record in records if record.id in before}
        for part in kind.parts:
            self._delete(part.model, changed, part.owner)
        self._delete(Citation, changed, "owner", kind=kind.name)
        rows = mapping.rows_of(kind, records)
        every = {record.id for record in records}
        self._stamp(kind, rows.records)
        insert_rows(kind.model, [row for row in rows.records if row.pk not in changed])
        copy_to_history(kind.model, "id", every - changed, "+", self.note)
        self._change(kind.model, [row for row in rows.records if row.pk in changed])
        # Of what records had inside them nothing is left; what is there now is new.
        for part in kind.parts:
            insert_rows(part.model, rows.parts[part.field])
            copy_to_history(part.model, part.owner, every, "+", self.note)
        insert_rows(Citation, rows.citations)
        copy_to_history(Citation, "owner", every, "+", self.note, kind=kind.name)
        index.write(kind, rows.records, rows.parts)

    def _stamp(self, kind: Any, rows: list[Any]) -> None:
        # Whoever saves a submission as accepted accepts it, also one that was accepted and is changed. A contribution that is
        # changed waits to be accepted anew.
        if hasattr(kind.model, "accepted_by"):
            for row in rows:
                row.accepted_by = self.by if getattr(row, "state", "") == "accepted" else ""

    def _change(self, model: Any, rows: list[Any]) -> None:
        if rows:
            columns = [column.name for column in model._meta.concrete_fields if not column.primary_key]
            model.objects.bulk_create(
                rows, batch_size=_BATCH, update_conflicts=True, unique_fields=["id"], update_fields=columns
            )
            copy_to_history(model, "id", {row.pk for row in rows}, "~", self.note)

    def _delete(self, model: Any, owners: Collection[str], column: str, **only: Any) -> None:
        for some in _portions(owners):
            doomed = model.objects.filter(**{f"{column}__in": some}, **only)
            copy_to_history(model, column, some, "-", self.note, **only)
            # The rows, their items and their citations are each taken out here, with history; nothing cascades.
            doomed._raw_delete(doomed.db)

    def _remove_ahead(self, gone: dict[str, set[str]]) -> None:
        from quicksilver.portal.models import Citation
        from quicksilver.portal.store import mapping

        for name, kind in mapping.kinds().items():
            for part in kind.parts:
                self._delete(part.model, gone[name], part.owner)
            self._delete(Citation, gone[name], "owner", kind=name)


def _others(register: Register, stored: dict[str, set[str]]) -> list[Any]:
    """Return the organisations that are stored, where new ones come: those of one name are compared."""
    from quicksilver.portal.store import mapping
    from quicksilver.portal.store.reading import read_kind

    new = set(register.records.get("organisations", {})) - stored["organisations"]
    if not new or not stored["organisations"]:
        return []
    return list(read_kind(mapping.kinds()["organisations"], None))


def _portions(of: Iterable[str], size: int = 500) -> Iterator[list[str]]:
    every = sorted(of)
    for start in range(0, len(every), size):
        yield every[start : start + size]


def _dangling(
    register: Register, stored: dict[str, set[str]], gone: dict[str, set[str]]
) -> Iterator[Problem]:
    from quicksilver.portal.store import mapping

    known: dict[str, set[str]] = defaultdict(set)
    for name in KINDS:
        known[name] = (stored[name] - gone[name]) | set(register.records.get(name, {}))
    for name, record in register:
        for place, target, identifier in mapping.references(mapping.kinds()[name], record):
            if identifier not in known[target]:
                yield Problem(
                    f"{identifier!r} is not in the register",
                    f"{name}/{record.id}, {place}",
                    f"the identifier of one of its {target}",
                    **similar(identifier, sorted(known[target])),
                )
