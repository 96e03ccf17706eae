"""What pydantic found wrong with a record, as problems in five parts."""

from __future__ import annotations

import types
import typing
from collections.abc import Callable, Mapping
from typing import Any

from pydantic import BaseModel, ValidationError

from quicksilver.errors import Problem, closest

__all__ = ["Where", "problems_of"]

#: Names file and line (or sheet and cell) of a field, given its keys.
Where = Callable[..., str]


def problems_of(wrong: ValidationError, cls: type[BaseModel], where: Where) -> list[Problem]:
    """Return the problems of a record, each with its place.

    Parameters
    ----------
    wrong : ValidationError
    cls : type
        The record's class.
    where : callable
        From the keys of a field to the words that name its place.
    """
    return [_problem(dict(one), cls, where) for one in wrong.errors(include_url=False)]


def _problem(one: Mapping[str, Any], cls: type[BaseModel], where: Where) -> Problem:
    keys = tuple(one["loc"])
    given, kind, context = one.get("input"), str(one["type"]), one.get("ctx") or {}
    name = ".".join(str(key + 1) if isinstance(key, int) else str(key) for key in keys) or "the record"
    if kind in ("extra_forbidden", "invalid_key"):
        allowed = list(_model_at(cls, keys[:-1]).model_fields)
        guess = closest(str(keys[-1]), allowed)
        remedy = f"write {guess}" if guess else "remove it"
        return Problem(f"unknown field {str(keys[-1])!r}", where(*keys), ", ".join(allowed), guess, remedy)
    if kind == "missing":
        return Problem(
            f"{name} is missing",
            where(*keys),
            "every record of this kind has it",
            remedy=f"add {keys[-1]}: ...",
        )
    if kind == "literal_error":
        choices = [str(choice) for choice in _choices(cls, keys)]
        return Problem(
            f"{_short(given)} is not a valid {name}",
            where(*keys),
            ", ".join(choices),
            closest(str(given), choices, cutoff=0.4),
        )
    if kind == "string_pattern_mismatch":
        return Problem(
            f"{_short(given)} is not an identifier",
            where(*keys),
            "lower-case letters, digits, hyphens and full stops between them",
            _as_id(given),
        )
    if kind == "string_type" and not isinstance(given, (Mapping, list, tuple)):
        return Problem(
            f"{name} is {_short(given)}, which YAML does not read as a text",
            where(*keys),
            "a text",
            f'"{given}"',
            "put it in quotation marks",
        )
    what = (
        str(context["error"])
        if "error" in context
        else f"{name}: {one['msg'][:1].lower()}{one['msg'][1:]}, not {_short(given)}"
    )
    return Problem(
        what, where(*keys), _EXPECTED.get(kind, "a value of the right kind"), remedy=f"correct {name}"
    )


_EXPECTED = {
    "decimal_type": "a number",
    "decimal_parsing": "a number",
    "int_type": "a whole number",
    "int_parsing": "a whole number",
    "bool_type": "true or false",
    "bool_parsing": "true or false",
    "tuple_type": "a list, each item on a line that begins with '- '",
    "model_type": "fields, each on a line as name: value",
    "dict_type": "fields, each on a line as name: value",
}


def _short(given: Any) -> str:
    text = repr(given)
    return text if len(text) <= 80 else text[:77] + "..."


def _as_id(given: Any) -> str:
    words = "".join(sign if sign.isascii() and sign.isalnum() else " " for sign in str(given).lower()).split()
    return "-".join(words)[:120].strip("-")


def _annotation(cls: Any, keys: tuple[Any, ...]) -> Any:
    """Return the type that a field has, following its keys."""
    for key in keys:
        cls = _inner(cls, key)
    return cls


def _inner(found: Any, key: Any) -> Any:
    for choice in _without_none(found):
        if isinstance(choice, type) and issubclass(choice, BaseModel) and key in choice.model_fields:
            return choice.model_fields[key].annotation
        origin, inside = typing.get_origin(choice), typing.get_args(choice)
        if origin is tuple and isinstance(key, int):
            return inside[0]
        if origin is dict:
            return inside[1]
    return Any


def _without_none(found: Any) -> list[Any]:
    if typing.get_origin(found) in (typing.Union, types.UnionType):
        return [choice for choice in typing.get_args(found) if choice is not type(None)]
    return [found]


def _model_at(cls: type[BaseModel], keys: tuple[Any, ...]) -> type[BaseModel]:
    for choice in _without_none(_annotation(cls, keys)):
        if isinstance(choice, type) and issubclass(choice, BaseModel):
            return choice
    return cls


def _choices(cls: type[BaseModel], keys: tuple[Any, ...]) -> list[Any]:
    if keys and keys[-1] == "[key]":
        inside = [typing.get_args(one)[0] for one in _without_none(_annotation(cls, keys[:-2]))]
        return list(typing.get_args(inside[0]))
    return [choice for one in _without_none(_annotation(cls, keys)) for choice in typing.get_args(one)]
