"""Advice is followed as it is printed: the result is what was meant, or another clear question, never another value."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from quicksilver.areas.registry import areas
from quicksilver.areas.verbs import Slot, read_number
from quicksilver.cli.main import cli
from quicksilver.errors import InputProblems, Problem, UnitError, closest, similar, slips
from quicksilver.factors import shipped
from quicksilver.fate import gridding
from quicksilver.fate.calendars import decoded_times
from quicksilver.geography import currency_codes, currency_guess
from quicksilver.intake.days import day_readings, likely_day
from quicksilver.intake.numbers import likely_number, readings
from quicksilver.intake.tables import read_table
from quicksilver.inventory import read
from quicksilver.inventory.files.fields import fields
from quicksilver.language.catalogue import catalogue
from quicksilver.language.problems import text as in_words
from quicksilver.language.problems import unit_problem
from quicksilver.languages import LANGUAGES
from quicksilver.quantities import convert_activity
from quicksilver.register import records as r
from quicksilver.register.formats.iati import Reporting, iati_bytes, read_iati
from quicksilver.register.formats.text_form import load_directory
from quicksilver.register.register import Register

LETTERS = "abcdefghijklmnopqrstuvwxyz"


def mistakes(word: str) -> list[str]:
    """Return a word with a letter left out, doubled, exchanged with the next or with another, at every place."""
    wrong = []
    for i, sign in enumerate(word):
        wrong += [word[:i] + word[i + 1 :], word[:i] + sign + word[i:]]
        wrong.append(word[:i] + word[i + 1 : i + 2] + sign + word[i + 2 :])
        wrong.append(word[:i] + random.Random(f"{word}{i}").choice(LETTERS) + word[i + 1 :])
    return list(dict.fromkeys(wrong))


VOCABULARIES: dict[str, list[str]] = {
    "columns of an inventory": list(fields("line")),
    "general data": list(fields("general")),
    "sources": list(shipped().sources),
    "technologies": sorted({technology for _, technology in shipped().outputs}),
    "kinds of records": list(r.KINDS),
    "fields of an activity": list(r.Activity.model_fields),
    "areas": list(areas()),
    "headings": ["year", "value", "unit", "region", "sector", "lon", "lat", "name"],
    "regions": sorted(gridding.shipped_regions("gma2018")),
    "currencies": sorted(currency_codes()),
    "commands": list(cli.lazy),
}


@pytest.mark.parametrize("name", VOCABULARIES)
def test_a_guess_in_a_vocabulary_is_the_word_that_was_meant(name: str) -> None:
    words = VOCABULARIES[name]
    folded = {word.casefold() for word in words}
    for word in random.Random(14).sample(words, min(len(words), 60)):
        for wrong in mistakes(word):
            # A code in another case is that code.
            if wrong.casefold() in folded or not wrong.strip():
                continue
            assert closest(wrong, words) in ("", word), (word, wrong)
            like = similar(wrong, words)
            assert not (like["guess"] and like["readings"])
            assert not like["readings"] or word in like["readings"] or len(word) < 5, (word, wrong, like)


@given(st.text(max_size=12), st.lists(st.text(max_size=12), max_size=6))
def test_a_guess_is_a_choice_or_nothing(value: str, choices: list[str]) -> None:
    guess = closest(value, choices)
    assert not guess or guess in choices
    like = similar(value, choices)
    assert set(like["readings"]) <= set(choices)


@pytest.mark.parametrize(
    ("value", "choices"),
    [
        ("AUD", ["USD", "EUR"]),
        ("UK", ["UKR", "GBR"]),
        ("5.3.1-nn", ["5.3.1-no", "5.3.1-co"]),
        ("L1-CN", ["L1-ZN", "L1-CU"]),
        ("cold", ["gold", "coal"]),
        ("organic", ["inorganic"]),
        ("controlled", ["uncontrolled"]),
        ("mercuric", ["mercurous"]),
        ("import", ["export"]),
        ("plan-2011", ["plan-2010"]),
        ("1.11", ["11.1"]),
        ("出口量", ["进口量"]),
    ],
)
def test_what_is_another_thing_is_no_slip(value: str, choices: list[str]) -> None:
    assert closest(value, choices) == ""


# A reader, what is read with the right text, and texts that mean the same with a mistake in them


Door = Callable[[str], Any]


def answer(door: Door, text: str) -> tuple[Any, list[Problem]]:
    """Return what is read from a text, or what is asked."""
    try:
        return door(text), []
    except InputProblems as caught:
        return None, caught.problems


def followed(door: Door, right: str, wrong: str) -> None:
    """Follow the advice for a mistake: a guess gives what was meant or a question, and a reading is never the only wrong one."""
    meant, none = answer(door, right)
    assert not none, none
    value, problems = answer(door, wrong)
    if not problems:
        assert value == meant, (right, wrong, value)
        return
    assert all(problem.where and problem.what and problem.remedy for problem in problems)
    for problem in problems:
        complete(problem)
    for guess in {problem.guess for problem in problems if problem.guess}:
        value, asked = answer(door, guess)
        assert asked or value == meant, (right, wrong, guess, value)
    readings_ = next((problem.readings for problem in problems if problem.readings), ())
    results = [answer(door, reading) for reading in readings_]
    assert not results or any(asked or value == meant for value, asked in results), (right, wrong, readings_)


def complete(problem: Problem) -> None:
    """Check that no line is empty, in any language."""
    for language in LANGUAGES:
        head, *lines = in_words(problem, language).split("\n")
        assert head.partition(":")[2].strip()
        for line in lines:
            label, sign, rest = line.strip().replace("：", ":").partition(":")
            assert not (label and sign) or rest.strip(), in_words(problem, language)


GENERAL = {
    "country": "CRI",
    "year": 2015,
    "level": 2,
    "toolkit_edition": "2.1",
    "population": 5_000_000,
    "electrification_rate": 0.6,
    "dental_personnel_per_1000": 0.2,
    "waste_well_managed": False,
    "waste_separately_collected": False,
}
LINE = {"source": "L1-COAL-PP", "presence": "Y", "activity": "1200", "unit": "t"}


def inventory(folder: Path, name: str) -> Door:
    """Return a reader of an inventory in which one cell, a heading or a general answer is the text."""

    def door(text: str) -> Any:
        row, general = dict(LINE), {**GENERAL, "level": 1}
        if name == "heading":
            row = {text if key == "activity" else key: value for key, value in LINE.items()}
        elif name == "general key":
            general = {text if key == "population" else key: value for key, value in general.items()}
        elif name in GENERAL:
            general[name] = text
        elif name == "air":
            row |= {"air": text, "land": "0.1"}
        else:
            row[name] = text
        path = folder / "inventory.csv"
        cells = [[cell.replace('"', '""') for cell in cells] for cells in (row, row.values())]
        path.write_text("\n".join(",".join(f'"{cell}"' for cell in line) for line in cells), encoding="utf-8")
        (folder / "general.json").write_text(json.dumps(general), encoding="utf-8")
        found = read(path)
        (line,) = found.lines
        # The unit is compared by what it makes of the number.
        try:
            tonnes = convert_activity(line.activity, line.unit, "t").value
        except UnitError as wrong:
            raise InputProblems([unit_problem(wrong, line.place("unit"))]) from None
        return line.source, line.presence, round(tonnes, 6), line.technology, line.shares, found.general

    return door


INVENTORY = [
    (
        "source",
        "L1-COAL-PP",
        [*mistakes("L1-COAL-PP"), "L1 COAL PP", "l1-coal-pp", "Coal combustion in large power plant"],
    ),
    ("heading", "activity", [*mistakes("activity"), "Activity", "activité"]),
    ("general key", "population", mistakes("population")),
    ("presence", "Y", ["yes", "oui", "Yes", "YY", "yse"]),
    ("activity", "1500", ["1,500", "1.500", "1 500", "1\u202f500", "1'500", "1500 t"]),
    ("activity", "1.5", ["1,5", "1,500", "1.500"]),
    ("activity", "1540000", ["1,540,000", "1.540.000", "1 540 000"]),
    ("unit", "t", ["tonne", "tones", "tonnes", "T", "MT", "Mg", "tt"]),
    ("unit", "kt", ["KT", "thousand t", "kt ", "kkt", "tk"]),
    ("air", "0.9", ["90", "0,9", "90 %", "90%"]),
    ("country", "SEN", [*mistakes("Senegal"), "Sénégal", "sn", "塞内加尔"]),
    ("country", "COD", ["CD", "DR Congo", "Congo", "RDC"]),
    ("country", "NGA", mistakes("Nigeria")),
    ("country", "AUT", mistakes("Austria")),
]


@pytest.mark.parametrize(
    ("name", "right", "wrong"), INVENTORY, ids=[f"{row[0]} {row[1]}" for row in INVENTORY]
)
def test_advice_on_an_inventory(tmp_path: Path, name: str, right: str, wrong: list[str]) -> None:
    for text in wrong:
        followed(inventory(tmp_path, name), right, text)


@pytest.mark.parametrize("code", ["-999", "-99", "-9999"])
def test_a_code_for_a_missing_value_is_not_answered_with_a_number(tmp_path: Path, code: str) -> None:
    _, problems = answer(inventory(tmp_path, "activity"), code)
    assert problems
    assert {problem.guess for problem in problems} == {""}
    assert not any(problem.readings for problem in problems)


@pytest.mark.parametrize("key", ["NE", "IE", "C", "<0.5", "50-60"])
def test_a_notation_key_is_not_answered_with_another(tmp_path: Path, key: str) -> None:
    _, problems = answer(inventory(tmp_path, "activity"), key)
    assert {problem.guess for problem in problems} <= {""}


def totals(folder: Path, name: str) -> Door:
    def door(text: str) -> Any:
        cells = {"region": "Senegal", "sector": "power", "value": "1200", "unit": "kg/yr", "year": "2015"}
        row = {text if name == "heading" and key == "region" else key: value for key, value in cells.items()}
        if name != "heading":
            row[name] = text
        path = folder / "totals.csv"
        path.write_text("\n".join(",".join(f'"{cell}"' for cell in line) for line in (row, row.values())))
        table = gridding.read_totals(path)
        gridding.grid(table)
        kg, region = float(table["kg"].iloc[0]), gridding_place(table["region"].iloc[0])
        return region, kg

    return door


def gridding_place(name: str) -> str:
    from quicksilver.geography import place

    return place(name).code or name


@pytest.mark.parametrize(
    ("name", "right", "wrong"),
    [
        ("region", "Senegal", ["Senagal", "SN", "SEN", "Sengal", "Sénégal"]),
        ("region", "GBR", ["UK", "United Kingdon"]),
        ("value", "1500", ["1,500", "1.500", "1 500"]),
        ("unit", "kg/yr", ["kg/y", "kg yr-1", "KG/YR", "kg/year", "kgg/yr"]),
        ("heading", "region", ["regoin", "Region", "regon", "rregion"]),
    ],
)
def test_advice_on_totals(tmp_path: Path, name: str, right: str, wrong: list[str]) -> None:
    for text in wrong:
        followed(totals(tmp_path, name), right, text)


@given(st.integers(0, 10_000))
@settings(max_examples=15, deadline=None)
def test_advice_on_a_point_brings_it_home(seed: int) -> None:
    chance = random.Random(seed)
    code, lon, lat = chance.choice(
        [("COD", 15.3, -4.3), ("USA", -98.4, 29.6), ("IND", 77.2, 23.6), ("AUS", 134.0, -25.0)]
    )
    wrong = chance.choice([(lat, lon), (-lon, lat), (lon, -lat), (-lon, -lat)])
    row = {"name": "p", "sector": "power", "value": 100.0, "unit": "kg/yr", "region": code}
    table = pd.DataFrame({"region": [code], "sector": "power", "value": 3.0, "unit": "t/yr", "year": 2015})

    def problems_at(at: tuple[float, float]) -> list[Problem]:
        try:
            gridding.grid(table, points=pd.DataFrame([{**row, "lon": at[0], "lat": at[1]}]))
        except InputProblems as caught:
            return caught.problems
        return []

    for problem in problems_at(wrong):
        complete(problem)
        if problem.guess:
            home = tuple(float(part.split()[1]) for part in problem.guess.split(", "))
            assert home == (lon, lat)
            assert not problems_at((lon, lat))


def register(folder: Path, name: str) -> Door:
    """Return a reader of a register in which one field of an activity, or a key, is the text."""
    files = {
        "areas/coal": {"name": "Coal"},
        "areas/asgm": {"name": "Gold"},
        "organisations/iea-clean-coal": {"name": "IEA", "kind": "igo"},
        "organisations/unep": {"name": "UNEP", "kind": "igo"},
    }
    activity = {
        "title": "Guidance",
        "kind": "guidance",
        "areas": ["coal"],
        "state": "under way",
        "since": "2009-04-03",
    }
    money = {"amount": 5, "currency": "EUR"}
    contribution = {"provider": "iea-clean-coal", "area": "coal", "money": money, "kind": "cash"}

    def door(text: str) -> Any:
        act, gift = json.loads(json.dumps(activity)), json.loads(json.dumps(contribution))
        if name == "key":
            act[text] = act.pop("since")
        elif name == "areas":
            act["areas"] = [text]
        elif name == "currency":
            gift["money"]["currency"] = text
        elif name == "provider":
            gift["provider"] = text
        else:
            act[name] = text
        for path, record in {**files, "activities/a": act, "contributions/c": gift}.items():
            (folder / path).parent.mkdir(exist_ok=True)
            (folder / f"{path}.yaml").write_text(json.dumps(record, ensure_ascii=False), encoding="utf-8")
        return [record.model_dump_json() for _, record in load_directory(folder)]

    return door


REGISTER = [
    ("provider", "iea-clean-coal", mistakes("iea-clean-coal")),
    ("areas", "coal", [*mistakes("coal"), "gold", "Coal"]),
    ("state", "under way", [*mistakes("under way"), "Under way", "under-way"]),
    ("kind", "guidance", mistakes("guidance")),
    ("key", "since", mistakes("since")),
    ("currency", "EUR", ["eur", "Euro", "EUU", "ERU", "€"]),
    (
        "since",
        "2009-04-03",
        ["03/04/2009", "3.4.2009", "2009/4/3", "04-03-2009", "2009年4月3日", "2009-31-45"],
    ),
    ("since", "2009-04-13", ["13/04/2009", "04/13/2009", "2009-13-04", "13.04.09"]),
]


@pytest.mark.parametrize(("name", "right", "wrong"), REGISTER, ids=[f"{row[0]} {row[1]}" for row in REGISTER])
def test_advice_on_a_register(tmp_path: Path, name: str, right: str, wrong: list[str]) -> None:
    for text in wrong:
        followed(register(tmp_path, name), right, text)


@pytest.mark.parametrize("text", ["2020-13-45", "31.02.2009", "2009-02-29", "2008/", "/2008", "2010/2009"])
def test_an_impossible_date_is_refused_without_a_guess(tmp_path: Path, text: str) -> None:
    _, problems = answer(register(tmp_path, "since"), text)
    assert problems
    assert [problem.guess for problem in problems] == [""]
    assert not likely_day(text)["readings"]


@given(st.dates(min_value=pd.Timestamp("1900-01-01").date()), st.sampled_from("./- "), st.booleans())
def test_the_day_that_was_meant_is_among_the_readings(day: Any, sign: str, month_first: bool) -> None:
    parts = [day.month, day.day] if month_first else [day.day, day.month]
    days = day_readings(sign.join(map(str, [*parts, day.year])))
    assert day.isoformat() in days
    assert len(days) == (2 if day.day <= 12 and day.day != day.month else 1)


@given(st.integers(0, 10**7), st.sampled_from(",. \u202f'"))
def test_the_number_that_was_meant_is_among_the_readings(number: int, sign: str) -> None:
    text = f"{number:,}".replace(",", sign)
    assert str(number) in readings(text)
    like = likely_number(text)
    assert like["guess"] in ("", str(number))


def capture(name: str) -> Door:
    slot = Slot("mercury", "g", "mercury that is used")

    def door(text: str) -> Any:
        problems: list[Problem] = []
        value = {"value": 1500, "unit": "g"} if name == "key" else text
        if name == "key":
            value = {"value": 1500, text: "g"}
        quantity = read_number(slot, value, "input, mercury", problems)
        if problems:
            raise InputProblems(problems)
        return quantity.value

    return door


@pytest.mark.parametrize(
    ("name", "right", "wrong"),
    [
        ("key", "unit", [*mistakes("unit"), "units"]),
        ("value", "1500 g", ["1,500 g", "1.500 g", "1500 gg", "1 500 g", "1500 G"]),
        ("value", "1.5 g", ["1,5 g", "1,500 g"]),
    ],
)
def test_advice_on_a_calculator(name: str, right: str, wrong: list[str]) -> None:
    for text in wrong:
        if name == "key" and text != "unit":
            # A key that is not known is asked about, never left out.
            assert answer(capture(name), text)[1]
        _, problems = answer(capture(name), text)
        for problem in problems:
            complete(problem)
            if problem.guess:
                assert answer(capture(name), problem.guess)[0] == answer(capture(name), right)[0]


@pytest.mark.parametrize("unit", ["", "%"])
@pytest.mark.parametrize("code", [-999, -9999, -99, 999, 9999.99, "-999", "9999"])
def test_a_code_for_a_missing_value_is_named_in_a_calculator(code: Any, unit: str) -> None:
    problems: list[Problem] = []
    value = f"{code} {unit}" if isinstance(code, str) else {"value": code, "unit": unit}
    read_number(Slot("efficiency", "1", high=1.0), value, "input, efficiency", problems)
    (problem,) = problems
    assert "is a code for a missing value" in problem.what
    assert "write 0 to 1" not in problem.remedy


@given(st.floats(1.01, 100.0).map(lambda value: float(f"{value:.4g}")), st.sampled_from([1.0, 0.6]))
def test_a_share_above_one_is_asked_about_where_it_can_be_a_percentage(value: float, high: float) -> None:
    slot = Slot("efficiency", "1", high=high)
    problems: list[Problem] = []
    read_number(slot, value, "input, efficiency", problems)
    (problem,) = problems
    assert not problem.guess
    assert bool(problem.readings) == (value / 100 <= high)
    for reading in problem.readings:
        again: list[Problem] = []
        quantity = read_number(slot, reading, "input, efficiency", again)
        assert not again
        assert quantity is not None
        assert quantity.value == pytest.approx(value / 100)
        assert reading in problem.remedy


@pytest.mark.parametrize("value", ["38 - 42", "40 (38-42)", "8000 %", -0.5, 1e6])
def test_what_cannot_be_a_percentage_has_no_reading(value: Any) -> None:
    problems: list[Problem] = []
    read_number(Slot("efficiency", "1", high=1.0), value, "input, efficiency", problems)
    assert [problem.readings for problem in problems] == [()]
    assert problems[0].remedy == "correct the number or its unit"


@pytest.mark.parametrize("name", ["inventory", "factors", "programme", "scenario", "report"])
def test_advice_on_a_command(name: str) -> None:
    for wrong in mistakes(name):
        if wrong in cli.lazy or not wrong:
            continue
        shown = CliRunner().invoke(cli, [wrong]).output
        assert "No such command" in shown
        hint = shown.partition("Did you mean '")[2].partition("'")[0]
        assert hint in ("", name), (wrong, hint)


def test_a_heading_of_a_table_is_found_by_its_guess() -> None:
    for wrong in mistakes("value"):

        def door(text: str) -> Any:
            table = read_table(
                "a.csv", "emissions", content=f"year,{text}\n2000,2\n".encode(), wanted=["year", "value"]
            )
            return table.texts("value")

        _, problems = answer(door, wrong)
        for problem in problems:
            complete(problem)
            assert problem.guess in ("", wrong, "value")


def times_door(calendar: str = "") -> Door:
    def door(text: str) -> Any:
        return [str(time) for time in decoded_times([0.0, 31.5], text, calendar, "a.nc, time")]

    return door


TIMES = [
    ("days since 2014-01-13", [*mistakes("days"), "Day", "d"]),
    ("hours since 2014-01-13", [*mistakes("hours"), "hr", "HOURS"]),
]


@pytest.mark.parametrize(("right", "wrong"), TIMES)
def test_advice_on_the_unit_of_times(right: str, wrong: list[str]) -> None:
    for word in wrong:
        text = right.replace(right.split(maxsplit=1)[0], word, 1)
        value, problems = answer(times_door(), text)
        if problems and word not in ("day", "hour"):
            followed(times_door(), right, text)
        else:
            # What is another unit is that unit: a letter left out of seconds or minutes is not a day.
            assert value == answer(times_door(), right)[0] or word in ("h", "s", "ms", "min"), word


@pytest.mark.parametrize(
    "text",
    [
        *("13-01-2014", "13.01.2014", "2014/01/13", "2014-13-01", "13/01/2014", "2014", "20140113"),
        *("14-01-13", "2014-01-13T00:00:00Z", "2014-1-13", "2014-01-32", "x"),
    ],
)
def test_advice_on_the_date_that_times_count_from(text: str) -> None:
    followed(times_door(), "days since 2014-01-13", f"days since {text}")


@given(st.dates(min_value=pd.Timestamp("1900-01-01").date()), st.sampled_from("./-"), st.booleans())
def test_the_date_that_times_count_from_is_among_the_readings(day: Any, sign: str, month_first: bool) -> None:
    parts = [day.month, day.day] if month_first else [day.day, day.month]
    followed(times_door(), f"days since {day}", f"days since {sign.join(map(str, [*parts, day.year]))}")


@pytest.mark.parametrize("unit", ["months", "month", "years", "year", "common_years", "mon"])
def test_a_unit_that_is_not_always_as_long_has_no_guess(unit: str) -> None:
    _, problems = answer(times_door(), f"{unit} since 2014-01-13")
    assert [problem.guess for problem in problems] == [""]
    complete(problems[0])


@pytest.mark.parametrize("calendar", [*mistakes("noleap"), *mistakes("360_day"), "julian", "lunar"])
def test_a_calendar_is_never_taken_for_another(calendar: str) -> None:
    if calendar in ("noleap", "360_day"):
        return
    value, problems = answer(times_door(calendar), "days since 2014-01-13")
    assert value is None
    for problem in problems:
        complete(problem)
        assert not problem.guess


def iati(folder: Path) -> Door:
    """Return a reader of an IATI file in which the date of an activity is the text."""
    organisation = r.Organisation(id="unep", name="UN Environment", kind="igo")
    activity = r.Activity(
        id="a",
        title="Guidance",
        kind="guidance",
        state="under way",
        areas=["coal"],
        actual="2009-04-13",
        participants=[{"organisation": "unep", "role": "lead"}],
    )
    records = [
        ("areas", r.Area(id="coal", name="Coal")),
        ("organisations", organisation),
        ("activities", activity),
    ]
    data, _ = iati_bytes(Register.of(records), Reporting("XM-DAC-1", "40", "UN Environment"))

    def door(text: str) -> Any:
        path = folder / "a.xml"
        path.write_bytes(data.replace(b'iso-date="2009-04-13"', f'iso-date="{text}"'.encode()))
        return read_iati(path)[0].get(r.Activity, "a").actual.date  # type: ignore[union-attr]

    return door


@pytest.mark.parametrize(
    "text",
    [
        *("13/04/2009", "04/13/2009", "13.4.2009", "2009/4/13", "2009-13-04", "13-04-2009", "2009年4月13日"),
        *("2009-4-13", "20090413", "2009", "2009-04", "2009-04-31", "", "spring 2009", "2009-04-13Z"),
    ],
)
def test_advice_on_a_date_of_iati(tmp_path: Path, text: str) -> None:
    followed(iati(tmp_path), "2009-04-13", text)


def test_a_date_of_iati_with_two_readings_has_both(tmp_path: Path) -> None:
    _, problems = answer(iati(tmp_path), "03/04/2009")
    assert [problem.guess for problem in problems] == [""]
    assert problems[0].readings == ("2009-04-03", "2009-03-04")
    assert problems[0].code == "iati.date"


# No line says that there is nothing


def sentences() -> Iterator[tuple[str, str, str]]:
    for key, row in catalogue("problems").rows.items():
        for language in LANGUAGES:
            yield key, language, row[language]


def test_no_sentence_is_empty_or_says_that_there_is_no_guess() -> None:
    for key, language, sentence in sentences():
        assert sentence.strip(" .;:"), (key, language)
        assert "no close" not in sentence.casefold(), key
        assert (
            "{guess}" not in sentence
            or "/" in key
            or key in {"remedy.guess", "grid.point.home", "record.field.write", "register.reference.guess"}
        ), key


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_problem_without_advice_has_no_line_for_it(language: str) -> None:
    shown = in_words(Problem("no year", "a.json", guess=" ", remedy="write it"), language)
    assert len(shown.split("\n")) == 2


def test_readings_that_no_sentence_names_are_listed() -> None:
    assert "could be: A-1, A-2" in str(Problem("no id", "a.csv", "an id", readings=("A-1", "A-2")))
    named = Problem("'1,500' can be 1500 or 1.5", "a.csv", "a number", readings=("1500", "1.5"))
    assert "could be" not in str(named)


def test_slips_are_counted_up_to_a_limit() -> None:
    assert slips("senagal", "senegal", 2) == 1
    assert slips("caol", "coal", 2) == 1
    assert slips("kitten", "sitting", 2) == 3


@pytest.mark.parametrize(
    ("text", "code"), [("eur", "EUR"), ("евро", "EUR"), ("Euro", "EUR"), ("EUU", ""), ("dollar", "")]
)
def test_a_currency_is_known_by_its_name_only(text: str, code: str) -> None:
    assert currency_guess(text) == code
