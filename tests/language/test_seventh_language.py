"""A language is added by a row, by columns and by rows of tables: an invented one comes through everything that is written.

The language ``qx`` is English in brackets: every text of every table is marked. In a copy of the package it is added as a
translator would add it, everything is written in it by one other process, and every text is looked at: where a text of a
table is outside of the brackets, something has it without asking for the language.
"""

from __future__ import annotations

import csv
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from babel import Locale
from tests.language import written_in

import new_language
import quicksilver
from quicksilver.languages import LANGUAGES

CODE = "qx"
ROOT = Path(__file__).parents[2]
BEFORE, AFTER = "⟦", "⟧"
MARKED = re.compile(f"{BEFORE}[^{BEFORE}{AFTER}]*{AFTER}")
#: The row of the language, of what a row must have.
ROW = f'''    Language(
        code="{CODE}",
        name="⟦English⟧",
        english="Zenglish",
        tag="{CODE}",
        locale="{CODE}",
        cldr="en",
        script="Latn",
        un_order=7,
        word="en-GB",
        typst="en-GB",
        plural="nplurals=2; plural=(n != 1);",
    ),
'''
#: A place with how its value is written, which is stated in English only.
FORMAT = re.compile(r"\{(\w+)[!:][^}]*\}")
#: Texts as short as this are in other texts by chance.
LONG = 12


# --- a copy of the package with the language


def marked(text: str) -> str:
    """Return a text of the invented language."""
    return BEFORE + FORMAT.sub(r"{\1}", text) + AFTER if text.strip(" ,;:.–") else text


def add_language(package: Path) -> int:
    """Add the language to a package as a translator does, and return the number of tables with a column more."""
    path = package / "languages.py"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("\n)\n\n#: The languages by code", f"\n{ROW})\n\n#: The languages by code"))
    return len(new_language.add_columns(package, CODE, "Zenglish", marked))


@pytest.fixture(scope="module")
def written(tmp_path_factory) -> dict[str, list[str]]:
    """Return what is written in the language: kind -> texts."""
    folder = tmp_path_factory.mktemp("language")
    shutil.copytree(
        Path(quicksilver.__file__).parent,
        folder / "quicksilver",
        ignore=shutil.ignore_patterns("__pycache__"),
    )
    assert add_language(folder / "quicksilver") > 15
    out = folder / "out"
    out.mkdir(mode=0o700)
    kept = {
        key: value for key, value in os.environ.items() if not key.startswith(("QUICKSILVER_", "DJANGO_"))
    }
    for command in (["tools/labels.py"], ["tests/language/written_in.py", CODE, str(out)]):
        done = subprocess.run(
            [sys.executable, *command],
            cwd=ROOT,
            env=kept | {"PYTHONPATH": str(folder)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr[-3000:]
    texts: dict[str, list[str]] = json.loads((out / "texts.json").read_text(encoding="utf-8"))
    return texts


# --- what is looked for


def english() -> list[str]:
    """Return what is literal in the English texts of all tables, the longest first; no identifiers, which are in files."""
    literal = set()
    for path in sorted(Path(quicksilver.__file__).parent.rglob("*.csv")):
        with path.open(encoding="utf-8", newline="") as lines:
            rows = [row for row in csv.DictReader(lines) if set(LANGUAGES) <= set(row)]
        for row in rows:
            text = row["en"]
            if text not in [cell for name, cell in row.items() if name not in LANGUAGES]:
                literal |= {part.strip() for part in re.split(r"\{[^}]*\}|%\(\w+\)s", text)}
    # The Common Locale Data Repository names countries, and has no such language.
    literal -= set(Locale.parse("en").territories.values())
    return sorted((part for part in literal if len(part) >= LONG and " " in part), key=len, reverse=True)


ENGLISH = english()


def outside(text: str) -> str:
    """Return what of a text is outside of the brackets."""
    while True:
        shorter = MARKED.sub(" ", text)
        if shorter == text:
            return text
        text = shorter


def left_over(texts: list[str]) -> list[tuple[str, str]]:
    """Return the English texts of tables that are outside of the brackets, each with where it is."""
    pattern = re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, ENGLISH)) + r")(?!\w)")
    return [(match[0], text) for text in texts if (match := pattern.search(outside(text)))]


WRITTEN = [write.__name__ for write in written_in.WRITTEN]


@pytest.mark.parametrize("kind", WRITTEN)
def test_what_is_written_has_the_texts_of_the_language(written, kind) -> None:
    assert sum(BEFORE in text for text in written[kind]) >= 3


@pytest.mark.parametrize("kind", WRITTEN)
def test_no_text_of_a_table_is_left_in_english(written, kind) -> None:
    assert not left_over(written[kind])


def test_what_is_left_over_is_seen() -> None:
    text = max(ENGLISH, key=len)
    assert left_over([f"{BEFORE}a {BEFORE}b{AFTER}{AFTER} {text}"])
    assert not left_over([f"{BEFORE}{text}{AFTER}", "another text of somebody"])
