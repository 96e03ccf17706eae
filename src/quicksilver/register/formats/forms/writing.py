"""Writing the report form of a sender as a workbook."""

from __future__ import annotations

import io
from itertools import groupby
from pathlib import Path
from typing import Any

from quicksilver.errors import InputProblems, closest, similar
from quicksilver.language.problems import problem
from quicksilver.language.sentences import Sentence
from quicksilver.languages import LANGUAGES
from quicksilver.outputs import fixed_dates, safe_text, write_files
from quicksilver.register import records as r
from quicksilver.register.formats.forms.asked import FormRow, Sender, form_rows, sender_of
from quicksilver.register.formats.forms.questions import words
from quicksilver.register.register import Register

__all__ = ["ABOUT", "FORM", "FORMAT", "write_form"]

FORM, ABOUT = "form", "about"
FORMAT = "quicksilver report form 1"
_WIDTHS = (16, 44, 40, 36, 56, 20)
_HEADS = ("no", "question", "about", "known", "answer", "instead")


def write_form(
    register: Register,
    cycle: str,
    area_or_organisation: str,
    path: str | Path,
    language: str = "en",
    *,
    force: bool = False,
) -> Path:
    """Write the form that an area or a partner is asked to fill in.

    Parameters
    ----------
    register : Register
    cycle : str
        Id of the report cycle.
    area_or_organisation : str
        Id of who answers; ``areas/ID`` or ``organisations/ID`` where both have it. A partner gets one form, however many
        areas it is in.
    path : str or Path
        Ends in ``.xlsx``.
    language : str
        One of :data:`quicksilver.languages.LANGUAGES`.
    force : bool
        Whether a file that is there may be replaced.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    InputProblems
        There is no such cycle, sender or language.
    OutputExistsError
        The file is there and ``force`` is not given.
    """
    target = Path(path)
    report_cycle = _cycle(register, cycle)
    if language not in LANGUAGES:
        guess = closest(language, list(LANGUAGES))
        raise InputProblems(
            [problem("form.language", "language", language=language, allowed=list(LANGUAGES), guess=guess)]
        )
    sender = sender_of(register, area_or_organisation)
    rows = form_rows(register, report_cycle, sender, language)
    data = _workbook(report_cycle, sender, rows, language)
    write_files(target.absolute().parent, {target.name: data}, force=force)
    return target


def _cycle(register: Register, cycle: str) -> r.Cycle:
    known = sorted(register.records.get("cycles", {}))
    if cycle not in known:
        raise InputProblems(
            [
                problem(
                    "cycle.none",
                    "cycle",
                    cycle=cycle,
                    allowed=known or Sentence("cycle.any", table="problems"),
                    **similar(cycle, known),
                )
            ]
        )
    return register.get(r.Cycle, cycle)


def _workbook(cycle: r.Cycle, sender: Sender, rows: list[FormRow], language: str) -> bytes:
    import openpyxl

    book = openpyxl.Workbook()
    sheet: Any = book.active
    sheet.title = FORM
    _head(sheet, cycle, sender, language)
    _fill(sheet, rows, language)
    about: Any = book.create_sheet(ABOUT)
    for key, value in (
        ("format", FORMAT),
        ("cycle", cycle.id),
        ("asked", sender.kind),
        ("sender", sender.record.id),
        ("language", language),
    ):
        about.append([key, value])
    about.sheet_state = "hidden"
    about.protection.sheet = True
    buffer = io.BytesIO()
    book.save(buffer)
    return fixed_dates(buffer.getvalue())


def _head(sheet: Any, cycle: r.Cycle, sender: Sender, language: str) -> None:
    from openpyxl.styles import Font

    name, title = sender.record.name.in_language(language)[0], cycle.title.in_language(language)[0]
    help_texts = words("help", language)
    lines = [
        words("title", language)[sender.kind],
        f"{name} – {title}",
        help_texts["fill"],
        *([help_texts["once"]] if sender.kind == "organisation" else []),
    ]
    for line in lines:
        sheet.append([None, safe_text(line)])
    sheet["B1"].font = Font(bold=True, size=14)
    sheet.append([])
    sheet.append([words("heading", language)[word] for word in _HEADS])
    for cell in sheet[sheet.max_row]:
        cell.font = Font(bold=True)
    for number, width in enumerate(_WIDTHS):
        sheet.column_dimensions["ABCDEF"[number]].width = width
    sheet.sheet_view.rightToLeft = LANGUAGES[language].is_rtl
    # Protected without a password: it keeps a hand from slipping, not a person from editing.
    sheet.protection.sheet = True
    sheet.protection.formatColumns = sheet.protection.formatRows = False


def _fill(sheet: Any, rows: list[FormRow], language: str) -> None:
    from openpyxl.styles import Font

    lists = _Lists(sheet, language)
    for section, section_rows in groupby(rows, key=lambda row: row.question.section):
        sheet.append([None, f"{section}. {words('section', language)[section]}"])
        sheet.cell(sheet.max_row, 2).font = Font(bold=True)
        for row in section_rows:
            _row(sheet, row, language)
            number = sheet.max_row
            lists.offer("special", f"F{number}")
            if row.question.answer in ("state", "progress"):
                lists.offer(row.question.answer, f"E{number}")


def _row(sheet: Any, row: FormRow, language: str) -> None:
    from openpyxl.styles import Alignment, PatternFill, Protection

    number = sheet.max_row + 1
    for column, text in enumerate((row.key, row.question.text[language], row.about, row.known, "", ""), 1):
        cell = sheet.cell(number, column)
        # A text of the register is shown as it is, and never as a formula.
        cell.value = _legal(text) or None
        if text:
            cell.data_type = "s"
        cell.number_format = "@"
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        if column > 4:
            cell.protection = Protection(locked=False)
            cell.fill = PatternFill("solid", fgColor="FFF8DC")


def _legal(text: str) -> str:
    shown = "".join(sign if sign.isprintable() or sign == "\n" else " " for sign in text)
    return str(safe_text(shown))[:32_767]


class _Lists:
    """The words that a cell offers to choose from."""

    def __init__(self, sheet: Any, language: str) -> None:
        self._sheet, self._language = sheet, language
        self._held: dict[str, Any] = {}

    def offer(self, group: str, cell: str) -> None:
        """Offer the words of a group in a cell."""
        from openpyxl.worksheet.datavalidation import DataValidation

        if group not in self._held:
            choices = ",".join(words(group, self._language).values())
            self._held[group] = DataValidation(type="list", formula1=f'"{choices}"', allow_blank=True)
            self._sheet.add_data_validation(self._held[group])
        self._held[group].add(cell)
