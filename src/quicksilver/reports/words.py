"""What the report states in one language: frame sentences, dates, lists, names, and texts of the register.

A text of the register that has no approved version in the language is printed in another one and marked as such.
"""

from __future__ import annotations

import datetime as dt
import functools
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from quicksilver.documents.tree import Content, Foreign, Inline, Link, plain_text
from quicksilver.documents.tree import Text as Run
from quicksilver.language.alphabet import sort_key
from quicksilver.language.articles import within
from quicksilver.language.catalogue import catalogue
from quicksilver.language.terms import state_codes, state_name, state_names, term
from quicksilver.languages import LANGUAGES, Style, known
from quicksilver.register.records import Organisation, Text, When
from quicksilver.reports.period import Period

__all__ = ["Inlines", "Words", "bracketed", "joined"]

Inlines = tuple[Inline, ...]
_ABOUT: Final = re.compile(r"^(early|mid|late)[ -](?:in )?(\d{4})$")
_CLOSED: Final = (".", "。", "!", "?", "！", "？", "؟", "…", ":", "：")
# Before the sound of i, Spanish writes e for y.
_SOUND_OF_I: Final = re.compile(r"^(i|í|hi(?!e))", re.IGNORECASE)


def bracketed(letter: str, language: str) -> str:
    """Return the letter or number of a sub-paragraph as a language prints it.

    Examples
    --------
    >>> bracketed("b", "en"), bracketed("b", "fr")
    ('(b)', 'b)')
    """
    return LANGUAGES[language].style.bracket.format(letter)


