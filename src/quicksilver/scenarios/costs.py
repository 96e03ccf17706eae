"""What measures cost: the marginal abatement curve of a year, and the cheapest mix for a target (linear programme)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from quicksilver.areas import Measure
from quicksilver.errors import InputProblems, Problem
from quicksilver.scenarios.engine import draw, fits, growth_factors
from quicksilver.scenarios.model import Applied, Scenario

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Mix", "Potential", "cost_curve", "least_cost", "potentials"]


@dataclass(frozen=True, slots=True)
class Potential:
    """What a measure can remove from one flow in a year.

    Attributes
    ----------
    measure, sector, region : str
    flow : float
        kg per year that would be emitted without measures.
    removal : float
        Share removed where it is applied.
    max_share : float
        Largest share of the flow to which it can be applied.
    cost : float or None
        Per kg; None where it is not known.
    currency : str
        Unit of the cost with its year.
    """

    measure: str
    sector: str
    region: str
    flow: float
    removal: float
    max_share: float
    cost: float | None
    currency: str


def potentials(scenario: Scenario, year: int, measures: list[Applied] | None = None) -> list[Potential]:
    """Return what each measure of the scenario can remove from each flow it applies to, central values.

    Parameters
    ----------
    scenario : Scenario
    year : int
    measures : list of Applied, optional
        Instead of those of the scenario.
    """
    base = scenario.baseline
    drawn = draw(replace(scenario, draws=1))  # the first draw is the central one
    offers = []
    for r, region in enumerate(base.regions):
        factors = growth_factors(scenario, drawn, region, np.array([float(year)]))
        for s, sector in enumerate(base.sectors):
            flow = float(base.value[r, s] * factors[s][0, 0])
            for item in scenario.applied if measures is None else measures:
                if flow > 0 and item.measure.pathway == "air" and fits(item, sector, base.areas[s], region):
                    offers.append(_potential(item, sector, region, flow))
    return offers


def _potential(item: Applied, sector: str, region: str, flow: float) -> Potential:
    measure: Measure = item.measure
    share = item.share if measure.max_share is None else min(item.share, measure.max_share.central)
    cost = None if measure.cost is None else measure.cost.central
    currency = (
        "" if measure.cost is None else f"{measure.cost.unit} ({measure.currency_year or 'year not stated'})"
    )
    return Potential(item.name, sector, region, flow, measure.removal.central, share, cost, currency)


def cost_curve(offers: list[Potential]) -> pd.DataFrame:
    """Return the marginal abatement curve: measures by rising cost, each applied to what the previous ones leave.

    Measures whose cost is not known come last, with an empty cost; they are not free.

    Returns
    -------
    DataFrame
        ``measure``, ``abated`` (kg per year), ``cost`` per kg, ``total_cost`` per year, ``cumulative`` (kg per year), ``currency``.

    Raises
    ------
    InputProblems
        The costs are in different currencies.
    """
    import pandas as pd

    _one_currency(offers)
    left = {(p.sector, p.region): p.flow for p in offers}
    rows: dict[str, dict[str, object]] = {}
    for p in sorted(offers, key=lambda p: (p.cost is None, p.cost or 0.0, p.measure)):
        taken = left[p.sector, p.region] * p.max_share * p.removal
        left[p.sector, p.region] -= taken
        row = rows.setdefault(
            p.measure, {"measure": p.measure, "abated": 0.0, "cost": p.cost, "currency": p.currency}
        )
        row["abated"] = float(row["abated"]) + taken  # type: ignore[arg-type]
    table = pd.DataFrame(rows.values(), columns=["measure", "abated", "cost", "currency"])
    table["total_cost"] = table["abated"] * table["cost"].astype(float)
    table["cumulative"] = table["abated"].cumsum()
    return table


def _one_currency(offers: list[Potential]) -> None:
    currencies = sorted({p.currency for p in offers if p.cost is not None})
    if len(currencies) > 1:
        raise InputProblems(
            [
                Problem(
                    f"costs in {', '.join(currencies)}",
                    "measures",
                    "one currency of one year",
                    remedy="convert them to one currency and year, and state the rate and index in the source",
                )
            ]
        )


@dataclass(frozen=True)
class Mix:
    """The cheapest mix for a target.

    Attributes
    ----------
    table : DataFrame
        ``measure``, ``sector``, ``region``, ``share`` of the flow, ``abated`` in kg per year, ``cost`` per year.
    abated : float
        kg per year.
    cost : float
        Per year, in ``currency``.
    marginal : float
        Cost of one more kg: the shadow price of the target.
    left_out : tuple of str
        Measures whose cost is not known.
    """

    table: pd.DataFrame
    abated: float
    cost: float
    marginal: float
    currency: str
    left_out: tuple[str, ...]

    def __repr__(self) -> str:
        """Return a summary in one line; the table has the measures."""
        return f"<Mix: {self.abated / 1000:,.4g} t avoided per year, lines {len(self.table)}, marginal cost {float(f'{self.marginal:.3g}'):,.10g} {self.currency}>"


def least_cost(offers: list[Potential], target: float) -> Mix:
    """Return the cheapest mix that avoids at least the target, by a linear programme (SciPy, HiGHS).

    On each flow the measures have separate shares that add up to one at most, so no kg is counted twice.

    Parameters
    ----------
    offers : list of Potential
    target : float
        kg per year.

    Raises
    ------
    InputProblems
        The target is out of reach, or no measure has a cost.
    """
    priced = [p for p in offers if p.cost is not None]
    programme = _programme(priced)
    _check_target(target, _largest_abatement(programme))
    share, marginal = _cheapest_shares(programme, target)
    used = _measures_used(priced, programme, share)
    return Mix(
        used,
        float(used["abated"].sum()),
        float(used["cost"].sum()),
        marginal,
        priced[0].currency,
        tuple(dict.fromkeys(p.measure for p in offers if p.cost is None)),
    )


@dataclass(frozen=True)
class _Programme:
    """The linear programme of the shares of measures, without its target."""

    gain: NDArray[np.float64]  # kg per year at a share of 1, per potential
    cost: NDArray[np.float64]  # per year at a share of 1, per potential
    by_flow: Any  # (flows, potentials), 1 where the potential acts on the flow
    bounds: list[tuple[float, float]]


def _programme(priced: list[Potential]) -> _Programme:
    """Return the linear programme of the potentials with a cost; their costs must be in the same currency."""
    from scipy.sparse import csr_array

    _one_currency(priced)
    if not priced:
        raise InputProblems(
            [
                Problem(
                    "no measure has a known cost",
                    "measures",
                    "a cost for one measure or more",
                    remedy="give a cost with its unit, year and source",
                )
            ]
        )
    flows = {key: place for place, key in enumerate(dict.fromkeys((p.sector, p.region) for p in priced))}
    gain = np.array([p.flow * p.removal for p in priced])
    return _Programme(
        gain,
        gain * np.array([p.cost for p in priced], dtype=float),
        csr_array(
            (np.ones(len(priced)), ([flows[p.sector, p.region] for p in priced], np.arange(len(priced)))),
            shape=(len(flows), len(priced)),
        ),
        [(0.0, p.max_share) for p in priced],
    )


def _largest_abatement(programme: _Programme) -> float:
    """Return what the measures avoid at most, in kg per year, whatever it costs."""
    from scipy.optimize import linprog

    solved = linprog(
        -programme.gain,
        A_ub=programme.by_flow,
        b_ub=np.ones(programme.by_flow.shape[0]),
        bounds=programme.bounds,
        method="highs",
    )
    return float(0.0 - solved.fun)


def _check_target(target: float, largest: float) -> None:
    """Refuse a target that the measures cannot reach."""
    if largest == 0.0:
        raise InputProblems(
            [
                Problem(
                    "the measures avoid nothing",
                    "measures",
                    "a share and a removal above 0",
                    remedy="raise the share of one, or add measures",
                )
            ]
        )
    if target > largest * (1 + 1e-12):
        raise InputProblems(
            [
                Problem(
                    f"a target of {target:,.0f} kg/yr",
                    "target",
                    f"at most {largest:,.0f} kg/yr with these measures",
                    f"{int(largest)} kg/yr",
                    "lower the target, or add measures",
                )
            ]
        )


def _cheapest_shares(programme: _Programme, target: float) -> tuple[NDArray[np.float64], float]:
    """Return the share of each potential in the cheapest mix, and the shadow price of the target per kg."""
    from scipy.optimize import linprog
    from scipy.sparse import csr_array, vstack

    # Gains of 1 at most, since the tolerances of the solver are absolute.
    scale = max(1.0, float(programme.gain.max()))
    solved = linprog(
        programme.cost / scale,
        A_ub=vstack([programme.by_flow, csr_array(-programme.gain[None, :] / scale)]),
        b_ub=np.append(np.ones(programme.by_flow.shape[0]), -target / scale),
        bounds=programme.bounds,
        method="highs",
    )
    return solved.x, float(-solved.ineqlin.marginals[-1])


def _measures_used(
    priced: list[Potential], programme: _Programme, share: NDArray[np.float64]
) -> pd.DataFrame:
    """Return a row for each potential that has a share in the mix."""
    import pandas as pd

    table = pd.DataFrame(
        {
            "measure": [p.measure for p in priced],
            "sector": [p.sector for p in priced],
            "region": [p.region for p in priced],
            "share": share,
            "abated": share * programme.gain,
            "cost": share * programme.cost,
        }
    )
    return table[table["share"] > 1e-12].reset_index(drop=True)
