"""Direct, legacy and natural mercury in the deposition on a place, through models of the cycle by the kind of their flows.

Evasion of a model goes through the pattern of the sea, respiration through that of soils, burning through that of fires, and
its input from outside through the geogenic one. What is called the legacy of anybody depends on the model: three are shown.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from quicksilver.errors import InputProblems, Problem
from quicksilver.fate.atmosphere.ranges import Source, factors, share_ranges
from quicksilver.fate.atmosphere.sources import KINDS, Amount, amounts
from quicksilver.fate.cycle import CycleModel, Emissions, load_model, run
from quicksilver.fate.scenarios import history
from quicksilver.intake.packaged import Table
from quicksilver.language.problems import problem

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["MODELS", "OBSERVED", "Reemission", "check_model", "reemission", "shipped_reemission", "thirds"]

Array = np.ndarray[Any, np.dtype[Any]]

#: Models whose spread is shown.
MODELS: Final = ("amos2014", "geyman2025", "feinberg2024")
#: Variant in which legacy is scaled so that the air has the observed burden.
OBSERVED: Final = "observed burden"
#: kt: targets.csv.
_BURDEN: Final = 4.4
_HISTORY: Final = "streets2011"
_YEAR: Final = 2008
_KIND_OF: Final = {"evasion": "ocean", "respiration": "soil", "burning": "fire"}
NATURAL: Final = "natural"


@dataclass(frozen=True, slots=True)
class _Row:
    """What a model emits to the air again by kind and source, Mg per year, as the cycle gives it."""

    model: str
    kind: str
    source: str
    value: float
    history: str
    year: int


_TABLE: Final = Table(
    "quicksilver.fate.atmosphere", "data/reemission.csv", _Row, key=("model", "kind", "source")
)


@dataclass(frozen=True, eq=False)
class Reemission:
    """What the surface emits to the air in a year by kind of flow and by source.

    Attributes
    ----------
    model, history : str
    year : float
    value : mapping of (kind, source) to float
        Mg per year; the source ``natural`` is natural mercury, every other one its legacy.
    deposition : float
        Mg per year that the model deposits; 0 where it is not kept.
    """

    model: str
    history: str
    year: float
    value: Mapping[tuple[str, str], float]
    deposition: float = 0.0

    def of(self, natural: bool) -> dict[str, float]:
        """Return natural or legacy emission by kind, Mg per year."""
        sums = dict.fromkeys(KINDS, 0.0)
        for (kind, source), value in self.value.items():
            if (source == NATURAL) == natural:
                sums[kind] += value
        return sums


def check_model(model: CycleModel) -> None:
    """Refuse a model that does not exchange mercury with the sea both ways.

    Raises
    ------
    InputProblems
        It has no flow of uptake from the air or of evasion into it.
    """
    air = {reservoir.id for reservoir in model.reservoirs if reservoir.medium == "air"}
    problems: list[Problem] = []
    for kind in ("uptake", "evasion"):
        ends = {
            (flow.origin if kind == "uptake" else flow.target) for flow in model.flows if flow.kind == kind
        }
        if not ends & air:
            problems.append(problem("atmosphere.cycle.flow", "cycle model", model=model.id, kind=kind))
    if problems:
        raise InputProblems(problems)


def reemission(
    model: CycleModel | str, emissions: Emissions | None = None, year: float | None = None
) -> Reemission:
    """Return what a model of the cycle emits to the air again in a year, by kind and by source of the emissions.

    Parameters
    ----------
    model : CycleModel or str
    emissions : Emissions, optional
        Each column is a source; the history ``streets2011`` if not given.
    year : float, optional
        The last of the emissions if not given.

    Raises
    ------
    InputProblems
        The model has no flow of uptake or of evasion.
    """
    chosen = load_model(model) if isinstance(model, str) else model
    check_model(chosen)
    series = history(_HISTORY) if emissions is None else emissions
    last = float(series.years[-1]) if year is None else float(year)
    start = float(series.years[0])
    result = run(chosen, series, start, last, years=np.array([start, last]), apart=True)
    air = {reservoir.id for reservoir in chosen.reservoirs if reservoir.medium == "air"}
    flux = result.dataset["flux"].isel(year=-1)
    value: dict[tuple[str, str], float] = {}
    for flow in chosen.flows:
        kind = _KIND_OF.get(flow.kind)
        if kind is None or flow.target not in air:
            continue
        for source in result.sources:
            key = kind, NATURAL if source == result.sources[0] else source
            value[key] = value.get(key, 0.0) + float(flux.sel(flow=flow.id, source=source))
    outside = sum(item.value for item in chosen.externals if item.reservoir in air)
    value["geogenic", NATURAL] = value.get(("geogenic", NATURAL), 0.0) + outside
    return Reemission(
        chosen.id, series.history or "own emissions", last, value, float(result.deposition()[-1])
    )


@functools.cache
def shipped_reemission(model: str) -> Reemission:
    """Return what one of :data:`MODELS` emits again in 2008 with the history streets2011, as the package has it.

    Examples
    --------
    >>> round(shipped_reemission("amos2014").of(natural=False)["ocean"], -2)
    4300.0
    """
    rows = [row for row in _TABLE.rows() if row.model == model]
    value = {(row.kind, row.source): row.value for row in rows if row.kind in KINDS}
    deposited = next(row.value for row in rows if row.kind == "deposition")
    return Reemission(model, _HISTORY, _YEAR, value, deposited)


def thirds(
    direct: float,
    felt: Mapping[str, float],
    row: str,
    *,
    emitted: float,
    lifetimes: tuple[float, Mapping[str, float]],
    budgets: Sequence[Reemission] = (),
    seed: int = 0,
) -> xr.Dataset:
    """Return direct, legacy and natural parts of the deposition on a place with ranges, by model of the cycle.

    Parameters
    ----------
    direct : float
        Deposited from this year's emission, kg per year.
    felt : mapping of str to float
        Part of the emission of each natural pattern that is deposited on the place.
    row : str
        Receptor of the ensemble, for ranges.
    emitted : float
        This year's emission of the world in kg.
    lifetimes : pair
        Lifetime in years of this year's emission, and of each natural pattern: for the variant ``observed burden``.
    budgets : sequence of Reemission
        Of own models; the three shipped ones if not given.
    seed : int

    Returns
    -------
    xarray.Dataset
        ``third_share`` with its range and ``third_deposition`` in kg per year by ``cycle`` and ``third``.
    """
    import xarray as xr

    chosen = list(budgets) or [shipped_reemission(name) for name in MODELS]
    cases = {budget.model: (budget.of(natural=False), budget.of(natural=True)) for budget in chosen}
    cases[OBSERVED] = _observed(chosen, emitted, lifetimes)
    names = ["direct", "legacy", "natural"]
    made: dict[str, list[Array]] = {"": [], "_low": [], "_high": []}
    deposited = []
    for legacy, natural in cases.values():
        parts = [direct]
        listed = [Source("direct", "")]
        groups = ["direct"]
        for group, by_kind in (("legacy", legacy), ("natural", natural)):
            for kind in KINDS:
                parts.append(by_kind[kind] * 1e3 * felt[kind])
                listed.append(Source(f"{group} {kind}", kind, amount=_spread_of(kind)))
                groups.append(group)
        amount = np.array(parts)
        ranges = share_ranges(amount, factors(listed, row, seed=seed), groups)
        for end, values in made.items():
            values.append(ranges[f"group_share{end}"])
        deposited.append([amount[[g == name for g in groups]].sum() for name in names])
    dims = ("cycle", "third")
    data: dict[str, Any] = {
        f"third_share{end}": (dims, np.array(values), {"units": "1"}) for end, values in made.items()
    }
    data["third_deposition"] = (dims, np.array(deposited), {"units": "kg yr-1"})
    # The year's emission and what is emitted again come down whole here; the difference to the model's own deposition is the change
    # of its air, and another emission of the year.
    world = [
        emitted / 1e3 + sum(legacy.values()) + sum(natural.values()) for legacy, natural in cases.values()
    ]
    own = [budget.deposition for budget in chosen] + [np.nan]
    units = {"units": "Mg yr-1"}
    data["world_air"] = (
        "cycle",
        np.array(world),
        {**units, "long_name": "deposition of the world in the air"},
    )
    data["world_cycle"] = (
        "cycle",
        np.array(own),
        {**units, "long_name": "deposition of the world in the cycle"},
    )
    return xr.Dataset(data, {"cycle": list(cases), "third": names})


def _spread_of(kind: str) -> Amount:
    return amounts()[kind]


def _observed(
    budgets: Sequence[Reemission], emitted: float, lifetimes: tuple[float, Mapping[str, float]]
) -> tuple[dict[str, float], dict[str, float]]:
    """Return the mean of the models with legacy scaled so that the air has the observed burden, Mg per year."""
    direct_life, life = lifetimes
    legacy, natural = (
        {kind: float(np.mean([budget.of(natural=flag)[kind] for budget in budgets])) for kind in KINDS}
        for flag in (False, True)
    )
    # In kt: what is left of the burden for legacy, over the burden that the models' legacy keeps up.
    left = _BURDEN - emitted / 1e6 * direct_life - sum(natural[kind] * life[kind] for kind in KINDS) / 1e3
    kept = sum(legacy[kind] * life[kind] for kind in KINDS) / 1e3
    scale = max(left, 0.0) / kept if kept > 0 else 1.0
    return {kind: value * scale for kind, value in legacy.items()}, natural
