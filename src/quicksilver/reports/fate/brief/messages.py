"""The box at the head: messages in plain words, each with its numbers and no more than these show."""

from __future__ import annotations

from typing import Final

import numpy as np

from quicksilver.documents.tree import Box, BulletList, Content, Inline
from quicksilver.reports.fate.brief.context import Brief, Delay, emission_of

__all__ = ["box", "legacy", "origin"]


#: A share above which a source may be called most of the deposition.
_MOST: Final = 0.5
#: An effect below this part of the base is too small for a headline.
_FELT: Final = 0.01


def box(brief: Brief) -> Box:
    """Return the box with the messages."""
    third = _delay(brief, brief.delays[0]) if brief.delays else _tonne(brief)
    return Box((BulletList((_cut(brief), origin(brief), third)),), brief.plain("box.title"))


def _cut(brief: Brief) -> Content:
    """Return how much lower deposition is, under the scenario that avoids most."""
    name, base = brief.strongest, brief.name(brief.comparison.base)
    if name is None:
        return brief.say("msg.same", base=base)
    parts = brief.lower(name)
    values = np.nan_to_num(np.array([parts[place] for _, place in brief.seen]))
    avoided = float(brief.comparison.avoided_deposition[name][-1])
    # The years looked at and the sum over all years may disagree about the direction.
    down = bool((values > 0).any()) or avoided > 0
    up = bool((values < 0).any()) or avoided < 0
    shares = -values if down and up else np.abs(values)
    when = brief.listed(
        [
            brief.when(after, place, brief.percent(float(share)))
            for (after, place), share in zip(brief.seen, shares, strict=True)
        ]
    )
    if down and up:
        return brief.say("msg.changes", name=brief.name(name), base=base, when=when)
    if up:
        return brief.say("msg.higher", name=brief.name(name), base=base, when=when)
    if len(values) and values[-1] >= _FELT and _emits_less(brief, name):
        return brief.say("msg.lower.cut", name=brief.name(name), base=base, when=when)
    return brief.say("msg.lower", name=brief.name(name), base=base, when=when)


def _emits_less(brief: Brief, name: str) -> bool:
    """Return whether a scenario emits less than the base in some years and more in none."""
    less = brief.comparison.emission[brief.comparison.base] - brief.comparison.emission[name]
    return bool((less > 0).any() and (less >= -1e-9).all())


def origin(brief: Brief) -> Content:
    """Return the shares of first-pass, legacy and natural mercury; a headline only where one is more than half."""
    shares = brief.comparison.origins
    if not shares:
        return legacy(brief)
    phrases: dict[str, Content | Inline] = {
        "year": brief.first,
        "first": brief.percent(shares["first_pass"]),
        "legacy": brief.percent(shares["legacy"]),
        "natural": brief.percent(shares["natural"]),
    }
    if shares["legacy"] > _MOST:
        return brief.say("msg.origin.legacy", **phrases)
    if shares["first_pass"] > _MOST:
        return brief.say("msg.origin.first", **phrases)
    if shares["natural"] > _MOST:
        return brief.say("msg.origin.natural", **phrases)
    return brief.say("msg.origin", **phrases)


def legacy(brief: Brief) -> Content:
    """Return how much of the deposition of the first year was emitted before and after a year."""
    natural = sum(part.share for part in brief.periods if part.is_natural)
    dated = [part for part in brief.periods if part.start is not None or part.end is not None]
    newest = [part for part in dated if part.end is None or part.end >= brief.comparison.years[0]]
    cut = max((part.start for part in newest if part.start is not None), default=None)
    if not brief.periods:
        return brief.say("msg.legacy.none")
    if cut is None or len(dated) == len(newest):
        return brief.say(
            "msg.natural", year=brief.first, natural=brief.percent(natural), rest=brief.percent(1.0 - natural)
        )
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
    """Return what a delay changes by the last year; where it changes nothing, the effect of a tonne."""
    avoided = brief.comparison.avoided_deposition
    early, late = (float(avoided[name][-1]) for name in (delay.early, delay.late))
    names: dict[str, Content | Inline] = {
        "early": brief.name(delay.early),
        "late": brief.name(delay.late),
        "n": str(delay.years),
        "year": brief.last,
    }
    if early > late >= 0 and early - late > 1e-6:
        part = brief.percent((early - late) / early)
        return brief.say("msg.delay", mass=brief.mass(early - late), share=part, **names)
    if late - early > 1e-6:
        return brief.say("msg.delay.less", mass=brief.mass(late - early), **names)
    return _tonne(brief)


def _tonne(brief: Brief) -> Content:
    """Return what a tonne of emission avoided has avoided in deposition so far."""
    first = float(brief.comparison.years[0])
    places = {round(float(year) - first): place for place, year in enumerate(brief.comparison.years)}
    for name in dict.fromkeys([brief.strongest or brief.comparison.base, *brief.others]):
        tonnes = {after: value for after, value in brief.tonnes(name).items() if after in places}
        if not tonnes:
            continue
        when = brief.listed(
            [brief.when(after, places[after], brief.rounded(v)) for after, v in tonnes.items()]
        )
        avoided = [float(brief.comparison.avoided_deposition[name][places[after]]) for after in tonnes]
        if not all(mass > 0 and value > 0 for mass, value in zip(avoided, tonnes.values(), strict=True)):
            return brief.say("msg.tonne.change", name=brief.name(name), when=when)
        # The reason is given only where the numbers show it.
        if list(tonnes.values())[-1] > 1:
            return brief.say("msg.tonne", name=brief.name(name), when=when)
        return brief.say("msg.tonne.low", name=brief.name(name), when=when)
    emission = brief.comparison.emission
    if any((np.abs(emission[name] - emission_of(brief.comparison)) > 1e-9).any() for name in brief.others):
        return brief.say("msg.tonne.short")
    return brief.say("msg.tonne.none", base=brief.name(brief.comparison.base))
