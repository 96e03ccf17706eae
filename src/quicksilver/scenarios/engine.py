"""A scenario from its baseline to flows by year, area and region with ranges: draws are shared, regions are calculated in turn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from quicksilver.errors import MassBalanceError
from quicksilver.quantities import Quantity
from quicksilver.scenarios.division import of_area
from quicksilver.scenarios.effect import depends_on_division, idle
from quicksilver.scenarios.model import Applied, Run, Scenario

if TYPE_CHECKING:
    import xarray as xr

    from quicksilver.scenarios.baseline import Baseline

__all__ = ["QUANTILES", "run_scenario", "shares"]

Array = NDArray[np.float64]
#: Dimensions, values and attributes of a variable of the result.
_Variable = tuple[tuple[str, ...], Array | list[str], dict[str, str]]
QUANTILES = (0.025, 0.5, 0.975)
_TOLERANCE = 1e-9


@dataclass(frozen=True)
class _Drawn:
    """The factors of every draw: of each sector's baseline, of each driver's growth, of each measure's removal."""

    sector: Array  # (draws, sectors)
    growth: tuple[Array, ...]  # per driver, (draws,)
    removal: tuple[Array, ...]  # per measure applied, (draws,)


def _of(rng: np.random.Generator, number: Quantity, size: int) -> Array:
    """Return draws of a number; one without a range is drawn as it is."""
    return number.at(rng.random(size)) if number.has_range else np.full(size, number.central)


def draw(scenario: Scenario) -> _Drawn:
    """Draw everything once; the first draw is the central value of all."""
    base, size = scenario.baseline, scenario.draws
    # A stream for each number, so that leaving out a measure changes no other draw: runs differ only by the measure.
    streams = iter(
        np.random.default_rng(scenario.seed).spawn(
            len(base.sectors) + len(scenario.drivers) + len(scenario.applied)
        )
    )
    sector = np.stack(
        [
            _of(next(streams), Quantity(1.0, "1", base.low[s], base.high[s]), size)
            for s in range(len(base.sectors))
        ],
        axis=1,
    )
    growth = [_of(next(streams), driver.growth or Quantity(0.0), size) for driver in scenario.drivers]
    removal = [_of(next(streams), item.measure.removal, size) for item in scenario.applied]
    sector[0] = 1.0
    for drawn, centre in [
        *zip(growth, [(d.growth or Quantity(0.0)).central for d in scenario.drivers], strict=True),
        *zip(removal, [a.measure.removal.central for a in scenario.applied], strict=True),
    ]:
        drawn[0] = centre
    return _Drawn(sector, tuple(growth), tuple(removal))


def shares(item: Applied, years: Array) -> Array:
    """Return the share of its flows to which a measure is applied, by year.

    Examples
    --------
    >>> from quicksilver.areas import Measure
    >>> m = Measure("m", "coal", "m", (), "air", Quantity(0.9))
    >>> shares(Applied("m", m, (), (), 2020, 2030, 0.5), np.array([2020.0, 2025.0, 2040.0]))
    array([0.  , 0.25, 0.5 ])
    """
    if item.full == item.start:
        return np.where(years > item.start, item.share, 0.0)
    return item.share * np.clip((years - item.start) / (item.full - item.start), 0.0, 1.0)


def growth_factors(scenario: Scenario, drawn: _Drawn, region: str, years: Array) -> list[Array]:
    """Return the growth of each sector in a region, each of shape (draws or 1, years)."""
    factors = [np.ones((1, len(years)))] * len(scenario.baseline.sectors)
    for driver, growth in zip(scenario.drivers, drawn.growth, strict=True):
        if driver.regions and region not in driver.regions:
            continue
        if driver.growth is not None:
            made = (1 + growth if driver.growth.has_range else 1 + growth[:1])[:, None] ** (
                years - scenario.baseline.year
            )
        else:
            made = np.interp(years, driver.years, driver.factors)[None, :]
        for place, sector in enumerate(scenario.baseline.sectors):
            if not driver.sectors or sector in driver.sectors:
                factors[place] = made
    return factors


def fits(item: Applied, sector: str, area: str, region: str) -> bool:
    wanted = item.sectors or item.measure.acts_on
    return (
        item.measure.area == area
        and (not wanted or sector in wanted)
        and (not item.regions or region in item.regions)
    )


