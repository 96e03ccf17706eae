"""The page on architecture names what exists, and a number travels as it states."""

import datetime as dt
import importlib
import inspect
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import openpyxl
import pytest

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "explanation" / "architecture.md"
TEXT = PAGE.read_text(encoding="utf-8")
#: Steps of the table under "How a number travels": number -> full names.
STEPS = {
    int(row[1]): re.findall(r"`(quicksilver\.[\w.]+)`", row[0])
    for row in re.finditer(r"^\| (\d+) \| .*$", TEXT, re.MULTILINE)
}
NAMES = sorted(set(re.findall(r"`(quicksilver(?:\.\w+)+)`", TEXT)))


def resolved(name: str) -> Any:
    """Return what a full name leads to.

    Raises
    ------
    AttributeError
        It leads nowhere.
    """
    parts = name.split(".")
    for length in range(len(parts), 0, -1):
        try:
            reached: Any = importlib.import_module(".".join(parts[:length]))
        except ModuleNotFoundError:
            continue
        for part in parts[length:]:
            reached = getattr(reached, part)
        return reached
    raise AttributeError(name)


@pytest.mark.parametrize("name", NAMES)
def test_what_the_page_names_exists(name: str, db_settings: None) -> None:
    assert resolved(name) is not None


@pytest.fixture
def db_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep what a module of the portal may write in a folder of the test."""
    monkeypatch.setenv("QUICKSILVER_DATA", str(tmp_path))


def test_every_step_names_a_function() -> None:
    assert list(STEPS) == list(range(1, len(STEPS) + 1))
    assert len(STEPS) >= 12
    for number, names in STEPS.items():
        assert names, f"step {number}"
        assert all(callable(resolved(name)) for name in names if not name.endswith("api.api"))


@contextmanager
def watched(names: list[str]) -> Iterator[list[str]]:
    """Record which of some functions are called, in the order in which they are first called."""
    codes = {_code(resolved(name)): name for name in names}
    called: list[str] = []

    def note(frame: Any, event: str, _argument: Any) -> None:
        name = codes.get(frame.f_code) if event == "call" else None
        if name and name not in called:
            called.append(name)

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        yield called
    finally:
        sys.setprofile(before)


def _code(function: Callable[..., Any]) -> Any:
    return inspect.unwrap(function).__code__


def test_a_number_travels_as_the_page_states(tmp_path: Path) -> None:
    """From a workbook to the report: each function of steps 1 to 10 is called, and in this order."""
    import quicksilver as qs
    from quicksilver.documents import write_docx, write_html, write_pdf
    from quicksilver.reports.national import context_of, document

    book = openpyxl.Workbook()
    book.active.append(["source", "presence", "activity", "unit"])
    book.active.append(["L1-CREM", "Y", 1000, "corpses"])
    about = book.create_sheet("about")
    for pair in (("country", "SEN"), ("year", 2020), ("level", 1), ("population", 17_000_000)):
        about.append(pair)
    book.save(tmp_path / "country.xlsx")

    stated = [name for number in range(1, 11) for name in STEPS[number]]
    with watched(stated) as called:
        inventory = qs.inventory.run(tmp_path / "country.xlsx", draws=50, seed=1)
        inventory.explain("L1-CREM")
        assert inventory.receipt
        made = document(context_of(inventory))
        for write in (write_docx, write_pdf, write_html):
            write(made)
    assert sorted(called) == sorted(stated)
    steps = {name: number for number in range(1, 11) for name in STEPS[number]}
    assert inventory.total("air") == pytest.approx(2.5)
    order = [steps[name] for name in called]
    assert order == sorted(order)


def test_the_number_reaches_the_board_of_targets() -> None:
    """Steps 11 and 13: an observation of an indicator is on the board of targets, with the run that it is from."""
    from quicksilver.register.questions.target_board import target_board
    from quicksilver.register.records import Amount, Area, Indicator, Observation, TargetRecord, Text
    from quicksilver.register.register import Register

    name = Text(en="Cremation")
    register = Register.of(
        [
            ("areas", Area(id="products", name=name)),
            ("indicators", Indicator(id="cremation-air", name=name, unit="kg")),
            (
                "observations",
                Observation(
                    id="cremation-2020",
                    indicator="cremation-air",
                    amount=Amount(value="2.5", unit="kg"),
                    year=2020,
                    geography="SEN",
                    run="abc123",
                ),
            ),
            ("targets", TargetRecord(id="half", area="products", text=name, indicator="cremation-air")),
        ]
    )
    board = target_board(register, dt.date(2021, 1, 1))
    (figure,) = [figure for part in board.areas for figure in part.figures]
    assert figure.record.run == "abc123"
