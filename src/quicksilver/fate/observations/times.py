"""Times of observations: from text to UTC, from beginnings to intervals, repeats and gaps."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final, Literal

import numpy as np

from quicksilver.errors import Problem
from quicksilver.fate.observations.problems import grouped, places, shown
from quicksilver.intake.days import likely_day
from quicksilver.language.problems import problem

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["FIRST_YEAR", "LAST_YEAR", "RESOLUTIONS", "Resolution", "intervals", "parse_times"]

Resolution = Literal["hour", "day", "week", "month", "year"]
RESOLUTIONS: Final = ("hour", "day", "week", "month", "year")
#: Whole years that nanoseconds since 1970 reach; nobody measured mercury in the air outside of them.
FIRST_YEAR: Final = 1678
LAST_YEAR: Final = 2261
_STEPS: Final = {"hour": "1h", "day": "1D", "week": "7D"}
_FORM: Final = re.compile(
    r"(\d{4})(-\d{2})?(?:(-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)(Z|[+-]\d{2}:?\d{2})?)?)?"
)
_UTC: Final = (None, "Z", "+00:00", "-00:00", "+0000", "-0000")
_ALLOWED: Final = "2015, 2015-07, 2015-07-01, or 2015-07-01T06:00Z (ISO 8601, UTC)"


def _form(text: str) -> tuple[str, bool]:
    """Return how finely a time is said (year, month, day, instant, or nothing) and whether it is in UTC."""
    match = _FORM.fullmatch(text)
    if not match:
        return "", True
    _, month, day, clock, offset = match.groups()
    fine = "instant" if clock else "day" if day else "month" if month else "year"
    return fine, offset in _UTC


def parse_times(
    rows: pd.DataFrame, column: str, file: str
) -> tuple[pd.Series[Any], pd.Series[Any], list[Problem]]:
    """Return times in UTC without offset, how finely each is stated, and what is wrong with them.

    A time without an offset is taken as UTC. One with another offset is refused: a day or a month in local time is
    another interval than in UTC, and only the originator knows which was measured.

    Parameters
    ----------
    rows : DataFrame
        With ``column`` as text, and ``place``.
    column : str
    file : str
    """
    import pandas as pd

    text = rows[column].str.strip()
    forms = {stamp: _form(stamp) for stamp in text.unique()}
    fine = text.map({stamp: form for stamp, (form, _) in forms.items()})
    local = text.map({stamp: not utc for stamp, (_, utc) in forms.items()}).to_numpy(bool)
    years = pd.to_numeric(text.where(fine != "").str[:4]).to_numpy(float)
    beyond = (years < FIRST_YEAR) | (years > LAST_YEAR)
    stated = text.where((fine != "") & ~beyond)
    times = pd.to_datetime(stated, format="ISO8601", errors="coerce", utc=True)
    problems: list[Problem] = []
    if beyond.any():
        example, where = text[beyond].iloc[0], places(file, rows[beyond])
        ends = {"first": str(FIRST_YEAR), "last": str(LAST_YEAR)}
        problems.append(problem("times.range", where, count=int(beyond.sum()), example=example, **ends))
    if local.any():
        guess = times[local].iloc[0]
        as_utc = "" if pd.isna(guess) else guess.strftime("%Y-%m-%dT%H:%M:%SZ")
        problems += grouped(
            file,
            rows,
            local,
            f"{{n}} times with an offset from UTC ({text[local].iloc[0]!r})",
            _ALLOWED,
            "write the times in UTC",
            as_utc,
        )
    none = times.isna().to_numpy() & ~local & ~beyond
    if none.any():
        bad_times = shown([repr(stamp) for stamp in text[none].unique().tolist()])
        what = f"{{n}} values that are not times: {bad_times}"
        problems += grouped(file, rows, none, what, _ALLOWED, **likely_day(text[none].iloc[0]))
    return times.dt.tz_localize(None).astype("datetime64[ns]"), fine, problems


def _guess(starts: pd.Series[Any], fine: pd.Series[Any]) -> str | np.timedelta64 | None:
    """Return the step of a station: a word for months and years, a length for what is regular, or nothing."""
    if set(fine) == {"year"}:
        return "year"
    if set(fine) == {"month"}:
        return "month"
    steps = np.diff(starts.to_numpy())
    if not len(steps):
        return None
    first = (starts.dt.day == 1).all() and (starts == starts.dt.normalize()).all()
    if first and steps.min() >= np.timedelta64(28, "D"):
        january = (starts.dt.month == 1).all()
        return "year" if january else "month"
    lengths, counts = np.unique(steps, return_counts=True)
    most = counts.argmax()
    return lengths[most] if 2 * counts[most] >= len(steps) else None


def _after(starts: pd.Series[Any], step: str | np.timedelta64) -> Any:
    """Return the end of intervals that begin at ``starts``."""
    if step in ("month", "year"):
        letter = "M" if step == "month" else "Y"
        return (starts.dt.to_period(letter) + 1).dt.to_timestamp().to_numpy().astype("datetime64[ns]")
    return starts.to_numpy() + step


def _off(starts: pd.Series[Any], step: str | np.timedelta64) -> Any:
    """Return which beginnings are off the regular grid of a station."""
    if step in ("month", "year"):
        begins = starts.dt.to_period("M" if step == "month" else "Y").dt.to_timestamp()
        return (starts != begins).to_numpy()
    since = starts.to_numpy() - starts.to_numpy()[0]
    return (since % step) != np.timedelta64(0, "ns")


def intervals(
    rows: pd.DataFrame, file: str, resolution: Resolution | None, gaps: str
) -> tuple[pd.DataFrame, list[Problem], list[str]]:
    """Return rows sorted by station and start with their ends, what is wrong, and what is to be noted.

    Parameters
    ----------
    rows : DataFrame
        station, start, end (none where the file does not say), fine, place.
    file : str
    resolution : str, optional
        Length of all intervals; otherwise that of each station follows from its steps.
    gaps : str
        ``allow``: gaps are counted and lower the coverage; ``refuse``: they are a problem.
    """
    import pandas as pd

    rows = rows[rows["start"].notna()].sort_values(["station", "start"], kind="stable").reset_index(drop=True)
    twice = rows.duplicated(["station", "start"], keep=False).to_numpy()
    problems = grouped(
        file,
        rows,
        twice,
        "{n} values that share station and time with another",
        "one value for each",
        "keep one of them",
    )
    rows = rows[~rows.duplicated(["station", "start"]).to_numpy()].reset_index(drop=True)
    parts: list[pd.DataFrame] = []
    notes: list[str] = []
    for station, part in rows.groupby("station", sort=True):
        done, interval_problems = _ended(part.copy(), str(station), file, resolution)
        problems += interval_problems
        if not interval_problems:
            more, note = _gaps(done, str(station), file, gaps)
            problems += more
            notes += note
        parts.append(done)
    whole = pd.concat(parts, ignore_index=True) if parts else rows
    return whole, problems, notes


def _ended(
    part: pd.DataFrame, station: str, file: str, resolution: Resolution | None
) -> tuple[pd.DataFrame, list[Problem]]:
    """Return the rows of a station with ends, and what is wrong with its intervals."""
    open_ = part["end"].isna()
    problems: list[Problem] = []
    if open_.any():
        starts = part["start"]
        step = _step(resolution) if resolution else _guess(starts, part["fine"])
        if step is None:
            return part, [
                Problem(
                    f"the steps of station {station!r} are not regular, so that it is not known how long a value lasts",
                    places(file, part),
                    "a column end, or resolution: " + ", ".join(RESOLUTIONS),
                    remedy="add the column end with the end of each interval",
                )
            ]
        off = _off(starts, step)
        step_text = step if isinstance(step, str) else str(pd_timedelta(step))
        problems += grouped(
            file,
            part,
            off & open_.to_numpy(),
            f"{{n}} times of station {station!r} off its step of {step_text}",
            "times at the beginning of the intervals",
            "correct the times, or add the column end",
        )
        part.loc[open_, "end"] = _after(starts, step)[open_.to_numpy()]
    backward = (part["end"] <= part["start"]).to_numpy()
    problems += grouped(file, part, backward, "{n} intervals that end before they begin", "end after time")
    into = np.r_[False, part["start"].to_numpy()[1:] < part["end"].to_numpy()[:-1]]
    if not problems:
        problems += grouped(
            file,
            part,
            into,
            f"{{n}} intervals of station {station!r} begin before the last has ended",
            "intervals that do not overlap",
            "correct the times, or give the right resolution",
        )
    return part, problems


def pd_timedelta(step: np.timedelta64) -> Any:
    """Return a length of time that prints well."""
    import pandas as pd

    return pd.Timedelta(step)


def _step(resolution: Resolution) -> str | np.timedelta64:
    return pd_timedelta(_STEPS[resolution]).to_timedelta64() if resolution in _STEPS else resolution  # type: ignore[arg-type]


def _gaps(part: pd.DataFrame, station: str, file: str, gaps: str) -> tuple[list[Problem], list[str]]:
    """Return what to say of the gaps of a station."""
    away = np.r_[False, part["start"].to_numpy()[1:] > part["end"].to_numpy()[:-1]]
    if not away.any():
        return [], []
    summary = f"{int(away.sum())} gaps in station {station!r}"
    if gaps == "refuse":
        return grouped(
            file, part, away, summary, "a row for each interval", "add rows with the flag missing"
        ), []
    return [], [f"{summary}; they lower its coverage"]