class _Sums:
    """What is kept of all draws: sums over regions by area and by sector; quantiles of region by area are kept at once."""

    def __init__(self, scenario: Scenario, run_count: int) -> None:
        base = scenario.baseline
        self.areas = tuple(dict.fromkeys(base.areas))
        self.place = [self.areas.index(area) for area in base.areas]
        shape = (run_count, len(base.regions), len(self.areas), len(scenario.years))
        self.cells = np.full((*shape, len(QUANTILES) + 1), np.nan)
        self.by_area = np.zeros((run_count, len(self.areas), scenario.draws, len(scenario.years)))
        self.by_region = np.full(
            (run_count, len(base.regions), len(scenario.years), len(QUANTILES) + 1), np.nan
        )
        self.by_sector = np.zeros((run_count, len(base.sectors), scenario.draws, len(scenario.years)))
        self.moved: dict[tuple[int, str], Array] = {}
        self.moved_by_area: dict[tuple[int, str, str], Array] = {}
        self.abated = np.zeros((run_count, len(scenario.applied), scenario.draws, len(scenario.years)))


def run_scenario(scenario: Scenario) -> xr.Dataset:
    """Return emissions to air of every run by year, area and region with ranges, and where the rest went.

    All runs share their draws, so two of them differ by their measures alone; each uncertain number is drawn once and
    used for all regions. Regions are calculated one after another, so memory does not grow with them.

    Parameters
    ----------
    scenario : Scenario

    Returns
    -------
    xarray.Dataset
        ``emission`` (run, region, area, year, estimate), ``regional`` (run, region, year, estimate), ``world`` (run, year,
        estimate), ``by_area`` (run, area, year, estimate), ``by_sector`` (run, sector, year, estimate), ``moved`` (run, pathway, year,
        estimate), ``moved_by_area`` (run, area, pathway, year; central), ``abated`` (run, measure, year, estimate), all in kg per year;
        ``estimate`` is low, median, high and central. ``basis`` (area) and ``sector_basis`` (sector) state what values by region
        are: published, a stand-in (divided among the regions by a rule), or given in the user's file; ``area_of_sector`` (sector).

    Raises
    ------
    MassBalanceError
        The flow without measures does not equal what is emitted plus what was moved or avoided; always a defect.
    """
    years = np.array(scenario.years, dtype=float)
    drawn = draw(scenario)
    sums = _Sums(scenario, len(scenario.runs))
    for r, region in enumerate(scenario.baseline.regions):
        factors = growth_factors(scenario, drawn, region, years)
        for n, run in enumerate(scenario.runs):
            _one_region(scenario, drawn, run, n, r, factors, years, sums)
    return _dataset(scenario, sums)


def _one_region(
    scenario: Scenario,
    drawn: _Drawn,
    run: Run,
    n: int,
    r: int,
    factors: list[Array],
    years: Array,
    sums: _Sums,
) -> None:
    base = scenario.baseline
    region = base.regions[r]
    total = np.zeros((len(sums.areas), scenario.draws, len(years)))
    for s, sector in enumerate(base.sectors):
        if np.isnan(base.value[r, s]):
            continue
        full = base.value[r, s] * drawn.sector[:, s, None] * factors[s]
        left, gone = _reduced(scenario, drawn, run, n, sector, base.areas[s], region, full, years, sums)
        gap = np.abs(full[0] - left[0] - gone[0]).max() / max(full[0].max(), 1e-300)
        if not gap <= _TOLERANCE:
            raise MassBalanceError(f"{sector} in {region}: {gap:.3g} of the flow is lost or gained")
        total[sums.place[s]] += left
        sums.by_sector[n, s] += left
    for a in range(len(sums.areas)):
        sums.cells[n, r, a] = _estimates(total[a])
        sums.by_area[n, a] += total[a]
    sums.by_region[n, r] = _estimates(total.sum(axis=0))


def _reduced(
    scenario: Scenario,
    drawn: _Drawn,
    run: Run,
    n: int,
    sector: str,
    area: str,
    region: str,
    full: Array,
    years: Array,
    sums: _Sums,
) -> tuple[Array, Array]:
    """Return what is left of a flow after the measures of a run, and what has gone elsewhere."""
    left, gone = full, np.zeros_like(full)
    for number in run.phase_outs:
        end = scenario.phase_outs[number]
        if (not end.sectors or sector in end.sectors) and (not end.regions or region in end.regions):
            left, gone = _move(
                sums, (n, area, "avoided"), left, gone, (years > end.year).astype(float)[None, :]
            )
    for m, item in enumerate(scenario.applied):
        if item.name in run.measures and item.measure.pathway == "air" and fits(item, sector, area, region):
            part = drawn.removal[m][:, None] * shares(item, years)[None, :]
            sums.abated[n, m] += left * part
            left, gone = _move(sums, (n, area, item.measure.moves_to), left, gone, part)
    return left, gone


