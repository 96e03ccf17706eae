"""What a factor set is made of: sources, input factors, output distribution factors, overlaps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

__all__ = ["OVERLAY_COLUMNS", "PATHWAYS", "Factor", "FactorSet", "Outputs", "Overlap", "Source", "Standing"]

#: The six output pathways of the Toolkit, in its order.
PATHWAYS: Final = ("air", "water", "land", "products", "general_waste", "sector_waste")

#: Columns of a user's overlay table.
OVERLAY_COLUMNS = (
    "id",
    "technology",
    "input_factor",
    "input_factor_low",
    "input_factor_high",
    "input_factor_unit",
    *PATHWAYS,
    "source",
    "note",
)


class Standing(StrEnum):
    """How a number is known."""

    MEASURED = "measured"
    READ = "read"
    DERIVED = "derived"
    RECALLED = "recalled"
    USER = "user"


@dataclass(frozen=True, slots=True)
class Factor:
    """An input factor with its range.

    Attributes
    ----------
    value, low, high : float or None
        The default and its ends in ``unit``; None where no value is known. A factor without a known
        range has ``low`` and ``high`` None, which is not a range of zero width.
    unit : str
        As published, for example ``"g Hg/t"``.
    standing : Standing
    confidence : str
        ``high``, ``medium``, ``low``, ``unresolved`` or empty.
    source_key : str
        Key of the bibliography, or the user's text for a user's factor.
    range_from : tuple of str
        Ids of the rows a borrowed range comes from (Level 1 gives no range itself).
    """

    value: float | None
    low: float | None
    high: float | None
    unit: str
    standing: Standing
    confidence: str
    source_key: str
    range_from: tuple[str, ...] = ()

    @property
    def has_range(self) -> bool:
        """Return whether both ends of the range are known."""
        return self.low is not None and self.high is not None


@dataclass(frozen=True, slots=True)
class Source:
    """A source of mercury releases: one row of the Toolkit's Level 1 or Level 2.

    Attributes
    ----------
    id : str
        For example ``"L1-COAL-PP"`` or ``"5.1.1-hard"``.
    level : int
        1 or 2.
    category : str
        Toolkit sub-category, for example ``"5.1.1"``; empty for the miscellaneous list.
    step : int
        Step of the Level 1 workbook (1 to 7).
    group : str
        Group of Table 1-1.
    activity_unit : str
        As published, for example ``"t coal combusted/y"``.
    scaling : str
        ``none``, ``electrification_rate`` or ``dental_density``.
    factor : Factor
    correlation_key : str
        Sources with the same key share one draw, because they rest on one uncertain number.
    replaced_by : tuple of str
        Level 2 ids that may replace this Level 1 row.
    presence_only : bool
        Listed, never quantified.
    note : str
    """

    id: str
    level: int
    category: str
    step: int
    group: str
    activity_unit: str
    scaling: str
    factor: Factor
    correlation_key: str
    replaced_by: tuple[str, ...] = ()
    presence_only: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class Outputs:
    """Output distribution factors of one source and technology.

    Attributes
    ----------
    source : str
        Source id.
    technology : str
        Technology or waste-management scenario.
    shares : tuple of float, or None
        Share of the input to each of :data:`PATHWAYS`; None where no default is known.
    remainder : str
        Why the shares do not sum to one: ``stock``, ``follows_product``, ``other_phase``,
        ``to_combustion``, ``rounding``; empty when they do.
    """

    source: str
    technology: str
    phase: str
    scenario: str
    shares: tuple[float, ...] | None
    remainder: str
    standing: Standing
    confidence: str
    source_key: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Overlap:
    """A declared double counting (DC1-DC4): how much of a line enters a total.

    Attributes
    ----------
    rule : str
    kind : str
        ``source`` or ``technology``: what ``id`` names.
    id : str
    quantity : str
        ``input`` or a pathway.
    weight : float or None
        What enters the total, 0 to 1; None means the share released (not the part in the product).
    reason : str
    """

    rule: str
    kind: str
    id: str
    quantity: str
    weight: float | None
    reason: str


@dataclass(frozen=True)
class FactorSet:
    """A whole, checked factor set.

    Examples
    --------
    >>> from quicksilver import factors
    >>> factors.shipped().sources["L1-COAL-PP"].factor.value
    0.15
    """

    id: str
    version: str
    toolkit_edition: str
    sources: Mapping[str, Source]
    outputs: Mapping[tuple[str, str], Outputs]
    overlaps: tuple[Overlap, ...]
    constants: Mapping[str, float]
    bibliography: Mapping[str, Mapping[str, str]]
    digest: str
    overlays: tuple[str, ...] = ()
    changed: Mapping[str, str] = field(default_factory=dict)

    def __repr__(self) -> str:
        """Return a summary in one line."""
        return f"<FactorSet {self.label}: sources {len(self.sources)}, output shares {len(self.outputs)}>"

    def technologies(self, source: str) -> tuple[Outputs, ...]:
        """Return every technology or scenario a source may have, in table order."""
        return tuple(row for (owner, _), row in self.outputs.items() if owner == source)

    def overlaps_of(self, source: str, technologies: tuple[str, ...]) -> tuple[Overlap, ...]:
        """Return the double-counting rules that touch a line of a source with these technologies."""
        return tuple(
            rule
            for rule in self.overlaps
            if (rule.kind == "source" and rule.id == source)
            or (rule.kind == "technology" and rule.id in technologies)
        )

    @property
    def label(self) -> str:
        """Return id, version and overlays as one line, as it is printed in documents."""
        extra = "".join(f" + {name}" for name in self.overlays)
        return f"{self.id} {self.version}{extra} ({self.digest[:12]})"
