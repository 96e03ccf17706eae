"""Of which level a workbook is, by what its titles, sheets and rows say."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from quicksilver.errors import InputProblems, Place
from quicksilver.factors import FactorSet
from quicksilver.inventory.bridge.layout import Grid
from quicksilver.inventory.bridge.records import Kind, Record, text_of
from quicksilver.inventory.bridge.words import has_word, is_within, named
from quicksilver.language.problems import problem

__all__ = ["level_of", "level_of_texts", "sources_of"]

#: Rows of a sheet in which its title is.
_TITLES: Final = 4


def sources_of(factors: FactorSet, level: int, category: str = "") -> list[str]:
    """Return the sources of a level, of one category or main category where one is named."""
    return [
        ident
        for ident, source in factors.sources.items()
        if source.level == level and (not category or is_within(source.category, category))
    ]


def level_of_texts(texts: Iterable[str]) -> set[int]:
    """Return the levels that texts name: titles, sheets, what the workbook is stated to be.

    Examples
    --------
    >>> level_of_texts(["Step 4"]), level_of_texts(["Outil, niveau 2"]), level_of_texts(["Fuels"])
    ({1}, {2}, set())
    """
    fitting = set()
    for text in texts:
        if has_word("level_1", text) or has_word("step", text):
            fitting.add(1)
        if has_word("level_2", text):
            fitting.add(2)
    return fitting


def titles_of(grids: Sequence[Grid]) -> list[str]:
    """Return the names of sheets and the texts above their tables."""
    texts = [grid.title for grid in grids]
    for grid in grids:
        for row in list(grid.rows)[:_TITLES]:
            cells = grid.rows[row]
            if len(cells) == 1:
                texts += [text_of(cell) for cell in cells.values()]
    return texts


def level_of(
    path: str,
    grids: Sequence[Grid],
    rows: Sequence[Record],
    factors: FactorSet,
    source: str,
    stated: int | None,
) -> int:
    """Return the level of a workbook.

    Raises
    ------
    InputProblems
        It is not stated anywhere, or both levels are named: the question, with both readings.
    """
    if stated is not None:
        return stated
    levels = level_of_texts([*titles_of(grids), source])
    if len(levels) == 1:
        return levels.pop()
    votes = dict.fromkeys((1, 2), 0)
    example: tuple[Record, list[str], list[str]] | None = None
    for record in rows:
        if record.kind not in (Kind.DATA, Kind.CATEGORY) or not record.name:
            continue
        fitting = {level: _is_whole(record, factors, level) for level in (1, 2)}
        for level, other in ((1, 2), (2, 1)):
            votes[level] += bool(fitting[level]) and not fitting[other]
        if example is None:
            both = [sources_of(factors, level, record.category) for level in (1, 2)]
            example = (record, both[0], both[1])
    if not levels and bool(votes[1]) != bool(votes[2]):
        return 1 if votes[1] else 2
    if example is None:
        raise InputProblems([problem("bridge.rows.none", Place(path))])
    record, first, second = example
    readings = [f"{'/'.join(ids[:3])} (--level {level})" for level, ids in ((1, first), (2, second))]
    raise InputProblems(
        [
            problem(
                "bridge.level",
                record.where,
                readings=readings,
                name=record.name,
                first=first[:3],
                second=second[:3],
            )
        ]
    )


def _is_whole(record: Record, factors: FactorSet, level: int) -> bool:
    """Return whether the name of a row is that of one source of a level, or of its category where that has one source."""
    among = sources_of(factors, level, record.category)
    if len(named("source", record.name, among)) == 1:
        return True
    return (
        level == 2
        and len(among) == 1
        and record.category in named("category", record.name, [record.category])
    )
