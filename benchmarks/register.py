"""Print the speed of the register and of its documents at the size it is asked to reach: see ``registers.py``.

Run by ``make bench``; takes about ten minutes. Every contestant runs in a process of its own on a database of its own making. The
last column is the share of the time that is asked for, or the time against reading the same records from one JSON text.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from quicksilver.languages import LANGUAGES
from registers import LAST, Made

HERE = Path(__file__)
DAY = dt.date(LAST, 12, 31)
PAST = dt.datetime(LAST - 9, 6, 1, tzinfo=dt.UTC)
REPORT, LIST, IMPORT = 15.0, 0.1, 60.0
#: What, seconds, and how many seconds it may take; None where nothing is asked.
Found = tuple[str, float, float | None]


def timed(call: Callable[[], object], repeats: int = 1) -> float:
    """Return the shortest time of a call in seconds."""
    times = []
    for _ in range(repeats):
        begin = time.perf_counter()
        call()
        times.append(time.perf_counter() - begin)
    return min(times)


def database(folder: Path, name: str) -> None:
    """Make a database of the folder the one of this process."""
    os.environ.setdefault("QUICKSILVER_SECRET_KEY", "only for the benchmark; it protects nothing")
    from quicksilver.portal.setup import configure, migrate

    configure(folder / f"{name}.sqlite3")
    migrate()


# Contestants


def floor(folder: Path) -> Iterator[Found]:
    """Read the same records from one JSON text, which is the least that a load has to do."""
    text = json.dumps(
        [record.model_dump(mode="json", exclude_defaults=True) for _, record in Made().register()]
    )
    yield "the same records from one JSON text", timed(lambda: json.loads(text), 3), None


def text_form(folder: Path) -> Iterator[Found]:
    """Write and read the text form, CSV files and the workbook."""
    from quicksilver.register.formats import tables
    from quicksilver.register.formats.text_form import export_directory, load_directory

    register = Made().register()
    yield "text form, written", timed(lambda: export_directory(register, folder / "text")), None
    yield "text form, read and checked", timed(lambda: load_directory(folder / "text")), None
    yield "CSV files, written", timed(lambda: tables.export_csv(register, folder / "csv")), None
    yield "CSV files, read and checked", timed(lambda: tables.load_csv(folder / "csv")), None
    book = folder / "register.xlsx"
    yield "Excel workbook, written", timed(lambda: tables.export_workbook(register, book)), None
    yield "Excel workbook, read and checked", timed(lambda: tables.load_workbook(book)), None


def imports(folder: Path) -> Iterator[Found]:
    """Load each form at the command line into an empty database."""
    program = str(Path(sys.executable).with_name("quicksilver"))
    for form, source in (("text", "text"), ("csv", "csv"), ("excel", "register.xlsx")):
        command = [program, "programme", "load", str(folder / source), "--as", form, "--quiet"]
        command += ["--database", str(folder / f"{form}.sqlite3")]
        run = lambda command=command: subprocess.run(command, check=True, stderr=subprocess.DEVNULL)  # noqa: E731
        yield f"quicksilver programme load --as {form}", timed(run), IMPORT


def saving(folder: Path) -> Iterator[Found]:
    """Save into an empty database, and the same again."""
    register = Made().register()
    database(folder, "first")
    from quicksilver.portal.store.store import save_register

    yield "first save", timed(lambda: save_register(register, by="benchmark")), None
    yield "save again, unchanged", timed(lambda: save_register(register, by="benchmark")), None


def history(folder: Path) -> Iterator[Found]:
    """Save year by year as the register grew, with the moments of those years."""
    made = Made()
    database(folder, "history")
    from django.db import transaction

    from quicksilver.portal.store.quick_rows import Note
    from quicksilver.portal.store.store import _Saving

    def grow() -> None:
        for moment, edition in made.editions():
            saving = _Saving("benchmark", "", None)
            saving.note = Note(moment, "benchmark", "")
            with transaction.atomic():
                saving.run(edition, remove=False)

    yield "20 years of it, saved year by year", timed(grow), None


def loading(folder: Path) -> Iterator[Found]:
    """Load everything: as it is, and as it was."""
    database(folder, "history")
    from quicksilver.portal.store.store import load_register

    yield "load", timed(load_register), None
    yield "load as of a moment ten years ago", timed(lambda: load_register(at=PAST)), None


def gap_boards(folder: Path) -> Iterator[Found]:
    """Make the gap board straight from the database."""
    database(folder, "history")
    from quicksilver.portal.store.stored_gaps import public_gap_board, stored_gap_board

    yield "gap board from the database", timed(lambda: stored_gap_board(DAY), 9), LIST
    yield "gap board of what is public", timed(lambda: public_gap_board(DAY), 9), LIST


def gap_board_in_memory(folder: Path) -> Iterator[Found]:
    """Make it from a register in memory."""
    from quicksilver.register.questions.gaps import gap_board

    register = Made().register()
    yield "gap board in memory", timed(lambda: gap_board(register, DAY), 3), None


def interface(folder: Path) -> Iterator[Found]:
    """Ask for lists of the interface: of every kind, whole, of a day, and by all that its own description offers; the slowest of all."""
    database(folder, "history")
    from django.test import Client

    from quicksilver.portal.store.mapping import kinds
    from quicksilver.register.rules.visibility import open_kinds

    ask = Client(headers={"host": "localhost"})
    offered = json.loads(_told(ask, "/api/v1/openapi.json"))["paths"]
    values = {
        "as_of": "2015-06-01",
        "limit": "200",
        "area": "coal",
        "organisation": "o00001",
        "country": "KHM",
    }
    taken = {}
    for name in open_kinds():
        states = (
            kinds()[name].model.objects.values_list("state", flat=True)
            if "state" in kinds()[name].columns
            else None
        )
        parameters = values | ({"state": state} if states is not None and (state := states.first()) else {})
        asked = [
            f"?{parameter['name']}={parameters[parameter['name']]}"
            for parameter in offered[f"/api/v1/{name}"]["get"]["parameters"]
            if parameter["name"] in parameters
        ]
        for query in [
            "",
            *asked,
            *(f"{area_query}&as_of=2015-06-01" for area_query in asked if area_query.startswith("?area=")),
        ]:
            taken[name + query] = timed(lambda path=f"/api/v1/{name}{query}": _told(ask, path), 3)
    for name in (
        "activities",
        "activities?area=coal&as_of=2015-06-01",
        "organisations",
        "memberships?area=coal",
    ):
        yield f"GET /api/v1/{name}", taken[name], LIST
    slowest = max(taken, key=lambda name: taken[name])
    yield f"the slowest of {len(taken)} lists, {slowest}", taken[slowest], LIST
    yield "GET /api/v1/boards/gaps", timed(lambda: _told(ask, f"/api/v1/boards/gaps?as_of={DAY}"), 5), LIST


def _told(client: Any, path: str) -> bytes:
    answer = client.get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    content: bytes = answer.content
    return content


def administration(folder: Path) -> Iterator[Found]:
    """Ask for the lists of the administration: of every kind, and with every filter that the page offers."""
    import html
    import re

    database(folder, "history")
    from django.contrib.auth import get_user_model
    from django.test import Client
    from django.urls import reverse

    from quicksilver.portal.models import Appointment
    from quicksilver.portal.store.mapping import kinds

    user = get_user_model().objects.create_user("benchmark", is_staff=True)
    Appointment.objects.create(user=user, role="secretariat")
    ask = Client(headers={"host": "localhost"})
    ask.force_login(user)
    taken = {}
    for name, kind in kinds().items():
        page = reverse(f"admin:programme_{kind.model._meta.model_name}_changelist")
        offered = re.findall(r'href="(\?[^"]+)"', _told(ask, page).decode())
        for query in ["", *sorted({html.unescape(address) for address in offered})]:
            taken[name + query] = timed(lambda path=page + query: _told(ask, path), 2)
    for name in ("activities", "contributions", "organisations"):
        yield f"administration, {name}", taken[name], LIST
    slowest = max(taken, key=lambda name: taken[name])
    yield f"administration, the slowest of {len(taken)} lists, {slowest}", taken[slowest], LIST


def _report(folder: Path, period: str, language: str) -> Iterator[Found]:
    database(folder, "history")
    from quicksilver.portal.store.store import load_register
    from quicksilver.reports.progress import progress_files

    register = load_register()
    day = dt.date(LAST + 1, 5, 1)
    made: dict[str, bytes] = {}
    took = timed(lambda: made.update(progress_files(register, period=period, as_of=day, language=language)))
    size = ", ".join(f"{name.rpartition('.')[2]} {len(data) / 1e6:.1f} MB" for name, data in made.items())
    yield f"report {period} in {language} ({size})", took, REPORT


def documents(folder: Path) -> Iterator[Found]:
    """Write the matrix of the mandate and the directory of partners in three formats."""
    database(folder, "history")
    from quicksilver.portal.store.store import load_register
    from quicksilver.reports.boards import gap_files, mandate_files, partner_files

    register = load_register()
    yield "gap board, DOCX, PDF and HTML", timed(lambda: gap_files(register, as_of=DAY)), None
    yield "matrix of mandates, DOCX, PDF and HTML", timed(lambda: mandate_files(register, as_of=DAY)), REPORT
    yield (
        "directory of partners, DOCX, PDF and HTML",
        timed(lambda: partner_files(register, as_of=DAY)),
        REPORT,
    )


CONTESTANTS: dict[str, Callable[[Path], Iterator[Found]]] = {
    "floor": floor,
    "text": text_form,
    "imports": imports,
    "saving": saving,
    "history": history,
    "loading": loading,
    "gap boards": gap_boards,
    "gap board in memory": gap_board_in_memory,
    "interface": interface,
    "administration": administration,
    "documents": documents,
}
REPORTS = [(f"{LAST - 1}-{LAST}", language) for language in LANGUAGES]
REPORTS += [("2005-2024", language) for language in ("en", "zh", "ar")]


def rows(name: str, folder: Path, *more: str) -> tuple[list[Found], float]:
    """Return what a contestant found in a process of its own, and its peak memory in MiB."""
    command = [sys.executable, str(HERE), "--run", name, "--folder", str(folder), *more]
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, env={**os.environ, "PYTHONWARNINGS": "ignore"}
    )
    if done.returncode:
        sys.stderr.write(done.stderr[-2000:])
        return [(f"{name}: not run", float("nan"), None)], float("nan")
    answer = json.loads(done.stdout.splitlines()[-1])
    return [tuple(finding) for finding in answer["found"]], answer["mebibytes"]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="register")
    parser.add_argument("--run", help=argparse.SUPPRESS)
    parser.add_argument("--period", help=argparse.SUPPRESS)
    parser.add_argument("--language", help=argparse.SUPPRESS)
    parser.add_argument(
        "--folder", type=Path, help="Where the databases are made and kept; left out, they go in the end."
    )
    parser.add_argument("--only", nargs="*", help="Only these: " + ", ".join([*CONTESTANTS, "reports"]))
    given = parser.parse_args()
    if given.run:
        findings = list(
            _report(given.folder, given.period, given.language)
            if given.run == "report"
            else CONTESTANTS[given.run](given.folder)
        )
        whose = resource.RUSAGE_CHILDREN if given.run == "imports" else resource.RUSAGE_SELF
        peak = resource.getrusage(whose).ru_maxrss / 1024
        sys.stdout.write(json.dumps({"found": findings, "mebibytes": peak}) + "\n")
        return
    with tempfile.TemporaryDirectory(prefix="quicksilver-register-") as temporary:
        measure(given.folder or Path(temporary), given.only)


def measure(folder: Path, only: list[str] | None) -> None:
    """Run the contestants and print the table."""
    folder.mkdir(parents=True, exist_ok=True)
    write = sys.stdout.write
    write("5,000 organisations, 20,000 activities, 12,000 contributions, 20 years; 50,000 records in all\n\n")
    write(
        "| what | seconds | MiB | share of what is asked | time against floor |\n| --- | ---: | ---: | ---: | ---: |\n"
    )
    runs = [(name, ()) for name in CONTESTANTS if not only or name in only]
    if not only or "reports" in only:
        runs += [("report", ("--period", period, "--language", language)) for period, language in REPORTS]
    floor_time = 0.0
    for name, more in runs:
        findings, peak = rows(name, folder, *more)
        floor_time = floor_time or findings[0][1]
        for title, seconds, asked in findings:
            share = f"{100 * seconds / asked:.0f} % of {asked:g} s" if asked else ""
            against = f"{seconds / floor_time:.1f}" if not asked and name != "gap boards" else ""
            write(f"| {title} | {seconds:.{3 if seconds < 1 else 1}f} | {peak:.0f} | {share} | {against} |\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
