"""Contributions and needs: what is given and what is sought, in money and in kind."""

# ruff: noqa: D106 - a class Meta is Django's and needs no text of its own
from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from quicksilver.portal.models.base import RecordModel, choices, line, maybe, reference
from quicksilver.portal.models.fields import ExactDecimal
from quicksilver.portal.models.separation import Accepted
from quicksilver.register import records

__all__ = ["Contribution", "Need"]


class Contribution(Accepted, RecordModel):
    """What someone gives."""

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
    flow = models.ForeignKey(
        "programme.Contribution",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("flow"),
    )
    relation = line(_("relation to the flow"), 30, choices=choices(records.Contribution, "relation"))
    core = models.BooleanField(_("core budget"), default=False)
    anyway = models.BooleanField(_("given without the Partnership too"), null=True, blank=True)

    class Meta(RecordModel.Meta):
        verbose_name = _("contribution")
        verbose_name_plural = _("contributions")


class Need(RecordModel):
    """What is needed for an activity, a plan or an area."""

    folder = "needs"
    record_class = records.Need

    activity = reference("Activity", verbose_name=_("activity"))
    plan = reference("Plan", verbose_name=_("plan"))
    area = reference("Area", verbose_name=_("area"))
    text = maybe(_("text"))
    kind = line(_("kind"), 20, default="not stated", choices=choices(records.Need, "kind"))
    money = maybe(_("money"), "Funding")
    hours = ExactDecimal(_("hours"))
    period = maybe(_("period"), "When")
    state = line(_("state"), 20, default="open", choices=choices(records.Need, "state"))

    class Meta(RecordModel.Meta):
        verbose_name = _("need")
        verbose_name_plural = _("needs")
        constraints = (
            models.CheckConstraint(
                name="need_of_something",
                condition=models.Q(activity__isnull=False)
                | models.Q(plan__isnull=False)
                | models.Q(area__isnull=False),
            ),
        )
