"""Supply, trade and storage in depth: published years, regions, rules of recycling, bans, mirrors, stores, choices, history."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quicksilver.areas import area
from quicksilver.areas.area import Course, Use
from quicksilver.errors import InputProblems
from quicksilver.factors.facts import fact, facts

AREA = area("supply")
TONNES = st.one_of(st.just(0.0), st.floats(1e-6, 1e5))
LOW, HIGH = [1350, 450, 90, 450, 600, 0], [1600, 600, 140, 520, 800, 200]


def run(verb, **given):
    return AREA.verb(verb).run(given)


# --- balance of sources (C13, S58) ---


@pytest.mark.parametrize(
    "given", [{"year": 2005}, {"low": LOW, "high": HIGH, "published": {"low": 3000, "high": 3800}}]
)
def test_c13_the_printed_total_is_rounded_apart_from_its_parts(given):
    answer = run("balance", **given)
    found = answer.results
    assert (found["sum_low"].value, found["sum_high"].value) == (2940, 3860)
    assert (found["published"].low, found["published"].high) == (3000, 3800)
    assert (found["difference_low"].value, found["difference_high"].value) == (60, -60)
    assert any("both are kept" in line for line in answer.remarks)
    assert sum(row["share"].value for row in found["sources"]) == pytest.approx(1)


def test_published_years_come_with_their_sources():
    answer = run("balance", year=2015)
    assert (answer.results["sum_low"].value, answer.results["sum_high"].value) == (3480, 4785)
    assert all(row["source"] for row in answer.assumed)
    assert answer.results["demand"].value == 4715
    assert answer.results["surplus"].low == pytest.approx(3480 - 6030)
    with pytest.raises(InputProblems, match="2005, 2015"):
        run("balance", year=1999)


def test_an_unknown_source_is_in_no_total():
    answer = run("balance", sources=[{"name": "mining", "mass": 5}, {"name": "smuggled"}])
    assert answer.results["supply"].value == 5
    assert answer.results["sources"][1]["share"] is None
    assert any("smuggled" in line for line in answer.remarks)


@given(
    st.lists(st.tuples(st.sampled_from("ABC"), st.sampled_from("ABC"), TONNES), max_size=6),
    TONNES,
    TONNES,
    TONNES,
)
def test_trade_moves_mercury_and_makes_none(trade, made, wanted, other):
    moved = [{"exporter": a, "importer": b, "mass": mass} for a, b, mass in trade if a != b]
    found = run(
        "balance",
        sources=[
            {"name": "mining", "region": "A", "mass": made},
            {"name": "cells", "region": "B", "mass": other},
        ],
        demands=[{"name": "asgm", "region": "C", "mass": wanted}],
        trade=moved,
    ).results
    assert sum(row["surplus"].value for row in found["regions"]) == pytest.approx(
        made + other - wanted, abs=1e-6
    )
    assert sum(row["imports"].value for row in found["regions"]) == pytest.approx(
        sum(row["exports"].value for row in found["regions"])
    )


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, "no source"),
        ({"low": [1], "high": [1, 2]}, "1 low and 2 high"),
        ({"low": [3], "high": [2]}, "above high"),
        ({"sources": [{"name": "x", "mass": -1}]}, "-1"),
        ({"sources": [{"name": "x", "mass": "3 kWh"}]}, "kWh"),
        (
            {"sources": [{"name": "x", "mass": 1}], "demand": 1, "demands": [{"name": "y", "mass": 1}]},
            "demand is given both as a total and by use",
        ),
        (
            {"sources": [{"name": "x", "mass": 1}], "trade": [{"exporter": "A", "importer": "A", "mass": 1}]},
            "trades with itself",
        ),
    ],
)
def test_balances_that_cannot_be_meant(given, said):
    with pytest.raises(InputProblems, match=said):
        run("balance", **given)


# --- market (C22) ---


def uses(year, **more):
    return {"year": year, "vcm": 750, "products": 1000, "asgm": 450, **more}


def test_the_rules_of_asia_are_linear_between_their_years():
    answer = run("market", years=[uses(2005, mining=2000), uses(2050, mining=2000)], rules="asia")
    held = {row["year"]: row["recycling"].value for row in answer.results["years"]}
    for year, share in ((2005, 0.03), (2020, 0.10), (2030, 0.175), (2040, 0.25), (2050, 0.25)):
        assert held[year] == pytest.approx(0.47 * 750 + share * 1000), year
    assert {row["source"] for row in answer.assumed if row["name"].startswith("recycling")} == {
        fact("process_params", process="vcm", parameter="share of catalyst Hg recycled").source
    }
    own = run(
        "market",
        years=[uses(2005), uses(2006)],
        rules="asia",
        recycling_shares=[{"use": "products", "year": 2005, "share": 1}],
    )
    assert own.results["years"][0]["recycling"].value == pytest.approx(0.47 * 750 + 1000)


@given(
    st.lists(st.tuples(*[st.floats(0, 1e3)] * 6), min_size=2, max_size=5), st.floats(0, 1e3), st.booleans()
)
def test_the_market_makes_no_mercury(points, stock, follows):
    names = ("demand", "mining", "by-product", "cells", "imports", "exports")
    years = [{"year": 2000 + 3 * i, **dict(zip(names, point, strict=True))} for i, point in enumerate(points)]
    for row in years:
        row["exports"] = min(row["exports"], row["by-product"])
    found = run("market", years=years, stock=stock, mining_follows=follows).results
    rows = found["years"]
    assert len(rows) == 3 * len(points) - 2
    for row in rows:
        out = row["demand"].value - row["gap"].value + row["excess"].value
        assert row["supply"].value + row["from_stock"].value == pytest.approx(out, abs=1e-6)
        assert row["excess"].value == 0 or row["gap"].value == 0
    put, taken = (sum(row[n].value for row in rows) for n in ("excess", "from_stock"))
    assert rows[-1]["stock"].value == pytest.approx(stock + put - taken, abs=1e-6)


def test_equilibrium_has_a_range_and_a_ban_brings_it_on():
    years = [
        {"year": 2010, "by-product": {"value": 100, "low": 80, "high": 120}, "demand": 300, "exports": 60},
        {"year": 2030, "by-product": {"value": 300, "low": 250, "high": 350}, "demand": 100, "exports": 60},
    ]
    free, ban = run("market", years=years).results, run("market", years=years, export_ban=2011).results
    assert free["earliest_equilibrium"] < free["equilibrium_year"] < free["latest_equilibrium"]
    assert ban["equilibrium_year"] == 2020
    assert ban["equilibrium_year"] < free["equilibrium_year"]
    assert ban["cumulative_excess"].value > free["cumulative_excess"].value
    assert ban["cumulative_excess"].low < ban["cumulative_excess"].value < ban["cumulative_excess"].high
    counted = run("market", years=years, count_from=2025, count_until=2030).results["cumulative_excess"]
    assert counted.value == pytest.approx(sum(r["excess"].value for r in free["years"] if r["year"] >= 2025))
    never = run("market", years=[{"year": 2000, "demand": 5}, {"year": 2001, "demand": 5}])
    assert never.results["equilibrium_year"] is None
    assert any("supply does not cover demand within the given years" in line for line in never.remarks)


def test_mines_come_last():
    years = [{"year": 2000, "demand": 100, "by-product": 30, "recycling": 20, "mining": 80}]
    row = run("market", years=years).results["years"][0]
    assert (row["mining_needed"].value, row["excess"].value) == (50, 30)
    follows = run("market", years=years, mining_follows=True).results["years"][0]
    assert (follows["supply"].value, follows["excess"].value) == (100, 0)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"years": [{"year": 2000, "demand": 1, "vcm": 1}]}, "demand is given both as a total and by use"),
        ({"years": [{"year": 2000, "mining": 1}]}, "demand is missing"),
        (
            {"years": [{"year": 2000, "demand": 1, "mining": 1}, {"year": 2001, "demand": 1}]},
            "mining is not given in 2001",
        ),
        ({"years": [uses(2000, recycling=1)], "rules": "asia"}, "and by rule"),
        ({"years": [{"year": 2000, "demand": 1}], "rules": "asia"}, "the rule needs the demand for"),
        ({"years": [{"year": 2000, "demand": 1}], "count_from": 1990}, "2000 to 2000"),
        ({"years": [{"year": 2000, "demand": 1}], "rules": "asya"}, "asia"),
        ({"years": []}, "out of order or missing"),
    ],
)
def test_markets_that_cannot_be_meant(given, said):
    with pytest.raises(InputProblems, match=said):
        run("market", **given)


def surplus_years(first, last, mass):
    return [{"year": year, "by-product": 500 + mass, "demand": 500} for year in (first, last)]


def test_c22_what_was_published_of_latin_america_agrees_with_itself():
    """The yearly inputs were not published: the published mean surplus is held against the published sums, within 25 %."""
    mean = fact("supply_demand", region="LAC", item="average annual surplus").value
    starts = [
        row.number.value
        for row in facts("supply_demand", side="excess", region="LAC")
        if row.number.unit == "year"
    ]
    assert sorted(starts) == [2015, 2017]
    for start in starts:
        years = [
            {"year": 2010, "by-product": 400, "demand": 500},
            {"year": start - 1, "by-product": 499, "demand": 500},
            *surplus_years(start, 2050, mean),
        ]
        answer = run("market", years=years, region="LAC")
        assert answer.results["equilibrium_year"] == start
        held = {row["item"]: row for row in answer.results["published"]}
        assert {
            held["supply exceeds demand from (base)"]["published"].value,
            held["equilibrium"]["published"].value,
        } == {2015, 2017}
        assert held["cumulative 2015-2050 base"]["ratio"].value == pytest.approx(1, abs=0.25)
        minimum = held["cumulative 2015-2050 minimum storage"]["published"]
        assert (minimum.low, minimum.high) == (2000, 3000)
        assert any("inputs were not published" in line for line in answer.remarks)


def test_c22_what_was_published_of_asia_agrees_with_itself():
    published = fact("supply_demand", region="Asia", item="cumulative excess 2030-2050").value
    start = fact("supply_demand", region="Asia", item="equilibrium begins")
    assert (start.low, start.high) == (2014, 2015)
    # About 200 t a year on average, little of it before 2030: a surplus that grows evenly from 2015 on.
    years = [
        {"year": 2010, "by-product": 450, "demand": 500},
        {"year": 2014, "by-product": 499, "demand": 500},
        {"year": 2015, "by-product": 500, "demand": 500},
        {"year": 2050, "by-product": 900, "demand": 500},
    ]
    answer = run("market", years=years, region="Asia")
    held = {row["item"]: row for row in answer.results["published"]}
    assert start.low <= answer.results["equilibrium_year"] <= start.high
    assert held["cumulative excess 2030-2050"]["here"].value == pytest.approx(published, rel=0.25)
    assert held["average annual surplus"]["ratio"].value == pytest.approx(1, abs=0.25)


# --- mirror trade (S58) ---


def test_countries_see_themselves_and_are_seen():
    trade = [
        {"exporter": "A", "importer": "B", "year": 2010, "export_reported": 10, "import_reported": 4},
        {"exporter": "A", "importer": "C", "year": 2010, "export_reported": 5},
        {"exporter": "B", "importer": "C", "year": 2010, "export_reported": 0, "import_reported": 0},
        {"exporter": "C", "importer": "A", "year": 2010},
    ]
    answer = run("mirror-trade", trade=trade)
    found = answer.results
    assert [row["state"] for row in found["pairs"]] == ["conflict", "one side only", "agree", "no report"]
    assert found["pairs"][0]["ratio"].value == 2.5
    assert found["pairs"][0]["relative_difference"].value == pytest.approx(0.6)
    assert found["pairs"][2]["ratio"] is None
    assert (found["export_total"].value, found["import_total"].value, found["total_difference"].value) == (
        10,
        4,
        6,
    )
    assert found["export_one_sided"].value == 5
    assert found["import_one_sided"] is None
    held = {row["country"]: row for row in found["countries"]}
    assert (held["A"]["exports_by_itself"].value, held["A"]["exports_by_partners"].value) == (15, 4)
    assert held["C"]["exports_by_itself"] is None
    assert any(
        "pairs have a report of one side only or none, and are not included in" in line
        for line in answer.remarks
    )


@given(out=TONNES, into=TONNES)
def test_neither_report_is_averaged(out, into):
    pair = run(
        "mirror-trade",
        trade=[
            {"exporter": "A", "importer": "B", "year": 2010, "export_reported": out, "import_reported": into}
        ],
    ).results["pairs"][0]
    assert (pair["export_reported"].value, pair["import_reported"].value) == (out, into)
    assert pair["difference"].value == out - into


def test_trade_that_cannot_be_meant():
    row = {"exporter": "A", "importer": "B", "year": 2010, "export_reported": 1}
    with pytest.raises(InputProblems, match="listed twice"):
        run("mirror-trade", trade=[row, row])
    with pytest.raises(InputProblems, match="trades with itself"):
        run("mirror-trade", trade=[{**row, "importer": "A"}])
    with pytest.raises(InputProblems, match="-1"):
        run("mirror-trade", trade=[{**row, "export_reported": -1}])
    near = {**row, "export_reported": 100, "import_reported": 95}
    assert run("mirror-trade", trade=[near], tolerance="10 %").results["conflicts"].value == 0


# --- storage (C27) ---


def test_c27_the_store_of_the_united_states():
    found = run("storage", mass=6800, fees=[37_000, 55_100], capacity=6800).results
    assert [cost.value / 1e6 for cost in found["costs"]] == pytest.approx([251.6, 374.68])
    assert found["volume"].value == pytest.approx(502.44, rel=1e-3)
    assert found["flasks"].value == pytest.approx(197_101.4, rel=1e-3)
    assert found["whole_flasks"].value == 197_102
    assert found["left_over"].value == 0


def test_the_fee_that_is_assumed_is_named_with_what_speaks_against_it():
    answer = run("storage", mass=1)
    assert answer.results["cost"].value == 37_000
    assert any(row["name"] == "fee" and "DOE" in row["source"] for row in answer.assumed)
    assert any("55,100" in line for line in answer.remarks)
    euro = run("storage", mass=10, fee="2000 EUR/t")
    assert (euro.results["cost"].value, euro.results["cost"].unit) == (20_000, "EUR")
    unknown = run("storage", mass=10, currency="CNY")
    assert unknown.results["cost"] is None


@given(mass=TONNES)
def test_bound_mercury_is_mercury_and_sulfur(mass):
    found = run("storage", mass=mass, form="sulfide").results
    assert found["stored_mass"].value == pytest.approx(mass * 232.66 / 200.59)
    assert found["stored_mass"].value - found["sulfur"].value == pytest.approx(mass)


def test_storage_that_cannot_be_meant():
    assert run("storage", mass=1, purity="99.95 %").results["pure_enough"]
    assert "purify" in run("storage", mass=1, purity=0.99).remarks[-1]
    for wrong in (
        {"mass": 1, "density": 0},
        {"mass": 1, "fee": 1, "fees": [2]},
        {"mass": -1},
        {"mass": "1 m3"},
        {},
    ):
        with pytest.raises(InputProblems):
            run("storage", **wrong)


# --- options (S57) ---

SCORES = [
    {"option": "warehouse", "criterion": "cost", "score": 37_000},
    {"option": "warehouse", "criterion": "safety", "score": 3},
    {"option": "mine", "criterion": "cost", "score": 55_100},
    {"option": "mine", "criterion": "safety", "score": {"value": 5, "low": 4, "high": 5}},
    {"option": "export", "criterion": "cost", "score": 0},
    {"option": "export", "criterion": "safety"},
]


def weights(cost, safety, name):
    return [
        {"set": name, "criterion": "cost", "weight": cost, "worst": 60_000, "best": 0},
        {"set": name, "criterion": "safety", "weight": safety, "worst": 1, "best": 5},
    ]


def test_the_ranking_changes_with_the_weights_and_an_unknown_stays_unknown():
    answer = run("storage-options", weights=weights(9, 1, "cheap") + weights(1, 9, "safe"), scores=SCORES)
    first = {row["set"]: [r["option"] for r in row["ranking"]] for row in answer.results["rankings"]}
    assert first["cheap"][0] == "export"
    assert first["safe"][0] == "mine"
    assert answer.results["order_changes"]
    held = {r["option"]: r for r in answer.results["rankings"][1]["ranking"]}
    assert held["export"]["unknown"] == "safety"
    assert held["export"]["score"].as_dict()["value"] is None
    assert (held["export"]["best_place"], held["export"]["worst_place"]) == (1, 3)
    assert answer.results["first_is_sure"]


@given(st.lists(st.floats(0, 1), min_size=3, max_size=3), st.floats(0.1, 10))
def test_weights_count_by_their_shares(scores, scale):
    rows = [{"option": str(i), "criterion": "c", "score": s} for i, s in enumerate(scores)]
    rows += [{"option": str(i), "criterion": "d", "score": 1 - s} for i, s in enumerate(scores)]
    one, many = (
        run(
            "storage-options",
            weights=[{"criterion": "c", "weight": 3 * k}, {"criterion": "d", "weight": k}],
            scores=rows,
        ).results["ranking"]
        for k in (1, scale)
    )
    by = {row["option"]: row["score"].value for row in many}
    assert all(row["score"].value == pytest.approx(by[row["option"]]) for row in one)
    assert all(0 <= row["score"].value <= 1 for row in one)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (
            {
                "weights": [{"criterion": "cost", "weight": 1}],
                "scores": [{"option": "a", "criterion": "cots", "score": 1}],
            },
            "cost",
        ),
        (
            {
                "weights": [{"criterion": "cost", "weight": 1}],
                "scores": [{"option": "a", "criterion": "cost", "score": 2}],
            },
            "score 2",
        ),
        (
            {
                "weights": [{"criterion": "cost", "weight": 0}],
                "scores": [{"option": "a", "criterion": "cost", "score": 1}],
            },
            "the weights add up to 0",
        ),
        (
            {
                "weights": [{"criterion": "c", "weight": 1, "worst": 1}],
                "scores": [{"option": "a", "criterion": "c"}],
            },
            "same score for worst and best",
        ),
        (
            {
                "weights": [{"criterion": "c", "weight": 1}] * 2,
                "scores": [{"option": "a", "criterion": "c"}] * 2,
            },
            "has two weights",
        ),
        ({"weights": [{"criterion": "c", "weight": -1}], "scores": []}, "-1"),
    ],
)
def test_choices_that_cannot_be_meant(given, said):
    with pytest.raises(InputProblems, match=said):
        run("storage-options", **given)


# --- surplus (S57) ---


def test_when_and_where_storage_is_needed():
    years = [
        {"region": "Asia", "year": 2010, "supply": 300, "demand": {"value": 400, "low": 350, "high": 450}},
        {"region": "Asia", "year": 2030, "supply": 700, "demand": {"value": 400, "low": 350, "high": 450}},
        {"region": "LAC", "year": 2010, "supply": 200, "demand": 0},
        {"region": "LAC", "year": 2030, "supply": 200, "demand": 0},
    ]
    answer = run("surplus", years=years, capacities=[{"region": "LAC", "capacity": 1000}])
    need = {row["region"]: row for row in answer.results["storage_need"]}
    assert (need["Asia"]["earliest_year"], need["Asia"]["first_year"], need["Asia"]["latest_year"]) == (
        2013,
        2016,
        2018,
    )
    assert need["Asia"]["mass"].low < need["Asia"]["mass"].value < need["Asia"]["mass"].high
    assert (need["LAC"]["mass"].value, need["LAC"]["full_in"], need["LAC"]["lacking"].value) == (
        4200,
        2015,
        3200,
    )
    rows = {(row["region"], row["year"]): row for row in answer.results["by_year"]}
    assert rows["Asia", 2020]["surplus"].value == pytest.approx(100)
    assert rows["Asia", 2010]["to_storage"].value == 0
    total = {row["year"]: row for row in answer.results["all_regions"]}[2020]
    assert total["surplus"].value == pytest.approx(300)
    published = {row["region"]: row for row in answer.results["published"]}
    assert published["LAC"]["published"].value == 200
    assert published["LAC"]["here"].value == pytest.approx(200)
    for wrong in ([], [years[0], years[0]]):
        with pytest.raises(InputProblems):
            run("surplus", years=wrong)
    with pytest.raises(InputProblems, match="Africa"):
        run("surplus", years=years, capacities=[{"region": "Africa", "capacity": 1}])


# --- history (S56) ---


def test_both_counts_of_sponsors_are_kept_with_dates():
    answer = run("mining-history")
    counts = {
        row["source"].split()[0]: (row["count"].value, row["date"])
        for row in answer.results["sponsors_by_source"]
    }
    assert sorted(n for n, _ in counts.values()) == [2, 3, 3]
    assert counts["UNITAR"] == (2, "2008-2016")
    assert answer.results["sponsor_counts_differ"]
    assert answer.results["named_by_all"] == ["Switzerland"]
    assert re.search("2 and 3 sponsors", answer.remarks[0])
    assert all(row["source"] for row in answer.assumed)


def test_a_users_history_stays_as_it_is_told():
    production = [
        {"year": 2005, "mass": 300, "source": "a"},
        {"year": 2005, "mass": 250, "source": "b"},
        {"year": 2004, "source": "a"},
    ]
    answer = run(
        "mining-history",
        production=production,
        statements=[{"kind": "measure", "value": "training", "source": "a", "date": "2012"}],
    )
    assert [row["year"] for row in answer.results["production"]] == [2004, 2005, 2005]
    assert answer.results["production"][0]["mass"] is None
    assert any("2005" in line for line in answer.remarks)
    assert answer.results["sponsors_by_source"] == []
    with pytest.raises(InputProblems, match="Kyrgyzstan"):
        run("mining-history", project="Atlantis")


# --- the four calls ---


def test_measures_move_mercury_to_storage():
    assert AREA.lead == ""
    course = Course({}, (Use("storage-of-cells", 2005, 2010, 1.0), Use("end-of-mining", 2005, 2032, 1.0)))
    flows = AREA.project(course, [2005, 2010, 2032], "World")
    for year in (2005, 2010, 2032):
        assert flows.where(year=year).total().value == pytest.approx(
            AREA.baseline(2005, "World").total().value
        )
    assert flows.where(year=2010, pathway="storage").total().value == 700_000
    found = {i.id: i for i in AREA.indicators()}
    assert found["primary-mining"].measure(flows, 2032).value == 0
    assert found["to-storage"].measure(flows, 2010).value == 700_000
    assert found["years-to-end-of-mining"].measure(flows, 2026).value == 6
    assert found["supply"].measure(flows, 1990) is None
    costs = {m.id: m.cost for m in AREA.options()}
    assert costs["end-of-mining"] is None
    assert (costs["storage-of-cells"].value, costs["storage-of-cells"].unit) == (37, "USD/kg")
    assert any("is published" in line for line in AREA.baseline(2015, "World").remarks)
    for year, place in ((2012, "World"), (2005, "Atlantis")):
        with pytest.raises(InputProblems):
            AREA.baseline(year, place)


@pytest.mark.parametrize("verb", [v.name for v in AREA.verbs])
def test_answers_and_schemas_go_through_json(verb):
    pair = {"region": "A", "year": 2000, "supply": 1, "demand": 1}
    given = {
        "balance": {"year": 2005},
        "market": {"years": [uses(2000)], "rules": "asia", "region": "Asia"},
        "mirror-trade": {"trade": [{"exporter": "A", "importer": "B", "year": 2010}]},
        "storage": {"mass": 1},
        "storage-options": {"weights": weights(1, 1, "x"), "scores": SCORES},
        "surplus": {"years": [pair]},
        "history": {"statements": [{"field": "a", "value": "b", "source": "c"}]},
        "mining-history": {},
    }[verb]
    answer = AREA.verb(verb).run(given).as_dict()
    assert json.loads(json.dumps(answer, allow_nan=False)) == answer
    assert json.dumps(AREA.verb(verb).schema(), allow_nan=False)
    assert set(answer["results"]) <= {slot.name for slot in AREA.verb(verb).gives}
