"""Numbers are read as they were meant: by the evidence of the file, or after a question with both readings."""

from __future__ import annotations

import math

import pytest
from babel.numbers import format_decimal
from hypothesis import assume, given
from hypothesis import strategies as st

from quicksilver.errors import Problem
from quicksilver.intake.numbers import (
    DecimalSign,
    Number,
    NumberReader,
    evidence,
    is_missing_code,
    notation,
    readings,
)
from quicksilver.intake.numbers.notation import notations
from quicksilver.language.problems import in_language
from quicksilver.languages import LANGUAGES


def read(text: str, *others: str, declared: str | None = None) -> Number | Problem | None:
    return NumberReader([text, *others], declared).read(text, "a.csv:2", "activity")


def value(text: str, *others: str, declared: str | None = None) -> float:
    number = read(text, *others, declared=declared)
    assert isinstance(number, Number), str(number)
    assert number.is_plain, number
    assert number.value is not None
    return number.value


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("12", 12),
        ("12.5", 12.5),
        ("0,15", 0.15),
        ("0.125", 0.125),
        ("-0,125", -0.125),
        ("1,540,000", 1540000),
        ("1.540.000", 1540000),
        ("1,540.5", 1540.5),
        ("1.540,5", 1540.5),
        ("1234.567", 1234.567),
        ("12,34,567", 1234567),
        ("1\u202f540\u202f000", 1540000),
        ("1\u00a0540,25", 1540.25),
        ("1'540'000.5", 1540000.5),
        ("１２３．５", 123.5),
        ("٤٥٠٫٥", 450.5),
        ("١٬٥٠٠", 1500),
        ("۱۲۳", 123),
        ("−5", -5),
        ("1.5e3", 1500),
        ("1,5E-3", 0.0015),
        ("1.5 × 10³", 1500),
        (".5", 0.5),
    ],
)
def test_a_text_with_one_reading_is_read(text: str, meant: float) -> None:
    assert value(text) == meant


@pytest.mark.parametrize("text", ["1,500", "450.000", "-1.500", "12,345", "999.999"])
def test_one_separator_before_three_digits_is_asked_about(text: str) -> None:
    reader = NumberReader([text])
    assert reader.read(text, "a.csv:2", "activity") is None
    (question,) = reader.questions()
    assert question.code == "number.ambiguous"
    assert len(question.readings) == 2
    low, high = sorted(abs(float(reading)) for reading in question.readings)
    assert high / low == pytest.approx(1000)


@pytest.mark.parametrize(
    ("text", "other", "meant"),
    [
        ("1,500", "12.5", 1500),
        ("1,500", "0,5", 1.5),
        ("1,500", "1,540,000", 1500),
        ("450.000", "1234,567", 450000),
        ("450.000", "0.125", 450),
        ("450.000", "0.05 - 0.5", 450),
        ("450.000", "5,5 (3,1-50,2)", 450000),
        ("450.000", "12,5 t", 450000),
    ],
)
def test_the_rest_of_the_file_is_evidence(text: str, other: str, meant: float) -> None:
    assert value(text, other) == meant


def test_a_declared_sign_comes_before_all_cells() -> None:
    assert value("450.000", "0.5", declared="comma") == 450000
    assert isinstance(read("0.5", declared="comma"), Problem)


def test_a_file_is_asked_once() -> None:
    reader = NumberReader(["1,500", "2,500", "3,500"])
    for line, text in enumerate(["1,500", "2,500", "3,500"], 2):
        assert reader.read(text, f"a.csv:{line}", "activity") is None
    (question,) = reader.questions()
    assert question.where == "a.csv:2"
    assert question.values["count"] == 2


def test_both_signs_in_one_file_decide_nothing() -> None:
    reader = NumberReader(["12.5", "0,15", "1,500"])
    assert reader.evidence.sign is None
    assert reader.read("1,500", "a.csv:4", "activity") is None
    (question,) = reader.questions()
    assert question.code == "number.mixed"
    assert "12.5" in question.what
    assert "0,15" in question.what
    # What has one reading is still read.
    assert isinstance(reader.read("0,15", "a.csv:3", "activity"), Number)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("450 t", Number(450, unit="t")),
        ("0.05 - 0.5", Number(None, 0.05, 0.5)),
        ("50-60", Number(None, 50, 60)),
        ("50–60 kt", Number(None, 50, 60, "kt")),
        ("from 50 to 60", Number(None, 50, 60)),
        ("de 50 à 60", Number(None, 50, 60)),
        ("50至60", Number(None, 50, 60)),
        ("5 (3-50)", Number(5, 3, 50)),
        ("5 [3; 50] g/t", Number(5, 3, 50, "g/t")),
        ("10 ± 2", Number(10, 8, 12)),
        ("10 ± 20 %", Number(10, 8, 12)),
        ("<0.5", Number(None, 0, 0.5, sign="<")),
        ("≤ 0,5 g", Number(None, 0, 0.5, "g", sign="<")),
        (">5", Number(None, 5, None, sign=">")),
        ("~7", Number(7, sign="~")),
        ("ca. 7 t", Number(7, unit="t", sign="~")),
        ("15 %", Number(15, unit="%")),
    ],
)
def test_ranges_limits_and_units_are_read(text: str, expected: Number) -> None:
    assert read(text) == expected


