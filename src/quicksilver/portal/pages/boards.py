"""The gap board as a page."""

from __future__ import annotations

import datetime as dt

from csp.decorators import csp_replace
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from quicksilver.portal.pages.drafts import DOCUMENT_POLICY
from quicksilver.portal.pages.people import asked_day, language_of

__all__ = ["gaps"]


@csp_replace(DOCUMENT_POLICY)
@require_safe
def gaps(request: HttpRequest) -> HttpResponse:
    """Show the gap board of a day (``?as_of=2009-05-01``), to everyone; of a later day than the register knows, with that stated."""
    from quicksilver.documents import write_html
    from quicksilver.portal.store.knowledge import stored_knowledge_end
    from quicksilver.portal.store.stored_gaps import public_gap_board
    from quicksilver.register.questions.knowledge import asked
    from quicksilver.reports.boards import gap_document

    given = asked(stored_knowledge_end(), asked_day(request) or dt.datetime.now(dt.UTC).date())
    return HttpResponse(write_html(gap_document(public_gap_board(given.day), language_of(request), given)))
