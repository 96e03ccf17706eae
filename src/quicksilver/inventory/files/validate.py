"""From cells to typed lines: every problem is found in one pass and reported in five parts."""

from __future__ import annotations

import datetime
import math
from collections.abc import Mapping, Sequence
from typing import Any

from quicksilver.errors import InputProblems, Problem, closest
from quicksilver.factors import PATHWAYS, FactorSet
from quicksilver.factors.tables import share_problem
from quicksilver.geography import country_codes, country_name
from quicksilver.inventory.files.fields import Field, fields
from quicksilver.inventory.model import ActivityLine, Cell, General, InventoryInput, RawInventory
from quicksilver.language.names import named
from quicksilver.quantities.decimals import advice

__all__ = ["validate"]

FIRST_YEAR = 1900
_YES = {"yes", "y", "true", "1", "oui", "sí", "si", "да", "是", "نعم"}
_NO = {"no", "n", "false", "0", "non", "нет", "否", "لا"}
_PRESENCE = {"y": "Y", "yes": "Y", "n": "N", "no": "N", "?": "?", "？": "?", "؟": "?"}
_EMPTY = Cell(None, "")


def validate(raw: RawInventory, factors: FactorSet) -> InventoryInput:
    """Return typed input, or raise with every problem found.

    Parameters
    ----------
    raw : RawInventory
    factors : FactorSet
        Decides which sources exist.

    Raises
    ------
    InputProblems
        Anything at all is wrong with the input.
    """
    problems = list(raw.problems)
    general = _general(raw, problems)
    _unknown_columns(raw, problems)
    lines, sound = [], []
    for cells in raw.lines:
        before = len(problems)
        lines.append(_line(cells, factors, problems))
        if len(problems) == before:
            sound.append(lines[-1])
    if not raw.lines and not raw.problems:
        problems.append(
            Problem(
                "there are no lines of activity data",
                raw.name,
                "at least one line",
                remedy="fill in the template of `quicksilver inventory template`",
            )
        )
    problems += _duplicates(lines)
    if any(problem.severity == "error" for problem in problems):
        # What the factors say about the sound lines belongs to the same list: one run, all problems.
        raise InputProblems([*problems, *_later(raw, general, sound, factors)])
    return InventoryInput(raw.name, general, tuple(lines), raw.digest, tuple(problems))


def _later(
    raw: RawInventory, general: General, sound: Sequence[ActivityLine], factors: FactorSet
) -> list[Problem]:
    """Return what joining the sound lines to their factors will find."""
    from quicksilver.inventory.resolve import resolve

    try:
        resolve(InventoryInput(raw.name, general, tuple(sound), raw.digest), factors)
    except InputProblems as found:
        return found.problems
    return []


def _unknown_columns(raw: RawInventory, problems: list[Problem]) -> None:
    """Name each unknown column once, at its first place."""
    first: dict[str, Cell] = {}
    for cells in raw.lines:
        for name, cell in cells.items():
            first.setdefault(name, cell)
    _unknown_names(first, fields("line"), "column", problems)


def _blank(value: Any) -> bool:
    return (
        value is None
        or (isinstance(value, float) and math.isnan(value))
        or (isinstance(value, str) and not value.strip())
    )


def _unknown_names(
    cells: Mapping[str, Cell], known: Mapping[str, Field], what: str, problems: list[Problem]
) -> None:
    for name, cell in cells.items():
        if name and name not in known:
            problems.append(
                Problem(
                    f"unknown {what} {name!r}",
                    cell.where,
                    ", ".join(known),
                    closest(name, list(known)),
                    "rename or remove it",
                )
            )


def _text(cell: Cell, problems: list[Problem]) -> str:
    if _blank(cell.value):
        return ""
    if isinstance(cell.value, float) and cell.value.is_integer():
        return str(int(cell.value))
    if isinstance(cell.value, (list, dict)):
        problems.append(Problem(f"{cell.value!r} where a text is expected", cell.where, "a text"))
        return ""
    return str(cell.value).strip()


