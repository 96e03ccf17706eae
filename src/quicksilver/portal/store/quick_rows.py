"""Thousands of rows into the database at once, and into their history.

Django makes an object of every row of a history and asks every column of every row how it wants to be written. A load writes half a
million rows, half of them history; so rows go in as they are, and the history is copied from the table by the database itself.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

__all__ = ["Note", "copy_to_history", "insert_rows"]

#: What databases take as it is, from a column that is neither JSON nor a date.
_AS_IT_IS = (str, int, bool, type(None))
_MANY = 500


@dataclass(frozen=True, slots=True)
class Note:
    """What the history states of a change: when, by whom, why."""

    when: dt.datetime
    by: str
    why: str


def insert_rows(model: Any, rows: Sequence[Any]) -> None:
    """Add rows that are not in the table yet; they get no keys that the database makes.

    Parameters
    ----------
    model : type
        The table.
    rows : sequence of models
    """
    from django.db import connection
    from django.db.models import AutoField

    if not rows:
        return
    columns = [field for field in model._meta.concrete_fields if not isinstance(field, AutoField)]
    name = connection.ops.quote_name
    named = ", ".join(name(column.column) for column in columns)
    sql = f"INSERT INTO {name(model._meta.db_table)} ({named}) VALUES ({', '.join(['%s'] * len(columns))})"  # noqa: S608
    ways = [(column.attname, _writer(column, connection)) for column in columns]
    with connection.cursor() as cursor:
        cursor.executemany(sql, [[write(row[column]) for column, write in ways] for row in map(vars, rows)])


def copy_to_history(
    model: Any, column: str, values: Collection[str], sign: str, note: Note, **only: Any
) -> None:
    """Copy rows, as the table has them now, into its history.

    Parameters
    ----------
    model : type
        The table.
    column : str
        Attribute by which the rows are named.
    values : collection of str
        Whose rows.
    sign : str
        ``+``, ``~`` or ``-``.
    note : Note
    **only : str
        Values of other columns that the rows must have.
    """
    from django.db import connection

    past, name = model.history.model, connection.ops.quote_name
    here = {field.attname: field.column for field in model._meta.concrete_fields}
    tracked = [field.attname for field in past.tracked_fields]
    additions = {
        "history_date": note.when,
        "history_type": sign,
        "history_user_id": note.by,
        "history_change_reason": note.why,
    }
    # The name of a column is its own in both tables.
    into = ", ".join(name(here[attname]) for attname in tracked) + "".join(
        f", {name(attname)}" for attname in additions
    )
    prepared = [
        past._meta.get_field(attname).get_db_prep_save(value, connection)
        for attname, value in additions.items()
    ]
    marks = ", ".join(["%s"] * len(prepared))
    which = "".join(f" AND {name(here[attname])} = %s" for attname in only)
    with connection.cursor() as cursor:
        for some in _portions(values):
            cursor.execute(
                f"INSERT INTO {name(past._meta.db_table)} ({into}) "  # noqa: S608
                f"SELECT {', '.join(name(here[attname]) for attname in tracked)}, {marks} FROM {name(model._meta.db_table)} "
                f"WHERE {name(here[column])} IN ({', '.join(['%s'] * len(some))}){which} ORDER BY {name(model._meta.pk.column)}",
                [*prepared, *some, *only.values()],
            )


def _writer(field: Any, connection: Any) -> Callable[[Any], Any]:
    """Return what makes of a value what the database takes."""
    from django.db.models import DateField, JSONField

    def prepared(value: Any) -> Any:
        return field.get_db_prep_save(value, connection)

    if isinstance(field, (JSONField, DateField)) or field.remote_field:
        return prepared
    return lambda value: value if value.__class__ in _AS_IT_IS else prepared(value)


def _portions(values: Collection[str]) -> Iterator[list[str]]:
    every = sorted(values)
    for start in range(0, len(every), _MANY):
        yield every[start : start + _MANY]
