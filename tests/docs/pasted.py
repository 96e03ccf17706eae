"""Reading what README and docs tell a user to paste, and running it as a user would."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGES = sorted([ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md")])
#: Lines that are not run, and why. Nothing else is left out; what is not for pasting is fenced as ``text``.
NOT_RUN = (
    (r"(python\d? -m )?pip install\b", "the tests' own environment has the package"),
    (r"pipx install\b", "the tests' own environment has the package"),
    (r"python\d? -m venv\b", "the tests' own environment is one"),
    (r"(source|\.) \S*\.venv/bin/activate$", "the tests' own environment is active"),
    (r"git clone\b", "the tests run in a clone; nothing is downloaded"),
    (r"cd quicksilver$", "follows git clone"),
    (r"(sudo )?apt(-get)? (update|install)\b", "changes the machine"),
)
_SERVE = re.compile(r"quicksilver (programme )?serve\b")
_HEREDOC = re.compile(r"<<-?\s*['\"]?(\w+)")


@dataclass(frozen=True)
class Block:
    """A fenced block: its page, the line of its first line, what it is, and its title."""

    page: Path
    line: int
    kind: str
    body: str
    title: str = ""


@dataclass(frozen=True)
class Failure:
    """What went wrong, and where it was pasted from."""

    place: str
    code: int
    output: str

    def __str__(self) -> str:
        return f"{self.place}: exit {self.code}\n{self.output[-3000:]}"


def name_of(page: Path) -> str:
    """Return a page's name from the root of the repository."""
    return page.relative_to(ROOT).as_posix() if page.is_relative_to(ROOT) else page.name


def fences(page: Path) -> list[Block]:
    """Return all fenced blocks of a page, of whatever kind."""
    read, start, opened = [], 0, ""
    lines = page.read_text(encoding="utf-8").splitlines()
    for number, line in enumerate(lines, start=1):
        fence = line.strip()
        if start and fence == "```":
            kind, _, rest = opened.partition(" ")
            title = re.fullmatch(r'title="(.*)"', rest.strip())
            body = textwrap.dedent("\n".join(lines[start : number - 1]))
            read.append(Block(page, start + 1, kind, body, title[1] if title else ""))
            start = 0
        elif not start and fence.startswith("```"):
            start, opened = number, fence.removeprefix("```").strip()
    return read


def blocks(page: Path, kinds: tuple[str, ...] = ("console", "python")) -> list[Block]:
    """Return the blocks of a page that a user pastes; one with a title is a file, or a step of a recipe.

    Commands on reference pages show a form, so that only their Python is run.
    """
    if "reference" in page.parts or "explanation" in page.parts:
        kinds = tuple(kind for kind in kinds if kind != "console")
    return [block for block in fences(page) if block.kind in kinds and not block.title]


def _complete(text: str) -> bool:
    """Return whether a shell would run a text and not wait for more."""
    word = _HEREDOC.search(text)
    if word and word[1] not in (line.strip() for line in text.splitlines()[1:]):
        return False
    return (
        not text.endswith("\\")
        and subprocess.run(["bash", "-n"], input=text, text=True, capture_output=True, check=False).returncode
        == 0
    )


def commands(block: Block) -> Iterator[tuple[int, str]]:
    """Yield the commands of a console block with their lines; what goes on over several lines is one command."""
    kept: list[str] = []
    for number, line in enumerate(block.body.splitlines(), start=block.line):
        if not kept and (not line.strip() or line.lstrip().startswith("#")):
            continue
        kept.append(line)
        if _complete("\n".join(kept)):
            yield number - len(kept) + 1, "\n".join(kept)
            kept = []
    if kept:
        yield block.line, "\n".join(kept)


def bare(command: str) -> str:
    """Return a command without its comment."""
    return re.sub(r"\s+#\s.*$", "", command).strip()


