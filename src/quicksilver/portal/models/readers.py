"""The language of who reads a page, as the register's tables call it."""

from __future__ import annotations

__all__ = ["reading"]


def reading() -> str:
    """Return the language of the page that is being made: one of ``en fr es ru zh ar``; English outside a page."""
    from django.utils.translation import get_language

    return (get_language() or "en")[:2]
