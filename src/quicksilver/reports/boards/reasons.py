"""Why a target has the outcome it has, in six languages: the sentence of the assessment, with its numbers as the language writes them."""

from __future__ import annotations

import math
from typing import Final

from quicksilver.documents.tree import Foreign, Inline, Number
from quicksilver.documents.tree import Text as Run
from quicksilver.intake.numbers import machine_number
from quicksilver.language.numbers import exact
from quicksilver.language.sentences import Sentence, number_of
from quicksilver.reports.boards.frame import Voice, capital, signed_percent
from quicksilver.reports.words import Inlines

__all__ = ["reason"]

#: What is printed where the English of the assessment has a space too much.
_PRINTED: Final = {"reason.bare": "printed.bare"}


def reason(sentence: Sentence, words: Voice) -> Inlines:
    """Return a reason of the assessment as a sentence of a language.

    Parameters
    ----------
    sentence : Sentence
        As :class:`quicksilver.scenarios.targets.Assessment` has it.
    words : Voice

    Examples
    --------
    >>> from quicksilver.documents.tree import plain_text
    >>> missing = Sentence("reason.no_baseline", table="register_text")
    >>> plain_text(reason(missing, Voice("es")))
    'No tiene valor de referencia.'
    """
    if sentence.table != "register_text":
        # Why a unit cannot be used is a sentence of the table of problems.
        language = "en" if sentence.key == "verbatim" else words.language
        text = words.stopped(sentence.in_language(language), language)
        return words.marked(text, "en") if sentence.key == "verbatim" else capital((Run(text),))
    values = {name: _value(name, sentence, words) for name in sentence.values}
    shown = capital(words.say(_PRINTED.get(sentence.key, sentence.key), **values))
    return (*shown, Run(words.plain("mark.end")))


def _value(name: str, sentence: Sentence, words: Voice) -> Inline | Inlines:
    value = sentence.values[name]
    text = sentence.english(name)
    if name == "kind":
        key = f"targetkind.one.{text}"
        return words.say(key) if words.knows(key) else Foreign(text, "en")
    if not isinstance(value, (int, float)):
        key = f"unit.{text}"
        return words.say(key) if words.knows(key) else Number(text)
    if math.isnan(value):
        return words.say("word.unstated")
    if text.endswith("%"):
        return Number(signed_percent(machine_number(text.rstrip("%")) / 100, words.language))
    return Number(exact(number_of(sentence, name), words.language))
