"""What an inventory is made of, from the cells a user filled in to the lines that were calculated."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

from quicksilver.errors import Problem
from quicksilver.factors import Factor, Outputs, Overlap, RangeBasis, Source, Standing
from quicksilver.inventory.texts import RawText, ReportText
from quicksilver.language.sentences import Sentence
from quicksilver.quantities import Quantity

__all__ = [
    "ActivityLine",
    "Cell",
    "Formula",
    "General",
    "InventoryInput",
    "RawInventory",
    "ResolvedLine",
    "State",
    "UsedFactor",
    "statement",
]


def statement(key: str, /, **values: object) -> Sentence:
    """Return what the calculation states, as a sentence of the table of inventories.

    Examples
    --------
    >>> str(statement("reason.replaced", ids=["5.1.1-hard"]))
    'replaced by the Level 2 line 5.1.1-hard'
    """
    return Sentence(key, values, table="inventory_text")


class State(StrEnum):
    """The states of a datum; no sum turns one into another.

    ``PRESENT`` is a source that the Toolkit lists without quantifying it; ``REPLACED`` is a Level 1 line
    that a Level 2 line replaces.
    """

    QUANTIFIED = "quantified"
    ZERO = "zero"
    PRESENT = "present"
    ABSENT = "absent"
    UNKNOWN = "unknown"
    NOT_GIVEN = "not_given"
    REPLACED = "replaced"


@dataclass(frozen=True, slots=True)
class Cell:
    """A value as it was found, and where (``file.xlsx, sheet Step 1, cell E7``)."""

    value: Any
    where: str


class Formula(str):
    """The text of a formula in a cell, with the result that another program stored (empty where there is none)."""

    __slots__ = ("stored",)
    stored: str

    def __new__(cls, text: str, stored: str = "") -> Formula:
        """Return the text with its stored result."""
        made = super().__new__(cls, text)
        made.stored = stored
        return made


@dataclass(frozen=True)
class RawInventory:
    """Cells as read from a file, before any of them is checked.

    Attributes
    ----------
    name : str
        File name, for messages.
    general : mapping of str to Cell
    lines : tuple of mapping of str to Cell
        One mapping per line; the place of the whole line is under the key ``""``.
    digest : str
        SHA-256 of the bytes read.
    problems : tuple of Problem
        What was already wrong with the file itself.
    level : int
        Level of the rows that a workbook has, filled in or not; 0 where it shows none.
    text : RawText
        What the officer wrote for the report.
    """

    name: str
    general: Mapping[str, Cell]
    lines: tuple[Mapping[str, Cell], ...]
    digest: str
    problems: tuple[Problem, ...] = ()
    level: int = 0
    text: RawText = field(default_factory=RawText)


@dataclass(frozen=True, slots=True)
class General:
    """The general data of an inventory; None means not given."""

    country: str
    year: int
    level: int
    toolkit_edition: str = ""
    population: float | None = None
    electrification_rate: float | None = None
    dental_personnel_per_1000: float | None = None
    waste_well_managed: bool | None = None
    waste_separately_collected: bool | None = None
    assumed_ranges: bool | None = None
    general_sources: str = ""


@dataclass(frozen=True, slots=True)
class ActivityLine:
    """One line of activity data, read and typed, not yet joined to factors."""

    source: str
    where: str
    presence: str = ""
    technology: str = ""
    activity: float | None = None
    unit: str = ""
    activity_low: float | None = None
    activity_high: float | None = None
    calorific_value: float | None = None
    density: float | None = None
    input_factor: float | None = None
    input_factor_low: float | None = None
    input_factor_high: float | None = None
    input_factor_unit: str = ""
    shares: tuple[float, ...] | None = None
    site: str = ""
    source_of_data: str = ""
    note: str = ""
    places: Mapping[str, str] = field(default_factory=dict)

    def place(self, name: str) -> str:
        """Return the place of a field of this line in the user's file."""
        return self.places.get(name, self.where)


