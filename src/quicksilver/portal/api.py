"""The register for programs: public records as JSON, read only, without an account.

``/api/v1/<kind>`` lists, ``/api/v1/<kind>/<id>`` gives one record, in the shape of :mod:`quicksilver.register.records`;
``/api/v1/search`` finds records of all kinds; ``/api/v1/boards/gaps`` states what is missing in the areas; ``/api/v1/openapi.json`` describes
them. The number of queries of a page does not depend on the number of records in it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Mapping
from typing import Annotated, Any, Final, Generic, Literal, TypeVar

from django.db.models import Q
from django.http import HttpRequest
from ninja import NinjaAPI, Path, Query, Schema
from ninja.errors import HttpError
from pydantic import ConfigDict, Field, create_model

from quicksilver.portal.models.base import held_on, today
from quicksilver.portal.store.knowledge import stored_knowledge_end
from quicksilver.portal.store.mapping import Kind, kinds
from quicksilver.portal.store.reading import read_kind
from quicksilver.portal.store.search.finding import find_stored, only
from quicksilver.portal.store.stored_gaps import public_gap_board
from quicksilver.portal.store.visibility_in_sql import closed_rows, hidden_ids, open_rows
from quicksilver.register.questions.gaps import LACKS
from quicksilver.register.questions.knowledge import asked, english_note
from quicksilver.register.records import KINDS, Language, Record, Source, Text
from quicksilver.register.rules.visibility import open_kinds, seen
from quicksilver.register.search import question
from quicksilver.register.search.pieces import OPEN

__all__ = ["LARGEST_PAGE", "Fault", "Page", "Wanted", "api"]

LARGEST_PAGE = 200
#: Beyond it no register reaches; larger numbers make some databases fail.
_FURTHEST = 10_000_000
_NO_NUL = r"^[^\x00]*$"
_IDENTIFIER = r"^[a-z0-9.-]+$"
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
    """The error."""

    detail: Any


class Wanted(Schema):
    """Selection from a list."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    limit: Annotated[int, Field(ge=1, le=LARGEST_PAGE)] = 50
    offset: Annotated[int, Field(ge=0, le=_FURTHEST)] = 0
    as_of: dt.date | None = None
    """Only records that were valid on this day."""
    q: Annotated[str, Field(max_length=200, pattern=_NO_NUL)] = ""
    """Only records that contain all these words, in any of the six languages, as in the search."""


class Passage(Schema):
    """A place in a record where the words were found."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    field: str
    """The field, such as ``scope`` or ``parts.0.text``."""
    language: str
    text: str
    """The sentence."""


class Hit(Schema):
    """A record that was found."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    kind: str
    id: str
    name: str
    """The name; empty where there is none."""
    language: str
    """The language of the name, which may differ from the one requested; empty where it has none."""
    places: list[Passage]


class Sought(Schema):
    """A search."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    q: Annotated[str, Field(max_length=200, pattern=_NO_NUL)] = ""
    """Words that must all occur, in any of the six languages; the last may be the beginning of one. Terms of the glossary are found
    in every wording; words between quotation marks are found in that order. Without a word nothing is found."""
    kind: Literal[tuple(open_kinds())] | None = None  # type: ignore[valid-type]
    """Only records of this kind."""
    language: Language = "en"
    """The language in which records are named."""
    limit: Annotated[int, Field(ge=1, le=LARGEST_PAGE)] = 50
    offset: Annotated[int, Field(ge=0, le=_FURTHEST)] = 0


class Lacking(Schema):
    """Something that is missing in an area."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    lack: Literal[tuple(LACKS)]  # type: ignore[valid-type]
    meaning: str
    """The meaning of the gap, in English."""
    since: dt.date | None
    """First day on which it may have been missing; null where unknown."""
    exact: bool
    """Whether it has been missing since exactly that day; otherwise at the latest since then, when a document first states it."""
    days: int | None
    """Number of days for which it has been missing; a minimum where the day is not exact."""
    source: Source | None
    """The source that states it; null where it follows from absence from the register."""


