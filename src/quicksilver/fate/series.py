"""Emission series from other sources: labelled arrays and IAMC tables, with units and years checked."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from quicksilver.errors import InputProblems, Problem, UnitError, closest
from quicksilver.fate.cycle import CycleModel, Emissions
from quicksilver.fate.cycle.forcing import INSIDE, Interpolation
from quicksilver.intake.declared import note
from quicksilver.intake.numbers import negative, possible_codes
from quicksilver.intake.tables import Row, number, read_table
from quicksilver.language.problems import emission_unit_problem, period_note
from quicksilver.quantities.units import factor

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["from_xarray", "read_iamc"]

_IAMC = ("model", "scenario", "region", "variable", "unit")


def _factor(unit: str, where: str, problems: list[Problem]) -> float:
    """Return what one of a unit is in Mg per year; units of mercury may say so."""
    try:
        return factor(unit, INSIDE)
    except UnitError as wrong:
        problems.append(emission_unit_problem(wrong, where))
        return 1.0


def from_xarray(
    data: xr.DataArray,
    model: CycleModel,
    *,
    receives: Mapping[str, str] | str = "atm",
    interpolation: Interpolation = "step",
) -> Emissions:
    """Return emissions from an array with the dimension ``year`` and at most one more (sector, region ...).

    Parameters
    ----------
    data : DataArray
        ``attrs["units"]`` states the unit.
    model : CycleModel
    receives : str or mapping
        The receiving reservoir, or one for each label of the other dimension.
    interpolation : str

    Raises
    ------
    InputProblems
        A dimension, the unit or a reservoir is wrong, or a value is negative or missing.
    """
    problems: list[Problem] = []
    others = [str(name) for name in data.dims if name != "year"]
    if "year" not in data.dims or len(others) > 1:
        raise InputProblems(
            [Problem(f"dimensions {', '.join(map(str, data.dims))}", "array", "year, and at most one more")]
        )
    scale = _factor(str(data.attrs.get("units", "")), "array, attrs units", problems)
    names = [str(label) for label in data[others[0]].values] if others else [str(data.name or "emissions")]
    boxes = [receives if isinstance(receives, str) else receives.get(name, "") for name in names]
    for name, box in zip(names, boxes, strict=True):
        if box not in model.boxes:
            problems.append(
                Problem(
                    f"unknown reservoir {box!r} for {name!r}",
                    "receives",
                    ", ".join(model.boxes),
                    closest(box, model.boxes),
                )
            )
    if problems:
        raise InputProblems(problems)
    values = data.transpose("year", *others).values.reshape(data.sizes["year"], -1) * scale
    return Emissions(data["year"].values.astype(float), values, tuple(boxes), interpolation, tuple(names))


def read_iamc(
    path: str | Path,
    model: CycleModel,
    *,
    variable: str,
    scenario: str,
    region: str = "World",
    receives: str = "atm",
) -> Emissions:
    """Return emissions from an IAMC table (Model, Scenario, Region, Variable, Unit, then years), linear between years.

    Parameters
    ----------
    path : str or Path
        CSV.
    model : CycleModel
    variable, scenario, region : str
        Names of the row.
    receives : str
        Receiving reservoir.

    Raises
    ------
    InputProblems
        A column or the row is missing, the unit is unknown, a value is none or negative.
    """
    problems: list[Problem] = []
    table = read_table(path, "scenarios", wanted=_IAMC, short=True, collected=problems)
    if not all(name in table for name in _IAMC):
        raise InputProblems(problems)
    rows = [row for row in table if row.index not in table.uneven]
    wanted = {"variable": variable, "scenario": scenario, "region": region}
    texts = [row.cleaned() for row in rows]
    matches = [row for row, of in zip(rows, texts, strict=True) if all(of[k] == v for k, v in wanted.items())]
    if len(matches) != 1:
        raise InputProblems([*problems, _not_one(rows, wanted, len(matches), table.source.file)])
    return _series(matches[0], model, receives, variable, problems)


def _not_one(rows: list[Row], wanted: Mapping[str, str], count: int, where: str) -> Problem:
    """State which of the three names is not in the table."""
    for key, value in wanted.items():
        given = sorted({row.text(key) for row in rows})
        if value not in given:
            return Problem(
                f"no {key} {value!r}",
                where,
                ", ".join(given[:20]),
                closest(value, given),
                f"name a {key} of the table",
            )
    return Problem(
        f"{count} rows of {', '.join(wanted.values())}", where, "exactly one row", remedy="remove the others"
    )


def _series(row: Row, model: CycleModel, receives: str, name: str, problems: list[Problem]) -> Emissions:
    unit = row.cleaned()["unit"]
    scale = _factor(unit, row["unit"].place, problems)
    note(period_note(unit, row["unit"].place))
    if receives not in model.boxes:
        problems.append(
            Problem(
                f"unknown reservoir {receives!r}",
                "receives",
                ", ".join(model.boxes),
                closest(receives, model.boxes),
            )
        )
    given = [key for key in row.table.names if key.isdecimal() and row.text(key)]
    reader = row.table.number_reader(given)
    read = {key: number(row, key, reader, problems) for key in given}
    problems += reader.questions()
    # A year that is not known is as one that is left empty.
    values = {int(key): value for key, value in read.items() if value is not None}
    problems += [
        negative(value, row[key].place, key) for key, value in read.items() if value is not None and value < 0
    ]
    note(*possible_codes(values.values(), (row[str(year)].place for year in values), "value"))
    if not values and not problems:
        problems.append(Problem("the row has no year", row.place, "columns named by years"))
    if problems:
        raise InputProblems(problems)
    years = sorted(values)
    amounts = np.array([values[year] for year in years], dtype=np.float64) * scale
    return Emissions(np.array(years, dtype=np.float64), amounts[:, None], (receives,), "linear", (name,))
