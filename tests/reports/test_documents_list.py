"""The list of documents: every row makes its document, in its formats, with its options and nothing else."""

from __future__ import annotations

import datetime as dt
import inspect
import subprocess
import sys
from importlib import resources
from pathlib import Path

import pytest

import quicksilver as qs
from quicksilver.documents.tree import Document, Paragraph
from quicksilver.errors import InputProblems, Problem
from quicksilver.register.formats.text_form import load_directory
from quicksilver.register.questions.gaps import gap_board
from quicksilver.register.questions.knowledge import asked
from quicksilver.register.register import Register
from quicksilver.reports import boards, national
from quicksilver.reports.boards.leaflet import leaflet_files
from quicksilver.reports.documents_list import DOCUMENTS, DocumentRow
from quicksilver.reports.formats import MEDIA_TYPES
from quicksilver.reports.progress import progress_document
from quicksilver.reports.writing import Manuscript, written

DAY = dt.date(2009, 5, 1)
OF_REGISTER = [name for name, row in DOCUMENTS.items() if "register" in row.made_of]
OPTIONS: dict[str, dict[str, object]] = {
    "progress": {"period": "2007-2008", "as_of": DAY},
    "plan-changes": {"before": "coal-plan-2010-08", "after": "coal-plan-2011-10"},
}


@pytest.fixture(scope="module")
def register() -> Register:
    data = Path(str(resources.files("quicksilver.register") / "data"))
    return Register.of([*load_directory(data / "2007-2008"), *load_directory(data / "after-2009")])


@pytest.mark.parametrize("row", DOCUMENTS.values(), ids=lambda row: row.name)
def test_the_function_takes_the_options_of_its_row(row: DocumentRow) -> None:
    parameters = list(inspect.signature(row.function()).parameters)
    if row.made_of != "packaged facts":
        del parameters[0]
    known = {option.name for option in row.options if not option.of_material} | {"language"}
    known |= {"progress"} if row.charts else set()
    # The board that a database made comes with the question that it answers.
    known |= {"given"} if row.name == "gaps" else set()
    # The national report has one chapter more where the inventory was calculated with several factor sets.
    known |= {"spread"} if row.name == "national" else set()
    assert set(parameters) == known


@pytest.mark.parametrize("row", DOCUMENTS.values(), ids=lambda row: row.name)
def test_a_row_is_complete(row: DocumentRow) -> None:
    assert row.purpose.startswith("Write ")
    assert row.purpose.endswith(".")
    assert row.audience
    assert row.example.startswith("quicksilver ")
    assert row.is_report == row.example.startswith(f"quicksilver report {row.name} ")
    assert set(row.formats) <= set(MEDIA_TYPES)
    assert row.formats or row.tables
    for option in row.options:
        assert option.help
        assert (option.type == "file") == bool(option.reader)
    if not row.always_dated:
        assert any(option.name == "as_of" for option in row.options)


@pytest.mark.parametrize("name", OF_REGISTER)
def test_every_document_of_the_register_is_made(register: Register, name: str) -> None:
    row = DOCUMENTS[name]
    made = row.manuscript(register, language="fr", **OPTIONS.get(name, {}))
    assert made.document is not None
    assert made.document.language == "fr"
    assert made.document.blocks
    assert not made.pictures
    assert not made.tables


@pytest.mark.parametrize(
    ("name", "files"),
    [
        ("gaps", boards.gap_files),
        ("mandates", boards.mandate_files),
        ("partners", boards.partner_files),
        ("targets", boards.target_files),
        ("contributions", boards.contribution_files),
        ("translations", boards.text_files),
        ("actions", boards.action_files),
    ],
)
def test_the_list_and_the_function_of_a_board_give_the_same_files(register: Register, name, files) -> None:
    steps: list[str] = []
    made = DOCUMENTS[name].files(register, as_of=DAY, progress=steps.append)
    assert made == files(register, as_of=DAY)
    assert list(made) == [f"{name}.{ending}" for ending in DOCUMENTS[name].endings]
    assert steps == [name, *made]


