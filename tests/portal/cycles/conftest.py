"""A partnership of eight areas, two without a lead, with partners and the accounts that work a report cycle."""

from __future__ import annotations

import datetime as dt

import pytest

from quicksilver.register import records as r
from quicksilver.register.register import Register

LED = ("asgm", "chlor-alkali", "fate", "products", "coal", "waste")
LEADERLESS = ("metals", "supply")
DAY = dt.date(2009, 2, 1)
DOC = (r.Source(document="plan", place="1"),)


def partnership() -> Register:
    made: list[tuple[str, r.Record]] = [
        ("documents", r.Document(id="plan", title="Plan", kind="report", date="2008"))
    ]
    for number, area in enumerate((*LED, *LEADERLESS), 1):
        statuses = (r.Status(status="established" if area in LED else "proposed", since="2008"),)
        made.append(
            (
                "areas",
                r.Area(
                    id=area,
                    name={"en": f"Area {area}", "zh": f"领域{number}"},
                    order=number,
                    letter="ABCDEFGH"[number - 1],
                    statuses=statuses,
                ),
            )
        )
    for area in LED:
        made.append(("organisations", r.Organisation(id=f"lead-{area}", name=f"Lead of {area}", kind="igo")))
        made.append(
            (
                "leaderships",
                r.Leadership(id=f"lead-{area}", area=area, organisation=f"lead-{area}", since="2008"),
            )
        )
    for area in LEADERLESS:
        made.append(("leaderships", r.Leadership(id=f"none-{area}", area=area, role="vacant")))
    made += [
        ("organisations", r.Organisation(id="unep", name="UNEP", kind="igo")),
        ("organisations", r.Organisation(id="ngo", name={"en": "An NGO", "fr": "Une ONG"}, kind="ngo")),
        ("organisations", r.Organisation(id="quiet", name="A quiet partner", kind="other")),
        (
            "memberships",
            r.Membership(
                id="ngo",
                organisation="ngo",
                state="confirmed",
                confirmed="2008",
                areas=("coal", "waste", "products"),
            ),
        ),
        (
            "memberships",
            r.Membership(
                id="quiet", organisation="quiet", state="confirmed", confirmed="2008", areas=("coal",)
            ),
        ),
        (
            "persons",
            r.Person(
                id="p-coal",
                name="Lead person",
                contact="coal@example.org",
                language="fr",
                affiliations=(r.Affiliation(organisation="lead-coal", since="2007"),),
            ),
        ),
        (
            "persons",
            r.Person(
                id="p-left",
                name="Left person",
                contact="left@example.org",
                affiliations=(r.Affiliation(organisation="lead-coal", until="2007"),),
            ),
        ),
        (
            "activities",
            r.Activity(
                id="coal-a",
                title={"en": "Guidance", "zh": "指南"},
                kind="guidance",
                state="planned",
                planned="2008",
                areas=("coal", "waste"),
                letter="a",
                participants=(r.Participation(organisation="ngo", role="implementer"),),
                sources=DOC,
            ),
        ),
        (
            "activities",
            r.Activity(
                id="waste-a",
                title="Pilot",
                kind="pilot",
                state="not stated",
                areas=("waste",),
                letter="a",
                sources=DOC,
            ),
        ),
        (
            "plans",
            r.Plan(
                id="coal-plan", area="coal", state="in force", priority_actions=("Guidance", "Pilots", "Data")
            ),
        ),
        ("plans", r.Plan(id="metals-plan", area="metals", state="posted for consultation")),
        ("targets", r.TargetRecord(id="coal-t", area="coal", text="Less mercury")),
        (
            "cycles",
            r.Cycle(
                id="c2008",
                title={"en": "Report 2007-2008", "zh": "2007-2008年报告"},
                period="2007/2008",
                due="2009-03-31",
                call="Please write.",
            ),
        ),
    ]
    return Register.of(made)


@pytest.fixture
def world(db):
    """Save the partnership, and make its accounts."""
    from django.contrib.auth import get_user_model

    from quicksilver.portal.models import Appointment
    from quicksilver.portal.store.store import save_register

    save_register(partnership(), by="loader")
    accounts = {
        "sec": ("secretariat", "unep", None),
        "chair": ("co-chair", None, None),
        "member": ("group member", None, None),
        "ngo": ("focal point", "ngo", None),
        "ngo2": ("focal point", "ngo", None),
        "quiet": ("focal point", "quiet", None),
        "outsider": ("donor", None, None),
        "editor": ("editor", None, None),
        **{area: ("area lead", f"lead-{area}", area) for area in LED},
    }
    for name, (role, organisation, area) in accounts.items():
        user = get_user_model().objects.create_user(name, is_staff=True)
        Appointment.objects.create(user=user, role=role, organisation_id=organisation, area_id=area)
    return accounts


@pytest.fixture
def called(world):
    """Issue the call of the cycle."""
    from quicksilver.portal.cycles import desk

    desk.issue_call("c2008", by="sec", day=DAY)
    return world
