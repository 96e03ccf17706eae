"""What the calculation states, in the language of the report.

Assumptions and findings are sentences with values: their numbers are written as the language writes them, with the digits of
the English sentence, and their ids become names.
"""

from __future__ import annotations

from quicksilver.documents.tree import Content, Inline, Number, breakable
from quicksilver.language.names import Name
from quicksilver.language.numbers import exact
from quicksilver.language.sentences import Listed, Sentence, number_of
from quicksilver.reports.national.context import Context

__all__ = ["stated"]


def stated(context: Context, sentence: Sentence) -> tuple[Inline, ...]:
    """Return a sentence of the calculation in the language of the report."""
    values = {name: _value(context, sentence, name) for name in sentence.values}
    return context.say(sentence.key, **values)


def _value(context: Context, sentence: Sentence, name: str) -> Content | Inline:
    value = sentence.values[name]
    if isinstance(value, Sentence):
        return stated(context, value)
    if isinstance(value, Name):
        return breakable(context.name(value.kind, value.ident))
    if isinstance(value, Listed):
        return breakable(value.in_language(context.language))
    if isinstance(value, float) and sentence.english(name).endswith("%"):
        return context.percent(value, 1.0)
    number = number_of(sentence, name)
    if number is not None:
        return Number(exact(number, context.language))
    if name in ("id", "ids"):
        ids = [value] if isinstance(value, str) else list(value)  # type: ignore[call-overload]
        return context.listed([_source_name(context, ident) for ident in ids])
    text = sentence.english(name)
    return breakable(context.unit(text) if name in ("unit", "target") else text)


def _source_name(context: Context, ident: str) -> str:
    """Return the name of a source behind its id; the id itself where it is none."""
    known = context.inventory.resolution.factors.sources
    return context.name("source", ident) if ident in known else ident
