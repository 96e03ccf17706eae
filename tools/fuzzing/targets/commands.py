"""Commands that write: after a refusal there is nothing that was not there before."""

from __future__ import annotations

import contextlib
import functools
import io
from pathlib import Path
from typing import Any

from fuzzing.cases import Target
from fuzzing.targets import fate, inventories, registers

__all__ = ["targets"]


def _command(path: Path, *arguments: str) -> None:
    """Run a command as the shell does, and raise what its exit code means."""
    from quicksilver.cli.main import _guarded
    from quicksilver.errors import QuicksilverError

    shown = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    with contextlib.redirect_stdout(shown), contextlib.redirect_stderr(shown):
        code = _guarded([text.format(file=path, folder=path.parent) for text in arguments])
        shown.flush()
    text = shown.buffer.getvalue().decode("utf-8", "replace")  # type: ignore[attr-defined]
    if code in (1, 2) and text.strip():
        raise QuicksilverError(text)
    if code:
        raise AssertionError(f"exit {code}: {text[:200]}")


@functools.lru_cache
def _database() -> bytes:
    """Return a database of this release without a record; another process makes it, since Django has one database."""
    import subprocess
    import sys
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "r.sqlite3"
        program = (
            "import sys; from quicksilver.portal import setup; setup.configure(sys.argv[1]); setup.migrate()"
        )
        subprocess.run([sys.executable, "-c", program, str(file)], check=True)
        return file.read_bytes()


def _load(path: Path) -> Any:
    """Load a register into a new database; a refusal leaves no record."""
    import sqlite3

    from quicksilver.errors import QuicksilverError

    database = path.parents[1] / "r.sqlite3"
    try:
        _command(
            path, "programme", "load", str(path.parent), "--as", "csv", "--database", str(database), "-q"
        )
    except QuicksilverError:
        if database.exists():
            with contextlib.closing(sqlite3.connect(database)) as opened:
                tables = {
                    row[0] for row in opened.execute("select name from sqlite_master where type = 'table'")
                }
                own = [name for name in tables if name.endswith(("_activity", "_organisation", "_area"))]
                left = {
                    name for name in own if opened.execute(f'select count(*) from "{name}"').fetchone()[0]
                }
                if left:
                    raise AssertionError(f"refused, and there are records in {sorted(left)}") from None
        raise
    finally:
        # The next case has a new file at the same place.
        from django.db import connections

        connections.close_all()


def targets() -> list[Target]:
    """Return commands with the files that they read."""
    tables = registers.registers_files("csv")
    organisations = next(name for name in tables if name.startswith("organisations"))
    run = ("inventory", "run", "{file}", "--out", "{folder}/out", "--no-report", "--draws", "10", "-q")
    grid = ("fate", "grid", "{file}", "--out", "{folder}/out.nc", "--resolution", "5", "-q")
    return [
        Target(
            "command",
            "inventory run",
            "in/inventory.csv",
            inventories.LINES,
            _read(*run),
            "csv",
            beside={"in/general.json": inventories.GENERAL},
            writes="in/out",
            share=0.1,
        ),
        Target("command", "fate grid", "t.csv", fate.TOTALS, _read(*grid), "csv", writes="out.nc", share=0.1),
        Target(
            "command",
            "programme load",
            f"r/{organisations}",
            tables[organisations],
            _load,
            "csv",
            beside={f"r/{name}": data for name, data in tables.items() if name != organisations}
            | {"r.sqlite3": _database()},
            share=0.1,
        ),
    ]


def _read(*arguments: str) -> Any:
    return functools.partial(_command_on, arguments)


def _command_on(arguments: tuple[str, ...], path: Path) -> None:
    _command(path, *arguments)
