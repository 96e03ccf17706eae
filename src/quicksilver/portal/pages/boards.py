"""The gap board as a page."""

from __future__ import annotations

import datetime as dt

from csp.decorators import csp_replace
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from quicksilver.portal.pages.documents import DOCUMENT_POLICY, is_for, response
from quicksilver.portal.pages.people import asked_day, language_of
from quicksilver.portal.pages.shared import hidden
from quicksilver.reports.documents_list import DOCUMENTS

__all__ = ["gaps"]


@csp_replace(DOCUMENT_POLICY)
@require_safe
def gaps(request: HttpRequest) -> HttpResponse:
    """Show the gap board of a day (``?as_of=2009-05-01``); of a later day than the register knows, with that stated."""
    from quicksilver.portal.store.knowledge import stored_knowledge_end
    from quicksilver.portal.store.stored_gaps import public_gap_board
    from quicksilver.register.questions.knowledge import asked

    row = DOCUMENTS["gaps"]
    if not is_for(row, request):
        raise hidden()
    given = asked(stored_knowledge_end(), asked_day(request) or dt.datetime.now(dt.UTC).date())
    return response(row.manuscript(public_gap_board(given.day), language=language_of(request), given=given))
