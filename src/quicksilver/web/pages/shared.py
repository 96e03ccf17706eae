"""What pages share: refusing, redirecting with a word, the register, names in the reader's language."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from quicksilver.errors import InputProblems
from quicksilver.programme import records as r
from quicksilver.programme.cycles.actors import NotYoursError
from quicksilver.programme.on_demand import lazy_register
from quicksilver.programme.register import Register
from quicksilver.web.people import language_of
from quicksilver.web.saying import sentences

__all__ = ["Page", "back_with", "hidden", "name_of", "register", "signed_in", "stored"]

Page = Callable[..., HttpResponse]
R = TypeVar("R", bound=r.Record)


def register() -> Register:
    """Return the register; kinds are read when they are asked for."""
    return lazy_register()


def signed_in(page: Page) -> Page:
    """Let a page be seen by who is signed in; others sign in first and come back."""

    @wraps(page)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path(), "/sign-in/")
        return page(request, *args, **kwargs)

    return guarded


def hidden() -> Http404:
    """Return what is answered where there is nothing, or nothing for this person: the same."""
    return Http404("there is no such page")


def stored(held: Register, cls: type[R], identifier: str) -> R:
    """Return a record.

    Raises
    ------
    Http404
        There is none.
    """
    try:
        return held.get(cls, identifier)
    except KeyError:
        raise hidden() from None


def name_of(text: r.Text, language: str) -> dict[str, str]:
    """Return a text for a page and the language it really is in."""
    from quicksilver.reports.progress.words import Words

    # As documents do it: by approved translations, and by the list of names where that has it.
    told, really = Words(language).chosen(text)
    return {"text": told, "language": really, "direction": "rtl" if really == "ar" else "ltr", "foreign": "" if really == language else really}  # fmt: skip


def back_with(request: HttpRequest, to: str, do: Callable[[], object], done: str) -> HttpResponse:
    """Do something and go to a page: with a word that it is done, or with everything that stood in its way.

    Raises
    ------
    Http404
        It is not this person's to do.
    """
    try:
        do()
    except NotYoursError:
        raise hidden() from None
    except InputProblems as wrong:
        for one in sentences(wrong, language_of(request)):
            messages.error(request, f"{one['where']}: {one['what']}")
    else:
        messages.success(request, done)
    return redirect(to)
