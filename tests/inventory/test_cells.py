"""Cells are read as they were meant: by the evidence of the file, in six languages, each cell by itself."""

import json

import pytest

from quicksilver.errors import InputProblems
from quicksilver.factors import shipped
from quicksilver.factors.source_names import source_named
from quicksilver.inventory import read, run
from quicksilver.language.names import label
from quicksilver.languages import LANGUAGES

GOOD = {"source": "L1-COAL-PP", "presence": "Y", "activity": "100", "unit": "t"}


def problems(path, **options):
    with pytest.raises(InputProblems) as caught:
        read(path, **options)
    return caught.value.problems


def activities(path, **options):
    return [line.activity for line in read(path, **options).lines]


SOURCES = ("L1-COAL-PP", "L1-COAL-OTH", "L1-OIL-HEAVY", "L1-OIL-LIGHT")


def lines(*texts):
    return [{**GOOD, "source": ident, "activity": text} for ident, text in zip(SOURCES, texts, strict=False)]


# --- numbers


@pytest.mark.parametrize(
    ("texts", "meant"),
    [
        (("1,500", "1,540,000"), [1500, 1540000]),
        (("450.000", "12,5"), [450000, 12.5]),
        (("450.000", "12.5"), [450, 12.5]),
        (("1,500", "0,125", "7"), [1.5, 0.125, 7]),
        (("1\u202f500", "2\u00a0500,5"), [1500, 2500.5]),
        (("٤٥٠", "１２"), [450, 12]),
    ],
)
def test_the_file_is_the_evidence(make, texts, meant) -> None:
    assert activities(make(lines(*texts))) == meant


def test_a_file_without_evidence_is_asked_once_and_an_option_answers(make) -> None:
    path = make(lines("450.000", "120.000", "1.500"))
    (question,) = problems(path)
    assert question.readings == ("450000", "450")
    assert question.values["count"] == 2
    assert activities(path, decimal="comma") == [450000, 120000, 1500]
    assert activities(path, decimal="point") == [450, 120, 1.5]


def test_shares_and_general_data_are_evidence_too(make) -> None:
    path = make([{**GOOD, "activity": "450.000", "air": "0,5", "land": "0,5"}])
    assert activities(path) == [450000]
    assert activities(make(lines("450.000"), population="1.540.000")) == [450000]


def test_a_decimal_comma_is_reported(make) -> None:
    (note,) = read(make(lines("12,5"))).warnings
    assert note.severity == "warning"
    assert "12,5" in note.what


def test_both_signs_in_one_file_are_reported(make) -> None:
    inventory = read(make(lines("12.5", "0,15")))
    assert [line.activity for line in inventory.lines] == [12.5, 0.15]
    assert [note.code for note in inventory.warnings] == ["number.both-signs"]


def test_the_command_prints_how_the_file_was_read(make, tmp_path) -> None:
    from click.testing import CliRunner

    from quicksilver.cli.main import cli

    command = ["inventory", "run", str(make(lines("12,5"))), "--out", str(tmp_path / "o"), "--no-report"]
    done = CliRunner().invoke(cli, [*command, "--draws", "0"])
    assert done.exit_code == 0, done.output
    assert "decimal comma, as in '12,5'" in done.output


def test_a_range_in_brackets_goes_into_its_fields(make) -> None:
    (line,) = read(make([{**GOOD, "activity": "100 (80-150)"}])).lines
    assert (line.activity, line.activity_low, line.activity_high) == (100, 80, 150)


def test_a_unit_in_the_cell_is_the_unit_where_no_other_is_given(make) -> None:
    (line,) = read(make([{**GOOD, "activity": "12 kt", "unit": ""}])).lines
    assert (line.activity, line.unit) == (12, "kt")
    assert read(make([{**GOOD, "activity": "100 t"}])).lines[0].activity == 100


@pytest.mark.parametrize(
    ("cell", "unit"), [("12 kt", "kt"), ("12 kt", "thousand t"), ("12 thousand t", "kt")]
)
def test_a_unit_in_the_cell_that_is_that_of_the_column(make, cell, unit) -> None:
    path = make(lines=[{"source": "L1-COAL-PP", "presence": "Y", "activity": cell, "unit": unit}])
    assert activities(path) == [12.0]


@pytest.mark.parametrize("unit", ["t", "Mt", "kt dry"])
def test_a_unit_in_the_cell_that_is_another_one(make, unit) -> None:
    path = make(lines=[{"source": "L1-COAL-PP", "presence": "Y", "activity": "12 kt", "unit": unit}])
    assert "inventory.number.two-units" in [problem.code for problem in problems(path)]


def test_a_share_may_be_a_percentage(make) -> None:
    (line,) = read(make([{**GOOD, "air": "90 %", "land": "10%"}])).lines
    assert line.shares == (0.9, 0, 0.1, 0, 0, 0)


# --- notation keys


@pytest.mark.parametrize(
    ("text", "advice"),
    [
        ("NE", "answer ? as presence"),
        ("IE", "leave the line out, and state in a note where it is counted"),
        ("C", "ask the owner of the data"),
        ("NO", "answer N as presence"),
        ("n.d.", "answer ? as presence"),
        ("<0.5", "write 0 in activity_low, 0.5 in activity_high"),
        (">5", "write 5 in activity_low"),
        ("50-60", "write 50 in activity_low, 60 in activity_high"),
    ],
)
def test_what_is_not_one_number_has_its_own_advice(make, text, advice) -> None:
    (wrong,) = problems(make([{**GOOD, "activity": text}]))
    assert advice in wrong.remedy
    assert not wrong.guess


