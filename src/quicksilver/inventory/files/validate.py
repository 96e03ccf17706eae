"""From cells to typed lines: every problem is found in one pass and reported in five parts."""

from __future__ import annotations

import datetime
import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from quicksilver.errors import InputProblems, Place, Problem, closest
from quicksilver.factors import PATHWAYS, FactorSet
from quicksilver.factors.tables import share_problem
from quicksilver.geography import country_codes
from quicksilver.inventory.files.fields import Field, fields
from quicksilver.inventory.model import ActivityLine, Cell, Formula, General, InventoryInput, RawInventory
from quicksilver.language.names import Name
from quicksilver.language.problems import problem
from quicksilver.language.sentences import Sentence
from quicksilver.quantities.decimals import readings

__all__ = ["formula_problem", "validate"]

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
        problems.append(problem("inventory.lines.none", Place(raw.name)))
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
    except InputProblems as error:
        return error.problems
    return []


def _unknown_columns(raw: RawInventory, problems: list[Problem]) -> None:
    """Name each unknown column once, at its first place."""
    first: dict[str, Cell] = {}
    for cells in raw.lines:
        for name, cell in cells.items():
            first.setdefault(name, cell)
    _unknown_names(first, fields("line"), "inventory.column.unknown", problems)


def _blank(value: Any) -> bool:
    return (
        value is None
        or (isinstance(value, float) and math.isnan(value))
        or (isinstance(value, str) and not value.strip())
    )


def _unknown_names(
    cells: Mapping[str, Cell], known: Mapping[str, Field], code: str, problems: list[Problem]
) -> None:
    for name, cell in cells.items():
        if name and name not in known:
            guess = closest(name, list(known))
            problems.append(problem(code, cell.where, name=name, allowed=list(known), guess=guess))


def _text(cell: Cell, problems: list[Problem]) -> str:
    if _blank(cell.value):
        return ""
    if isinstance(cell.value, float) and cell.value.is_integer():
        return str(int(cell.value))
    if isinstance(cell.value, (list, dict)):
        problems.append(problem("inventory.text", cell.where, value=cell.value))
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
                problems.append(formula_problem(cell.value, cell.where, name))
            else:
                problems.append(_no_number(name, text, cell.where))
            return None
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        problems.append(problem("inventory.number.other", cell.where, name=name, value=cell.value))
        return None
    return _in_bounds(name, float(value), cell.where, field, problems)


def formula_problem(formula: str, where: str, name: str) -> Problem:
    """Return the problem of a formula in a cell; where a result is stored with it, it is offered."""
    text = formula.strip()[:40]
    stored = formula.stored if isinstance(formula, Formula) else ""
    if stored:
        return problem("inventory.cell.formula.stored", where, formula=text, name=name, stored=stored)
    return problem("inventory.cell.formula", where, formula=text, name=name)


def _no_number(name: str, text: str, where: str) -> Problem:
    """Return the problem of a text where a number belongs, with what it probably means."""
    known = readings(text)
    remedy = Sentence(("number.digits", "number.one", "number.two")[len(known)], {}, table="problems")
    if known:
        remedy = replace(remedy, values={"reading": known[0], "other": known[-1]})
    code = "inventory.number.comma" if "," in text else "inventory.number.not-a-number"
    # Of two readings neither is closer than the other.
    guess = known[0] if len(known) == 1 else ""
    return problem(code, where, readings=known, name=name, text=text, guess=guess, remedy=remedy)


def _bounds(field: Field) -> Sentence:
    """Return what is allowed in a field of numbers."""
    of, _, end = field.name.rpartition("_")
    kind = "share" if field.type == "share" else end if end in ("low", "high") else "number"
    if field.allowed == "above 0":
        kind = "positive"
    return Sentence(f"inventory.bounds.{kind}", {"name": of}, table="problems")


def _in_bounds(name: str, value: float, where: str, field: Field, problems: list[Problem]) -> float | None:
    if not math.isfinite(value):
        problems.append(
            problem("inventory.number.infinite", where, name=name, value=str(value), allowed=_bounds(field))
        )
        return None
    if value < 0:
        problems.append(
            problem("inventory.number.negative", where, name=name, value=value, allowed=_bounds(field))
        )
        return None
    if field.type == "share" and value > 1:
        guess = f"{value / 100:g}" if value <= 100 else ""
        code = "inventory.share.percent" if guess else "inventory.share.above"
        problems.append(problem(code, where, name=name, value=value, guess=guess))
        return None
    if field.allowed == "above 0" and value == 0:
        problems.append(problem("inventory.number.zero", where, name=name, allowed=_bounds(field)))
        return None
    return value


