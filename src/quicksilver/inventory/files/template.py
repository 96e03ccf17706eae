"""The workbook to fill in: one sheet for each step (Level 1) or main category (Level 2), in the languages.

Cells to fill in are unlocked; everything else is protected without a password, so that a slip of the hand changes
nothing and a user who means to can. A row of keys, small and grey, lets the reader know the columns in any language.
"""

from __future__ import annotations

import copy
import datetime
import functools
import io
import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from quicksilver.factors import PATHWAYS, FactorSet, Outputs, Source, shipped
from quicksilver.factors.assumed import with_range
from quicksilver.factors.model import RangeBasis
from quicksilver.geography import country_codes, country_name
from quicksilver.intake.texts import keyed_texts
from quicksilver.inventory.detail import PRODUCTION_GROUP
from quicksilver.inventory.files.fields import fields
from quicksilver.inventory.files.lost_sheets import LISTS, main_category
from quicksilver.inventory.files.text_sheets import TextSheets
from quicksilver.inventory.model import ActivityLine, General, InventoryInput
from quicksilver.inventory.texts import ReportText
from quicksilver.language.names import label
from quicksilver.language.numbers import exact
from quicksilver.languages import LANGUAGES
from quicksilver.outputs import fixed_dates
from quicksilver.quantities import accepted_units, base_unit, kg_per_activity_unit

__all__ = ["template_bytes"]

#: Columns of a step sheet: a field's name, or a name beginning with ``=`` for one the reader does not read.
_COLUMNS: Final = (
    "source",
    "=name",
    "presence",
    "=counted",
    "activity",
    "unit",
    "technology",
    "=status",
    "source_of_data",
    "note",
    "activity_low",
    "activity_high",
    "calorific_value",
    "density",
    "=default",
    "=preview",
    "site",
    "input_factor",
    "input_factor_low",
    "input_factor_high",
    "input_factor_unit",
    *PATHWAYS,
)
_WIDTHS: Final = {
    "source": 18,
    "=name": 40,
    "presence": 10,
    "=counted": 24,
    "activity": 14,
    "unit": 15,
    "technology": 30,
    "=status": 20,
    "source_of_data": 28,
    "note": 24,
    "=default": 30,
    "=preview": 17,
    "site": 20,
    "input_factor_unit": 16,
}
_LOCKED: Final = ("source", "=name", "=counted", "=status", "=default", "=preview")
_NATIONAL: Final = ("input_factor", "input_factor_low", "input_factor_high", "input_factor_unit", *PATHWAYS)
_AT: Final = {name: column for column, name in enumerate(_COLUMNS, 1)}
_EXTRA_ROWS: Final = 200
_FIRST: Final = 6
#: Extra rows in print.
_PRINTED: Final = 12
_GENERAL_FIRST: Final = 4
#: Units of energy, for which the calorific value is asked, and the categories that burn or make fuels.
_ENERGY: Final = ("TJ", "GJ", "PJ", "GWh", "ktoe")
_FUELS: Final = ("5.1.", "5.3.2")
#: What a source can need beside its activity, with a letter for the lists of the hidden sheet.
_NEEDS: Final = {
    "presence": "O",
    "people": "P",
    "heat": "H",
    "factor": "F",
    "technology": "T",
    "shares": "S",
    "waste": "W",
    "electricity": "E",
    "dentists": "D",
}
_KEYS: Final = 5
_HEADS: Final = 4


def _letter(name: str) -> str:
    """Return the letter of a column of the step sheets."""
    from openpyxl.utils import get_column_letter

    return str(get_column_letter(_AT[name]))


@functools.cache
def _words(language: str) -> dict[str, str]:
    texts = keyed_texts("quicksilver.inventory.files", "data/template_text.csv")
    return {key: text.text(language) for key, text in texts.items()}


_TITLE: Final = "0D5C6B"
_HEAD: Final = "0D5C6B"
_OWN_HEAD: Final = "4A7C86"
_INPUT: Final = "FFF7D6"
_GREY: Final = "F1F4F5"
_INK: Final = "1B2730"
_PALE: Final = "50616E"
_KEY: Final = "A0A0A0"


