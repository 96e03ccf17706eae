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
            kind=message.kind,
            cycle=message.cycle,
            submission=message.submission,
            recipient=message.reader.name,
            address=message.reader.address,
            language=message.reader.language,
            subject=message.subject,
            body=message.body,
            made=now,
        )
        for message in messages
    ]
    Notice.objects.bulk_create(rows)
    return len(rows)


def listed(cycle: str) -> list[dict[str, str]]:
    """Return the notices of a cycle, the latest first, for a table or a program."""
    from quicksilver.portal.models import Notice

    return [
        {
            "made": f"{notice.made:%Y-%m-%d}",
            "kind": notice.kind,
            "submission": notice.submission,
            "to": notice.recipient,
            "address": notice.address or "no address",
            "subject": notice.subject,
            "sent": notice.fault or (f"{notice.sent:%Y-%m-%d}" if notice.sent else ""),
        }
        for notice in Notice.objects.filter(cycle=cycle)
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
    for notice in list(waiting):
        # Whoever marks it first sends it; another process that sends at the same moment leaves it alone.
        if not Notice.objects.filter(pk=notice.pk, sent__isnull=True).update(
            sent=dt.datetime.now(dt.UTC), fault=_UNDER_WAY
        ):
            continue
        # A line break in a subject would begin a new header.
        letter = EmailMessage(
            " ".join(notice.subject.split()), notice.body, to=[notice.address], connection=connection
        )
        try:
            letter.send()
        except OSError as fault:
            Notice.objects.filter(pk=notice.pk).update(sent=None, fault=str(fault) or type(fault).__name__)
            failed += 1
        else:
            # One at a time: what is out stays marked as out, whatever happens to the next.
            Notice.objects.filter(pk=notice.pk).update(fault="")
            sent += 1
    return sent, failed
