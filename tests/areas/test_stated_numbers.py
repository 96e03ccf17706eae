"""Numbers of calculators given as texts are read as people write them, and asked about where they have two readings."""

import pytest

from quicksilver.areas.verbs import Slot, read_number
from quicksilver.errors import Problem

SLOT = Slot("mercury", "g", "mercury that is used")


def read(given):
    problems: list[Problem] = []
    return read_number(SLOT, given, "input, mercury", problems), problems


@pytest.mark.parametrize(
    ("given", "value"),
    [
        ("100 g", 100),
        ("0,5 kg", 500),
        ("1.540.000 mg", 1540),
        ("١٠٠ g", 100),
        ("1\u202f500 g", 1500),
        ("2.5", 2.5),
    ],
)
def test_a_text_is_read_with_its_unit(given, value) -> None:
    quantity, problems = read(given)
    assert not problems
    assert quantity.value == pytest.approx(value)


def test_a_range_in_a_text_is_kept() -> None:
    quantity, _ = read("5 (3-50) g")
    assert (quantity.value, quantity.low, quantity.high) == (5, 3, 50)
    quantity, _ = read("3 - 50 g")
    assert (quantity.low, quantity.high) == (3, 50)


@pytest.mark.parametrize("given", ["1,500 g", "450.000 g"])
def test_two_readings_are_asked_about(given) -> None:
    quantity, (wrong,) = read(given)
    assert quantity is None
    assert len(wrong.readings) == 2
    # Each reading is accepted when it is followed.
    for reading in wrong.readings:
        assert not read(f"{reading} g")[1]


@pytest.mark.parametrize("given", ["<0.5 g", "NE", "many", "", "100 blorps", "100 MG", "1e999 g"])
def test_what_is_no_number_is_refused_without_a_guess(given) -> None:
    quantity, problems = read(given)
    assert quantity is None
    assert problems
    assert not problems[0].guess
