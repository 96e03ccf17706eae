"""Small inventories made on the spot."""

import csv
import json
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest

GENERAL: dict[str, Any] = {
    "country": "CRI",
    "year": 2015,
    "level": 1,
    "toolkit_edition": "IL1 2.1",
    "population": 5_000_000,
    "electrification_rate": 0.6,
    "dental_personnel_per_1000": 0.2,
    "waste_well_managed": False,
    "waste_separately_collected": False,
}


def write(folder: Path, lines: Iterable[Mapping[str, Any]], **general: Any) -> Path:
    """Write a CSV inventory with its general.json and return the path of the CSV."""
    folder.mkdir(parents=True, exist_ok=True)
    rows = list(lines)
    names = list(dict.fromkeys(name for row in rows for name in row)) or ["source"]
    path = folder / "inventory.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, names, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    (folder / "general.json").write_text(json.dumps({**GENERAL, **general}), encoding="utf-8")
    return path


Make = Callable[..., Path]


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """Return a function that writes an inventory and returns its path."""
    count = 0

    def made(lines: Iterable[Mapping[str, Any]], **general: Any) -> Path:
        nonlocal count
        count += 1
        return write(tmp_path / f"in{count}", lines, **general)

    return made
