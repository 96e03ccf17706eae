"""What the calculation states in English, said again in the language of the report.

Assumptions and findings are sentences of the calculation. The English column of the catalogue holds the same
sentences with places; the sentence is matched, its numbers are written as the language writes them, its ids become
names, and it is said again. A sentence that is not in the catalogue stays English rather than being lost.
"""

from __future__ import annotations

import re
from typing import Final

from quicksilver.documents.tree import Content, Inline, Number, Text, breakable
from quicksilver.language.numbers import exact
from quicksilver.reports.national.context import Context

__all__ = ["retold"]

_NUMBER: Final = re.compile(r"-?\d[\d,]*(?:\.\d+)?(?:e[+-]?\d+)?")
_SENTENCES: Final = ("said.", "todo.")


def retold(context: Context, sentence: str) -> tuple[Inline, ...]:
    """Return a sentence of the calculation in the language of the report."""
    for prefix in _SENTENCES:
        found = context.catalogue.match(sentence, prefix)
        if found:
            key, values = found
            return context.say(key, **{name: _value(context, name, text) for name, text in values.items()})
    return (Text(breakable(sentence)),)


def _value(context: Context, name: str, text: str) -> Content | Inline:
    if name == "why":
        return retold(context, text)
    if _NUMBER.fullmatch(text) and name not in ("id", "year"):
        return Number(exact(float(text.replace(",", "")), context.language))
    if name in ("id", "ids"):
        return context.listed([_source_name(context, part) for part in text.split(", ")])
    return breakable(context.unit(text) if name in ("unit", "target") else text)


def _source_name(context: Context, ident: str) -> str:
    """Return the name of a source behind its id; the id itself where it is none."""
    known = context.inventory.resolution.factors.sources
    return context.name("source", ident) if ident in known else ident
