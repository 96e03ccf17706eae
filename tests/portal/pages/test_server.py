"""What is between the pages and the network: refusals of the server itself, and answers to HEAD."""

from __future__ import annotations

import socket
import threading
from contextlib import contextmanager

import pytest
from django.http import FileResponse, HttpResponse
from django.test import RequestFactory

from quicksilver.portal.site.headers import Headers
from quicksilver.portal.site.server import server


@contextmanager
def _running(application):
    made = server(application, host="127.0.0.1", port=0)
    thread = threading.Thread(target=made.run, daemon=True)
    thread.start()
    try:
        yield made.effective_port
    finally:
        made.close()
        thread.join(10)


def _answers(port, sent):
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        connection.sendall(sent)
        found = b""
        while block := connection.recv(65536):
            found += block
    return found


def _hello(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"hello"]


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"NOTHTTP\r\n\r\n", b"400"),
        (b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: x\r\n\r\n", b"400"),
        (b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999999\r\n\r\n", b"413"),
    ],
)
def test_what_the_server_refuses_is_protected(sent, status):
    with _running(_hello) as port:
        head = _answers(port, sent).partition(b"\r\n\r\n")[0]
    assert head.split()[1] == status
    for name in (
        b"Content-Security-Policy: default-src 'none'",
        b"X-Content-Type-Options: nosniff",
        b"X-Frame-Options: DENY",
        b"Referrer-Policy: same-origin",
        b"Cross-Origin-Opener-Policy: same-origin",
    ):
        assert name in head, name


def test_an_answer_to_head_has_no_body():
    made = Headers(lambda request: HttpResponse("a page"))(RequestFactory().head("/"))
    assert made.content == b""
    assert made.headers["Content-Length"] == "6"
    assert Headers(lambda request: HttpResponse("a page"))(RequestFactory().get("/")).content == b"a page"
    streamed = Headers(lambda request: FileResponse(iter([b"a file"])))(RequestFactory().head("/"))
    assert b"".join(streamed.streaming_content) == b""


@pytest.mark.django_db
def test_two_requests_of_one_connection_after_head():
    from quicksilver.portal.site.wsgi import application

    asked = b"HEAD /sign-in/ HTTP/1.1\r\nHost: localhost\r\n\r\nHEAD /api/nothing HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
    with _running(application) as port:
        found = _answers(port, asked)
    first, second, rest = found.split(b"\r\n\r\n")
    assert first.split()[1] == b"200"
    assert second.split()[1] == b"404"
    assert rest == b""
