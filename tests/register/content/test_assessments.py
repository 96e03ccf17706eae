"""Targets of the register: thirteen items, and outcomes that tell the truth."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from quicksilver.register.questions.assessments import as_target, checklist, expired, outcome, owner_names
from quicksilver.register.records import (
    Amount,
    Area,
    Baseline,
    Indicator,
    Leadership,
    Observation,
    Organisation,
    Plan,
    TargetRecord,
)
from quicksilver.register.register import Register

BASE = Baseline(
    id="b",
    indicator="i",
    amount=Amount(value=Decimal(1000), low=Decimal(900), high=Decimal(1100), unit="t/yr"),
    year=2005,
    method="survey",
    run="run-1",
)
TARGET = TargetRecord(
    id="t",
    area="x",
    plan="p",
    text="Half by 2017",
    indicator="i",
    goal="relative",
    value=Decimal(50),
    unit="%",
    year=2017,
    baseline="b",
    geography="World",
    supplier="lead, yearly",
)


def _held(
    target: TargetRecord = TARGET, *, baseline: Baseline = BASE, seen: tuple[Observation, ...] = ()
) -> Register:
    indicator = Indicator(id="i", name="Demand", unit="t/yr", pathway="use", boundary="the sector")
    return Register.of(
        [
            ("areas", Area(id="x", name="X")),
            ("organisations", Organisation(id="o", name="The lead")),
            ("leaderships", Leadership(id="l", area="x", organisation="o")),
            ("plans", Plan(id="p", area="x", state="in force")),
            ("indicators", indicator),
            ("baselines", baseline),
            ("targets", target),
            *(("observations", one) for one in seen),
        ]
    )


def _seen(low: int, value: int, high: int, year: int = 2017, **more: object) -> Observation:
    amount = Amount(value=Decimal(value), low=Decimal(low), high=Decimal(high), unit="t/yr")
    return Observation.model_validate(
        {"id": f"o{year}", "indicator": "i", "amount": amount, "year": year, **more}
    )


def test_a_whole_target_lacks_nothing() -> None:
    assert {item.state for item in checklist(_held(), TARGET)} == {"there"}
    assert len(checklist(_held(), TARGET)) == 13
    assert as_target(_held(), TARGET).value == 0.5


@pytest.mark.parametrize(
    ("numbers", "said"),
    [
        ((300, 350, 400), "met"),
        ((800, 900, 1000), "not met"),
        ((400, 500, 600), "cannot be told"),
    ],
)
def test_outcomes(numbers: tuple[int, int, int], said: str) -> None:
    assert outcome(_held(seen=(_seen(*numbers),)), TARGET).outcome == said


def test_without_a_baseline_nothing_is_computed(founding: Register) -> None:
    asgm = founding.get(TargetRecord, "asgm-2017")
    found = outcome(founding, asgm)
    assert (found.outcome, found.change) == ("cannot be computed", None)
    assert "baseline" in found.missing


def test_asgm_can_still_not_be_computed_with_a_later_estimate(both: Register) -> None:
    target = both.get(TargetRecord, "asgm-2017").model_copy(update={"indicator": "asgm-mercury-use"})
    found = outcome(both, target)
    # An estimate of 2015 says nothing of 2017.
    assert found.outcome == "not assessable"
    assert "2015" in str(found.reason)
    before = outcome(both, target, dt.date(2013, 1, 1))
    assert (before.outcome, "2011" in str(before.reason)) == ("not assessable", True)


@pytest.mark.parametrize("name", ["coal-target", "products-lamps-2017"])
def test_a_target_without_a_number_is_not_assessable(founding: Register, name: str) -> None:
    assert outcome(founding, founding.get(TargetRecord, name)).outcome == "not assessable"


def test_a_change_of_method_is_a_break() -> None:
    seen = _seen(300, 350, 400, method="mass balance")
    found = outcome(_held(seen=(seen,)), TARGET)
    assert (found.outcome, found.change) == ("cannot be computed", None)
    assert outcome(_held(seen=(_seen(300, 350, 400, method="survey"),)), TARGET).outcome == "met"


def test_only_what_was_known_on_the_day_counts() -> None:
    held = _held(seen=(_seen(800, 900, 1000, 2012), _seen(300, 350, 400, 2018)))
    assert outcome(held, TARGET).outcome == "met"
    assert outcome(held, TARGET, dt.date(2013, 1, 1)).outcome == "not assessable"
    assert outcome(held, TARGET, dt.date(2010, 1, 1)).reason.key == "reason.unobserved"


def test_another_place_is_no_observation() -> None:
    held = _held(seen=(_seen(300, 350, 400, geography="Europe"),))
    assert outcome(held, TARGET).outcome == "cannot be computed"


def test_a_range_without_a_value_is_a_baseline() -> None:
    ranged = BASE.model_copy(
        update={"amount": Amount(low=Decimal(650), high=Decimal(1000), unit="t/yr"), "id": "b"}
    )
    assert outcome(_held(baseline=ranged, seen=(_seen(100, 150, 200),)), TARGET).outcome == "met"
    assert outcome(_held(baseline=ranged, seen=(_seen(400, 450, 500),)), TARGET).outcome == "cannot be told"


def test_a_new_baseline_leaves_the_old_assessment() -> None:
    new = BASE.model_copy(
        update={"id": "b2", "supersedes": "b", "amount": Amount(value=Decimal(2000), unit="t/yr")}
    )
    held = Register.of([*_held(seen=(_seen(800, 900, 1000),)), ("baselines", new)])
    assert outcome(held, TARGET).outcome == "not met"
    assert outcome(held, TARGET.model_copy(update={"baseline": "b2"})).outcome == "met"


def test_intensities_and_levels() -> None:
    intensity = TARGET.model_copy(update={"goal": "intensity"})
    assert as_target(_held(), intensity).goal == "relative"
    level = TARGET.model_copy(
        update={"goal": "level", "value": Decimal("0.5"), "unit": "kt/yr", "baseline": None}
    )
    assert as_target(_held(level), level).value == pytest.approx(500)
    states = {item.item: item.state for item in checklist(_held(level), level)}
    assert states["baseline"] == "not needed"
    assert outcome(_held(level, seen=(_seen(300, 350, 400),)), level).outcome == "met"


def test_what_is_missing_is_owed_by_the_lead_or_the_secretariat(founding: Register) -> None:
    asgm = founding.get(TargetRecord, "asgm-2017")
    lacking = [item for item in checklist(founding, asgm) if item.state == "missing"]
    assert {item.owner for item in lacking} == {"unido"}
    assert owner_names(founding, lacking[0]) == ["United Nations Industrial Development Organization"]
    nobody = TargetRecord(id="n", area="non-ferrous", text="A goal")
    assert {item.owner for item in checklist(founding, nobody)} == {"secretariat"}
    assert owner_names(founding, checklist(founding, nobody)[0]) == ["secretariat"]


def test_an_obligation_is_no_target_of_the_partnership(both: Register) -> None:
    obligation = both.get(TargetRecord, "dental-amalgam-2034")
    assert as_target(both, obligation).kind == "treaty obligation"


def test_targets_whose_year_is_over_are_named(both: Register) -> None:
    names = {target.id for target in expired(both, dt.date(2018, 1, 1))}
    assert {"asgm-2017", "products-lamps-2017", "health-care-demand-2017"} <= names
    assert "health-care-production-2017" not in names
    assert expired(both, dt.date(2009, 5, 1)) == ()
