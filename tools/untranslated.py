"""Count what a reader gets in English only, package by package; a count may fall and never rises.

*Keys* are rows of the packaged tables of texts that lack one language or more. *Problems* are calls of ``Problem`` that
state what is wrong in English and have no code, by which it could be written in another language; a function that hands a
text on to ``Problem`` counts where it is called.

``python tools/untranslated.py`` prints the counts. With ``--check`` it exits with 1 where a count differs from the stored
one in ``tools/untranslated.csv``, and with ``--store`` it stores lower ones; a higher one is never stored.
"""

from __future__ import annotations

import argparse
import ast
import csv
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from quicksilver.languages import LANGUAGES

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "quicksilver"
STORED = Path(__file__).with_suffix(".csv")
HEADINGS = ("package", "keys", "problems")
#: Calls by which a text is in the language of the reader.
TRANSLATING = {"in_language", "in_words"}


@dataclass(frozen=True)
class Count:
    """What is in English only in a package."""

    keys: int = 0
    problems: int = 0


# --- tables


def untranslated_keys(path: Path) -> int:
    """Return how many rows of a table lack a language; none where it is no table of texts."""
    first = next(iter(LANGUAGES))
    with path.open(encoding="utf-8", newline="") as lines:
        reader = csv.DictReader(line for line in lines if not line.startswith("#"))
        if first not in (reader.fieldnames or ()):
            return 0
        return sum(1 for row in reader if not all(row.get(code) for code in LANGUAGES))


# --- code


def _name(call: ast.Call) -> str:
    """Return the name of what is called, without what it belongs to."""
    if isinstance(call.func, ast.Attribute):
        return call.func.attr
    return call.func.id if isinstance(call.func, ast.Name) else ""


