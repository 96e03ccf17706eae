"""Boards of the register as documents (``quicksilver report gaps``, ``targets`` ...), and what all commands that write documents share."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from quicksilver.cli.options import echo_json, language, output
from quicksilver.cli.options import progress as bar
from quicksilver.cli.register_options import (
    Day,
    as_of_option,
    database_option,
    from_option,
    open_database,
    read_register,
)

__all__ = [
    "actions",
    "contributions",
    "gaps",
    "mandates",
    "partners",
    "targets",
    "translations",
    "write_board",
    "write_documents",
]

out_option = click.option(
    "--out", type=click.Path(path_type=Path, file_okay=False), required=True, help="Folder to write to."
)
force_option = click.option("--force", is_flag=True, help="Replace files that are there.")
day_option = click.option(
    "--as-of", "as_of", type=Day(), metavar="DATE", help="Only what held on this day; left out, everything."
)


def from_register(command: Any) -> Any:
    """Give a command what every board takes, but for the day."""
    for option in (output, language, force_option, out_option, database_option, from_option):
        command = option(command)
    return command


def write_documents(
    make: Callable[[Callable[[str], None]], dict[str, bytes]],
    *,
    out: Path,
    force: bool,
    as_json: bool,
    quiet: bool,
    what: str = "board",
) -> None:
    """Write the files that a function makes, which is given what to call before each of its steps."""
    from quicksilver.outputs import write_files

    with bar(4, quiet=quiet, what=what) as step:
        files = make(step)
    write_files(out, files, force=force)
    if as_json:
        echo_json({"written": [str(out / name) for name in files]})
    elif not quiet:
        click.echo(f"written to {out}: {', '.join(files)}")


def write_board(
    make: Any,
    *,
    source: str | None,
    database: str | None,
    out: Path,
    force: bool,
    as_json: bool,
    quiet: bool,
    **given: Any,
) -> None:
    """Write the files of a board made of a register."""
    register = read_register(source, database)
    write_documents(
        lambda step: make(register, progress=step, **given),
        out=out,
        force=force,
        as_json=as_json,
        quiet=quiet,
    )


@click.command()
@as_of_option
@from_register
def gaps(as_of: dt.date, source: str | None, database: str | None, language: str, **given: Any) -> None:
    """Write the gap board: what every area lacks, and since when."""
    from quicksilver.reports.boards import gap_document, gap_files

    if source is not None:
        write_board(gap_files, as_of=as_of, source=source, database=database, language=language, **given)
        return
    open_database(database)
    from quicksilver.programme.stored_gaps import stored_gap_board
    from quicksilver.reports.progress.files import document_files

    def make(step: Callable[[str], None]) -> dict[str, bytes]:
        step("board")
        return document_files(gap_document(stored_gap_board(as_of), language), "gaps", step)

    write_documents(make, **given)


@click.command()
@as_of_option
@from_register
def mandates(**given: Any) -> None:
    """Write the matrix of decision 25/5, paragraph 34, by activities and money."""
    from quicksilver.reports.boards import mandate_files

    write_board(mandate_files, **given)


@click.command()
@as_of_option
@from_register
def partners(**given: Any) -> None:
    """Write the directory of partners as of a day."""
    from quicksilver.reports.boards import partner_files

    write_board(partner_files, **given)


@click.command()
@click.option("--area", default="", metavar="ID", help="Only this area, such as asgm.")
@as_of_option
@from_register
def targets(**given: Any) -> None:
    """Write the board of targets: outcome, reason, and what is missing.

    For every area targets, treaty obligations, pledges, objectives, technical potentials and estimates, each apart; the thirteen
    things a target needs and who owes them; the numbers on record with their run or document; claims that differ, side by side.
    """
    from quicksilver.reports.boards import target_files

    write_board(target_files, **given)


@click.command()
@click.option(
    "--rates",
    "rates_file",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="CSV with currency,to,value,day,source: shows converted sums beside the original ones.",
)
@click.option(
    "--to", default="", metavar="CUR", help="Currency to convert to, where the rates lead to several."
)
@as_of_option
@from_register
def contributions(rates_file: Path | None, to: str, as_of: dt.date, **given: Any) -> None:
    """Write the ledger of contributions: every flow once.

    Cash apart from help in kind and from what is not stated, core budgets apart, each sum in its own currency, by area and by
    stage; what is in no sum and why; how many activities name no funder and no amount; needs against what is committed.
    """
    from quicksilver.programme.rates import read_rates
    from quicksilver.reports.boards import contribution_files

    rates = read_rates(rates_file) if rates_file is not None else ()
    write_board(contribution_files, as_of=as_of, rates=rates, to=to, **given)


class _Kind(click.ParamType):  # type: ignore[type-arg]
    name = "kind"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> str:
        from quicksilver.errors import closest
        from quicksilver.programme.records import KINDS

        if value not in KINDS:
            guess = closest(str(value), list(KINDS))
            hint = f" Did you mean {guess!r}?" if guess else ""
            self.fail(f"{value!r} is no kind of record.{hint} Kinds: {', '.join(KINDS)}.", param, ctx)
        return str(value)


@click.command()
@click.option(
    "--kind",
    "kinds",
    type=_Kind(),
    multiple=True,
    metavar="KIND",
    help="Only records of this kind, such as areas; may be given again.",
)
@day_option
@from_register
def translations(**given: Any) -> None:
    """Write which texts are missing, drafts or outdated.

    Counts by kind and language for every state, then each text that is not approved in all six languages.
    """
    from quicksilver.reports.boards import text_files

    write_board(text_files, **given)


@click.command()
@as_of_option
@from_register
def actions(**given: Any) -> None:
    """Write what was asked of whom, and what came of it.

    Every action item with its owner, due date and outcome; where nothing is on record, that no outcome is known.
    """
    from quicksilver.reports.boards import action_files

    write_board(action_files, **given)
