"""The opening of a section: who leads the area, since when, and to what end, in complete sentences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from quicksilver.documents.tree import Text as Run
from quicksilver.documents.tree import plain_text
from quicksilver.language.alphabet import sort_key
from quicksilver.language.articles import inserted
from quicksilver.language.catalogue import catalogue
from quicksilver.register.records import Objective, When
from quicksilver.register.records import Text as Wording
from quicksilver.reports.words import Inlines, Words

__all__ = ["Lead", "opening", "together"]


@dataclass(frozen=True, slots=True)
class Lead:
    """An organisation that leads an area.

    Attributes
    ----------
    name : tuple of Inline
        Its name as it is printed by itself.
    within : tuple of Inline
        Its name as part of a sentence; empty where the language needs an article that is not known.
    since : When or None
    """

    name: Inlines
    within: Inlines
    since: When | None = None


def opening(words: Words, leads: Sequence[Lead], objectives: Sequence[Objective]) -> list[Inlines]:
    """Return the sentences that say who leads an area and what its objectives are.

    Parameters
    ----------
    words : Words
    leads : sequence of Lead
        Empty where nobody leads.
    objectives : sequence of Objective
        An objective that is written as a phrase is part of the sentence; any other one is quoted.
    """
    phrases = [_phrase(words, objective) for objective in objectives]
    named, with_first = _leads(words, leads, phrases)
    sentences = [named] if named else []
    for index, (objective, phrase) in enumerate(zip(objectives, phrases, strict=True)):
        if not phrase:
            sentences.append(words.say("objective", text=words.text(objective.text, closed=True)))
        elif index:
            sentences.append(words.say("objective.further", objective=phrase))
        elif not with_first:
            key = "objective.first" if len(phrases) > 1 else "objective.only"
            sentences.append(words.say(key, objective=phrase))
        for key, texts in (("means", objective.means), ("examples", objective.examples)):
            if texts:
                sentences.append(words.say(key, text=together(words, texts)))
    return sentences


def _leads(words: Words, leads: Sequence[Lead], phrases: Sequence[str]) -> tuple[Inlines, bool]:
    """Return the sentence that names the leads, and whether the first objective is part of it."""
    if not leads:
        return (), False
    if not all(lead.within for lead in leads):
        key = "leads" if len(leads) > 1 else "lead"
        return words.say(key, lead=words.names([lead.name for lead in leads])), False
    # In the order of the names, whatever their articles.
    leads = sorted(leads, key=lambda lead: sort_key(plain_text(lead.name), words.language))
    many = "many" if len(leads) > 1 else "one"
    since = [words.since(lead.since) for lead in leads]
    if since[0] and len(set(since)) == 1:
        names = words.listed([lead.within for lead in leads])
        return _capitalised(words.say(f"lead.{many}.since", lead=names, since=since[0])), False
    noted = [
        (*lead.within, *words.say("mark.bracket", what=begun)) if begun else lead.within
        for lead, begun in zip(leads, since, strict=True)
    ]
    names = words.listed(noted)
    if not phrases or not phrases[0]:
        return _capitalised(words.say(f"lead.{many}", lead=names)), False
    which = "first" if len(phrases) > 1 else "only"
    return _capitalised(words.say(f"lead.{many}.{which}", lead=names, objective=phrases[0])), True


def _phrase(words: Words, objective: Objective) -> str:
    """Return an objective as part of a sentence; empty where it is a sentence itself or in another language."""
    text, language = words.chosen(objective.text)
    return inserted(text, language) if language == words.language else ""


def _capitalised(sentence: Inlines) -> Inlines:
    first = sentence[0]
    if isinstance(first, Run) and first.text:
        return (Run(first.text[0].upper() + first.text[1:], first.bold, first.italic), *sentence[1:])
    return sentence


def together(words: Words, texts: Sequence[Wording]) -> Inlines:
    """Return short texts as one sentence; the mark of another language is printed once, after the last."""
    chosen = [words.chosen(text) for text in texts]
    languages = {language for _, language in chosen}
    bare = [text.rstrip(".。;；") for text, _ in chosen]
    if len(languages) == 1:
        language = languages.pop()
        joint = catalogue("progress_text").plain("list.semicolon", language)
        return words.marked(words.stopped(joint.join(bare), language), language)
    parts = [words.marked(text, language) for text, (_, language) in zip(bare, chosen, strict=True)]
    return (*words.listed(parts, semicolons=True), Run(words.plain("mark.end")))
