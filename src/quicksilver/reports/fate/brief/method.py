"""How it was calculated, what the model cannot say, and where the facts are from."""

from __future__ import annotations

import math
from typing import Final

from quicksilver.documents.tree import (
    Block,
    BulletList,
    Content,
    Heading,
    Inline,
    Link,
    Number,
    Paragraph,
    Text,
)
from quicksilver.fate.cycle.result import TOLERANCE
from quicksilver.language.sentences import Sentence
from quicksilver.reports.fate.brief.context import Brief

__all__ = ["limits", "method", "sources"]

_MEDIA: Final = ("air", "land", "ocean")
_EARLY: Final = 1850
_RIVERS: Final = {"low": 1000.0, "high": 5500.0}
#: Works named under the limits, as they are cited in every language.
_WORKS: Final = (
    "Amos et al. 2014, Environ. Sci. Technol. 48",
    "Engstrom et al. 2014, Environ. Sci. Technol. 48",
    "Feinberg et al. 2024, PNAS",
    "Liu et al. 2021, Nat. Geosci. 14",
    "Outridge et al. 2018, Environ. Sci. Technol. 52",
)
_SUPERSCRIPTS: Final = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def method(brief: Brief) -> list[Block]:
    """Return the chapter on the calculation."""
    model = brief.comparison.model
    counts = {medium: sum(box.medium == medium for box in model.reservoirs) for medium in _MEDIA}
    about = brief.say(
        "method.model",
        # Titles of models are English; their ids are names in every language.
        model=_latin(model.title if brief.language == "en" else model.id),
        citation=_latin(model.citation),
        count=brief.count(len(model.reservoirs)),
        other=brief.count(len(model.reservoirs) - sum(counts.values())),
        natural=brief.mass(sum(external.value for external in model.externals)),
        **{medium: brief.count(number) for medium, number in counts.items()},
    )
    power = str(math.floor(math.log10(TOLERANCE) + 0.5)).translate(_SUPERSCRIPTS)
    blocks: list[Block] = [
        Heading(1, brief.say("method.title"), "5", "method"),
        Paragraph(about),
        Paragraph(brief.say("method.exact")),
        Paragraph(brief.say("method.mass", tolerance=Number(f"10{power}"))),
    ]
    known = (*brief.comparison.assumptions, *brief.comparison.notes)
    if known:
        items = tuple(_stated(brief, sentence) for sentence in known)
        blocks += [Paragraph(brief.say("method.assumed")), BulletList(items)]
    return blocks


def _latin(text: str) -> tuple[Inline, ...]:
    """Return a title or citation, which keeps its own order in right-to-left text."""
    return (Number(text),)


def _stated(brief: Brief, sentence: Sentence) -> Content:
    """Return an assumption or note of the calculation in the language, its numbers as the calculation writes them."""
    return brief.say(sentence.key, **{name: Number(sentence.english(name)) for name in sentence.values})


def limits(brief: Brief) -> list[Block]:
    """Return the chapter on what the model cannot say."""
    model = brief.comparison.model
    airs = sum(box.medium == "air" for box in model.reservoirs)
    items: list[Content] = [
        brief.say("limits.rates"),
        brief.say("limits.atmosphere") if airs <= 1 else brief.say("limits.atmosphere.parts"),
    ]
    if early := early_share(brief):
        items.append(brief.say("limits.mining", share=brief.percent(early), year=brief.first))
    if _has_rivers(brief):
        rivers = {name: brief.mass(value) for name, value in _RIVERS.items()}
        items.append(brief.say("limits.rivers", **rivers))
    items += [brief.say("limits.trend"), brief.say("limits.budget")]
    return [Heading(1, brief.say("limits.title"), "6", "limits"), BulletList(tuple(items))]


def early_share(brief: Brief) -> float:
    """Return the share of the deposition that was emitted before 1850; 0 where none is known."""
    return sum(
        part.share
        for part in brief.periods
        if part.end is not None and part.end <= _EARLY and part.share > 5e-4
    )


def _has_rivers(brief: Brief) -> bool:
    return any(flow.kind == "rivers" for flow in brief.comparison.model.flows)


def _works(brief: Brief) -> list[str]:
    """Return the works that the limits cite."""
    left_out = (() if early_share(brief) else ("Engstrom", "Outridge")) + (
        () if _has_rivers(brief) else ("Amos", "Liu")
    )
    return [work for work in _WORKS if not work.startswith(left_out or ("-",))]


def sources(brief: Brief) -> list[Block]:
    """Return the list of sources."""
    from quicksilver.package import VERSION

    model = brief.comparison.model
    own = brief.say("sources.model", citation=_latin(model.citation))
    if model.doi:
        own += (Text(" "), Link(f"doi:{model.doi}", f"https://doi.org/{model.doi}"))
    software = brief.say("sources.software", version=Number(VERSION))
    items: list[Content] = [own, *(_latin(work) for work in _works(brief)), software]
    return [Heading(1, brief.say("sources.title"), "7", "sources"), BulletList(tuple(items))]
