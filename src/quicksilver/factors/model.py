"""What a factor set is made of: sources, input factors, output distribution factors, overlaps."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Final

from quicksilver.quantities import Quantity, Standing, kg_per_activity_unit

__all__ = [
    "OVERLAY_COLUMNS",
    "PATHWAYS",
    "Factor",
    "FactorSet",
    "Outputs",
    "Overlap",
    "RangeBasis",
    "Source",
]

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
    "standing",
    "note",
)


class RangeBasis(StrEnum):
    """Where the range of a factor comes from.

    ``LEVEL_2`` is the range of the Level 2 rows that a Level 1 row summarises; ``KEPT`` is that of the
    shipped factor around a user's value; ``EXACT`` has no width, by definition or because a user gives equal ends;
    ``ASSUMED`` rests on the ranges of other factors (:mod:`quicksilver.factors.assumed`); ``NONE`` is not known.
    """

    PUBLISHED = "published"
    LEVEL_2 = "level 2"
    GIVEN = "given"
    KEPT = "kept"
    EXACT = "exact"
    ASSUMED = "assumed"
    NONE = "none"

    @property
    def is_known(self) -> bool:
        """Return whether the range was published or given."""
        return self not in (RangeBasis.ASSUMED, RangeBasis.NONE)


@dataclass(frozen=True, slots=True)
class Factor:
    """An input factor: a quantity, and where its range was borrowed from.

    A factor *has* a quantity and is not a class of numbers itself: only
    :class:`~quicksilver.quantities.Quantity` knows ranges, laws and keys. It is not a subclass either, because a
    row of a factor table may have no value at all, which is None here and must never enter a calculation.

    Attributes
    ----------
    quantity : Quantity
        The default and its ends in the published unit. A factor without a known range has ends that are None,
        which is not a range of zero width. Sources whose factors have the same key share one draw, because they
        rest on one uncertain number.
    range_from : tuple of str
        Ids of the rows a borrowed range comes from (Level 1 gives no range itself).
    own : bool
        Whether the value is a user's.
    kept : bool
        Whether the range is that of the factor which the value replaces.
    """

    quantity: Quantity
    range_from: tuple[str, ...] = ()
    own: bool = False
    kept: bool = False

    @property
    def value(self) -> float | None:
        """Return the default in the published unit, or None where no value is known."""
        return None if math.isnan(self.quantity.value) else self.quantity.value

    @property
    def low(self) -> float | None:
        """Return the low end, or None where it is not known."""
        return self.quantity.low

    @property
    def high(self) -> float | None:
        """Return the high end, or None where it is not known."""
        return self.quantity.high

    @property
    def unit(self) -> str:
        """Return the unit as published, for example ``"g Hg/t"``."""
        return self.quantity.unit

    @property
    def standing(self) -> Standing:
        """Return how the value is known."""
        return self.quantity.standing

    @property
    def confidence(self) -> str:
        """Return ``high``, ``medium``, ``low``, ``unresolved`` or nothing."""
        return self.quantity.confidence

    @property
    def source_key(self) -> str:
        """Return the key of the bibliography, or the user's text for a user's factor."""
        return self.quantity.source

    @property
    def key(self) -> str:
        """Return the correlation key."""
        return self.quantity.key

    @property
    def range_known(self) -> bool:
        """Return whether both ends of the range are known."""
        return self.quantity.range_known

    def in_place_of(self, old: Factor, activity_unit: str) -> Factor:
        """Return the factor with the ends of the one that it replaces, where it gives none and they contain it.

        Raises
        ------
        UnitError
            A unit does not measure mercury per unit of the activity.

        Examples
        --------
        >>> old = Factor(Quantity(0.15, "g Hg/t", 0.05, 0.5))
        >>> made = Factor(Quantity(200.0, "mg Hg/t")).in_place_of(old, "t coal/y")
        >>> made.low, made.high, made.kept
        (50.0, 500.0, True)
        >>> Factor(Quantity(0.6, "g Hg/t")).in_place_of(old, "t coal/y").range_known
        False
        """
        new = self.quantity
        if not old.quantity.has_range or new.range_known:
            return self
        units = (old.unit, new.unit)
        ratio = 1.0
        if units[0] != units[1]:
            of_old, of_new = (kg_per_activity_unit(1.0, unit, activity_unit) for unit in units)
            ratio = of_old / of_new
        # Twelve digits, so that 50 does not become 50.00000000000001 by another unit.
        low, _, high = (float(f"{end * ratio:.12g}") for end in old.quantity.ends)
        low, high = (low if new.low is None else new.low), (high if new.high is None else new.high)
        if not low <= new.central <= high:
            return self
        return replace(self, quantity=replace(new, low=low, high=high), kept=True)


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
    replaced_by: tuple[str, ...] = ()
    presence_only: bool = False
    note: str = ""

    @property
    def counts_mercury(self) -> bool:
        """Return whether the activity is an amount of mercury (``kg mercury used for production/y``)."""
        return bool({"Hg", "mercury"}.intersection(self.activity_unit.replace("/", " ").split(" ")))


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
    """A whole, checked factor set: an object with an edition, a digest, a licence and a standing for each row.

    Attributes
    ----------
    id, version, digest : str
        Name of the set, its edition, and the SHA-256 of its tables.
    toolkit_edition : str
        Edition of the Toolkit that the rows are of.
    bibliography : mapping
        What the source keys of the rows mean.
    overlays : tuple of str
        What was laid over the set: files of a user, or an older edition.
    changed : mapping of str to str
        Rows that an overlay gave (``source``, or ``source/technology``), with their source.
    title, licence : str
    inherits : str
        Label of the set from which the rows come that are not the set's own; empty where there is none.
    own : frozenset of str
        Its own rows, as ``changed`` names them; empty where all are.

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
    title: str = ""
    licence: str = ""
    inherits: str = ""
    own: frozenset[str] = frozenset()

    def __repr__(self) -> str:
        """Return a summary in one line."""
        return f"<FactorSet {self.label}: sources {len(self.sources)}, output shares {len(self.outputs)}>"

    def origin(self, source: str, technology: str = "") -> str:
        """Return the label of the set or the name of the overlay that a row is from.

        Parameters
        ----------
        source : str
        technology : str
            Of output shares; the input factor is meant where it is empty.

        Examples
        --------
        >>> from quicksilver import factors
        >>> reviewed = factors.load("reviewed-2026")
        >>> reviewed.origin("L1-CU").split()[0], reviewed.origin("L1-CEM").split()[0]
        ('reviewed-2026', 'quicksilver-toolkit')
        """
        row = f"{source}/{technology}" if technology else source
        if row in self.changed:
            return ", ".join(self.overlays)
        return self.inherits if self.inherits and row not in self.own else f"{self.id} {self.version}"

    def coverage(self, level: int) -> tuple[int, int]:
        """Return how many sources of a level have an input factor, and how many can have one.

        Examples
        --------
        >>> from quicksilver import factors
        >>> factors.shipped().coverage(1)
        (64, 64)
        """
        rows = [row for row in self.sources.values() if row.level == level and not row.presence_only]
        return sum(row.factor.value is not None for row in rows), len(rows)

    def standings(self) -> dict[str, int]:
        """Return how many input factors and output shares have each standing, the strongest first."""
        rows = [row.factor.standing for row in self.sources.values() if row.factor.value is not None]
        rows += [row.standing for row in self.outputs.values() if row.shares is not None]
        return {str(name): rows.count(name) for name in Standing if name in rows}

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