@dataclass(frozen=True)
class InventoryInput:
    """A typed and checked input."""

    name: str
    general: General
    lines: tuple[ActivityLine, ...]
    digest: str
    warnings: tuple[Problem, ...] = ()
    text: ReportText = field(default_factory=ReportText)


#: Bases that print no range, and what is written beside a range that neither the source nor the user gave.
_UNSHOWN: Final = (RangeBasis.NONE, RangeBasis.EXACT)
_MARKS: Final = {RangeBasis.ASSUMED: ", assumed range", RangeBasis.KEPT: ", range of the shipped factor"}


@dataclass(frozen=True, slots=True)
class UsedFactor(Factor):
    """The input factor a line was calculated with, in kg Hg per unit of activity.

    Attributes
    ----------
    given : Quantity
        The factor as it was published or given, in its own unit, with the range that it is drawn by.
    basis : RangeBasis
        Where this range comes from.
    """

    given: Quantity = field(kw_only=True)
    basis: RangeBasis = field(default=RangeBasis.PUBLISHED, kw_only=True)

    @property
    def range_known(self) -> bool:
        """Return whether the range was published or given; an assumed one is not known."""
        return self.basis.is_known

    @property
    def published(self) -> str:
        """Return value, unit and range as they were published or given; a range of another origin is named."""
        text = f"{self.given.value:g} {self.given.unit}"
        if self.basis in _UNSHOWN or not self.given.range_known:
            return text
        mark = _MARKS.get(self.basis, "")
        return f"{text} ({self.given.low:g} to {self.given.high:g}{mark})"

    @property
    def value(self) -> float:
        """Return the central value; a line without one is refused before it is calculated."""
        return self.quantity.central


@dataclass(frozen=True)
class ResolvedLine:
    """A line joined to its factors: everything the calculation and the explanation need.

    Attributes
    ----------
    state : State
    activity, activity_low, activity_high : float or None
        In the source's activity unit per year.
    scale : float
        Dental density ratio or electrification rate; 1 where none applies.
    factor : UsedFactor or None
    mix : tuple of (Outputs, share)
        Technologies and their shares of the input; shares sum to one.
    shares : tuple of float
        The six output shares of the mix.
    remainder : str
        Why the shares sum to less than one; empty when they do not.
    overlaps : tuple of Overlap
    supply_weight : float
        Part of the input that enters any sum: 0 for a further phase of a supply that another line counts.
    input_weight : float
        Part of the input that enters the corrected input total (DC1, DC2, DC4).
    assumptions, activity_steps, scale_steps : tuple of Sentence
        What was assumed, and what was done to the activity and to its scale.
    reason : Sentence or None
        Why the line has no numbers; None when it has.
    detail : tuple of str
        Level 2 sources whose lines are inside this national row; their activity is taken off it.
    covered : float
        The detail over the whole of the national row: 1 for all of it, above 1 where the detail is larger.
    """

    line: ActivityLine
    source: Source
    state: State
    activity: float | None = None
    activity_low: float | None = None
    activity_high: float | None = None
    activity_steps: tuple[Sentence, ...] = ()
    scale: float = 1.0
    scale_steps: tuple[Sentence, ...] = ()
    factor: UsedFactor | None = None
    mix: tuple[tuple[Outputs, float], ...] = ()
    shares: tuple[float, ...] = ()
    shares_standing: Standing | None = None
    shares_confidence: str = ""
    shares_source_key: str = ""
    remainder: str = ""
    overlaps: tuple[Overlap, ...] = ()
    group: str = ""
    supply_weight: float = 1.0
    input_weight: float = 1.0
    pathway_weights: tuple[float, ...] = (1.0,) * 6
    assumptions: tuple[Sentence, ...] = ()
    reason: Sentence | None = None
    detail: tuple[str, ...] = ()
    covered: float = 0.0

    @property
    def is_computed(self) -> bool:
        """Return whether the line has numbers."""
        return self.state in (State.QUANTIFIED, State.ZERO)

    @property
    def technology(self) -> str:
        """Return the technology or mix as one text."""
        if len(self.mix) == 1:
            return self.mix[0][0].technology
        return "; ".join(f"{row.technology}={share:g}" for row, share in self.mix)
