"""Slips of a thousand are named by source and measure, and ordinary countries have no false alarm."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

import quicksilver as qs
import quicksilver.inventory.files
from quicksilver.errors import QuicksilverError
from quicksilver.factors import shipped
from quicksilver.factors.facts import facts
from quicksilver.inventory.results.findings.plausibility import _figures
from quicksilver.languages import LANGUAGES

EXAMPLE = Path(quicksilver.inventory.files.__file__).parent / "data" / "example"
SEVERE = ("error", "high", "medium")
SENEGAL = {"country": "SEN", "year": 2020, "population": 16_743_930}


def findings(path, *, previous=None):
    result = qs.inventory.run(path, draws=0, previous=previous)
    return [f for f in result.findings() if f.check in (5, 10) and f.severity in SEVERE]


def line(source, activity, unit, technology="", **more):
    given = {"source": source, "technology": technology, "presence": "Y", "activity": activity, "unit": unit}
    return given | {"source_of_data": "x"} | more


def example(year):
    with (EXAMPLE / year / "inventory.csv").open(encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file))
    return lines, json.loads((EXAMPLE / year / "general.json").read_text(encoding="utf-8"))


def amounts(year):
    """Return the sources of the example with an amount above 0, as it names them."""
    lines, _ = example(year)
    return [row["source"] for row in lines if row["activity"] and float(row["activity"]) > 0]


def scaled(make, year, source, times):
    """Return the example with one amount multiplied, with its range."""
    lines, general = example(year)
    for row in lines:
        if row["source"] == source:
            for name in ("activity", "activity_low", "activity_high"):
                row[name] = repr(float(row[name]) * times) if row[name] else ""
    return make(lines, **general)


@pytest.mark.parametrize("year", ["2015", "2020"])
def test_the_teaching_example_has_no_false_alarm(year) -> None:
    other = EXAMPLE / {"2015": "2020", "2020": "2015"}[year]
    assert not findings(EXAMPLE / year, previous=other)


@pytest.mark.parametrize("year", ["2015", "2020"])
def test_a_thousand_times_any_amount_of_the_example_is_named(make, year) -> None:
    sources = amounts(year)
    assert len(sources) > 30
    for source in sources:
        found = findings(scaled(make, year, source, 1000))
        named = [f for f in found if f.source == source]
        assert named, source
        assert "meant?" in named[0].what.english("slip") or "meant?" in str(named[0]), source
        assert {f.source for f in found} <= {source, ""}, source


@pytest.mark.parametrize(("year", "other"), [("2015", "2020"), ("2020", "2015")])
def test_a_thousandth_of_any_amount_is_named_beside_another_year(make, year, other) -> None:
    for source in amounts(year):
        for times in (0.001, 1000):
            found = findings(scaled(make, year, source, times), previous=EXAMPLE / other)
            assert source in {f.source for f in found}, (source, times)


SLIPS = [
    (line("L1-COAL-PP", 450_000_000, "t"), "26.9 t per inhabitant", "kilotonnes meant?"),
    (line("L1-CEM", 5_200_000_000, "t"), "more than the whole world has, 4,400,000,000", "kilotonnes meant?"),
    (line("L1-AU-ASGM-NORET", 3_500_000, "kg"), "more than the whole world has", "grams meant?"),
    (line("L1-THERM-MED", 50_000_000, "items"), "times the mean of the world", "50,000 items meant?"),
    (line("L1-CEMET", 5_000_000, "corpses"), "0.299 corpses per inhabitant", "5,000 corpses meant?"),
    (line("L1-BATT-BUTTON", 4000, "t"), "times the mean of the world", "kilograms meant?"),
]


def test_six_slips_are_six_findings_with_measure_and_source(make) -> None:
    found = {f.source: str(f) for f in findings(make([given for given, _, _ in SLIPS], **SENEGAL))}
    assert len(found) == len(SLIPS)
    for given, measure, slip in SLIPS:
        text = found[given["source"]]
        assert measure in text
        assert slip in text
        assert "column activity" in text
        assert any(fact.source and fact.source in text for fact in facts("activity_figures"))


def test_what_a_thousandth_does_not_mend_is_no_slip(make) -> None:
    (finding,) = findings(make([line("L1-CEMET", 5e9, "corpses")], **SENEGAL))
    assert finding.severity == "high"
    assert "meant?" not in str(finding)


def test_level_2_lines_are_compared_as_the_rows_they_detail(make) -> None:
    coal = [line("5.1.1-hard", 300_000_000, "t", "none"), line("5.1.1-lignite", 100_000_000, "t", "none")]
    found = findings(make(coal, level=2, **SENEGAL))
    assert [f.source for f in found] == ["5.1.1-hard"]
    gauges = [line("5.6.2-milk", 5_000_000, "items")]
    assert [f.source for f in findings(make(gauges, level=2, **SENEGAL))] == ["5.6.2-milk"]


def test_inhabitants_are_compared_with_the_population(make) -> None:
    for number in (16_743_930_000 / 2, 16_744):
        (finding,) = findings(make([line("L1-SWITCH", number, "inhabitants")], **SENEGAL))
        assert "16,743,930" in str(finding)


def test_a_population_in_thousands_is_named_once(make) -> None:
    lines = [
        line("L1-COAL-PP", 1_000_000, "t"),
        line("L1-CEM", 5_000_000, "t"),
        line("L1-WWATER", 300_000_000, "m3"),
    ]
    found = findings(make(lines, **SENEGAL | {"population": 16_744}))
    assert [f.source for f in found if "population in thousands" in str(f)] == [""]


def test_without_a_population_the_world_is_the_measure(make) -> None:
    path = make([line("L1-CEM", 5_200_000_000, "t")], **SENEGAL | {"population": None})
    assert [f.severity for f in findings(path)] == ["high"]


ORDINARY = {
    "small": (
        {"country": "LUX", "year": 2019, "population": 620_000},
        [
            line("L1-OIL-LIGHT", 2_300_000, "t"),
            line("L1-GAS-PIPE", 800, "million Nm3"),
            line("L1-CEM", 1_000_000, "t"),
            line("L1-WWATER", 60_000_000, "m3"),
            line("L1-MSW-INC", 160_000, "t"),
            line("L1-CREM", 2_500, "corpses"),
            line("L1-CEMET", 1_900, "corpses"),
            line("L1-BATT-OTH", 250, "t"),
        ],
    ),
    "large": (
        {"country": "CHN", "year": 2022, "population": 1_412_000_000},
        [
            line("L1-COAL-PP", 2_400_000_000, "t"),
            line("L1-COAL-OTH", 2_100_000_000, "t"),
            line("L1-CEM", 2_100_000_000, "t"),
            line("L1-FE", 864_000_000, "t"),
            line("L1-ZN", 13_000_000, "t concentrate"),
            line("L1-CU", 30_000_000, "t concentrate"),
            line("L1-AL", 185_000_000, "t bauxite"),
            line("L1-VCM", 16_000_000, "t"),
            line("L1-THERM-MED", 20_000_000, "items"),
            line("L1-CREM", 5_500_000, "corpses"),
            line("L1-CEMET", 5_000_000, "corpses"),
        ],
    ),
    "gold": (
        {"country": "GUY", "year": 2015, "population": 760_000},
        [line("L1-AU-ASGM-NORET", 14_000, "kg"), line("L1-BIOMASS", 500_000, "t (dry)")],
    ),
}


@pytest.mark.parametrize("country", ORDINARY)
def test_a_small_and_a_large_country_have_no_false_alarm(make, country) -> None:
    general, lines = ORDINARY[country]
    assert not [str(f) for f in findings(make(lines, **general))]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_slip_is_named_in_the_language_of_its_reader(make, language) -> None:
    given = [line("L1-COAL-PP", 450_000_000, "t")]
    (finding,) = findings(make(given, **SENEGAL))
    text = finding.text(language)
    assert "L1-COAL-PP" in text
    assert "{" not in text
    assert (text == str(finding)) is (language == "en")


def test_every_level_1_row_with_an_amount_has_a_figure_or_counts_inhabitants() -> None:
    known, people = _figures()
    rows = [
        source
        for source in shipped().sources.values()
        if source.level == 1
        and not source.presence_only
        and not source.activity_unit.startswith("inhabitants")
    ]
    assert {source.id for source in rows} <= set(known)
    assert set(known) <= set(shipped().sources)
    assert people == 7.84e9


def test_the_previous_year_is_of_the_same_country(make, tmp_path) -> None:
    one = make([line("L1-CEM", 5, "t")], **SENEGAL)
    other = make([line("L1-CEM", 5, "t")], **SENEGAL | {"country": "MLI"})
    with pytest.raises(QuicksilverError, match="is of MLI"):
        qs.inventory.run(one, draws=0, previous=other)
