"""The generator of workbooks of the Toolkit's kind: the truth that it gives is what the cells have."""

import io
import re
from dataclasses import asdict
from random import Random

import openpyxl
import pytest
from tests.inventory import toolkit_workbooks as made
from tests.inventory.toolkit_workbooks import OUTS, PATHWAYS, SHARES, Options, drawn, workbook

SEEDS = range(12)
#: Kilograms in a unit of mass, written here once more so that the two do not share a fault.
KG = {"ug": 1e-9, "µg": 1e-9, "mg": 1e-6, "g": 1e-3, "kg": 1.0}
CONTENT = ("seed", "level", "sources", "rows", "foreign", "presence", "presence_by", "own", "edition")


@pytest.fixture(scope="module")
def several():
    """Return workbooks with drawn options, opened, beside their truth."""
    books = []
    for seed in SEEDS:
        data, truth = workbook(seed)
        books.append((openpyxl.load_workbook(io.BytesIO(data)), truth, data))
    return books


def number(value, truth):
    """Return the number in a cell that is not a formula, written with the signs of the workbook."""
    if isinstance(value, str):
        plain = value.replace(truth.options.grouping or " ", "").replace(truth.options.decimal, ".")
        return float(plain)
    return value


def value_of(page, place):
    """Return the value at an address, which a merged cell may cover."""
    areas = [area for area in page.merged_cells.ranges if place in area]
    return page.cell(areas[0].min_row, areas[0].min_col).value if areas else page[place].value


def same(cell, wanted, truth):
    if isinstance(cell.value, str) and cell.value.startswith("="):
        return True
    return cell.value is None if wanted is None else number(cell.value, truth) == pytest.approx(wanted)


def test_truth_agrees_with_the_cells(several) -> None:
    for book, truth, _ in several:
        for row in truth.rows:
            page, cells = book[row.sheet], row.cells
            assert page[cells["name"]].value == row.name
            assert cells["name"].endswith(str(row.row))
            assert page[cells["activity_unit"]].value == (row.unit or None)
            assert page[cells["factor_unit"]].value == (row.factor.unit or None)
            assert same(page[cells["activity"]], row.activity, truth)
            wanted = {"default": row.default, "own": row.own, "factor": row.factor.value}
            wanted |= {"low": row.factor.low, "high": row.factor.high, "input": row.input}
            wanted |= dict(zip(OUTS, row.outputs or (None,) * 6, strict=True))
            for key, value in wanted.items():
                assert key not in cells or same(page[cells[key]], value, truth), (truth.options, row, key)
            for key, value in zip(SHARES, row.shares or (), strict=bool(row.shares)):
                assert same(page[cells[key]], value, truth)
            if row.number:
                assert value_of(page, cells["number"]) == row.number
            assert page.row_dimensions[row.row].hidden is row.hidden


def test_presence_is_where_the_truth_has_it(several) -> None:
    for book, truth, _ in several:
        table = made.words()
        answers = {table["yes"][truth.options.language]: "Y", table["no"][truth.options.language]: "N"}
        for row in truth.rows:
            value = book[row.sheet][row.cells["presence"]].value or ""
            assert answers.get(value.lower(), value) == row.presence


def test_ranges_as_text_have_the_numbers_of_the_row(several) -> None:
    for book, truth, _ in several:
        for row in truth.rows:
            if "range" not in row.cells:
                continue
            text = book[row.sheet][row.cells["range"]].value or ""
            plain = text.replace(truth.options.grouping or " ", "").replace(truth.options.decimal, ".")
            numbers = [float(part) for part in re.findall(r"[0-9.]+", plain)]
            ends = [value for value in (row.factor.low, row.factor.high) if value is not None]
            middle = [row.default] if truth.options.ranges == "central" and row.default is not None else []
            assert numbers == pytest.approx([*middle, *ends])


