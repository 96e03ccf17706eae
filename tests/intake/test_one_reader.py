"""Packaged files are opened in one place, so that what is wrong with one is reported in one way."""

from __future__ import annotations

import ast
from pathlib import Path

import quicksilver

SOURCE = Path(quicksilver.__file__).parent
READER = "intake/packaged.py"


def opens_packaged_files(path: Path) -> bool:
    """Return whether a module imports what opens packaged files."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module in ("importlib", "importlib.resources"):
            if node.module == "importlib.resources" or any(name.name == "resources" for name in node.names):
                return True
        elif isinstance(node, ast.Import) and any("importlib.resources" in name.name for name in node.names):
            return True
    return False


def test_only_the_reader_opens_packaged_files():
    modules = {path.relative_to(SOURCE).as_posix() for path in SOURCE.rglob("*.py")}
    opening = {name for name in modules if opens_packaged_files(SOURCE / name)}
    assert opening == {READER}, "read it with quicksilver.intake.packaged"
