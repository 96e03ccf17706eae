"""Notices in the database, and their way out by e-mail where the installation has one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from quicksilver.register.cycles.notices import Message

__all__ = ["keep", "listed", "send_waiting"]

#: Stays beside a notice only where sending was broken off.
_UNDER_WAY = "sending was started and did not end"


def keep(messages: Iterable[Message]) -> int:
    """Write notices down and return how many; they go out with :func:`send_waiting`."""
    from quicksilver.portal.models import Notice

    now = dt.datetime.now(dt.UTC)
    rows = [
        Notice(
            kind=one.kind,
            cycle=one.cycle,
            submission=one.submission,
            recipient=one.reader.name,
            address=one.reader.address,
            language=one.reader.language,
            subject=one.subject,
            body=one.body,
            made=now,
        )
        for one in messages
    ]
    Notice.objects.bulk_create(rows)
    return len(rows)


def listed(cycle: str) -> list[dict[str, str]]:
    """Return the notices of a cycle, the latest first, for a table or a program."""
    from quicksilver.portal.models import Notice

    return [
        {
            "made": f"{one.made:%Y-%m-%d}",
            "kind": one.kind,
            "submission": one.submission,
            "to": one.recipient,
            "address": one.address or "no address",
            "subject": one.subject,
            "sent": one.fault or (f"{one.sent:%Y-%m-%d}" if one.sent else ""),
        }
        for one in Notice.objects.filter(cycle=cycle)
    ]


def send_waiting() -> tuple[int, int]:
    """Send what waits and has an address, and return how many went out and how many did not.

    Without a mail server nothing is tried: the notices wait, and whoever runs the cycle sees them.
    """
    from django.conf import settings
    from django.core.mail import EmailMessage, get_connection

    from quicksilver.portal.models import Notice

    if not settings.QUICKSILVER_POST:
        return 0, 0
    waiting = Notice.objects.filter(sent__isnull=True).exclude(address="").order_by("id")
    sent = failed = 0
    connection = get_connection()
    for one in list(waiting):
        # Whoever marks it first sends it; another process that sends at the same moment leaves it alone.
        if not Notice.objects.filter(pk=one.pk, sent__isnull=True).update(
            sent=dt.datetime.now(dt.UTC), fault=_UNDER_WAY
        ):
            continue
        # A line break in a subject would begin a new header.
        letter = EmailMessage(
            " ".join(one.subject.split()), one.body, to=[one.address], connection=connection
        )
        try:
            letter.send()
        except OSError as fault:
            Notice.objects.filter(pk=one.pk).update(sent=None, fault=str(fault) or type(fault).__name__)
            failed += 1
        else:
            # One at a time: what is out stays marked as out, whatever happens to the next.
            Notice.objects.filter(pk=one.pk).update(fault="")
            sent += 1
    return sent, failed
