"""What the person who asks may do, worked out once for a page: every answer is that of the table of roles."""

from __future__ import annotations

from typing import Any, Final

from django.db.models import Q
from django.http import HttpRequest

from quicksilver.errors import InputProblems
from quicksilver.portal.models.accounts import roles_of
from quicksilver.portal.models.fields import Value
from quicksilver.portal.store.mapping import kinds
from quicksilver.portal.store.reading import read_kind
from quicksilver.portal.store.visibility_in_sql import closed_rows, readable, subject_of
from quicksilver.register.records import Record
from quicksilver.register.rules.fields import fields
from quicksilver.register.rules.lifecycles import next_states
from quicksilver.register.rules.roles import (
    STEPS,
    Role,
    Subject,
    acting,
    granted,
    may,
    subject,
)
from quicksilver.register.rules.visibility import grants, needs

__all__ = ["Rights", "record_of_row", "rights"]

_NOTHING: Final = Subject("nothing")


def rights(request: HttpRequest) -> Rights:
    """Return what the person who asks may do; the same object for the whole of a request."""
    may: Rights | None = getattr(request, "quicksilver_rights", None)
    if may is None:
        may = request.quicksilver_rights = Rights(request.user)
    return may


def record_of_row(row: Any) -> Record | None:
    """Return the record of a row of the database; None where there is none or it breaks the rules of its kind."""
    try:
        return next(iter(read_kind(kinds()[row.folder], [row.pk])), None)
    except (InputProblems, ValueError):
        return None


class Rights:
    """What a person may do, by the table of roles.

    Attributes
    ----------
    roles : list of Role
    """

    def __init__(self, user: Any) -> None:
        let_in = user.is_active and user.is_staff
        self.roles: list[Role] = roles_of(user) if let_in else []
        self._let_in = let_in
        self._subjects: dict[tuple[str, str], tuple[Subject, Record | None]] = {}
        self._hidden: dict[str, frozenset[str]] = {}

    def allowed(self, action: str, what: Subject | str) -> bool:
        """Return whether the person may do something with a record, or with any of a kind."""
        name = what if isinstance(what, str) else what.object
        return self._let_in and bool(granted(name, action)) and may(self.roles, action, what)

    def subject(self, row: Any) -> Subject:
        """Return what a row is to the table of roles."""
        return self._asked_of(row)[0]

    def _asked_of(self, row: Any) -> tuple[Subject, Record | None]:
        key = (row.folder, str(row.pk))
        if key not in self._subjects:
            record = record_of_row(row)
            subject = _NOTHING if record is None else subject_of(row.folder, record)
            self._subjects[key] = (subject, record)
        return self._subjects[key]

    def forget(self) -> None:
        """Look everything up anew: something was saved."""
        self._subjects.clear()
        self._hidden.clear()

    def any_change(self, kind: str) -> bool:
        """Return whether there may be a record of a kind of which the person may change something."""
        return any(self.allowed(step, subject(kind).object) for step in STEPS)

    def columns(self, row: Any) -> frozenset[str]:
        """Return the columns of a row that the person may change; ``state`` also covers the step that an area takes."""
        what = self.subject(row)
        every = {column.name for column in row._meta.concrete_fields} | {"sources", "state"}
        if self.allowed("edit", what):
            return frozenset(every - {"id"})
        columns: set[str] = set()
        if self.allowed("edit text", what):
            columns |= {
                column.name
                for column in row._meta.concrete_fields
                if isinstance(column, Value) and column.schema == "Text"
            }
        if self.next_states(row):
            columns.add("state")
        return frozenset(columns)

    def acting(self, row: Any) -> tuple[str, ...]:
        """Return the names of those roles of the person by which they may take a record a step on."""
        return acting(self.roles, self.subject(row)) if self._let_in else ()

    def creating(self, kind: str) -> tuple[str, ...]:
        """Return the names of those roles of the person by which they may make a record of a kind."""
        name = subject(kind).object
        table = granted(name, "create")
        return tuple(dict.fromkeys(role.name for role in self.roles if role.name in table))

    def next_states(self, row: Any) -> list[str]:
        """Return the states to which the person may take a record; none where it has no life cycle."""
        record = self._asked_of(row)[1]
        return [] if record is None else next_states(record, self.acting(row))

    def may_approve(self, row: Any) -> bool:
        """Return whether the person may approve a language of the texts of a record."""
        return self.allowed("approve language", self.subject(row))

    def readable(self, kind: str) -> Q:
        """Return the condition under which the person may read a record of a kind."""
        return readable(kind, self.roles) if self._let_in else Q(pk__in=[])

    def reads(self, row: Any) -> bool:
        """Return whether the person may read a record, and what it is about."""
        if not self.allowed("read", self.subject(row)):
            return False
        return not needs(row.folder, withheld=True) or row.pk not in self.hidden(row.folder)

    def hidden(self, kind: str) -> frozenset[str]:
        """Return the identifiers of the records of a kind that the person may not read."""
        if kind not in self._hidden:
            self._hidden[kind] = frozenset() if self._reads_all(kind) else self._asked(kind)
        return self._hidden[kind]

    def sees_person(self, row: Any) -> bool:
        """Return whether the person may see who is named in a record: the secretariat and their own organisation may."""
        return self.sees_persons_of(self.subject(row))

    def sees_persons_of(self, what: Subject) -> bool:
        """Return whether the person may see names of persons of the organisations of a record."""
        return self.allowed("read", Subject("person", what.organisations, visibility="secretariat"))

    def names_a_person(self, kind: str, column: str) -> bool:
        """Return whether a column names a person or states how to reach them."""
        return column in fields(kind, "personal")

    def _reads_all(self, kind: str) -> bool:
        return any(grant.whole for grant in grants(kind, tuple(self.roles)))

    def _asked(self, kind: str) -> frozenset[str]:
        closed = closed_rows(kinds()[kind], tuple(self.roles))
        return frozenset(closed.values_list("pk", flat=True))
