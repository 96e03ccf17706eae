"""Whole reference tables beside the checkout: the shipped factors, and the library of a global model."""

from pathlib import Path

import pytest

import quicksilver as qs
from published_cases import YES, read_rows

pytestmark = pytest.mark.shared


def test_level1_equals_the_shipped_table_but_for_red_mud(shared: Path) -> None:
    from published_shared import INTENDED, level1_differences

    count, found = level1_differences(shared / "toolkit")
    assert (count, found) == (90, [name for name in INTENDED if name.startswith("L1-")])


def test_level2_equals_the_shipped_tables_but_for_washed_coal_and_red_mud(shared: Path) -> None:
    from published_shared import INTENDED, level2_differences

    count, found = level2_differences(shared / "toolkit")
    assert (count, found) == (90 + 113, [name for name in INTENDED if not name.startswith("L1-")])


def test_every_reference_row_is_shipped_and_nothing_else_has_a_factor(shared: Path) -> None:
    reference = {
        row["id"] for name in ("level1", "level2") for row in read_rows(shared / f"toolkit/{name}.csv")
    }
    extra = [source for ident, source in qs.factors.shipped().sources.items() if ident not in reference]
    assert all(source.presence_only for source in extra)
    assert reference <= set(qs.factors.shipped().sources)


def test_shares_below_one_are_the_legal_ones(shared: Path) -> None:
    from published_shared import REFERENCE_SHARES
    from quicksilver.inventory.published import check_shares

    rows = [
        (row["id"] + "/" + row.get("output_scenario", ""), [float(row[name]) for name in REFERENCE_SHARES])
        for table in ("level1", "level2_outputs")
        for row in read_rows(shared / f"toolkit/{table}.csv")
        if row["out_air"]
    ]
    found = {slip.where.rstrip("/"): slip.printed for slip in check_shares(rows)}
    assert found == {
        "L1-OIL-EXTR/default": "0.2",
        "L1-OIL-REF/default": "0.41",
        "L1-HG-MINE/default": "0.999",
        "L1-LANDFILL/default": "0.0101",
        "5.1.3-o-ex": "0.2",
        "5.1.3-o-rf": "0.41",
        "5.2.1-o": "0.999",
        "5.6.1-o-prep": "0.4",
        "5.6.1-o-prep-he": "0.4",
        "5.6.1-o-use": "0.02",
        "5.6.1-o-disp": "0.6",
        "5.6.1-o-disp-he": "0.6",
        "5.9.1-o": "0.0101",
    }


def test_model_fates_sum_to_one_but_for_three_empty_alumina_rows(shared: Path) -> None:
    from published_shared import model_fates

    count, repeated, found = model_fates(shared / "inventories")
    assert count > 4000
    assert repeated == 64
    assert [(table, slip.where, slip.kind) for table, slip in found] == [
        ("aluminium", name, "blank") for name in ("Yemen", "Zambia", "Zimbabwe")
    ]


def test_two_smelter_chains_stand_twice(shared: Path) -> None:
    from published_shared import model_chains

    count, found = model_chains(shared / "inventories")
    assert count == 158
    assert [(slip.where, slip.kind) for slip in found] == [
        ("zinc / Finland / DC+FGS+ESD+SMR+APD", "duplicate"),
        ("zinc / Kazakhstan / DC+FGS+ESD+APD", "duplicate"),
    ]


def test_coal_columns_of_cement_and_steel_are_exchanged(shared: Path) -> None:
    from published_shared import model_swaps

    found = model_swaps(shared / "inventories")
    assert [(table, slip.guess) for table, slip in found] == [
        ("cement", "coal_lig, coal_sub"),
        ("steel-hg", "coal_lig, coal_sub"),
    ]


def test_model_asgm_ratios_differ_from_both_editions(shared: Path) -> None:
    rows = read_rows(shared / "inventories/global-gmf-asgm.csv")
    most = [row for row in rows if (row["ore_tHg_per_tAu"], row["concentrate_tHg_per_tAu"]) == ("3", "1.5")]
    assert (len(most), len(rows)) == (65, 69)
    sources = qs.factors.shipped().sources
    assert (sources["5.2.2-whole"].factor.value, sources["5.2.2-conc"].factor.value) == (5, 1.3)


def test_kept_results_are_those_of_the_tables(shared: Path) -> None:
    from published_cases import DATA, store_results
    from published_shared import shared_results

    assert store_results(shared_results(shared)) == (DATA / "shared_results.csv").read_text(encoding="utf-8")


def test_no_whole_reference_table_is_kept(shared: Path) -> None:
    from published_cases import stored_results

    model = [row for row in stored_results() if row.case == "global-model"]
    assert len(model) < 12
    assert any(row.agrees == YES for row in model)
