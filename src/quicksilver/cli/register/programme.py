"""``quicksilver programme``: the partnership's register in and out, its answers, its backup."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from quicksilver.cli.lazy import LazyGroup
from quicksilver.cli.options import (
    MOST_PROBLEMS,
    counted,
    echo_json,
    echo_warnings,
    language,
    output,
    reading_options,
)
from quicksilver.cli.register.register_options import (
    Day,
    at_option,
    database_option,
    echo_knowledge,
    from_option,
    knowledge_fields,
    packaged,
    read_register,
)
from quicksilver.cli.register.serve_options import (
    chosen_register,
    data_option,
    demo_option,
    is_empty,
    refuse_taken,
)

if TYPE_CHECKING:
    from quicksilver.errors import Problem
    from quicksilver.register.register import Register

__all__ = ["programme"]

_HERE = "quicksilver.cli.register.programme:"
#: Problems that are listed before the rest are counted.
_MOST = 10
_force = click.option("--force", is_flag=True, help="Replace existing files.")


@click.group(
    cls=LazyGroup,
    lazy={
        "load": (
            _HERE + "load",
            "Load a register into the database: all of it or nothing.",
        ),
        "check": (_HERE + "check", "Check a register's text form without loading it."),
        "export": (
            _HERE + "export",
            "Write the register as its text form, an Excel workbook, CSV files or IATI XML.",
        ),
        "answer": (
            _HERE + "answer",
            "Answer questions on the founding document from the register, with the place of each answer.",
        ),
        "form": (
            _HERE + "form",
            "Write the report form of an area or a partner as an Excel file.",
        ),
        "read-form": (
            _HERE + "read_form",
            "Read a returned form, and show what accepting it would change.",
        ),
        "known-until": (
            "quicksilver.cli.register.knowledge:known_until",
            "Show or record the day on which the register's knowledge ends.",
        ),
        "cycle": (
            "quicksilver.cli.fate.cycle:cycle",
            "Run a report cycle: call, forms, reminders, queries, acceptance, checks, review, publication.",
        ),
        "show": (
            "quicksilver.cli.register.programme_look:show",
            "Show a record with the claims and comments about it, and the records that refer to it.",
        ),
        "history": (
            "quicksilver.cli.register.programme_look:history",
            "Show who changed a record, when and why, and what changed.",
        ),
        "compare-plans": (
            "quicksilver.cli.register.plans:compare_plans",
            "Show what changed between two versions of a plan, word by word.",
        ),
        "search": (
            "quicksilver.cli.register.programme_search:search",
            "Find records by words of any of the six languages, with the places where they occur.",
        ),
        "account": (
            _HERE + "account",
            "Create an account of the administration, or give an account another role.",
        ),
    },
    # Names of version 0.1.0; the commands are now `quicksilver serve`, `backup` and `restore`.
    hidden={name: _HERE + name for name in ("serve", "backup", "restore")},
)
@click.pass_context
def programme(context: click.Context) -> None:
    """Keep the Partnership's register: areas, partners, plans, targets, activities, contributions."""
    # Exports, forms and copies hold persons and drafts: they are for the person who makes them, whatever the umask.
    before = os.umask(0o077)
    context.call_on_close(lambda: os.umask(before))


def _read(directory: str, form: str, quiet: bool) -> Register:
    """Return the register of a directory or workbook."""
    from quicksilver.register.formats import tables
    from quicksilver.register.formats.text_form import load_directory

    if form != "text":
        return tables.load_workbook(Path(directory)) if form == "excel" else tables.load_csv(Path(directory))
    with counted("reading", quiet=quiet) as step:
        return load_directory(packaged(directory), progress=step)


def _something(register: Register, directory: str) -> None:
    """Refuse an empty register: with --remove a wrong path would empty the database."""
    from quicksilver.errors import InputProblems, Problem

    if not any(register.records.values()):
        raise InputProblems(
            [
                Problem(
                    "it has no records",
                    directory,
                    "a register with at least one record",
                    remedy="check the path",
                )
            ]
        )


