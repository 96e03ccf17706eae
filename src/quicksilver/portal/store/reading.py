"""Rows of the database as records: one query per table, whatever the number of records."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterator
from typing import Any

from quicksilver.portal.store.mapping import Kind, record_of
from quicksilver.register.records import Record

__all__ = ["read_kind", "stored_ids"]

_FEW = 500


def read_kind(
    kind: Kind, ids: Collection[str] | None = None, *, at: dt.datetime | None = None
) -> list[Record]:
    """Return the records of a kind, in the order of their identifiers.

    Parameters
    ----------
    kind : Kind
    ids : collection of str, optional
        Only these.
    at : datetime, optional
        As the register was then; with a time zone.
    """
    if ids is not None and not ids:
        return []
    rows = {row["id"]: row for row in _rows(kind.model, "id", ids, at)}
    parts: dict[str, dict[str, list[dict[str, Any]]]] = {}
    for part in kind.parts:
        by_owner: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for row in sorted(_rows(part.model, part.owner, ids, at), key=lambda row: int(row["position"])):
            by_owner[row[part.owner]].append(row)
        parts[part.field] = by_owner
    cited = _cited(kind, ids, at)
    return [
        record_of(
            kind,
            rows[key],
            {name: by_owner[key] for name, by_owner in parts.items() if key in by_owner},
            cited.get(key, {}),
        )
        for key in sorted(rows)
        if ids is None or key in ids
    ]


def stored_ids(kind: Kind) -> set[str]:
    """Return the identifiers of all records of a kind."""
    return set(kind.model.objects.order_by().values_list("id", flat=True))


def _rows(
    model: Any, owner: str, ids: Collection[str] | None, at: dt.datetime | None, **only: Any
) -> Iterator[dict[str, Any]]:
    query = (model.objects if at is None else _as_of(model, at, only)).order_by()
    # Of many, reading all is quicker than naming them, and databases limit how many may be named.
    if ids is not None and len(ids) <= _FEW:
        only[f"{owner}__in"] = list(ids)
    columns = [column.attname for column in model._meta.concrete_fields]
    for values in query.filter(**only).values_list(*columns).iterator(chunk_size=5000):
        yield dict(zip(columns, values, strict=True))


def _as_of(model: Any, at: dt.datetime, only: dict[str, Any]) -> Any:
    from django.db.models import Max

    history = model.history.model.objects
    last = (
        history.filter(history_date__lte=at, **only)
        .order_by()
        .values("id")
        .annotate(last=Max("history_id"))
        .values("last")
    )
    return history.filter(history_id__in=last).exclude(history_type="-")


def _cited(
    kind: Kind, ids: Collection[str] | None, at: dt.datetime | None
) -> dict[str, dict[str, list[dict[str, str]]]]:
    from quicksilver.portal.models import Citation

    sources: dict[str, dict[str, list[dict[str, str]]]] = defaultdict(lambda: defaultdict(list))
    rows = _rows(Citation, "owner", ids, at, kind=kind.name)
    for row in sorted(rows, key=lambda row: int(row["position"])):
        source = {"document": row["document_id"]}
        if row["place"]:
            source["place"] = row["place"]
        sources[row["owner"]][row["part"]].append(source)
    return sources
