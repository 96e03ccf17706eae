"""Canada, South Africa, India, Japan, China, Denmark, Germany: sums, shares, ranges, refusals."""

import csv
import json
import math
from pathlib import Path

import pytest

import quicksilver as qs
from published_cases import calculated, can_2017, cases, line
from quicksilver.errors import InputProblems, UnitError
from quicksilver.inventory.published import check_changes, check_totals
from quicksilver.quantities import convert_activity

CASES = cases()


def written(folder: Path, row: dict[str, object], **general: object) -> Path:
    path = folder / "inventory.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(row))
        writer.writeheader()
        writer.writerow(row)
    (folder / "general.json").write_text(json.dumps(general), encoding="utf-8")
    return path


@pytest.mark.parametrize("year", ["2007", "2017"])
def test_canadian_subtotals(year: str) -> None:
    facts = CASES["can-2017"]
    tonnes = {item["name"]: item[year] / 1000 for item in facts["sectors_kg"]}
    slips = [
        slip
        for name, item in facts["subtotals"].items()
        for slip in check_totals(name, [tonnes[part] for part in item["parts"]], item[year])
    ]
    slips += check_totals("total", tonnes.values(), facts["totals_t"][year])
    # 2007: three rows rounded to 0.01 t give 2.62, and ten give 7.83; 2017 closes.
    found = [(slip.where, slip.printed, round(slip.recomputed or 0, 2)) for slip in slips]
    assert found == (
        [("Ore and mineral industries", "2.63", 2.62), ("total", "7.84", 7.83)] if year == "2007" else []
    )


def test_canadian_changes_lie_within_rounding() -> None:
    facts = CASES["can-2017"]
    for item in facts["sectors_kg"]:
        assert check_changes(item["name"], item["2007"], item["2017"], item["change_pct"], 5) == []
    for name, item in facts["subtotals"].items():
        assert check_changes(name, item["2007"], item["2017"], item["pct"]) == []
    assert check_changes("total", *facts["totals_t"].values(), facts["change_pct"]) == []


def test_two_vintages_of_canada_stay_apart() -> None:
    row = next(row for row in can_2017(CASES["can-2017"]) if "table of 2019" in row.what)
    assert (row.published, row.computed, row.agrees) == ("9.0", "7.84", "no")
    assert "no mean" in row.why


@pytest.mark.parametrize(("air", "waste", "share"), [(27_100, 5_800, 0.824), (38_900, 7_400, 0.840)])
def test_south_african_coal_needs_a_mix(air: int, waste: int, share: float) -> None:
    def air_share(technology: str) -> float:
        made = calculated(
            [line("5.1.1-hard", (air + waste) / 0.15e-3, technology=technology)], "ZAF", 2006, 2
        )
        assert made.total("input") == pytest.approx(air + waste)
        return made.total("air") / made.total("input")

    outputs = [
        row for row in qs.factors.shipped().technologies("5.1.1-hard") if row.shares and not row.remainder
    ]
    assert all(abs(air_share(row.technology) - share) > 0.05 for row in outputs)
    assert air_share("esp=0.81; ff=0.19") == pytest.approx(0.824, abs=0.001)
    assert air_share("esp=0.85; ff=0.15") == pytest.approx(0.840, abs=0.001)


def test_indian_balance_range_and_stocks() -> None:
    facts = CASES["ind"]
    known = math.fsum(facts["sectors_2019_t"].values())
    assert known == pytest.approx(386.2)
    assert facts["released_2019_t"] - known == pytest.approx(73.2)
    spread = facts["uncertainty_pct"] / 100
    ends = [facts["released_2019_t"] * (1 + sign * spread) for sign in (-1, 1)]
    assert ends == pytest.approx([238.9, 679.9], abs=0.05)
    years = facts["stock_years"][1] - facts["stock_years"][0]
    added = [(last - first) / years for first, last in facts["stocks_t"].values()]
    assert added == pytest.approx([47.2, 58.9], abs=0.05)


def test_indian_inventories_disagree_and_are_all_kept() -> None:
    totals = CASES["ind"]["totals_t"]
    assert len(set(totals.values())) == len(totals) == 5
    assert max(totals.values()) / min(totals.values()) > 1.5


