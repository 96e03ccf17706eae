"""The register as tables: a workbook with one sheet per kind of record, or a directory of CSV files.

Both hold all of a register and give it back equal. A text has a column for each language (``title [zh]``), a single
part of a record has columns with a full stop (``amount.value``), and lists of parts stand as JSON in one cell.
"""

from __future__ import annotations

from quicksilver.register.formats.tables.csv_files import export_csv, load_csv
from quicksilver.register.formats.tables.workbook import export_workbook, load_workbook

__all__ = ["export_csv", "export_workbook", "load_csv", "load_workbook"]
