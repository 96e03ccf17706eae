"""Refuse names that say nothing of what they hold: ``python tools/plain_names.py``.

``found``, ``one``, ``held``, ``told``, ``said`` and ``there`` may be parts of a name (``said_in``, ``found_at``), never a whole one: a
variable, an argument, a function, a class or an attribute of this code is named after the thing of the field that it is.
Attributes of others (``match.found``) and fields of records that files of users spell (``said`` of a date) are left alone.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[1]
REFUSED: Final = frozenset({"found", "one", "held", "told", "said", "there"})
#: Fields that files of users and the database spell; a class that has them says so by its name.
FIELDS: Final = {("When", "said"), ("Lack", "said")}


def names(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Yield line and name of everything that a module names."""
    fields = {
        id(statement.target)
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
        for statement in node.body
        if isinstance(statement, ast.AnnAssign)
        and isinstance(statement.target, ast.Name)
        and (node.name, statement.target.id) in FIELDS
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store) and id(node) not in fields:
            yield node.lineno, node.id
        elif isinstance(node, ast.arg):
            yield node.lineno, node.arg
        elif (
            isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef))
            or (isinstance(node, ast.ExceptHandler) and node.name)
            or (isinstance(node, (ast.MatchAs, ast.MatchStar)) and node.name)
        ):
            yield node.lineno, node.name
        elif isinstance(node, ast.alias) and node.asname:
            yield node.lineno, node.asname


def main() -> int:
    """Print the places; return 1 where there are any."""
    wanted = sys.argv[1:] or ["src", "tools", "benchmarks"]
    files = sorted(
        file
        for part in wanted
        for file in ([ROOT / part] if (ROOT / part).is_file() else (ROOT / part).rglob("*.py"))
    )
    places = [
        f"{file.relative_to(ROOT)}:{line}: {name!r} says nothing of what it is; name the thing"
        for file in files
        for line, name in names(ast.parse(file.read_text(encoding="utf-8")))
        if name in REFUSED
    ]
    print(
        "\n".join(
            [*places, f"{len(places)} names; see docs/contributing/style.md"] if places else ["no such names"]
        )
    )
    return 1 if places else 0


if __name__ == "__main__":
    sys.exit(main())
