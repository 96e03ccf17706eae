"""``quicksilver inventory``: the commands around a national inventory."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from quicksilver.cli.lazy import LazyGroup
from quicksilver.cli.options import (
    PathwayChoice,
    echo_json,
    echo_table,
    echo_warnings,
    factors_option,
    file_argument,
    language,
    output,
    progress,
    reading_options,
    seed,
)
from quicksilver.reports.documents_list import DOCUMENTS

if TYPE_CHECKING:
    from quicksilver.inventory import Inventory
    from quicksilver.inventory.spread import Spread

__all__ = ["inventory"]

_HERE = "quicksilver.cli.inventory:"
COLUMNS = ("input", "air", "water", "land", "products", "general_waste", "sector_waste")

corrections_option = click.option(
    "--no-double-counting-corrections",
    "corrections",
    flag_value=False,
    default=True,
    help="Do not correct the totals for double counting (rules DC1 to DC4).",
)
draws_option = click.option(
    "--draws",
    type=click.IntRange(0, 1_000_000),
    default=1000,
    show_default=True,
    help="Correlated Monte Carlo draws; 0 gives the bounding interval only.",
)
#: Notes on reading that are printed after a run.
_NOTES_SHOWN = 40
law_option = click.option(
    "--law",
    type=click.Choice(("triangle", "stated")),
    default="stated",
    show_default=True,
    help="Law of the draws: stated follows what the published ends are and takes central values as medians; triangle "
    "takes them as modes, as version 0.1 did.",
)
assumed_option = click.option(
    "--assumed-ranges/--no-assumed-ranges",
    "assumed_ranges",
    default=None,
    help="Whether a range is assumed for input factors of unknown range; the inventory states it, else yes. Without, a "
    "total that rests on them has no 95 % range.",
)
previous_option = click.option(
    "--previous",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Inventory of another year of the same country: amounts that differ a thousandfold are reported.",
)


@click.group(
    cls=LazyGroup,
    lazy={
        "template": (_HERE + "template", "Write an empty workbook to fill in."),
        "run": (_HERE + "run", "Calculate an inventory and write tables, charts and the national report."),
        "import": (
            "quicksilver.cli.national.inventory_import:import_",
            "Take a filled workbook of the Toolkit's kind into an inventory.",
        ),
        "explain": (_HERE + "explain", "Print the full derivation of a number."),
        "check": (_HERE + "check", "Run the quality checks; non-zero exit code on errors."),
        "compare": (
            _HERE + "compare",
            "Show two inventories side by side, or one under several factor sets.",
        ),
        "assessment": (
            "quicksilver.cli.national.over_inventories:assessment",
            "Write the chapters of a Minamata Initial Assessment, with the tables for Articles 8, 9 and 21.",
        ),
        "trend": (
            "quicksilver.cli.national.over_inventories:trend",
            "Write the trend of a country over the years, with the causes of each change.",
        ),
        "sum": (
            "quicksilver.cli.national.over_inventories:sum_",
            "Add up the inventories of several countries, with what is unknown counted.",
        ),
        "sensitivity": (
            _HERE + "sensitivity",
            "Rank the inputs by their share of the variance: the list of data gaps.",
        ),
        "example": (_HERE + "example", "Copy the teaching example, for trying the other commands."),
        "values": (_HERE + "values", "List the values that your own text in the report can use."),
        "schema": (_HERE + "schema", "Print the JSON Schema of an inventory in one file."),
    },
)
def inventory() -> None:
    """National mercury inventories by the method of the UNEP Toolkit."""


@click.command()
@click.option("--level", type=click.IntRange(1, 2), required=True, help="Level of the inventory: 1 or 2.")
@language
@click.option(
    "--out", required=True, type=click.Path(path_type=Path, dir_okay=False), help="Workbook to write (.xlsx)."
)
@click.option(
    "--from",
    "prefill",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Fill in the data of another inventory, such as last year's.",
)
@click.option("--force", is_flag=True, help="Replace an existing file.")
@factors_option
@reading_options("prefill")
@output
def template(
    level: int,
    language: str,
    out: Path,
    prefill: Path | None,
    force: bool,
    factors_file: Path | None,
    as_json: bool,
    quiet: bool,
) -> None:
    """Write an empty workbook to fill in.

    The workbook is laid out in the Toolkit's steps, with drop-down lists for Y/N/?, units and technologies.
    """
    from quicksilver.factors import load
    from quicksilver.inventory import read
    from quicksilver.inventory.files.template import template_bytes
    from quicksilver.outputs import write_files

    if out.suffix.lower() != ".xlsx":
        raise click.BadParameter(
            f"{out.name!r} does not end in .xlsx; write --out {out.stem}.xlsx", param_hint="--out"
        )
    factors = load(factors_file)
    given = read(prefill, factors) if prefill else None
    data = template_bytes(level, language, factors=factors, prefill=given)
    write_files(out.parent, {out.name: data}, force=force)
    if as_json:
        echo_json({"written": str(out), "level": level, "language": language})
    elif not quiet:
        click.echo(f"{out}: fill it in, then run: quicksilver inventory run {out} --out results")


@click.command()
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--out", required=True, type=click.Path(path_type=Path), help="Folder for the results.")
@draws_option
@law_option
@assumed_option
@seed
@reading_options("files")
@factors_option
@previous_option
@language
@click.option(
    "--compare-factors",
    "several",
    metavar="A,B,C",
    help="Add a chapter to the report: this inventory under several factor sets, such as toolkit,reviewed-2026,emep-eea.",
)
@click.option("--no-report", is_flag=True, help="Write tables and arrays only, no charts and documents.")
@corrections_option
@click.option(
    "--scheduler", metavar="NAME", help="'dask' for a local cluster or the address of one; for many files."
)
@click.option("--force", is_flag=True, help="Replace existing files.")
@output
def run(
    files: tuple[Path, ...],
    out: Path,
    draws: int,
    law: str,
    assumed_ranges: bool | None,
    seed: int,
    factors_file: Path | None,
    previous: Path | None,
    language: str,
    several: str | None,
    no_report: bool,
    corrections: bool,
    scheduler: str | None,
    force: bool,
    as_json: bool,
    quiet: bool,
) -> None:
    """Calculate an inventory and write tables, charts and the national report.

    FILE is a workbook made by `template`, a CSV with general.json beside it, or one JSON file. With several
    files, each has its own folder under --out, named by country and year.
    """
    from quicksilver.inventory import run as run_one
    from quicksilver.inventory import run_many

    options: dict[str, Any] = {
        "factors": factors_file,
        "draws": draws,
        "seed": seed,
        "corrections": corrections,
        "law": law,
        "assumed_ranges": assumed_ranges,
    }
    single = len(files) == 1 and not scheduler
    if previous and not single:
        raise click.BadParameter(
            "one inventory can have a previous year, not several", param_hint="--previous"
        )
    if single:
        results = [run_one(files[0], previous=previous, **options)]
    else:
        results = run_many(files, scheduler=scheduler, **options)
    spreads = _spreads(files, several, corrections)
    results = _with_earlier(results, out)
    receipts = _write_all(results, spreads, out, language, no_report, force, quiet, files)
    if as_json:
        echo_json(receipts[0] if len(receipts) == 1 else receipts)
    elif not quiet:
        _summarise(results, out, language, no_report)


def _spreads(files: tuple[Path, ...], several: str | None, corrections: bool) -> list[Spread | None]:
    """Return each inventory under the factor sets that are to be compared; None for each where none are named."""
    from quicksilver.inventory.spread import spread

    if not several:
        return [None] * len(files)
    names = [name.strip() for name in several.split(",") if name.strip()]
    return [spread(file, names, corrections=corrections) for file in files]


def _with_earlier(results: list[Inventory], out: Path) -> list[Inventory]:
    """Return the inventories with the values of an earlier run, where the folder of the results has them."""
    from dataclasses import replace

    from quicksilver.errors import InputProblems
    from quicksilver.inventory.results.values import read_values

    made = []
    for result in results:
        earlier = (out / _folder(result) if len(results) > 1 else out) / "values.csv"
        if result.resolution.input.text and earlier.is_file():
            try:
                result = replace(result, before=read_values(earlier))
            except InputProblems as wrong:
                # Without them typed numbers are checked against this run alone.
                echo_warnings(wrong.problems)
        made.append(result)
    return made


def _keeps_inputs(inputs: tuple[Path, ...], out: Path, names: Iterable[str]) -> None:
    """Refuse to write a result over a file that the inventory is read from, whatever is allowed to be replaced."""
    from quicksilver.errors import OutputExistsError

    own = {file.resolve() for path in inputs for file in (path.iterdir() if path.is_dir() else (path,))}
    taken = sorted(name for name in names if (out / name).resolve() in own)
    if taken:
        raise OutputExistsError(
            f"{out / taken[0]} is a file of the inventory itself, which is never replaced; name another folder with --out"
        )


def _write_all(
    results: list[Inventory],
    spreads: list[Spread | None],
    out: Path,
    language: str,
    no_report: bool,
    force: bool,
    quiet: bool,
    inputs: tuple[Path, ...],
) -> list[dict[str, Any]]:
    """Write every inventory's files, all of them or none."""
    from quicksilver.errors import OutputExistsError
    from quicksilver.inventory.results.export import files as tables
    from quicksilver.outputs import write_files

    several = len(results) > 1
    written: dict[str, bytes] = {}
    steps = len(results) * (1 if no_report else 17)
    if several and len({_folder(result) for result in results}) < len(results):
        raise OutputExistsError("two of the files are of the same country and year; run them separately")
    if not force and not several and (out / "lines.csv").exists():
        raise OutputExistsError(
            f"{out} already contains lines.csv; add --force to replace it, or name another folder"
        )
    with progress(steps, quiet=quiet, what="inventory") as step:
        for result, spread in zip(results, spreads, strict=True):
            prefix = _folder(result) + "/" if several else ""
            step("tables")
            made = tables(result, language)
            if not no_report:
                made |= DOCUMENTS["national"].files(result, language=language, progress=step, spread=spread)
            written |= {prefix + name: data for name, data in made.items()}
    if several:
        written |= _together(results, language)
    _keeps_inputs(inputs, out, written)
    write_files(out, written, force=force)
    return [result.receipt for result in results]


