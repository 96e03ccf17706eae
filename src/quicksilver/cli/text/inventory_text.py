"""What ``quicksilver inventory compare`` and ``sensitivity`` print for a person: totals first, long tables cut."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

import click

from quicksilver.cli.options import echo_table

if TYPE_CHECKING:
    import pandas as pd

    from quicksilver.inventory import Inventory
    from quicksilver.inventory.results.compare import Comparison
    from quicksilver.inventory.spread import Spread
    from quicksilver.quantities import LawChoice

__all__ = ["amount", "echo_comparison", "echo_sensitivity", "echo_spread"]

#: Rows of a table that fit on a screen.
ROWS: Final = 15
_PARTS: Final = ("activity", "factor", "technology", "coverage")
#: Below this part of the numbers it comes from, a difference is what floating-point numbers leave over.
_NOISE: Final = 1e-12


def amount(kilograms: float, scale: float = 0.0, *, signed: bool = False) -> str:
    """Return kilograms with three significant digits; what is only rounding beside ``scale`` is 0.

    Examples
    --------
    >>> amount(12590.0), amount(-4.1e-15, 180.0), amount(19.5, signed=True)
    ('12,600', '0', '+19.5')
    """
    from quicksilver.inventory.results.receipt import rounded

    if abs(kilograms) <= _NOISE * scale:
        return "0"
    return ("+" if signed and kilograms > 0 else "") + rounded(kilograms)


def echo_comparison(
    result: Comparison,
    sides: Sequence[Inventory],
    tables: Sequence[pd.DataFrame],
    language: str,
    *,
    everything: bool = False,
) -> None:
    """Print two inventories side by side: totals with ranges, then groups and sources by the size of the change.

    Parameters
    ----------
    result : Comparison
    sides : sequence of Inventory
        Before and after.
    tables : sequence of DataFrame
        Sources and groups, as far as requested.
    language : str
    everything : bool
        Print every row that changed.
    """
    from quicksilver.inventory.groups import TOTALS
    from quicksilver.inventory.results.receipt import range_word

    sources, groups = tables
    click.echo(f"From {result.before} to {result.after}, kg of mercury per year\n")
    corrected = "corrected for double counting" if sides[0].resolution.corrections else "plain sums"
    click.echo(f"Totals, {corrected} ({range_word(sides[0])})")
    _echo_totals(groups[groups["group"] == TOTALS], sides, language)
    click.echo("\nGroups of sources, largest change first")
    _echo_changes(groups[groups["group"] != TOTALS], language, everything)
    click.echo("\nSources, largest change first")
    _echo_changes(sources, language, everything)


def _echo_totals(totals: pd.DataFrame, sides: Sequence[Inventory], language: str) -> None:
    import pandas as pd

    from quicksilver.inventory.results.receipt import range_text
    from quicksilver.language.names import label

    rows = []
    for row in totals.to_dict("records"):
        before, after = (range_text(side, row["of"], label_range=False).replace(" kg", "") for side in sides)
        known = all(side.order for side in sides)
        change = amount(row["change_kg"], row["after_kg"], signed=True) if known else "not known"
        rows.append((label("pathway", row["of"], language), before, after, change))
    echo_table(pd.DataFrame(rows, columns=["", "before", "after", "change"]), as_json=False)


def _echo_changes(table: pd.DataFrame, language: str, everything: bool) -> None:
    """Print the rows that changed, and how many more there are."""
    import pandas as pd

    from quicksilver.language.names import label, named

    rows: list[tuple[float, tuple[Any, ...]]] = []
    for row in table.to_dict("records"):
        scale = max(abs(row["before_kg"]), abs(row["after_kg"]))
        parts = [row["change_kg"], *(row[f"{part}_kg"] for part in _PARTS)]
        if all(abs(part) <= _NOISE * scale for part in parts):
            continue
        name = named("source", row["source"], language) if "source" in row else row["name"]
        texts = (
            amount(row["before_kg"]),
            amount(row["after_kg"]),
            *(amount(part, scale, signed=True) for part in parts),
        )
        rows.append((abs(row["change_kg"]), (name, label("pathway", row["of"], language), *texts)))
    rows.sort(key=lambda row: -row[0])
    shown = rows if everything else rows[:ROWS]
    if not rows:
        click.echo("no change")
        return
    heads = ["", "of", "before", "after", "change", *(f"by {part}" for part in _PARTS)]
    echo_table(pd.DataFrame([row for _, row in shown], columns=heads), as_json=False)
    if len(rows) > len(shown):
        click.echo(f"and {len(rows) - len(shown)} more with smaller changes: --all prints them")


def echo_sensitivity(
    table: pd.DataFrame, column: str, language: str, *, law: LawChoice, top: int | None = None
) -> None:
    """Print the inputs in the order of their share of the variance, and how many more there are.

    Parameters
    ----------
    table : DataFrame
        As :func:`quicksilver.inventory.results.sensitivity.sensitivity` returns it.
    column : str
        The total that was analysed.
    language : str
    law : LawChoice
        How the laws of the inputs were chosen.
    top : int, optional
        Rows; otherwise as many as fit on a screen.
    """
    import pandas as pd

    from quicksilver.inventory.results.receipt import law_text
    from quicksilver.language.names import label

    of = label("pathway", column, language)
    click.echo(
        f"{of}: share of the variance by input (total effect; of it alone), and the total over its range"
    )
    click.echo(f"Law of the draws: {law_text(law)}")
    if table.empty:
        click.echo("nothing to show: no input has a range")
        return
    shown = table.head(top or ROWS)
    rows = [
        (
            row["rank"],
            row["name"],
            row["kind"],
            f"{row['share_of_total']:.1%}",
            _percent(row["total"], row["total_conf"]),
            _percent(row["first_order"], row["first_order_conf"]),
            _span(row),
            _sources(row["sources"]),
        )
        for row in shown.to_dict("records")
    ]
    heads = [
        "rank",
        "name",
        "kind",
        "of the total",
        "total effect",
        "alone",
        "total over its range",
        "sources",
    ]
    echo_table(pd.DataFrame(rows, columns=heads), as_json=False)
    if len(table) > len(shown):
        click.echo(
            f"and {len(table) - len(shown)} more inputs with smaller shares: --top {len(table)} prints them"
        )


def _percent(share: float, margin: float) -> str:
    """Return a share of the variance in percent with its 95 % margin; sampling can leave a share just below 0."""
    if math.isnan(share):
        return "not known"
    return f"{max(0.0, 100 * share):.1f}% ± {100 * margin:.1f}"


def _span(row: dict[Any, Any]) -> str:
    """Return the total over the range of an input, with a mark where this range is assumed or there is none."""
    if math.isnan(row["low_kg"]):
        return "no range"
    mark = " (assumed range)" if "assumed" in row["range"].split(", ") else ""
    return f"{amount(row['low_kg'])} to {amount(row['high_kg'])} kg{mark}"


def _sources(sources: str) -> str:
    names = sources.split(", ")
    return ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")


def echo_spread(spread: Spread, column: str, language: str, *, everything: bool = False) -> None:
    """Print one inventory under several factor sets: totals that can be compared, then lines by how much they differ.

    Parameters
    ----------
    spread : Spread
    column : str
        What the lines are of; the totals are of the same.
    language : str
    everything : bool
        Print every line that differs.
    """
    import pandas as pd

    from quicksilver.inventory.model import statement
    from quicksilver.language.names import label, named

    of, unknown = label("pathway", column, language), label("state", "unknown", language)
    for name, text in zip(spread.names, spread.labels, strict=True):
        click.echo(f"{name}: {text}")
    count = spread.common[column]
    rows = [
        (row.set, _or(row.all_kg, unknown), row.lines, _or(row.common_kg, unknown))
        for row in spread.totals
        if row.column == column
    ]
    click.echo(f"\n{of}, kg of mercury per year, corrected for double counting")
    heads = ["", "all its lines", "lines", f"the {count} lines of every set"]
    echo_table(pd.DataFrame(rows, columns=heads), as_json=False)
    key = "spread.same" if spread.same_coverage(column) else "spread.differs"
    click.echo(statement(key).in_language(language))
    place = _column(column)
    ranked = [line for line in spread.ranked(column) if line.width(column) > 0]
    shown = ranked if everything else ranked[:ROWS]
    click.echo(f"\n{of} by line, the widest spread first")
    table = [
        (
            named("source", line.line.source, language),
            *(_or(under.best[place], unknown) for under in line.under),
            "" if (times := line.ratio(column)) is None else amount(times),
        )
        for line in shown
    ]
    heads = ["", *spread.names, "highest/lowest"]
    echo_table(pd.DataFrame(table, columns=heads), as_json=False)
    if len(ranked) > len(shown):
        click.echo(f"and {len(ranked) - len(shown)} more with smaller differences: --all prints them")
    _echo_unknown(spread, language)


def _column(column: str) -> int:
    from quicksilver.inventory.engine import COLUMNS

    return COLUMNS.index(column)


def _or(kilograms: float, unknown: str) -> str:
    return unknown if math.isnan(kilograms) else amount(kilograms)


def _echo_unknown(spread: Spread, language: str) -> None:
    """Print for each set which lines it has no factor for."""
    from quicksilver.inventory.model import statement
    from quicksilver.language.names import label

    separator = statement("word.separator").in_language(language)
    for name, inventory in zip(spread.names, spread.inventories, strict=True):
        lines = dict.fromkeys(label("source", line.line.source, language) for line in spread.unknown(name))
        if inventory is None:
            click.echo("\n" + statement("spread.air", name=name).in_language(language))
        if lines:
            click.echo(statement("spread.unknown", name=name).in_language(language))
            click.echo("    " + separator.join(lines))
