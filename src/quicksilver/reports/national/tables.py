"""Tables that several parts of the report use."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from quicksilver.documents.tree import Block, Column, Content, Figure, Inline, Reference, Row, Table, isolated
from quicksilver.factors import Source
from quicksilver.inventory.model import State
from quicksilver.languages import LANGUAGES
from quicksilver.reports.national.context import Context

__all__ = ["closed_states", "columns", "key_table", "ordered", "section", "sums_note"]

#: States of sources without numbers, in the order in which a table closes with them.
WITHOUT: Final = (State.UNKNOWN, State.NOT_GIVEN, State.ABSENT, State.REPLACED)


def columns(
    context: Context, keys: Sequence[str], widths: Sequence[float], numbers_from: int
) -> tuple[Column, ...]:
    """Return columns with headings of the catalogue; from one column on they hold numbers."""
    return tuple(
        Column(context.say(key), "end" if place >= numbers_from else "start", width)
        for place, (key, width) in enumerate(zip(keys, widths, strict=True))
    )


def section(text: Content) -> Row:
    """Return a row of one cell."""
    return Row((text,), "section")


def key_table(
    context: Context, key: str, rows: Iterable[tuple[str, Content]], number: str, **values: Content
) -> Table:
    """Return a table of two columns: what, and its value."""
    heads = (Column(context.say("column.item"), width=1.0), Column(context.say("column.value"), width=1.8))
    return Table(
        context.say(key, **values),
        heads,
        tuple(Row((context.say(name), value)) for name, value in rows),
        number=number,
    )


def closed_states(context: Context, sources: Sequence[Source]) -> tuple[Content, ...]:
    """Return the notes that name the sources without numbers, one for each state; none of them is 0."""
    notes: list[Content] = []
    for state in WITHOUT:
        names = [context.source(source) for source in sources if context.states[source.id] is state]
        if names:
            listing = context.listed(names)
            notes.append(
                context.say(f"closing.{state.value}", count=context.count(len(names)), names=listing)
            )
    return tuple(notes)


def sums_note(context: Context) -> list[tuple[Inline, ...]]:
    """Return what distinguishes the rows of a table from its total: corrections taken out, or none made."""
    if context.inventory.resolution.corrections:
        return [context.say("note.rows_uncorrected", table=Reference("table-1-1"))]
    return [context.say("note.not_corrected")]


def ordered(block: Block, language: str) -> Block:
    """Return a table or figure whose number (``2-1``) keeps its order in right-to-left text."""
    if LANGUAGES[language].is_rtl and isinstance(block, (Table, Figure)) and block.number:
        return replace(block, number=isolated(block.number))
    return block
