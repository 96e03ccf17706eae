"""Workbooks of the Toolkit's kind: what is taken is what the workbook means, whatever its layout, and every row is told."""

import itertools
import math

import pytest
from tests.inventory.toolkit_workbooks import Options, drawn, workbook

from quicksilver import factors
from quicksilver.errors import InputProblems
from quicksilver.intake.declared import declared
from quicksilver.inventory.bridge.decisions import read_decisions
from quicksilver.inventory.bridge.line import State
from quicksilver.inventory.bridge.table import match_rows
from quicksilver.inventory.bridge.totals import compared
from quicksilver.inventory.bridge.workbook import read
from quicksilver.inventory.bridge.writing import factor_rows, files_of, taken_from
from quicksilver.outputs import csv_bytes

FACTORS = factors.shipped()
#: Units that are asked about: which standard cubic metre is meant is not stated.
ASKED = ("百万标准立方米", "مليون متر مكعب معياري")
CELLS = ("activity", "factor", "activity_unit", "factor_unit", "presence", "share")


def opened(tmp_path, options, **given):
    """Return what is read of a workbook, beside its truth."""
    data, truth = workbook(options)
    path = tmp_path / "workbook.xlsx"
    path.write_bytes(data)
    with declared(cached=True):
        return read(path, FACTORS, **given), truth


def near(first, second):
    if first is None or second is None:
        return first is second
    return math.isclose(first, second, rel_tol=1e-9, abs_tol=1e-15)


def asked(row):
    return any(word in row.unit for word in ASKED) and row.activity is not None


def agree(line, row):
    """Check a line that is taken against what its row means."""
    assert line.source == row.source
    assert line.presence == row.presence
    assert near(line.base_activity if line.unit else line.activity, row.base_activity)
    assert near(line.factor, row.factor.value)
    # One end alone as text can be either end.
    if (row.factor.low is None) == (row.factor.high is None):
        assert near(line.low, row.factor.low)
        assert near(line.high, row.factor.high)
    assert line.technology == row.technology
    assert (line.shares is None) == (row.shares is None)
    assert all(map(near, line.shares or (), row.shares or ()))


@pytest.mark.parametrize("seed", range(36))
def test_what_is_taken_is_what_the_workbook_means(tmp_path, seed) -> None:
    book, truth = opened(tmp_path, seed)
    lines = {(line.record.sheet, line.record.row): line for line in book.lines}
    assert set(lines) == {(row.sheet, row.row) for row in truth.rows}
    for row in truth.rows:
        line = lines[row.sheet, row.row]
        if row.source is None or asked(row):
            assert line.state is not State.TAKEN
            assert line.reasons[0].place.cell
        else:
            assert line.state is State.TAKEN, line.reasons
            agree(line, row)


@pytest.mark.parametrize("seed", range(12))
def test_every_row_with_text_is_in_the_table_of_the_match(tmp_path, seed) -> None:
    book, truth = opened(tmp_path, drawn(seed, notes=0.3, extra=True, totals="all"))
    table = match_rows(book, truth.options.language)
    kinds = {(row["sheet"], row["row"]): row["kind"] for row in table}
    assert len(kinds) == len(table)
    assert {(row.sheet, row.row) for row in truth.rows} == {
        key for key, kind in kinds.items() if kind == "data"
    }
    assert {(sheet, row) for sheet, row, _ in truth.others} <= set(kinds)
    assert all(row["reason"] or row["state"] == "taken" for row in table)


LAYOUTS = (
    {"language": "fr", "decimal": ",", "text_numbers": "all", "columns": ("shuffled",)},
    {"language": "ru", "notes": 0.4, "merged": True, "headings": "grouped", "variations": True},
    {"language": "zh", "scenarios": "beside", "hidden": True, "ranges": "columns", "sheets": "one"},
    {"language": "ar", "scenarios": "below", "factor_columns": "both", "own_row": True, "names": "short"},
    {"language": "es", "ranges": "central", "grouping": "\u00a0", "text_numbers": "some", "repeated": True},
)


