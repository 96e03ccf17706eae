"""The register for programs: public records as JSON, read only, without an account.

``/api/v1/<kind>`` lists, ``/api/v1/<kind>/<id>`` gives one record, in the shape of :mod:`quicksilver.programme.records`;
``/api/v1/openapi.json`` describes both. The number of queries of a page does not depend on the number of records in it.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Generic, TypeVar

from django.db.models import Q
from django.http import HttpRequest
from ninja import NinjaAPI, Path, Query, Schema
from ninja.errors import HttpError
from pydantic import Field

from quicksilver.programme.mapping import Kind, kinds
from quicksilver.programme.privacy import hidden_ids, open_kinds, open_record
from quicksilver.programme.reading import read_kind
from quicksilver.programme.records import KINDS, Record

__all__ = ["LARGEST_PAGE", "Fault", "Page", "Wanted", "api"]

LARGEST_PAGE = 200
#: Beyond it no register reaches; larger numbers make some databases fail.
_FURTHEST = 10_000_000
_NO_NUL = r"^[^\x00]*$"
R = TypeVar("R")


class Page(Schema, Generic[R]):
    """A page of a list."""

    count: int
    """Records in the whole list."""
    limit: int
    offset: int
    items: list[R]


class Fault(Schema):
    """What went wrong."""

    detail: Any


class Wanted(Schema):
    """What of a list is wanted."""

    limit: Annotated[int, Field(ge=1, le=LARGEST_PAGE)] = 50
    offset: Annotated[int, Field(ge=0, le=_FURTHEST)] = 0
    as_of: dt.date | None = None
    """Only what held on this day."""
    q: Annotated[str, Field(max_length=200, pattern=_NO_NUL)] = ""
    """Part of the identifier, or of the name or title in any of the six languages."""


api = NinjaAPI(
    title="Quicksilver: partnership register",
    version="1",
    docs_url=None,
    urls_namespace="register",
    description="Public records of the register of the Global Mercury Partnership.",
)


def _listed(kind: Kind, wanted: Wanted) -> dict[str, Any]:
    query = _open(kind)
    if wanted.as_of is not None:
        day = wanted.as_of
        query = query.filter(
            Q(held_from__isnull=True) | Q(held_from__lte=day),
            Q(held_until__isnull=True) | Q(held_until__gte=day),
        )
    if wanted.q:
        query = query.filter(_found(kind, wanted.q))
    ids = list(query.values_list("id", flat=True)[wanted.offset : wanted.offset + wanted.limit])
    return {
        "count": query.count(),
        "limit": wanted.limit,
        "offset": wanted.offset,
        "items": _shown(kind, ids),
    }


def _open(kind: Kind) -> Any:
    """Return the query of what everybody may see; what a page of it leaves out in the end is only within the records."""
    query = kind.model.objects.filter(visibility="public").order_by("id")
    for name in kind.targets:
        if kind.record.model_fields[name].is_required() or (kind.name, name) == (
            "leaderships",
            "organisation",
        ):
            query = query.filter(Q(**{f"{name}__visibility": "public"}) | Q(**{f"{name}__isnull": True}))
    if kind.name == "memberships":
        query = query.filter(state__in=("confirmed", "dormant"))
    if kind.name == "plans":
        query = query.exclude(state="drafting")
    if kind.name == "cycles":
        query = query.filter(state__in=("published", "corrected", "archived"))
    return query


def _found(kind: Kind, text: str) -> Q:
    field = next((name for name in ("title", "name", "text") if name in kind.columns), "")
    found = Q(id__icontains=text)
    for language in ("en", "fr", "es", "ru", "zh", "ar") if field else ():
        found |= Q(**{f"{field}__{language}__icontains": text})
    return found


def _shown(kind: Kind, ids: list[str]) -> list[Record]:
    hidden = hidden_ids()
    told = (open_record(kind.name, record, hidden) for record in read_kind(kind, ids))
    return [record for record in told if record is not None]


def _register(kind: str) -> None:
    shape: Any = KINDS[kind]

    def several(request: HttpRequest, wanted: Query[Wanted]) -> Any:
        return _listed(kinds()[kind], wanted)

    def one(
        request: HttpRequest,
        identifier: Annotated[str, Path(max_length=120, pattern=r"^[a-z0-9.-]+$")],
    ) -> Any:
        ids = list(_open(kinds()[kind]).filter(id=identifier).values_list("id", flat=True))
        found = _shown(kinds()[kind], ids)
        if not found:
            raise HttpError(404, f"there is no public record {kind}/{identifier}")
        return found[0]

    name = kind.replace("-", " ")
    several.__name__, one.__name__ = f"list_{kind.replace('-', '_')}", f"read_{kind.replace('-', '_')}"
    page, item = f"/{kind}", f"/{kind}/{{identifier}}"
    api.get(page, response={200: Page[shape], 422: Fault}, tags=[kind], summary=f"List {name}")(several)
    api.get(item, response={200: shape, 404: Fault, 422: Fault}, tags=[kind], summary=f"One of {name}")(one)


for _kind in open_kinds():
    _register(_kind)
