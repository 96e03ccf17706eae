"""``quicksilver demo``: the teaching inventory, the register of 2007-2008 and its reports, in one step."""

from __future__ import annotations

import contextlib
import json
import shlex
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

import click

from quicksilver.cli.options import echo_json, language, output
from quicksilver.languages import LANGUAGES

__all__ = ["demo"]

#: The day as of which the register is asked: that of the founding report.
_DAY: Final = "2009-05-01"
_PERIOD: Final = "2007-2008"
_MARK: Final = "demo.json"


class Step(NamedTuple):
    """A command of the demo, and whether it may be left out where a font is missing."""

    arguments: tuple[str, ...]
    optional: bool = False


class Shown(NamedTuple):
    """A file to open, and what it is."""

    path: Path
    what: str


@click.command()
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("out"),
    show_default=True,
    help="Folder to write to; it gets the folders example and demo.",
)
@click.option("--force", is_flag=True, help="Write the demo again, including its register.")
@language
@output
def demo(out: Path, force: bool, language: str, as_json: bool, quiet: bool) -> None:
    """Write the demo: an example inventory with its report, the register of 2007-2008, and its reports.

    The inventory is the teaching example, a country that does not exist. The register is that of the first progress
    report of the Partnership; from it come the gap board, and the progress report in English, Chinese and the
    language chosen. Each command is printed before it runs. Nothing is downloaded. A demo that is there already is
    kept unless --force is given.
    """
    folder = out / "demo"
    present = _there(out, language)
    written = [shown for shown in _files(folder, language) if present and shown.path.exists()]
    if force or not present:
        _clear(out, force=force)
        with _whole(out, out / "example", folder):
            left_out = _run(_steps(out, language), quiet=quiet or as_json)
            (folder / _MARK).write_text(json.dumps(_mark(language)) + "\n", encoding="utf-8")
        written = [shown for shown in _files(folder, language) if shown.path.exists()]
        for note in left_out:
            click.echo(note, err=True)
    elif not (quiet or as_json):
        click.echo(f"The demo is already in {folder.as_posix()}; to write it again, add --force.")
    if as_json:
        echo_json(
            {
                "files": [shown.path.as_posix() for shown in written],
                "register": (folder / "register").as_posix(),
            }
        )
    elif not quiet:
        _close(out, written)


@contextlib.contextmanager
def _whole(*folders: Path) -> Iterator[None]:
    """Remove the folders that a failing demo has made, so that nothing half written is left."""
    made = [folder for folder in folders if not folder.exists()]
    try:
        yield
    except BaseException:
        for folder in made:
            shutil.rmtree(folder, ignore_errors=True)
        raise


def _mark(language: str) -> dict[str, str]:
    from quicksilver.package import VERSION

    return {"written by": "quicksilver demo", "version": VERSION, "language": language}


def _there(out: Path, language: str) -> bool:
    """Return whether this version's demo in this language is complete in a folder."""
    from quicksilver.errors import InputProblems
    from quicksilver.intake.documents import read_json

    mark = out / "demo" / _MARK
    try:
        return bool(read_json(mark) == _mark(language))
    except (OSError, InputProblems):
        return False


def _clear(out: Path, *, force: bool) -> None:
    """Make room for the demo: refuse what is there without ``--force``, else remove the old register.

    Raises
    ------
    OutputExistsError
        There is something in the way and ``force`` is not given.
    """
    from quicksilver.errors import OutputExistsError

    folders = [folder for folder in (out / "example", out / "demo") if folder.exists()]
    if folders and not force:
        names = " and ".join(folder.as_posix() for folder in folders)
        raise OutputExistsError(
            f"{names} already exist{'' if folders[1:] else 's'}; add --force to replace the demo, or name another folder with --out"
        )
    for old in (out / "demo" / _MARK, *(out / "demo" / "register").glob("register.sqlite3*")):
        old.unlink(missing_ok=True)


def _steps(out: Path, language: str) -> list[Step]:
    example, folder = (out / "example").as_posix(), (out / "demo").as_posix()
    database = ("--database", f"{folder}/register/register.sqlite3")
    chosen = () if language == "en" else ("--language", language)
    steps = [
        Step(("inventory", "example", "--out", example, "--force")),
        Step(("inventory", "run", f"{example}/2020", "--out", folder, "--force", *chosen)),
        Step(("programme", "load", _PERIOD, *database)),
        Step(("report", "gaps", "--as-of", _DAY, "--out", f"{folder}/gaps", "--force", *chosen, *database)),
    ]
    for tongue in dict.fromkeys(["en", "zh", language]):
        written = ("--language", tongue, "--out", f"{folder}/progress-{tongue}", "--force")
        steps.append(
            Step(
                ("report", "progress", "--period", _PERIOD, "--as-of", _DAY, *written, *database),
                tongue not in ("en", language),
            )
        )
    return steps


def _run(steps: list[Step], *, quiet: bool) -> list[str]:
    """Run the commands, and return a note for each that a missing font prevented."""
    from quicksilver.cli.main import cli
    from quicksilver.errors import MissingFontError

    left_out = []
    for step in steps:
        if not quiet:
            click.echo(f"$ quicksilver {shlex.join(step.arguments)}")
        try:
            cli.main([*step.arguments, *(["--quiet"] if quiet else [])], "quicksilver", standalone_mode=False)
        except MissingFontError as missing:
            if not step.optional:
                raise
            left_out.append(f"left out: {missing}")
    return left_out


def _files(folder: Path, language: str) -> list[Shown]:
    chosen = "" if language == "en" else f", in {LANGUAGES[language].english}"
    shown = [
        Shown(folder / "report.html", f"national inventory report of the teaching example{chosen}"),
        Shown(
            folder / "gaps" / "gaps.html",
            f"what each partnership area has and what is missing, as of 1 May 2009{chosen}",
        ),
    ]
    for tongue in dict.fromkeys(["en", "zh", language]):
        path = folder / f"progress-{tongue}" / ("report.docx" if tongue == "zh" else "report.pdf")
        shown.append(Shown(path, f"progress report {_PERIOD} in {LANGUAGES[tongue].english}"))
    return shown


def _close(out: Path, written: list[Shown]) -> None:
    """State which files to open, and how to open the pages."""
    program = _program()
    opened = (
        "--demo" if out == Path("out") else f"--data {shlex.quote((out / 'demo' / 'register').as_posix())}"
    )
    width = max(len(shown.path.as_posix()) for shown in written)
    lines = [f"  {shown.path.as_posix():<{width}}  {shown.what}" for shown in written]
    click.echo("\nFiles to open:\n" + "\n".join(lines))
    click.echo(
        f"\nTo see the register's pages, run:\n  {program} serve {opened}\nthen open http://127.0.0.1:8000/ in a browser. "
        f"The gap board is at\n  http://127.0.0.1:8000/gaps/?as_of={_DAY}"
    )


def _program() -> str:
    """Return what starts this program in the reader's shell: its name alone only where the shell would find it."""
    name = Path(sys.argv[0])
    if not name.stem.startswith("quicksilver"):
        return "python -m quicksilver"
    executable = shutil.which("quicksilver")
    same = executable is not None and Path(executable).absolute() == name.absolute()
    return "quicksilver" if same else name.as_posix()
