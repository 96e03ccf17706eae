"""The draft of a report with its comments, and the report as a document."""

from __future__ import annotations

import datetime as dt
from typing import Any

from csp.decorators import csp_replace
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from quicksilver.errors import InputProblems
from quicksilver.language.choices import choice
from quicksilver.portal.cycles import desk
from quicksilver.portal.pages.documents import DOCUMENT_POLICY, is_for, response
from quicksilver.portal.pages.people import asker, language_of
from quicksilver.portal.pages.saying import sentences
from quicksilver.portal.pages.shared import (
    back_with,
    hidden,
    name_of,
    published_here,
    register,
    signed_in,
    stored,
)
from quicksilver.portal.store.final import as_reviewed
from quicksilver.register import records as r
from quicksilver.register.questions.knowledge import asked, knowledge_end
from quicksilver.register.register import Register
from quicksilver.register.rules.fields import states
from quicksilver.register.rules.visibility import is_public
from quicksilver.reports.documents_list import DOCUMENTS

__all__ = ["comment", "document", "draft", "has_contents", "reply"]


def _report(register: Register, cycle: r.Cycle) -> tuple[Register, str, dt.date]:
    """Return the register that a report is made of, its period, and the day it is of."""
    assert cycle.period.first is not None
    assert cycle.period.last is not None
    made_of = as_reviewed(register, cycle.period.first, cycle.period.last)
    document = register.records["documents"].get(cycle.document) if cycle.document else None
    date = document.date if isinstance(document, r.Document) else None
    today = dt.datetime.now(dt.UTC).date()
    # The report of the founding days is of its own date; one in the making is of today.
    day = date.last if date is not None and date.last is not None and date.last < today else today
    return made_of, cycle.period.date, day


@signed_in
@require_safe
def draft(request: HttpRequest, cycle: str) -> HttpResponse:
    """Show the draft paragraph by paragraph, with the comments on each; of a period without a report, the reason."""
    from quicksilver.reports.progress import no_report, paragraphs

    who, language, records = asker(request), language_of(request), register()
    record = stored(records, r.Cycle, cycle)
    if not who.roles or not who.may("read", "cycles", record):
        raise hidden()
    made_of, period, day = _report(records, record)
    comments: dict[str, list[dict[str, Any]]] = {}
    for comment in Register(records.records).all(r.Comment):
        if comment.subject == f"cycles/{cycle}" and who.may("read", "comments", comment):
            comments.setdefault(comment.place, []).append(
                _comment(comment, records, language, signed_in=True)
            )
    none = no_report(made_of, period=period, as_of=day)
    rows = (
        []
        if none is not None
        else [
            {
                "code": row.code,
                "label": row.label,
                "level": row.level,
                "kind": row.kind,
                "text": row.text,
                "comments": comments.pop(row.code, []),
            }
            for row in paragraphs(made_of, period=period, as_of=day, language=language)
        ]
    )
    may_reply = who.may("create", "comments")
    shown = {
        "cycle": record,
        "title": name_of(record.title, language),
        "state": choice("cycles.state", record.state, language),
        "rows": rows,
        "problems": sentences([none] if none is not None else [], language),
        "known": _known(made_of, day, language),
        "rest": [entry for some in comments.values() for entry in some],
        "may_comment": _may_comment(who, record),
        "may_reply": may_reply,
        "states": [
            (state, choice("comments.state", state, language))
            for state in ("answered", "taken up", "not taken up")
        ],
    }
    return render(request, "web/draft.html", shown)


def _known(register: Register, day: dt.date, language: str) -> str:
    """Return the sentence that the register's knowledge ends before the day of the draft; empty where it does not."""
    from quicksilver.reports.knowledge import knowledge_note
    from quicksilver.reports.words import Words

    return knowledge_note(asked(knowledge_end(register), day), Words(language))


