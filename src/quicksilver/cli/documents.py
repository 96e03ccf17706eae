"""The commands that write documents, made from the list of documents: their options, their help, and what they print."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from quicksilver.cli.options import echo_json, echo_warnings, language, output, reading_options
from quicksilver.cli.options import progress as bar
from quicksilver.cli.register.register_options import (
    Day,
    database_option,
    echo_knowledge,
    from_option,
    knowledge_fields,
    open_database,
    read_register,
)

if TYPE_CHECKING:
    from quicksilver.errors import Problem
    from quicksilver.register.questions.knowledge import Asked
    from quicksilver.reports.documents_list import DocumentRow, Option

__all__ = ["document_command", "option_of"]

out_option = click.option(
    "--out", type=click.Path(path_type=Path, file_okay=False), required=True, help="Folder to write to."
)
_FILE: Final = click.Path(path_type=Path, dir_okay=False)
force_option = click.option("--force", is_flag=True, help="Replace existing files.")


class _Kind(click.ParamType):  # type: ignore[type-arg]
    """A kind of record of the register; a misspelt one gets a guess."""

    name = "kind"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> str:
        from quicksilver.errors import closest
        from quicksilver.register.records import KINDS

        if value not in KINDS:
            guess = closest(str(value), list(KINDS))
            hint = f" Did you mean {guess!r}?" if guess else ""
            self.fail(f"{value!r} is not a kind of record.{hint} Kinds: {', '.join(KINDS)}.", param, ctx)
        return str(value)


def option_of(option: Option) -> Callable[[Any], Any]:
    """Return what gives a command an option, or an argument where it has no flag."""
    if not option.flag:
        return click.argument(option.name, metavar=option.metavar or None)
    named: dict[str, Any] = {"help": option.help, "metavar": option.metavar or None}
    if option.type == "switch":
        return click.option(option.flag, option.name, is_flag=True, **named)
    named |= {"required": option.required, "multiple": option.many, "type": _type(option)}
    if option.type == "text" and not (option.required or option.many):
        named["default"] = option.default
    return click.option(option.flag, option.name, **named)


def _type(option: Option) -> Any:
    if option.choices:
        return click.Choice(option.choices)
    return {"day": Day(), "kind of record": _Kind(), "file": _FILE, "text": str}[option.type]


def _value(option: Option, typed: Any) -> Any:
    """Return what an option gives the function of a document: of a file, what is read from it."""
    if not option.reader or typed is None:
        return typed
    module, name = option.reader.split(":")
    return getattr(importlib.import_module(module), name)(typed)


def document_command(row: DocumentRow) -> click.Command:
    """Return the command that writes a document of the list."""

    def write(**given: Any) -> None:
        _write(row, **given)

    command: Any = write
    last = (out_option, force_option, language, output)
    read = [option.name for option in row.options if option.reader]
    reading = (reading_options(*read),) if read else ()
    from_register = (from_option, database_option) if row.made_of != "packaged facts" else ()
    for option in reversed((*map(option_of, row.options), *from_register, *reading, *last)):
        command = option(command)
    return click.command(row.name, help=row.help)(command)


def _write(
    row: DocumentRow, *, out: Path, force: bool, language: str, as_json: bool, quiet: bool, **given: Any
) -> None:
    """Write the files of a document, all of them or none, and print what was written.

    A document about a day later than the register's knowledge is announced as such.
    """
    from quicksilver.outputs import write_files

    chosen = [option for option in row.options if not option.of_material]
    typed = {option.name: _value(option, given[option.name]) for option in chosen}
    material, question, options = _material(row, given)
    options |= {name: value for name, value in typed.items() if value is not None}
    warnings: list[Problem] = []
    with bar(1 + len(row.formats), quiet=quiet, what=row.name) as step:
        files = row.files(
            material,
            language=language,
            progress=step,
            warn=None if quiet else warnings.append,
            **options,
        )
    write_files(out, files, force=force)
    dated = row.always_dated or given["as_of"] is not None
    if as_json:
        known = knowledge_fields(question, language, dated=dated)
        echo_json({"written": [str(out / name) for name in files], **known})
    elif not quiet:
        echo_knowledge(question, language, dated=dated)
        click.echo(f"Written to {out}: {', '.join(files)}")
    echo_warnings(warnings, language)


def _material(row: DocumentRow, given: Mapping[str, Any]) -> tuple[object, Asked | None, dict[str, Any]]:
    """Return what a document is made of, the question about a day, and the options that follow from it."""
    if row.made_of == "packaged facts":
        return None, None, {}
    source, database, as_of = given["source"], given["database"], given["as_of"]
    if source is None and row.name in _STORED:
        open_database(database)
        material, question = _STORED[row.name](given)
        return material, question, {"given": question}
    from quicksilver.register.questions.knowledge import asked, knowledge_end

    register = read_register(source, database)
    if row.made_of == "reviewed register" and source is None and not given["as_is"]:
        from quicksilver.portal.store.final import as_reviewed
        from quicksilver.reports.period import Period

        covered = Period.parse(given["period"])
        register = as_reviewed(register, covered.first, covered.last)
    return register, asked(knowledge_end(register), as_of), {}


def _stored_gaps(given: Mapping[str, Any]) -> tuple[object, Asked]:
    from quicksilver.portal.store.knowledge import stored_knowledge_end
    from quicksilver.portal.store.stored_gaps import public_gap_board, stored_gap_board
    from quicksilver.register.questions.knowledge import asked

    question = asked(stored_knowledge_end(), given["as_of"])
    board = stored_gap_board if given["everything"] else public_gap_board
    return board(question.day), question


#: Questions that the database answers itself, in fewer queries than it takes to read the register.
_STORED: Final[dict[str, Callable[[Mapping[str, Any]], tuple[object, Asked]]]] = {"gaps": _stored_gaps}
