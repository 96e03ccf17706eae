"""The service as it is operated: the documented settings behind a front server, many people at once, and what it writes to its log."""

from __future__ import annotations

import http.client
import re
import socket
import socketserver
import stat
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlencode

import pytest
from tests.portal.cycles.conftest import partnership
from tests.serving import Service

from quicksilver.register.formats.text_form import export_directory

pytestmark = pytest.mark.slow
PASSWORD = "correct horse battery"
PAGE = Path(__file__).parents[3] / "docs" / "how-to" / "operate.md"


def _service(tmp_path, *accounts):
    export_directory(partnership(), tmp_path / "text")
    held = Service.over(tmp_path / "data")
    held.run("programme", "load", tmp_path / "text")
    for name, *role in accounts:
        held.run("programme", "account", name, "--role", *role, "--password", PASSWORD)
    return held


class _Browser:
    """Just enough of a browser: cookies, forms, and no following of redirections."""

    def __init__(self, port, host, origin=None):
        self.port, self.host, self.origin, self.cookies = port, host, origin or f"http://{host}", {}
        self.attributes = {}

    def ask(self, path, data=None, **headers):
        sent = {
            "Host": self.host,
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
        } | headers
        body = None
        if data is not None:
            body = urlencode(data | {"csrfmiddlewaretoken": self.cookies.get("csrftoken", "")})
            sent |= {
                "Content-Type": "application/x-www-form-urlencoded",
                "Referer": f"{self.origin}{path}",
                "Origin": self.origin,
            }
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request("GET" if data is None else "POST", path, body, sent)
            answer = connection.getresponse()
            text = answer.read().decode()
        finally:
            connection.close()
        for line in answer.headers.get_all("Set-Cookie") or []:
            name, value = line.split(";")[0].split("=", 1)
            self.cookies[name.strip()], self.attributes[name.strip()] = value, line
        return answer, text

    def sign_in(self, name, path="/sign-in/"):
        self.ask(path)
        return self.ask(path, {"username": name, "password": PASSWORD})[0]


def _port(service):
    return int(service.url.rpartition(":")[2])


class _Front(socketserver.ThreadingTCPServer):
    """A front server: passes each request on with the headers that the page tells it to set."""

    daemon_threads = allow_reuse_address = True

    def __init__(self, behind, scheme):
        self.behind, self.scheme = behind, scheme
        super().__init__(("127.0.0.1", 0), _Passing)


class _Passing(socketserver.StreamRequestHandler):
    def handle(self):
        first = self.rfile.readline()
        headers = []
        while (line := self.rfile.readline()) not in (b"\r\n", b""):
            headers.append([part.strip() for part in line.decode().split(":", 1)])
        held = {name.lower(): value for name, value in headers}
        body = self.rfile.read(int(held.get("content-length", "0")))
        values = {
            "$host": held["host"],
            "$scheme": self.server.scheme,
            "$proxy_add_x_forwarded_for": ", ".join(filter(None, (held.get("x-forwarded-for"), "192.0.2.7"))),
        }
        for name, value in _set_headers():
            held[name.lower()] = values[value]
        held["connection"] = "close"
        with socket.create_connection(("127.0.0.1", self.server.behind)) as behind:
            lines = "".join(f"{name}: {value}\r\n" for name, value in held.items())
            behind.sendall(first + lines.encode() + b"\r\n" + body)
            while block := behind.recv(65536):
                self.wfile.write(block)


def _set_headers():
    """Return the headers that the documented front server sets."""
    found = re.findall(r"proxy_set_header (\S+) (\S+);", PAGE.read_text(encoding="utf-8"))
    assert {name for name, _ in found} == {"Host", "X-Forwarded-For", "X-Forwarded-Proto"}
    return found


def _documented():
    """Return the settings of the page."""
    text = PAGE.read_text(encoding="utf-8")
    return dict(
        line.split("=", 1)
        for line in re.search(r"```ini\n(QUICKSILVER_DATA.*?)```", text, re.DOTALL)[1].split()
    )