class AreaLacks(Schema):
    """What is missing in an area."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    area: str
    name: Text
    draft: bool
    """Whether the area has only a draft plan."""
    gaps: list[Lacking]


class Board(Schema):
    """What is missing in every area on a day. The number of stated amounts of money is public, although contributions are not."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    as_of: dt.date
    """The day of the board; never later than the end of the register's knowledge."""
    asked: dt.date
    """The day requested."""
    knowledge_ends: dt.date | None
    """The day on which the register's knowledge ends; null where the register is kept up to date or records no such day."""
    statement: str
    """A statement, in English, that the board is not an assessment as of the day requested; empty where it is one."""
    amounts: int
    """Number of amounts of money stated in the whole register, each counted once."""
    areas: list[AreaLacks]


class OnDay(Schema):
    """The day of a board."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    as_of: dt.date | None = None
    """The day requested; today (UTC) by default."""


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
        query = query.filter(held_on(wanted.as_of))
    for name, condition in _CONDITIONS.items():
        if (value := getattr(wanted, name, None)) is not None:
            query = query.filter(condition(kind, value))
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
    """Return the query of what everyone may see; what a page of it leaves out in the end is only within the records."""
    return open_rows(kind)


def _named(look_up: str, value: str, target: str) -> Q:
    """Return the condition that a record is found by another that it names, which everyone may see."""
    column = look_up.partition("__")[0]
    hidden = closed_rows(kinds()[target]).values("pk")
    return Q(**{look_up: value}) & ~Q(**{f"{column}__in": hidden})


def _listing(kind: Kind, fields: Collection[str], wanted: Q) -> Q:
    """Return the condition that an item of one of the lists of a record is what is wanted."""
    condition = Q()
    for part in kind.parts:
        if part.field in fields:
            # Asked once and not for every record, of which an area has thousands.
            condition |= Q(pk__in=part.model.objects.order_by().filter(wanted).values(part.owner))
    return condition


def _of_area(kind: Kind, area: str) -> Q:
    """Return the condition that a record is of an area; of one that is hidden there is nothing to be seen."""
    wanted = _named("area", area, "areas")
    return wanted if "area" in kind.targets else _listing(kind, ("areas",), wanted)


def _of_organisation(kind: Kind, organisation: str) -> Q:
    """Return the condition that a record is of an organisation, or names it among those who take part or have written it."""
    wanted = _named("organisation", organisation, "organisations")
    return wanted if "organisation" in kind.targets else _listing(kind, _BODIES, wanted)


def _of_country(kind: Kind, country: str) -> Q:
    """Return the condition that something is, or takes place, in a country, or is of an organisation there."""
    if "country" in kind.columns:
        return Q(country=country)
    if "organisation" in kind.targets:
        return _named("organisation__country", country, "organisations")
    return _listing(kind, _PLACES, Q(country=country))


_BODIES: Final = ("participants", "authors")
_PLACES: Final = ("places",)
_CONDITIONS: Final[Mapping[str, Callable[[Kind, str], Q]]] = {
    "area": _of_area,
    "organisation": _of_organisation,
    "country": _of_country,
    "state": lambda _, state: Q(state=state),
}


def _asked(kind: Kind) -> type[Wanted]:
    """Return what may be asked of the list of a kind: by area, organisation, country and state, where its records have them."""
    more: dict[str, Any] = {}
    lists = {part.field for part in kind.parts}
    name = Annotated[str, Field(max_length=120, pattern=_IDENTIFIER)]
    if "area" in kind.targets or "areas" in lists:
        more["area"] = (name | None, Field(None, description="Only records of this area."))
    if "organisation" in kind.targets or lists & set(_BODIES):
        more["organisation"] = (
            name | None,
            Field(
                None,
                description="Only records of this organisation, and records that name it as a participant or an author.",
            ),
        )
    if "country" in kind.columns or "organisation" in kind.targets or lists & set(_PLACES):
        code = Annotated[str, Field(pattern="^[A-Z]{3}$")]
        more["country"] = (
            code | None,
            Field(
                None,
                description="Only records of this country (ISO 3166, three letters): located there, taking place there, or of an organisation there.",
            ),
        )
    if "state" in kind.columns:
        states = kind.record.model_fields["state"].annotation
        more["state"] = (states | None, Field(None, description="Only records in this state."))  # type: ignore[operator]
    return create_model(f"Wanted{kind.record.__name__}", __base__=Wanted, **more)


def _found(kind: Kind, text: str) -> Q:
    asked = question(text)
    return Q(id__in=only(kind.name, asked, OPEN)) if asked.clauses else Q(pk__in=[])


def _shown(kind: Kind, ids: list[str]) -> list[Record]:
    hidden = hidden_ids()
    shown = (seen(kind.name, record, hidden) for record in read_kind(kind, ids))
    # Whatever limits other records, who reads this is everyone.
    return [record.model_copy(update={"visibility": "public"}) for record in shown if record is not None]


def _register(kind: str) -> None:
    shape: Any = KINDS[kind]

    def several(request: HttpRequest, wanted: Wanted) -> Any:
        return _listed(kinds()[kind], wanted)

    several.__annotations__["wanted"] = Query[_asked(kinds()[kind])]  # type: ignore[misc]

    def single(
        request: HttpRequest,
        identifier: Annotated[str, Path(max_length=120, pattern=r"^[a-z0-9.-]+$")],
    ) -> Any:
        ids = list(_open(kinds()[kind]).filter(id=identifier).values_list("id", flat=True))
        records = _shown(kinds()[kind], ids)
        if not records:
            raise HttpError(404, f"there is no public record {kind}/{identifier}")
        return records[0]

    name = kind.replace("-", " ")
    several.__name__, single.__name__ = f"list_{kind.replace('-', '_')}", f"read_{kind.replace('-', '_')}"
    page, item = f"/{kind}", f"/{kind}/{{identifier}}"
    api.get(page, response={200: Page[shape], 422: Fault}, tags=[kind], summary=f"List {name}")(several)
    api.get(item, response={200: shape, 404: Fault, 422: Fault}, tags=[kind], summary=f"One of {name}")(
        single
    )


@api.get("/boards/gaps", response={200: Board, 422: Fault}, tags=["boards"], summary="Gaps of the areas")
def gaps(request: HttpRequest, wanted: Query[OnDay]) -> Any:
    """Return what is missing in every partnership area, and since when, according to what is public."""
    given = asked(stored_knowledge_end(), wanted.as_of or today())
    board = public_gap_board(given.day)
    rows = [
        {
            "area": row.area.id,
            "name": row.area.name,
            "draft": row.draft,
            "gaps": [
                {
                    "lack": gap.lack,
                    "meaning": LACKS[gap.lack],
                    "since": gap.since,
                    "exact": gap.exact,
                    "days": gap.days(given.day),
                    "source": gap.source,
                }
                for gap in row.gaps
            ],
        }
        for row in board.rows
    ]
    return {
        "as_of": given.day,
        "asked": given.wanted,
        "knowledge_ends": given.ends,
        "statement": english_note(given),
        "amounts": board.amounts,
        "areas": rows,
    }


@api.get("/search", response={200: Page[Hit], 422: Fault}, tags=["search"], summary="Search all kinds")
def search(request: HttpRequest, wanted: Query[Sought]) -> Any:
    """Find public records of all kinds; those with the words in their names come first."""
    chosen = None if wanted.kind is None else [wanted.kind]
    results = find_stored(
        wanted.q, kinds=chosen, language=wanted.language, limit=wanted.limit, offset=wanted.offset
    )
    return {"count": results.count, "limit": wanted.limit, "offset": wanted.offset, "items": results.hits}


for _kind in open_kinds():
    _register(_kind)