def test_a_document_of_packaged_facts_has_no_material() -> None:
    files = DOCUMENTS["leaflet"].files(language="ru")
    assert files == leaflet_files("ru")
    assert list(files) == ["leaflet.docx", "leaflet.pdf", "leaflet.html"]


def test_a_board_that_a_database_made_is_written_as_one_of_the_register(register: Register) -> None:
    given = asked(dt.date(2025, 11, 30), dt.date(2026, 11, 30))
    row = DOCUMENTS["gaps"]
    made = row.manuscript(gap_board(register, given.day), given=given)
    assert made == row.manuscript(register, as_of=given.wanted)


def test_the_report_of_a_period_is_the_same_document_as_before(register: Register) -> None:
    made = DOCUMENTS["progress"].manuscript(register, period="2007-2008", as_of=DAY)
    assert made.document == progress_document(register, period="2007-2008", as_of=DAY)


def test_an_option_that_a_document_does_not_have_is_refused(register: Register) -> None:
    with pytest.raises(TypeError, match="area"):
        DOCUMENTS["gaps"].files(register, area="asgm")
    with pytest.raises(InputProblems, match="no area 'assgm'"):
        DOCUMENTS["targets"].files(register, area="assgm")
    with pytest.raises(ValueError, match="unknown language 'de'"):
        DOCUMENTS["gaps"].files(register, language="de")


def test_documents_with_charts_and_tables(tmp_path: Path) -> None:
    from quicksilver.inventory.files.example import example_files
    from quicksilver.inventory.results.compare import compare
    from quicksilver.outputs import write_files

    write_files(tmp_path, example_files())
    before, after = (qs.inventory.run(tmp_path / year, draws=0) for year in ("2015", "2020"))
    row = DOCUMENTS["comparison"]
    files = row.files(compare(before, after, "es"), language="es")
    assert [name for name in files if "/" not in name] == [f"{name}.csv" for name in row.tables]
    assert {Path(name).suffix.removeprefix(".") for name in files} == set(row.endings)
    row, steps = DOCUMENTS["national"], []
    files = row.files(after, progress=steps.append)
    assert steps[:2] == ["national", "sensitivity"]
    assert [name for name in files if "/" not in name] == [f"report.{ending}" for ending in row.formats]
    assert {Path(name).suffix.removeprefix(".") for name in files} == set(row.endings)
    assert files == national.report_files(after)


# The loop that writes -------------------------------------------------------------------------------------


def test_a_check_is_made_only_where_somebody_is_told() -> None:
    document = Document("en", "A title", (Paragraph("A sentence."),))
    problem = Problem("the report has 9,000 words", "the length of the report", severity="warning")
    asked_for, warnings = [], []

    def check() -> Problem | None:
        asked_for.append(True)
        return problem if len(asked_for) == 1 else None

    manuscript = Manuscript(document, check=check)
    first = written(manuscript, "report", warn=warnings.append)
    assert (warnings, len(asked_for)) == ([problem], 1)
    assert written(manuscript, "report", warn=warnings.append) == first
    assert (warnings, len(asked_for)) == ([problem], 2)
    assert written(manuscript, "report") == written(document, "report") == first
    assert len(asked_for) == 2


def test_formats_are_written_in_the_order_in_which_they_are_named() -> None:
    document = Document("en", "A title", (Paragraph("A sentence."),))
    assert list(written(document, "a")) == ["a.docx", "a.html", "a.pdf"]
    assert list(written(document, "a", formats=("pdf", "html"))) == ["a.pdf", "a.html"]
    assert list(written(document, "a", formats=("html",))) == ["a.html"]
    assert written(Manuscript(None), "a") == {}


def test_the_list_loads_nothing_that_takes_time() -> None:
    code = (
        "import sys, quicksilver.reports.documents_list; "
        "print(sorted({name for name in sys.modules if name.startswith('quicksilver.')}))"
        "; print(set(sys.modules) & {'numpy', 'pandas', 'pydantic', 'click', 'django'})"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded, heavy = done.stdout.splitlines()
    assert heavy == "set()"
    assert loaded == str(
        [
            "quicksilver.package",
            "quicksilver.reports",
            "quicksilver.reports.documents_list",
            "quicksilver.reports.formats",
        ]
    )
