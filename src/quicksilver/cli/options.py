"""Options that several commands share."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar, cast

import click

from quicksilver.languages import LANGUAGES

if TYPE_CHECKING:
    from quicksilver.errors import Problem
    from quicksilver.intake.declared import Declared
    from quicksilver.intake.tables import ColumnMapping

__all__ = [
    "MOST_PROBLEMS",
    "Bounded",
    "PathwayChoice",
    "counted",
    "echo_json",
    "echo_table",
    "echo_warnings",
    "factors_option",
    "file_argument",
    "language",
    "mapping_of",
    "message_language",
    "output",
    "progress",
    "reading_options",
    "seed",
]

#: Problems on a screen; with --json all are printed.
MOST_PROBLEMS: Final = 40
F = TypeVar("F", bound=Callable[..., Any])


class PathwayChoice(click.Choice[str]):
    """The input or a pathway, by its id or by its name in any of the six languages."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the id of a name; what names nothing is refused with the ids."""
        from quicksilver.language.names import find

        return super().convert(find("pathway", str(value), among=list(self.choices)) or value, param, ctx)


file_argument = click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
factors_option = click.option(
    "--factors",
    "factors_file",
    metavar="NAME",
    type=click.Path(path_type=Path),
    help="Factor set: toolkit, reviewed-2026 (`quicksilver factors sets`), edition:il1-1, edition:draft-2005; or a CSV or "
    "workbook with your own factors, which replace those of the Toolkit set (of another one: NAME+FILE).",
)
_OPTIONS = {
    "use_cached": click.option(
        "--use-cached",
        is_flag=True,
        help="Use the stored results of cells with formulas; a warning names each cell.",
    ),
    "decimal": click.option(
        "--decimal",
        type=click.Choice(["point", "comma"]),
        help="Decimal sign of the file's numbers; the file's own cells decide unless it is stated.",
    ),
    "map_files": click.option(
        "--map",
        "map_files",
        multiple=True,
        metavar="[TABLE=]FILE.yml",
        help="Column mapping of the table (of one that is named, such as points.csv=points.yml): which heading is which "
        "column, constants, units, decimal sign, sheet, row of the headings. `quicksilver mapping` proposes one.",
    ),
}


class Bounded(click.ParamType[float]):
    """A finite number within bounds, which belong to it; nan is none, and a decimal comma is named.

    Parameters
    ----------
    low, high : float
    word : str
        What the number is, with its article, for messages.
    """

    name = "float"

    def __init__(self, low: float, high: float, word: str = "a number") -> None:
        self.low, self.high, self.word = low, high, word

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """Return the number."""
        from quicksilver.intake.numbers import likely_number, machine_number

        allowed = f"{self.word} from {self.low:,g} to {self.high:,g}"
        try:
            number: float = value if isinstance(value, (int, float)) else machine_number(value)
        except ValueError:
            like = likely_number(value)
            guess = like["guess"] or " or ".join(like["readings"])
            hint = f"; write {guess} if that is meant" if guess else ""
            self.fail(f"{value!r} is not {allowed}{hint}.", param, ctx)
        if not self.low <= number <= self.high:  # also nan
            self.fail(f"{value!r} is not {allowed}.", param, ctx)
        return number


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
    """Add ``--json`` and ``--quiet`` to a command; what was noted of the files that it read is printed at its end."""

    @functools.wraps(command)
    def telling(*args: Any, **options: Any) -> Any:
        from quicksilver.intake.declared import noted

        with noted() as notes:
            result = command(*args, **options)
        if not options.get("quiet"):
            echo_warnings(notes)
        return result

    made = click.option("--json", "as_json", is_flag=True, help="Print JSON, for use by programs.")(
        cast(F, telling)
    )
    return click.option("--quiet", "-q", is_flag=True, help="Print errors only.")(made)


