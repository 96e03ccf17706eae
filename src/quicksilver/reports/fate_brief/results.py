"""The chapters with charts: what a cut buys, and what was emitted long ago."""

from __future__ import annotations

from quicksilver.reports.documents.tree import Block, Figure, Heading, Paragraph, Reference
from quicksilver.reports.fate_brief.context import Brief
from quicksilver.reports.fate_brief.messages import legacy

__all__ = ["results"]


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
        blocks.append(Paragraph(brief.say("result.text", **places)))
    blocks += [*_figure(brief, "emission"), *_figure(brief, "deposition")]
    if "tonne" in brief.charts:
        blocks.append(Paragraph(brief.say("tonne.text", figure=Reference("figure-tonne"))))
    return [*blocks, *_figure(brief, "tonne")]


def _legacy(brief: Brief) -> list[Block]:
    blocks: list[Block] = [Heading(1, brief.say("legacy.title"), "3", "legacy"), Paragraph(legacy(brief))]
    if "legacy" in brief.charts:
        told = brief.say("legacy.text", year=brief.first, figure=Reference("figure-legacy"))
        blocks = [blocks[0], Paragraph(told)]
    return [*blocks, *_figure(brief, "legacy")]
