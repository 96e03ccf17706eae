"""What comes in is read in one place: files, numbers, units and places by the packages for it, and by nothing else."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import quicksilver

SOURCE = Path(quicksilver.__file__).parent
#: The packages that read.
READERS = ("intake/", "geography/", "quantities/units/")
#: Modules of other packages by which files are read.
FORBIDDEN = {"csv", "yaml", "pycountry", "openpyxl.load_workbook", "json.load", "json.loads"}
#: What turns a text into a number.
NUMBERS = {"float", "Decimal"}
#: Signs of a text in what is turned into a number.
TEXTUAL = (".strip(", ".replace(", ".read_text", ".attrs[", "match[", ".text", "row.get(", "cells[")
NAMES = {"text", "cell", "token", "word", "string", "plain"}
#: Places that may, each with its reason.
ALLOWED = {
    "outputs.py json.loads": "the JSON that a data frame wrote of itself a line before",
    "register/formats/tables/csv_files.py csv": "writing of CSV",
    "register/formats/text_form/plain.py yaml": "writing of YAML",
    "portal/models/fields.py Decimal": "a field of a form of the administration prints its number with a point and reads it back",
}


def _parents(tree: ast.AST) -> dict[ast.AST, ast.AST]:
    return {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}


def _catches_value_errors(node: ast.AST, parents: dict[ast.AST, ast.AST]) -> bool:
    """Return whether a call is in a try that expects that a text is no number."""
    while node in parents and not isinstance(node, ast.FunctionDef):
        inner, node = node, parents[node]
        if isinstance(node, ast.Try) and inner in node.body:
            caught = " ".join(ast.unparse(handler.type) for handler in node.handlers if handler.type)
            if "ValueError" in caught or "InvalidOperation" in caught:
                return True
    return False


def _reads_text(call: ast.Call, parents: dict[ast.AST, ast.AST]) -> bool:
    argument = call.args[0]
    written = ast.unparse(argument)
    is_text = any(sign in written for sign in TEXTUAL) or (
        isinstance(argument, ast.Name) and argument.id in NAMES
    )
    return is_text or _catches_value_errors(call, parents)


def readings(source: str) -> Iterator[tuple[int, str]]:
    """Yield the line and the name of everything in a module that reads."""
    tree = ast.parse(source)
    parents = _parents(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            name = ast.unparse(node)
            root = name.partition(".")[0]
            if root in FORBIDDEN:
                yield node.lineno, root
            elif name in FORBIDDEN:
                yield node.lineno, name
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = {f"{node.module}.{alias.name}" for alias in node.names} | {node.module}
            yield from ((node.lineno, name) for name in sorted(names & FORBIDDEN))
        elif (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id in NUMBERS
            and node.args
            and _reads_text(node, parents)
        ):
            yield node.lineno, node.func.id


def test_only_the_packages_for_it_read_what_comes_in() -> None:
    elsewhere: dict[str, list[str]] = {}
    for path in sorted(SOURCE.rglob("*.py")):
        name = path.relative_to(SOURCE).as_posix()
        if name.startswith(READERS):
            continue
        for line, what in readings(path.read_text(encoding="utf-8")):
            elsewhere.setdefault(f"{name} {what}", []).append(f"src/quicksilver/{name}:{line} {what}")
    places = [place for key, found in elsewhere.items() if key not in ALLOWED for place in found]
    assert not places, "read by quicksilver.intake: " + ", ".join(places)
    assert len(ALLOWED) <= 10
    assert set(ALLOWED) <= elsewhere.keys(), "no longer needed"


def test_a_reading_is_seen() -> None:
    source = """
import csv, json, yaml
from openpyxl import load_workbook
rows = csv.DictReader(file)
data = json.loads(text)
other = yaml.safe_load(text)
number = float(text)
number = float(row["x"].strip())
try:
    number = float(value)
except ValueError:
    number = 0
exact = Decimal(cell)
fine = float(array[0])
"""
    assert [what for _, what in sorted(readings(source))] == [
        "openpyxl.load_workbook",
        "csv",
        "json.loads",
        "yaml",
        "float",
        "float",
        "float",
        "Decimal",
    ]
