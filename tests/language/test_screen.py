"""What commands print for a person is in the person's language; what programs read is not."""

import io
import json
import re

import openpyxl
import pytest
from click.testing import CliRunner

from quicksilver.cli.main import cli
from quicksilver.factors import shipped
from quicksilver.inventory.results.export import findings_table, workbook_bytes
from quicksilver.inventory.results.tables import gaps_table, lines_table, summary_table
from quicksilver.language.catalogue import catalogue
from quicksilver.language.screen import heading
from quicksilver.language.templates import places
from quicksilver.languages import LANGUAGES

ROWS = catalogue("screen_text").rows
#: Ids, units, file names, commands, names of documents and of Quicksilver's own parts: the same in every language.
SAME = re.compile(
    r"`[^`]*`|input_factor|\[[^\]]*(?:csv|http|Guideline|EMEP|github|abstract)[^\]]*\]|[\w/.-]+\.(?:csv|json|html|xlsx)\b|quicksilver[ -][^\n]*|"
    r"\b[A-Z][A-Z0-9]*(?:-[A-Z0-9]+)+\b|5\.\d[\w.-]*|\bQZZ\b|\b(?:kg|g|mg) Hg\b|\bHg/\w+|--\w+|\bDC[1-4]\b|\bDOCX|PDF|TOTALS|Quicksilver"
)


def words(text: str) -> list[str]:
    """Return the English words of a text that has no Latin letters of its own."""
    return re.findall(r"[A-Za-z]{4,}", SAME.sub(" ", text))


def without(text: str, units: list[str]) -> str:
    """Return a text without the units in it."""
    for unit in sorted({unit for unit in units if unit}, key=len, reverse=True):
        text = text.replace(unit, "")
    return text


@pytest.fixture(scope="module")
def example(tmp_path_factory):
    folder = tmp_path_factory.mktemp("example") / "made"
    assert CliRunner().invoke(cli, ["inventory", "example", "--out", str(folder)]).exit_code == 0
    return folder


def printed(*arguments: str, **options) -> str:
    done = CliRunner().invoke(cli, ["inventory", *arguments], **options)
    assert done.exit_code == 0, done.output
    return done.output


def test_every_sentence_has_six_languages_with_the_same_places() -> None:
    for key, row in ROWS.items():
        for language in LANGUAGES:
            assert row[language].strip(), (key, language)
            assert places(row[language]) == places(row["en"]), (key, language)


@pytest.mark.parametrize("language", ["ar", "ru", "zh"])
def test_no_english_is_left_on_the_screen(example, tmp_path, language) -> None:
    file, out = str(example / "2020"), str(tmp_path / "results")
    said = ("--language", language)
    texts = [
        printed("run", file, "--out", out, "--no-report", "--draws", "50", *said).replace(out, ""),
        printed("check", file, *said),
        printed("compare", str(example / "2015"), file, *said),
        printed("trend", str(example / "2015"), file, "--draws", "50", *said),
        printed("sum", file, "--draws", "50", *said),
        printed("sensitivity", file, "--samples", "16", *said),
    ]
    # Units of activities are those of the input columns, in every language.
    units = [source.activity_unit for source in shipped().sources.values()]
    for text in texts:
        assert not words(without(text, units))


def test_the_language_is_that_of_the_option_the_setting_or_the_locale(example) -> None:
    file = str(example / "2020")
    assert "constats" in printed("check", file, "--language", "fr")
    assert "hallazgos" in printed("check", file, env={"QUICKSILVER_LANGUAGE": "es"})
    assert "замечаний" in printed("check", file, env={"QUICKSILVER_LANGUAGE": "", "LC_ALL": "ru_RU.UTF-8"})
    stated = {"QUICKSILVER_LANGUAGE": "es", "LC_ALL": "ru_RU.UTF-8"}
    assert "findings" in printed("check", file, "--language", "en", env=stated)


def test_a_derivation_is_written_with_the_words_and_numbers_of_the_language(example) -> None:
    text = printed("explain", str(example / "2020"), "--source", "L1-ZN", "--language", "fr")
    assert "= 10\u202f000 × 0,065 = 650 kg Hg/an" in text
    assert "triangle à deux côtés en logarithme de 5 à 130" in text
    assert "activity" not in text.replace("column activity", "").replace("colonne activity", "")


def test_what_programs_read_is_the_same_in_every_language(example) -> None:
    file = str(example / "2020")
    keys = [set(json.loads(printed("check", file, "--json", "-l", code))[0]) for code in LANGUAGES]
    assert all(each == keys[0] for each in keys)


def test_the_workbook_has_headings_and_findings_in_the_language(example) -> None:
    from quicksilver.inventory import run

    made = run(example / "2020", draws=20)
    for language in ("ar", "ru", "zh"):
        book = openpyxl.load_workbook(io.BytesIO(workbook_bytes(made, language)))
        for sheet in book.worksheets[:4]:
            assert not words(" ".join(str(cell.value) for cell in sheet[1])), (language, sheet.title)
        # Units of activities are those of the input columns, in every language.
        units = [line.source.activity_unit for line in made.lines] + [
            source.activity_unit for source in made.resolution.factors.sources.values()
        ]
        found = findings_table(made, language)
        found = found.assign(remedy=[without(text, units) for text in found["remedy"]])
        assert not words(" ".join(found["what"]) + " ".join(found["remedy"]))
        assert list(found.columns) == ["check", "severity", "what", "source", "where", "remedy"]
        assert not words(without(" ".join(gaps_table(made, language)["what_to_find"]), units))


def test_every_column_of_a_workbook_has_a_heading(example) -> None:
    from quicksilver.inventory import run

    made = run(example / "2020", draws=20)
    for table in (lines_table(made), summary_table(made), gaps_table(made), findings_table(made)):
        for column in map(str, table.columns):
            assert heading(column, "en") == column
            assert not words(heading(column, "zh")), column
