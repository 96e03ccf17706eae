"""Pages for what cannot be answered. A failure of the program is logged, with a number that the page shows and the log can be searched for."""

from __future__ import annotations

import logging
import secrets
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string

__all__ = ["failed", "not_accepted", "not_allowed", "not_found"]

_log = logging.getLogger("quicksilver.failures")


def failed(request: HttpRequest) -> HttpResponse:
    """Answer a failure of the program; called while the exception is being handled.

    The page asks nothing of the database, which may be what failed.
    """
    number = secrets.token_hex(6)
    _log.error("failure %s: %s %r", number, request.method, request.path, exc_info=True)
    if request.path.startswith("/api/"):
        return JsonResponse({"detail": "Internal Server Error", "number": number}, status=500)
    return HttpResponse(render_to_string("500.html", {"number": number}), status=500)


def not_accepted(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """Answer a request that cannot be accepted as it is: an address or a form that no page of this service makes."""
    return render(request, "400.html", status=400)


def not_allowed(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """Answer a request that the account may not make."""
    return render(request, "403.html", status=403)


def not_found(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """Answer a request for an address where there is nothing. A body that was sent to it is not read: it may be unreadable."""
    return render(request, "404.html", status=404)
