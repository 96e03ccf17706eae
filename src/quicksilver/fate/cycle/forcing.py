"""Emissions over time as they enter the cycle: piecewise linear or constant, by receiving reservoir, in Mg per year."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from quicksilver.errors import InputProblems, Problem, UnitError, closest
from quicksilver.fate.cycle.model import CycleModel
from quicksilver.intake.declared import note as note_of_file
from quicksilver.intake.declared import noted
from quicksilver.intake.numbers import negative, possible_codes
from quicksilver.intake.tables import ColumnMapping, Table, numbers, read_table, years
from quicksilver.language.problems import bound_problem, emission_unit_problem, period_note, problem
from quicksilver.language.sentences import Sentence, from_plain
from quicksilver.quantities.bounds import BOUNDS
from quicksilver.quantities.units import factor

__all__ = ["INSIDE", "Emissions", "Interpolation", "note", "read_emissions"]

Array = NDArray[np.float64]
Interpolation = Literal["linear", "step"]
_JUMP: Final = 1e-7


def note(key: str, /, **values: object) -> Sentence:
    """Return what a reader needs to know of a run, as a sentence of the table on the fate of mercury."""
    return Sentence(key, values, table="fate_text")


@dataclass(frozen=True)
class Emissions:
    """Emissions at knots.

    Attributes
    ----------
    years : ndarray, shape (knots,)
        Calendar years, growing; need not be whole.
    values : ndarray, shape (knots, columns)
        Mg per year.
    reservoirs : tuple of str
        The receiving reservoir of each column; one may receive several columns.
    interpolation : str
        ``linear`` between knots, or ``step``: the value of a knot applies until the next.
        One word for all columns, or a tuple of one for each.
    names : tuple of str
        Name of each column (a sector, a region, a decade); the reservoir where there is none.
    until : float, optional
        Year in which the series ends. If omitted, it is the last knot, and one year after it where all columns are steps:
        the value of a year applies to that year. ``math.inf`` continues the last value indefinitely.
    notes : tuple of Sentence
        What a reader of results needs to know about the series, such as years for which a value was held.
    history : str
        Name of the shipped history that the series is or continues; empty for others.
    """

    years: Array
    values: Array
    reservoirs: tuple[str, ...]
    interpolation: Interpolation | tuple[Interpolation, ...] = "linear"
    names: tuple[str, ...] = ()
    until: float | None = None
    notes: tuple[Sentence, ...] = ()
    history: str = ""

    def __post_init__(self) -> None:
        problems = _faults(self)
        if problems:
            raise InputProblems(problems)

    @property
    def columns(self) -> tuple[str, ...]:
        """Return the names of the columns."""
        return self.names or self.reservoirs

    def segments(self, times: Array) -> tuple[Array, Array]:
        """Return the emission just after the beginning of each interval and just before its end.

        Parameters
        ----------
        times : ndarray, shape (n + 1,)
            Growing; must hold every knot that lies inside.

        Returns
        -------
        first, last : ndarray, shape (n, columns)
            Mg per year.

        Raises
        ------
        InputProblems
            The times reach beyond the knots.
        """
        self.check_covers(float(times[0]), float(times[-1]))
        place = np.searchsorted(self.years, times[:-1] + 1e-9, side="right") - 1
        first = self.values[np.maximum(place, 0)]
        last = first.copy()
        for column, way in enumerate(self.ways):
            if way == "linear":
                at = np.interp(times, self.years, self.values[:, column])
                first[:, column], last[:, column] = at[:-1], at[1:]
        return first, last

    def at(self, year: float) -> Array:
        """Return the emission just before a year, by column, in Mg per year; the end values beyond the series."""
        place = max(int(np.searchsorted(self.years, year - 1e-9)) - 1, 0)
        emission: Array = self.values[place].copy()
        for column, way in enumerate(self.ways):
            if way == "linear":
                emission[column] = np.interp(year, self.years, self.values[:, column])
        return emission

    @property
    def end(self) -> float:
        """Return the year in which the series ends."""
        if self.until is not None:
            return self.until
        return float(self.years[-1]) + (0.0 if "linear" in self.ways else 1.0)

    @property
    def begins_with_nothing(self) -> bool:
        """Return whether the first value of every column is 0, so that nothing is emitted before."""
        return not self.values[0].any()

    @property
    def ways(self) -> tuple[Interpolation, ...]:
        """Return how each column runs between knots."""
        given = self.interpolation
        return (given,) * len(self.reservoirs) if isinstance(given, str) else given

    def check_covers(self, first: float, last: float) -> None:
        """Refuse years that the series does not cover; before a series that begins with 0 nothing is emitted.

        Raises
        ------
        InputProblems
            The years reach beyond the series.
        """
        early = first < self.years[0] - 1e-9 and not self.begins_with_nothing
        if early or last > self.end + 1e-9:
            raise InputProblems(
                [
                    Problem(
                        f"the emissions of {self.years[0]:g} to {self.end:g} do not cover {first:g} to {last:g}",
                        "emissions",
                        "a series from the first to the last year of the run",
                        remedy="add the missing years, change --from and --to, or continue the emissions with "
                        "'quicksilver fate compare --future hold'",
                    )
                ]
            )

    def from_year(self, first: float) -> Emissions:
        """Return the same series from an earlier year on, with nothing emitted before its first knot."""
        start = float(self.years[0])
        if first >= start - 1e-9:
            return self
        # A linear column rises at once: two knots close together, so close that the mass between them is nothing.
        before = [first] if self.begins_with_nothing or "linear" not in self.ways else [first, start - _JUMP]
        years = np.concatenate([before, self.years])
        values = np.concatenate([np.zeros((len(before), self.values.shape[1])), self.values])
        return replace(self, years=years, values=values)

    def scaled(self, factor: float) -> Emissions:
        """Return the same emissions times a factor."""
        return replace(self, values=self.values * factor)


#: No more than was mined in history is emitted in one year, Mg.
_MOST: Final = BOUNDS["mercury per year"]


def _faults(emissions: Emissions) -> list[Problem]:
    years, values = emissions.years, emissions.values
    problems = []
    if values.ndim != 2 or values.shape != (len(years), len(emissions.reservoirs)) or len(years) == 0:
        return [
            Problem(
                f"{values.shape} values for {len(years)} years and {len(emissions.reservoirs)} reservoirs",
                "emissions",
                "one row per year, one column per reservoir",
            )
        ]
    for index in np.flatnonzero(~np.isfinite(years)):
        problems.append(
            Problem(f"year {years[index]} is not a number", f"emissions, row {index + 1}", "a calendar year")
        )
    for index in np.flatnonzero(np.diff(years) <= 0):
        what = "occurs twice" if years[index] == years[index + 1] else f"comes after {years[index]:g}"
        problems.append(
            Problem(
                f"year {years[index + 1]:g} {what}",
                f"emissions, row {index + 2}",
                "years in ascending order, each once",
            )
        )
    for row, column in np.argwhere(~np.isfinite(values) | (values < 0)):
        kind = "negative" if values[row, column] < 0 else "not a number"
        problems.append(
            Problem(
                f"emission {values[row, column]:g} is {kind}",
                f"emissions, year {years[row]:g}, column {emissions.columns[column]}",
                "0 or more, Mg/yr",
                remedy="write a number of 0 or more",
            )
        )
    for row, column in np.argwhere(np.isfinite(values) & (values > _MOST.high)):
        where = f"emissions, year {years[row]:g}, column {emissions.columns[column]}"
        problems.append(bound_problem(float(values[row, column]), _MOST, where))
    return problems


#: What emissions are inside.
INSIDE: Final = "Mg Hg/yr"


def read_emissions(
    path: str | Path,
    model: CycleModel,
    *,
    interpolation: Interpolation = "linear",
    unit: str = "Mg/yr",
    gaps: bool = False,
    mapping: ColumnMapping | None = None,
    decimal: str | None = None,
    cached: bool = False,
) -> Emissions:
    """Return emissions from a table with ``year`` and one column for each receiving reservoir.

    Parameters
    ----------
    path : str or Path
    model : CycleModel
        Decides which columns there may be.
    interpolation : str
    unit : str
        Unit of the values; turned into Mg per year.
    gaps : bool
        Whether years may be missing between rows (knots); else the rows must follow each other evenly.
    mapping : ColumnMapping, optional
        What the user states of the file's columns.
    decimal : str, optional
        ``point`` or ``comma``, the decimal sign of the file's numbers; its own cells decide if omitted.
    cached : bool
        Whether the stored results of formulas in a workbook are used.

    Raises
    ------
    InputProblems
        A column or unit is unknown, a cell is not a number or negative, a year is missing or repeated. All at once.
    """
    problems: list[Problem] = []
    scale = 1.0
    try:
        scale = factor(unit, INSIDE)
    except UnitError as wrong:
        problems.append(emission_unit_problem(wrong, "--unit"))
    with noted() as notes:
        table = read_table(
            path,
            "emissions",
            wanted=("year",),
            optional=model.boxes,
            mapping=mapping,
            cached=cached,
            united=model.boxes,
            # A row that is too long hides no bad cell of another.
            collected=problems,
        )
        note_of_file(period_note(unit, Path(path).name))
        columns = _columns(table, model, problems)
        reader = table.number_reader(("year", *columns), decimal)
        scales = [_scale(table, name, scale, problems) for name in columns]
        present = [name for name in ("year", *columns) if name in table]
        read = {name: numbers(table, name, reader, problems, needed=True) for name in present}
        for name, unit_scale in zip(columns, scales, strict=True):
            _check_amounts(table, name, read[name], unit_scale, problems)
    problems += reader.questions()
    problems += years(table, read.get("year", ()), gaps=gaps)
    if problems:
        raise InputProblems(problems)
    data = np.array([read[name] for name in ("year", *columns)], dtype=np.float64).T
    remarks = tuple(map(_noted, notes))
    receiving = tuple(columns.values())
    return Emissions(data[:, 0], data[:, 1:] * scales, receiving, interpolation, notes=remarks)


def _check_amounts(
    table: Table, name: str, values: Sequence[float | None], scale: float, problems: list[Problem]
) -> None:
    """Add what is wrong with the amounts of a column; a number that can be a code for a missing value is noted."""
    places = [table.place(row, name) for row in range(len(table))]
    for value, where in zip(values, places, strict=True):
        if value is not None and value < 0:
            problems.append(negative(value, where, name))
        elif value is not None and value * scale > _MOST.high:
            problems.append(bound_problem(value * scale, _MOST, where))
    note_of_file(*possible_codes(values, places, name))


def _scale(table: Table, name: str, scale: float, problems: list[Problem]) -> float:
    """Return what one of the unit of a column is in Mg per year: the column mapping states it, or all have the same."""
    unit = table.units.get(name, "")
    if not unit:
        return scale
    try:
        note_of_file(period_note(unit, table.place(None, name)))
        return factor(unit, INSIDE)
    except UnitError as wrong:
        problems.append(emission_unit_problem(wrong, table.place(None, name)))
        return scale


def _columns(table: Table, model: CycleModel, problems: list[Problem]) -> dict[str, str]:
    """Return the columns of emissions with the reservoir of each; its name is as good as its id."""
    names = {box.name.casefold(): box.id for box in model.reservoirs}
    allowed = ", ".join(f"{box.id} ({box.name})" for box in model.reservoirs)
    receiving: dict[str, str] = {}
    for name in (name for name in table.names if name != "year"):
        heading, place = table.headings[table.names[name]], table.place(None, name)
        box = name if name in model.boxes else names.get(name.casefold(), "")
        if not box:
            # In a medium there are several reservoirs, and only who knows the emissions knows which of them receives these.
            medium = tuple(other.id for other in model.reservoirs if other.medium == name.casefold())
            guess = "" if medium else closest(name, model.boxes)
            remedy = "name a reservoir of the model"
            problems.append(
                Problem(f"unknown reservoir {heading!r}", place, allowed, guess, remedy, readings=medium)
            )
        elif box in receiving.values():
            problems.append(problem("forcing.reservoir.twice", place, box=box))
        receiving[name] = box or name
    if not receiving:
        problems.append(Problem("there is no column of emissions", table.place(), allowed))
    return receiving


def _noted(item: Problem) -> Sentence:
    """Return what was noted of a file as a sentence."""
    return Sentence(
        item.code, {name: from_plain(value) for name, value in item.values.items()}, table="problems"
    )
