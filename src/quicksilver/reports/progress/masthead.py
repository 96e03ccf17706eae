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
    held = choice.register.records.get("documents", {}).values()
    documents = {
        document.id: document
        for document in held
        if isinstance(document, Document) and document.corrects in own
    }
    found: list[Corrigendum] = []
    for correction in choice.cycle.corrections if choice.cycle is not None else ():
        document = documents.pop(correction.document or "", None) or choice.document(correction.document)
        found.append(Corrigendum(document, correction))
    found += [Corrigendum(document, None) for document in documents.values()]
    out = [one for one in found if _out_by(one, choice.as_of)]
    return sorted(out, key=lambda one: (_first(one), one.document.id if one.document else ""))


def _first(one: Corrigendum) -> dt.date:
    return (one.date.first if one.date is not None else None) or dt.date.max


def _out_by(one: Corrigendum, day: dt.date) -> bool:
    first = one.date.first if one.date is not None else None
    return first is None or first <= day


def masthead(choice: Choice, words: Words) -> list[Block]:
    """Return the head of the first page, and the corrigenda to the report where there are any."""
    head = choice.note or choice.report
    blocks: list[Block] = [Masthead(words.plain("unep"), symbol(choice), _lines(head, words))]
    found = corrigenda(choice)
    if found:
        told: list[Content] = [_told(one, words) for one in found]
        blocks.append(Box(tuple(Paragraph(one) for one in told), words.plain("corrected")))
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


def _told(one: Corrigendum, words: Words) -> Inlines:
    document, parts = one.document, []
    if document is not None:
        parts.append((Number(document.symbol),) if document.symbol else words.text(document.title))
    parts += [words.when(one.date)] if one.date is not None else []
    languages = [words.say(f"language.{language}") for language in one.languages]
    parts.append(words.listed(languages) if languages else words.say("corrected.languages"))
    said = [(*words.listed(parts, semicolons=True), *words.say("mark.end"))]
    if one.correction is not None:
        said.append(words.text(one.correction.text, closed=True))
    return words.sentences(said)


def annex_original(choice: Choice, words: Words) -> list[Block]:
    """Return the line under the heading of an annex whose original is in another language than that of the note."""
    note, report = choice.note, choice.report
    own = report.original_language if report is not None else None
    if note is None or own is None or note.original_language is None or own == note.original_language:
        return []
    told = words.plain("note.original", language=words.plain(f"language.{own}"))
    return [Paragraph(f"[{told}]")]
