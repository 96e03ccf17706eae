"""What every answer carries, whoever made it: set outside everything else, so that errors and redirections have it too."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import Any, Final

from csp.utils import build_policy
from django.conf import settings
from django.http import HttpRequest, HttpResponse

__all__ = ["Headers"]

_log = logging.getLogger("quicksilver.access")
_STATIC: Final = ("/static/", "/favicon.ico")
#: Pages on which a password is typed.
_SIGN_IN: Final = ("/sign-in/", "/admin/login/")


class Headers:
    """Middleware: protective headers on every answer, ``no-store`` on every answer to a person with a session, no body after HEAD."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer a request."""
        begun = time.monotonic()
        answer = self.get_response(request)
        _protect(request, answer)
        if request.method == "HEAD":
            _empty(answer)
        if _private(request, answer):
            answer.headers["Cache-Control"] = "no-store"
        known = getattr(request, "quicksilver_known", None)
        if known is not None:
            answer.set_cookie(**known)
        if settings.QUICKSILVER_LOG_ACCESS:
            # The address is written so that no line break in it begins a line of the log.
            _log.info(
                "%s %r %d %s %d ms",
                request.method,
                request.path,
                answer.status_code,
                request.META.get("REMOTE_ADDR", "-"),
                (time.monotonic() - begun) * 1000,
            )
        return answer


def _empty(answer: Any) -> None:
    """Leave the headers of an answer and take its body away: a body after HEAD is read as the beginning of the next answer."""
    if answer.streaming:
        answer.streaming_content = ()
        return
    answer.headers.setdefault("Content-Length", str(len(answer.content)))
    answer.content = b""


def _protect(request: HttpRequest, answer: HttpResponse) -> None:
    answer.headers.setdefault("Content-Security-Policy", build_policy())
    answer.headers.setdefault("X-Content-Type-Options", "nosniff")
    answer.headers.setdefault("X-Frame-Options", settings.X_FRAME_OPTIONS)
    answer.headers.setdefault("Referrer-Policy", settings.SECURE_REFERRER_POLICY)
    answer.headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    if settings.SECURE_HSTS_SECONDS and request.is_secure():
        answer.headers.setdefault("Strict-Transport-Security", _transport())


def _transport() -> str:
    value = f"max-age={settings.SECURE_HSTS_SECONDS}"
    if settings.SECURE_HSTS_INCLUDE_SUBDOMAINS:
        value += "; includeSubDomains"
    return value + ("; preload" if settings.SECURE_HSTS_PRELOAD else "")


def _private(request: HttpRequest, answer: HttpResponse) -> bool:
    """Return whether an answer is for one person; whether the session is still good is not asked, so that it never fails."""
    name = settings.SESSION_COOKIE_NAME
    if request.path.startswith(_STATIC):
        return False
    actor = getattr(request, "quicksilver_actor", None)
    signed_in = name in request.COOKIES or name in answer.cookies or bool(actor and actor.name)
    return signed_in or request.path.startswith(_SIGN_IN)
