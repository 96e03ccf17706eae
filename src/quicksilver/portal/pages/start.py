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
    who, language, held = asker(request), language_of(request), register()
    cycles = sorted(
        Register(held.records).all(r.Cycle), key=lambda one: one.period.first or dt.date.min, reverse=True
    )
    running = [one for one in cycles if one.state in _RUNNING]
    organisations, areas = organisations_of(who)
    mine = [
        _form(held, one, language)
        for one in (Register(held.records).all(r.Submission) if organisations or areas else ())
        if (one.organisation in organisations or (one.area in areas and one.organisation is None))
        and one.cycle in {cycle.id for cycle in running}
    ]
    works = who.may("read", "cycles") and bool(who.roles)
    shown = {
        "mine": mine,
        "running": [_cycle(one, language) for one in running] if works else [],
        "planned": [_cycle(one, language) for one in cycles if one.state == "planned"]
        if who.may("issue call", "cycles")
        else [],
        "published": [
            shown for one in cycles if is_public("cycles", one) and (shown := _published(held, one, language))
        ],
        "plans": [
            _plan(held, held.get(r.Plan, one), language)
            for one in open_rows(kinds()["plans"]).filter(state=_POSTED).values_list("pk", flat=True)
        ],
    }
    return render(request, "web/start.html", shown)


def _cycle(one: r.Cycle, language: str) -> dict[str, Any]:
    return {
        "id": one.id,
        "title": name_of(one.title, language),
        "state": choice("cycles.state", one.state, language),
        "due": one.due.date if one.due else "",
    }


def _published(held: Register, one: r.Cycle, language: str) -> dict[str, Any] | None:
    """Return a report that is out: one that was reviewed and published in this register, or one that a record of its document links to.

    A cycle that was only loaded as published had its report elsewhere; what this program would write of it is not that report.
    """
    document = held.records["documents"].get(one.document) if one.document else None
    link = document.url if isinstance(document, r.Document) and is_public("documents", document) else ""
    if not published_here(one) and not link:
        return None
    return {**_cycle(one, language), "here": published_here(one), "link": link}


def _form(held: Register, one: r.Submission, language: str) -> dict[str, Any]:
    cycle = held.get(r.Cycle, one.cycle)
    named: r.Area | r.Organisation = (
        held.get(r.Area, one.area) if one.area else held.get(r.Organisation, one.organisation or "")
    )
    return {
        "id": one.id,
        "sender": name_of(named.name, language),
        "cycle": _cycle(cycle, language),
        "open": one.state in OPEN_TO_WRITE,
        "state": choice("submissions.state", one.state, language),
    }


def _plan(held: Register, one: r.Plan, language: str) -> dict[str, Any]:
    title = one.title or held.get(r.Area, one.area).name
    return {
        "id": one.id,
        "title": name_of(title, language),
        "until": one.consultation.date if one.consultation else "",
    }


@require_safe
def interface(request: HttpRequest) -> HttpResponse:
    """Show the addresses of the programming interface, from its own description."""
    described = api.get_openapi_schema()
    rows = [
        {
            "path": path,
            "summary": ways["get"].get("summary", ""),
            "asks": [one["name"] for one in ways["get"].get("parameters", ())],
        }
        for path, ways in described["paths"].items()
        if "get" in ways
    ]
    return render(request, "web/interface.html", {"rows": rows})
