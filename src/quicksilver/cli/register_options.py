"""Where a command takes its register from: the database, a directory, or one of the packaged ones."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from quicksilver.programme.register import Register

__all__ = ["Day", "as_of_option", "database_option", "from_option", "packaged", "read_register"]

database_option = click.option(
    "--database",
    metavar="FILE|URL",
    help="SQLite file or URL of a database; left out, DATABASE_URL or the file in QUICKSILVER_DATA.",
)
from_option = click.option("--from", "source", metavar="NAME|DIR", help="Read the register from its text form instead of the database: a directory, "
                           "or one that is packaged (2007-2008, after-2009).")  # fmt: skip


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
            self.fail(f"{value!r} is no date such as 2009-05-01", param, ctx)


as_of_option = click.option(
    "--as-of",
    "as_of",
    type=Day(),
    required=True,
    metavar="DATE",
    help="The day the register is asked as of, such as 2009-05-01.",
)


def packaged(name: str) -> Path:
    """Return the directory of a packaged register, or the path itself."""
    from importlib import resources

    folder = resources.files("quicksilver.programme") / "data" / name
    return Path(str(folder)) if name in ("2007-2008", "after-2009") else Path(name)


def read_register(source: str | None, database: str | None) -> Register:
    """Return the register that a command is about.

    Raises
    ------
    InputProblems
        The text form is wrong, or nothing was loaded into the database yet.
    """
    from quicksilver.errors import InputProblems, Problem

    if source is not None:
        from quicksilver.programme.text_form import load_directory

        return load_directory(packaged(source))
    from quicksilver.programme.setup import configure, migrate
    from quicksilver.programme.store import load_register

    configure(database)
    migrate()
    found = load_register()
    if not any(found.records.values()):
        raise InputProblems([Problem("the register is empty", database or "the database", "a register that was loaded", remedy="quicksilver programme load 2007-2008, or add --from 2007-2008")])  # fmt: skip
    return found
