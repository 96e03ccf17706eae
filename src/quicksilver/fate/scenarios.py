"""Histories and futures of emissions, compared in deposition and not only in emission."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from quicksilver.errors import InputProblems, Problem, UnitError, closest
from quicksilver.fate.attribution import attribute, origins
from quicksilver.fate.cycle import CycleModel, Emissions, run
from quicksilver.fate.cycle.forcing import _JUMP, note
from quicksilver.fate.cycle.published_series import published_series
from quicksilver.intake.declared import note as file_note
from quicksilver.intake.numbers import machine_number
from quicksilver.language.problems import emission_unit_problem, period_note
from quicksilver.language.sentences import Sentence

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "ScenarioComparison",
    "compare",
    "future",
    "futures",
    "gap_note",
    "histories",
    "history",
    "scenario_table",
]

Array = NDArray[np.float64]
_HISTORIES: Final = {"streets2011": "streets", "horowitz2014": "horowitz_total", "engstrom2014": "engstrom"}
_FUTURES: Final = ("a1b", "constant", "controls", "zero")
_FUTURES_OF: Final = "streets2011"
_PUBLISHED: Final = "amos2014"
_SEEN: Final = (5, 10, 20, 50)
_NEAR: Final = 1e-9
_COLUMN: Final = "column:"


@functools.lru_cache(maxsize=2)
def _table(name: str) -> dict[str, Array]:
    return {column: np.array(values) for column, values in published_series(name).items()}


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
    return Emissions(table["year"], table[_HISTORIES[name]][:, None], ("atm",), "step", history=name)


_OPTION: Final = re.compile(
    r"^(?:delay\s+(?P<delay>\d+)\s*:\s*)?"
    r"(?:(?P<stop>stop)|(?P<hold>hold)|(?P<kind>cut|grow)\s+(?P<percent>\d+(?:\.\d+)?)\s*%(?:\s+by\s+(?P<by>\d{4}))?)$"
)


def future(past: Emissions, option: str, since: float, until: float) -> Emissions:
    """Return a history continued by one line of words.

    The past is not changed: each column keeps its steps or its straight lines, and the future of a column runs like its
    past. Where the history ends before ``since``, its last value is held until then and a note states this.

    Parameters
    ----------
    past : Emissions
        What it contains after ``since`` is replaced.
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
        The words are not understood, the history begins after ``since``, or a shipped future is not the future of the
        history.

    Examples
    --------
    >>> made = future(history("streets2011"), "cut 50% by 2020", 2010, 2030)
    >>> round(float(made.at(2030)[0] / made.at(2010)[0]), 12)
    0.5
    """
    if since < past.years[0] - _NEAR:
        raise InputProblems(
            [
                Problem(
                    f"the emissions begin in {past.years[0]:g}, after {since:g}",
                    "emissions",
                    f"emissions of {since:g} or earlier",
                    remedy=f"write --from {past.years[0]:g} or later",
                )
            ]
        )
    if option in _FUTURES:
        return _shipped(past, option)
    if option.startswith("from "):
        path, _, scenario = option.removeprefix("from ").strip().partition(" ")
        return _from_file(past, path, scenario.strip(), since, until)
    match = _OPTION.match(option.strip().lower())
    if not match:
        choices = ["stop", "hold", "cut 50% by 2035", "delay 5: cut 50% by 2035", *_FUTURES]
        raise InputProblems(
            [
                Problem(
                    f"future {option!r} is not understood",
                    "future",
                    "; ".join(choices),
                    closest(option, choices),
                    "write one of these forms",
                )
            ]
        )
    if match["kind"] == "cut" and machine_number(match["percent"]) > 100:
        raise InputProblems(
            [Problem(f"future {option!r} cuts more than is emitted", "future", "a cut of at most 100%")]
        )
    if match["by"] and machine_number(match["by"]) < since - _NEAR:
        raise InputProblems(
            [
                Problem(
                    f"future {option!r} is complete before the run begins in {since:g}",
                    "future",
                    f"a year from {since:g} on",
                    remedy="write a later year, or change --from",
                )
            ]
        )
    delay = machine_number(match["delay"] or "0")
    begin = since + delay
    end = 0.0 if match["stop"] else 1.0
    if match["kind"]:
        end = 1 + (-1 if match["kind"] == "cut" else 1) * machine_number(match["percent"]) / 100
    reached = max(machine_number(match["by"]) + delay, begin) if match["by"] else begin
    if end == 1.0:
        reached = begin
    return _continued(past, since, until, _Path(begin, reached, end))


@dataclass(frozen=True)
class _Path:
    """A factor on the last emission: 1 until ``begin``, straight to ``end`` in ``reached``, then ``end``."""

    begin: float
    reached: float
    end: float

    def knots(self) -> list[float]:
        """Return the years in which a straight line bends or jumps."""
        return [self.begin - _JUMP, self.begin] if self.at_once else [self.begin, self.reached]

    @property
    def at_once(self) -> bool:
        """Return whether the factor changes at once."""
        return self.reached <= self.begin

    def of_years(self, years: Array) -> Array:
        """Return the factor on the emission of calendar years: the year of ``reached`` has all of the change."""
        if self.at_once:
            return np.where(years >= self.begin - _NEAR, self.end, 1.0)
        return np.interp(years, [self.begin - 1, self.reached], [1.0, self.end])

    def at(self, years: Array) -> Array:
        """Return the factor at moments."""
        if self.at_once:
            return np.where(years >= self.begin - _NEAR, self.end, 1.0)
        return np.interp(years, [self.begin, self.reached], [1.0, self.end])


def _continued(past: Emissions, since: float, until: float, path: _Path) -> Emissions:
    """Return the past up to a year, and from there its last value times a factor."""
    years, values = _up_to(past, since)
    linear = "linear" in past.ways
    later = np.arange(since, until + 0.5)
    if linear:
        later = np.unique([*later, until, *(y for y in path.knots() if since <= y <= until)])
    later_values = np.repeat(past.at(since)[None, :], len(later), axis=0)
    for column, way in enumerate(past.ways):
        later_values[:, column] *= (
            path.at(later) if way == "linear" else path.of_years(np.floor(later + _NEAR))
        )
    return replace(
        past,
        years=np.concatenate([years, later]),
        values=np.concatenate([values, later_values]),
        until=None,
        notes=(*past.notes, *gap_note(past, since)),
    )


def _up_to(past: Emissions, since: float) -> tuple[Array, Array]:
    """Return the knots before a year; where the series ends earlier, a line continues level from its last knot."""
    keep = past.years < since - _JUMP / 2
    years, values = past.years[keep], past.values[keep]
    # A jump just at the year, such as of a cut at once, needs the value before it as well.
    if "linear" in past.ways and (not len(years) or years[-1] < since - _JUMP):
        years = np.append(years, since - _JUMP)
        values = np.concatenate([values, past.at(since - _JUMP)[None, :]])
    return years, values


def gap_note(past: Emissions, since: float) -> tuple[Sentence, ...]:
    """Return the note on the years between the end of a history and a future, or on those that the future replaces."""
    if since < past.end - 1.0 - _NEAR:
        return (note("said.replaced", since=since, end=past.end),)
    if since <= past.end + _NEAR:
        return ()
    amount = float(past.values[-1].sum())
    return (note("said.gap", end=past.end, amount=amount, since=since),)


def _from_file(past: Emissions, path: str, scenario: str, since: float, until: float) -> Emissions:
    """Return a history that a scenario of an IAMC file continues; other columns keep their last value."""
    from quicksilver.quantities.units import factor
    from quicksilver.scenarios.iamc import read_iamc_table

    table = read_iamc_table(path)
    rows = table[(table["variable"] == "Emissions|Hg") & (table["region"] == "World")]
    names = sorted(set(rows["scenario"]))
    if not scenario and len(names) == 1:
        scenario = names[0]
    rows = rows[rows["scenario"] == scenario].sort_values("year")
    if rows.empty:
        raise InputProblems(
            [
                Problem(
                    f"no Emissions|Hg of the world in scenario {scenario!r}",
                    path,
                    ", ".join(names) or "Emissions|Hg of World",
                    closest(scenario, names),
                    f"write from {path} SCENARIO",
                )
            ]
        )
    if rows["year"].iloc[0] > since or rows["year"].iloc[-1] < until - 1:
        raise InputProblems(
            [
                Problem(
                    f"{scenario} has {rows['year'].iloc[0]} to {rows['year'].iloc[-1]}",
                    path,
                    f"{since:g} to {until - 1:g}",
                    remedy="change --from and --to",
                )
            ]
        )
    air = next((i for i, box in enumerate(past.reservoirs) if box.startswith("atm")), 0)
    try:
        scale = np.array([factor(unit, "Mg Hg/yr") for unit in rows["unit"]])
        file_note(*(period_note(unit, path) for unit in rows["unit"].unique()))
    except UnitError as wrong:
        raise InputProblems([emission_unit_problem(wrong, path)]) from None
    made = _continued(past, since, until, _Path(since, since, 1.0))
    later = made.years >= since - _NEAR
    values = made.values.copy()
    values[later, air] = np.interp(
        made.years[later], rows["year"].to_numpy(dtype=float), rows["value"].to_numpy(dtype=float) * scale
    )
    return replace(made, values=values)


def _shipped(past: Emissions, name: str) -> Emissions:
    """Return the history of Streets et al. with one of its futures."""
    if past.history != _FUTURES_OF:
        raise InputProblems(
            [
                Problem(
                    f"the future {name!r} continues the history {_FUTURES_OF}, and other emissions were given",
                    "future",
                    f"{name} with {_FUTURES_OF}; hold, stop, cut 50% by 2035 with any emissions",
                    remedy=f"leave out --emissions, or write --emissions {_FUTURES_OF}",
                )
            ]
        )
    table = _table("futures.csv")
    keep = past.years < table["year"][0]
    return replace(
        past,
        years=np.concatenate([past.years[keep], table["year"]]),
        values=np.concatenate([past.values[keep], table[name][:, None]]),
        until=None,
    )


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
    origins : mapping of str to float
        Share of the deposition of the first year that is ``natural``, on its first pass from human emissions
        (``first_pass``), and emitted again after an earlier deposition (``legacy``).
    notes : tuple of Sentence
        What a reader needs to know about the emissions and the beginning of the runs.
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
    assumptions: tuple[Sentence, ...]
    description: Mapping[str, str]
    origins: Mapping[str, float] = field(default_factory=dict)
    notes: tuple[Sentence, ...] = ()

    def __repr__(self) -> str:
        """Return a summary in one line; the mappings have the numbers."""
        last = float(self.years[-1])
        falls = "; ".join(f"{name} {self.deposition[name][-1]:,.0f}" for name in self.names[:5])
        more = f"; and {len(self.names) - 5} more" if len(self.names) > 5 else ""
        span = f"{float(self.years[0]):g} to {last:g}"
        return f"<ScenarioComparison {self.model.id}, {span}: deposition of {last:g} in Mg/yr: {falls}{more}>"


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
        Years that divide the past emissions for the legacy shares.
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
    results = {
        name: run(model, series, start, float(years[-1]), years=years) for name, series in scenarios.items()
    }
    emission = {name: _annual(series, years) for name, series in scenarios.items()}
    deposition = {name: result.deposition() for name, result in results.items()}
    base = names[0]
    avoided = {name: _summed(deposition[base] - deposition[name]) for name in names}
    saved = {name: np.concatenate([[0.0], np.cumsum(emission[base] - emission[name])[:-1]]) for name in names}
    ocean = next((r.id for r in model.reservoirs if r.medium == "ocean"), model.boxes[-1])
    return ScenarioComparison(
        model=results[base].model,
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
        assumptions=(note("said.rates"), note("said.natural")),
        description=dict(description or {}),
        origins=_origins(model, scenarios[base], start),
        notes=tuple(
            dict.fromkeys(
                [
                    *(remark for result in results.values() for remark in result.notes),
                    *_other_model(results[base].model, names),
                ]
            )
        ),
    )


def _other_model(model: CycleModel, names: Sequence[str]) -> list[Sentence]:
    """Return the note on shipped futures with a model that does not give their published effects."""
    if model.prescribed is not None or not set(names) & set(_FUTURES):
        return []
    return [note("said.futures", published=_PUBLISHED, model=model.id)]


def _annual(series: Emissions, years: Array) -> Array:
    """Return the emission of each year, all reservoirs together, in Mg per year; at its end, that of the moment."""
    sums = []
    for year in years:
        last = min(float(year) + 1.0, series.end)
        if last <= year + _NEAR:
            sums.append(float(series.at(float(year)).sum()))
            continue
        inner = series.years[(series.years > year + _NEAR) & (series.years < last - _NEAR)]
        times = np.concatenate([[year], inner, [last]])
        first, final = series.segments(times)
        sums.append(float(((first + final).sum(axis=1) / 2 * np.diff(times)).sum() / (last - year)))
    return np.array(sums)


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
    numbered = replace(series, names=tuple(f"{_COLUMN}{place}" for place in range(len(series.reservoirs))))
    shares: dict[str, float] = {}
    for name, share in attribute(
        model, numbered, first, year, periods=[p for p in periods if p < year]
    ).items():
        column, _, period = name.rpartition(" ")
        key = f"emitted {period}" if column.startswith(_COLUMN) else name
        shares[key] = shares.get(key, 0.0) + share
    return shares


def _origins(model: CycleModel, series: Emissions, year: float) -> dict[str, float]:
    """Return the shares of a year's deposition that are natural, on their first pass, and legacy."""
    return {} if series.years[0] >= year else origins(model, series, year)


def scenario_table(comparison: ScenarioComparison) -> pd.DataFrame:
    """Return a comparison as one table: scenario, year, emission, deposition, air, surface ocean, what was avoided.

    The first row has what a reader needs to know in the column ``note``.
    """
    import pandas as pd

    parts = {
        "emission_Mg_per_yr": comparison.emission,
        "deposition_Mg_per_yr": comparison.deposition,
        "deposition_land_Mg_per_yr": comparison.deposition_land,
        "deposition_ocean_Mg_per_yr": comparison.deposition_ocean,
        "atmosphere_Mg": comparison.atmosphere,
        "surface_ocean_Mg": comparison.surface_ocean,
        "avoided_deposition_Mg": comparison.avoided_deposition,
    }
    frames = [
        pd.DataFrame(
            {
                "scenario": name,
                "year": comparison.years.round().astype(int),
                **{key: part[name] for key, part in parts.items()},
                "note": [
                    " | ".join(map(str, comparison.notes)) if name == comparison.base and not row else ""
                    for row in range(len(comparison.years))
                ],
            }
        )
        for name in comparison.names
    ]
    return pd.concat(frames, ignore_index=True)
