"""Signing in, with a limit: whoever guesses passwords is slowed down, and nobody can lock out someone else for long.

Failures are kept in the database, so that all processes of a service count the same ones. They are counted three ways: of an account
from one address, of an account from all addresses, and from one address for all accounts. Beyond a number of failures attempts are
refused for a minute, and for twice as long after each further failure, up to a quarter of an hour; a refused attempt does not lengthen it.

A browser in which someone signed in before keeps a signed cookie. Attempts from it are counted by themselves: others who guess the
password of the account do not lock its owner out there.
"""

from __future__ import annotations

import datetime as dt
import ipaddress
import logging
import secrets
from dataclasses import dataclass
from typing import Any, Final

from django.contrib.auth.backends import ModelBackend
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.utils.crypto import salted_hmac

__all__ = ["KNOWN", "LimitedBackend", "forget_failures", "known_cookie", "locked_until", "watch"]

#: Name of the cookie of a browser in which someone signed in before, and how long it is kept.
KNOWN: Final = "quicksilver-known"
_KNOWN_FOR: Final = dt.timedelta(days=365)
#: Failures before attempts are refused: of an account from one address or known browser, of an account from all, from one address.
_FREE: Final = 5
_FREE_ACCOUNT: Final = 25
_FREE_ADDRESS: Final = 50
_WINDOW: Final = dt.timedelta(hours=1)
_FIRST: Final = dt.timedelta(minutes=1)
_LONGEST: Final = dt.timedelta(minutes=15)
_KEPT: Final = dt.timedelta(days=90)
_SALT: Final = "quicksilver.portal.accounts.sign_in"
_log = logging.getLogger("quicksilver.sign_in")


@dataclass(frozen=True, slots=True)
class _Who:
    """Whose password is tried, from where."""

    name: str
    account: str
    key: str
    address: str
    browser: str

    def __str__(self) -> str:
        # A name that no account has may be a password that was typed in the wrong box.
        return (
            f"{self.account!r} from {self.address}"
            if self.account
            else f"an unknown account from {self.address}"
        )


class LimitedBackend(ModelBackend):  # type: ignore[misc]
    """Accounts and passwords of the database, with the limit: for every way to sign in."""

    def authenticate(
        self, request: Any, username: str | None = None, password: str | None = None, **kwargs: Any
    ) -> Any:
        """Return the account, or None.

        Raises
        ------
        PermissionDenied
            Attempts are refused at present; :func:`locked_until` states until when.
        """
        if not username or password is None:
            return None
        who = _who(request, username)
        until, row = _begun(who)
        if until is not None:
            if request is not None:
                request.quicksilver_until = until
            _log.warning("sign-in refused until %s: %s", f"{until:%H:%M} UTC", who)
            raise PermissionDenied
        user = super().authenticate(request, username=username, password=password, **kwargs)
        if user is None:
            _log.warning("sign-in failed: %s", who)
            return None
        row.outcome = "succeeded"
        row.save(update_fields=["outcome"])
        type(row).objects.filter(at__lt=row.at - _KEPT).delete()
        _log.info("signed in: %s", who)
        return user


def locked_until(request: Any) -> dt.datetime | None:
    """Return until when the attempt of this request was refused, to the full minute after; None where it was not."""
    until: dt.datetime | None = getattr(request, "quicksilver_until", None)
    return None if until is None else (until + dt.timedelta(seconds=59)).replace(second=0, microsecond=0)


def forget_failures(account: str) -> None:
    """Let an account be tried again at once: an administrator gave it a new password."""
    from quicksilver.portal.models import SignInAttempt

    SignInAttempt.objects.filter(key=_key(account), outcome="failed").update(outcome="lifted")


