"""What records are made of: texts in six languages, dates as far as known, sources, amounts, and what every record has."""

from __future__ import annotations

import calendar
import datetime as dt
import functools
import re
from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, create_model, field_validator, model_validator

from quicksilver.intake.cleaning import clean_name, clean_text
from quicksilver.language.sentences import RefusedValueError
from quicksilver.languages import LANGUAGES
from quicksilver.quantities.bounds import BOUNDS

__all__ = [
    "BY_STATE",
    "NOT_STATED",
    "Amount",
    "Funding",
    "Identifier",
    "Language",
    "Link",
    "Record",
    "Source",
    "Strict",
    "Text",
    "Visibility",
    "When",
    "cleaned_fields",
]

NOT_STATED = "not stated"
Identifier = Annotated[str, Field(pattern=r"^[a-z0-9]+(?:[-.][a-z0-9]+)*$", max_length=120)]
if TYPE_CHECKING:
    Language = str
else:
    #: Code of a language of the program; type checkers do not count them.
    Language = Literal[tuple(LANGUAGES)]
#: What was found when someone followed an address.
Link = Literal["", "works", "redirected", "dead", "behind a login"]
_DATE = re.compile(r"^(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?$")

#: Kinds of organisations.
OrganisationKind = Literal[
    "government",
    "reio",
    "igo",
    "industry",
    "ngo",
    "academia",
    "fund",
    "individual",
    "other",
    "not stated",
]

#: In what someone gives or needs.
Given = Literal["cash", "staff time", "equipment", "expertise", "venue", "data", "not stated"]


#: Who may see a record at most; by state: whoever may by its kind and state.
Visibility = Literal["by state", "public", "partners", "secretariat"]
BY_STATE: Final = "by state"


