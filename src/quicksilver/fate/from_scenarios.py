"""The emissions of a scenario as input of the global cycle, so that the effect of a measure on deposition is seen over time."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np

from quicksilver.fate.cycle import CycleModel, Emissions
from quicksilver.fate.cycle.forcing import note
from quicksilver.fate.scenarios import ScenarioComparison, compare, gap_note, history
from quicksilver.language.sentences import Sentence

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["emissions_of_run", "history_end", "in_deposition", "seam_remark"]

_HISTORY: Final = "streets2011"


def history_end() -> int:
    """Return the last year of the history that scenarios continue.

    Examples
    --------
    >>> history_end()
    2008
    """
    return int(history(_HISTORY).years[-1])


def seam_remark(results: xr.Dataset) -> list[str]:
    """Return the remark on the years between the end of the history and the scenario; empty where there are none.

    Parameters
    ----------
    results : xarray.Dataset
        Of :func:`quicksilver.scenarios.run_scenario`.
    """
    first, last = int(results["year"].values[0]), history_end()
    if first <= last + 1:
        return []
    return [
        f"deposition: the history of emissions ({_HISTORY}) ends in {last} and its last value is kept until {first}; the step that "
        "follows is not a result, the difference between runs is"
    ]


def emissions_of_run(results: xr.Dataset, run: str, past: Emissions, estimate: str = "central") -> Emissions:
    """Return history up to the run, and the run's emissions to air from its first year on.

    The run continues the column of the past that enters the air; columns that enter land or water keep their last
    value. Between the end of the past and the run, the interpolation of the past applies: a history by steps, such
    as the shipped ones, keeps its last value.

    Parameters
    ----------
    results : xarray.Dataset
        Of :func:`quicksilver.scenarios.run_scenario`, in kg per year.
    run : str
    past : Emissions
        Linear or step; Mg per year.
    estimate : str
        ``low``, ``median``, ``high`` or ``central``.
    """
    years = results["year"].values.astype(float)
    given = results["world"].sel(run=run, estimate=estimate).values / 1000.0
    keep = past.years < years[0]
    air = next((i for i, box in enumerate(past.reservoirs) if box.startswith("atm")), 0)
    later = np.repeat(past.values[keep][-1:], len(years), axis=0)
    later[:, air] = given
    return replace(
        past,
        years=np.concatenate([past.years[keep], years]),
        values=np.concatenate([past.values[keep], later]),
        until=float(years[-1]) + 1.0 if "linear" not in past.ways else None,
        notes=(*past.notes, *_between(past, float(years[0]))),
    )


def _between(past: Emissions, first: float) -> tuple[Sentence, ...]:
    """Return the note on years between the history and the run."""
    if "linear" not in past.ways or first <= past.end:
        return gap_note(past, first)
    return (note("said.line", end=past.end, since=first),)


def in_deposition(
    results: xr.Dataset, model: CycleModel, past: Emissions | None = None
) -> ScenarioComparison:
    """Return the runs of a scenario compared in deposition; the first run is the base.

    Parameters
    ----------
    results : xarray.Dataset
    model : CycleModel
    past : Emissions, optional
        The shipped history streets2011 where left out.

    Raises
    ------
    InputProblems
        The history does not reach back or forward enough.
    """
    before = history(_HISTORY) if past is None else past
    runs = {str(run): emissions_of_run(results, str(run), before) for run in results["run"].values}
    years = results["year"].values
    return compare(model, runs, float(years[0]), float(years[-1]))
