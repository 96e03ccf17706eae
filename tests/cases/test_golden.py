"""The golden vectors of the reference set, through the real reader: an invented country, every cell."""

import csv
import json
from pathlib import Path

import pytest

import quicksilver as qs
from published_cases import GOLDEN_GENERAL, golden_table
from quicksilver.inventory import Inventory
from quicksilver.inventory.engine import COLUMNS

CELL = 0.0005 + 1e-9  # printed to three decimals


@pytest.fixture
def path(tmp_path: Path) -> Path:
    sources = qs.factors.shipped().sources
    file = tmp_path / "inventory.csv"
    with file.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream)
        writer.writerow(["source", "technology", "presence", "activity", "unit"])
        for row in golden_table()[:-1]:
            unit = sources[row["source"]].activity_unit
            writer.writerow([row["source"], row["technology"], "Y", row["activity"], unit])
    general = {"country": "CRI", "year": 2015, "level": 1, **GOLDEN_GENERAL}
    (tmp_path / "general.json").write_text(json.dumps(general), encoding="utf-8")
    return file


def wanted(row: dict[str, str]) -> list[float]:
    return [float(row[f"{name}_kg"]) for name in COLUMNS]


def run(path: Path, **options: bool) -> Inventory:
    return qs.inventory.run(path, draws=0, **options)


def test_every_cell(path: Path) -> None:
    result = run(path)
    for index, row in enumerate(golden_table()[:-1]):
        assert result.values(index) == pytest.approx(wanted(row), abs=CELL), row["source"]


def test_totals_with_the_corrections(path: Path) -> None:
    result = run(path)
    assert result.totals().to_numpy() == pytest.approx(wanted(golden_table()[-1]), abs=CELL)
    assert result.totals().iloc[1:].sum() == pytest.approx(5529.847, abs=0.0015)


def test_input_without_the_corrections(path: Path) -> None:
    assert run(path).total("input", corrected=False) == pytest.approx(9982.147, abs=CELL)
    assert run(path, corrections=False).total("input") == pytest.approx(9982.147, abs=CELL)


def test_tables_carry_the_same_numbers(path: Path) -> None:
    result = run(path)
    table = result.table.set_index("source")
    for row in golden_table()[:-1]:
        cells = [float(table.loc[row["source"], f"{name}_kg"]) for name in COLUMNS]
        assert cells == pytest.approx(wanted(row), abs=CELL)
    totals = result.summary.set_index("source").loc["TOTALS"]
    assert [float(totals[f"{name}_kg"]) for name in COLUMNS] == pytest.approx(
        wanted(golden_table()[-1]), abs=CELL
    )


def test_outputs_above_inputs_are_explained(path: Path) -> None:
    findings = run(path).findings()
    assert any(finding.check == 4 and "DC2" in str(finding.what) for finding in findings)
