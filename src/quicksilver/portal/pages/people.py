"""Who asks for a page, and in which language."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import BadRequest
from django.http import HttpRequest
from django.utils.translation import get_language

from quicksilver.languages import by_tag
from quicksilver.portal.cycles.actors import Actor
from quicksilver.register.records import Language

__all__ = ["asked_day", "asker", "language_of", "organisations_of"]


def asker(request: HttpRequest) -> Actor:
    """Return the account of a request with its roles; a visitor has no name and none. Asked once per request."""
    from quicksilver.portal.models.accounts import roles_of

    if not hasattr(request, "quicksilver_actor"):
        user: Any = request.user
        name = user.get_username() if user.is_authenticated else ""
        request.quicksilver_actor = Actor(name, tuple(roles_of(user)))
    actor: Actor = request.quicksilver_actor
    return actor


def language_of(request: HttpRequest) -> Language:
    """Return the language of the page, as the records call it."""
    return by_tag(get_language()).code


def organisations_of(who: Actor) -> tuple[set[str], set[str]]:
    """Return the organisations a person is a focal point of, and the areas a person leads."""
    organisations = {
        role.organisation for role in who.roles if role.organisation and role.name == "focal point"
    }
    areas = {role.area for role in who.roles if role.area and role.name == "area lead"}
    return organisations, areas


def asked_day(request: HttpRequest) -> dt.date | None:
    """Return the day of ``?as_of=2009-05-01``; None where none is given.

    Raises
    ------
    BadRequest
        What is given is not a day: another day is never shown in its place.
    """
    given = str(request.GET.get("as_of", "")).strip()
    try:
        return dt.date.fromisoformat(given) if given else None
    except ValueError as wrong:
        raise BadRequest("as_of is not a day") from wrong
