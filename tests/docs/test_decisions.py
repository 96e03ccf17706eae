"""Decisions have one form, are listed and in the contents, and name commands and commits that exist."""

import re
import runpy
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "docs" / "decisions"
INDEX = FOLDER / "index.md"
PAGES = sorted(page for page in FOLDER.iterdir() if page != INDEX)
HEADINGS = ["Context", "Options", "Decision", "Consequences", "When to look again"]


def test_the_folder_can_be_read_at_a_glance() -> None:
    assert 9 <= len(PAGES) <= 15
    assert all(page.suffix == ".md" for page in PAGES)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_decision_has_the_form(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == HEADINGS
    state = text.splitlines()[2]
    assert re.match(
        r"Decided on \d{1,2} [A-Z][a-z]+ \d{4}\b.*; (in force|replaced by \[.+\]\(.+\.md\))\.$", state
    )
    for heading, body in re.findall(r"^## (.+)\n\n((?:(?!^## ).*\n?)*)", text, re.MULTILINE):
        assert len(body.split()) >= 12, f"{heading} is nearly empty"
    options = re.search(r"^## Options\n(.*?)^## ", text, re.MULTILINE | re.DOTALL)
    assert options is not None
    rows = [line for line in options[1].splitlines() if line.startswith("| ")]
    assert rows[0] == "| option | for | against |"
    assert len(rows) >= 4, "a decision compares two options at least"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_decision_is_listed_and_in_the_contents(page: Path) -> None:
    assert f"]({page.name})" in INDEX.read_text(encoding="utf-8")
    assert f"decisions/{page.name}\n" in (ROOT / "mkdocs.yml").read_text(encoding="utf-8")


def test_the_index_states_the_form() -> None:
    stated = re.findall(r"\*\*(.+?)\*\*", " ".join(INDEX.read_text(encoding="utf-8").split()))
    assert stated == HEADINGS


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_files_that_a_decision_names_exist(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    for name in re.findall(r"`((?:tests|benchmarks|tools)/[\w/]+\.\w+)`", text):
        assert (ROOT / name).exists(), name
    for name in re.findall(r"`((?:documents|charts|register|portal|quantities)/[\w/.]*)`", text):
        assert (ROOT / "src" / "quicksilver" / name).exists(), name
    for part in re.findall(r"`python benchmarks/decisions\.py (\w+)`", text):
        assert f"def {part}()" in (ROOT / "benchmarks" / "decisions.py").read_text(encoding="utf-8")


@pytest.mark.parametrize("part", ["documents", "draws", "tables"])
def test_the_figures_can_be_measured(part: str, monkeypatch: pytest.MonkeyPatch) -> None:
    module = runpy.run_path(str(ROOT / "benchmarks" / "decisions.py"))
    measure = module["PARTS"][part]
    monkeypatch.setitem(measure.__globals__, "COUNTS", (10,))
    figures = list(measure())
    assert figures
    assert all(what and seconds > 0 for what, seconds in figures)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_commits_that_a_decision_names_exist(page: Path) -> None:
    named = re.findall(r"commit `([0-9a-f]{7,40})`", page.read_text(encoding="utf-8"))
    for commit in named:
        shown = subprocess.run(
            ["git", "cat-file", "-t", commit], cwd=ROOT, capture_output=True, text=True, check=False
        )
        if shown.returncode and not (ROOT / ".git").exists():
            pytest.skip("this is no clone")
        if shown.returncode:
            shallow = subprocess.run(
                ["git", "rev-parse", "--is-shallow-repository"],
                cwd=ROOT,
                capture_output=True,
                text=True,
                check=False,
            )
            if shallow.stdout.strip() == "true":
                pytest.skip("this clone has no history")
        assert shown.stdout.strip() == "commit", commit
