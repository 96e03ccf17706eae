"""Station series from CSV: a file of stations and a file of values, or one file with all columns."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from quicksilver.errors import InputProblems, Problem, closest
from quicksilver.fate.observations.assemble import Raw
from quicksilver.fate.observations.problems import grouped, shown
from quicksilver.fate.observations.times import parse_times
from quicksilver.intake.declared import noted
from quicksilver.intake.numbers import notation
from quicksilver.intake.tables import plain_numbers, read_table, unread

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["from_tables", "read_csv", "read_stations"]

SERIES: Final = ("station", "time", "variable", "value", "unit")
SERIES_MORE: Final = ("flag", "detection_limit", "end")
STATIONS: Final = ("station", "latitude", "longitude")
STATIONS_MORE: Final = ("name", "elevation", "kind")
_NUMBERS: Final = ("value", "detection_limit", "latitude", "longitude", "elevation")


def _table(path: Path) -> tuple[pd.DataFrame, list[str], list[Problem]]:
    """Return a table as texts with the line of each row as ``place``, what was noted of the file, and what is wrong with it."""
    import pandas as pd

    known = (*SERIES, *SERIES_MORE, *STATIONS, *STATIONS_MORE)
    problems: list[Problem] = []
    with noted() as notes:
        table = read_table(path, "observations", optional=known, collected=problems)
        problems += unread(table, (*SERIES, *STATIONS), (*SERIES_MORE, *STATIONS_MORE))
        plain, questions = plain_numbers(table, _NUMBERS)
        texts = {name: plain.get(name) or table.names_of(name) for name in table.names}
    frame = pd.DataFrame(texts, dtype=str)
    frame["place"] = list(table.lines)
    even = frame.drop(index=list(table.uneven)).reset_index(drop=True)
    return even, [note.what for note in notes], problems + questions


def _columns(
    table: pd.DataFrame, wanted: tuple[str, ...], more: tuple[str, ...], file: str, of: str
) -> list[Problem]:
    """Return a problem for every column that is not there, and one for a sign that parts columns wrongly."""
    heads = [name for name in table.columns if name != "place"]
    problems = []
    for name in wanted:
        if name not in heads:
            left = [head for head in heads if head not in (*wanted, *more)]
            problems.append(
                Problem(
                    f"no column {name!r}{of}",
                    f"{file}:1",
                    ", ".join((*wanted, *more)),
                    closest(name, left),
                    f"add the column {name}",
                )
            )
    twice = sorted({name for name in heads if heads.count(name) > 1})
    if twice:
        problems.append(Problem(f"column {shown(twice)} occurs twice", f"{file}:1", "each column once"))
    return problems


def _stations(table: pd.DataFrame) -> pd.DataFrame:
    """Return stations with numbers where there are any."""
    import pandas as pd

    stations = pd.DataFrame({"station": table["station"].str.strip()})
    for name in ("latitude", "longitude", "elevation"):
        texts = table[name].str.strip() if name in table else ""
        stations[name] = pd.to_numeric(pd.Series(texts, index=table.index), errors="coerce").astype(float)
        stations[f"{name}_said"] = texts
    for name in ("name", "kind"):
        stations[name] = table[name].str.strip() if name in table else ""
    stations["place"] = table["place"]
    return stations


def read_stations(path: Path) -> pd.DataFrame:
    """Return the stations of a CSV file.

    Raises
    ------
    InputProblems
        The file is not a table or has missing columns.
    """
    table, _, problems = _table(path)
    problems += _columns(table, STATIONS, STATIONS_MORE, path.name, " in the stations")
    if problems:
        raise InputProblems(problems)
    return _stations(table)


def _from_one(table: pd.DataFrame, file: str) -> tuple[pd.DataFrame, list[Problem]]:
    """Return the stations of a file that has them beside the values; a station is in one place only."""
    stations = _stations(table)
    once = stations.drop_duplicates([name for name in stations.columns if name != "place"])
    problems = [
        Problem(
            f"station {name!r} is in {len(part)} places or has {len(part)} names",
            f"{file}:{shown(part['place'].tolist())}",
            "one place, name and kind for each station",
            remedy="make the rows of the station agree",
        )
        for name, part in once.groupby("station")
        if len(part) > 1
    ]
    return once.drop_duplicates("station"), problems


def _rows(table: pd.DataFrame, file: str) -> tuple[pd.DataFrame, list[Problem]]:
    """Return the values of a file as the rest of the program takes them."""
    import pandas as pd

    start, fine, problems = parse_times(table, "time", file)
    rows = pd.DataFrame(
        {"station": table["station"].str.strip(), "start": start, "fine": fine, "place": table["place"]}
    )
    rows["end"] = pd.Series(pd.NaT, index=rows.index, dtype="datetime64[ns]")
    if "end" in table:
        given = table[table["end"].str.strip() != ""]
        end, _, more = parse_times(given, "end", file)
        rows.loc[given.index, "end"] = end
        problems += more
    for name, column in (
        ("said", "value"),
        ("limit_said", "detection_limit"),
        ("flag", "flag"),
        ("unit", "unit"),
        ("variable", "variable"),
    ):
        rows[name] = table[column].str.strip() if column in table else ""
    rows["value"] = pd.to_numeric(rows["said"], errors="coerce").astype(float)
    rows["limit"] = pd.to_numeric(rows["limit_said"], errors="coerce").astype(float)
    return rows, problems


def read_csv(path: Path, stations: Path | None) -> Raw:
    """Return the rows and stations of CSV files.

    Parameters
    ----------
    path : Path
        station, time, variable, value, unit, and where there are any flag, detection_limit, end (of the interval).
    stations : Path, optional
        station, latitude, longitude, and where there are any name, elevation, kind. Without it the columns are
        looked for in ``path``.

    Raises
    ------
    InputProblems
        A file is not a table or has missing columns.
    """
    table, notes, problems = _table(path)
    return from_tables(table, path.name, stations, notes, problems)


def _cells(table: pd.DataFrame, file: str) -> list[Problem]:
    """Return what is wrong with the cells of a table that lacks a column, as far as they can be judged."""
    problems: list[Problem] = []
    for name in ("time", "end"):
        if name in table:
            problems += parse_times(table[table[name].str.strip() != ""], name, file)[2]
    if "value" in table:
        number = _numbers(table["value"])
        texts = table["value"].str.strip()
        empty = texts.isin(["", *(text for text in texts.unique() if notation(text))])
        no_number = (number.isna() & ~empty).to_numpy(bool)
        allowed = "a number, 0 or more"
        what = f"{{n}} values are not numbers ({shown([repr(text) for text in texts[no_number]])})"
        problems += grouped(file, table, no_number, what, allowed)
    return problems


def _numbers(texts: pd.Series) -> pd.Series:
    """Return texts as numbers; not a number where a text is none."""
    import pandas as pd

    return pd.to_numeric(texts.str.strip(), errors="coerce").astype(float)


def from_tables(
    table: pd.DataFrame,
    file: str,
    stations: Path | None,
    noted: Sequence[str] = (),
    read_problems: Sequence[Problem] = (),
) -> Raw:
    """Return the rows and stations of a table of texts, which a reader of any format makes.

    Parameters
    ----------
    table : DataFrame
        Texts, with the columns of :func:`read_csv` and ``place``, the line of each row.
    file : str
        Its name, for messages.
    stations : Path, optional
        A CSV file of stations; without it their columns are looked for in ``table``.
    noted : sequence of str
        What was noted when the file was read.
    read_problems : sequence of Problem
        What is wrong with its headings and rows.

    Raises
    ------
    InputProblems
        There are missing columns.
    """
    problems = [*read_problems, *_columns(table, SERIES, SERIES_MORE, file, "")]
    lacks = len(problems) > len(read_problems)
    if stations is None:
        missing = [name for name in ("latitude", "longitude") if name not in table]
        if missing and "station" in table:
            problems.append(
                Problem(
                    f"the file has no station coordinates (no column {' and '.join(missing)})",
                    f"{file}:1",
                    "columns latitude and longitude, or a file of stations",
                    remedy="give a file of stations (--stations FILE) with " + ", ".join(STATIONS),
                )
            )
            lacks = True
        places = table
    else:
        places, more_notes, wrong = _table(stations)
        noted = (*noted, *more_notes)
        absent = _columns(places, STATIONS, STATIONS_MORE, stations.name, " in the stations")
        problems += wrong + absent
        lacks = lacks or bool(absent)
    if lacks or table.empty:
        raise InputProblems(problems + _cells(table, file))
    rows, more = _rows(table, file)
    problems += more
    given, more = _from_one(places, file) if stations is None else (_stations(places), [])
    notes = [*noted, "times without an offset are taken as UTC; time is the beginning of an interval"]
    if "flag" not in table:
        notes.append("no flags: every value is taken as valid")
    return Raw(file, rows, given, stations.name if stations else file, problems + more, notes)
