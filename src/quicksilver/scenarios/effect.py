"""Whether a measure changes an emission: what it acts on in this baseline, or the reason why it changes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from quicksilver.areas import Measure
from quicksilver.intake.packaged import Table
from quicksilver.scenarios.baseline import Baseline
from quicksilver.scenarios.division import sector_titles
from quicksilver.scenarios.model import Applied, PhaseOut, Scenario

__all__ = [
    "Effect",
    "cells",
    "depends_on_division",
    "effect",
    "few",
    "idle",
    "named",
    "unchanged",
    "untimely",
]

Array = NDArray[np.float64]
_MANY: Final = 12


@dataclass(frozen=True, slots=True)
class Effect:
    """What a measure does to emissions to air in a baseline.

    Attributes
    ----------
    measure : Measure
        As it acts on the emission.
    sectors : tuple of str
        Of the baseline; empty where it is refused.
    refused : str
        Why it changes nothing; empty where it acts.
    needed : str
        What it needs to act.
    remark : str
        What the reader of a result should know about how it acts.
    """

    measure: Measure
    sectors: tuple[str, ...] = ()
    refused: str = ""
    needed: str = ""
    remark: str = ""


def named(measure: Measure) -> str:
    """Return a measure by its title, with its id where the title does not begin with it.

    Examples
    --------
    >>> from quicksilver.quantities import Quantity
    >>> named(Measure("aci", "coal", "Carbon injection", (), "air", Quantity(0.9)))
    'Carbon injection (aci)'
    """
    return measure.title if measure.title.startswith(measure.id) else f"{measure.title} ({measure.id})"


def few(names: Sequence[object], most: int = _MANY) -> str:
    """Return names as a list, cut after the first ones with the number of those left out.

    Examples
    --------
    >>> few(["a", "b", "c"], 2)
    'a, b and 1 more'
    """
    if len(names) <= most:
        return ", ".join(map(str, names))
    return f"{', '.join(map(str, names[:most]))} and {len(names) - most} more"


@dataclass(frozen=True, slots=True)
class EffectRow:
    """How a measure on another flow acts on emissions to air, or why it does not."""

    measure: str
    effect: Literal["emission", "refused"]
    why: str
    sectors: tuple[str, ...] = ()
    instead: str = ""
    source: str = ""


_EFFECTS: Final = Table("quicksilver.scenarios", "data/effects.csv", EffectRow, key=("measure",))


def effect(measure: Measure, base: Baseline, chosen: tuple[str, ...] = ()) -> Effect:
    """Return how a measure acts on the emissions of a baseline, or why it cannot.

    A measure on another pathway than air acts where its link to the emission is stated in the packaged table; others
    are refused. A measure names its own sectors; where the baseline has other names in the same area, it acts on
    those, but never on another known sector.

    Parameters
    ----------
    measure : Measure
    base : Baseline
    chosen : tuple of str
        Sectors that the user named; empty for those of the measure.
    """
    row: EffectRow | None = _EFFECTS.by_key().get(measure.id) if measure.pathway != "air" else None
    remark = ""
    if measure.pathway != "air":
        if row is None or row.effect == "refused":
            why = row.why if row else f"it reduces the flow {measure.pathway!r}"
            needed = row.instead if row else "a baseline with that flow, which a scenario cannot read yet"
            return Effect(measure, refused=f"{why}; a scenario counts emissions to air", needed=needed)
        remark = f"{named(measure)} acts on {measure.pathway}; {row.why}"
        measure = replace(measure, pathway="air", acts_on=row.sectors)
    sectors = chosen or _sectors(measure, base)
    if sectors:
        return Effect(measure, sectors, remark=remark)
    elsewhere = [
        f"{s} is in area {a}"
        for s, a in zip(base.sectors, base.areas, strict=True)
        if s in measure.acts_on and a != measure.area
    ]
    mine = [s for s, a in zip(base.sectors, base.areas, strict=True) if a == measure.area]
    has = f"; area {measure.area} has {', '.join(mine)} only" if mine else ""
    wanted = " or ".join(measure.acts_on) or f"of area {measure.area}"
    return Effect(
        measure,
        refused=f"the baseline has no sector {wanted}{has}{'; ' + '; '.join(elsewhere) if elsewhere else ''}",
        needed=f"a baseline with the sector {wanted} in area {measure.area}",
    )


def _sectors(measure: Measure, base: Baseline) -> tuple[str, ...]:
    mine = tuple(s for s, a in zip(base.sectors, base.areas, strict=True) if a == measure.area)
    if not measure.acts_on:
        return mine
    known = tuple(s for s in mine if s in measure.acts_on)
    return known or tuple(s for s in mine if s not in sector_titles())


def cells(base: Baseline, sectors: tuple[str, ...], regions: tuple[str, ...]) -> Array:
    """Return the emissions of sectors in regions; nothing named is all."""
    rows = [r for r, region in enumerate(base.regions) if not regions or region in regions]
    columns = [s for s, sector in enumerate(base.sectors) if not sectors or sector in sectors]
    return base.value[np.ix_(rows, columns)]


def unchanged(base: Baseline, sectors: tuple[str, ...], regions: tuple[str, ...]) -> str:
    """Return why nothing can be reduced in these cells of a baseline; empty where something can."""
    values = cells(base, sectors, regions)
    what = few(sectors or base.sectors)
    where = f" in {few(regions)}" if regions else ""
    if np.isnan(values).all():
        return f"the emission of {what}{where} is unknown in this baseline"
    if np.nansum(values) == 0:
        return f"{what}: no emission{where} in {base.year}"
    return ""


def idle(scenario: Scenario, abated: Array) -> list[str]:
    """Return a remark for each driver, measure and phase-out that changes nothing, with the reason.

    Parameters
    ----------
    scenario : Scenario
    abated : ndarray, shape (runs, measures, draws, years)
        What each measure took away.
    """
    last = scenario.years[-1]
    base = scenario.baseline
    remarks = [
        f"a driver changes nothing: {why}"
        for driver in scenario.drivers
        if (why := unchanged(base, driver.sectors, driver.regions))
    ]
    for m, item in enumerate(scenario.applied):
        runs = [n for n, run in enumerate(scenario.runs) if item.name in run.measures]
        if not runs:
            remarks.append(f"measure {item.name} is in no run and changes nothing")
        names = [scenario.runs[n].name for n in runs if not abated[n, m].any()]
        if names:
            remarks.append(f"measure {item.name} changes nothing in {few(names)}: {_why(item, last)}")
    for number, end in enumerate(scenario.phase_outs):
        if not any(number in run.phase_outs for run in scenario.runs):
            remarks.append(f"the phase-out of {_what(end)} is in no run and changes nothing")
        elif end.year >= last:
            remarks.append(
                f"the phase-out of {_what(end)} at the end of {end.year} changes nothing: the last year is {last}"
            )
    return remarks


def untimely(scenario: Scenario, year: int) -> list[str]:
    """Return a remark for each measure whose amount in a curve or mix of a year is not what it does by then.

    Curve and mix take every measure as complete.

    Parameters
    ----------
    scenario : Scenario
    year : int
        Of the curve or mix.
    """
    remarks = []
    for item in scenario.applied:
        if item.share == 0 or item.measure.removal.ends[2] == 0:
            remarks.append(f"measure {item.name} avoids nothing: {_why(item, year)}")
        elif item.full > year:
            remarks.append(
                f"measure {item.name} is complete in {item.full}; the amounts for {year} are those of the complete measure"
            )
    return remarks


def _what(end: PhaseOut) -> str:
    return few(end.sectors) if end.sectors else "all sectors"


def _why(item: Applied, last: int) -> str:
    if item.share == 0:
        return "its share is 0"
    if item.measure.removal.ends[2] == 0:
        return "its removal is 0"
    if item.start >= last:
        return f"it begins in {item.start}, and the last year is {last}"
    return "what it acts on has already ended or been removed"


def depends_on_division(scenario: Scenario) -> bool:
    """Return whether even the totals depend on how sectors are divided among regions.

    They do where some of the regions are selected, or a driver, measure or phase-out is limited to some.
    """
    named = [
        *(driver.regions for driver in scenario.drivers),
        *(item.regions for item in scenario.applied),
        *(end.regions for end in scenario.phase_outs),
    ]
    return scenario.baseline.has_stand_ins and (scenario.baseline.selected or any(named))