def reading_options(
    *main: str, only: Sequence[str] = ("map_files", "decimal", "use_cached")
) -> Callable[[F], F]:
    """Add ``--map``, ``--decimal`` and ``--use-cached`` to a command: what they state applies to all that it reads.

    Parameters
    ----------
    *main : str
        Parameters with the files that are meant where a statement names none; all files if omitted.
    only : collection of str
        Which of ``map_files``, ``decimal`` and ``use_cached`` are added.
    """

    def decorate(command: F) -> F:
        @functools.wraps(command)
        def reading(*args: Any, **options: Any) -> Any:
            from quicksilver.intake.declared import declared

            given = {name: options.pop(name, None) for name in _OPTIONS}
            whole, single = _mappings(given["map_files"] or ())
            files = [options.get(name) for name in main]
            with declared(
                mapping=whole,
                mappings=single,
                decimal=given["decimal"],
                cached=bool(given["use_cached"]),
                main=[
                    path for file in files if file for path in (file if isinstance(file, tuple) else [file])
                ],
            ) as stated:
                result = command(*args, **options)
                if not options.get("quiet"):
                    echo_warnings(_unused(stated))
            return result

        for name in reversed(only):
            reading = _OPTIONS[name](reading)
        return cast(F, reading)

    return decorate


def _mappings(given: Iterable[str]) -> tuple[ColumnMapping | None, dict[Path, ColumnMapping]]:
    """Return the mapping that names no table, and those that do."""
    whole, single = None, {}
    for text in given:
        table, sign, file = text.partition("=")
        if sign and not Path(text).exists():
            single[Path(table)] = mapping_of(Path(file))
        elif whole is not None:
            raise click.BadParameter(
                f"{text!r}: a second mapping names its table, such as points.csv={text}", param_hint="--map"
            )
        else:
            whole = mapping_of(Path(text))
    return whole, single


def _unused(stated: Declared) -> list[Problem]:
    from quicksilver.language.problems import problem

    return [
        problem("table.mapping.unused", str(table or "--map"), severity="warning")
        for table in stated.unused()
    ]


def mapping_of(file: Path) -> ColumnMapping:
    """Return the column mapping of a file.

    Raises
    ------
    InputProblems
        There is no such file (how to make one is stated), or it is not a mapping.
    """
    from quicksilver.errors import InputProblems
    from quicksilver.intake.tables import read_mapping
    from quicksilver.language.problems import problem

    if not file.exists():
        raise InputProblems([problem("table.mapping.none", str(file), name=file.name)])
    return read_mapping(file)


def message_language() -> str:
    """Return the language of messages: that of ``--language`` where it is given, and else of the person's own settings."""
    import os

    from quicksilver.languages import from_environment

    context = click.get_current_context(silent=True)
    default = click.core.ParameterSource.DEFAULT
    if context is not None and context.get_parameter_source("language") not in (None, default):
        return str(context.params["language"])
    return from_environment(os.environ).code


def echo_warnings(warnings: Iterable[Problem], language: str | None = None, most: int | None = None) -> None:
    """Print what was read in a way that the user should know of, to the channel of errors; each warning once.

    Parameters
    ----------
    warnings : iterable of Problem
    language : str, optional
        That of messages if omitted.
    most : int, optional
        Warnings to be printed; the others are counted.
    """
    from quicksilver.language.problems import text

    context = click.get_current_context(silent=True)
    printed: set[tuple[str, str]] = (
        set() if context is None else context.meta.setdefault("quicksilver.told", set())
    )
    new = [warning for warning in warnings if (str(warning.where), warning.what) not in printed]
    for warning in new[:most]:
        click.echo(f"please check: {text(warning, language or message_language())}", err=True)
    if most is not None and len(new) > most:
        click.echo(f"and {len(new) - most} more (all with --json)", err=True)
    printed.update((str(warning.where), warning.what) for warning in new)


def echo_json(data: Any) -> None:
    """Print data as JSON; what was noted of the files that were read is added to an object as ``warnings``."""
    from quicksilver.intake.declared import asked
    from quicksilver.outputs import json_bytes

    if isinstance(data, dict) and (notes := asked().notes):
        from quicksilver.language.problems import in_language

        given = data.get("warnings", [])
        added = [in_language(item, message_language()).as_dict() for item in notes]
        data = {**data, "warnings": [*given, *(item for item in added if item not in given)]}
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
