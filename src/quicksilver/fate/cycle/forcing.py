"""Emissions over time as they enter the cycle: piecewise linear or constant, by receiving reservoir, in Mg per year."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from quicksilver.errors import InputProblems, Problem, UnitError, closest
from quicksilver.fate.cycle.model import CycleModel
from quicksilver.language.problems import bound_problem, emission_unit_problem
from quicksilver.language.sentences import Sentence
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
) -> Emissions:
    """Return emissions from a CSV with ``year`` and one column for each receiving reservoir.

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

    Raises
    ------
    InputProblems
        A column or unit is unknown, a cell is not a number or negative, a year is missing or repeated. All at once.
    """
    file = Path(path)
    if not file.exists():
        raise InputProblems(
            [
                Problem(
                    f"there is no file {file.name!r}",
                    str(file),
                    "a CSV with a column year",
                    remedy="check the path",
                )
            ]
        )
    try:
        scale = factor(unit, INSIDE)
    except UnitError as wrong:
        raise InputProblems([emission_unit_problem(wrong, "--unit")]) from None
    try:
        rows = list(csv.DictReader(io.StringIO(file.read_text(encoding="utf-8-sig"))))
    except UnicodeDecodeError:
        raise InputProblems(
            [Problem("the file is not UTF-8 text", str(file), "UTF-8", remedy="save it as 'CSV UTF-8'")]
        ) from None
    if not rows:
        raise InputProblems(
            [Problem("the file has no rows", str(file), "a header row and at least one year")]
        )
    problems: list[Problem] = []
    columns = _columns(list(rows[0]), model, file.name, problems)
    table = [_row(row, index + 2, columns, file.name, problems) for index, row in enumerate(rows)]
    if problems:
        raise InputProblems(problems)
    data = np.array(table)
    if not gaps:
        _even(data[:, 0], file.name)
    return Emissions(data[:, 0], data[:, 1:] * scale, tuple(columns), interpolation)


def _columns(
    names: Sequence[str | None], model: CycleModel, where: str, problems: list[Problem]
) -> list[str]:
    given = [name.strip() for name in names if name]
    if "year" not in given:
        problems.append(
            Problem("there is no column 'year'", f"{where}:1", "year, and " + ", ".join(model.boxes))
        )
    columns = [name for name in given if name != "year"]
    for name in columns:
        if name not in model.boxes:
            problems.append(
                Problem(
                    f"unknown reservoir {name!r}",
                    f"{where}:1",
                    ", ".join(model.boxes),
                    closest(name, model.boxes),
                    "name a reservoir of the model",
                )
            )
    if not columns:
        problems.append(Problem("there is no column of emissions", f"{where}:1", ", ".join(model.boxes)))
    return columns


def _row(
    row: Mapping[str | None, str | None],
    line: int,
    columns: Sequence[str],
    where: str,
    problems: list[Problem],
) -> list[float]:
    values = []
    for name in ("year", *columns):
        text = (row.get(name) or "").strip()
        try:
            values.append(float(text))
        except ValueError:
            guess = text.replace(",", ".") if text.count(",") == 1 else ""
            what = f"{name} {text!r} is not a number" if text else f"{name} is empty"
            problems.append(
                Problem(
                    what, f"{where}:{line}, column {name}", "a number", guess, f"write {guess or 'a number'}"
                )
            )
            values.append(0.0)
    return values


def _even(years: Array, where: str) -> None:
    """Refuse a series with a hole in it: nobody should interpolate without knowing."""
    steps = np.diff(years)
    if not len(steps) or (steps <= 0).any():
        return
    usual = np.median(steps)
    holes = np.flatnonzero(steps > usual * 1.5)
    if len(holes) and usual <= 1.0:
        raise InputProblems(
            [
                Problem(
                    f"no year between {years[i]:g} and {years[i + 1]:g}",
                    f"{where}:{i + 3}",
                    f"a row every {usual:g} years",
                    remedy="add the missing rows, or use --knots to interpolate between the rows",
                )
                for i in holes
            ]
        )
