"""The directory of partners as a document: who they are, by kind and country, in which areas and since when."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, get_args

from quicksilver.documents.tree import (
    Block,
    Column,
    Content,
    Document,
    Heading,
    Number,
    Paragraph,
    Row,
    Table,
)
from quicksilver.language.terms import state_name
from quicksilver.register.questions.directory import Partner
from quicksilver.register.questions.knowledge import Asked, asked, knowledge_end
from quicksilver.register.records import Organisation
from quicksilver.register.rules.visibility import visible
from quicksilver.reports.boards.frame import Names, Voice, board
from quicksilver.reports.writing import Progress, written

if TYPE_CHECKING:
    from quicksilver.register.register import Register

__all__ = ["directory_document", "document_of", "partner_files"]


def document_of(
    register: Register,
    *,
    as_of: dt.date | None = None,
    language: str = "en",
) -> Document:
    """Return the directory of partners on a day.

    Parameters
    ----------
    register : Register
    as_of : date, optional
        If omitted, the day on which the register's knowledge ends, or today where it records none.
    language : str
        One of :data:`quicksilver.languages.LANGUAGES`.

    Raises
    ------
    ValueError
        There is no such language.
    """
    from quicksilver.register.questions.directory import partners

    given = asked(knowledge_end(register), as_of)
    shown = visible(register, day=given.day)
    listed = partners(shown, given.day, language)
    return directory_document(listed, shown, as_of=given.day, language=language, given=given)


def partner_files(
    register: Register,
    *,
    as_of: dt.date | None = None,
    language: str = "en",
    progress: Progress | None = None,
) -> dict[str, bytes]:
    """Return the directory of partners on a day as ``partners.docx``, ``partners.pdf`` and ``partners.html``."""
    return written(document_of(register, as_of=as_of, language=language), "partners", progress)


def directory_document(
    partners: Sequence[Partner],
    register: Register,
    *,
    as_of: dt.date,
    language: str = "en",
    given: Asked | None = None,
) -> Document:
    """Return the directory of partners as a document, in the order in which they are given.

    Parameters
    ----------
    partners : sequence of Partner
        As :func:`quicksilver.register.questions.directory.partners` gives them: in the order of the language.
    register : Register
        For the names of areas and organisations.
    as_of : date
    language : str
    given : Asked, optional
        The question, where it may be about a later day.
    """
    words = Voice(language)
    names = Names(register, words)
    blocks: list[Block] = [Paragraph(words.say("partners.total", n=str(len(partners))))]
    if not partners:
        blocks.append(Paragraph(words.say("partners.nobody")))
        return board(words.plain("partners.title"), words, blocks, as_of, given=given)
    blocks.append(_kinds(partners, words))
    columns = (
        Column(words.say("partners.name"), width=3),
        Column(words.say("partners.kind"), width=1.6),
        Column(words.say("partners.country"), width=1.6),
        Column(words.say("partners.areas"), width=3),
        Column(words.say("partners.since"), width=1.4),
    )
    rows = tuple(Row(_partner(partner, names)) for partner in partners)
    blocks.append(Heading(1, words.say("partners.caption")))
    blocks.append(Table(words.say("partners.caption"), columns, rows, label="partners"))
    return board(words.plain("partners.title"), words, blocks, as_of, given=given)


def _kinds(partners: Sequence[Partner], words: Voice) -> Table:
    counted = Counter(partner.kind for partner in partners)
    order = [kind for kind in get_args(Organisation.model_fields["kind"].annotation) if kind in counted]
    return Table(
        words.say("partners.kinds"),
        (Column(words.say("partners.kind"), width=4), Column(words.say("partners.number"), "end")),
        tuple(Row((words.say(f"kind.{kind}"), str(counted[kind]))) for kind in order),
        label="kinds",
    )


def _partner(partner: Partner, names: Names) -> tuple[Content, ...]:
    words = names.words
    organisation = names.register.records.get("organisations", {}).get(partner.id)
    name = (
        words.organisation(organisation)
        if isinstance(organisation, Organisation)
        else words.marked(partner.name, partner.language)
    )
    areas = words.listed([names.area(area) for area in partner.areas], semicolons=True)
    since: Content = (
        (Number(partner.confirmed.isoformat()),) if partner.confirmed else words.say("partners.unstated")
    )
    country = state_name(partner.country, words.language) if partner.country else ""
    return (name, words.say(f"kind.{partner.kind}"), country, areas, since)
