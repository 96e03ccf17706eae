"""Reviewing a submission: the answers beside what the register has, what acceptance changes, queries, acceptance."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from quicksilver.language.choices import choice
from quicksilver.portal.cycles import attaching, desk
from quicksilver.portal.pages.people import asker, language_of
from quicksilver.portal.pages.saying import sentences
from quicksilver.portal.pages.shared import back_with, hidden, name_of, register, signed_in, stored
from quicksilver.register import records as r
from quicksilver.register.formats.forms.questions import words

__all__ = ["review"]


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def review(request: HttpRequest, submission: str) -> HttpResponse:
    """Show a submission for a decision, or take one: return it with queries, or accept it."""
    who, language, records = asker(request), language_of(request), register()
    form = stored(records, r.Submission, submission)
    if not who.may("read", "submissions", form) or not who.may("return", "submissions", form):
        raise hidden()
    to = reverse("web:review", args=[submission])
    if request.method == "POST":
        if "accept" in request.POST:
            return back_with(
                request,
                to,
                lambda: desk.accept(submission, by=who.name),
                _("The submission has been accepted, and the register has been changed as shown."),
            )
        queries = {name[2:]: text for name, text in request.POST.items() if name.startswith("q:")}
        return back_with(
            request,
            to,
            lambda: desk.return_with(
                submission, {key: str(text) for key, text in queries.items()}, by=who.name, language=language
            ),
            _("The submission has been returned with your queries."),
            {key or _("Query about the whole form"): str(text) for key, text in queries.items()},
        )
    _held, rows = desk.form_of(submission, language)
    answers = {answer.question: answer for answer in form.answers}
    shown_rows = [
        {
            "key": row.key,
            "text": row.question.text[language],
            "about": row.about,
            "known": row.known,
            "answer": _said(answers.get(row.key), row.question.answer, language),
            "special": words("special", language).get(answers[row.key].special, "")
            if row.key in answers
            else "",
        }
        for row in rows
    ]
    decided = form.state == "accepted"
    changes = () if decided else desk.preview(submission, by=who.name).changes
    named: r.Area | r.Organisation = (
        records.get(r.Area, form.area) if form.area else records.get(r.Organisation, form.organisation or "")
    )
    shown = {
        "submission": form,
        "sender": name_of(named.name, language),
        "cycle_id": form.cycle,
        "state": choice("submissions.state", form.state, language),
        "rows": shown_rows,
        "changes": [_change(change, language) for change in changes],
        "decided": decided,
        "open": form.state in ("submitted", "resubmitted"),
        "files": attaching.attached(form.id),
        "comments": [
            comment for comment in records.all(r.Comment) if comment.subject == f"submissions/{form.id}"
        ],
    }
    return render(request, "web/review.html", shown)


def _said(answer: r.Answer | None, kind: str, language: str) -> str:
    if answer is None:
        return ""
    return (
        words(kind, language).get(answer.value, answer.value)
        if kind in ("state", "progress")
        else answer.value
    )


def _change(change: Any, language: str) -> dict[str, Any]:
    field = f"{change.kind}.{change.field}"
    return {
        "record": f"{change.kind}/{change.identifier}",
        "field": change.field,
        "question": change.question,
        "now": choice(field, change.now, language),
        "then": choice(field, change.then, language),
        "held_up": sentences(change.held_up, language),
    }
