"""``quicksilver mapping``: a column mapping proposed for a table, to be corrected, saved and used again with ``--map``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from quicksilver.cli.options import echo_json, echo_warnings, output

if TYPE_CHECKING:
    from quicksilver.intake.tables import ColumnMapping, Table

__all__ = ["mapping"]


@dataclass(frozen=True)
class _Layout:
    """The columns of a table.

    Attributes
    ----------
    limit : str
        Key of the limits of cells.
    wanted, optional : tuple of str
        Columns that must be there, and those that may be.
    numbers : tuple of str
        Columns of numbers.
    """

    limit: str
    wanted: tuple[str, ...]
    optional: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()


def _inventory() -> _Layout:
    from quicksilver.inventory import fields

    declared = fields("line")
    numbers = tuple(name for name, item in declared.items() if item.type in ("number", "share"))
    return _Layout("inventory", ("source",), tuple(declared), numbers)


def _factors() -> _Layout:
    from quicksilver.factors import OVERLAY_COLUMNS

    numbers = ("input_factor", "input_factor_low", "input_factor_high")
    return _Layout("factors", ("id", "source"), tuple(OVERLAY_COLUMNS), numbers)


def _emissions() -> _Layout:
    from quicksilver.fate.cycle import load_model, models

    boxes = tuple(dict.fromkeys(box for name in models() for box in load_model(name).boxes))
    return _Layout("emissions", ("year",), boxes, ("year", *boxes))


def _totals() -> _Layout:
    from quicksilver.fate.gridding.tables import TOTALS, TOTALS_MORE

    return _Layout("emissions", TOTALS, TOTALS_MORE, ("value", "kg"))


def _points() -> _Layout:
    from quicksilver.fate.gridding.tables import POINTS, POINTS_MORE

    return _Layout("emissions", POINTS, POINTS_MORE, ("value", "kg", "lon", "lat", "height"))


def _regions() -> _Layout:
    from quicksilver.fate.gridding.masks import REGIONS

    return _Layout("emissions", REGIONS)


def _heights() -> _Layout:
    from quicksilver.fate.gridding.tables import HEIGHTS

    return _Layout("emissions", HEIGHTS, (), HEIGHTS[1:])


def _observations() -> _Layout:
    from quicksilver.fate.observations.csv_files import SERIES, SERIES_MORE, STATIONS, STATIONS_MORE

    more = tuple(name for name in (*SERIES_MORE, *STATIONS, *STATIONS_MORE) if name not in SERIES)
    return _Layout("observations", SERIES, more, ("value", "detection_limit", "latitude", "longitude"))


def _stations() -> _Layout:
    from quicksilver.fate.observations.csv_files import STATIONS, STATIONS_MORE

    return _Layout("observations", STATIONS, STATIONS_MORE, ("latitude", "longitude", "elevation"))


def _constraints() -> _Layout:
    from quicksilver.fate.ensemble.constraints import CONSTRAINTS

    return _Layout("observations", CONSTRAINTS[:4], CONSTRAINTS[4:], ("year", "low", "high", "over"))


def _baseline() -> _Layout:
    from quicksilver.scenarios.baseline import BASELINE, BASELINE_MORE

    return _Layout("scenarios", BASELINE, BASELINE_MORE, ("value", "low", "high"))


def _iamc() -> _Layout:
    from quicksilver.scenarios.iamc import IAMC

    return _Layout("scenarios", tuple(IAMC), ("year", "value"), ("value",))


def _rates() -> _Layout:
    from quicksilver.register.questions.rates import RATE_COLUMNS

    return _Layout("rates", RATE_COLUMNS, (), ("value",))


#: What a table is for -> its columns, which are those of its reader.
PURPOSES: dict[str, Callable[[], _Layout]] = {
    "inventory": _inventory,
    "factors": _factors,
    "emissions": _emissions,
    "totals": _totals,
    "points": _points,
    "regions": _regions,
    "heights": _heights,
    "observations": _observations,
    "stations": _stations,
    "constraints": _constraints,
    "baseline": _baseline,
    "iamc": _iamc,
    "rates": _rates,
}


@click.command()
@click.argument("table", metavar="TABLE", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--for", "purpose", type=click.Choice(list(PURPOSES)), required=True, help="What the table is.")
@click.option("--sheet", help="Sheet of a workbook; the first that is filled if omitted.")
@click.option("--header-row", type=click.IntRange(min=1), help="Row of the headings; it is found if omitted.")
@click.option(
    "--out", type=click.Path(path_type=Path, dir_okay=False), help="File to write, for use with --map."
)
@click.option("--force", is_flag=True, help="Replace an existing file.")
@output
def mapping(
    table: Path,
    purpose: str,
    sheet: str | None,
    header_row: int | None,
    out: Path | None,
    force: bool,
    as_json: bool,
    quiet: bool,
) -> None:
    """Propose a column mapping for a table: which heading is read as which column.

    Nothing is read with it until it is used with --map. Check it first: a heading that is only similar in its letters is
    marked. Correct the file where it is wrong.
    """
    from quicksilver.intake.declared import noted
    from quicksilver.intake.tables import ColumnMapping, propose, read_table
    from quicksilver.outputs import write_files

    layout = PURPOSES[purpose]()
    with noted() as notes:
        # Stored results show of which kind a column is; whether they are used is stated where the table is read.
        read = read_table(
            table,
            layout.limit,
            optional=(*layout.wanted, *layout.optional),
            mapping=ColumnMapping(header_row=header_row or 0),
            sheet=sheet,
            cached=True,
            short=True,
            collected=[],
        )
        proposal = propose(read, layout.wanted, layout.optional, layout.numbers)
    if out is not None:
        write_files(out.parent, {out.name: proposal.text().encode("utf-8")}, force=force)
    shown = _described(read, proposal, layout)
    if as_json:
        warnings = [note.as_dict() for note in notes]
        echo_json({**shown, "mapping": proposal.as_dict(), "written": str(out or ""), "warnings": warnings})
    elif not quiet:
        echo_warnings(notes)
        _print(shown, proposal, table, out)


def _described(read: Table, proposal: ColumnMapping, layout: _Layout) -> dict[str, Any]:
    """Return which heading is which column, and what is left on either side."""
    from quicksilver.intake.tables.headings import Headings
    from quicksilver.intake.tables.table import UNIT_COLUMNS

    known = Headings([*layout.wanted, *layout.optional])
    used = set(proposal.columns.values())
    stated = {
        *proposal.columns,
        *proposal.constants,
        *(UNIT_COLUMNS.get(name, "") for name in proposal.units),
    }
    return {
        "columns": [
            {
                "column": name,
                "heading": heading,
                "unit": proposal.units.get(name, ""),
                "similar": not known.name(heading) and name not in proposal.units,
            }
            for name, heading in proposal.columns.items()
        ],
        "not_used": [text.strip() for text in read.headings if text.strip() and text.strip() not in used],
        "missing": [name for name in layout.wanted if name not in stated],
        "decimal": proposal.decimal,
        "header_row": read.source.header_row,
    }


def _print(shown: dict[str, Any], proposal: ColumnMapping, table: Path, out: Path | None) -> None:
    for row in shown["columns"]:
        unit = f", in {row['unit']}" if row["unit"] else ""
        similar = " (only similar: check it)" if row["similar"] else ""
        click.echo(f"{row['heading']!r} is read as {row['column']}{unit}{similar}")
    click.echo(f"not used: {', '.join(shown['not_used']) or 'none'}")
    click.echo(f"missing: {', '.join(shown['missing']) or 'none'}")
    signs = {".": "point", ",": "comma", "": "not known from the cells"}
    click.echo(f"decimal sign: {signs[shown['decimal']]}")
    if shown["header_row"]:
        click.echo(f"headings in row {shown['header_row']}")
    if out is None:
        click.echo(f"\n{proposal.text()}", nl=False)
        click.echo(f"\nTo save it: add --out {table.stem}.yml")
    else:
        click.echo(f"Written to {out}. Check it, and use it with --map {out}")
