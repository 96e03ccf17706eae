"""Where a command takes its register from: the database, a directory, or one of the packaged ones."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import click

from quicksilver.intake.days import day_readings

if TYPE_CHECKING:
    from quicksilver.register.questions.knowledge import Asked
    from quicksilver.register.register import Register

__all__ = [
    "Day",
    "at_option",
    "database_option",
    "echo_knowledge",
    "from_option",
    "knowledge_fields",
    "open_database",
    "packaged",
    "read_register",
]

database_option = click.option(
    "--database",
    metavar="FILE|URL",
    help="SQLite file or URL of a database; if omitted, DATABASE_URL or the file in QUICKSILVER_DATA.",
)
from_option = click.option(
    "--from",
    "source",
    metavar="NAME|DIR",
    help="Read the register from its text form instead of the database: a directory, "
    "or a packaged one (2007-2008, after-2009); several are separated by commas, and the last one wins.",
)


class Day(click.ParamType):  # type: ignore[type-arg]
    """A day, such as 2009-05-01."""

    name = "date"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> dt.date:
        """Return the day that was typed."""
        if isinstance(value, dt.date):
            return value
        try:
            return dt.date.fromisoformat(str(value))
        except ValueError:
            meant = " or ".join(day_readings(str(value))) or "one such as 2009-05-01"
            self.fail(f"{value!r} is not a date; enter {meant}", param, ctx)


class _Moment(click.ParamType):  # type: ignore[type-arg]
    name = "moment"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> dt.datetime:
        if isinstance(value, dt.datetime):
            return value
        try:
            moment = dt.datetime.fromisoformat(str(value))
        except ValueError:
            self.fail(
                f"{value!r} is not a moment; enter one such as 2026-05-01 or 2026-05-01T12:00", param, ctx
            )
        if len(str(value)) == 10:
            moment += dt.timedelta(days=1, microseconds=-1)
        return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)


at_option = click.option(
    "--at",
    "at",
    type=_Moment(),
    metavar="MOMENT",
    help="The register as it was at a moment: 2026-05-01 (the end of that day) or 2026-05-01T12:00, in UTC.",
)


def knowledge_fields(given: Asked | None, language: str = "en", *, dated: bool = True) -> dict[str, str]:
    """Return the fields of JSON on a question about a day; none where the register records no end of its knowledge.

    ``as_of`` is the day that the answer is of, ``asked`` the day that was named, ``statement`` the sentence of documents.
    """
    if given is None or given.ends is None:
        return {}
    from quicksilver.reports.knowledge import knowledge_note
    from quicksilver.reports.words import Words

    fields = {"as_of": given.day.isoformat()} if dated else {}
    if given.wanted is not None:
        fields["asked"] = given.wanted.isoformat()
    fields["knowledge_ends"] = given.ends.isoformat()
    statement = knowledge_note(given, Words(language), dated=dated)
    return {**fields, "statement": statement} if statement else fields


def echo_knowledge(given: Asked | None, language: str = "en", *, dated: bool = True) -> None:
    """Print the sentence that states where the register's knowledge ends, where one is due."""
    statement = knowledge_fields(given, language, dated=dated).get("statement")
    if statement:
        click.echo(statement)


def packaged(name: str) -> Path:
    """Return the directory of a packaged register, or the path itself."""
    from quicksilver.intake.packaged import path

    return path("quicksilver.register", f"data/{name}") if name in ("2007-2008", "after-2009") else Path(name)


def read_register(source: str | None, database: str | None, *, at: dt.datetime | None = None) -> Register:
    """Return the register that a command is about.

    Parameters
    ----------
    source : str or None
        Directory or name of a packaged register, or several with commas between them; None is the database.
    database : str or None
    at : datetime, optional
        The database as it was at a moment.

    Raises
    ------
    InputProblems
        The text form is wrong, nothing was loaded into the database (by then), or a moment is asked of a directory.
    """
    from quicksilver.errors import InputProblems, Problem

    if source is not None:
        from quicksilver.register.formats.text_form import load_directory

        if at is not None:
            raise InputProblems(
                [
                    Problem(
                        "a directory has no history",
                        "--at",
                        "a moment of the database",
                        remedy="leave out --from or --at",
                    )
                ]
            )
        if "," in source and not Path(source).is_dir():
            from quicksilver.register.register import Register as Layers

            layers = [load_directory(packaged(part.strip())) for part in source.split(",") if part.strip()]
            return Layers.of(pair for layer in layers for pair in layer)
        return load_directory(packaged(source))
    from quicksilver.portal.setup import configure, migrate
    from quicksilver.portal.store.store import load_register

    configure(database)
    migrate()
    register = load_register(at=at)
    if not any(register.records.values()) and at is not None:
        raise InputProblems(
            [
                Problem(
                    f"the register was empty at {at:%Y-%m-%d %H:%M} UTC",
                    "--at",
                    "a moment after the first records were loaded",
                    remedy="name a later moment",
                )
            ]
        )
    if not any(register.records.values()):
        raise _empty(database)
    return register


def open_database(database: str | None) -> None:
    """Make the database ready for a command that asks it and loads no register.

    Raises
    ------
    InputProblems
        Nothing was loaded into the database yet.
    """
    from quicksilver.portal.setup import configure, migrate

    configure(database)
    migrate()
    from quicksilver.portal.store.mapping import kinds

    if not any(kind.model.objects.exists() for kind in kinds().values()):
        raise _empty(database)


def _empty(database: str | None) -> Exception:
    from quicksilver.errors import InputProblems, Problem

    return InputProblems(
        [
            Problem(
                "the register is empty",
                database or "the database",
                "a register with at least one record",
                remedy="quicksilver programme load 2007-2008, or add --from 2007-2008",
            )
        ]
    )
