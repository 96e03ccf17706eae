"""What a notebook shows of a result: one line, not every number."""

from __future__ import annotations

import numpy as np
import pytest

import quicksilver as qs
from quicksilver.areas import area
from quicksilver.areas.verbs import Answer
from quicksilver.fate.cycle import load_model, run
from quicksilver.fate.scenarios import compare, future, history
from quicksilver.scenarios import least_cost, potentials, read_scenario, world

TEXT = """title: A test
base_year: 2015
from: 2015
to: 2020
draws: 16
define:
  - {id: a, area: coal, title: First, sectors: [coal-power], removal: 50 %, cost: 187183.4 USD/kg, currency_year: "2010"}
measures:
  - {measure: a, from: 2016, full: 2018, share: 50 %}
"""


@pytest.fixture
def scenario(tmp_path):
    path = tmp_path / "s.yaml"
    path.write_text(TEXT)
    return read_scenario(path)


def test_scenarios(scenario) -> None:
    assert (
        repr(scenario)
        == "<Scenario A test, 2015 to 2020: runs baseline, control; measures 1, targets 0, baseline of 2015>"
    )
    assert repr(world(2015)) == "<Baseline 2015: 2,224 t of mercury to air per year, regions 11, sectors 18>"
    mix = repr(least_cost(potentials(scenario, 2020), 1000.0))
    assert mix == "<Mix: 1 t avoided per year, lines 1, marginal cost 187,000 USD/kg (2010)>"


def test_the_cycle() -> None:
    model, past = load_model("amos2014"), history("streets2011")
    found = repr(run(model, past, -2000, 2008, years=np.array([-2000.0, 2008.0])))
    assert found == "<CycleResult amos2014, -2000 to 2008: 4,343 Mg in air at the beginning of 2008>"
    futures = {f"f{n}": future(past, "hold", 2009, 2011) for n in range(6)}
    assert repr(compare(model, futures, 2009, 2010)).endswith("f4 7,447; and 1 more>")


def test_areas_and_factors() -> None:
    coal = area("coal")
    assert repr(coal).startswith(
        "<Area Mercury releases from coal combustion (coal), lead IEA Clean Coal Centre: calculators "
    )
    answer = Answer(
        {
            "a": qs.quantities.Quantity(1234.5, "kg", 1000.0, 2000.0),
            "b": None,
            "c": [1, 2],
            "d": qs.quantities.Quantity(0.5),
            "e": "x",
            "f": True,
            "g": 1,
            "h": 2,
        },
        remarks=["x"],
    )
    assert (
        repr(answer)
        == "<Answer: a 1,230 (1,000 to 2,000) kg; b unknown; c [2]; d 0.5; e x; f True; and 2 more; assumed 0, remarks 1>"
    )
    assert repr(qs.factors.load(None)).startswith("<FactorSet quicksilver-toolkit ")


def test_a_comparison_of_inventories(tmp_path) -> None:
    from quicksilver.inventory import run as run_inventory
    from quicksilver.inventory.files.example import example_files
    from quicksilver.inventory.results.compare import compare as compare_inventories
    from quicksilver.outputs import write_files

    write_files(tmp_path / "e", example_files())
    sides = [run_inventory(tmp_path / "e" / year, draws=0) for year in ("2015", "2020")]
    assert (
        repr(compare_inventories(*sides))
        == "<Comparison QZZ 2015 to QZZ 2020: total input +19.5 kg per year>"
    )
