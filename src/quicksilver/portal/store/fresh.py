"""A new database, made at once in the form that all migrations together give it."""

from __future__ import annotations

from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder

from quicksilver.portal.models import guards
from quicksilver.portal.store.search import statements

__all__ = ["is_empty", "make_tables"]


def is_empty() -> bool:
    """Return whether the database has no table but, at most, the empty list of migrations."""
    tables = set(connection.introspection.table_names())
    return (
        tables <= {MigrationRecorder.Migration._meta.db_table}
        and not MigrationRecorder(connection).applied_migrations()
    )


def make_tables() -> None:
    """Make all tables, triggers and the index of searching of an empty database, and record the migrations as done.

    Step by step each migration costs a new picture of all models for nearly every operation, fifteen seconds in all;
    the same tables are made from the last picture in one. What migrations do beyond tables is repeated here: triggers
    and the index. Rows that they change are not there yet.
    """
    recorder = MigrationRecorder(connection)
    recorder.ensure_schema()
    loader = MigrationExecutor(connection).loader
    leaves = loader.graph.leaf_nodes()
    models = loader.project_state(leaves).apps
    with connection.schema_editor(atomic=True) as editor:
        for model in models.get_models():
            if model._meta.can_migrate(connection):
                editor.create_model(model)
        guards.put_up(models, editor)
        statements.put_up(models, editor)
        for label, name in loader.disk_migrations:
            recorder.record_applied(label, name)