def _move(
    sums: _Sums, to: tuple[int, str, str], left: Array, gone: Array, part: Array
) -> tuple[Array, Array]:
    """Take a part of what is left, and note by run, area and pathway where it goes."""
    taken = left * part
    run, _, pathway = to
    sums.moved[run, pathway] = sums.moved.get((run, pathway), 0.0) + taken
    sums.moved_by_area[to] = sums.moved_by_area.get(to, 0.0) + taken[0]
    return left - taken, gone + taken


def _estimates(draws: Array) -> Array:
    """Return low, median, high and central of draws (the first is the central one), shape (years, 4)."""
    return np.column_stack([*np.quantile(draws, QUANTILES, axis=0), draws[0]])


def _dataset(scenario: Scenario, sums: _Sums) -> xr.Dataset:
    import xarray as xr

    base = scenario.baseline
    pathways = sorted({pathway for _, pathway in sums.moved})
    return xr.Dataset(
        {
            **_emissions(sums),
            **_bases(base, sums.areas),
            **_moved(scenario, sums, pathways),
            "abated": _abated(scenario, sums),
        },
        {
            "run": [run.name for run in scenario.runs],
            "region": list(base.regions),
            "area": list(sums.areas),
            "sector": list(base.sectors),
            "year": list(scenario.years),
            "pathway": pathways,
            "measure": [item.name for item in scenario.applied],
            "estimate": ["low", "median", "high", "central"],
        },
        {
            "Conventions": "CF-1.11",
            "title": scenario.title,
            "draws": scenario.draws,
            "seed": scenario.seed,
            "remarks": "\n".join([*base.remarks, *scenario.remarks, *idle(scenario, sums.abated)]),
            "depends_on_division": int(depends_on_division(scenario)),
        },
    )


def _mass_flow(dims: str, values: Array, long_name: str) -> _Variable:
    """Return a variable of mercury in kg per year."""
    return tuple(dims.split()), values, {"units": "kg yr-1", "long_name": long_name}


def _estimates_each(draws: Array) -> Array:
    """Return the estimates of each run and item, from draws of shape (runs, items, draws, years)."""
    return np.array([[_estimates(item) for item in run] for run in draws])


def _emissions(sums: _Sums) -> dict[str, _Variable]:
    """Return the emissions to air, by area and region and in their sums."""
    world = np.array([_estimates(run.sum(axis=0)) for run in sums.by_area])
    values = {
        "emission": ("run region area year estimate", sums.cells),
        "by_area": ("run area year estimate", _estimates_each(sums.by_area)),
        "regional": ("run region year estimate", sums.by_region),
        "world": ("run year estimate", world),
        "by_sector": ("run sector year estimate", _estimates_each(sums.by_sector)),
    }
    return {
        name: _mass_flow(dims, array, "emission of mercury to air") for name, (dims, array) in values.items()
    }


def _bases(base: Baseline, areas: tuple[str, ...]) -> dict[str, _Variable]:
    """Return what the values by region are, by area and by sector, and the area of each sector."""
    basis = of_area(base.areas, base.basis)
    about = "what values by region are"
    return {
        "basis": (("area",), [basis[area] for area in areas], {"long_name": about}),
        "sector_basis": (("sector",), list(base.basis), {"long_name": about}),
        "area_of_sector": (("sector",), list(base.areas), {"long_name": "partnership area of the sector"}),
    }


def _moved(scenario: Scenario, sums: _Sums, pathways: list[str]) -> dict[str, _Variable]:
    """Return where the mercury goes that is not emitted to air, by pathway and by area and pathway."""
    runs, years = range(len(scenario.runs)), len(scenario.years)
    no_draws, no_values = np.zeros((1, years)), np.zeros(years)
    moved = np.array([[_estimates(sums.moved.get((n, p), no_draws)) for p in pathways] for n in runs])
    by_area = np.array(
        [[[sums.moved_by_area.get((n, a, p), no_values) for p in pathways] for a in sums.areas] for n in runs]
    )
    # A scenario without measures and phase-outs has no pathways; an empty array needs its shape set.
    return {
        "moved": _mass_flow(
            "run pathway year estimate",
            moved.reshape(len(runs), len(pathways), years, 4),
            "mercury not emitted to air",
        ),
        "moved_by_area": _mass_flow(
            "run area pathway year",
            by_area.reshape(len(runs), len(sums.areas), len(pathways), years),
            "mercury not emitted to air, central",
        ),
    }


def _abated(scenario: Scenario, sums: _Sums) -> _Variable:
    """Return what each measure keeps from being emitted; without measures the list is empty."""
    shape = (len(scenario.runs), len(scenario.applied), len(scenario.years), 4)
    return _mass_flow(
        "run measure year estimate",
        _estimates_each(sums.abated).reshape(shape),
        "mercury not emitted for a measure",
    )
