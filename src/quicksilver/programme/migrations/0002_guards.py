"""Triggers: history is only added to; nobody accepts what is their own organisation's."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import migrations

from quicksilver.programme.models import guards


def _tables(apps: Any) -> list[str]:
    models = apps.get_app_config("programme").get_models()
    return sorted(model._meta.db_table for model in models if model.__name__.startswith("Historical"))


def _make(apps: Any, editor: Any) -> None:
    vendor = editor.connection.vendor
    for statement in [*guards.separation(vendor), *guards.append_only(vendor, _tables(apps))]:
        editor.execute(statement, params=None)


def _drop(apps: Any, editor: Any) -> None:
    for statement in guards.drop(editor.connection.vendor, _tables(apps)):
        editor.execute(statement, params=None)


class Migration(migrations.Migration):
    """See the text of the module."""

    dependencies = (
        ("programme", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    )
    operations = (migrations.RunPython(_make, _drop),)
