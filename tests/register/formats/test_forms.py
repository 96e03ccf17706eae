"""The report form: filled in offline, read back; not knowing is an answer."""

from __future__ import annotations

import openpyxl
import pytest

from quicksilver.errors import InputProblems, OutputExistsError
from quicksilver.languages import LANGUAGES
from quicksilver.register import records as r
from quicksilver.register.formats.forms import answers_about, questions, read_form, write_form
from quicksilver.register.formats.forms.questions import words
from quicksilver.register.formats.text_form import check
from quicksilver.register.register import Register

WORLD = Register.of(
    [
        ("areas", r.Area(id="coal", name={"en": "Coal combustion", "zh": "燃煤"})),
        ("areas", r.Area(id="waste", name="Waste")),
        ("areas", r.Area(id="asgm", name="Gold")),
        ("organisations", r.Organisation(id="iea", name="IEA Clean Coal Centre")),
        ("organisations", r.Organisation(id="unep", name="=UNEP")),
        ("leaderships", r.Leadership(id="l", area="coal", organisation="iea", person="L. S.", since="2006")),
        (
            "memberships",
            r.Membership(id="m", organisation="unep", state="confirmed", areas=["coal", "waste", "asgm"]),
        ),
        (
            "meetings",
            r.Meeting(
                id="ljubljana", body="coal", title="Meeting", date="2009-05", place="Ljubljana", area="coal"
            ),
        ),
        (
            "plans",
            r.Plan(
                id="coal-2010", area="coal", state="in force", priority_actions=["Guidance", "Information"]
            ),
        ),
        ("targets", r.TargetRecord(id="coal-t", area="coal", text="Less mercury")),
        (
            "activities",
            r.Activity(
                id="coal-a",
                title="Guidance document",
                kind="guidance",
                areas=["coal", "waste"],
                state="under way",
                participants=[{"organisation": "unep", "role": "sponsor"}],
            ),
        ),
        (
            "activities",
            r.Activity(id="coal-z", title="Given up", kind="project", areas=["coal"], state="cancelled"),
        ),
        (
            "contributions",
            r.Contribution(
                id="c",
                provider="unep",
                activity="coal-a",
                kind="cash",
                money={"amount": 51750, "currency": "USD"},
            ),
        ),
        ("cycles", r.Cycle(id="2007", title="2007-2008", period="2007/2008")),
        ("cycles", r.Cycle(id="2009", title="2009-2010", period="2009-01/2010-05")),
        (
            "submissions",
            r.Submission(
                id="s",
                cycle="2007",
                area="coal",
                answers=[
                    {"question": "6.1", "value": "No money"},
                    {"question": "6.2", "special": "not known"},
                ],
            ),
        ),
    ]
)


def keys(sheet) -> dict[str, int]:
    return {
        str(sheet.cell(row, 1).value): row for row in range(1, sheet.max_row + 1) if sheet.cell(row, 1).value
    }


def fill(path, **filled):
    """Fill cells in: key of a question -> answer, or a tuple of answer and what stands instead of one."""
    book = openpyxl.load_workbook(path)
    sheet = book["form"]
    rows = keys(sheet)
    for key, value in filled.items():
        answer, instead = value if isinstance(value, tuple) else (value, None)
        sheet.cell(rows[key], 5).value, sheet.cell(rows[key], 6).value = answer, instead
    book.save(path)
    return path


def problems(path, register=None) -> list[str]:
    with pytest.raises(InputProblems) as raised:
        read_form(path, register)
    return [f"{one.where.rsplit(' ', 1)[-1]}: {one.what} | {one.guess}" for one in raised.value.problems]


def test_the_form_of_an_area_is_filled_in_beforehand(tmp_path):
    sheet = openpyxl.load_workbook(write_form(WORLD, "2009", "coal", tmp_path / "f.xlsx"))["form"]
    rows = keys(sheet)
    known = {key: sheet.cell(row, 4).value for key, row in rows.items()}
    assert known["1.1"] == "Coal combustion"
    assert known["1.2"] == "L. S., IEA Clean Coal Centre"
    assert (known["1.4.1"], known["1.4.2"], known["1.5"]) == ("1", None, "1")
    assert (known["6.1"], known["6.2"]) == ("No money", "not known")
    assert known["3.2/coal-a"] == "under way"
    assert {"2.1/coal-t", "3.1/coal-2010/1", "3.1/coal-2010/2"} <= set(rows)
    assert not any(key.endswith("coal-z") or key.startswith("4.1") for key in rows)