@dataclass(frozen=True)
class _Look:
    """How a cell looks, and whether it may be written to."""

    size: float = 10
    bold: bool = False
    colour: str = _INK
    fill: str = ""
    wrap: bool = False
    is_input: bool = False
    is_open: bool = False
    is_indented: bool = False
    number_format: str = "General"


class _Painter:
    """Gives cells their looks; each look is worked out once for a workbook, which is what makes it quick."""

    def __init__(self, language: str) -> None:
        self._font = LANGUAGES[language].fonts.sheets
        # Without a stated direction a sentence that begins with a digit or a Latin letter runs the wrong way.
        self._reading_order = 2 if LANGUAGES[language].is_rtl else 0
        self._known: dict[_Look, Any] = {}

    def paint(self, cell: Any, look: _Look) -> None:
        """Give a cell a look."""
        if look not in self._known:
            self._style(cell, look)
            self._known[look] = copy.copy(cell._style)
        cell._style = copy.copy(self._known[look])

    def _style(self, cell: Any, look: _Look) -> None:
        from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side

        cell.font = Font(name=self._font, size=look.size, bold=look.bold, color=look.colour)
        cell.alignment = Alignment(
            wrap_text=look.wrap,
            vertical="center",
            readingOrder=0 if look.is_input else self._reading_order,
            horizontal=("right" if self._reading_order else "left") if look.is_indented else None,
            indent=int(look.is_indented),
        )
        cell.number_format = look.number_format
        if look.fill:
            cell.fill = PatternFill("solid", fgColor=look.fill)
        if look.is_input:
            line = Side(style="hair", color="C9B458")
            cell.border = Border(left=line, right=line, top=line, bottom=line)
        if look.is_input or look.is_open:
            cell.protection = Protection(locked=False)


@dataclass
class _Lists:
    """Drop-down lists, each once, as columns of a hidden sheet with a defined name."""

    book: Any
    sheet: Any
    names: dict[tuple[str, ...], str] = field(default_factory=dict)

    def name(self, values: Sequence[str]) -> str:
        """Return the defined name of a list."""
        from openpyxl.utils import get_column_letter
        from openpyxl.workbook.defined_name import DefinedName

        key = tuple(values)
        if key not in self.names:
            column = len(self.names) + 1
            letter = get_column_letter(column)
            for row, value in enumerate(key, 1):
                self.sheet.cell(row, column, value).data_type = "s"
            name = f"list_{column}"
            self.book.defined_names[name] = DefinedName(
                name, attr_text=f"'{self.sheet.title}'!${letter}$1:${letter}${len(key)}"
            )
            self.names[key] = name
        return self.names[key]


def template_bytes(
    level: int, language: str = "en", factors: FactorSet | None = None, prefill: InventoryInput | None = None
) -> bytes:
    """Return an inventory workbook to fill in; equal arguments give equal bytes.

    Parameters
    ----------
    level : int
        1 or 2.
    language : str
        One of :data:`quicksilver.languages.LANGUAGES`.
    factors : FactorSet, optional
        Whose sources, units and technologies it offers; the shipped set if omitted.
    prefill : InventoryInput, optional
        An inventory whose answers are filled in.

    Raises
    ------
    ValueError
        The level is neither 1 nor 2.
    """
    from openpyxl import Workbook

    if level not in (1, 2):
        raise ValueError(f"level {level} is neither 1 nor 2")
    chosen = factors or shipped()
    book = Workbook()
    maker = _Maker(book, level, language, chosen, prefill)
    maker.readme(book.active)
    maker.general(book.create_sheet(_words(language)["sheet_general"]))
    for title, heading, sources in _sheets(level, language, chosen, prefill):
        maker.step(book.create_sheet(title[:31]), heading, sources)
    TextSheets(maker, prefill.text if prefill else ReportText()).write()
    book.move_sheet(maker.lists.sheet, len(book.sheetnames))
    book.properties.creator, book.properties.title = "Quicksilver", _words(language)["title"]
    book.properties.created = book.properties.modified = datetime.datetime(2000, 1, 1)  # noqa: DTZ001
    target = io.BytesIO()
    book.save(target)
    return fixed_dates(target.getvalue())


