"""The board of targets: kinds apart, outcomes with their reasons, the numbers on record, claims that differ."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from quicksilver.errors import InputProblems
from quicksilver.register.questions.target_board import TARGET_KINDS, AreaTargets, conflicts, target_board
from quicksilver.register.records import (
    Amount,
    Area,
    Baseline,
    Claim,
    Document,
    Indicator,
    Observation,
    Record,
    Source,
    Status,
    TargetRecord,
)
from quicksilver.register.register import Register

DAY = dt.date(2018, 6, 1)


def _area(register: Register, name: str, day: dt.date = DAY) -> AreaTargets:
    (found,) = target_board(register, day, name).areas
    return found


def test_why_the_gold_mining_target_of_2017_cannot_be_judged(both: Register) -> None:
    area = _area(both, "asgm")
    line = next(line for line in area.lines if line.target.id == "asgm-2017")
    assert (line.assessment.outcome, str(line.assessment.reason)) == (
        "cannot be computed",
        "it has no baseline",
    )
    assert line.overdue
    lacking = {item.item: item.owner for item in line.checklist if item.state == "missing"}
    assert set(lacking) >= {"baseline", "baseline_year", "method", "indicator"}
    assert set(lacking.values()) == {"unido;nrdc"}
    told = [
        (
            one.record.year,
            one.record.amount.low,
            one.record.amount.high,
            one.is_baseline,
            one.adopted,
            one.certainty,
        )
        for one in area.figures
    ]
    assert told == [
        (2005, Decimal(650), Decimal(1000), True, False, "medium"),
        (2011, Decimal(877), Decimal(1940), False, False, ""),
        (2015, Decimal(872), Decimal(2598), False, False, "medium"),
    ]
    # What was recalled and not read says so itself.
    assert all(
        one.record.note is not None and "Recalled" in one.record.note.en
        for one in area.figures
        if one.certainty
    )


def test_kinds_are_never_in_one_group(both: Register) -> None:
    for area in target_board(both, dt.date(2026, 1, 1)).areas:
        kinds = [kind for kind, _ in area.groups]
        assert kinds == [kind for kind in TARGET_KINDS if kind in kinds]
        for kind, lines in area.groups:
            assert {line.target.kind for line in lines} == {kind}


def test_a_potential_an_estimate_and_an_objective_can_not_be_met(both: Register) -> None:
    lines = [line for area in target_board(both, dt.date(2026, 1, 1)).areas for line in area.lines]
    free = [line for line in lines if line.target.kind in ("objective", "technical potential", "estimate")]
    assert {line.target.id for line in free} >= {
        "coal-potential",
        "surplus-latin-america",
        "khaidarkan-transition",
    }
    assert {line.assessment.outcome for line in free} == {"not assessable"}
    assert not any(line.overdue for line in free)


def test_every_area_is_there_even_without_a_target(both: Register) -> None:
    board = target_board(both, dt.date(2009, 5, 1))
    assert [area.area.id for area in board.areas] == [
        "asgm",
        "chlor-alkali",
        "fate-transport",
        "products",
        "coal",
        "waste",
        "non-ferrous",
        "supply-storage",
    ]
    assert _area(both, "waste", dt.date(2009, 5, 1)).groups == ()
    assert len(_area(both, "waste", dt.date(2009, 5, 1)).objectives) == 1
    assert board.overdue == ()


def test_what_was_told_later_is_not_on_the_board_of_the_day(both: Register) -> None:
    assert [one.record.year for one in _area(both, "asgm", dt.date(2012, 1, 1)).figures] == [2005]
    assert [one.record.year for one in _area(both, "asgm", dt.date(2016, 6, 1)).figures] == [2005, 2011]


def test_two_ranges_that_overlap_cannot_be_told(both: Register) -> None:
    """With the estimate of 2011 as baseline and a made-up one of 2017, as the plan's own note foresees."""
    base = Baseline(
        id="b",
        indicator="asgm-mercury-use",
        amount=Amount(low=Decimal(877), high=Decimal(1940), unit="t/yr"),
        year=2011,
    )
    seen = Observation(
        id="o",
        indicator="asgm-mercury-use",
        amount=Amount(low=Decimal(500), high=Decimal(1500), unit="t/yr"),
        year=2017,
    )
    target = both.get(TargetRecord, "asgm-2017").model_copy(
        update={"indicator": "asgm-mercury-use", "baseline": "b"}
    )
    register = Register.of([*both, ("baselines", base), ("observations", seen), ("targets", target)])
    line = next(line for line in _area(register, "asgm").lines if line.target.id == "asgm-2017")
    assert line.assessment.outcome == "cannot be told"
    assert line.assessment.change is not None
    assert line.assessment.change[0] < -0.5 < line.assessment.change[2]
    assert (line.baseline, line.observation) == (base, seen)
    adopted = {one.record.id: one.adopted for one in _area(register, "asgm").figures}
    assert (adopted["b"], adopted["asgm-mercury-demand-2005"]) == (True, False)