@click.command()
@click.argument("directory", metavar="DIR|NAME|FILE")
@database_option
@click.option(
    "--as",
    "form",
    type=click.Choice(["text", "excel", "csv", "iati"]),
    default="text",
    show_default=True,
    help="Form of DIR.",
)
@click.option(
    "--by",
    default="command line",
    show_default=True,
    help="Name of the person who loads the records, for the history.",
)
@click.option("--why", default="", help="Reason for the change, for the history.")
@click.option(
    "--remove", is_flag=True, help="Remove records that the directory does not have; their history is kept."
)
@click.option("--area", help="IATI: the area of activities that name none.")
@click.option("--document", help="IATI: id of the document to cite as the source of its records.")
@click.option(
    "--update", is_flag=True, help="IATI: update existing activities; without it they are not changed."
)
@reading_options("directory", only=("use_cached",))
@output
def load(
    directory: str,
    database: str | None,
    form: str,
    by: str,
    why: str,
    remove: bool,
    area: str | None,
    document: str | None,
    update: bool,
    as_json: bool,
    quiet: bool,
) -> None:
    """Load a register into the database: all of it or nothing.

    DIR has a folder for each kind of record and a YAML file for each record; 2007-2008 and after-2009 are packaged. If there are
    problems, all are listed with file and line and nothing is loaded. Excel and CSV files contain the same records; an IATI file
    adds its activities and their transactions to the register.
    """
    from quicksilver.cli.register.knowledge import later_records
    from quicksilver.portal.setup import configure, migrate
    from quicksilver.portal.store.store import save_register
    from quicksilver.register.formats.text_form import warnings

    configure(database)
    if form == "iati":
        migrate()
        register, told_of = _read_iati(Path(directory), area, document, update)
    else:
        register = _read(directory, form, quiet)
        _something(register, directory)
        told_of = warnings(register)
        migrate()
    notes: list[Problem] = []
    with counted("saving", quiet=quiet) as step:
        saved = save_register(
            register,
            by=by,
            why=why,
            remove=remove,
            progress=lambda _, done, total: step(done, total),
            # What an IATI file changes is told with what it would change.
            notes=None if form == "iati" else notes,
        )
    told_of = [*told_of, *notes]
    counts = {
        "records": sum(len(records) for records in register.records.values()),
        "added": saved.new,
        "changed": saved.changed,
        "removed": saved.removed,
    }
    if as_json:
        echo_json(counts | {"warnings": [problem.as_dict() for problem in told_of]})
    elif not quiet:
        echo_warnings(told_of, most=MOST_PROBLEMS)
        click.echo(
            f"{counts['records']} records: {counts['added']} added, {counts['changed']} changed, {counts['removed']} removed"
        )
        if later := later_records(register):
            click.echo(later, err=True)


def _read_iati(
    path: Path, area: str | None, document: str | None, update: bool
) -> tuple[Register, list[Problem]]:
    """Return what an IATI file adds to the database, and what of it is left out."""
    from quicksilver.portal.store.on_demand import lazy_register
    from quicksilver.register.formats.iati import read_iati
    from quicksilver.register.formats.iati.joining import joined
    from quicksilver.register.formats.text_form.checks import questions

    known = lazy_register()
    activities, left_out = read_iati(path, known=known, area=area, document=document)
    return joined(activities, known, [*left_out, *questions(activities)], update=update)


@click.command()
@click.argument("directory", metavar="DIR|NAME")
@output
def check(directory: str, as_json: bool, quiet: bool) -> None:
    """Check a register's text form without loading it."""
    from quicksilver.register.formats.text_form import load_directory, warnings

    register = load_directory(packaged(directory))
    remarks = warnings(register)
    counts = {kind: len(records) for kind, records in register.records.items() if records}
    if as_json:
        echo_json({"records": counts, "warnings": [problem.as_dict() for problem in remarks]})
    elif not quiet:
        click.echo(", ".join(f"{count} {kind}" for kind, count in counts.items()))
        for problem in remarks:
            click.echo(f"please check: {problem}")


@click.command()
@click.argument("target", type=click.Path(path_type=Path))
@click.option(
    "--as",
    "form",
    type=click.Choice(["text", "excel", "csv", "iati"]),
    default="text",
    show_default=True,
    help="Form in which it is written.",
)
@click.option("--publisher", help="IATI: reference of the publisher, such as XM-DAC-41116 (UNEP).")
@click.option("--publisher-name", help="IATI: name of the publisher.")
@click.option(
    "--as-of",
    "as_of",
    type=Day(),
    metavar="DATE",
    help="Only records that were valid on a day, with the records they refer to.",
)
@click.option(
    "--reported-in",
    multiple=True,
    metavar="DOCUMENT",
    help="Only what a document states; may be repeated.",
)
@at_option
@click.option("--public", is_flag=True, help="Only public records.")
@from_option
@database_option
@_force
@output
def export(
    target: Path,
    form: str,
    publisher: str | None,
    publisher_name: str | None,
    as_of: dt.date | None,
    reported_in: tuple[str, ...],
    at: dt.datetime | None,
    public: bool,
    source: str | None,
    database: str | None,
    force: bool,
    as_json: bool,
    quiet: bool,
) -> None:
    """Write the register as its text form, an Excel workbook, CSV files or IATI XML.

    Loading an export gives the same register again, in every form except IATI, which has activities and transactions only. What was
    valid on a day (--as-of), what a document states (--reported-in) and the state of the register at a moment (--at) are three
    different questions and can be combined.
    """
    from quicksilver.register.questions import excerpts

    register = read_register(source, database, at=at)
    if reported_in:
        _known_documents(register, reported_in)
        register = excerpts.reported_in(register, reported_in)
    if as_of is not None:
        register = excerpts.held_on(register, as_of)
    if public:
        from quicksilver.register.rules.visibility import closed, visible

        register = closed(visible(register))
    if form == "text":
        from quicksilver.register.formats.text_form import export_directory

        export_directory(register, target, force=force)
    elif form == "iati":
        _export_iati(register, target, publisher, publisher_name, force=force, quiet=quiet)
    else:
        from quicksilver.register.formats import tables

        (tables.export_workbook if form == "excel" else tables.export_csv)(register, target, force=force)
    if as_json:
        echo_json({"written": str(target)})
    elif not quiet:
        click.echo(f"Written to {target}")


