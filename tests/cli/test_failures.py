"""What the machine refuses is told as a problem with exit 1, and never as a defect of the program."""

from __future__ import annotations

import errno
import io
import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from quicksilver.cli import failures
from quicksilver.cli.failures import failure
from quicksilver.cli.main import _guarded

GENERAL = {"country": "NAM", "year": 2020, "level": 1, "population": 2500000}


def _inventory(folder: Path, note: str = "", name: str = "inventory.csv") -> Path:
    (folder / "general.json").write_text(json.dumps(GENERAL), encoding="utf-8")
    file = folder / name
    rows = ("source,presence,activity,unit,note", f'L1-COAL-OTH,Y,150,kt,"{note}"')
    file.write_text("\n".join(rows), encoding="utf-8")
    return file


def _run(capfd, *arguments: str) -> tuple[int, str, str]:
    code = _guarded(list(arguments))
    printed = capfd.readouterr()
    return code, printed.out, printed.err


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (OSError(errno.ENOSPC, "No space left on device", "out"), "system.full"),
        (OSError(errno.EDQUOT, "Disk quota exceeded", "out"), "system.full"),
        (PermissionError(errno.EACCES, "Permission denied", "out"), "system.read-only"),
        (OSError(errno.EROFS, "Read-only file system", "out"), "system.read-only"),
        (IsADirectoryError(errno.EISDIR, "Is a directory", "a.csv"), "system.folder"),
        (OSError(errno.EIO, "Input/output error", b"\xff.csv"), "system.other"),
        (sqlite3.OperationalError("database is locked"), "database.locked"),
        (sqlite3.OperationalError("database or disk is full"), "system.full"),
        (sqlite3.OperationalError("attempt to write a readonly database"), "database.read-only"),
        (sqlite3.DatabaseError("file is not a database"), "database.damaged"),
        (sqlite3.DatabaseError("database disk image is malformed"), "database.damaged"),
        (MemoryError(), "system.memory"),
        (RecursionError("maximum recursion depth exceeded"), "system.deep"),
        (UnicodeEncodeError("utf-8", "\udcff", 0, 1, "surrogates not allowed"), "system.characters"),
        (ImportError("Error loading psycopg2 or psycopg module"), "database.extra"),
    ],
)
def test_what_the_machine_refuses_is_a_problem(error: Exception, code: str) -> None:
    found = failure(error)
    assert found.code == code
    assert all((found.what, found.where, found.allowed, found.remedy))


def test_the_cause_behind_an_error_is_told() -> None:
    error = RuntimeError("in the words of a library")
    error.__cause__ = sqlite3.OperationalError("database is locked")
    assert failure(error).code == "database.locked"


def test_a_defect_stays_a_defect() -> None:
    assert failure(ZeroDivisionError("division by zero")) is None
    assert failure(sqlite3.IntegrityError("UNIQUE constraint failed")) is None


def test_a_number_of_5000_digits_is_a_problem() -> None:
    with pytest.raises(ValueError, match="digits") as caught:
        int("9" * 5000)
    assert failure(caught.value).code == "system.digits"


def test_a_full_disk_while_writing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd) -> None:
    file = _inventory(tmp_path)

    def full(self: Path, data: bytes) -> int:
        raise OSError(errno.ENOSPC, "No space left on device", str(self))

    monkeypatch.setattr(Path, "write_bytes", full)
    code, _, told = _run(
        capfd, "inventory", "run", str(file), "--out", str(tmp_path / "out"), "--draws", "0", "--no-report"
    )
    assert code == 1
    assert "the disk is full" in told
    assert not (tmp_path / "out").exists()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device of Linux")
def test_an_output_that_cannot_be_written() -> None:
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        done = subprocess.run(
            [sys.executable, "-m", "quicksilver", "area", "list"],
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert done.returncode == 1
    assert b"the disk is full" in done.stderr


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "utf-8"])
def test_any_text_is_printed_on_any_terminal(monkeypatch: pytest.MonkeyPatch, encoding: str) -> None:
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding=encoding)
    monkeypatch.setattr(sys, "stdout", stream)
    failures.prepare_output()
    text = json.dumps({"a": "汞 \u00e9 \U0001f600 \udcff"}, ensure_ascii=False)
    print(text, file=stream, flush=True)
    assert json.loads(raw.getvalue().decode(encoding)) == json.loads(text)


@pytest.mark.skipif(os.name != "posix" or sys.platform == "darwin", reason="names are bytes on Linux only")
def test_a_name_that_is_not_utf8_is_read(tmp_path: Path, capfd) -> None:
    file = _inventory(tmp_path, name=os.fsdecode(b"inv\xff.csv"))
    code, told, _ = _run(
        capfd,
        "inventory",
        "run",
        str(file),
        "--out",
        str(tmp_path / "out"),
        "--draws",
        "0",
        "--no-report",
        "--json",
    )
    assert code == 0
    assert "inv\ufffd.csv" in told


