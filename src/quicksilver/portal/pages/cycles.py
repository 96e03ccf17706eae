"""The board of a cycle, and its steps."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from quicksilver.language.choices import choice
from quicksilver.languages import LANGUAGES
from quicksilver.portal.cycles import desk, post
from quicksilver.portal.cycles.board import cycle_board
from quicksilver.portal.models import Submission
from quicksilver.portal.pages.drafts import has_contents
from quicksilver.portal.pages.people import asker, language_of
from quicksilver.portal.pages.saying import sentences
from quicksilver.portal.pages.shared import back_with, hidden, name_of, register, signed_in, stored
from quicksilver.portal.store.visibility_in_sql import readable
from quicksilver.register import records as r
from quicksilver.register.rules.lifecycles import missing, next_states

__all__ = ["cycle", "step"]

#: Last part of the address -> what it does; other parts are states.
_WORKS = ("remind", "close", "send")


@signed_in
@require_safe
def cycle(request: HttpRequest, cycle: str) -> HttpResponse:
    """Show who was asked, what has been received, and the steps that this person may take."""
    who, language, records = asker(request), language_of(request), register()
    record = stored(records, r.Cycle, cycle)
    if not who.roles or not who.may("read", "cycles", record):
        raise hidden()
    board = cycle_board(cycle)
    works = who.may("issue call", "cycles", record)
    # Asked once for all: a partnership has hundreds of forms.
    readable_ids = set(
        Submission.objects.filter(readable("submissions", who.roles), cycle=cycle).values_list(
            "pk", flat=True
        )
    )
    rows = [
        {
            "id": row.submission.id,
            "name": name_of(row.name, language),
            "asked": "area" if row.submission.area else "partner",
            "light": row.light,
            "state": choice("submissions.state", row.submission.state, language),
            "answered": row.answered,
            "reminders": len(row.submission.reminded),
            "received": row.submission.received.date if row.submission.received else "",
            "queries": row.queries,
            "unreached": row.unreached and works,
            "may_read": row.submission.id in readable_ids,
        }
        for row in board.rows
    ]
    shown = {
        "cycle": record,
        "title": name_of(record.title, language),
        "state": choice("cycles.state", record.state, language),
        "rows": rows,
        "received": board.received,
        "due": board.due,
        "steps": _steps(record, who.role_names, language),
        "works": works,
        "notices": post.listed(cycle)[:200] if works else [],
        "draft": record.state not in ("planned", "call issued")
        and who.may("read", "cycles", record)
        and has_contents(records, record),
    }
    return render(request, "web/cycle.html", shown)


def _steps(cycle: r.Cycle, roles: tuple[str, ...], language: str) -> list[dict[str, Any]]:
    records = register()
    return [
        {
            "state": state,
            "name": choice("cycles.state", state, language),
            "missing": sentences(
                [
                    problem
                    for problem in missing(cycle, state, records, language=language)
                    if problem.severity == "error"
                ],
                language,
            ),
        }
        for state in next_states(cycle, roles)
    ]


@signed_in
@require_POST
def step(request: HttpRequest, cycle: str, step: str) -> HttpResponse:
    """Take a step: a state of the cycle, or reminding, closing or sending."""
    who = asker(request)
    to = reverse("web:cycle", args=[cycle])
    if step == "remind":
        return back_with(
            request, to, lambda: desk.remind(cycle, by=who.name), _("Reminders have been issued.")
        )
    if step == "close":
        return back_with(
            request,
            to,
            lambda: desk.none_received(cycle, by=who.name),
            _("It has been recorded from whom nothing was received."),
        )
    if step == "send":
        record = stored(register(), r.Cycle, cycle)
        if not who.may("issue call", "cycles", record):
            raise hidden()
        return back_with(request, to, post.send_waiting, _("All notices that could be sent have been sent."))
    correction = None
    if step == "corrected" and request.POST.get("correction", "").strip():
        language = language_of(request)
        text = {"original": language, language: request.POST["correction"].strip()}
        languages = tuple(code for code in request.POST.getlist("languages") if code in LANGUAGES)
        correction = r.Correction.model_validate({"text": text, "languages": languages})
    return back_with(
        request,
        to,
        lambda: desk.advance(
            cycle,
            step,
            by=who.name,
            symbol=request.POST.get("symbol", "").strip()[:100],
            correction=correction,
        ),
        _("The step has been taken."),
    )
