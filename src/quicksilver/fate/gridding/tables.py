"""The tables that come in: totals by region and sector, point sources, release height classes."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from quicksilver.errors import InputProblems, Place, Problem, UnitError, closest
from quicksilver.intake.declared import note
from quicksilver.intake.numbers import (
    in_place_of_degrees,
    in_place_of_number,
    is_missing_code,
    likely_number,
    machine_number,
    negative,
    notation,
    possible_codes,
)
from quicksilver.intake.tables import ColumnMapping, Row, Table, plain_numbers, unread
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
    "NamedPoint",
    "RegionCheck",
    "check_points",
    "check_totals",
    "named_regions",
    "read_heights",
    "read_points",
    "read_table",
    "read_totals",
]

#: Name, lower and upper bound in m (from, up to but without).
HeightClass = tuple[str, float, float]


class NamedPoint(NamedTuple):
    """A point that names its region, as far as its outline needs it: degrees, and the place of its row."""

    where: str
    name: str
    lon: float
    lat: float
    region: str


TOTALS: Final = ("region", "sector", "value", "unit")
TOTALS_MORE: Final = ("year", "kg")
POINTS: Final = ("name", "lon", "lat", "sector", "value", "unit")
POINTS_MORE: Final = ("region", "year", "height", "kg")
HEIGHTS: Final = ("class", "from_m", "to_m")
_NUMBER: Final = "a number, 0 or more"


#: Columns of numbers, which are read with the evidence of the whole file.
_NUMBERS: Final = ("value", "kg", "lon", "lat", "height", "from_m", "to_m", "share")


#: Columns of amounts, in which a code for a missing value can stand.
_AMOUNTS: Final = ("value", "kg")


class Rows(list[dict[str, str]]):
    """Rows of a file as texts, with the place of each row.

    Attributes
    ----------
    places : list of Place
    problems : list of Problem
        What is wrong with the file so far: its headings, its rows, its decimal sign. The checks of the rows add to them.
    """

    def __init__(self, table: Table, decimal: str | None = None, problems: Sequence[Problem] = ()) -> None:
        plain, questions = plain_numbers(table, _NUMBERS, decimal)
        self.problems = [*problems, *questions]
        even = [index for index in range(len(table)) if index not in table.uneven]
        super().__init__(
            Row(table, index).cleaned() | {name: texts[index] for name, texts in plain.items()}
            for index in even
        )
        self.places = [table.place(index) for index in even]
        for name in _AMOUNTS:
            if name in table:
                places = [table.place(index, name) for index in range(len(table))]
                note(*possible_codes(plain[name], places, name))


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

    What is wrong with headings, rows and the decimal sign is in the ``problems`` of the rows, so that their reader raises it
    with what it finds in the cells; a column that is missing is missing in the rows.

    Raises
    ------
    InputProblems
        There is no such file, or it is not a table.
    """
    problems: list[Problem] = []
    table = table_of_file(
        path,
        "emissions",
        wanted=columns,
        optional=optional,
        mapping=mapping,
        cached=cached,
        collected=problems,
    )
    problems += unread(table, columns, optional)
    return Rows(table, decimal, problems)


def _frame(rows: Rows) -> pd.DataFrame:
    import pandas as pd

    frame = pd.DataFrame(list(rows))
    frame.attrs |= {"places": rows.places, "problems": rows.problems}
    return frame


def _found(table: pd.DataFrame, wanted: Sequence[str], where: str) -> list[Problem]:
    """Return what is wrong with a table before its cells are looked at."""
    # A file with a column too few has a problem for it already.
    return list(table.attrs.get("problems") or _columns(table, wanted, where))


def _placed(table: pd.DataFrame, where: str) -> list[tuple[str, Mapping[Any, Any]]]:
    """Return the rows of a table with their places."""
    places = table.attrs.get("places") or [f"{where}:{line}" for line in range(2, len(table) + 2)]
    return list(zip(places, table.to_dict("records"), strict=True))


def named_regions(path: str | Path) -> list[str]:
    """Return the names of the regions of totals, each once; what is wrong with the table is left for :func:`read_totals`.

    Raises
    ------
    InputProblems
        There is no such file, or it is not a table.
    """
    rows = read_table(path, TOTALS, TOTALS_MORE)
    return list(dict.fromkeys(name for row in rows if (name := row.get("region", ""))))


#: Adds what is wrong with the name of a region at a place to a list of problems.
RegionCheck = Callable[[str, str, list[Problem]], object]