@pytest.mark.parametrize(
    "text", ["NaN", "inf", "many", "1_000", "1,50,0", "--5", "1.2.3", "0x10", "five", "1,,5", "12:30"]
)
def test_what_is_no_number_is_refused(text: str) -> None:
    result = read(text)
    assert isinstance(result, Problem) or (isinstance(result, Number) and result.unit), result


def test_a_misprint_of_thousands_is_no_fraction() -> None:
    result = read("2,1000")
    assert isinstance(result, Problem)
    assert result.code == "number.slip"
    assert value("2,1000", "0,5") == 2.1
    assert value("2.1000") == 2.1


def test_an_ordinary_space_is_refused_with_the_number_that_it_can_be() -> None:
    result = read("5 000")
    assert isinstance(result, Problem)
    assert result.readings == ("5000",)
    assert "write 5000" in result.remedy


@pytest.mark.parametrize("text", ["1e999", "9" * 399, "-1e400"])
def test_a_number_beyond_all_bounds_is_refused(text: str) -> None:
    result = read(text)
    assert isinstance(result, Problem)
    assert len(str(result)) < 400


def test_a_text_of_a_million_digits_is_refused_at_once() -> None:
    assert isinstance(read("9" * 1_000_000), Problem)


@pytest.mark.parametrize("entry", notations(), ids=lambda entry: entry.text)
def test_a_key_in_place_of_a_number_keeps_its_notation(entry) -> None:
    number = read(entry.text)
    assert isinstance(number, Number)
    assert number.value is None
    assert number.notation is not None
    assert number.notation.state == entry.state != "zero"
    assert number.notation.text == entry.text or "-" in number.notation.text


def test_the_keys_of_the_conventions_have_states_of_their_own() -> None:
    states = {key: notation(key).state for key in ("NO", "NE", "IE", "NA", "C")}  # type: ignore[union-attr]
    assert states == {"NO": "absent", "NE": "unknown", "IE": "not given", "NA": "not given", "C": "unknown"}


def test_a_declared_code_is_a_missing_value_and_an_undeclared_one_a_number() -> None:
    reader = NumberReader(["-999", "5"], missing=["-999", "9999.99", "x"])
    for text in ("-999", "-999.0", "9999.99", "x"):
        number = reader.read(text, "a.csv:2", "value")
        assert isinstance(number, Number)
        assert number.notation is not None, text
    assert value("-999") == -999
    assert is_missing_code(-999)


# --- properties

NUMBERS = st.one_of(
    st.integers(-(10**12), 10**12).map(float),
    st.floats(-1e12, 1e12, allow_nan=False).map(lambda number: round(number, 4)),
)


@given(NUMBERS, st.sampled_from(sorted(LANGUAGES)))
def test_a_number_as_a_language_writes_it_is_read_with_its_sign(number: float, language: str) -> None:
    locale = LANGUAGES[language].cldr
    text = format_decimal(number, "#,##0.####", locale=locale)
    sign = DecimalSign.COMMA if format_decimal(0.5, locale=locale) == "0,5" else DecimalSign.POINT
    assert value(text, declared=sign) == pytest.approx(number, abs=1e-9)
    without = read(text)
    # Without a declaration it is the number, or a question one of whose readings is the number.
    if isinstance(without, Number):
        assert without.value == pytest.approx(number, abs=1e-9)
    else:
        assert any(math.isclose(float(known), number) for known in readings(text))


@given(st.lists(NUMBERS, min_size=1, max_size=20), st.sampled_from(["fr", "es", "en", "ru"]))
def test_a_file_of_one_language_is_never_read_with_the_other_sign(
    numbers: list[float], language: str
) -> None:
    texts = [format_decimal(number, "#,##0.####", locale=language) for number in numbers]
    reader = NumberReader(texts)
    for text, number in zip(texts, numbers, strict=True):
        result = reader.read(text, "a.csv:2", "activity")
        assert result is None or (isinstance(result, Number) and math.isclose(result.value or 0, number))


@given(st.text("0123456789.,'  -+eE()<>%±", max_size=12))
def test_a_reading_that_is_offered_is_the_number_when_it_is_followed(text: str) -> None:
    for known in readings(text):
        assume(math.isfinite(float(known)))
        assert value(known, declared="point") == float(known)


@given(st.text(max_size=30))
def test_no_text_stops_the_reader(text: str) -> None:
    result = NumberReader([text]).read(text, "a.csv:2", "activity")
    assert result is None or isinstance(result, (Number, Problem))
    evidence([text])


def test_problems_have_their_sentences_in_each_language() -> None:
    reader = NumberReader(["1,500"])
    reader.read("1,500", "a.csv:2", "activity")
    mixed = NumberReader(["12.5", "0,15", "1,500"])
    mixed.read("1,500", "a.csv:2", "activity")
    problems = [*reader.questions(), *mixed.questions()]
    problems += [
        result for text in ("5 000", "many", "1e999", "9-3") if isinstance(result := read(text), Problem)
    ]
    problems += [result for result in [read("0.5", declared="comma")] if isinstance(result, Problem)]
    assert len({problem.code for problem in problems}) == 7
    for problem in problems:
        assert in_language(problem, "en").text() == problem.text()
        for language in LANGUAGES:
            if language != "en":
                assert in_language(problem, language).what != problem.what
