"""Which uncertain inputs the uncertainty of a total comes from: the list of data gaps, ranked."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from quicksilver.errors import QuicksilverError, closest
from quicksilver.factors import RangeBasis
from quicksilver.inventory.engine import COLUMNS
from quicksilver.inventory.model import ResolvedLine
from quicksilver.inventory.results.result import MATERIAL, block_of
from quicksilver.language.names import label
from quicksilver.quantities import Law, inverse

if TYPE_CHECKING:
    import pandas as pd

    from quicksilver.inventory.results.result import Result

__all__ = ["Indices", "indices", "sensitivity"]

Array = NDArray[np.float64]
Key = tuple[str, float, float, float, Law]
#: Rows that a total is evaluated for at a time, and resamples that a margin comes from.
_ROWS: Final = 16_384
_RESAMPLES: Final = 100
#: A 95 % margin in standard errors.
_NORMAL: Final = 1.959963984540054


class Indices(NamedTuple):
    """Sobol indices of each input, with their 95 % margins."""

    first_order: Array
    first_order_conf: Array
    total: Array
    total_conf: Array


def _terms(inventory: Result, of: str, corrected: bool) -> tuple[Array, list[tuple[int, int]], list[Key]]:
    """Return the total as sum of coefficient x factor x activity over uncertain inputs.

    Returns
    -------
    coefficients : ndarray, shape (lines,)
    places : list of (int, int)
        For each line, which inputs are its factor and its activity.
    inputs : list of Key
        Correlation key, low, central value, high and law of each input.
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
        factor = _key(block.factor_keys[row], block.factor[row], block.factor_laws[row])
        name = block.activity_keys[row] or f"certain:{row}"
        activity = _key(name, block.activity[row], block.activity_laws[row])
        places.append((inputs.setdefault(factor, len(inputs)), inputs.setdefault(activity, len(inputs))))
    return weight, places, list(inputs)


def _key(name: str, ends: Array, law: Law) -> Key:
    low, central, high = map(float, ends)
    return name, low, central, high, law


