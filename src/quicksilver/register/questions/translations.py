"""The six languages of a text: how far each is, and what becomes of the others when the original changes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal, get_args

from pydantic import BaseModel

from quicksilver.languages import LANGUAGES
from quicksilver.register.records import Language, Text
from quicksilver.register.register import Register, holds

__all__ = ["TEXT_STATES", "TextFound", "TextState", "aged", "entered", "state_in", "texts"]

TextState = Literal["original", "approved", "outdated", "draft", "machine draft", "missing"]
#: How far a language of a text can be, from the best to nothing at all.
TEXT_STATES: Final[tuple[TextState, ...]] = get_args(TextState)


@dataclass(frozen=True, slots=True)
class TextFound:
    """A text of the register and its place.

    Attributes
    ----------
    kind, record : str
        Folder and identifier of the record.
    field : str
        For example ``objectives[1].text``; counted from 1.
    text : Text
    """

    kind: str
    record: str
    field: str
    text: Text

    @property
    def states(self) -> dict[Language, TextState]:
        """Return how far each language is."""
        return {language: state_in(self.text, language) for language in LANGUAGES}


def state_in(text: Text, language: Language) -> TextState:
    """Return how far a language of a text is; what is there and states nothing else is approved.

    Examples
    --------
    >>> text = Text(en="coal", fr="charbon", es="carbon", state={"es": "draft"})
    >>> [state_in(text, language) for language in ("en", "fr", "es", "ru")]
    ['original', 'approved', 'draft', 'missing']
    """
    if language == text.original:
        return "original"
    if not getattr(text, language):
        return "missing"
    return text.state.get(language, "approved")


def texts(register: Register) -> Iterator[TextFound]:
    """Yield every text of the records that were valid on the register's day, in the order of kinds, identifiers and fields.

    Examples
    --------
    >>> from quicksilver.register.records import Area
    >>> [text.field for text in texts(Register.of([("areas", Area(id="coal", name="Coal"))]))]
    ['name']
    """
    for kind, record in register:
        if holds(record, register.day):
            for field, text in _inside(record, ""):
                yield TextFound(kind, record.id, field, text)


def _inside(value: object, path: str) -> Iterator[tuple[str, Text]]:
    if isinstance(value, Text):
        yield path, value
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from _inside(getattr(value, name), f"{path}.{name}" if path else name)
    elif isinstance(value, tuple):
        for number, item in enumerate(value, 1):
            yield from _inside(item, f"{path}[{number}]")


def aged(before: Text | None, after: Text) -> Text:
    """Return a text whose approved translations are marked as outdated where the original changed and they did not.

    Examples
    --------
    >>> old = Text(en="coal", fr="charbon", state={"fr": "approved"})
    >>> aged(old, old.model_copy(update={"en": "hard coal"})).state
    {'fr': 'outdated'}
    """
    original = after.original
    if before is None or getattr(before, original) == getattr(after, original):
        return after
    state = dict(after.state)
    for language in LANGUAGES:
        text = getattr(after, language)
        if (
            language != original
            and text
            and text == getattr(before, language)
            and state.get(language, "approved") == "approved"
        ):
            state[language] = "outdated"
    return after.model_copy(update={"state": state})


def entered(
    before: Text | None, after: Text, states: Mapping[str, str], *, may_approve: bool
) -> tuple[Text, tuple[Language, ...]]:
    """Return a text as someone entered it, with the state that each of its languages then has, and what they may not approve.

    A translation that is new or changed is a draft, unless who entered it may approve it and states this. What was not touched stays as it was,
    but is outdated where the original changed.

    Parameters
    ----------
    before : Text or None
        As it was.
    after : Text
        With the texts as entered; its states are looked at no further.
    states : mapping of str to str
        Language -> state that was chosen; those left out were not asked about.
    may_approve : bool
        Whether who enters it may approve a language.

    Examples
    --------
    >>> old = Text(en="coal", fr="charbon")
    >>> entered(old, old.model_copy(update={"fr": "houille"}), {"fr": "approved"}, may_approve=False)[0].state
    {'fr': 'draft'}
    """
    states_before = dict(before.state) if before is not None else {}
    state = {
        language: states_before[language]
        for language in states_before
        if getattr(after, language) or language == after.original
    }
    refused: list[Language] = []
    approved: list[Language] = []
    for language in LANGUAGES:
        text, old = getattr(after, language), getattr(before, language, "")
        if language == after.original or not text:
            continue
        was = states_before.get(language, "approved") if old else "draft"
        asked = states.get(language) or was
        if text == old and asked == was:
            continue
        if asked == "approved" and not may_approve and not (text != old and asked == was):
            refused.append(language)
        elif text != old and asked == was and not (asked == "approved" and may_approve):
            state[language] = "draft"
        else:
            state[language] = asked  # type: ignore[assignment]
            approved += [language] if asked == "approved" else []
    whole = aged(before, after.model_copy(update={"state": state}))
    # What is approved in the same breath as the original changes was approved knowing it.
    mended = {**whole.state, **dict.fromkeys(approved, "approved")}
    return whole.model_copy(update={"state": mended}), tuple(refused)