def test_japanese_shares_can_close() -> None:
    shares = CASES["jpn-2005"]["share_pct"].values()
    assert sum(low for low, _ in shares) <= 100 <= sum(high for _, high in shares)


def test_chinese_total_lies_in_the_range() -> None:
    facts = CASES["chn-2012"]
    low, high = facts["range_t"]
    assert low <= facts["air_t"] <= high
    assert [
        100 * end / pct for end, pct in zip(facts["range_t"], facts["range_of_world_pct"], strict=True)
    ] == [2000, 2000]


def test_danish_dental_amalgam_two_ways() -> None:
    facts = CASES["dnk-2001"]
    low, high = facts["consumption_kg"]
    first = (low / 3, high / 3)
    second = (0.7 * 0.5 * low, 0.8 * 0.5 * high)
    assert first == pytest.approx((700, 1667), abs=0.5)
    assert second == pytest.approx((735, 2000))
    made = calculated([line("L1-DENTAL", facts["population"])], "DNK", 2001, dental_personnel_per_1000=0.82)
    assert max(first[0], second[0]) < made.total() < min(first[1], second[1])


def test_danish_misprint_is_refused_as_a_number(tmp_path: Path) -> None:
    row = {"source": "5.5.6", "presence": "Y", "activity": CASES["dnk-2001"]["as_printed"], "unit": "kg Hg/y"}
    with pytest.raises(InputProblems, match="'2,1000' is not a number"):
        qs.inventory.read(written(tmp_path, row, country="DNK", year=2001, level=2))


def test_german_bodies_by_mass_are_no_corpses() -> None:
    with pytest.raises(UnitError, match="corpses"):
        convert_activity(62.51, "kt", "corpses/y")
    with pytest.raises(UnitError, match="corpses"):
        convert_activity(62.51, "kt", "corpses/y", density=0.07)


@pytest.mark.parametrize(
    "more", [{}, {"note": "mean mass 70 kg per body"}, {"density": 0.07}, {"calorific_value": 0.07}]
)
def test_german_activity_is_refused_whatever_is_stated_beside_it(
    tmp_path: Path, more: dict[str, object]
) -> None:
    row = {"source": "5.10.1", "presence": "Y", "activity": 62.51, "unit": "kt", **more}
    with pytest.raises(InputProblems) as caught:
        qs.inventory.run(written(tmp_path, row, country="DEU", year=2023, level=2), draws=0)
    (problem,) = caught.value.problems
    assert "'kt' cannot be converted to 'corpses/y'" in problem.what
    assert "corpses" in problem.allowed
    assert "column unit" in problem.where


def test_german_activity_in_corpses_is_taken(tmp_path: Path) -> None:
    # 62.51 kt at 70 kg, worked out and owned by the user.
    row = {"source": "5.10.1", "presence": "Y", "activity": 893_000, "unit": "corpses"}
    made = qs.inventory.run(written(tmp_path, row, country="DEU", year=2023, level=2), draws=0)
    assert made.total("air") == pytest.approx(2232.5)


@pytest.mark.shared
@pytest.mark.parametrize(
    ("file", "mine", "path"),
    [
        ("cri-2008", ("cri-2008", "output_parts_kg", "air"), ("totals", "air_kg")),
        ("zaf-2006", ("zaf-2006", "coal_air_kg"), ("sources", 0, "outputs", "air")),
        ("ind-2019", ("ind", "released_2019_t"), ("totals", "released_t")),
        ("jpn-2005", ("jpn-2005", "air_t"), ("totals", "air_t")),
        ("chn-2012", ("chn-2012", "air_t"), ("totals", "air_t")),
        ("dnk-2001", ("dnk-2001", "consumption_kg"), ("totals", "consumption_kg")),
        ("deu-cremation", ("deu-cremation", "activity"), ("sources", 0, "activity", "2023")),
        ("can-2017", ("can-2017", "water", "change_pct"), None),
    ],
)
def test_local_facts_are_those_of_the_reference_files(shared: Path, file: str, mine, path) -> None:
    whole = json.loads((shared / f"inventories/{file}.json").read_text(encoding="utf-8"))
    value, reference = CASES, whole
    for key in mine:
        value = value[key]
    if path is None:
        assert str(value) in json.dumps(reference)
        return
    for key in path:
        reference = reference[key]
    assert value == reference
