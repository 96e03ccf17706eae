"""Targets of a scenario, judged in each of its runs."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from quicksilver.areas import Number
from quicksilver.scenarios.division import GIVEN, PUBLISHED, STAND_IN
from quicksilver.scenarios.engine import run_scenario
from quicksilver.scenarios.model import Scenario
from quicksilver.scenarios.targets import Assessment, Target, assess

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["emitted", "judge", "target_basis"]


def emitted(found: xr.Dataset, run: str, year: int, area: str = "", sector: str = "") -> Number | None:
    """Return what an area, a sector or the world emits to air in a year of a run, with its range; None where the run does not reach it.

    Parameters
    ----------
    found : xarray.Dataset
        Of :func:`quicksilver.scenarios.run_scenario`.
    run : str
    year : int
    area, sector : str
        Empty for all; a sector goes before an area.
    """
    if year not in found["year"].values or (not sector and area and area not in found["area"].values):
        return None
    if sector:
        data = found["by_sector"].sel(sector=sector)
    else:
        data = found["by_area"].sel(area=area) if area else found["world"]
    low, central, high = (float(data.sel(run=run, year=year, estimate=e)) for e in ("low", "central", "high"))
    return Number(central, "kg/yr", low, high, f"run {run} of {found.attrs['title']}", "derived")


def _region(target: Target, scenario: Scenario) -> str:
    """Return the region of the baseline that a target names as its geography; empty for all of the baseline."""
    named = target.geography.strip().casefold()
    return next((r for r in scenario.baseline.regions if r.casefold() == named), "")


def judge(scenario: Scenario, found: xr.Dataset) -> list[tuple[str, Assessment]]:
    """Return run and outcome of every target; a target of something else than emission to air cannot be computed here.

    A target whose boundary is the name of a sector is judged by that sector, others by their area, or by all. A
    target whose geography is the name of a region of the baseline is judged in that region, others in all regions.
    The ranges are those of the draws of the scenario, whatever the target names.

    Parameters
    ----------
    scenario : Scenario
    found : xarray.Dataset
        Of :func:`quicksilver.scenarios.run_scenario`.
    """
    by_region = {"": found}
    for region in dict.fromkeys(_region(target, scenario) for target in scenario.targets):
        if region and len(scenario.baseline.regions) > 1:
            by_region[region] = run_scenario(replace(scenario, baseline=scenario.baseline.only((region,))))
    judged = []
    for run in scenario.runs:
        for target in scenario.targets:
            seen = None
            if target.pathway in ("air", "") and target.year is not None:
                # What is phased out by a year may still be there in it.
                year = target.year + (target.goal == "phase-out")
                here = by_region.get(_region(target, scenario), found)
                seen = _seen(here, run.name, year, target)
            judged.append((run.name, assess(target, seen)))
    return judged


def _seen(found: xr.Dataset, run: str, year: int, target: Target) -> Number | None:
    sector = target.boundary if target.boundary in found["sector"].values else ""
    named = target.boundary if target.boundary in found["area"].values else ""
    return emitted(found, run, year, target.area or named, sector)


def target_basis(target: Target, scenario: Scenario, found: xr.Dataset) -> str:
    """Return what the emission of a target is: published, a stand-in (divided among regions by a rule) or given.

    Parameters
    ----------
    target : Target
    scenario : Scenario
    found : xarray.Dataset
        Of :func:`quicksilver.scenarios.run_scenario`.
    """
    if set(scenario.baseline.basis) == {GIVEN}:
        return GIVEN
    if not (found.attrs["depends_on_division"] or _region(target, scenario)):
        return PUBLISHED
    if target.boundary in found["sector"].values:
        kinds = [str(found["sector_basis"].sel(sector=target.boundary).item())]
    else:
        area = target.area or (target.boundary if target.boundary in found["area"].values else "")
        known = [area] if area in found["area"].values else list(found["area"].values)
        kinds = [str(found["basis"].sel(area=one).item()) for one in known]
    return STAND_IN if STAND_IN in kinds else kinds[0]
