"""Charts of scenarios: marked stand-ins, more measures and runs than fit, deposition, six languages."""

from __future__ import annotations

import numpy as np
import pytest

from quicksilver.fate.cycle import load_model
from quicksilver.fate.from_scenarios import in_deposition, seam_remark
from quicksilver.language.catalogue import catalogue
from quicksilver.language.templates import places
from quicksilver.languages import LANGUAGES
from quicksilver.reports.scenarios.charts import (
    avoided_chart,
    cost_curve_chart,
    deposition_chart,
    division_caption,
    emission_fan,
    flow_chart,
    wedges,
)
from quicksilver.scenarios import cost_curve, potentials, read_scenario, run_scenario

HEAD = "title: T\nbase_year: 2015\nfrom: 2015\nto: 2020\ndraws: 8\n"


def made(tmp_path, more, name="s.yaml"):
    path = tmp_path / name
    path.write_text(HEAD + more)
    chosen = read_scenario(path)
    return chosen, run_scenario(chosen)


def words(chart):
    return "".join(str(chart.spec).split())


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_chart_states_that_values_by_region_are_a_stand_in(tmp_path, language):
    chosen, found = made(tmp_path, "measures:\n  - {measure: retort, from: 2016, full: 2017, share: 0.5}\n")
    caption = division_caption(found, language=language)
    assert "stand-in" in caption
    table = cost_curve(potentials(chosen, 2020))
    charts = [
        emission_fan(found, language=language),
        wedges(found, "control", language=language),
        flow_chart(found, "control", 2020, language=language),
        cost_curve_chart(table, 2020, titles={"retort": "Retorts"}, caption=caption, language=language),
    ]
    for chart in charts[:3]:
        assert "stand-in" in words(chart)
    # A curve of which no cost is known is no curve; nothing is drawn in it.
    assert catalogue("scenario_text").plain("nothing", language) in charts[3].alt


def test_the_cost_curve_names_measures_by_title_and_has_the_caption(tmp_path):
    chosen, _ = made(
        tmp_path,
        "define:\n  - {id: m, area: coal, title: Carbon, removal: 0.5, cost: 5 USD/kg}\n"
        "measures:\n  - {measure: m, from: 2016, full: 2017, share: 0.5}\n  - {measure: retort, from: 2016, full: 2017, share: 0.5}\n",
    )
    chart = cost_curve_chart(
        cost_curve(potentials(chosen, 2020)),
        2020,
        titles={"m": "Carbon", "retort": "Retorts"},
        caption="A caption.",
    )
    assert "Carbon:" in chart.alt
    assert "Costnotknown:Retorts" in words(chart)
    assert "Acaption." in words(chart)


def test_a_users_baseline_has_no_caption(tmp_path):
    (tmp_path / "mine.csv").write_text("region,sector,area,value,unit\nA,x,asgm,1,t/yr\n")
    _, found = made(tmp_path, "baseline: mine.csv\n")
    assert division_caption(found) == ""
    assert "stand-in" not in words(emission_fan(found))


def test_more_measures_than_fit_are_summed(tmp_path):
    regions = [
        "North America",
        "South America",
        "South Asia",
        "North Africa",
        "Sub-Saharan Africa",
        "Middle Eastern States",
        "East and Southeast Asia",
        "Central America and the Caribbean",
        "CIS and other European countries",
    ]
    lines = "".join(
        f"  - {{measure: coal-washing, name: m{i}, regions: [{region}], from: 2016, full: 2017, share: 0.5}}\n"
        for i, region in enumerate(regions)
    )
    _, found = made(tmp_path, "measures:\n" + lines)
    chart = wedges(found, "control", titles={"m6": "In East Asia"})
    assert "In East Asia: " in chart.alt
    assert "Other measures: " in chart.alt
    assert "m0" in chart.alt
    assert "m3" not in chart.alt  # North Africa is among the smallest


def test_more_runs_than_fit_are_drawn_up_to_ten(tmp_path):
    runs = ", ".join(f"r{i}: []" for i in range(12))
    _, found = made(tmp_path, f"runs: {{{runs}}}\n")
    chart = emission_fan(found)
    assert "r9: " in chart.alt
    assert "r10: " not in chart.alt
    compared = in_deposition(found, load_model("amos2014"))
    assert "r10: " not in deposition_chart("T", compared, 2008).alt


def test_deposition_is_drawn_with_what_is_known_of_the_years_before(tmp_path):
    _, found = made(tmp_path, "measures:\n  - {measure: retort, from: 2016, full: 2017, share: 0.5}\n")
    compared = in_deposition(found, load_model("amos2014"))
    chart = deposition_chart("T", compared, 2008)
    assert "endsin2008" in words(chart)
    assert "endsin" not in words(deposition_chart("T", compared, 2014))
    avoided = avoided_chart("T", compared)
    assert avoided.alt.startswith("Deposition avoided compared with baseline: T")
    less = compared.deposition["baseline"] - compared.deposition["control"]
    assert np.all(less >= -1e-9)
    assert less[-1] > 100
    assert seam_remark(found)[0].startswith("deposition: the history of emissions (streets2011) ends in 2008")
    assert seam_remark(found.assign_coords(year=found["year"] - 6)) == []


def test_every_label_has_six_languages_with_the_same_places():
    for key, row in catalogue("scenario_text").rows.items():
        assert set(row) == set(LANGUAGES)
        for language, text in row.items():
            assert text.strip(), (key, language)
            assert places(text) == places(row["en"]), (key, language)
