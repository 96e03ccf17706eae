"""Lines that overlap: detail inside a national row, production beside use, phases of one supply in any grouping."""

from __future__ import annotations

import itertools

import pytest

import quicksilver as qs
from quicksilver.errors import InputProblems
from quicksilver.factors import shipped
from quicksilver.inventory import State


def run(path):
    return qs.inventory.run(path, draws=0)


def line(source, activity, unit, technology="", **more):
    return {
        "source": source,
        "technology": technology,
        "presence": "Y",
        "activity": activity,
        "unit": unit,
        "source_of_data": "x",
        **more,
    }


def of(inventory, source):
    (found,) = [item for item in inventory.lines if item.source.id == source]
    return found


def severities(inventory, *, check, source):
    return [f.severity for f in inventory.findings() if f.check == check and f.source == source]


# --- detail inside a national row


def test_detail_is_taken_off_the_national_activity(make) -> None:
    lines = [
        line("L1-AU-ASGM-NORET", 1000, "kg"),
        line("L1-COAL-PP", 1_000_000, "t"),
        line("L1-COAL-OTH", 500_000, "t"),
        line("5.1.1-lignite", 10_000, "t", "none"),
        line("5.1.2-coke", 10, "kt"),
        line("5.2.2-conc", 10, "kg", "conc"),
    ]
    result = run(make(lines, level=2))
    rest = 990 * 1.9 + 990_000 * 0.15e-3 + 490_000 * 0.15e-3
    assert result.total() == pytest.approx(rest + 10_000 * 0.1e-3 + 10_000 * 0.15e-3 + 10 * 1.3)
    assert of(result, "L1-COAL-PP").activity == pytest.approx(990_000)
    assert of(result, "L1-COAL-PP").covered == pytest.approx(0.01)
    assert severities(result, check=7, source="L1-COAL-PP") == ["low"]
    said = "1 % of the national amount, 10,000 of 1,000,000 t coal combusted/y, is in detail (5.1.1-lignite)"
    assert said in result.explain("L1-COAL-PP")
    assert said in " ".join(entry["assumption"] for entry in result.receipt["assumptions"])
    from quicksilver.inventory.results.receipt import receipt_text

    assert said in receipt_text(result)
    assert "990,000" in receipt_text(result)


def test_detail_that_is_all_of_it_replaces_the_national_row(make) -> None:
    lines = [line("L1-COAL-PP", 30_000, "t")]
    lines += [line("5.1.1-lignite", 10_000, "t", "none"), line("5.1.1-hard", 20, "kt", "none")]
    result = run(make(lines, level=2))
    assert of(result, "L1-COAL-PP").state is State.REPLACED
    assert result.total() == pytest.approx(10_000 * 0.1e-3 + 20_000 * 0.15e-3)
    assert not severities(result, check=7, source="L1-COAL-PP")


def test_detail_larger_than_the_national_row_is_a_finding(make) -> None:
    lines = [line("L1-COAL-PP", 10_000, "t"), line("5.1.1-lignite", 10_000, "kt", "none")]
    result = run(make(lines, level=2))
    assert of(result, "L1-COAL-PP").state is State.REPLACED
    assert severities(result, check=7, source="L1-COAL-PP") == ["medium"]


def test_a_zero_in_detail_replaces_nothing_and_a_zero_in_the_row_divides_by_nothing(make) -> None:
    lines = [line("L1-COAL-PP", 10_000, "t"), line("5.1.1-lignite", 0, "t", "none")]
    assert run(make(lines, level=2)).total() == pytest.approx(1.5)
    lines = [line("L1-COAL-PP", 0, "t"), line("5.1.1-lignite", 10_000, "t", "none")]
    result = run(make(lines, level=2))
    assert result.total() == pytest.approx(1.0)
    assert of(result, "L1-COAL-PP").covered == 1.0


