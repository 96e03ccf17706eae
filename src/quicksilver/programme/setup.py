"""Making Django ready: once per process, whoever asks first."""

from __future__ import annotations

import os
from pathlib import Path

from quicksilver.errors import InputProblems, Problem

__all__ = ["configure", "migrate"]


def configure(database: str | Path | None = None) -> None:
    """Make Django ready to use; a second call does nothing.

    Parameters
    ----------
    database : str or Path, optional
        File of an SQLite database, or the URL of one (``postgres://...``). Left out, the environment says it.

    Raises
    ------
    InputProblems
        Another database is in use in this process already.
    """
    import django
    from django.apps import apps
    from django.conf import settings

    url = _url(database) if database is not None else None
    if settings.configured:
        _same_or_refuse(url)
    else:
        if url is not None:
            os.environ["DATABASE_URL"] = url
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "quicksilver.programme.settings")
    if not apps.ready:
        django.setup()


def migrate() -> None:
    """Bring the database to the form this release needs; make it, and its folder, where there is none."""
    configure()
    from django.core.management import call_command
    from django.db import connection

    name = str(connection.settings_dict["NAME"])
    if connection.vendor == "sqlite" and "memory" not in name:
        Path(name).parent.mkdir(parents=True, exist_ok=True)
    call_command("migrate", interactive=False, verbosity=0)


def _url(database: str | Path) -> str:
    text = str(database)
    return text if "://" in text else f"sqlite:///{Path(text).expanduser().absolute()}"


def _same_or_refuse(url: str | None) -> None:
    if url is None:
        return
    import dj_database_url
    from django.conf import settings

    used, wanted = settings.DATABASES["default"], dj_database_url.parse(url)
    keys = ("ENGINE", "NAME", "HOST", "PORT")
    if any(str(used.get(key) or "") != str(wanted.get(key) or "") for key in keys):
        raise InputProblems(
            [
                Problem(
                    "another database is in use already",
                    "database",
                    "one database per process",
                    remedy="start again and name the database first",
                )
            ]
        )