def test_the_documented_set_up(tmp_path):
    """Behind the front server of the page one signs in by HTTPS; without it one is sent there; nobody else says what is HTTPS."""
    settings = _documented()
    host = settings["QUICKSILVER_HOSTS"]
    assert set(settings) == {"QUICKSILVER_DATA", "QUICKSILVER_HOSTS", "QUICKSILVER_HTTPS"}
    service = _service(tmp_path, ("sec", "secretariat", "--organisation", "unep"))
    log = tmp_path / "log"
    settings.pop("QUICKSILVER_DATA")
    with service.running(log, QUICKSILVER_LOG="access", **settings), _Front(_port(service), "https") as front:
        threading.Thread(target=front.serve_forever, daemon=True).start()
        browser = _Browser(front.server_address[1], host, f"https://{host}")
        answer, _text = browser.ask("/sign-in/")
        assert answer.status == 200
        assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"
        assert browser.sign_in("sec").status == 302
        assert "Sign out (sec)" in browser.ask("/")[1]
        for name in ("csrftoken", "sessionid", "quicksilver-known"):
            assert "Secure" in browser.attributes[name], name
        # Straight to the service: without a word of a front server it is sent to HTTPS.
        plain, _text = _Browser(_port(service), host).ask("/sign-in/")
        assert (plain.status, plain.headers["Location"]) == (301, f"https://{host}/sign-in/")
        # A visitor's own word before that of the front server is not believed.
        with _Front(_port(service), "http") as other:
            threading.Thread(target=other.serve_forever, daemon=True).start()
            spoken = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "203.0.113.9"}
            answer, _text = _Browser(other.server_address[1], host).ask("/sign-in/", **spoken)
            assert answer.status == 301
            other.shutdown()
        front.shutdown()
        wrong, _text = _Browser(_port(service), "elsewhere.example").ask(
            "/", **{"X-Forwarded-Proto": "https"}
        )
        assert wrong.status == 400
        modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "data").iterdir()}
        assert set(modes.values()) == {0o600}
        # A copy is made and put back while it runs.
        service.run("backup", tmp_path / "copy.sqlite3", "--force")
        service.run("restore", tmp_path / "copy.sqlite3", "--yes")
    written = log.read_text()
    assert "quicksilver.sign_in: signed in: 'sec' from 192.0.2.7" in written
    assert "GET '/sign-in/' 200 192.0.2.7" in written
    assert "203.0.113.9" not in written


def test_fifty_readers_and_ten_writers(tmp_path):
    """Every comment that was acknowledged is there, whatever else is read at the same time."""
    people = [(f"w{number}", "focal point", "--organisation", "ngo") for number in range(2)]
    service = _service(tmp_path, *people)
    with service.running(tmp_path / "log"):
        host = f"127.0.0.1:{_port(service)}"
        writers = []
        for number in range(10):
            browser = _Browser(_port(service), host)
            assert browser.sign_in(f"w{number % 2}").status == 302
            writers.append(browser)

        def read(number):
            return (
                _Browser(_port(service), host)
                .ask(("/plans/metals-plan/", "/", "/api/v1/areas")[number % 3])[0]
                .status
            )

        def write(number):
            acknowledged = []
            for turn in range(3):
                text = f"comment-{number}-{turn}."
                answer, _text = writers[number].ask("/plans/metals-plan/", {"place": "II", "text": text})
                if answer.status == 302:
                    acknowledged.append(text)
            return acknowledged

        with ThreadPoolExecutor(60) as crowd:
            read_all = [crowd.submit(read, number) for number in range(50)]
            written = [crowd.submit(write, number) for number in range(10)]
            statuses = {one.result() for one in read_all}
            acknowledged = [text for one in written for text in one.result()]
        page = _Browser(_port(service), host).ask("/plans/metals-plan/")[1]
    assert statuses == {200}
    assert len(acknowledged) == 30
    assert [text for text in acknowledged if text not in page] == []
    assert "Traceback" not in (tmp_path / "log").read_text()
