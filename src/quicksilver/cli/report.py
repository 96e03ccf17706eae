"""``quicksilver report``: documents from the partnership's register."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import click

from quicksilver.cli.boards import force_option, from_register, out_option, write_documents
from quicksilver.cli.lazy import LazyGroup
from quicksilver.cli.options import language, output
from quicksilver.cli.register.register_options import as_of_option, read_register

if TYPE_CHECKING:
    from quicksilver.errors import Problem

__all__ = ["report"]

_HERE = "quicksilver.cli.report:"
_BOARDS = "quicksilver.cli.boards:"


@click.group(
    cls=LazyGroup,
    lazy={
        "progress": (_HERE + "progress", "Write the progress report of a period as a UN document."),
        "leaflet": (
            _HERE + "leaflet",
            "Write one page on capturing mercury vapour, for print and mobile phones.",
        ),
        "gaps": (_BOARDS + "gaps", "Write the gap board: what is missing in each area, and since when."),
        "mandates": (
            _BOARDS + "mandates",
            "Write the matrix of decision 25/5, paragraph 34: activities and reported funding.",
        ),
        "partners": (_BOARDS + "partners", "Write the directory of partners as of a day."),
        "targets": (_BOARDS + "targets", "Write the board of targets: outcome, reason, and what is missing."),
        "contributions": (
            _BOARDS + "contributions",
            "Write the ledger of contributions: recorded flows by area and stage.",
        ),
        "translations": (
            _BOARDS + "translations",
            "Write which translations are missing, drafts or outdated.",
        ),
        "plan-changes": (
            "quicksilver.cli.register.plans:plan_changes",
            "Write what changed between two versions of a plan.",
        ),
        "actions": (_BOARDS + "actions", "Write the action items with their owners, due dates and outcomes."),
    },
)
def report() -> None:
    """Write documents from the register, in six languages, as DOCX, PDF and HTML."""


@click.command()
@click.option("--period", required=True, help="The period, such as 2007-2008 or 2009-01/2010-05.")
@click.option(
    "--now",
    "as_is",
    is_flag=True,
    help="For a final report: use the register as it is now, not as it was reviewed.",
)
@as_of_option
@from_register
def progress(
    period: str,
    as_is: bool,
    as_of: dt.date | None,
    source: str | None,
    database: str | None,
    language: str,
    quiet: bool,
    **given: Any,
) -> None:
    """Write the progress report of a period as a UN document.

    DOCX for editing, PDF and HTML, from the register alone. Paragraphs have the same numbers in all six languages, and a text
    without an approved translation is marked with its language. Once final, a report is frozen as reviewed. A period of which the
    register has no activities and no submissions has no report.
    """
    from quicksilver.portal.store.final import as_reviewed
    from quicksilver.register.questions.knowledge import asked, knowledge_end
    from quicksilver.reports.period import Period
    from quicksilver.reports.progress import progress_files

    register = read_register(source, database)
    if source is None and not as_is:
        covered = Period.parse(period)
        register = as_reviewed(register, covered.first, covered.last)
    asked_for = asked(knowledge_end(register), as_of)
    wrong: list[Problem] = []
    write_documents(
        lambda step: progress_files(
            register, period=period, as_of=as_of, language=language, progress=step, warn=wrong.append
        ),
        quiet=quiet,
        what="report",
        given=asked_for,
        language=language,
        **given,
    )
    for problem in wrong if not quiet else ():
        click.echo(f"please check: {problem}", err=True)


@click.command()
@out_option
@force_option
@language
@output
def leaflet(language: str, **given: Any) -> None:
    """Write one page on capturing mercury vapour, for print and mobile phones.

    It needs no network, is smaller than 200 kB, and gives the source of every number.
    """
    from quicksilver.reports.boards.leaflet import leaflet_files

    write_documents(lambda _step: leaflet_files(language), what="leaflet", **given)
