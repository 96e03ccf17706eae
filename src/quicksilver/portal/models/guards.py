"""SQL of the rules that hold below Django: history is only added to, and nobody accepts what is their own organisation's.

Both are triggers, since both look beyond the row they guard. An acceptance is looked at whenever its row is written: one of the past stays
good when the person who gave it joins the organisation later, until the row is changed. Two databases, two dialects, the same rule.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

__all__ = ["append_only", "drop", "put_up", "separation", "take_down"]

_OWN = """EXISTS (
    SELECT 1 FROM programme_appointment held JOIN auth_user person ON person.id = held.user_id
    WHERE person.username = NEW.accepted_by AND (held.ends IS NULL OR held.ends >= CURRENT_DATE) AND ({whose}))"""
_WHOSE = {
    "contribution": "held.organisation_id = NEW.provider_id",
    "submission": """held.organisation_id = NEW.organisation_id
        OR (NEW.organisation_id IS NULL AND EXISTS (
            SELECT 1 FROM programme_leadership lead
            WHERE lead.area_id = NEW.area_id AND lead.organisation_id = held.organisation_id
            AND (lead.held_until IS NULL OR lead.held_until >= CURRENT_DATE)))""",
}
_SAID = "nobody accepts what their own organisation sent in or gives"
_KEPT = "the history is only added to"


def separation(vendor: str) -> list[str]:
    """Return the statements that make the triggers of the separation rule.

    Parameters
    ----------
    vendor : str
        ``"sqlite"`` or ``"postgresql"``.
    """
    made = []
    for table, whose in _WHOSE.items():
        own = _OWN.format(whose=whose)
        # AFTER, not BEFORE: an insert that turns into an update must be looked at as the update it is.
        for event in ("INSERT", "UPDATE"):
            made += _guard(
                vendor,
                f"programme_{table}",
                f"separate_{event.lower()}",
                event,
                "NEW.accepted_by <> ''",
                own,
                _SAID,
            )
    return made


def append_only(vendor: str, tables: Iterable[str]) -> list[str]:
    """Return the statements that make the triggers of tables whose rows are neither changed nor deleted."""
    made = []
    for table in tables:
        for event in ("UPDATE", "DELETE"):
            made += _guard(vendor, table, f"keep_{event.lower()}", event, "", "", _KEPT)
    return made


def drop(vendor: str, tables: Iterable[str]) -> list[str]:
    """Return the statements that take the triggers of :func:`separation` and :func:`append_only` away."""
    names = [
        (f"programme_{table}", f"separate_{event}") for table in _WHOSE for event in ("insert", "update")
    ]
    names += [(table, f"keep_{event}") for table in tables for event in ("update", "delete")]
    if vendor == "sqlite":
        return [f"DROP TRIGGER IF EXISTS {table}_{name}" for table, name in names]
    return [f"DROP FUNCTION IF EXISTS {table}_{name} CASCADE" for table, name in names]


def _tables(apps: Any) -> list[str]:
    models = apps.get_app_config("programme").get_models()
    return sorted(model._meta.db_table for model in models if model.__name__.startswith("Historical"))


def put_up(apps: Any, editor: Any) -> None:
    """Make all triggers: a step of a migration."""
    vendor = editor.connection.vendor
    for statement in [*separation(vendor), *append_only(vendor, _tables(apps))]:
        editor.execute(statement, params=None)


def take_down(apps: Any, editor: Any) -> None:
    """Take all triggers away: a step of a migration."""
    for statement in drop(editor.connection.vendor, _tables(apps)):
        editor.execute(statement, params=None)


def _guard(vendor: str, table: str, name: str, event: str, when: str, unless: str, message: str) -> list[str]:
    full = f"{table}_{name}"
    if vendor == "sqlite":
        condition = f" WHEN {when}" if when else ""
        where = f" WHERE {unless}" if unless else ""
        return [
            f"CREATE TRIGGER {full} AFTER {event} ON {table}{condition} BEGIN SELECT RAISE(ABORT, '{message}'){where}; END"
        ]
    raised = f"RAISE EXCEPTION '{message}' USING ERRCODE = 'check_violation';"
    body = f"IF {unless} THEN {raised} END IF;" if unless else raised
    condition = f"WHEN ({when}) " if when else ""
    return [
        f"CREATE FUNCTION {full}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} RETURN NULL; END $$",
        f"CREATE TRIGGER {full} AFTER {event} ON {table} FOR EACH ROW {condition}EXECUTE FUNCTION {full}()",
    ]
