"""Emissions to air of a base year by region and sector: the shipped world, or a table of the user."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from quicksilver.errors import InputProblems, Problem, UnitError, closest
from quicksilver.factors.facts import Fact, facts
from quicksilver.intake.declared import note
from quicksilver.intake.numbers import (
    in_place_of_number,
    is_missing_code,
    machine_number,
    negative,
    possible_codes,
)
from quicksilver.intake.tables import plain_numbers, read_table, unread
from quicksilver.language.problems import bound_problem, emission_unit_problem, period_note, problem
from quicksilver.quantities.bounds import BOUNDS
from quicksilver.quantities.units import factor
from quicksilver.scenarios.division import GIVEN, NOT_STATED, PUBLISHED, SECTORS, STAND_IN, divided

__all__ = ["DIFFERENCE", "Baseline", "read_baseline", "sector_list", "world", "world_years"]

Array = NDArray[np.float64]
#: What the source of regional totals has above the list of sectors; a separate sector, so that both published totals stay as they are.
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
    basis : tuple of str
        Of each sector, what its values by region are: ``published``, ``stand-in`` (divided among the regions by a
        rule) or ``given`` (from the user's file); empty where all are given.
    selected : bool
        Whether only some of the regions were selected.
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
    basis: tuple[str, ...] = field(default=())
    selected: bool = False

    def __post_init__(self) -> None:
        if not self.basis:
            object.__setattr__(self, "basis", (GIVEN,) * len(self.sectors))

    def __repr__(self) -> str:
        """Return a summary in one line; the arrays have the numbers."""
        total = float(np.nansum(self.value)) / 1000
        return f"<Baseline {self.year}: {total:,.4g} t of mercury to air per year, regions {len(self.regions)}, sectors {len(self.sectors)}>"

    @property
    def has_stand_ins(self) -> bool:
        """Whether a value by region is no more than a rule of division."""
        return STAND_IN in self.basis

    def only(self, regions: tuple[str, ...]) -> Baseline:
        """Return some of the regions."""
        keep = [self.regions.index(region) for region in regions]
        return replace(self, regions=regions, value=self.value[keep], selected=True)


def _area_of() -> dict[str, tuple[str, str]]:
    return {row.published: (row.sector, row.area) for row in SECTORS.rows()}


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
                    remedy="use 2010 or 2015",
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


#: What is stated wherever results by region are shown; by year of the list of sectors.
_DIVISION = {
    2010: "by region: no table of regions by sectors was found for 2010; the published groups are divided by a fit to the printed "
    "totals of regions and groups with the pattern of 2015 (derived, low confidence): every value by region is a stand-in",
    2015: "by region: small-scale gold mining is as published (Global Mercury Assessment 2018; recalled, high confidence); the other sectors "
    "are a stand-in: their published group by region, divided by a fit to activity data, then each sector like its part of the group "
    "(derived, low confidence)",
}
_RANGES = (
    "a range by region is the relative range of the sector in the world; a single region is less well known"
)


def world(year: int = 2015, *, difference: bool = False) -> Baseline:
    """Return the world's emissions to air by region and sector.

    The world total of each sector (UNEP Global Mercury Assessments) is divided among the 11 regions of the
    assessment by :func:`quicksilver.scenarios.division.divided`, so every world total stays as published. Years
    without a list of sectors have one sector, ``all``, in the 17 regions of Streets et al. 2019. What Streets et al.
    have above the list of sectors is not known by sector or by region of the assessment: asked for, it is a separate
    sector in the region ``Region not stated``.

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
    totals = regional(year)
    streets = "Streets et al. 2019"
    if year not in _LISTS:
        return Baseline(
            year,
            tuple(totals),
            ("all",),
            ("none",),
            np.array(list(totals.values()))[:, None],
            np.ones(1),
            np.ones(1),
            (streets,),
            (f"{year} has no published list of sectors: totals of 17 regions only",),
            (PUBLISHED,),
        )
    base = _listed(year)
    other, listed = sum(totals.values()), float(base.value.sum())
    if not difference:
        remark = f"Streets et al. 2019 have {other / 1000:,.0f} t per year in all, the list of sectors {listed / 1000:,.0f} t; the difference is left out"
        return replace(base, remarks=(*base.remarks, remark))
    return _with_difference(base, other - listed, f"{streets} less {_LISTS[year]}")


