"""The first page, and the description of the programming interface."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from quicksilver.language.choices import choice
from quicksilver.portal.api import api
from quicksilver.portal.cycles.filling import OPEN_TO_WRITE
from quicksilver.portal.pages.people import asker, language_of, organisations_of
from quicksilver.portal.pages.shared import name_of, published_here, register
from quicksilver.portal.store.mapping import kinds
from quicksilver.portal.store.visibility_in_sql import open_rows
from quicksilver.register import records as r
from quicksilver.register.register import Register
from quicksilver.register.rules.visibility import is_public

__all__ = ["interface", "start"]

_RUNNING = (
    "call issued",
    "open",
    "compiled draft",
    "fact check",
    "advisory-group review",
    "final",
    "translated",
    "transmitted",
)
_POSTED = "posted for consultation"


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """Show what is open for the person who is signed in, and what is public."""
    who, language, records = asker(request), language_of(request), register()
    cycles = sorted(
        Register(records.records).all(r.Cycle),
        key=lambda cycle: cycle.period.first or dt.date.min,
        reverse=True,
    )
    running = [cycle for cycle in cycles if cycle.state in _RUNNING]
    organisations, areas = organisations_of(who)
    mine = [
        _form(records, submission, language)
        for submission in (Register(records.records).all(r.Submission) if organisations or areas else ())
        if (
            submission.organisation in organisations
            or (submission.area in areas and submission.organisation is None)
        )
        and submission.cycle in {cycle.id for cycle in running}
    ]
    works = who.may("read", "cycles") and bool(who.roles)
    shown = {
        "mine": mine,
        "running": [_cycle(cycle, language) for cycle in running] if works else [],
        "planned": [_cycle(cycle, language) for cycle in cycles if cycle.state == "planned"]
        if who.may("issue call", "cycles")
        else [],
        "published": [
            shown
            for cycle in cycles
            if is_public("cycles", cycle) and (shown := _published(records, cycle, language))
        ],
        "plans": [
            _plan(records, records.get(r.Plan, identifier), language)
            for identifier in open_rows(kinds()["plans"]).filter(state=_POSTED).values_list("pk", flat=True)
        ],
    }
    return render(request, "web/start.html", shown)


def _cycle(cycle: r.Cycle, language: str) -> dict[str, Any]:
    return {
        "id": cycle.id,
        "title": name_of(cycle.title, language),
        "state": choice("cycles.state", cycle.state, language),
        "due": cycle.due.date if cycle.due else "",
    }


def _published(register: Register, cycle: r.Cycle, language: str) -> dict[str, Any] | None:
    """Return a report that is out: one that was reviewed and published in this register, or one that a record of its document links to.

    A cycle that was only loaded as published had its report elsewhere; what this program would write of it is not that report.
    """
    document = register.records["documents"].get(cycle.document) if cycle.document else None
    link = document.url if isinstance(document, r.Document) and is_public("documents", document) else ""
    if not published_here(cycle) and not link:
        return None
    return {**_cycle(cycle, language), "here": published_here(cycle), "link": link}


def _form(register: Register, submission: r.Submission, language: str) -> dict[str, Any]:
    cycle = register.get(r.Cycle, submission.cycle)
    named: r.Area | r.Organisation = (
        register.get(r.Area, submission.area)
        if submission.area
        else register.get(r.Organisation, submission.organisation or "")
    )
    return {
        "id": submission.id,
        "sender": name_of(named.name, language),
        "cycle": _cycle(cycle, language),
        "open": submission.state in OPEN_TO_WRITE,
        "state": choice("submissions.state", submission.state, language),
    }


def _plan(register: Register, plan: r.Plan, language: str) -> dict[str, Any]:
    title = plan.title or register.get(r.Area, plan.area).name
    return {
        "id": plan.id,
        "title": name_of(title, language),
        "until": plan.consultation.date if plan.consultation else "",
    }


@require_safe
def interface(request: HttpRequest) -> HttpResponse:
    """Show the addresses of the programming interface, from its own description."""
    described = api.get_openapi_schema()
    rows = [
        {
            "path": path,
            "summary": ways["get"].get("summary", ""),
            "asks": [parameter["name"] for parameter in ways["get"].get("parameters", ())],
        }
        for path, ways in described["paths"].items()
        if "get" in ways
    ]
    return render(request, "web/interface.html", {"rows": rows})
