"""``quicksilver programme cycle``: a report cycle from the call to the published report."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from quicksilver.cli.lazy import LazyGroup
from quicksilver.cli.options import echo_json, echo_table, language, output
from quicksilver.cli.register_options import Day, database_option

if TYPE_CHECKING:
    from quicksilver.programme.cycles.accepting import Change
    from quicksilver.programme.cycles.writing import Done

__all__ = ["cycle"]

F = TypeVar("F", bound=Callable[..., Any])
_HERE = "quicksilver.cli.cycle:"


@click.group(
    cls=LazyGroup,
    lazy={
        "board": (_HERE + "board", "Show who was asked, who answered, who is late, and who could not be reached."),
        "call": (_HERE + "call", "Issue the call: every area and every partner gets a form and a notice."),
        "remind": (_HERE + "remind", "Remind contributors whose reports are outstanding."),
        "receive": (_HERE + "receive", "Read a form that came back as an Excel file into the register."),
        "submit": (_HERE + "submit", "Send a form in."),
        "preview": (_HERE + "preview", "Show what accepting a submission would change; nothing is written."),
        "return": (_HERE + "return_", "Send a submission back with queries."),
        "accept": (_HERE + "accept", "Accept a submission: what the preview shows is written."),
        "close": (_HERE + "close", "Note that nothing was received from those who are past due."),
        "advance": (_HERE + "advance", "Take the report to its next state."),
        "comment": (_HERE + "comment", "Comment on a paragraph of a draft report, or on a plan that is posted."),
        "reply": (_HERE + "reply", "Reply to a comment and say what became of it."),
        "notices": (_HERE + "notices", "Show the notices of a cycle, and send those that wait."),
    },
)  # fmt: skip
def cycle() -> None:
    """Work a report cycle: call, forms, reminders, queries, acceptance, checks, review, publication.

    Whoever does something is named with --by, an account made with `quicksilver programme account`; what an account may do
    follows from its roles, at this door as at every other.
    """


def _by(command: F) -> F:
    """Give a command what every step takes: who does it, on which day, in which database."""
    for option in (
        output,
        database_option,
        click.option("--day", type=Day(), metavar="DATE", help="The day it is done on; left out, today."),
        click.option("--by", required=True, metavar="ACCOUNT", help="The account that does it."),
    ):
        command = option(command)
    return command


def _ready(database: str | None) -> None:
    from quicksilver.programme.setup import configure, migrate

    configure(database)
    migrate()


def _tell(done: Done, said: str, as_json: bool, quiet: bool) -> None:
    if as_json:
        written = [f"{kind}/{record.id}" for kind, record in done.records]
        echo_json({"written": written, "notices": done.notices})
    elif not quiet:
        click.echo(said + (f"; {done.notices} notices" if done.notices else ""))


@click.command()
@click.argument("cycle")
@click.option("--day", type=Day(), metavar="DATE", help="The day it is looked at; left out, today.")
@database_option
@output
def board(cycle: str, day: dt.date | None, database: str | None, as_json: bool, quiet: bool) -> None:
    """Show who was asked, who answered, who is late, and who could not be reached."""
    import pandas as pd

    _ready(database)
    from quicksilver.programme.cycles.board import cycle_board

    found = cycle_board(cycle, day)
    if as_json:
        echo_json(found.as_dict())
    elif not quiet:
        click.echo(f"{found.cycle.id}: {found.cycle.state}, due {found.due or 'not stated'}; {found.received} of {len(found.rows)} received")  # fmt: skip
        echo_table(pd.DataFrame([row.as_dict() for row in found.rows]), as_json=False)


@click.command()
@click.argument("cycle")
@_by
def call(cycle: str, by: str, day: dt.date | None, database: str | None, as_json: bool, quiet: bool) -> None:
    """Issue the call: every area and every partner gets a form and a notice.

    An area without a lead is asked too, so that its silence shows; a partner in three areas gets one form.
    """
    _ready(database)
    from quicksilver.programme.cycles import desk

    done = desk.issue_call(cycle, by=by, day=day)
    _tell(done, f"{cycle} is open: {len(done.records) - 1} forms", as_json, quiet)


@click.command()
@click.argument("cycle")
@_by
def remind(
    cycle: str, by: str, day: dt.date | None, database: str | None, as_json: bool, quiet: bool
) -> None:
    """Remind contributors whose reports are outstanding.

    Once for each stage (a month, a week, a day before it is due; a week and a month after), however often it is called.
    """
    _ready(database)
    from quicksilver.programme.cycles import desk

    done = desk.remind(cycle, by=by, day=day)
    _tell(done, f"{len(done.records)} reminded", as_json, quiet)


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--submit", "send", is_flag=True, help="Send it in as well.")
@_by
def receive(file: Path, send: bool, by: str, day: dt.date | None, database: str | None, as_json: bool, quiet: bool) -> None:  # fmt: skip
    """Read a form that came back as an Excel file into the register.

    It is saved like a page that was filled in; everything wrong in it is listed with its cells, and then nothing is saved.
    """
    _ready(database)
    from quicksilver.programme.cycles import desk

    held = desk.receive(file, by=by).submission
    if send:
        desk.submit(held.id, by=by, day=day)
    if as_json:
        echo_json({"submission": held.id, "answers": len(held.answers), "sent in": send})
    elif not quiet:
        click.echo(f"{held.id}: {len(held.answers)} answers saved" + (", sent in" if send else ""))


@click.command()
@click.argument("submission")
@_by
def submit(
    submission: str, by: str, day: dt.date | None, database: str | None, as_json: bool, quiet: bool
) -> None:
    """Send a form in."""
    _ready(database)
    from quicksilver.programme.cycles import desk

    _tell(desk.submit(submission, by=by, day=day), f"{submission} is sent in", as_json, quiet)


def _line(change: Change) -> str:
    said = f"{change.kind}/{change.identifier}, {change.field}: {change.now!r} -> {change.then!r}"
    lacks = "; ".join(problem.what for problem in change.held_up)
    return f"{said} (stays as it is: {lacks})" if lacks else said


@click.command()
@click.argument("submission")
@_by
def preview(submission: str, by: str, day: dt.date | None, database: str | None, as_json: bool, quiet: bool) -> None:  # fmt: skip
    """Show what accepting a submission would change; nothing is written."""
    from dataclasses import asdict

    _ready(database)
    from quicksilver.programme.cycles import desk

    found = desk.preview(submission, by=by, day=day)
    if as_json:
        echo_json([asdict(change) for change in found.changes])
    elif not quiet:
        for change in found.changes:
            click.echo(_line(change))
        if not found.changes:
            click.echo("nothing but the form itself")


def _pairs(given: tuple[str, ...]) -> dict[str, str]:
    found: dict[str, str] = {}
    for one in given:
        place, sign, text = one.partition("=")
        # Without a question it is about the whole form.
        key, said = (place.strip(), text.strip()) if sign else ("", one.strip())
        found[key] = f"{found[key]}\n{said}" if key in found else said
    return found


@click.command("return")
@click.argument("submission")
@click.option("--query", "queries", multiple=True, required=True, metavar="[QUESTION=]TEXT", help="What is asked, such as 1.5='Which partners?'; several may be given.")  # fmt: skip
@language
@_by
def return_(submission: str, queries: tuple[str, ...], language: str, by: str, day: dt.date | None, database: str | None, as_json: bool, quiet: bool) -> None:  # fmt: skip
    """Send a submission back with queries."""
    _ready(database)
    from quicksilver.programme.cycles import desk

    done = desk.return_with(submission, _pairs(queries), by=by, day=day, language=language)  # type: ignore[arg-type]
    _tell(done, f"{submission} is returned", as_json, quiet)


@click.command()
@click.argument("submission")
@_by
def accept(
    submission: str, by: str, day: dt.date | None, database: str | None, as_json: bool, quiet: bool
) -> None:
    """Accept a submission: what the preview shows is written.

    Nobody accepts what their own organisation sent in.
    """
    _ready(database)
    from quicksilver.programme.cycles import desk

    _tell(desk.accept(submission, by=by, day=day), f"{submission} is accepted", as_json, quiet)


@click.command()
@click.argument("cycle")
@_by
def close(cycle: str, by: str, day: dt.date | None, database: str | None, as_json: bool, quiet: bool) -> None:
    """Note that nothing was received from those who are past due."""
    _ready(database)
    from quicksilver.programme.cycles import desk

    done = desk.none_received(cycle, by=by, day=day)
    _tell(done, f"nothing received from {len(done.records)}", as_json, quiet)


@click.command()
@click.argument("cycle")
@click.argument("state")
@click.option("--symbol", default="", help="Symbol of the document, when it is transmitted.")
@click.option("--correction", metavar="TEXT", help="What is corrected, for the state corrected.")
@click.option("--corrigendum", metavar="DOCUMENT", help="Id of the corrigendum.")
@click.option("--in", "corrected_in", multiple=True, type=click.Choice(["en", "fr", "es", "ru", "zh", "ar"]), help="Language that is corrected; several may be given.")  # fmt: skip
@_by
def advance(
    cycle: str,
    state: str,
    symbol: str,
    correction: str | None,
    corrigendum: str | None,
    corrected_in: tuple[str, ...],
    by: str,
    day: dt.date | None,
    database: str | None,
    as_json: bool,
    quiet: bool,
) -> None:
    """Take the report to its next state.

    STATE is 'compiled draft', 'fact check', 'advisory-group review', final, translated, transmitted, published, corrected or archived.
    Where something is missing, all of it is said. The final report is made of the register as it was reviewed, however much is
    entered later.
    """
    _ready(database)
    from quicksilver.programme.cycles import desk
    from quicksilver.programme.records import Correction

    made = None
    if correction is not None:
        made = Correction.model_validate({"text": correction, "document": corrigendum, "languages": corrected_in, "date": day and day.isoformat()})  # fmt: skip
    done = desk.advance(cycle, state, by=by, day=day, symbol=symbol, correction=made)
    _tell(done, f"{cycle} is {state}", as_json, quiet)


@click.command()
@click.argument("about", metavar="CYCLE|plans/PLAN")
@click.argument("text")
@click.option("--place", default="", help="Paragraph or section, such as A17(b).")
@language
@_by
def comment(about: str, text: str, place: str, language: str, by: str, day: dt.date | None, database: str | None, as_json: bool, quiet: bool) -> None:  # fmt: skip
    """Comment on a paragraph of a draft report, or on a plan that is posted."""
    _ready(database)
    from quicksilver.programme.cycles import desk

    subject = about if "/" in about else f"cycles/{about}"
    done = desk.comment(subject, place, text, by=by, day=day, language=language)  # type: ignore[arg-type]
    _tell(done, done.records[0][1].id, as_json, quiet)


@click.command()
@click.argument("comment")
@click.argument("text")
@click.option("--state", type=click.Choice(["answered", "taken up", "not taken up"]), default="answered", show_default=True, help="What became of it.")  # fmt: skip
@language
@_by
def reply(comment: str, text: str, state: str, language: str, by: str, day: dt.date | None, database: str | None, as_json: bool, quiet: bool) -> None:  # fmt: skip
    """Reply to a comment and say what became of it."""
    _ready(database)
    from quicksilver.programme.cycles import desk

    done = desk.reply(comment, text, state, by=by, day=day, language=language)  # type: ignore[arg-type]
    _tell(done, f"{comment} is {state}", as_json, quiet)


@click.command()
@click.argument("cycle")
@click.option("--send", is_flag=True, help="Send by e-mail what waits and has an address (QUICKSILVER_SMTP).")
@database_option
@output
def notices(cycle: str, send: bool, database: str | None, as_json: bool, quiet: bool) -> None:
    """Show the notices of a cycle, and send those that wait."""
    import pandas as pd

    _ready(database)
    from quicksilver.programme.cycles import post

    sent, failed = post.send_waiting() if send else (0, 0)
    rows = post.listed(cycle)
    if as_json:
        echo_json({"sent": sent, "failed": failed, "notices": rows})
    elif not quiet:
        echo_table(pd.DataFrame(rows), as_json=False)
        if send:
            click.echo(f"{sent} sent, {failed} failed" if sent or failed else "nothing was sent: no mail server is set (QUICKSILVER_SMTP), or nothing waits")  # fmt: skip
