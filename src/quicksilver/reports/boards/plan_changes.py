"""What changed between two versions of a plan, as lines for a screen and as a document."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from quicksilver.documents.tree import (
    Block,
    Column,
    Content,
    Document,
    Foreign,
    Heading,
    Inline,
    Number,
    Paragraph,
    Row,
    Table,
    plain_text,
)
from quicksilver.documents.tree import Text as Run
from quicksilver.language.choices import Word
from quicksilver.languages import LANGUAGES
from quicksilver.register.questions.knowledge import Asked, asked, knowledge_end
from quicksilver.register.questions.plan_changes import Piece, PlanChange, PlanChanges, compare_plans
from quicksilver.register.records import Plan, When
from quicksilver.register.rules.visibility import visible
from quicksilver.reports.boards.frame import Names, Voice, board, capital
from quicksilver.reports.words import Inlines
from quicksilver.reports.writing import Progress, written

if TYPE_CHECKING:
    from quicksilver.register.register import Register

__all__ = ["document_of", "find_changes", "plan_change_document", "plan_change_files", "plan_change_lines"]

_LISTS: Final = {"objectives": "plans.objectives", "priority_actions": "plans.actions"}
#: Fields whose values are words of the register itself.
_SET: Final = ("state", "kind")
_DATES: Final = ("date", "since", "until", "consultation")
_RECORDS: Final = {"document": "documents", "supersedes": "plans", "area": "areas"}
_MARKS: Final = {"same": ("", ""), "removed": ("[-", "-]"), "added": ("{+", "+}")}


def document_of(
    register: Register,
    before: str,
    after: str,
    *,
    as_of: dt.date | None = None,
    language: str = "en",
) -> Document:
    """Return the comparison of two versions.

    Parameters
    ----------
    register : Register
    before, after : str
        Identifiers of the versions.
    as_of : date, optional
        Goes into the files as their date.
    language : str
        One of :data:`quicksilver.languages.LANGUAGES`.

    Raises
    ------
    InputProblems
        There is no such plan, or everyone may not see it.
    ValueError
        There is no such language.
    """
    shown = visible(register)
    _refuse_hidden(register, shown, (before, after))
    comparison = find_changes(shown, before, after, language)
    given = asked(knowledge_end(register), as_of)
    day = None if as_of is None else given.day
    return plan_change_document(comparison, shown, as_of=day, language=language, given=given)


def plan_change_files(
    register: Register,
    before: str,
    after: str,
    *,
    as_of: dt.date | None = None,
    language: str = "en",
    progress: Progress | None = None,
) -> dict[str, bytes]:
    """Return the comparison of two versions as ``plan-changes.docx``, ``plan-changes.pdf`` and ``plan-changes.html``."""
    return written(
        document_of(register, before, after, as_of=as_of, language=language), "plan-changes", progress
    )


def _refuse_hidden(register: Register, shown: Register, plans: Sequence[str]) -> None:
    """Refuse plans that the register has and a document does not show, with their states."""
    from quicksilver.errors import InputProblems
    from quicksilver.language.problems import problem

    problems = [
        problem(
            "reports.plan.hidden",
            "PLAN",
            plan=identifier,
            state=Word("plans.state", register.get(Plan, identifier).state),
        )
        for identifier in plans
        if identifier in register.records.get("plans", {}) and identifier not in shown.records["plans"]
    ]
    if problems:
        raise InputProblems(problems)


def find_changes(register: Register, before: str, after: str, language: str = "en") -> PlanChanges:
    """Return what changed between two versions of a plan by their identifiers.

    Raises
    ------
    InputProblems
        There is no such plan; the message names those there are and the closest.
    """
    from quicksilver.errors import InputProblems, Problem, similar

    plans = register.records.get("plans", {})
    problems = [
        Problem(
            f"there is no plan {identifier!r}",
            "PLAN",
            ", ".join(sorted(plans)) or "a plan of the register",
            **similar(identifier, sorted(plans)),
        )
        for identifier in (before, after)
        if identifier not in plans
    ]
    if problems:
        raise InputProblems(problems)
    return compare_plans(register.get(Plan, before), register.get(Plan, after), language)


def _said(change: PlanChange, words: Voice) -> tuple[Piece, ...]:
    """Return the pieces of a change, with the set words of a field in the language."""
    if change.field not in _SET:
        return change.pieces
    return tuple(
        Piece(piece.op, words.plain(f"planvalue.{piece.text}"))
        if words.knows(f"planvalue.{piece.text}")
        else piece
        for piece in change.pieces
    )


def _heading(change: PlanChange, words: Voice) -> Inlines:
    field = words.say(f"planfield.{change.field}")
    numbers = {"before": str(change.before), "after": str(change.after)}
    if change.before is None and change.after is None:
        return words.say("plans.field", field=field)
    if change.after is None:
        return words.say("plans.gone", field=field, before=numbers["before"])
    if change.before is None:
        return words.say("plans.new", field=field, after=numbers["after"])
    if change.before != change.after:
        return words.say("plans.moved", field=field, **numbers)
    return words.say("plans.kept", field=field, after=numbers["after"])


def plan_change_lines(comparison: PlanChanges, language: str = "en") -> list[str]:
    """Return the comparison as lines of plain text: ``[-removed-]``, ``{+added+}``.

    Parameters
    ----------
    comparison : PlanChanges
    language : str

    Examples
    --------
    >>> old = Plan(id="a", area="coal", state="in force", title="Coal")
    >>> new = Plan(id="b", area="coal", state="adopted", title="Coal")
    >>> plan_change_lines(compare_plans(old, new))[:2]
    ['a -> b', 'state: [-in force-]{+adopted+}']
    """
    words = Voice(language)
    lines = [f"{comparison.before.id} -> {comparison.after.id}"]
    for change in comparison.changes:
        text = "".join(
            f"{_MARKS[piece.op][0]}{piece.text}{_MARKS[piece.op][1]}" for piece in _said(change, words)
        )
        mark = f" [{change.language}]" if change.language not in ("", language) else ""
        lines.append(f"{plain_text(_heading(change, words))}: {text.strip()}{mark}")
    if not comparison.changes:
        lines.append(words.plain("plans.same"))
    if comparison.silent:
        lines.append(plain_text(_silent(comparison, words)))
    return lines


def _silent(comparison: PlanChanges, words: Voice) -> Inlines:
    named = [words.say(f"planfield.{name}") for name in comparison.silent]
    return words.say("plans.silent", list=words.listed(named))


def plan_change_document(
    comparison: PlanChanges,
    register: Register,
    *,
    as_of: dt.date | None = None,
    language: str = "en",
    given: Asked | None = None,
) -> Document:
    """Return the comparison of two versions of a plan as a document.

    Parameters
    ----------
    comparison : PlanChanges
    register : Register
        For names and sources.
    as_of : date, optional
    language : str
    given : Asked, optional
        The question, where it may be about a later day.
    """
    words = Voice(language)
    names = Names(register, words)
    blocks: list[Block] = [_versions(comparison, names), Paragraph(words.say("plans.legend"))]
    plain = [change for change in comparison.changes if change.field not in _LISTS]
    if plain:
        blocks += [Heading(1, words.say("plans.fields")), _table(plain, "plans.fields", names)]
    for field, title in _LISTS.items():
        changes = [change for change in comparison.changes if change.field == field]
        if changes:
            blocks += [Heading(1, words.say(title)), _table(changes, title, names)]
    if not comparison.changes:
        blocks.append(Paragraph(words.say("plans.same")))
    if comparison.silent:
        blocks.append(Paragraph(_silent(comparison, words)))
    return board(words.plain("plans.title"), words, [*blocks, *names.references()], as_of, given=given)


def _versions(comparison: PlanChanges, names: Names) -> Table:
    words = names.words
    columns = (
        Column(""),
        Column(words.say("column.text"), width=3),
        Column(capital(words.say("planfield.date")), width=1.4),
        Column(capital(words.say("planfield.state")), width=1.6),
        Column(words.say("column.from"), width=2.6),
    )
    rows = []
    for key, plan in (("plans.first", comparison.before), ("plans.second", comparison.after)):
        title: Content = words.text(plan.title) if plan.title is not None else (Number(plan.id),)
        state = words.say(f"planvalue.{plan.state}")
        rows.append(
            Row(
                (
                    words.say(key),
                    title,
                    words.when(plan.date) or words.say("word.unstated"),
                    state,
                    names.sources(plan.sources),
                )
            )
        )
    return Table(words.say("plans.versions"), columns, tuple(rows), label="versions")


def _table(changes: Sequence[PlanChange], title: str, names: Names) -> Table:
    words = names.words
    columns = (Column(words.say("column.about"), width=1.6), Column(words.say("plans.changed"), width=4.4))
    rows = tuple(Row((capital(_heading(change, words)), _content(change, names))) for change in changes)
    return Table(words.say(title), columns, rows, label=title)


def _content(change: PlanChange, names: Names) -> Content:
    words = names.words
    pieces = _spaced(change, _said(change, words))
    if not change.language:
        return tuple(part for piece in pieces for part in _value(change.field, piece, names))
    parts = tuple(Run(piece.text, change=_mark(piece)) for piece in pieces)
    if change.language == words.language:
        return parts
    text = "".join(part.text for part in parts)
    return (Foreign(text, change.language, parts), *words.marked(text, change.language)[1:])


def _mark(piece: Piece) -> str:
    return "" if piece.op == "same" else piece.op


def _spaced(change: PlanChange, pieces: Sequence[Piece]) -> list[Piece]:
    """Set what was removed apart from what was put in its place, where no space does."""
    spaced: list[Piece] = []
    for piece in pieces:
        last = spaced[-1] if spaced else None
        close = last is not None and last.op == "removed" and piece.op == "added"
        if (
            close
            and LANGUAGES[change.language or "en"].style.space
            and last is not None
            and not last.text.endswith(" ")
        ):
            spaced.append(Piece("same", " "))
        spaced.append(piece)
    return spaced


def _value(field: str, piece: Piece, names: Names) -> Inlines:
    """Return a value of a field that is not a text: a date, a name of a record, a set word, or what it is."""
    words = names.words
    if piece.op == "same" or field in _SET:
        return (Run(piece.text, change=_mark(piece)),)
    content: Inlines = (Number(piece.text),)
    if field in _DATES:
        content = words.when(_date(piece.text))
    elif field in _RECORDS:
        content = names.record(f"{_RECORDS[field]}/{piece.text}")
    return tuple(_changed(part, _mark(piece)) for part in content)


def _date(text: str) -> When:
    try:
        return When(date=text)
    except ValueError:
        return When(said=text)


def _changed(part: Inline, change: str) -> Inline:
    if isinstance(part, Foreign):
        return Foreign(part.text, part.language, (Run(part.text, change=change),))
    return replace(part, change=change) if isinstance(part, (Run, Number)) else part