def _functions(tree: ast.AST) -> Iterator[ast.FunctionDef]:
    yield from (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def _statement(call: ast.Call, place: int = 0, name: str = "what") -> ast.expr | None:
    """Return the argument of a call that states what is wrong."""
    if len(call.args) > place:
        return call.args[place]
    return next((word.value for word in call.keywords if word.arg == name), None)


def _has_code(call: ast.Call) -> bool:
    return any(word.arg in ("code", None) for word in call.keywords)


def _is_translated(statement: ast.expr) -> bool:
    return any(isinstance(node, ast.Call) and _name(node) in TRANSLATING for node in ast.walk(statement))


@dataclass(frozen=True)
class Handing:
    """A function that hands one of its parameters on as what is wrong."""

    name: str
    place: int
    parameter: str


def handing_on(tree: ast.AST) -> Iterator[Handing]:
    """Yield the functions of a module that hand a text on to ``Problem``."""
    for function in _functions(tree):
        names = [argument.arg for argument in (*function.args.posonlyargs, *function.args.args)]
        # Of a method, the object is no argument of a call.
        given = names[1:] if names[:1] in (["self"], ["cls"]) else names
        for call in ast.walk(function):
            if isinstance(call, ast.Call) and _name(call) == "Problem" and not _has_code(call):
                statement = _statement(call)
                if isinstance(statement, ast.Name) and statement.id in given:
                    yield Handing(function.name, given.index(statement.id), statement.id)
                    break


def untranslated_problems(tree: ast.AST, imported: dict[str, Handing] | None = None) -> list[int]:
    """Return the lines of a module at which a problem is stated in English only.

    Parameters
    ----------
    tree : ast.AST
    imported : dict of str to Handing, optional
        Functions of other modules that hand a text on, by the name they have here.
    """
    own = {function.name: function for function in handing_on(tree)}
    known = {**(imported or {}), **own, "Problem": Handing("Problem", 0, "what")}
    inside = {
        id(call)
        for function in _functions(tree)
        if function.name in own
        for call in ast.walk(function)
        if isinstance(call, ast.Call) and _name(call) == "Problem" and isinstance(_statement(call), ast.Name)
    }
    lines = []
    for call in ast.walk(tree):
        if not isinstance(call, ast.Call) or _name(call) not in known or id(call) in inside:
            continue
        function = known[_name(call)]
        statement = _statement(call, function.place, function.parameter)
        if statement is not None and not _has_code(call) and not _is_translated(statement):
            lines.append(call.lineno)
    return sorted(lines)


def _imports(tree: ast.AST, handing: dict[str, dict[str, Handing]]) -> dict[str, Handing]:
    """Return the functions that a module imports and that hand a text on, by their names in it."""
    return {
        name.asname or name.name: handing[node.module][name.name]
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module in handing
        for name in node.names
        if name.name in handing[node.module]
    }


# --- packages


def counts(source: Path = SOURCE) -> dict[str, Count]:
    """Return the counts of each package of the program, in alphabetical order."""
    trees = {path: ast.parse(path.read_text(encoding="utf-8")) for path in sorted(source.rglob("*.py"))}
    handing = {
        ".".join(("quicksilver", *path.relative_to(source).with_suffix("").parts)): {
            function.name: function for function in handing_on(tree)
        }
        for path, tree in trees.items()
    }
    totals: dict[str, Count] = {}
    for path in sorted([*trees, *source.rglob("*.csv")]):
        package = path.relative_to(source).parts[0].removesuffix(".py")
        count = totals.setdefault(package, Count())
        if path.suffix == ".csv":
            totals[package] = replace(count, keys=count.keys + untranslated_keys(path))
        else:
            lines = untranslated_problems(trees[path], _imports(trees[path], handing))
            totals[package] = replace(count, problems=count.problems + len(lines))
    return {package: count for package, count in sorted(totals.items()) if count != Count()}


def stored(path: Path = STORED) -> dict[str, Count]:
    """Return the stored counts."""
    if not path.exists():
        return {}
    with path.open(encoding="utf-8", newline="") as lines:
        return {
            row["package"]: Count(int(row["keys"]), int(row["problems"])) for row in csv.DictReader(lines)
        }


def store(made: dict[str, Count], path: Path = STORED) -> None:
    """Store counts."""
    with path.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.writer(lines, lineterminator="\n")
        writer.writerow(HEADINGS)
        writer.writerows((package, count.keys, count.problems) for package, count in made.items())


def differences(made: dict[str, Count], before: dict[str, Count]) -> tuple[list[str], list[str]]:
    """Return what has risen above the stored counts, and what has fallen below them."""
    risen, fallen = [], []
    for package in sorted({*made, *before}):
        new, old = made.get(package, Count()), before.get(package, Count())
        for name in HEADINGS[1:]:
            present, past = getattr(new, name), getattr(old, name)
            line = f"{package}: {present} {name} in English only; stored are {past}"
            if present != past:
                (risen if present > past else fallen).append(line)
    return risen, fallen


def main(arguments: list[str] | None = None) -> int:
    """Print, check or store the counts."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument(
        "--check", action="store_true", help="Exit with 1 where a count is not the stored one."
    )
    parser.add_argument("--store", action="store_true", help="Store counts that have fallen.")
    given = parser.parse_args(arguments)
    made, before = counts(), stored()
    risen, fallen = differences(made, before) if before else ([], [])
    if risen and (given.check or given.store):
        print("\n".join(risen))
        print("Give the problem a code and its sentences, or the row its translations.")
        return 1
    if given.store:
        store(made)
    elif given.check:
        if fallen:
            print("\n".join(fallen))
            print("Fewer than before: run `python tools/untranslated.py --store`, so that they stay so few.")
        return 1 if fallen else 0
    else:
        print(f"{'package':<12} {'keys':>6} {'problems':>9}")
        total = Count(*(sum(getattr(count, name) for count in made.values()) for name in HEADINGS[1:]))
        for package, count in [*made.items(), ("all", total)]:
            print(f"{package:<12} {count.keys:>6} {count.problems:>9}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
