"""What `quicksilver area` prints for a person: every calculator on its example, at several widths."""

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from quicksilver.areas import area, areas
from quicksilver.areas.examples import example
from quicksilver.areas.shared.common import all_verbs
from quicksilver.areas.shared.names import in_words, origin_name
from quicksilver.areas.verbs import Answer
from quicksilver.cli.main import cli
from quicksilver.cli.text.area_text import answer_lines, described, number_text, standing_text
from quicksilver.errors import InputProblems
from quicksilver.quantities import Law, Quantity, Standing

VERBS = [(name, verb) for name in areas() for verb in all_verbs(area(name))]
IDS = [f"{name} {verb.name}" for name, verb in VERBS]
#: Codes whose names are printed instead, and what Python prints for its own objects.
RAW = re.compile(
    r"[{}]|\bNone\b|\bTrue\b|\bFalse\b|\bnan\b|measuring_control|recalled/|coal-power|USD/kg\)? *\(,"
)


def run(*arguments: str, **others: object) -> str:
    done = CliRunner().invoke(cli, ["area", *arguments], catch_exceptions=False, **others)
    assert done.exit_code == 0, done.output
    return done.output


@pytest.mark.parametrize(("name", "verb"), VERBS, ids=IDS)
def test_every_calculator_prints_its_example_for_a_reader(name, verb) -> None:
    answer = verb.run(example(name, verb.name)).as_dict()
    for width in (80, 200):
        lines = answer_lines(answer, width)
        assert lines
        assert lines[0]
        assert max(map(len, lines)) <= width
        found = [line for line in lines if RAW.search(line)]
        assert not [line for line in found if "No entries: " not in line], found[:3]
        assert not [line for line in lines if line != line.rstrip()]


@pytest.mark.parametrize(("name", "verb"), VERBS, ids=IDS)
def test_every_calculator_is_described_within_the_screen(name, verb) -> None:
    lines = described(verb, 80)
    assert max(map(len, lines)) <= 80
    text = " ".join(lines)
    for slot in (*verb.takes, *verb.gives):
        assert slot.name in text, slot.name


