"""Activities, who takes part in them, where, for what; and their outputs."""

# ruff: noqa: D106 - a class Meta is Django's and needs no text of its own
from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from quicksilver.portal.models.base import Child, RecordModel, choices, line, maybe, reference
from quicksilver.portal.models.fields import Value
from quicksilver.register import records

__all__ = [
    "Activity",
    "ActivityArea",
    "ActivityMandate",
    "ActivityOutput",
    "ActivityPlace",
    "ActivityServes",
    "Author",
    "Output",
    "Part",
    "Participation",
]


class Output(RecordModel):
    """A result that can be read."""

    folder = "outputs"
    record_class = records.Output

    title = Value("Text", verbose_name=_("title"))
    kind = line(_("kind"), default="document")
    date = maybe(_("date"), "When")
    url = models.TextField(_("address"), default="", blank=True)
    archived = models.TextField(_("archived copy"), default="", blank=True)
    document = reference("Document", verbose_name=_("document"))
    supersedes = reference("Output", verbose_name=_("supersedes"))
    licence = line(_("licence"))
    access = line(_("access"), 20, default="not stated", choices=choices(records.Output, "access"))
    link = line(_("state of the address"), 20, choices=choices(records.Output, "link"))
    link_checked = maybe(_("address followed on"), "When")

    class Meta(RecordModel.Meta):
        verbose_name = _("output")
        verbose_name_plural = _("outputs")


class Author(Child):
    """An author of an output."""

    owner, lists = "output", "authors"

    output = models.ForeignKey(Output, models.CASCADE, related_name="authors")
    organisation = reference("Organisation", required=True, verbose_name=_("organisation"))

    class Meta(Child.Meta):
        verbose_name = _("author")
        verbose_name_plural = _("authors")


class Activity(RecordModel):
    """An activity."""

    folder = "activities"
    record_class = records.Activity

    title = Value("Text", verbose_name=_("title"))
    text = maybe(_("text"))
    kind = models.CharField(
        _("kind"), max_length=20, choices=choices(records.Activity, "kind"), db_index=True
    )
    state = line(
        _("state"), 20, default="not stated", choices=choices(records.Activity, "state"), db_index=True
    )
    letter = line(_("letter"))
    effort = line(_("effort"), 20, choices=choices(records.Activity, "effort"))
    planned = Value("When", verbose_name=_("planned"), null=True, blank=True)
    actual = Value("When", verbose_name=_("actual"), null=True, blank=True)
    articles = models.JSONField(_("articles of the Minamata Convention"), default=list, blank=True)
    parent = reference("Activity", verbose_name=_("part of"))
    results = maybe(_("results"))
    lessons = Value("Text", verbose_name=_("lessons"), null=True, blank=True)

    class Meta(RecordModel.Meta):
        verbose_name = _("activity")
        verbose_name_plural = _("activities")


class ActivityArea(Child):
    """An area an activity belongs to; the first is the one it is filed in."""

    owner, lists = "activity", "areas"

    activity = models.ForeignKey(Activity, models.CASCADE, related_name="areas")
    area = reference("Area", required=True, verbose_name=_("area"))

    class Meta(Child.Meta):
        verbose_name = _("area of the activity")
        verbose_name_plural = _("areas of the activity")


class ActivityPlace(Child):
    """Where an activity is: a country or a region."""

    owner, lists = "activity", "places"

    activity = models.ForeignKey(Activity, models.CASCADE, related_name="places")
    country = line(_("country"), db_index=True)
    region = maybe(_("region"))
    role = line(_("role"), 20, default="location", choices=choices(records.Place, "role"))
    group = maybe(_("group"))
    open = models.BooleanField(_("open list"), default=False)

    class Meta(Child.Meta):
        verbose_name = _("place")
        verbose_name_plural = _("places")
        constraints = (
            models.CheckConstraint(
                name="place_is_country_or_region",
                condition=models.Q(country="", region__isnull=False)
                | (~models.Q(country="") & models.Q(region__isnull=True)),
            ),
        )


class Participation(Child):
    """An organisation in an activity."""

    owner, lists = "activity", "participants"

    activity = models.ForeignKey(Activity, models.CASCADE, related_name="participants")
    organisation = reference("Organisation", required=True, verbose_name=_("organisation"))
    role = models.CharField(_("role"), max_length=30, choices=choices(records.Participation, "role"))

    class Meta(Child.Meta):
        verbose_name = _("participant")
        verbose_name_plural = _("participants")


class ActivityMandate(Child):
    """A mandate an activity answers."""

    owner, lists = "activity", "mandates"

    activity = models.ForeignKey(Activity, models.CASCADE, related_name="mandates")
    mandate = reference("Mandate", required=True, verbose_name=_("mandate"))

    class Meta(Child.Meta):
        verbose_name = _("mandate of the activity")
        verbose_name_plural = _("mandates of the activity")


class Part(Child):
    """A lettered part of an activity."""

    owner, lists = "activity", "parts"

    activity = models.ForeignKey(Activity, models.CASCADE, related_name="parts")
    letter = line(_("letter"))
    text = Value("Text", verbose_name=_("text"))

    class Meta(Child.Meta):
        verbose_name = _("part")
        verbose_name_plural = _("parts")


class ActivityOutput(Child):
    """An output of an activity."""

    owner, lists = "activity", "outputs"

    activity = models.ForeignKey(Activity, models.CASCADE, related_name="outputs")
    output = reference("Output", required=True, verbose_name=_("output"))

    class Meta(Child.Meta):
        verbose_name = _("output of the activity")
        verbose_name_plural = _("outputs of the activity")


class ActivityServes(Child):
    """A priority action of a plan that an activity serves."""

    owner, lists = "activity", "serves"

    activity = models.ForeignKey(Activity, models.CASCADE, related_name="serves")
    plan = reference("Plan", required=True, verbose_name=_("plan"))
    action = models.PositiveIntegerField(_("number of the priority action"))

    class Meta(Child.Meta):
        verbose_name = _("priority action served")
        verbose_name_plural = _("priority actions served")
