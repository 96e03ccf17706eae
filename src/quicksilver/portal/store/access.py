"""The table of roles asked of what the database holds: what a record is to it, and which records of a kind someone may read.

:mod:`quicksilver.register.rules.roles` decides and knows no database. Some answers depend on what the record itself does not say: who pays for an
activity, how far the cycle of a submission is, whether the area of a plan is established. That is looked up here, for every door.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any, Final

from quicksilver.register.records import Record, When
from quicksilver.register.rules.roles import PUBLISHED, WITHIN, Role, Subject, granted, left, subject

__all__ = ["FINAL_DRAFT", "readable", "subject_of"]

#: States of a cycle from which on its draft is out for review.
FINAL_DRAFT: Final = frozenset(
    {"advisory-group review", "final", "translated", "transmitted", "published", "corrected", "archived"}
)
_ESTABLISHED: Final = ("established", "active")
#: Kind -> columns that name the organisation a record is of.
_ORGANISATION: Final = {
    "memberships": "organisation",
    "leaderships": "organisation",
    "seats": "organisation",
    "submissions": "organisation",
    "comments": "organisation",
    "contributions": "provider",
}
_VISIBLE: Final = ("public", "partners", "secretariat")


def subject_of(kind: str, record: Record) -> Subject:
    """Return what a record is to the table of roles, with what the database states beside it.

    Parameters
    ----------
    kind : str
        Key of ``KINDS``.
    record : Record
    """
    from quicksilver.portal import models

    told = subject(kind, record)
    held: Any = record
    if kind == "activities":
        given = models.Contribution.objects.filter(activity=record.id)
        return replace(told, funders=frozenset(given.values_list("provider_id", flat=True)))
    if kind == "submissions":
        far = models.Cycle.objects.filter(pk=held.cycle, state__in=FINAL_DRAFT).exists()
        # A partner answers once, to the lead of every area it takes interest in.
        interest = models.MembershipArea.objects.filter(membership__organisation=held.organisation)
        areas = interest.values_list("area_id", flat=True) if held.organisation else ()
        return replace(
            told,
            areas=told.areas | frozenset(areas),
            extra=frozenset({"final draft"}) if far else frozenset(),
        )
    if kind == "plans":
        status = models.AreaStatus.objects.filter(area=held.area).order_by("position").last()
        proposed = status is None or status.status not in _ESTABLISHED
        return replace(told, extra=frozenset({"proposed area"}) if proposed else frozenset())
    if kind == "baselines":
        areas = models.Indicator.objects.filter(pk=held.indicator, area__isnull=False)
        return replace(told, areas=frozenset(areas.values_list("area_id", flat=True)))
    if kind == "contributions" and held.activity:
        areas = models.ActivityArea.objects.filter(activity=held.activity)
        return replace(told, areas=told.areas | frozenset(areas.values_list("area_id", flat=True)))
    return told


def readable(kind: str, roles: Iterable[Role]) -> Any:
    """Return the condition (a ``Q`` of Django) under which someone with these roles may read a record of a kind.

    It lets through just those records for which :func:`quicksilver.register.rules.roles.may` allows ``read``.

    Parameters
    ----------
    kind : str
        Key of ``KINDS``.
    roles : iterable of Role
        Everyone is also a visitor.
    """
    from django.db.models import Q

    table = granted(subject(kind).object, "read")
    found = Q(pk__in=[])
    for role in (Role("visitor"), *roles):
        for scope in table.get(role.name, ()):
            found |= _seen(kind, role) & _SCOPES[scope](kind, role)
    return found


def _everything() -> Any:
    from django.db.models import Q

    # An empty Q is dropped where it is joined to another.
    return Q(pk__isnull=False)


def _seen(kind: str, role: Role) -> Any:
    from django.db.models import Q

    within = WITHIN.get(role.name, 1)
    if within == len(_VISIBLE) - 1:
        return _everything()
    return Q(visibility__in=_VISIBLE[: within + 1]) | _own(kind, role)


def _own(kind: str, role: Role) -> Any:
    from django.db.models import Q

    from quicksilver.portal import models

    of = role.organisation
    if of and kind in _ORGANISATION:
        return Q(**{_ORGANISATION[kind]: of})
    if of and kind == "activities":
        return Q(pk__in=models.Participation.objects.filter(organisation=of).values("activity_id"))
    if of and kind == "persons":
        today = dt.datetime.now(dt.UTC).date()
        held = models.Affiliation.objects.filter(organisation=of).values_list("person_id", "until")
        # An end is as exact as its source and no column of the database can tell it from another.
        return Q(pk__in=[one for one, until in held if not left(until and When.model_validate(until), today)])
    return Q(pk__in=[])


def _area(kind: str, role: Role) -> Any:
    from django.db.models import Q

    from quicksilver.portal import models

    if not role.area:
        return Q(pk__in=[])
    if kind == "activities":
        return Q(pk__in=models.ActivityArea.objects.filter(area=role.area).values("activity_id"))
    if kind == "memberships":
        return Q(pk__in=models.MembershipArea.objects.filter(area=role.area).values("membership_id"))
    if kind == "baselines":
        return Q(indicator__area=role.area)
    if kind == "contributions":
        filed = models.ActivityArea.objects.filter(area=role.area).values("activity_id")
        return Q(area=role.area) | Q(activity__in=filed)
    if kind == "submissions":
        members = models.MembershipArea.objects.filter(area=role.area)
        return Q(area=role.area) | Q(organisation__in=members.values("membership__organisation"))
    return Q(area=role.area)


def _funded(kind: str, role: Role) -> Any:
    from django.db.models import Q

    from quicksilver.portal import models

    if not role.organisation or kind != "activities":
        return Q(pk__in=[])
    given = models.Contribution.objects.filter(provider=role.organisation, activity__isnull=False)
    return Q(pk__in=given.values("activity_id"))


def _where(**columns: Any) -> Callable[[str, Role], Any]:
    def condition(kind: str, role: Role) -> Any:
        from django.db.models import Q

        return Q(**columns)

    return condition


def _proposed(kind: str, role: Role) -> Any:
    from django.db.models import OuterRef, Q, Subquery

    from quicksilver.portal import models

    last = models.AreaStatus.objects.filter(area=OuterRef("area")).order_by("-position").values("status")[:1]
    plans = models.Plan.objects.annotate(last=Subquery(last))
    return Q(pk__in=plans.exclude(last__in=_ESTABLISHED).values("pk"))


_SCOPES: Final[dict[str, Callable[[str, Role], Any]]] = {
    "any": lambda kind, role: _everything(),
    "public": _where(visibility="public"),
    "own": _own,
    "area": _area,
    "own area": lambda kind, role: _area(kind, role) & _where(organisation__isnull=True)(kind, role),
    "funded": _funded,
    "listed": _where(state__in=("confirmed", "dormant")),
    "posted": lambda kind, role: ~_where(state="drafting")(kind, role),
    "published": _where(state__in=PUBLISHED),
    "final draft": _where(cycle__state__in=FINAL_DRAFT),
    "proposed area": _proposed,
}