def _evaluate(
    uniform: Array, weight: Array, places: list[tuple[int, int]], inputs: list[Key], names: list[str]
) -> Array:
    """Return the total for rows of uniform numbers, one column per uncertain correlation key."""
    position = {name: column for column, name in enumerate(names)}
    drawn = []
    for key, low, central, high, law in inputs:
        if key in position and high > low:
            drawn.append(inverse(law, uniform[:, position[key]], low, central, high))
        else:
            drawn.append(np.full(len(uniform), central))
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

    The shares are Sobol indices (see :func:`indices`), with the same laws and the same correlations
    as the Monte Carlo run: a factor that is used in ten lines is one input.

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
        total_conf, low_kg, high_kg, law, range, share_of_total`` (kg: total with this input alone at its low
        and high end; ``range``: where it comes from; ``share_of_total``: of the best estimate, 0 to 1). Inputs
        of which nobody publishes a range and that carry more than a twentieth of the total come first, then all
        by their share of the variance. An input without any range has no share of a variance; where such inputs
        carry more than a twentieth of the total, no input has one, because the variance of the rest is not that
        of the total.

    Raises
    ------
    QuicksilverError
        ``of`` is not a pathway, or ``samples`` is not a power of two.
    """
    import pandas as pd

    if of not in COLUMNS:
        guess = closest(of, COLUMNS)
        hint = f"; did you mean {guess!r}?" if guess else ""
        raise QuicksilverError(f"{of!r} is not one of {', '.join(COLUMNS)}{hint}")
    if samples < 2 or samples & (samples - 1):
        raise QuicksilverError(f"samples {samples} is not a power of two; 1024 is a good choice")
    weight, places, inputs = _terms(inventory, of, corrected)
    names = sorted(
        {key for key, low, _, high, _ in inputs if high > low and _matters(key, weight, places, inputs)}
    )
    rows: list[dict[str, Any]] = []
    owners = _owners(inventory)
    if names:
        shares = _shares_of_variance(inventory, of, corrected, samples, seed, (weight, places, inputs, names))
        ends = _one_at_a_time(names, weight, places, inputs)
        rows = [
            {
                **_input_row(name, owners.get(name, []), language),
                **{field: float(values[column]) for field, values in shares._asdict().items()},
                "low_kg": ends[name][0],
                "high_kg": ends[name][1],
                "law": ", ".join(sorted({str(item[4]) for item in inputs if item[0] == name})),
            }
            for column, name in enumerate(names)
        ]
    total = float(inventory.total_values(corrected=corrected)[COLUMNS.index(of)])
    rows += [
        {
            **_input_row(name, owners.get(name, []), language),
            "law": "",
            "low_kg": math.nan,
            "high_kg": math.nan,
        }
        for name in _bare_keys(inventory, of, corrected)
    ]
    used = [
        (inventory.lines[index], inventory.part(index, of, corrected=corrected)) for index in inventory.order
    ]
    keyed = [(line, inventory.resolution.activity(line).key, part) for line, part in used]
    for row in rows:
        row["range"], row["share_of_total"] = _origin(keyed, row["input"], total)
    rows.sort(key=_order)
    table = pd.DataFrame(rows, columns=list(_TABLE[1:]))
    table.insert(0, "rank", range(1, len(table) + 1))
    return table


#: Columns of the ranking.
_TABLE: Final = (
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
    "law",
    "range",
    "share_of_total",
)


def _input_row(name: str, sources: list[str], language: str) -> dict[str, Any]:
    return {
        "name": "; ".join(label("source", ident, language) for ident in sources),
        "input": name,
        "kind": "activity" if name.startswith("activity:") else "input factor",
        "sources": ", ".join(sources),
    }


def _shares_of_variance(
    inventory: Result, of: str, corrected: bool, samples: int, seed: int | None, terms: tuple[Any, ...]
) -> Indices:
    """Return the indices of the inputs; NaN where the total has no range: they would be of another number."""
    weight, places, inputs, names = terms
    if inventory.is_closed(of, corrected=corrected):
        return Indices(*(np.full(len(names), np.nan) for _ in Indices._fields))
    return indices(
        lambda points: _evaluate(points, weight, places, inputs, names),
        len(names),
        samples=samples,
        seed=inventory.seed if seed is None else seed,
    )


def _bare_keys(inventory: Result, of: str, corrected: bool) -> list[str]:
    """Return the keys of factors of lines that have no range at all, as far as they add to the total."""
    keys = []
    for index in inventory.bare:
        factor = inventory.lines[index].factor
        if factor is not None and inventory.part(index, of, corrected=corrected) > 0:
            keys.append(factor.key)
    return list(dict.fromkeys(keys))


def _origin(used: list[tuple[ResolvedLine, str, float]], key: str, total: float) -> tuple[str, float]:
    """Return where the range of an input comes from, and which part of the total is multiplied with it."""
    bases, parts = set(), []
    for line, activity, part in used:
        if line.factor is not None and line.factor.key == key:
            bases.add(str(line.factor.basis))
        elif activity == key:
            bases.add(str(RangeBasis.GIVEN))
        else:
            continue
        parts.append(part)
    return ", ".join(sorted(bases)), math.fsum(parts) / total if total > 0 else 0.0


def _order(row: dict[str, Any]) -> tuple[bool, bool, float, float, str]:
    """Return what the ranking is sorted by: first what has no published range and matters, then the variance."""
    bare = math.isnan(row["low_kg"])
    assumed = bare or RangeBasis.ASSUMED in row["range"].split(", ")
    leads = assumed and row["share_of_total"] > MATERIAL
    share = row.get("total", math.nan)
    known = 0.0 if math.isnan(share) else share
    width = 0.0 if bare else row["high_kg"] - row["low_kg"]
    return not leads, not (leads and bare), -known, -(row["share_of_total"] if leads else width), row["input"]


def _matters(key: str, weight: Array, places: list[tuple[int, int]], inputs: list[Key]) -> bool:
    mine = {index for index, (name, *_) in enumerate(inputs) if name == key}
    return any(
        coefficient and (factor in mine or activity in mine) and inputs[activity][3] > 0
        for coefficient, (factor, activity) in zip(weight, places, strict=True)
    )


def indices(function: Callable[[Array], Array], inputs: int, *, samples: int, seed: int) -> Indices:
    """Return first-order and total Sobol indices of a function of independent uniform numbers.

    Two samples A and B are the halves of a scrambled Sobol sequence (``scipy.stats.qmc.Sobol``); for each
    input, a third is A with that input of B. ``scipy.stats.sobol_indices`` estimates the first-order index
    with formula (b) and the total index with formula (f) of table 2 in Saltelli et al. 2010, Computer Physics
    Communications 181, 259-270, doi:10.1016/j.cpc.2009.09.018; the latter is by Jansen 1999, Computer Physics
    Communications 117, 35-43. The margin is 1.96 standard deviations of the index over 100 resamples of the
    points (bootstrap); as Sobol points are more even than random points, it is wide rather than narrow. An
    estimate can lie outside 0 to 1 by about its margin. A function that does not vary has indices of 0.

    Parameters
    ----------
    function : callable
        From points, shape (rows, inputs) and each number in [0, 1), to values, shape (rows,).
    inputs : int
        Number of inputs, at least 1.
    samples : int
        Points in A and in B, a power of two; the function is evaluated at ``samples x (inputs + 2)`` points.
    seed : int
        Of the points and the resamples, 0 or more.

    Returns
    -------
    Indices
        Each array of shape (inputs,).

    Examples
    --------
    >>> shares = indices(lambda points: points @ [2.0, 1.0], 2, samples=1024, seed=1)
    >>> shares.total.round(2).tolist()
    [0.8, 0.2]
    """
    from scipy.stats import qmc, sobol_indices

    # Plus 1 as in version 0.2, so that the same seed gives its points and resamples.
    first = seed + 1
    base = qmc.Sobol(2 * inputs, seed=first).random(samples)
    a, b = base[:, :inputs], base[:, inputs:]
    drawn = np.random.default_rng(first).integers(samples, size=(samples, _RESAMPLES)).T
    # The first row is the sample itself, so that one call gives the index and its resamples.
    rows = np.vstack([np.arange(samples), drawn])
    of_a, of_b = _values(function, a), _values(function, b)
    estimates = np.empty((2, len(rows), inputs))
    # One input at a time: all at once need inputs times the memory.
    for column in range(inputs):
        mixed = a.copy()
        mixed[:, column] = b[:, column]
        of_mixed = _values(function, mixed)
        # New arrays each time: SciPy takes the mean off in place before version 1.15.
        values = {"f_A": of_a[rows], "f_B": of_b[rows], "f_AB": of_mixed[rows][np.newaxis]}
        result = sobol_indices(func=values, n=samples)
        estimates[:, :, column] = result.first_order, result.total_order
    margins = _NORMAL * estimates[:, 1:].std(axis=1, ddof=1)
    return Indices(estimates[0, 0], margins[0], estimates[1, 0], margins[1])


def _values(function: Callable[[Array], Array], points: Array) -> Array:
    """Return the values of a function at many points, in parts that fit into memory."""
    parts = np.array_split(points, -(-len(points) // _ROWS))
    return np.concatenate([function(part) for part in parts])


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
