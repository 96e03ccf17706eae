"""``quicksilver inventory assessment``, ``trend`` and ``sum``: what the Convention asks of inventories."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from quicksilver.cli.inventory import draws_option, law_option
from quicksilver.cli.options import (
    echo_json,
    echo_table,
    factors_option,
    file_argument,
    language,
    output,
    progress,
    reading_options,
    seed,
)
from quicksilver.reports.documents_list import DOCUMENTS

__all__ = ["assessment", "sum_", "trend"]

files_argument = click.argument(
    "files", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path)
)
out_option = click.option(
    "--out", type=click.Path(path_type=Path), help="Folder for the document, tables and charts."
)
force_option = click.option("--force", is_flag=True, help="Replace existing files.")


@click.command()
@files_argument
@out_option
@force_option
@draws_option
@law_option
@seed
@reading_options("files")
@factors_option
@language
@output
def trend(
    files: tuple[Path, ...],
    out: Path | None,
    force: bool,
    draws: int,
    law: str,
    seed: int,
    factors_file: Path | None,
    language: str,
    as_json: bool,
    quiet: bool,
) -> None:
    """Write the trend of a country over the years, with the causes of each change.

    Every change is split exactly into activity, input factor, output shares, coverage (a source that is known in one year
    only) and the corrections for double counting.
    """
    from quicksilver.inventory import run_many
    from quicksilver.inventory.results.trend import trend as made_trend

    results = run_many(files, factors=factors_file, draws=draws, seed=seed, law=law)
    made = made_trend(results, language)
    _write("trend", made, out, language, force, quiet)
    if as_json:
        tables = {"totals": made.totals, "groups": made.groups, "changes": made.changes}
        echo_json({name: _records(table) for name, table in tables.items()})
    elif not quiet:
        totals = made.totals[made.totals["of"] == "input"]
        click.echo("Mercury input, kg per year")
        echo_table(totals[["year", "total_kg", "low_kg", "high_kg", "unknown", "not_given"]], as_json=False)
        changes = made.changes[(made.changes["group"] == "TOTALS") & (made.changes["of"] == "input")]
        click.echo("Causes of its changes, kg per year")
        echo_table(changes.drop(columns=["group", "name", "of"]), as_json=False)
        if out is not None:
            click.echo(f"Written to {out}")


@click.command()
@file_argument
@click.option(
    "--out", required=True, type=click.Path(path_type=Path), help="Folder for the document and its tables."
)
@force_option
@draws_option
@law_option
@seed
@reading_options("file")
@factors_option
@language
@output
def assessment(
    file: Path,
    out: Path,
    force: bool,
    draws: int,
    law: str,
    seed: int,
    factors_file: Path | None,
    language: str,
    as_json: bool,
    quiet: bool,
) -> None:
    """Write the chapters of a Minamata Initial Assessment, with the tables for Articles 8, 9 and 21.

    The chapter of the inventory is filled from the run; the others have the texts of the institution, which are kept with
    the inventory, and state what is to be written.
    """
    from quicksilver.inventory import run as run_one

    result = run_one(file, factors=factors_file, draws=draws, seed=seed, law=law)
    _write("assessment", result, out, language, force, quiet)
    if as_json:
        echo_json({"written": str(out), "run_id": result.run_id})
    elif not quiet:
        click.echo(f"Written to {out}")


@click.command()
@files_argument
@out_option
@force_option
@draws_option
@law_option
@seed
@reading_options("files")
@factors_option
@language
@output
def sum_(
    files: tuple[Path, ...],
    out: Path | None,
    force: bool,
    draws: int,
    law: str,
    seed: int,
    factors_file: Path | None,
    language: str,
    as_json: bool,
    quiet: bool,
) -> None:
    """Add up the inventories of several countries, with what is unknown counted.

    The draws are added one by one; a factor that several countries use is one uncertain number.
    """
    from quicksilver.inventory import run as run_one
    from quicksilver.inventory.results.sums import sums

    results = [run_one(file, factors=factors_file, draws=draws, seed=seed, law=law) for file in files]
    made = sums(results, language)
    _write("sum", made, out, language, force, quiet)
    if as_json:
        tables = {"countries": made.countries, "totals": made.totals, "groups": made.groups}
        echo_json({name: _records(table) for name, table in tables.items()})
    elif not quiet:
        names = ["name", "year", "input_kg", "air_kg", "sources_unknown", "sources_not_given"]
        echo_table(made.countries[names], as_json=False)
        click.echo(f"Sum over {len(results)} countries, kg per year")
        echo_table(
            made.totals[["name", "total_kg", "low_kg", "high_kg", "mc_low_kg", "mc_high_kg"]], as_json=False
        )
        if out is not None:
            click.echo(f"Written to {out}")


def _records(table: Any) -> Any:
    from quicksilver.outputs import records

    return records(table)


def _write(name: str, made: object, out: Path | None, language: str, force: bool, quiet: bool) -> None:
    from quicksilver.outputs import write_files

    if out is not None:
        with progress(6, quiet=quiet, what=name) as step:
            files = DOCUMENTS[name].files(made, language=language, progress=step)
        write_files(out, files, force=force)