def test_a_partner_in_three_areas_answers_once(tmp_path):
    path = write_form(WORLD, "2009", "unep", tmp_path / "f.xlsx")
    sheet = openpyxl.load_workbook(path)["form"]
    rows = keys(sheet)
    assert sheet.cell(rows["1.1"], 4).value == "Gold; Coal combustion; Waste"
    assert [key for key in rows if key.endswith("/coal-a")] == [
        "3.2/coal-a",
        "3.2.1/coal-a",
        "3.3/coal-a",
    ]
    assert "cash" in sheet.cell(rows["4.1/c"], 4).value
    submission = read_form(fill(path, **{"3.2/coal-a": "completed", "6.1": "Time"}), WORLD)
    register = Register.of([*WORLD, ("submissions", submission)])
    assert check(register) == []

    def heard(area):
        return [answer.question for _, answer in answers_about(register, "2009", area)]

    assert heard("coal") == heard("waste") == ["3.2/coal-a", "6.1"]
    assert heard("asgm") == ["6.1"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_form_in_any_language_is_read_back(tmp_path, language):
    path = write_form(WORLD, "2009", "coal", tmp_path / "f.xlsx", language)
    special, state = words("special", language), words("state", language)
    filled = {
        "1.1": (None, special["no change"]),
        "1.4.1": 2,
        "1.4.2": 0,
        "1.6.1": "USD 51,750",
        "2.1/coal-t": (None, special["not known"]),
        "3.1/coal-2010/1": words("progress", language)["done"],
        "3.2/coal-a": state["results published"],
        "6.1": (None, special["not applicable"]),
    }
    submission = read_form(fill(path, **filled), WORLD)
    assert (submission.id, submission.area, submission.organisation, submission.state) == (
        "2009-coal",
        "coal",
        None,
        "submitted",
    )
    assert [(one.question, one.value, one.special) for one in submission.answers] == [
        ("1.1", "", "no change"),
        ("1.4.1", "2", ""),
        ("1.4.2", "0", ""),
        ("1.6.1", "USD 51,750", ""),
        ("2.1/coal-t", "", "not known"),
        ("3.1/coal-2010/1", "done", ""),
        ("3.2/coal-a", "results published", ""),
        ("6.1", "", "not applicable"),
    ]


def test_nothing_filled_in_answers_nothing(tmp_path):
    assert read_form(write_form(WORLD, "2009", "coal", tmp_path / "f.xlsx"), WORLD).answers == ()


def test_not_known_in_the_column_of_answers_is_understood(tmp_path):
    path = fill(write_form(WORLD, "2009", "coal", tmp_path / "f.xlsx"), **{"1.5": "Not known"})
    assert [(one.value, one.special) for one in read_form(path).answers] == [("", "not known")]


def test_everything_wrong_in_a_form_is_said_with_its_cell(tmp_path):
    path = write_form(WORLD, "2009", "coal", tmp_path / "f.xlsx")
    rows = keys(openpyxl.load_workbook(path)["form"])
    fill(
        path,
        **{
            "1.4.1": "two",
            "1.5": -1,
            "3.2/coal-a": "complete",
            "6.1": ("Money", "no change"),
            "6.2": (None, "no chance"),
            "6.3": "=A1",
        },
    )
    book = openpyxl.load_workbook(path)
    sheet = book["form"]
    sheet.append(["9.9", None, None, None, "?"])
    sheet.append([None, None, None, None, "?"])
    sheet.append(["6.4", None, None, None, "again"])
    sheet.cell(rows["6.4"], 5).value = "once"
    book.save(path)
    assert problems(path) == [
        f"E{rows['1.4.1']}: 'two' is not a valid count | ",
        f"E{rows['1.5']}: '-1' is not a valid count | ",
        f"E{rows['3.2/coal-a']}: 'complete' is not one of the choices | completed",
        f"E{rows['6.1']}: both an answer and 'no change' are given | ",
        f"F{rows['6.2']}: 'no chance' is not one of the choices | no change",
        f"E{rows['6.3']}: a formula '=A1', and no result of it is stored | ",
        f"A{sheet.max_row - 2}: there is no question '9.9' | ",
        f"E{sheet.max_row - 1}: an answer without a question | ",
        f"A{sheet.max_row}: question 6.4 is in row {rows['6.4']} already | ",
    ]


def test_a_record_that_is_gone_is_found_with_the_register(tmp_path):
    path = fill(write_form(WORLD, "2009", "coal", tmp_path / "f.xlsx"), **{"3.2/coal-a": "completed"})
    later = Register.of([pair for pair in WORLD if pair[1].id != "coal-a"])
    assert problems(path, later) == ["form: there is no 'coal-a' among activities | "]


def test_no_form_no_cycle_no_sender(tmp_path):
    openpyxl.Workbook().save(tmp_path / "other.xlsx")
    assert "the file is not a report form" in problems(tmp_path / "other.xlsx")[0]
    for cycle, sender, language, told in (
        ("2008", "coal", "en", "no report cycle"),
        ("2009", "col", "en", "no area or organisation"),
        ("2009", "coal", "de", "not a language"),
    ):
        with pytest.raises(InputProblems, match=told):
            write_form(WORLD, cycle, sender, tmp_path / "f.xlsx", language)
    write_form(WORLD, "2009", "areas/coal", tmp_path / "f.xlsx")
    with pytest.raises(OutputExistsError):
        write_form(WORLD, "2009", "coal", tmp_path / "f.xlsx")


def test_a_text_of_the_register_never_becomes_a_formula(tmp_path):
    register = Register.of(
        [*WORLD, ("targets", r.TargetRecord(id="bad", area="coal", text='=HYPERLINK("x")'))]
    )
    book = openpyxl.load_workbook(write_form(register, "2009", "coal", tmp_path / "f.xlsx"))
    assert all(cell.data_type != "f" for sheet in book for row in sheet.iter_rows() for cell in row)


def test_the_questions_are_whole():
    states = r.Activity.model_fields["state"].annotation.__args__
    assert set(words("state", "en")) == set(states) - {"not stated"}
    assert set(words("special", "en")) == set(r.Answer.model_fields["special"].annotation.__args__) - {""}
    assert (
        {question.number.split(".")[0] for question in questions()}
        == set(words("section", "en"))
        == set("123456")
    )
    for language in LANGUAGES:
        for group in ("special", "state", "progress"):
            offered = ",".join(words(group, language).values())
            assert len(offered) <= 253
            assert offered.count(",") == len(words(group, language)) - 1
        assert all(question.text[language] for question in questions())