def _sheets(
    level: int, language: str, factors: FactorSet, prefill: InventoryInput | None
) -> Iterable[tuple[str, str, list[Source]]]:
    """Yield title, heading and sources of each step or main category."""
    words = _words(language)
    mine = [source for source in factors.sources.values() if source.level == level]
    # Lines of the other level in an inventory that is filled in need rows of their own.
    used = {line.source for line in prefill.lines} if prefill else set()
    others = [source for name, source in factors.sources.items() if name in used and source.level != level]
    if level == 1:
        for step in sorted({source.step for source in mine}):
            heading = label("step", str(step), language)
            rows = [source for source in [*mine, *others] if source.step == step]
            yield f"{words['sheet_step']} {step}", heading, rows
        return
    mains = sorted(
        {main_category(source) for source in mine}, key=lambda name: [int(part) for part in name.split(".")]
    )
    # Production has one row for each product, which is the same at both levels.
    others += [
        source
        for source in factors.sources.values()
        if source.group == PRODUCTION_GROUP and source not in others
    ]
    for main in mains:
        rows = [source for source in [*mine, *others] if main_category(source) == main]
        rows.sort(key=lambda source: [int(part) for part in source.category.split(".")])
        yield main, f"{main}  {label('category', main, language)}", rows


class _Maker:
    """Writes the sheets; holds the workbook, the language and the shared lists."""

    def __init__(
        self, book: Any, level: int, language: str, factors: FactorSet, prefill: InventoryInput | None
    ) -> None:
        lists = book.create_sheet(LISTS)
        lists.sheet_state = "hidden"
        lists.protection.sheet = True
        self.book, self.level, self.language, self.factors, self.prefill = (
            book,
            level,
            language,
            factors,
            prefill,
        )
        self.words = _words(language)
        self.lists = _Lists(book, lists)
        self.painter = _Painter(language)

    def put(self, sheet: Any, row: int, column: int, text: str, **look: Any) -> Any:
        """Write a text, which stays one whatever it begins with."""
        cell = sheet.cell(row, column, text or None)
        if text:
            cell.data_type = "s"
        self.painter.paint(cell, _Look(**look))
        return cell

    def _formula(self, sheet: Any, row: int, column: int, formula: str, **look: Any) -> None:
        cell = sheet.cell(row, column, "=" + formula)
        self.painter.paint(cell, _Look(fill=_GREY, wrap=True, **{"colour": _PALE, **look}))

    def input(self, sheet: Any, row: int, column: int, value: Any) -> Any:
        """Write an unlocked cell; a text of the user is a text, whatever it begins with."""
        cell = sheet.cell(row, column, value)
        self.painter.paint(cell, _Look(fill=_INPUT, is_input=True, wrap=True))
        if isinstance(value, str):
            cell.data_type = "s"
            cell.quotePrefix = value.startswith(("=", "+", "-", "@"))
        return cell

    def protect(self, sheet: Any) -> None:
        sheet.sheet_view.rightToLeft = LANGUAGES[self.language].is_rtl
        sheet.sheet_view.showGridLines = False
        sheet.protection.sheet = True
        sheet.protection.formatColumns = sheet.protection.formatRows = False
        sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
        sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
        sheet.sheet_properties.pageSetUpPr.fitToPage = True
        sheet.page_margins.left = sheet.page_margins.right = 0.4
        sheet.page_margins.top = sheet.page_margins.bottom = 0.5
        sheet.oddFooter.left.text, sheet.oddFooter.right.text = "&A", "&P / &N"

    def readme(self, sheet: Any) -> None:
        """Write how to fill in the workbook."""
        self.protect(sheet)
        sheet.title = self.words["sheet_readme"]
        sheet.column_dimensions["A"].width = 110
        self.put(sheet, 1, 1, self.words["title"], size=18, bold=True, colour=_TITLE)
        self.put(sheet, 2, 1, f"{self.words['level']} {self.level}", size=12)
        for row, key in enumerate(("how_1", "how_2", "how_3", "how_4", "how_6", "how_5"), 4):
            self.put(sheet, row, 1, self.words[key], size=11, wrap=True)
            sheet.row_dimensions[row].height = 16 * _lines(self.words[key], 105) + 4
            if key == "how_3":
                # The spreadsheet itself shows how it writes one half.
                half = sheet.cell(row, 2, 0.5)
                self.painter.paint(half, _Look(size=14, bold=True, number_format="0.0"))
        self.put(sheet, 11, 1, self.words["colour_input"], fill=_INPUT)
        self.put(sheet, 12, 1, self.words["colour_locked"], fill=_GREY)
        self.put(sheet, 14, 1, f"{self.words['factor_set']}: {self.factors.label}", size=9, colour=_PALE)

    def general(self, sheet: Any) -> None:
        """Write the sheet of general data: a key, the question, the answer and an explanation in each row."""
        self.protect(sheet)
        for letter, width in zip("ABCD", (27, 40, 22, 62), strict=True):
            sheet.column_dimensions[letter].width = width
        self.put(sheet, 1, 1, self.words["sheet_general"], size=16, bold=True, colour=_TITLE)
        sheet.row_dimensions[1].height = 28
        for column, key in enumerate(("key", "question", "value", "explanation"), 1):
            self.put(sheet, 2, column, self.words[key], bold=True, colour="FFFFFF", fill=_HEAD)
        self.put(sheet, 3, 1, "key", size=7, colour=_KEY)
        self.put(sheet, 3, 3, "value", size=7, colour=_KEY)
        given = self.prefill.general if self.prefill else None
        for row, (name, declared) in enumerate(fields("general").items(), _GENERAL_FIRST):
            question, text = (label(kind, name, self.language) for kind in ("field", "field_help"))
            self.put(sheet, row, 1, name, size=9, colour=_PALE, fill=_GREY)
            self.put(sheet, row, 2, question, bold=True, wrap=True)
            self.put(sheet, row, 4, text, size=9, colour=_PALE, wrap=True, is_indented=True)
            cell = self.input(sheet, row, 3, self._general_value(name, given))
            self._general_rule(sheet, cell, name, declared.type)
            sheet.row_dimensions[row].height = 14 * max(_lines(question, 36), _lines(text, 66)) + 5
        sheet.freeze_panes = "A4"
        sheet.print_title_rows = "2:2"

    def _general_value(self, name: str, given: General | None) -> Any:
        if name == "level":
            return self.level
        value = getattr(given, name) if given else None
        if isinstance(value, bool):
            return self.words["yes" if value else "no"]
        return value if value != "" else None

    def _general_rule(self, sheet: Any, cell: Any, name: str, kind: str) -> None:
        prompt, at, words = label("field_help", name, self.language), cell.coordinate, self.words
        decimals = words["decimals"]
        if kind == "country":
            codes = sorted(country_codes())
            # A name is read as well as a code.
            _rule(sheet, at, "list", self.lists.name(codes), words["e_list"], prompt, strict=False)
            self._country_name(sheet, cell, codes)
        elif kind == "answer":
            answers = self.lists.name([words["yes"], words["no"]])
            _rule(sheet, at, "list", answers, words["e_list"], prompt)
        elif kind == "level":
            _rule(sheet, at, "whole", (str(self.level), str(self.level)), words["e_list"], prompt)
        elif kind == "year":
            _rule(sheet, at, "whole", ("1900", "2100"), words["e_year"], prompt)
        elif kind == "share":
            _rule(sheet, at, "decimal", ("0", "1"), f"{words['e_share']} {decimals}", prompt, decimals)
        elif kind == "number":
            cell.number_format = "#,##0.###" if name == "dental_personnel_per_1000" else "#,##0"
            _rule(sheet, at, "decimal", ("0",), f"{words['e_number']} {decimals}", prompt, decimals)

    def _country_name(self, sheet: Any, cell: Any, codes: list[str]) -> None:
        """Show the name of the country beside its code, by a protected formula."""
        names = self.lists.name([country_name(code, self.language) for code in codes])
        where = f"MATCH(C{cell.row},{self.lists.name(codes)},0)"
        help_text = _quoted(label("field_help", "country", self.language))
        self._formula(sheet, cell.row, 4, f"IFERROR(INDEX({names},{where}),{help_text})")

    def step(self, sheet: Any, heading: str, sources: list[Source]) -> None:
        """Write a sheet with a row for each source, filled in where an inventory is given."""
        self.protect(sheet)
        # A plant more is a row more: the lists and bounds below are those of whole columns, so that it has them.
        sheet.protection.insertRows = False
        self.put(sheet, 1, 1, heading, size=15, bold=True, colour=_TITLE)
        sheet.row_dimensions[1].height = 26
        self.put(sheet, 2, 1, self.words["how_2"].removeprefix("2. "), size=9, colour=_PALE)
        self._header(sheet)
        given: dict[str, list[ActivityLine]] = {}
        for line in self.prefill.lines if self.prefill else ():
            given.setdefault(line.source, []).append(line)
        row, category = _FIRST, ""
        for source in sources:
            if self.level == 2 and source.category != category:
                category = source.category
                title = f"{category}  {label('category', category, self.language)}"
                self.put(sheet, row, _AT["=name"], title, bold=True, colour=_TITLE, is_indented=True)
                sheet.row_dimensions[row].height = 20
                row += 1
            lines: Sequence[ActivityLine | None] = given.get(source.id) or (None,)
            for activity in lines:
                self.row(sheet, row, source, activity)
                row += 1
        counted = [source for source in sources if not source.presence_only]
        last = self._extra(sheet, row, counted) if counted else row
        self._rules(sheet, counted or sources, last)
        self._page(sheet, min(last, row + _PRINTED))

    def _page(self, sheet: Any, last: int) -> None:
        """Freeze the headings and set up the print, which must stay large enough to read."""
        sheet.freeze_panes = sheet.cell(_FIRST, _AT["presence"])
        sheet.print_title_rows = f"{_HEADS}:{_HEADS}"
        # Whoever needs the columns behind the remarks, or many plants, works on the screen.
        sheet.print_area = f"A1:{_letter('note' if self.level == 1 else _COLUMNS[-1])}{last}"
        if self.level == 2:
            sheet.page_setup.fitToWidth = 2
            sheet.print_title_cols = f"A:{_letter('=name')}"

    def _header(self, sheet: Any) -> None:
        titles = {
            "=name": label("field", "source", self.language),
            "=status": self.words["status"],
            "=default": self.words["default_factor"],
            "=preview": self.words["preview"],
            "source": "id",
            "=counted": self.words["counted"],
        }
        for name, column in _AT.items():
            title = titles.get(name) or label("field", name, self.language)
            fill = _OWN_HEAD if name in _NATIONAL else _HEAD
            self.put(
                sheet,
                _HEADS,
                column,
                title,
                bold=True,
                colour="FFFFFF",
                fill=fill,
                wrap=True,
                is_indented=True,
            )
            self.put(sheet, _KEYS, column, "" if name.startswith("=") else name, size=7, colour=_KEY)
            sheet.column_dimensions[_letter(name)].width = _WIDTHS.get(name, 14)
        self.put(sheet, _HEADS - 1, _AT["input_factor"], self.words["national"], size=9, colour=_PALE)
        sheet.row_dimensions[_HEADS].height = 44
        sheet.row_dimensions[_KEYS].height = 10

    def row(self, sheet: Any, row: int, source: Source, line: ActivityLine | None) -> None:
        """Write the row of a source."""
        locked = {
            "source": source.id,
            "=name": label("source", source.id, self.language),
            "=counted": label("unit", source.activity_unit, self.language) if source.activity_unit else "",
            "=default": self._default(source),
        }
        for name, text in locked.items():
            look = {"size": 10, "colour": _INK} if name == "=name" else {"size": 9, "colour": _PALE}
            # An inserted row takes after the one above it, and a source must be chosen in it.
            look |= {"is_open": name == "source"}
            self.put(sheet, row, _AT[name], text, fill=_GREY, wrap=True, is_indented=True, **look)
        for name, column in _AT.items():
            asked = not source.presence_only or name in ("presence", "source_of_data", "note")
            if name not in _LOCKED and asked:
                self.input(sheet, row, column, self._value(name, source, line))
        status = self._status(row, _needs(source, self.factors))
        self._formula(sheet, row, _AT["=status"], status, size=9, is_indented=True)
        self._formula(sheet, row, _AT["=preview"], _preview(row, source), size=9, number_format="#,##0.000")
        # Small print takes less room than the width of a column states.
        room = {name: _WIDTHS[name] * (1 if name == "=name" else 1.2) for name in locked}
        lines = max(_lines(text, room[name]) for name, text in locked.items())
        sheet.row_dimensions[row].height = 13.5 * lines + 4

    def _value(self, name: str, source: Source, line: ActivityLine | None) -> Any:
        if line is None:
            return base_unit(source.activity_unit) if name == "unit" and source.activity_unit else None
        if name in PATHWAYS:
            return line.shares[PATHWAYS.index(name)] if line.shares else None
        if name == "technology":
            options = {row.technology for row in self.factors.technologies(source.id)}
            is_one = line.technology in options
            return label("technology", line.technology, self.language) if is_one else line.technology or None
        if name == "unit" and not line.unit and source.activity_unit:
            return base_unit(source.activity_unit)
        value = getattr(line, name)
        return value if value != "" else None

    def _default(self, source: Source) -> str:
        """Return the shipped factor with its range, and whether this was published or is assumed."""
        if source.presence_only:
            return self.words["presence_only"]
        factor = source.factor
        if factor.value is None:
            return self.words["no_default"]
        drawn, basis = with_range(factor, source)
        value, low, high = (exact(number, self.language) for number in (factor.value, drawn.low, drawn.high))
        ends = f" ({low} – {high})" if low and high and basis is not RangeBasis.EXACT else ""
        return f"{value}{ends} {factor.unit}; {self.words['range_' + basis.name.lower()]}"

    def _technologies(self, source: Source) -> list[str]:
        return [label("technology", row.technology, self.language) for row in _runnable(source, self.factors)]

    def _rules(self, sheet: Any, sources: list[Source], last: int) -> None:
        """Give each column its list or its bounds, from the first row to the last."""
        words = self.words
        chooser, depending = self._lists_of(sources)
        choose, decimals = words["e_list"], words["decimals"]
        for name in (name for name in _AT if not name.startswith("=")):
            area = f"{_letter(name)}{_FIRST}:{_letter(name)}{last}"
            prompt = label("field_help", name, self.language)
            if name == "source":
                _rule(sheet, area, "list", chooser, choose, prompt)
            elif name == "presence":
                _rule(sheet, area, "list", self.lists.name(["Y", "N", "?"]), choose, prompt)
            elif name in depending:
                # Mixes, chains and further units are written by hand, so what is not in the list is allowed.
                offered = f"INDIRECT(INDEX({depending[name]},MATCH($A{_FIRST},{chooser},0)))"
                _rule(sheet, area, "list", offered, choose, prompt, strict=False)
            elif name in PATHWAYS:
                _rule(sheet, area, "decimal", ("0", "1"), f"{words['e_share']} {decimals}", prompt, decimals)
            elif fields("line")[name].type == "number":
                _rule(sheet, area, "decimal", ("0",), f"{words['e_number']} {decimals}", prompt, decimals)

    def _lists_of(self, sources: Sequence[Source]) -> tuple[str, dict[str, str]]:
        """Return the list of sources, by name and then by id, and the lists of the lists that depend on it."""
        names = [label("source", source.id, self.language) for source in sources]
        chooser = self.lists.name([*names, *(source.id for source in sources)])
        units = [self.lists.name(_units(source)) for source in sources]
        technologies = [self.lists.name(self._technologies(source) or ["-"]) for source in sources]
        return chooser, {
            "unit": self.lists.name([*units, *units]),
            "technology": self.lists.name([*technologies, *technologies]),
        }

    def _status(self, row: int, needs: Callable[[str], str]) -> str:
        """Return the formula that states what a row still lacks.

        Parameters
        ----------
        row : int
        needs : callable
            Gives for each letter of :data:`_NEEDS` whether the source needs it: ``TRUE``, ``FALSE`` or an expression.
        """
        w = {key: _quoted(text) for key, text in self.words.items()}
        p, a, u, t, f, c = (
            f"{_letter(name)}{row}"
            for name in ("presence", "activity", "unit", "technology", "input_factor", "calorific_value")
        )
        own = f"COUNT({_letter(PATHWAYS[0])}{row}:{_letter(PATHWAYS[-1])}{row})=0"
        energy = ",".join(f'{u}="{unit}"' for unit in _ENERGY)
        lacks = (
            (f"AND(NOT(ISNUMBER({a})),NOT({needs('people')}))", "s_activity"),
            (f'AND({u}="",NOT({needs("people")}))', "s_unit"),
            (f'AND({needs("heat")},{c}="",OR({energy}))', "s_calorific"),
            (f"AND({needs('factor')},NOT(ISNUMBER({f})))", "s_factor"),
            (f'AND({needs("technology")},{t}="",{own})', "s_technology"),
            (f"AND({needs('shares')},{own})", "s_shares"),
            *((f"AND({needs(key)},{test})", "s_general") for key, test in self._general_tests(t, a)),
        )
        filled = w["s_ok"]
        for test, word in reversed(lacks):
            filled = f"IF({test},{w[word]},{filled})"
        other = f'IF({a}<>"",{w["s_clash"]},IF({p}="?",{w["s_gap"]},{w["s_ok"]}))'
        answered = f'IF({p}="",IF({a}<>"",{w["s_clash"]},{w["s_answer"]}),IF({p}="Y",{filled},{other}))'
        bare = f'IF({p}="",{w["s_answer"]},IF({p}="?",{w["s_gap"]},{w["s_ok"]}))'
        return answered if needs("presence") == "FALSE" else bare

    def _general_tests(self, technology: str, activity: str) -> list[tuple[str, str]]:
        """Return by need when an answer in the sheet of general data is missing."""
        rows = {name: row for row, name in enumerate(fields("general"), _GENERAL_FIRST)}
        title = self.words["sheet_general"].replace("'", "''")
        at = {name: f"'{title}'!$C${row}" for name, row in rows.items()}
        well, apart = at["waste_well_managed"], at["waste_separately_collected"]
        unanswered = f'OR({apart}="",AND({apart}={_quoted(self.words["no"])},{well}=""))'
        return [
            ("waste", f'{technology}="",{unanswered}'),
            ("people", f'{activity}="",{at["population"]}=""'),
            ("electricity", f'{at["electrification_rate"]}=""'),
            ("dentists", f'{at["dental_personnel_per_1000"]}=""'),
        ]

    def _extra(self, sheet: Any, row: int, sources: list[Source]) -> int:
        """Write blank rows for point sources and further technologies, where the source is chosen from a list."""
        self.put(sheet, row, _AT["=name"], self.words["points"], bold=True, colour=_TITLE, is_indented=True)
        sheet.row_dimensions[row].height = 24
        names = [label("source", source.id, self.language) for source in sources]
        chooser = self.lists.name([*names, *(source.id for source in sources)])
        shown = self.lists.name([*names, *names])
        letters = [
            "".join(_NEEDS[key] for key in _NEEDS if _needs(source, self.factors)(key) == "TRUE")
            for source in sources
        ]
        needed = self.lists.name([text or "-" for text in letters * 2])
        for extra in range(row + 1, row + 1 + _EXTRA_ROWS):
            position = f"MATCH($A{extra},{chooser},0)"
            name = f'IFERROR(INDEX({shown},{position}),"")'
            self.input(sheet, extra, _AT["source"], None)
            self._formula(sheet, extra, _AT["=name"], name, colour=_INK, is_indented=True)
            sheet.row_dimensions[extra].height = 16
            status = self._status(extra, _chosen_needs(f"INDEX({needed},{position})"))
            status = f'IF($A{extra}="","",IFERROR({status},{_quoted(self.words["e_list"])}))'
            self._formula(sheet, extra, _AT["=status"], status, size=9, is_indented=True)
            for column_name, column in _AT.items():
                if column_name not in _LOCKED:
                    self.input(sheet, extra, column, None)
        return row + _EXTRA_ROWS


