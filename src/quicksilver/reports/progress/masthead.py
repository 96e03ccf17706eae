"""The head of the first page, with nothing that the register does not give: symbol, distribution, date, languages, corrigenda."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from quicksilver.documents.tree import Block, Box, Content, Masthead, Number, Paragraph, plain_text
from quicksilver.register.records import Correction, Document, When
from quicksilver.reports.progress.choose import Choice
from quicksilver.reports.words import Inlines, Words

__all__ = ["Corrigendum", "annex_original", "corrigenda", "masthead", "symbol"]


@dataclass(frozen=True, slots=True)
class Corrigendum:
    """A corrigendum to a report or its note: its document, what it corrects, and in which languages it is out.

    Attributes
    ----------
    document : Document or None
    correction : Correction or None
    """

    document: Document | None
    correction: Correction | None

    @property
    def date(self) -> When | None:
        """Return the date of the corrigendum."""
        return (self.correction.date if self.correction else None) or (
            self.document.date if self.document else None
        )

    @property
    def languages(self) -> tuple[str, ...]:
        """Return in which languages it is out; empty where that is not stated."""
        return (self.correction.languages if self.correction else ()) or (
            self.document.languages if self.document else ()
        )


def symbol(choice: Choice) -> str:
    """Return the symbol that the register gives, the same in every language; never one made up."""
    return (choice.note.symbol if choice.note else "") or (choice.report.symbol if choice.report else "")


def corrigenda(choice: Choice) -> list[Corrigendum]:
    """Return the corrigenda to the report and its note that were out by the day, in the order of their dates."""
    own = {document.id for document in (choice.report, choice.note) if document is not None}
    records = choice.register.records.get("documents", {}).values()
    documents = {
        document.id: document
        for document in records
        if isinstance(document, Document) and document.corrects in own
    }
    published: list[Corrigendum] = []
    for correction in choice.cycle.corrections if choice.cycle is not None else ():
        document = documents.pop(correction.document or "", None) or choice.document(correction.document)
        published.append(Corrigendum(document, correction))
    published += [Corrigendum(document, None) for document in documents.values()]
    out = [corrigendum for corrigendum in published if _out_by(corrigendum, choice.as_of)]
    return sorted(
        out,
        key=lambda corrigendum: (
            _first(corrigendum),
            corrigendum.document.id if corrigendum.document else "",
        ),
    )


def _first(corrigendum: Corrigendum) -> dt.date:
    return (corrigendum.date.first if corrigendum.date is not None else None) or dt.date.max


def _out_by(corrigendum: Corrigendum, day: dt.date) -> bool:
    first = corrigendum.date.first if corrigendum.date is not None else None
    return first is None or first <= day


def masthead(choice: Choice, words: Words) -> list[Block]:
    """Return the head of the first page, and the corrigenda to the report where there are any."""
    head = choice.note or choice.report
    blocks: list[Block] = [Masthead(words.plain("unep"), symbol(choice), _lines(head, words))]
    published = corrigenda(choice)
    if published:
        contents: list[Content] = [_told(corrigendum, words) for corrigendum in published]
        blocks.append(Box(tuple(Paragraph(content) for content in contents), words.plain("corrected")))
    return blocks


def _lines(head: Document | None, words: Words) -> tuple[str, ...]:
    if head is None:
        return ()
    lines = [words.plain(f"distribution.{head.distribution}")] if head.distribution else []
    lines += [plain_text(words.when(head.date))] if head.date is not None else []
    if len(head.languages) == 1:
        # "English only" stands in the place of the original language.
        lines.append(words.plain(f"fallback.{head.languages[0]}").strip("[]"))
    elif head.original_language is not None:
        language = words.plain(f"language.{head.original_language}")
        lines.append(words.plain("note.original", language=language))
    return tuple(lines)


def _told(corrigendum: Corrigendum, words: Words) -> Inlines:
    document, parts = corrigendum.document, []
    if document is not None:
        parts.append((Number(document.symbol),) if document.symbol else words.text(document.title))
    parts += [words.when(corrigendum.date)] if corrigendum.date is not None else []
    languages = [words.say(f"language.{language}") for language in corrigendum.languages]
    parts.append(words.listed(languages) if languages else words.say("corrected.languages"))
    sentences = [(*words.listed(parts, semicolons=True), *words.say("mark.end"))]
    if corrigendum.correction is not None:
        sentences.append(words.text(corrigendum.correction.text, closed=True))
    return words.sentences(sentences)


def annex_original(choice: Choice, words: Words) -> list[Block]:
    """Return the line under the heading of an annex whose original is in another language than that of the note."""
    note, report = choice.note, choice.report
    own = report.original_language if report is not None else None
    if note is None or own is None or note.original_language is None or own == note.original_language:
        return []
    notice = words.plain("note.original", language=words.plain(f"language.{own}"))
    return [Paragraph(f"[{notice}]")]