def _number(name: str, cell: Cell, field: Field, problems: list[Problem]) -> float | None:
    """Return a finite number of 0 or more, or None with a problem noted."""
    if _blank(cell.value):
        return None
    value = cell.value
    if isinstance(value, str):
        try:
            value = float(value.strip().replace("\u2212", "-")) if "_" not in value else None
        except ValueError:
            value = None
        if value is None:
            text = str(cell.value).strip()
            if text.startswith("="):
                problems.append(
                    Problem(
                        f"formula {text[:40]!r} in {name}",
                        cell.where,
                        "the value itself",
                        remedy="enter the value",
                    )
                )
                return None
            comma = "," in text
            problems.append(
                Problem(
                    f"{name} {text!r} is not a number" + (" (decimal comma)" if comma else ""),
                    cell.where,
                    "digits with a decimal point, no thousands separator",
                    *advice(text),
                )
            )
            return None
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        problems.append(
            Problem(f"{name} {cell.value!r} is not a number", cell.where, "a number", remedy="enter a number")
        )
        return None
    return _in_bounds(name, float(value), cell.where, field, problems)


def _in_bounds(name: str, value: float, where: str, field: Field, problems: list[Problem]) -> float | None:
    if not math.isfinite(value):
        problems.append(Problem(f"{name} {value} is not a finite number", where, field.allowed))
        return None
    if value < 0:
        problems.append(
            Problem(
                f"negative {name} {value:g}",
                where,
                field.allowed,
                "",
                "check the number and its sign",
            )
        )
        return None
    if field.type == "share" and value > 1:
        guess = f"{value / 100:g}" if value <= 100 else ""
        problems.append(
            Problem(
                f"{name} {value:g} is above 1",
                where,
                "a share from 0 to 1, not a percentage",
                guess,
                f"write {guess} if {value:g} % is meant" if guess else "enter a share from 0 to 1",
            )
        )
        return None
    if field.allowed == "above 0" and value == 0:
        problems.append(
            Problem(f"{name} is 0", where, field.allowed, remedy="leave it empty if it is not known")
        )
        return None
    return value


def _general(raw: RawInventory, problems: list[Problem]) -> General:
    """Return the general data; what cannot be used is noted and replaced by a harmless value."""
    known = fields("general")
    _unknown_names(raw.general, known, "entry of the general data", problems)
    place = raw.name

    def get(name: str) -> Cell:
        return raw.general.get(name, Cell(None, place))

    country = _country(get("country"), problems)
    year = _year(get("year"), problems)
    level = _level(get("level"), problems)
    # A datum that is there but wrong is one problem; it must not also count as missing.
    numbers = {
        name: 1.0
        if (value := _number(name, get(name), known[name], problems)) is None and not _blank(get(name).value)
        else value
        for name in ("population", "electrification_rate", "dental_personnel_per_1000")
    }
    answers = {
        name: _answer(name, get(name), problems)
        for name in ("waste_well_managed", "waste_separately_collected")
    }
    edition = _text(get("toolkit_edition"), problems)
    return General(country, year, level, edition, **numbers, **answers)  # type: ignore[arg-type]


def _country(cell: Cell, problems: list[Problem]) -> str:
    text = str(cell.value or "").strip()
    codes = country_codes()
    if text in codes:
        return text
    what = f"unknown country {text!r}" if text else "the country is missing"
    problems.append(
        Problem(
            what,
            cell.where,
            "an ISO 3166 three-letter code, such as SEN or CRI",
            _country_guess(text),
            _country_remedy(text),
        )
    )
    return ""


def _country_remedy(text: str) -> str:
    """Return how to fix a country; a code that only looks alike belongs to another country."""
    guess = _country_guess(text)
    if not guess:
        return "enter the three-letter code of the country"
    return f"enter {guess} if {country_name(guess)} is meant; otherwise the three-letter code of the country"


def _country_guess(text: str) -> str:
    """Return the code a name, a two-letter code or a misspelling stands for."""
    import pycountry

    if not text:
        return ""
    try:
        return str(pycountry.countries.lookup(text).alpha_3)
    except LookupError:
        names = {country.name: country.alpha_3 for country in pycountry.countries}
        found = closest(text, list(names))
        return names[found] if found else closest(text, list(country_codes()))


