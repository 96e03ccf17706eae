"""The workbook to fill in: one sheet for each step (Level 1) or main category (Level 2), in six languages.

Cells to fill in are unlocked; everything else is protected without a password, so that a slip of the hand changes
nothing and a user who means to can. A row of keys, small and grey, lets the reader know the columns in any language.
"""

from __future__ import annotations

import csv
import datetime
import functools
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from importlib import resources
from typing import Any, Final

from quicksilver.factors import PATHWAYS, FactorSet, Source, shipped
from quicksilver.factors.names import label
from quicksilver.geography import country_codes, country_name
from quicksilver.inventory.fields import fields
from quicksilver.inventory.model import ActivityLine, General, InventoryInput
from quicksilver.outputs import fixed_dates
from quicksilver.quantities import accepted_units, base_unit, kg_per_activity_unit

__all__ = ["template_bytes"]

#: Columns of a step sheet: a field's name, or a name beginning with ``=`` for one the reader does not read.
_COLUMNS: Final = (
    "source", "=name", "presence", "activity", "unit", "technology", "=status", "source_of_data", "note",
    "activity_low", "activity_high", "calorific_value", "density", "=default", "=preview", "site",
    "input_factor", "input_factor_low", "input_factor_high", "input_factor_unit", *PATHWAYS,
)  # fmt: skip
_WIDTHS: Final = {
    "source": 19, "=name": 44, "presence": 10, "activity": 16, "unit": 17, "technology": 32, "=status": 20,
    "source_of_data": 34, "note": 30, "=default": 30, "=preview": 17, "site": 20, "input_factor_unit": 16,
}  # fmt: skip
_LOCKED: Final = ("source", "=name", "=status", "=default", "=preview")
_EXTRA_ROWS: Final = 12
_FIRST: Final = 6
_KEYS: Final = 5
_HEADS: Final = 4


@functools.lru_cache(maxsize=8)
def _words(language: str) -> dict[str, str]:
    text = (resources.files("quicksilver.inventory") / "data" / "template_text.csv").read_text(
        encoding="utf-8"
    )
    return {row["key"]: row[language] for row in csv.DictReader(io.StringIO(text))}


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
        One of the six languages of the United Nations.
    factors : FactorSet, optional
        Whose sources, units and technologies it offers; the shipped set when left out.
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
        {_main(source) for source in mine}, key=lambda name: [int(part) for part in name.split(".")]
    )
    for main in mains:
        rows = [source for source in [*mine, *others] if _main(source) == main]
        yield main, f"{main}  {label('category', main, language)}", rows


def _main(source: Source) -> str:
    return ".".join(source.category.split(".")[:2])


