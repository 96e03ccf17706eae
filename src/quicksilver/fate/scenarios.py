"""Histories and futures of emissions, and what a cut buys: compared in deposition, not only in emission."""

from __future__ import annotations

import csv
import functools
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from quicksilver.errors import InputProblems, Problem, closest
from quicksilver.fate.attribution import attribute
from quicksilver.fate.cycle import CycleModel, CycleResult, Emissions, run

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["ScenarioComparison", "compare", "future", "futures", "histories", "history", "scenario_table"]

Array = NDArray[np.float64]
_HISTORIES: Final = {"streets2011": "streets", "horowitz2014": "horowitz_total", "engstrom2014": "engstrom"}
_FUTURES: Final = ("a1b", "constant", "controls", "zero")
_SEEN: Final = (5, 10, 20, 50)


@functools.lru_cache(maxsize=2)
def _table(name: str) -> dict[str, Array]:
    text = (resources.files("quicksilver.fate") / "data" / name).read_text(encoding="utf-8")
    rows = list(csv.DictReader(io.StringIO(text)))
    return {column: np.array([float(row[column]) for row in rows]) for column in rows[0]}


def histories() -> tuple[str, ...]:
    """Return the names of the shipped emission histories.

    Examples
    --------
    >>> histories()
    ('streets2011', 'horowitz2014', 'engstrom2014')
    """
    return tuple(_HISTORIES)


def futures() -> tuple[str, ...]:
    """Return the names of the shipped futures (2005 to 2050, after the Streets 2011 history).

    Examples
    --------
    >>> futures()
    ('a1b', 'constant', 'controls', 'zero')
    """
    return _FUTURES


def history(name: str) -> Emissions:
    """Return a shipped emission history to air by year, each year's value holding through it.

    Raises
    ------
    InputProblems
        There is no such history.

    Examples
    --------
    >>> float(history("streets2011").years[-1])
    2008.0
    """
    if name not in _HISTORIES:
        raise InputProblems(
            [
                Problem(
                    f"unknown history {name!r}",
                    "history",
                    ", ".join(_HISTORIES),
                    closest(name, list(_HISTORIES)),
                    "name a shipped history, or give a CSV",
                )
            ]
        )
    table = _table("histories.csv")
    return Emissions(table["year"], table[_HISTORIES[name]][:, None], ("atm",), "step")


_OPTION: Final = re.compile(
    r"^(?:delay\s+(?P<delay>\d+)\s*:\s*)?"
    r"(?:(?P<stop>stop)|(?P<hold>hold)|(?P<kind>cut|grow)\s+(?P<percent>\d+(?:\.\d+)?)\s*%(?:\s+by\s+(?P<by>\d{4}))?)$"
)


def future(past: Emissions, option: str, since: float, until: float) -> Emissions:
    """Return a history continued by one line of words.

    Parameters
    ----------
    past : Emissions
        By year (steps); what it holds after ``since`` is replaced.
    option : str
        ``stop``; ``hold``; ``cut 50% by 2035`` or ``grow 20% by 2040`` (straight there, then held; at once without
        ``by``); each also after a delay: ``delay 5: cut 50% by 2035`` (everything five years later); the name of
        a shipped future (``a1b``, ``constant``, ``controls``, ``zero``); or ``from FILE SCENARIO``, a scenario of a file in
        the IAMC format, such as a shared socioeconomic pathway: its ``Emissions|Hg`` of the world to air.
    since, until : float
        First year of the future and last year of the series.

    Raises
    ------
    InputProblems
        The words are not understood.

    Examples
    --------
    >>> made = future(history("streets2011"), "cut 50% by 2020", 2010, 2030)
    >>> round(float(made.values[-1, 0] / made.values[made.years == 2009][0, 0]), 12)
    0.5
    """
    if option in _FUTURES:
        return _shipped(past, option, until)
    if option.startswith("from "):
        path, _, scenario = option.removeprefix("from ").strip().partition(" ")
        return _from_file(past, path, scenario.strip(), since, until)
    found = _OPTION.match(option.strip().lower())
    if not found:
        choices = ["stop", "hold", "cut 50% by 2035", "delay 5: cut 50% by 2035", *_FUTURES]
        raise InputProblems([Problem(f"future {option!r} is not understood", "future", "; ".join(choices), closest(option, choices, cutoff=0.3), "write one of these forms")])  # fmt: skip
    delay = float(found["delay"] or 0)
    begin = since + delay
    years = np.arange(past.years[0], until + 1)
    last = past.values[np.searchsorted(past.years, since - 1e-9) - 1]
    held = np.where(
        (years < since)[:, None],
        past.values[np.clip(np.searchsorted(past.years, years + 1e-9) - 1, 0, None)],
        last,
    )
    factor = np.ones(len(years))
    if found["stop"]:
        factor[years >= begin] = 0.0
    elif found["kind"]:
        end = 1 + (-1 if found["kind"] == "cut" else 1) * float(found["percent"]) / 100
        reached = float(found["by"]) + delay if found["by"] else begin
        factor = (
            np.interp(years, [begin - 1, max(reached, begin)], [1.0, end])
            if reached > begin
            else np.where(years >= begin, end, 1.0)
        )
    if factor.min() < 0:
        raise InputProblems(
            [Problem(f"future {option!r} cuts more than there is", "future", "a cut of at most 100%")]
        )
    return Emissions(years, held * factor[:, None], past.reservoirs, "step", past.names)


