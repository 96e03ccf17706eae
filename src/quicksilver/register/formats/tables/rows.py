"""The table of a kind: titles of its columns, and a row of cells for each record."""

from __future__ import annotations

from typing import Any

from quicksilver.register.formats.tables.columns import cells_of, columns_of
from quicksilver.register.formats.text_form.plain import plain_record
from quicksilver.register.register import Register

__all__ = ["table_of"]


def table_of(register: Register, kind: str) -> tuple[list[str], list[list[Any]]]:
    """Return the titles of the columns that are needed, and the rows in the order of the identifiers.

    An empty cell is ``None``.
    """
    records = register.records.get(kind, {})
    filled = [cells_of(kind, {"id": key, **plain_record(records[key])}) for key in sorted(records)]
    used = {title for cells in filled for title in cells}
    titles = [column.title for column in columns_of(kind) if column.always or column.title in used]
    return titles, [[cells.get(title) for title in titles] for cells in filled]
