"""What everyone may see, as a question to the database: the same rule as :func:`quicksilver.portal.store.privacy.open_record`, for counting.

A count that took in what is then not shown would tell of it.
"""

from __future__ import annotations

from typing import Any

from django.db.models import CharField, Exists, OuterRef, Q, Value
from django.db.models.functions import Concat

from quicksilver.portal.models import ActivityArea
from quicksilver.portal.store.mapping import Kind, kinds

__all__ = ["closed_rows", "open_rows"]


def open_rows(kind: Kind) -> Any:
    """Return the query of the records of a kind that everyone may see, in the order of their identifiers."""
    return kind.model.objects.filter(visibility="public").exclude(_closed(kind)).order_by("id")


def closed_rows(kind: Kind) -> Any:
    """Return the query of the records of a kind that not everyone may see."""
    return kind.model.objects.filter(~Q(visibility="public") | _closed(kind)).order_by()


def _closed(kind: Kind) -> Q:
    """Return what closes a record that is public by itself: its state, or something hidden that it is about."""
    # What is closed names few hidden records; asked for like this, the database starts from those.
    found = Q(pk__in=[])
    for name, target in kind.targets.items():
        if kind.record.model_fields[name].is_required() or (kind.name, name) == (
            "leaderships",
            "organisation",
        ):
            found |= Q(**{f"{name}__in": _hidden(target)})
    if kind.name == "memberships":
        found |= ~Q(state__in=("confirmed", "dormant"))
    if kind.name == "plans":
        found |= Q(state="drafting")
    if kind.name == "cycles":
        found |= ~Q(state__in=("published", "corrected", "archived"))
    if kind.name == "activities":
        areas = ActivityArea.objects.order_by()
        shown = Exists(areas.filter(activity=OuterRef("activity"), area__visibility="public"))
        found |= Q(pk__in=areas.filter(~shown, area__in=_hidden("areas")).values("activity"))
    if kind.name == "claims":
        found |= _about_hidden()
    return found


def _hidden(kind: str) -> Any:
    return kinds()[kind].model.objects.exclude(visibility="public").order_by().values("pk")


def _about_hidden() -> Q:
    found = Q(pk__in=[])
    for name in kinds():
        named = Concat(Value(f"{name}/"), "pk", output_field=CharField())
        found |= Q(subject__in=_hidden(name).annotate(named=named).values("named"))
    return found
