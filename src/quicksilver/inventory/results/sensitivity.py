"""Which uncertain inputs the uncertainty of a total comes from: the list of data gaps, ranked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from quicksilver.errors import QuicksilverError, closest
from quicksilver.inventory.engine import COLUMNS
from quicksilver.inventory.results.result import block_of
from quicksilver.language.names import label
from quicksilver.quantities import bounded_ppf

if TYPE_CHECKING:
    import pandas as pd

    from quicksilver.inventory.results.result import Result

__all__ = ["sensitivity"]

Array = NDArray[np.float64]
Key = tuple[str, float, float, float]
_CHUNK: Final = 256


def _terms(inventory: Result, of: str, corrected: bool) -> tuple[Array, list[tuple[int, int]], list[Key]]:
    """Return the total as sum of coefficient x factor x activity over uncertain inputs.

    Returns
    -------
    coefficients : ndarray, shape (lines,)
    places : list of (int, int)
        For each line, which inputs are its factor and its activity.
    inputs : list of Key
        Correlation key, low, mode and high of each input.
    """
    block, _ = block_of(inventory.resolution)
    column = COLUMNS.index(of)
    if column == 0:
        weight = block.supply * (block.input_weight if corrected else 1.0)
    else:
        weight = block.shares[:, column - 1] * (block.pathway_weight[:, column - 1] if corrected else 1.0)
    inputs: dict[Key, int] = {}
    places = []
    for row in range(len(weight)):
        factor: Key = (block.factor_keys[row], *map(float, block.factor[row]))  # type: ignore[assignment]
        name = block.activity_keys[row] or f"certain:{row}"
        activity: Key = (name, *map(float, block.activity[row]))  # type: ignore[assignment]
        places.append((inputs.setdefault(factor, len(inputs)), inputs.setdefault(activity, len(inputs))))
    return weight, places, list(inputs)


def _evaluate(
    uniform: Array, weight: Array, places: list[tuple[int, int]], inputs: list[Key], names: list[str]
) -> Array:
    """Return the total for rows of uniform numbers, one column per uncertain correlation key."""
    position = {name: column for column, name in enumerate(names)}
    drawn = []
    for key, low, mode, high in inputs:
        if key in position and high > low:
            drawn.append(bounded_ppf(uniform[:, position[key]], low, mode, high))
        else:
            drawn.append(np.full(len(uniform), mode))
    total = np.zeros(len(uniform))
    for coefficient, (factor, activity) in zip(weight, places, strict=True):
        if coefficient:
            total += coefficient * drawn[factor] * drawn[activity]
    return total


def _owners(inventory: Result) -> Mapping[str, list[str]]:
    """Return the sources that rest on each correlation key."""
    block, order = block_of(inventory.resolution)
    owners: dict[str, list[str]] = {}
    for row, index in enumerate(order):
        ident = inventory.lines[index].source.id
        for key in (block.factor_keys[row], block.activity_keys[row]):
            if key and ident not in owners.setdefault(key, []):
                owners[key].append(ident)
    return owners


def sensitivity(
    inventory: Result,
    of: str = "input",
    *,
    samples: int = 1024,
    seed: int | None = None,
    corrected: bool = True,
    language: str = "en",
) -> pd.DataFrame:
    """Return the uncertain inputs ranked by their share of the variance of a total.

    First-order and total Sobol indices by Saltelli's design (SALib), with the same distributions and the
    same correlations as the Monte Carlo run: a factor that is used in ten lines is one input.

    Parameters
    ----------
    inventory : Result
    of : str
        ``input`` or one of the six pathways.
    samples : int
        Base samples, a power of two; the model is run ``samples x (inputs + 2)`` times.
    seed : int, optional
        That of the run if omitted.
    corrected : bool
        With the double-counting corrections.
    language : str
        Language of the names.

    Returns
    -------
    DataFrame
        One row per uncertain input: ``rank, name, input, kind, sources, first_order, first_order_conf, total,
        total_conf, low_kg, high_kg`` (total with this input alone at its low and high end).

    Raises
    ------
    QuicksilverError
        ``of`` is not a pathway, or ``samples`` is not a power of two.
    """
    import pandas as pd

    if of not in COLUMNS:
        raise QuicksilverError(
            f"{of!r} is not one of {', '.join(COLUMNS)}; did you mean {closest(of, COLUMNS)!r}?"
        )
    if samples < 2 or samples & (samples - 1):
        raise QuicksilverError(f"samples {samples} is not a power of two; 1024 is a good choice")
    weight, places, inputs = _terms(inventory, of, corrected)
    names = sorted(
        {key for key, low, _, high in inputs if high > low and _matters(key, weight, places, inputs)}
    )
    columns = [
        "rank",
        "name",
        "input",
        "kind",
        "sources",
        "first_order",
        "first_order_conf",
        "total",
        "total_conf",
        "low_kg",
        "high_kg",
    ]
    if not names:
        return pd.DataFrame(columns=columns)
    indices = _sobol(names, weight, places, inputs, samples, inventory.seed if seed is None else seed)
    ends = _one_at_a_time(names, weight, places, inputs)
    owners = _owners(inventory)
    rows = [
        {
            "name": "; ".join(label("source", ident, language) for ident in owners.get(name, [])),
            "input": name,
            "kind": "activity" if name.startswith("activity:") else "input factor",
            "sources": ", ".join(owners.get(name, [])),
            **{field: float(indices[field][column]) for field in columns[5:9]},
            "low_kg": ends[name][0],
            "high_kg": ends[name][1],
        }
        for column, name in enumerate(names)
    ]
    table = pd.DataFrame(rows).sort_values(["total", "input"], ascending=[False, True], ignore_index=True)
    table.insert(0, "rank", range(1, len(table) + 1))
    return table[columns]


def _matters(key: str, weight: Array, places: list[tuple[int, int]], inputs: list[Key]) -> bool:
    mine = {index for index, (name, *_) in enumerate(inputs) if name == key}
    return any(
        coefficient and (factor in mine or activity in mine) and inputs[activity][3] > 0
        for coefficient, (factor, activity) in zip(weight, places, strict=True)
    )


def _sobol(
    names: list[str], weight: Array, places: list[tuple[int, int]], inputs: list[Key], samples: int, seed: int
) -> dict[str, Any]:
    from SALib.analyze import sobol as analyze
    from SALib.sample import sobol as sample

    problem = {"num_vars": len(names), "names": names, "bounds": [[0.0, 1.0]] * len(names)}
    design = sample.sample(problem, samples, calc_second_order=False, seed=seed + 1)
    parts = np.array_split(design, max(1, len(design) // (_CHUNK * 64)))
    results = np.concatenate([_evaluate(part, weight, places, inputs, names) for part in parts])
    # SALib takes a seed of 0 for none, so the seeds it gets begin at 1.
    found = analyze.analyze(problem, results, calc_second_order=False, seed=seed + 1)
    return {
        "first_order": np.nan_to_num(found["S1"]),
        "first_order_conf": np.nan_to_num(found["S1_conf"]),
        "total": np.nan_to_num(found["ST"]),
        "total_conf": np.nan_to_num(found["ST_conf"]),
    }


def _one_at_a_time(
    names: list[str], weight: Array, places: list[tuple[int, int]], inputs: list[Key]
) -> dict[str, tuple[float, float]]:
    """Return the total with one input at its ends and the others at their best value, in kg."""
    ends: dict[str, tuple[float, float]] = {}
    for name in names:
        totals = []
        for end in (1, 3):
            values = [item[end] if item[0] == name else item[2] for item in inputs]
            totals.append(
                float(sum(c * values[f] * values[a] for c, (f, a) in zip(weight, places, strict=True)))
            )
        ends[name] = (totals[0], totals[1])
    return ends
