"""Options that several commands share."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

import click

from quicksilver.languages import LANGUAGES

if TYPE_CHECKING:
    from quicksilver.errors import Problem
    from quicksilver.intake.tables import ColumnMapping

__all__ = [
    "counted",
    "decimal_option",
    "echo_json",
    "echo_table",
    "echo_warnings",
    "factors_option",
    "file_argument",
    "language",
    "map_option",
    "mapping_of",
    "output",
    "progress",
    "reading_options",
    "seed",
    "use_cached_option",
]

F = TypeVar("F", bound=Callable[..., Any])

file_argument = click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
factors_option = click.option(
    "--factors",
    "factors_file",
    metavar="OVERLAY",
    type=click.Path(path_type=Path),
    help="CSV or workbook with your own factors, which replace those of the shipped set; or edition:il1-1, edition:draft-2005.",
)
use_cached_option = click.option(
    "--use-cached",
    is_flag=True,
    help="Use the stored results of cells with formulas; a warning names each cell.",
)
decimal_option = click.option(
    "--decimal",
    type=click.Choice(["point", "comma"]),
    help="Decimal sign of the file's numbers; the file's own cells decide unless it is stated.",
)
map_option = click.option(
    "--map",
    "map_file",
    metavar="FILE.yml",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Column mapping: which heading is which column, constants, units, decimal sign, sheet, row of the headings.",
)


def language(command: F) -> F:
    """Add ``--language`` to a command; problems that it reports are then written in that language."""

    @functools.wraps(command)
    def speaking(*args: Any, **options: Any) -> Any:
        from quicksilver.errors import InputProblems

        try:
            return command(*args, **options)
        except InputProblems as wrong:
            # Left out, the option is the language of documents; messages are in that of the person's own settings.
            context = click.get_current_context(silent=True)
            default = click.core.ParameterSource.DEFAULT
            if context is None or context.get_parameter_source("language") is not default:
                wrong.language = options["language"]
            raise

    return click.option(
        "--language",
        "-l",
        type=click.Choice(list(LANGUAGES)),
        default="en",
        show_default=True,
        help="Language of names and documents.",
    )(cast(F, speaking))


seed = click.option(
    "--seed", type=click.IntRange(min=0), default=0, show_default=True, help="Seed of the draws."
)


def output(command: F) -> F:
    """Add ``--json`` and ``--quiet`` to a command."""
    command = click.option("--json", "as_json", is_flag=True, help="Print JSON, for use by programs.")(
        command
    )
    return click.option("--quiet", "-q", is_flag=True, help="Print errors only.")(command)


def reading_options(command: F) -> F:
    """Add ``--map``, ``--decimal`` and ``--use-cached`` to a command, which gets them as ``reading``: what its reader takes."""

    @functools.wraps(command)
    def reading(*args: Any, **options: Any) -> Any:
        options["reading"] = {
            "mapping": mapping_of(options.pop("map_file")),
            "decimal": options.pop("decimal"),
            "cached": options.pop("use_cached"),
        }
        return command(*args, **options)

    return cast(F, map_option(decimal_option(use_cached_option(reading))))


def mapping_of(file: Path | None) -> ColumnMapping | None:
    """Return the column mapping of ``--map``; None where the option is not given."""
    from quicksilver.intake.tables import read_mapping

    return None if file is None else read_mapping(file)


def echo_warnings(warnings: Iterable[Problem], language: str = "en") -> None:
    """Print what was read in a way that the user should know of, to the channel of errors."""
    from quicksilver.language.problems import text

    for warning in warnings:
        click.echo(f"please check: {text(warning, language)}", err=True)


def echo_json(data: Any) -> None:
    """Print data as JSON."""
    from quicksilver.outputs import json_bytes

    click.echo(json_bytes(data).decode("utf-8"), nl=False)


def echo_table(table: Any, *, as_json: bool, floats: str = ",.3f") -> None:
    """Print a data frame for a person or for a program."""
    if as_json:
        from quicksilver.outputs import records

        echo_json(records(table))
        return
    if table.empty:
        click.echo("nothing to show")
        return
    text = _left(table).to_string(index=False, na_rep="", float_format=lambda value: format(value, floats))
    click.echo("\n".join(line.rstrip() for line in text.splitlines()))


def _left(table: Any) -> Any:
    """Return the table with its texts filled up to equal length: pandas prints every column to the right."""
    import pandas as pd

    shown = table.copy()
    for name in table.columns:
        if not any(isinstance(value, str) for value in table[name]):
            continue
        texts = ["" if pd.isna(value) is True else str(value) for value in table[name]]
        length = max(map(len, [*texts, str(name)]))
        shown[name] = [text.ljust(length) for text in texts]
        shown = shown.rename(columns={name: str(name).ljust(length)})
    return shown


@contextmanager
def counted(what: str, *, quiet: bool) -> Iterator[Callable[[int, int], None]]:
    """Show a bar for a task that reports how much is done and how much there is; only on a terminal."""
    from tqdm import tqdm

    with tqdm(desc=what, delay=1.0, leave=False, disable=True if quiet else None) as bar:

        def step(done: int, total: int) -> None:
            bar.total = total
            bar.update(done - bar.n)

        yield step


@contextmanager
def progress(total: int, *, quiet: bool, what: str) -> Iterator[Callable[[str], None]]:
    """Show a bar on the error stream while a task of several steps runs; only on a terminal."""
    from tqdm import tqdm

    # A bar for less than two seconds is flicker, so it appears only after one.
    with tqdm(total=total, desc=what, delay=1.0, leave=False, disable=True if quiet else None) as bar:

        def step(name: str) -> None:
            bar.set_postfix_str(name, refresh=False)
            bar.update()

        yield step
