"""``quicksilver inventory assessment``, ``trend`` and ``sum``: what the Convention asks of inventories."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

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
from quicksilver.language.screen import screen
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
        click.echo(screen("trend.totals", language))
        _echo(totals[["year", "total_kg", "low_kg", "high_kg", "unknown", "not_given"]], language)
        changes = made.changes[(made.changes["group"] == "TOTALS") & (made.changes["of"] == "input")]
        click.echo(screen("trend.causes", language))
        _echo(changes.drop(columns=["group", "name", "of"]), language)
        if out is not None:
            click.echo(screen("run.written", language, folder=str(out)))


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
        click.echo(screen("run.written", language, folder=str(out)))


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
        _echo(made.countries[names].rename(columns={"name": "country"}), language)
        click.echo(screen("sum.head", language, count=len(results)))
        _echo(made.totals[["name", "total_kg", "low_kg", "high_kg", "mc_low_kg", "mc_high_kg"]], language)
        if out is not None:
            click.echo(screen("run.written", language, folder=str(out)))


#: What columns are called on the screen where they are not called by their own names.
_CALLED: Final = {
    "sources_unknown": "column.unknown",
    "sources_not_given": "column.not_given",
    **{part: f"cause.{part}" for part in ("activity", "factor", "outputs", "coverage", "corrections")},
}


def _echo(table: Any, language: str) -> None:
    """Print a table with the headings and numbers of a language."""
    from quicksilver.language.names import label
    from quicksilver.language.numbers import shown

    made = table.copy()
    for name in table.columns:
        if str(name).endswith("_kg"):
            made[name] = [shown(value, language) for value in table[name]]
    heads = {}
    for name in table.columns:
        word = str(name).removesuffix("_kg")
        is_pathway = word in ("input", "air")
        heads[name] = (
            label("pathway", word, language)
            if is_pathway
            else screen(_CALLED.get(word, f"column.{word}"), language)
        )
    echo_table(made.rename(columns=heads), as_json=False)


def _records(table: Any) -> Any:
    from quicksilver.outputs import records

    return records(table)


def _write(name: str, made: object, out: Path | None, language: str, force: bool, quiet: bool) -> None:
    from quicksilver.outputs import write_files

    if out is not None:
        with progress(6, quiet=quiet, what=name) as step:
            files = DOCUMENTS[name].files(made, language=language, progress=step)
        write_files(out, files, force=force)
