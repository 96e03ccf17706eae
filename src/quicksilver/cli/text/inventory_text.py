"""What ``quicksilver inventory compare`` and ``sensitivity`` print for a person: totals first, long tables cut."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

import click

from quicksilver.cli.options import echo_table
from quicksilver.language.screen import digits, screen
from quicksilver.languages import LANGUAGES

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


def amount(kilograms: float, scale: float = 0.0, language: str = "en", *, signed: bool = False) -> str:
    """Return kilograms with three significant digits; what is only rounding beside ``scale`` is 0.

    Examples
    --------
    >>> amount(12590.0), amount(-4.1e-15, 180.0), amount(19.5, signed=True)
    ('12,600', '0', '+19.5')
    """
    from quicksilver.inventory.results.receipt import rounded

    if abs(kilograms) <= _NOISE * scale:
        return "0"
    return ("+" if signed and kilograms > 0 else "") + rounded(kilograms, language)


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
    click.echo(screen("compare.head", language, before=result.before, after=result.after) + "\n")
    sums = screen("run.corrected" if sides[0].resolution.corrections else "run.plain", language)
    click.echo(screen("compare.totals", language, sums=sums, range=range_word(sides[0], language)))
    _echo_totals(groups[groups["group"] == TOTALS], sides, language)
    click.echo("\n" + screen("compare.groups", language))
    _echo_changes(groups[groups["group"] != TOTALS], language, everything)
    click.echo("\n" + screen("compare.sources", language))
    _echo_changes(sources, language, everything)


def _echo_totals(totals: pd.DataFrame, sides: Sequence[Inventory], language: str) -> None:
    import pandas as pd

    from quicksilver.inventory.results.receipt import range_text
    from quicksilver.language.names import label

    rows = []
    for row in totals.to_dict("records"):
        before, after = (
            range_text(side, row["of"], language, label_range=False, unit=False) for side in sides
        )
        known = all(side.order for side in sides)
        change = (
            amount(row["change_kg"], row["after_kg"], language, signed=True)
            if known
            else screen("column.not_known", language)
        )
        rows.append((label("pathway", row["of"], language), before, after, change))
    echo_table(
        pd.DataFrame(rows, columns=["", *_heads(language, "before", "after", "change")]), as_json=False
    )


def _heads(language: str, *names: str) -> list[str]:
    return [screen(f"column.{name}", language) for name in names]


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
            amount(row["before_kg"], 0.0, language),
            amount(row["after_kg"], 0.0, language),
            *(amount(part, scale, language, signed=True) for part in parts),
        )
        rows.append((abs(row["change_kg"]), (name, label("pathway", row["of"], language), *texts)))
    rows.sort(key=lambda row: -row[0])
    shown = rows if everything else rows[:ROWS]
    if not rows:
        click.echo(screen("compare.none", language))
        return
    causes = [screen(f"cause.{part}", language) for part in _PARTS]
    heads = ["", *_heads(language, "of", "before", "after", "change"), *causes]
    echo_table(pd.DataFrame([row for _, row in shown], columns=heads), as_json=False)
    if len(rows) > len(shown):
        click.echo(screen("compare.more", language, count=len(rows) - len(shown)))


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

    from quicksilver.inventory.model import statement
    from quicksilver.inventory.results.receipt import law_text
    from quicksilver.language.names import label

    of = label("pathway", column, language)
    click.echo(screen("rank.head", language, of=of))
    click.echo(screen("run.law", language, law=law_text(law, language)))
    if table.empty:
        click.echo(screen("rank.none", language))
        return
    shown = table.head(top or ROWS)
    rows = [
        (
            row["rank"],
            row["name"],
            statement("kind.activity" if row["kind"] == "activity" else "kind.factor").in_language(language),
            _part(row["share_of_total"], language),
            _percent(row["total"], row["total_conf"], language),
            _percent(row["first_order"], row["first_order_conf"], language),
            _span(row, language),
            _sources(row["sources"], language),
        )
        for row in shown.to_dict("records")
    ]
    heads = _heads(language, "rank", "name", "kind", "share", "effect", "alone", "span", "sources")
    echo_table(pd.DataFrame(rows, columns=heads), as_json=False)
    if len(table) > len(shown):
        count, option = len(table) - len(shown), f"--top {len(table)}"
        click.echo(screen("rank.more", language, count=count, option=option))


def _percent(share: float, margin: float, language: str) -> str:
    """Return a share of the variance in percent with its 95 % margin; sampling can leave a share just below 0."""
    if math.isnan(share):
        return screen("column.not_known", language)
    number, width = (digits(f"{part:.1f}", language) for part in (max(0.0, 100 * share), 100 * margin))
    return f"{number}{LANGUAGES[language].style.percent} ± {width}"


def _part(share: float, language: str) -> str:
    """Return a share in percent with one decimal."""
    return digits(f"{100 * share:.1f}", language) + LANGUAGES[language].style.percent


def _span(row: dict[Any, Any], language: str) -> str:
    """Return the total over the range of an input, with a mark where this range is assumed or there is none."""
    if math.isnan(row["low_kg"]):
        return screen("rank.no_range", language)
    low, high = (amount(row[end], 0.0, language) for end in ("low_kg", "high_kg"))
    key = "rank.span.assumed" if "assumed" in row["range"].split(", ") else "rank.span"
    return screen(key, language, low=low, high=high)


def _sources(sources: str, language: str) -> str:
    names = sources.split(", ")
    if len(names) <= 3:
        return sources
    return screen("rank.sources", language, sources=", ".join(names[:3]), count=len(names) - 3)


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
        (row.set, _or(row.all_kg, unknown, language), row.lines, _or(row.common_kg, unknown, language))
        for row in spread.totals
        if row.column == column
    ]
    click.echo("\n" + screen("spread.head", language, of=of))
    heads = ["", *_heads(language, "all", "lines"), screen("column.common", language, count=count)]
    echo_table(pd.DataFrame(rows, columns=heads), as_json=False)
    key = "spread.same" if spread.same_coverage(column) else "spread.differs"
    click.echo(statement(key).in_language(language))
    place = _column(column)
    ranked = [line for line in spread.ranked(column) if line.width(column) > 0]
    shown = ranked if everything else ranked[:ROWS]
    click.echo("\n" + screen("spread.lines", language, of=of))
    table = [
        (
            named("source", line.line.source, language),
            *(_or(under.best[place], unknown, language) for under in line.under),
            "" if (times := line.ratio(column)) is None else amount(times, 0.0, language),
        )
        for line in shown
    ]
    heads = ["", *spread.names, *_heads(language, "ratio")]
    echo_table(pd.DataFrame(table, columns=heads), as_json=False)
    if len(ranked) > len(shown):
        click.echo(screen("spread.more", language, count=len(ranked) - len(shown)))
    _echo_unknown(spread, language)


def _column(column: str) -> int:
    from quicksilver.inventory.engine import COLUMNS

    return COLUMNS.index(column)


def _or(kilograms: float, unknown: str, language: str) -> str:
    return unknown if math.isnan(kilograms) else amount(kilograms, 0.0, language)


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