def _whole(value: Any) -> int | None:
    try:
        number = float(str(value).strip())
    except ValueError:
        return None
    return (
        int(number) if math.isfinite(number) and number.is_integer() and not isinstance(value, bool) else None
    )


def _year(cell: Cell, problems: list[Problem]) -> int:
    last = datetime.datetime.now(datetime.UTC).year + 1
    year = _whole(cell.value) if not _blank(cell.value) else None
    if year is not None and FIRST_YEAR <= year <= last:
        return year
    what = "the year is missing" if _blank(cell.value) else f"year {cell.value!r} is out of range"
    guess = (
        str(year)[:4] if year is not None and year > last and FIRST_YEAR <= int(str(year)[:4]) <= last else ""
    )
    problems.append(
        Problem(
            what,
            cell.where,
            f"a year from {FIRST_YEAR} to {last}",
            guess,
            "enter a four-digit year, such as 2020",
        )
    )
    return 0


def _level(cell: Cell, problems: list[Problem]) -> int:
    level = _whole(cell.value) if not _blank(cell.value) else None
    if level in (1, 2):
        return int(level)
    what = "the level is missing" if _blank(cell.value) else f"level {cell.value!r} does not exist"
    problems.append(Problem(what, cell.where, "1 or 2", remedy="enter 1 or 2"))
    return 0


def _answer(name: str, cell: Cell, problems: list[Problem]) -> bool | None:
    if _blank(cell.value):
        return None
    if isinstance(cell.value, bool):
        return cell.value
    text = str(cell.value).strip().casefold().removesuffix(".0")
    if text in _YES or text in _NO:
        return text in _YES
    if text in ("?", "？", "؟"):
        return None
    problems.append(
        Problem(
            f"{name} {cell.value!r} is not an answer",
            cell.where,
            "yes, no or empty",
            remedy="enter yes or no, or leave it empty",
        )
    )
    return None


def _line(cells: Mapping[str, Cell], factors: FactorSet, problems: list[Problem]) -> ActivityLine:
    known = fields("line")
    whole = cells.get("", _EMPTY).where

    def get(name: str) -> Cell:
        return cells.get(name, Cell(None, whole))

    texts = {
        name: _text(get(name), problems)
        for name, field in known.items()
        if field.type == "text" and name != "source"
    }
    numbers = {
        name: _number(name, get(name), field, problems)
        for name, field in known.items()
        if field.type == "number"
    }
    line = ActivityLine(
        source=_source(get("source"), factors, problems),
        where=whole,
        presence=_presence(get("presence"), problems),
        shares=_shares(get, known, whole, problems),
        places={name: cell.where for name, cell in cells.items() if name},
        **texts,  # type: ignore[arg-type]
        **numbers,  # type: ignore[arg-type]
    )
    _consistent(line, get, factors, problems)
    return line


def _source(cell: Cell, factors: FactorSet, problems: list[Problem]) -> str:
    text = str(cell.value).strip() if not _blank(cell.value) else ""
    if text in factors.sources:
        return text
    folded = {name.casefold(): name for name in factors.sources}
    if text.casefold() in folded:
        return folded[text.casefold()]
    what = f"unknown source {text!r}" if text else "the source is missing"
    problems.append(
        Problem(
            what,
            cell.where,
            "an id of the factor set (`quicksilver factors show` lists them)",
            closest(text, list(factors.sources)),
            "write an id of the factor set; check that the name is the source you mean",
        )
    )
    return text


def _presence(cell: Cell, problems: list[Problem]) -> str:
    if _blank(cell.value):
        return ""
    text = str(cell.value).strip()
    if text.casefold() in _PRESENCE:
        return _PRESENCE[text.casefold()]
    problems.append(
        Problem(
            f"presence {text!r} is not an answer",
            cell.where,
            "Y (present), N (absent), ? (unknown) or empty",
            "",
            "enter Y, N or ?",
        )
    )
    return ""