def joined(content: Inlines) -> Inlines:
    """Return inlines with neighbouring runs of one look made one, as someone would have typed them.

    Examples
    --------
    >>> joined((Run("a"), Run("b"), Run("c", italic=True)))
    (Text(text='ab', bold=False, italic=False), Text(text='c', bold=False, italic=True))
    """
    result: list[Inline] = []
    for part in content:
        last = result[-1] if result else None
        if (
            isinstance(part, Run)
            and isinstance(last, Run)
            and (part.bold, part.italic, part.change) == (last.bold, last.italic, last.change)
        ):
            result[-1] = Run(last.text + part.text, part.bold, part.italic, part.change)
        else:
            result.append(part)
    return tuple(result)


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one language.

    Attributes
    ----------
    language : str
        One of :data:`quicksilver.languages.LANGUAGES`.
    drafts : set of str
        The draft translations that were printed so far.
    """

    language: str
    drafts: set[str] = field(default_factory=set, compare=False, repr=False)

    def __post_init__(self) -> None:
        known(self.language)

    @property
    def style(self) -> Style:
        """Return how the language sets its sentences."""
        return LANGUAGES[self.language].style

    def say(self, key: str, /, **values: Content | Inline) -> Inlines:
        """Return a sentence of the frame."""
        if not values:
            return _said(key, self.language)
        return catalogue("progress_text").say(key, self.language, **values)

    def plain(self, key: str, /, **values: str) -> str:
        """Return a sentence of the frame as plain text."""
        if not values:
            return plain_text(_said(key, self.language))
        return catalogue("progress_text").plain(key, self.language, **values)

    def knows(self, key: str) -> bool:
        """Return whether the frame has a sentence of that key."""
        return key in catalogue("progress_text").rows

    def text(self, text: Text | None, *, closed: bool = False) -> Inlines:
        """Return a text of the register; one without an approved version here is marked with its language.

        Parameters
        ----------
        text : Text or None
        closed : bool
            Whether it is a sentence, which ends with a full stop.
        """
        if text is None:
            return ()
        version, language = self.chosen(text)
        version = self.stopped(version, language) if closed else version
        return self.marked(version, language)

    def chosen(self, text: Text) -> tuple[str, str]:
        """Return the version of a text that is printed, and its language.

        A draft in the document's own language is printed, and ``drafts`` records it, so that the document can state it. A
        machine draft and an outdated translation are not printed: the languages tried after the document's own are
        English, which most readers have, and the original.
        """
        listed = term(text.en, self.language) if text.en else ""
        for language in (self.language, "en", text.original):
            version = getattr(text, language)
            state = "approved" if language == text.original else text.state.get(language, "approved")
            drafted = state == "draft" and language == self.language
            if version and (state == "approved" or drafted):
                if drafted:
                    self.drafts.add(version)
                return (
                    (listed, self.language) if listed and language != self.language else (version, language)
                )
        return getattr(text, text.original), text.original

    def marked(self, text: str, language: str) -> Inlines:
        """Return a text with the mark of its language where that is not the document's."""
        if language == self.language:
            return (Run(text),)
        mark = self.plain(f"fallback.{language}")
        return (Foreign(text, language), Run("\u00a0"), Run(mark, italic=True))

    def english(self, text: str) -> Inlines:
        """Return a text that the register keeps in English only, by the list of names where that has it."""
        if self.language == "en" or not text:
            return (Run(text),) if text else ()
        listed = term(text, self.language)
        return (Run(listed),) if listed else self.marked(text, "en")

    def stopped(self, text: str, language: str) -> str:
        """Return a sentence with its full stop."""
        if not text or text.rstrip().endswith(_CLOSED):
            return text
        return text + LANGUAGES[language].style.stop

    def sentences(self, parts: Sequence[Inlines]) -> Inlines:
        """Return sentences one after another, as the language sets them."""
        gap = self.style.space
        result: list[Inline] = []
        for part in (part for part in parts if part):
            if result and gap:
                result.append(Run(gap))
            result += part
        return tuple(result)

    def listed(self, parts: Sequence[Inlines], *, semicolons: bool = False) -> Inlines:
        """Return parts as a list: with commas and an "and", or with semicolons where the parts hold commas."""
        comma = self.plain("list.semicolon" if semicolons else "list.comma")
        if self.style.repeats_and and not semicolons:
            comma = self.plain("list.and")
        # A Chinese name with "and" in it is set off by another "and".
        key = "list.and.again" if any("和" in plain_text(part) for part in parts) else "list.and"
        result: list[Inline] = []
        for index, part in enumerate(parts):
            if index:
                last = index == len(parts) - 1 and not semicolons
                result.append(Run(self._and(part, key) if last else comma))
            result += part
        return tuple(result)

    def _and(self, after: Inlines, key: str) -> str:
        word = self.plain(key)
        if self.language == "es" and _SOUND_OF_I.match(plain_text(after)):
            return word.replace("y", "e")
        return word

    def names(self, parts: Sequence[Inlines]) -> Inlines:
        """Return names as a list in the alphabetical order of the language."""
        if len(parts) == 1:
            return parts[0]
        ordered = sorted(parts, key=lambda part: sort_key(plain_text(part), self.language))
        commas = any(sign in plain_text(part) for part in parts for sign in (",", "،", "、"))
        return self.listed(ordered, semicolons=commas)

    def states(self, codes: Sequence[str]) -> Inlines:
        """Return States as a list in the alphabetical order of the language."""
        return self.names([(Run(state_name(code, self.language)),) for code in sorted(set(codes))])

    def organisation(self, organisation: Organisation) -> Inlines:
        """Return the name of an organisation, with its acronym; a State is called as in every list of States."""
        code = state_codes().get(organisation.name.en)
        if code and organisation.kind == "government":
            return (Run(state_name(code, self.language)),)
        listed = term(organisation.name.en, self.language) if self.language != "en" else ""
        if listed:
            return (Run(listed),)
        name, language = self.chosen(organisation.name)
        acronym = organisation.acronym
        if acronym and acronym not in name and LANGUAGES[language].style.space:
            name = f"{name} ({acronym})"
        return self.marked(name, language)

    def within(self, organisation: Organisation) -> Inlines:
        """Return the name of an organisation as part of a sentence; empty where it takes an article that is not known.

        An intergovernmental organisation is called by its short form, as in documents of the United Nations.
        """
        whole = self.organisation(organisation)
        if not all(isinstance(part, Run) for part in whole):
            return () if self.style.has_articles else whole
        state = organisation.kind == "government" and organisation.name.en in state_codes()
        name = within(plain_text(whole), self.language, state=state, abbreviated=organisation.kind == "igo")
        return (Run(name),) if name else ()

    def callings(self, organisation: Organisation) -> list[str]:
        """Return everything an organisation may be called in running text of the language."""
        texts = (organisation.name, *organisation.aliases)
        called = [getattr(text, self.language) for text in texts]
        called += [term(text.en, self.language) for text in texts if text.en]
        # "Long name (SHORT)" of the list of names gives both.
        called += [part for name in called for part in re.split(r"[()（）]", name)]
        called.append(organisation.acronym)
        code = state_codes().get(organisation.name.en)
        if code:
            called += state_names(code, self.language)
        return [name.strip() for name in called if name.strip()]

    def link(self, address: str) -> Inlines:
        """Return a web address as a link; one without ``http`` is linked with it and printed without."""
        if re.match(r"^https?://", address):
            return (Link(address, address),)
        return (Link(address, f"http://{address}"),) if "/" in address or "." in address else (Run(address),)

    def day(self, day: dt.date) -> str:
        """Return a day."""
        return self.plain(
            "date.day",
            day=self._day_of_month(day),
            month=self.plain(f"month.{day.month}"),
            year=str(day.year),
        )

    def _day_of_month(self, day: dt.date) -> str:
        return self.plain("date.first") if day.day == 1 else str(day.day)

    def month(self, day: dt.date) -> str:
        """Return a month and its year."""
        return self.plain("date.month", month=self.plain(f"month_alone.{day.month}"), year=str(day.year))

    def when(self, when: When | None) -> Inlines:
        """Return a date as exactly as it is known; words of the source where there is nothing else."""
        return () if when is None else _when(self, when.date, when.said)

    def since(self, when: When | None) -> str:
        """Return since when something is so, such as "since May 2009"; empty where no day, month or year is known for it.

        Words of the source beside a date ("named in 2013") mean that the date is not the beginning.
        """
        if when is None:
            return ""
        about = _ABOUT.match(when.said.strip())
        if about:
            return self.plain(f"since.{about[1]}", year=about[2])
        if when.said or when.first is None or when.precision not in ("year", "month", "day"):
            return ""
        day = when.first
        if when.precision == "year":
            return self.plain("since.year", year=str(day.year))
        if when.precision == "month":
            return self.plain("since.month", month=self.plain(f"month.{day.month}"), year=str(day.year))
        return self.plain("since.day", day=self.day(day))

    def _when(self, when: When) -> Inlines:
        about = _ABOUT.match(when.said.strip())
        if about:
            return self.say(f"date.{about[1]}", year=about[2])
        if when.first is None or when.last is None:
            return self.english(when.said)
        if when.precision == "span":
            return (Run(self._span(when)),)
        return (Run(self._one(when.date, when.first)),)

    def _one(self, written: str, day: dt.date) -> str:
        exact = written.count("-")
        return (str(day.year), self.month(day), self.day(day))[exact]

    def _span(self, when: When) -> str:
        assert when.first is not None
        assert when.last is not None
        begin, end = when.date.split("/")
        first, last = when.first, when.last
        if begin.count("-") == end.count("-") == 2 and (first.year, first.month) == (last.year, last.month):
            return self.plain(
                "date.within",
                first=self._day_of_month(first),
                last=str(last.day),
                month=self.plain(f"month.{last.month}"),
                year=str(last.year),
            )
        if begin.count("-") == end.count("-") == 0:
            return self.plain("period.years", first=begin, last=end)
        # The last day of a span is the end of what is written; a year or a month is called by itself.
        return self.plain("date.span", first=self._one(begin, first), last=self._one(end, last))

    def period(self, period: Period) -> str:
        """Return the period of a report."""
        if period.whole_years and period.first.year == period.last.year:
            return self.plain("period.year", first=str(period.first.year))
        if period.whole_years:
            return self.plain("period.years", first=str(period.first.year), last=str(period.last.year))
        return self.plain("date.span", first=self.month(period.first), last=self.month(period.last))


# A long report states the same sentences of the frame, and the same dates, thousands of times.


@functools.lru_cache(maxsize=4096)
def _said(key: str, language: str) -> Inlines:
    return catalogue("progress_text").say(key, language)


@functools.lru_cache(maxsize=8192)
def _when(words: Words, date: str, wording: str) -> Inlines:
    return words._when(When(date=date, said=wording))
