"""What the boards share: their sentences, names of what the register holds, amounts, sources, and the document around them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TypeVar

from quicksilver.documents.tree import Block, BulletList, Content, Document, Heading, Inline, Number, Title
from quicksilver.documents.tree import Text as Run
from quicksilver.language.catalogue import catalogue
from quicksilver.language.numbers import exact, percent
from quicksilver.languages import LANGUAGES
from quicksilver.register.questions.knowledge import Asked
from quicksilver.register.records import Activity, Amount, Area, Organisation, Record, Source, Text, When
from quicksilver.register.records import Document as Cited
from quicksilver.register.register import Register
from quicksilver.reports.knowledge import knowledge_box
from quicksilver.reports.words import Inlines, Words

__all__ = ["Names", "Voice", "amount", "board", "capital", "money", "signed_percent"]

R = TypeVar("R", bound=Record)
_OWN = "register_text"


class Voice(Words):
    """The words of one language: the sentences of the boards, and those of the progress report where they have none."""

    __slots__ = ()

    def say(self, key: str, /, **values: Content | Inline) -> Inlines:
        """Return a sentence of the boards, or else of the frame of the progress report."""
        own = catalogue(_OWN)
        return own.say(key, self.language, **values) if key in own.rows else Words.say(self, key, **values)

    def plain(self, key: str, /, **values: str) -> str:
        """Return a sentence as plain text."""
        own = catalogue(_OWN)
        return (
            own.plain(key, self.language, **values) if key in own.rows else Words.plain(self, key, **values)
        )

    def knows(self, key: str) -> bool:
        """Return whether there is a sentence of that key."""
        return key in catalogue(_OWN).rows or Words.knows(self, key)

    @property
    def gap(self) -> Inlines:
        """Return the space between two sentences."""
        return (Run(self.style.space),) if self.style.space else ()


def capital(content: Inlines) -> Inlines:
    """Return a sentence with its first letter a capital.

    Examples
    --------
    >>> capital((Run("it has no baseline"),))
    (Text(text='It has no baseline', bold=False, italic=False),)
    """
    if not content or not isinstance(content[0], Run) or not content[0].text:
        return content
    first = content[0]
    return (Run(first.text[0].upper() + first.text[1:], first.bold, first.italic), *content[1:])


def amount(given: Amount, words: Voice) -> Inlines:
    r"""Return an amount with its range and unit, as the language writes numbers.

    Examples
    --------
    >>> from quicksilver.documents.tree import plain_text
    >>> plain_text(amount(Amount(low=650, high=1000, unit="t/yr"), Voice("en")))
    '650–1,000\xa0t/yr'
    """

    def plain_number(value: Decimal | None) -> str:
        return "" if value is None else exact(float(value), words.language)

    if given.low is not None and given.high is not None and given.low != given.high:
        ends = f"{plain_number(given.low)}\u2013{plain_number(given.high)}"
        text = f"{plain_number(given.value)} ({ends})" if given.value is not None else ends
    else:
        text = plain_number(
            given.value if given.value is not None else given.low if given.low is not None else given.high
        )
    return (Number(text), *_unit(given.unit, words))


def _unit(unit: str, words: Voice) -> Inlines:
    if unit in ("", "1"):
        return ()
    # Outside of the number: in Arabic a unit stands to its left.
    if unit == "%":
        return (Run(words.style.percent),)
    key = f"unit.{unit}"
    return (Run("\u00a0"), Run(words.plain(key)) if words.knows(key) else Number(unit))


def signed_percent(share: float, language: str) -> str:
    r"""Return a change in per cent with its sign.

    Examples
    --------
    >>> signed_percent(0.25, "en"), signed_percent(-0.5, "fr")
    ('+25%', '−50\u202f%')
    """
    figure = percent(share, language)
    return f"+{figure}" if share > 0 else figure


def money(value: Decimal, currency: str, language: str) -> Number:
    r"""Return a sum with its currency.

    Examples
    --------
    >>> money(Decimal("1000000"), "EUR", "en").text
    'EUR\xa01,000,000'
    """
    from babel.numbers import format_decimal

    row = LANGUAGES[language]
    figure = format_decimal(value, locale=row.cldr, numbering_system=row.digits)
    return Number(f"{currency}\u00a0{figure}".replace("\u200e", "").replace("-", "\u2212"))


@dataclass
class Names:
    """Names of the records of a register, in one language, and the documents that were cited.

    Attributes
    ----------
    register : Register
        As everyone may see it: what it does not contain is not named.
    words : Voice
    numbered : bool
        Whether documents are cited by a number in square brackets, for tables with many sources; else by their titles.
    cited : dict of str to int
        Identifiers of documents, in the order in which they were cited, and their numbers.
    """

    register: Register
    words: Voice
    numbered: bool = False
    cited: dict[str, int] = field(default_factory=dict)

    def _find(self, kind: str, identifier: str | None, cls: type[R]) -> R | None:
        record = self.register.records.get(kind, {}).get(identifier or "")
        return record if isinstance(record, cls) else None

    def _hidden(self, identifier: str | None) -> Inlines:
        return self.words.say("word.hidden" if identifier else "word.unstated")

    def organisation(self, identifier: str | None) -> Inlines:
        """Return the name of an organisation; of one that is hidden, that it is not named."""
        organisation = self._find("organisations", identifier, Organisation)
        return self.words.organisation(organisation) if organisation else self._hidden(identifier)

    def short(self, identifier: str) -> Inlines:
        """Return the acronym of an organisation, or its name where it has none."""
        organisation = self._find("organisations", identifier, Organisation)
        if organisation is not None and organisation.acronym:
            return (Run(organisation.acronym),)
        return self.organisation(identifier)

    def area(self, identifier: str | None) -> Inlines:
        """Return the name of an area."""
        area = self._find("areas", identifier, Area)
        return self.words.text(area.name) if area else self._hidden(identifier)

    def activity(self, identifier: str | None) -> Inlines:
        """Return the title of an activity."""
        activity = self._find("activities", identifier, Activity)
        return self.words.text(activity.title) if activity else self._hidden(identifier)

    def document(self, identifier: str | None) -> Inlines:
        """Return the title or number of a document, and keep in mind that it was cited."""
        document = self._find("documents", identifier, Cited)
        if document is None:
            return self._hidden(identifier)
        count = self.cited.setdefault(document.id, len(self.cited) + 1)
        return (Number(f"[{count}]"),) if self.numbered else self.words.text(document.title)

    def source(self, source: Source) -> Inlines:
        """Return the title of a document and the place in it."""
        title = self.document(source.document)
        if not source.place or source.document not in self.cited:
            return title
        return self.words.say("word.place", document=title, place=Number(source.place))

    def sources(self, sources: Iterable[Source]) -> Inlines:
        """Return the sources of a record as a list, or that none is stated."""
        titles = [self.source(source) for source in sources]
        return self.words.listed(titles, semicolons=True) if titles else self.words.say("word.unstated")

    def record(self, subject: str) -> Inlines:
        """Return a name of any record by ``kind/id``: its name, title or text, and its kind and identifier where it has none."""
        kind, _, identifier = subject.partition("/")
        record = self.register.records.get(kind, {}).get(identifier)
        for name in ("name", "title", "text"):
            text = getattr(record, name, None)
            if isinstance(text, Text):
                return self.words.text(text)
        return (Number(subject),)

    def references(self) -> list[Block]:
        """Return the heading and list of the documents that were cited, with their addresses."""
        if not self.cited:
            return []
        words = self.words
        items: list[Content] = []
        for identifier in self.cited if self.numbered else sorted(self.cited):
            document = self._find("documents", identifier, Cited)
            assert document is not None
            parts = [words.text(document.title)]
            parts += [words.english(document.body)] if document.body else []
            parts += [words.when(document.date)] if document.date is not None else []
            parts += [(Number(document.symbol),)] if document.symbol else []
            parts += [words.link(document.url)] if document.url else []
            details = words.listed(parts, semicolons=True)
            number: Inlines = (Number(f"[{self.cited[identifier]}]"), Run(" ")) if self.numbered else ()
            items.append((*number, *details))
        return [Heading(1, words.say("sources.heading")), BulletList(tuple(items))]


def when(given: When | None, words: Voice) -> Inlines:
    """Return a date as far as it is known, or that it is not stated."""
    return words.when(given) or words.say("word.unstated")


def board(
    title: str,
    words: Voice,
    blocks: Sequence[Block],
    day: dt.date | None,
    *,
    author: str = "",
    given: Asked | None = None,
) -> Document:
    """Return a document of a board.

    Parameters
    ----------
    title : str
    words : Voice
    blocks : sequence of Block
    day : date or None
        The day it is as of, printed below the title and used as the date of the file. Without one the file has the date that all
        documents without a date have, so that equal registers give equal bytes.
    author : str
    given : Asked, optional
        The question about a day: a board that was asked about a later day than the register knows states this at its top.
    """
    as_of = words.plain("board.as_of", day=words.day(day)) if day is not None else ""
    made = {"created": day} if day is not None else {}
    return Document(
        language=words.language,
        title=title,
        blocks=(Title(title, as_of), *knowledge_box(given, words, dated=day is not None), *blocks),
        author=author or words.plain("unep"),
        subject=as_of,
        **made,  # type: ignore[arg-type]
    )
