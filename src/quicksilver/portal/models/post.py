"""What goes out to people and what they send along: notices, and files attached to answers."""

# ruff: noqa: D106 - a class Meta is Django's and needs no text of its own
from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from quicksilver.portal.models.base import line

__all__ = ["Attachment", "Notice"]


class Notice(models.Model):
    """A message to someone about a report cycle; kept whether or not it could be sent by e-mail."""

    kind = line(_("kind"), 30, blank=False)
    cycle = line(_("report cycle"), 120, db_index=True)
    submission = line(_("submission"), 120, db_index=True)
    recipient = line(_("to"))
    address = line(_("e-mail address"))
    language = line(_("language"), 2, default="en")
    subject = line(_("subject"))
    body = models.TextField(_("text"), default="", blank=True)
    made = models.DateTimeField(_("made"))
    sent = models.DateTimeField(_("sent"), null=True, blank=True)
    fault = models.TextField(_("why it was not sent"), default="", blank=True)

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering = ("-made", "id")

    def __str__(self) -> str:
        return f"{self.kind}: {self.recipient}"


class Attachment(models.Model):
    """A file that was sent along with an answer; it is kept in the database, and so in every backup."""

    submission = line(_("submission"), 120, blank=False, db_index=True)
    question = line(_("question"))
    name = line(_("name"), 255, blank=False)
    media = line(_("kind of file"), 100)
    sha256 = line(_("checksum"), 64)
    size = models.PositiveIntegerField(_("size"))
    data = models.BinaryField()
    added = models.DateTimeField(_("added"))
    added_by = line(_("added by"), 150)

    class Meta:
        verbose_name = _("attached file")
        verbose_name_plural = _("attached files")
        ordering = ("submission", "question", "id")

    def __str__(self) -> str:
        return self.name