class _Maker:
    """Writes the sheets; holds the workbook, the language and the shared lists."""

    def __init__(
        self, book: Any, level: int, language: str, factors: FactorSet, prefill: InventoryInput | None
    ) -> None:
        lists = book.create_sheet("Lists")
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

    def _sheet(self, sheet: Any) -> None:
        sheet.sheet_view.rightToLeft = self.language == "ar"
        sheet.sheet_view.showGridLines = False
        sheet.protection.sheet = True
        sheet.protection.formatColumns = sheet.protection.formatRows = False
        sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
        sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
        sheet.sheet_properties.pageSetUpPr.fitToPage = True

    def readme(self, sheet: Any) -> None:
        """Write how to fill in the workbook."""
        from openpyxl.styles import Alignment

        self._sheet(sheet)
        sheet.title = self.words["sheet_readme"]
        sheet.column_dimensions["A"].width = 110
        _put(sheet, 1, 1, self.words["title"], size=18, bold=True, colour="0D5C6B")
        _put(sheet, 2, 1, f"{self.words['level']} {self.level}", size=12)
        for row, key in enumerate(("how_1", "how_2", "how_3", "how_4", "how_5"), 4):
            cell = _put(sheet, row, 1, self.words[key])
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            sheet.row_dimensions[row].height = 15 * (
                1 + len(self.words[key]) // (60 if self.language == "zh" else 110)
            )
        _put(sheet, 10, 1, self.words["colour_input"], fill=_INPUT)
        _put(sheet, 11, 1, self.words["colour_locked"], fill=_GREY)
        _put(sheet, 13, 1, f"{self.words['factor_set']}: {self.factors.label}", size=9, colour="50616E")

    def general(self, sheet: Any) -> None:
        """Write the sheet of general data: a key, the question, the answer and an explanation in each row."""
        from openpyxl.styles import Alignment

        self._sheet(sheet)
        for letter, width in zip("ABCD", (24, 46, 26, 80), strict=True):
            sheet.column_dimensions[letter].width = width
        _put(sheet, 1, 1, self.words["sheet_general"], size=16, bold=True, colour="0D5C6B")
        for column, key in enumerate(("key", "question", "value", "explanation"), 1):
            _put(sheet, 2, column, self.words[key], bold=True, colour="FFFFFF", fill=_HEAD)
        _put(sheet, 3, 1, "key", size=7, colour="A0A0A0")
        _put(sheet, 3, 3, "value", size=7, colour="A0A0A0")
        given = self.prefill.general if self.prefill else None
        for row, (name, one) in enumerate(fields("general").items(), 4):
            _put(sheet, row, 1, name, size=9, colour="50616E", fill=_GREY)
            _put(sheet, row, 2, label("field", name, self.language), bold=True)
            text = label("field_help", name, self.language)
            _put(sheet, row, 4, text, size=9, colour="50616E").alignment = Alignment(
                wrap_text=True, vertical="top"
            )
            cell = _input(sheet, row, 3, self._general_value(name, given))
            self._general_rule(sheet, cell, name, one.type)
        sheet.freeze_panes = "A4"

    def _general_value(self, name: str, given: General | None) -> Any:
        if name == "level":
            return self.level
        value = getattr(given, name) if given else None
        if isinstance(value, bool):
            return self.words["yes" if value else "no"]
        return value if value != "" else None

    def _general_rule(self, sheet: Any, cell: Any, name: str, kind: str) -> None:
        prompt = label("field_help", name, self.language)
        if kind == "country":
            codes = sorted(country_codes())
            _rule(sheet, [cell], "list", self.lists.name(codes), self.words["e_list"], prompt)
            self._country_name(sheet, cell, codes)
        elif kind == "answer":
            _rule(
                sheet,
                [cell],
                "list",
                self.lists.name([self.words["yes"], self.words["no"]]),
                self.words["e_list"],
                prompt,
            )
        elif kind == "level":
            _rule(
                sheet, [cell], "list", self.lists.name(["1", "2"]), self.words["e_list"], prompt, strict=False
            )
        elif kind == "year":
            _rule(sheet, [cell], "whole", ("1900", "2100"), self.words["e_year"], prompt)
        elif kind == "share":
            _rule(sheet, [cell], "decimal", ("0", "1"), self.words["e_share"], prompt)
        elif kind == "number":
            _rule(sheet, [cell], "decimal", ("0",), self.words["e_number"], prompt)

    def _country_name(self, sheet: Any, cell: Any, codes: list[str]) -> None:
        """Show the name of the country beside its code, by a protected formula."""
        names = self.lists.name([country_name(code, self.language) for code in codes])
        where = f"MATCH(C{cell.row},{self.lists.name(codes)},0)"
        help_text = label("field_help", "country", self.language).replace('"', "'")
        sheet.cell(cell.row, 4, f'=IFERROR(INDEX({names},{where}),"{help_text}")')

    def step(self, sheet: Any, heading: str, sources: list[Source]) -> None:
        """Write a sheet with a row for each source, filled in where an inventory is given."""
        self._sheet(sheet)
        _put(sheet, 1, 1, heading, size=15, bold=True, colour="0D5C6B")
        _put(sheet, 2, 1, self.words["how_2"], size=9, colour="50616E")
        self._header(sheet)
        row = _FIRST
        known = {line.source: [] for line in self.prefill.lines} if self.prefill else {}  # type: ignore[var-annotated]
        for line in self.prefill.lines if self.prefill else ():
            known[line.source].append(line)
        for source in sources:
            for line in known.get(source.id) or [None]:
                self.row(sheet, row, source, line)
                row += 1
        if any(not source.presence_only for source in sources):
            row = self._extra(sheet, row, sources)
        sheet.freeze_panes = sheet.cell(_FIRST, 3)
        sheet.print_title_rows = f"{_HEADS}:{_HEADS}"

    def _header(self, sheet: Any) -> None:
        from openpyxl.styles import Alignment
        from openpyxl.utils import get_column_letter

        titles = {"=name": label("field", "source", self.language), "=status": self.words["status"],
                  "=default": self.words["default_factor"], "=preview": self.words["preview"], "source": "id"}  # fmt: skip
        for column, name in enumerate(_COLUMNS, 1):
            head = _put(
                sheet,
                _HEADS,
                column,
                titles.get(name) or label("field", name, self.language),
                bold=True,
                colour="FFFFFF",
                fill=_HEAD,
            )
            head.alignment = Alignment(wrap_text=True, vertical="top")
            _put(sheet, _KEYS, column, "" if name.startswith("=") else name, size=7, colour="A0A0A0")
            letter = get_column_letter(column)
            sheet.column_dimensions[letter].width = _WIDTHS.get(name, 14)
            if name in ("input_factor_low", "input_factor_high", "input_factor_unit", *PATHWAYS):
                sheet.column_dimensions[letter].outlineLevel = 1
                sheet.column_dimensions[letter].hidden = self.level == 1
        first = _COLUMNS.index("input_factor") + 1
        _put(sheet, _HEADS - 1, first, self.words["national"], size=9, colour="50616E")
        sheet.row_dimensions[_HEADS].height = 44
        sheet.row_dimensions[_KEYS].height = 10

    def row(self, sheet: Any, row: int, source: Source, line: ActivityLine | None) -> None:
        """Write the row of a source."""
        from openpyxl.styles import Alignment

        at = {name: column for column, name in enumerate(_COLUMNS, 1)}
        _put(sheet, row, at["source"], source.id, size=9, colour="50616E", fill=_GREY)
        cell = _put(sheet, row, at["=name"], label("source", source.id, self.language), fill=_GREY)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        for name in _COLUMNS:
            if name not in _LOCKED and (
                not source.presence_only or name in ("presence", "source_of_data", "note")
            ):
                made = _input(sheet, row, at[name], self._value(name, source, line))
                self._rule(sheet, made, name, source)
        _put(sheet, row, at["=default"], self._default(source), size=9, colour="50616E", fill=_GREY)
        self._formulas(sheet, row, at, source)
        longest = len(label("source", source.id, self.language))
        sheet.row_dimensions[row].height = 15 * (1 + longest // (20 if self.language == "zh" else 46))

    def _value(self, name: str, source: Source, line: ActivityLine | None) -> Any:
        if line is None:
            return base_unit(source.activity_unit) if name == "unit" and source.activity_unit else None
        if name in PATHWAYS:
            return line.shares[PATHWAYS.index(name)] if line.shares else None
        if name == "technology":
            options = {row.technology for row in self.factors.technologies(source.id)}
            return (
                label("technology", line.technology, self.language)
                if line.technology in options
                else line.technology or None
            )
        if name == "unit" and not line.unit and source.activity_unit:
            return base_unit(source.activity_unit)
        value = getattr(line, name)
        return value if value != "" else None

    def _default(self, source: Source) -> str:
        if source.presence_only:
            return self.words["presence_only"]
        factor = source.factor
        if factor.value is None:
            return self.words["no_default"]
        ends = f" ({factor.low:g} – {factor.high:g})" if factor.has_range else ""
        return f"{factor.value:g}{ends} {factor.unit}"

    def _rule(self, sheet: Any, cell: Any, name: str, source: Source) -> None:
        """Give a cell its list or its bounds."""
        prompt = label("field_help", name, self.language)
        if name == "presence":
            _rule(sheet, [cell], "list", self.lists.name(["Y", "N", "?"]), self.words["e_list"], prompt)
        elif name == "unit":
            _rule(
                sheet,
                [cell],
                "list",
                self.lists.name(accepted_units(source.activity_unit)),
                self.words["e_list"],
                prompt,
                strict=False,
            )
        elif name == "technology":
            names = [
                label("technology", row.technology, self.language)
                for row in self.factors.technologies(source.id)
            ]
            if len(names) > 1:
                # Mixes and chains are written by hand, so what is not in the list is allowed.
                _rule(
                    sheet, [cell], "list", self.lists.name(names), self.words["e_list"], prompt, strict=False
                )
        elif name in PATHWAYS:
            _rule(sheet, [cell], "decimal", ("0", "1"), self.words["e_share"], prompt)
        elif fields("line")[name].type == "number":
            _rule(sheet, [cell], "decimal", ("0",), self.words["e_number"], prompt)

    def _formulas(self, sheet: Any, row: int, at: dict[str, int], source: Source) -> None:
        """Write the protected status and, where it can be told without the general data, a preview of the input."""
        from openpyxl.utils import get_column_letter

        p, a, u = (f"{get_column_letter(at[name])}{row}" for name in ("presence", "activity", "unit"))
        w = {key: text.replace('"', "'") for key, text in self.words.items()}
        if source.presence_only:
            status = f'=IF({p}="","{w["s_answer"]}",IF({p}="?","{w["s_gap"]}","{w["s_ok"]}"))'
        else:
            need = "FALSE" if source.activity_unit.startswith("inhabitants") else f'{a}=""'
            filled = f'IF({need},"{w["s_activity"]}",IF({u}="","{w["s_unit"]}","{w["s_ok"]}"))'
            other = f'IF({a}<>"","{w["s_clash"]}",IF({p}="?","{w["s_gap"]}","{w["s_ok"]}"))'
            status = (
                f'=IF({p}="",IF({a}<>"","{w["s_clash"]}","{w["s_answer"]}"),IF({p}="Y",{filled},{other}))'
            )
        cell = sheet.cell(row, at["=status"], status)
        _look(cell, size=9, colour="50616E", fill=_GREY)
        factor = source.factor
        preview = sheet.cell(row, at["=preview"])
        if factor.value is not None and source.scaling == "none" and not source.presence_only:
            kilograms = kg_per_activity_unit(factor.value, factor.unit, source.activity_unit)
            base = base_unit(source.activity_unit)
            preview.value = (
                f'=IF(AND(ISNUMBER({a}),OR({u}="{base}",{u}="{source.activity_unit}")),{a}*{kilograms!r},"")'
            )
        preview.number_format = "#,##0.000"
        _look(preview, size=9, colour="50616E", fill=_GREY)

    def _extra(self, sheet: Any, row: int, sources: list[Source]) -> int:
        """Write blank rows for point sources and further technologies, where the source is chosen from a list."""
        from openpyxl.utils import get_column_letter

        at = {name: column for column, name in enumerate(_COLUMNS, 1)}
        _put(sheet, row, at["=name"], self.words["points"], bold=True, colour="0D5C6B")
        ids = [source.id for source in sources]
        names = [label("source", source.id, self.language) for source in sources]
        for extra in range(row + 1, row + 1 + _EXTRA_ROWS):
            chooser = _input(sheet, extra, at["source"], None)
            _rule(
                sheet,
                [chooser],
                "list",
                self.lists.name(ids),
                self.words["e_list"],
                label("field_help", "source", self.language),
            )
            letter = get_column_letter(at["source"])
            found = f"MATCH({letter}{extra},{self.lists.name(ids)},0)"
            _look(
                sheet.cell(extra, at["=name"], f'=IFERROR(INDEX({self.lists.name(names)},{found}),"")'),
                fill=_GREY,
            )
            for name in _COLUMNS:
                if name in _LOCKED:
                    continue
                made = _input(sheet, extra, at[name], None)
                if name == "presence" or name not in ("unit", "technology"):
                    self._rule(sheet, made, name, sources[0])
        return row + _EXTRA_ROWS + 1


_HEAD: Final = "0D5C6B"
_INPUT: Final = "FFF7D6"
_GREY: Final = "F1F4F5"


def _look(cell: Any, *, size: float = 10, bold: bool = False, colour: str = "1B2730", fill: str = "") -> None:
    from openpyxl.styles import Font, PatternFill

    cell.font = Font(size=size, bold=bold, color=colour)
    if fill:
        cell.fill = PatternFill("solid", fgColor=fill)


def _put(sheet: Any, row: int, column: int, text: str, **look: Any) -> Any:
    cell = sheet.cell(row, column, text or None)
    if isinstance(text, str) and text.startswith("="):
        cell.data_type = "s"
    _look(cell, **look)
    return cell


def _input(sheet: Any, row: int, column: int, value: Any) -> Any:
    """Write an unlocked cell; a text of the user is a text, whatever it begins with."""
    from openpyxl.styles import Alignment, Border, Protection, Side

    cell = sheet.cell(row, column, value)
    if isinstance(value, str):
        cell.data_type = "s"
        cell.quotePrefix = value.startswith(("=", "+", "-", "@"))
    _look(cell, fill=_INPUT)
    line = Side(style="hair", color="C9B458")
    cell.border = Border(left=line, right=line, top=line, bottom=line)
    cell.protection = Protection(locked=False)
    cell.alignment = Alignment(vertical="top")
    return cell


def _rule(
    sheet: Any,
    cells: list[Any],
    kind: str,
    formula: str | tuple[str, ...],
    error: str,
    prompt: str,
    *,
    strict: bool = True,
) -> None:
    """Give cells a data validation; one that exists already for the sheet is used again."""
    from openpyxl.worksheet.datavalidation import DataValidation

    parts = (f"={formula}",) if isinstance(formula, str) else formula
    operator = "between" if len(parts) == 2 else None if kind == "list" else "greaterThanOrEqual"
    first = parts[0].lstrip("=") if kind == "list" else parts[0]
    rules: list[Any] = sheet.data_validations.dataValidation
    factory: Any = DataValidation
    made: Any = next(
        (r for r in rules if (r.type, r.formula1, r.prompt) == (kind, first, prompt[:250])), None
    )
    if made is None:
        made = factory(
            type=kind,
            operator=operator,
            formula1=first,
            formula2=parts[1] if len(parts) == 2 else None,
            allow_blank=True,
            showErrorMessage=True,
            showInputMessage=True,
            errorStyle="stop" if strict else "warning",
            error=error[:250],
            prompt=prompt[:250],
        )
        sheet.add_data_validation(made)
    for cell in cells:
        made.add(cell)
