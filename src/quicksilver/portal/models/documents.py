"""Documents, mandates, meetings with their agenda, attendance and decisions, and the tasks that came of them."""

# ruff: noqa: D106 - a class Meta is Django's and needs no text of its own
from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from quicksilver.portal.models.base import Child, RecordModel, choices, languages, line, maybe, reference
from quicksilver.portal.models.fields import Value
from quicksilver.register import records

__all__ = [
    "ActionItem",
    "AgendaItem",
    "Attendance",
    "Decision",
    "Document",
    "Mandate",
    "Meeting",
    "MeetingDocument",
]


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
    original_language = models.CharField(
        _("original language"),
        max_length=2,
        null=True,
        blank=True,
        choices=languages,
    )
    distribution = line(_("distribution"), 20, choices=choices(records.Document, "distribution"))
    languages = models.JSONField(_("languages"), default=list, blank=True)
    url = models.TextField(_("address"), default="", blank=True)
    archived = models.TextField(_("archived copy"), default="", blank=True)
    link = line(_("state of the address"), 20, choices=choices(records.Document, "link"))
    link_checked = maybe(_("address followed on"), "When")
    redirect = models.TextField(_("leads to"), default="", blank=True)
    edition_of = reference("Document", verbose_name=_("edition of"))
    supersedes = reference("Document", verbose_name=_("supersedes"))
    corrects = reference("Document", verbose_name=_("corrigendum of"))
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
    document = reference("Document", verbose_name=_("document"))

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
    form = line(_("form"), 20, default="not stated", choices=choices(records.Meeting, "form"))
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


class AgendaItem(Child):
    """An item of the agenda of a meeting."""

    owner, lists = "meeting", "agenda"

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="agenda")
    number = line(_("number"))
    text = Value("Text", verbose_name=_("text"))
    document = reference("Document", verbose_name=_("document"))

    class Meta(Child.Meta):
        verbose_name = _("agenda item")
        verbose_name_plural = _("agenda items")


class Attendance(Child):
    """How many came to a meeting, of one kind or from one place."""

    owner, lists = "meeting", "attendance"

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="attendance")
    count = models.PositiveIntegerField(_("number"))
    kind = line(_("kind"), 20, default="not stated", choices=choices(records.Attendance, "kind"))
    country = line(_("country"))
    region = maybe(_("region"))

    class Meta(Child.Meta):
        verbose_name = _("attendance")
        verbose_name_plural = _("attendance")


class Decision(Child):
    """What a meeting decided."""

    owner, lists = "meeting", "decisions"

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="decisions")
    text = Value("Text", verbose_name=_("text"))
    letter = line(_("letter"))
    mandate = reference("Mandate", verbose_name=_("mandate"))
    task = reference("ActionItem", verbose_name=_("action item"))

    class Meta(Child.Meta):
        verbose_name = _("decision of the meeting")
        verbose_name_plural = _("decisions of the meeting")


class ActionItem(RecordModel):
    """Something that was requested, and its outcome."""

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
