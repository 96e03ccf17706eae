"""What a front server states about a request is believed of a trusted one only: whether it came by HTTPS, and from which address."""

from __future__ import annotations

import ipaddress
import os
from collections.abc import Callable, Iterable
from typing import Any

from quicksilver.errors import InputProblems, Problem

__all__ = ["Trusting", "by_https", "trusted_networks"]

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
_FORWARDED = (
    "HTTP_X_FORWARDED_PROTO",
    "HTTP_X_FORWARDED_FOR",
    "HTTP_X_FORWARDED_HOST",
    "HTTP_X_FORWARDED_PORT",
    "HTTP_X_FORWARDED_BY",
    "HTTP_FORWARDED",
)


def by_https() -> bool:
    """Return whether the service is reached by HTTPS: ``QUICKSILVER_HTTPS``.

    Raises
    ------
    InputProblems
        It is neither yes nor no: to take it for no would send cookies unprotected.
    """
    given = os.environ.get("QUICKSILVER_HTTPS", "").strip().lower()
    if given in ("1", "yes", "true", "on"):
        return True
    if given in ("", "0", "no", "false", "off"):
        return False
    raise InputProblems(
        [
            Problem(
                f"{given!r} is neither yes nor no",
                "QUICKSILVER_HTTPS",
                "1 where the service is reached by HTTPS, 0 where it is not",
                remedy="set it to 1 or 0",
            )
        ]
    )


def trusted_networks() -> tuple[Network, ...]:
    """Return the addresses of front servers that are trusted: ``QUICKSILVER_PROXY``, with commas between them.

    If omitted, this machine's own addresses where the service is reached by HTTPS (``QUICKSILVER_HTTPS=1``), and none otherwise; ``none``
    trusts no address.

    Raises
    ------
    InputProblems
        One of them is not an address or a network.
    """
    given = os.environ.get("QUICKSILVER_PROXY", "").strip()
    if not given and by_https():
        given = "127.0.0.0/8,::1"
    if given in ("", "none"):
        return ()
    networks: list[Network] = []
    for part in given.split(","):
        try:
            networks.append(ipaddress.ip_network(part.strip()))
        except ValueError:
            raise InputProblems(
                [
                    Problem(
                        f"{part.strip()!r} is not an address",
                        "QUICKSILVER_PROXY",
                        "addresses or networks of front servers, with commas between them, or none",
                        remedy="write an address such as 10.0.0.5 or a network such as 10.0.0.0/24",
                    )
                ]
            ) from None
    return tuple(networks)


class Trusting:
    """A WSGI application behind another: takes scheme and address from a trusted front server and removes the headers of all others.

    Parameters
    ----------
    application : callable
    trusted : iterable of networks
    """

    def __init__(self, application: Callable[..., Any], trusted: Iterable[Network]) -> None:
        self._application, self._trusted = application, tuple(trusted)

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
        """Answer a request."""
        # A front server that is reached by a socket of this machine has no address.
        peer = str(environ.get("REMOTE_ADDR") or "127.0.0.1")
        if self._believes(peer):
            scheme = str(environ.get("HTTP_X_FORWARDED_PROTO", "")).rpartition(",")[2].strip().lower()
            if scheme in ("http", "https"):
                environ["wsgi.url_scheme"] = scheme
            environ["REMOTE_ADDR"] = self._client(str(environ.get("HTTP_X_FORWARDED_FOR", "")), peer)
        for name in _FORWARDED:
            environ.pop(name, None)
        return self._application(environ, start_response)

    def _client(self, forwarded: str, peer: str) -> str:
        """Return the last address that no trusted server has: what stands before it anyone can have written."""
        for part in reversed(forwarded.split(",")):
            address = part.strip()
            try:
                ipaddress.ip_address(address)
            except ValueError:
                return peer
            peer = address
            if not self._believes(address):
                return address
        return peer

    def _believes(self, address: str) -> bool:
        try:
            parsed = ipaddress.ip_address(address)
        except ValueError:
            return False
        return any(parsed in network for network in self._trusted)