def _listed(year: int) -> Baseline:
    """Return the list of sectors of a year, divided among the regions."""
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
        sources.append(f"{row.source} [{row.number.grade}]")
    division = divided(year, tuple(sectors))
    sources = [
        f"{source}, {'divided by region by a rule' if basis == STAND_IN else 'by region as published'}"
        for source, basis in zip(sources, division.basis, strict=True)
    ]
    return Baseline(
        year,
        division.regions,
        tuple(sectors),
        tuple(areas),
        division.share * np.array(sums),
        np.array(low),
        np.array(high),
        tuple(sources),
        (_DIVISION[year], _RANGES),
        division.basis,
    )


def _with_difference(base: Baseline, mass: float, source: str) -> Baseline:
    """Return the baseline with a sector more, which no source divides by region."""
    regions = base.regions if NOT_STATED in base.regions else (*base.regions, NOT_STATED)
    value = np.zeros((len(regions), len(base.sectors) + 1))
    value[: len(base.regions), :-1] = base.value
    value[regions.index(NOT_STATED), -1] = mass
    return replace(
        base,
        regions=regions,
        sectors=(*base.sectors, DIFFERENCE),
        areas=(*base.areas, "none"),
        value=value,
        low=np.append(base.low, 1.0),
        high=np.append(base.high, 1.0),
        sources=(*base.sources, source),
        basis=(*base.basis, PUBLISHED),
    )


BASELINE_MORE = ("low", "high", "source")
BASELINE = ("region", "sector", "area", "value", "unit")


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
    table = read_table(path, "scenarios", wanted=BASELINE, optional=BASELINE_MORE, collected=problems)
    problems += unread(table, BASELINE, BASELINE_MORE)
    plain, questions = plain_numbers(table, _NUMBERS)
    problems += questions
    for index, row in enumerate(table):
        if index not in table.uneven:
            texts = row.cleaned() | {name: column[index] for name, column in plain.items()}
            _cell(texts, row.place, areas, cells, problems)
    for name, column in plain.items():
        note(*possible_codes(column, (table.place(row, name) for row in range(len(table))), name))
    if problems or not cells:
        raise InputProblems(problems or [Problem("no row", str(path), "one row or more")])
    return _assembled(cells, year)


_MOST = BOUNDS["mercury per year"].within("kg/yr")
_NUMBERS = ("value", "low", "high")


def _cell(
    row: dict[str, str],
    where: str,
    areas: tuple[str, ...],
    cells: dict[tuple[str, str], tuple[float, float, float, str, str]],
    problems: list[Problem],
) -> None:
    # A column that is missing is a problem of the table.
    key = (row.get("region", "").strip(), row.get("sector", "").strip())
    if key in cells and all(key):
        problems.append(
            Problem(
                f"{key[0]} and {key[1]} are listed twice",
                where,
                "each region and sector once",
                remedy="remove one of the two rows",
            )
        )
    area = row.get("area", "none")
    if area not in (*areas, "none"):
        problems.append(
            Problem(f"unknown area {area!r}", where, ", ".join((*areas, "none")), closest(area, areas))
        )
    scale = 1.0
    try:
        # A row whose value is unknown has a unit too, which may be wrong.
        scale = factor(row.get("unit", "kg Hg/yr"), "kg Hg/yr")
        note(period_note(row.get("unit", "kg Hg/yr"), where))
    except UnitError as wrong:
        problems.append(emission_unit_problem(wrong, where))
    numbers = [_amount(row, name, where, problems) * scale for name in _NUMBERS]
    for number in numbers:
        if number > _MOST.high:
            problems.append(bound_problem(number, _MOST, where))
    cells[key] = (numbers[0], numbers[1], numbers[2], area, row.get("source") or "user")


def _amount(row: Mapping[str, str], name: str, where: str, problems: list[Problem]) -> float:
    """Return the number of a cell; not a number where it is empty or has a key that means the same, and where it is wrong."""
    text = row.get(name, "").strip()
    if not text:
        return math.nan
    try:
        number = machine_number(text)
    except ValueError:
        wrong = in_place_of_number(text, where, name, may_be_empty=True)
        if wrong is not None and wrong.severity != "error":
            note(wrong)
        else:
            problems.append(wrong or problem("baseline.number", where, name=name, text=text))
        return math.nan
    if number < 0:
        is_code = is_missing_code(number)
        problems.append(
            negative(number, where, name)
            if is_code
            else problem("baseline.number", where, name=name, text=text)
        )
    return number


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
    cells_are = (
        "1 cell of the baseline is unknown and is"
        if unknown == 1
        else f"{unknown} cells of the baseline are unknown and are"
    )
    remarks = (f"{cells_are} not included in any total",) if unknown else ()
    return Baseline(
        year,
        regions,
        sectors,
        tuple(areas.values()),
        value,
        np.minimum(sums[0], 1.0),
        np.maximum(sums[1], 1.0),
        tuple(sources.values()),
        remarks,
    )