def test_detail_is_taken_off_the_plant_that_it_is(make) -> None:
    lines = [line("L1-COAL-PP", 1000, "t", site="Alpha"), line("L1-COAL-PP", 3000, "t", site="Beta")]
    same = run(make([*lines, line("5.1.1-hard", 1000, "t", "none", site="alpha")], level=2))
    assert [item.activity for item in same.lines if item.is_computed] == pytest.approx([3000, 1000])
    other = run(make([*lines, line("5.1.1-hard", 500, "t", "none", site="Gamma")], level=2))
    assert [item.activity for item in other.lines] == pytest.approx([1000, 3000, 500])
    nowhere = run(make([*lines, line("5.1.1-hard", 400, "t", "none")], level=2))
    assert [item.activity for item in nowhere.lines] == pytest.approx([900, 2700, 400])


def test_the_ends_of_a_national_amount_lose_the_detail_too(make) -> None:
    national = line("L1-COAL-PP", 1000, "t", activity_low=800, activity_high=1500)
    result = run(make([national, line("5.1.1-hard", 900, "t", "none")], level=2))
    rest = of(result, "L1-COAL-PP")
    assert (rest.activity_low, rest.activity, rest.activity_high) == pytest.approx((0, 100, 600))


def test_detail_in_another_unit_is_compared_by_its_mercury(make) -> None:
    # 0.005 g for each of 5,000,000 inhabitants x 0.6 is 15 kg; 20 gauges of 354 g are 7.08 kg.
    lines = [line("L1-MANO-OTH", 5_000_000, "inhabitants"), line("5.6.2-milk", 20, "items")]
    result = run(make(lines, level=2))
    assert result.total() == pytest.approx(15)
    assert of(result, "L1-MANO-OTH").covered == pytest.approx(7.08 / 15)


# --- production, use and disposal


def test_production_is_no_detail_of_use(make) -> None:
    lines = [line("5.5.1-med", 1_000_000, "items", "5.5.1-o-prod"), line("L1-THERM-MED", 100_000, "items")]
    result = run(make(lines, level=2))
    assert of(result, "L1-THERM-MED").state is State.QUANTIFIED
    index = [item.source.id for item in result.lines].index("L1-THERM-MED")
    assert float(result.values(index)[0]) == pytest.approx(100)


def test_use_is_no_detail_of_production(make) -> None:
    lines = [line("L1-PROD-THERM", 1000, "kg"), line("5.5.1-med", 1_000_000, "items", "a2")]
    result = run(make(lines, level=2))
    assert result.total(corrected=False) == pytest.approx(2000)
    assert of(result, "L1-PROD-THERM").state is State.QUANTIFIED


@pytest.mark.parametrize(("items", "left"), [(1_000_000, 0), (400_000, 600)])
def test_the_same_production_counts_once(make, items, left) -> None:
    lines = [line("L1-PROD-THERM", 1000, "kg"), line("5.5.1-med", items, "items", "5.5.1-o-prod")]
    result = run(make(lines, level=2))
    assert result.total(corrected=False) == pytest.approx(1000)
    row = of(result, "L1-PROD-THERM")
    assert row.state is (State.QUANTIFIED if left else State.REPLACED)


def test_a_mix_of_production_and_use_is_detail_of_each_with_its_part(make) -> None:
    lines = [
        line("L1-PROD-THERM", 1000, "kg"),
        line("L1-THERM-MED", 1_000_000, "items"),
        line("5.5.1-med", 1_000_000, "items", "5.5.1-o-prod=0.3; a2=0.7"),
    ]
    result = run(make(lines, level=2))
    assert of(result, "L1-PROD-THERM").activity == pytest.approx(700)
    assert of(result, "L1-THERM-MED").activity == pytest.approx(300_000)


def test_production_in_detail_leaves_the_use_row_open(make) -> None:
    lines = [line("5.5.1-med", 1_000_000, "items", "5.5.1-o-prod")]
    gaps = run(make(lines, level=1)).gaps.set_index("source")["state"]
    assert gaps["L1-THERM-MED"] == "not_given"


