"""Files that version 0.1.0 wrote open with the same facts: register, backup, inventory, overlay, scenario, model."""

from __future__ import annotations

import csv
import hashlib
import lzma
import os
import subprocess
import sys
from pathlib import Path

import pytest

from quicksilver.inventory.engine import COLUMNS

FOLDER = Path(__file__).parent / "0.1.0"


@pytest.fixture
def run(tmp_path):
    """Return a function that runs a command with a data folder of its own."""
    environment = {**os.environ, "QUICKSILVER_DATA": str(tmp_path / "data")}
    environment.pop("DATABASE_URL", None)

    def call(*words):
        done = subprocess.run(
            [sys.executable, "-m", "quicksilver", *map(str, words)],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done

    return call


def _register(path):
    path.parent.mkdir(mode=0o700, parents=True)
    path.write_bytes(lzma.decompress((FOLDER / "register.sqlite3.xz").read_bytes()))
    return path


def _exported(run, folder):
    run("programme", "export", folder, "-q")
    digests = {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*.yaml")
    }
    expected = (FOLDER / "expected" / "register.sha256").read_text(encoding="ascii").splitlines()
    assert digests == {name: digest for digest, name in (line.split() for line in expected)}


def test_a_register_file_is_kept_beside_itself_migrated_and_reported(run, tmp_path):
    database = _register(tmp_path / "data" / "register.sqlite3")
    before = database.read_bytes()
    first = run("programme", "answer")
    assert "was written by an earlier release" in first.stderr
    copies = sorted(path for path in database.parent.iterdir() if ".before-" in path.name)
    assert len(copies) == 1
    assert str(copies[0]) in first.stderr
    assert copies[0].stat().st_mode & 0o777 == 0o600
    # The copy is the file as it was, and opens again.
    assert copies[0].read_bytes()[100:] == before[100:]
    second = run("programme", "answer")
    assert "earlier release" not in second.stderr
    assert second.stdout == first.stdout
    assert sorted(path for path in database.parent.iterdir() if ".before-" in path.name) == copies
    _exported(run, tmp_path / "text")


def test_a_backup_is_put_back_with_its_facts_and_accounts(run, tmp_path):
    backup = _register(tmp_path / "kept" / "backup.sqlite3")
    run("restore", backup, "--yes")
    _exported(run, tmp_path / "text")
    listed = run("programme", "account", "secretary", "--role", "secretariat", "--password", "x" * 20)
    assert "secretary" in listed.stdout
    assert not list((tmp_path / "data").glob("*.before-*"))


def _rows(path):
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def _equal(path, expected, *, closed=(), only=None):
    ours, theirs = _rows(path), _rows(FOLDER / "expected" / expected)
    best = [f"{name}_kg" for name in COLUMNS]
    assert len(ours) == len(theirs)
    for mine, kept in zip(ours, theirs, strict=True):
        for column, text in kept.items():
            if only and column not in only:
                continue
            if not mine[column] and mine["source"] in closed and column not in best:
                continue
            try:
                assert float(mine[column]) == pytest.approx(float(text), rel=1e-9, abs=1e-12), (column, kept)
            except ValueError:
                assert mine[column] == text, (column, kept)


@pytest.mark.parametrize("overlay", [False, True])
def test_an_inventory_and_an_overlay_give_the_same_numbers(run, tmp_path, overlay):
    more = ("--factors", FOLDER / "overlay.csv") if overlay else ()
    expected = "inventory-with-overlay.csv" if overlay else "inventory.csv"
    call = (
        "inventory",
        "run",
        FOLDER / "inventory-2020",
        *more,
        "--draws",
        50,
        "--seed",
        3,
        "-q",
        "--no-report",
        "--out",
    )
    # The draws of 0.1.0 are those of the triangle. A range that left out what has none is not given any more.
    run(*call, tmp_path / "old", "--law", "triangle", "--no-assumed-ranges")
    _equal(
        tmp_path / "old" / "summary.csv",
        expected,
        closed=("other-fuels", "other-products", "PLAIN-SUM", "TOTALS"),
    )
    run(*call, tmp_path / "new")
    _equal(tmp_path / "new" / "summary.csv", expected, only=[f"{name}_kg" for name in COLUMNS])


def test_a_model_file_gives_the_same_masses(run, tmp_path):
    model, out = FOLDER / "model-geyman2023.yml", tmp_path / "cycle.csv"
    run("fate", "cycle", "--model", model, "--from", 1990, "--to", 2000, "--out", out, "-q")
    _equal(out, "cycle.csv")


def test_a_scenario_gives_the_same_emissions(run, tmp_path):
    run("scenario", "run", FOLDER / "scenario.yaml", "--out", tmp_path / "out", "-q")
    _equal(tmp_path / "out" / "emissions.csv", "scenario.csv")
