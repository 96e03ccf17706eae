"""The languages are listed once, and what the list states holds for each of them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel import Locale
from babel.messages.catalog import Catalog

from quicksilver.documents import fonts
from quicksilver.languages import LANGUAGES, by_tag, in_slot, in_un_order, known
from quicksilver.register.records import Language, Text

ROOT = Path(__file__).parents[2]
#: Files in which a list of the languages could be.
READ = [*(ROOT / "src").rglob("*"), *(ROOT / "tools").rglob("*")]
CODES = "|".join(LANGUAGES)
#: A code by itself, or with a script or region: ``zh``, ``zh-hans``, ``zh_CN``.
CODE = re.compile(rf"({CODES})(?:[-_][A-Za-z]{{2,4}})?")
IN_TEXT = re.compile(
    rf"(?<![\w.\-])['\"]?({CODES})(?:[-_][A-Za-z]{{2,4}})?['\"]?(?=\s*[:,)\]}}=]|\s+(?:{CODES})\b)"
)
IN_DOCUMENTATION = re.compile(rf"\b(?:(?:{CODES})\W{{1,6}}){{4,}}(?:{CODES})\b")
#: So many different codes are a list.
ENOUGH = 4


def _codes(node: ast.AST) -> Iterator[str]:
    """Yield what could be codes in an expression or a simple statement: texts, and names given to values."""
    for part in ast.walk(node):
        given = [part.value] if isinstance(part, ast.Constant) else []
        given += [part.arg] if isinstance(part, (ast.keyword, ast.arg)) else []
        for text in given:
            code = CODE.fullmatch(text) if isinstance(text, str) else None
            if code:
                yield code[1]


def _statements(body: list[ast.stmt]) -> Iterator[tuple[int, set[str]]]:
    """Yield the line and the codes of each statement; of a compound one, those of its head."""
    for statement in body:
        inner = [getattr(statement, name, []) for name in ("body", "orelse", "finalbody", "handlers")]
        if not any(inner):
            yield statement.lineno, set(_codes(statement))
            continue
        if isinstance(statement, ast.ClassDef):
            fields = [part.target for part in statement.body if isinstance(part, ast.AnnAssign)]
            names = {field.id for field in fields if isinstance(field, ast.Name)}
            yield statement.lineno, names & set(LANGUAGES)
        if isinstance(statement, ast.If):
            yield statement.lineno, set(_choices(statement))
        if isinstance(statement, ast.FunctionDef):
            yield statement.lineno, set(_codes(statement.args))
        for part in inner:
            yield from _statements([item for item in part if isinstance(item, ast.stmt)])


def _choices(statement: ast.If) -> Iterator[str]:
    """Yield the codes in the conditions of an ``if`` and what follows it with ``elif``."""
    yield from _codes(statement.test)
    for other in statement.orelse:
        if isinstance(other, ast.If):
            yield from _choices(other)


def lists_of_languages(path: Path) -> Iterator[int]:
    """Yield the lines of a file where the languages are listed."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".py":
        tree = ast.parse(text)
        yield from (line for line, codes in _statements(tree.body) if len(codes) >= ENOUGH)
        # Documentation is no list for the program, but is wrong with one language more.
        texts = [
            node for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)
        ]
        yield from (node.lineno for node in texts if IN_DOCUMENTATION.search(node.value))
        return
    places = [(match.start(), match[1]) for match in IN_TEXT.finditer(text)]
    for place, _ in places:
        near = {code for other, code in places if place <= other < place + 400}
        if len(near) >= ENOUGH:
            yield text.count("\n", 0, place) + 1
            return


def test_the_languages_are_listed_once() -> None:
    # A migration states what a column allowed at its time.
    kinds = {".py", ".html", ".typ", ".js", ".css", ".toml"}
    lists = [
        f"{path.relative_to(ROOT).as_posix()}:{line}"
        for path in sorted(READ)
        if path.suffix in kinds and "migrations" not in path.parts
        for line in lists_of_languages(path)
    ]
    assert len(lists) == 1, "lists of the languages besides languages.py:\n" + "\n".join(lists)
    assert lists[0].startswith("src/quicksilver/languages.py:")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.py", 'LANGUAGES = ("en", "fr", "es", "ru", "zh", "ar")\n'),
        ("a.py", 'x = {"fr": 1, "es": 2, "ru": 3, "zh": 4, "ar": 5}\n'),
        ("a.py", 'LANGUAGES = [("ar", "a"), ("zh-hans", "b"), ("en", "c"), ("fr", "d")]\n'),
        ("a.py", "class Text:\n    en: str\n    fr: str\n    es: str\n    ru: str\n"),
        ("a.py", "made = dict(en=1, fr=2, es=3, ru=4)\n"),
        (
            "a.py",
            'if x == "en":\n    y = 1\nelif x == "fr":\n    y = 2\nelif x in ("ar", "ru"):\n    y = 3\n',
        ),
        ("a.py", 'def f(x):\n    """One of ``en fr es ru zh ar``."""\n'),
        ("a.typ", '#let region-of = (en: "GB", fr: "FR", es: "ES", ru: "RU")\n'),
        ("a.html", '{% for code in ["en", "fr", "es", "ru"] %}\n'),
    ],
)
def test_a_second_list_is_seen(tmp_path, name, text) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    assert list(lists_of_languages(tmp_path / name))


def test_the_models_have_a_field_and_a_word_for_each_language() -> None:
    assert list(Text.model_fields) == ["original", *LANGUAGES, "state"]
    assert Language.__args__ == tuple(LANGUAGES)
    assert Text.model_json_schema()["properties"]["original"]["enum"] == list(LANGUAGES)


@pytest.mark.parametrize("code", LANGUAGES)
def test_what_is_stated_of_a_language_agrees_with_the_common_locale_data(code) -> None:
    row = LANGUAGES[code]
    locale = Locale.parse(row.locale)
    assert (locale.text_direction == "rtl") == row.is_rtl
    assert locale.english_name.startswith(row.english)
    assert Catalog(locale=row.locale).plural_forms == row.plural
    percent = Locale.parse(row.cldr).percent_formats[None].pattern.removeprefix("#,##0")
    if "%" in row.style.narrow_before:
        # The house sets a narrow space there, as the Imprimerie nationale does.
        percent = percent.replace("\u00a0", "\u202f")
    assert percent == row.style.percent
    assert row.fonts.charts
    assert bool(row.fonts.file) == bool(row.fonts.package) == bool(row.fonts.text) == bool(row.fonts.headings)


def test_languages_are_told_apart() -> None:
    for name in ("code", "tag", "locale", "name", "english", "un_order"):
        assert len({getattr(row, name) for row in LANGUAGES.values()}) == len(LANGUAGES), name
    assert next(iter(LANGUAGES)) == "en"
    assert [row.un_order for row in in_un_order()] == sorted(row.un_order for row in LANGUAGES.values())


def test_an_unknown_language_is_named_with_those_there_are() -> None:
    with pytest.raises(ValueError, match=r"unknown language 'ene': one of en, fr, es, ru, zh, ar$"):
        known("ene")
    assert by_tag("xx").code == "en"


def test_a_text_in_another_script_has_fonts_for_it() -> None:
    for document in LANGUAGES:
        for code, row in LANGUAGES.items():
            families = fonts.foreign_fonts(code, document)
            assert set(fonts.body_fonts(code)) <= {*families, *fonts.body_fonts("en")}
            assert families[-1] != row.fonts.text or len(families) > 1
    assert [in_slot(slot, "ar").word for slot in ("val", "eastAsia", "bidi")] == ["en-GB", "zh-CN", "ar-SA"]
