"""A form: saved as often as one likes, gone on with later by several people, also as an Excel file, and sent in once."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Mapping
from itertools import groupby
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from quicksilver.errors import InputProblems, Problem
from quicksilver.programme import records as r
from quicksilver.programme.choices import choice
from quicksilver.programme.cycles import attaching, desk
from quicksilver.programme.cycles.actors import Actor, NotYoursError
from quicksilver.programme.cycles.answering import Given
from quicksilver.programme.cycles.filling import OPEN_TO_WRITE
from quicksilver.programme.cycles.reading import changed_at
from quicksilver.programme.forms.asked import FormRow
from quicksilver.programme.forms.questions import words
from quicksilver.programme.register import Register
from quicksilver.web.pages.shared import back_with, hidden, name_of, register, signed_in, stored
from quicksilver.web.people import asker, language_of
from quicksilver.web.saying import sentences

__all__ = ["add_file", "form", "get_file", "remove_file", "take_back", "upload", "workbook"]


def _mine(request: HttpRequest, submission: str) -> tuple[Actor, Register, r.Submission]:
    """Return who asks, the register and a submission that they may read."""
    who, held = asker(request), register()
    one = stored(held, r.Submission, submission)
    if not who.may("read", "submissions", one):
        raise hidden()
    return who, held, one


def _may_write(who: Actor, one: r.Submission) -> bool:
    allowed = who.may("edit", "submissions", one) or who.may("enter on behalf", "submissions", one)
    return allowed and one.state in OPEN_TO_WRITE


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def form(request: HttpRequest, submission: str) -> HttpResponse:
    """Show a form, save it, or send it in."""
    who, held, one = _mine(request, submission)
    if request.method != "POST":
        return _shown(request, who, held, one)
    typed = {
        key: Given(request.POST.get(f"v:{key}", ""), request.POST.get(f"s:{key}", ""))
        for key in {name[2:] for name in request.POST if name[:2] in ("v:", "s:")}
    }
    try:
        saved = desk.save_answers(
            submission, typed, by=who.name, language=language_of(request), since=_since(request)
        )
        if saved.conflicts:
            messages.warning(
                request,
                _(
                    "Somebody else answered some of the questions meanwhile; their answers stand, and yours are below them."
                ),
            )
            return _shown(request, who, register(), saved.submission, typed, conflicts=saved.conflicts)
        if "send" in request.POST:
            desk.submit(submission, by=who.name)
            messages.success(request, _("The form is sent in. Thank you."))
            return redirect("web:form", submission)
    except NotYoursError:
        raise hidden() from None
    except InputProblems as wrong:
        # Nothing that was typed is lost: it stands in the boxes again.
        return _shown(request, who, register(), stored(register(), r.Submission, submission), typed, wrong)
    messages.success(request, _("Saved. You can go on later."))
    return redirect("web:form", submission)


def _since(request: HttpRequest) -> dt.datetime | None:
    try:
        return dt.datetime.fromisoformat(request.POST.get("since", ""))
    except ValueError:
        return None


def _shown(
    request: HttpRequest,
    who: Actor,
    held: Register,
    one: r.Submission,
    typed: Mapping[str, Given] | None = None,
    wrong: InputProblems | None = None,
    conflicts: Mapping[str, r.Answer] | None = None,
) -> HttpResponse:
    language = language_of(request)
    _held, rows = desk.form_of(one.id, language)
    answers = {answer.question: Given(answer.value, answer.special) for answer in one.answers}
    problems = wrong.problems if wrong else []
    by_key: dict[str, list[Problem]] = {}
    for problem in problems:
        by_key.setdefault(problem.where, []).append(problem)
    queries = [
        comment
        for comment in Register(held.records).all(r.Comment)
        if comment.subject == f"submissions/{one.id}"
        and comment.kind == "query"
        and comment.state in ("open", "answered")
    ]
    cycle = held.get(r.Cycle, one.cycle)
    named: r.Area | r.Organisation = (
        held.get(r.Area, one.area) if one.area else held.get(r.Organisation, one.organisation or "")
    )
    writable = _may_write(who, one)
    boxes = [
        _box(row, {**answers, **(typed or {})}, by_key, queries, conflicts or {}, language) for row in rows
    ]
    sections = [
        {"number": number, "name": words("section", language)[number], "rows": list(some), "answered": 0}
        for number, some in groupby(boxes, key=lambda box: box["section"])
    ]
    for section in sections:
        section["answered"] = sum(bool(box["given"].value or box["given"].special) for box in section["rows"])
    at = changed_at(one.id)
    shown = {
        "submission": one, "sender": name_of(named.name, language), "cycle": name_of(cycle.title, language), "cycle_id": cycle.id, "due": cycle.due.date if cycle.due else "",
        "state": choice("submissions.state", one.state, language), "writable": writable, "sections": sections, "since": at.isoformat() if at else "",
        "general": [comment.text.in_language(language)[0] for comment in queries if not comment.place], "partner": one.area is None,
        "problems": sentences([problem for problem in problems if problem.where not in {row.key for row in rows}], language),
        "total": len(rows), "answered": sum(section["answered"] for section in sections), "files": attaching.attached(one.id),
        "back": one.state == "submitted" and who.may("submit", "submissions", one), "reviewer": who.may("approve", "submissions", one),
        "help": words("help", language), "specials": list(words("special", language).items()),
    }  # fmt: skip
    return render(request, "web/form.html", shown, status=422 if wrong else 200)


def _box(
    row: FormRow, given: Mapping[str, Given], wrong: Mapping[str, list[Problem]], queries: list[r.Comment],
    conflicts: Mapping[str, r.Answer], language: str,
) -> dict[str, Any]:  # fmt: skip
    kind = row.question.answer
    now = given.get(row.key, Given())
    other = conflicts.get(row.key)
    choices = list(words(kind, language).items()) if kind in ("state", "progress") else []
    return {
        "key": row.key, "section": row.question.section, "text": row.question.text[language], "about": row.about, "known": row.known, "kind": kind,
        "given": now, "choices": [(key, name, now.value in (key, name)) for key, name in choices],
        "problems": sentences(wrong.get(row.key, ()), language), "id": f"q-{row.key.replace('/', '-').replace('.', '-')}",
        "queries": [comment.text.in_language(language)[0] for comment in queries if comment.place == row.key],
        "other": (other.value or words("special", language).get(other.special, "–")) if other else "",
    }  # fmt: skip


@signed_in
@require_safe
def workbook(request: HttpRequest, submission: str) -> HttpResponse:
    """Give the form as an Excel file, for working offline."""
    from quicksilver.programme.forms import write_form

    _who, held, one = _mine(request, submission)
    sender = f"areas/{one.area}" if one.area else f"organisations/{one.organisation}"
    with tempfile.TemporaryDirectory() as folder:
        path = write_form(held, one.cycle, sender, Path(folder) / "form.xlsx", language_of(request))
        data = path.read_bytes()
    answer = HttpResponse(
        data, content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    )
    answer["Content-Disposition"] = f'attachment; filename="{one.id}.xlsx"'
    return answer


@signed_in
@require_POST
def upload(request: HttpRequest, submission: str) -> HttpResponse:
    """Read a form that was filled in offline; it is saved and not sent in."""
    who, _held, one = _mine(request, submission)
    to = reverse("web:form", args=[submission])
    given: Any = request.FILES.get("file")
    if given is None:
        messages.error(request, _("Choose a file first."))
        return redirect(to)

    def read() -> None:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "form.xlsx"
            path.write_bytes(given.read())
            told = desk.receive(path, by=who.name)
            if told.submission.id != one.id:
                messages.warning(request, _("The file was the form of another sender, and was saved there."))

    return back_with(
        request, to, read, _("The answers of the file are saved. Look at them, and send the form in.")
    )


@signed_in
@require_POST
def take_back(request: HttpRequest, submission: str) -> HttpResponse:
    """Take a form back that was sent in."""
    who, _held, _one = _mine(request, submission)
    to = reverse("web:form", args=[submission])
    return back_with(
        request, to, lambda: desk.take_back(submission, by=who.name), _("The form is yours again.")
    )


@signed_in
@require_POST
def add_file(request: HttpRequest, submission: str) -> HttpResponse:
    """Keep a file with the form."""
    who, _held, one = _mine(request, submission)
    to = reverse("web:form", args=[submission])
    if not _may_write(who, one):
        raise hidden()
    given: Any = request.FILES.get("file")
    if given is None:
        messages.error(request, _("Choose a file first."))
        return redirect(to)
    question = request.POST.get("question", "")[:100]
    return back_with(
        request,
        to,
        lambda: attaching.attach(submission, question, given.name, given.read(), by=who.name),
        _("The file is attached."),
    )


@signed_in
@require_safe
def get_file(request: HttpRequest, submission: str, number: int) -> HttpResponse:
    """Give an attached file: always as a download, never shown as a page of this site."""
    import io

    from quicksilver.programme.models import Attachment

    _mine(request, submission)
    found = Attachment.objects.filter(submission=submission, pk=number).first()
    if found is None:
        raise hidden()
    answer: Any = FileResponse(
        io.BytesIO(bytes(found.data)), as_attachment=True, filename=found.name, content_type=found.media
    )
    answer["Cache-Control"] = "no-store"
    return answer


@signed_in
@require_POST
def remove_file(request: HttpRequest, submission: str, number: int) -> HttpResponse:
    """Take an attached file out, as long as the form is not sent in."""
    who, _held, one = _mine(request, submission)
    if not _may_write(who, one):
        raise hidden()
    to = reverse("web:form", args=[submission])
    return back_with(request, to, lambda: attaching.detach(submission, number), _("The file is taken out."))