def has_contents(register: Register, cycle: r.Cycle) -> bool:
    """Return whether this program has a report of a cycle to show: not of one that was only loaded as published elsewhere."""
    from quicksilver.reports.progress import no_report

    if published_here(cycle) or cycle.state not in states("cycles", "published"):
        return True
    made_of, period, day = _report(register, cycle)
    return no_report(made_of, period=period, as_of=day) is None


def _may_comment(who: Any, cycle: r.Cycle) -> bool:
    from quicksilver.portal.cycles.commenting import kind_for

    return kind_for(who, cycle) is not None


def _comment(comment: r.Comment, register: Register, language: str, *, signed_in: bool) -> dict[str, Any]:
    """Return a comment for a page. Names of accounts are shown to nobody who is not signed in: they see the organisation."""
    return {
        "id": comment.id,
        "kind": choice("comments.kind", comment.kind, language),
        "state": choice("comments.state", comment.state, language),
        "text": name_of(comment.text, language),
        "author": comment.author if signed_in else "",
        "organisation": _organisation(comment, register, language),
        "place": comment.place,
        "reply": name_of(comment.reply, language) if comment.reply else None,
        "open": comment.state in ("open", "answered"),
    }


def _organisation(comment: r.Comment, register: Register, language: str) -> dict[str, str] | None:
    organisation = (
        register.records["organisations"].get(comment.organisation) if comment.organisation else None
    )
    return (
        name_of(organisation.name, language)
        if isinstance(organisation, r.Organisation) and is_public("organisations", organisation)
        else None
    )


@signed_in
@require_POST
def comment(request: HttpRequest, cycle: str) -> HttpResponse:
    """Comment on a paragraph."""
    who, language, records = asker(request), language_of(request), register()
    reads = bool(who.roles) and who.may("read", "cycles", stored(records, r.Cycle, cycle))
    place, text = request.POST.get("place", "")[:50], request.POST.get("text", "")
    to = reverse("web:draft", args=[cycle]) + (f"#{place}" if place else "")
    return back_with(
        request,
        to,
        lambda: desk.comment(f"cycles/{cycle}", place, text, by=who.name, language=language),
        _("Your comment has been recorded."),
        {_("Your comment"): text} if reads else None,
    )


@signed_in
@require_POST
def reply(request: HttpRequest, comment: str) -> HttpResponse:
    """Reply to a comment."""
    who, language, records = asker(request), language_of(request), register()
    record = stored(records, r.Comment, comment)
    reads = who.may("read", "comments", record) and who.may("create", "comments")
    kind, _sign, about = record.subject.partition("/")
    to = reverse("web:plan" if kind == "plans" else "web:draft", args=[about]) + (
        f"#{record.place}" if record.place and kind == "cycles" else ""
    )
    state, text = request.POST.get("state", "answered"), request.POST.get("text", "")
    return back_with(
        request,
        to,
        lambda: desk.reply(comment, text, state, by=who.name, language=language),
        _("Your reply has been recorded."),
        {_("Your reply"): text} if reads else None,
    )


@csp_replace(DOCUMENT_POLICY)
@require_safe
def document(request: HttpRequest, cycle: str, ending: str) -> HttpResponse:
    """Give the report as a document in the reader's language; everyone reads what was published in this register."""
    row = DOCUMENTS["progress"]
    who, language, records = asker(request), language_of(request), register()
    record = stored(records, r.Cycle, cycle)
    if ending not in row.formats or not who.may("read", "cycles", record) or record.period.first is None:
        raise hidden()
    if not is_for(row, request):
        raise hidden()
    if not who.roles and not published_here(record):
        # Nobody published it here: the report of that period is the document that the register links to.
        raise hidden()
    made_of, period, day = _report(records, record)
    try:
        made = row.manuscript(made_of, period=period, as_of=day, language=language)
    except InputProblems:
        # Of a period without records there is no report, and none under the name of one that was published elsewhere.
        raise hidden() from None
    return response(made, ending, f"{cycle}-{language}")