def test_a_soft_line_break_of_a_word_processor_is_a_line_end(tmp_path: Path, capfd) -> None:
    file = _inventory(tmp_path, "pasted\x0bfrom a word processor")
    code, _, _ = _run(
        capfd, "inventory", "run", str(file), "--out", str(tmp_path / "out"), "--draws", "0", "--no-report"
    )
    assert code == 0
    assert "pasted\nfrom a word processor" in (tmp_path / "out" / "lines.csv").read_text(encoding="utf-8")


def test_what_was_taken_out_of_a_cell_is_noted_with_its_place(tmp_path: Path, capfd) -> None:
    file = _inventory(tmp_path, "bell\x07 and \uffff")
    code, _, _ = _run(
        capfd, "inventory", "run", str(file), "--out", str(tmp_path / "out"), "--draws", "0", "--no-report"
    )
    assert code == 0
    findings = (tmp_path / "out" / "receipt.json").read_text(encoding="utf-8")
    assert "U+0007, U+FFFF" in findings


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"activity": "1e300"}, "activity: 1e+300 is impossible"),
        ({"activity": "1e11", "unit": "Mt"}, "0 to 1e+12 t"),
    ],
)
def test_an_impossible_activity_is_refused_with_its_cell(tmp_path: Path, capfd, changed, told) -> None:
    (tmp_path / "general.json").write_text(json.dumps(GENERAL), encoding="utf-8")
    row = {"source": "L1-COAL-OTH", "presence": "Y", "activity": "1", "unit": "kt"} | changed
    (tmp_path / "a.csv").write_text(",".join(row) + "\n" + ",".join(row.values()), encoding="utf-8")
    code, _, problems = _run(
        capfd, "inventory", "run", str(tmp_path / "a.csv"), "--out", str(tmp_path / "out")
    )
    assert code == 1
    assert told.split(": ")[-1] in problems
    assert "a.csv:2, column activity" in problems


@pytest.mark.parametrize("population", [2500000.5, 1e11])
def test_a_fraction_of_a_person_is_refused(tmp_path: Path, capfd, population: float) -> None:
    file = _inventory(tmp_path)
    (tmp_path / "general.json").write_text(json.dumps(GENERAL | {"population": population}), encoding="utf-8")
    code, _, problems = _run(capfd, "inventory", "run", str(file), "--out", str(tmp_path / "out"))
    assert code == 1
    assert "a whole number, 0 to 1e+10" in problems


def _register(folder: Path) -> Path:
    file = folder / "r.sqlite3"
    with sqlite3.connect(file) as made:
        made.execute(
            "create table django_migrations (id integer primary key, app text, name text, applied text)"
        )
        made.execute(
            "insert into django_migrations (app, name, applied) values ('programme', '0099_later', '2030-01-01')"
        )
    made.close()
    return file


@pytest.mark.parametrize(
    ("made", "told"),
    [
        (lambda file: None, "written by a newer release"),
        (lambda file: file.write_bytes(file.read_bytes()[:5000]), "damaged or not a register"),
        (lambda file: file.write_text("hello", encoding="utf-8"), "damaged or not a register"),
    ],
)
def test_a_register_that_cannot_be_used(tmp_path: Path, made, told: str) -> None:
    file = _register(tmp_path)
    made(file)
    command = [sys.executable, "-m", "quicksilver", "programme", "search", "mercury", "--database", str(file)]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 1
    assert told in done.stderr


@pytest.fixture
def small_disk(tmp_path):
    """Return a folder that is a disk of its own with 100 KiB; skipped where none can be mounted."""
    import subprocess

    folder = tmp_path / "disk"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=100k", "tmpfs", str(folder)]
    try:
        mounted = subprocess.run(command, capture_output=True, check=False).returncode == 0
    except OSError:
        mounted = False
    if not mounted:
        pytest.skip("no disk can be mounted here")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


def test_a_disk_that_is_really_full_leaves_nothing_half_written(small_disk) -> None:
    from quicksilver.outputs import write_files

    # A mounted folder is another disk than the folder above it.
    write_files(small_disk, {"a.txt": b"a"})
    for target in (small_disk, small_disk / "new"):
        with pytest.raises(OSError, match="No space left") as stop:
            write_files(target, {"a.txt": b"other", "large.bin": bytes(200_000)}, force=True)
        assert stop.value.filename == str(target / "large.bin")
        assert [path.name for path in small_disk.rglob("*")] == ["a.txt"]
        assert (small_disk / "a.txt").read_bytes() == b"a"
