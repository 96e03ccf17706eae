"""Targets of a scenario, judged in each of its runs."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from quicksilver.geography import named_among
from quicksilver.language.sentences import Sentence
from quicksilver.quantities import Quantity, Standing
from quicksilver.scenarios.division import GIVEN, PUBLISHED, STAND_IN, sector_titles
from quicksilver.scenarios.engine import run_scenario
from quicksilver.scenarios.model import Scenario
from quicksilver.scenarios.targets import Assessment, Target, assess, stated

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["boundary_remarks", "emitted", "judge", "target_basis"]

#: Geographies that mean all regions of a baseline.
_EVERYWHERE: Final = frozenset(
    ("", "world", "global", "worldwide", "all", "all regions", "monde", "mundo", "мир", "世界", "العالم")
)


def emitted(results: xr.Dataset, run: str, year: int, area: str = "", sector: str = "") -> Quantity | None:
    """Return what an area, a sector or the world emits to air in a year of a run, with its range; None where the run does not reach it.

    Parameters
    ----------
    results : xarray.Dataset
        Of :func:`quicksilver.scenarios.run_scenario`.
    run : str
    year : int
    area, sector : str
        Empty for all; a sector goes before an area.
    """
    if year not in results["year"].values or (not sector and area and area not in results["area"].values):
        return None
    if sector:
        data = results["by_sector"].sel(sector=sector)
    else:
        data = results["by_area"].sel(area=area) if area else results["world"]
    low, central, high = (float(data.sel(run=run, year=year, estimate=e)) for e in ("low", "central", "high"))
    return Quantity(central, "kg/yr", low, high, f"run {run} of {results.attrs['title']}", Standing.DERIVED)


def _region(target: Target, scenario: Scenario) -> str:
    """Return the region of the baseline that a target names as its geography; empty for all of the baseline."""
    return named_among(target.geography, scenario.baseline.regions)


def judge(scenario: Scenario, results: xr.Dataset) -> list[tuple[str, Assessment]]:
    """Return run and outcome of every target; a target of something else than emission to air cannot be computed here.

    A target whose boundary is the name of a sector is judged by that sector, others by their area, or by all. A
    target whose geography is the name of a region of the baseline is judged in that region; one of the world, and
    one of a baseline with a single region, in all regions. A target of another region cannot be computed.
    The ranges are those of the draws of the scenario, whatever the target names.

    Parameters
    ----------
    scenario : Scenario
    results : xarray.Dataset
        Of :func:`quicksilver.scenarios.run_scenario`.
    """
    by_region = {"": results}
    for region in dict.fromkeys(_region(target, scenario) for target in scenario.targets):
        if region and len(scenario.baseline.regions) > 1:
            by_region[region] = run_scenario(replace(scenario, baseline=scenario.baseline.only((region,))))
    judged = []
    for run in scenario.runs:
        for target in scenario.targets:
            seen, why = None, _unseen(target, scenario, results)
            if not why and target.year is not None:
                # What is phased out by a year may still be there in it.
                year = target.year + (target.goal == "phase-out")
                here = by_region.get(_region(target, scenario), results)
                seen = _seen(here, run.name, year, target)
            assessment = assess(target, seen)
            if why and assessment.outcome == "cannot be computed" and not _lacks_baseline(target):
                assessment = replace(assessment, reason=why)
            judged.append((run.name, assessment))
    return judged


def _lacks_baseline(target: Target) -> bool:
    return target.goal == "relative" and target.baseline is None


def _unseen(target: Target, scenario: Scenario, results: xr.Dataset) -> Sentence | None:
    """Return why the runs of a scenario say nothing about a target; None where they do."""
    regions = scenario.baseline.regions
    if target.pathway not in ("air", ""):
        return stated("reason.air", pathway=target.pathway)
    if (
        len(regions) > 1
        and not _region(target, scenario)
        and target.geography.strip().casefold() not in _EVERYWHERE
    ):
        return stated("reason.region", geography=target.geography)
    if not _sector(target, results) and target.area and target.area not in results["area"].values:
        return stated("reason.area", area=target.area)
    if target.year is None:
        return None
    first, last = scenario.years[0], scenario.years[-1]
    year = target.year + (target.goal == "phase-out")
    if first <= year <= last:
        return None
    return stated("reason.years", year=str(year), first=str(first), last=str(last))


def _sector(target: Target, results: xr.Dataset) -> str:
    """Return the sector that a target names as its boundary, by id or by title; empty for all of its area."""
    named = target.boundary.strip().casefold()
    titles = sector_titles()
    known = [str(sector) for sector in results["sector"].values]
    return next((s for s in known if named and named in (s.casefold(), titles.get(s, "").casefold())), "")


def boundary_remarks(scenario: Scenario, results: xr.Dataset) -> list[str]:
    """Return a remark for each target whose boundary is none of the sectors or areas of the baseline.

    Parameters
    ----------
    scenario : Scenario
    results : xarray.Dataset
        Of :func:`quicksilver.scenarios.run_scenario`.
    """
    areas = {str(area) for area in results["area"].values}
    return [
        f"target {target.id}: {target.boundary!r} is not a sector of the baseline; the target counts {f'the area {target.area}' if target.area else 'all sectors'}"
        for target in scenario.targets
        if target.boundary
        and target.boundary not in areas
        and not _sector(target, results)
        and not _unseen(target, scenario, results)
    ]


def _seen(results: xr.Dataset, run: str, year: int, target: Target) -> Quantity | None:
    sector = _sector(target, results)
    named = target.boundary if target.boundary in results["area"].values else ""
    return emitted(results, run, year, target.area or named, sector)


def target_basis(target: Target, scenario: Scenario, results: xr.Dataset) -> str:
    """Return what the emission of a target is: published, a stand-in (divided among regions by a rule) or given.

    Parameters
    ----------
    target : Target
    scenario : Scenario
    results : xarray.Dataset
        Of :func:`quicksilver.scenarios.run_scenario`.
    """
    if set(scenario.baseline.basis) == {GIVEN}:
        return GIVEN
    if not (results.attrs["depends_on_division"] or _region(target, scenario)):
        return PUBLISHED
    if sector := _sector(target, results):
        kinds = [str(results["sector_basis"].sel(sector=sector).item())]
    else:
        area = target.area or (target.boundary if target.boundary in results["area"].values else "")
        known = [area] if area in results["area"].values else list(results["area"].values)
        kinds = [str(results["basis"].sel(area=area_name).item()) for area_name in known]
    return STAND_IN if STAND_IN in kinds else kinds[0]
