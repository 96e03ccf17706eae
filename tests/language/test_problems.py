"""Problems by code: every code has its sentences in all languages, values are never templates, and nothing reads English back."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import quicksilver
from quicksilver.errors import InputProblems, Place, Problem, UnitError
from quicksilver.language.catalogue import catalogue
from quicksilver.language.choices import Word
from quicksilver.language.names import Name
from quicksilver.language.problems import (
    in_language,
    place_in_language,
    problem,
    report,
    text,
    unit_problem,
    unit_sentence,
)
from quicksilver.language.sentences import Either, Listed, Sentence, Wording, as_plain, from_plain, say
from quicksilver.language.templates import forms
from quicksilver.languages import LANGUAGES
from quicksilver.quantities import convert_activity, kg_per_activity_unit
from quicksilver.quantities.units import factor

PACKAGE = Path(quicksilver.__file__).parent
ROWS = catalogue("problems").rows
SCRIPT = {"ru": "[а-яА-Я]", "zh": "[\u4e00-\u9fff]", "ar": "[\u0600-\u06ff]"}
#: Rows that consist of places and signs, or of what is written alike everywhere.
FRAMES = {
    "verbatim",
    "inventory.range.order/allowed",
    "inventory.technology.named",
    "register.file.name/allowed",
    "place.listed",
    "iati.change",
    "place.footnote",
    "grid.point.place",
}
#: Rooms below the package of language: they state English themselves, with the code of the sentence.
GROUND = ("intake", "quantities", "geography", "documents", "errors.py", "outputs.py")


def _trees() -> Iterator[tuple[Path, ast.Module]]:
    for file in sorted(PACKAGE.rglob("*.py")):
        if "migrations" not in file.parts:
            yield file.relative_to(PACKAGE), ast.parse(file.read_text(encoding="utf-8"))


TREES = list(_trees())
TEXTS = {
    node.value
    for _file, tree in TREES
    for node in ast.walk(tree)
    if isinstance(node, ast.Constant) and isinstance(node.value, str)
}


# The table


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_has_the_same_places_in_every_language(language: str) -> None:
    for key, row in ROWS.items():
        assert row[language].strip(), key
        assert set(forms(row[language])) == set(forms(row["en"])), (key, language)
        if language != "en":
            assert set(forms(row[language]).values()) <= {""}, key
        if language in SCRIPT and key not in FRAMES:
            assert re.search(SCRIPT[language], row[language]), (key, language)


def test_every_part_belongs_to_a_code_and_every_key_is_used() -> None:
    codes = {key for key in ROWS if "/" not in key}
    for key in ROWS:
        code, _, part = key.partition("/")
        assert part in ("", "allowed", "remedy"), key
        # A part of a shorter code is that of all codes that begin so.
        assert code in codes or any(other.startswith(f"{code}.") for other in codes), key
    starts = {text.rstrip(".") for text in TEXTS if text.endswith(".")}
    unused = {key for key in codes - TEXTS if key.rpartition(".")[0] not in starts}
    assert unused == set()


def test_every_code_that_is_used_is_in_a_table() -> None:
    makers = ("problem", "problem_with", "refused", "_refused", "RefusedValueError", "_finding", "_no_shares")
    missing = []
    for file, tree in TREES:
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
                continue
            given_codes = [k.value for k in node.keywords if k.arg == "code"]
            if node.func.id in makers:
                given_codes += node.args[3:4] if node.func.id == "_finding" else node.args[:1]
            for code in given_codes:
                if isinstance(code, ast.Constant) and isinstance(code.value, str) and "." in code.value:
                    missing += [] if code.value in ROWS else [(str(file), node.lineno, code.value)]
    assert missing == []


# English below the package of language


def _template(node: ast.expr, names: dict[str, str]) -> str | None:
    """Return an f-string as the table would have it; ``names`` are the values by the expressions they come from."""
    if isinstance(node, ast.Constant):
        return str(node.value).replace("{", "{{").replace("}", "}}")
    if not isinstance(node, ast.JoinedStr):
        return None
    made = ""
    for part in node.values:
        if isinstance(part, ast.Constant):
            made += str(part.value)
        elif isinstance(part, ast.FormattedValue):
            made += "{" + names.get(ast.unparse(part.value), "?") + "}"
    return made


def _bare(template: str) -> str:
    return re.sub(r"\{(\w+)(?:![rs]|:[^}]*)?\}", r"{\1}", template)


def _coded() -> Iterator[tuple[str, ast.Call, str, dict[str, str]]]:
    for file, tree in TREES:
        if file.parts[0] not in GROUND:
            continue
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call):
                continue
            given_by = {k.arg: k.value for k in node.keywords if k.arg}
            code = given_by.get("code")
            if not isinstance(code, ast.Constant):
                continue
            values = given_by.get("values")
            if isinstance(values, ast.Dict):
                pairs = zip(values.keys, values.values, strict=True)
                given_by |= {str(key.value): value for key, value in pairs if isinstance(key, ast.Constant)}
            names = {}
            for name, value in given_by.items():
                expression = ast.unparse(value)
                names[expression] = name
                # A value that is made a text for the sentence stands in the English as it is.
                if isinstance(value, ast.Call) and ast.unparse(value.func) == "str":
                    names[ast.unparse(value.args[0])] = name
            yield str(file), node, str(code.value), names


def test_english_of_the_ground_floor_is_that_of_the_table() -> None:
    seen = 0
    for file, node, code, names in _coded():
        what = _template(node.args[0], names)
        if what is None or "?" in what or ("{" not in what and "{" in ROWS[code]["en"]):
            continue
        seen += 1
        assert _bare(what) == _bare(ROWS[code]["en"]), (file, node.lineno)
        for place, part in ((2, "allowed"), (3, "remedy")):
            written = _template(node.args[place], names) if len(node.args) > place else None
            if written is not None and "?" not in written:
                key = f"{code}/{part}"
                while key not in ROWS:
                    key = f"{key.partition('/')[0].rpartition('.')[0]}/{part}"
                assert _bare(written) == _bare(ROWS[key]["en"]), (file, node.lineno, part)
    assert seen > 30


UNIT_ERRORS = [
    lambda: factor("widgets", "t"),
    lambda: factor("ton", "t"),
    lambda: factor("t coal", "t oil"),
    lambda: factor("degC", "K"),
    lambda: factor("t", "m"),
    lambda: convert_activity(1, "", "t coal/y"),
    lambda: convert_activity(1, "ton", "t coal/y"),
    lambda: convert_activity(1, "mt", "t coal/y"),
    lambda: convert_activity(1, "ml", "t coal/y"),
    lambda: convert_activity(1, "t rubbish'}{", "t coal/y"),
    lambda: convert_activity(1, "t ore", "t concentrate/y"),
    lambda: convert_activity(1, "t wet", "t dry matter/y"),
    lambda: convert_activity(1, "TJ", "t coal/y"),
    lambda: convert_activity(1, "m3", "t product/y"),
    lambda: convert_activity(1, "inhabitants", "t coal/y"),
    lambda: kg_per_activity_unit(1, "g Hg/t/y per year", "t coal/y"),
    lambda: kg_per_activity_unit(1, "g", "t coal/y"),
    lambda: kg_per_activity_unit(1, "MJ/t", "t coal/y"),
    lambda: kg_per_activity_unit(1, "g Hg/ton", "t coal/y"),
]


@pytest.mark.parametrize("make", UNIT_ERRORS)
def test_a_unit_that_cannot_be_used_has_its_sentence(make) -> None:
    with pytest.raises(UnitError) as wrong:
        make()
    stated = unit_sentence(wrong.value)
    assert stated.key != "verbatim"
    assert str(stated) == str(wrong.value)
    made = unit_problem(wrong.value, "a.csv:2", allowed=["t", "kg"])
    assert (made.what, made.allowed) == (str(wrong.value), "t, kg")
    for language, script in SCRIPT.items():
        assert re.search(script, in_language(made, language).what)


# Problems

SOME = problem(
    "number.ambiguous",
    Place("a.xlsx", sheet="Step 1", row=5, column="C", cell="C5"),
    readings=("1500", "1.5"),
    first="1.5",
    second="1500",
    text="1,500",
)
VALUES = st.recursive(
    st.text(max_size=8) | st.integers(-5, 5) | st.just("{what} {0} {evil.__class__} %s"),
    lambda inner: st.lists(inner, max_size=3),
    max_leaves=5,
)


@given(VALUES, st.text(max_size=12))
def test_a_problem_goes_to_json_and_back(value: object, name: str) -> None:
    one = problem("inventory.json.key", Place("a.json", field=name), key=value, guess="general")
    back = Problem.from_dict(json.loads(json.dumps(one.as_dict())))
    assert back == one
    assert back.place == one.place
    for language in LANGUAGES:
        assert in_language(back, language) == in_language(one, language)
    assert in_language(one, "en") == one


def test_values_of_every_kind_go_to_plain_data_and_back() -> None:
    values = [
        "text",
        3,
        2.5,
        None,
        True,
        Word("plans.state", "posted"),
        Name("source", "L1-CEM"),
        Name("technology", "5.8.1-o-none", bare=True),
        Either((Word("plans.state", "posted"), "a")),
        Listed(("a, b", say("year"))),
        Wording({"fr": "cadre", "en": "framework"}),
        Sentence("said.population", {"number": 5e6}, table="inventory_text"),
    ]
    assert from_plain(json.loads(json.dumps(as_plain(values)))) == values
    # What a user's file holds can look like any of them, and stays a text.
    assert isinstance(as_plain({"word": "posted", "of": "plans.state"}), str)


@given(st.text(min_size=1, max_size=20), st.sampled_from(list(LANGUAGES)))
def test_what_a_user_wrote_is_no_template(given_text: str, language: str) -> None:
    written = in_language(problem("place.unknown", "a.json", text=given_text), language)
    assert (repr(given_text) if language == "en" else given_text) in written.what


@given(st.text(alphabet="{}!r:,.0f%\\'\"", max_size=12), st.sampled_from(list(LANGUAGES)))
def test_braces_and_formats_of_a_value_do_nothing(given_text: str, language: str) -> None:
    made = problem("workbook.rows", "a.xlsx", sheet=given_text, most=50_000)
    written = in_language(made, language).what
    assert (repr(given_text) if language == "en" else given_text) in written
    assert re.search("50.?000", written)


def test_a_problem_is_written_in_the_language_of_the_reader() -> None:
    assert str(SOME).splitlines() == [
        "a.xlsx, sheet Step 1, cell C5: '1,500' can be 1.5 or 1500, and nothing in the file decides",
        "    allowed: numbers with one reading",
        "    fix:     state the decimal sign: --decimal comma if 1.5 is meant, --decimal point if 1500 is meant",
    ]
    french = in_language(SOME, "fr")
    assert french.where == "a.xlsx, feuille Step 1, cellule C5"
    assert french.what == ("« 1,500 » peut être 1.5 ou 1500, et rien dans le fichier ne permet de trancher")
    assert french.readings == ("1500", "1.5")
    # From any language to any other: the code and the values stay.
    assert in_language(french, "zh") == in_language(SOME, "zh")
    assert text(french, "en").splitlines()[0].startswith("a.xlsx")


def test_a_problem_without_a_code_stays_english_in_labels_of_the_language() -> None:
    told = report(InputProblems([Problem("no level", "a.json", "1 or 2"), SOME]), "ru")
    assert told.startswith("Найдено проблем: 2")
    assert "a.json: no level" in told
    assert "лист Step 1, ячейка C5" in told
    assert "допустимо:" in told


def test_what_is_allowed_is_not_printed_where_nothing_is_stated() -> None:
    bare = problem("factors.bibliography", "a.csv:2", key="x")
    assert "allowed" not in str(bare)
    assert "admis" not in text(bare, "fr")
    assert "correction : à écrire : une valeur valable ici" in text(bare, "fr")


def test_numbers_are_written_as_the_language_writes_them() -> None:
    most = problem("inventory.csv.rows", "a.csv", most=50_000)
    assert most.what == "more than 50,000 lines"
    assert in_language(most, "fr").what == "plus de 50\u202f000 lignes"
    assert (
        in_language(problem("inventory.mix.sum", "a", total=0.5), "ru").what == "сумма долей технологий 0,5"
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_place_has_words_in_every_language(language: str) -> None:
    place = Place("a.yaml", line=3, field="name.en")
    written = place_in_language(place, language)
    assert written.as_dict() == place.as_dict()
    assert (written == place) == (language == "en")
    assert written.startswith("a.yaml")
    assert written.endswith("name.en")


def test_a_code_nobody_knows_and_a_value_left_out_are_errors() -> None:
    with pytest.raises(KeyError):
        problem("no.such.code", "a")
    with pytest.raises(KeyError):
        problem("inventory.json.key", "a")


# Nothing reads English back

#: Parts of problems, findings and assessments that are sentences.
_SENTENCES = {"what", "remedy", "reason", "allowed", "assumption", "assumptions", "notes", "activity_steps"}
_LOOKS = {
    "match",
    "fullmatch",
    "search",
    "findall",
    "sub",
    "split",
    "partition",
    "rpartition",
    "startswith",
    "endswith",
    "removeprefix",
    "removesuffix",
    "replace",
    "index",
    "find",
}


def _is_sentence(node: ast.expr) -> bool:
    return isinstance(node, ast.Attribute) and node.attr in _SENTENCES


def test_no_module_looks_into_a_sentence() -> None:
    found = []
    for file, tree in TREES:
        for node in ast.walk(tree):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr in _LOOKS
            ):
                looked = [node.func.value, *node.args]
                found += [(str(file), node.lineno)] if any(map(_is_sentence, looked)) else []
            if isinstance(node, ast.Compare) and any(isinstance(op, ast.In | ast.NotIn) for op in node.ops):
                into = [one for one in node.comparators if _is_sentence(one)]
                found += [(str(file), node.lineno)] if into and isinstance(node.left, ast.Constant) else []
    assert found == []


def test_no_catalogue_is_turned_into_patterns() -> None:
    for file, tree in TREES:
        if file.parts[0] != "language":
            continue
        made = [
            node.lineno
            for node in ast.walk(tree)
            if isinstance(node, ast.Attribute) and node.attr in ("escape", "fullmatch", "groupdict")
        ]
        assert made == [], file
