"""Documents, mandates, meetings, and what is said that belongs to no other record."""

# ruff: noqa: D106 - a class Meta is Django's and needs no text of its own
from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from quicksilver.programme import records
from quicksilver.programme.models.base import Child, RecordModel, choices, line, maybe, reference
from quicksilver.programme.models.fields import Value

__all__ = ["ActionItem", "Claim", "Document", "Fact", "Mandate", "Meeting", "MeetingDocument"]


class Document(RecordModel):
    """A document that is cited or was made."""

    folder = "documents"
    record_class = records.Document

    title = Value("Text", verbose_name=_("title"))
    symbol = line(_("symbol"))
    kind = line(_("kind"), default="document")
    date = maybe(_("date"), "When")
    body = line(_("body"))
    agenda_item = maybe(_("agenda item"))
    agenda_symbol = line(_("symbol of the agenda"))
    original_language = models.CharField(_("original language"), max_length=2, null=True, blank=True, choices=choices(records.Document, "original_language"))  # fmt: skip
    url = models.TextField(_("address"), default="", blank=True)
    archived = models.TextField(_("archived copy"), default="", blank=True)
    edition_of = reference("Document", verbose_name=_("edition of"))
    supersedes = reference("Document", verbose_name=_("supersedes"))
    formally_edited = models.BooleanField(_("formally edited"), null=True, blank=True)

    class Meta(RecordModel.Meta):
        verbose_name = _("document")
        verbose_name_plural = _("documents")


class Mandate(RecordModel):
    """A decision, or an item of one."""

    folder = "mandates"
    record_class = records.Mandate

    body = line(_("body"), blank=False)
    symbol = line(_("symbol"), blank=False)
    paragraph = line(_("paragraph"))
    letter = line(_("letter"))
    text = Value("Text", verbose_name=_("text"))
    parent = reference("Mandate", verbose_name=_("part of"))

    class Meta(RecordModel.Meta):
        verbose_name = _("mandate")
        verbose_name_plural = _("mandates")


class Meeting(RecordModel):
    """A meeting."""

    folder = "meetings"
    record_class = records.Meeting

    body = line(_("body"), blank=False)
    title = Value("Text", verbose_name=_("title"))
    date = maybe(_("date"), "When")
    place = line(_("place"))
    purpose = maybe(_("purpose"))
    area = reference("Area", verbose_name=_("area"))

    class Meta(RecordModel.Meta):
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")


class MeetingDocument(Child):
    """A document of a meeting."""

    owner, lists = "meeting", "documents"

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="documents")
    document = reference("Document", required=True, verbose_name=_("document"))

    class Meta(Child.Meta):
        verbose_name = _("document of the meeting")
        verbose_name_plural = _("documents of the meeting")


class ActionItem(RecordModel):
    """Something that was asked for, and what came of it."""

    folder = "action-items"
    record_class = records.ActionItem

    text = Value("Text", verbose_name=_("text"))
    letter = line(_("letter"))
    owner = line(_("owner"))
    due = maybe(_("due"), "When")
    outcome = maybe(_("outcome"))

    class Meta(RecordModel.Meta):
        verbose_name = _("action item")
        verbose_name_plural = _("action items")


class Claim(RecordModel):
    """A stated fact that may be in conflict with another."""

    folder = "claims"
    record_class = records.Claim

    subject = line(_("subject"), blank=False)
    field = line(_("field"), blank=False)
    value = models.TextField(_("value"))
    as_of = maybe(_("as of"), "When")
    recorded_by = line(_("recorded by"))
    certainty = line(_("certainty"), 20, default="not stated", choices=choices(records.Claim, "certainty"))
    shown = models.BooleanField(_("shown"), default=False)

    class Meta(RecordModel.Meta):
        verbose_name = _("claim")
        verbose_name_plural = _("claims")
        indexes: ClassVar[tuple[models.Index, ...]] = (
            *RecordModel.Meta.indexes,
            models.Index(fields=("subject", "field"), name="claim_subject"),
        )


class Fact(RecordModel):
    """A statement about a document itself, or about the whole."""

    folder = "facts"
    record_class = records.Fact

    key = line(_("key"), blank=False)
    value = models.TextField(_("value"))
    text = maybe(_("text"))

    class Meta(RecordModel.Meta):
        verbose_name = _("fact")
        verbose_name_plural = _("facts")
