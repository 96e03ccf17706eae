"""Which columns a kind of record has, and its plain data by column and back."""

from __future__ import annotations

import types
import typing
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any, Literal

from pydantic import BaseModel

from quicksilver.intake.documents import json_in_cell
from quicksilver.languages import LANGUAGES
from quicksilver.register.formats.tables.cells import data_cell, number_cell, text_cell, text_of
from quicksilver.register.formats.tables.parts import parts_cell, parts_of
from quicksilver.register.records import KINDS, Text, When

__all__ = ["Column", "cells_of", "columns_of", "plain_of"]

Form = Literal["string", "number", "flag", "names", "parts", "data"]


@dataclass(frozen=True)
class Column:
    """A column of a kind's table.

    Attributes
    ----------
    title : str
        Its heading.
    keys : tuple of str
        Of the field in the plain data.
    form : str
        How a value is written in a cell: text, number, true or false, identifiers with semicolons, parts on lines, or JSON.
    always : bool
        Whether the column is written when it is empty.
    whole : tuple of str
        Keys of the text or date it is a part of, where that may be a plain string; else empty.
    """

    title: str
    keys: tuple[str, ...]
    form: Form
    always: bool = True
    whole: tuple[str, ...] = ()


@cache
def columns_of(kind: str) -> tuple[Column, ...]:
    """Return the columns of a kind, in the order of the fields of its class."""
    return tuple(_columns(KINDS[kind], ()))


def _columns(cls: type[BaseModel], above: tuple[str, ...]) -> Iterator[Column]:
    for name, field in cls.model_fields.items():
        keys = (*above, name)
        title, kind = ".".join(keys), _kind(field.annotation)
        if kind is Text:
            yield from _of_text(title, keys)
        elif kind is When:
            yield Column(title, (*keys, "date"), "string", whole=keys)
            yield Column(f"{title} [said]", (*keys, "said"), "string", always=False, whole=keys)
        elif isinstance(kind, type) and issubclass(kind, BaseModel):
            yield Column(title, keys, "data", always=False)
            yield from _columns(kind, keys)
        else:
            yield Column(title, keys, _form(kind))


def _of_text(title: str, keys: tuple[str, ...]) -> Iterator[Column]:
    yield Column(f"{title} [original]", (*keys, "original"), "string", always=False, whole=keys)
    for language in LANGUAGES:
        yield Column(
            f"{title} [{language}]", (*keys, language), "string", always=language == "en", whole=keys
        )
    yield Column(f"{title} [state]", (*keys, "state"), "data", always=False, whole=keys)


def _kind(annotation: Any) -> Any:
    """Return an annotation without ``None`` and without what pydantic adds to it."""
    origin, inside = typing.get_origin(annotation), typing.get_args(annotation)
    if origin is typing.Annotated:
        return _kind(inside[0])
    if origin in (typing.Union, types.UnionType):
        return _kind(next(choice for choice in inside if choice is not type(None)))
    return annotation


def _form(kind: Any) -> Form:
    origin, inside = typing.get_origin(kind), typing.get_args(kind)
    if origin is tuple:
        # Identifiers hold no semicolons; other texts may.
        return "names" if typing.get_origin(inside[0]) is typing.Annotated else "parts"
    if origin is dict:
        return "data"
    return "number" if kind in (int, Decimal) else "flag" if kind is bool else "string"


def cells_of(kind: str, plain: Mapping[str, Any]) -> dict[str, Any]:
    """Return the filled cells of a record by the titles of their columns.

    Parameters
    ----------
    kind : str
    plain : mapping
        Its plain data, with ``id``.
    """
    cells: dict[str, Any] = {}
    for column in columns_of(kind):
        value = _at(plain, column)
        if value is not None:
            cells[column.title] = _cell(column.form, value)
    return cells


def _at(plain: Mapping[str, Any], column: Column) -> Any:
    value: Any = plain
    for depth, key in enumerate(column.keys):
        if column.whole and column.keys[:depth] == column.whole and isinstance(value, str):
            return value if key in ("en", "date") else None
        if key not in value:
            return None
        value = value[key]
    # A part without anything in it has no cells of its own.
    return (
        value if column.form != "data" or not isinstance(value, dict) or column.whole or not value else None
    )


def _cell(form: Form, value: Any) -> Any:
    if form == "string":
        return text_cell(value)
    if form == "number":
        return number_cell(value)
    if form == "names":
        return "; ".join(value)
    if form == "parts":
        return parts_cell(value)
    return value if form == "flag" else data_cell(value)


def plain_of(kind: str, cells: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
    """Return the plain data of a row, and what is wrong with its cells.

    Parameters
    ----------
    kind : str
    cells : mapping
        Filled cells by the titles of their columns; numbers, texts and booleans.

    Returns
    -------
    plain : dict
    wrong : dict
        Title of a column -> the problem of its cell.
    """
    plain: dict[str, Any] = {}
    wrong: dict[str, str] = {}
    for column in columns_of(kind):
        if column.title not in cells:
            continue
        try:
            value = _value(column.form, cells[column.title])
        except (ValueError, RecursionError) as fault:
            wrong[column.title] = (
                f"no list of parts: {fault}" if column.form == "parts" else f"no JSON: {fault}"
            )
            continue
        if len(column.keys) == 1 and isinstance(value, dict):
            plain.setdefault(column.keys[0], {}).update(value)
            continue
        branch = plain
        for key in column.keys[:-1]:
            branch = branch.setdefault(key, {})
        branch[column.keys[-1]] = value
    return plain, wrong


def _value(form: Form, cell: Any) -> Any:
    if form == "string":
        return text_of(cell) if isinstance(cell, str) else str(cell)
    if form == "names":
        return [name.strip() for name in str(cell).split(";") if name.strip()]
    if form == "parts":
        return parts_of(str(cell))
    if form == "data":
        return json_in_cell(str(cell), exact=True)
    if isinstance(cell, str):
        cell = cell.strip()
        return {"true": True, "false": False}.get(cell.lower(), cell) if form == "flag" else cell
    if form == "flag" and cell in (0, 1):
        # Some spreadsheets keep a truth value as a number that is shown as a word.
        return bool(cell)
    return Decimal(repr(cell)) if isinstance(cell, float) else cell
