"""What a reader gets in English only is counted, and a count never rises unseen."""

from __future__ import annotations

import ast
import importlib.util
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def tool():
    """Return the tool that counts."""
    spec = importlib.util.spec_from_file_location("untranslated", ROOT / "tools" / "untranslated.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["untranslated"] = module
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    ("code", "lines"),
    [
        ('Problem("no level", "a.csv")', [1]),
        ('Problem(what=f"no {level}", where="a.csv")', [1]),
        ("text = 'no level'\nProblem(text, 'a.csv')", [2]),
        ('Problem("no level", "a.csv", code="level.none")', []),
        ('problem("level.none", "a.csv")', []),
        ('Problem(say("no level").in_language(language), "a.csv")', []),
        (
            "def problem(what, where):\n    return Problem(what, where)\n\nproblem('a', 'b')\nproblem('c', 'd')",
            [4, 5],
        ),
        (
            "class Reading:\n    def add(self, line, what):\n        self.list.append(Problem(what, line))\n"
            "    def read(self):\n        self.add(1, 'no level')",
            [5],
        ),
        ("def again(problem):\n    return Problem(problem.what, problem.where, code=problem.code)", []),
    ],
)
def test_problems_in_english_only_are_counted_where_they_are_stated(tool, code, lines) -> None:
    assert tool.untranslated_problems(ast.parse(code)) == lines


def test_a_function_of_another_module_that_hands_a_text_on_is_known(tool, tmp_path) -> None:
    (tmp_path / "areas").mkdir()
    (tmp_path / "areas" / "needs.py").write_text(
        "def need(what):\n    return Problem(what, 'a')\n", encoding="utf-8"
    )
    (tmp_path / "areas" / "coal.py").write_text(
        "from quicksilver.areas.needs import need\n\nneed('no coal')\nother('x')\n", encoding="utf-8"
    )
    assert tool.counts(tmp_path) == {"areas": tool.Count(0, 1)}


def test_rows_without_a_language_are_counted(tool, tmp_path) -> None:
    head = ",".join(["key", *tool.LANGUAGES])
    (tmp_path / "fate").mkdir()
    (tmp_path / "fate" / "text.csv").write_text(
        f"{head}\na,x,x,x,x,x,x\nb,x,,x,x,x,x\nc,x,,,,,\n", encoding="utf-8"
    )
    (tmp_path / "fate" / "facts.csv").write_text("id,value\na,\n", encoding="utf-8")
    assert tool.counts(tmp_path) == {"fate": tool.Count(2, 0)}


def test_a_count_falls_and_never_rises(tool, tmp_path, monkeypatch, capsys) -> None:
    path = tmp_path / "untranslated.csv"
    stored, store = tool.stored, tool.store
    monkeypatch.setattr(tool, "stored", lambda: stored(path))
    monkeypatch.setattr(tool, "store", lambda made: store(made, path))
    for count, options, status in (
        (3, ["--store"], 0),
        (3, ["--check"], 0),
        (4, ["--check"], 1),
        (4, ["--store"], 1),
        (2, ["--check"], 1),
        (2, ["--store"], 0),
        (3, ["--check"], 1),
    ):
        monkeypatch.setattr(tool, "counts", lambda count=count: {"areas": tool.Count(0, count)})
        assert tool.main(options) == status, (count, options)
    assert stored(path) == {"areas": tool.Count(0, 2)}
    assert "areas: 3 problems in English only; stored are 2" in capsys.readouterr().out


def test_the_stored_counts_are_those_of_today(tool) -> None:
    risen, fallen = tool.differences(tool.counts(), tool.stored())
    assert not risen
    assert not fallen, "run: python tools/untranslated.py --store"
