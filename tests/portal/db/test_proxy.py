"""A front server: trusted by its address, and by nothing else."""

from __future__ import annotations

import ipaddress

import pytest

from quicksilver.errors import InputProblems
from quicksilver.portal.site.proxy import Trusting, by_https, trusted_networks


@pytest.fixture
def trusted(monkeypatch):
    def read(**environment):
        for name in ("QUICKSILVER_HTTPS", "QUICKSILVER_PROXY"):
            monkeypatch.delenv(name, raising=False)
        for name, value in environment.items():
            monkeypatch.setenv(f"QUICKSILVER_{name}", value)
        return [str(one) for one in trusted_networks()]

    return read


def test_who_is_trusted(trusted):
    assert trusted() == []
    assert trusted(HTTPS="1") == ["127.0.0.0/8", "::1/128"]
    assert trusted(HTTPS="1", PROXY="none") == []
    assert trusted(PROXY="10.0.0.5, 192.168.0.0/16") == ["10.0.0.5/32", "192.168.0.0/16"]
    with pytest.raises(InputProblems, match="'front' is not an address"):
        trusted(PROXY="front")


def _seen(peer, trusted=("127.0.0.0/8", "10.0.0.0/24"), **headers):
    """Return scheme and address that the application sees, and the headers that are left."""
    environ = {
        "REMOTE_ADDR": peer,
        "wsgi.url_scheme": "http",
        **{f"HTTP_X_FORWARDED_{name}": value for name, value in headers.items()},
    }
    environ["HTTP_FORWARDED"] = "for=192.0.2.1;proto=https"
    Trusting(lambda seen, start: [], [ipaddress.ip_network(one) for one in trusted])(environ, None)
    left = sorted(name for name in environ if "FORWARDED" in name)
    return environ["wsgi.url_scheme"], environ["REMOTE_ADDR"], left


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ("1", True),
        (" yes", True),
        ("TRUE", True),
        ("on", True),
        ("", False),
        ("0", False),
        ("no", False),
        ("False", False),
        ("off", False),
    ],
)
def test_whether_it_is_reached_by_https(monkeypatch, given, found):
    monkeypatch.setenv("QUICKSILVER_HTTPS", given)
    assert by_https() is found
    monkeypatch.delenv("QUICKSILVER_PROXY", raising=False)
    assert bool(trusted_networks()) is found


def test_what_is_neither_yes_nor_no_is_not_taken_for_no(monkeypatch):
    monkeypatch.setenv("QUICKSILVER_HTTPS", "2")
    with pytest.raises(InputProblems, match="'2' is neither yes nor no"):
        by_https()


@pytest.mark.parametrize(
    ("peer", "headers", "scheme", "address"),
    [
        ("127.0.0.1", {"PROTO": "https"}, "https", "127.0.0.1"),
        ("", {"PROTO": "https"}, "https", "127.0.0.1"),
        ("127.0.0.1", {"PROTO": "https", "FOR": "192.0.2.7"}, "https", "192.0.2.7"),
        # What a visitor wrote comes before what the front server added.
        ("127.0.0.1", {"PROTO": "http, https", "FOR": "198.51.100.1, 192.0.2.7"}, "https", "192.0.2.7"),
        ("127.0.0.1", {"PROTO": "https, http"}, "http", "127.0.0.1"),
        # Two front servers, both trusted.
        ("127.0.0.1", {"PROTO": "https", "FOR": "198.51.100.1, 192.0.2.7, 10.0.0.3"}, "https", "192.0.2.7"),
        ("127.0.0.1", {"FOR": "not an address"}, "http", "127.0.0.1"),
        ("127.0.0.1", {"PROTO": "gopher"}, "http", "127.0.0.1"),
        # Nobody else is believed.
        ("192.0.2.9", {"PROTO": "https", "FOR": "127.0.0.1"}, "http", "192.0.2.9"),
        ("nowhere", {"PROTO": "https"}, "http", "nowhere"),
    ],
)
def test_what_is_believed(peer, headers, scheme, address):
    assert _seen(peer, **headers) == (scheme, address, [])
