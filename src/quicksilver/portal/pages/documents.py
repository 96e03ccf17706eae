"""Documents of the list as pages and as files to download: for whom they are, and how a browser gets them."""

from __future__ import annotations

from typing import Final, cast

from django.http import HttpRequest, HttpResponse

from quicksilver.portal.cycles.actors import Actor
from quicksilver.portal.pages.people import asker
from quicksilver.reports.documents_list import Audience, DocumentRow
from quicksilver.reports.formats import MEDIA_TYPES, Format
from quicksilver.reports.writing import Manuscript, formatted

__all__ = ["DOCUMENT_POLICY", "audiences_of", "is_for", "response"]

#: A document is one file with its own style, and no script at all.
DOCUMENT_POLICY: Final = {
    "default-src": ["'none'"],
    "style-src": ["'unsafe-inline'"],
    "img-src": ["data:"],
    "frame-ancestors": ["'none'"],
}
#: Roles of the Secretariat's office, and those that nobody has yet who only asked to join.
_OFFICE: Final = frozenset({"secretariat", "editor", "auditor", "admin"})
_OUTSIDE: Final = frozenset({"visitor", "applicant"})


def audiences_of(who: Actor) -> frozenset[Audience]:
    """Return the audiences that an account belongs to; ministries and scientists are partners, or read what is public."""
    roles = set(who.role_names)
    audiences: set[Audience] = {"public"}
    if roles - _OUTSIDE:
        audiences.add("partner")
    if roles & _OFFICE:
        audiences.add("secretariat")
    return frozenset(audiences)


def is_for(row: DocumentRow, request: HttpRequest) -> bool:
    """Return whether a document is for the person who asks; a document for the public needs no account."""
    return "public" in row.audience or not audiences_of(asker(request)).isdisjoint(row.audience)


def response(manuscript: Manuscript, ending: str = "html", name: str = "") -> HttpResponse:
    """Return a document for a browser: a page, or a file to download.

    Parameters
    ----------
    manuscript : Manuscript
        Of a document with a text.
    ending : str
        One of the formats of the document.
    name : str
        Name of the file without its ending; a page that is only shown has none.
    """
    assert manuscript.document is not None
    answer = HttpResponse(
        formatted(manuscript.document, cast("Format", ending)), content_type=MEDIA_TYPES[ending]
    )
    if name:
        kind = "inline" if ending == "html" else "attachment"
        answer["Content-Disposition"] = f'{kind}; filename="{name}.{ending}"'
    return answer
