"""Preparing Django: once per process, whoever asks first."""

from __future__ import annotations

import logging
import os
import stat
from pathlib import Path

from quicksilver.errors import InputProblems, Problem
from quicksilver.language.problems import problem
from quicksilver.package import VERSION

__all__ = ["configure", "database_file", "migrate", "open_to_others"]

_log = logging.getLogger("quicksilver.set-up")
#: What SQLite keeps beside a database file.
_BESIDE = ("", "-wal", "-shm", "-journal")


def configure(database: str | Path | None = None) -> None:
    """Prepare Django for use; a second call does nothing.

    Parameters
    ----------
    database : str or Path, optional
        File of an SQLite database, or the URL of one (``postgres://...``). If omitted, the environment decides.

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
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "quicksilver.portal.site.settings")
    if not apps.ready:
        django.setup()


def migrate(*, keep: bool = True) -> Path | None:
    """Bring the database to the form this release needs; make it, and its folder, where there is none.

    The folder and the files of an SQLite database are for their owner only, whatever the umask: they hold addresses of
    persons, sessions and hashes of passwords. A folder that others can enter is reported in the log. A file that an
    earlier release wrote is copied beside itself before it is changed; copy and change are reported in the log.

    Parameters
    ----------
    keep : bool
        Whether the file of an earlier release is kept; not needed where it was just put back from a backup.

    Returns
    -------
    Path or None
        The copy of the file of an earlier release; None where nothing had to be changed.
    """
    configure()
    from django.core.management import call_command
    from django.db import connection

    name = str(connection.settings_dict["NAME"])
    is_new = connection.vendor == "sqlite" and not (Path(name).exists() and Path(name).stat().st_size)
    in_file = database_file() is not None
    reason = open_to_others()
    if reason:
        _log.warning("%s", reason)
    outstanding = _outstanding()
    copy = _copy_beside(Path(name)) if keep and in_file and outstanding else None
    try:
        call_command("migrate", interactive=False, verbosity=0)
    except BaseException:
        if is_new and in_file:
            # Half a database is none: the next command begins anew.
            connection.close()
            for ending in _BESIDE:
                Path(name + ending).unlink(missing_ok=True)
        raise
    if outstanding and keep:
        kept = (
            f"its copy as it was is {copy}"
            if copy
            else "no copy was made: PostgreSQL is backed up by its operator"
        )
        _log.warning(
            "the register %s was written by an earlier release and has been brought to the form of this one (%s); %s",
            name,
            ", ".join(outstanding),
            kept,
        )
    return copy


def database_file() -> Path | None:
    """Return the file of an SQLite database, made with its folder where it is missing; None for another database."""
    configure()
    from django.db import connection

    name = str(connection.settings_dict["NAME"])
    if connection.vendor != "sqlite" or "memory" in name:
        return None
    _private(Path(name))
    return Path(name)


def _outstanding() -> list[str]:
    """Return the names of the steps that a database of an earlier release lacks; none for a new database."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    if not executor.loader.applied_migrations:
        return []
    unknown = sorted(
        name
        for label, name in set(executor.loader.applied_migrations) - set(executor.loader.disk_migrations)
        if label == "programme"
    )
    if unknown:
        place = str(connection.settings_dict["NAME"])
        raise InputProblems([problem("database.newer", place, steps=", ".join(unknown), version=VERSION)])
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{step.app_label} {step.name}" for step, _backwards in plan]


def _copy_beside(database: Path) -> Path:
    """Copy an SQLite database beside itself, whole, also while others write; no copy replaces another."""
    import sqlite3
    from contextlib import closing

    stem = f"{database.name}.before-{VERSION}"
    copy, number = database.with_name(stem), 1
    while True:
        try:
            os.close(os.open(copy, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
            break
        except FileExistsError:
            number += 1
            copy = database.with_name(f"{stem}-{number}")
    with closing(sqlite3.connect(database)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)
        target.execute("PRAGMA journal_mode=DELETE")
    return copy


def _private(database: Path) -> None:
    from quicksilver.portal.setup.folders import private_folder

    private_folder(database.parent)
    if not database.exists():
        # SQLite gives the files that it keeps beside a database the same mode.
        os.close(os.open(database, os.O_RDWR | os.O_CREAT, 0o600))
    _whole_or_refuse(database)
    for ending in _BESIDE:
        file = database.with_name(database.name + ending)
        if os.name == "posix" and file.exists() and stat.S_IMODE(file.stat().st_mode) & 0o077:
            file.chmod(0o600)


def _whole_or_refuse(database: Path) -> None:
    """Refuse a file that ends before the pages that its head counts: SQLite would take some such files for new ones.

    Raises
    ------
    InputProblems
        The file is cut off.
    """
    with database.open("rb") as file:
        head = file.read(100)
    if len(head) < 100 or not head.startswith(b"SQLite format 3\0") or head[24:28] != head[92:96]:
        return  # empty, or of a kind that SQLite itself has to judge
    size = int.from_bytes(head[16:18], "big")
    pages = int.from_bytes(head[28:32], "big")
    if database.stat().st_size < pages * (65_536 if size == 1 else size):
        fault = f"{database.stat().st_size} bytes instead of {pages * size}"
        raise InputProblems([problem("database.damaged", str(database), fault=fault)])


def open_to_others() -> str:
    """Return the sentence about a data folder that others on this machine can enter; empty where they cannot.

    Only the data folder is looked at, and only where the database in use is in it; who names another place for a
    database decides about that place.
    """
    from django.conf import settings

    from quicksilver.portal.setup.folders import data_folder

    folder = data_folder()
    used = settings.DATABASES["default"]
    here = used["ENGINE"].endswith("sqlite3") and Path(used["NAME"]).parent.resolve() == folder.resolve()
    if os.name != "posix" or not folder.is_dir() or not here:
        return ""
    mode = stat.S_IMODE(folder.stat().st_mode)
    return (
        f"the data folder {folder} can be entered by other users of this machine (mode {mode:o}); fix: chmod 700 {folder}"
        if mode & 0o077
        else ""
    )


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
