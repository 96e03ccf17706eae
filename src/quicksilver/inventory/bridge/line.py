"""What a row of a source states and means: the line that the bridge takes, or the reason why it does not."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from quicksilver.errors import Place, Problem
from quicksilver.inventory.bridge.records import Record

__all__ = ["Line", "Offered", "State"]


class State(StrEnum):
    """Whether a row is taken."""

    TAKEN = "taken"
    AMBIGUOUS = "ambiguous"
    NOT_TAKEN = "not taken"


@dataclass(frozen=True, slots=True)
class Offered:
    """An output scenario that the workbook has for a row.

    Attributes
    ----------
    technology : str
        Of this program; the workbook's own name where it has none here.
    text : str
        As it is written; may be empty.
    shares : tuple of float
        Of the input, to each of the six pathways.
    where : Place
    """

    technology: str
    text: str
    shares: tuple[float, ...]
    where: Place


@dataclass
class Line:
    """A row of a source, read.

    Attributes
    ----------
    record : Record
    state : State
    reasons : list of Problem
        Why it is not taken, each with its cell; of a row that is taken, what should be looked at.
    source, level : str, int
        What it means; empty where it is not known.
    candidates : tuple of str
        Sources that it can mean.
    presence : str
        Y, N, ?, or empty.
    activity : float or None
        In ``unit``; ``base_activity`` is in the unit of the source.
    factor, low, high : float or None
        Input factor used and the ends of the workbook's range, in ``factor_unit``.
    per_kg : float
        Kilograms of mercury per unit of the source in one ``factor_unit``.
    is_own : bool
        Whether the factor is the user's own and not the workbook's default.
    technology, scenario : str
        Output scenario chosen: of this program, and as it is written.
    shares : tuple of float or None
    offered : tuple of Offered
    mix : tuple of (Offered, float)
        Scenarios with the part of the input that each has, where the row has several.
    stated : float or None
        Mercury input that the workbook has for the row, kg/y.
    is_calculated : bool
        Whether ``stated`` was multiplied from the cells of the row, because its formula has no stored result.
    """

    record: Record
    state: State = State.TAKEN
    reasons: list[Problem] = field(default_factory=list)
    source: str = ""
    level: int = 0
    candidates: tuple[str, ...] = ()
    presence: str = ""
    activity: float | None = None
    unit: str = ""
    base_activity: float | None = None
    factor: float | None = None
    default: float | None = None
    low: float | None = None
    high: float | None = None
    factor_unit: str = ""
    per_kg: float = 1.0
    is_own: bool = False
    technology: str = ""
    scenario: str = ""
    shares: tuple[float, ...] | None = None
    offered: tuple[Offered, ...] = ()
    mix: tuple[tuple[Offered, float], ...] = ()
    stated: float | None = None
    is_calculated: bool = False

    def refuse(self, *problems: Problem, state: State = State.NOT_TAKEN) -> None:
        """Note why the row is not taken."""
        self.reasons += problems
        if problems and self.state is not State.NOT_TAKEN:
            self.state = state

    @property
    def factor_range(self) -> tuple[float, float] | None:
        """Return the ends of the range, where both are known and the factor lies between them."""
        if self.low is None or self.high is None:
            return None
        inside = self.factor is None or self.low <= self.factor <= self.high
        return (self.low, self.high) if inside else None
