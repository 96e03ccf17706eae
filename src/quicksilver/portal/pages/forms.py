"""A form: saved as often as needed, finished later by several people, also as an Excel file, and sent in once."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Mapping
from dataclasses import replace
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
from quicksilver.language.choices import choice
from quicksilver.portal.cycles import attaching, desk
from quicksilver.portal.cycles.actors import Actor, NotYoursError
from quicksilver.portal.cycles.filling import OPEN_TO_WRITE
from quicksilver.portal.cycles.reading import changed_at
from quicksilver.portal.pages.people import asker, language_of
from quicksilver.portal.pages.saying import sentences
from quicksilver.portal.pages.shared import back_with, hidden, name_of, not_saved, register, signed_in, stored
from quicksilver.register import records as r
from quicksilver.register.cycles.answering import Given, Merged
from quicksilver.register.formats.forms.asked import FormRow
from quicksilver.register.formats.forms.questions import words
from quicksilver.register.register import Register

__all__ = ["add_file", "form", "get_file", "remove_file", "take_back", "upload", "workbook"]


def _mine(request: HttpRequest, submission: str) -> tuple[Actor, Register, r.Submission]:
    """Return who asks, the register and a submission that they may read."""
    who, records = asker(request), register()
    record = stored(records, r.Submission, submission)
    if not who.may("read", "submissions", record):
        raise hidden()
    return who, records, record


def _may_write(who: Actor, submission: r.Submission) -> bool:
    allowed = who.may("edit", "submissions", submission) or who.may(
        "enter on behalf", "submissions", submission
    )
    return allowed and submission.state in OPEN_TO_WRITE


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def form(request: HttpRequest, submission: str) -> HttpResponse:
    """Show a form, save it, or submit it."""
    who, records, record = _mine(request, submission)
    if request.method != "POST":
        return _shown(request, who, records, record)
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
                    "Someone else answered some of these questions in the meantime. Their answers were kept; what you typed is still in the boxes below."
                ),
            )
            return _shown(request, who, register(), saved.submission, typed, met=saved)
        if "send" in request.POST:
            desk.submit(submission, by=who.name)
            messages.success(request, _("The form has been submitted. Thank you."))
            return redirect("web:form", submission)
    except NotYoursError:
        raise hidden() from None
    except InputProblems as wrong:
        # Nothing that was typed is lost: it is in the boxes again.
        return _shown(request, who, register(), stored(register(), r.Submission, submission), typed, wrong)
    messages.success(request, _("Saved. You can finish later."))
    return redirect("web:form", submission)


def _since(request: HttpRequest) -> dt.datetime:
    """Return when the person opened the form; the beginning of time where the page does not state it, so that nothing is overwritten."""
    try:
        moment = dt.datetime.fromisoformat(request.POST.get("since", ""))
        return moment.astimezone(dt.UTC) if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
    except (ValueError, OverflowError):
        return dt.datetime.min.replace(tzinfo=dt.UTC)


def _shown(
    request: HttpRequest,
    who: Actor,
    register: Register,
    submission: r.Submission,
    typed: Mapping[str, Given] | None = None,
    wrong: InputProblems | None = None,
    met: Merged | None = None,
) -> HttpResponse:
    language = language_of(request)
    # Asked before the answers are read: what is saved in between counts as newer than this page.
    at = changed_at(submission.id)
    _register, rows = desk.form_of(submission.id, language)
    answers = {answer.question: Given(answer.value, answer.special) for answer in submission.answers}
    problems = wrong.problems if wrong else []
    by_key: dict[str, list[Problem]] = {}
    for problem in problems:
        by_key.setdefault(problem.where, []).append(problem)
    queries = [
        comment
        for comment in Register(register.records).all(r.Comment)
        if comment.subject == f"submissions/{submission.id}"
        and comment.kind == "query"
        and comment.state in ("open", "answered")
    ]
    cycle = register.get(r.Cycle, submission.cycle)
    named: r.Area | r.Organisation = (
        register.get(r.Area, submission.area)
        if submission.area
        else register.get(r.Organisation, submission.organisation or "")
    )
    writable = _may_write(who, submission)
    boxes = [_box(row, answers, typed or {}, by_key, queries, met, language, writable) for row in rows]
    sections = [
        {"number": number, "name": words("section", language)[number], "rows": list(some), "answered": 0}
        for number, some in groupby(boxes, key=lambda box: box["section"])
    ]
    for section in sections:
        section["answered"] = sum(bool(box["given"].value or box["given"].special) for box in section["rows"])
    shown = {
        "submission": submission,
        "sender": name_of(named.name, language),
        "cycle": name_of(cycle.title, language),
        "cycle_id": cycle.id,
        "due": cycle.due.date if cycle.due else "",
        "state": choice("submissions.state", submission.state, language),
        "writable": writable,
        "sections": sections,
        "since": at.isoformat() if at else "",
        "general": [comment.text.in_language(language)[0] for comment in queries if not comment.place],
        "partner": submission.area is None,
        "problems": sentences(
            [problem for problem in problems if problem.where not in {row.key for row in rows}], language
        ),
        "total": len(rows),
        "answered": sum(section["answered"] for section in sections),
        "files": attaching.attached(submission.id),
        "back": submission.state == "submitted" and who.may("submit", "submissions", submission),
        "reviewer": who.may("approve", "submissions", submission),
        "help": words("help", language),
        "specials": list(words("special", language).items()),
    }
    return render(request, "web/form.html", shown, status=422 if wrong else 200)


def _box(
    row: FormRow,
    answers: Mapping[str, Given],
    typed: Mapping[str, Given],
    wrong: Mapping[str, list[Problem]],
    queries: list[r.Comment],
    met: Merged | None,
    language: str,
    writable: bool,
) -> dict[str, Any]:
    kind, answer = row.question.answer, answers.get(row.key, Given())
    sent = typed.get(row.key, answer)
    # Where nothing can be changed any more, what was typed is shown beside the answer, to be copied.
    now = sent if writable else answer
    other = met.conflicts.get(row.key) if met else None
    changed = met.by.get(row.key) if met else None
    choices = list(words(kind, language).items()) if kind in ("state", "progress") else []
    special = words("special", language)
    return {
        "key": row.key,
        "section": row.question.section,
        "text": row.question.text[language],
        "about": row.about,
        "known": row.known,
        "kind": kind,
        "given": now,
        "choices": [(key, name, now.value in (key, name)) for key, name in choices],
        "problems": sentences(wrong.get(row.key, ()), language),
        "id": f"q-{row.key.replace('/', '-').replace('.', '-')}",
        "queries": [comment.text.in_language(language)[0] for comment in queries if comment.place == row.key],
        "other": (other.value or special.get(other.special, "–")) if other else "",
        "by": str(changed or ""),
        "typed": ""
        if writable or sent == answer
        else sent.value or special.get(sent.special, sent.special) or "–",
    }


@signed_in
@require_safe
def workbook(request: HttpRequest, submission: str) -> HttpResponse:
    """Give the form as an Excel file, for working offline."""
    from quicksilver.register.formats.forms import write_form

    _who, records, record = _mine(request, submission)
    sender = f"areas/{record.area}" if record.area else f"organisations/{record.organisation}"
    with tempfile.TemporaryDirectory() as folder:
        path = write_form(records, record.cycle, sender, Path(folder) / "form.xlsx", language_of(request))
        data = path.read_bytes()
    answer = HttpResponse(
        data, content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    )
    answer["Content-Disposition"] = f'attachment; filename="{record.id}.xlsx"'
    return answer


@signed_in
@require_POST
def upload(request: HttpRequest, submission: str) -> HttpResponse:
    """Read a form that was filled in offline; it is saved and not submitted."""
    who, _register, record = _mine(request, submission)
    to = reverse("web:form", args=[submission])
    given: Any = request.FILES.get("file")
    if given is None:
        messages.error(request, _("Choose a file first."))
        return redirect(to)

    name = attaching.safe_name(given.name or "") or "form.xlsx"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(given.read())
        try:
            saved = desk.receive(path, by=who.name)
        except NotYoursError:
            raise hidden() from None
        except InputProblems as wrong:
            return not_saved(request, to, _without(wrong, folder), {})
    if saved.submission.id != record.id:
        messages.warning(
            request, _("The file is the form of another sender; its answers were saved in that form.")
        )
    if saved.conflicts:
        messages.warning(
            request,
            _("Answers that someone else gave were kept: %(questions)s")
            % {"questions": ", ".join(saved.conflicts)},
        )
    messages.success(request, _("The answers in the file have been saved. Check them, then submit the form."))
    return redirect(to)


def _without(wrong: InputProblems, folder: str) -> InputProblems:
    """Return problems that name a file as its sender does, without the folder of this server."""

    def named(text: str) -> str:
        return text.replace(f"{folder}/", "")

    return InputProblems(
        replace(
            problem,
            what=named(problem.what),
            where=named(problem.where)
            if problem.place is None
            else problem.place.within(file=named(problem.place.file)),
        )
        for problem in wrong.problems
    )


@signed_in
@require_POST
def take_back(request: HttpRequest, submission: str) -> HttpResponse:
    """Take back a submitted form."""
    who, _held, _one = _mine(request, submission)
    to = reverse("web:form", args=[submission])
    return back_with(
        request, to, lambda: desk.take_back(submission, by=who.name), _("The form is open for editing again.")
    )


@signed_in
@require_POST
def add_file(request: HttpRequest, submission: str) -> HttpResponse:
    """Keep a file with the form."""
    who, _register, record = _mine(request, submission)
    to = reverse("web:form", args=[submission])
    if not _may_write(who, record):
        raise hidden()
    given: Any = request.FILES.get("file")
    if given is None:
        messages.error(request, _("Choose a file first."))
        return redirect(to)
    question = request.POST.get("question", "").replace("\x00", "")[:100]
    return back_with(
        request,
        to,
        lambda: attaching.attach(submission, question, given.name, given.read(), by=who.name),
        _("The file has been attached."),
    )


@signed_in
@require_safe
def get_file(request: HttpRequest, submission: str, number: int) -> HttpResponse:
    """Give an attached file: always as a download, never shown as a page of this site."""
    import io

    from quicksilver.portal.models import Attachment

    _mine(request, submission)
    attachment = Attachment.objects.filter(submission=submission, pk=number).first()
    if attachment is None:
        raise hidden()
    answer: Any = FileResponse(
        io.BytesIO(bytes(attachment.data)),
        as_attachment=True,
        filename=attachment.name,
        content_type=attachment.media,
    )
    return answer


@signed_in
@require_POST
def remove_file(request: HttpRequest, submission: str, number: int) -> HttpResponse:
    """Remove an attached file, as long as the form has not been submitted."""
    who, _register, record = _mine(request, submission)
    if not _may_write(who, record):
        raise hidden()
    to = reverse("web:form", args=[submission])
    return back_with(
        request, to, lambda: attaching.detach(submission, number), _("The file has been removed.")
    )
