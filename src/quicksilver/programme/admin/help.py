"""What is expected in a box: help for the fields that are easily filled in wrongly."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

__all__ = ["COLUMNS", "TEXTS", "help_for", "help_for_schema"]

#: About all texts in six languages; said once on a page.
TEXTS: Final = _("A text is in up to six languages, its original first. A language left empty falls back visibly to another; a changed original makes its approved translations outdated.")  # fmt: skip

#: Name of a column -> help.
COLUMNS: Final[Mapping[str, Any]] = {
    "id": _("Lower-case letters, digits and hyphens. Left empty, it is made from the name. It never changes afterwards."),
    "sources": _("A line each: the identifier of a document and the place in it, such as report-2007-2008 A17(b)(2)."),
    "not_stated": _("Tick what the sources are silent about: somebody looked. What nobody has looked at stays unticked."),
    "subject": _("Kind and identifier of a record, such as organisations/unep."),
    "country": _("Three letters of ISO 3166, such as SEN."),
    "visibility": _("Who may read this record."),
    "questions": _("Numbers of the questions that are asked, such as 1.5; none means all of the form."),
    "articles": _("Articles and annexes, such as 7 or Annex C."),
    "frozen": _("A moment with its time zone, such as 2009-05-01T12:00:00+00:00."),
    "hours": _("A number with a point for decimals, such as 12.5."),
    "order": _("Its place in the list; left empty, it comes last."),
    "valuation": _("How help in kind was put into money; without it the money is not counted."),
    "relation": _("Tell here where another entry tells of the same money, so that it is counted once."),
    "consent": _("Nobody is shown to everybody without their consent."),
}  # fmt: skip
#: Schema of a value -> help.
_SCHEMAS: Final[Mapping[str, Any]] = {
    "When": _("2008, 2008-04, 2008-04-01 or a span 2008-04-01/2008-04-03; words of the source, such as “early 2008”, beside it."),
    "Amount": _("Numbers with a point for decimals; a value, or low and high, or all three."),
    "Funding": _("Amount with a point for decimals and currency in three letters, such as 1000000 and EUR: both, or neither where it is not stated."),
}  # fmt: skip


def help_for(column: Any) -> Any:
    """Return the help for a column of the database; empty where its name says enough."""
    return COLUMNS.get(column.name) or _SCHEMAS.get(getattr(column, "schema", ""), "")


def help_for_schema(schema: str) -> Any:
    """Return the help for a value such as a date."""
    return _SCHEMAS.get(schema, "")
