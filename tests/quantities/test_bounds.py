"""What a number can be by its nature: refused with the allowed range and its source, and never a result without a number."""

from __future__ import annotations

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quicksilver.areas import area
from quicksilver.areas.shared.common import verb_of
from quicksilver.errors import InputProblems
from quicksilver.quantities.bounds import BOUNDS, bound_of_unit, outside, saturation


def _problems(area_name: str, verb: str, data: object) -> list[str]:
    with pytest.raises(InputProblems) as found:
        verb_of(area(area_name), verb).run(data, "a.json")
    return [f"{problem.where}: {problem.what} | {problem.allowed}" for problem in found.value.problems]


def test_every_bound_has_a_source_and_an_order() -> None:
    for bound in BOUNDS.values():
        assert bound.source
        assert bound.low < bound.high < math.inf


@given(st.sampled_from(sorted(BOUNDS)), st.one_of(st.just(math.nan), st.just(math.inf), st.just(-math.inf)))
def test_what_is_not_finite_is_outside_of_every_bound(kind: str, value: float) -> None:
    assert outside(value, BOUNDS[kind])


@pytest.mark.parametrize(
    ("unit", "high"), [("g", 1e18), ("kg/yr", 1e15), ("Mt", 1e6), ("h", 8784), ("GWh", 1e9), ("mg/kg", 1e6)]
)
def test_a_bound_is_the_same_in_every_unit(unit: str, high: float) -> None:
    assert bound_of_unit(unit).high == pytest.approx(high)


@pytest.mark.parametrize(("temperature", "level"), [(0, 2.2), (10, 5.6), (20, 13.2), (30, 29.5)])
def test_saturation_is_that_of_the_tables(temperature: float, level: float) -> None:
    # Dumarey's equation as tabulated for calibration vessels.
    assert saturation(temperature) == pytest.approx(level, rel=0.02)


def test_a_number_of_400_digits_is_named_with_its_field_and_range() -> None:
    assert _problems("asgm", "capture", {"units": [{"mercury": 10**400 - 1, "efficiency": 0.8}]}) == [
        "a.json, units[0], mercury: 999999... (400 digits) g is impossible | 0 to 1e+18 g"
    ]


@pytest.mark.parametrize(
    ("area_name", "verb", "data", "named"),
    [
        (
            "asgm",
            "indoor",
            {"emission": 100, "volume": 50, "air_changes": 1, "hours": 1e308},
            "hours: 1e+308 h",
        ),
        ("asgm", "indoor", {"emission": 100, "volume": 50, "air_changes": 1, "hours": 25}, "1e-06 to 24 h"),
        ("asgm", "capture", {"units": [{"mercury": 1e300}], "batches": 1e300}, "units[0], mercury: 1e+300 g"),
        ("asgm", "capture", {"units": [{"mercury": 1}], "hours": 9000}, "hours: 9000 h"),
        ("asgm", "gold-output", {"miners": 100.5, "days": 200, "yield_per_day": 1}, "a whole number"),
        (
            "coal",
            "unit",
            {"coal": "1 Mt", "mercury_content": "100 %", "rank": "lignite", "controls": "none"},
            "1000",
        ),
        (
            "coal",
            "unit",
            {"electricity": 1, "efficiency": 0.9, "heating_value": 25, "rank": "lignite", "controls": "none"},
            "efficiency: 0.9 is impossible | 0 to 0.6",
        ),
        ("coal", "content", {"mercury_content": 0.1, "heating_value": 500}, "heating_value: 500 MJ/kg"),
        ("chlor-alkali", "register", {"year": 202, "plants": []}, "year: 202 yr is impossible"),
    ],
)
def test_impossible_numbers_are_refused_with_field_and_range(
    area_name: str, verb: str, data: object, named: str
) -> None:
    assert any(named in line for line in _problems(area_name, verb, data))


@given(
    st.sampled_from(["mercury", "batches", "efficiency", "hours"]),
    st.one_of(
        st.floats(),
        st.integers(10**17, 10**30),
        st.integers(10**300, 10**400),
        st.floats(allow_nan=False).map(str),
    ),
)
def test_any_number_gives_a_finite_result_or_a_problem(field: str, value: object) -> None:
    data: dict[str, object] = {"units": [{"mercury": 10, "efficiency": 0.8}], "hours": 10}
    if field in ("batches", "hours"):
        data[field] = value
    else:
        data["units"] = [{"mercury": 10, "efficiency": 0.8, field: value}]
    try:
        answer = verb_of(area("asgm"), "capture").run(data)
    except InputProblems:
        return
    json.dumps(answer.as_dict(), allow_nan=False)
    assert math.isfinite(answer.results["burnt"].central)
