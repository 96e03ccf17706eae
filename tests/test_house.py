"""The layout explains itself: few entries in every folder, no circles, one reader, one list of languages, plain names.

Each test fails with the place of what breaks it. Contracts on who imports whom are in ``pyproject.toml`` and are checked by
``lint-imports``; what import-linter does not see (lazy imports are seen by it, circles within one package are not) is checked here.
"""

from __future__ import annotations

import ast
import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "quicksilver"
#: Not counted as entries: they are part of every package.
NOT_COUNTED = {"__init__.py", "__main__.py", "py.typed", "__pycache__"}


def _modules():
    found = {}
    for path in sorted(SOURCE.rglob("*.py")):
        parts = ["quicksilver", *path.relative_to(SOURCE).with_suffix("").parts]
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


MODULES = _modules()


def _imports(name, path):
    """Yield what a module imports of the package, lazily or for types alone too, with the line."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            for alias in node.names:
                target = alias.name
                while target and target not in MODULES:
                    target = target.rpartition(".")[0]
                if target:
                    yield target, node.lineno
        elif isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == "quicksilver":
            for alias in node.names:
                full = f"{node.module}.{alias.name}"
                yield (full if full in MODULES else node.module), node.lineno


GRAPH = {
    name: {target: line for target, line in _imports(name, path) if target != name}
    for name, path in MODULES.items()
}


def _circles(graph):
    """Return the strongly connected components of more than one module (Tarjan 1972), without recursion."""
    index, low, on, stack, circles = {}, {}, set(), [], []
    for root in graph:
        if root in index:
            continue
        work = [(root, iter(graph[root]))]
        index[root] = low[root] = len(index)
        stack.append(root)
        on.add(root)
        while work:
            node, targets = work[-1]
            for target in targets:
                if target not in index:
                    index[target] = low[target] = len(index)
                    stack.append(target)
                    on.add(target)
                    work.append((target, iter(graph[target])))
                    break
                if target in on:
                    low[node] = min(low[node], index[target])
            else:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[node])
                if low[node] == index[node]:
                    circle = []
                    while not circle or circle[-1] != node:
                        circle.append(stack.pop())
                        on.discard(circle[-1])
                    if len(circle) > 1:
                        circles.append(sorted(circle))
    return circles


def test_circles_are_seen():
    assert _circles({"a": {"b"}, "b": {"c"}, "c": {"a"}, "d": {"a"}}) == [["a", "b", "c"]]
    assert _circles({"a": {"b"}, "b": {"c"}, "c": set(), "d": {"a"}}) == []


def test_no_module_imports_itself_by_a_circle():
    circles = [
        [
            f"{name}:{GRAPH[name][target]} imports {target}"
            for name in circle
            for target in GRAPH[name]
            if target in circle
        ]
        for circle in _circles(GRAPH)
    ]
    assert circles == []


def _folders():
    return [
        folder
        for folder in [SOURCE, *sorted(SOURCE.rglob("*"))]
        if folder.is_dir() and "__pycache__" not in folder.parts
    ]


@pytest.mark.parametrize("folder", _folders(), ids=lambda folder: str(folder.relative_to(ROOT / "src")))
def test_a_folder_is_seen_at_a_glance(folder):
    entries = sorted(entry.name for entry in folder.iterdir() if entry.name not in NOT_COUNTED)
    assert len(entries) <= (20 if folder == SOURCE else 16), (folder, entries)
    assert entries, f"{folder} is empty"


def _python():
    for part in ("src", "tests", "tools", "benchmarks"):
        yield from sorted((ROOT / part).rglob("*.py"))


def test_the_formatter_is_on():
    places = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in _python()
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if re.search(r"#\s*fmt:\s*(skip|off)", line)
    ]
    assert len(places) < 60, places
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert settings["tool"]["ruff"]["line-length"] == 110


def test_one_reader_of_packaged_files():
    readers = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in MODULES.values()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, (ast.Import, ast.ImportFrom))
        and ("importlib.resources" in ast.unparse(node) or "importlib import resources" in ast.unparse(node))
    ]
    assert {place.rpartition(":")[0] for place in readers} == {"src/quicksilver/intake/packaged.py"}, readers


#: Codes of the six languages of the United Nations.
SIX = {"ar", "en", "es", "fr", "ru", "zh"}


def _lists_of_languages(path):
    """Yield the line of each list, tuple, set, mapping or type that names five or six of the languages."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        parts = ()
        if isinstance(node, (ast.List, ast.Tuple, ast.Set)):
            parts = node.elts
        elif isinstance(node, ast.Dict):
            parts = [key for key in node.keys if key is not None]
        named = set()
        for part in parts:
            first = part.elts[0] if isinstance(part, ast.Tuple) and part.elts else part
            if isinstance(first, ast.Constant) and isinstance(first.value, str):
                named.add(first.value.partition("-")[0].partition("_")[0])
        # Five: a table of what is translated leaves English out.
        if len(named & SIX) >= 5:
            yield node.lineno
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            words = set(node.value.split())
            if len(words & SIX) >= 5 and words <= SIX | {"en"}:
                yield node.lineno


def test_one_list_of_the_languages():
    places = [
        f"{path.relative_to(ROOT)}:{line}"
        for path in [*MODULES.values(), *sorted((ROOT / "tools").glob("*.py"))]
        if "migrations" not in path.parts
        for line in _lists_of_languages(path)
    ]
    others = [place for place in places if not place.startswith("src/quicksilver/languages.py:")]
    assert others == []
    # One row per language, and in no other form.
    rows = (SOURCE / "languages.py").read_text(encoding="utf-8")
    assert all(len(re.findall(rf'code="{code}"', rows)) == 1 for code in SIX)


def test_a_record_class_and_its_table_have_one_file_name():
    records = _classes(SOURCE / "register" / "records")
    tables = _classes(SOURCE / "portal" / "models")
    tables["TargetRecord"] = tables.pop("Target")
    both = set(records) & set(tables)
    assert len(both) > 25
    assert {name: (records[name], tables[name]) for name in both if records[name] != tables[name]} == {}


def _classes(folder):
    return {
        node.name: path.stem
        for path in sorted(folder.glob("*.py"))
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.ClassDef)
    }


def test_no_class_name_is_used_twice_for_calculators_of_money():
    places = [name for name, path in MODULES.items() if "class MoneyVerb" in path.read_text(encoding="utf-8")]
    assert len(places) == 1, places
