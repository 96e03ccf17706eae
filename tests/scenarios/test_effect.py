"""A measure changes an emission or is refused with the reason; what changes nothing is stated."""

from __future__ import annotations

import csv
from importlib import resources

import pytest

from quicksilver.areas import Measure, area, areas
from quicksilver.errors import InputProblems
from quicksilver.quantities import Quantity
from quicksilver.scenarios import read_scenario, run_scenario, world
from quicksilver.scenarios.effect import effect, few

CATALOGUE = [(name, measure) for name in areas() for measure in area(name).options()]
#: Measures on use, supply and storage whose link to an emission no source states; all others act on the world of 2015.
REFUSED = {
    "concentrate-amalgamation",
    "conversion-use",
    "low-mercury-catalyst-use",
    "mercury-free-vcm-use",
    "catalyst-recycling",
    "end-of-batteries",
    "end-of-dental",
    "end-of-measuring-control",
    "end-of-lamps",
    "end-of-electrical-electronic",
    "end-of-other",
    "storage-of-cells",
    "storage-of-by-product",
}


def write(tmp_path, more, head="base_year: 2015\nfrom: 2015\nto: 2030\ndraws: 16\n"):
    path = tmp_path / "s.yaml"
    path.write_text(head + more)
    return path


def alone(measure, extra="", **changed):
    given = {"measure": measure, "from": 2016, "full": 2017, "share": "100 %", **changed}
    return "measures:\n  - {" + ", ".join(f"{key}: {value}" for key, value in given.items()) + "}\n" + extra


def test_the_catalogue_is_the_one_that_is_checked():
    assert len(CATALOGUE) == 34
    assert {measure.id for _, measure in CATALOGUE} >= REFUSED


@pytest.mark.parametrize("year", [2010, 2015])
@pytest.mark.parametrize(("name", "measure"), CATALOGUE, ids=[m.id for _, m in CATALOGUE])
def test_every_measure_alone_changes_a_flow_or_is_refused(tmp_path, name, measure, year):
    path = write(tmp_path, alone(measure.id), head=f"base_year: {year}\nfrom: {year}\nto: 2030\ndraws: 16\n")
    try:
        scenario = read_scenario(path)
    except InputProblems as wrong:
        said = str(wrong)
        assert f"{measure.id}" in said
        assert "would change nothing" in said
        assert "give what it needs" in said or "write measure: " in said
        # The list of 2010 does not state vinyl chloride and incinerators apart from their area.
        assert measure.id in REFUSED or (year == 2010 and not set(measure.acts_on) & set(world(2010).sectors))
        return
    assert measure.id not in REFUSED
    found = run_scenario(scenario)
    central = found["world"].sel(year=2030, estimate="central")
    assert float(central.sel(run="control")) < float(central.sel(run="baseline")) - 1e-6
    assert f"measure {measure.id} changes nothing" not in found.attrs["remarks"]
    base = scenario.baseline
    assert {base.areas[base.sectors.index(s)] for s in scenario.applied[0].sectors} == {name}


def test_gold_without_mercury_ends_the_emission_of_small_scale_gold(tmp_path):
    found = run_scenario(read_scenario(write(tmp_path, alone("mercury-free"))))
    central = found["world"].sel(estimate="central") / 1000
    assert float(central.sel(run="baseline", year=2018)) == pytest.approx(2223.56)
    assert (central.sel(run="control", year=slice(2018, None)) <= 2223.56 - 838 + 1e-6).all()
    assert "free processing (direct smelting" in found.attrs["remarks"]
    assert "acts on use" in found.attrs["remarks"]


def test_half_of_the_gold_without_mercury_is_half_of_the_emission(tmp_path):
    found = run_scenario(read_scenario(write(tmp_path, alone("mercury-free", share="50 %"))))
    gold = found["by_sector"].sel(run="control", sector="asgm", year=2020, estimate="central")
    assert float(gold) == pytest.approx(419_000)
    moved = found["moved"].sel(run="control", pathway="avoided", year=2020, estimate="central")
    assert float(moved) == pytest.approx(419_000)


