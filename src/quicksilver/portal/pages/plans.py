"""A posted plan: its text, the comments on it, and the replies."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from quicksilver.language.choices import choice
from quicksilver.portal.cycles import desk
from quicksilver.portal.pages.drafts import _comment
from quicksilver.portal.pages.people import asker, language_of
from quicksilver.portal.pages.shared import back_with, hidden, name_of, register, stored
from quicksilver.register import records as r
from quicksilver.register.register import Register

__all__ = ["plan"]


@require_http_methods(["GET", "HEAD", "POST"])
def plan(request: HttpRequest, plan: str) -> HttpResponse:
    """Show a plan to those who may read it; those who may comment can do so while it is posted."""
    who, language, records = asker(request), language_of(request), register()
    record = stored(records, r.Plan, plan)
    if not who.reads("plans", plan):
        raise hidden()
    if request.method == "POST":
        if not request.user.is_authenticated:
            raise hidden()
        to = reverse("web:plan", args=[plan])
        place, text = request.POST.get("place", "")[:50], request.POST.get("text", "")
        return back_with(
            request,
            to,
            lambda: desk.comment(f"plans/{plan}", place, text, by=who.name, language=language),
            _("Your comment has been recorded."),
            {_("Section"): place, _("Your comment"): text},
        )
    comments = [
        _comment(comment, records, language, signed_in=request.user.is_authenticated)
        for comment in Register(records.records).all(r.Comment)
        if comment.subject == f"plans/{plan}" and who.may("read", "comments", comment)
    ]
    shown = {
        "plan": record,
        "title": name_of(record.title or records.get(r.Area, record.area).name, language),
        "state": choice("plans.state", record.state, language),
        "parts": _parts(record, language),
        "objectives": [_objective(objective, language) for objective in record.objectives],
        "actions": [name_of(action, language) for action in record.priority_actions],
        "comments": comments,
        "may_comment": record.state == "posted for consultation" and who.may("comment", "plans", record),
        "may_reply": who.may("create", "comments"),
        "states": [
            (state, choice("comments.state", state, language))
            for state in ("answered", "taken up", "not taken up")
        ],
    }
    return render(request, "web/plan.html", shown)


def _parts(plan: r.Plan, language: str) -> list[dict[str, Any]]:
    named = (
        (_("Summary of the issue"), plan.summary),
        (_("Evaluation"), plan.evaluation),
        (_("Resources"), plan.resources),
        (_("Links to other areas"), plan.linkages),
    )
    return [{"name": name, "text": name_of(text, language)} for name, text in named if text is not None]


def _objective(objective: r.Objective, language: str) -> dict[str, Any]:
    return {
        "text": name_of(objective.text, language),
        "means": [name_of(text, language) for text in objective.means],
    }
