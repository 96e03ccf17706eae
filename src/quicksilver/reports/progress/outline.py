"""The numbering of the report, computed once and free of any language: paragraphs, letters, sections, and their order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from quicksilver.register.records import Activity, Area
from quicksilver.reports.progress.choose import Choice, place_order

__all__ = ["Entry", "letter", "outline"]

_PER_PARAGRAPH: Final = 26
_PARTS: Final = {"note": "N", "annex": "A"}


def letter(count: int) -> str:
    """Return the letter of a sub-paragraph or section; 1 is ``a``, and 27 is ``aa``, as Word counts.

    Examples
    --------
    >>> letter(1), letter(26), letter(28)
    ('a', 'z', 'bb')
    """
    return chr(ord("a") + (count - 1) % _PER_PARAGRAPH) * ((count - 1) // _PER_PARAGRAPH + 1)


@dataclass(frozen=True, slots=True)
class Entry:
    """One numbered thing of the report.

    Attributes
    ----------
    part : str
        ``note`` or ``annex``; each has its own run of numbers.
    kind : str
        ``heading``, ``section`` (a lettered heading) or ``paragraph``.
    number : tuple of int
        ``(17, 2, 3)`` is paragraph 17 (b) (3); of a heading its own count, or nothing.
    says : str
        The name of the function that makes its text.
    about : tuple
        The records it is about.
    """

    part: str
    kind: str
    number: tuple[int, ...]
    says: str
    about: tuple[object, ...] = ()

    @property
    def level(self) -> int:
        """Return the depth: 0 a paragraph, 1 lettered, 2 numbered below a letter."""
        return len(self.number) - 1

    @property
    def code(self) -> str:
        """Return by what it is cited: ``A17(b)(3)``, ``N1``; a section by its letter."""
        if self.kind == "section":
            return letter(self.number[0]).upper()
        if self.kind == "heading":
            return ""
        code = f"{_PARTS[self.part]}{self.number[0]}"
        if len(self.number) > 1:
            code += f"({letter(self.number[1])})"
        return code + "".join(f"({count})" for count in self.number[2:])


@dataclass
class _Builder:
    part: str
    entries: list[Entry] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    last: tuple[int, ...] = ()

    def _next(self, name: str) -> int:
        self.counts[name] = self.counts.get(name, 0) + 1
        return self.counts[name]

    def heading(self, says: str, *, numbered: bool = True) -> None:
        number = (self._next("heading"),) if numbered else ()
        self.entries.append(Entry(self.part, "heading", number, says))

    def section(self, area: Area) -> None:
        self.entries.append(Entry(self.part, "section", (self._next("section"),), "section", (area,)))

    def paragraph(self, says: str, *about: object) -> None:
        self.last = (self._next("paragraph"),)
        self.entries.append(Entry(self.part, "paragraph", self.last, says, about))

    def item(self, says: str, *about: object) -> None:
        self.last = (self.last[0], self.last[1] + 1 if len(self.last) > 1 else 1)
        self.entries.append(Entry(self.part, "paragraph", self.last, says, about))

    def below(self, says: str, *about: object) -> None:
        self.last = (*self.last[:2], self.last[2] + 1 if len(self.last) > 2 else 1)
        self.entries.append(Entry(self.part, "paragraph", self.last, says, about))


def outline(choice: Choice) -> tuple[Entry, ...]:
    """Return everything numbered in the report, in order.

    The same for every language, since nothing in it is a word.
    """
    return (*_note(choice), *_annex(choice))


def _note(choice: Choice) -> list[Entry]:
    if choice.note is None and not choice.mandates:
        return []
    made = _Builder("note")
    if choice.mandates:
        made.paragraph("mandates", *choice.mandates)
    made.paragraph("annexed")
    if choice.actions:
        made.heading("heading.action", numbered=False)
        made.paragraph("action")
        for item in choice.actions:
            made.item("text", item.text)
    return made.entries


def _annex(choice: Choice) -> list[Entry]:
    made = _Builder("annex")
    made.heading("heading.introduction")
    made.paragraph("duty")
    if any(choice.established(area) or choice.activities(area) for area in choice.areas):
        made.paragraph("areas", *choice.areas)
    if choice.framework is not None:
        made.heading("heading.framework")
        made.paragraph("framework", choice.framework)
        made.paragraph("goal")
    _plans(made, choice)
    made.paragraph("extent")
    for area in choice.areas:
        made.section(area)
        _section(made, choice, area)
    return made.entries


def _plans(made: _Builder, choice: Choice) -> None:
    """List areas with a plan in force, then those with a draft, each in the order in which the report names them."""
    report = choice.report.id if choice.report else ""
    for says, draft in (("plans", False), ("drafts", True)):
        plans = [(choice.plan(area), area) for area in choice.areas]
        fits = [(plan, area) for plan, area in plans if plan is not None and choice.is_draft(plan) == draft]
        if fits:
            made.paragraph(says)
            named = [area for _, area in sorted(fits, key=lambda pair: place_order(pair[0], report))]
            for area in named:
                made.item("last area" if area is named[-1] else "area", area)


def _section(made: _Builder, choice: Choice, area: Area) -> None:
    activities = choice.activities(area)
    leads = choice.leads(area)
    plan = choice.plan(area)
    if leads:
        made.paragraph("leading", area)
        if activities:
            _activities(made, choice, area, activities)
        else:
            made.paragraph("idle", area)
        _reported(made, choice, area)
        return
    if plan is not None or choice.targets(area) or choice.meetings(area) or choice.silent(area):
        made.paragraph("leaderless", area)
    if activities:
        _activities(made, choice, area, activities)
        made.paragraph("vacant", area)
    else:
        made.paragraph("idle and vacant", area)
    _reported(made, choice, area)


def _reported(made: _Builder, choice: Choice, area: Area) -> None:
    """List what the area's form says, each answer under a letter."""
    claims = choice.reported(area)
    asked = choice.partners_heard(area)[1]
    if not claims and not asked:
        return
    made.paragraph("reported", area)
    for claim in claims:
        made.item("claim", claim)
    if asked:
        made.item("partners heard", area)


def _activities(made: _Builder, choice: Choice, area: Area, activities: Sequence[Activity]) -> None:
    """List activities under letters, in as many paragraphs as it takes for one alphabet to be enough."""
    for begin in range(0, len(activities), _PER_PARAGRAPH):
        made.paragraph("more activities" if begin else "activities", area)
        for activity in activities[begin : begin + _PER_PARAGRAPH]:
            made.item("activity", activity)
            for part in activity.parts:
                if part.letter:
                    made.below("text", part.text)
            for below in choice.below(activity):
                made.below("activity", below)
