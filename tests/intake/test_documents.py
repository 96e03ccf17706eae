"""JSON and YAML that people bring: nothing is accepted in silence, and nothing is a crash."""

from __future__ import annotations

import contextlib
import json
import math
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quicksilver.errors import InputProblems
from quicksilver.intake.documents import parse_json, read_json
from quicksilver.intake.documents.quick_yaml import Doubtful, quick_yaml
from quicksilver.intake.located import read_yaml


def refused(text, **options):
    with pytest.raises(InputProblems) as wrong:
        parse_json(text, "a.json", **options)
    return [(problem.code, str(problem.where)) for problem in wrong.value.problems]


def test_a_repeated_key_is_named_with_line_and_place_at_every_depth() -> None:
    text = '{"a": {"b": [1, {"c": 1,\n "c": 2}]},\n "a": 3}'
    assert refused(text) == [
        ("json.twice", "a.json, line 2, a.b[2].c"),
        ("json.twice", "a.json, line 3, a"),
    ]


@pytest.mark.parametrize(
    "number", ["NaN", "Infinity", "-Infinity", "1e999", "9" * 400, "9" * 5000, "-" + "9" * 5000]
)
@pytest.mark.parametrize("exact", [False, True])
def test_a_number_that_is_none_is_named(number, exact) -> None:
    assert refused(f'{{"x": [1,\n{number}]}}', exact=exact) == [("json.number", "a.json, line 2, x[2]")]


def test_all_faults_are_listed_at_once() -> None:
    assert [code for code, _ in refused('{"a": NaN, "a": 1e999}')] == [
        "json.number",
        "json.twice",
        "json.number",
    ]


@pytest.mark.parametrize("deep", [101, 3000, 100_000])
@pytest.mark.parametrize("sign", ["[]", "{}"])
def test_depth_is_a_problem_and_no_crash(deep, sign) -> None:
    opened = sign[0] if sign == "[]" else '{"a":'
    assert refused(opened * deep + "1" + sign[1] * deep)[0][0] == "json.deep"


def test_brackets_in_texts_are_no_depth() -> None:
    assert parse_json(json.dumps(["[" * 500 + '"']), "a.json") == ["[" * 500 + '"']


def test_bytes_are_utf8_or_marked_utf16() -> None:
    assert parse_json("\ufeff[1]".encode(), "a.json") == [1]
    assert parse_json('["é"]'.encode("utf-16"), "a.json") == ["é"]
    assert refused(b'["a",\n"\xe9"]') == [("json.encoding", "a.json, line 2")]


def test_files(tmp_path) -> None:
    path = tmp_path / "a.json"
    path.write_text('{"a": 1.50}', encoding="utf-8")
    assert read_json(path, exact=True) == {"a": Decimal("1.50")}
    for wrong, code in ((tmp_path, "json.unreadable"), (tmp_path / "none.json", "json.unreadable")):
        with pytest.raises(InputProblems) as problem:
            read_json(wrong)
        assert problem.value.problems[0].code == code
    with pytest.raises(InputProblems) as problem:
        read_json(path, most=3)
    assert problem.value.problems[0].code == "json.large"


PLAIN = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**20), 10**20)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=15,
)


@given(PLAIN)
def test_what_python_writes_is_read_back(data) -> None:
    assert parse_json(json.dumps(data), "a.json") == data
    assert parse_json(json.dumps(data, ensure_ascii=False, indent=1), "a.json") == data


@given(st.dictionaries(st.text(), PLAIN, min_size=1, max_size=4), st.data())
def test_a_key_that_is_added_again_is_refused(data, draw) -> None:
    key = draw.draw(st.sampled_from(sorted(data)))
    text = json.dumps(data)[:-1] + f", {json.dumps(key)}: 1}}"
    assert refused(text)[-1][0] == "json.twice"


@given(st.text(max_size=60))
def test_no_text_is_a_crash(text) -> None:
    with contextlib.suppress(InputProblems):
        parse_json(text, "a.json")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a: .nan", "yaml.number"),
        ("a: [1, .inf]", "yaml.number"),
        ("a: " + "9" * 5000, "yaml.number"),
        ("[" * 3000, "yaml.deep"),
        ("a: 1\nb: {c: 1, c: 2}", "yaml.twice"),
        ("a: &x 1\nb: *x", "yaml.alias"),
    ],
)
def test_yaml_refuses_the_same(text, code) -> None:
    with pytest.raises(InputProblems) as wrong:
        read_yaml("a.yml", text)
    assert [problem.code for problem in wrong.value.problems] == [code]


def test_yaml_numbers_are_numbers() -> None:
    data = read_yaml("a.yml", "a: 1e-3\nb: 1.5\nd: 1_000").data
    assert data["b"] == 1.5
    assert not math.isnan(data["d"])


@pytest.mark.parametrize("text", ["010", "0x1F", "0b11", "12:30", "-010"])
def test_a_yaml_number_of_another_base_is_refused_and_not_counted(tmp_path, text):
    from quicksilver.intake.documents.quick_yaml import Doubtful, quick_yaml
    from quicksilver.intake.located import read_yaml

    with pytest.raises(Doubtful):
        quick_yaml(f"a: {text}\n")
    path = tmp_path / "a.yaml"
    path.write_text(f"a: {text}\n", encoding="utf-8")
    with pytest.raises(InputProblems, match="another base than ten"):
        read_yaml(path)


@pytest.mark.parametrize(("text", "value"), [("10", 10), ("0", 0), ("-7", -7), ("1_000", 1000)])
def test_decimal_digits_in_yaml_are_a_number(text, value):
    from quicksilver.intake.documents.quick_yaml import quick_yaml

    assert quick_yaml(f"a: {text}\n") == {"a": value}


def test_a_tag_that_calls_a_text_a_date() -> None:
    with pytest.raises(Doubtful):
        quick_yaml("day: !!timestamp x\n")
    with pytest.raises(InputProblems) as wrong:
        read_yaml("a.yaml", "day: !!timestamp x\n")
    assert [item.code for item in wrong.value.problems] == ["yaml.date"]
