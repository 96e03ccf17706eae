"""What is too large, or contains what no page sends, is refused before it is read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from quicksilver.portal.site.failures import not_accepted

__all__ = ["LARGEST_BODY", "NoNul", "TooLarge"]

#: A workbook of 50 MiB, and what is around it.
LARGEST_BODY: Final = 52 * 2**20


class TooLarge:
    """Middleware: a request whose body is larger than any that is accepted is answered with 413, and its body is not read."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer a request."""
        length = str(request.META.get("CONTENT_LENGTH") or "0")
        if length.isdigit() and int(length) > LARGEST_BODY:
            return render(request, "413.html", status=413)
        return self.get_response(request)


class NoNul:
    """Middleware: the character NUL, which no text has and no database takes, is not looked up, neither in an address nor in a form.

    The programming interface describes what its own parameters may be, and refuses it itself.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer a request."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """Refuse a request before its page is called.

        Raises
        ------
        Http404
            The character is in the path: there is no such page.
        """
        if request.path.startswith("/api/"):
            return None
        if "\x00" in request.path:
            raise Http404("there is no such page")
        sent = [request.GET, request.POST] if request.method == "POST" else [request.GET]
        if any(
            "\x00" in text for fields in sent for name, values in fields.lists() for text in (name, *values)
        ):
            return not_accepted(request)
        return None
