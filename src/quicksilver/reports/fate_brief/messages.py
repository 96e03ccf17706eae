"""The box at the head: three messages in plain words, each with its numbers."""

from __future__ import annotations

import numpy as np

from quicksilver.reports.documents.tree import Box, BulletList, Content
from quicksilver.reports.fate_brief.context import Brief, Delay

__all__ = ["box", "legacy"]


def box(brief: Brief) -> Box:
    """Return the box with the messages."""
    third = _delay(brief, brief.delays[0]) if brief.delays else _tonne(brief)
    return Box((BulletList((_cut(brief), legacy(brief), third)),), brief.plain("box.title"))


def _cut(brief: Brief) -> Content:
    """Return how much lower deposition is, under the scenario that avoids most."""
    name, base = brief.strongest, brief.name(brief.comparison.base)
    if name is None:
        return brief.say("msg.same", base=base)
    parts = brief.lower(name)
    values = np.nan_to_num(np.array([parts[place] for _, place in brief.seen]))
    signed = bool((values > 0).any() and (values < 0).any())
    shares = -values if signed else np.abs(values)
    when = brief.listed(
        [
            brief.when(after, place, brief.percent(float(share)))
            for (after, place), share in zip(brief.seen, shares, strict=True)
        ]
    )
    if signed:
        return brief.say("msg.changes", name=brief.name(name), base=base, when=when)
    if (values < 0).any():
        return brief.say("msg.higher", name=brief.name(name), base=base, when=when)
    return brief.say("msg.lower", name=brief.name(name), base=base, when=when)


def legacy(brief: Brief) -> Content:
    """Return how much of the deposition of the first year was emitted long ago."""
    natural = sum(part.share for part in brief.periods if part.is_natural)
    dated = [part for part in brief.periods if part.start is not None or part.end is not None]
    newest = [part for part in dated if part.end is None or part.end >= brief.comparison.years[0]]
    cut = max((part.start for part in newest if part.start is not None), default=None)
    if not brief.periods:
        return brief.say("msg.legacy.none")
    if cut is None or len(dated) == len(newest):
        return brief.say("msg.natural", year=brief.first, natural=brief.percent(natural),
                         rest=brief.percent(1.0 - natural))  # fmt: skip
    recent = sum(part.share for part in newest)
    return brief.say(
        "msg.legacy",
        year=brief.first,
        cut=str(cut),
        old=brief.percent(sum(part.share for part in dated) - recent),
        recent=brief.percent(recent),
        natural=brief.percent(natural),
    )


def _delay(brief: Brief, delay: Delay) -> Content:
    """Return what waiting costs by the last year."""
    avoided = brief.comparison.avoided_deposition
    early, late = (float(avoided[name][-1]) for name in (delay.early, delay.late))
    return brief.say(
        "msg.delay",
        early=brief.name(delay.early),
        late=brief.name(delay.late),
        n=str(delay.years),
        mass=brief.mass(early - late),
        year=brief.last,
        share=brief.percent((early - late) / early if early > 0 else None),
    )


def _tonne(brief: Brief) -> Content:
    """Return what a tonne of emission avoided has bought so far."""
    first = float(brief.comparison.years[0])
    for name in dict.fromkeys([brief.strongest or brief.comparison.base, *brief.others]):
        places = {round(float(year) - first): place for place, year in enumerate(brief.comparison.years)}
        found = {after: value for after, value in brief.tonnes(name).items() if after in places}
        if found:
            when = brief.listed(
                [brief.when(after, places[after], brief.rounded(v)) for after, v in found.items()]
            )
            # The reason is only given where the numbers bear it out.
            if max(found.values()) > 1:
                return brief.say("msg.tonne", name=brief.name(name), when=when)
            return brief.say("msg.tonne.low", name=brief.name(name), when=when)
    return brief.say("msg.tonne.none", base=brief.name(brief.comparison.base))