# --- phases of one supply


def _phases(source):
    """Return the technologies of a source that are phases of one supply, by phase."""
    kinds = {}
    for row in shipped().technologies(source):
        if row.remainder == "other_phase":
            kinds.setdefault(row.phase, []).append(row.technology)
    return kinds


def _groupings(items):
    """Yield every way to divide items into groups."""
    if not items:
        yield []
        return
    first, *rest = items
    for size in range(len(rest) + 1):
        for chosen in itertools.combinations(rest, size):
            left = [item for item in rest if item not in chosen]
            for groups in _groupings(left):
                yield [[first, *chosen], *groups]


SOURCES = [source for source in shipped().sources if len(_phases(source)) > 1]


def test_dental_amalgam_has_phases() -> None:
    assert SOURCES == ["5.6.1"]
    assert len(list(_groupings(["prep", "use", "disp"]))) == 5


@pytest.mark.parametrize("source", SOURCES)
@pytest.mark.parametrize("backwards", [False, True])
def test_phases_in_any_grouping_have_the_same_input_and_releases(make, source, backwards) -> None:
    for chosen in itertools.product(*_phases(source).values()):
        expected = None
        for groups in _groupings(list(chosen)):
            lines = [line(source, 5_000_000, "inhabitants", " + ".join(names)) for names in groups]
            result = run(make(lines[::-1] if backwards else lines, level=2))
            assert result.total() == pytest.approx(750)
            totals = list(result.totals())
            expected = expected or totals
            assert totals == pytest.approx(expected)
            assert not [f for f in result.findings() if f.severity in ("error", "high")]


def test_the_whole_supply_in_one_line_may_be_above_one(make) -> None:
    result = run(make([line("5.6.1", 5_000_000, "inhabitants", "prep + 5.6.1-o-use + disp")], level=2))
    assert sum(result.totals().iloc[1:]) == pytest.approx(1.02 * 750)
    result.check_balance()


def test_one_phase_twice_in_a_line_is_refused(make) -> None:
    with pytest.raises(InputProblems, match="same phase of the supply"):
        run(make([line("5.6.1", 5, "inhabitants", "5.6.1-o-prep + 5.6.1-o-prep-he")], level=2))


def test_parts_of_the_clinics_add_up_to_one_supply(make) -> None:
    lines = [
        line("5.6.1", 3_000_000, "inhabitants", "5.6.1-o-prep + 5.6.1-o-disp"),
        line("5.6.1", 2_000_000, "inhabitants", "5.6.1-o-prep-he + 5.6.1-o-disp-he"),
        line("5.6.1", 5_000_000, "inhabitants", "5.6.1-o-use"),
    ]
    result = run(make(lines, level=2))
    assert result.total() == pytest.approx(750)
    assert not severities(result, check=7, source="5.6.1")


def test_phases_of_different_amounts_are_a_finding(make) -> None:
    lines = [line("5.6.1", 5_000_000, "inhabitants", "prep"), line("5.6.1", 4_000_000, "inhabitants", "disp")]
    result = run(make(lines, level=2))
    assert result.total() == pytest.approx(750)
    assert severities(result, check=7, source="5.6.1") == ["medium"]


def test_detail_that_lacks_a_phase_of_the_supply_stops_the_run(make) -> None:
    national = line("L1-DENTAL", 5_000_000, "inhabitants")
    with pytest.raises(InputProblems, match="only a part of its phases"):
        run(make([national, line("5.6.1", 5_000_000, "inhabitants", "prep")], level=2))
    both = [line("5.6.1", 2_000_000, "inhabitants", name) for name in ("prep", "disp")]
    result = run(make([national, *both], level=2))
    assert of(result, "L1-DENTAL").activity == pytest.approx(3_000_000)
