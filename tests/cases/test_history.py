"""Mercury in the refining of silver and gold, and the long world series."""

import json
import math
from pathlib import Path

import pytest

from published_cases import SCENARIOS, calculated, cases, line, read_rows, refining_cells, refining_period
from quicksilver.inventory.published import check_totals

TOLERANCE = 0.056  # Gg; outputs are printed to 0.1 and inputs to 0.01


@pytest.mark.parametrize("period", cases()["wld-1501-1660"]["periods"], ids=lambda period: period["period"])
def test_refining(period) -> None:
    for name, published, computed in refining_cells(period):
        assert computed == pytest.approx(published, abs=TOLERANCE), name


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_refining_loses_no_mercury(scenario: str) -> None:
    for period in cases()["wld-1501-1660"]["periods"]:
        made = refining_period(period, scenario)
        made.check_balance()
        assert made.totals().iloc[1:].sum() == pytest.approx(made.total("input"))


def test_loss_of_each_mine() -> None:
    for period in cases()["wld-1501-1660"]["periods"]:
        for mine, gigagrams in period["production_Gg"].items():
            made = calculated(
                [
                    line(
                        "5.2.1",
                        1000 * gigagrams,
                        "t",
                        input_factor=400.0,
                        input_factor_unit="kg Hg/t",
                        shares=(0.3, 0, 0.7, 0, 0, 0),
                    )
                ],
                "ESP",
                1600,
                2,
            )
            # Both the production and the loss are printed to 0.01.
            expected = period["expected"]["production_loss_Gg"][mine]
            assert made.total("input") / 1e6 == pytest.approx(expected, abs=0.0071)


@pytest.mark.shared
def test_refining_in_every_period(shared: Path) -> None:
    periods = json.loads((shared / "inventories/wld-1501-1660.json").read_text(encoding="utf-8"))["periods"]
    assert len(periods) == 16
    for period in periods:
        for name, published, computed in refining_cells(period):
            assert computed == pytest.approx(published, abs=TOLERANCE), (period["period"], name)


@pytest.mark.shared
def test_local_facts_are_those_of_the_reference(shared: Path) -> None:
    periods = json.loads((shared / "inventories/wld-1501-1660.json").read_text(encoding="utf-8"))["periods"]
    whole = {period["period"]: period for period in periods}
    for period in cases()["wld-1501-1660"]["periods"]:
        assert all(whole[period["period"]][key] == value for key, value in period.items())


@pytest.mark.parametrize(("date", "item"), cases()["streets"]["dates"].items())
def test_streets_sums(date: str, item) -> None:
    assert check_totals(date, item["parts"], item["total"], 0.01) == []


def test_streets_2010_has_two_values_that_stay_apart() -> None:
    facts = cases()["streets"]
    first, second = facts["air_2010"].values()
    assert math.fsum(facts["dates"]["2010"]["parts"][:4]) == pytest.approx(first, abs=0.05)
    assert first != second
    assert check_totals("air", facts["dates"]["2010"]["parts"][:4], second, 0.5)


@pytest.mark.shared
def test_streets_at_every_date(shared: Path) -> None:
    table = read_rows(shared / "inventories/global-streets-sector-1510-2010.csv")
    assert len(table) == 51
    for row in table:
        parts = [float(value) for name, value in row.items() if " - " in name]
        assert len(parts) == 8
        assert check_totals(row["Year"], parts, row["published_total"], 0.01) == []
        assert float(row["low80_digitised"]) < float(row["total"]) < float(row["high80_digitised"])


def test_hylander_rows_do_not_close() -> None:
    facts = cases()["hylander"]
    missing = {
        decade: slip.recomputed - float(slip.printed)
        for decade, cells in facts["rows"].items()
        for slip in check_totals(decade, cells.values(), facts["mined"][decade], 2)
    }
    assert missing == {"1941-1950": -16_000, "1971-1980": -21_000}


@pytest.mark.shared
def test_hylander_has_exactly_four_slips(shared: Path) -> None:
    from published_shared import hylander_slips

    found = [
        (slip.where, slip.printed, slip.guess, slip.kind) for slip in hylander_slips(shared / "inventories")
    ]
    assert found == [
        ("1941-1950, Italy", "58", "16058", "lost digits"),
        ("1971-1980, USSR", "300", "21300", "lost digits"),
        ("North (America)", "37230", "137230", "lost digits"),
        ("Mexico", "2250", "32250", "lost digits"),
    ]


def test_sectors_of_2015() -> None:
    facts = cases()["air-2015"]
    assert check_totals("2015", facts["sectors_t"].values(), facts["total_t"], 0.0005) == []
    assert len(facts["sectors_t"]) == 13


@pytest.mark.shared
def test_regions_and_sectors_of_2015_close(shared: Path) -> None:
    from published_shared import region_sector_slips

    assert region_sector_slips(shared / "inventories") == (17, [])


@pytest.mark.shared
def test_water_shares_of_2015_sum_to_100(shared: Path) -> None:
    rows = read_rows(shared / "inventories/global-water.csv")
    shares = [float(row["value"]) for row in rows if row["unit"] == "%"]
    assert check_totals("water", shares, "100") == []
