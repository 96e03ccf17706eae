"""Targets of a scenario, judged in each of its runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quicksilver.areas import Number
from quicksilver.scenarios.model import Scenario
from quicksilver.scenarios.targets import Assessment, assess

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["emitted", "judge"]


def emitted(found: xr.Dataset, run: str, year: int, area: str = "") -> Number | None:
    """Return what an area (or the world) emits to air in a year of a run; None where the run does not reach it."""
    if year not in found["year"].values or (area and area not in found["area"].values):
        return None
    data = found["by_area"].sel(area=area) if area else found["world"]
    low, central, high = (float(data.sel(run=run, year=year, estimate=e)) for e in ("low", "central", "high"))
    return Number(central, "kg/yr", low, high, f"run {run} of {found.attrs['title']}", "derived")


def judge(scenario: Scenario, found: xr.Dataset) -> list[tuple[str, Assessment]]:
    """Return run and outcome of every target; a target of something else than emission to air cannot be computed here.

    Parameters
    ----------
    scenario : Scenario
    found : xarray.Dataset
        Of :func:`quicksilver.scenarios.run_scenario`.
    """
    judged = []
    for run in scenario.runs:
        for target in scenario.targets:
            fits = target.pathway in ("air", "") and target.year is not None
            seen = (
                emitted(found, run.name, target.year, target.area)
                if fits and target.year is not None
                else None
            )
            judged.append((run.name, assess(target, seen)))
    return judged
