"""The report as a document tree: masthead, note, annex with title block and box, numbered paragraphs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from quicksilver.documents.tree import (
    Block,
    Box,
    Document,
    Footnote,
    Heading,
    Number,
    PageBreak,
    Paragraph,
    Title,
    TitleBlock,
)
from quicksilver.documents.tree import Text as Run
from quicksilver.register.questions.knowledge import Asked
from quicksilver.reports.knowledge import knowledge_box
from quicksilver.reports.progress.choose import Choice
from quicksilver.reports.progress.masthead import annex_original, masthead, symbol
from quicksilver.reports.progress.outline import Entry, letter, outline
from quicksilver.reports.progress.sentences import Sayings
from quicksilver.reports.words import Inlines, Words, bracketed

__all__ = ["label", "progress_tree"]

#: Numbered things in an annex of more than about 50 pages.
_LONG: Final = 1000


def label(entry: Entry, language: str) -> str:
    """Return a number as the language prints it.

    Examples
    --------
    >>> entry = Entry("annex", "paragraph", (17, 2), "activity")
    >>> label(entry, "en"), label(entry, "fr")
    ('(b)', 'b)')
    """
    if not entry.number:
        return ""
    if entry.kind == "section":
        return f"{entry.code}."
    if entry.level == 0:
        return f"{entry.number[0]}."
    core = letter(entry.number[1]) if entry.level == 1 else str(entry.number[2])
    return bracketed(core, language)


def progress_tree(choice: Choice, language: str, given: Asked | None = None) -> Document:
    """Return the progress report as a document tree.

    Parameters
    ----------
    choice : Choice
    language : str
    given : Asked, optional
        The question about a day: a report that is asked about a later day than the register knows, or whose period ends after it,
        states this on its first page.

    Raises
    ------
    ValueError
        There is no such language.
    """
    words = Words(language)
    sayings = Sayings(choice, words)
    entries = outline(choice)
    note = [entry for entry in entries if entry.part == "note"]
    annex = [entry for entry in entries if entry.part == "annex"]
    period = words.period(choice.period)
    # The head of the annex states whether drafts are printed anywhere: its text is made before it.
    body = tuple(_annex_body(annex, sayings))
    blocks = (
        *masthead(choice, words),
        *(knowledge_box(given, words) if _past_knowledge(choice, given) else ()),
        *(_front(choice, words) if note else ()),
        *(_block(entry, sayings) for entry in note),
        *((PageBreak(),) if note else ()),
        *_annex_head(choice, words, annexed=bool(note)),
        *body,
    )
    return Document(
        language=language,
        title=words.plain("annex.title", period=period),
        blocks=blocks,
        author=words.plain("unep"),
        subject=words.plain("annex.progress"),
        symbol=symbol(choice),
        created=choice.as_of,
    )


def _past_knowledge(choice: Choice, given: Asked | None) -> bool:
    """Return whether the day asked about is later than the register's knowledge, or the period ends after it and no day was named."""
    if given is None or given.ends is None:
        return False
    return given.later or (given.noted and choice.period.last > given.ends)


def _annex_body(annex: list[Entry], sayings: Sayings) -> Iterator[Block]:
    """Yield the blocks of the annex; in a long report each section begins on a page of its own."""
    long = len(annex) > _LONG
    for entry in annex:
        if long and entry.kind == "section":
            yield PageBreak()
        yield _block(entry, sayings)


def _front(choice: Choice, words: Words) -> list[Block]:
    note, meeting = choice.note, choice.meeting
    blocks: list[Block] = []
    if note is not None:
        blocks += [Paragraph(_bold(words.english(note.body)))] if note.body else []
        if meeting is not None:
            place, when = words.english(meeting.place), words.when(meeting.date)
            gap: Inlines = (Run(words.style.clause),)
            blocks.append(Paragraph((*place, *gap, *when) if place and when else (*place, *when)))
        if note.agenda_item is not None:
            mark = Footnote((Number(note.agenda_symbol), Run(words.plain("mark.end"))), "*")
            noted = (mark,) if note.agenda_symbol else ()
            blocks.append(Paragraph((*words.text(note.agenda_item), *noted)))
    title = note.title if note is not None else None
    text, language = words.chosen(title) if title is not None else ("", "")
    own = text if language == words.language else words.plain("note.title")
    return [*blocks, Title(own, words.plain("note.by"))]


def _bold(content: Inlines) -> Inlines:
    return tuple(
        Run(part.text, bold=True) if isinstance(part, Run) and not part.italic else part for part in content
    )


def _annex_head(choice: Choice, words: Words, *, annexed: bool) -> list[Block]:
    report = choice.report
    numbered = choice.value("label of the annex").strip() == "Annex I"
    unedited: Inlines = ()
    if report is not None and report.formally_edited is False:
        unedited = (Footnote(words.say("annex.unedited"), "*"),)
    stated = [words.say("annex.own")] if choice.value("wording") == "own" else []
    # The frame itself is translated from English, and no speaker has approved it yet.
    stated += [words.say("annex.drafts")] if words.drafts or words.language != "en" else []
    own: Inlines = (Footnote(words.sentences(stated)),) if stated else ()
    label = words.say("annex.one" if numbered else "annex")
    blocks: list[Block] = [Heading(1, (*label, *unedited)), *annex_original(choice, words)] if annexed else []
    lines: list[Inlines] = [(*words.say("annex.progress"), *(() if annexed else unedited))]
    lines.append((*words.say("annex.title", period=words.period(choice.period)), *own))
    if report is not None and report.date is not None:
        lines.append(words.when(report.date))
    if report is not None and report.body:
        group = report.body == "Partnership Advisory Group"
        lines.append(
            words.say("annex.group") if group else words.say("annex.by", body=words.english(report.body))
        )
    return [*blocks, TitleBlock(tuple(lines)), *_box(choice, words)]


def _box(choice: Choice, words: Words) -> list[Block]:
    """Return the frame under the title: since when there is a Partnership, and how to join."""
    begun, shaped = choice.value("first set up"), choice.value("formal shape")
    first = [words.say("box.begun", year=begun)] if begun else []
    first += [words.say("box.shaped", year=shaped)] if shaped else []
    first.append(words.say("box.join"))
    blocks: list[Block] = [Paragraph(words.sentences(first))]
    web, mail = choice.value("web"), choice.value("e-mail")
    if web:
        blocks.append(Paragraph(words.say("box.web", web=words.link(web))))
    if mail:
        blocks.append(Paragraph(words.say("box.mail", mail=Number(mail))))
    return [Box(tuple(blocks))]


def _block(entry: Entry, sayings: Sayings) -> Block:
    language = sayings.words.language
    content = sayings.content(entry)
    number = label(entry, language)
    if entry.kind == "heading":
        return Heading(2, content, number, sequence=f"{entry.part} headings" if number else "")
    if entry.kind == "section":
        return Heading(2, content, number, label=f"section-{entry.code}", sequence="sections")
    return Paragraph(content, number, entry.level, sequence=entry.part)
