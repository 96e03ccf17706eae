"""Help for the fields that are easily filled in incorrectly."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

__all__ = ["COLUMNS", "TEXTS", "help_for", "help_for_schema"]

#: About all texts in six languages; said once on a page.
TEXTS: Final = _(
    "A text can be entered in up to six languages, the original first. Where a language is left empty, another one is shown and marked as such; when the original is changed, its approved translations become outdated."
)

#: Name of a column -> help.
COLUMNS: Final[Mapping[str, Any]] = {
    "id": _(
        "Lower-case letters, digits and hyphens. If left empty, it is made from the name. It cannot be changed later."
    ),
    "sources": _(
        "One source per line: the identifier of a document and the place in it, such as report-2007-2008 A17(b)(2)."
    ),
    "not_stated": _(
        "Tick the fields on which the sources were consulted and state nothing. Leave unticked what has not been checked."
    ),
    "subject": _("Kind and identifier of a record, such as organisations/unep."),
    "country": _("Three letters of ISO 3166, such as SEN."),
    "visibility": _("Who may read this record."),
    "questions": _("Numbers of the questions asked, such as 1.5; if left empty, all questions of the form."),
    "articles": _("Articles and annexes, such as 7 or Annex C."),
    "frozen": _("A moment with its time zone, such as 2009-05-01T12:00:00+00:00."),
    "hours": _("A number with a point for decimals, such as 12.5."),
    "order": _("Position in the list; if left empty, last."),
    "valuation": _("How in-kind support was valued in money; without this the amount is not counted."),
    "relation": _(
        "State here whether another entry reports the same funds, so that they are counted only once."
    ),
    "consent": _("Persons are shown publicly only with their consent."),
}
#: Schema of a value -> help.
_SCHEMAS: Final[Mapping[str, Any]] = {
    "When": _(
        "2008, 2008-04, 2008-04-01 or a period such as 2008-04-01/2008-04-03; next to it, the words of the source, such as “early 2008”."
    ),
    "Amount": _("Numbers with a point for decimals; a value, or low and high, or all three."),
    "Funding": _(
        "Amount with a point for decimals and currency in three letters, such as 1000000 and EUR: both, or neither where it is not stated."
    ),
}


def help_for(column: Any) -> Any:
    """Return the help for a column of the database; empty where its name states enough."""
    return COLUMNS.get(column.name) or _SCHEMAS.get(getattr(column, "schema", ""), "")


def help_for_schema(schema: str) -> Any:
    """Return the help for a value such as a date."""
    return _SCHEMAS.get(schema, "")