def _folder(result: Inventory) -> str:
    return f"{result.general.country}-{result.general.year}"


def _together(results: list[Inventory], language: str) -> dict[str, bytes]:
    """Return the lines and the summaries of several inventories in one table each."""
    import pandas as pd

    from quicksilver.inventory.results.tables import lines_table, summary_table
    from quicksilver.outputs import csv_bytes

    return {
        "lines.csv": csv_bytes(pd.concat([lines_table(result, language) for result in results])),
        "summary.csv": csv_bytes(pd.concat([summary_table(result, language) for result in results])),
    }


def _summarise(results: list[Inventory], out: Path, language: str, no_report: bool) -> None:
    from quicksilver.inventory.results.receipt import receipt_text

    for result in results:
        click.echo(receipt_text(result, language))
        findings = result.findings()
        grave = [finding for finding in findings if finding.severity in ("error", "high")]
        click.echo(f"Checks: {len(findings)} findings, {len(grave)} of them graded high (see findings.csv)")
        for finding in grave:
            click.echo(f"  {finding.text(language)}")
        _echo_notes(result, language)
    click.echo(f"Written to {out}")
    if not no_report:
        page = out / (_folder(results[0]) if len(results) > 1 else "") / "report.html"
        click.echo(f"The report: {page} (also as DOCX and PDF)")


