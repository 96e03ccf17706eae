"""From records to rows and back: which column holds which field, and where each reference leads.

The tables name their columns as the records name their fields, so that nothing has to be listed twice: what differs between kinds is read
off the models once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from quicksilver.register.records import BY_STATE, KINDS, Record

__all__ = ["Kind", "Part", "Rows", "kinds", "record_of", "references", "rows_of"]

_DERIVED = {"held_from", "held_until", "accepted_by"}
#: Lists whose items cite one source, not several.
_SINGLE = {"statuses"}


@dataclass(frozen=True)
class Part:
    """A list inside a record, and the table of its items.

    Attributes
    ----------
    field : str
        Of the record.
    model : type
        The table.
    owner : str
        Column that names the record.
    columns : mapping of str to str
        Field of an item -> column.
    bare : str
        Column, where an item is nothing but the identifier of another record; else empty.
    targets : mapping of str to str
        Field -> kind it refers to.
    """

    field: str
    model: Any
    owner: str
    columns: Mapping[str, str]
    bare: str
    targets: Mapping[str, str]


@dataclass(frozen=True)
class Kind:
    """A kind of record and its tables; see :class:`Part`."""

    name: str
    model: Any
    record: type[Record]
    columns: Mapping[str, str]
    targets: Mapping[str, str]
    parts: tuple[Part, ...]
    decimals: frozenset[str]
    unlimited: frozenset[str]
    """Values of its visibility that say no more than the default; older releases wrote another one."""


@dataclass
class Rows:
    """Rows that are not written yet: of records, of the lists in them by field, and citations."""

    records: list[Any] = field(default_factory=list)
    parts: dict[str, list[Any]] = field(default_factory=dict)
    citations: list[Any] = field(default_factory=list)


@cache
def kinds() -> dict[str, Kind]:
    """Return every kind by name, in the order of ``KINDS``."""
    from quicksilver.portal.models import kind_models

    return {name: _kind(name, model) for name, model in kind_models().items()}


def _kind(name: str, model: Any) -> Kind:
    from django.apps import apps

    from quicksilver.portal.models.base import Child
    from quicksilver.portal.models.fields import ExactDecimal

    columns, targets = _columns(model, set())
    parts = [
        _part(child)
        for child in apps.get_app_config("programme").get_models()
        if issubclass(child, Child) and child._meta.get_field(child.owner).remote_field.model is model
    ]
    decimals = frozenset(
        column.name for column in model._meta.concrete_fields if isinstance(column, ExactDecimal)
    )
    by_state = KINDS[name].model_fields["visibility"].default == BY_STATE
    unlimited = frozenset({BY_STATE, "public"} if by_state else ())
    return Kind(name, model, KINDS[name], columns, targets, tuple(parts), decimals, unlimited)


def _part(child: Any) -> Part:
    columns, targets = _columns(child, {child.owner, "id", "position"})
    bare = next(iter(columns.values())) if len(columns) == 1 and targets else ""
    return Part(child.lists, child, f"{child.owner}_id", columns, bare, targets)


def _columns(model: Any, without: set[str]) -> tuple[dict[str, str], dict[str, str]]:
    fields = [field for field in model._meta.concrete_fields if field.name not in _DERIVED | without]
    columns = {field.name: field.attname for field in fields}
    targets = {field.name: field.remote_field.model.folder for field in fields if field.remote_field}
    return columns, targets


def rows_of(kind: Kind, records: Iterable[Record]) -> Rows:
    """Return the rows of records of a kind, none of them saved."""
    from quicksilver.portal.models import Citation

    rows = Rows(parts={part.field: [] for part in kind.parts})
    for record in records:
        data = record.model_dump(mode="json", exclude_defaults=True)
        rows.citations += _cite(Citation, kind.name, record.id, "", data.pop("sources", ()))
        for part in kind.parts:
            for position, item in enumerate(data.pop(part.field, ())):
                if part.bare:
                    values = {part.bare: item}
                else:
                    cited = item.pop("source" if part.field in _SINGLE else "sources", ())
                    rows.citations += _cite(
                        Citation,
                        kind.name,
                        record.id,
                        f"{part.field}.{position}",
                        [cited] if isinstance(cited, dict) else cited,
                    )
                    values = {part.columns[name]: value for name, value in item.items()}
                rows.parts[part.field].append(
                    part.model(**{part.owner: record.id, "position": position, **values})
                )
        row = kind.model(**{kind.columns[name]: value for name, value in data.items()})
        row.held_from = record.since.first if record.since else None
        row.held_until = record.until.last if record.until else None
        rows.records.append(row)
    return rows


def _cite(citation: Any, kind: str, owner: str, part: str, sources: Iterable[Mapping[str, str]]) -> list[Any]:
    return [
        citation(
            kind=kind,
            owner=owner,
            part=part,
            position=position,
            document_id=source["document"],
            place=source.get("place", ""),
        )
        for position, source in enumerate(sources)
    ]


def record_of(
    kind: Kind,
    row: Mapping[str, Any],
    parts: Mapping[str, Iterable[Mapping[str, Any]]],
    cited: Mapping[str, list[dict[str, str]]],
) -> Record:
    """Return the record of a row.

    Parameters
    ----------
    kind : Kind
    row : mapping
        Column -> value.
    parts : mapping
        Field -> rows of the items, in order.
    cited : mapping
        Part -> its sources, in order; the record itself is ``""``.
    """
    data = {name: row[column] for name, column in kind.columns.items() if row[column] is not None}
    if data.get("visibility") in kind.unlimited:
        del data["visibility"]
    if "" in cited:
        data["sources"] = cited[""]
    for part in kind.parts:
        items = [_item(part, item, cited) for item in parts.get(part.field, ())]
        if items:
            data[part.field] = items
    return kind.record.model_validate(data)


def _item(part: Part, row: Mapping[str, Any], cited: Mapping[str, list[dict[str, str]]]) -> Any:
    if part.bare:
        return row[part.bare]
    item = {name: row[column] for name, column in part.columns.items() if row[column] is not None}
    sources = cited.get(f"{part.field}.{row['position']}")
    if sources:
        item |= {"source": sources[0]} if part.field in _SINGLE else {"sources": sources}
    return item


def references(kind: Kind, record: Record) -> Iterator[tuple[str, str, str]]:
    """Yield what a record refers to: place in the record, kind and identifier."""
    yield from _cited(record, "")
    for name, target in kind.targets.items():
        identifier = getattr(record, name)
        if identifier is not None:
            yield name, target, identifier
    for part in kind.parts:
        for position, item in enumerate(getattr(record, part.field)):
            place = f"{part.field}[{position + 1}]"
            if part.bare:
                yield place, next(iter(part.targets.values())), item
                continue
            yield from _cited(item, f"{place}.")
            for name, target in part.targets.items():
                identifier = getattr(item, name)
                if identifier is not None:
                    yield f"{place}.{name}", target, identifier


def _cited(holder: Any, prefix: str) -> Iterator[tuple[str, str, str]]:
    for position, source in enumerate(getattr(holder, "sources", ())):
        yield f"{prefix}sources[{position + 1}]", "documents", source.document
    single = getattr(holder, "source", None)
    if single is not None:
        yield f"{prefix}source", "documents", single.document
