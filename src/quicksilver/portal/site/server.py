"""The web server of ``quicksilver serve``: what it refuses by itself, before the application sees it, carries the protective headers too."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from waitress.channel import HTTPChannel
from waitress.server import BaseWSGIServer, create_server
from waitress.task import ErrorTask

__all__ = ["server"]

#: Of an answer that is a line of text: a request that is not HTTP, or whose headers or body are too large.
_PROTECTIVE: Final = (
    ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
    ("Referrer-Policy", "same-origin"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
)


class _Refusal(ErrorTask):
    def execute(self) -> None:
        self.response_headers.extend(_PROTECTIVE)
        super().execute()


class _Channel(HTTPChannel):
    error_task_class = _Refusal


def server(application: Callable[..., Any], *, host: str, port: int) -> Any:
    """Return a server for an application; ``run`` lets it serve.

    Parameters
    ----------
    application : callable
    host : str
    port : int
    """
    listening: dict[int, Any] = {}
    # Headers of a front server are taken or removed by the application, for this and every other web server.
    # A body is spooled before the application sees it, so that the server itself needs a limit too.
    made = create_server(
        application,
        map=listening,
        host=host,
        port=port,
        threads=8,
        ident=None,
        max_request_body_size=64 * 2**20,
        clear_untrusted_proxy_headers=False,
    )
    # A name such as localhost has several addresses, each with a server of its own.
    for listener in listening.values():
        if isinstance(listener, BaseWSGIServer):
            listener.channel_class = _Channel
    return made
