"""The shared shape: reading named quantities, ranges, tables with standing, flows that balance, courses."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quicksilver.areas.area import Course, Measure, Use, projected
from quicksilver.areas.verbs import Answer, Slot, Verb
from quicksilver.errors import InputProblems, MassBalanceError
from quicksilver.factors.facts import fact, facts, tables
from quicksilver.flows.flows import Flow, MercuryFlows
from quicksilver.quantities import Quantity, Standing, ranged

CAUGHT = Verb(
    "capture",
    "Mercury caught in a shop.",
    (
        Slot("mercury", "g", "Mercury burnt."),
        Slot(
            "efficiency", "1", default=Quantity(0.8, "1", source="US EPA", standing=Standing.READ), high=1.0
        ),
        Slot("kind", kind="text", choices=("shop", "retort"), required=False),
        Slot("units", kind="table", required=False, columns=(Slot("count", "1"),)),
    ),
    (Slot("caught", "g"),),
    lambda g: Answer(
        ranged(
            lambda mercury, efficiency: {"caught": mercury * efficiency},
            g.numbers("mercury", "efficiency"),
            {"caught": "g"},
        )
    ),
)


@pytest.mark.parametrize(
    "mercury", [100, "100 g", "0.1 kg", {"value": 0.1, "unit": "kg"}, {"low": 50, "high": 150}]
)
def test_a_quantity_may_be_written_in_many_ways(mercury):
    answer = CAUGHT.run({"mercury": mercury})
    assert answer.results["caught"].value == pytest.approx(80.0)
    assert answer.assumed == [
        {"name": "efficiency", "value": 0.8, "unit": "1", "source": "US EPA", "standing": "read"}
    ]


def test_all_that_is_wrong_is_said_at_once():
    with pytest.raises(InputProblems) as caught:
        CAUGHT.run({"mercry": 1, "efficiency": "120 %", "kind": "retrot", "units": [{"count": "5 kg"}, 3]})
    said = str(caught.value)
    assert len(caught.value.problems) == 6
    for part in ("mercry", "mercury is missing", "1.2", "retort", "units[0], count", "units[1]"):
        assert part in said


@pytest.mark.parametrize(
    "wrong",
    [
        True,
        None,
        "many",
        [],
        {"unit": "g"},
        {"value": "x"},
        {"value": 5, "low": 6, "high": 7},
        {"value": 1, "uint": "g"},
        float("nan"),
        "5 m",
    ],
)
def test_what_is_no_quantity_is_refused(wrong):
    with pytest.raises(InputProblems):
        CAUGHT.run({"mercury": wrong})


def test_a_formula_that_uses_an_input_twice_draws_it_once():
    found = ranged(
        lambda x: {"nothing": x - x, "one": x / x},
        {"x": Quantity(5, "1", 1, 9)},
        {"nothing": "1", "one": "1"},
    )
    assert (found["nothing"].low, found["nothing"].high) == (0.0, 0.0)
    assert (found["one"].low, found["one"].high) == (1.0, 1.0)


@given(value=st.floats(0.1, 1e6), down=st.floats(0, 0.9), up=st.floats(0.01, 3))
def test_the_range_of_the_input_is_not_left(value, down, up):
    number = Quantity(value, "kg", value * (1 - down), value * (1 + up))
    found = ranged(lambda x: {"x": x}, {"x": number}, {"x": "kg"})["x"]
    assert number.low - 1e-9 * value <= found.low <= found.high <= number.high + 1e-9 * value


def test_every_packaged_number_has_a_source_and_a_standing():
    for name in tables():
        for row in facts(name):
            assert row.source, row.id
            assert row.standing in ("read", "recalled", "derived", "assumed", "not_found"), row.id
            assert (row.number is None) or row.standing != "not_found"


def test_weak_numbers_never_become_defaults():
    weak = [
        row
        for name in tables()
        for row in facts(name)
        if (row.standing, row.confidence) == ("recalled", "low") or row.standing == "not_found"
    ]
    assert weak
    assert not any(row.may_be_default for row in weak)
    with pytest.raises(LookupError):
        fact("asgm_country", country="China", variable="Hg use")


def flow(mass, pathway="air", region="World", year=2015, area="coal", origin="power"):
    return Flow(
        area,
        origin,
        pathway,
        region,
        year,
        None if mass is None else Quantity(mass, "kg/yr", 0.8 * mass, 1.5 * mass),
    )


def test_unknown_is_counted_and_never_zero():
    flows = MercuryFlows((flow(10.0), flow(None, "water")))
    assert flows.total().value == 10
    assert flows.unknown == 1
    data = flows.dataset
    assert data["state"].sel(pathway="water").item() == "unknown"
    assert math.isnan(data["mass"].sel(pathway="water", estimate="central").item())


def test_balance_is_checked():
    flows = MercuryFlows((flow(10.0), flow(5.0, "water")))
    assert flows.check_balance([flow(15.0)]) == 0
    with pytest.raises(MassBalanceError, match="World in 2015"):
        flows.check_balance([flow(16.0)])


ACI = Measure("aci", "coal", "Activated carbon", (), "air", Quantity(0.9, "1", 0.8, 0.95))
FF = Measure("ff", "coal", "Fabric filter", (), "air", Quantity(0.5, "1"), excludes="dust")


@given(share=st.floats(0, 1), second=st.floats(0, 1), growth=st.floats(0.5, 2))
def test_what_measures_take_away_goes_somewhere(share, second, growth):
    course = Course(
        {"coal": {2015: 1.0, 2030: growth}}, (Use("aci", 2015, 2030, share), Use("ff", 2020, 2025, second))
    )
    made = projected(MercuryFlows((flow(100.0),)), (ACI, FF), course, [2015, 2022, 2030])
    made.check_balance(
        [flow(100.0 * course.factor("coal", "power", "World", y), year=y) for y in (2015, 2022, 2030)]
    )
    air = made.where(pathway="air", year=2030).total()
    assert air.low <= air.value + 1e-9
    assert air.value <= air.high + 1e-9


@pytest.mark.parametrize(
    ("uses", "said"),
    [
        ((Use("aci", 2020, 2010, 0.5),), "before it starts"),
        ((Use("aci", 2020, 2030, 1.5),), "1.5 is not 0 to 1"),
        ((Use("ff", 2020, 2030, 0.5), Use("ff", 2025, 2030, 0.1)), "repeats a control"),
    ],
)
def test_courses_that_cannot_be_are_refused(uses, said):
    with pytest.raises(InputProblems, match=said):
        projected(MercuryFlows((flow(1.0),)), (ACI, FF), Course({}, uses), [2030])
