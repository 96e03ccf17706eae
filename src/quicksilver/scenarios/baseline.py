"""Emissions to air of a base year by region and sector: the shipped world, or a user's own table."""

from __future__ import annotations

import csv
import math
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from quicksilver.areas.tables import Fact, facts
from quicksilver.errors import InputProblems, Problem, UnitError, closest
from quicksilver.quantities.units import factor

__all__ = ["DIFFERENCE", "Baseline", "read_baseline", "sector_list", "world", "world_years"]

Array = NDArray[np.float64]
#: What the regional source has above the list of sectors; kept apart so that both published totals stay what they are.
DIFFERENCE = "difference-between-sources"
_LISTS = {2010: "UNEP GMA 2013 (emissions 2010)", 2015: "UNEP GMA 2018 (emissions 2015)"}


@dataclass(frozen=True)
class Baseline:
    """Emissions to air of one year.

    Attributes
    ----------
    year : int
    regions, sectors : tuple of str
    areas : tuple of str
        Area of each sector.
    value : ndarray, shape (regions, sectors)
        kg per year; NaN where unknown.
    low, high : ndarray, shape (sectors,)
        Ends of the range as factors on the value; 1 where there is no range.
    sources : tuple of str
        Of each sector.
    remarks : tuple of str
    """

    year: int
    regions: tuple[str, ...]
    sectors: tuple[str, ...]
    areas: tuple[str, ...]
    value: Array
    low: Array
    high: Array
    sources: tuple[str, ...]
    remarks: tuple[str, ...] = field(default=())

    def only(self, regions: tuple[str, ...]) -> Baseline:
        """Return some of the regions."""
        keep = [self.regions.index(region) for region in regions]
        return Baseline(
            self.year,
            regions,
            self.sectors,
            self.areas,
            self.value[keep],
            self.low,
            self.high,
            self.sources,
            self.remarks,
        )


def _area_of() -> dict[str, tuple[str, str]]:
    path = resources.files("quicksilver.scenarios") / "data" / "sectors.csv"
    with path.open(encoding="utf-8") as file:
        return {row["published"]: (row["sector"], row["area"]) for row in csv.DictReader(file)}


def sector_list(year: int) -> dict[str, Fact]:
    """Return the published world emissions to air by sector (2010 or 2015), without the total.

    Raises
    ------
    InputProblems
        There is no list of that year.
    """
    if year not in _LISTS:
        raise InputProblems(
            [
                Problem(
                    f"no list of sectors for {year}",
                    "baseline year",
                    ", ".join(map(str, _LISTS)),
                    remedy="take 2010 or 2015",
                )
            ]
        )
    rows = facts("baseline_emissions", year=year, region="World", medium="air", defaults_only=True)
    return {
        row.labels["sector"]: row
        for row in rows
        if row.labels["sector"] in _area_of() and row.source == _LISTS[year]
    }


def world_years() -> tuple[int, ...]:
    """Return the years that the regional source has."""
    return tuple(sorted({int(row.year) for row in facts("streets_regional")}))


def regional(year: int, form: str = "total") -> dict[str, float]:
    """Return emissions to air of 17 regions in kg per year (Streets et al. 2019, doi 10.1016/j.atmosenv.2018.12.031).

    Raises
    ------
    InputProblems
        The source has no such year.
    """
    if year not in world_years():
        raise InputProblems(
            [
                Problem(
                    f"no regional emissions for {year}", "baseline year", ", ".join(map(str, world_years()))
                )
            ]
        )
    rows = facts("streets_regional", year=year, form=form)
    return {
        row.labels["region"]: row.number.value * 1000
        for row in rows
        if row.number and row.labels["region"] != "Global Total"
    }


def world(year: int = 2015, *, difference: bool = False) -> Baseline:
    """Return the world's emissions to air by region and sector.

    No table of regions by sectors was found. The world total of each sector (UNEP Global Mercury Assessments) is
    parted among the 17 regions like all emissions of the year (Streets et al. 2019); what the second source has
    above the first is a sector of its own when asked for. So both published totals come out as they are, and a
    single cell is no more than this rule. Years without a list of sectors have one sector, ``all``.

    Parameters
    ----------
    year : int
        2000 or 2010 to 2015.
    difference : bool
        Whether to add the difference between the two sources.

    Raises
    ------
    InputProblems
        The year is in neither source.
    """
    held = regional(year)
    regions, totals = tuple(held), np.array(list(held.values()))
    streets = "Streets et al. 2019"
    if year not in _LISTS:
        return Baseline(year, regions, ("all",), ("none",), totals[:, None], np.ones(1), np.ones(1), (streets,),
                        (f"{year} has no published list of sectors: it is not divided",))  # fmt: skip
    named = _area_of()
    sectors, areas, sums, low, high, sources = [], [], [], [], [], []
    for label, row in sector_list(year).items():
        assert row.number is not None
        central = row.number.central
        sectors.append(named[label][0])
        areas.append(named[label][1])
        sums.append(central * 1000)
        low.append(1.0 if row.number.low is None else row.number.low / central)
        high.append(1.0 if row.number.high is None else row.number.high / central)
        sources.append(f"{row.source} [{row.number.standing}], parted by region after {streets}")
    value = np.outer(totals / totals.sum(), sums)
    remarks = [
        f"sectors of {year} are parted by region like the total of {streets}: no table of regions by sectors was found"
    ]
    if difference:
        value = np.column_stack([value, totals - value.sum(axis=1)])
        sectors, areas, sources = (
            [*sectors, DIFFERENCE],
            [*areas, "none"],
            [*sources, f"{streets} less {_LISTS[year]}"],
        )
        low, high = [*low, 1.0], [*high, 1.0]
    else:
        remarks.append(
            f"{streets} has {totals.sum() / 1000:,.1f} Mg in all, the list of sectors {sum(sums) / 1000:,.1f} Mg; the difference is left out"
        )
    return Baseline(
        year,
        regions,
        tuple(sectors),
        tuple(areas),
        value,
        np.array(low),
        np.array(high),
        tuple(sources),
        tuple(remarks),
    )


