"""``quicksilver programme known-until``: the day on which the register's knowledge ends."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from quicksilver.cli.options import echo_json, output
from quicksilver.cli.register.register_options import database_option, from_option, read_register

if TYPE_CHECKING:
    from quicksilver.register.register import Register

__all__ = ["known_until", "later_records"]


@click.command("known-until")
@click.argument("day", required=False, metavar="[DATE|open]")
@click.option(
    "--by",
    default="command line",
    show_default=True,
    help="Name of the person who records it, for the history.",
)
@click.option("--why", default="", help="Reason for the change, for the history.")
@from_option
@database_option
@output
def known_until(
    day: str | None,
    by: str,
    why: str,
    source: str | None,
    database: str | None,
    as_json: bool,
    quiet: bool,
) -> None:
    """Show or record the day on which the register's knowledge ends.

    Boards asked about a later day state this instead of an assessment. Without DATE the day is shown; with DATE, such as 2026-11-30
    or 2025-11, it is recorded in the database; "open" is for a register that is kept up to date from day to day.
    """
    from quicksilver.portal.store.knowledge import set_knowledge_end
    from quicksilver.register.questions.knowledge import knowledge_end

    if day is not None and source is not None:
        raise click.UsageError(
            "DATE is recorded in the database; leave out --from, or edit the facts of the directory"
        )
    register = read_register(source, database)
    if day is not None:
        set_knowledge_end(day, by=by, why=why)
        register = read_register(None, database)
    end = knowledge_end(register)
    if as_json:
        echo_json({"knowledge_ends": None if end is None else end.isoformat()})
    elif not quiet:
        click.echo(
            "no end of the register's knowledge is recorded, or it is open"
            if end is None
            else f"the register's knowledge ends on {end.day} {end:%B %Y}"
        )


def later_records(register: Register) -> str:
    """Return what to tell someone who loads records that begin after the day up to which the database is known; often nothing."""
    from quicksilver.portal.store.knowledge import stored_knowledge_end

    end = stored_knowledge_end()
    if end is None:
        return ""
    count = sum(
        record.since is not None and record.since.first is not None and record.since.first > end
        for _kind, record in register
    )
    if not count:
        return ""
    return (
        f"{count} of these records begin after {end.day} {end:%B %Y}, the day on which the register's knowledge ends; boards leave "
        "them out until a later day is recorded: quicksilver programme known-until DATE"
    )
