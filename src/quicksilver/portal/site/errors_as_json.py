"""Programs that use the programming interface get JSON whatever goes wrong, also where Django would answer with a page."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, JsonResponse

__all__ = ["ErrorsAsJson"]


class ErrorsAsJson:
    """Middleware: below ``/api/`` each answer of 400 and above is JSON with ``detail``; a failure also has a number to quote."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer a request."""
        answer = self.get_response(request)
        if not request.path.startswith("/api/") or answer.status_code < 400:
            return answer
        if str(answer.headers.get("Content-Type", "")).startswith("application/json"):
            return answer
        made = JsonResponse({"detail": HTTPStatus(answer.status_code).phrase}, status=answer.status_code)
        if "Allow" in answer.headers:
            made.headers["Allow"] = answer.headers["Allow"]
        return made
