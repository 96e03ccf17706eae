"""What is too large is refused before it is read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

__all__ = ["LARGEST_BODY", "TooLarge"]

#: A workbook of 50 MiB, and what is around it.
LARGEST_BODY: Final = 52 * 2**20


class TooLarge:
    """Middleware: a request whose body is larger than anything that is taken is answered with 413, and its body left alone."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer a request."""
        said = str(request.META.get("CONTENT_LENGTH") or "0")
        if said.isdigit() and int(said) > LARGEST_BODY:
            return render(request, "413.html", status=413)
        return self.get_response(request)