def test_scenarios_are_where_the_truth_has_them(several) -> None:
    for book, truth, _ in several:
        for row in truth.rows:
            assert len([scenario for scenario in row.offered if scenario.chosen]) == bool(row.offered)
            for scenario in row.offered:
                page = book[row.sheet]
                for key, share in zip(SHARES, scenario.shares, strict=True):
                    assert same(page[scenario.cells[key]], share, truth)
                if "scenario" in scenario.cells:
                    assert page[scenario.cells["scenario"]].value == (scenario.text or None)
                if "mark" in scenario.cells:
                    assert page[scenario.cells["mark"]].value == ("x" if scenario.chosen else None)


def test_every_row_with_text_is_accounted_for(several) -> None:
    for book, truth, _ in several:
        known = {(row.sheet, row.row) for row in truth.rows} | {
            (sheet, row) for sheet, row, _ in truth.others
        }
        assert len(known) == len(truth.rows) + len(truth.others)
        found = {
            (page.title, cells[0].row)
            for page in book
            for cells in page.iter_rows()
            if any(cell.value is not None for cell in cells)
        }
        assert found == known


def test_inputs_and_outputs_follow_from_the_row(several) -> None:
    for _, truth, _ in several:
        for row in truth.rows:
            if row.base_activity is None or row.base_factor.value is None:
                assert row.input is None
                continue
            kilograms = KG[row.base_factor.unit.split()[0]]
            wanted = row.base_activity * row.base_factor.value * kilograms * row.scale
            assert row.input == pytest.approx(wanted)
            if row.shares:
                assert row.outputs == pytest.approx([wanted * share for share in row.shares])
            as_written = KG[row.factor.unit.split()[0]] / KG[row.base_factor.unit.split()[0]]
            assert row.factor.value * as_written == pytest.approx(row.base_factor.value)


@pytest.mark.parametrize("level", [1, 2])
def test_totals_close(level) -> None:
    data, truth = workbook(drawn(3, level=level, totals="all", sheets="parts", rows=40, formulas="stored"))
    plain = [total for total in truth.totals if total.kind == "sheet"]
    for quantity, whole in zip(("input", *PATHWAYS), (truth.total_input, *truth.total_outputs), strict=True):
        assert sum(total.value for total in plain if total.quantity == quantity) == pytest.approx(whole)
    results = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
    for total in plain:
        assert results[total.sheet][total.cell].value == pytest.approx(total.value)
    corrected = {total.quantity: total.value for total in truth.totals if total.kind == "corrected"}
    assert set(corrected) == {"input", *PATHWAYS}
    assert corrected["input"] <= truth.total_input


def test_corrected_totals_of_the_worked_example() -> None:
    """The rules DC2 to DC4 on the row of waste water and that of dumping."""
    ids = ("L1-DUMP", "L1-WWATER", "L1-COAL-PP")
    _, truth = workbook(Options(level=1, sources=ids, totals="all", seed=1))
    inputs = {row.source: row for row in truth.rows}
    corrected = {total.quantity: total.value for total in truth.totals if total.kind == "corrected"}
    dump, water, coal = (inputs[ident] for ident in ids)
    assert corrected["input"] == pytest.approx((dump.input or 0) * 0.1 + (coal.input or 0))
    assert corrected["land"] == pytest.approx(0)
    assert corrected["water"] == pytest.approx(dump.outputs[1] if dump.outputs else 0)
    assert water.input


@pytest.mark.parametrize("way", ["stored", "unstored"])
def test_formulas_give_the_inputs(way) -> None:
    data, truth = workbook(drawn(5, formulas=way, level=2))
    formulas = openpyxl.load_workbook(io.BytesIO(data))
    results = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
    seen = 0
    for row in truth.rows:
        if row.input is None:
            continue
        text = formulas[row.sheet][row.cells["input"]].value
        left, right, rest = text.removeprefix("=").split("*")
        page = formulas[row.sheet]
        value = number(page[left].value, truth) * number(page[right].value, truth) * float(rest)
        assert value == pytest.approx(row.input)
        stored = results[row.sheet][row.cells["input"]].value
        assert stored == (pytest.approx(row.input) if way == "stored" else None)
        seen += 1
    assert seen > 3


