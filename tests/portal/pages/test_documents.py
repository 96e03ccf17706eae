"""Pages take function, formats and audience of a document from the list."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.urls import resolve

from quicksilver.portal.cycles.actors import Actor
from quicksilver.portal.pages import boards, drafts
from quicksilver.portal.pages.documents import audiences_of
from quicksilver.register.rules.roles import ROLES, Role
from quicksilver.reports.documents_list import DOCUMENTS

pytestmark = pytest.mark.django_db


def test_the_pages_of_the_list_are_there() -> None:
    pages = {name: row.page for name, row in DOCUMENTS.items() if row.page}
    assert {name: resolve(page).func for name, page in pages.items()} == {
        "gaps": boards.gaps,
        "progress": drafts.document,
    }


def test_every_role_has_its_audience() -> None:
    audiences = {role: audiences_of(Actor("someone", (Role(role),))) for role in ROLES}
    assert audiences_of(Actor("", ())) == {"public"}
    outside = {role for role, belongs in audiences.items() if belongs == {"public"}}
    office = {role for role, belongs in audiences.items() if "secretariat" in belongs}
    assert outside == {"visitor", "applicant"}
    assert office == {"secretariat", "editor", "auditor", "admin"}
    assert all(
        belongs == {"public", "partner"}
        for role, belongs in audiences.items()
        if role not in outside | office
    )


@pytest.mark.parametrize(
    ("audience", "seen_by"),
    [
        (("public",), {"", "ngo", "sec"}),
        (("partner",), {"ngo", "sec"}),
        (("secretariat",), {"sec"}),
        (("scientist",), set()),
    ],
)
def test_a_page_is_shown_to_its_audience(world, sign_in, monkeypatch, audience, seen_by) -> None:
    row = DOCUMENTS["gaps"]
    monkeypatch.setitem(DOCUMENTS, "gaps", replace(row, audience=audience))  # type: ignore[arg-type]
    for name in ("", "ngo", "sec"):
        status = sign_in(name).get("/gaps/?as_of=2009-05-01").status_code
        assert status == (200 if name in seen_by else 404), name


def test_a_report_is_given_in_the_formats_of_the_list(called, sign_in, monkeypatch) -> None:
    client = sign_in("sec", "fr")
    cycle = "/cycles/c2008/report"
    kinds = {"docx": "officedocument", "pdf": "application/pdf", "html": "text/html"}
    for ending, kind in kinds.items():
        answer = client.get(f"{cycle}.{ending}")
        assert kind in answer["Content-Type"]
        placed = "inline" if ending == "html" else "attachment"
        assert answer["Content-Disposition"] == f'{placed}; filename="c2008-fr.{ending}"'
    assert client.get(f"{cycle}.csv").status_code == 404
    monkeypatch.setitem(DOCUMENTS, "progress", replace(DOCUMENTS["progress"], formats=("html",)))  # type: ignore[arg-type]
    assert client.get(f"{cycle}.pdf").status_code == 404
    monkeypatch.setitem(DOCUMENTS, "progress", replace(DOCUMENTS["progress"], audience=("scientist",)))  # type: ignore[arg-type]
    assert client.get(f"{cycle}.html").status_code == 404
