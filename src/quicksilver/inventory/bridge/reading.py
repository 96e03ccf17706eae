"""Reading the cells of a row of a source: presence, amount, input factor with its range, and output scenarios."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from quicksilver.errors import Problem, UnitError
from quicksilver.factors import PATHWAYS, FactorSet
from quicksilver.factors.tables import share_problem
from quicksilver.intake.numbers import DecimalSign, Number, NumberReader, notation
from quicksilver.intake.tables import refused_formula
from quicksilver.intake.workbooks import used_stored
from quicksilver.inventory.bridge.line import Line, Offered, State
from quicksilver.inventory.bridge.matching import phases_named, technology_of
from quicksilver.inventory.bridge.records import At, Kind, Record
from quicksilver.inventory.bridge.words import SITES
from quicksilver.inventory.files.values import answers
from quicksilver.language.names import find
from quicksilver.language.problems import problem, unit_problem
from quicksilver.quantities import accepted_units, convert_activity, kg_per_activity_unit

__all__ = ["Cells", "number_texts"]

_NUMBERS: Final = ("activity", "factor", "default", "own", "low", "high", "range", "input", "value")


def number_texts(rows: Iterable[Record]) -> list[str]:
    """Return the cells of numbers that are texts: the evidence of the decimal sign."""
    texts = []
    for record in rows:
        if record.kind not in (Kind.DATA, Kind.TOTAL, Kind.GENERAL):
            continue
        cells = [at for role, at in record.cells.items() if role in _NUMBERS or role.startswith("out_")]
        cells += [
            at for block in record.scenarios for role, at in block.items() if role in (*PATHWAYS, "mark")
        ]
        texts += [at.cell.value for at in cells if isinstance(at.cell.value, str) and not at.cell.is_formula]
    return texts


#: A range with its central value behind it, as the Toolkit writes some: ``0.05 - 0.5 (0.15)``.
_BEHIND: Final = re.compile(r"([^()（）]*\d\s*[-–—]\s*[\d.,][^()（）]*?)\s*[(（]([^()（）]+)[)）]")


def _turned(at: At) -> At:
    """Return a range with its central value before it."""
    match = _BEHIND.fullmatch(at.cell.value.strip()) if isinstance(at.cell.value, str) else None
    return at if match is None else At(replace(at.cell, value=f"{match[2]} ({match[1]})"), at.where)


#: How far the parts of a mix may be from a whole, as rounded parts are.
_WHOLE: Final = 1e-3


class Cells:
    """Reads the rows of one workbook with its evidence.

    Parameters
    ----------
    rows : iterable of Record
    factors : FactorSet
    decimal : DecimalSign, optional
        Decimal sign, where it is stated.
    scenario : str, optional
        Waste scenario of the country.
    """

    def __init__(
        self,
        rows: Iterable[Record],
        factors: FactorSet,
        decimal: DecimalSign | None = None,
        scenario: str | None = None,
    ) -> None:
        self.reader = NumberReader(number_texts(rows), decimal)
        self._factors = factors
        self._scenario = scenario

    # --- cells

    def number(self, at: At, name: str, line: Line) -> Number | None:
        """Return the number of a cell; None where it has none, which is a reason not to take the row if it should have one."""
        cell = at.cell
        if cell.is_formula:
            if name != "input":
                line.refuse(refused_formula(cell, at.where))
            return None
        if cell.formula and name != "input":
            line.reasons.append(used_stored(cell, at.where))
        if isinstance(cell.value, (int, float)) and not isinstance(cell.value, bool):
            return Number(float(cell.value))
        number = self.reader.read(str(cell.value), at.where, name)
        if isinstance(number, Problem):
            if name != "input":
                line.refuse(number)
            return None
        if number is None:
            line.refuse(
                problem("bridge.number.twofold", at.where, text=str(cell.value)), state=State.AMBIGUOUS
            )
        return number

    def plain(self, role: str, line: Line) -> float | None:
        """Return the one number of a cell by its role; a range or unit in it is a reason not to take the row."""
        at = line.record.cells.get(role)
        number = None if at is None else self.number(at, role, line)
        if at is None or number is None or number.notation is not None:
            return None
        if not number.is_plain:
            line.refuse(problem("factors.number.other", at.where, name=role, text=at.text))
        return number.value

    # --- a row

    def read(self, line: Line) -> None:
        """Read a row whose source is known, or would be: what cannot be read is noted with its cell."""
        self._presence(line)
        if line.source == SITES:
            self._site(line)
            return
        self._activity(line)
        self._factor(line)
        self._scenarios(line)
        self._input(line)

    def _site(self, line: Line) -> None:
        """Note what a contaminated site has beside its name: it is listed, and never calculated."""
        cells = line.record.cells
        amounts = [
            at for role, at in cells.items() if role in ("activity", "factor", "own", "input") and at.text
        ]
        if not line.presence:
            line.refuse(problem("bridge.site.unanswered", line.record.where), state=State.AMBIGUOUS)
        elif amounts or line.record.scenarios:
            where = amounts[0].where if amounts else line.record.where
            line.reasons.append(problem("bridge.site", where))
        self._input(line)

    def _presence(self, line: Line) -> None:
        at = line.record.presence
        if at is None or not at.text:
            return
        text = unicodedata.normalize("NFKC", at.text).casefold().strip()
        answer = answers().get(text) or find("presence", text)
        entry = notation(text) if not answer else None
        if entry is not None:
            answer = {"absent": "N", "unknown": "?"}.get(entry.state, "")
        if not answer and entry is None:
            line.refuse(problem("bridge.presence", at.where, text=at.text))
        line.presence = answer

    def _activity(self, line: Line) -> None:
        line.activity = self.plain("activity", line)
        at = line.record.cells.get("activity_unit")
        text = "" if at is None else at.text
        line.unit = find("unit", text) or text
        if line.activity is None:
            return
        where = line.record.cells["activity"].where
        if line.activity < 0:
            line.refuse(problem("bridge.negative", where, number=line.activity))
        if line.presence in ("N", "?") and line.activity:
            line.refuse(
                problem("bridge.presence.amount", where, presence=line.presence, number=line.activity),
                state=State.AMBIGUOUS,
            )
        source = self._factors.sources.get(line.source)
        if source is None:
            return
        if not text:
            if source.activity_unit:
                line.refuse(problem("bridge.unit.none", where, unit=source.activity_unit))
            return
        try:
            line.base_activity = convert_activity(line.activity, line.unit, source.activity_unit).value
        except UnitError as error:
            assert at is not None
            wrong = unit_problem(error, at.where, allowed=accepted_units(source.activity_unit))
            line.refuse(wrong, state=State.AMBIGUOUS if wrong.readings else State.NOT_TAKEN)

    def _factor(self, line: Line) -> None:
        cells = line.record.cells
        line.low, line.high = self.plain("low", line), self.plain("high", line)
        default = self.plain("default", line)
        if "range" in cells and (number := self.number(_turned(cells["range"]), "range", line)) is not None:
            line.low, line.high = number.low, number.high
            if number.sign or number.unit:
                line.refuse(
                    problem(
                        "factors.number.other", cells["range"].where, name="range", text=cells["range"].text
                    )
                )
            # One number alone in a column of ranges can be either end, or the default.
            default = default if default is not None or number.low is None else number.value
        own, used = self.plain("own", line), self.plain("factor", line)
        line.default = default
        line.factor = next((value for value in (own, used, default) if value is not None), None)
        outside = line.low is not None and line.high is not None and line.factor_range is None
        line.is_own = (
            own is not None or (used is not None and default is not None and used != default) or outside
        )
        at = cells.get("factor_unit")
        line.factor_unit = "" if at is None else at.text
        known = [value for value in (line.factor, line.low, line.high) if value is not None]
        if not known:
            return
        if any(value < 0 for value in known):
            line.refuse(problem("bridge.negative", line.record.where, number=min(known)))
        if not line.factor_unit:
            line.refuse(problem("bridge.factor_unit.none", line.record.where))
            return
        source = self._factors.sources.get(line.source)
        try:
            unit = line.unit if source is None else source.activity_unit
            line.per_kg = kg_per_activity_unit(1.0, line.factor_unit, unit)
        except UnitError as error:
            if source is not None and at is not None:
                line.refuse(unit_problem(error, at.where))
            line.per_kg = float("nan")

    # --- scenarios

    def _scenarios(self, line: Line) -> None:
        offered: list[tuple[Offered, bool]] = []
        parts: list[float | None] = []
        unread = False
        phase = phases_named(line.record.name, line.source, self._factors) if line.source else []
        for block in line.record.scenarios:
            places = [block[name] for name in PATHWAYS if name in block]
            text = block["scenario"].text if "scenario" in block else ""
            if not places:
                line.scenario = line.scenario or text
                continue
            shares = self._shares(block, line)
            if shares is None:
                unread = True
                continue
            name = (
                technology_of(text, shares, line.source, self._factors, self._scenario, phase)
                if line.source
                else text
            )
            is_marked = "mark" in block and answers().get(block["mark"].text.casefold(), "Y") == "Y"
            offered.append((Offered(name, text, shares, places[0].where), is_marked))
            parts.append(self._part(block))
            self._sums(line, offered[-1][0])
        line.offered = tuple(item for item, _ in offered)
        marked = [item for item, is_marked in offered if is_marked]
        chosen = marked or list(line.offered)
        # A part without the others of its whole leaves open what the rest is.
        is_part = any(part is not None and part not in (0.0, 1.0) for part in parts)
        if (len(chosen) > 1 or is_part) and not unread and self._mixed(line, parts):
            return
        if (len(chosen) > 1 or is_part) and not unread:
            line.refuse(
                problem(
                    "bridge.scenario.several", chosen[-1].where, texts=[item.technology for item in chosen]
                ),
                state=State.AMBIGUOUS,
            )
        elif chosen and not unread:
            line.technology, line.scenario, line.shares = (
                chosen[0].technology,
                chosen[0].text,
                chosen[0].shares,
            )
        elif line.scenario and line.source and not unread:
            self._named_scenario(line)

    def _part(self, block: dict[str, At]) -> float | None:
        """Return the part of the input that the mark of a scenario states: 0.6, 60 % or 60."""
        at = block.get("mark")
        if at is None:
            return None
        value = at.cell.value
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            return float(value)
        number = self.reader.read(at.text, at.where, "mark") if any(map(str.isdigit, at.text)) else None
        if not isinstance(number, Number) or number.value is None or number.unit not in ("", "%"):
            return None
        return number.value / 100 if number.unit == "%" else number.value

    def _mixed(self, line: Line, parts: list[float | None]) -> bool:
        """Take several scenarios of a row as a mix, where their marks are parts of one whole; return whether they are."""
        known = [0.0 if part is None else part for part in parts]
        whole = math.fsum(known)
        if any(part < 0 for part in known) or not any(
            abs(whole - full) < _WHOLE * full for full in (1.0, 100.0)
        ):
            return False
        mix = [(item, part / whole) for item, part in zip(line.offered, known, strict=True) if part]
        line.mix = tuple(mix)
        line.technology = "; ".join(f"{item.technology}={part:.6g}" for item, part in mix)
        line.scenario = "; ".join(f"{item.text} {part:.6g}" for item, part in mix)
        columns = zip(*(item.shares for item, _ in mix), strict=True)
        line.shares = tuple(
            math.fsum(part * share for (_, part), share in zip(mix, column, strict=True))
            for column in columns
        )
        return True

    def _named_scenario(self, line: Line) -> None:
        """Take a scenario that is named without shares, if it is a technology of this program."""
        name = technology_of(line.scenario, (), line.source, self._factors, self._scenario)
        if (line.source, name) in self._factors.outputs:
            line.technology = name
            return
        at = next(block["scenario"] for block in line.record.scenarios if "scenario" in block)
        line.refuse(problem("bridge.scenario.unknown", at.where, text=line.scenario), state=State.AMBIGUOUS)

    def _shares(self, block: dict[str, At], line: Line) -> tuple[float, ...] | None:
        """Return six shares; an empty cell beside filled ones is 0, and the sum shows whether that is right."""
        shares = []
        for name in PATHWAYS:
            number = self.number(block[name], name, line) if name in block else Number(0.0)
            if number is None:
                return None
            is_share = number.is_plain or (number.unit == "%" and number.low is None and not number.sign)
            if number.value is None or not is_share:
                line.refuse(
                    problem("factors.number.other", block[name].where, name=name, text=block[name].text)
                )
                return None
            share = number.value / 100 if number.unit == "%" else number.value
            if not 0 <= share <= 1:
                line.refuse(problem("bridge.share", block[name].where, number=share))
                return None
            shares.append(share)
        return tuple(shares)

    def _sums(self, line: Line, item: Offered) -> None:
        row = self._factors.outputs.get((line.source, item.technology))
        wrong = share_problem(item.shares, row.remainder if row else "", item.where) if line.source else None
        if wrong:
            line.refuse(wrong)

    def _input(self, line: Line) -> None:
        at = line.record.cells.get("input")
        number = None if at is None else self.number(at, "input", line)
        line.stated = None if number is None else number.value