def _export_iati(
    register: Register, target: Path, publisher: str | None, name: str | None, *, force: bool, quiet: bool
) -> None:
    from quicksilver.outputs import write_files
    from quicksilver.register.formats.iati import Reporting, iati_bytes

    if not publisher:
        raise click.UsageError("IATI needs --publisher, the reference of the publisher, such as XM-DAC-41116")
    data, left_out = iati_bytes(register, Reporting(publisher, "40", name or publisher, True))
    write_files(target.parent, {target.name: data}, force=force)
    if quiet:
        return
    for problem in left_out[:_MOST]:
        click.echo(f"{problem.what} ({problem.where})", err=True)
    if len(left_out) > _MOST:
        click.echo(f"and {len(left_out) - _MOST} more left out", err=True)


def _known_documents(register: Register, documents: tuple[str, ...]) -> None:
    from quicksilver.errors import InputProblems, Problem, similar

    known = sorted(register.records.get("documents", {}))
    wrong = [
        Problem(
            f"there is no document {identifier!r}",
            "--reported-in",
            ", ".join(known[:20]),
            **similar(identifier, known),
        )
        for identifier in documents
        if identifier not in known
    ]
    if wrong:
        raise InputProblems(wrong)


@click.command()
@click.argument("facts", nargs=-1, metavar="[FACT...]")
@from_option
@database_option
@language
@output
def answer(
    facts: tuple[str, ...],
    source: str | None,
    database: str | None,
    language: str,
    as_json: bool,
    quiet: bool,
) -> None:
    """Answer questions on the founding document from the register, with the place of each answer.

    FACT is the number of a question, F001 to F183; if omitted, all are answered. Where the document is silent the answer is "not
    stated".
    """
    from quicksilver.errors import InputProblems, Problem
    from quicksilver.register.questions.answers import about, answer_all, questions
    from quicksilver.register.questions.answers import answer as ask
    from quicksilver.register.questions.knowledge import asked, knowledge_end

    unknown = [fact for fact in facts if fact.upper() not in questions()]
    if unknown:
        raise InputProblems(Problem(f"unknown fact {fact!r}", "FACT", "F001 to F183") for fact in unknown)
    register = read_register(source, database)
    answers = (
        [ask(register, fact.upper(), language) for fact in facts] if facts else answer_all(register, language)
    )
    given = asked(knowledge_end(register), dt.datetime.now(dt.UTC).date())
    if as_json:
        known = knowledge_fields(given, language, dated=False)
        known.pop("asked", None)
        echo_json(
            [
                {"fact": a.fact, "value": a.value, "document": a.document, "place": a.place, **known}
                for a in answers
            ]
        )
    elif not quiet:
        echo_knowledge(given, language)
        for answer in answers:
            _echo_answer(
                f"{about(register, answer.fact, language)} ({answer.fact}, {answer.place}): {answer.value}"
            )


def _echo_answer(text: str) -> None:
    """Print an answer: on a screen broken to its width, in a file or a pipe on one line."""
    line = " ".join(text.split())
    if sys.stdout.isatty():
        line = click.wrap_text(line, shutil.get_terminal_size().columns, subsequent_indent="    ")
    click.echo(line)


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@database_option
@_force
@output
def backup(file: Path, database: str | None, force: bool, as_json: bool, quiet: bool) -> None:
    """Write a backup of the register's database while it is in use.

    The backup of a SQLite or PostgreSQL database is complete or is not written; `quicksilver restore FILE` restores it.
    """
    from quicksilver.portal.setup import configure
    from quicksilver.portal.store.backup import backup as write

    configure(database)
    write(file, force=force)
    if as_json:
        echo_json({"written": str(file)})
    elif not quiet:
        click.echo(f"Written to {file}")


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@database_option
@click.confirmation_option("--yes", prompt="This replaces the contents of the database. Continue?")
@output
def restore(file: Path, database: str | None, as_json: bool, quiet: bool) -> None:
    """Replace the register's database by a backup."""
    from quicksilver.portal.setup import configure
    from quicksilver.portal.store.backup import restore as read

    configure(database)
    read(file)
    if as_json:
        echo_json({"restored": str(file)})
    elif not quiet:
        click.echo(f"restored from {file}")