def _echo_notes(result: Inventory, language: str) -> None:
    """Print what was noted while the file was read; all of it is in the receipt."""
    echo_warnings(result.resolution.input.warnings, language, most=_NOTES_SHOWN)


@click.command()
@file_argument
@click.option(
    "--source", required=True, metavar="ID", help="Source id or category, such as L1-COAL-PP or 5.1.1."
)
@law_option
@assumed_option
@reading_options("file")
@factors_option
@language
@output
def explain(
    file: Path,
    source: str,
    law: str,
    assumed_ranges: bool | None,
    factors_file: Path | None,
    language: str,
    as_json: bool,
    quiet: bool,
) -> None:
    """Print the full derivation of a number."""
    from quicksilver.inventory import run as run_one
    from quicksilver.inventory.results.explain import explain as derivation
    from quicksilver.inventory.results.explain import explain_text

    result = run_one(file, factors=factors_file, draws=0, law=law, assumed_ranges=assumed_ranges)
    if as_json:
        echo_json(derivation(result, source))
    elif not quiet:
        click.echo(explain_text(result, source, language))


@click.command()
@file_argument
@assumed_option
@reading_options("file")
@factors_option
@previous_option
@output
def check(
    file: Path,
    assumed_ranges: bool | None,
    factors_file: Path | None,
    previous: Path | None,
    as_json: bool,
    quiet: bool,
) -> int:
    """Run the quality checks; non-zero exit code on errors.

    The ten checks of the method grade their findings error, high, medium or low. If an input cannot be read,
    all its problems are listed instead.
    """
    from quicksilver.inventory import run as run_one

    result = run_one(file, factors=factors_file, draws=0, assumed_ranges=assumed_ranges, previous=previous)
    findings = result.findings()
    if as_json:
        echo_json([finding.as_dict() for finding in findings])
    elif not quiet:
        for finding in findings:
            click.echo(str(finding))
        click.echo(f"{len(findings)} findings")
    return 1 if any(finding.severity == "error" for finding in findings) else 0