def _from_file(past: Emissions, path: str, scenario: str, since: float, until: float) -> Emissions:
    """Return a history that a scenario of an IAMC file goes on with; other columns keep their last value."""
    from quicksilver.quantities.units import factor
    from quicksilver.scenarios.iamc import read_iamc_table

    table = read_iamc_table(path)
    rows = table[(table["variable"] == "Emissions|Hg") & (table["region"] == "World")]
    names = sorted(set(rows["scenario"]))
    if not scenario and len(names) == 1:
        scenario = names[0]
    rows = rows[rows["scenario"] == scenario].sort_values("year")
    if rows.empty:
        raise InputProblems([Problem(f"no Emissions|Hg of the world in scenario {scenario!r}", path, ", ".join(names) or "Emissions|Hg of World",
                                     closest(scenario, names), f"write from {path} SCENARIO")])  # fmt: skip
    if rows["year"].iloc[0] > since or rows["year"].iloc[-1] < until - 1:
        raise InputProblems([Problem(f"{scenario} has {rows['year'].iloc[0]} to {rows['year'].iloc[-1]}", path, f"{since:g} to {until - 1:g}", remedy="change --from and --to")])  # fmt: skip
    later = np.arange(since, until + 1)
    keep = past.years < since
    values = np.repeat(past.values[keep][-1:], len(later), axis=0)
    air = next((i for i, box in enumerate(past.reservoirs) if box.startswith("atm")), 0)
    scale = np.array([factor(unit, "Mg/yr") for unit in rows["unit"]])
    values[:, air] = np.interp(
        later, rows["year"].to_numpy(dtype=float), rows["value"].to_numpy(dtype=float) * scale
    )
    return Emissions(
        np.concatenate([past.years[keep], later]),
        np.concatenate([past.values[keep], values]),
        past.reservoirs,
        "step",
        past.names,
    )


def _shipped(past: Emissions, name: str, until: float) -> Emissions:
    table = _table("futures.csv")
    begin = float(table["year"][0])
    keep = past.years < begin
    inside = table["year"] <= until
    years = np.concatenate([past.years[keep], table["year"][inside]])
    values = np.concatenate([past.values[keep], table[name][inside][:, None]])
    return Emissions(years, values, past.reservoirs, "step", past.names)


@dataclass(frozen=True)
class ScenarioComparison:
    """Scenarios side by side, in emission and in what follows from it.

    Attributes
    ----------
    base : str
        Name of the scenario the others are compared with; the first of ``names``.
    years : ndarray, shape (years,)
    emission : mapping of str to ndarray
        Mg per year to all reservoirs.
    atmosphere, surface_ocean : mapping of str to ndarray
        Mg.
    deposition, deposition_land, deposition_ocean : mapping of str to ndarray
        Mg per year.
    avoided_deposition : mapping of str to ndarray
        Mg since the first year, against the base.
    per_tonne : mapping
        Scenario -> years after the first -> Mg of deposition avoided so far per Mg of emission avoided so far.
    legacy_shares : mapping of str to float
        Share of the deposition of the first year by origin: natural, and emissions by period.
    """

    model: CycleModel
    base: str
    names: tuple[str, ...]
    years: Array
    emission: Mapping[str, Array]
    atmosphere: Mapping[str, Array]
    deposition: Mapping[str, Array]
    deposition_land: Mapping[str, Array]
    deposition_ocean: Mapping[str, Array]
    surface_ocean: Mapping[str, Array]
    avoided_deposition: Mapping[str, Array]
    per_tonne: Mapping[str, Mapping[int, float]]
    legacy_shares: Mapping[str, float]
    assumptions: tuple[str, ...]
    description: Mapping[str, str]


