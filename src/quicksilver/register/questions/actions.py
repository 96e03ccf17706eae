"""What was asked of whom by when, and its outcome; silence is shown as silence."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from quicksilver.register.questions.questions import document_day
from quicksilver.register.records import ActionItem
from quicksilver.register.register import Register

__all__ = ["ActionLine", "action_lines"]


@dataclass(frozen=True, slots=True)
class ActionLine:
    """An action item as of a day.

    Attributes
    ----------
    item : ActionItem
    overdue : bool
        It was due before the day, and no outcome is known.
    """

    item: ActionItem
    overdue: bool

    @property
    def known(self) -> bool:
        """Return whether an outcome is known."""
        return self.item.outcome is not None


def action_lines(register: Register, day: dt.date) -> tuple[ActionLine, ...]:
    """Return the action items that had been requested by a day, as their documents ask for them.

    Parameters
    ----------
    register : Register
    day : date
        An item of a document of a later day is left out; one whose documents have no date is not.
    """
    lines = []
    for item in register.as_of(day).all(ActionItem):
        days = [document_day(register, source) for source in item.sources]
        if days and all(date is not None and date > day for date in days):
            continue
        last = item.due.last if item.due is not None else None
        lines.append(ActionLine(item, last is not None and last < day and item.outcome is None))
    return tuple(sorted(lines, key=_order))


def _order(line: ActionLine) -> tuple[object, ...]:
    first = line.item.sources[0].document if line.item.sources else ""
    return (first, line.item.letter, line.item.id)
