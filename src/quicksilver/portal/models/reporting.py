"""Report cycles and what is handed in to them; submissions are among the records that someone accepts."""

# ruff: noqa: D106 - a class Meta is Django's and needs no text of its own
from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from quicksilver.portal.models.base import Child, RecordModel, choices, line, maybe, reference
from quicksilver.portal.models.fields import Value
from quicksilver.portal.models.separation import Accepted
from quicksilver.register import records

__all__ = ["Answer", "Correction", "Cycle", "Submission"]


class Cycle(RecordModel):
    """A report cycle."""

    folder = "cycles"
    record_class = records.Cycle

    title = Value("Text", verbose_name=_("title"))
    period = Value("When", verbose_name=_("period"))
    due = maybe(_("due"), "When")
    languages = models.JSONField(_("languages"), default=list, blank=True)
    questions = models.JSONField(_("questions"), default=list, blank=True)
    call = maybe(_("call"))
    called = maybe(_("call issued on"), "When")
    state = line(_("state"), 30, default="planned", choices=choices(records.Cycle, "state"))
    document = reference("Document", verbose_name=_("document"))
    frozen = line(_("moment of the final report"), 40)
    transmitted = maybe(_("transmitted on"), "When")
    published = maybe(_("published on"), "When")

    class Meta(RecordModel.Meta):
        verbose_name = _("report cycle")
        verbose_name_plural = _("report cycles")


class Correction(Child):
    """What was corrected in a report that was out."""

    owner, lists = "cycle", "corrections"

    cycle = models.ForeignKey(Cycle, models.CASCADE, related_name="corrections")
    text = Value("Text", verbose_name=_("text"))
    document = reference("Document", verbose_name=_("document"))
    languages = models.JSONField(_("languages"), default=list, blank=True)
    date = maybe(_("date"), "When")

    class Meta(Child.Meta):
        verbose_name = _("correction")
        verbose_name_plural = _("corrections")


class Submission(Accepted, RecordModel):
    """The submission of an area or a partner in a cycle."""

    folder = "submissions"
    record_class = records.Submission
    giver = "organisation_id"

    cycle = reference("Cycle", required=True, verbose_name=_("report cycle"))
    area = reference("Area", verbose_name=_("area"))
    organisation = reference("Organisation", verbose_name=_("organisation"))
    state = line(_("state"), 30, default="not started", choices=choices(records.Submission, "state"))
    received = maybe(_("received"), "When")
    asked = maybe(_("asked on"), "When")
    reminded = Value("When", verbose_name=_("reminded on"), many=True)
    language = models.CharField(
        _("language"), max_length=2, null=True, blank=True, choices=choices(records.Submission, "language")
    )
    submitted_by = line(_("submitted by"))
    document = reference("Document", verbose_name=_("document"))

    class Meta(RecordModel.Meta):
        verbose_name = _("submission")
        verbose_name_plural = _("submissions")
        constraints = (
            models.CheckConstraint(
                name="accepted_by_somebody", condition=~models.Q(state="accepted") | ~models.Q(accepted_by="")
            ),
        )


class Answer(Child):
    """An answer to a question of the form."""

    owner, lists = "submission", "answers"

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="answers")
    question = line(_("question"), blank=False)
    value = models.TextField(_("value"), default="", blank=True)
    special = line(_("special answer"), 20, choices=choices(records.Answer, "special"))

    class Meta(Child.Meta):
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
