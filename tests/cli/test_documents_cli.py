"""The commands of ``quicksilver report`` are those of the list of documents."""

from __future__ import annotations

import shlex
from dataclasses import replace
from pathlib import Path

import click
import pytest

from quicksilver.cli.documents import document_command, option_of
from quicksilver.cli.main import cli as root
from quicksilver.cli.report import report
from quicksilver.documents.tree import Document, Paragraph
from quicksilver.errors import InputProblems, Problem
from quicksilver.reports.documents_list import DOCUMENTS, Option
from quicksilver.reports.writing import Manuscript

REPORTS = [name for name, row in DOCUMENTS.items() if row.is_report]
#: Commands that people have typed, in the order of the help.
SINCE_LONG = [
    "progress",
    "leaflet",
    "gaps",
    "mandates",
    "partners",
    "targets",
    "contributions",
    "translations",
    "plan-changes",
    "actions",
]
COMMON = ["--out", "--force", "--language", "--quiet", "--json"]


def test_the_commands_are_those_of_the_list() -> None:
    assert list(report.lazy) == REPORTS
    assert [name for name in REPORTS if name in SINCE_LONG] == SINCE_LONG


@pytest.mark.parametrize("name", REPORTS)
def test_a_command_has_the_options_of_its_row_and_those_of_all(name: str) -> None:
    row = DOCUMENTS[name]
    command = report.get_command(click.Context(report), name)
    assert command is not None
    assert command.help == row.help
    flags = [param.opts[0] if param.param_type_name == "option" else "" for param in command.params]
    own = [option.flag for option in row.options]
    material = [] if row.made_of == "packaged facts" else ["--from", "--database"]
    # A document that reads a table that people bring has the options of reading.
    reading = ["--map", "--decimal", "--use-cached"] if "--rates" in own else []
    assert flags == [*own, *material, *reading, *COMMON]


@pytest.mark.parametrize("row", DOCUMENTS.values(), ids=lambda row: row.name)
def test_the_example_of_a_document_is_understood(row) -> None:
    command: click.Command = root
    arguments = shlex.split(row.example)[1:]
    while isinstance(command, click.Group):
        step = command.get_command(click.Context(command), arguments.pop(0))
        assert step is not None
        command = step
    command.make_context(command.name, arguments)


def _typed(option: Option, *arguments: str) -> object:
    read: list[object] = []
    command = click.command()(option_of(option)(lambda **given: read.append(given[option.name])))
    command.main(list(arguments), standalone_mode=False)
    return read[0]


def test_what_is_typed_for_an_option() -> None:
    layout = Option("layout", "--layout", help="The layout.", default="short", choices=("short", "long"))
    assert _typed(layout) == "short"
    assert _typed(layout, "--layout", "long") == "long"
    with pytest.raises(click.BadParameter, match="'wide' is not one of 'short', 'long'"):
        _typed(layout, "--layout", "wide")
    assert _typed(replace(layout, many=True), "--layout", "long", "--layout", "short") == ("long", "short")
    with pytest.raises(click.MissingParameter):
        _typed(replace(layout, required=True))
    assert _typed(Option("plain", "--plain", "switch"), "--plain") is True
    assert _typed(Option("area", "", metavar="AREA"), "coal") == "coal"


def one_page(*, language: str, layout: str = "short") -> Manuscript:
    """Make a document of packaged facts, as a new row of the list would name it."""
    if layout == "none":
        raise InputProblems([Problem("there is no layout 'none'", "--layout", "short, long")])
    document = Document(language, "A title", (Paragraph(layout),))
    return Manuscript(document, check=lambda: Problem("it is short", "the page", severity="warning"))


def test_a_new_document_is_a_function_and_a_row(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(Path(__file__).parent))
    row = replace(
        DOCUMENTS["leaflet"],
        name="page",
        purpose="Write a page.",
        made_by=f"{Path(__file__).stem}:one_page",
        options=(Option("layout", "--layout", help="The layout."),),
    )
    command = document_command(row)
    assert command.help.splitlines()[0] == "Write a page."

    def run(*arguments: str) -> str:
        command.main([*arguments, "--out", str(tmp_path / "out")], standalone_mode=False)
        printed = capsys.readouterr()
        return printed.out + printed.err

    assert "يرجى التحقق: \u2068the page: it is short" in run("--layout", "long", "-l", "ar")
    page = (tmp_path / "out" / "page.html").read_text(encoding="utf-8")
    assert 'dir="rtl"' in page
    assert "long" in page
    assert run("--force", "--quiet") == ""
    with pytest.raises(InputProblems, match="no layout 'none'"):
        run("--layout", "none", "--force")
