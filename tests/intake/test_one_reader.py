"""Packaged files are opened in one place, so that what is wrong with one is reported in one way."""

from __future__ import annotations

import ast
from pathlib import Path

import quicksilver

SOURCE = Path(quicksilver.__file__).parent
READER = "intake/packaged.py"
#: Modules that still open packaged files themselves; the list may only get shorter.
LEFT = {
    "cli/register/register_options.py",
    "cli/scenario.py",
    "documents/html.py",
    "documents/pdf.py",
    "language/catalogue.py",
    "language/choices.py",
    "language/names.py",
    "language/sentences.py",
    "register/cycles/notices.py",
    "register/cycles/reminding.py",
    "register/formats/forms/questions.py",
    "register/formats/iati/guarded.py",
    "register/formats/iati/names.py",
    "register/questions/answers.py",
    "register/rules/lifecycles.py",
    "register/rules/roles.py",
    "register/rules/rules.py",
    "register/search/glossary.py",
}


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
    found = {name for name in modules if opens_packaged_files(SOURCE / name)}
    assert READER in found
    others = found - {READER}
    assert others - LEFT == set(), "read it with quicksilver.intake.packaged"
    assert LEFT - others == set(), "take it off the list"