@pytest.mark.parametrize(
    ("text", "presence"),
    [("NE", "?"), ("NO", "N"), ("IE", ""), ("NA", ""), ("C", "?"), ("-", ""), ("?", "?")],
)
def test_a_key_answers_where_nothing_else_does(make, text, presence) -> None:
    (line,) = read(make([{**GOOD, "presence": "", "activity": text}])).lines
    assert (line.presence, line.activity) == (presence, None)


@pytest.mark.parametrize(("text", "presence"), [("NE", "?"), ("C", "?"), ("n/a", "")])
def test_not_estimated_is_never_absent(make, text, presence) -> None:
    inventory = read(make([{**GOOD, "presence": text, "activity": ""}]))
    assert inventory.lines[0].presence == presence
    assert text in inventory.warnings[0].what


# --- answers and names


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("oui", "Y"),
        ("Sí", "Y"),
        ("да", "Y"),
        ("有", "Y"),
        ("是", "Y"),
        ("نعم", "Y"),
        ("Yes", "Y"),
        ("non", "N"),
        ("нет", "N"),
        ("无", "N"),
        ("لا", "N"),
        ("inconnu", "?"),
        ("неизвестно", "?"),
        ("？", "?"),
    ],
)
@pytest.mark.parametrize("kind", ["csv", "json"])
def test_answers_in_six_languages_at_every_entrance(make, tmp_path, kind, word, meant) -> None:
    line = {**GOOD, "presence": word, "activity": "100" if meant == "Y" else ""}
    path = make([line])
    if kind == "json":
        general = json.loads(path.with_name("general.json").read_text())
        path = tmp_path / "one.json"
        path.write_text(
            json.dumps({"general": general, "lines": [line | {"activity": 100 if meant == "Y" else None}]})
        )
    assert read(path).lines[0].presence == meant


@pytest.mark.parametrize(
    ("name", "ident"),
    [
        ("Coal combustion in large power plants", "L1-COAL-PP"),
        ("大型发电厂燃煤", "L1-COAL-PP"),
        ("l1-coal-pp", "L1-COAL-PP"),
        ("Production de ciment", "L1-CEM"),
        ("Cement production", "L1-CEM"),
    ],
)
def test_a_source_by_its_name(make, name, ident) -> None:
    assert read(make([{**GOOD, "source": name}])).lines[0].source == ident


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_source_by_its_name_wherever_an_id_is_taken(make, language) -> None:
    from quicksilver.factors.source_names import source_named
    from quicksilver.inventory.texts import with_ids

    for ident, source in shipped().sources.items():
        name = label("source", ident, language)
        assert source_named(name, shipped(), source.level).ids == (ident,)
        assert with_ids(f"[[source.{name}.input, t]]", shipped()) == f"[[source.{ident}.input, t]]"


def test_a_slip_in_a_name_is_answered_with_the_id(make) -> None:
    (wrong,) = problems(make([{**GOOD, "source": "Crematorria"}]))
    assert wrong.guess == "L1-CREM"


def test_a_name_of_several_sources_is_asked_about(make) -> None:
    (wrong,) = problems(make([{**GOOD, "source": "Production de ciment"}], level=2))
    assert set(wrong.readings) == {"5.3.1-no", "5.3.1-co"}


def test_a_usual_reading_is_reported(make) -> None:
    (note,) = read(make([{**GOOD, "source": "Production de ciment"}])).warnings
    assert "L1-CEM-COI" in note.what


# --- every cell by itself


def test_a_bad_cell_hides_no_other(make) -> None:
    path = make(
        [
            {"source": "L1-COAL-PP", "presence": "maybe", "activity": "1000", "unit": "furlong"},
            {
                "source": "L1-COAL-OTH",
                "technology": "xx",
                "presence": "Y",
                "activity": "5 000",
                "unit": "furlong",
            },
        ]
    )
    places = {problem.where.split(":")[-1] for problem in problems(path)}
    assert places == {
        "2, column presence",
        "2, column unit",
        "3, column technology",
        "3, column activity",
        "3, column unit",
    }


def test_a_missing_general_datum_is_named_once(make) -> None:
    from quicksilver.factors import shipped

    scaled = [
        ident for ident, source in shipped().sources.items() if source.scaling == "electrification_rate"
    ]
    assert len(scaled) > 2
    path = make(
        [{"source": ident, "presence": "Y", "activity": "", "unit": ""} for ident in scaled],
        electrification_rate=None,
    )
    with pytest.raises(InputProblems) as caught:
        run(path, draws=0)
    needed = [problem for problem in caught.value.problems if "electrification_rate" in problem.what]
    assert len(needed) == 1
    assert needed[0].values["count"] == len(scaled)


@pytest.mark.parametrize(
    ("level", "text", "candidates"),
    [
        (2, "hard coal", ("5.1.1-hard",)),
        (2, "Large power plants hard coal", ("5.1.1-hard",)),
        (1, "coal", ("L1-COAL-PP", "L1-COAL-OTH")),
        (1, "水泥", ("L1-CEM", "L1-CEM-COI")),
        (1, "цемента", ("L1-CEM", "L1-CEM-COI")),
    ],
)
def test_a_part_of_a_name_lists_the_sources_that_have_it(make, level, text, candidates) -> None:
    found = problems(make([{**GOOD, "source": text}], level=level))
    (wrong,) = [item for item in found if "unknown source" in item.what]
    assert (tuple(wrong.readings) or (wrong.guess,)) == candidates


def test_a_name_of_both_levels_is_the_one_of_the_level() -> None:
    for level, source in ((1, "MISC-GEOTHERMAL"), (2, "5.1.7")):
        assert source_named("Geothermal power production", shipped(), level).ids == (source,)
