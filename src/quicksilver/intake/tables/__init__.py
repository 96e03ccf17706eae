"""Tables that people bring: CSV of any dialect, XLSX, ODS and JSON, with named columns and the place of every cell."""

from quicksilver.intake.tables.checks import number, numbers, plain_numbers, unread, years
from quicksilver.intake.tables.mapping import ColumnMapping, propose, read_mapping
from quicksilver.intake.tables.reading import read_table
from quicksilver.intake.tables.sheets import refused_formula
from quicksilver.intake.tables.table import LIMITS, Cell, Row, Source, Table, as_text, comma_note

__all__ = [
    "LIMITS",
    "Cell",
    "ColumnMapping",
    "Row",
    "Source",
    "Table",
    "as_text",
    "comma_note",
    "number",
    "numbers",
    "plain_numbers",
    "propose",
    "read_mapping",
    "read_table",
    "refused_formula",
    "unread",
    "years",
]
