"""``quicksilver report targets``, ``contributions``, ``translations`` and ``actions``: boards of the register as documents."""

from __future__ import annotations

import datetime as dt
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
    read_register,
)

__all__ = ["actions", "contributions", "targets", "translations", "write_board"]

_out = click.option(
    "--out", type=click.Path(path_type=Path, file_okay=False), required=True, help="Folder to write to."
)
_force = click.option("--force", is_flag=True, help="Replace files that are there.")
day_option = click.option(
    "--as-of", "as_of", type=Day(), metavar="DATE", help="Only what held on this day; left out, everything."
)


def from_register(command: Any) -> Any:
    """Give a command what every board takes, but for the day."""
    for option in (output, language, _force, _out, database_option, from_option):
        command = option(command)
    return command


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
    from quicksilver.outputs import write_files

    register = read_register(source, database)
    with bar(3, quiet=quiet, what="board") as step:
        files = make(register, progress=step, **given)
    write_files(out, files, force=force)
    if as_json:
        echo_json({"written": [str(out / name) for name in files]})
    elif not quiet:
        click.echo(f"written to {out}: {', '.join(files)}")


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
