"""All tests that ask the database once more, on PostgreSQL, where it can be started here."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from contextlib import suppress
from pathlib import Path

import pytest


def _programs() -> Path | None:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    on_path = shutil.which("initdb")
    return found[-1].parent if found else Path(on_path).parent if on_path else None


def _as_postgres(*command: str) -> None:
    # The server refuses to run as root.
    first = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    subprocess.run([*first, *command], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, cwd="/")


@pytest.fixture
def cluster():
    """Start a server of its own in a temporary folder, reached by a socket there."""
    if os.environ.get("DATABASE_URL", "").startswith("postgres"):
        pytest.skip("this is the run on PostgreSQL")
    programs = _programs()
    if programs is None:
        pytest.skip("PostgreSQL is not installed")
    folder = tempfile.mkdtemp(prefix="qs-pg-")
    try:
        if os.geteuid() == 0:
            try:
                shutil.chown(folder, "postgres")
            except LookupError:
                pytest.skip("there is no account 'postgres' to run the server as")
        data = f"{folder}/data"
        options = (
            f"-c listen_addresses='' -c unix_socket_directories={folder} -c fsync=off -c full_page_writes=off"
        )
        _as_postgres(
            str(programs / "initdb"),
            "-D",
            data,
            "-U",
            "postgres",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale=C",
            "-N",
        )
        _as_postgres(
            str(programs / "pg_ctl"), "-D", data, "-w", "-l", f"{folder}/log", "-o", options, "start"
        )
        try:
            yield f"postgres://postgres@{folder.replace('/', '%2F')}/postgres"
        finally:
            with suppress(subprocess.CalledProcessError):
                _as_postgres(str(programs / "pg_ctl"), "-D", data, "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.mark.slow
def test_all_of_it_on_postgresql(cluster):
    pytest.importorskip("psycopg")
    here = Path(__file__)
    places = [
        here.parent,
        here.parents[1] / "cycles",
        here.parents[2] / "register" / "search",
        here.parents[1] / "pages" / "test_pages.py",
        here.parents[1] / "pages" / "test_protection.py",
    ]
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-x",
        "-n",
        "auto",
        "--dist",
        "loadfile",
        "-m",
        "not browser and not shared",
        *map(str, places),
        f"--ignore={here}",
    ]
    environment = os.environ | {"DATABASE_URL": cluster}
    done = subprocess.run(
        command, env=environment, cwd=here.parents[3], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
    assert "skipped" not in done.stdout
