"""How the tables of the Toolkit's sets are written: a row model for each, and where they are.

An edition is a folder of ``data/sets/toolkit``. The edition in use has all tables; an older one has only what differs.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Final, Literal

from quicksilver.intake.cells import Column, Separated, Within
from quicksilver.intake.packaged import Table
from quicksilver.quantities import Standing

__all__ = [
    "CONSTANTS",
    "CURRENT",
    "OUTPUTS",
    "OVERLAPS",
    "PACKAGE",
    "SOURCES",
    "TOOLKIT",
    "ConstantRow",
    "OlderRow",
    "OutputRow",
    "OverlapRow",
    "SourceRow",
    "older_table",
]

PACKAGE: Final = "quicksilver.factors"
#: The folder of the editions, and that of the edition in use.
TOOLKIT: Final = "data/sets/toolkit"
CURRENT: Final = f"{TOOLKIT}/2026.2"

Confidence = Literal["high", "medium", "low", "unresolved", ""]


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A source of releases as it is written: a row of ``sources.csv``."""

    id: str
    level: Annotated[int, Within(1, 2)]
    step: Annotated[int, Within(1, 7)]
    group: str
    scaling: Literal["none", "electrification_rate", "dental_density"]
    source_key: str
    standing: Standing
    confidence: Confidence
    category: str = ""
    activity_unit: str = ""
    value: Annotated[float | None, Column("input_factor")] = None
    low: Annotated[float | None, Column("input_factor_low")] = None
    high: Annotated[float | None, Column("input_factor_high")] = None
    unit: Annotated[str, Column("input_factor_unit")] = ""
    range_from: Annotated[tuple[str, ...], Separated("|")] = ()
    correlation_key: str = ""
    replaced_by: Annotated[tuple[str, ...], Separated("|")] = ()
    kind: Literal["presence", ""] = ""
    disputed: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class OutputRow:
    """Output distribution factors as they are written: a row of ``outputs.csv``."""

    id: str
    sources: Annotated[tuple[str, ...], Column("source"), Separated("|")]
    technology: str
    source_key: str
    standing: Standing
    confidence: Confidence
    phase: str = ""
    scenario: str = ""
    air: float | None = None
    water: float | None = None
    land: float | None = None
    products: float | None = None
    general_waste: float | None = None
    sector_waste: float | None = None
    remainder: Literal["stock", "follows_product", "other_phase", "to_combustion", "rounding", ""] = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class OverlapRow:
    """A rule of double counting as it is written: a row of ``overlaps.csv``."""

    rule: str
    kind: Literal["source", "technology"]
    id: str
    quantity: Literal["input", "air", "water", "land", "products", "general_waste", "sector_waste"]
    weight: str
    reason: str

    def __post_init__(self) -> None:
        if self.weight != "released":
            float(self.weight)


@dataclass(frozen=True, slots=True)
class ConstantRow:
    """A constant as it is written: a row of ``constants.csv``."""

    id: str
    value: float
    unit: str
    source_key: str
    standing: Standing
    confidence: Confidence = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class OlderRow:
    """A factor of an older edition: a row of its ``sources.csv``, which has only what differs."""

    id: str
    replaces: str
    unit: Annotated[str, Column("input_factor_unit")]
    source_key: str
    standing: Standing
    confidence: Confidence
    note: str
    value: Annotated[float | None, Column("input_factor")] = None
    low: Annotated[float | None, Column("input_factor_low")] = None
    high: Annotated[float | None, Column("input_factor_high")] = None


SOURCES: Final = Table(PACKAGE, f"{CURRENT}/sources.csv", SourceRow, key=("id",))
OUTPUTS: Final = Table(PACKAGE, f"{CURRENT}/outputs.csv", OutputRow, key=("id",))
OVERLAPS: Final = Table(
    PACKAGE, f"{CURRENT}/overlaps.csv", OverlapRow, key=("rule", "kind", "id", "quantity")
)
CONSTANTS: Final = Table(PACKAGE, f"{CURRENT}/constants.csv", ConstantRow, key=("id",))


def older_table(edition: str) -> Table[OlderRow]:
    """Return the table of an older edition.

    Examples
    --------
    >>> older_table("il1-1").rows()[0].replaces
    'L1-OIL-HEAVY'
    """
    return Table(PACKAGE, f"{TOOLKIT}/{edition}/sources.csv", OlderRow, key=("id",))