@click.command()
@file_argument
@click.option("--all", "everything", is_flag=True, help="Also sources without numbers.")
@reading_options("file")
@factors_option
@language
@output
def values(
    file: Path,
    everything: bool,
    factors_file: Path | None,
    language: str,
    as_json: bool,
    quiet: bool,
) -> None:
    """List the values that your own text in the report can use.

    A text has a value by its name in double brackets, such as [[total.input]] or [[total.air, t]]. The ranges here are
    bounding intervals; a run with draws puts the 95% range of a total into the text.
    """
    from quicksilver.inventory import run as run_one
    from quicksilver.inventory.results.values import values_table

    table = values_table(run_one(file, factors=factors_file, draws=0), language, everything=everything)
    if as_json:
        echo_json(_records(table))
    elif not quiet:
        echo_table(table[["name", "text", "what"]], as_json=False)


@click.command()
@click.argument("before", metavar="A", type=click.Path(path_type=Path))
@click.argument("after", metavar="[B]", type=click.Path(path_type=Path), required=False)
@click.option("--of", "column", type=PathwayChoice(COLUMNS), help="Only the input, or only one pathway.")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    help="Folder for the tables, the charts and, of factor sets, a chapter.",
)
@click.option("--all", "everything", is_flag=True, help="Print all rows of long tables.")
@click.option("--force", is_flag=True, help="Replace existing files.")
@law_option
@assumed_option
@reading_options("before", "after")
@factors_option
@language
@output
def compare(
    before: Path,
    after: Path | None,
    column: str | None,
    out: Path | None,
    everything: bool,
    force: bool,
    law: str,
    assumed_ranges: bool | None,
    factors_file: Path | None,
    language: str,
    as_json: bool,
    quiet: bool,
) -> None:
    """Show two inventories side by side, or one under several factor sets.

    The change of every source is split exactly into activity, factor and technology. Where a source has a
    number in one inventory and is unknown or not answered in the other, the change is listed as coverage.

    With A alone and several factor sets (--factors toolkit,reviewed-2026,emep-eea), this inventory is calculated with
    each set: the spread by line is what the choice of factors makes uncertain.
    """
    if after is None or "," in str(factors_file or ""):
        _compare_sets(before, after, factors_file, column, out, language, force, everything, as_json, quiet)
        return
    from quicksilver.cli.text.inventory_text import echo_comparison
    from quicksilver.inventory import run as run_one
    from quicksilver.inventory.results.compare import compare as compared
    from quicksilver.inventory.running import DEFAULT_DRAWS

    # What is printed has ranges; what programs read has the differences of the best estimates alone.
    draws = 0 if as_json or quiet else DEFAULT_DRAWS
    options: dict[str, Any] = {"draws": draws, "law": law, "assumed_ranges": assumed_ranges}
    sides = [run_one(path, factors=factors_file, **options) for path in (before, after)]
    result = compared(sides[0], sides[1], language)
    if out is not None:
        _write(result, "comparison", out, language, force)
    tables = [result.sources, result.groups]
    if column:
        tables = [table[table["of"] == column] if not table.empty else table for table in tables]
    if as_json:
        echo_json(
            {
                "before": result.before,
                "after": result.after,
                "sources": _records(tables[0]),
                "groups": _records(tables[1]),
            }
        )
    elif not quiet:
        echo_comparison(result, sides, tables, language, everything=everything)
        if out is not None:
            click.echo(f"Written to {out}")


def _compare_sets(
    file: Path,
    other: Path | None,
    factors_file: Path | None,
    column: str | None,
    out: Path | None,
    language: str,
    force: bool,
    everything: bool,
    as_json: bool,
    quiet: bool,
) -> None:
    """Show one inventory under several factor sets."""
    from quicksilver.cli.text.inventory_text import echo_spread
    from quicksilver.inventory.spread import spread

    names = [name.strip() for name in str(factors_file or "").split(",") if name.strip()]
    if other is not None:
        raise click.UsageError("several factor sets are compared for one inventory: leave out B")
    if len(names) < 2:
        raise click.UsageError(
            "name a second inventory, or several factor sets: --factors toolkit,reviewed-2026,emep-eea"
        )
    made = spread(file, names)
    if out is not None:
        _write(made, "factor-sets", out, language, force)
    if as_json:
        lines, totals = made.table(language), made.totals_table()
        if column:
            lines, totals = (table[table["of"] == column] for table in (lines, totals))
        labels = dict(zip(made.names, made.labels, strict=True))
        echo_json({"sets": labels, "lines": _records(lines), "totals": _records(totals)})
    elif not quiet:
        echo_spread(made, column or "air", language, everything=everything)
        if out is not None:
            click.echo(f"Written to {out}")


