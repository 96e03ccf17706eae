"""Whatever the umask: files that hold persons, secrets or drafts are for their owner only, and an open folder is reported."""

from __future__ import annotations

import os
import stat
import subprocess
import sys

import pytest
from tests.portal.cycles.conftest import partnership

from quicksilver.register.formats.text_form import export_directory


@pytest.fixture
def run(tmp_path):
    """Run commands under an open umask over an embedded register; return what they wrote to the error output."""
    environment = {**os.environ, "QUICKSILVER_DATA": str(tmp_path / "data")}
    environment.pop("DATABASE_URL", None)
    environment.pop("QUICKSILVER_SECRET_KEY", None)

    def run(*arguments):
        command = [sys.executable, "-m", "quicksilver", *map(str, arguments)]
        done = subprocess.run(
            command, capture_output=True, text=True, env=environment, cwd=tmp_path, umask=0, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stderr

    return run


def _open(folder):
    """Return what in a folder others may read, write or enter, the folder itself included."""
    return [
        f"{stat.S_IMODE(path.stat().st_mode):o} {path.name}"
        for path in (folder, *folder.rglob("*"))
        if stat.S_IMODE(path.stat().st_mode) & 0o077
    ]


def test_everything_is_for_its_owner_only(run, tmp_path):
    export_directory(partnership(), tmp_path / "text")
    assert "can be entered" not in run("programme", "load", tmp_path / "text", "-q")
    os.environ.pop("QUICKSILVER_PASSWORD", None)
    run(
        "programme",
        "account",
        "sec",
        "--role",
        "secretariat",
        "--organisation",
        "unep",
        "--password",
        "correct horse battery",
        "-q",
    )
    run("programme", "cycle", "call", "c2008", "--by", "sec", "-q")
    private = tmp_path / "private"
    private.mkdir(mode=0o700)
    private.chmod(0o700)
    run("programme", "export", private / "text")
    run("programme", "export", private / "register.xlsx", "--as", "excel")
    run("programme", "export", private / "csv", "--as", "csv")
    run("programme", "form", "c2008", "coal", "--out", private / "form.xlsx")
    run("programme", "backup", private / "copy.sqlite3")
    run("backup", private / "copy2.sqlite3")
    assert len(list(private.rglob("*"))) > 20
    assert _open(private) == []
    assert (tmp_path / "data" / "register.sqlite3").exists()
    assert _open(tmp_path / "data") == []


@pytest.mark.slow
def test_the_files_of_a_database_in_use(run, tmp_path):
    export_directory(partnership(), tmp_path / "text")
    run("programme", "load", tmp_path / "text", "-q")
    script = """
import os, sys
os.umask(0)
from quicksilver.portal.setup import configure, migrate
migrate()
from quicksilver.portal.models import Area
from django.db import connection
Area.objects.filter(pk="coal").update(note=None)
print(sorted(f"{os.stat(os.path.join(sys.argv[1], name)).st_mode & 0o777:o} {name}" for name in os.listdir(sys.argv[1])))
"""
    environment = {**os.environ, "QUICKSILVER_DATA": str(tmp_path / "data")}
    environment.pop("DATABASE_URL", None)
    done = subprocess.run(
        [sys.executable, "-c", script, tmp_path / "data"],
        capture_output=True,
        text=True,
        env=environment,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found = done.stdout
    assert "600 register.sqlite3-wal" in found
    assert "600 register.sqlite3-shm" in found
    assert "4 " not in found.replace("sqlite3", "")


@pytest.mark.slow
def test_what_an_earlier_release_left_open_is_closed_or_reported(run, tmp_path):
    export_directory(partnership(), tmp_path / "text")
    run("programme", "load", tmp_path / "text", "-q")
    data = tmp_path / "data"
    for path, mode in ((data, 0o755), (data / "register.sqlite3", 0o644)):
        path.chmod(mode)
    told = run("programme", "load", tmp_path / "text", "-q")
    assert (
        f"the data folder {data} can be entered by other users of this machine (mode 755); fix: chmod 700 {data}"
        in told
    )
    assert _open(data) == ["755 data"]
    # One that is empty is nobody's yet.
    empty = tmp_path / "empty"
    empty.mkdir()
    empty.chmod(0o755)
    run("programme", "load", tmp_path / "text", "-q", "--database", empty / "other.sqlite3")
    assert _open(empty) == []
