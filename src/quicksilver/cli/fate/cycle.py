"""``quicksilver programme cycle``: a report cycle from the call to the published report."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from quicksilver.cli.lazy import LazyGroup
from quicksilver.cli.options import echo_json, echo_table, language, output, reading_options
from quicksilver.cli.register.register_options import Day, database_option
from quicksilver.languages import LANGUAGES

if TYPE_CHECKING:
    from quicksilver.portal.cycles.writing import Done
    from quicksilver.register.cycles.accepting import Change

__all__ = ["cycle"]

F = TypeVar("F", bound=Callable[..., Any])
_HERE = "quicksilver.cli.fate.cycle:"


@click.group(
    cls=LazyGroup,
    lazy={
        "plan": (_HERE + "plan", "Enter a report cycle: its period, title and due date."),
        "board": (
            _HERE + "board",
            "Show who was asked, who has answered, who is late, and who could not be reached.",
        ),
        "call": (_HERE + "call", "Issue the call: every area and every partner gets a form and a notice."),
        "remind": (_HERE + "remind", "Remind contributors whose reports are outstanding."),
        "answer": (_HERE + "answer", "Answer questions of a form."),
        "receive": (_HERE + "receive", "Read a returned form (Excel file) into the register."),
        "submit": (_HERE + "submit", "Submit a form."),
        "preview": (_HERE + "preview", "Show what accepting a submission would change; nothing is written."),
        "return": (_HERE + "return_", "Return a submission with queries."),
        "accept": (_HERE + "accept", "Accept a submission: what the preview shows is written."),
        "close": (_HERE + "close", "Record that nothing was received from contributors past the due date."),
        "advance": (_HERE + "advance", "Move the report to its next state."),
        "comment": (_HERE + "comment", "Comment on a paragraph of a draft report, or on a posted plan."),
        "reply": (_HERE + "reply", "Reply to a comment and record the outcome."),
        "notices": (_HERE + "notices", "Show the notices of a cycle, and send those that are waiting."),
    },
)
def cycle() -> None:
    """Run a report cycle: call, forms, reminders, queries, acceptance, checks, review, publication.

    The option --by names the account that takes a step, made with `quicksilver programme account`. What an account may do
    follows from its roles, here as on the pages.
    """


def _by(command: F) -> F:
    """Add the options of every step to a command: the account, the day, the database."""
    for option in (
        output,
        database_option,
        click.option("--day", type=Day(), metavar="DATE", help="The day of the step; today by default."),
        click.option("--by", required=True, metavar="ACCOUNT", help="The account that takes the step."),
    ):
        command = option(command)
    return command


def _ready(database: str | None) -> None:
    from quicksilver.portal.setup import configure, migrate

    configure(database)
    migrate()


def _counted(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def _tell(done: Done, message: str, as_json: bool, quiet: bool) -> None:
    if as_json:
        written = [f"{kind}/{record.id}" for kind, record in done.records]
        echo_json({"written": written, "notices": done.notices})
    elif not quiet:
        click.echo(message + (f"; {_counted(done.notices, 'notice')}" if done.notices else ""))


@click.command()
@click.argument("cycle")
@click.option("--day", type=Day(), metavar="DATE", help="The day of the board; today by default.")
@database_option
@output
def board(cycle: str, day: dt.date | None, database: str | None, as_json: bool, quiet: bool) -> None:
    """Show who was asked, who has answered, who is late, and who could not be reached."""
    import pandas as pd

    _ready(database)
    from quicksilver.portal.cycles.board import cycle_board

    board = cycle_board(cycle, day)
    if as_json:
        echo_json(board.as_dict())
    elif not quiet:
        click.echo(
            f"{board.cycle.id}: {board.cycle.state}, due {board.due or 'not stated'}; {board.received} of {len(board.rows)} received"
        )
        echo_table(pd.DataFrame([row.as_dict() for row in board.rows]), as_json=False)


@click.command()
@click.argument("cycle")
@click.option("--title", required=True, help="Title of the report.")
@click.option(
    "--period", required=True, metavar="PERIOD", help="The period, such as 2009/2010 or 2009-01/2010-05."
)
@click.option("--due", required=True, metavar="DATE", help="Last day for the reports of areas and partners.")
@language
@_by
def plan(
    cycle: str,
    title: str,
    period: str,
    due: str,
    language: str,
    by: str,
    day: dt.date | None,
    database: str | None,
    as_json: bool,
    quiet: bool,
) -> None:
    """Enter a report cycle: its period, title and due date.

    CYCLE is its identifier, such as cycle-2009-2010. The language is that of the title.
    """
    _ready(database)
    from quicksilver.portal.cycles import desk

    done = desk.plan(cycle, title=title, period=period, due=due, by=by, language=language, day=day)
    _tell(done, f"{cycle} is planned", as_json, quiet)


@click.command()
@click.argument("cycle")
@_by
def call(cycle: str, by: str, day: dt.date | None, database: str | None, as_json: bool, quiet: bool) -> None:
    """Issue the call: every area and every partner gets a form and a notice.

    An area without a lead is asked as well, so that a missing report is visible; a partner in three areas gets one form.
    """
    _ready(database)
    from quicksilver.portal.cycles import desk

    done = desk.issue_call(cycle, by=by, day=day)
    _tell(done, f"{cycle} is open: {len(done.records) - 1} forms", as_json, quiet)


@click.command()
@click.argument("cycle")
@_by
def remind(
    cycle: str, by: str, day: dt.date | None, database: str | None, as_json: bool, quiet: bool
) -> None:
    """Remind contributors whose reports are outstanding.

    A reminder is issued once for each stage (a month, a week and a day before the due date; a week and a month after it), however
    often the command is run.
    """
    _ready(database)
    from quicksilver.portal.cycles import desk

    done = desk.remind(cycle, by=by, day=day)
    _tell(done, f"{_counted(len(done.records), 'contributor')} reminded", as_json, quiet)


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--submit", "send", is_flag=True, help="Also submit the form.")
@reading_options("file", only=("use_cached",))
@_by
def receive(
    file: Path, send: bool, by: str, day: dt.date | None, database: str | None, as_json: bool, quiet: bool
) -> None:
    """Read a returned form (Excel file) into the register.

    It is saved in the same way as a form filled in on the pages. If there are problems, all are listed with their cells and
    nothing is saved. Answers that another account gave in the meantime are kept and listed.
    """
    _ready(database)
    from quicksilver.portal.cycles import desk

    saved = desk.receive(file, by=by)
    submission = saved.submission
    kept = [f"{key} ({saved.by[key]})" if key in saved.by else key for key in saved.conflicts]
    if send and not kept:
        desk.submit(submission.id, by=by, day=day)
    if as_json:
        echo_json(
            {
                "submission": submission.id,
                "answers": len(submission.answers),
                "sent in": send and not kept,
                "kept": list(saved.conflicts),
            }
        )
    elif not quiet:
        click.echo(
            f"{submission.id}: {len(submission.answers)} answers saved"
            + (", submitted" if send and not kept else "")
        )
    if kept and not quiet:
        click.echo(
            f"kept, because another account answered differently: {', '.join(kept)}"
            + ("; not submitted" if send else ""),
            err=True,
        )


@click.command()
@click.argument("submission")
@click.argument("answers", nargs=-1, required=True, metavar="QUESTION=ANSWER...")
@language
@_by
def answer(
    submission: str,
    answers: tuple[str, ...],
    language: str,
    by: str,
    day: dt.date | None,
    database: str | None,
    as_json: bool,
    quiet: bool,
) -> None:
    """Answer questions of a form.

    For example 1.5=24 or 5.2="not known"; with nothing after the sign, the answer is removed. The language is that of the answers.
    """
    _ready(database)
    from quicksilver.portal.cycles import desk
    from quicksilver.register.cycles.answering import Given
    from quicksilver.register.formats.forms.questions import meaning

    typed = {}
    for answer in answers:
        question, sign, text = answer.partition("=")
        if not sign:
            raise click.UsageError(f"{answer!r} is not an answer such as 1.5=24")
        typed[question.strip()] = Given(special=text) if meaning("special", text.strip()) else Given(text)
    record = desk.save_answers(submission, typed, by=by, language=language).submission
    if as_json:
        echo_json({"submission": record.id, "answers": len(record.answers)})
    elif not quiet:
        click.echo(f"{record.id}: {len(record.answers)} answers saved")


@click.command()
@click.argument("submission")
@_by
def submit(
    submission: str, by: str, day: dt.date | None, database: str | None, as_json: bool, quiet: bool
) -> None:
    """Submit a form."""
    _ready(database)
    from quicksilver.portal.cycles import desk

    _tell(desk.submit(submission, by=by, day=day), f"{submission} has been submitted", as_json, quiet)


def _line(change: Change) -> str:
    shown = f"{change.kind}/{change.identifier}, {change.field}: {change.now or 'nothing'} -> {change.then}"
    missing = "; ".join(problem.what for problem in change.held_up)
    return f"{shown} (not changed: {missing})" if missing else shown


@click.command()
@click.argument("submission")
@_by
def preview(
    submission: str, by: str, day: dt.date | None, database: str | None, as_json: bool, quiet: bool
) -> None:
    """Show what accepting a submission would change; nothing is written."""
    from dataclasses import asdict

    _ready(database)
    from quicksilver.portal.cycles import desk

    preview = desk.preview(submission, by=by, day=day)
    if as_json:
        echo_json([asdict(change) for change in preview.changes])
    elif not quiet:
        for change in preview.changes:
            click.echo(_line(change))
        if not preview.changes:
            click.echo("only the form itself")


def _pairs(given: tuple[str, ...]) -> dict[str, str]:
    requests: dict[str, str] = {}
    for request in given:
        place, sign, text = request.partition("=")
        # Without a question it is about the whole form.
        key, asked = (place.strip(), text.strip()) if sign else ("", request.strip())
        requests[key] = f"{requests[key]}\n{asked}" if key in requests else asked
    return requests


@click.command("return")
@click.argument("submission")
@click.option(
    "--query",
    "queries",
    multiple=True,
    required=True,
    metavar="[QUESTION=]TEXT",
    help="A query, such as 1.5='Which partners?'; several may be given.",
)
@language
@_by
def return_(
    submission: str,
    queries: tuple[str, ...],
    language: str,
    by: str,
    day: dt.date | None,
    database: str | None,
    as_json: bool,
    quiet: bool,
) -> None:
    """Return a submission with queries."""
    _ready(database)
    from quicksilver.portal.cycles import desk

    done = desk.return_with(submission, _pairs(queries), by=by, day=day, language=language)
    _tell(done, f"{submission} has been returned", as_json, quiet)


@click.command()
@click.argument("submission")
@_by
def accept(
    submission: str, by: str, day: dt.date | None, database: str | None, as_json: bool, quiet: bool
) -> None:
    """Accept a submission: what the preview shows is written.

    Nobody accepts what their own organisation submitted.
    """
    _ready(database)
    from quicksilver.portal.cycles import desk

    _tell(desk.accept(submission, by=by, day=day), f"{submission} has been accepted", as_json, quiet)


@click.command()
@click.argument("cycle")
@_by
def close(cycle: str, by: str, day: dt.date | None, database: str | None, as_json: bool, quiet: bool) -> None:
    """Record that nothing was received from contributors past the due date."""
    _ready(database)
    from quicksilver.portal.cycles import desk

    done = desk.none_received(cycle, by=by, day=day)
    _tell(done, f"nothing received from {_counted(len(done.records), 'contributor')}", as_json, quiet)


@click.command()
@click.argument("cycle")
@click.argument("state")
@click.option("--symbol", default="", help="Symbol of the document, for the state transmitted.")
@click.option("--correction", metavar="TEXT", help="What is corrected, for the state corrected.")
@click.option("--corrigendum", metavar="DOCUMENT", help="Id of the corrigendum.")
@click.option(
    "--in",
    "corrected_in",
    multiple=True,
    type=click.Choice(list(LANGUAGES)),
    help="Language that is corrected; several may be given.",
)
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
    """Move the report to its next state.

    STATE is 'compiled draft', 'fact check', 'advisory-group review', final, translated, transmitted, published, corrected or archived.
    Everything that is missing is listed. Once final, a report is frozen as reviewed, whatever is entered later.
    """
    _ready(database)
    from quicksilver.portal.cycles import desk
    from quicksilver.register.records import Correction

    made = None
    if correction is not None:
        made = Correction.model_validate(
            {
                "text": correction,
                "document": corrigendum,
                "languages": corrected_in,
                "date": day and day.isoformat(),
            }
        )
    done = desk.advance(cycle, state, by=by, day=day, symbol=symbol, correction=made)
    _tell(done, f"{cycle} is {state}", as_json, quiet)


@click.command()
@click.argument("about", metavar="CYCLE|plans/PLAN")
@click.argument("text")
@click.option("--place", default="", help="Paragraph or section, such as A17(b).")
@language
@_by
def comment(
    about: str,
    text: str,
    place: str,
    language: str,
    by: str,
    day: dt.date | None,
    database: str | None,
    as_json: bool,
    quiet: bool,
) -> None:
    """Comment on a paragraph of a draft report, or on a posted plan."""
    _ready(database)
    from quicksilver.portal.cycles import desk

    subject = about if "/" in about else f"cycles/{about}"
    done = desk.comment(subject, place, text, by=by, day=day, language=language)
    _tell(done, done.records[0][1].id, as_json, quiet)


@click.command()
@click.argument("comment")
@click.argument("text")
@click.option(
    "--state",
    type=click.Choice(["answered", "taken up", "not taken up"]),
    default="answered",
    show_default=True,
    help="The outcome.",
)
@language
@_by
def reply(
    comment: str,
    text: str,
    state: str,
    language: str,
    by: str,
    day: dt.date | None,
    database: str | None,
    as_json: bool,
    quiet: bool,
) -> None:
    """Reply to a comment and record the outcome."""
    _ready(database)
    from quicksilver.portal.cycles import desk

    done = desk.reply(comment, text, state, by=by, day=day, language=language)
    _tell(done, f"{comment} is {state}", as_json, quiet)


@click.command()
@click.argument("cycle")
@click.option(
    "--send", is_flag=True, help="Send waiting notices that have an address by e-mail (QUICKSILVER_SMTP)."
)
@database_option
@output
def notices(cycle: str, send: bool, database: str | None, as_json: bool, quiet: bool) -> None:
    """Show the notices of a cycle, and send those that are waiting."""
    import pandas as pd

    _ready(database)
    from quicksilver.portal.cycles import post

    sent, failed = post.send_waiting() if send else (0, 0)
    rows = post.listed(cycle)
    if as_json:
        echo_json({"sent": sent, "failed": failed, "notices": rows})
    elif not quiet:
        echo_table(pd.DataFrame(rows), as_json=False)
        if send:
            click.echo(
                f"{sent} sent, {failed} failed"
                if sent or failed
                else "nothing was sent: no mail server is set (QUICKSILVER_SMTP), or no notice is waiting"
            )
