"""The tables that come in: totals by region and sector, point sources, release height classes."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from quicksilver.errors import InputProblems, Place, Problem, UnitError, closest
from quicksilver.intake.declared import note
from quicksilver.intake.numbers import likely_number, machine_number
from quicksilver.intake.tables import ColumnMapping, Table, plain_numbers
from quicksilver.intake.tables import read_table as table_of_file
from quicksilver.language.problems import bound_problem, emission_unit_problem, period_note, problem
from quicksilver.quantities import convert_activity
from quicksilver.quantities.bounds import BOUNDS

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "HEIGHTS",
    "POINTS",
    "POINTS_MORE",
    "TOTALS",
    "TOTALS_MORE",
    "HeightClass",
    "check_points",
    "check_totals",
    "read_heights",
    "read_points",
    "read_table",
    "read_totals",
]

#: Name, lower and upper bound in m (from, up to but without).
HeightClass = tuple[str, float, float]

TOTALS: Final = ("region", "sector", "value", "unit")
TOTALS_MORE: Final = ("year", "kg")
POINTS: Final = ("name", "lon", "lat", "sector", "value", "unit")
POINTS_MORE: Final = ("region", "year", "height", "kg")
HEIGHTS: Final = ("class", "from_m", "to_m")
_NUMBER: Final = "a number, 0 or more"


#: Columns of numbers, which are read with the evidence of the whole file.
_NUMBERS: Final = ("value", "kg", "lon", "lat", "height", "from_m", "to_m", "share")


class Rows(list[dict[str, str]]):
    """Rows of a file as texts, with the place of each row."""

    def __init__(self, table: Table, decimal: str | None = None) -> None:
        plain, questions = plain_numbers(table, _NUMBERS, decimal)
        if questions:
            raise InputProblems(questions)
        super().__init__(row.cleaned() for row in table)
        for name, texts in plain.items():
            for row, text in zip(self, texts, strict=True):
                row[name] = text
        self.places = [table.place(index) for index in range(len(table))]


def read_table(
    path: str | Path,
    columns: Sequence[str],
    optional: Sequence[str] = (),
    *,
    mapping: ColumnMapping | None = None,
    cached: bool = False,
    decimal: str | None = None,
) -> Rows:
    """Return the rows of a table, with the columns that must be there and those that may be.

    Raises
    ------
    InputProblems
        There is no such file, it is not a table, it has no rows, or a column is missing.
    """
    table = table_of_file(
        path, "emissions", wanted=columns, optional=optional, mapping=mapping, cached=cached
    )
    return Rows(table, decimal)


def _frame(rows: Rows) -> pd.DataFrame:
    import pandas as pd

    frame = pd.DataFrame(list(rows))
    frame.attrs["places"] = rows.places
    return frame


def _placed(table: pd.DataFrame, where: str) -> list[tuple[str, Mapping[Any, Any]]]:
    """Return the rows of a table with their places."""
    places = table.attrs.get("places") or [f"{where}:{line}" for line in range(2, len(table) + 2)]
    return list(zip(places, table.to_dict("records"), strict=True))


def read_totals(path: str | Path, *, decimal: str | None = None) -> pd.DataFrame:
    """Return totals by region and sector from a CSV: ``region, sector, value, unit`` and, if it likes, ``year``.

    Returns
    -------
    DataFrame
        ``region``, ``sector``, ``year`` (missing where the table has none) and ``kg``, per year as Hg.

    Raises
    ------
    InputProblems
        Everything that is wrong with the table: columns, numbers, units, rows that occur twice.
    """
    return check_totals(_frame(read_table(path, TOTALS, TOTALS_MORE, decimal=decimal)), Path(path).name)


def check_totals(table: pd.DataFrame, where: str = "totals") -> pd.DataFrame:
    """Return totals as :func:`read_totals` does, from a table with the same columns (or ``kg`` for value and unit)."""
    import pandas as pd

    wanted = ("region", "sector", "kg") if "kg" in table else TOTALS
    _columns(table, wanted, where)
    problems: list[Problem] = []
    rows, seen = [], set()
    for at, row in _placed(table, where):
        key = (
            _text(row, "region", at, problems),
            _text(row, "sector", at, problems),
            _year(row, at, problems),
        )
        if key in seen:
            what = "the same region, sector and year as in a row above"
            problems.append(Problem(what, at, "one row for each", remedy="sum the rows, or remove one"))
        seen.add(key)
        rows.append((*key, _mass(row, at, problems)))
    if problems:
        raise InputProblems(problems)
    result = pd.DataFrame(rows, columns=["region", "sector", "year", "kg"])
    if result["year"].isna().any() and result["year"].notna().any():
        raise InputProblems(
            [Problem("some rows have a year and some have none", where, "a year in all or in none")]
        )
    result.attrs["where"] = where
    return result


def read_points(path: str | Path, *, decimal: str | None = None) -> pd.DataFrame:
    """Return point sources from a CSV: ``name, lon, lat, sector, value, unit``, and ``region, year, height`` if known.

    Returns
    -------
    DataFrame
        ``name``, ``lon`` and ``lat`` (degrees), ``sector``, ``region`` (empty: found from the place), ``year``
        (missing: every year), ``height`` of release in m (missing: unknown) and ``kg`` per year as Hg.

    Raises
    ------
    InputProblems
        Everything that is wrong with the table: points off the globe, and points that occur twice, included.
    """
    return check_points(_frame(read_table(path, POINTS, POINTS_MORE, decimal=decimal)), Path(path).name)


def check_points(table: pd.DataFrame, where: str = "points") -> pd.DataFrame:
    """Return point sources as :func:`read_points` does, from a table with the same columns (or ``kg``)."""
    import pandas as pd

    wanted = (*POINTS[:4], "kg") if "kg" in table else POINTS
    _columns(table, wanted, where)
    problems: list[Problem] = []
    rows = [
        (
            _text(row, "name", at, problems),
            _degrees(row, "lon", (-180, 360), at, problems),
            _degrees(row, "lat", (-90, 90), at, problems),
            _text(row, "sector", at, problems),
            _said(row.get("region")),
            _year(row, at, problems),
            _height(row, at, problems),
            _mass(row, at, problems),
        )
        for at, row in _placed(table, where)
    ]
    twice = list(_same_places(rows, [at for at, _ in _placed(table, where)]))
    problems += [shared for shared in twice if shared.severity == "error"]
    if problems:
        raise InputProblems(problems)
    result = pd.DataFrame(rows, columns=["name", "lon", "lat", "sector", "region", "year", "height", "kg"])
    warnings = (shared for shared in twice if shared.severity != "error")
    result.attrs |= {"where": where, "notes": tuple(warnings)}
    return result


def _same_places(rows: Sequence[tuple[Any, ...]], where: Sequence[str]) -> Iterator[Problem]:
    """Go through the points that stand at the place of another, of the same sector, year and height.

    Under the same name they are a problem, since one is counted twice; under another a warning.
    """
    places: dict[tuple[Any, ...], list[tuple[int, tuple[Any, ...]]]] = {}
    for index, (at, row) in enumerate(zip(where, rows, strict=True), 2):
        line = (at.row if isinstance(at, Place) else None) or index
        name, lon, lat, sector, _, year, height, kg = row
        if not name or math.isnan(lon + lat):
            continue
        lon = round(lon - 360.0 if lon >= 180.0 else lon, 9)
        here = places.setdefault((lon, lat, sector.casefold(), str(height)), [])
        # A point without a year is there in every year.
        before = [(n, other) for n, other in here if None in (year, other[5]) or other[5] == year]
        named = [(n, other) for n, other in before if other[0].casefold() == name.casefold()]
        here.append((line, row))
        for first, other in (named or before)[:1]:
            values: dict[str, Any] = {"first": first, "line": line, "kg": f"{other[7]:g}", "other": f"{kg:g}"}
            if named:
                yield problem("grid.point.twice", at, name=name, **values)
            else:
                yield problem("grid.point.same", at, severity="warning", name=other[0], also=name, **values)


def read_heights(path: str | Path, *, decimal: str | None = None) -> tuple[HeightClass, ...]:
    """Return release height classes from a CSV: ``class, from_m, to_m`` (to_m empty: no upper bound).

    Raises
    ------
    InputProblems
        A bound is not a number, or classes overlap or leave a gap.
    """
    problems: list[Problem] = []
    classes: list[HeightClass] = []
    table = read_table(path, HEIGHTS, decimal=decimal)
    for at, row in zip(table.places, table, strict=True):
        low = _number(row["from_m"], at, "from_m", problems)
        high = _number(row["to_m"], at, "to_m", problems) if row["to_m"].strip() else math.inf
        classes.append((_text(row, "class", at, problems), low, high))
    classes.sort(key=lambda item: item[1])
    for (name, low, high), after in zip(classes, [*classes[1:], None], strict=True):
        if low >= high or (after and after[1] != high):
            what = f"class {name!r} from {low:g} to {high:g} m overlaps the next or leaves a gap"
            problems.append(Problem(what, Path(path).name, "classes that begin where the one below ends"))
    if problems:
        raise InputProblems(problems)
    return tuple(classes)


def _columns(table: pd.DataFrame, wanted: Sequence[str], where: str) -> None:
    given = list(map(str, table.columns))
    problems = [
        Problem(f"no column {name!r}", where, ", ".join(wanted), closest(name, given), f"add {name!r}")
        for name in wanted
        if name not in given
    ]
    if problems:
        raise InputProblems(problems)


def _said(value: Any) -> str:
    missing = value is None or (isinstance(value, float) and math.isnan(value))
    return "" if missing else str(value).strip()


def _text(row: Mapping[Any, Any], name: str, at: str, problems: list[Problem]) -> str:
    text = _said(row.get(name))
    if not text:
        problems.append(Problem(f"{name} is empty", at, f"a {name}"))
    return text


def _number(value: Any, at: str, name: str, problems: list[Problem], allowed: str = _NUMBER) -> float:
    text = _said(value)
    try:
        number = machine_number(text)
    except ValueError:
        what = f"{name} is missing" if not text else f"{name} {text!r} is not a number"
        problems.append(Problem(what, at, allowed, **likely_number(text)))
        return math.nan
    if not math.isfinite(number) or (number < 0 and allowed == _NUMBER):
        problems.append(Problem(f"{name} is {number:g}", at, allowed))
    return number


def _degrees(
    row: Mapping[Any, Any], name: str, limits: tuple[int, int], at: str, problems: list[Problem]
) -> float:
    low, high = limits
    allowed = f"degrees from {low} to {high}"
    before = len(problems)
    number = _number(row.get(name), at, name, problems, allowed)
    if len(problems) == before and not low <= number <= high:
        remedy = "check whether longitude and latitude are swapped, or a decimal point is missing"
        problems.append(Problem(f"{name} {number:g} is off the globe", at, allowed, remedy=remedy))
    return number


def _year(row: Mapping[Any, Any], at: str, problems: list[Problem]) -> int | None:
    text = _said(row.get("year"))
    if not text:
        return None
    try:
        number = machine_number(text)
    except ValueError:
        number = math.nan
    if not number.is_integer() or not 1 <= number <= 9999:
        problems.append(Problem(f"year {text!r}", at, "a whole number, as 2015"))
        return None
    return int(number)


def _height(row: Mapping[Any, Any], at: str, problems: list[Problem]) -> float:
    text = _said(row.get("height"))
    return _number(text, at, "height", problems) if text else math.nan


def _mass(row: Mapping[Any, Any], at: str, problems: list[Problem]) -> float:
    """Return kg per year."""
    if "kg" in row:
        return _possible(_number(row["kg"], at, "kg", problems), at, problems)
    value = _number(row.get("value"), at, "value", problems)
    unit = _said(row.get("unit"))
    try:
        kilograms = convert_activity(value, unit, "kg mercury/y").value
        note(period_note(unit, at.within(row=None, cell="", column="unit") if isinstance(at, Place) else at))
        return _possible(kilograms, at, problems)
    except UnitError as error:
        problems.append(emission_unit_problem(error, at))
        return math.nan


_MOST: Final = BOUNDS["mercury per year"].within("kg/yr")


def _possible(kilograms: float, at: str, problems: list[Problem]) -> float:
    """Return a mass of mercury per year; one that the world does not have is a problem."""
    # Negative and missing numbers are problems of their own.
    if kilograms > _MOST.high and math.isfinite(kilograms):
        problems.append(bound_problem(kilograms, _MOST, at))
    return kilograms