def compare(
    model: CycleModel,
    scenarios: Mapping[str, Emissions],
    start: float,
    end: float,
    *,
    periods: tuple[float, ...] = (1850.0, 1950.0, 2000.0),
    description: Mapping[str, str] | None = None,
) -> ScenarioComparison:
    """Return scenarios compared from ``start`` to ``end``; the first one is the base.

    Parameters
    ----------
    model : CycleModel
    scenarios : mapping of str to Emissions
        Each from the beginning of history on.
    start, end : float
        Years compared.
    periods : tuple of float
        Years that part the emissions of the past for the legacy shares.
    description : mapping of str to str, optional
        How each scenario was made.

    Raises
    ------
    InputProblems
        There is no scenario, or one does not cover the years.
    """
    if not scenarios:
        raise InputProblems(
            [Problem("there is no scenario to compare", "scenarios", "at least a base and another")]
        )
    names = tuple(scenarios)
    years = np.arange(start, end + 0.5)
    results = {name: _from_the_beginning(model, series, years) for name, series in scenarios.items()}
    emission = {name: _annual(series, years) for name, series in scenarios.items()}
    deposition = {name: result.deposition() for name, result in results.items()}
    base = names[0]
    avoided = {name: _summed(deposition[base] - deposition[name]) for name in names}
    saved = {name: np.concatenate([[0.0], np.cumsum(emission[base] - emission[name])[:-1]]) for name in names}
    ocean = next((r.id for r in model.reservoirs if r.medium == "ocean"), model.boxes[-1])
    return ScenarioComparison(
        model=model,
        base=base,
        names=names,
        years=years,
        emission=emission,
        atmosphere={name: result.mass(model.boxes[0]) for name, result in results.items()},
        deposition=deposition,
        deposition_land={name: result.deposition("land") for name, result in results.items()},
        deposition_ocean={name: result.deposition("ocean") for name, result in results.items()},
        surface_ocean={name: result.mass(ocean) for name, result in results.items()},
        avoided_deposition=avoided,
        per_tonne={name: _per_tonne(avoided[name], saved[name]) for name in names if name != base},
        legacy_shares=_legacy(model, scenarios[base], start, periods),
        assumptions=("first-order rates stay as they are", "the natural inputs stay as they are"),
        description=dict(description or {}),
    )


def _from_the_beginning(model: CycleModel, series: Emissions, years: Array) -> CycleResult:
    first = float(series.years[0])
    asked = years if first >= years[0] else np.concatenate([[first], years])
    result = run(model, series, float(asked[0]), float(asked[-1]), years=asked)
    skip = len(asked) - len(years)
    return CycleResult(
        result.model,
        result.years[skip:],
        result.state[skip:],
        result.put_in[skip:] - result.put_in[skip],
        result.sources,
    )


def _annual(series: Emissions, years: Array) -> Array:
    """Return the emission of each year, all reservoirs together, in Mg per year."""
    first, last = series.segments(
        np.unique(np.concatenate([years, [years[-1] + (1.0 if "linear" not in series.ways else 0.0)]]))
    )
    per_year = (first + last).sum(axis=1) / 2
    return np.append(per_year, per_year[-1])[: len(years)]


def _summed(rate: Array) -> Array:
    """Return the running integral of a yearly rate by trapezoids."""
    return np.concatenate([[0.0], np.cumsum((rate[1:] + rate[:-1]) / 2)])


def _per_tonne(avoided: Array, saved: Array) -> dict[int, float]:
    return {
        after: float(avoided[after] / saved[after])
        for after in _SEEN
        if after < len(saved) and saved[after] != 0
    }


def _legacy(
    model: CycleModel, series: Emissions, year: float, periods: tuple[float, ...]
) -> dict[str, float]:
    """Return the shares of a year's deposition by the time of emission; they add up to one."""
    first = float(series.years[0])
    if first >= year:
        return {}
    if len(set(series.reservoirs)) > 1 or len(set(series.ways)) > 1:
        return {}
    way = "linear" if "linear" in series.ways else "step"
    summed = series.values.sum(axis=1, keepdims=True)
    whole = Emissions(
        series.years, summed, series.reservoirs[:1], "linear" if way == "linear" else "step", ("emitted",)
    )
    return attribute(model, whole, first, year, periods=[p for p in periods if p < year])


def scenario_table(found: ScenarioComparison) -> pd.DataFrame:
    """Return a comparison as one table: scenario, year, emission, deposition, air, surface ocean, what was avoided."""
    import pandas as pd

    parts = {
        "emission_Mg_per_yr": found.emission,
        "deposition_Mg_per_yr": found.deposition,
        "deposition_land_Mg_per_yr": found.deposition_land,
        "deposition_ocean_Mg_per_yr": found.deposition_ocean,
        "atmosphere_Mg": found.atmosphere,
        "surface_ocean_Mg": found.surface_ocean,
        "avoided_deposition_Mg": found.avoided_deposition,
    }
    frames = [
        pd.DataFrame(
            {
                "scenario": name,
                "year": found.years.round().astype(int),
                **{key: part[name] for key, part in parts.items()},
            }
        )
        for name in found.names
    ]
    return pd.concat(frames, ignore_index=True)
