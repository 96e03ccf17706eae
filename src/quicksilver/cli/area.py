"""``quicksilver area``: the calculators of the partnership areas at the command line."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import click

from quicksilver.cli.options import echo_json

__all__ = ["area"]


@click.command()
@click.argument("area_name", metavar="AREA|list")
@click.argument("verb_name", metavar="[VERB]", required=False)
@click.option("--input", "-i", "source", metavar="FILE.json", type=click.Path(dir_okay=False, allow_dash=True),
              help="Named quantities with units; - reads them from the standard input.")  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Print JSON for programs.")
@click.option(
    "--schema", is_flag=True, help="Say what the verb (or every verb) takes and gives, as JSON Schema."
)
def area(area_name: str, verb_name: str | None, source: str | None, as_json: bool, schema: bool) -> None:
    """Calculate for a partnership area: what goes in and out of a plant, a product, a shop, a country.

    `quicksilver area list` lists the areas and their verbs; `quicksilver area coal unit --schema` says what a verb
    takes and gives. A quantity is a number in the unit the schema names, a text such as "100 g", or an object with
    value, unit, low and high.
    """
    from quicksilver.areas import area as load
    from quicksilver.areas import areas
    from quicksilver.areas.common import all_verbs, verb_of

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
        return
    answer = verb.run(_read(source), source or "input").as_dict()
    if as_json:
        echo_json(answer)
    else:
        _show(answer)


def _list(chosen: list[Any], as_json: bool, with_schema: bool) -> None:
    from quicksilver.areas.common import all_verbs

    if as_json:
        echo_json({a.id: {"title": a.title, "lead": a.lead or None, "verbs": {v.name: v.schema() if with_schema else v.about for v in all_verbs(a)}}
                   for a in chosen})  # fmt: skip
        return
    for one in chosen:
        click.echo(f"{one.id}: {one.title} (lead: {one.lead or 'none'})")
        for verb in all_verbs(one):
            click.echo(f"  {verb.name:<18} {verb.about}")


def _read(source: str | None) -> Any:
    from quicksilver.errors import InputProblems, Problem

    if source is None:
        return {}
    try:
        text = sys.stdin.read() if source == "-" else Path(source).read_text(encoding="utf-8-sig")
    except OSError as wrong:
        raise InputProblems(
            [
                Problem(
                    f"cannot be read: {wrong.strerror}",
                    source,
                    "a JSON file",
                    remedy="give the path of a file",
                )
            ]
        ) from None
    except UnicodeDecodeError:
        raise InputProblems(
            [Problem("is no UTF-8 text", source, "a JSON file in UTF-8", remedy="save it as UTF-8")]
        ) from None
    try:
        return json.loads(text)
    except json.JSONDecodeError as wrong:
        raise InputProblems([Problem(f"is no JSON: {wrong.msg}", f"{source}, line {wrong.lineno}, column {wrong.colno}", "one JSON object",
                                     remedy="mend the line; quotes and commas are the usual cause")]) from None  # fmt: skip


def _show(answer: dict[str, Any]) -> None:
    for name, value in answer["results"].items():
        if isinstance(value, list) and value and isinstance(value[0], dict) and "value" not in value[0]:
            click.echo(f"{name}:")
            for row in value:
                click.echo("  " + "; ".join(f"{k} {_text(v)}" for k, v in row.items()))
        else:
            click.echo(f"{name}: {_text(value)}")
    for item in answer["assumptions"]:
        click.echo(
            f"assumed: {item['name']} = {_text(item)} [{item.get('standing', '')}; {item.get('source', '') or item.get('why', '')}]"
        )
    for remark in answer["remarks"]:
        click.echo(f"note: {remark}")


def _text(value: Any) -> str:
    if isinstance(value, dict) and "value" in value:
        unit = "" if value.get("unit") in (None, "1") else f" {value['unit']}"
        ends = (
            f" ({value['low']:.6g} to {value['high']:.6g})"
            if value.get("low") is not None and value.get("high") is not None
            else ""
        )
        number = value["value"]
        return ("unknown" if number is None and not ends else "" if number is None else f"{number:.6g}" if isinstance(number, (int, float)) else str(number)) + ends + unit  # fmt: skip
    if value is None:
        return "unknown"
    if isinstance(value, float):
        return f"{value:.6g}"
    if isinstance(value, list):
        return ", ".join(_text(item) for item in value)
    return str(value)
