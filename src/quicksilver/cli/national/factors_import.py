"""``quicksilver factors import``: factors of a workbook as an overlay."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from quicksilver.cli.national.inventory_import import echo_rows, level_option, match_option
from quicksilver.cli.options import echo_json, language, output, reading_options

if TYPE_CHECKING:
    from quicksilver.inventory.bridge.workbook import Workbook

__all__ = ["import_"]


@click.command()
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--sheet", help="Sheet that contains the table; needed with --column.")
@click.option(
    "--header-row", type=click.IntRange(min=1), default=1, show_default=True, help="Row of the column titles."
)
@click.option(
    "--last-row", type=click.IntRange(min=1), help="Last row of the table; the whole sheet by default."
)
@click.option(
    "--column",
    "columns",
    multiple=True,
    metavar="NAME=TITLE",
    help="A stated layout: which column (title or letter) contains id, input_factor, input_factor_low, input_factor_high, "
    "input_factor_unit, technology, air, water, land, products, general_waste, sector_waste; may be repeated.",
)
@click.option(
    "--source",
    required=True,
    help="What the workbook is: title, edition, date. It is written into every row.",
)
@level_option
@match_option
@reading_options("file", only=("decimal", "use_cached"))
@language
@click.option(
    "--out", required=True, type=click.Path(path_type=Path, dir_okay=False), help="Overlay CSV to write."
)
@click.option("--force", is_flag=True, help="Replace an existing file.")
@output
def import_(
    file: Path,
    sheet: str | None,
    header_row: int,
    last_row: int | None,
    columns: tuple[str, ...],
    source: str,
    level: int | None,
    match_file: Path | None,
    language: str,
    out: Path,
    force: bool,
    as_json: bool,
    quiet: bool,
) -> None:
    """Read factors from a Toolkit workbook into an overlay CSV.

    Rows are matched by category number, name in any of six languages, unit and level; beside the overlay a
    table MATCH (the name of --out with -match) lists each row of the workbook. Where --column states the layout,
    nothing is looked for. The overlay is checked against the shipped set before it is written. Use it with
    --factors.
    """
    from quicksilver.outputs import write_files

    if columns or header_row != 1 or _is_overlay(file, sheet):
        if sheet is None:
            raise click.UsageError("--sheet is needed where --column or --header-row states the layout")
        files, book, count = _stated_layout(file, sheet, header_row, last_row, columns, source, level, out)
    else:
        files, book, count = _by_content(file, sheet, source, level, match_file, language, out)
    write_files(out.parent, files, force=force)
    if as_json:
        echo_json({"written": str(out), "rows": count})
    elif not quiet:
        if book is not None:
            echo_rows(book, language)
        click.echo(
            f"{out}: {count} rows. Use it with --factors {out}. To see what it changes: "
            f"quicksilver factors diff shipped {out}"
        )


def _is_overlay(file: Path, sheet: str | None) -> bool:
    """Return whether the first row of a sheet has the columns of an overlay."""
    from quicksilver.factors.workbook import chosen_sheet
    from quicksilver.intake.workbooks import read_workbook

    if sheet is None:
        return False
    page = chosen_sheet(file, read_workbook(file), sheet)
    titles = {str(cell.value).strip().casefold() for (row, _), cell in page.cells.items() if row == 1}
    return {"id", "input_factor"} <= titles


def _stated_layout(
    file: Path,
    sheet: str,
    header_row: int,
    last_row: int | None,
    columns: tuple[str, ...],
    source: str,
    level: int | None,
    out: Path,
) -> tuple[dict[str, bytes], None, int]:
    """Return the overlay of a sheet whose columns are stated."""
    import pandas as pd

    from quicksilver.factors import OVERLAY_COLUMNS
    from quicksilver.factors.importing import import_toolkit
    from quicksilver.inventory.bridge.level import level_of_texts
    from quicksilver.outputs import csv_bytes

    mapping = dict(_pair(text) for text in columns)
    named = level_of_texts([sheet, source])
    rows = import_toolkit(
        file,
        sheet=sheet,
        header_row=header_row,
        columns=mapping or {name: name for name in ("id", "input_factor", "input_factor_unit")},
        source=source,
        last_row=last_row,
        level=level or (named.pop() if len(named) == 1 else None),
    )
    table = pd.DataFrame(rows, columns=list(OVERLAY_COLUMNS)).fillna("")
    _checked(csv_bytes(table), out.name)
    return {out.name: csv_bytes(table)}, None, len(rows)


def _by_content(
    file: Path,
    sheet: str | None,
    source: str,
    level: int | None,
    match_file: Path | None,
    language: str,
    out: Path,
) -> tuple[dict[str, bytes], Workbook, int]:
    """Return the overlay of a workbook of the Toolkit's kind, and the table of the match."""
    import pandas as pd

    from quicksilver.errors import InputProblems
    from quicksilver.factors import shipped
    from quicksilver.inventory.bridge.decisions import COLUMNS, read_decisions
    from quicksilver.inventory.bridge.table import match_rows
    from quicksilver.inventory.bridge.workbook import read
    from quicksilver.inventory.bridge.writing import factor_rows, files_of
    from quicksilver.language.problems import problem
    from quicksilver.outputs import csv_bytes

    book = read(
        file,
        shipped(),
        source=source,
        level=level,
        sheet=sheet,
        decisions=None if match_file is None else read_decisions(match_file),
    )
    rows = factor_rows(book, shipped())
    if not rows:
        reasons = [reason for line in book.lines for reason in line.reasons]
        raise InputProblems([problem("bridge.nothing", str(file.name)), *reasons])
    match = csv_bytes(pd.DataFrame(match_rows(book, language), columns=list(COLUMNS)))
    files = {out.name: files_of(rows, shipped(), out.name), f"{out.stem}-match.csv": match}
    return files, book, len({row["id"] for row in rows})


def _checked(data: bytes, name: str) -> None:
    """Apply the overlay to the shipped set once, so that what is written can be used."""
    import tempfile

    from quicksilver.factors import load

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(data)
        load(path)


def _pair(text: str) -> tuple[str, str]:
    from quicksilver.errors import closest
    from quicksilver.factors import OVERLAY_COLUMNS

    name, sign, title = text.partition("=")
    if not sign or not title.strip():
        raise click.BadParameter(f"{text!r} is not NAME=TITLE, such as input_factor=E", param_hint="--column")
    if name.strip() not in OVERLAY_COLUMNS:
        guess = closest(name, OVERLAY_COLUMNS)
        hint = f"; did you mean {guess!r}?" if guess else ""
        raise click.BadParameter(f"unknown column {name!r}{hint}", param_hint="--column")
    return name.strip(), title.strip()
