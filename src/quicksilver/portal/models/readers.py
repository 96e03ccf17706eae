"""The language of who reads a page, as the register's tables call it."""

from __future__ import annotations

__all__ = ["reading"]


def reading() -> str:
    """Return the language of the page that is being made: a code; English outside a page."""
    from django.utils.translation import get_language

    from quicksilver.languages import by_tag

    return by_tag(get_language()).code
