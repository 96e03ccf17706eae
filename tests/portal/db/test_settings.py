from __future__ import annotations

import os
import stat
import subprocess
import sys

import pytest

from quicksilver.errors import InputProblems
from quicksilver.portal.setup import configure
from quicksilver.portal.site import settings


def test_the_secret_key_is_made_once_and_for_nobody_else(tmp_path, monkeypatch):
    monkeypatch.setenv("QUICKSILVER_DATA", str(tmp_path / "data"))
    monkeypatch.delenv("QUICKSILVER_SECRET_KEY")
    first = settings.secret_key()
    assert len(first) > 50
    assert settings.secret_key() == first
    assert stat.S_IMODE((tmp_path / "data" / "secret-key").stat().st_mode) == 0o600


def test_reading_the_settings_makes_nothing(tmp_path):
    script = "import quicksilver.portal.site.settings as s; assert not s.DEBUG"
    environment = {name: value for name, value in os.environ.items() if not name.startswith("QUICKSILVER")}
    subprocess.run(
        [sys.executable, "-c", script],
        check=True,
        cwd=tmp_path,
        env=environment | {"QUICKSILVER_DATA": str(tmp_path / "d")},
    )
    assert not (tmp_path / "d").exists()


def test_settings_hold_for_the_open_net(tmp_path):
    script = "from quicksilver.portal.setup import configure; configure(); from django.core.management import call_command; call_command('check', deploy=True, fail_level='WARNING')"
    environment = os.environ | {
        "QUICKSILVER_DATA": str(tmp_path),
        "QUICKSILVER_HTTPS": "1",
        "QUICKSILVER_SECRET_KEY": "",
    }
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False, env=environment
    )
    assert done.returncode == 0, done.stderr[-2000:]


def test_an_embedded_database_keeps_its_rules(elsewhere):
    told = elsewhere(
        """
    from django.db import connection
    with connection.cursor() as cursor:
        found = [connection.vendor]
        if connection.vendor == "sqlite":
            for name in ("journal_mode", "foreign_keys"):
                found.append(cursor.execute(f"PRAGMA {name}").fetchone()[0])
            found.append(connection.settings_dict["OPTIONS"]["transaction_mode"])
    print(json.dumps(found))
    """
    )
    assert told in (["sqlite", "wal", 1, "IMMEDIATE"], ["postgresql"])


def test_one_database_per_process(tmp_path):
    configure()
    with pytest.raises(InputProblems, match="another database is in use"):
        configure(tmp_path / "other.sqlite3")


@pytest.mark.django_db
def test_migrations_are_complete():
    from django.core.management import call_command

    call_command("makemigrations", "programme", check=True, dry_run=True, verbosity=0)