_COLUMNS = ("region", "sector", "area", "value", "unit")


def read_baseline(path: str | Path, year: int, areas: tuple[str, ...]) -> Baseline:
    """Read a user's baseline: a CSV with region, sector, area, value, unit, and low, high and source where known.

    An empty value is unknown and stays so.

    Raises
    ------
    InputProblems
        Every bad row at once.
    """
    problems: list[Problem] = []
    cells: dict[tuple[str, str], tuple[float, float, float, str, str]] = {}
    try:
        with Path(path).open(encoding="utf-8-sig", newline="") as file:
            rows = csv.DictReader(file)
            missing = [name for name in _COLUMNS if name not in (rows.fieldnames or ())]
            if missing:
                raise InputProblems([Problem(f"no column {', '.join(missing)}", str(path), ", ".join(_COLUMNS), remedy="name the columns in the first line")])  # fmt: skip
            for row in rows:
                _cell(row, f"{path}, line {rows.line_num}", areas, cells, problems)
    except OSError as wrong:
        raise InputProblems([Problem(f"cannot be read: {wrong.strerror}", str(path), "a CSV file", remedy="give the path of a file")]) from None  # fmt: skip
    if problems or not cells:
        raise InputProblems(problems or [Problem("no row", str(path), "one row or more")])
    return _assembled(cells, year)


def _cell(row: dict[str, str], where: str, areas: tuple[str, ...], cells: dict[tuple[str, str], tuple[float, float, float, str, str]],
          problems: list[Problem]) -> None:  # fmt: skip
    key = (row["region"].strip(), row["sector"].strip())
    if key in cells:
        problems.append(
            Problem(
                f"{key[0]} and {key[1]} stand twice",
                where,
                "each region and sector once",
                remedy="take one out",
            )
        )
    if row["area"] not in (*areas, "none"):
        problems.append(
            Problem(
                f"unknown area {row['area']!r}",
                where,
                ", ".join((*areas, "none")),
                closest(row["area"], areas),
            )
        )
    numbers = []
    for name in ("value", "low", "high"):
        text = (row.get(name) or "").strip()
        try:
            number = float(text) * factor(row["unit"], "kg/yr") if text else math.nan
            if number < 0 or math.isinf(number):
                raise ValueError
        except UnitError as wrong:
            problems.append(
                Problem(str(wrong), where, "kg/yr, t/yr, Mg/yr", "", "convert the number as well as the unit")
            )
            return
        except ValueError:
            problems.append(
                Problem(f"{name} {text!r}", where, "a number from 0, or nothing where it is unknown")
            )
            return
        numbers.append(number)
    cells[key] = (numbers[0], numbers[1], numbers[2], row["area"], row.get("source") or "user")


def _assembled(cells: dict[tuple[str, str], tuple[float, float, float, str, str]], year: int) -> Baseline:
    regions, sectors = (tuple(dict.fromkeys(key[i] for key in cells)) for i in (0, 1))
    value = np.full((len(regions), len(sectors)), np.nan)
    ends = np.full((2, len(regions), len(sectors)), np.nan)
    areas, sources = dict.fromkeys(sectors, "none"), dict.fromkeys(sectors, "user")
    for (region, sector), (number, low, high, area, source) in cells.items():
        place = regions.index(region), sectors.index(sector)
        value[place], ends[0][place], ends[1][place] = number, low, high
        areas[sector], sources[sector] = area, source
    sums = np.nansum(np.where(np.isnan(ends), value, ends), axis=1) / np.where(
        np.nansum(value, axis=0) > 0, np.nansum(value, axis=0), 1.0
    )
    unknown = int(np.isnan(value).sum())
    remarks = (f"{unknown} cells of the baseline are unknown and are in no total",) if unknown else ()
    return Baseline(year, regions, sectors, tuple(areas.values()), value, np.minimum(sums[0], 1.0), np.maximum(sums[1], 1.0), tuple(sources.values()), remarks)  # fmt: skip
