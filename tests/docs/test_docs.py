"""What README and docs tell a user to type works, and the pages that the program writes are up to date."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import click
import pytest

from quicksilver.cli.lazy import LazyGroup
from quicksilver.cli.main import cli

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
FENCE = re.compile(r"```(\w+)\n(.*?)```", re.DOTALL)


def commands() -> list[tuple[str, str]]:
    found = []
    for page in PAGES:
        for kind, body in FENCE.findall(page.read_text(encoding="utf-8")):
            if kind != "console":
                continue
            for line in body.replace("\\\n", " ").splitlines():
                if line.strip().startswith("quicksilver "):
                    found.append((page.name, line.split("  #")[0].strip()))
    return found


@pytest.mark.parametrize(("page", "line"), commands())
def test_commands_are_understood(page, line) -> None:
    command: click.Command = cli
    arguments = shlex.split(line)[1:]
    while isinstance(command, LazyGroup):
        found = command.get_command(click.Context(command), arguments.pop(0))
        assert found is not None, line
        command = found
    command.make_context(command.name, arguments)


def test_there_are_commands() -> None:
    assert len(commands()) > 15


def test_pages_written_by_the_program_are_up_to_date() -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "tools" / "reference_pages.py"), "--check"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout


def anchors(page: Path) -> set[str]:
    """Return the names under which the headings of a page can be linked to."""
    bare = re.sub(r"^```.*?^```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE)
    headings = re.findall(r"^#+ (.+)$", bare, re.MULTILINE)
    return {re.sub(r"[\s-]+", "-", re.sub(r"[^\w\s-]", "", text).strip().lower()) for text in headings}


def broken_links(page: Path) -> list[str]:
    """Return the links of a page that lead nowhere, each with its line."""
    wrong = []
    for number, line in enumerate(page.read_text(encoding="utf-8").splitlines(), start=1):
        for target, anchor in re.findall(r"\]\(([^)#\s]*)(?:#([^)\s]*))?\)", line):
            if target.startswith(("http://", "https://")):
                continue
            there = page.parent / target if target else page
            if not there.exists() or (anchor and there.suffix == ".md" and anchor not in anchors(there)):
                wrong.append(f"{page.name}:{number}: {target}{'#' + anchor if anchor else ''}")
    return wrong


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.name)
def test_links_lead_somewhere(page: Path) -> None:
    wrong = broken_links(page)
    assert not wrong, "\n".join(wrong)


def test_a_link_that_leads_nowhere_is_named_with_its_line(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    (tmp_path / "other.md").write_text(
        "# Other\n\n## Two words, one comma\n\n```console\n# no heading\n```\n"
    )
    page.write_text(
        "# A page\n\n[right](other.md) [right](other.md#two-words-one-comma) [right](#a-page)\n"
        "[wrong](none.md) [wrong](other.md#no-heading)\n\n[wrong](#nowhere) [elsewhere](https://example.org/#x)\n"
    )
    assert broken_links(page) == [
        "page.md:4: none.md",
        "page.md:4: other.md#no-heading",
        "page.md:6: #nowhere",
    ]


def test_every_dependency_has_its_reason() -> None:
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    told = (ROOT / "docs" / "explanation" / "dependencies.md").read_text(encoding="utf-8").casefold()
    for text in [*project["dependencies"], *project["optional-dependencies"]["cluster"]]:
        name = re.split(r"[<>=\[]", text)[0]
        assert name.casefold() in told, name


def test_imports_run_one_way() -> None:
    done = subprocess.run(
        [str(Path(sys.executable).with_name("lint-imports"))],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout


def test_no_function_is_a_giant() -> None:
    """A ceiling on the length of functions, and most of them short."""
    import ast

    lengths = []
    for path in (ROOT / "src").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                body = node.body[1:] if ast.get_docstring(node) else node.body
                size = (body[-1].end_lineno - body[0].lineno + 1) if body else 1
                lengths.append(size)
                assert size <= 60, f"{path.name}: {node.name} has {size} lines"
    assert sorted(lengths)[len(lengths) // 2] <= 15
