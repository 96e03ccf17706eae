"""The table of targets that was read for the register: all of it that may be loaded is there as what it is, and nothing else."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from quicksilver.register.records import Baseline, Objective, Observation, Plan, TargetRecord
from quicksilver.register.register import Register

TABLE = Path(__file__).resolve().parents[4] / "shared" / "reference" / "programme" / "TARGETS.csv"
#: Row of the table, counted from 1, to the record that holds it; rows of objectives lead to the plan, of silence to nothing.
HELD = {
    1: "targets/asgm-2017",
    2: "baselines/asgm-mercury-demand-2005",
    3: "observations/asgm-mercury-use-2011",
    4: "observations/asgm-mercury-use-2015",
    5: "targets/products-batteries-2017",
    6: "targets/products-lamps-2017",
    7: "targets/products-dental-amalgam-2017",
    8: "targets/products-measuring-devices-2017",
    9: "targets/products-electrical-devices-2017",
    10: "targets/products-other-2017",
    17: "targets/health-care-demand-2017",
    18: "targets/health-care-2020",
    19: "baselines/products-demand-batteries-2005",
    20: "baselines/products-demand-dental-amalgam-2005",
    21: "baselines/products-demand-measuring-devices-2005",
    22: "baselines/products-demand-lamps-2005",
    23: "baselines/products-demand-electrical-devices-2005",
    24: "baselines/products-demand-other-2005",
    **dict.fromkeys(range(25, 30), "facts/products-demand-shares"),
    30: "plans/chlor-alkali-plan",
    31: "activities/chlor-alkali-a",
    32: "targets/euro-chlor-cells-2020",
    33: "observations/west-europe-mercury-intensity-2010",
    34: "observations/russian-chlorine-releases-change-2011",
    35: "observations/indian-cells-converted-2011",
    36: "baselines/mercury-cell-facilities-2012",
    37: "targets/coal-target",
    39: "targets/coal-potential",
    40: "plans/fate-transport-plan",
    41: "plans/waste-plan",
    42: "targets/supply-primary-mining",
    43: "baselines/mercury-supply-total-2005",
    44: "targets/surplus-asia-pacific",
    45: "targets/khaidarkan-transition",
    47: "targets/cement-objective",
    48: "targets/annex-a-nine-2020",
    49: "targets/annex-a-eight-2025",
    50: "targets/batteries-2025",
    51: "targets/switches-2025",
    52: "targets/lamps-2027",
    53: "targets/cosmetics-2025",
    54: "targets/dental-amalgam-2034",
    55: "targets/chlor-alkali-2025",
    59: "targets/polyurethane-2025",
    61: "targets/asgm-national-action-plans",
    63: "facts/waste-threshold-2023",
    64: "facts/convention-reporting",
}
#: Kind in the table -> kind in the register, for rows that are targets.
KINDS = {
    "partnership target": "partnership target",
    "industry pledge": "pledge",
    "treaty obligation": "treaty obligation",
    "potential, not a target": "technical potential",
    "projection": "estimate",
    "priority action": "objective",
    "objective only": "objective",
    "no target stated": "partnership target",
}


@pytest.fixture(scope="module")
def rows() -> list[dict[str, str]]:
    if not TABLE.is_file():
        pytest.skip("the reference tables are not beside this checkout")
    with TABLE.open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


@pytest.mark.shared
def test_everything_that_was_read_is_held_as_what_it_is(rows: list[dict[str, str]], both: Register) -> None:
    for number, row in enumerate(rows, 1):
        if not row["provenance"].startswith("read") or row["area"] == "Non-ferrous metals":
            continue
        kind, _, identifier = HELD[number].partition("/")
        record = both.records[kind][identifier]
        if isinstance(record, TargetRecord):
            assert record.kind == KINDS[row["kind"]], number
            said = re.match(r"^\d{4}$", row["target_year"])
            assert record.year == (int(said[0]) if said else None), number
        assert record.sources, number


@pytest.mark.shared
def test_numbers_are_those_of_the_table(rows: list[dict[str, str]], both: Register) -> None:
    for number, name in HELD.items():
        kind, _, identifier = name.partition("/")
        record = both.records[kind][identifier]
        if isinstance(record, (Baseline, Observation)):
            row = rows[number - 1]
            told = re.findall(
                r"\d+(?:\.\d+)?",
                f"{row['target']} {row['metric']} {row['baseline_value']} {row['target_year']}",
            )
            ends = {
                end for end in (record.amount.low, record.amount.value, record.amount.high) if end is not None
            }
            assert {f"{abs(end).normalize():f}" for end in ends} <= set(told), number


@pytest.mark.shared
def test_what_is_not_to_be_loaded_is_not_there(rows: list[dict[str, str]], both: Register) -> None:
    barred = [row for row in rows if "DO NOT load" in row["note"]]
    assert len(barred) == 7
    shares = {re.findall(r"\d+(?=%)", row["target"])[-1] for row in barred if "%" in row["target"]}
    held = {
        f"{target.value:f}"
        for target in both.all(TargetRecord)
        if target.value is not None and target.unit == "%"
    }
    assert not shares & held


def test_what_was_recalled_says_so(both: Register) -> None:
    noted = [
        one
        for one in (*both.all(Baseline), *both.all(Observation))
        if one.note is not None and one.note.en.startswith("Recalled")
    ]
    assert len(noted) == 8
    certain = {claim.subject for claim in both.records["claims"].values() if claim.certainty == "medium"}  # type: ignore[attr-defined]
    assert all(any(f"{kind}/{one.id}" in certain for kind in ("baselines", "observations")) for one in noted)


def test_objectives_are_held_in_the_plans(both: Register) -> None:
    for name in ("chlor-alkali-plan", "fate-transport-plan", "waste-plan"):
        (objective,) = both.get(Plan, name).objectives
        assert isinstance(objective, Objective)
