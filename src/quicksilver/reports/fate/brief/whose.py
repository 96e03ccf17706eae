"""The chapter on whose mercury falls where: shares of this year's emission in the deposition on regions, with ranges."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import Final

from quicksilver.documents.tree import (
    Block,
    Column,
    Content,
    Heading,
    Inline,
    Number,
    Paragraph,
    Row,
    Table,
    Text,
)
from quicksilver.reports.fate.air_charts import place_name
from quicksilver.reports.fate.brief.context import Brief

__all__ = ["whose_chapter"]

#: Receptors of the table, from the regions, seas and the Arctic of ``quicksilver fate whose``.
_PLACES: Final = (
    "East Asia",
    "South Asia",
    "OECD Europe",
    "USA",
    "Western Africa",
    "South America",
    "North Atlantic",
    "North Pacific",
    "Arctic",
)
_DIGITS: Final = 2


@dataclass(frozen=True, slots=True)
class _Share:
    """A share with its range."""

    name: str
    value: float
    low: float
    high: float


@functools.cache
def _shares(place: str) -> tuple[str, _Share, _Share, _Share]:
    """Return the receptor's name, this year's share, that of the own region (0 without), and the largest foreign one."""
    from quicksilver.fate.atmosphere.answers import whose
    from quicksilver.fate.atmosphere.sources import KINDS

    answer = whose(place)
    part = answer.sel(part="this year")
    whole = _Share("", *(float(part[f"group_share{end}"]) for end in ("", "_low", "_high")))
    sources = [
        _Share(
            str(part_of_answer["source"].values),
            *(float(part_of_answer[f"share{end}"]) for end in ("", "_low", "_high")),
        )
        for part_of_answer in (answer.isel(source=i) for i in range(answer.sizes["source"]))
        if str(part_of_answer["source"].values) not in KINDS
    ]
    own = next((share for share in sources if share.name == place), _Share("", 0.0, 0.0, 0.0))
    foreign = max((share for share in sources if share.name != place), key=lambda share: share.value)
    return str(answer.attrs["receptor"]), whole, own, foreign


def whose_chapter(brief: Brief) -> list[Block]:
    """Return the chapter: it is of the emission of 2015 and does not depend on the scenarios compared."""
    columns = (
        Column(brief.say("whose.col.place"), "start"),
        Column(brief.say("whose.col.year"), "end"),
        Column(brief.say("whose.col.own"), "end"),
        Column(brief.say("whose.col.foreign"), "start"),
    )
    rows = []
    for place in _PLACES:
        name, whole, own, foreign = _shares(place)
        first = (Text(f"{place_name(foreign.name, brief.language)} "), *_ranged(brief, foreign))
        cells: tuple[Content, ...] = (
            place_name(name, brief.language),
            _ranged(brief, whole),
            _ranged(brief, own) if own.value else "\N{EN DASH}",
            first,
        )
        rows.append(Row(cells))
    notes = (
        brief.say("whose.note.range"),
        brief.say("whose.note.limits", form=Number("Hg0")),
        brief.say("whose.note.fitted"),
    )
    table = Table(brief.say("whose.caption"), columns, tuple(rows), "table-whose", notes=notes)
    return [
        Heading(1, brief.say("whose.title"), "4", "whose"),
        Paragraph(brief.say("whose.text")),
        table,
        Paragraph(brief.say("whose.legacy", command=Number("quicksilver fate whose"))),
    ]


def _ranged(brief: Brief, share: _Share) -> tuple[Inline, ...]:
    """Return a share with its range in per cent, rounded as far as such a range supports."""
    return brief.say(
        "whose.ranged",
        share=_percent(brief, share.value),
        low=_percent(brief, share.low),
        high=_percent(brief, share.high),
    )


def _percent(brief: Brief, share: float) -> Number:
    return brief.percent(float(f"{share:.{_DIGITS}g}"))