@click.command()
@click.argument("cycle")
@click.argument("sender", metavar="AREA|ORGANISATION")
@click.option(
    "--out", type=click.Path(path_type=Path, dir_okay=False), required=True, help="Excel file to write."
)
@from_option
@database_option
@_force
@language
@output
def form(
    cycle: str,
    sender: str,
    out: Path,
    source: str | None,
    database: str | None,
    force: bool,
    language: str,
    as_json: bool,
    quiet: bool,
) -> None:
    """Write the report form of an area or a partner as an Excel file.

    It is filled in from the register and from the previous answers; "no change", "not known" and "not applicable" are
    valid answers. It works offline; a partner in several areas gets one form.
    """
    from quicksilver.register.formats.forms import write_form

    write_form(read_register(source, database), cycle, sender, out, language, force=force)
    if as_json:
        echo_json({"written": str(out)})
    elif not quiet:
        click.echo(f"Written to {out}")


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@from_option
@database_option
@output
def read_form(file: Path, source: str | None, database: str | None, as_json: bool, quiet: bool) -> None:
    """Read a returned form, and show what accepting it would change.

    Nothing is written; `quicksilver programme cycle receive` reads it into the register.
    """
    from dataclasses import asdict

    from quicksilver.register.cycles.accepting import accepted
    from quicksilver.register.formats.forms import read_form as read

    register = read_register(source, database)
    submission = read(file, register)
    changes = accepted(register, submission, day=dt.datetime.now(dt.UTC).date()).changes
    if as_json:
        echo_json(
            {
                "submission": submission.model_dump(mode="json"),
                "changes": [asdict(change) for change in changes],
            }
        )
    elif not quiet:
        click.echo(f"{submission.id}: {len(submission.answers)} answers")
        for change in changes:
            lacks = "; ".join(problem.what for problem in change.held_up)
            click.echo(
                f"would change {change.kind}/{change.identifier}, {change.field}: {change.now!r} -> {change.then!r}"
                + (f" (not yet: {lacks})" if lacks else "")
            )


@click.command()
@click.argument("name")
@click.option("--role", help="secretariat, area lead, focal point, PAG member ...; admin for all.")
@click.option("--area", help="Id of the area of a lead.")
@click.option("--organisation", help="Id of the organisation that the person works for.")
@click.option(
    "--password",
    envvar="QUICKSILVER_PASSWORD",
    help="If omitted, QUICKSILVER_PASSWORD is used; if that is not set, the password is requested.",
)
@click.option("--generate-password", "generated", is_flag=True, help="Generate a password and print it once.")
@database_option
@output
def account(
    name: str,
    role: str | None,
    area: str | None,
    organisation: str | None,
    password: str | None,
    generated: bool,
    database: str | None,
    as_json: bool,
    quiet: bool,
) -> None:
    """Create an account of the administration, or give an account another role.

    An existing account keeps its other roles and gets the new password.
    """
    from quicksilver.portal.setup import configure, migrate

    configure(database)
    migrate()
    from quicksilver.portal.accounts.accounts import give, made_password

    if generated:
        password = made_password()
    elif not password:
        password = str(click.prompt("Password", hide_input=True, confirmation_prompt=True))
    give(name, password, role=role, area=area, organisation=organisation)
    if as_json:
        echo_json({"account": name, "role": role} | ({"password": password} if generated else {}))
    elif not quiet:
        click.echo(f"{name} can sign in at /sign-in/" + (f" as {role}" if role else ""))
        if generated:
            click.echo(f"password: {password}")


@click.command()
@click.option(
    "--port", type=click.IntRange(1, 65535), default=8000, show_default=True, help="Port on which it listens."
)
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    help="Address on which it listens; an address other than this machine's own requires QUICKSILVER_HOSTS.",
)
@data_option
@demo_option
@database_option
def serve(port: int, host: str, data: Path | None, demo: bool, database: str | None) -> None:
    """Serve the register's pages, its administration and its JSON API.

    The pages are at /, the administration at /admin/, the description of the API at /api/. Behind a web server with HTTPS set
    QUICKSILVER_HTTPS=1.
    """
    from quicksilver.portal.setup import configure, migrate

    refuse_taken(host, port)
    configure(chosen_register(data, demo, database))
    migrate()
    from quicksilver.portal.site.server import server
    from quicksilver.portal.site.wsgi import application

    if is_empty():
        click.echo(
            "The register is empty. To load the packaged one: quicksilver programme load 2007-2008", err=True
        )
    click.echo(f"http://{host}:{port}/ (stop with Ctrl-C)", err=True)
    server(application, host=host, port=port).run()