def read_totals(
    path: str | Path, *, decimal: str | None = None, region: RegionCheck | None = None
) -> pd.DataFrame:
    """Return totals by region and sector from a CSV: ``region, sector, value, unit`` and, if it likes, ``year``.

    Parameters
    ----------
    path : str or Path
    decimal : str, optional
        ``point`` or ``comma``, the decimal sign of the file's numbers; its own cells decide if omitted.
    region : callable, optional
        Checks the name of each region, so that what is wrong with it is raised with everything else.

    Returns
    -------
    DataFrame
        ``region``, ``sector``, ``year`` (missing where the table has none) and ``kg``, per year as Hg.

    Raises
    ------
    InputProblems
        Everything that is wrong with the table: columns, numbers, units, rows that occur twice.
    """
    table = _frame(read_table(path, TOTALS, TOTALS_MORE, decimal=decimal))
    return check_totals(table, Path(path).name, region=region)


def check_totals(
    table: pd.DataFrame, where: str = "totals", *, region: RegionCheck | None = None
) -> pd.DataFrame:
    """Return totals as :func:`read_totals` does, from a table with the same columns (or ``kg`` for value and unit)."""
    import pandas as pd

    wanted = ("region", "sector", "kg") if "kg" in table else TOTALS
    problems = _found(table, wanted, where)
    rows, seen, regions = [], set(), set()
    for at, row in _placed(table, where):
        key = (
            _text(row, "region", at, problems),
            _text(row, "sector", at, problems),
            _year(row, at, problems),
        )
        if key in seen and all(key[:2]):
            problems.append(problem("grid.total.repeated", at))
        if region is not None and key[0] and key[0] not in regions:
            region(key[0], at, problems)
        regions.add(key[0])
        seen.add(key)
        rows.append((*key, _mass(row, at, problems)))
    years = [bool(_said(row.get("year"))) for _, row in _placed(table, where)]
    if any(years) and not all(years):
        problems.append(problem("grid.year.some", where))
    if problems:
        raise InputProblems(problems)
    result = pd.DataFrame(rows, columns=["region", "sector", "year", "kg"])
    result.attrs["where"] = where
    return result