def _records(table: Any) -> Any:
    from quicksilver.outputs import records

    return records(table)


def _write(material: Any, document: str, out: Path, language: str, force: bool) -> None:
    from quicksilver.outputs import write_files

    write_files(out, DOCUMENTS[document].files(material, language=language), force=force)


@click.command()
@file_argument
@click.option(
    "--of",
    "column",
    type=PathwayChoice(COLUMNS),
    default="input",
    show_default=True,
    help="The total whose uncertainty is analysed.",
)
@click.option(
    "--samples",
    type=click.IntRange(min=2),
    default=1024,
    show_default=True,
    help="Base samples, a power of two.",
)
@seed
@click.option("--top", type=click.IntRange(min=1), help="Show only the first N inputs.", metavar="N")
@law_option
@assumed_option
@corrections_option
@reading_options("file")
@factors_option
@language
@output
def sensitivity(
    file: Path,
    column: str,
    samples: int,
    seed: int,
    top: int | None,
    law: str,
    assumed_ranges: bool | None,
    corrections: bool,
    factors_file: Path | None,
    language: str,
    as_json: bool,
    quiet: bool,
) -> None:
    """Rank the inputs by their share of the variance: the list of data gaps.

    The shares are Sobol indices. A factor that several lines use is one input.
    """
    from quicksilver.cli.text.inventory_text import echo_sensitivity
    from quicksilver.inventory import run as run_one
    from quicksilver.inventory.results.sensitivity import sensitivity as ranked

    with progress(1, quiet=quiet, what="sensitivity") as step:
        options: dict[str, Any] = {"corrections": corrections, "law": law, "assumed_ranges": assumed_ranges}
        result = run_one(file, factors=factors_file, draws=0, **options)
        table = ranked(result, column, samples=samples, seed=seed, corrected=corrections, language=language)
        step("done")
    if as_json:
        echo_table(table.head(top) if top else table, as_json=True)
    elif not quiet:
        echo_sensitivity(table, column, language, law=result.law, top=top)
        _open_questions(result, language)


def _open_questions(result: Inventory, language: str) -> None:
    """Name the gaps that no variance can show: what is unknown, and what has no known range."""
    from quicksilver.inventory.results.receipt import listed, missing_ranges

    gaps = result.gaps
    unknown = list(gaps[gaps["state"] == "unknown"]["source"])
    open_ids = list(gaps[gaps["state"] == "not_given"]["source"])
    click.echo(f"Unknown (?), not included in any number: {listed(unknown, language) or 'none'}")
    click.echo(f"Not answered: {listed(open_ids, language) or 'none'}")
    missing = [gap.source for gap in missing_ranges(result)]
    click.echo(f"Without a published range: {listed(missing, language) or 'none'}")


@click.command()
@click.option("--out", required=True, type=click.Path(path_type=Path), help="Folder to copy it to.")
@click.option("--force", is_flag=True, help="Replace existing files.")
@output
def example(out: Path, force: bool, as_json: bool, quiet: bool) -> None:
    """Copy the teaching example, for trying the other commands.

    Two inventories of a country that does not exist, five years apart, with every source answered, and an
    overlay of factors. All data are made up for teaching and marked as such.
    """
    from quicksilver.inventory.files.example import example_files
    from quicksilver.outputs import write_files

    files = example_files()
    write_files(out, files, force=force)
    if as_json:
        echo_json({"written": [str(out / name) for name in files]})
    elif not quiet:
        click.echo(f"Written to {out}. Next: quicksilver inventory run {out / '2020'} --out results")


@click.command()
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    help="File to write; if omitted, the schema is printed.",
)
@click.option("--force", is_flag=True, help="Replace an existing file.")
def schema(out: Path | None, force: bool) -> None:
    """Print the JSON Schema of an inventory in one file."""
    from quicksilver.inventory import json_schema
    from quicksilver.outputs import json_bytes, write_files

    if out is None:
        echo_json(json_schema())
    else:
        write_files(out.parent, {out.name: json_bytes(json_schema())}, force=force)
