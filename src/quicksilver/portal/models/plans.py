"""Plans with their objectives, indicators and their values, targets."""

# ruff: noqa: D106 - a class Meta is Django's and needs no text of its own
from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from quicksilver.portal.models.base import Child, RecordModel, choices, line, maybe, reference
from quicksilver.portal.models.fields import ExactDecimal, Value
from quicksilver.register import records

__all__ = ["Baseline", "Indicator", "Objective", "Observation", "Plan", "Target"]


class Plan(RecordModel):
    """A version of the plan of an area."""

    folder = "plans"
    record_class = records.Plan

    area = reference("Area", required=True, verbose_name=_("area"))
    kind = line(_("kind"), 30, default="business plan", choices=choices(records.Plan, "kind"))
    title = maybe(_("title"))
    version = line(_("version"))
    date = maybe(_("date"), "When")
    state = models.CharField(_("state"), max_length=30, choices=choices(records.Plan, "state"))
    summary = maybe(_("summary"))
    priority_actions = Value("Text", verbose_name=_("priority actions"), many=True)
    evaluation = maybe(_("evaluation"))
    resources = maybe(_("resources"))
    linkages = maybe(_("linkages"))
    document = reference("Document", verbose_name=_("document"))
    supersedes = reference("Plan", verbose_name=_("supersedes"))
    consultation = maybe(_("consultation"), "When")
    consultation_url = models.TextField(_("address of the consultation"), default="", blank=True)

    class Meta(RecordModel.Meta):
        verbose_name = _("plan")
        verbose_name_plural = _("plans")


class Objective(Child):
    """An objective of a plan, with its means."""

    owner, lists = "plan", "objectives"

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="objectives")
    text = Value("Text", verbose_name=_("text"))
    means = Value("Text", verbose_name=_("means"), many=True)
    examples = Value("Text", verbose_name=_("examples"), many=True)

    class Meta(Child.Meta):
        verbose_name = _("objective")
        verbose_name_plural = _("objectives")


class Indicator(RecordModel):
    """What is measured."""

    folder = "indicators"
    record_class = records.Indicator

    name = Value("Text", verbose_name=_("name"))
    definition = maybe(_("definition"))
    unit = line(_("unit"))
    pathway = line(_("pathway"))
    boundary = models.TextField(_("boundary"), default="", blank=True)
    method = models.TextField(_("method"), default="", blank=True)
    direction = line(_("direction"), 10, choices=choices(records.Indicator, "direction"))
    aggregation = line(_("aggregation"), 30, choices=choices(records.Indicator, "aggregation"))
    area = reference("Area", verbose_name=_("area"))

    class Meta(RecordModel.Meta):
        verbose_name = _("indicator")
        verbose_name_plural = _("indicators")


class _Measured(RecordModel):
    indicator = reference("Indicator", required=True, verbose_name=_("indicator"))
    amount = Value("Amount", verbose_name=_("amount"))
    year = models.IntegerField(_("year"))
    geography = line(_("geography"), default="World")
    method = models.TextField(_("method"), default="", blank=True)
    run = models.TextField(_("run"), default="", blank=True)

    class Meta(RecordModel.Meta):
        abstract = True


class Baseline(_Measured):
    """A baseline of an indicator; a better one supersedes it and both are kept."""

    folder = "baselines"
    record_class = records.Baseline

    supersedes = reference("Baseline", verbose_name=_("supersedes"))

    class Meta(RecordModel.Meta):
        verbose_name = _("baseline")
        verbose_name_plural = _("baselines")


class Observation(_Measured):
    """A later value of an indicator."""

    folder = "observations"
    record_class = records.Observation

    class Meta(RecordModel.Meta):
        verbose_name = _("observation")
        verbose_name_plural = _("observations")


class Target(RecordModel):
    """A target as declared."""

    folder = "targets"
    record_class = records.TargetRecord

    area = reference("Area", required=True, verbose_name=_("area"))
    plan = reference("Plan", verbose_name=_("plan"))
    text = Value("Text", verbose_name=_("text"))
    kind = line(_("kind"), 30, default="partnership target", choices=choices(records.TargetRecord, "kind"))
    category = maybe(_("category"))
    indicator = reference("Indicator", verbose_name=_("indicator"))
    goal = line(_("goal"), 20, choices=choices(records.TargetRecord, "goal"))
    value = ExactDecimal(_("value"))
    unit = line(_("unit"))
    year = models.IntegerField(_("year"), null=True, blank=True)
    baseline = reference("Baseline", verbose_name=_("baseline"))
    geography = line(_("geography"))
    supplier = line(_("supplier of the data"))
    supersedes = reference("Target", verbose_name=_("supersedes"))
    state = line(_("state"), 20, default="declared", choices=choices(records.TargetRecord, "state"))

    class Meta(RecordModel.Meta):
        verbose_name = _("target")
        verbose_name_plural = _("targets")
