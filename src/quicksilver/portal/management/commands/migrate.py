"""Django's ``migrate``, which makes an empty database at once instead of step by step."""

from __future__ import annotations

from typing import Any

from django.core.management.commands import migrate
from django.db import DEFAULT_DB_ALIAS

from quicksilver.portal.store import fresh

__all__ = ["Command"]


class Command(migrate.Command):
    """Bring the database to the form of this release."""

    def handle(self, *args: Any, **options: Any) -> None:
        """Make the tables of an empty database, and leave the rest to Django: kinds of content, permissions, steps."""
        asked_for_less = any(
            options.get(name)
            for name in ("app_label", "fake", "fake_initial", "plan", "check_unapplied", "prune")
        )
        if not asked_for_less and options["database"] == DEFAULT_DB_ALIAS and fresh.is_empty():
            fresh.make_tables()
        super().handle(*args, **options)