def _runnable(source: Source, factors: FactorSet) -> list[Outputs]:
    """Return the technologies with known shares: what has none cannot run, so it is not offered."""
    return [row for row in factors.technologies(source.id) if row.shares is not None]


def _units(source: Source) -> tuple[str, ...]:
    """Return the units that can run: energy only of what is burnt, where a calorific value has a meaning."""
    units = accepted_units(source.activity_unit) if source.activity_unit else ("-",)
    is_fuel = source.category.startswith(_FUELS)
    return tuple(
        unit for unit in units if is_fuel or unit not in _ENERGY or base_unit(source.activity_unit) == "MWh"
    )


def _needs(source: Source, factors: FactorSet) -> Callable[[str], str]:
    """Return what a source needs beside its activity, as a function of the keys of :data:`_NEEDS`."""
    options = factors.technologies(source.id)
    has_scenarios = any(row.scenario for row in options)
    per_head = source.activity_unit.startswith("inhabitants")
    needed = {
        "presence": source.presence_only,
        "people": per_head,
        "heat": "TJ" in _units(source),
        "factor": source.factor.value is None,
        "technology": len(options) > 1 and not has_scenarios,
        "shares": not _runnable(source, factors),
        "waste": has_scenarios,
        "electricity": source.scaling == "electrification_rate",
        "dentists": source.scaling == "dental_density",
    }
    return lambda key: str(needed[key]).upper()


