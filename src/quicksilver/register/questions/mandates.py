"""The matrix of a mandate: the items of paragraph 34 of decision 25/5, (a) to (h), by the activities and money that serve them.

Which item an activity serves is the register's own reading of it. One activity may serve several items, so that the rows need not
add up to the number of activities.
"""

from __future__ import annotations

from dataclasses import dataclass

from quicksilver.register.questions.ledger import Flow, Total, flows, totals
from quicksilver.register.records import Activity, Mandate
from quicksilver.register.register import Register

__all__ = ["PARAGRAPH_34", "MandateRow", "Matrix", "mandate_matrix"]

PARAGRAPH_34 = "decision-25-5-34"


@dataclass(frozen=True, slots=True)
class MandateRow:
    """An item of the mandate and what serves it.

    Attributes
    ----------
    mandate : Mandate
    activities : tuple of str
    by_area : dict of str to (tuple of str)
        The same activities under every area they are of.
    money : tuple of Total
        Sums of the flows to these activities, each once in the row, and those not stated.
    no_funder : tuple of str
        Activities of the row for which no flow is recorded.
    """

    mandate: Mandate
    activities: tuple[str, ...]
    by_area: dict[str, tuple[str, ...]]
    money: tuple[Total, ...]
    no_funder: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Matrix:
    """All items of a mandate, and the activities that serve none."""

    rows: tuple[MandateRow, ...]
    none: tuple[str, ...]

    @property
    def empty(self) -> tuple[str, ...]:
        """Return the items that no activity serves."""
        return tuple(row.mandate.id for row in self.rows if not row.activities)


def _row(mandate: Mandate, activities: list[Activity], money: tuple[Flow, ...]) -> MandateRow:
    serving = [activity for activity in activities if mandate.id in activity.mandates]
    names = {activity.id for activity in serving}
    areas = sorted({area for activity in serving for area in activity.areas})
    given = [flow for flow in money if flow.activity in names]
    funded = {flow.activity for flow in given}
    return MandateRow(
        mandate,
        tuple(activity.id for activity in serving),
        {area: tuple(activity.id for activity in serving if area in activity.areas) for area in areas},
        totals(given),
        tuple(activity.id for activity in serving if activity.id not in funded),
    )


def mandate_matrix(register: Register, parent: str = PARAGRAPH_34) -> Matrix:
    """Return the items of a mandate with the activities and the money that serve them, as of the register's day.

    Parameters
    ----------
    register : Register
    parent : str
        The mandate whose items are the rows: those that name it as their parent, by letter.
    """
    items = [mandate for mandate in register.all(Mandate) if mandate.parent == parent]
    activities, money = register.all(Activity), flows(register)
    ids = {mandate.id for mandate in items}
    return Matrix(
        tuple(
            _row(item, activities, money) for item in sorted(items, key=lambda item: (item.letter, item.id))
        ),
        tuple(activity.id for activity in activities if not ids & set(activity.mandates)),
    )
