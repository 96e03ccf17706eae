"""Why a target has the outcome it has, in six languages.

The assessment speaks English; what it states is found again in the table of sentences and said from there, with its numbers as the
language writes them. Its English wording is not touched.
"""

from __future__ import annotations

import math
import re
from typing import Final

from quicksilver.documents.tree import Foreign, Inline, Number
from quicksilver.documents.tree import Text as Run
from quicksilver.language.catalogue import catalogue
from quicksilver.language.numbers import exact
from quicksilver.reports.boards.frame import Voice, capital, signed_percent
from quicksilver.reports.words import Inlines

__all__ = ["reason"]

_NUMBER: Final = re.compile(r"^[+-]?(?:\d+(?:\.\d+)?(?:e[+-]?\d+)?|nan|inf)(%?)$")
#: What is printed where the English of the assessment has a space too much.
_PRINTED: Final = {"reason.bare": "printed.bare"}


def reason(sentence: str, words: Voice) -> Inlines:
    """Return a reason of the assessment as a sentence of a language.

    Parameters
    ----------
    sentence : str
        As :class:`quicksilver.scenarios.targets.Assessment` has it.
    words : Voice

    Returns
    -------
    tuple of Inline
        One that the table does not know is printed in English and marked as such.

    Examples
    --------
    >>> from quicksilver.documents.tree import plain_text
    >>> plain_text(reason("it has no baseline", Voice("es")))
    'No tiene valor de referencia.'
    """
    found = catalogue("register_text").match(sentence, "reason.")
    if found is None:
        return words.marked(words.stopped(sentence, "en"), "en")
    key, given = found
    values: dict[str, Inline | Inlines] = {name: _value(name, text, words) for name, text in given.items()}
    said = capital(words.say(_PRINTED.get(key, key), **values))
    return (*said, Run(words.plain("mark.end")))


def _value(name: str, text: str, words: Voice) -> Inline | Inlines:
    if name == "kind":
        key = f"targetkind.one.{text}"
        return words.say(key) if words.knows(key) else Foreign(text, "en")
    number = _NUMBER.match(text)
    if number is None or name in ("unit", "other", "year", "observed"):
        key = f"unit.{text}"
        return words.say(key) if words.knows(key) else Number(text)
    value = float(text.rstrip("%"))
    if math.isnan(value):
        return words.say("word.unstated")
    if number[1]:
        return Number(signed_percent(value / 100, words.language))
    return Number(exact(value, words.language))
