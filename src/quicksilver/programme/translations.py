"""What becomes of the other languages of a text when its original changes."""

from __future__ import annotations

from typing import Final

from quicksilver.programme.records import Language, Text

__all__ = ["aged"]

_LANGUAGES: Final[tuple[Language, ...]] = ("en", "fr", "es", "ru", "zh", "ar")


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
    for language in _LANGUAGES:
        told = getattr(after, language)
        if (
            language != original
            and told
            and told == getattr(before, language)
            and state.get(language, "approved") == "approved"
        ):
            state[language] = "outdated"
    return after.model_copy(update={"state": state})
