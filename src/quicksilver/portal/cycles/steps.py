"""The report itself: compiled, checked, reviewed, final, translated, transmitted, published, corrected."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from quicksilver.errors import Place
from quicksilver.portal.cycles.actors import actor
from quicksilver.portal.cycles.calling import cycle_of
from quicksilver.portal.cycles.calls import issue_call
from quicksilver.portal.cycles.writing import (
    Done,
    advanced,
    as_when,
    day_or_today,
    locked,
    locked_submissions,
    overlaid,
    refused,
    step,
    write,
)
from quicksilver.register import records as r
from quicksilver.register.cycles import notices
from quicksilver.register.register import Register

__all__ = ["advance"]

#: State of a cycle -> the action of the table of roles that leads to it.
_ACTIONS: Mapping[str, str] = {
    "call issued": "issue call",
    "open": "issue call",
    "compiled draft": "compile",
    "fact check": "compile",
    "advisory-group review": "compile",
    "final": "clear",
    "transmitted": "transmit",
    "published": "transmit",
    "corrected": "transmit",
    "archived": "transmit",
}


@step
def advance(
    cycle: str,
    to: str,
    *,
    by: str,
    day: dt.date | None = None,
    symbol: str = "",
    correction: r.Correction | None = None,
) -> Done:
    """Take a cycle to its next state.

    Parameters
    ----------
    cycle : str
    to : str
        ``open``, ``compiled draft``, ``fact check``, ``advisory-group review``, ``final``, ``translated``, ``transmitted``, ``published``,
        ``corrected`` or ``archived``.
    by : str
    day : date, optional
    symbol : str
        Of the document, when it is transmitted; never made up.
    correction : Correction, optional
        What is corrected in a report that is out.

    Raises
    ------
    NotYoursError
        The account may not.
    InputProblems
        The step does not follow, or something is missing; states all of it.
    """
    if to == "call issued":
        return issue_call(cycle, by=by, day=day)
    register, who, today = locked_submissions(cycle), actor(by), day_or_today(day)
    record = cycle_of(register, cycle)
    if record.document is not None:
        register = locked(("documents", record.document))
    if not (to == "translated" and who.may("approve language", "cycles", record)):
        who.require(_ACTIONS.get(to, "transmit"), "cycles", record)
    records: list[tuple[str, r.Record]] = []
    changed: dict[str, Any] = {}
    if to == "compiled draft" and record.document is None:
        report = _report(register, record, today)
        records.append(("documents", report))
        changed["document"] = report.id
    if symbol and record.document is not None:
        document = register.get(r.Document, record.document).model_copy(update={"symbol": symbol})
        records.append(("documents", document))
    if to == "final":
        # The register that was reviewed, before this very step.
        changed["frozen"] = dt.datetime.now(dt.UTC).isoformat()
    if to in ("transmitted", "published"):
        changed[to] = as_when(today)
    if to == "corrected":
        if correction is None:
            raise refused("cycle.correction", Place(record=f"cycles/{cycle}"))
        changed["corrections"] = (*record.corrections, correction)
    before = record.model_copy(update=changed)
    after = advanced(
        "cycles",
        before,
        to,
        overlaid(register, [*records, ("cycles", before)]),
        roles=who.role_names,
        day=today,
    )
    letters = _letters(register, after, to, today)
    return write([*records, ("cycles", after)], by, to, letters)


def _report(register: Register, cycle: r.Cycle, day: dt.date) -> r.Document:
    """Return the document that the report becomes, under an identifier that is free."""
    taken = register.records.get("documents", {})
    identifier, number = f"report-{cycle.id}", 2
    while identifier in taken:
        identifier, number = f"report-{cycle.id}-{number}", number + 1
    return r.Document(
        id=identifier,
        title=cycle.title,
        kind="report",
        date=as_when(day),
        body="Partnership Advisory Group",
        formally_edited=False,
    )


def _letters(register: Register, cycle: r.Cycle, to: str, day: dt.date) -> list[notices.Message]:
    if to == "fact check":
        asked = [
            submission
            for submission in Register(register.records).all(r.Submission)
            if submission.cycle == cycle.id and submission.area
        ]
        readers = [reader for submission in asked for reader in notices.readers(register, submission, day)]
        return notices.messages("check", register, cycle, None, dict.fromkeys(readers))
    if to == "advisory-group review":
        return notices.messages("review", register, cycle, None, _group(register, day))
    return []


def _group(register: Register, day: dt.date) -> list[notices.Reader]:
    """Return the members of the advisory group: their persons, or else the organisation or person by name."""
    members: dict[notices.Reader, None] = {}
    for seat in register.as_of(day).all(r.Seat):
        if seat.role == "observer":
            continue
        if seat.person is not None:
            person = register.get(r.Person, seat.person)
            members[notices.Reader(person.name, person.contact, person.language or "en")] = None
        elif seat.organisation is not None:
            for reader in notices.readers(
                register, r.Submission(id="x", cycle="x", organisation=seat.organisation), day
            ):
                members[reader] = None
    return list(members)
