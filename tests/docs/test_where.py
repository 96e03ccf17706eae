"""The page that states where things are is true: each path exists, has the row, and is the only one that has it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import quicksilver
from quicksilver.factors.facts import facts
from quicksilver.fate.gridding import shipped_regions, speciation_profiles
from quicksilver.language.catalogue import catalogue

PAGE = Path(__file__).parents[2] / "docs" / "contributing" / "where.md"
PACKAGE = Path(quicksilver.__file__).parent
ROWS = [
    [cell.strip() for cell in line.strip().strip("|").split(" | ")]
    for line in PAGE.read_text(encoding="utf-8").splitlines()
    if line.startswith("| ") and "`" in line
]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0][:40])
def test_a_path_has_the_row(row):
    _, path, content, ask = (cell.strip("`") for cell in row)
    text = (PACKAGE / path).read_text(encoding="utf-8")
    assert re.search(rf"(^|[\s\",|(]){re.escape(content)}", text, re.MULTILINE), (path, content)
    assert ask.startswith("quicksilver")


def _tables_with(pattern):
    return [
        path.relative_to(PACKAGE).as_posix()
        for path in sorted(PACKAGE.rglob("*.csv"))
        if re.search(pattern, path.read_text(encoding="utf-8"), re.MULTILINE)
    ]


@pytest.mark.parametrize(
    ("pattern", "path"),
    [
        (r"^speciation-\d+,", "factors/data/speciation/speciation.csv"),
        (r"^5\.5\.1-med,.*g Hg/item", "factors/data/sets/toolkit/2026.2/sources.csv"),
        (r"^plan,read,", "register/data/roles.csv"),
        (r",Combustion de charbon,", "language/data/scenario_text.csv"),
        (r"DOE fee final,USD/t,", "factors/data/costs/costs.csv"),
        (r"^Sub-Saharan Africa,[A-Z]{3},.*GMA 2018", "geography/data/regions_gma2018.csv"),
    ],
)
def test_there_is_one_path(pattern, path):
    assert _tables_with(pattern) == [path]


def test_a_number_that_is_another_tables_refers_to_it():
    text = (PACKAGE / "factors/data/products/product_contents_lifetimes.csv").read_text(encoding="utf-8")
    line = next(line for line in text.splitlines() if "medical thermometer,Hg content" in line)
    assert ",,,," in line
    assert "5.5.1-med" in line


def test_what_is_asked_answers():
    assert "coal power: WS" in set(speciation_profiles()["profile"])
    assert catalogue("scenario_text").plain("area.coal", "fr") == "Combustion de charbon"
    fee = next(iter(facts("costs", item="DOE fee final")))
    assert fee.number is not None
    assert (fee.number.value, fee.number.unit, fee.year) == (37_000, "USD/t", "2019")
    assert len(shipped_regions("gma2018")) == 11
