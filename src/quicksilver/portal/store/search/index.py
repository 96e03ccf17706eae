"""Keeping the index: every door that writes records comes by here, inside the transaction that writes them.

``save_register`` hands over the rows it writes; rows that are saved or deleted one by one are noticed by signals, and their record is read
again. What was indexed by other rules (an older release, another glossary) is indexed anew when the database is brought up to date.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any, Final

from quicksilver.intake.packaged import content
from quicksilver.portal.store.search.statements import STATE, TABLE, WORDS, vector
from quicksilver.register.search.entries import Entry, entry
from quicksilver.register.search.pieces import LEVELS, lists

__all__ = ["plain_rows", "rebuild", "refresh", "remove", "settle", "watch", "write"]

#: Raised whenever the rules of this package change what stands in the index.
_RULES: Final = 1
_BATCH: Final = 2000
_FEW: Final = 500


def write(kind: Any, records: Iterable[Any], parts: Mapping[str, Iterable[Any]]) -> None:
    """Index records, new or changed.

    Parameters
    ----------
    kind : quicksilver.portal.store.mapping.Kind
    records : iterable of models
        Rows of the kind.
    parts : mapping of str to iterable of models
        By field the rows of the lists inside these records.
    """
    inside: dict[str, dict[str, list[Any]]] = defaultdict(dict)
    searched = lists(kind.name)
    for part in kind.parts:
        for item in parts.get(part.field, ()) if part.field in searched else ():
            values = vars(item)
            inside[values[part.owner]].setdefault(part.field, []).append(values)
    _put([entry(kind.name, {**vars(row), **inside.get(row.pk, {})}) for row in records])


def remove(kind: str, ids: Collection[str]) -> None:
    """Take records out of the index."""
    from django.db import connection

    with connection.cursor() as cursor:
        for some in _portions(sorted(ids)):
            if connection.vendor == "sqlite":
                numbers = list(_numbers(cursor, kind, some).values())
                cursor.executemany(f"DELETE FROM {WORDS} WHERE rowid = %s", [[number] for number in numbers])  # noqa: S608
            marks = ", ".join(["%s"] * len(some))
            cursor.execute(f"DELETE FROM {TABLE} WHERE kind = %s AND owner IN ({marks})", [kind, *some])  # noqa: S608


def refresh(kind: str, ids: Collection[str]) -> None:
    """Index records as the database has them now; what it does not have is taken out."""
    from django.db import transaction

    with transaction.atomic():
        entries = [entry(kind, plain) for plain in plain_rows(kind, ids, lock=True)]
        _put(entries)
        gone = set(ids) - {entry.id for entry in entries}
        if gone:
            remove(kind, gone)


def rebuild() -> None:
    """Index the whole register anew."""
    from django.db import connection, transaction

    from quicksilver.portal.store.mapping import kinds

    with transaction.atomic(), connection.cursor() as cursor:
        for name in (TABLE, WORDS, STATE) if connection.vendor == "sqlite" else (TABLE, STATE):
            cursor.execute(f"DELETE FROM {name}")  # noqa: S608
        for name, kind in kinds().items():
            ids = list(kind.model.objects.order_by("id").values_list("id", flat=True))
            for some in _portions(ids, _BATCH):
                _put([entry(name, plain) for plain in plain_rows(name, some)])
        cursor.execute(f"INSERT INTO {STATE} (made) VALUES (%s)", [_fingerprint()])  # noqa: S608


def settle(**_given: Any) -> None:
    """Index the register anew where the index is missing or was made by other rules; else do nothing."""
    from django.db import connection

    with connection.cursor() as cursor:
        if STATE not in connection.introspection.table_names(cursor):
            return
        cursor.execute(f"SELECT made FROM {STATE}")  # noqa: S608
        made = [row[0] for row in cursor.fetchall()]
    if made != [_fingerprint()]:
        rebuild()


def plain_rows(kind: str, ids: Collection[str], *, lock: bool = False) -> Iterator[dict[str, Any]]:
    """Yield records as plain data: their columns, and by field the rows of the lists that are searched; one query per table.

    Parameters
    ----------
    kind : str
    ids : collection of str
    lock : bool
        Whether nobody else may index them until the transaction is over.
    """
    from quicksilver.portal.store.mapping import kinds

    of = kinds()[kind]
    rows = of.model.objects.filter(id__in=list(ids)).order_by("id")
    if lock:
        # Of two who change one record at the same time, the second must see what the first wrote.
        rows = rows.select_for_update(no_key=True)
    inside: dict[str, dict[str, list[dict[str, Any]]]] = defaultdict(dict)
    records, searched = list(rows.values()), lists(kind)
    for part in of.parts if records else ():
        if part.field in searched:
            items = part.model.objects.filter(**{f"{part.owner}__in": list(ids)}).order_by("position", "pk")
            for item in items.values():
                inside[item[part.owner]].setdefault(part.field, []).append(item)
    for row in records:
        yield {**row, **inside.get(row["id"], {})}


def watch() -> None:
    """See to it that the index follows rows that are saved or deleted one by one, and is there once the database is up to date."""
    from django.db.models import signals

    signals.pre_save.connect(_note_owner, dispatch_uid="programme-search-owner")
    signals.post_save.connect(_follow, dispatch_uid="programme-search-save")
    signals.post_delete.connect(_follow, dispatch_uid="programme-search-delete")
    signals.post_migrate.connect(_migrated, dispatch_uid="programme-search-migrate")


def _note_owner(sender: Any, instance: Any, **_given: Any) -> None:
    owner = _column_of_owner(sender)
    if owner and instance.pk is not None:
        was = sender.objects.filter(pk=instance.pk).values_list(owner, flat=True)
        instance._search_was = set(was)


def _follow(sender: Any, instance: Any, **_given: Any) -> None:
    from quicksilver.portal.models import RecordModel

    if issubclass(sender, RecordModel):
        refresh(sender.folder, {instance.pk})
        return
    owner = _column_of_owner(sender)
    if owner:
        kind = sender._meta.get_field(sender.owner).remote_field.model.folder
        refresh(kind, {getattr(instance, owner)} | getattr(instance, "_search_was", set()))


def _column_of_owner(model: Any) -> str:
    from quicksilver.portal.models import Child

    return f"{model.owner}_id" if issubclass(model, Child) else ""


def _migrated(app_config: Any, using: str, **_given: Any) -> None:
    if app_config.label == "programme" and using == "default":
        settle()


@cache
def _fingerprint() -> str:
    """Return what tells one set of rules from another: what is searched, the glossary, and where names and letters come from."""
    from importlib.metadata import version

    versions = [str(_RULES), unicodedata.unidata_version, version("babel"), version("pycountry")]
    names = ("glossary.csv", "glossary_unlike.csv", "search_fields.csv")
    tables = [content("quicksilver.register", f"data/{name}") for name in names]
    return hashlib.sha256(b"\n".join([*(text.encode() for text in versions), *tables])).hexdigest()


def _put(entries: Sequence[Entry]) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        for some in _portions(entries):
            if connection.vendor == "sqlite":
                _put_sqlite(cursor, some)
            else:
                _put_postgresql(cursor, some)


def _put_sqlite(cursor: Any, entries: Sequence[Entry]) -> None:
    kind = entries[0].kind
    known = _numbers(cursor, kind, [entry.id for entry in entries])
    cursor.executemany(f"DELETE FROM {WORDS} WHERE rowid = %s", [[number] for number in known.values()])  # noqa: S608
    cursor.execute(f"SELECT COALESCE(MAX(id), 0) FROM {TABLE}")  # noqa: S608
    last = cursor.fetchone()[0]
    new = [entry.id for entry in entries if entry.id not in known]
    known |= {owner: last + place for place, owner in enumerate(new, 1)}
    cursor.executemany(
        f"INSERT INTO {TABLE} (id, kind, owner) VALUES (%s, %s, %s)",  # noqa: S608
        [[known[owner], kind, owner] for owner in new],
    )
    cursor.executemany(
        f"INSERT INTO {WORDS} (rowid, {', '.join(LEVELS)}) VALUES (%s, %s, %s, %s, %s)",  # noqa: S608
        [[known[entry.id], *(entry.words(level) for level in LEVELS)] for entry in entries],
    )


def _numbers(cursor: Any, kind: str, ids: Sequence[str]) -> dict[str, int]:
    marks = ", ".join(["%s"] * len(ids))
    cursor.execute(f"SELECT owner, id FROM {TABLE} WHERE kind = %s AND owner IN ({marks})", [kind, *ids])  # noqa: S608
    return dict(cursor.fetchall())


def _put_postgresql(cursor: Any, entries: Sequence[Entry]) -> None:
    cursor.execute(
        f"INSERT INTO {TABLE} (kind, owner, words) SELECT k, o, w::tsvector FROM unnest(%s::text[], %s::text[], %s::text[]) AS given (k, o, w) "  # noqa: S608
        "ON CONFLICT (kind, owner) DO UPDATE SET words = EXCLUDED.words",
        [
            [entry.kind for entry in entries],
            [entry.id for entry in entries],
            [vector(entry) for entry in entries],
        ],
    )


def _portions(of: Sequence[Any], size: int = _FEW) -> Iterator[Sequence[Any]]:
    for start in range(0, len(of), size):
        yield of[start : start + size]
