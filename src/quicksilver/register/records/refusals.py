"""Why a value of a record is refused, as a sentence that can be written in any language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from quicksilver.language.sentences import RefusedValueError, Sentence
from quicksilver.language.templates import templates

__all__ = ["refusal"]


def refusal(error: Mapping[str, Any]) -> Sentence | None:
    """Return why a value is refused; None where only pydantic has a sentence, which is English.

    Parameters
    ----------
    error : mapping
        One of the errors that pydantic lists.
    """
    context = error.get("ctx") or {}
    if isinstance(context.get("error"), RefusedValueError):
        stated: Sentence = context["error"].sentence
        return stated
    key = f"pydantic.{error['type']}"
    if key not in templates("problems"):
        return None
    return Sentence(key, {name: str(value) for name, value in context.items()}, table="problems")
