"""The packaged registers: whole, free of contradictions, sourced, in two languages, and stable as files."""

from __future__ import annotations

import csv
import datetime as dt
import shutil
from importlib import resources
from pathlib import Path

import pytest

from quicksilver.register.formats.text_form import check, export_directory, warnings
from quicksilver.register.questions.mandates import mandate_matrix
from quicksilver.register.questions.questions import leads
from quicksilver.register.records import Activity, Area, Claim, Fact, Leadership, TargetRecord, Text
from quicksilver.register.register import Register

DATA = Path(str(resources.files("quicksilver.register") / "data"))
BASE_KINDS = ("areas", "mandates", "activities", "targets", "organisations", "action-items", "plans", "facts")


@pytest.mark.parametrize("held", ["founding", "later", "both"])
def test_nothing_contradicts_itself(held: str, request: pytest.FixtureRequest) -> None:
    assert check(request.getfixturevalue(held)) == []


def test_nothing_in_the_packaged_registers_is_unusual(
    founding: Register, later: Register, both: Register
) -> None:
    assert [warnings(one) for one in (founding, later, both)] == [[], [], []]


@pytest.mark.parametrize(("name", "fixture"), [("2007-2008", "founding"), ("after-2009", "later")])
def test_exporting_changes_no_byte(
    name: str, fixture: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    export_directory(request.getfixturevalue(fixture), tmp_path / "out")
    written, packaged = _files(tmp_path / "out"), _files(DATA / name)
    # A new directory has one folder per kind; the packaged one has folders inside those of many records.
    assert {_flat(path): content for path, content in packaged.items()} == written
    assert len(written) == len(packaged)


@pytest.mark.parametrize(("name", "fixture"), [("2007-2008", "founding"), ("after-2009", "later")])
def test_a_record_stays_in_the_folder_that_it_is_in(
    name: str, fixture: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    shutil.copytree(DATA / name, tmp_path / "out")
    export_directory(request.getfixturevalue(fixture), tmp_path / "out", force=True)
    assert _files(tmp_path / "out") == _files(DATA / name)


def _files(folder: Path) -> dict[str, bytes]:
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in folder.rglob("*.yaml")}


def _flat(path: str) -> str:
    return f"{path.partition('/')[0]}/{path.rpartition('/')[2]}"


def test_every_record_of_the_founding_document_cites_its_place(founding: Register) -> None:
    bare = [
        f"{kind}/{record.id}"
        for kind, record in founding
        if kind != "documents"
        and not (record.sources and all(source.place for source in record.sources))
        and kind != "claims"
    ]
    # What the register says of itself has no place in a document.
    assert sorted(bare) == ["facts/mandate-classification", "facts/wording"]


def test_every_text_of_the_founding_document_is_in_english_and_chinese(founding: Register) -> None:
    lacking = []
    for kind, record in founding:
        if kind not in BASE_KINDS:
            continue
        for name in type(record).model_fields:
            value = getattr(record, name)
            texts = [value] if isinstance(value, Text) else list(value) if isinstance(value, tuple) else []
            lacking += [f"{kind}/{record.id}" for text in texts if isinstance(text, Text) and not text.zh]
    assert lacking == []


def test_a_battery_is_not_a_mercury_cell(founding: Register) -> None:
    cells = founding.get(Area, "chlor-alkali")
    battery = founding.get(TargetRecord, "products-batteries-2017")
    assert "电池" not in cells.name.zh
    assert battery.category is not None
    assert battery.category.zh == "电池"


def test_names_and_order(founding: Register) -> None:
    areas = sorted(founding.all(Area), key=lambda area: area.order)
    assert "".join(area.letter for area in areas) == "ABCDEFGH"
    names = [alias.en for alias in founding.get(Area, "non-ferrous").aliases]
    assert names == ["Non-ferrous metals production", "Non-ferrous metals mining"]


def test_open_lists_are_flagged(founding: Register) -> None:
    opened = [one.id for one in founding.all(Activity) if any(place.open for place in one.places)]
    assert opened == ["products-a"]


def test_vacancies_are_records_without_dates(founding: Register) -> None:
    vacant = [one for one in founding.all(Leadership) if one.role == "vacant"]
    assert [one.area for one in vacant] == ["non-ferrous", "supply-storage"]
    assert all(one.since is None and "since" in one.not_stated for one in vacant)


def test_every_disagreement_has_its_counterpart(founding: Register, later: Register) -> None:
    for register in (founding, later):
        claims = register.all(Claim)
        other = {(one.subject, one.field) for one in claims if not one.shown}
        # Of a number that was recalled a claim says how certain it is; nobody contradicts it.
        recalled = {one.subject for one in claims if one.id.endswith("-recalled")}
        shown = {(one.subject, one.field) for one in claims if one.shown and one.subject not in recalled}
        # The guidance document is the one sum of which the report says nothing at all.
        assert other - shown <= {("activities/coal-a", "contributions")}
        assert shown <= other


def test_who_leads_over_time(both: Register) -> None:
    def names(area: str, year: int) -> list[str | None]:
        return [one.organisation for one in leads(both.as_of(dt.date(year, 6, 1)), area)]

    assert names("chlor-alkali", 2009) == ["united-states"]
    assert names("chlor-alkali", 2015) == ["us-epa"]
    assert names("supply-storage", 2009) == []
    assert set(names("supply-storage", 2027)) == {"spain", "uruguay"}
    assert names("cement", 2010) == []
    assert names("cement", 2012) == ["wbcsd-csi"]


def test_the_matrix_of_the_mandate(founding: Register) -> None:
    matrix = mandate_matrix(founding)
    assert "".join(row.mandate.letter for row in matrix.rows) == "abcdefgh"
    assert matrix.empty == ()
    rows = {row.mandate.letter: row for row in matrix.rows}
    assert rows["a"].activities == ("supply-storage-b",)
    assert rows["b"].by_area == {"supply-storage": ("supply-storage-a",)}
    # Three sponsors, no sum: three flows whose amount is not stated.
    (money,) = rows["b"].money
    assert (money.amount, len(money.flows)) == (None, 3)
    assert rows["d"].no_funder == rows["d"].activities
    served = {name for row in matrix.rows for name in row.activities}
    assert served | set(matrix.none) == {one.id for one in founding.all(Activity)}
    assert not served & set(matrix.none)


def test_an_item_without_activity_is_shown(founding: Register) -> None:
    fewer = {kind: dict(held) for kind, held in founding.records.items()}
    del fewer["activities"]["supply-storage-b"]
    assert mandate_matrix(Register(fewer)).empty == ("decision-25-5-34-a",)


def test_no_number_of_the_later_years_is_of_the_founding_days(both: Register) -> None:
    then = {fact.id for fact in both.as_of(dt.date(2009, 5, 1)).all(Fact)}
    assert not {"partners-2012", "partners-2016", "parties-2025"} & then


def test_the_table_of_questions_is_tidy() -> None:
    with (DATA / "answers.csv").open(encoding="utf-8") as lines:
        rows = list(csv.reader(lines))
    assert {len(row) for row in rows} == {7}
    assert [row[0] for row in rows[1:]] == [f"F{number:03}" for number in range(1, 184)]
