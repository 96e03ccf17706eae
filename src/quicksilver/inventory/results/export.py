"""The files of an inventory: CSV, workbook, netCDF and receipt, as bytes."""

from __future__ import annotations

import datetime
import io
import math
from typing import TYPE_CHECKING, Any

from quicksilver.inventory.results.findings.checks import check
from quicksilver.inventory.results.receipt import receipt
from quicksilver.inventory.results.tables import dataset, gaps_table, lines_table, summary_table
from quicksilver.inventory.results.values import values_table
from quicksilver.language.names import label
from quicksilver.language.screen import heading, screen
from quicksilver.languages import LANGUAGES
from quicksilver.outputs import csv_bytes, fixed_dates, json_bytes, safe_text

if TYPE_CHECKING:
    import pandas as pd

    from quicksilver.inventory.results.result import Result

__all__ = ["files", "findings_table", "netcdf_bytes", "workbook_bytes"]


def files(inventory: Result, language: str = "en") -> dict[str, bytes]:
    """Return the tables and arrays of an inventory by file name.

    Parameters
    ----------
    inventory : Result
    language : str
        Language of names, findings and the headings of the workbook; columns of CSV files keep their names.
    """
    return {
        "lines.csv": csv_bytes(lines_table(inventory, language)),
        "summary.csv": csv_bytes(summary_table(inventory, language)),
        "gaps.csv": csv_bytes(gaps_table(inventory, language)),
        "findings.csv": csv_bytes(findings_table(inventory, language)),
        "values.csv": csv_bytes(values_table(inventory, language)),
        "inventory.nc": netcdf_bytes(inventory),
        "inventory.xlsx": workbook_bytes(inventory, language),
        "receipt.json": json_bytes(receipt(inventory)),
    }


def findings_table(inventory: Result, language: str = "en") -> pd.DataFrame:
    """Return what the quality checks found, as a table; grades and ids are words of programs in every language."""
    import pandas as pd

    columns = ["check", "severity", "what", "source", "where", "remedy"]
    return pd.DataFrame([finding.as_dict(language) for finding in check(inventory)], columns=columns)


def netcdf_bytes(inventory: Result) -> bytes:
    """Return the labelled arrays as a netCDF 4 file."""
    target = io.BytesIO()
    data = dataset(inventory)
    plain = {name: {"zlib": True, "complevel": 4} for name in data.data_vars if str(name).endswith("draws")}
    data.to_netcdf(target, engine="h5netcdf", encoding=plain)
    return target.getvalue()


def workbook_bytes(inventory: Result, language: str = "en") -> bytes:
    """Return all tables as one workbook; equal inventories give equal bytes."""
    from openpyxl import Workbook

    from quicksilver.package import VERSION

    book = Workbook()
    book.remove(book.active)  # type: ignore[arg-type]
    sheets = {
        "summary": summary_table(inventory, language),
        "lines": lines_table(inventory, language),
        "gaps": gaps_table(inventory, language),
        "findings": findings_table(inventory, language),
    }
    for name, table in sheets.items():
        sheet = book.create_sheet(screen(f"sheet.{name}", language))
        _fill(sheet, table, [heading(str(column), language) for column in table.columns])
        sheet.sheet_view.rightToLeft = LANGUAGES[language].is_rtl
    _fill_pairs(book.create_sheet(screen("sheet.receipt", language)), receipt(inventory))
    book.properties.creator = f"Quicksilver {VERSION}"
    book.properties.title = f"{label('group', 'TOTALS', language)} {inventory.label}"
    book.properties.created = book.properties.modified = datetime.datetime(2000, 1, 1)  # noqa: DTZ001
    target = io.BytesIO()
    book.save(target)
    return fixed_dates(target.getvalue())


def _cell(value: Any) -> Any:
    plain = value.item() if hasattr(value, "item") else value
    return None if isinstance(plain, float) and math.isnan(plain) else safe_text(plain)


def _fill(sheet: Any, table: pd.DataFrame, heads: list[str]) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter

    sheet.append(heads)
    for row in table.astype(object).itertuples(index=False):
        sheet.append([_cell(value) for value in row])
    for column, name in enumerate(table.columns, 1):
        head = sheet.cell(1, column)
        head.font, head.alignment = Font(bold=True, color="FFFFFF"), Alignment(wrap_text=True, vertical="top")
        head.fill = PatternFill("solid", fgColor="1F4E5F")
        longest = max([len(heads[column - 1]), *(len(str(value)) for value in table[name].head(200))])
        sheet.column_dimensions[get_column_letter(column)].width = min(max(10, longest + 1), 48)
        if str(name).endswith("_kg"):
            for (cell,) in sheet.iter_rows(2, sheet.max_row, column, column):
                cell.number_format = "#,##0.000"
    sheet.freeze_panes = "E2"
    if len(table):
        sheet.auto_filter.ref = sheet.dimensions


def _fill_pairs(sheet: Any, data: dict[str, Any], prefix: str = "") -> None:
    for key, value in data.items():
        name = f"{prefix}{key}"
        if isinstance(value, dict):
            _fill_pairs(sheet, value, f"{name}.")
        elif isinstance(value, list):
            for number, item in enumerate(value, 1):
                text = (
                    "; ".join(f"{k}: {v}" for k, v in item.items()) if isinstance(item, dict) else str(item)
                )
                sheet.append([f"{name}.{number}", safe_text(text)])
        else:
            sheet.append([name, _cell(value)])
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 44, 90