def test_the_end_of_mining_ends_mercury_production_and_nothing_else(tmp_path):
    found = run_scenario(read_scenario(write(tmp_path, alone("end-of-mining"))))
    sectors = found["by_sector"].sel(year=2030, estimate="central")
    less = sectors.sel(run="baseline") - sectors.sel(run="control")
    assert float(less.sel(sector="mercury-production")) == pytest.approx(13_800)
    assert float(less.sum()) == pytest.approx(13_800)


def test_cremation_belongs_to_one_area():
    base = world(2015)
    held = base.areas[base.sectors.index("cremation")]
    assert (
        [name for name, measure in CATALOGUE if "cremation" in measure.acts_on] == [held] == ["cross-cutting"]
    )


def test_the_table_of_effects_is_of_the_catalogue_and_names_calculators_that_exist():
    path = resources.files("quicksilver.scenarios") / "data" / "effects.csv"
    with path.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    on_other_flows = {measure.id for _, measure in CATALOGUE if measure.pathway != "air"}
    assert {row["measure"] for row in rows} == on_other_flows
    ids = {measure.id for _, measure in CATALOGUE}
    for row in rows:
        assert row["why"]
        assert bool(row["sectors"]) == (row["effect"] == "emission") == bool(row["source"])
        assert set(filter(None, row["sectors"].split(";"))) <= set(world(2015).sectors)
        if row["instead"].startswith("measure: "):
            assert row["instead"].removeprefix("measure: ") in ids
        if "quicksilver area" in row["instead"]:
            words = row["instead"].split("quicksilver area ")[1].split()
            assert area(words[0]).verb(words[1])


@pytest.mark.parametrize(
    ("more", "what"),
    [
        (alone("mercury-free", regions="[North America]"), "asgm: no emission in North America in 2015"),
        (
            alone("mercury-free", regions='[North America, "European Union (EU28)"]'),
            "regions with an emission: .*South America",
        ),
        (
            "define:\n  - {id: m, area: asgm, removal: 50 %, pathway: use}\n" + alone("m"),
            "it reduces the flow 'use'",
        ),
        ("define:\n  - {id: m, area: products, removal: 50 %}\n" + alone("m"), "no sector of area products"),
        (
            "define:\n  - {id: m, area: coal, sectors: [asgm], removal: 50 %}\n" + alone("m"),
            "asgm is in area asgm",
        ),
        (
            "phase_outs:\n  - {sectors: [vcm], regions: [South America], year: 2020}\n",
            "phase-out would change nothing: vcm: no emission in South America",
        ),
    ],
)
def test_what_cannot_act_is_refused_with_the_reason(tmp_path, more, what):
    with pytest.raises(InputProblems, match=what):
        read_scenario(write(tmp_path, more))


def own(tmp_path, rows):
    (tmp_path / "mine.csv").write_text("region,sector,area,value,unit\n" + rows)
    return "baseline: mine.csv\n"


def test_a_baseline_without_the_sector_an_unknown_and_other_names(tmp_path):
    with pytest.raises(InputProblems, match="no sector vcm; area chlor-alkali has chlor-alkali only"):
        read_scenario(
            write(tmp_path, own(tmp_path, "A,chlor-alkali,chlor-alkali,1,t/yr\n") + alone("mercury-free-vcm"))
        )
    with pytest.raises(InputProblems, match="the emission of asgm is unknown in this baseline"):
        read_scenario(write(tmp_path, own(tmp_path, "A,asgm,asgm,,t/yr\n") + alone("retort")))
    with pytest.raises(InputProblems, match=r"allowed: +regions with an emission: none in this baseline"):
        read_scenario(write(tmp_path, own(tmp_path, "A,asgm,asgm,0,t/yr\n") + alone("retort")))
    found = run_scenario(
        read_scenario(write(tmp_path, own(tmp_path, "A,miners,asgm,2,t/yr\n") + alone("retort")))
    )
    assert "retort acts on miners: the baseline does not name asgm" in found.attrs["remarks"]
    assert float(found["world"].sel(run="control", year=2020, estimate="central")) == pytest.approx(200)


