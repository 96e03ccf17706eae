"""Waste beyond the worked cases: thresholds, custody, treatment, inventories, plans, facilities."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quicksilver.areas.area import Course, Use
from quicksilver.areas.waste import AREA
from quicksilver.areas.waste.kinds import KINDS
from quicksilver.areas.waste.plan import ELEMENTS
from quicksilver.errors import InputProblems


def run(verb, **given):
    return AREA.verb(verb).run(given)


def classified(form, content=None, **more):
    waste = {"name": "w", "form": form, **({} if content is None else {"content": content})}
    waste |= {"leachate": more.pop("leachate")} if "leachate" in more else {}
    return run("classify", wastes=[waste], **more).results["wastes"][0]


# Thresholds (S52)


@pytest.mark.parametrize(
    ("content", "is_waste"),
    [(15.1, True), ("14.9 mg/kg", False), ("15.1 g/t", True), ("0.00149 %", False), (15, True)],
)
def test_each_side_of_the_threshold_in_any_unit(content, is_waste):
    assert classified("other", content)["mercury_waste"] is is_waste


def test_the_threshold_may_be_another():
    assert classified("other", 14.9, threshold=10)["kind"] == KINDS[2]
    assert classified("other", {"low": 10, "high": 20})["mercury_waste"] is None
    assert (
        "it is at the threshold, which is counted as above because the table"
        in classified("other", 15)["why"]
    )


def test_tailings_have_a_rule_of_their_own():
    assert (
        classified("tailings", 20)["kind"] == "below the threshold"
    )  # contaminated waste of 20 mg/kg is not
    assert classified("other", 20)["kind"] == KINDS[2]
    assert classified("tailings", 30)["mercury_waste"] is None
    assert classified("tailings", 30, leachate=0.1)["mercury_waste"] is False
    assert classified("tailings", 30, leachate=0.2)["mercury_waste"] is True
    assert classified("tailings", {"low": 20, "high": 30}, leachate=0.2)["mercury_waste"] is None
    remarks = run("classify", wastes=[{"name": "t", "form": "tailings", "content": 30}]).remarks
    assert any("medium confidence" in remark for remark in remarks)


def test_forms_without_a_threshold():
    assert classified("elemental")["kind"] == classified("compound")["kind"] == KINDS[0]
    assert classified("product", 1)["kind"] == KINDS[1]
    assert classified("other")["mercury_waste"] is None
    with pytest.raises(InputProblems, match="mg/kg"):
        classified("other", "15 mg/L")


# Custody (S35)

STEPS = [
    {"date": "2008-01-01", "step": "collected", "holder": "clinic", "mass": 10},
    {"date": "2008-01-02", "step": "packed", "holder": "clinic", "mass": 10},
    {
        "date": "2008-06-01",
        "step": "handed over",
        "holder": "clinic",
        "mass": 10,
        "received": 9.5,
        "to": "carrier",
        "document": "1",
    },
    {"date": "2008-06-02", "step": "lost", "holder": "carrier", "mass": 0.5},
    {"date": "2008-06-03", "step": "handed over", "holder": "carrier", "mass": 9, "to": "plant"},
    {"date": "2008-06-04", "step": "stored", "holder": "plant", "mass": 9},
    {"date": "2008-07-01", "step": "taken out", "holder": "plant", "mass": 4},
    {"date": "2008-07-02", "step": "treated", "holder": "plant", "mass": 4},
]


def test_gaps_in_the_chain_are_found():
    found = run("chain", steps=STEPS, longest_hold=90)
    sums = {n: found.results[n].value for n in ("collected", "stored", "treated", "lost", "unaccounted")}
    assert sums == pytest.approx(
        {"collected": 10, "stored": 5, "treated": 4, "lost": 0.5, "unaccounted": 0.5}
    )
    assert [gap["gap"] for gap in found.results["gaps"]] == [
        "held too long",
        "handed over is not received",
        "loss without a reason",
        "hand-over without a document",
    ]
    assert found.results["in_store"][0]["mass"].value == 5
    assert not found.results["closed"]


def test_a_whole_chain_is_closed():
    steps = [
        {"date": "2008-01-01", "step": "collected", "holder": "clinic", "mass": 3},
        {"date": "2008-02-01", "step": "stored", "holder": "clinic", "mass": 2},
        {"date": "2008-03-01", "step": "lost", "holder": "clinic", "mass": "1000 g", "reason": "spill"},
    ]
    found = run("chain", steps=steps)
    assert found.results["closed"]
    assert found.results["gaps"] == []
    assert not found.remarks


def test_every_mistake_in_a_chain_is_said_at_once():
    steps = [
        {"date": "soon", "step": "collected", "holder": "a", "mass": 1},
        {"date": "2008-02-01", "step": "stored", "holder": "b", "mass": 1},
        {"date": "2008-01-01", "step": "collected", "holder": "c", "mass": 1},
        {"date": "2008-03-01", "step": "handed over", "holder": "c", "mass": 1},
        {"date": "2008-03-01", "step": "packed", "holder": "d", "mass": 1},
    ]
    with pytest.raises(InputProblems) as caught:
        run("chain", steps=steps)
    assert len(caught.value.problems) == 5
    with pytest.raises(InputProblems, match="no step"):
        run("chain", steps=[])


@given(
    masses=st.lists(st.floats(0.1, 1e4), min_size=1, max_size=6),
    shares=st.lists(st.floats(0, 1), min_size=18, max_size=18),
)
def test_collected_is_always_accounted_for(masses, shares):
    steps = [
        {"date": "2008-01-01", "step": "collected", "holder": str(i), "mass": m} for i, m in enumerate(masses)
    ]
    for i, mass in enumerate(masses):
        stored, treated, lost = (s / 3.0001 for s in shares[3 * i : 3 * i + 3])
        steps += [
            {"date": "2008-02-01", "step": what, "holder": str(i), "mass": mass * share, "reason": "spill"}
            for what, share in (("stored", stored), ("treated", treated), ("lost", lost))
        ]
    found = run("chain", steps=steps).results
    parts = sum(found[n].value for n in ("stored", "treated", "lost", "unaccounted"))
    parts += sum(row["mass"].value for row in found["in_hand"])
    assert parts == pytest.approx(found["collected"].value)


# Treatment, inventory, share


def test_sulphide_weighs_sixteen_per_cent_more():
    found = run("treatment", mercury=200.59, stabilised=1).results
    assert found["sulphide"].value == pytest.approx(232.66)
    assert found["sulphur"].value == pytest.approx(32.07)
    assert found["residue"].value == 0


def test_treatment_of_a_waste_by_its_content():
    found = run(
        "treatment",
        waste="2 t",
        content=500,
        recovered={"value": 0.9, "low": 0.8, "high": 0.95},
        emitted=0.01,
    ).results
    assert found["mercury"].value == pytest.approx(1)
    assert found["residue"].value == pytest.approx(0.09)
    assert found["residue"].low >= 0
    for wrong in (
        {"mercury": 1, "recovered": 0.7, "stabilised": 0.7},
        {},
        {"waste": 1},
        {"mercury": 1, "waste": 1, "content": 1},
        {"mercury": 1, "recovered": 1.2},
    ):
        with pytest.raises(InputProblems):
            run("treatment", **wrong)


def test_an_inventory_from_masses_items_and_unknowns():
    found = run(
        "inventory",
        wastes=[
            {"source": "lamps", "kind": KINDS[1], "items": 1e6, "product": "CFL"},
            {"source": "tubes", "kind": KINDS[1], "items": 1000, "product": "anything", "per_item": "20 mg"},
            {"source": "cells", "kind": KINDS[0], "mercury": {"value": 100, "low": 80, "high": 130}},
            {"source": "soil", "kind": KINDS[2], "mass": 50},
        ],
    )
    kinds = {row["kind"]: row for row in found.results["by_kind"]}
    assert kinds[KINDS[1]]["mercury"].value == pytest.approx(10.02)
    assert kinds[KINDS[1]]["mercury"].low < 10.02 < kinds[KINDS[1]]["mercury"].high
    assert kinds[KINDS[2]]["mercury"] is None
    assert (kinds[KINDS[2]]["mass"].value, kinds[KINDS[2]]["unknown_mercury"].value) == (50, 1)
    assert found.results["unknown"].value == 1
    assert "lower bounds" in found.remarks[0]
    assert [item["name"] for item in found.assumed] == ["mercury of CFL"]
    assert sum(row["mercury"].value for row in kinds.values() if row["mercury"]) == pytest.approx(
        found.results["mercury"].value
    )


def test_a_content_of_low_confidence_is_asked_for():
    with pytest.raises(InputProblems, match="UV lamp"):
        run("inventory", wastes=[{"source": "x", "kind": KINDS[1], "items": 1, "product": "UV lamp"}])


def test_nothing_known_is_unknown_and_not_zero():
    found = run("inventory", wastes=[{"source": "x", "kind": KINDS[2]}]).results
    assert found["mercury"] is None
    assert all(row["mercury"] is None and row["mass"] is None for row in found["by_kind"])


def test_the_share_of_costa_rica_is_flagged_and_not_refused():
    found = run("share-check", part=3086, total=7174, published="43.17 %")
    assert found.results["computed"].value * 100 == pytest.approx(43.02, abs=0.005)
    assert found.results["flagged"] is True
    assert "0.15 percentage points" in found.remarks[0]
    assert run("share-check", part=3086, total=7174).results["flagged"] is None
    for wrong in (
        {"part": 2, "total": 1},
        {"part": 0, "total": 0},
        {"part": 1, "total": 2, "published": 1.5},
    ):
        with pytest.raises(InputProblems):
            run("share-check", **wrong)


# Plans and facilities (S52, S53)


def test_a_plan_with_storage_by_year():
    years = [
        {"year": 2011, "arising": {"value": 5, "low": 3, "high": 8}, "treated": 2},
        {"year": 2010, "arising": 10},
    ]
    found = run(
        "plan", elements=[{"element": "inventory", "state": "filled"}], years=years, opening=1, capacity=12
    )
    rows = found.results["storage"]
    assert [(row["year"], row["storage"].value, row["fits"]) for row in rows] == [
        (2010, 11, True),
        (2011, 14, False),
    ]
    assert rows[1]["storage"].low < 14 < rows[1]["storage"].high
    assert rows[0]["volume"].value == pytest.approx(11 / 13.534)
    assert rows[0]["flasks"].value == 319
    assert found.results["fee_paid"].value == pytest.approx(15 * 37_000)
    assert found.results["peak"].value == 14
    assert [row["element"] for row in found.results["elements"]] == list(ELEMENTS)
    assert any("from 2011" in remark for remark in found.remarks)


@pytest.mark.parametrize(
    "wrong",
    [
        {"years": [{"year": 2010, "arising": 1, "treated": 2}]},
        {"years": [{"year": 2010, "arising": 1}] * 2},
        {"elements": [{"element": "inventroy", "state": "filled"}]},
        {"elements": [{"element": "inventory", "state": "filled"}] * 2},
    ],
)
def test_plans_that_cannot_be(wrong):
    with pytest.raises(InputProblems):
        run("plan", **wrong)


def test_a_plan_without_years_has_no_storage():
    found = run("plan").results
    assert found["storage"] == []
    assert found["peak"] is None
    assert found["fee_paid"] is None


NEED = {"mass": 2, "kind": KINDS[0], "country": "Burkina Faso", "date": "2009-05-01"}
PLANT = {
    "name": "Plant",
    "country": "Elsewhere",
    "takes": "all",
    "room": 10,
    "imports": True,
    "licence_until": "2012-12-31",
}


def test_offers_within_licence_and_transport():
    found = run(
        "match",
        **NEED,
        farthest=1000,
        facilities=[
            {**PLANT, "name": "near", "distance": 900, "largest_load": 0.5},
            {**PLANT, "name": "far", "distance": 5000},
            {**PLANT, "name": "old", "licence_until": "2008-01-01"},
            {**PLANT, "name": "asked"},
        ],
    )
    rows = {row["name"]: row for row in found.results["facilities"]}
    assert found.results["offers"].value == 2
    assert rows["near"]["loads"].value == 4
    assert "prior informed consent" in rows["near"]["note"]
    assert "5000 km away" in rows["far"]["why_not"]
    assert "licence ended" in rows["old"]["why_not"]
    assert "distance is not given" in rows["asked"]["note"]


def test_no_offer_is_said_and_what_would_do_together():
    none = run("match", **NEED, facilities=[])
    assert none.results["offers"].value == 0
    assert none.remarks == ["no facility matches"]
    small = [{**PLANT, "name": name, "room": 1.2} for name in ("a", "b")]
    assert "a, b together" in run("match", **NEED, facilities=small).remarks[1]
    assert run("match", **NEED, technology="recovery", facilities=[PLANT]).results["offers"].value == 0
    with pytest.raises(InputProblems) as caught:
        run("match", **NEED | {"date": "May"}, facilities=[{**PLANT, "licence_until": "never"}])
    assert len(caught.value.problems) == 2


# The area


def test_baseline_and_controls_of_incinerators():
    assert AREA.baseline(2015, "World").total().value == pytest.approx(162_000)
    course = Course({}, (Use("incinerator-sorbent", 2015, 2020, 1.0),))
    flows = AREA.project(course, [2015, 2020], "World")
    flows.check_balance(AREA.project(Course(), [2015, 2020], "World"))
    assert flows.where(origin="waste-incineration", pathway="air", year=2020).total().value == pytest.approx(
        1500
    )
    with pytest.raises(InputProblems, match="2010, 2015"):
        AREA.baseline(2012, "World")
    assert all(json.dumps(verb.schema()) for verb in AREA.verbs)
