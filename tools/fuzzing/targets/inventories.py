"""Inventories and factors."""

from __future__ import annotations

import functools
import io
import json
from pathlib import Path
from typing import Any, Final

from fuzzing.cases import Target

__all__ = ["FACTORS", "GENERAL", "LINES", "sheet_of", "targets"]

GENERAL: Final = json.dumps(
    {
        "country": "SEN",
        "year": 2020,
        "level": 1,
        "population": 5000000,
        "electrification_rate": 0.6,
        "dental_personnel_per_1000": 0.2,
        "waste_well_managed": False,
    },
    indent=1,
).encode()
LINES: Final = (
    b"source,technology,presence,activity,unit,activity_low,activity_high,"
    b"input_factor,input_factor_low,input_factor_high,input_factor_unit,source_of_data,note\n"
    b"L1-COAL-OTH,,Y,150,kt,140,160,0.2,0.1,0.3,g Hg/t,statistics,\n"
    b"L1-OIL-LIGHT,,Y,2.5,Mt,2.25,2.75,,,,,statistics,a note\n"
    b"L1-CREM,,Y,1000,corpses,,,,,,,,\n"
    b"L1-CEM,,N,,,,,,,,,,\n"
)
FACTORS: Final = (
    b"id,technology,input_factor,input_factor_low,input_factor_high,input_factor_unit,"
    b"air,water,land,products,general_waste,sector_waste,source,note\n"
    b"L1-COAL-PP,,0.2,0.1,0.3,g Hg/t,,,,,,,Measurements 2019,\n"
    b"L1-COAL-OTH,,0.15,0.05,0.3,g Hg/t,,,,,,,Measurements 2020,\n"
)
_NUMBERS: Final = (
    "activity",
    "activity_low",
    "activity_high",
    "input_factor",
    "input_factor_low",
    "input_factor_high",
)
_UNITS: Final = ("unit", "input_factor_unit")


def sheet_of(rows: list[list[Any]], title: str = "data") -> bytes:
    """Return a workbook with one sheet."""
    import openpyxl

    book = openpyxl.Workbook()
    book.active.title = title
    for row in rows:
        book.active.append(row)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _json_sample() -> bytes:
    lines = [
        {
            "source": "L1-COAL-OTH",
            "presence": "Y",
            "activity": 150,
            "unit": "kt",
            "activity_low": 140,
            "activity_high": 160,
        },
        {"source": "L1-CREM", "presence": "Y", "activity": 1000, "unit": "corpses", "note": "counted"},
    ]
    return json.dumps({"general": json.loads(GENERAL), "lines": lines}).encode()


def _workbook() -> bytes:
    """Return a filled workbook, with the sheets of the template that a reader needs."""
    from quicksilver.factors import shipped
    from quicksilver.inventory.files.template import template_bytes
    from quicksilver.inventory.model import ActivityLine, General, InventoryInput

    lines = (
        ActivityLine("L1-COAL-OTH", "x", presence="Y", activity=150.0, unit="kt"),
        ActivityLine("L1-CREM", "x", presence="Y", activity=1000.0, unit="corpses"),
    )
    return template_bytes(
        1, "en", shipped(), InventoryInput("x", General("SEN", 2020, 1, population=5e6), lines, "")
    )


def _import(path: Path) -> None:
    import pandas as pd

    from quicksilver.cli.national.factors_import import _checked
    from quicksilver.factors import OVERLAY_COLUMNS
    from quicksilver.factors.importing import import_toolkit
    from quicksilver.outputs import csv_bytes

    columns = {
        "id": "Category",
        "input_factor": "C",
        "input_factor_low": "Min",
        "input_factor_high": "Max",
        "input_factor_unit": "Unit",
    }
    rows = import_toolkit(path, sheet="5.3", header_row=1, columns=columns, source="x")
    table = pd.DataFrame(rows, columns=list(OVERLAY_COLUMNS)).fillna("")
    # The command checks what it will write as the overlay that it is.
    _checked(csv_bytes(table), "f.csv")


def _bridge(path: Path) -> None:
    """Take a workbook of the Toolkit's kind by its content into an inventory."""
    from quicksilver.factors import shipped
    from quicksilver.inventory.bridge.workbook import read as read_workbook
    from quicksilver.inventory.bridge.writing import taken_from

    given = {"country": "SEN", "year": 2020}
    taken_from(read_workbook(path, shipped(), source="x", level=2, given=given), shipped())


#: A sheet of the Toolkit's kind.
FUELS = (
    ("Toolkit Inventory Level 2", *[""] * 8),
    (
        "C",
        "Su-C",
        "Source category",
        "Exists? (y/n/?)",
        "Activity rate",
        "Activity unit",
        "Default input factor (low - high)",
        "Input factor",
        "Unit",
    ),
    ("", "5.1.1", "Coal combustion in large power plants", "y", *[""] * 5),
    ("", "", "Coal type: hard coal", "", 450000, "t/y", "0.05 - 0.5", 0.15, "g Hg/t"),
    ("", "", "Coal type: lignite", "", 1000, "t/y", "0.05 - 0.2", 0.1, "g Hg/t"),
)


def targets() -> list[Target]:
    """Return the readers of inventories and of factors."""
    from quicksilver.factors import load
    from quicksilver.inventory import run

    read = functools.partial(run, draws=0)

    factors = [[_cell(cell) for cell in line.split(",")] for line in FACTORS.decode().splitlines()]
    toolkit = [["Category", "Min", "Default", "Max", "Unit"], ["5.3.1-no", 0.01, 0.08, 0.4, "g Hg/t"]]
    make = functools.partial(Target, "inventory", read=read)
    return [
        make(
            "csv",
            "inventory.csv",
            LINES,
            form="csv",
            beside={"general.json": GENERAL},
            numbers=_NUMBERS,
            units=_UNITS,
        ),
        make(
            "general.json",
            "general.json",
            GENERAL,
            read=lambda path: read(path.with_name("inventory.csv")),
            form="json",
            beside={"inventory.csv": LINES},
            numbers=("population", "electrification_rate"),
        ),
        make(
            "json",
            "inventory.json",
            _json_sample(),
            form="json",
            numbers=(*_NUMBERS, "population"),
            units=_UNITS,
        ),
        make("xlsx", "inventory.xlsx", _workbook(), form="xlsx", first=5),
        Target("factor overlay", "csv", "f.csv", FACTORS, load, "csv", numbers=_NUMBERS, units=_UNITS),
        Target(
            "factor overlay",
            "xlsx",
            "f.xlsx",
            sheet_of(factors),
            load,
            "xlsx",
            numbers=("C", "D", "E"),
            units=("F",),
        ),
        Target(
            "factors import",
            "xlsx",
            "t.xlsx",
            sheet_of(toolkit, "5.3"),
            _import,
            "xlsx",
            numbers=("B", "C"),
            units=("E",),
        ),
        Target(
            "inventory import",
            "xlsx",
            "u.xlsx",
            sheet_of([list(row) for row in FUELS], "5.1"),
            _bridge,
            "xlsx",
        ),
    ]


def _cell(text: str) -> Any:
    try:
        return float(text)
    except ValueError:
        return text or None