def test_the_same_seed_gives_the_same_bytes() -> None:
    assert workbook(7)[0] == workbook(7)[0]
    assert workbook(7)[0] != workbook(8)[0]


@pytest.mark.parametrize("seed", range(4))
def test_layout_does_not_change_the_meaning(seed) -> None:
    content = {key: value for key, value in asdict(drawn(seed)).items() if key in CONTENT}
    first = workbook(Options(**content))[1].table()
    assert first
    for language in made.LANGUAGES:
        layout = drawn(Random(f"{seed} {language}").randrange(10**6), **{**content, "language": language})
        assert workbook(layout)[1].table() == first


@pytest.mark.parametrize("key", sorted(made._DAMAGE))
def test_damage_changes_one_cell(key) -> None:
    whole, truth = workbook(drawn(11, level=1, rows=30))
    broken, damaged = workbook(drawn(11, level=1, rows=30, damaged=key))
    old, new = (openpyxl.load_workbook(io.BytesIO(data)) for data in (whole, broken))
    changed = [
        (page.title, cell.coordinate, cell.value)
        for page in new
        for cells in page.iter_rows()
        for cell in cells
        if cell.value != old[page.title][cell.coordinate].value
    ]
    sheet, place, name, text = damaged.damage
    assert changed == [(sheet, place, text)]
    assert name == key
    assert [row.damaged for row in damaged.rows if row.damaged] == [key]
    assert damaged.table() == truth.table()


@pytest.mark.parametrize("level", [1, 2])
def test_every_order_of_columns_has_every_column(level) -> None:
    keys = {"name", "number", "activity", "factor_unit", "input", *SHARES, *OUTS}
    _, truth = workbook(Options(level=level, columns=("input", "factor_unit", "name")))
    cells = truth.rows[0].cells
    assert [cells[key].rstrip("0123456789") for key in ("input", "factor_unit", "name")] == ["A", "B", "C"]
    for seed in range(3):
        _, truth = workbook(Options(level=level, seed=seed, columns=("shuffled",)))
        assert all(keys <= set(row.cells) for row in truth.rows if row.shares and row.number)


def test_all_sources_can_be_in_a_workbook() -> None:
    for level in (1, 2):
        _, truth = workbook(Options(level=level, sources=made.pool(level)))
        assert {row.source for row in truth.rows} == set(made.pool(level))


def test_rows_that_no_source_covers_have_a_reason() -> None:
    _, truth = workbook(Options(foreign=4))
    reasons = {row.number: row.why for row in truth.rows if row.source is None}
    assert sorted(reasons) == ["5.1.8", "5.3.5", "5.5.10", "5.5.3"]
    assert set(reasons.values()) == {"unknown category", "unknown material"}


def test_general_data_are_where_the_truth_has_them(several) -> None:
    for book, truth, _ in several:
        assert ("country" in truth.general) is truth.options.general
        for key, (value, sheet, cell) in truth.general.items():
            shown = book[sheet][cell].value
            assert shown is not None
            if key in {"year", "population", "electrification_rate", "dental_personnel_per_1000"}:
                assert number(shown, truth) == pytest.approx(value)


def test_bad_options_are_refused() -> None:
    with pytest.raises(ValueError, match="not sources of level 1"):
        workbook(Options(level=1, sources=("5.1.1-hard",)))
    with pytest.raises(ValueError, match="no row has a cell activity"):
        workbook(Options(sources=("5.1.5-peat",), damaged="activity"))


def test_words_are_in_six_languages() -> None:
    for key, row in made.words().items():
        assert all(row[language] for language in made.LANGUAGES), key
        assert None not in row, key
