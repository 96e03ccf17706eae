"""Rows of foreign workbooks that are of no ordinary kind: numbers that a spreadsheet changed, phases, mixes, sites."""

import datetime as dt
from random import Random

import openpyxl
import pytest

from quicksilver import factors
from quicksilver.inventory.bridge.line import State
from quicksilver.inventory.bridge.records import Kind
from quicksilver.inventory.bridge.totals import compared
from quicksilver.inventory.bridge.workbook import read
from quicksilver.inventory.bridge.writing import taken_from

FACTORS = factors.shipped()
GIVEN = {"country": "SEN", "year": 2020}
HEADINGS = ["C", "Su-C", "Source category", "Exists? (y/n/?)", "Activity rate", "Activity unit"]
HEADINGS += ["Default input factor (low - high)", "Input factor", "Unit of input factor", "Hg input (kg/y)"]
SHARES = ["Air", "Water", "Land", "Products", "General waste", "Sector specific waste"]
WAYS = ["Output scenario", "Chosen", *SHARES]
ONE = [*HEADINGS, "Output scenario", *SHARES]
COAL = ["t/y", "0.05 - 0.5", 0.15, "g Hg/t"]


def sheet_of(path, rows, *others):
    """Write a workbook with a sheet of rows, and others, and return what is read of it."""
    book = openpyxl.Workbook()
    for number, content in enumerate((rows, *others)):
        page = book.active if not number else book.create_sheet(f"Sheet {number}")
        page.title = page.title if number else "Level 2"
        for row in content:
            page.append(row)
    book.save(path)
    return read(path, FACTORS, given=GIVEN)


def shuffled(rows, seed):
    """Return rows with a note between them, blank rows, and their columns in another order."""
    rng = Random(seed)
    order = list(range(max(map(len, rows))))
    rng.shuffle(order)
    made = []
    for number, row in enumerate(rows):
        full = [*row, *[None] * (len(order) - len(row))]
        made.append([full[column] for column in order])
        if number and rng.random() < 0.3:
            made += [[], ["See the annex of the national report"]]
    return made


def meaning(book):
    return sorted((line.source, line.technology, line.presence, line.base_activity) for line in book.taken)


def totals(book):
    result = compared(taken_from(book, FACTORS))
    return result.theirs, result.ours


# --- category numbers


def test_5_10_that_a_spreadsheet_stores_as_5_1_is_no_heading(tmp_path) -> None:
    rows = [
        ["Source category", "Source present? Y/N/?", "Activity rate", "Unit", "Hg input", "Cat. no."],
        ["Crematoria", "Y", 1000, "corpses/y", 2.5, 5.1],
        ["Cemeteries", "Y", 1000, "corpses/y", 2.5, "5.10"],
        ["Coal combustion in large power plants", "Y", 1000, "t/y", 0.15, "5.1.1"],
    ]
    book = openpyxl.Workbook()
    book.active.title = "Step 6"
    for row in rows:
        book.active.append(row)
    book.save(tmp_path / "one.xlsx")
    book = read(tmp_path / "one.xlsx", FACTORS, given=GIVEN)
    assert [line.source for line in book.taken] == ["L1-CREM", "L1-CEMET", "L1-COAL-PP"]
    assert totals(book) == pytest.approx((5.15, 5.15))


@pytest.mark.parametrize("number", [5.1, "5.1", "5.10", "5,10", "5.10.1", "5,10,1"])
def test_a_main_category_with_an_amount_is_matched_by_name_within_it(tmp_path, number) -> None:
    rows = [ONE, [5.1, None, "Crematoria and cemeteries"]]
    rows.append([None, number, "Crematoria", "y", 1000, "corpses/y", "1 - 4", 2.5, "g Hg/corpse", 2.5])
    book = sheet_of(tmp_path / "ten.xlsx", rows)
    assert [(line.source, line.base_activity) for line in book.taken] == [("5.10.1", 1000.0)]


def test_main_categories_in_each_row_leave_the_category_above(tmp_path) -> None:
    rows = [
        ONE,
        [5.1, None, "Extraction and use of fuels/energy sources"],
        [5.1, "5.1.1", "Coal combustion in large power plants", "y"],
        [5.1, None, "Coal type: lignite", None, 1000, *COAL],
    ]
    assert [line.source for line in sheet_of(tmp_path / "c.xlsx", rows).taken] == ["5.1.1-lignite"]


