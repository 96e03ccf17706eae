"""The answer of an ensemble as one labelled data set, with what the observations leave undetermined."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from quicksilver.fate.cycle.model import CycleModel
from quicksilver.fate.ensemble.constraints import LEAST, effective_size
from quicksilver.fate.ensemble.design import Parameter
from quicksilver.language.sentences import Sentence

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

__all__ = ["dataset", "quantile_table"]

Array = NDArray[np.float64]
# A parameter whose range shrinks by less than this share is not determined by the data.
_UNTOLD = 0.1


def dataset(
    model: CycleModel,
    names: Sequence[str],
    years: Array,
    wanted: Sequence[float],
    quantiles: Array,
    given: Sequence[Parameter],
    factors: Array,
    weighed: Array | None,
    *,
    method: str,
    seed: int,
    way: str,
    notes: Sequence[Sentence] = (),
) -> xr.Dataset:
    """Return quantiles by year with CF attributes, and the ranges of the parameters before and after."""
    import xarray as xr

    boxes = len(model.boxes)
    coords = {
        "year": years,
        "reservoir": list(model.boxes),
        "medium": [n.removeprefix("deposition_") for n in names[boxes:]],
        "quantile": np.array(wanted),
        "parameter": [p.name for p in given],
    }
    data: dict[str, tuple[tuple[str, ...], Array, dict[str, object]]] = {}
    for state in range(quantiles.shape[2]):
        tail, addition = ("", "") if state == 0 else ("_constrained", ", constrained by observations")
        size = float(len(factors)) if state == 0 or weighed is None else effective_size(weighed)
        about = {"effective_sample_size": size}
        data["mass" + tail] = (
            ("year", "reservoir", "quantile"),
            quantiles[:, :boxes, state],
            {"units": "Mg", "long_name": "mass of mercury" + addition, **about},
        )
        data["deposition" + tail] = (
            ("year", "medium", "quantile"),
            quantiles[:, boxes:, state],
            {"units": "Mg yr-1", "long_name": "deposition of mercury" + addition, **about},
        )
        spread = _ranges(factors, None if state == 0 else weighed, wanted)
        data["factor" + tail] = (
            ("parameter", "quantile"),
            spread,
            {"units": "1", "long_name": "factor on the central value" + addition, **about},
        )
    attributes = {
        "Conventions": "CF-1.11",
        "title": f"Ensemble of {model.title}",
        "source": model.citation,
        "members": len(factors),
        "parameters": len(given),
        "design": method,
        "seed": seed,
        "effective_sample_size": float(len(factors)),
    }
    if notes:
        attributes["notes"] = " | ".join(map(str, notes))
    if weighed is not None:
        size = effective_size(weighed)
        untold = _untold(given, data["factor"][1], data["factor_constrained"][1], wanted, size)
        attributes |= {
            "constraint": way,
            "effective_sample_size": size,
            "not_told_by_the_data": ", ".join(untold),
        }
    return xr.Dataset(data, coords, attributes)


def _ranges(factors: Array, weighed: Array | None, wanted: Sequence[float]) -> Array:
    from quicksilver.fate.ensemble import kernels

    mass = np.ones(len(factors)) if weighed is None else weighed
    made = np.empty((factors.shape[1], len(wanted)))
    for column in range(factors.shape[1]):
        kernels.select(
            np.ascontiguousarray(factors[:, column]), mass, np.array(wanted, dtype=float), made[column]
        )
    return made


def _untold(
    given: Sequence[Parameter], prior: Array, after: Array, wanted: Sequence[float], size: float
) -> list[str]:
    """Return the parameters that the observations leave undetermined: all of them where too few members are left."""
    if size < LEAST:
        return [p.name for p in given]
    low, high = int(np.argmin(wanted)), int(np.argmax(wanted))
    width = np.log(np.maximum(prior[:, high], 1e-300) / np.maximum(prior[:, low], 1e-300))
    left = np.log(np.maximum(after[:, high], 1e-300) / np.maximum(after[:, low], 1e-300))
    return [p.name for p, w, r in zip(given, width, left, strict=True) if not w or r / w > 1 - _UNTOLD]


def quantile_table(dataset: xr.Dataset) -> pd.DataFrame:
    """Return an ensemble as a table with a column per quantile.

    The other columns are state (prior or constrained), kind, name, unit, year (empty for factors), and
    effective_members, the effective sample size (Kish 1965) behind the row.
    """
    import pandas as pd

    rows = []
    for name, data in dataset.data_vars.items():
        label = next(d for d in data.dims if d not in ("year", "quantile"))
        wide = data.to_series().unstack("quantile").reset_index().rename(columns={label: "name"})
        wide.columns = [c if isinstance(c, str) else f"q{c:g}" for c in wide.columns]
        kind = str(name).removesuffix("_constrained")
        wide.insert(0, "state", "constrained" if str(name).endswith("_constrained") else "prior")
        wide.insert(1, "kind", kind)
        wide.insert(3, "unit", data.attrs["units"])
        size = data.attrs["effective_sample_size"]
        wide["effective_members"] = round(float(size), 1)
        rows.append(wide if "year" in wide else wide.assign(year=float("nan")))
    table = pd.concat(rows, ignore_index=True)
    front = ["state", "kind", "name", "unit", "year"]
    return table[[*front, *(c for c in table.columns if c not in front)]]