def _shares(
    get: Any, known: Mapping[str, Field], whole: str, problems: list[Problem]
) -> tuple[float, ...] | None:
    """Return a user's six shares; all empty means the default ones."""
    if all(_blank(get(name).value) for name in PATHWAYS):
        return None
    before = len(problems)
    values = [_number(name, get(name), known[name], problems) for name in PATHWAYS]
    if len(problems) > before:
        return None
    # An empty cell beside filled ones is 0: the six must still sum to one, so nothing can be forgotten.
    return tuple(value or 0.0 for value in values)


def _consistent(line: ActivityLine, get: Any, factors: FactorSet, problems: list[Problem]) -> None:
    """Check the fields of one line against each other."""
    source = factors.sources.get(line.source)
    has_activity = line.activity is not None
    given = not _blank(get("activity").value)
    if line.presence == "N" and line.activity:
        problems.append(
            Problem(
                f"{named('source', line.source)} is marked absent (N) but has the activity {line.activity:g}",
                line.place("activity"),
                "N with no activity, or Y with one",
                "",
                "enter Y if the source is present; otherwise remove the activity",
            )
        )
    if line.presence == "?" and line.activity:
        problems.append(
            Problem(
                f"{named('source', line.source)} is marked unknown (?) but has the activity {line.activity:g}",
                line.place("activity"),
                "? with no activity, or Y with one",
                "",
                "enter Y if the source is present; otherwise remove the activity",
            )
        )
    per_head = source is not None and source.activity_unit.startswith("inhabitants")
    quantifiable = source is not None and not source.presence_only
    if line.presence == "Y" and not given and quantifiable and not per_head:
        problems.append(
            Problem(
                f"{named('source', line.source)} is marked present (Y) but has no activity",
                line.place("activity"),
                f"a number in '{source.activity_unit}'" if source else "",
                "",
                "enter the activity; or ? if it is not known whether the source exists",
            )
        )
    if has_activity and quantifiable and not line.unit:
        problems.append(
            Problem(
                "the unit is missing",
                line.place("unit"),
                f"a unit such as '{source.activity_unit}'" if source else "",
                "",
                "fill in the unit in which the activity is given",
            )
        )
    if line.shares is not None and line.source:
        remainder = _remainder(line, factors)
        problem = share_problem(line.shares, remainder, line.place("air"))
        problems += [problem] if problem else []
    _ordered(line, problems)


def _remainder(line: ActivityLine, factors: FactorSet) -> str:
    """Return the legal reason for shares below one, if the source has one."""
    reasons = [
        row.remainder for row in factors.technologies(line.source) if row.remainder not in ("", "rounding")
    ]
    return reasons[0] if reasons else ""


def _ordered(line: ActivityLine, problems: list[Problem]) -> None:
    for name in ("activity", "input_factor"):
        low, value, high = (getattr(line, name + end) for end in ("_low", "", "_high"))
        ends = [end for end in (low, value, high) if end is not None]
        if ends != sorted(ends):
            problems.append(
                Problem(
                    f"{name} range {low} - {value} - {high} is not in order",
                    line.place(name + "_low"),
                    f"{name}_low <= {name} <= {name}_high",
                    remedy="check the three numbers",
                )
            )
        if (low is None) != (high is None):
            problems.append(
                Problem(
                    f"only one end of the {name} range is given",
                    line.place(name),
                    "both ends or none",
                    remedy="give both ends, or remove the one given",
                )
            )
        if value is None and low is not None:
            problems.append(
                Problem(
                    f"a range of {name} without {name} itself",
                    line.place(name + "_low"),
                    f"{name} between its ends",
                    remedy=f"fill in {name}",
                )
            )


def _duplicates(lines: Sequence[ActivityLine]) -> list[Problem]:
    first: dict[tuple[str, str, str], ActivityLine] = {}
    problems: list[Problem] = []
    for line in lines:
        key = (line.source, line.technology.casefold(), line.site.casefold())
        if not line.source:
            continue
        if key in first:
            problems.append(
                Problem(
                    f"{named('source', line.source)} occurs twice with the same technology and site (first at {first[key].where})",
                    line.where,
                    "one line for each source, technology and site",
                    remedy="remove one, or name the sites in the column 'site'",
                )
            )
        first.setdefault(key, line)
    return problems
