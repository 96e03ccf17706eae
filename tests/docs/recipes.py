"""Following the recipes of CONTRIBUTING.md as a contributor would, in a copy of the package.

A recipe is a section of the page. Its steps are the blocks with a title, in order:

- ``csv title="PATH"``, of any kind: a file that is made;
- ``csv title="PATH, at the end"``: lines that are added to a file;
- ``diff title="PATH"``: what is changed in a file; its lines without a sign must be in the file, once;
- ``console title="run"``: commands, run in the copy;
- ``text title="prints"``: lines that the commands before have printed.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.docs import pasted

PAGE = pasted.ROOT / "CONTRIBUTING.md"
#: The heading below which each heading of the next level is a recipe.
HEADING = "Recipes"
#: What the copy has.
COPIED = ("src", "tests", "tools", "pyproject.toml")
_END = ", at the end"


class RecipeError(Exception):
    """A step cannot be followed; the message names page and line."""


@dataclass(frozen=True)
class Recipe:
    """A recipe: its heading, the line of it, and its steps."""

    name: str
    line: int
    steps: tuple[pasted.Block, ...]

    @property
    def files(self) -> list[str]:
        """Return the files that a contributor touches, in the order of the steps."""
        return list(
            dict.fromkeys(path_of(step) for step in self.steps if step.title not in ("run", "prints"))
        )


def path_of(step: pasted.Block) -> str:
    """Return the file of a step."""
    return step.title.removesuffix(_END)


def recipes(page: Path = PAGE) -> list[Recipe]:
    """Return the recipes of a page."""
    starts: list[tuple[int, str]] = []
    inside, fenced, end = False, False, 0
    lines = page.read_text(encoding="utf-8").splitlines()
    for number, line in enumerate(lines, start=1):
        fenced ^= line.strip().startswith("```")
        if fenced or not line.startswith("#"):
            continue
        level, _, name = line.partition(" ")
        if len(level) <= 2:
            end = number if inside else end
            inside = level == "##" and name == HEADING
        elif inside and level == "###":
            starts.append((number, name))
    end = end or len(lines) + 1
    ends = [start for start, _ in starts[1:]] + [end] * bool(starts)
    titled = [block for block in pasted.fences(page) if block.title]
    return [
        Recipe(name, start, tuple(block for block in titled if start < block.line < stop))
        for (start, name), stop in zip(starts, ends, strict=True)
    ]


def copied(folder: Path) -> Path:
    """Return a copy of the package in a folder, with its tests, tools and settings."""
    skipped = shutil.ignore_patterns("__pycache__", "*.nbi", "*.nbc")
    for name in COPIED:
        source = pasted.ROOT / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=skipped)
        else:
            shutil.copy(source, folder / name)
    return folder


def changed(text: str, lines: Sequence[str]) -> str:
    """Return a text with a change in it, given as the lines of a diff.

    Raises
    ------
    ValueError
        The lines without a sign and those that are taken away are not in the text, or more than once.
    """
    parts: list[list[str]] = [[]]
    for line in lines:
        if line.startswith("@@"):
            parts.append([])
        else:
            parts[-1].append(line or " ")
    for part in filter(None, parts):
        before = "".join(line[1:] + "\n" for line in part if line[0] in " -")
        after = "".join(line[1:] + "\n" for line in part if line[0] in " +")
        count = ("\n" + text).count("\n" + before)
        if count != 1:
            raise ValueError(f"these lines are in the file {count} times:\n{before}")
        place = ("\n" + text).index("\n" + before)
        text = text[:place] + after + text[place + len(before) :]
    return text


def follow(recipe: Recipe, folder: Path) -> list[pasted.Failure]:
    """Follow the steps of a recipe in a copy of the package; return what failed, which ends it.

    Raises
    ------
    RecipeError
        A step does not fit the files.
    """
    root, home = folder / "copy", folder / "home"
    root.mkdir(parents=True)
    home.mkdir()
    copied(root)
    variables = pasted.environment(home) | {"PYTHONPATH": str(root / "src"), "PYTHONDONTWRITEBYTECODE": "1"}
    printed = ""
    for step in recipe.steps:
        place = f"{pasted.name_of(step.page)}:{step.line}"
        if step.title == "run":
            done = subprocess.run(
                ["bash", "-e", "-o", "pipefail", "-c", "\n".join(map(pasted.runnable, _commands(step)))],
                cwd=root,
                env=variables,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                check=False,
            )
            printed = done.stdout
            if done.returncode:
                return [pasted.Failure(place, done.returncode, printed)]
        elif step.title == "prints":
            missing = [line for line in step.body.splitlines() if squeezed(line) not in squeezed(printed)]
            if missing:
                return [pasted.Failure(place, 0, f"not printed: {missing[0]!r}\n{printed}")]
        else:
            try:
                _write(root, step)
            except (ValueError, OSError) as wrong:
                raise RecipeError(f"{place}: {step.title}: {wrong}") from wrong
    return []


def squeezed(text: str) -> str:
    """Return a text with one space where it has several or ends a line."""
    return re.sub(r"\s+", " ", text).strip()


def _commands(step: pasted.Block) -> list[str]:
    return [command for _, command in pasted.commands(step)]


def _write(root: Path, step: pasted.Block) -> None:
    path = root / path_of(step)
    if not path.resolve().is_relative_to(root.resolve()):
        raise ValueError("the file is outside the repository")
    if step.kind == "diff":
        path.write_text(changed(path.read_text(encoding="utf-8"), step.body.splitlines()), encoding="utf-8")
    elif step.title.endswith(_END):
        before = path.read_text(encoding="utf-8")
        if not before.endswith("\n"):
            raise ValueError("the last line of the file has no end")
        # As the formatter puts it: two empty lines before a class or a function.
        gap = "\n\n" if path.suffix == ".py" else ""
        path.write_text(before + gap + step.body + "\n", encoding="utf-8")
    elif path.exists():
        raise ValueError("the file exists already; show what is changed in it as a diff")
    else:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(step.body + "\n", encoding="utf-8")