def known_cookie(account: str) -> dict[str, Any]:
    """Return the cookie that a browser gets when someone signs in: the arguments of ``set_cookie``."""
    from django.conf import settings

    value = signing.dumps([account, secrets.token_urlsafe(12)], salt=_SALT)
    return {
        "key": KNOWN,
        "value": value,
        "max_age": _KNOWN_FOR,
        "httponly": True,
        "samesite": "Lax",
        "secure": settings.SESSION_COOKIE_SECURE,
    }


def watch() -> None:
    """Note on each request that signs someone in that its browser is to be known from now on."""
    from django.contrib.auth.signals import user_logged_in

    user_logged_in.connect(_signed_in, dispatch_uid="quicksilver-known-browser")


def _signed_in(sender: Any, request: Any, user: Any, **kwargs: Any) -> None:
    if request is not None and not _browser(request, user.get_username()):
        request.quicksilver_known = known_cookie(user.get_username())


def _who(request: Any, name: str) -> _Who:
    from django.contrib.auth import get_user_model

    exists = "\x00" not in name and get_user_model().objects.filter(username=name).exists()
    address = _network(request.META.get("REMOTE_ADDR", "")) if request is not None else ""
    return _Who(name, name if exists else "", _key(name), address, _browser(request, name))


def _key(name: str) -> str:
    return str(salted_hmac(_SALT, name).hexdigest())


def _network(address: str) -> str:
    """Return an address; of IPv6 the network, of which everyone has more addresses than can be counted."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address[:45]
    return str(ipaddress.ip_network(f"{parsed}/64", strict=False)) if parsed.version == 6 else str(parsed)


def _browser(request: Any, name: str) -> str:
    """Return the sign of a browser in which this account was signed in before; empty for others."""
    try:
        account, sign = signing.loads(request.COOKIES[KNOWN], salt=_SALT, max_age=_KNOWN_FOR)
    except (AttributeError, KeyError, signing.BadSignature, TypeError, ValueError):
        return ""
    return str(sign) if account == name else ""


def _begun(who: _Who) -> tuple[dt.datetime | None, Any]:
    """Note an attempt as failed before the password is looked at, and return until when it is refused.

    Of attempts that come at once each sees the others: there are never more of them than are allowed.
    """
    from django.db.models import F

    from quicksilver.portal.models import SignInAttempt

    now = dt.datetime.now(dt.UTC)
    row = SignInAttempt.objects.create(
        at=now,
        account=who.account[:150],
        key=who.key,
        address=who.address,
        browser=who.browser,
        outcome="failed",
    )
    others = SignInAttempt.objects.filter(at__gt=now - _WINDOW).exclude(pk=row.pk)
    failed = others.filter(outcome="failed")
    if who.browser:
        ways = [(_since_success(others.filter(key=who.key, browser=who.browser)), _FREE)]
    else:
        strange = failed.filter(browser="")
        ways = [
            (_since_success(others.filter(key=who.key, browser="", address=who.address)), _FREE),
            (list(strange.filter(key=who.key).values_list("at", flat=True)), _FREE_ACCOUNT),
            (list(strange.filter(address=who.address).values_list("at", flat=True)), _FREE_ADDRESS),
        ]
    ends = [_end(times, free) for times, free in ways]
    until: dt.datetime | None = max((end for end in ends if end is not None and end > now), default=None)
    if until is not None:
        row.delete()
        last = failed.filter(key=who.key).order_by("-at").values_list("pk", flat=True).first()
        SignInAttempt.objects.filter(pk=last).update(refused=F("refused") + 1)
    return until, row


def _since_success(attempts: Any) -> list[dt.datetime]:
    last = attempts.filter(outcome="succeeded").order_by("-at").values_list("at", flat=True).first()
    failed = attempts.filter(outcome="failed")
    return list((failed.filter(at__gt=last) if last else failed).values_list("at", flat=True))


def _end(times: list[dt.datetime], free: int) -> dt.datetime | None:
    if len(times) < free:
        return None
    doubled = min(len(times) - free, 10)
    end: dt.datetime = max(times) + min(_FIRST * 2**doubled, _LONGEST)
    return end