def _claims(*claims: Claim) -> Register:
    held: list[tuple[str, Record]] = [("claims", claim) for claim in claims]
    return Register.of([*held, ("targets", TargetRecord(id="t", area="x", text="T"))])


def _claim(identifier: str, value: str, **more: object) -> Claim:
    return Claim.model_validate(
        {"id": identifier, "subject": "targets/t", "field": "value", "value": value, **more}
    )


def test_claims_that_differ_stand_side_by_side_the_shown_one_first() -> None:
    (found,) = conflicts(_claims(_claim("a", "40"), _claim("b", "50", shown=True), _claim("c", "60")), DAY)
    assert [claim.id for claim in found.claims] == ["b", "a", "c"]
    assert conflicts(_claims(_claim("a", "50"), _claim("b", "50", shown=True)), DAY) == ()
    late = _claims(_claim("a", "40", as_of="2020"), _claim("b", "50", shown=True))
    assert conflicts(late, DAY) == ()
    assert len(conflicts(late, dt.date(2021, 1, 1))) == 1


def test_conflicts_stand_with_the_area_they_are_about_or_at_the_end(both: Register) -> None:
    register = Register.of(
        [
            *both,
            ("claims", _claim("a", "40", subject="targets/asgm-2017")),
            ("claims", _claim("b", "50", subject="targets/asgm-2017", shown=True)),
        ]
    )
    board = target_board(register, DAY)
    assert [one.subject for one in board.areas[0].conflicts] == ["targets/asgm-2017"]
    ends = {one.subject for one in board.conflicts}
    assert "facts/mercury-cell-countries" in ends
    assert "targets/asgm-2017" not in ends
    assert [one.record.id for one in board.figures] == ["world-mercury-demand-2005"]


def test_an_area_that_is_closed_keeps_its_open_targets() -> None:
    closed = Area(id="x", name="X", statuses=(Status(status="closed"),))
    register = Register.of(
        [("areas", closed), ("targets", TargetRecord(id="t", area="x", text="T", year=2000))]
    )
    assert [line.target.id for line in target_board(register, DAY).overdue] == ["t"]


def test_an_unknown_area_is_named_with_a_guess(both: Register) -> None:
    with pytest.raises(InputProblems, match="closest: asgm"):
        target_board(both, DAY, "assgm")


def test_a_number_keeps_the_run_it_came_from() -> None:
    held = Observation(
        id="o",
        indicator="i",
        amount=Amount(value=Decimal(1)),
        year=2017,
        run="run-7",
        sources=(Source(document="d"),),
    )
    register = Register.of(
        [
            ("areas", Area(id="x", name="X")),
            ("documents", Document(id="d", title="D", date="2030")),
            ("indicators", Indicator(id="i", name="I", area="x")),
            ("observations", held),
        ]
    )
    assert _area(register, "x").figures == ()
    assert _area(register, "x", dt.date(2030, 6, 1)).figures[0].record.run == "run-7"
