"""Contributions, report cycles, what was sent in for them: the records that somebody accepts."""

# ruff: noqa: D106 - a class Meta is Django's and needs no text of its own
from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from quicksilver.programme import records
from quicksilver.programme.models.base import Child, RecordModel, choices, line, maybe, reference
from quicksilver.programme.models.fields import ExactDecimal, Value
from quicksilver.programme.models.separation import Accepted

__all__ = ["Answer", "Contribution", "Cycle", "Submission"]


class Contribution(Accepted, RecordModel):
    """What somebody gives."""

    folder = "contributions"
    record_class = records.Contribution
    giver = "provider_id"

    provider = reference("Organisation", required=True, verbose_name=_("provider"))
    receiver = reference("Organisation", verbose_name=_("receiver"))
    activity = reference("Activity", verbose_name=_("activity"))
    area = reference("Area", verbose_name=_("area"))
    kind = line(_("kind"), 20, default="not stated", choices=choices(records.Contribution, "kind"))
    stage = line(_("stage"), 20, default="not stated", choices=choices(records.Contribution, "stage"))
    money = maybe(_("money"), "Funding")
    hours = ExactDecimal(_("hours"))
    valuation = models.TextField(_("valuation"), default="", blank=True)
    period = maybe(_("period"), "When")
    reference = line(_("reference of the provider"))
    flow = models.ForeignKey("programme.Contribution", on_delete=models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("flow"))  # fmt: skip
    relation = line(_("relation to the flow"), 30, choices=choices(records.Contribution, "relation"))
    core = models.BooleanField(_("core budget"), default=False)

    class Meta(RecordModel.Meta):
        verbose_name = _("contribution")
        verbose_name_plural = _("contributions")


class Cycle(RecordModel):
    """A report cycle."""

    folder = "cycles"
    record_class = records.Cycle

    title = Value("Text", verbose_name=_("title"))
    period = Value("When", verbose_name=_("period"))
    due = maybe(_("due"), "When")
    state = line(_("state"), 30, default="planned", choices=choices(records.Cycle, "state"))
    document = reference("Document", verbose_name=_("document"))

    class Meta(RecordModel.Meta):
        verbose_name = _("report cycle")
        verbose_name_plural = _("report cycles")


class Submission(Accepted, RecordModel):
    """What an area or a partner sent in for a cycle."""

    folder = "submissions"
    record_class = records.Submission
    giver = "organisation_id"

    cycle = reference("Cycle", required=True, verbose_name=_("report cycle"))
    area = reference("Area", verbose_name=_("area"))
    organisation = reference("Organisation", verbose_name=_("organisation"))
    state = line(_("state"), 30, default="not started", choices=choices(records.Submission, "state"))
    received = maybe(_("received"), "When")

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
