"""The boards of the register as documents: what areas lack, what serves a mandate, who is a partner."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Final, Protocol

from quicksilver.programme.directory import Partner
from quicksilver.programme.gaps import LACKS, AreaGaps, Gap, GapBoard
from quicksilver.programme.mandates import Matrix
from quicksilver.programme.records import Activity, Area, Mandate, Organisation
from quicksilver.reports.documents.tree import (
    Block,
    BulletList,
    Column,
    Content,
    Document,
    Heading,
    Inline,
    Number,
    Paragraph,
    Row,
    Table,
    Title,
)
from quicksilver.reports.documents.tree import Text as Run
from quicksilver.reports.progress.files import Progress, document_files
from quicksilver.reports.progress.names import state_name
from quicksilver.reports.progress.words import Inlines, Words

if TYPE_CHECKING:
    from quicksilver.programme.register import Register

__all__ = [
    "directory_document",
    "gap_document",
    "gap_files",
    "mandate_document",
    "mandate_files",
    "partner_files",
]

_COUNTED: Final = ("lead", "activity", "target", "measure")


class _Sum(Protocol):
    """Flows added up, as the ledger gives them."""

    @property
    def bucket(self) -> str: ...
    @property
    def core(self) -> bool: ...
    @property
    def currency(self) -> str: ...
    @property
    def amount(self) -> Decimal | None: ...
    @property
    def flows(self) -> tuple[str, ...]: ...


def _document(title: str, day: dt.date, words: Words, blocks: Sequence[Block]) -> Document:
    as_of = words.plain("board.as_of", day=words.day(day))
    return Document(
        language=words.language,
        title=title,
        blocks=(Title(title, as_of), *blocks),
        author=words.plain("unep"),
        subject=as_of,
        created=day,
    )


def gap_document(board: GapBoard, language: str = "en") -> Document:
    """Return the gap board as a document: a row for each area, a column for each thing it can lack.

    Parameters
    ----------
    board : GapBoard
        As :func:`quicksilver.programme.gaps.gap_board` makes it.
    language : str
        One of ``en fr es ru zh ar``.
    """
    words = Words(language)
    total = str(len(board.rows))
    counts: list[Content] = [
        words.say("gaps.count.drafts", n=str(len(board.drafts_without_lead)), total=total),
        *(words.say(f"gaps.count.{lack}", n=str(len(board.without(lack))), total=total) for lack in _COUNTED),
        words.say("gaps.count.amounts", n=str(board.amounts)),
    ]
    columns = (
        Column(words.say("column.area"), width=2.2),
        *(Column(words.say(f"gaps.{lack}")) for lack in LACKS),
    )
    rows = tuple(
        Row((words.text(row.area.name), *(_gap(row, lack, words) for lack in LACKS))) for row in board.rows
    )
    table = Table(words.say("gaps.caption"), columns, rows, label="gaps", notes=(words.say("gaps.note"),))
    return _document(words.plain("gaps.title"), board.day, words, [BulletList(tuple(counts)), table])


def _gap(row: AreaGaps, lack: str, words: Words) -> Content:
    found: Gap | None = row.lacks(lack)  # type: ignore[arg-type]
    if found is None:
        return words.say("gaps.there")
    if found.since is None:
        told = words.say("gaps.none")
    else:
        told = words.say("gaps.since" if found.exact else "gaps.latest", day=Number(found.since.isoformat()))
    if lack == "plan" and row.draft:
        return (*told, Run(words.plain("list.semicolon")), *words.say("gaps.draft"))
    return told


def gap_files(
    register: Register, *, as_of: dt.date, language: str = "en", progress: Progress | None = None
) -> dict[str, bytes]:
    """Return the gap board on a day as ``gaps.docx``, ``gaps.pdf`` and ``gaps.html``.

    Raises
    ------
    ValueError
        The language is not one of the six.
    MissingFontError
        The language needs a font that is not installed.
    """
    from quicksilver.programme.gaps import gap_board

    return document_files(gap_document(gap_board(register, as_of), language), "gaps", progress)


def mandate_document(matrix: Matrix, register: Register, *, as_of: dt.date, language: str = "en") -> Document:
    """Return the matrix of a mandate as a document: its items by the activities and the money that serve them.

    Parameters
    ----------
    matrix : Matrix
        As :func:`quicksilver.programme.mandates.mandate_matrix` makes it.
    register : Register
        For the names of activities and areas.
    as_of : date
    language : str
    """
    words = Words(language)
    columns = (
        Column(words.say("matrix.item"), width=2.6),
        Column(words.say("matrix.activities"), width=4.6),
        Column(words.say("matrix.count"), "end", 0.9),
        Column(words.say("matrix.money"), width=1.7),
        Column(words.say("matrix.no_funder"), "end", 1.1),
    )
    rows = []
    for row in matrix.rows:
        item = (Run(f"({row.mandate.letter}) "), *words.text(row.mandate.text))
        held = _activities(row.activities, register, words) or words.say("matrix.nobody")
        counted = (str(len(row.activities)), str(len(row.no_funder)))
        rows.append(Row((item, held, counted[0], _money(row.money, words), counted[1])))
    table = Table(
        words.say("matrix.caption"),
        columns,
        tuple(rows),
        label="matrix",
        notes=(words.say("matrix.note"),),
    )
    blocks: list[Block] = [table]
    empty = [row.mandate.letter for row in matrix.rows if not row.activities]
    if empty:
        letters = words.listed([(Run(f"({one})"),) for one in empty])
        blocks.insert(0, Paragraph(words.say("matrix.empty", list=letters)))
    if matrix.none:
        blocks.append(Paragraph(words.say("matrix.none")))
        blocks.append(BulletList(tuple(_activity(one, register, words) for one in matrix.none)))
    return _document(_mandate_title(matrix, words), as_of, words, blocks)


def _mandate_title(matrix: Matrix, words: Words) -> str:
    if not matrix.rows:
        return words.plain("matrix.title.plain")
    first: Mandate = matrix.rows[0].mandate
    return words.plain("matrix.title", paragraph=first.paragraph, decision=first.symbol)


def _activity(identifier: str, register: Register, words: Words) -> Inlines:
    activity = register.get(Activity, identifier)
    named = [_area(area, register, words) for area in activity.areas]
    inner: list[Inline] = [*words.text(activity.title), Run(" (")]
    return (*inner, *words.listed(named, semicolons=True), Run(")"))


def _activities(identifiers: Sequence[str], register: Register, words: Words) -> Inlines:
    return words.listed([_activity(one, register, words) for one in identifiers], semicolons=True)


def _area(identifier: str, register: Register, words: Words) -> Inlines:
    found = register.records.get("areas", {}).get(identifier)
    return words.text(found.name) if isinstance(found, Area) else (Run(identifier),)


def _money(sums: Sequence[_Sum], words: Words) -> Inlines:
    """Return sums, each in its own currency, in-kind help and core budgets marked, and how many are not stated."""
    from babel.numbers import format_decimal

    parts: list[Inlines] = []
    for one in sums:
        if one.amount is None:
            told: Inlines = words.say("matrix.unstated", n=str(len(one.flows)))
        else:
            amount = format_decimal(one.amount, locale=words.language, numbering_system="latn")
            told = (Number(f"{one.currency}\u00a0{amount}"),)
        marks = [words.say("matrix.in_kind")] if one.bucket == "in kind" else []
        marks += [words.say("matrix.core")] if one.core else []
        if marks:
            told = (*told, Run(" ("), *words.listed(marks), Run(")"))
        parts.append(told)
    return words.listed(parts, semicolons=True) if parts else words.say("partners.unstated")


def mandate_files(
    register: Register, *, as_of: dt.date, language: str = "en", progress: Progress | None = None
) -> dict[str, bytes]:
    """Return the mandate matrix on a day as ``mandates.docx``, ``mandates.pdf`` and ``mandates.html``.

    Raises
    ------
    ValueError
        The language is not one of the six.
    MissingFontError
        The language needs a font that is not installed.
    """
    from quicksilver.programme.mandates import mandate_matrix

    held = register.as_of(as_of)
    made = mandate_document(mandate_matrix(held), held, as_of=as_of, language=language)
    return document_files(made, "mandates", progress)


def directory_document(
    partners: Sequence[Partner], register: Register, *, as_of: dt.date, language: str = "en"
) -> Document:
    """Return the directory of partners as a document, in the order in which they are given.

    Parameters
    ----------
    partners : sequence of Partner
        As :func:`quicksilver.programme.directory.partners` gives them: in the order of the language.
    register : Register
        For the names of areas and organisations.
    as_of : date
    language : str
    """
    words = Words(language)
    blocks: list[Block] = [Paragraph(words.say("partners.total", n=str(len(partners))))]
    if not partners:
        blocks.append(Paragraph(words.say("partners.nobody")))
        return _document(words.plain("partners.title"), as_of, words, blocks)
    blocks.append(_kinds(partners, words))
    columns = (
        Column(words.say("partners.name"), width=3),
        Column(words.say("partners.kind"), width=1.6),
        Column(words.say("partners.country"), width=1.6),
        Column(words.say("partners.areas"), width=3),
        Column(words.say("partners.since"), width=1.4),
    )
    rows = tuple(Row(_partner(partner, register, words)) for partner in partners)
    blocks.append(Heading(1, words.say("partners.caption")))
    blocks.append(Table(words.say("partners.caption"), columns, rows, label="partners"))
    return _document(words.plain("partners.title"), as_of, words, blocks)


def _kinds(partners: Sequence[Partner], words: Words) -> Table:
    counted = Counter(partner.kind for partner in partners)
    order = [kind for kind in _kind_order() if kind in counted]
    return Table(
        words.say("partners.kinds"),
        (Column(words.say("partners.kind"), width=4), Column(words.say("partners.number"), "end")),
        tuple(Row((words.say(f"kind.{kind}"), str(counted[kind]))) for kind in order),
        label="kinds",
    )


def _kind_order() -> tuple[str, ...]:
    from typing import get_args

    return get_args(Organisation.model_fields["kind"].annotation)


def _partner(partner: Partner, register: Register, words: Words) -> tuple[Content, ...]:
    found = register.records.get("organisations", {}).get(partner.id)
    name = (
        words.organisation(found)
        if isinstance(found, Organisation)
        else words.marked(partner.name, partner.language)
    )
    areas = words.listed([_area(one, register, words) for one in partner.areas], semicolons=True)
    since: Content = (
        (Number(partner.confirmed.isoformat()),) if partner.confirmed else words.say("partners.unstated")
    )
    country = state_name(partner.country, words.language) if partner.country else ""
    return (name, words.say(f"kind.{partner.kind}"), country, areas, since)


def partner_files(
    register: Register, *, as_of: dt.date, language: str = "en", progress: Progress | None = None
) -> dict[str, bytes]:
    """Return the directory of partners on a day as ``partners.docx``, ``partners.pdf`` and ``partners.html``.

    Raises
    ------
    ValueError
        The language is not one of the six.
    MissingFontError
        The language needs a font that is not installed.
    """
    from quicksilver.programme.directory import partners

    found = partners(register, as_of, language)
    made = directory_document(found, register, as_of=as_of, language=language)
    return document_files(made, "partners", progress)
