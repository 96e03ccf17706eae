"""Tables of an inventory for Articles 8, 9 and 21 of the Minamata Convention."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quicksilver.documents.tree import Block, Content, Heading, Paragraph, Row, Table
from quicksilver.inventory.results.convention import Amount, article_8, article_9, article_21
from quicksilver.reports.national.context import Context
from quicksilver.reports.national.tables import columns

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["articles", "tables"]


def articles(context: Context, number: str) -> list[Block]:
    """Return the sections of the three Articles, numbered below a chapter."""
    return [
        Heading(2, context.say("convention.8"), f"{number}.2", "article-8"),
        Paragraph(context.say("convention.8.intro")),
        _article_8(context, f"{number}-2"),
        Heading(2, context.say("convention.9"), f"{number}.3", "article-9"),
        Paragraph(context.say("convention.9.intro")),
        _article_9(context, f"{number}-3"),
        Heading(2, context.say("convention.21"), f"{number}.4", "article-21"),
        Paragraph(context.say("convention.21.intro")),
        _article_21(context, f"{number}-4"),
    ]


def _cells(context: Context, amount: Amount) -> tuple[Content, Content]:
    """Return an amount and its interval; the reason where there is none, and never 0."""
    if amount.best is None:
        key = "state.absent" if amount.is_absent else "convention.unknown"
        return context.say(key), ""
    return (context.kg(amount.best),), (context.span(amount.low, amount.high),)


def _remark(context: Context, amount: Amount) -> Content:
    parts = []
    if amount.opened:
        names = context.listed([context.name("source", ident) for ident in amount.opened])
        parts.append(context.plain("convention.open", names=names))
    if amount.mixed:
        names = context.listed([context.name("source", ident) for ident in amount.mixed])
        parts.append(context.plain("convention.mixed", names=names))
    return " ".join(parts)


def _article_8(context: Context, number: str) -> Table:
    made = article_8(context.inventory)
    rows = [
        Row((context.say(f"convention.8.{item}"), *_cells(context, amount), _remark(context, amount)))
        for item, amount in made.items()
    ]
    rows.append(Row((context.say("convention.sum"), *_sum(context, list(made.values())), ""), "total"))
    heads = columns(
        context, ("convention.category", "column.kg", "column.bounds", "column.note"), (2.2, 1.1, 1.3, 2.4), 9
    )
    return Table(
        context.say("convention.8.table"), heads, tuple(rows), "table-8", number, (context.say("note.unit"),)
    )


def _sum(context: Context, amounts: list[Amount]) -> tuple[Content, Content]:
    """Return the sum of the categories that are known; the remarks beside them name what is not in it."""
    known = [amount for amount in amounts if amount.best is not None]
    if not known:
        return context.say("convention.unknown"), ""
    ends = [sum(getattr(amount, end) for amount in known) for end in ("best", "low", "high")]
    return (context.kg(ends[0]),), (context.span(ends[1], ends[2]),)


def _article_9(context: Context, number: str) -> Table:
    rows = []
    made = article_9(context.inventory)
    for main, (water, land) in made.items():
        name = f"{main} {context.name('category', main)}"
        rows.append(Row((name, *_cells(context, water), *_cells(context, land), _remark(context, water))))
    waters, lands = [water for water, _ in made.values()], [land for _, land in made.values()]
    rows.append(
        Row((context.say("convention.sum"), *_sum(context, waters), *_sum(context, lands), ""), "total")
    )
    keys = (
        "convention.category",
        "convention.water",
        "column.bounds",
        "convention.land",
        "column.bounds",
        "column.note",
    )
    heads = columns(context, keys, (2.0, 1.0, 1.2, 1.0, 1.2, 2.0), 9)
    return Table(
        context.say("convention.9.table"), heads, tuple(rows), "table-9", number, (context.say("note.unit"),)
    )


def _article_21(context: Context, number: str) -> Table:
    rows = [
        Row(
            (
                article,
                context.say(f"convention.21.{name}"),
                *_cells(context, amount),
                _remark(context, amount),
            )
        )
        for name, (article, amount) in article_21(context.inventory).items()
    ]
    keys = ("convention.article", "convention.subject", "column.kg", "column.bounds", "column.note")
    heads = columns(context, keys, (0.6, 2.4, 1.1, 1.3, 2.2), 9)
    return Table(
        context.say("convention.21.table"),
        heads,
        tuple(rows),
        "table-21",
        number,
        (context.say("note.unit"),),
    )


def tables(context: Context) -> dict[str, pd.DataFrame]:
    """Return the tables of the three Articles for other programs; what is not known is empty."""
    import pandas as pd

    def row(amount: Amount) -> tuple[object, ...]:
        listed = (";".join(part) for part in (amount.sources, amount.opened, amount.mixed))
        return (amount.best, amount.low, amount.high, amount.is_absent, *listed)

    names = ["kg", "low_kg", "high_kg", "absent", "sources", "open_sources", "mixed_sources"]
    eight = [
        (item, context.plain(f"convention.8.{item}"), *row(a))
        for item, a in article_8(context.inventory).items()
    ]
    nine = [
        (main, context.name("category", main), pathway, *row(amount))
        for main, pair in article_9(context.inventory).items()
        for pathway, amount in zip(("water", "land"), pair, strict=True)
    ]
    twenty_one = [
        (article, name, context.plain(f"convention.21.{name}"), *row(amount))
        for name, (article, amount) in article_21(context.inventory).items()
    ]
    return {
        "article-8": pd.DataFrame(eight, columns=["category", "name", *names]),
        "article-9": pd.DataFrame(nine, columns=["category", "name", "pathway", *names]),
        "article-21": pd.DataFrame(twenty_one, columns=["article", "subject", "name", *names]),
    }
