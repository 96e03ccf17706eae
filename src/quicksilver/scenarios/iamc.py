"""Scenario data in the format of the integrated-assessment community: model, scenario, region, variable, unit, years."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from quicksilver.areas import areas
from quicksilver.errors import InputProblems, Problem, UnitError
from quicksilver.intake.declared import note
from quicksilver.intake.numbers import in_place_of_number, negative, notation, possible_codes
from quicksilver.intake.tables import plain_numbers, read_table
from quicksilver.language.problems import emission_unit_problem, period_note, problem
from quicksilver.quantities.units import factor
from quicksilver.scenarios.baseline import Baseline
from quicksilver.scenarios.division import STAND_IN

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr
    from numpy.typing import NDArray

__all__ = ["from_iamc", "read_iamc_table", "to_iamc", "to_pyam"]

IAMC: Final = ["model", "scenario", "region", "variable", "unit"]
_STEM: Final = "Emissions|Hg"
_NOTE: Final = "stand-in: divided among regions by a rule, not published by region"


def to_iamc(results: xr.Dataset, model: str = "Quicksilver") -> pd.DataFrame:
    """Return a scenario result in the wide IAMC format, with ``World`` and with percentiles as separate variables.

    Parameters
    ----------
    results : xarray.Dataset
        Of :func:`quicksilver.scenarios.run_scenario`.
    model : str

    Returns
    -------
    DataFrame
        Columns model, scenario, region, variable (``Emissions|Hg``, ``Emissions|Hg|AREA`` and, for the world,
        ``Emissions|Hg|AREA|SECTOR``; with ``|2.5th Percentile`` or ``|97.5th Percentile``), unit (``t Hg/yr``) and a column
        per year. Where values by region are a stand-in, a last column ``notes`` states it; readers of the format skip it.
    """
    import pandas as pd

    years = [int(year) for year in results["year"].values]
    rows = []

    def add(run: str, region: str, variable: str, data: xr.DataArray, basis: str = "") -> None:
        note = _NOTE if basis == STAND_IN else ""
        for estimate, tail in (("central", ""), ("low", "|2.5th Percentile"), ("high", "|97.5th Percentile")):
            values = data.sel(estimate=estimate).values / 1000
            rows.append([model, run, region, variable + tail, "t Hg/yr", *values, note])

    basis = {str(area): str(results["basis"].sel(area=area).item()) for area in results["area"].values}
    whole = STAND_IN if results.attrs.get("depends_on_division") else ""
    regional = STAND_IN if STAND_IN in basis.values() else ""
    areas_of = dict(zip(results["sector"].values, results["area_of_sector"].values, strict=True))
    for run in results["run"].values:
        selected = results.sel(run=run)
        add(run, "World", _STEM, selected["world"], whole)
        for area in results["area"].values:
            add(
                run,
                "World",
                f"{_STEM}|{area}",
                selected["by_area"].sel(area=area),
                whole and basis[str(area)],
            )
        for sector, area in areas_of.items():
            kind = whole and str(results["sector_basis"].sel(sector=sector).item())
            add(run, "World", f"{_STEM}|{area}|{sector}", selected["by_sector"].sel(sector=sector), kind)
        for region in results["region"].values:
            add(run, region, _STEM, selected["regional"].sel(region=region), regional)
            for area in results["area"].values:
                add(
                    run,
                    region,
                    f"{_STEM}|{area}",
                    selected["emission"].sel(region=region, area=area),
                    basis[str(area)],
                )
    table = pd.DataFrame(rows, columns=[*IAMC, *years, "notes"])
    return table if table["notes"].any() else table.drop(columns="notes")


def to_pyam(results: xr.Dataset, model: str = "Quicksilver") -> object:
    """Return the same as a ``pyam.IamDataFrame``.

    Raises
    ------
    MissingExtraError
        pyam is not installed.
    """
    from quicksilver.errors import MissingExtraError

    try:
        import pyam
    except ImportError:
        raise MissingExtraError("pyam data", "iamc") from None
    return pyam.IamDataFrame(to_iamc(results, model).drop(columns="notes", errors="ignore"))


def read_iamc_table(path: str | Path) -> pd.DataFrame:
    """Read a file in the IAMC format, wide or long, CSV or Excel, whatever the case of its column names.

    Returns
    -------
    DataFrame
        Long: model, scenario, region, variable, unit, year, value.

    Raises
    ------
    InputProblems
        Columns are missing, a value is not a finite number, or a row is listed twice.
    """
    import pandas as pd

    problems: list[Problem] = []
    table = _with_years_in_rows(_table(path, problems), path, problems)
    value = pd.to_numeric(table["value"], errors="coerce")
    # A key that means the same as an empty cell has no row, as an empty cell of a wide table has none.
    known = ~table["value"].map(_is_key).astype(bool)
    problems += _not_numbers(table, np.flatnonzero(known & ~np.isfinite(value.astype(float))), path)
    problems += _listed_twice(table, path)
    _note_keys(table[~known], path)
    places = [f"{path}, {row.variable}, {row.year}" for row in table.itertuples()]
    note(*possible_codes(value, places, "value"))
    if problems:
        raise InputProblems(problems)
    table, value = table[known], value[known]
    return table.assign(value=value)[[*IAMC, "year", "value"]].reset_index(drop=True)


def _is_key(value: object) -> bool:
    """Return whether a cell has a key that means the same as an empty one."""
    key = notation(value) if isinstance(value, str) else None
    return key is not None and key.state != "absent"


def _note_keys(table: pd.DataFrame, path: str | Path) -> None:
    for row in table.itertuples():
        where = f"{path}, {row.variable}, {row.year}"
        note(in_place_of_number(str(row.value), where, "value", may_be_empty=True))


def _table(path: str | Path, problems: list[Problem]) -> pd.DataFrame:
    """Return the table of a file as texts; an empty cell of a number is missing."""
    import pandas as pd

    table = read_table(
        path, "scenarios", wanted=IAMC, optional=("year", "value"), short=True, collected=problems
    )
    named = [name for name in table.names if name.isdecimal() or name == "value"]
    plain, questions = plain_numbers(table, named)
    problems += questions
    if not all(name in table for name in IAMC):
        raise InputProblems(problems)
    frame = pd.DataFrame(
        {name: plain.get(name) or table.names_of(name) for name in table.names}, dtype=object
    )
    frame[named] = frame[named].replace("", None)
    return frame.drop(index=list(table.uneven))


def _with_years_in_rows(table: pd.DataFrame, path: str | Path, problems: list[Problem]) -> pd.DataFrame:
    """Return the long form of a wide or long table, with the column names of the format in lower case."""
    if not {"year", "value"} <= set(table.columns):
        years = [name for name in table.columns if name.isdigit()]
        table = table.melt(IAMC, years, "year", "value").dropna(subset="value")
    is_year = table["year"].map(lambda year: str(year).isdecimal())
    wrong = sorted({str(year) for year in table["year"][~is_year]})
    problems += [problem("iamc.year", str(path), text=year) for year in wrong]
    return table[is_year.astype(bool)].assign(year=lambda rows: rows["year"].astype(int))


def _not_numbers(table: pd.DataFrame, rows: NDArray[np.intp], path: str | Path) -> list[Problem]:
    """Return a problem for each row whose value is not a number."""
    return [
        in_place_of_number(str(table["value"].iloc[i]), where, "value")
        or problem("iamc.value", where, text=str(table["value"].iloc[i]))
        for i in rows
        for where in [f"{path}, {table['variable'].iloc[i]}, {table['year'].iloc[i]}"]
    ]


def _listed_twice(table: pd.DataFrame, path: str | Path) -> list[Problem]:
    """Return a problem for each row that repeats another."""
    repeated = table[table.duplicated([*IAMC[:4], "year"])]
    return [
        problem("iamc.twice", str(path), variable=row.variable, region=row.region, year=row.year)
        for row in repeated.itertuples()
    ]


def from_iamc(table: pd.DataFrame, year: int, *, scenario: str | None = None) -> Baseline:
    """Return a baseline from IAMC data: ``Emissions|Hg|AREA`` by region in a year.

    Parameters
    ----------
    table : DataFrame
        Of :func:`read_iamc_table`.
    year : int
    scenario : str, optional
        Needed where the file has several.

    Raises
    ------
    InputProblems
        The year is missing, there is more than one scenario, or a unit does not measure mass per year.
    """
    rows = table[
        (table["year"] == year)
        & table["variable"].str.match(r"Emissions\|Hg\|(?![\d.]+th Percentile)[^|]+$")
        & (table["region"] != "World")
    ]
    names = sorted(rows["scenario"].unique())
    if scenario is None and len(names) > 1:
        raise InputProblems(
            [problem("iamc.scenarios", "IAMC data", count=len(names), allowed=list(map(str, names)))]
        )
    rows = rows[rows["scenario"] == scenario] if scenario is not None else rows
    if rows.empty:
        raise InputProblems([problem("iamc.none", "IAMC data", year=year)])
    regions, sectors = (
        tuple(dict.fromkeys(rows["region"])),
        tuple(dict.fromkeys(v.removeprefix(_STEM + "|") for v in rows["variable"])),
    )
    value = np.full((len(regions), len(sectors)), np.nan)
    problems: list[Problem] = []
    for region, variable, unit, number in (
        rows[["region", "variable", "unit", "value"]].to_numpy(dtype=object).tolist()
    ):
        where = f"IAMC data, {variable}"
        try:
            scale = factor(str(unit), "kg Hg/yr")
            note(period_note(str(unit), where))
        except UnitError as wrong:
            problems.append(emission_unit_problem(wrong, where))
            continue
        if number < 0:
            problems.append(negative(number, f"{where}, {region}, {year}", "value"))
        value[regions.index(region), sectors.index(variable.removeprefix(_STEM + "|"))] = number * scale
    if problems:
        # The same unit is wrong once for a variable.
        raise InputProblems(list(dict.fromkeys(problems)))
    ones, known = np.ones(len(sectors)), areas()
    own_areas = tuple(sector if sector in known else "none" for sector in sectors)
    remarks = (
        "the baseline is IAMC data by partnership area: a measure acts on its whole area; ranges of the file are not used",
    )
    return Baseline(
        year, regions, sectors, own_areas, value, ones, ones, ("IAMC data",) * len(sectors), remarks
    )