@pytest.mark.parametrize(
    ("number", "source"),
    [(dt.datetime(2002, 1, 5), "5.1.2-boiler"), ("5,1,2", "5.1.2-boiler"), ("see 5.1.2", "5.1.2-boiler")],  # noqa: DTZ001
)
def test_what_stands_for_a_number_is_not_the_number_above(tmp_path, number, source) -> None:
    rows = [
        ONE,
        [None, "5.1.1", "Coal combustion in large power plants", "y"],
        [None, None, "Coal type: hard coal", None, 1000, *COAL],
        [None, number, "Other coal use", "y"],
        [None, None, "Coal fired industrial boilers", None, 2000, *COAL],
    ]
    book = sheet_of(tmp_path / "date.xlsx", rows)
    assert ("5.1.1-hard", 1000.0) in [(line.source, line.base_activity) for line in book.taken]
    assert (source, 2000.0) in [(line.source, line.base_activity) for line in book.taken]
    assert all(line.record.category != "5.1.1" for line in book.lines if line.source == source)


def test_a_name_that_is_part_of_one_source_is_taken_and_told(tmp_path) -> None:
    rows = [ONE, [None, "5.1.1", "Coal combustion in large power plants", "y"]]
    rows += [[None, None, "Coal type: sub-bituminous", None, 1, *COAL]]
    rows += [[None, None, "Coal type: power plants", None, 1, *COAL]]
    first, second = sheet_of(tmp_path / "part.xlsx", rows).lines
    assert (first.source, first.state, first.reasons[0].code) == (
        "5.1.1-subbit",
        State.TAKEN,
        "bridge.alike",
    )
    assert second.state is not State.TAKEN


# --- nothing is lost


def test_a_sheet_with_unknown_headings_is_told(tmp_path) -> None:
    rows = [ONE, [None, "5.1.1", "Coal combustion in large power plants", "y"]]
    rows += [[None, None, "Coal type: hard coal", None, 1000, *COAL]]
    foreign = [["Nr", "Rubrik", "Vorhanden", "Menge", "Einheit"], ["5.1.1", "Braunkohle", "y", 1000, "t/y"]]
    index = [["Contents"], ["5.1", "Fuels", 3], ["Chapter 2", "Results", 9]]
    book = sheet_of(tmp_path / "two.xlsx", rows, foreign, index)
    (told,) = [note for note in book.notes if note.code == "bridge.headings"]
    assert (told.place.sheet, told.place.cell) == ("Sheet 1", "A2")
    assert [record.sheet for record in book.records if record.kind is Kind.UNREAD] == ["Sheet 1"]


def test_a_row_that_has_mercury_alone_is_of_a_source(tmp_path) -> None:
    rows = [ONE, [None, "5.1.1", "Coal combustion in large power plants", "y"]]
    rows += [[None, None, "Coal type: hard coal", None, 1000, *COAL, 0.15, None, 1, 0, 0, 0, 0, 0]]
    rows += [[None, None, "Additional plants", *[None] * 6, 55]]
    rows += [[None, None, "Total", *[None] * 6, 55.15]]
    book = sheet_of(tmp_path / "input.xlsx", rows)
    assert [(line.record.name, str(line.state)) for line in book.lines] == [
        ("Coal type: hard coal", "taken"),
        ("Additional plants", "not taken"),
    ]
    assert totals(book) == pytest.approx((55.15, 0.15))


# --- phases of one supply

PEOPLE = [5_000_000, "inhabitants/y", "0.05 - 0.2", 0.15, "g Hg/inhabitant"]
PHASES = (
    ("Preparations of fillings at dentist clinics", (0.02, 0.14, 0, 0, 0.12, 0.12), "5.6.1-o-prep"),
    ("Use - from fillings already in the mouth", (0, 0.02, 0, 0, 0, 0), "5.6.1-o-use"),
    ("Disposal (lost and extracted teeth)", (0, 0.02, 0.08, 0.06, 0.08, 0.36), "5.6.1-o-disp-he"),
)


def dental(where):
    """Return rows with the amount in each phase, or in the row above them."""
    rows = [
        ONE,
        [None, "5.6.1", "Dental mercury-amalgam fillings", "y", *(PEOPLE if where == "above" else ())],
    ]
    rows[1] += [750] if where == "above" else []
    own = [*PEOPLE, 750] if where == "each" else [None] * 6
    return rows + [[None, None, name, None, *own, None, *shares] for name, shares, _ in PHASES]


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("where", ["each", "above"])
def test_phases_of_dental_amalgam_are_one_supply(tmp_path, where, seed) -> None:
    rows = dental(where)
    book = sheet_of(tmp_path / "dental.xlsx", shuffled(rows, seed) if seed else rows)
    assert meaning(book) == sorted(("5.6.1", tech, "Y", 5_000_000.0) for *_, tech in PHASES)
    assert all(line.state is State.TAKEN for line in book.lines)
    assert totals(book) == pytest.approx((750, 750))
    assert taken_from(book, FACTORS).inventory.total("input") == pytest.approx(750)


