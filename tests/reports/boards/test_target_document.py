"""The board of targets as a document."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from quicksilver.documents import BulletList, Document, Foreign, Heading, Reference, Table, plain_text
from quicksilver.languages import LANGUAGES
from quicksilver.register.questions.target_board import TARGET_KINDS, target_board
from quicksilver.register.records import Amount, Baseline, Observation, TargetRecord
from quicksilver.register.register import Register
from quicksilver.reports.boards import target_document, target_files

DAY = dt.date(2018, 6, 1)


def made(register: Register, language: str = "en", area: str = "", day: dt.date = DAY) -> Document:
    return target_document(target_board(register, day, area), register, language)


def tables(document: Document) -> dict[str, Table]:
    return {block.label: block for block in document.blocks if isinstance(block, Table)}


def cells(table: Table) -> list[list[str]]:
    return [[plain_text(cell) for cell in row.cells] for row in table.rows]


def test_a_delegate_sees_why_the_gold_mining_target_cannot_be_judged(both: Register) -> None:
    held = tables(made(both, area="asgm"))
    (row,) = cells(held["asgm-partnership target"])
    assert row[0] == "1.1"
    assert row[2:5] == ["50% less than the baseline", "2017", "cannot be computed"]
    assert row[5].startswith("It has no baseline. Figures that could serve as a baseline")
    assert "10 of 13 items of the checklist are missing; to be provided by: UNIDO; NRDC." in row[5]
    assert any(
        isinstance(part, Reference) and part.label == "figures-asgm"
        for part in held["asgm-partnership target"].rows[0].cells[5]
    )
    (checklist,) = cells(held["check-asgm-partnership target"])
    assert checklist[:2] == ["1.1", "3 of 13"]
    assert len(checklist[2].split("; ")) == 10
    assert "a baseline value with its range" in checklist[2]
    assert "the target year" not in checklist[2].split("; ")
    assert checklist[3] == "UNIDO; NRDC"
    numbers = cells(held["figures-asgm"])
    assert [(line[1], line[2], line[3]) for line in numbers] == [
        ("candidate for a baseline", "2005", "650–1,000\u00a0t/yr"),
        ("observation", "2011", "877–1,940\u00a0t/yr"),
        ("observation", "2015", "872–2,598\u00a0t/yr"),
    ]
    assert "certainty medium" in numbers[0][5]
    assert "Recalled" in numbers[0][5]


def test_the_numbers_come_before_what_is_missing_and_nothing_is_printed_of_what_is_not_there(
    both: Register,
) -> None:
    document = made(both, area="asgm", day=dt.date(2009, 5, 1))
    labels = list(tables(document))
    assert labels == ["figures-asgm", "asgm-partnership target", "check-asgm-partnership target"]
    (counts, *_objectives) = [block for block in document.blocks if isinstance(block, BulletList)]
    assert [plain_text(item) for item in counts.items] == [
        "Targets of the Partnership, treaty obligations and pledges: 1; with a number: 1; assessed as met or not met: 0.",
        "Targets past their year and not closed: 0.",
    ]
    (summary, *_rest) = [one for one in made(both).blocks if isinstance(one, Table)]
    assert all(set(row[1:-1]) != {"0"} for row in cells(summary))
    assert all(any(row[column] != "0" for row in cells(summary)) for column in range(1, len(summary.columns)))


def test_no_table_mixes_kinds(both: Register) -> None:
    document = made(both, day=dt.date(2026, 1, 1))
    kinds = tuple(f"-{kind}" for kind in TARGET_KINDS)
    codes = {
        line[0]: label
        for label, table in tables(document).items()
        if label.endswith(kinds) and not label.startswith("check-")
        for line in cells(table)
    }
    board = target_board(both, dt.date(2026, 1, 1))
    for section, area in enumerate(board.areas, 1):
        for number, line in enumerate(area.lines, 1):
            assert codes[f"{section}.{number}"] == f"{area.area.id}-{line.target.kind}"


def test_the_summary_counts_every_target_once(both: Register) -> None:
    held = cells(tables(made(both))["summary"])
    assert sum(int(row[-1]) for row in held) == sum(len(area.lines) for area in target_board(both, DAY).areas)
    assert all(int(row[-1]) == sum(map(int, row[1:-1])) for row in held)


def test_targets_whose_year_is_over_are_listed_to_be_closed(both: Register) -> None:
    held = cells(tables(made(both))["overdue"])
    assert len(held) == 8
    assert held[0][:2] == ["1.1", "Artisanal and small-scale gold mining"]
    assert "overdue" not in tables(made(both, day=dt.date(2009, 5, 1)))


def _with(register: Register, goal: str = "relative", unit: str = "%", value: int = 50) -> Register:
    target = both_target(register).model_copy(
        update={
            "indicator": "asgm-mercury-use",
            "baseline": "b",
            "goal": goal,
            "unit": unit,
            "value": Decimal(value),
        }
    )
    base = Baseline(
        id="b",
        indicator="asgm-mercury-use",
        amount=Amount(value=Decimal(1400), low=Decimal(877), high=Decimal(1940), unit="t/yr"),
        year=2011,
        run="run-base",
    )
    seen = Observation(
        id="o",
        indicator="asgm-mercury-use",
        amount=Amount(low=Decimal(500), high=Decimal(1500), unit="t/yr"),
        year=2017,
        run="run-42",
    )
    return Register.of([*register, ("baselines", base), ("observations", seen), ("targets", target)])


def both_target(register: Register) -> TargetRecord:
    return register.get(TargetRecord, "asgm-2017")


def test_the_range_of_the_change_and_the_runs_are_named(both: Register) -> None:
    (row,) = cells(tables(made(_with(both), area="asgm"))["asgm-partnership target"])
    assert row[4] == "cannot be determined"
    assert "The change is −29% (−74% to +71%); the target is −50%." in row[5]
    assert "Baseline of 2011: 1,400 (877–1,940)\u00a0t/yr (run run-base)." in row[5]
    assert "Assessed against the observation of 2017: 500–1,500\u00a0t/yr (run run-42)." in row[5]
    numbers = cells(tables(made(_with(both), area="asgm"))["figures-asgm"])
    assert [line[4] for line in numbers if line[2] == "2017"] == ["run run-42"]
    (level,) = cells(tables(made(_with(both, "level", "t/yr", 700), area="asgm"))["asgm-partnership target"])
    assert level[2] == "at most 700\u00a0t/yr"
    assert "at most 700 is required. Change against the baseline: −29% (−74% to +71%)." in level[5]


def test_nobody_leads_means_the_secretariat_owes(both: Register) -> None:
    target = TargetRecord(
        id="t", area="non-ferrous", text="A goal", goal="relative", value=Decimal(10), unit="%", year=2030
    )
    held = tables(made(Register.of([*both, ("targets", target)]), area="non-ferrous"))
    (line,) = cells(held["check-non-ferrous-partnership target"])
    assert line[-1] == "the secretariat"


def test_claims_that_differ_stand_with_the_one_that_is_shown(both: Register) -> None:
    held = cells(tables(made(both))["claims-other"])
    begin = next(
        i
        for i, row in enumerate(held)
        if row == ["Two pages of the same programme give 43 and 44 countries."]
    )
    assert [(row[0], row[4]) for row in held[begin + 1 : begin + 3]] == [
        ("about 100 facilities in 44 countries", "shown"),
        ("43 countries", "kept alongside"),
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_the_same_tables_and_no_frame_in_another(both: Register, language: str) -> None:
    document, english = made(both, language), made(both)
    assert [(label, len(table.rows), len(table.columns)) for label, table in tables(document).items()] == [
        (label, len(table.rows), len(table.columns)) for label, table in tables(english).items()
    ]
    for block in document.blocks:
        if isinstance(block, Heading):
            assert not any(isinstance(part, Foreign) for part in block.content)
    for table in tables(document).values():
        for column in table.columns:
            assert not any(isinstance(part, Foreign) for part in column.heading)
    outcomes = {
        line[4]
        for label, table in tables(document).items()
        if label.endswith("partnership target") and not label.startswith("check-")
        for line in cells(table)
    }
    assert len(outcomes) == 2


def test_what_is_hidden_is_not_printed(both: Register) -> None:
    target = both_target(both).model_copy(update={"visibility": "secretariat"})
    seen = both.get(Observation, "asgm-mercury-use-2015").model_copy(update={"visibility": "partners"})
    files = target_files(Register.of([*both, ("targets", target), ("observations", seen)]), as_of=DAY)
    html = files["targets.html"].decode()
    assert "A reduction of 50 per cent in mercury demand" not in html
    assert "2,598" not in html
    assert (
        "A reduction of 50 per cent in mercury demand"
        in target_files(both, as_of=DAY)["targets.html"].decode()
    )


@pytest.mark.parametrize("language", ["en", "zh", "ar"])
def test_files_are_equal_twice(both: Register, language: str) -> None:
    files = target_files(both, as_of=DAY, area="asgm", language=language)
    assert sorted(files) == ["targets.docx", "targets.html", "targets.pdf"]
    assert files == target_files(both, as_of=DAY, area="asgm", language=language)
