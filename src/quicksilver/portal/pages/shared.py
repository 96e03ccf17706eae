"""What pages share: refusing, redirecting with a message, the register, names in the reader's language."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, TypeVar

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from quicksilver.errors import InputProblems
from quicksilver.languages import LANGUAGES
from quicksilver.portal.cycles.actors import NotYoursError
from quicksilver.portal.pages.people import language_of
from quicksilver.portal.pages.saying import sentences
from quicksilver.portal.store.on_demand import lazy_register
from quicksilver.register import records as r
from quicksilver.register.register import Register
from quicksilver.register.rules.fields import states

__all__ = [
    "Page",
    "back_with",
    "hidden",
    "name_of",
    "not_saved",
    "published_here",
    "register",
    "signed_in",
    "stored",
]

Page = Callable[..., HttpResponse]
R = TypeVar("R", bound=r.Record)


def register() -> Register:
    """Return the register; kinds are read when they are requested."""
    return lazy_register()


def signed_in(page: Page) -> Page:
    """Show a page to whoever is signed in; others sign in first and return to it."""

    @wraps(page)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path(), "/sign-in/")
        return page(request, *args, **kwargs)

    return guarded


def hidden() -> Http404:
    """Return the answer for an address where there is nothing, or nothing for this person: the same for both."""
    return Http404("there is no such page")


def stored(register: Register, cls: type[R], identifier: str) -> R:
    """Return a record.

    Raises
    ------
    Http404
        There is none.
    """
    try:
        return register.get(cls, identifier)
    except KeyError:
        raise hidden() from None


def published_here(cycle: r.Cycle) -> bool:
    """Return whether the report of a cycle was made final in this register, which keeps what was reviewed, and is out."""
    return bool(cycle.frozen) and cycle.state in states("cycles", "published")


def name_of(text: r.Text, language: str) -> dict[str, str]:
    """Return a text for a page and the language it really is in."""
    from quicksilver.reports.words import Words

    # As documents do it: by approved translations, and by the list of names where that has it.
    shown, really = Words(language).chosen(text)
    return {
        "text": shown,
        "language": really,
        "direction": LANGUAGES[really].direction,
        "foreign": "" if really == language else really,
    }


def back_with(
    request: HttpRequest,
    to: str,
    do: Callable[[], object],
    done: str,
    typed: Mapping[str, str] | None = None,
) -> HttpResponse:
    """Do something and go to a page with a message that it is done; or show everything that prevented it.

    Parameters
    ----------
    request : HttpRequest
    to : str
        Address of the page.
    do : callable
    done : str
        The message.
    typed : mapping of str to str, optional
        Label -> what the person typed. Where it is not saved, the page that states this shows it, so that it can be used again; and it answers
        whoever may see the page and not take the step, so that no text is lost where the step was closed in the meantime.

    Raises
    ------
    Http404
        The account may not take the step, and typed nothing.
    """
    kept = {label: text for label, text in (typed or {}).items() if text.strip()}
    try:
        do()
    except NotYoursError as wrong:
        if not kept:
            raise hidden() from None
        return not_saved(request, to, wrong, kept, status=403)
    except InputProblems as wrong:
        if kept:
            return not_saved(request, to, wrong, kept)
        for problem in sentences(wrong, language_of(request)):
            messages.error(request, f"{problem['where']}: {problem['what']}")
    else:
        messages.success(request, done)
    return redirect(to)


def not_saved(
    request: HttpRequest, to: str, wrong: InputProblems, typed: Mapping[str, str], *, status: int = 422
) -> HttpResponse:
    """Return the page that states why something was not saved, with what was typed.

    Parameters
    ----------
    request : HttpRequest
    to : str
        Address of the page to go back to.
    wrong : InputProblems
    typed : mapping of str to str
        Label -> text.
    status : int
    """
    shown = {"problems": sentences(wrong, language_of(request)), "typed": typed, "to": to}
    return render(request, "web/not_saved.html", shown, status=status)
