"""The product describes itself in one way, has one version, and claims nothing that is not there."""

import re
import subprocess
import sys
import time
import tomllib
from pathlib import Path

import yaml

import quicksilver
from quicksilver.cli.main import cli

ROOT = Path(__file__).parents[2]
KIND = "an open-source information system for the UNEP Global Mercury Partnership"
PARTS = "keeps {its} register, calculates national inventories, models what becomes of emissions, and drafts the progress report in six UN languages"
IN_ONE = f"{KIND} that {PARTS.format(its='its')}"
IN_TWO = (KIND, PARTS.format(its="the Partnership's"))


def words(text: str) -> str:
    return " ".join(text.split())


def read(name: str) -> str:
    return words((ROOT / name).read_text(encoding="utf-8"))


def project() -> dict:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def test_one_identity_everywhere() -> None:
    for text in (
        read("README.md"),
        read("docs/index.md"),
        words(project()["description"]),
        read("mkdocs.yml"),
        read("CITATION.cff"),
    ):
        assert IN_ONE.casefold() in text.casefold()
    for text in (words(quicksilver.__doc__ or ""), words(cli.help or "")):
        assert all(part in text for part in IN_TWO)


def test_one_version() -> None:
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    newest = re.search(r"^## \[(.+?)\]", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert newest is not None
    assert project()["version"] == quicksilver.__version__ == citation["version"] == newest[1]
    assert KIND in citation["title"]


def test_the_first_screen_of_readme() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    first, rest = text.split("## What works")
    for link in (
        "tutorial/report-cycle.md",
        "tutorial/first-inventory.md",
        "tutorial/scenario-to-deposition.md",
        "own-factors.md",
        "images/areas.png",
        "make demo",
        "make serve",
        "quicksilver demo",
        "*recalled*",
    ):
        assert link in first, link
    statuses = [row.split("|")[3].strip() for row in rest.split("\n\n")[1].splitlines()[2:]]
    assert len(statuses) > 8
    assert all(re.match(r"(works|partly|not yet)\b", status) for status in statuses), statuses


def test_the_picture_of_readme_is_that_of_the_register() -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "tools" / "area_board.py"), "--check"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_help_lists_the_register_first() -> None:
    order = [
        "programme",
        "report",
        "inventory",
        "area",
        "scenario",
        "fate",
        "factors",
        "mapping",
        "demo",
        "serve",
        "backup",
        "restore",
    ]
    assert list(cli.lazy) == order


def test_help_loads_nothing_that_takes_time() -> None:
    code = "import sys; from quicksilver.cli import main\ntry: main(['--help'])\nexcept SystemExit: print(sorted(set(sys.modules) & {'numpy', 'pandas', 'django', 'xarray', 'scipy', 'pydantic', 'numba'}))"
    started = time.perf_counter()
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"
    assert time.perf_counter() - started < 3  # 0.1 s on a quiet machine


def test_modules_of_the_package_are_attributes() -> None:
    code = "import quicksilver as qs; print(*(getattr(qs, name).__name__ for name in qs.__all__[1:]))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == [f"quicksilver.{name}" for name in quicksilver.__all__[1:]]


def test_contributors_find_what_they_need() -> None:
    for name in (
        "CONTRIBUTING.md",
        "SECURITY.md",
        "CODE_OF_CONDUCT.md",
        "LICENSE",
        "CITATION.cff",
        "CHANGELOG.md",
    ):
        assert name in read("README.md"), name
    forms = sorted((ROOT / ".github" / "ISSUE_TEMPLATE").glob("?-*.yml"))
    assert len(forms) == 3
    for form in forms:
        asked = yaml.safe_load(form.read_text(encoding="utf-8"))
        assert asked["name"]
        assert asked["description"]
        assert [part for part in asked["body"] if part.get("validations", {}).get("required")]
