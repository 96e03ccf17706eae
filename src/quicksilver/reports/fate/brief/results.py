"""The chapters with charts: emission and deposition, and the origin of the mercury deposited."""

from __future__ import annotations

from typing import Final

from quicksilver.documents.tree import Block, Figure, Heading, Inline, Paragraph, Reference, Text
from quicksilver.fate.attribution import deposited
from quicksilver.reports.fate.brief.context import Brief
from quicksilver.reports.fate.brief.messages import legacy

__all__ = ["results"]

#: Years of lasting emission after which the deposition is given.
_AFTER: Final = (1.0, 10.0, 100.0)


def results(brief: Brief) -> list[Block]:
    """Return the two chapters; a chart that was not drawn is left out with the sentence that leads to it."""
    return [*_cut(brief), *_legacy(brief)]


def _figure(brief: Brief, name: str) -> list[Block]:
    if name not in brief.charts:
        return []
    picture = brief.charts[name]
    caption = caption_of(brief, name)
    return [Figure(picture.png, caption, picture.alt, picture.svg, f"figure-{name}", width=0.86)]


def caption_of(brief: Brief, name: str) -> str:
    """Return the caption of a chart."""
    if name == "legacy":
        return brief.plain("fig.legacy", year=brief.first)
    return brief.plain(f"fig.{name}")


def _cut(brief: Brief) -> list[Block]:
    blocks: list[Block] = [Heading(1, brief.say("result.title"), "2", "result")]
    if {"emission", "deposition"} <= set(brief.charts):
        places = {name: Reference(f"figure-{name}") for name in ("emission", "deposition")}
        blocks.append(Paragraph((*brief.say("result.text", **places), Text(" "), *_response(brief))))
    blocks += [*_figure(brief, "emission"), *_figure(brief, "deposition")]
    if "tonne" in brief.charts:
        blocks.append(Paragraph(brief.say("tonne.text", figure=Reference("figure-tonne"))))
    return [*blocks, *_figure(brief, "tonne")]


def _response(brief: Brief) -> tuple[Inline, ...]:
    """Return how the deposition of the model answers to emission; that it grows only where it does."""
    model = brief.comparison.model
    air = next((box.id for box in model.reservoirs if box.medium == "air"), model.boxes[0])
    parts = deposited(model, air, _AFTER)
    one_year, ten, hundred = (
        sum(float(part[place]) for part in parts.values()) for place in range(len(_AFTER))
    )
    phrase = brief.say(
        "result.response", one=brief.rounded(one_year), ten=brief.rounded(ten), hundred=brief.rounded(hundred)
    )
    # Without mercury that is emitted again, no more could be deposited than is emitted.
    if hundred > 1.05 and hundred > 1.1 * one_year:
        phrase += (Text(" "), *brief.say("result.growing"))
    return phrase


def _legacy(brief: Brief) -> list[Block]:
    blocks: list[Block] = [Heading(1, brief.say("legacy.title"), "3", "legacy"), Paragraph(legacy(brief))]
    if "legacy" in brief.charts:
        text = brief.say("legacy.text", year=brief.first, figure=Reference("figure-legacy"))
        blocks.append(Paragraph(text))
    for part in brief.periods:
        if part.is_rivers:
            blocks.append(Paragraph(brief.say("legacy.rivers", share=brief.percent(part.share))))
    return [*blocks, *_figure(brief, "legacy")]