@pytest.mark.parametrize(
    ("name", "technology"),
    [
        ("Préparation des obturations", "5.6.1-o-prep"),
        ("Preparación de empastes", "5.6.1-o-prep"),
        ("Подготовка пломб", "5.6.1-o-prep"),
        ("补牙材料制备", "5.6.1-o-prep"),
        ("تحضير الحشوات", "5.6.1-o-prep"),
        ("Élimination des dents", "5.6.1-o-disp"),
        ("الاستخدام", "5.6.1-o-use"),
    ],
)
def test_phases_are_known_in_every_language(tmp_path, name, technology) -> None:
    shares = FACTORS.outputs["5.6.1", technology].shares
    rows = [ONE, [None, "5.6.1", "Dental mercury-amalgam fillings", "y"]]
    rows += [[None, None, name, None, *PEOPLE, None, None, *shares]]
    (line,) = sheet_of(tmp_path / "phase.xlsx", rows).taken
    assert (line.source, line.technology) == ("5.6.1", technology)


# --- mixes


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("parts", [(0.6, 0.4), ("60%", "40 %"), (60, 40), ("0,6", "0,4")])
def test_scenarios_with_parts_of_a_whole_are_a_mix(tmp_path, parts, seed) -> None:
    values = [[1, 0, 0, 0, 0, 0], [0.75, 0, 0, 0, 0, 0.25]]
    names = ["No emission control", "Particle control with ESP"]
    ways = [
        cell
        for name, part, shares in zip(names, parts, values, strict=True)
        for cell in (name, part, *shares)
    ]
    rows = [[*HEADINGS, *WAYS, *WAYS], [None, "5.1.1", "Coal combustion in large power plants", "y"]]
    rows += [[None, None, "Coal type: hard coal", None, 1000, *COAL, 0.15, *ways]]
    book = sheet_of(tmp_path / "mix.xlsx", [["A note"]] * seed + [rows[0], *[["A note"]] * seed, *rows[1:]])
    (line,) = book.taken
    assert line.shares == pytest.approx((0.9, 0, 0, 0, 0, 0.1))
    inventory = taken_from(book, FACTORS).inventory
    assert inventory.total("input") == pytest.approx(0.15)
    assert inventory.total("air") == pytest.approx(0.135)


@pytest.mark.parametrize("parts", [(0.6, 0.6), (None, None), ("Y", "Y"), (0.6, None), (1, 1)])
def test_scenarios_that_are_no_whole_are_ambiguous(tmp_path, parts) -> None:
    ways = [
        "No emission control",
        parts[0],
        1,
        0,
        0,
        0,
        0,
        0,
        "Particle control",
        parts[1],
        0.75,
        0,
        0,
        0,
        0,
        0.25,
    ]
    rows = [[*HEADINGS, *WAYS, *WAYS], [None, "5.1.1", "Coal combustion in large power plants", "y"]]
    rows += [[None, None, "Coal type: hard coal", None, 1000, *COAL, 0.15, *ways]]
    (line,) = sheet_of(tmp_path / "none.xlsx", rows).lines
    assert line.state is State.AMBIGUOUS


# --- contaminated sites


@pytest.mark.parametrize("seed", range(4))
def test_sites_are_listed_by_name_and_never_calculated(tmp_path, seed) -> None:
    rows = [
        ONE,
        ["5.11", None, "Main category - Identification of potential hotspots"],
        [None, "5.11.1", "Closed chlor-alkali production sites", "y"],
        [None, "5.11.1", "Plant at the river", None, 12, "kg/y", None, None, None, 12],
        [None, "5.11.1", "Plant at the coast", "?"],
        [None, "5.11.2", "Other sites of former chemical production", "n"],
    ]
    book = sheet_of(tmp_path / "sites.xlsx", shuffled(rows, seed) if seed else rows)
    assert {(line.source, line.presence, line.record.name) for line in book.taken} == {
        ("5.11", "Y", "Plant at the river"),
        ("5.11", "?", "Plant at the coast"),
        ("5.11", "N", "Other sites of former chemical production"),
    }
    (river,) = [line for line in book.taken if line.presence == "Y"]
    assert [reason.code for reason in river.reasons] == ["bridge.site"]
    taken = taken_from(book, FACTORS)
    assert {line.line.site for line in taken.inventory.lines} >= {"Plant at the river", "Plant at the coast"}
    assert not taken.inventory.total("input")


def test_a_name_below_the_sites_without_an_answer_is_named(tmp_path) -> None:
    rows = [ONE, ["5.11", None, "Potential hot spots"], [None, None, "Former mine in the north"]]
    rows += [[None, "5.11.2", "Old smelter", "y"]]
    book = sheet_of(tmp_path / "mine.xlsx", rows)
    (mine,) = [line for line in book.lines if line.record.name.startswith("Former")]
    assert (mine.state, mine.reasons[0].code) == (State.AMBIGUOUS, "bridge.site.unanswered")
