"""Programs that ask the programming interface get JSON whatever goes wrong, also where Django would answer with a page."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse

__all__ = ["ErrorsAsJson"]

_log = logging.getLogger(__name__)


class ErrorsAsJson:
    """Middleware: below ``/api/`` each answer of 400 and above is JSON with ``detail`` and, for 500, a number to quote."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer a request."""
        answer = self.get_response(request)
        if not request.path.startswith("/api/") or answer.status_code < 400:
            return answer
        if str(answer.headers.get("Content-Type", "")).startswith("application/json"):
            return answer
        told = JsonResponse({"detail": HTTPStatus(answer.status_code).phrase}, status=answer.status_code)
        if "Allow" in answer.headers:
            told.headers["Allow"] = answer.headers["Allow"]
        return told

    def process_exception(self, request: HttpRequest, exception: Exception) -> Any:
        """Answer a failure of ours without a word about the inside."""
        if not request.path.startswith("/api/"):
            return None
        number = secrets.token_hex(6)
        _log.error("failure %s", number, exc_info=exception)
        return JsonResponse({"detail": "Internal Server Error", "number": number}, status=500)
