"""Which texts of the register are missing, drafts, outdated or approved in which language, as a document."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from quicksilver.documents.tree import (
    Block,
    BulletList,
    Column,
    Content,
    Document,
    Foreign,
    Heading,
    Number,
    Paragraph,
    Row,
    Table,
)
from quicksilver.documents.tree import Text as Run
from quicksilver.language.terms import term
from quicksilver.languages import LANGUAGES
from quicksilver.register.questions.knowledge import Asked, asked, knowledge_end
from quicksilver.register.questions.translations import TEXT_STATES, TextFound, texts
from quicksilver.register.rules.visibility import visible
from quicksilver.reports.boards.frame import Voice, board, capital
from quicksilver.reports.words import Inlines
from quicksilver.reports.writing import Progress, written

if TYPE_CHECKING:
    from quicksilver.register.register import Register

__all__ = ["document_of", "text_document", "text_files", "text_states"]

#: As the register has them, and *listed* for what only the list of set names covers.
_STATES: Final = (*TEXT_STATES[:-1], "listed", TEXT_STATES[-1])
_LONGEST: Final = 90


def document_of(
    register: Register,
    *,
    as_of: dt.date | None = None,
    kinds: Sequence[str] = (),
    language: str = "en",
) -> Document:
    """Return the state of all texts.

    Parameters
    ----------
    register : Register
    as_of : date, optional
        Only records that were valid on the day; all of them if it is omitted.
    kinds : sequence of str
        Only records of these kinds, such as ``areas``; all kinds where it is empty.
    language : str
        One of :data:`quicksilver.languages.LANGUAGES`.

    Raises
    ------
    ValueError
        There is no such language.
    """
    shown = visible(register)
    given = asked(knowledge_end(register), as_of)
    day = None if as_of is None else given.day
    dated = shown.as_of(day) if day is not None else shown
    return text_document(dated, as_of=day, kinds=kinds, language=language, given=given)


def text_files(
    register: Register,
    *,
    as_of: dt.date | None = None,
    kinds: Sequence[str] = (),
    language: str = "en",
    progress: Progress | None = None,
) -> dict[str, bytes]:
    """Return the state of all texts as ``translations.docx``, ``translations.pdf`` and ``translations.html``."""
    return written(
        document_of(register, as_of=as_of, kinds=kinds, language=language), "translations", progress
    )


def text_states(entry: TextFound) -> dict[str, str]:
    """Return how far each language of a text is; what is missing and is in the list of established names is ``listed``.

    Examples
    --------
    >>> from quicksilver.register.records import Text
    >>> text_states(TextFound("areas", "x", "name", Text(en="Lamps", zh="灯")))["fr"]
    'listed'
    """
    return {
        language: "listed" if state == "missing" and term(entry.text.en, language) else state
        for language, state in entry.states.items()
    }


def text_document(
    register: Register,
    *,
    as_of: dt.date | None = None,
    kinds: Sequence[str] = (),
    language: str = "en",
    given: Asked | None = None,
) -> Document:
    """Return the state of all texts as a document: counts by kind and language, then the list of what is to do.

    Parameters
    ----------
    register : Register
        As everyone may see it.
    as_of : date, optional
    kinds : sequence of str
        Empty for all.
    language : str
    given : Asked, optional
        The question, where it may be about a later day.
    """
    words = Voice(language)
    entries = [(entry, text_states(entry)) for entry in texts(register) if not kinds or entry.kind in kinds]
    done = Counter(
        name for _, states in entries for name, state in states.items() if state in ("original", "approved")
    )
    items: list[Content] = [
        words.say("texts.language", language=words.plain(f"language.{name}"), n=str(done[name]))
        for name in LANGUAGES
    ]
    blocks: list[Block] = [
        Paragraph(words.say("texts.intro")),
        Paragraph(words.say("texts.count", n=str(len(entries)))),
        BulletList(tuple(items)),
    ]
    blocks += [_counts(entries, state, words) for state in _STATES if _has(entries, state)]
    if _has(entries, "listed"):
        blocks.append(Paragraph(words.say("texts.listed")))
    blocks.append(Heading(1, words.say("texts.list")))
    blocks += _lists(entries, words)
    return board(words.plain("texts.title"), words, blocks, as_of, given=given)


_Found = Sequence[tuple[TextFound, dict[str, str]]]


def _has(entries: _Found, state: str) -> bool:
    return any(state in states.values() for _, states in entries)


def _kinds(entries: _Found) -> list[str]:
    return list(dict.fromkeys(entry.kind for entry, _ in entries))


def _counts(entries: _Found, state: str, words: Voice) -> Table:
    counted = Counter(
        (entry.kind, name)
        for entry, states in entries
        for name, reached in states.items()
        if reached == state
    )
    columns = (
        Column(words.say("column.kind"), width=2),
        *(Column(words.say(f"language.{name}"), "end") for name in LANGUAGES),
    )
    rows = [
        Row((words.say(f"folder.{kind}"), *(str(counted[kind, name]) for name in LANGUAGES)))
        for kind in _kinds(entries)
        if any(counted[kind, name] for name in LANGUAGES)
    ]
    totals = (str(sum(counted[kind, name] for kind in _kinds(entries))) for name in LANGUAGES)
    rows.append(Row((words.say("word.total"), *totals), "total"))
    caption = words.say("texts.counts", state=words.say(f"textstate.{state}"))
    return Table(caption, columns, tuple(rows), label=f"count-{state}")


def _lists(entries: _Found, words: Voice) -> list[Block]:
    blocks: list[Block] = []
    for kind in _kinds(entries):
        rows = [
            Row(_row(entry, states, words))
            for entry, states in entries
            if entry.kind == kind and not set(states.values()) <= {"original", "approved"}
        ]
        if rows:
            columns = (
                Column(words.say("column.record"), width=2.6),
                Column(words.say("column.text"), width=3.4),
                Column(words.say("column.original"), width=1.1),
                Column(capital(words.say("textstate.missing")), width=2),
                Column(words.say("column.rest"), width=2),
            )
            blocks.append(Table(words.say(f"folder.{kind}"), columns, tuple(rows), label=f"list-{kind}"))
    return blocks or [Paragraph(words.say("texts.all"))]


def _row(entry: TextFound, states: dict[str, str], words: Voice) -> tuple[Content, ...]:
    original = entry.text.original
    version = getattr(entry.text, original)
    version = version if len(version) <= _LONGEST else f"{version[:_LONGEST].rstrip()}…"
    text: Inlines = (Run(version),) if original == words.language else (Foreign(version, original),)
    missing = [words.say(f"language.{name}") for name in LANGUAGES if states[name] == "missing"]
    other = []
    for state in _STATES:
        names = [words.say(f"language.{name}") for name in LANGUAGES if states[name] == state]
        if names and state not in ("missing", "original", "approved"):
            other.append(
                words.say("texts.language", language=words.plain(f"textstate.{state}"), n=words.listed(names))
            )
    return (
        (Number(entry.record), Run(", "), Number(entry.field)),
        text,
        words.say(f"language.{original}"),
        words.listed(missing) if missing else "",
        words.listed(other, semicolons=True) if other else "",
    )