def test_examples_are_printed_and_run_as_they_are(tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    text = run("asgm", "recapture", "--example")
    assert json.loads(text) == example("asgm", "recapture")
    (tmp_path / "shop.json").write_text(text, encoding="utf-8")
    told = run("asgm", "recapture", "--input", "shop.json")
    assert re.search(r"^Recaptured +36 kg/yr$", told, re.MULTILINE)
    assert json.loads(run("asgm", "recapture", "--input", "shop.json", "--json"))["results"]["recaptured"][
        "value"
    ] == pytest.approx(36)


def test_an_example_is_written_to_a_file_once(tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert run("waste", "plan", "--example", "--out", "plan.json") == "Written to plan.json\n"
    assert json.loads((tmp_path / "plan.json").read_text(encoding="utf-8")) == example("waste", "plan")
    again = CliRunner().invoke(cli, ["area", "waste", "plan", "--example", "--out", "plan.json"])
    assert again.exit_code != 0
    assert "plan.json" in str(again.exception) + again.output
    assert run("waste", "plan", "--example", "--out", "plan.json", "--force") == "Written to plan.json\n"


def test_the_page_shows_the_example_that_the_program_writes() -> None:
    page = Path(__file__).parents[2] / "docs" / "how-to" / "areas.md"
    shown = re.findall(r"```json\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)
    assert [json.loads(text) for text in shown] == [example("asgm", "capture")]


def test_measures_are_read_by_name_with_their_range_and_source(monkeypatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    told = run("coal", "options")
    assert re.search(r"cost +8,400 to 366,000 USD/kg \(recalled, high confidence; Jones", told)
    assert re.search(r"removal +20 to 40 % \(read; Ambio", told)
    assert "(coal-washing)" in told
    assert "coal-fired power plants" in told
    assert "fraction" not in told
    data = json.loads(run("coal", "options", "--json"))["results"]["measures"]
    assert data[0]["removal"]["unit"] == "fraction"
    assert data[0]["id"] == "coal-washing"


def test_indicators_are_rows_and_no_numbers() -> None:
    told = run("asgm", "indicators", env={"COLUMNS": "200"})
    assert re.search(r"Demand for mercury +demand +the Partnership's goal is to halve it", told)
    assert "unknown or not requested: value" in told
    told = run("asgm", "indicators", "--input", "-", input='{"year": 2010}', env={"COLUMNS": "80"})
    assert re.search(r"Demand for mercury \(demand\)", told)
    assert "1,610,000 kg/yr (910,000 to 2,300,000)" in told


def test_long_tables_are_cut_with_a_count_and_printed_whole_on_request() -> None:
    short, whole = run("coal", "coals"), run("coal", "coals", "--all")
    cut = re.search(r"\.\.\. and (\d+) more; --all prints every row", short)
    assert cut
    rows = len(json.loads(run("coal", "coals", "--json"))["results"]["coals"])
    assert whole.count("coal_hg-") == rows
    assert short.count("coal_hg-") == rows - int(cut[1])
    assert "--all prints" not in whole


def test_a_description_names_units_defaults_and_choices() -> None:
    told = run("asgm", "capture", "--describe")
    assert "Required" in told
    assert re.search(r"state +one of working, broken, unknown; default working", told)
    assert re.search(r"batches +number; .*default 1 \(assumed; once\)", re.sub(r"\s+", " ", told))


def test_areas_are_listed_with_name_id_and_lead() -> None:
    told = run("list", env={"COLUMNS": "80"})
    assert max(map(len, told.splitlines())) <= 80
    assert "(coal); lead: IEA Clean Coal Centre" in told
    assert "(waste); lead: Japan" in told
    assert "no lead" in told


@pytest.mark.parametrize(
    ("given", "text"),
    [
        ((8500.0, 6208.83, 10815.07, "kg"), "8,500 kg (6,210 to 10,800)"),
        ((None, 8399.61, 365967.0, "USD/kg"), "8,400 to 366,000 USD/kg"),
        ((1234.56, 1233.9, 1235.0, "t"), "1,234.6 t (1,233.9 to 1,235)"),
        ((37.6, 36.36, 38.84, "1"), "37.6 (36.4 to 38.8)"),
        ((0.9, 0.85, 0.95, "fraction"), "90 % (85 to 95)"),
        ((0.8, 0.8, None, "fraction"), "80 % or more"),
        ((None, None, 3.0, "g"), "3 g or less"),
        ((2015.0, 2014.0, 2020.0, "yr"), "2015 (2014 to 2020)"),
        ((9.0, 9.0, 9.29451, "yr"), "9 yr (9 to 9.29)"),
        ((12345.0, None, None, "kg"), "12,345 kg"),
        ((143.1818, None, None, "TWh"), "143.2 TWh"),
        ((2.2e-15, None, None, "kg"), "0 kg"),
        ((3e20, None, None, "kg"), "3.000e+20 kg"),
        ((0.36, 0.36, 0.36, "1"), "0.36"),
        ((None, None, None, "kg"), "unknown"),
    ],
)
def test_numbers_have_the_digits_that_their_range_supports(given, text) -> None:
    assert number_text(*given) == text


def test_codes_are_written_in_words() -> None:
    assert in_words("stack_hg0") == "stack, Hg(0)"
    assert in_words("re_emission") == "re-emission"
    assert origin_name("vcm") == "vinyl chloride (acetylene route)"
    assert origin_name("my plant") == "my plant"
    assert standing_text("recalled/medium") == "recalled, medium confidence"


def test_sources_of_a_table_are_written_once_under_it() -> None:
    rows = [
        {
            "name": f"row {i}",
            "mass": {
                "value": 1.0 + i,
                "unit": "t",
                "source": "A long source which is named in all of the rows",
                "standing": "read",
            },
        }
        for i in range(4)
    ]
    told = "\n".join(answer_lines({"results": {"rows": rows}, "assumptions": [], "remarks": []}, 100))
    assert told.count("A long source") == 1
    assert told.count("[1]") == 5
    assert "standing read" in told.splitlines()[0]


def test_what_is_unknown_is_named_and_what_is_empty_is_none() -> None:
    answer = {
        "results": {"stack_hgp": None, "gaps": [], "mass": {"value": None, "unit": "kg"}},
        "assumptions": [],
        "remarks": [],
    }
    told = answer_lines(answer, 80)
    assert told == ["Mass  unknown", "Unknown or not requested: stack, Hg(p)", "No entries: gaps"]


def test_words_longer_than_the_line_are_broken_after_a_slash() -> None:
    address = "www.example.org/" + "/".join(["part-of-an-address"] * 6)
    told = answer_lines({"results": {"mass": 1}, "assumptions": [], "remarks": [address]}, 60)
    assert all(len(line) <= 60 for line in told)
    assert "".join(line.strip() for line in told[told.index("Notes") + 1 :]).removeprefix("- ") == address


def test_a_calculator_without_its_input_says_how_to_get_one() -> None:
    done = CliRunner().invoke(cli, ["area", "coal", "unit"])
    assert isinstance(done.exception, InputProblems)
    assert "unit needs an input" in str(done.exception)
    assert "quicksilver area coal unit --example --out unit.json" in str(done.exception)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (b"{", "standard input, line 1, column 2: not valid JSON"),
        (b'{"rnk": 3}', "standard input: unknown quantity 'rnk'"),
        (b"\xff", "standard input, line 1: not UTF-8 text"),
    ],
)
def test_problems_of_the_standard_input_name_it(text, message) -> None:
    done = CliRunner().invoke(cli, ["area", "coal", "unit", "--input", "-"], input=text)
    assert isinstance(done.exception, InputProblems)
    assert message in str(done.exception)


def test_a_file_that_is_not_there_is_named() -> None:
    done = CliRunner().invoke(cli, ["area", "coal", "unit", "--input", "absent.json"])
    assert isinstance(done.exception, InputProblems)
    assert "absent.json: cannot be read" in str(done.exception)


def test_the_schemas_of_an_area_are_printed() -> None:
    assert set(json.loads(run("waste", "--schema"))) == {verb.name for verb in all_verbs(area("waste"))}
    assert json.loads(run("waste", "plan", "--schema"))["title"] == "plan"
    assert json.loads(run("list", "waste", "--json"))["waste"]["lead"] == "Japan"


def test_a_quantity_with_law_key_and_mark_is_still_a_number() -> None:
    quantity = Quantity(
        2.0,
        "t",
        1.0,
        5.0,
        "a report",
        Standing.READ,
        law=Law.LOG_TRIANGLE,
        key="k",
        year="2015",
        disputed=True,
    )
    printed = "\n".join(answer_lines(Answer({"rows": [{"name": "x", "stock": quantity}]}).as_dict(), 100))
    assert "2 (1 to 5)" in printed
    assert "read, disputed" in printed
    assert "log_triangle" not in printed
