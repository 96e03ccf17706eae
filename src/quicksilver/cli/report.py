"""``quicksilver report``: documents from the partnership's register."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from quicksilver.cli.lazy import LazyGroup
from quicksilver.cli.options import echo_json, language, output
from quicksilver.cli.options import progress as bar
from quicksilver.cli.register_options import (
    as_of_option,
    database_option,
    from_option,
    open_database,
    read_register,
)

if TYPE_CHECKING:
    from quicksilver.errors import Problem

__all__ = ["report"]

_HERE = "quicksilver.cli.report:"
_out = click.option(
    "--out", type=click.Path(path_type=Path, file_okay=False), required=True, help="Folder to write to."
)
_force = click.option("--force", is_flag=True, help="Replace files that are there.")


@click.group(
    cls=LazyGroup,
    lazy={
        "progress": (_HERE + "progress", "Write the progress report of a period as a UN document."),
        "leaflet": (_HERE + "leaflet", "Write one page on catching mercury vapour, for print and telephone."),
        "gaps": (_HERE + "gaps", "Write the gap board: what every area lacks, and since when."),
        "mandates": (
            _HERE + "mandates",
            "Write the matrix of decision 25/5, paragraph 34, by activities and money.",
        ),
        "partners": (_HERE + "partners", "Write the directory of partners as of a day."),
        "targets": ("quicksilver.cli.boards:targets", "Write the board of targets: outcome, reason, and what is missing."),
        "contributions": ("quicksilver.cli.boards:contributions", "Write the ledger of contributions: every flow once."),
        "translations": ("quicksilver.cli.boards:translations", "Write which texts are missing, drafts or outdated."),
        "plan-changes": ("quicksilver.cli.plans:plan_changes", "Write what changed between two versions of a plan."),
        "actions": ("quicksilver.cli.boards:actions", "Write what was asked of whom, and what came of it."),
    },
)  # fmt: skip
def report() -> None:
    """Write documents from the register, in six languages, as DOCX, PDF and HTML."""


def _from_register(command: Any) -> Any:
    """Give a command what every document from the register takes."""
    for option in (output, language, _force, _out, database_option, from_option, as_of_option):
        command = option(command)
    return command


def _written(files: dict[str, bytes], out: Path, force: bool, as_json: bool, quiet: bool) -> None:
    from quicksilver.outputs import write_files

    write_files(out, files, force=force)
    if as_json:
        echo_json({"written": [str(out / name) for name in files]})
    elif not quiet:
        click.echo(f"written to {out}: {', '.join(files)}")


@click.command()
@click.option("--period", required=True, help="Such as 2007-2008, or 2009-01/2010-05.")
@click.option(
    "--now",
    "as_is",
    is_flag=True,
    help="Of a final report: what the register says now, not what was reviewed.",
)
@_from_register
def progress(
    period: str,
    as_is: bool,
    as_of: dt.date,
    source: str | None,
    database: str | None,
    out: Path,
    force: bool,
    language: str,
    as_json: bool,
    quiet: bool,
) -> None:
    """Write the progress report of a period as a UN document.

    DOCX for editing, PDF and HTML, from the register alone; paragraphs have the same numbers in all six languages, and a
    text that has no approved translation says in which language it stands. A final report stays what was reviewed, however much is
    entered later.
    """
    from quicksilver.programme.final import as_reviewed
    from quicksilver.reports.progress import progress_files
    from quicksilver.reports.progress.period import Period

    register = read_register(source, database)
    if source is None and not as_is:
        covered = Period.parse(period)
        register = as_reviewed(register, covered.first, covered.last)
    wrong: list[Problem] = []
    with bar(5, quiet=quiet, what="report") as step:
        files = progress_files(
            register, period=period, as_of=as_of, language=language, progress=step, warn=wrong.append
        )
    _written(files, out, force, as_json, quiet)
    for problem in wrong if not quiet else ():
        click.echo(f"to look at: {problem}", err=True)


def _board(
    make: Any,
    as_of: dt.date,
    source: str | None,
    database: str | None,
    out: Path,
    force: bool,
    language: str,
    as_json: bool,
    quiet: bool,
) -> None:
    register = read_register(source, database)
    with bar(5, quiet=quiet, what="board") as step:
        files = make(register, as_of=as_of, language=language, progress=step)
    _written(files, out, force, as_json, quiet)


@click.command()
@_from_register
def gaps(
    as_of: dt.date,
    source: str | None,
    database: str | None,
    out: Path,
    force: bool,
    language: str,
    as_json: bool,
    quiet: bool,
) -> None:
    """Write the gap board: what every area lacks, and since when."""
    from quicksilver.reports.boards import gap_document, gap_files

    if source is not None:
        _board(gap_files, as_of, source, database, out, force, language, as_json, quiet)
        return
    open_database(database)
    from quicksilver.programme.stored_gaps import stored_gap_board
    from quicksilver.reports.progress.files import document_files

    with bar(4, quiet=quiet, what="board") as step:
        step("board")
        files = document_files(gap_document(stored_gap_board(as_of), language), "gaps", step)
    _written(files, out, force, as_json, quiet)


@click.command()
@_from_register
def mandates(**given: Any) -> None:
    """Write the matrix of decision 25/5, paragraph 34, by activities and money."""
    from quicksilver.reports.boards import mandate_files

    _board(mandate_files, **given)


@click.command()
@_from_register
def partners(**given: Any) -> None:
    """Write the directory of partners as of a day."""
    from quicksilver.reports.boards import partner_files

    _board(partner_files, **given)


@click.command()
@_out
@_force
@language
@output
def leaflet(out: Path, force: bool, language: str, as_json: bool, quiet: bool) -> None:
    """Write one page on catching mercury vapour, for print and telephone.

    It needs no network, is smaller than 200 kB, and every number in it has its source.
    """
    from quicksilver.reports.leaflet import leaflet_files

    _written(leaflet_files(language), out, force, as_json, quiet)