class Strict(BaseModel):
    """A value without unknown fields, which does not change."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)

    @model_validator(mode="before")
    @classmethod
    def _clean(cls, given: object) -> object:
        """Clean what a form, a file or an import brings; of what is clean already nothing is copied."""
        return cleaned_fields(given) if isinstance(given, Mapping) else given


#: Fields that hold a name, a code or an address, which have one line and nothing that nobody sees.
_NAMES: Final = frozenset(
    [
        "id",
        "name",
        "title",
        "acronym",
        "letter",
        "country",
        "contact",
        "document",
        "person",
        "body",
        "symbol",
        "unit",
        "reference",
        "web",
        "url",
        "archived",
        "status",
        "tier",
        "version",
        "language",
        "geography",
        "pathway",
    ]
)


def cleaned_fields(given: Mapping[Any, Any]) -> Mapping[Any, Any]:
    r"""Return the fields of a record with their texts cleaned, names as names; the same mapping where all are clean.

    Examples
    --------
    >>> cleaned_fields({"name": "UNIDO\u200b", "method": "a\x0bb"})
    {'name': 'UNIDO', 'method': 'a\nb'}
    """
    changed: dict[Any, Any] = {}
    after: Any
    for name, value in given.items():
        if isinstance(value, str):
            after = clean_name(value) if name in _NAMES else clean_text(value)
        elif isinstance(value, Mapping) and name in _NAMES:
            after = {key: clean_name(text) if isinstance(text, str) else text for key, text in value.items()}
        elif isinstance(value, (list, tuple)):
            after = type(value)(clean_text(text) if isinstance(text, str) else text for text in value)
        elif isinstance(value, Text) and name in _NAMES:
            after = value.model_copy(update={key: clean_name(getattr(value, key)) for key in LANGUAGES})
        else:
            continue
        if after != value:
            changed[name] = after
    return {**given, **changed} if changed else given


class Source(Strict):
    """The place where something was read: a document of the register and a place in it, such as ``A17(b)(2)``."""

    document: Identifier
    place: str = ""


if TYPE_CHECKING:

    class _Versions(Strict):
        original: Language = "en"
        en: str = ""

else:
    #: The original language of a text, and a field for each language.
    _Versions = create_model(
        "_Versions", __base__=Strict, original=(Language, "en"), **dict.fromkeys(LANGUAGES, (str, ""))
    )


class Text(_Versions):
    """A text in the languages of the program, or in some of them.

    ``original`` names the language it was written in; ``state`` states for a language whether it is a ``machine draft``, a ``draft``,
    ``approved`` or ``outdated`` (the original has changed since); a language without a text is missing and falls back visibly.
    """

    # A factory, since pydantic makes a deep copy of a mapping for every one of a hundred thousand texts.
    state: dict[Language, Literal["machine draft", "draft", "approved", "outdated"]] = Field(
        default_factory=dict
    )

    @model_validator(mode="before")
    @classmethod
    def _plain(cls, given: object) -> object:
        return {"en": given} if isinstance(given, str) else given

    @model_validator(mode="after")
    def _has_original(self) -> Text:
        if not getattr(self, self.original):
            raise RefusedValueError("record.text.original", language=self.original)
        return self

    def in_language(self, language: str) -> tuple[str, str]:
        """Return the text in a language and the language it really is in."""
        for tried in (language, self.original, "en"):
            if getattr(self, tried):
                return getattr(self, tried), tried
        raise AssertionError


class When(Strict):
    """A date as far as it is known: ``2008``, ``2008-04``, ``2008-04-01``, a span ``2008-04-01/2008-04-03``, or words only.

    ``said`` keeps the wording of the source ("early 2008").
    """

    date: str = ""
    said: str = ""

    @model_validator(mode="before")
    @classmethod
    def _plain(cls, given: object) -> object:
        return {"date": str(given)} if isinstance(given, (str, int, dt.date)) else given

    @field_validator("date")
    @classmethod
    def _is_date(cls, text: str) -> str:
        ends = text.split("/") if text else []
        if "" in ends:
            raise RefusedValueError("record.date.other", value=text)
        days = [cls.ends(part) for part in ends]
        if len(ends) > 2 or (len(days) == 2 and days[1][1] < days[0][0]):
            raise RefusedValueError("record.date.order", value=text)
        return text

    @staticmethod
    @functools.lru_cache(maxsize=8192)
    def ends(text: str) -> tuple[dt.date, dt.date]:
        """Return the first and last day that a date can mean.

        Raises
        ------
        ValueError
            It is not a date.
        """
        match = _DATE.match(text)
        if not match:
            raise RefusedValueError("record.date.other", value=text)
        year, month, day = (int(part) if part else None for part in match.groups())
        assert year is not None
        if year < dt.MINYEAR:
            raise RefusedValueError("record.date.year", year=year)
        if month is not None and not 1 <= month <= 12:
            raise RefusedValueError("record.date.month")
        end = calendar.monthrange(year, month or 12)[1]
        if day is not None and not 1 <= day <= end:
            raise RefusedValueError("record.date.day")
        return dt.date(year, month or 1, day or 1), dt.date(year, month or 12, day or end)

    @property
    def precision(self) -> Literal["day", "month", "year", "span", "words"]:
        """Return how exactly the date is known."""
        if not self.date:
            return "words"
        if "/" in self.date:
            return "span"
        return ("year", "month", "day")[self.date.count("-")]

    @property
    def first(self) -> dt.date | None:
        """Return the first day it can be."""
        return self.ends(self.date.split("/")[0])[0] if self.date else None

    @property
    def last(self) -> dt.date | None:
        """Return the last day it can be."""
        return self.ends(self.date.split("/")[-1])[1] if self.date else None


#: More than anyone counts, also in the smallest currency; see :data:`quicksilver.quantities.bounds.BOUNDS`.
_MOST: Final = Decimal(BOUNDS["number"].high)


class Amount(Strict):
    """A number with its range and unit; a value may be missing where only a range is known."""

    value: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    unit: str = ""

    @model_validator(mode="after")
    def _in_order(self) -> Amount:
        ends = [end for end in (self.low, self.value, self.high) if end is not None]
        if not ends:
            raise RefusedValueError("record.amount.empty")
        if ends != sorted(ends):
            raise RefusedValueError("record.amount.order")
        if any(abs(end) > _MOST for end in ends):
            raise RefusedValueError("record.amount.large", most=f"{float(_MOST):g}")
        return self


class Funding(Strict):
    """Money as stated, in the original currency, or ``not stated``."""

    amount: Decimal | None = None
    currency: str = ""
    value_date: When | None = None

    @model_validator(mode="after")
    def _whole(self) -> Funding:
        if (self.amount is None) != (not self.currency):
            raise RefusedValueError("record.money.currency")
        if self.amount is not None and self.amount < 0:
            raise RefusedValueError("record.money.negative")
        if self.amount is not None and self.amount > _MOST:
            raise RefusedValueError("record.amount.large", most=f"{float(_MOST):g}")
        return self


class Record(Strict):
    """The fields that every record has.

    ``since`` and ``until`` give the time for which it is valid; earlier states of the register are kept by the database.
    ``visibility`` limits who sees it. A record that states none is seen as its kind and state allow, which is what ``public``
    means in files; persons and comments are limited unless they state otherwise.
    """

    id: Identifier
    sources: tuple[Source, ...] = ()
    since: When | None = None
    until: When | None = None
    visibility: Visibility = BY_STATE
    note: Text | None = None
    not_stated: tuple[str, ...] = ()
    """Fields on which the sources were consulted and state nothing."""

    @field_validator("visibility")
    @classmethod
    def _one_word(cls, given: str) -> str:
        # Of what is not limited unless it is stated there is one value, whatever a file calls it.
        return BY_STATE if given == "public" and cls.model_fields["visibility"].default == BY_STATE else given
