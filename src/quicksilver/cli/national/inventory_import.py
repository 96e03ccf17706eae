"""``quicksilver inventory import``: a filled workbook of the Toolkit's kind as an inventory."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from quicksilver.cli.options import echo_json, language, output, reading_options
from quicksilver.language.screen import screen

if TYPE_CHECKING:
    from quicksilver.inventory.bridge.totals import Comparison
    from quicksilver.inventory.bridge.workbook import Workbook

__all__ = ["echo_rows", "import_", "level_option", "match_option"]

level_option = click.option(
    "--level", type=click.IntRange(1, 2), help="Level of the workbook, where it does not tell: 1 or 2."
)
match_option = click.option(
    "--match",
    "match_file",
    metavar="MATCH.csv",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Table of the match of an earlier import, corrected: its states, sources and technologies decide.",
)
#: Rows that are printed; all are in match.csv.
_SHOWN = 40


def _given(country: str | None, year: int | None, pairs: tuple[str, ...]) -> dict[str, Any]:
    """Return general data that are stated as options."""
    from quicksilver.errors import InputProblems, Problem, closest
    from quicksilver.intake.numbers import machine_number
    from quicksilver.inventory.files.fields import fields
    from quicksilver.inventory.files.values import answers
    from quicksilver.language.places import read_place

    given: dict[str, Any] = {} if year is None else {"year": year}
    problems: list[Problem] = []
    if country is not None:
        given["country"] = read_place(country, "--country", problems)
    for pair in pairs:
        name, sign, text = (part.strip() for part in pair.partition("="))
        declared = fields("general").get(name)
        if declared is None or not sign or name in ("country", "year", "level"):
            names = [known for known in fields("general") if known not in ("country", "year", "level")]
            guess = closest(name, names)
            hint = f"; did you mean {guess!r}?" if guess else ""
            raise click.BadParameter(
                f"{pair!r} is not NAME=VALUE with one of {', '.join(names)}{hint}", param_hint="--general"
            )
        if declared.type == "answer":
            given[name] = {"Y": True, "N": False}.get(answers().get(text.casefold(), ""))
        elif declared.type == "text":
            given[name] = text
        else:
            try:
                given[name] = machine_number(text)
            except ValueError as wrong:
                raise click.BadParameter(str(wrong), param_hint="--general") from None
    errors = [problem for problem in problems if problem.severity == "error"]
    if errors:
        raise InputProblems(errors)
    return given


@click.command()
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--out", required=True, type=click.Path(path_type=Path), help="Folder for the inventory.")
@click.option(
    "--source", default="", help="What the workbook is: document and edition; its own title by default."
)
@level_option
@click.option("--country", help="Country, where the workbook does not have it: a code or a name.")
@click.option("--year", type=click.IntRange(1900), help="Base year, where the workbook does not have it.")
@click.option(
    "--general",
    "pairs",
    multiple=True,
    metavar="NAME=VALUE",
    help="Another general datum, such as population=5000000; may be repeated.",
)
@match_option
@reading_options("file", only=("decimal", "use_cached"))
@language
@click.option("--force", is_flag=True, help="Replace existing files.")
@output
def import_(
    file: Path,
    out: Path,
    source: str,
    level: int | None,
    country: str | None,
    year: int | None,
    pairs: tuple[str, ...],
    match_file: Path | None,
    language: str,
    force: bool,
    as_json: bool,
    quiet: bool,
) -> None:
    """Take a filled workbook of the Toolkit's kind into an inventory.

    Rows are matched by category number, name in any of six languages, unit and level. The folder has
    inventory.csv, general.json, factors.csv with the workbook's factors and shares, and match.csv with
    each row of the workbook, taken or not; corrected, it is used again with --match.
    """
    from quicksilver.factors import shipped
    from quicksilver.inventory.bridge.decisions import read_decisions
    from quicksilver.inventory.bridge.totals import compared
    from quicksilver.inventory.bridge.workbook import read
    from quicksilver.inventory.bridge.writing import taken_from
    from quicksilver.outputs import write_files

    book = read(
        file,
        shipped(),
        source=source,
        level=level,
        given=_given(country, year, pairs),
        decisions=None if match_file is None else read_decisions(match_file),
    )
    taken = taken_from(book, shipped(), language)
    comparison = compared(taken)
    write_files(out, taken.files, force=force)
    if as_json:
        echo_json(_as_data(book, comparison, out, sorted(taken.files)))
    elif not quiet:
        echo_rows(book, language)
        _echo_totals(comparison, language)
        _say("bridge.said.written", language, folder=str(out), names=sorted(taken.files))


def _say(key: str, language: str, **values: Any) -> None:
    from quicksilver.language.sentences import Sentence

    click.echo(Sentence(key, values, table="problems").in_language(language))


def echo_rows(book: Workbook, language: str) -> None:
    """Print how many rows are taken, and each that is not, with its cell and reason."""
    from quicksilver.inventory.bridge.line import State
    from quicksilver.inventory.bridge.table import said_of
    from quicksilver.language.problems import in_language
    from quicksilver.language.sentences import Sentence

    status = {
        state: Sentence(f"bridge.status.{state.name.lower()}", table="problems").in_language(language)
        for state in State
    }
    counts = {state: sum(line.state is state for line in book.lines) for state in State}
    _say(
        "bridge.said.counts",
        language,
        level=book.level,
        taken=counts[State.TAKEN],
        ambiguous=counts[State.AMBIGUOUS],
        other=counts[State.NOT_TAKEN],
        rest=len(book.records) - len(book.lines),
    )
    listed_lines = [line for line in book.lines if line.state is not State.TAKEN or line.reasons]
    for line in listed_lines[:_SHOWN]:
        for reason in (in_language(each, language) for each in line.reasons):
            click.echo(f"  {status[line.state]}: {reason.where}: {reason.what}")
    if len(listed_lines) > _SHOWN:
        _say("bridge.said.more", language, count=len(listed_lines) - _SHOWN)
    for record in book.records:
        if record.is_empty:
            message = in_language(said_of(record), language)
            click.echo(f"  {status[State.NOT_TAKEN]}: {message.where}: {record.words}: {message.what}")
    for note in (in_language(each, language) for each in book.notes):
        click.echo(screen("notes.check", language, note=f"{note.where}: {note.what}"), err=True)


def _echo_totals(comparison: Comparison, language: str) -> None:
    from quicksilver.inventory.results.receipt import rounded

    def number(value: float | None) -> str:
        return "-" if value is None else rounded(value, language)

    _say("bridge.said.totals", language, theirs=number(comparison.theirs), ours=number(comparison.ours))
    if comparison.is_calculated:
        _say("bridge.said.calculated", language)
    for item in comparison.differences[:_SHOWN]:
        cause = item.cause.in_language(language)
        name = item.line.record.name or item.line.record.category
        click.echo(
            f"  {item.line.record.where}: {name}: {number(item.theirs)} kg | {number(item.ours)} kg: {cause}"
        )
    for message in comparison.stated:
        click.echo(f"  {message.in_language(language)}")


def _as_data(book: Workbook, comparison: Comparison, out: Path, names: list[str]) -> dict[str, Any]:
    from quicksilver.inventory.bridge.table import match_rows

    differences = [
        {
            "where": str(item.line.record.where),
            "name": item.line.record.name,
            "source": item.line.source,
            "workbook_kg": item.theirs,
            "ours_kg": item.ours,
            "cause": str(item.cause),
        }
        for item in comparison.differences
    ]
    return {
        "written": [str(out / name) for name in names],
        "level": book.level,
        "workbook_total_kg": comparison.theirs,
        "total_kg": comparison.ours,
        "differences": differences,
        "totals": [str(message) for message in comparison.stated],
        "rows": match_rows(book, "en"),
    }
