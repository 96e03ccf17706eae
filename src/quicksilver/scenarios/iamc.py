"""Scenario data in the format of the integrated-assessment community: model, scenario, region, variable, unit, years."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from quicksilver.areas import areas
from quicksilver.errors import InputProblems, Problem, UnitError
from quicksilver.quantities.units import factor
from quicksilver.scenarios.baseline import Baseline

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

__all__ = ["from_iamc", "read_iamc_table", "to_iamc", "to_pyam"]

_INDEX: Final = ["model", "scenario", "region", "variable", "unit"]
_STEM: Final = "Emissions|Hg"


def to_iamc(found: xr.Dataset, model: str = "Quicksilver") -> pd.DataFrame:
    """Return a scenario result in the wide IAMC format, with ``World`` and quantiles as variables of their own.

    Parameters
    ----------
    found : xarray.Dataset
        Of :func:`quicksilver.scenarios.run_scenario`.
    model : str

    Returns
    -------
    DataFrame
        Columns model, scenario, region, variable (``Emissions|Hg``, ``Emissions|Hg|AREA``, with ``|2.5th Percentile`` or ``|97.5th Percentile``), unit
        (``t Hg/yr``) and a column per year.
    """
    import pandas as pd

    years = [int(year) for year in found["year"].values]
    rows = []

    def add(run: str, region: str, variable: str, data: xr.DataArray) -> None:
        for estimate, tail in (("central", ""), ("low", "|2.5th Percentile"), ("high", "|97.5th Percentile")):
            rows.append(
                [model, run, region, variable + tail, "t Hg/yr", *(data.sel(estimate=estimate).values / 1000)]
            )

    for run in found["run"].values:
        add(run, "World", _STEM, found["world"].sel(run=run))
        for region in found["region"].values:
            add(run, region, _STEM, found["regional"].sel(run=run, region=region))
            for area in found["area"].values:
                add(run, region, f"{_STEM}|{area}", found["emission"].sel(run=run, region=region, area=area))
    return pd.DataFrame(rows, columns=[*_INDEX, *years])


def to_pyam(found: xr.Dataset, model: str = "Quicksilver") -> object:
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
    return pyam.IamDataFrame(to_iamc(found, model))


def read_iamc_table(path: str | Path) -> pd.DataFrame:
    """Read a file in the IAMC format, wide or long, CSV or Excel, whatever the case of its column names.

    Returns
    -------
    DataFrame
        Long: model, scenario, region, variable, unit, year, value.

    Raises
    ------
    InputProblems
        Columns are missing, a value is no number, or a row stands twice.
    """
    import pandas as pd

    try:
        table = (
            pd.read_excel(path)
            if str(path).endswith((".xlsx", ".xls"))
            else pd.read_csv(path, encoding="utf-8-sig")
        )
    except (OSError, ValueError, pd.errors.ParserError) as wrong:
        raise InputProblems([Problem(f"cannot be read: {wrong}", str(path), "a CSV or Excel file in the IAMC format", remedy="mend the file")]) from None  # fmt: skip
    table.columns = [
        str(name).strip() if str(name).strip().isdigit() else str(name).strip().lower()
        for name in table.columns
    ]
    missing = [name for name in _INDEX if name not in table.columns]
    if missing:
        raise InputProblems(
            [
                Problem(
                    f"no column {', '.join(missing)}",
                    str(path),
                    ", ".join(_INDEX),
                    remedy="name the columns in the first line",
                )
            ]
        )
    if not {"year", "value"} <= set(table.columns):
        years = [name for name in table.columns if name.isdigit()]
        table = table.melt(_INDEX, years, "year", "value").dropna(subset="value")
    table["year"] = table["year"].astype(int)
    value = pd.to_numeric(table["value"], errors="coerce")
    problems = [Problem(f"value {table['value'].iloc[i]!r}", f"{path}, {table['variable'].iloc[i]}, {table['year'].iloc[i]}", "a number") for i in np.flatnonzero(value.isna())[:20]]  # fmt: skip
    repeated = table[table.duplicated([*_INDEX[:4], "year"])]
    problems += [Problem(f"{row.variable} of {row.region} in {row.year} stands twice", str(path), "one value each", remedy="take one out") for row in repeated.head(20).itertuples()]  # fmt: skip
    if problems:
        raise InputProblems(problems)
    return table.assign(value=value)[[*_INDEX, "year", "value"]].reset_index(drop=True)


def from_iamc(table: pd.DataFrame, year: int, *, scenario: str | None = None) -> Baseline:
    """Return a baseline from IAMC data: ``Emissions|Hg|AREA`` by region in a year.

    Parameters
    ----------
    table : DataFrame
        Of :func:`read_iamc_table`.
    year : int
    scenario : str, optional
        Where there are several.

    Raises
    ------
    InputProblems
        There is none of that year, more than one scenario, or a unit of something else.
    """
    rows = table[
        (table["year"] == year)
        & table["variable"].str.match(r"Emissions\|Hg\|(?![\d.]+th Percentile)[^|]+$")
        & (table["region"] != "World")
    ]
    names = sorted(rows["scenario"].unique())
    if scenario is None and len(names) > 1:
        raise InputProblems(
            [Problem(f"{len(names)} scenarios", "IAMC data", ", ".join(names), remedy="name one of them")]
        )
    rows = rows[rows["scenario"] == scenario] if scenario is not None else rows
    if rows.empty:
        raise InputProblems([Problem(f"no Emissions|Hg|... in {year}", "IAMC data", "variables Emissions|Hg|AREA by region", remedy="take a year that the file has")])  # fmt: skip
    regions, sectors = (
        tuple(dict.fromkeys(rows["region"])),
        tuple(dict.fromkeys(v.removeprefix(_STEM + "|") for v in rows["variable"])),
    )
    value = np.full((len(regions), len(sectors)), np.nan)
    for region, variable, unit, number in (
        rows[["region", "variable", "unit", "value"]].to_numpy(dtype=object).tolist()
    ):
        try:
            scale = factor(str(unit), "kg/yr")
        except UnitError as wrong:
            raise InputProblems(
                [
                    Problem(
                        str(wrong),
                        f"IAMC data, {variable}",
                        "t Hg/yr, kg/yr, Mg/yr",
                        "",
                        "convert the number as well as the unit",
                    )
                ]
            ) from None
        value[regions.index(region), sectors.index(variable.removeprefix(_STEM + "|"))] = number * scale
    ones, known = np.ones(len(sectors)), areas()
    held = tuple(sector if sector in known else "none" for sector in sectors)
    return Baseline(year, regions, sectors, held, value, ones, ones, ("IAMC data",) * len(sectors))
