"""``quicksilver area``: the calculators of the partnership areas at the command line."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import click

from quicksilver.cli.options import echo_json

__all__ = ["area"]

_STDIN = "standard input"


@click.command()
@click.argument("area_name", metavar="AREA|list")
@click.argument("verb_name", metavar="[VERB]", required=False)
@click.option(
    "--input",
    "-i",
    "source",
    metavar="FILE.json",
    type=click.Path(dir_okay=False, allow_dash=True),
    help="Named quantities with units; - reads them from the standard input.",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON, for use by programs.")
@click.option(
    "--schema",
    is_flag=True,
    help="Print the inputs and results of the calculator, or of all calculators, as JSON Schema.",
)
@click.option("--describe", is_flag=True, help="Print the inputs and results of the calculator as text.")
@click.option(
    "--example", is_flag=True, help="Print an example input that can be run; with --out, write it to a file."
)
@click.option(
    "--out",
    metavar="FILE.json",
    type=click.Path(dir_okay=False, path_type=Path),
    help="File for the example.",
)
@click.option("--force", is_flag=True, help="Replace an existing file.")
@click.option("--all", "every", is_flag=True, help="Print all rows of long tables.")
def area(
    area_name: str,
    verb_name: str | None,
    source: str | None,
    as_json: bool,
    schema: bool,
    describe: bool,
    example: bool,
    out: Path | None,
    force: bool,
    every: bool,
) -> None:
    """Calculate for a partnership area: flows of mercury, measures, costs and targets.

    `quicksilver area list` lists the areas and their calculators; `quicksilver area coal unit --describe` prints the
    inputs and results of a calculator, and `--example` an example input that can be run. A quantity is a number in the
    unit stated there, a text such as "100 g", or an object with value, unit, low and high.
    """
    from quicksilver.areas import area as load
    from quicksilver.areas import areas
    from quicksilver.areas.shared.common import all_verbs, verb_of
    from quicksilver.cli.text.area_text import answer_lines, described, screen_width

    if area_name == "list":
        _list([load(name) for name in ([verb_name] if verb_name else areas())], as_json or schema, schema)
        return
    chosen = load(area_name)
    if verb_name is None:
        if schema:
            echo_json({verb.name: verb.schema() for verb in all_verbs(chosen)})
        else:
            _list([chosen], as_json, False)
        return
    verb = verb_of(chosen, verb_name)
    if schema:
        echo_json(verb.schema())
    elif example:
        _example(chosen.id, verb.name, out, force=force)
    elif describe:
        _print(described(verb, screen_width()))
    else:
        answer = _answer(chosen.id, verb, source)
        if as_json:
            echo_json(answer)
        else:
            _print(answer_lines(answer, screen_width(), every=every))


def _answer(area_name: str, verb: Any, source: str | None) -> dict[str, Any]:
    """Return the answer of a calculator; where no input was given and one is needed, say how to get one."""
    from quicksilver.errors import InputProblems, Problem

    if source is not None:
        answer: dict[str, Any] = verb.run(_read(source), _STDIN if source == "-" else source).as_dict()
        return answer
    try:
        answer = verb.run({}).as_dict()
    except InputProblems:
        remedy = f"quicksilver area {area_name} {verb.name} --example --out {verb.name}.json; then add --input {verb.name}.json"
        raise InputProblems(
            [
                Problem(
                    f"{verb.name} needs an input", "input", "a JSON file, given with --input", remedy=remedy
                )
            ]
        ) from None
    return answer


def _print(lines: list[str]) -> None:
    click.echo("\n".join(lines))


def _example(area_name: str, verb_name: str, out: Path | None, *, force: bool) -> None:
    from quicksilver.areas.examples import example
    from quicksilver.outputs import write_files

    text = json.dumps(example(area_name, verb_name), indent=2, ensure_ascii=False) + "\n"
    if out is None:
        click.echo(text, nl=False)
    else:
        write_files(out.parent, {out.name: text.encode("utf-8")}, force=force)
        click.echo(f"Written to {out}")


def _list(chosen: list[Any], as_json: bool, with_schema: bool) -> None:
    from quicksilver.areas.shared.common import all_verbs
    from quicksilver.cli.text.area_text import heading, screen_width, terms

    if as_json:
        echo_json(
            {
                a.id: {
                    "title": a.title,
                    "lead": a.lead or None,
                    "verbs": {v.name: v.schema() if with_schema else v.about for v in all_verbs(a)},
                }
                for a in chosen
            }
        )
        return
    width = screen_width()
    for number, area in enumerate(chosen):
        if number:
            click.echo()
        _print(heading(area.title, area.id, area.lead, width))
        _print(terms([(verb.name, verb.about) for verb in all_verbs(area)], width))


def _read(source: str) -> Any:
    from quicksilver.intake.cleaning import clean_data
    from quicksilver.intake.documents import parse_json, read_json

    if source != "-":
        return clean_data(read_json(source))
    return clean_data(parse_json(sys.stdin.buffer.read(), _STDIN))