def reason_not_to_run(command: str) -> str:
    """Return why a line is not run; empty where it is."""
    return next((why for pattern, why in NOT_RUN if re.match(pattern, bare(command))), "")


def make_targets() -> dict[str, str]:
    """Return the targets of the Makefile with their recipes."""
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    return dict(re.findall(r"^([a-z-]+):[^=\n]*\n((?:\t.*\n?)*)", text, re.MULTILINE))


def made(command: str) -> str:
    """Return what a ``make`` line runs here: the demo or the service it calls, else nothing once its target is known.

    Raises
    ------
    ValueError
        The Makefile has no such target, or no such variable.
    """
    targets, text = make_targets(), (ROOT / "Makefile").read_text(encoding="utf-8")
    for word in bare(command).split()[1:]:
        name, sign, _ = word.partition("=")
        if sign and f"$({name})" not in text:
            raise ValueError(f"the Makefile does not use {name}")
        if not sign and name not in targets:
            raise ValueError(f"the Makefile has no target {name!r}")
    words = bare(command).split()
    if words == ["make", "demo"]:
        return "quicksilver demo"
    return "quicksilver serve --demo" if words == ["make", "serve"] else ""


def runnable(command: str) -> str:
    """Return what is run for a pasted command; empty where nothing is."""
    if reason_not_to_run(command):
        return ""
    if bare(command).split()[:1] == ["make"]:
        command = made(command)
    if bare(command) == "quicksilver demo":
        # Written once for all pages, by this very command.
        return 'if [ -e out/demo ]; then quicksilver demo >/dev/null; else cp -R "$DEMO/out" .; fi'
    if _SERVE.match(bare(command)):
        return f"python {Path(__file__).with_name('probe.py')} {_SERVE.sub('', bare(command))}"
    return command


def script(page: Path, scratch: Path) -> str:
    """Return a page's blocks as one script that notes the line it is at; ``scratch`` gets the Python blocks."""
    parts = ["set -eo pipefail"]
    for block in blocks(page):
        if block.kind == "python":
            # Empty lines before it, so that a traceback has the page's own lines.
            code = scratch / f"{page.stem}-{block.line}.py"
            code.write_text("\n" * (block.line - 1) + block.body + "\n", encoding="utf-8")
            parts += [f'echo {block.line} > "$AT"', f"python {code}"]
            continue
        for line, command in commands(block):
            parts.append(f'echo {line} > "$AT"')
            try:
                parts.append(runnable(command))
            except ValueError as wrong:
                parts.append(f"echo {shlex.quote(str(wrong))}; exit 1")
    return "\n".join([*parts, ""])


def environment(home: Path) -> dict[str, str]:
    """Return the variables of a user who has the program, and a home and a register of their own."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("QUICKSILVER_", "XDG_", "DATABASE_URL", "DJANGO_"))
    }
    return kept | {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{kept['PATH']}",
        "HOME": str(home),
        "QUICKSILVER_DATA": str(home / "data"),
        "LC_ALL": "C.UTF-8",
    }


def run(page: Path, folder: Path, demo: Path) -> Failure | None:
    """Run a page's blocks in order in a new folder, with a home and a register of its own.

    Parameters
    ----------
    page, folder : Path
    demo : Path
        Folder in which ``quicksilver demo`` was run.
    """
    work, scratch, home = folder / "work", folder / "scratch", folder / "home"
    for made_here in (work, scratch, home):
        made_here.mkdir(parents=True)
    variables = environment(home) | {"AT": str(scratch / "at"), "DEMO": str(demo)}
    (scratch / "page.sh").write_text(script(page, scratch), encoding="utf-8")
    done = subprocess.run(
        ["bash", str(scratch / "page.sh")],
        cwd=work,
        env=variables,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode == 0:
        return None
    at = scratch / "at"
    line = at.read_text(encoding="ascii").strip() if at.exists() else "1"
    return Failure(f"{name_of(page)}:{line}", done.returncode, done.stdout)
