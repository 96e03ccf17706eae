"""Find words that the style page asks writers to avoid, in everything that a person reads.

Read are: literal text in the package (texts of one word are names and are left out), f-strings as a whole, the
documentation strings of public functions, of commands and of the fields of public classes (which the API and the JSON
schemas show), the pages' templates, the English columns of packaged tables, the packaged registers, README and docs. A phrase is found although a line ends within it. The list of words is
``docs/contributing/words.csv``; what each row excepts is part of it, and is looked for in the lines of the hit.

Run ``python tools/plain_words.py [PATH ...]``; it prints file, line, word and what to write instead.
"""

from __future__ import annotations

import ast
import csv
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from quicksilver.languages import LANGUAGES

ROOT = Path(__file__).parents[1]
WORDS = ROOT / "docs" / "contributing" / "words.csv"
#: Pages that quote the words, records of what earlier versions wrote, and legal texts.
LEFT_OUT = (
    "docs/contributing/words.csv",
    "docs/contributing/style.md",
    "CHANGELOG.md",
    "LICENSE",
    "migrations/",
)
SUFFIXES = {".py", ".csv", ".html", ".json", ".md", ".yaml", ".yml", ".txt", ".cff", ".toml"}
#: What is read where no place is given.
READ = (
    "src",
    "docs",
    ".github",
    "README.md",
    "CONTRIBUTING.md",
    "SECURITY.md",
    "CODE_OF_CONDUCT.md",
    "pyproject.toml",
    "CITATION.cff",
    "mkdocs.yml",
)
#: Columns in other languages than English.
FOREIGN = tuple(LANGUAGES)[1:]


class Word(NamedTuple):
    """A row of the list: the words to avoid, what to write, and phrases in which they are right."""

    avoid: str
    prefer: str
    pattern: re.Pattern[str]
    excepted: re.Pattern[str] | None


def words() -> list[Word]:
    """Return the list of words."""
    with WORDS.open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    return [
        Word(
            row["avoid"],
            row["prefer"],
            re.compile(row["pattern"].replace(" ", r"\s+"), re.IGNORECASE),
            re.compile(row["except"], re.IGNORECASE) if row["except"] else None,
        )
        for row in rows
    ]


def _standing_alone(tree: ast.Module) -> dict[int, bool]:
    """Return the strings that are statements, by identity, and whether a person reads them."""
    alone: dict[int, bool] = {}
    for node in ast.walk(tree):
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)):
            public = not isinstance(node, ast.Module) and not node.name.startswith("_")
            for place, line in enumerate(node.body):
                # The first is the node's own; the others of a class describe its fields.
                if isinstance(line, ast.Expr) and isinstance(line.value, ast.Constant):
                    alone[id(line.value)] = public and (place == 0 or isinstance(node, ast.ClassDef))
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            alone.setdefault(id(node.value), False)
    return alone


def python_texts(source: str) -> Iterator[tuple[int, str]]:
    """Yield the texts of a module: literals with a space in them, and documentation strings of public things."""
    tree = ast.parse(source)
    strings = _standing_alone(tree)
    parts: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            parts |= {id(part) for part in node.values}
            text = "".join(
                str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values
            )
            if " " in text.strip():
                yield node.lineno, text
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in parts:
            wanted = strings.get(id(node), " " in node.value.strip())
            if wanted:
                yield node.lineno, node.value


def table_texts(path: Path) -> Iterator[tuple[int, str]]:
    """Yield the cells of a table that are not in a column of another language and are not identifiers."""
    with path.open(encoding="utf-8", newline="") as handle:
        reader = csv.reader(line for line in handle)
        heads = next(reader, [])
        for row in reader:
            for head, cell in zip(heads, row, strict=False):
                if head not in FOREIGN and " " in cell:
                    yield reader.line_num, cell


def texts(path: Path) -> Iterator[tuple[int, str]]:
    """Yield everything that a person reads in a file, with the line it begins at."""
    if path.suffix == ".py":
        yield from python_texts(path.read_text(encoding="utf-8"))
    elif path.suffix == ".csv":
        yield from table_texts(path)
    else:
        yield 1, path.read_text(encoding="utf-8")


def files(places: list[Path]) -> Iterator[Path]:
    """Yield the files to read below some places."""
    for place in places:
        for path in sorted(place.rglob("*")) if place.is_dir() else [place]:
            name = path.resolve().relative_to(ROOT).as_posix()
            if path.suffix in SUFFIXES and not any(left in name for left in LEFT_OUT):
                yield path


def findings(places: list[Path]) -> Iterator[tuple[str, int, str, str]]:
    """Yield file, line, what was read and what to write instead."""
    listed = words()
    for path in files(places):
        name = path.resolve().relative_to(ROOT).as_posix()
        for line, text in texts(path):
            for word in listed:
                for hit in word.pattern.finditer(text):
                    if word.excepted and word.excepted.search(_lines_of(hit, text)):
                        continue
                    yield name, line + text.count("\n", 0, hit.start()), " ".join(hit[0].split()), word.prefer


def _lines_of(hit: re.Match[str], text: str) -> str:
    """Return the lines that a hit is in."""
    end = text.find("\n", hit.end())
    return text[text.rfind("\n", 0, hit.start()) + 1 : end if end >= 0 else len(text)]


def main() -> int:
    """Print every finding and return 1 if there is one."""
    places = [Path(name) for name in sys.argv[1:]] or [ROOT / name for name in READ]
    count = 0
    for name, line, word, prefer in findings(places):
        count += 1
        print(f"{name}:{line}: {word!r}; write: {prefer}")
    if count:
        print(f"{count} places; see docs/contributing/style.md")
    return 1 if count else 0


if __name__ == "__main__":
    sys.exit(main())