@pytest.mark.parametrize(("seed", "level"), [*itertools.product(range(3), (1, 2))])
def test_any_layout_gives_the_same_table(tmp_path, seed, level) -> None:
    def table(layout):
        book, _ = opened(tmp_path, Options(seed=seed, level=level, edition=True, presence="mixed", **layout))
        return sorted(
            (line.source, line.presence, line.technology, *map(rounded, values(line))) for line in book.taken
        )

    def values(line):
        return line.base_activity, line.factor, *(line.shares or ())

    def rounded(value):
        return "" if value is None else f"{value:.9g}"

    first = table({})
    for layout in LAYOUTS:
        assert table(layout) == first, layout


@pytest.mark.parametrize(("seed", "key"), [*itertools.product(range(10, 16), CELLS)])
def test_a_damaged_cell_names_its_row_and_no_other(tmp_path, seed, key) -> None:
    try:
        options = drawn(seed, damaged=key, language="en", multiples=False)
        book, truth = opened(tmp_path, options)
    except ValueError:
        pytest.skip("no row of this workbook has such a cell of its own")
    sheet, cell, _, _ = truth.damage
    left = [line for line in book.lines if line.state is not State.TAKEN]
    known = {(row.sheet, row.row) for row in truth.rows if row.source}
    named = [line for line in left if (line.record.sheet, line.record.row) in known]
    assert len(named) == 1
    assert [(reason.place.sheet, reason.place.cell) for reason in named[0].reasons] == [(sheet, cell)]


@pytest.mark.parametrize("seed", range(10))
def test_totals_agree_and_differences_have_causes(tmp_path, seed) -> None:
    options = drawn(seed, language="en", multiples=False)
    given = {} if options.general else {"country": "SEN", "year": 2020}
    book, truth = opened(tmp_path, options, given=given)
    taken = taken_from(book, FACTORS)
    result = compared(taken)
    assert near(result.theirs, truth.total_input)
    gone = math.fsum(item.theirs or 0.0 for item in result.differences if item.ours is None)
    assert result.ours == pytest.approx(truth.total_input - gone)
    for item in result.differences:
        assert str(item.cause)
    corrected = [total for total in truth.totals if total.kind == "corrected" and total.quantity == "input"]
    if corrected and not gone:
        assert taken.inventory.total("input") == pytest.approx(corrected[0].value)


@pytest.mark.parametrize("seed", range(8))
def test_the_factors_alone_are_an_overlay(tmp_path, seed) -> None:
    book, truth = opened(tmp_path, drawn(seed, own=False))
    rows = factor_rows(book, FACTORS)
    path = tmp_path / "overlay.csv"
    path.write_bytes(files_of(rows, FACTORS, path.name))
    changed = factors.load(path)
    for row in truth.rows:
        if row.source and row.factor.value is not None and not asked(row):
            factor = changed.sources[row.source].factor
            assert near(factor.value, row.factor.value)
            assert factor.unit == row.factor.unit
            assert factor.standing is factors.Standing.READ
            assert f"sheet {row.sheet}, cell" in factor.source_key


def test_two_rows_of_one_source_keep_their_own_factors(tmp_path) -> None:
    import openpyxl

    page = openpyxl.Workbook()
    sheet = page.active
    sheet.title = "Level 2"
    sheet.append(["Su-C", "Source category", "Exists?", "Activity rate", "Unit", "Input factor", "Unit"])
    sheet.append(["5.3.2", "Pulp and paper production", "y", 1000, "t/y", 0.03, "g Hg/t"])
    sheet.append(["5.3.2", "Pulp and paper production", "y", 500, "t/y", 0.06, "g Hg/t"])
    sheet.append(["5.3.2", "Other uses of wood dust", "y", 500, "t/y", 0.06, "g Hg/t"])
    page.save(tmp_path / "two.xlsx")
    given = {"country": "SEN", "year": 2020}
    book = read(tmp_path / "two.xlsx", FACTORS, given=given)
    assert [line.state for line in book.lines] == [State.TAKEN, State.TAKEN, State.AMBIGUOUS]
    # Without shares a technology is needed, which the workbook does not name: both are unknown, neither is lost.
    taken = taken_from(book, FACTORS)
    assert {reason.code for line in book.taken for reason in line.reasons} == {"bridge.unknown"}
    assert b"1000 t/y" in taken.files["inventory.csv"]


