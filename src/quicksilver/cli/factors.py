"""``quicksilver factors``: the commands around factor sets."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from quicksilver.cli.lazy import LazyGroup
from quicksilver.cli.options import echo_json, factors_option, language, output, reading_options

if TYPE_CHECKING:
    from quicksilver.factors import FactorSet

__all__ = ["factors"]

_HERE = "quicksilver.cli.factors:"


@click.group(
    cls=LazyGroup,
    lazy={
        "show": (
            _HERE + "show",
            "List sources, or show one with its factors, technologies and their documents.",
        ),
        "sets": (_HERE + "sets", "List the shipped factor sets: edition, licence, coverage and standings."),
        "import": (
            "quicksilver.cli.national.factors_import:import_",
            "Read factors from a Toolkit workbook into an overlay CSV.",
        ),
        "diff": (_HERE + "diff", "Show what a factor set changes, in factors and in an inventory's results."),
    },
)
def factors() -> None:
    """Show, import and compare factor sets: every factor with its source and standing."""


@click.command()
@click.argument("ident", metavar="[ID or NAME]", required=False)
@click.option("--level", type=click.IntRange(1, 2), help="Only this level.")
@factors_option
@reading_options("factors_file")
@language
@output
def show(
    ident: str | None, level: int | None, factors_file: Path | None, language: str, as_json: bool, quiet: bool
) -> None:
    """List sources, or show one with its factors, technologies and their documents.

    A source is named by its id, or by its name in any of the six languages; so is a category.
    """
    from quicksilver.cli.text.factor_text import evidence_lines
    from quicksilver.factors import load

    chosen = load(factors_file)
    meant = None if ident is None else _meant(ident, chosen)
    rows = [
        _row(chosen, name, language, full=as_json and ident is not None)
        for name, source in chosen.sources.items()
        if (level is None or source.level == level) and (meant is None or name in meant)
    ]
    if not rows:
        raise click.BadParameter(_unknown(ident or "", chosen), param_hint="ID")
    if as_json:
        echo_json({"factor_set": chosen.label, "sources": rows})
    elif not quiet:
        click.echo(chosen.label)
        for row in rows:
            _print_row(row, chosen.bibliography, language, full=ident is not None)
            for line in evidence_lines(chosen, row["id"], language) if ident is not None else ():
                click.echo("    " + line)


@click.command()
@language
@output
def sets(language: str, as_json: bool, quiet: bool) -> None:
    """List the shipped factor sets: edition, licence, coverage and standings.

    The names are what --factors takes.
    """
    from quicksilver.cli.text.factor_text import echo_sets, sets_rows

    rows = sets_rows()
    if as_json:
        echo_json(rows)
    elif not quiet:
        echo_sets(rows, language)


def _meant(wanted: str, chosen: FactorSet) -> set[str]:
    """Return the ids that an id, a number of a category, or a name of either in any language means."""
    from quicksilver.factors.source_names import source_named

    text = wanted.strip()
    named = source_named(text, chosen)
    return {*named.ids, *named.others} or {
        ident for ident, source in chosen.sources.items() if source.category == text
    }


def _unknown(ident: str, chosen: FactorSet) -> str:
    from quicksilver.factors.source_names import like_source

    like = like_source(ident, chosen)
    meant = " / ".join(like["readings"]) or like["guess"]
    return f"unknown source {ident!r}" + (f"; did you mean {meant}?" if meant else "")


def _row(chosen: FactorSet, ident: str, language: str, *, full: bool) -> dict[str, Any]:
    from quicksilver.cli.text.factor_text import evidence
    from quicksilver.factors import PATHWAYS
    from quicksilver.factors.assumed import with_range
    from quicksilver.language.names import label

    source = chosen.sources[ident]
    factor = source.factor
    drawn, basis = with_range(factor, source)
    return {
        "id": ident,
        "name": label("source", ident, language),
        "level": source.level,
        "category": source.category,
        "group": source.group,
        "activity_unit": source.activity_unit,
        "input_factor": factor.value,
        "input_factor_low": drawn.low,
        "input_factor_high": drawn.high,
        "range": str(basis),
        "input_factor_unit": factor.unit,
        "standing": str(factor.standing),
        "confidence": factor.confidence,
        "source": factor.source_key,
        "note": source.note,
        "presence_only": source.presence_only,
        "set": chosen.origin(ident),
        **(evidence(chosen, ident) if full else {}),
        "technologies": [
            {
                "id": row.technology,
                "name": label("technology", row.technology, language),
                "shares": dict(zip(PATHWAYS, row.shares, strict=True)) if row.shares else None,
                "standing": str(row.standing),
                "confidence": row.confidence,
                "set": chosen.origin(ident, row.technology),
                "note": row.note,
            }
            for row in chosen.technologies(ident)
        ],
    }


def _print_row(row: dict[str, Any], bibliography: Any, language: str, *, full: bool) -> None:
    from quicksilver.language.names import label

    if row["presence_only"]:
        factor = "listed for presence only, not quantified"
    elif row["input_factor"] is None:
        factor = "no known default; give a national value"
    else:
        factor = f"{row['input_factor']:g} {row['input_factor_unit']}"
    marks = {"assumed": ", assumed range", "kept": ", range of the shipped factor"}
    if row["input_factor_low"] is not None:
        mark = marks.get(row["range"], "")
        factor += f" ({row['input_factor_low']:g} to {row['input_factor_high']:g}{mark})"
    elif row["range"] == "exact":
        factor += " (exact: the activity is the mercury itself)"
    grade = f"{row['standing']} {row['confidence']}".strip()
    per = f", per {row['activity_unit']}" if row["activity_unit"] else ""
    click.echo(f"{row['name']} ({row['id']}): {factor}{per} [{grade}]")
    if not full:
        return
    work = bibliography.get(row["source"])
    document = f"{work['title']}, {work['edition']}" if work else row["source"]
    click.echo(f"    from {document}" + (f". {row['note']}" if row["note"] else ""))
    for technology in row["technologies"]:
        parts = [
            f"{label('pathway', k, language)} {v:g}" for k, v in (technology["shares"] or {}).items() if v
        ]
        grade = f"{technology['standing']} {technology['confidence']}".strip()
        shares = "; ".join(parts) or "no known default shares"
        click.echo(f"    {technology['name']} ({technology['id']}): {shares} [{grade}]")


@click.command()
@click.argument("before", metavar="A")
@click.argument("after", metavar="B")
@click.option(
    "--inventory",
    "file",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Also show the changes in the results of this inventory.",
)
@reading_options("before", "after")
@output
def diff(before: str, after: str, file: Path | None, as_json: bool, quiet: bool) -> None:
    """Show what a factor set changes, in factors and in an inventory's results.

    A and B are names of factor sets, or overlay files (CSV or workbook); the word 'shipped' is the Toolkit set.
    """
    from quicksilver.factors import load
    from quicksilver.factors.diff import diff as differences

    chosen = [load(name) for name in (before, after)]
    changes = differences(*chosen)
    results = _results(file, chosen) if file else None
    if as_json:
        data: dict[str, Any] = {
            "before": chosen[0].label,
            "after": chosen[1].label,
            "changes": [change.as_dict() for change in changes],
        }
        echo_json(data | ({"results": results} if results is not None else {}))
    elif not quiet:
        _print_changes(changes, chosen)
        if results is not None:
            _print_results(results)


def _results(file: Path, sets: list[FactorSet]) -> list[dict[str, Any]]:
    from quicksilver.inventory import run as run_one
    from quicksilver.inventory.results.compare import compare

    old, new = (run_one(file, factors=chosen, draws=0) for chosen in sets)
    compared = compare(old, new)
    table = (
        compared.sources[compared.sources["change_kg"] != 0]
        if not compared.sources.empty
        else compared.sources
    )
    rows = [
        {"row": row.source, "of": row.of, "before_kg": row.before_kg, "after_kg": row.after_kg}
        for row in table.itertuples()
    ]
    totals = compared.groups[compared.groups["group"] == "TOTALS"]
    return rows + [
        {"row": "TOTALS", "of": row.of, "before_kg": row.before_kg, "after_kg": row.after_kg}
        for row in totals.itertuples()
    ]


def _print_changes(changes: list[Any], sets: list[FactorSet]) -> None:
    from quicksilver.language.names import named

    click.echo(f"From {sets[0].label}\n  to {sets[1].label}")
    for change in changes:
        source, _, technology = change.row.partition(" / ")
        row = named("source", source) + (f", {named('technology', technology)}" if technology else "")
        if change.kind != "changed":
            click.echo(f"{change.kind:<8} {row}")
            continue
        percent = f" ({_percent(change.percent)})" if change.percent is not None else ""
        click.echo(
            f"changed  {row}: {change.field.replace('_', ' ')} {change.before or 'empty'} -> {change.after or 'empty'}{percent}"
        )
    click.echo(f"{len(changes)} changes")


def _percent(change: float) -> str:
    return f"{change:+,.0f}%" if abs(change) >= 100 else f"{change:+.3g}%"


def _print_results(results: list[dict[str, Any]]) -> None:
    from quicksilver.inventory.results.receipt import rounded
    from quicksilver.language.names import label

    click.echo("Results, kg of mercury per year")
    changed = [row for row in results if row["after_kg"] != row["before_kg"]]
    if not changed:
        click.echo("  no result changes: no line of this inventory uses what differs")
    for row in changed:
        delta = row["after_kg"] - row["before_kg"]
        percent = f" ({_percent(100 * delta / row['before_kg'])})" if row["before_kg"] else ""
        total = row["row"] == "TOTALS"
        name = label("group", "TOTALS") if total else f"{label('source', row['row'])} ({row['row']})"
        before, after = rounded(row["before_kg"]), rounded(row["after_kg"])
        click.echo(f"  {name}, {label('pathway', row['of'])}: {before} -> {after}{percent}")