def read_points(
    path: str | Path, *, decimal: str | None = None, named: list[NamedPoint] | None = None
) -> pd.DataFrame:
    """Return point sources from a CSV: ``name, lon, lat, sector, value, unit``, and ``region, year, height`` if known.

    Parameters
    ----------
    path : str or Path
    decimal : str, optional
        ``point`` or ``comma``, as for :func:`read_totals`.
    named : list of NamedPoint, optional
        The points that name a region are added to it, also where the table has problems elsewhere.

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
    table = _frame(read_table(path, POINTS, POINTS_MORE, decimal=decimal))
    return check_points(table, Path(path).name, named=named)


def check_points(
    table: pd.DataFrame, where: str = "points", *, named: list[NamedPoint] | None = None
) -> pd.DataFrame:
    """Return point sources as :func:`read_points` does, from a table with the same columns (or ``kg``)."""
    import pandas as pd

    wanted = (*POINTS[:4], "kg") if "kg" in table else POINTS
    problems = _found(table, wanted, where)
    rows = [
        (
            _text(row, "name", at, problems),
            _degrees(row, "lon", (-180, 360), at, problems),
            _degrees(row, "lat", (-90, 90), at, problems),
            _text(row, "sector", at, problems),
            _said(row.get("region")),
            _year(row, at, problems),
            _number(row, "height", at, problems, optional=True),
            _mass(row, at, problems),
        )
        for at, row in _placed(table, where)
    ]
    places = [at for at, _ in _placed(table, where)]
    if named is not None:
        named += _named_points(rows, places)
    twice = list(_same_places(rows, places))
    problems += [shared for shared in twice if shared.severity == "error"]
    if problems:
        raise InputProblems(problems)
    result = pd.DataFrame(rows, columns=["name", "lon", "lat", "sector", "region", "year", "height", "kg"])
    warnings = (shared for shared in twice if shared.severity != "error")
    result.attrs |= {"where": where, "notes": tuple(warnings)}
    return result


def _named_points(rows: Sequence[tuple[Any, ...]], where: Sequence[str]) -> Iterator[NamedPoint]:
    """Go through the points on the globe that name a region."""
    for at, (name, lon, lat, _, region, *_rest) in zip(where, rows, strict=True):
        if region and -180 <= lon <= 360 and -90 <= lat <= 90:
            yield NamedPoint(at, name, lon, lat, region)


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
    classes: list[HeightClass] = []
    table = read_table(path, HEIGHTS, decimal=decimal)
    problems = list(table.problems)
    for at, row in zip(table.places, table, strict=True):
        low = _number(row, "from_m", at, problems)
        high = _number(row, "to_m", at, problems) if row.get("to_m", "").strip() else math.inf
        classes.append((_text(row, "class", at, problems), low, high))
    classes.sort(key=lambda item: item[1])
    for (name, low, high), after in zip(classes, [*classes[1:], None][: len(classes)], strict=True):
        if math.isnan(low + high) or (after and math.isnan(after[1])):
            continue
        if low >= high or (after and after[1] != high):
            what = f"class {name!r} from {low:g} to {high:g} m overlaps the next or leaves a gap"
            problems.append(Problem(what, Path(path).name, "classes that begin where the one below ends"))
    if problems:
        raise InputProblems(problems)
    return tuple(classes)


def _columns(table: pd.DataFrame, wanted: Sequence[str], where: str) -> list[Problem]:
    given = list(map(str, table.columns))
    return [
        Problem(f"no column {name!r}", where, ", ".join(wanted), closest(name, given), f"add {name!r}")
        for name in wanted
        if name not in given
    ]


def _said(value: Any) -> str:
    missing = value is None or (isinstance(value, float) and math.isnan(value))
    return "" if missing else str(value).strip()


def _text(row: Mapping[Any, Any], name: str, at: str, problems: list[Problem]) -> str:
    text = _said(row.get(name))
    # A column that is missing is a problem of the table, and not of each of its rows.
    if not text and name in row:
        problems.append(problem("grid.cell.empty", at, name=name))
    return text


def _number(
    row: Mapping[Any, Any],
    name: str,
    at: str,
    problems: list[Problem],
    allowed: str = _NUMBER,
    *,
    optional: bool = False,
) -> float:
    """Return the number of a cell; not a number where there is none, with a problem where there should be one."""
    if name not in row:
        return math.nan
    text = _said(row[name])
    if not text and optional:
        return math.nan
    try:
        number = machine_number(text)
    except ValueError:
        wrong = in_place_of_number(text, at, name, may_be_empty=optional)
        if not text:
            wrong = wrong or problem("grid.number.missing", at, name=name)
        wrong = wrong or problem("grid.number", at, name=name, text=text, **likely_number(text))
        if wrong.severity == "error":
            problems.append(wrong)
        else:
            note(wrong)
        return math.nan
    if number < 0 and allowed == _NUMBER:
        wrong = problem("grid.number.negative", at, name=name, value=f"{number:g}")
        problems.append(negative(number, at, name) if is_missing_code(number) else wrong)
    return number


def _degrees(
    row: Mapping[Any, Any], name: str, limits: tuple[int, int], at: str, problems: list[Problem]
) -> float:
    low, high = limits
    text = _said(row.get(name))
    if text and _is_no_number(text):
        problems.append(in_place_of_degrees(text, at, name, name))
        return math.nan
    allowed = f"degrees from {low} to {high}"
    before = len(problems)
    number = _number(row, name, at, problems, allowed)
    if len(problems) == before and (number < low or number > high):
        shown = f"{number:g}"
        problems.append(problem("grid.degrees", at, name=name, value=shown, low=low, high=high))
    return number


def _is_no_number(text: str) -> bool:
    """Return whether a text is neither a number nor a key in place of one."""
    try:
        machine_number(text)
    except ValueError:
        return notation(text) is None
    return False


def _year(row: Mapping[Any, Any], at: str, problems: list[Problem]) -> int | None:
    text = _said(row.get("year"))
    if not text:
        return None
    try:
        number = machine_number(text)
    except ValueError:
        number = math.nan
    if not number.is_integer() or not 1 <= number <= 9999:
        key = in_place_of_number(text, at, "year") if notation(text) else None
        problems.append(key or problem("grid.year", at, text=text))
        return None
    return int(number)


def _mass(row: Mapping[Any, Any], at: str, problems: list[Problem]) -> float:
    """Return kg per year."""
    if "kg" in row:
        return _possible(_number(row, "kg", at, problems), at, problems)
    value = _number(row, "value", at, problems)
    if "unit" not in row:
        return math.nan
    unit = _said(row["unit"])
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
