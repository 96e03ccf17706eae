"""A new database is made at once, and is the same as one that all migrations made step by step."""

import json
import os
import subprocess
import sys
import time

import pytest

#: Prints what there is in the database: one text for each column, constraint, index, trigger and row of the migrations.
PICTURE = r"""
import json
from django.db import connection

def parts(sql):
    # What stands between the outer parentheses of CREATE TABLE, cut at its outer commas.
    inner, depth, found, quoted = sql[sql.index("(") + 1 : sql.rindex(")")], 0, [""], False
    for sign in inner:
        quoted ^= sign == "'"
        depth += 0 if quoted else (sign == "(") - (sign == ")")
        if sign == "," and not depth and not quoted:
            found.append("")
        else:
            found[-1] += sign
    return [" ".join(part.split()) for part in found]

with connection.cursor() as cursor:
    if connection.vendor == "sqlite":
        cursor.execute("SELECT type, name, tbl_name, sql FROM sqlite_master WHERE sql IS NOT NULL")
        seen = []
        for kind, name, table, sql in cursor.fetchall():
            plain = kind == "table" and sql.startswith("CREATE TABLE")
            seen += [f"{table}: {part}" for part in parts(sql)] if plain else [sql]
    else:
        cursor.execute(
            "SELECT concat_ws(' ', table_name, column_name, udt_name, character_maximum_length, is_nullable, "
            "column_default, is_identity) FROM information_schema.columns WHERE table_schema = 'public' "
            "UNION ALL SELECT conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid) "
            "FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND conrelid <> 0 "
            "UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' "
            "UNION ALL SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal "
            "UNION ALL SELECT proname || ' ' || prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace"
        )
        seen = [row[0] for row in cursor.fetchall()]
    for query in (
        "SELECT app, name FROM django_migrations",
        "SELECT app_label, model FROM django_content_type",
        "SELECT codename, name FROM auth_permission",
    ):
        cursor.execute(query)
        seen += [" ".join(row) for row in cursor.fetchall()]
print(json.dumps(sorted(seen)))
"""
AT_ONCE = "from quicksilver.portal.setup import migrate\nmigrate()\n"
STEP_BY_STEP = """
from quicksilver.portal.setup import configure
configure()
from django.core.management import call_command
from django.core.management.commands.migrate import Command
call_command(Command(), interactive=False, verbosity=0)
"""


@pytest.fixture
def in_its_own(tmp_path):
    """Run a script in a process of its own, each time with an empty database; return what it prints as JSON."""

    def run(script):
        run.count += 1
        (tmp_path / f"data{run.count}").mkdir(mode=0o700)
        environment = {**os.environ, "QUICKSILVER_DATA": str(tmp_path / f"data{run.count}")}
        url = environment.get("DATABASE_URL", "")
        if url.startswith("postgres"):
            import psycopg

            name = f"fresh{os.getpid()}_{run.count}_{time.time_ns()}"
            with psycopg.connect(url, autocommit=True) as connection:
                connection.execute(f'CREATE DATABASE "{name}"')
            environment["DATABASE_URL"] = url.rpartition("/")[0] + "/" + name
        done = subprocess.run(
            [sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr[-3000:]
        return json.loads(done.stdout)

    run.count = 0
    return run


def test_both_ways_make_the_same_database(in_its_own) -> None:
    at_once, step_by_step = (in_its_own(way + PICTURE) for way in (AT_ONCE, STEP_BY_STEP))
    assert len(at_once) > 1000
    assert at_once == step_by_step, sorted(set(at_once) ^ set(step_by_step))


def test_an_interrupted_beginning_is_made_whole(in_its_own) -> None:
    begun = """
from quicksilver.portal.setup import configure
configure()
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
MigrationRecorder(connection).ensure_schema()
"""
    assert in_its_own(begun + AT_ONCE + PICTURE) == in_its_own(AT_ONCE + PICTURE)