def _chosen_needs(letters: str) -> Callable[[str], str]:
    """Return what the source that is chosen in a row needs, by the letters that an expression gives."""
    return lambda key: "FALSE" if key == "presence" else f'ISNUMBER(FIND("{_NEEDS[key]}",{letters}))'


def _lines(text: str, width: float) -> int:
    """Return how many lines a text takes in a column; Chinese signs are twice as wide."""
    signs = sum(2 if sign >= "\u2e80" else 1 for sign in text)
    return math.ceil(signs * 1.1 / width)


def _quoted(text: str) -> str:
    """Return a text as it stands in a formula, which takes 255 signs."""
    return '"' + text[:250].replace('"', "'") + '"'


def _preview(row: int, source: Source) -> str:
    """Return the formula of the input in kg, where it can be told from the row alone."""
    factor = source.factor
    if factor.value is None or source.scaling != "none" or source.presence_only:
        return '""'
    kilograms = kg_per_activity_unit(factor.value, factor.unit, source.activity_unit)
    activity, unit = (f"{_letter(name)}{row}" for name in ("activity", "unit"))
    own = f'OR({unit}="{base_unit(source.activity_unit)}",{unit}="{source.activity_unit}")'
    return f'IF(AND(ISNUMBER({activity}),{own}),{activity}*{kilograms!r},"")'


def _rule(
    sheet: Any,
    area: str,
    kind: str,
    formula: str | tuple[str, ...],
    error: str,
    prompt: str,
    hint: str = "",
    *,
    strict: bool = True,
) -> None:
    """Give an area of cells a data validation; a hint is put behind the prompt where both have room."""
    from openpyxl.worksheet.datavalidation import DataValidation

    parts = (formula,) if isinstance(formula, str) else formula
    together = f"{prompt} {hint}".strip()
    factory: Any = DataValidation
    made: Any = factory(
        type=kind,
        operator="between" if len(parts) == 2 else None if kind == "list" else "greaterThanOrEqual",
        formula1=parts[0],
        formula2=parts[1] if len(parts) == 2 else None,
        allow_blank=True,
        showErrorMessage=True,
        showInputMessage=True,
        errorStyle="stop" if strict else "warning",
        error=error[:225],
        prompt=together if len(together) <= 250 else prompt[:250],
    )
    made.add(area)
    sheet.add_data_validation(made)
