"""What pydantic found wrong with a record, as problems in five parts."""

from __future__ import annotations

import types
import typing
from collections.abc import Callable, Mapping
from typing import Any

from pydantic import BaseModel, ValidationError

from quicksilver.errors import Problem, closest
from quicksilver.intake.days import likely_day
from quicksilver.language.problems import problem, problem_with
from quicksilver.language.sentences import Sentence, in_words
from quicksilver.register.records.refusals import refusal

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
    return [_problem(dict(error), cls, where) for error in wrong.errors(include_url=False)]


def _problem(error: Mapping[str, Any], cls: type[BaseModel], where: Where) -> Problem:
    keys = tuple(error["loc"])
    given, kind = error.get("input"), str(error["type"])
    name: object = ".".join(str(key + 1) if isinstance(key, int) else str(key) for key in keys)
    name = name or _sentence("record.whole")
    if kind in ("extra_forbidden", "invalid_key"):
        allowed = list(_model_at(cls, keys[:-1]).model_fields)
        guess = closest(str(keys[-1]), allowed)
        remedy = _sentence("record.field.write", guess=guess) if guess else _sentence("record.field.remove")
        return problem(
            "record.field.unknown",
            where(*keys),
            name=str(keys[-1]),
            allowed=allowed,
            guess=guess,
            remedy=remedy,
        )
    if kind == "missing":
        return problem("record.field.missing", where(*keys), name=name, last=str(keys[-1]))
    if kind == "literal_error":
        choices = [str(choice) for choice in _choices(cls, keys)]
        guess = closest(str(given), choices)
        return problem(
            "record.choice", where(*keys), given=_short(given), name=name, allowed=choices, guess=guess
        )
    if kind == "string_pattern_mismatch":
        return problem("record.identifier", where(*keys), given=_short(given), guess=_as_id(given))
    if kind == "string_type" and not isinstance(given, (Mapping, list, tuple)):
        # How a yes or a nothing was written is not known any more: "no" was read as false.
        guess = "" if given is None or isinstance(given, bool) else f'"{given}"'
        return problem("record.text", where(*keys), name=name, given=_short(given), guess=guess)
    return _refused(error, name, where(*keys))


def _refused(error: Mapping[str, Any], name: object, where: str) -> Problem:
    """Return what the record itself, or pydantic, has against a value."""
    expected = _sentence(f"record.expected.{_EXPECTED.get(str(error['type']), 'other')}")
    remedy, given = _sentence("record.correct", name=name), _short(error.get("input"))
    why, context = refusal(error), error.get("ctx") or {}
    if why is not None and "error" in context:
        values = {**why.values, "allowed": expected, "remedy": remedy}
        if not why.key.startswith("record.date."):
            return problem_with(why.key, where, values)
        like = likely_day(str(error.get("input")))
        return problem_with(why.key, where, {**values, "guess": like["guess"]}, readings=like["readings"])
    if why is not None:
        return problem(
            "record.type", where, name=name, expected=why, given=given, allowed=expected, remedy=remedy
        )
    what = (
        str(context["error"])
        if "error" in context
        else f"{in_words(name, 'en')}: {error['msg'][:1].lower()}{error['msg'][1:]}, not {given}"
    )
    return Problem(what, where, str(expected), remedy=str(remedy))


def _sentence(key: str, **values: object) -> Sentence:
    return Sentence(key, values, table="problems")


#: Kinds of errors of pydantic -> what is expected: the end of a key.
_EXPECTED = {
    "decimal_type": "number",
    "decimal_parsing": "number",
    "int_type": "whole",
    "int_parsing": "whole",
    "bool_type": "yes",
    "bool_parsing": "yes",
    "tuple_type": "list",
    "model_type": "fields",
    "dict_type": "fields",
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


def _inner(annotation: Any, key: Any) -> Any:
    for choice in _without_none(annotation):
        if isinstance(choice, type) and issubclass(choice, BaseModel) and key in choice.model_fields:
            return choice.model_fields[key].annotation
        origin, inside = typing.get_origin(choice), typing.get_args(choice)
        if origin is tuple and isinstance(key, int):
            return inside[0]
        if origin is dict:
            return inside[1]
    return Any


def _without_none(annotation: Any) -> list[Any]:
    if typing.get_origin(annotation) in (typing.Union, types.UnionType):
        return [choice for choice in typing.get_args(annotation) if choice is not type(None)]
    return [annotation]


def _model_at(cls: type[BaseModel], keys: tuple[Any, ...]) -> type[BaseModel]:
    for choice in _without_none(_annotation(cls, keys)):
        if isinstance(choice, type) and issubclass(choice, BaseModel):
            return choice
    return cls


def _choices(cls: type[BaseModel], keys: tuple[Any, ...]) -> list[Any]:
    if keys and keys[-1] == "[key]":
        inside = [typing.get_args(annotation)[0] for annotation in _without_none(_annotation(cls, keys[:-2]))]
        return list(typing.get_args(inside[0]))
    return [
        choice
        for annotation in _without_none(_annotation(cls, keys))
        for choice in typing.get_args(annotation)
    ]
