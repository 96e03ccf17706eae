"""The board of targets as a document: for every area what is wanted, what became of it and why, and what is missing to say more."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from quicksilver.documents.tree import (
    Block,
    BulletList,
    Column,
    Content,
    Document,
    Heading,
    Number,
    Paragraph,
    Reference,
    Row,
    Table,
)
from quicksilver.documents.tree import Text as Run
from quicksilver.language.numbers import exact, percent
from quicksilver.register.questions.assessments import SECRETARIAT, ChecklistItem
from quicksilver.register.questions.gaps import has_number
from quicksilver.register.questions.knowledge import Asked, asked, knowledge_end
from quicksilver.register.questions.target_board import (
    TARGET_KINDS,
    AreaTargets,
    Conflict,
    Figure,
    TargetBoard,
    TargetLine,
)
from quicksilver.register.records import Baseline, Observation, TargetRecord
from quicksilver.register.rules.visibility import visible
from quicksilver.reports.boards.frame import Names, Voice, amount, board, capital, signed_percent
from quicksilver.reports.boards.reasons import reason
from quicksilver.reports.words import Inlines
from quicksilver.reports.writing import Progress, written
from quicksilver.scenarios.targets import ITEMS, OUTCOMES

if TYPE_CHECKING:
    from quicksilver.register.register import Register

__all__ = ["document_of", "target_document", "target_files"]

#: Goals that are set against a baseline.
_AGAINST: Final = ("relative", "intensity", "scenario")
#: Kinds that can be met or not met.
_JUDGED: Final = ("partnership target", "treaty obligation", "pledge")


def document_of(
    register: Register,
    *,
    as_of: dt.date | None = None,
    area: str = "",
    language: str = "en",
) -> Document:
    """Return the board of targets on a day.

    Parameters
    ----------
    register : Register
    as_of : date, optional
        If omitted, the day on which the register's knowledge ends, or today where it records none.
    area : str
        Only this one; all of them if it is omitted.
    language : str
        One of :data:`quicksilver.languages.LANGUAGES`.

    Raises
    ------
    InputProblems
        There is no such area.
    ValueError
        There is no such language.
    """
    from quicksilver.register.questions.target_board import target_board

    shown = visible(register)
    given = asked(knowledge_end(register), as_of)
    return target_document(target_board(shown, given.day, area), shown, language, given)


def target_files(
    register: Register,
    *,
    as_of: dt.date | None = None,
    area: str = "",
    language: str = "en",
    progress: Progress | None = None,
) -> dict[str, bytes]:
    """Return the board of targets on a day as ``targets.docx``, ``targets.pdf`` and ``targets.html``."""
    return written(document_of(register, as_of=as_of, area=area, language=language), "targets", progress)


def target_document(
    made: TargetBoard, register: Register, language: str = "en", given: Asked | None = None
) -> Document:
    """Return the board of targets as a document.

    Parameters
    ----------
    made : TargetBoard
        As :func:`quicksilver.register.questions.target_board.target_board` makes it.
    register : Register
        For names and sources.
    language : str
    given : Asked, optional
        The question, where it may be about a later day than the board is of.
    """
    words = Voice(language)
    writer = _Board(words, Names(register, words), made)
    return board(writer.title(), words, writer.blocks(), made.day, given=given)


class _Board:
    """Writes the parts of the board; holds the words, the names and the numbers of the targets."""

    def __init__(self, words: Voice, names: Names, made: TargetBoard) -> None:
        self.words, self.names, self.made = words, names, made
        self.codes = {
            line.target.id: f"{section}.{number}"
            for section, area in enumerate(made.areas, 1)
            for number, line in enumerate(area.lines, 1)
        }

    def title(self) -> str:
        from quicksilver.documents.tree import plain_text

        if len(self.made.areas) == 1:
            return self.words.plain(
                "targets.title.area", area=plain_text(self.words.text(self.made.areas[0].area.name))
            )
        return self.words.plain("targets.title")

    def blocks(self) -> list[Block]:
        words = self.words
        blocks: list[Block] = [
            Paragraph(words.say("targets.intro")),
            self.counts(),
            *self.summary(),
            *self.overdue(),
        ]
        for section, area in enumerate(self.made.areas, 1):
            blocks.append(Heading(1, words.text(area.area.name), f"{section}.", label=f"area-{area.area.id}"))
            blocks += self.area(area)
        if self.made.figures or self.made.conflicts:
            blocks.append(Heading(1, words.say("figures.other")))
            blocks += self.figures(self.made.figures, "other")
            blocks += self.conflicts(self.made.conflicts, "other")
        return [*blocks, *self.names.references()]

    # What there is in all, and what is to be closed

    def counts(self) -> BulletList:
        words = self.words
        lines = [line for area in self.made.areas for line in area.lines]
        judged = [line for line in lines if line.target.kind in _JUDGED]
        numbers = {
            "n": len(judged),
            "number": sum(has_number(line.target) for line in judged),
            "assessed": sum(line.assessment.outcome in ("met", "not met") for line in judged),
        }
        items: list[Content] = [words.say("targets.count", **{name: str(n) for name, n in numbers.items()})]
        items.append(words.say("targets.past", n=str(len(self.made.overdue))))
        if len(judged) < len(lines):
            items.append(words.say("targets.other", n=str(len(lines) - len(judged))))
        return BulletList(tuple(items))

    def summary(self) -> list[Table]:
        """Return the table of kinds and outcomes, with those that occur; none where it would hold a single target."""
        words = self.words
        lines = [line for area in self.made.areas for line in area.lines]
        if len(lines) < 2:
            return []
        counted: Counter[tuple[str, str]] = Counter(
            (line.target.kind, line.assessment.outcome) for line in lines
        )
        outcomes = [
            outcome for outcome in OUTCOMES if any(line.assessment.outcome == outcome for line in lines)
        ]
        columns = (
            Column(words.say("column.kind"), width=2.4),
            *(Column(capital(words.say(f"outcome.{outcome}")), "end") for outcome in outcomes),
            Column(words.say("word.total"), "end"),
        )
        rows = []
        for kind in TARGET_KINDS:
            of_kind = [counted[kind, outcome] for outcome in outcomes]
            if any(of_kind):
                rows.append(Row((words.say(f"targetkind.{kind}"), *map(str, of_kind), str(sum(of_kind)))))
        return [Table(words.say("targets.summary"), columns, tuple(rows), label="summary")]

    def overdue(self) -> list[Block]:
        words = self.words
        late = self.made.overdue
        if not late:
            return []
        blocks: list[Block] = [Heading(1, words.say("overdue.heading"))]
        columns = (
            Column(words.say("column.number"), width=0.85),
            Column(words.say("column.area"), width=2),
            Column(words.say("column.target"), width=4),
            Column(words.say("column.by"), width=0.8),
            Column(words.say("column.outcome"), width=1.6),
        )
        rows = tuple(
            Row(
                (
                    self.code(line),
                    self.names.area(line.target.area),
                    words.text(line.target.text),
                    str(line.target.year),
                    words.say(f"outcome.{line.assessment.outcome}"),
                )
            )
            for line in late
        )
        table = Table(words.say("overdue.caption"), columns, rows, label="overdue")
        return [*blocks, Paragraph(words.say("overdue.intro")), table]

    def code(self, line: TargetLine) -> Inlines:
        return (Number(self.codes[line.target.id]),)

    # One area

    def area(self, area: AreaTargets) -> list[Block]:
        words = self.words
        blocks: list[Block] = self.figures(area.figures, area.area.id)
        if not area.figures:
            blocks.append(Paragraph(words.say("figures.none")))
        for kind, lines in area.groups:
            blocks.append(Heading(2, words.say(f"targetkind.{kind}")))
            blocks.append(self.outcomes(kind, lines, area))
            blocks.append(self.checklist(lines, f"check-{area.area.id}-{kind}"))
        if not area.groups:
            blocks.append(Paragraph(words.say("targets.none")))
        if area.objectives:
            blocks.append(Paragraph(words.say("objectives.caption")))
            items: list[Content] = [
                (
                    *words.text(objective.text),
                    Run(" ("),
                    *self.names.sources(objective.sources or plan.sources),
                    Run(")"),
                )
                for plan, objective in area.objectives
            ]
            blocks.append(BulletList(tuple(items)))
        return [*blocks, *self.conflicts(area.conflicts, area.area.id)]

    def outcomes(self, kind: str, lines: Sequence[TargetLine], area: AreaTargets) -> Table:
        words = self.words
        table = f"figures-{area.area.id}" if area.figures else ""
        columns = (
            Column(words.say("column.number"), width=0.85),
            Column(words.say("column.target"), width=3.6),
            Column(words.say("column.wanted"), width=1.7),
            Column(words.say("column.by"), width=0.8),
            Column(words.say("column.outcome"), width=1.5),
            Column(words.say("column.why"), width=3),
            Column(words.say("column.from"), width=2.2),
        )
        rows = tuple(
            Row(
                (
                    self.code(line),
                    self.statement(line.target),
                    self.wanted(line.target),
                    str(line.target.year) if line.target.year is not None else words.say("word.unstated"),
                    words.say(f"outcome.{line.assessment.outcome}"),
                    self.why(line, table),
                    self.names.sources(line.target.sources),
                )
            )
            for line in lines
        )
        named = words.say(f"targetkind.{kind}")
        return Table(words.say("targets.caption", kind=named), columns, rows, label=f"{area.area.id}-{kind}")

    def statement(self, target: TargetRecord) -> Inlines:
        words = self.words
        sentences = [words.text(target.text, closed=True)]
        if target.note is not None:
            sentences.append(words.text(target.note, closed=True))
        sentences.append(words.say("target.state", state=words.say(f"targetstate.{target.state}")))
        if target.supersedes:
            sentences.append(
                words.say("target.replaces", target=self.names.record(f"targets/{target.supersedes}"))
            )
        return words.sentences(sentences)

    def wanted(self, target: TargetRecord) -> Inlines:
        words = self.words
        if target.goal == "phase-out":
            return words.say("goal.phase-out")
        if target.value is None:
            return words.say("word.unstated")
        value = float(target.value)
        figure: Inlines
        if target.unit in ("%", "1") and target.goal in _AGAINST:
            figure = (Number(percent(value / (100 if target.unit == "%" else 1), words.language)),)
        elif target.unit == "%":
            figure = (Number(percent(value / 100, words.language)),)
        else:
            key = f"unit.{target.unit}"
            unit: Inlines = (Run(words.plain(key) if words.knows(key) else target.unit),)
            figure = (Number(exact(value, words.language)), *((Run("\u00a0"), *unit) if target.unit else ()))
        return words.say(f"goal.{target.goal or 'value'}", value=figure)

    def why(self, line: TargetLine, table: str) -> Inlines:
        """Say why an outcome is what it is, with the range of the change, the numbers it was judged by, and who owes the rest."""
        words, assessment = self.words, line.assessment
        sentences = [reason(assessment.reason, words)]
        if assessment.change is not None and line.target.goal not in _AGAINST:
            ends = dict(zip(("low", "change", "high"), assessment.change, strict=True))
            shown = {name: Number(signed_percent(share, words.language)) for name, share in ends.items()}
            sentences.append(words.say("target.change", **shown))
        for key, record in (("baseline", line.baseline), ("judged", line.observation)):
            if record is not None:
                numbers = amount(record.amount, words)
                source = self.origin(record)
                sentences.append(
                    words.say(f"target.{key}", year=str(record.year), amount=numbers, source=source)
                )
        if line.target.baseline is None and line.target.goal in _AGAINST and table:
            sentences.append(words.say("target.see", table=Reference(table)))
        lacks = [item for item in line.checklist if item.state == "missing"]
        if lacks:
            owed = self.owners(lacks)
            sentences.append(words.say("target.owed", n=str(len(lacks)), total=str(len(ITEMS)), owners=owed))
        return words.sentences(sentences)

    def origin(self, record: Baseline | Observation) -> Inlines:
        """Return where a number came from: the run of an inventory or scenario, and the documents."""
        words = self.words
        run = [words.say("word.run", run=Number(record.run))] if record.run else []
        cited = [self.names.source(source) for source in record.sources]
        return words.listed([*run, *cited], semicolons=True) if run or cited else words.say("word.unstated")

    def checklist(self, lines: Sequence[TargetLine], label: str) -> Table:
        """Return what is missing for each target to be measurable: a row for a target."""
        words = self.words
        spared = any(item.state == "not needed" for line in lines for item in line.checklist)
        columns = (
            Column(words.say("column.number"), width=0.85),
            Column(words.say("check.stated"), width=1.1),
            Column(capital(words.say("check.missing")), width=5),
            *((Column(capital(words.say("check.not needed")), width=2.5),) if spared else ()),
            Column(words.say("column.owner"), width=2),
        )
        rows = []
        for line in lines:
            by_state: dict[str, list[Inlines]] = defaultdict(list)
            for item, checked in zip(ITEMS, line.checklist, strict=True):
                by_state[checked.state].append(words.say(f"item.{item}"))
            stated = words.say("check.count", n=str(len(by_state["there"])), total=str(len(ITEMS)))
            missing = words.listed(by_state["missing"], semicolons=True) if by_state["missing"] else ""
            rest = words.listed(by_state["not needed"], semicolons=True) if by_state["not needed"] else ""
            owners = self.owners([entry for entry in line.checklist if entry.state == "missing"])
            rows.append(Row((self.code(line), stated, missing, *((rest,) if spared else ()), owners)))
        return Table(
            words.say("checklist.caption"),
            columns,
            tuple(rows),
            label=label,
            notes=(words.say("checklist.note"),),
        )

    def owners(self, items: Sequence[ChecklistItem]) -> Content:
        owed = dict.fromkeys(owner for item in items for owner in item.owner.split(";") if owner)
        names = [
            self.words.say("word.secretariat") if owner == SECRETARIAT else self.names.short(owner)
            for owner in owed
        ]
        return self.words.listed(names, semicolons=True) if names else ""

    # Numbers and claims

    def figures(self, figures: Sequence[Figure], label: str) -> list[Block]:
        if not figures:
            return []
        words = self.words
        columns = (
            Column(words.say("column.indicator"), width=2.3),
            Column(words.say("column.kind"), width=1.4),
            Column(words.say("column.year"), width=0.8),
            Column(words.say("column.amount"), width=2.1),
            Column(words.say("column.from"), width=2.4),
            Column(words.say("column.certainty"), width=2.4),
        )
        rows = tuple(Row(self.figure(figure)) for figure in figures)
        notes = (
            [words.say("figures.candidates")]
            if any(self.kind_of(figure) == "candidate" for figure in figures)
            else []
        )
        notes += [words.say("figures.differ")] if len(figures) > 1 else []
        return [
            Table(words.say("figures.caption"), columns, rows, label=f"figures-{label}", notes=tuple(notes))
        ]

    def kind_of(self, figure: Figure) -> str:
        if not figure.is_baseline:
            return "observation"
        return "baseline" if figure.adopted else "candidate"

    def figure(self, figure: Figure) -> tuple[Content, ...]:
        words, record = self.words, figure.record
        standing = [words.say(f"certainty.{figure.certainty}")] if figure.certainty else []
        standing += [(*words.english(record.method),)] if record.method else []
        standing += [words.text(record.note, closed=True)] if record.note is not None else []
        place = words.english(record.geography) if record.geography not in ("", "World") else ()
        named = words.text(figure.indicator.name)
        return (
            (*named, Run(" ("), *place, Run(")")) if place else named,
            words.say(f"figure.{self.kind_of(figure)}"),
            str(record.year),
            amount(record.amount, words),
            self.origin(record),
            words.listed(standing, semicolons=True) if standing else "",
        )

    def conflicts(self, conflicts: Sequence[Conflict], label: str) -> list[Block]:
        if not conflicts:
            return []
        words = self.words
        columns = (
            Column(words.say("column.value"), width=2.4),
            Column(words.say("column.from"), width=3),
            Column(words.say("column.day"), width=1.2),
            Column(words.say("column.certainty"), width=1.6),
            Column(words.say("column.shown"), width=1.3),
        )
        rows: list[Row] = []
        for conflict in conflicts:
            rows.append(Row((self.names.record(conflict.subject),), "section"))
            for claim in conflict.claims:
                value = words.text(claim.text) if claim.text is not None else words.english(claim.value)
                if claim.text is None and claim.value == "not stated":
                    value = words.say("word.unstated")
                rows.append(
                    Row(
                        (
                            value,
                            self.names.sources(claim.sources),
                            words.when(claim.as_of),
                            words.say(f"certainty.{claim.certainty}"),
                            words.say("claim.shown" if claim.shown else "claim.kept"),
                        )
                    )
                )
        return [
            Table(
                words.say("conflicts.caption"),
                columns,
                tuple(rows),
                label=f"claims-{label}",
                notes=(words.say("conflicts.note"),),
            )
        ]