def test_a_corrected_table_of_the_match_decides(tmp_path) -> None:
    import pandas as pd

    options = Options(seed=3, foreign=3, rows=6)
    book, _truth = opened(tmp_path, options)
    left = next(
        line for line in book.lines if line.record.category == "5.5.3" and line.state is not State.TAKEN
    )
    taken = book.taken[0]
    rows = match_rows(book, "en")
    for row in rows:
        if (row["sheet"], row["row"]) == (left.record.sheet, left.record.row):
            row |= {"state": "taken", "source": "5.5.3-uv"}
        if (row["sheet"], row["row"]) == (taken.record.sheet, taken.record.row):
            row["state"] = "not taken"
    path = tmp_path / "match.csv"
    path.write_bytes(csv_bytes(pd.DataFrame(rows)))
    again, _ = opened(tmp_path, options, decisions=read_decisions(path))
    by_name = {line.record.name: line for line in again.lines}
    assert by_name[left.record.name].source == "5.5.3-uv"
    assert by_name[left.record.name].state is State.TAKEN
    assert by_name[taken.record.name].state is State.NOT_TAKEN
    rows[0]["kind"], rows[0]["state"] = "data", "perhaps"
    path.write_bytes(csv_bytes(pd.DataFrame(rows)))
    with pytest.raises(InputProblems, match="unknown state 'perhaps'"):
        read_decisions(path)


def sheet_of(path, rows, title="Level 2"):
    """Write a workbook of one sheet and return what is read of it."""
    import openpyxl

    page = openpyxl.Workbook()
    page.active.title = title
    for row in rows:
        page.active.append(row)
    page.save(path)
    return read(path, FACTORS)


def test_headings_in_two_rows_with_outputs_and_no_factors(tmp_path) -> None:
    outputs = [
        "Air",
        "Water",
        "Land",
        "By-products and impurities",
        "General waste",
        "Sector specific treatment",
    ]
    book = sheet_of(
        tmp_path / "step.xlsx",
        [
            ["Step 1: energy consumption"],
            [
                "Source category",
                "Source present?",
                "Activity rate",
                "Unit",
                "Estimated Hg input, kg/y",
                "Estimated Hg output, kg/y",
                None,
                None,
                None,
                None,
                None,
                "Cat. no.",
            ],
            [None, "Y/N/?", None, None, None, *outputs],
            ["Other coal uses", "Y", 1000, "t/y", 0.15, 0.1425, 0, 0, 0, 0, 0.0075, "5.1.2"],
            ["Charcoal combustion", "?", None, "t/y", None, None, None, None, None, None, None, "5.1.6"],
        ],
        "Step 1",
    )
    assert book.level == 1
    assert [(line.source, line.presence, line.activity) for line in book.taken] == [
        ("L1-COAL-OTH", "Y", 1000.0),
        ("L1-CHARCOAL", "?", None),
    ]
    assert book.lines[0].shares is None
    assert book.lines[0].stated == 0.15


def test_number_and_name_in_one_cell_and_a_central_value_behind_its_range(tmp_path) -> None:
    book = sheet_of(
        tmp_path / "one.xlsx",
        [
            ["Source category", "Activity rate", "Unit", "Default input factor (low end - high end)", "Unit"],
            ["5.1.1 Coal combustion in large power plants"],
            ["Sub-bituminous coal", 100, "kt/y", "0,05 - 0,5 (0,15)", "g Hg/t"],
            ["5.2.6 - Gold ore processed", 2000, "t/y", "1 - 30", "g Hg/t"],
        ],
    )
    first, second = book.lines
    assert (first.source, first.factor, first.low, first.high) == ("5.1.1-subbit", 0.15, 0.05, 0.5)
    assert first.base_activity == 100_000
    assert (second.source, second.factor, second.low, second.high) == ("5.2.6", None, 1.0, 30.0)
