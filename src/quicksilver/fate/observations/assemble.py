"""From rows as a file has them to a series that can be used, or everything that is wrong with them at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from quicksilver.errors import InputProblems, Place, Problem, UnitError, closest
from quicksilver.fate.observations.flags import Flag, FlagTable, flag_table, resolve
from quicksilver.fate.observations.problems import grouped, places, shown
from quicksilver.fate.observations.series import StationSeries, Variable, find_variable, variables
from quicksilver.fate.observations.times import RESOLUTIONS, Resolution, intervals
from quicksilver.fate.observations.units import ACCEPTED, Scale, scale
from quicksilver.intake.declared import note
from quicksilver.intake.numbers import (
    Number,
    NumberReader,
    codes_among,
    in_place_of_number,
    likely_number,
    notation,
    written,
)
from quicksilver.language.problems import problem
from quicksilver.quantities.bounds import BOUNDS

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Options", "Raw", "assemble"]

# The year of a unit (yr-1) in pint: 365.25 days.
YEAR: Final = np.timedelta64(int(365.25 * 86400), "s")


@dataclass(frozen=True)
class Options:
    """How a file is to be read; see :func:`quicksilver.fate.observations.read_series`."""

    variable: str | None = None
    flags: str | Mapping[str, str] = "generic"
    resolution: Resolution | None = None
    gaps: str = "allow"
    temperature: float | None = None
    pressure: float | None = None


@dataclass
class Raw:
    """What a reader hands over.

    ``rows``: station, start, end, fine, variable, value (number), said (the text of the value), unit, flag (text), limit
    (number), limit_said, place. ``stations``: station, name, latitude, longitude, elevation, kind, place.
    """

    file: str
    rows: pd.DataFrame
    stations: pd.DataFrame
    stations_file: str
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    conditions: str = ""


def _check_options(options: Options) -> list[Problem]:
    problems = []
    if options.resolution not in (None, *RESOLUTIONS):
        word = str(options.resolution)
        problems.append(
            Problem(f"resolution {word!r}", "resolution", ", ".join(RESOLUTIONS), closest(word, RESOLUTIONS))
        )
    if options.gaps not in ("allow", "refuse"):
        problems.append(Problem(f"gaps {options.gaps!r}", "gaps", "allow, refuse"))
    return problems


def _stations(raw: Raw) -> tuple[pd.DataFrame, list[Problem]]:
    """Return the stations with longitudes from -180 to 180, and what is wrong with them."""
    table, file = raw.stations.copy(), raw.stations_file
    latitude, longitude = table["latitude"].to_numpy(float), table["longitude"].to_numpy(float)
    none = np.isnan(latitude) | np.isnan(longitude)
    positions = table.assign(
        position=table["latitude_said"].map(str) + ", " + table["longitude_said"].map(str)
    )
    off = ~none & ((np.abs(latitude) > 90) | (longitude < -180) | (longitude > 360))

    def which(mask: Any) -> str:
        bad = positions[mask]
        return shown([f"{row.station!r} ({row.position})" for row in bad.itertuples()])

    problems = grouped(
        file,
        table,
        none,
        f"no coordinates for station {which(none)}",
        "latitude and longitude in degrees",
        "write both as numbers",
    )
    problems += grouped(
        file,
        table,
        off,
        f"station off the globe: {which(off)}",
        "latitude -90 to 90, longitude -180 to 180 (or 0 to 360)",
        "correct the coordinates; north and east are positive",
        "latitude and longitude swapped" if _exchanged(latitude[off], longitude[off]) else "",
    )
    if "elevation_said" in table:
        problems += _elevations(table, file)
    twice = table.duplicated("station", keep=False).to_numpy()
    problems += grouped(
        file,
        table,
        twice,
        f"station {which(twice)} is listed more than once",
        "one row for each station",
        "keep one of them",
    )
    table["longitude"] = np.where(longitude > 180, longitude - 360, longitude)
    columns = ["station", "name", "latitude", "longitude", "elevation", "kind"]
    return table.sort_values("station").drop_duplicates("station")[columns].reset_index(drop=True), problems


def _exchanged(latitude: Any, longitude: Any) -> bool:
    return bool(len(latitude) and (np.abs(longitude) <= 90).all() and (np.abs(latitude) <= 180).all())


def _choose(raw: Raw, name: str | None) -> tuple[Variable | None, pd.DataFrame, list[Problem]]:
    """Return the variable and its rows."""
    variable_of = {label: find_variable(label) for label in raw.rows["variable"].unique()}
    unknown = [label for label, variable in variable_of.items() if variable is None]
    known = sorted({variable.id for variable in variable_of.values() if variable})
    wanted = find_variable(name) if name else variables()[known[0]] if len(known) == 1 else None
    if wanted is not None and wanted.id in known:
        mine = [label for label, variable in variable_of.items() if variable is wanted]
        return wanted, raw.rows[raw.rows["variable"].isin(mine)].reset_index(drop=True), []
    if name and wanted is None:
        problem = Problem(
            f"no variable {name!r}", "variable", ", ".join(variables()), closest(name, list(variables()))
        )
    elif wanted is not None:
        problem = Problem(
            f"the file has no {wanted.id!r}",
            raw.file,
            ", ".join(known or unknown),
            remedy="name a variable of the file",
        )
    elif known:
        problem = Problem(
            f"the file has {len(known)} variables",
            raw.file,
            ", ".join(known),
            remedy="name one with variable",
        )
    else:
        bad = raw.rows[raw.rows["variable"].isin(unknown)]
        guess = closest(unknown[0], list(variables())) if unknown else ""
        problem = Problem(
            f"unknown variable {shown([repr(label) for label in unknown])}",
            places(raw.file, bad),
            ", ".join(variables()),
            guess,
        )
    return wanted, raw.rows.iloc[:0], [problem]


def _flagged(rows: pd.DataFrame, file: str, table: FlagTable) -> tuple[pd.DataFrame, list[Problem]]:
    """Add state and holds from the flags."""
    flag_of = {text: resolve(text, table) for text in rows["flag"].unique()}
    problems: list[Problem] = []
    for text, flag in flag_of.items():
        if isinstance(flag, str):
            allowed = ", ".join(table.flags) if len(table.flags) < 20 else "a number of the EBAS flag list"
            remedy = "correct the flag, or state its meaning with flags={...}"
            if table.name == "generic" and resolve(text, flag_table("ebas")) and _is_ebas(text):
                remedy = 'these look like EBAS numbers: give flags="ebas"'
            problems += grouped(
                file,
                rows,
                (rows["flag"] == text).to_numpy(),
                f"unknown flag {flag!r} ({{n}} times)",
                allowed,
                remedy,
                closest(flag, list(table.flags)),
            )
    # What an unknown flag marks is not looked at any further.
    good = {text: flag if isinstance(flag, Flag) else Flag("invalid") for text, flag in flag_of.items()}
    rows["state"] = [good[text].state for text in rows["flag"]]
    rows["holds"] = [good[text].holds for text in rows["flag"]]
    return rows, problems


def _coded(rows: pd.DataFrame, file: str) -> pd.DataFrame:
    """Mark as missing what is a code for it by the rule of :func:`codes_among`, with a note for each code."""
    used = rows["state"].isin(("valid", "estimated")).to_numpy()
    value = rows["value"].to_numpy(float)
    for code in codes_among(value[used]):
        mask = used & (value == code)
        rows.loc[mask, "state"] = "missing"
        at = str(rows["place"][mask].iloc[0]) if "place" in rows else ""
        place = Place(file, row=int(at) if at.isdigit() else None)
        note(
            problem(
                "observations.missing-code",
                place,
                severity="warning",
                code=f"{code:g}",
                count=int(mask.sum()),
            )
        )
    return rows


def _keyed(rows: pd.DataFrame, file: str) -> tuple[pd.DataFrame, list[Problem]]:
    """Take keys and limits in place of a value for the state that they mean, with a note for each.

    Where a flag states something else, or a key can mean two states, it is a problem.
    """
    used = (rows["state"].isin(("valid", "estimated")) & rows["value"].isna()).to_numpy()
    texts = rows["said"].map(str).str.strip()
    problems: list[Problem] = []
    for text in dict.fromkeys(texts[used]):
        number = NumberReader([text]).read(text, file, "value") if text else None
        if not isinstance(number, Number) or number.is_plain:
            continue
        mask = used & (texts == text).to_numpy()
        bare = mask & (rows["flag"].map(str).str.strip() == "").to_numpy()
        key = number.notation
        is_limit = number.sign == "<" and not number.unit and (number.high or 0.0) > 0
        is_missing = key is not None and key.state != "absent" and key.meaning not in _DETECTION
        if is_limit:
            rows.loc[bare, ["state", "limit"]] = ["below_detection", number.high]
            rows.loc[bare, "limit_said"] = written(number.high or 0.0)
        elif is_missing:
            rows.loc[bare, "state"] = "missing"
        taken = bare if is_limit or is_missing else np.zeros_like(bare)
        if taken.any():
            note(_key_note(rows[taken], file, text, "below-detection" if is_limit else "missing"))
        problems += _key_problems(rows, file, mask & ~taken, text, number)
    return rows, problems


_DETECTION: Final = ("no data or not detected", "below the limit of detection")


def _key_note(rows: pd.DataFrame, file: str, text: str, state: str) -> Problem:
    at = str(rows["place"].iloc[0])
    place = Place(file, row=int(at) if at.isdigit() else None)
    return problem(f"observations.key.{state}", place, severity="warning", text=text, count=len(rows))


def _key_problems(rows: pd.DataFrame, file: str, mask: Any, text: str, number: Number) -> list[Problem]:
    """Return the problem with a key or a limit that is not taken for a state."""
    key = number.notation
    below = "below_detection with its limit in detection_limit"
    remedy = "write the value"
    if number.sign == "<":
        remedy = f"write the flag {below}"
    elif key is not None and key.meaning in _DETECTION:
        remedy = f"write the flag {below}, or the flag missing where nothing was measured"
    elif key is not None and key.state != "absent":
        remedy = "write the flag missing, or the value"
    what = f"{{n}} values are {text.replace('{', '{{').replace('}', '}}')!r}, which is not a number"
    return grouped(file, rows, mask, what, "a number, 0 or more", remedy)


def _is_ebas(text: str) -> bool:
    return isinstance(resolve(text, flag_table("ebas")), Flag)


def _values(rows: pd.DataFrame, file: str) -> list[Problem]:
    """Return what is wrong with the values that are to be used; the others are not looked at."""
    state, value = rows["state"], rows["value"].to_numpy(float)
    read = (state.isin(("valid", "estimated")) | (rows["holds"].isin(("measured", "limit")))).to_numpy()
    texts = rows["said"].map(str).str.strip()
    empty = texts.str.casefold().isin(("", "nan", "na", "none", "-")).to_numpy()
    # Keys, limits and ranges have problems of their own.
    other = dict.fromkeys(texts[read & np.isnan(value)])
    keyed = texts.isin([text for text in other if in_place_of_number(text, file, "value")]).to_numpy(bool)
    none, text = read & np.isnan(value) & empty & ~keyed, read & np.isnan(value) & ~empty & ~keyed
    minus, endless = read & (value < 0), read & np.isinf(value)
    like = likely_number(texts[text].iloc[0] if text.any() else "")
    number = "a number, 0 or more"
    problems = grouped(
        file,
        rows,
        none,
        "{n} values are missing (NaN or empty) although their flag marks them as good",
        number,
        "write the flag missing, or the value",
    )
    problems += grouped(
        file,
        rows,
        text,
        f"{{n}} values are not numbers ({shown([repr(x) for x in texts[text].tolist()])})",
        number + ", with a decimal point",
        **like,
    )
    problems += grouped(
        file,
        rows,
        minus,
        f"{{n}} values are negative ({shown(texts[minus].tolist())})",
        number,
        "flag what is below detection as below_detection with its limit, and what is wrong as invalid",
    )
    return problems + grouped(file, rows, endless, "{n} values are infinite", number)


def _elevations(table: pd.DataFrame, file: str) -> list[Problem]:
    """Return what is wrong with elevations, which a station need not have."""
    elevation_texts = table["elevation_said"].map(str).str.strip()
    given = np.array([bool(text) and notation(text) is None for text in elevation_texts], dtype=bool)
    bad = given & ~np.isfinite(table["elevation"].to_numpy(float))
    return grouped(
        file,
        table,
        bad,
        f"{{n}} elevations that are not numbers ({shown(elevation_texts[bad].tolist())})",
        "metres above the sea, or empty",
        "write a number, or leave the cell empty",
    )


def _limits(rows: pd.DataFrame, file: str) -> list[Problem]:
    """Return what is wrong with detection limits."""
    limit = rows["limit"].to_numpy(float)
    below = (rows["state"] == "below_detection").to_numpy()
    needed = below & (rows["holds"] == "").to_numpy() & np.isnan(limit)
    texts = rows["limit_said"].map(str).str.strip()
    text = np.isnan(limit) & (~texts.str.casefold().isin(("", "na", "none"))).to_numpy()
    problems = grouped(
        file,
        rows,
        needed & ~text,
        "{n} values below detection without a detection limit",
        "a detection limit above 0",
        "fill the column detection_limit",
    )
    bad = text | (limit <= 0) | np.isinf(limit)
    return problems + grouped(
        file,
        rows,
        bad,
        f"{{n}} detection limits that are not numbers above 0 ({shown(texts[bad].tolist())})",
        "a number above 0, or empty",
    )


def _scaled(
    rows: pd.DataFrame, file: str, variable: Variable, options: Options
) -> tuple[dict[str, Scale], list[Problem]]:
    """Return the scale of every unit."""
    scales: dict[str, Scale] = {}
    problems: list[Problem] = []
    for unit in rows["unit"].unique():
        try:
            scales[unit] = scale(unit, variable, temperature=options.temperature, pressure=options.pressure)
        except UnitError as error:
            allowed = ACCEPTED[variable.kind]
            wrong = grouped(
                file,
                rows,
                (rows["unit"] == unit).to_numpy(),
                f"{error} ({{n}} values)",
                allowed,
                f"give {variable.id} in one of these units",
            )
            problems += [replace(problem, readings=error.readings) for problem in wrong]
    return scales, problems


def _into_units(rows: pd.DataFrame, scales: Mapping[str, Scale]) -> pd.DataFrame:
    """Take values and limits to the unit inside; what is of a sample is divided by the years it took."""
    factor = rows["unit"].map({unit: scale.factor for unit, scale in scales.items()}).to_numpy(float)
    amount = rows["unit"].map({unit: scale.amount for unit, scale in scales.items()}).to_numpy(bool)
    years = (rows["end"] - rows["start"]).to_numpy() / YEAR
    factor = np.where(amount, factor / years, factor)
    rows["value"] = rows["value"].to_numpy(float) * factor
    rows["limit"] = rows["limit"].to_numpy(float) * factor
    limit_rows = (rows["holds"] == "limit").to_numpy()
    rows.loc[limit_rows, "limit"] = rows.loc[limit_rows, "value"]
    rows.loc[limit_rows, "holds"] = ""
    # A reading below the limit of its own row is below detection, whatever its flag forgets to say.
    under = ((rows["state"] == "valid") & (rows["value"] < rows["limit"])).to_numpy()
    rows.loc[under, ["state", "holds"]] = ["below_detection", "measured"]
    unread = rows["state"].isin(("invalid", "missing")) | (
        (rows["state"] == "below_detection") & (rows["holds"] == "")
    )
    rows.loc[unread, "value"] = np.nan
    return rows


def assemble(raw: Raw, options: Options) -> StationSeries:
    """Return the series of one variable.

    Parameters
    ----------
    raw : Raw
    options : Options

    Raises
    ------
    InputProblems
        Everything that is wrong with the file, at once.
    """
    problems = _check_options(options) + raw.problems
    stations, more = _stations(raw)
    problems += more
    variable, rows, more = _choose(raw, options.variable)
    problems += more
    rows, more = _flagged(rows, raw.file, flag_table(options.flags))
    problems += more
    rows, more = _keyed(rows, raw.file)
    problems += more
    rows = _coded(rows, raw.file)
    problems += _homeless(rows, raw, stations["station"].tolist())
    problems += _values(rows, raw.file) + _limits(rows, raw.file)
    scales: dict[str, Scale] = {}
    if variable is not None:
        scales, more = _scaled(rows, raw.file, variable, options)
        problems += more
    resolution = options.resolution if options.resolution in RESOLUTIONS else None
    rows, more, notes = intervals(rows, raw.file, resolution, options.gaps)
    problems += more
    if problems or variable is None:
        raise InputProblems(problems)
    rows = _into_units(rows, scales)
    problems = _impossible(rows, raw.file, variable)
    if problems:
        raise InputProblems(problems)
    return _finish(raw, variable, stations, rows, notes, scales)


#: What the values of a kind of variable can be.
_POSSIBLE = {
    "air": "mercury vapour in air",
    "deposition": "deposition of mercury",
    "concentration": "mercury in water",
    "amount": "precipitation",
}


def _impossible(rows: pd.DataFrame, file: str, variable: Variable) -> list[Problem]:
    """Return the values that are more than there can be; small negative ones are noise of an instrument."""
    bound = BOUNDS[_POSSIBLE[variable.kind]]
    allowed = f"{bound.low:g} to {bound.high:g} {variable.unit} ({bound.source})"
    what = f"{{n}} values above {bound.high:g} {variable.unit}"
    beyond = rows["value"].to_numpy(float) > bound.high
    return grouped(file, rows, beyond, what, allowed, "correct the values or their unit")


def _homeless(rows: pd.DataFrame, raw: Raw, known: list[str]) -> list[Problem]:
    """Return stations that have values and no place."""
    problems: list[Problem] = []
    for name in sorted(set(rows["station"]) - set(known)):
        mask = (rows["station"] == name).to_numpy()
        problems += grouped(
            raw.file,
            rows,
            mask,
            f"station {name!r} is not among the stations",
            f"a station of {raw.stations_file}",
            "add it to the stations with its coordinates",
            closest(name, known),
        )
    return problems


def _finish(
    raw: Raw,
    variable: Variable,
    stations: pd.DataFrame,
    rows: pd.DataFrame,
    notes: list[str],
    scales: Mapping[str, Scale],
) -> StationSeries:
    columns = ["station", "start", "end", "value", "limit", "state", "holds"]
    records = rows[columns].assign(weight=np.nan)
    dry = records["holds"] == "dry"
    if records["state"].isin(("invalid", "missing")).all() and not dry.any():
        counts = ", ".join(f"{count} {state}" for state, count in records["state"].value_counts().items())
        raise InputProblems(
            [
                Problem(
                    f"no {variable.id} is left after the flags ({counts or 'no rows'})",
                    raw.file,
                    "at least one value that is valid, estimated or below detection",
                    remedy="check the flags, or name another variable",
                )
            ]
        )
    empty = sorted(set(stations["station"]) - set(records["station"]))
    notes = raw.notes + notes + [f"no values for station {name!r}" for name in empty]
    units = sorted({scale.note for scale in scales.values() if scale.note})
    kept = stations[~stations["station"].isin(empty)].reset_index(drop=True)
    return StationSeries(variable, kept, records, raw.conditions or "; ".join(units), tuple(notes + units))
