"""Targets of a scenario, judged in each of its runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quicksilver.areas import Number
from quicksilver.scenarios.model import Scenario
from quicksilver.scenarios.targets import Assessment, assess

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["emitted", "judge"]


def emitted(found: xr.Dataset, run: str, year: int, area: str = "", sector: str = "") -> Number | None:
    """Return what an area, a sector of it or the world emits to air in a year of a run; None where the run does not reach it."""
    if year not in found["year"].values or (area and area not in found["area"].values):
        return None
    source = f"run {run} of {found.attrs['title']}"
    if sector:
        return Number(
            float(found["by_sector"].sel(run=run, year=year, sector=sector)),
            "kg/yr",
            source=source,
            standing="derived",
        )
    data = found["by_area"].sel(area=area) if area else found["world"]
    low, central, high = (float(data.sel(run=run, year=year, estimate=e)) for e in ("low", "central", "high"))
    return Number(central, "kg/yr", low, high, source, "derived")


def judge(scenario: Scenario, found: xr.Dataset) -> list[tuple[str, Assessment]]:
    """Return run and outcome of every target; a target of something else than emission to air cannot be computed here.

    A target whose boundary is the name of a sector is judged by that sector, others by their area, or by the world.

    Parameters
    ----------
    scenario : Scenario
    found : xarray.Dataset
        Of :func:`quicksilver.scenarios.run_scenario`.
    """
    judged = []
    for run in scenario.runs:
        for target in scenario.targets:
            seen = None
            if target.pathway in ("air", "") and target.year is not None:
                # What is phased out by a year may still be there in it.
                year = target.year + (target.goal == "phase-out")
                sector = target.boundary if target.boundary in found["sector"].values else ""
                seen = emitted(found, run.name, year, target.area, sector)
            judged.append((run.name, assess(target, seen)))
    return judged
