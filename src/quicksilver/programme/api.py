"""The register for programs: public records as JSON, read only, without an account.

``/api/v1/<kind>`` lists, ``/api/v1/<kind>/<id>`` gives one record, in the shape of :mod:`quicksilver.programme.records`;
``/api/v1/search`` finds records of all kinds; ``/api/v1/openapi.json`` describes them. The number of queries of a page does not
depend on the number of records in it.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Generic, Literal, TypeVar

from django.db.models import Q
from django.http import HttpRequest
from ninja import NinjaAPI, Path, Query, Schema
from ninja.errors import HttpError
from pydantic import ConfigDict, Field

from quicksilver.programme.mapping import Kind, kinds
from quicksilver.programme.open_rows import open_rows
from quicksilver.programme.privacy import hidden_ids, open_kinds, open_record
from quicksilver.programme.reading import read_kind
from quicksilver.programme.records import KINDS, Language, Record
from quicksilver.programme.search import question
from quicksilver.programme.search.finding import find_stored, only
from quicksilver.programme.search.pieces import OPEN

__all__ = ["LARGEST_PAGE", "Fault", "Page", "Wanted", "api"]

LARGEST_PAGE = 200
#: Beyond it no register reaches; larger numbers make some databases fail.
_FURTHEST = 10_000_000
_NO_NUL = r"^[^\x00]*$"
R = TypeVar("R")


class Page(Schema, Generic[R]):
    """A page of a list."""

    model_config = ConfigDict(use_attribute_docstrings=True)

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

    model_config = ConfigDict(use_attribute_docstrings=True)

    limit: Annotated[int, Field(ge=1, le=LARGEST_PAGE)] = 50
    offset: Annotated[int, Field(ge=0, le=_FURTHEST)] = 0
    as_of: dt.date | None = None
    """Only what held on this day."""
    q: Annotated[str, Field(max_length=200, pattern=_NO_NUL)] = ""
    """Only what has all these words in any of the six languages; as the search does."""


class Passage(Schema):
    """Where a record says what was asked for."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    field: str
    """Such as ``scope`` or ``parts.0.text``."""
    language: str
    text: str
    """The sentence."""


class Hit(Schema):
    """A record that was found."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    kind: str
    id: str
    name: str
    """What it is called; empty where it has no name."""
    language: str
    """Of the name, which may be another than the one that was asked for; empty where it is in none."""
    places: list[Passage]


class Sought(Schema):
    """What is searched for."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    q: Annotated[str, Field(max_length=200, pattern=_NO_NUL)] = ""
    """Words that must all occur, in any of the six languages; the last may be the beginning of one. Terms of the glossary are found
    in every wording; what stands between quotation marks is found in that order. Without a word nothing is found."""
    kind: Literal[tuple(open_kinds())] | None = None  # type: ignore[valid-type]
    """Only records of this kind."""
    language: Language = "en"
    """In which records are named."""
    limit: Annotated[int, Field(ge=1, le=LARGEST_PAGE)] = 50
    offset: Annotated[int, Field(ge=0, le=_FURTHEST)] = 0


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
    if wanted.q.strip():
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
    return open_rows(kind)


def _found(kind: Kind, text: str) -> Q:
    asked = question(text)
    return Q(id__in=only(kind.name, asked, OPEN)) if asked.clauses else Q(pk__in=[])


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


@api.get("/search", response={200: Page[Hit], 422: Fault}, tags=["search"], summary="Search all kinds")
def search(request: HttpRequest, wanted: Query[Sought]) -> Any:
    """Find public records of all kinds: those that are called so first."""
    chosen = None if wanted.kind is None else [wanted.kind]
    found = find_stored(wanted.q, kinds=chosen, language=wanted.language, limit=wanted.limit, offset=wanted.offset)  # fmt: skip
    return {"count": found.count, "limit": wanted.limit, "offset": wanted.offset, "items": found.hits}


for _kind in open_kinds():
    _register(_kind)