def test_a_policy_without_any_of_its_sectors_is_refused_and_one_with_some_says_so(tmp_path):
    policy = "policies: [minamata]\n"
    with pytest.raises(InputProblems, match="policy minamata would change nothing"):
        read_scenario(write(tmp_path, own(tmp_path, "A,asgm,asgm,1,t/yr\n") + policy))
    scenario = read_scenario(write(tmp_path, own(tmp_path, "A,chlor-alkali,chlor-alkali,1,t/yr\n") + policy))
    assert [end.sectors for end in scenario.phase_outs] == [("chlor-alkali",)]
    assert scenario.remarks == (
        "policy minamata changes nothing in mercury-production: the baseline has no such emission",
    )


@pytest.mark.parametrize(
    ("more", "remark"),
    [
        (alone("retort", share="0 %"), "measure retort changes nothing in control: its share is 0"),
        (
            alone("retort", **{"from": 2030, "full": 2040}),
            "measure retort changes nothing in control: it begins in 2030, and the last year is 2030",
        ),
        (
            alone("retort", "runs: {baseline: [], other: []}\n"),
            "measure retort is in no run and changes nothing",
        ),
        (
            alone("retort", "phase_outs:\n  - {sectors: [asgm], year: 2015}\n"),
            "measure retort changes nothing in control: what it acts on has already ended",
        ),
        (
            "define:\n  - {id: m, area: coal, removal: 0 %}\n" + alone("m"),
            "measure m changes nothing in control: its removal is 0",
        ),
        (
            "phase_outs:\n  - {sectors: [vcm], year: 2030}\n",
            "the phase-out of vcm at the end of 2030 changes nothing: the last year is 2030",
        ),
        (
            "phase_outs:\n  - {year: 2020}\nruns: {baseline: []}\n",
            "the phase-out of all sectors is in no run and changes nothing",
        ),
        (
            "drivers:\n  - {sectors: [asgm], regions: [North America], growth: 2 %/yr}\n",
            "a driver changes nothing: asgm: no emission in North America in 2015",
        ),
        ("policies: [minamata]\n", "the phase-out of mercury-production at the end of 2032 changes nothing"),
    ],
)
def test_what_changes_nothing_for_its_dates_share_or_run_is_stated(tmp_path, more, remark):
    assert remark in run_scenario(read_scenario(write(tmp_path, more))).attrs["remarks"]


def test_a_measure_that_acts_is_not_remarked_on(tmp_path):
    found = run_scenario(read_scenario(write(tmp_path, alone("retort"))))
    assert "changes nothing" not in found.attrs["remarks"]


def test_a_measure_without_an_entry_in_the_table_is_refused_when_it_is_not_on_air():
    found = effect(Measure("new", "asgm", "New", ("asgm",), "water", Quantity(0.5)), world(2015))
    assert (found.sectors, "'water'" in found.refused, bool(found.needed)) == ((), True, True)


def test_lists_are_cut_with_the_number_of_what_is_left_out():
    assert few(range(14)) == "0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11 and 2 more"


@pytest.mark.parametrize(
    ("more", "what"),
    [
        (
            alone(
                "mercury-free", "runs: {baseline: [], control: [mercury-free]}\n", regions="[North America]"
            ),
            "1 problem found",
        ),
        ("measures:\n  - {from: 2016, full: 2017, share: 50 %}\n", "measure is missing"),
        (alone("retort", share="50"), r"share: 50 is not 0 to 1\n    allowed: 0 to 1\n"),
        (
            alone("retort", share="50 % of sites"),
            r"unknown unit '% of sites'.*\n    allowed: no unit, or %\n",
        ),
        (
            alone("retort", share="half"),
            r"share 'half' is not a number\n    allowed: digits with a decimal sign",
        ),
    ],
)
def test_a_wrong_measure_is_one_problem_in_words_of_its_own(tmp_path, more, what):
    with pytest.raises(InputProblems, match=what):
        read_scenario(write(tmp_path, more))