def _general(raw: RawInventory, problems: list[Problem]) -> General:
    """Return the general data; what cannot be used is noted and replaced by a harmless value."""
    known = fields("general")
    _unknown_names(raw.general, known, "inventory.entry.unknown", problems)
    place = Place(raw.name)

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
    guess = _country_guess(text)
    # A code that only looks alike belongs to another country.
    remedy = Sentence(
        "inventory.country.guess" if guess else "inventory.country.code",
        {"guess": guess, "country": Name("country", guess)} if guess else {},
        table="problems",
    )
    code = "inventory.country.unknown" if text else "inventory.country.missing"
    problems.append(problem(code, cell.where, text=text, guess=guess, remedy=remedy))
    return ""


def _country_guess(text: str) -> str:
    """Return the code a name, a two-letter code or a misspelling stands for."""
    import pycountry

    if not text:
        return ""
    try:
        return str(pycountry.countries.lookup(text).alpha_3)
    except LookupError:
        names = {country.name: country.alpha_3 for country in pycountry.countries}
        guess = closest(text, list(names))
        return names[guess] if guess else closest(text, list(country_codes()))


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
    guess = (
        str(year)[:4] if year is not None and year > last and FIRST_YEAR <= int(str(year)[:4]) <= last else ""
    )
    code = "inventory.year.missing" if _blank(cell.value) else "inventory.year.range"
    problems.append(problem(code, cell.where, value=cell.value, first=FIRST_YEAR, last=last, guess=guess))
    return 0


def _level(cell: Cell, problems: list[Problem]) -> int:
    level = _whole(cell.value) if not _blank(cell.value) else None
    if level in (1, 2):
        return int(level)
    code = "inventory.level.missing" if _blank(cell.value) else "inventory.level.unknown"
    problems.append(problem(code, cell.where, value=cell.value))
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
    problems.append(problem("inventory.answer", cell.where, name=name, value=cell.value))
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
    code = "inventory.source.unknown" if text else "inventory.source.missing"
    guess = closest(text, list(factors.sources))
    problems.append(problem(code, cell.where, text=text, guess=guess))
    return text


def _presence(cell: Cell, problems: list[Problem]) -> str:
    if _blank(cell.value):
        return ""
    text = str(cell.value).strip()
    if text.casefold() in _PRESENCE:
        return _PRESENCE[text.casefold()]
    problems.append(problem("inventory.presence", cell.where, text=text))
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
    name = Name("source", line.source)
    if line.presence in ("N", "?") and line.activity:
        code = "inventory.absent" if line.presence == "N" else "inventory.unknown"
        problems.append(problem(code, line.place("activity"), source=name, activity=line.activity))
    per_head = source is not None and source.activity_unit.startswith("inhabitants")
    if source is not None and not source.presence_only:
        unit = source.activity_unit
        if line.presence == "Y" and not given and not per_head:
            problems.append(problem("inventory.present", line.place("activity"), source=name, unit=unit))
        if has_activity and not line.unit:
            problems.append(problem("inventory.unit.missing", line.place("unit"), unit=unit))
    if line.shares is not None and line.source:
        remainder = _remainder(line, factors)
        wrong = share_problem(line.shares, remainder, line.place("air"))
        problems += [wrong] if wrong else []
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
            place = line.place(name + "_low")
            problems.append(
                problem("inventory.range.order", place, name=name, low=low, value=value, high=high)
            )
        if (low is None) != (high is None):
            problems.append(problem("inventory.range.half", line.place(name), name=name))
        if value is None and low is not None:
            problems.append(problem("inventory.range.bare", line.place(name + "_low"), name=name))


def _duplicates(lines: Sequence[ActivityLine]) -> list[Problem]:
    first: dict[tuple[str, str, str], ActivityLine] = {}
    problems: list[Problem] = []
    for line in lines:
        key = (line.source, line.technology.casefold(), line.site.casefold())
        if not line.source:
            continue
        if key in first:
            source = Name("source", line.source)
            problems.append(
                problem("inventory.line.twice", line.where, source=source, first=first[key].where)
            )
        first.setdefault(key, line)
    return problems
