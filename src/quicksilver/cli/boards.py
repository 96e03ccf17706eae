"""Boards of the register as documents (``quicksilver report gaps``, ``targets`` ...), and what all commands that write documents share."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from quicksilver.cli.options import echo_json, language, output
from quicksilver.cli.options import progress as bar
from quicksilver.cli.register.register_options import (
    Day,
    as_of_option,
    database_option,
    echo_knowledge,
    from_option,
    knowledge_fields,
    open_database,
    read_register,
)

if TYPE_CHECKING:
    from quicksilver.register.questions.knowledge import Asked

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
force_option = click.option("--force", is_flag=True, help="Replace existing files.")
day_option = click.option(
    "--as-of",
    "as_of",
    type=Day(),
    metavar="DATE",
    help="Only what was valid on this day; everything by default.",
)


def from_register(command: Any) -> Any:
    """Give a command the options of every board except the day."""
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
    given: Asked | None = None,
    language: str = "en",
    dated: bool = True,
) -> None:
    """Write the files that a function makes, which is given what to call before each of its steps.

    A document about a day later than the register's knowledge is announced as such.
    """
    from quicksilver.outputs import write_files

    with bar(4, quiet=quiet, what=what) as step:
        files = make(step)
    write_files(out, files, force=force)
    if as_json:
        echo_json(
            {"written": [str(out / name) for name in files], **knowledge_fields(given, language, dated=dated)}
        )
    elif not quiet:
        echo_knowledge(given, language, dated=dated)
        click.echo(f"Written to {out}: {', '.join(files)}")


def write_board(
    make: Any,
    *,
    source: str | None,
    database: str | None,
    out: Path,
    force: bool,
    as_json: bool,
    quiet: bool,
    dated: bool = True,
    **given: Any,
) -> None:
    """Write the files of a board made of a register."""
    from quicksilver.register.questions.knowledge import asked, knowledge_end

    register = read_register(source, database)
    write_documents(
        lambda step: make(register, progress=step, **given),
        out=out,
        force=force,
        as_json=as_json,
        quiet=quiet,
        given=asked(knowledge_end(register), given["as_of"]),
        language=given["language"],
        dated=dated,
    )


@click.command()
@click.option(
    "--all",
    "everything",
    is_flag=True,
    help="Of all records, also those that are not public: for the secretariat.",
)
@as_of_option
@from_register
def gaps(
    everything: bool,
    as_of: dt.date | None,
    source: str | None,
    database: str | None,
    language: str,
    **given: Any,
) -> None:
    """Write the gap board: what is missing in each area, and since when."""
    from quicksilver.reports.boards import gap_document, gap_files

    if source is not None:
        write_board(
            gap_files,
            source=source,
            database=database,
            as_of=as_of,
            everything=everything,
            language=language,
            **given,
        )
        return
    open_database(database)
    from quicksilver.portal.store.knowledge import stored_knowledge_end
    from quicksilver.portal.store.stored_gaps import public_gap_board, stored_gap_board
    from quicksilver.register.questions.knowledge import asked
    from quicksilver.reports.progress.files import document_files

    asked_for = asked(stored_knowledge_end(), as_of)

    def make(step: Callable[[str], None]) -> dict[str, bytes]:
        step("board")
        board = (stored_gap_board if everything else public_gap_board)(asked_for.day)
        return document_files(gap_document(board, language, asked_for), "gaps", step)

    write_documents(make, given=asked_for, language=language, **given)


@click.command()
@as_of_option
@from_register
def mandates(**given: Any) -> None:
    """Write the matrix of decision 25/5, paragraph 34: activities and reported funding."""
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

    It begins with the numbers of targets, of targets that can be assessed and of targets past their year. For each area follow the
    targets, treaty obligations, pledges, objectives, technical potentials and estimates, each under its own heading, with the
    information that is missing and who is to supply it, the recorded figures with their source, and claims that differ.
    """
    from quicksilver.reports.boards import target_files

    write_board(target_files, **given)


@click.command()
@click.option(
    "--rates",
    "rates_file",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="CSV file with the columns currency,to,value,day,source; converted sums are shown beside the original ones.",
)
@click.option(
    "--to", default="", metavar="CUR", help="Currency to convert to, where the rates lead to more than one."
)
@click.option("--public", is_flag=True, help="Only sums and numbers, as everyone may see them.")
@as_of_option
@from_register
def contributions(
    rates_file: Path | None, to: str, public: bool, as_of: dt.date | None, **given: Any
) -> None:
    """Write the ledger of contributions: recorded flows by area and stage.

    Cash, in-kind contributions, core budgets and contributions of an unstated kind are not added together, and neither are
    currencies. The ledger lists the entries that are not in any sum and why, counts the activities without a stated funder or amount,
    and compares needs with commitments. Entries are recognised as one flow only where they are linked or equal: see the how-to.
    The list of contributions is for the advisory group; everyone may know totals only (--public).
    """
    from quicksilver.register.questions.rates import read_rates
    from quicksilver.reports.boards import contribution_files

    rates = read_rates(rates_file) if rates_file is not None else ()
    write_board(contribution_files, as_of=as_of, rates=rates, to=to, public=public, **given)


class _Kind(click.ParamType):  # type: ignore[type-arg]
    name = "kind"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> str:
        from quicksilver.errors import closest
        from quicksilver.register.records import KINDS

        if value not in KINDS:
            guess = closest(str(value), list(KINDS))
            hint = f" Did you mean {guess!r}?" if guess else ""
            self.fail(f"{value!r} is not a kind of record.{hint} Kinds: {', '.join(KINDS)}.", param, ctx)
        return str(value)


@click.command()
@click.option(
    "--kind",
    "kinds",
    type=_Kind(),
    multiple=True,
    metavar="KIND",
    help="Only records of this kind, such as areas; may be repeated.",
)
@day_option
@from_register
def translations(**given: Any) -> None:
    """Write which translations are missing, drafts or outdated.

    Counts by kind, language and state, followed by each text that is not approved in all six languages.
    """
    from quicksilver.reports.boards import text_files

    write_board(text_files, dated=given["as_of"] is not None, **given)


@click.command()
@as_of_option
@from_register
def actions(**given: Any) -> None:
    """Write the action items with their owners, due dates and outcomes.

    Where no outcome is recorded, the board states this.
    """
    from quicksilver.reports.boards import action_files

    write_board(action_files, **given)
