"""Copies of the whole database, made and restored while the service runs.

An SQLite database is copied page by page by its own interface and stays an SQLite database. A PostgreSQL database is read in one snapshot
(REPEATABLE READ) and kept as a zip of one table per file, as PostgreSQL writes them, with a list of tables, columns and checksums. It is
restored behind the locks of all tables; while someone writes, no lock is awaited while others are held, so that no write is
broken off. The secret key is not in a copy: without it people sign in again, and nothing else is lost.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
import tempfile
import time
import zipfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from quicksilver.errors import InputProblems, OutputExistsError, Problem
from quicksilver.intake.documents import parse_json
from quicksilver.outputs import told_of
from quicksilver.portal.setup import configure, database_file, migrate

__all__ = ["backup", "restore"]

_LIST = "contents.json"
#: How long a lock is waited for: less than the second after which PostgreSQL looks for two who wait for one another and throws one out.
_WAIT = "500ms"
#: For how many seconds the locks of all tables are tried for.
_PATIENCE = 60.0


def backup(path: str | Path, *, force: bool = False) -> Path:
    """Write a copy of the database, whole or not at all.

    Parameters
    ----------
    path : str or Path
    force : bool
        Whether a file that is there may be replaced.

    Returns
    -------
    Path

    Raises
    ------
    OutputExistsError
        The file is there and ``force`` is not given.
    """
    configure()
    from django.db import connection

    target = Path(path)
    if target.exists() and not force:
        raise OutputExistsError(f"{target} already exists; add --force to replace it, or name another file")
    with told_of(target):
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    os.close(handle)
    beside = Path(name)
    try:
        if connection.vendor == "sqlite":
            _sqlite_out(beside)
        else:
            _postgres_out(beside)
        beside.replace(target)
    finally:
        # SQLite leaves its journal where a copy was stopped by a full disk.
        for ending in ("", "-journal", "-wal", "-shm"):
            beside.with_name(beside.name + ending).unlink(missing_ok=True)
    return target


def restore(path: str | Path) -> None:
    """Replace the contents of the database by a copy, in one step, and bring it to the form of this release.

    Raises
    ------
    InputProblems
        The file is not a copy, is damaged, or was made from the other kind of database or by a later release; or someone writes
        all the time. Nothing was changed.
    """
    configure()
    from django.db import connection

    source = Path(path)
    if not source.is_file():
        raise _refused("there is no such file", source)
    if connection.vendor == "sqlite":
        # On a new machine there is neither the folder nor the file.
        database_file()
        _sqlite_in(source)
    else:
        _postgres_in(source)
    # The backup itself is the copy of what an earlier release wrote.
    migrate(keep=False)


def _refused(
    what: str, path: Path, remedy: str = "name a file that `quicksilver backup` wrote"
) -> InputProblems:
    return InputProblems(
        [Problem(what, str(path), "an undamaged copy of this kind of database", remedy=remedy)]
    )


def _raw() -> sqlite3.Connection:
    from django.db import connection

    connection.ensure_connection()
    raw: sqlite3.Connection = connection.connection
    return raw


def _sqlite_out(beside: Path) -> None:
    with closing(sqlite3.connect(beside)) as copy:
        _raw().backup(copy)
        # One file, complete in itself, however the database it comes from was journalled.
        copy.execute("PRAGMA journal_mode=DELETE")


def _sqlite_in(source: Path) -> None:
    with closing(sqlite3.connect(f"{source.absolute().as_uri()}?mode=ro", uri=True)) as copy:
        try:
            remarks = [row[0] for row in copy.execute("PRAGMA integrity_check")]
            done = {(app, name) for app, name in copy.execute("SELECT app, name FROM django_migrations")}
        except sqlite3.DatabaseError as wrong:
            raise _refused(f"it is not a copy of a register: {wrong}", source) from None
        if remarks != ["ok"]:
            raise _refused(f"it is damaged: {remarks[0]}", source, "use another copy")
        _not_later(done, source)
        raw = _raw()
        copy.backup(raw)
        raw.execute("PRAGMA journal_mode=WAL")


def _not_later(done: set[tuple[str, str]], source: Path) -> None:
    from django.db import connection
    from django.db.migrations.loader import MigrationLoader

    loader = MigrationLoader(connection)
    later = sorted(
        f"{app}.{name}"
        for app, name in done
        if app in loader.migrated_apps and (app, name) not in loader.disk_migrations
    )
    if later:
        raise _refused(
            f"it was written by a later release, which has {', '.join(later)}",
            source,
            "install that release first",
        )


@contextmanager
def _snapshot() -> Iterator[Any]:
    from django.db import connection

    # A connection of its own: the snapshot is of one moment, whatever the caller's transaction has seen so far.
    own = connection.copy(alias="backup")
    try:
        own.set_autocommit(False)
        with own.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield cursor
    finally:
        own.close()


def _columns(cursor: Any) -> dict[str, list[str]]:
    cursor.execute(
        "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = current_schema() "
        "ORDER BY table_name, ordinal_position"
    )
    columns: dict[str, list[str]] = {}
    for table, column in cursor.fetchall():
        columns.setdefault(table, []).append(column)
    return columns


def _copy(table: str, columns: list[str], direction: str) -> str:
    from django.db import connection

    quoted = connection.ops.quote_name
    return f"COPY {quoted(table)} ({', '.join(quoted(column) for column in columns)}) {direction}"


def _postgres_out(beside: Path) -> None:
    with _snapshot() as cursor, zipfile.ZipFile(beside, "w", zipfile.ZIP_DEFLATED) as archive:
        listed: dict[str, Any] = {}
        for table, columns in _columns(cursor).items():
            sha = hashlib.sha256()
            with (
                archive.open(f"{table}.copy", "w", force_zip64=True) as file,
                cursor.copy(_copy(table, columns, "TO STDOUT")) as stream,
            ):
                for block in stream:
                    data = bytes(block)
                    sha.update(data)
                    file.write(data)
            listed[table] = {"columns": columns, "sha256": sha.hexdigest()}
        cursor.execute("SELECT app, name FROM django_migrations ORDER BY id")
        done = [list(row) for row in cursor.fetchall()]
        archive.writestr(_LIST, json.dumps({"form": 1, "migrations": done, "tables": listed}, indent=1))


def _listed(archive: zipfile.ZipFile, source: Path) -> dict[str, Any]:
    contents: dict[str, Any] = parse_json(archive.read(_LIST), _LIST)
    for table, entry in contents["tables"].items():
        sha = hashlib.sha256()
        with archive.open(f"{table}.copy") as file:
            for block in iter(lambda: file.read(1 << 20), b""):
                sha.update(block)
        if sha.hexdigest() != entry["sha256"]:
            raise _refused(f"it is damaged: table {table}", source, "use another copy")
    _not_later({(app, name) for app, name in contents["migrations"]}, source)
    return contents


def _postgres_in(source: Path) -> None:
    try:
        with zipfile.ZipFile(source) as archive:
            tables = {table: entry["columns"] for table, entry in _listed(archive, source)["tables"].items()}
            end = time.monotonic() + _PATIENCE
            while not _put_back(archive, tables, source):
                if time.monotonic() > end:
                    raise InputProblems(
                        [
                            Problem(
                                "the register is being written to continuously",
                                str(source),
                                "a moment when nothing is being written",
                                remedy="try again later",
                            )
                        ]
                    )
                time.sleep(0.05)
    except (zipfile.BadZipFile, KeyError, ValueError) as wrong:
        raise _refused(f"it is not a copy of a register: {wrong}", source) from None


def _put_back(archive: zipfile.ZipFile, tables: dict[str, list[str]], source: Path) -> bool:
    """Put a copy back and return True; False where someone writes, and then nothing was changed."""
    from django.db import OperationalError, connection, transaction
    from psycopg.errors import LockNotAvailable

    try:
        with transaction.atomic(), connection.cursor() as cursor:
            here = _columns(cursor)
            if tables != here:
                raise _refused(
                    "its tables differ from those of this release",
                    source,
                    "restore it with the release that made it, then update",
                )
            cursor.execute(f"SET LOCAL lock_timeout = '{_WAIT}'")
            cursor.execute(
                f"LOCK TABLE {', '.join(map(connection.ops.quote_name, here))} IN ACCESS EXCLUSIVE MODE"
            )
            cursor.execute("SET LOCAL lock_timeout = 0")
            _fill(cursor, archive, here)
    except OperationalError as wrong:
        if isinstance(wrong.__cause__, LockNotAvailable):
            return False
        raise
    return True


def _fill(cursor: Any, archive: zipfile.ZipFile, tables: dict[str, list[str]]) -> None:
    from django.db import connection

    quoted = [connection.ops.quote_name(table) for table in tables]
    cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    cursor.execute(f"TRUNCATE {', '.join(quoted)}")
    # What was accepted then was looked at then; today's appointments say nothing about it.
    for table in quoted:
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    for table, columns in tables.items():
        with (
            archive.open(f"{table}.copy") as file,
            cursor.copy(_copy(table, columns, "FROM STDIN")) as stream,
        ):
            shutil.copyfileobj(file, stream, 1 << 20)
    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    for table in quoted:
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
    _set_counters(cursor, tables)


def _set_counters(cursor: Any, tables: dict[str, list[str]]) -> None:
    from django.db import connection

    quote = connection.ops.quote_name
    for table, columns in tables.items():
        for column in columns:
            cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", [quote(table), column])
            counter = cursor.fetchone()[0]
            if counter:
                highest = f"MAX({quote(column)})"
                # Names of our own tables, quoted.
                reset = (
                    f"SELECT setval(%s, COALESCE({highest}, 1), {highest} IS NOT NULL) FROM {quote(table)}"  # noqa: S608
                )
                cursor.execute(reset, [counter])
