"""The register that a final report is made of: as it was reviewed, however much was entered since."""

from __future__ import annotations

import datetime as dt

from quicksilver.register.records import Cycle
from quicksilver.register.register import Register

__all__ = ["as_reviewed", "frozen_cycle"]


def frozen_cycle(register: Register, first: dt.date, last: dt.date) -> Cycle | None:
    """Return the cycle of a period whose report is final and whose moment is on record; None where there is none."""
    for cycle in Register(register.records).all(Cycle):
        if cycle.frozen and (cycle.period.first, cycle.period.last) == (first, last):
            return cycle
    return None


def as_reviewed(register: Register, first: dt.date, last: dt.date) -> Register:
    """Return the register that the report of a period is made of.

    Where the report is final, that is the database as of the review, with the cycle and its document as they are now, which have
    the symbol, the dates and the corrections. A database that was filled from files later has no such memory, and then the register
    itself is returned, as where the report is not final.

    Parameters
    ----------
    register : Register
        As the database has it now.
    first, last : date
        Of the period.
    """
    from quicksilver.portal.store.store import load_register

    cycle = frozen_cycle(register, first, last)
    if cycle is None:
        return register
    then = load_register(register.day, at=dt.datetime.fromisoformat(cycle.frozen))
    if cycle.id not in then.records.get("cycles", {}):
        return register
    reviewed = {kind: dict(records) for kind, records in then.records.items()}
    # Of today are only the numbers and dates that a report gets after it was reviewed.
    state = then.get(Cycle, cycle.id).state
    reviewed["cycles"][cycle.id] = cycle.model_copy(update={"state": state})
    for document in (cycle.document, *(correction.document for correction in cycle.corrections)):
        if document is not None:
            reviewed["documents"][document] = register.records["documents"][document]
    return Register(reviewed, register.day)
