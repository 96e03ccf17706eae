"""Areas, organisations, who takes part and who leads."""

# ruff: noqa: D106 - a class Meta is Django's and needs no text of its own
from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from quicksilver.programme import records
from quicksilver.programme.models.base import Child, RecordModel, choices, line, maybe, reference
from quicksilver.programme.models.fields import Value

__all__ = ["Area", "AreaStatus", "Leadership", "Membership", "MembershipArea", "Organisation"]


class Area(RecordModel):
    """A partnership area or a cross-cutting topic."""

    folder = "areas"
    record_class = records.Area

    name = Value("Text", verbose_name=_("name"))
    aliases = Value("Text", verbose_name=_("aliases"), many=True)
    scope = maybe(_("scope"))
    order = models.IntegerField(_("order"), default=0)
    letter = line(_("letter"))
    parent = reference("Area", verbose_name=_("part of"))
    became = reference("Area", verbose_name=_("became"))
    kind = line(_("kind"), 30, default="area", choices=choices(records.Area, "kind"))

    class Meta(RecordModel.Meta):
        verbose_name = _("area")
        verbose_name_plural = _("areas")


class AreaStatus(Child):
    """A status of an area and when it began; its source is a citation of the part."""

    owner, lists = "area", "statuses"

    area = models.ForeignKey(Area, models.CASCADE, related_name="statuses")
    status = line(_("status"), blank=False)
    since = maybe(_("since"), "When")

    class Meta(Child.Meta):
        verbose_name = _("status")
        verbose_name_plural = _("statuses")


class Organisation(RecordModel):
    """A body that takes part."""

    folder = "organisations"
    record_class = records.Organisation

    name = Value("Text", verbose_name=_("name"))
    aliases = Value("Text", verbose_name=_("aliases"), many=True)
    acronym = line(_("acronym"))
    kind = line(
        _("kind"), 20, default="not stated", choices=choices(records.Organisation, "kind"), db_index=True
    )
    country = line(_("country"), db_index=True)
    parent = reference("Organisation", verbose_name=_("part of"))
    successor = reference("Organisation", verbose_name=_("successor"))
    web = models.TextField(_("web site"), default="", blank=True)

    class Meta(RecordModel.Meta):
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")


class Membership(RecordModel):
    """An organisation as a partner."""

    folder = "memberships"
    record_class = records.Membership

    organisation = reference("Organisation", required=True, verbose_name=_("organisation"))
    state = models.CharField(_("state"), max_length=30, choices=choices(records.Membership, "state"), db_index=True)  # fmt: skip
    applied = maybe(_("applied"), "When")
    confirmed = maybe(_("confirmed"), "When")
    stated_contribution = maybe(_("stated contribution"))

    class Meta(RecordModel.Meta):
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")


class MembershipArea(Child):
    """An area a partner takes interest in."""

    owner, lists = "membership", "areas"

    membership = models.ForeignKey(Membership, models.CASCADE, related_name="areas")
    area = reference("Area", required=True, verbose_name=_("area"))

    class Meta(Child.Meta):
        verbose_name = _("area of interest")
        verbose_name_plural = _("areas of interest")


class Leadership(RecordModel):
    """Who leads an area; a vacancy is a row without an organisation."""

    folder = "leaderships"
    record_class = records.Leadership

    area = reference("Area", required=True, verbose_name=_("area"))
    organisation = reference("Organisation", verbose_name=_("organisation"))
    person = line(_("person"))
    role = line(_("role"), 20, default="lead", choices=choices(records.Leadership, "role"))

    class Meta(RecordModel.Meta):
        verbose_name = _("leadership")
        verbose_name_plural = _("leaderships")
        constraints = (
            models.CheckConstraint(
                name="vacancy_has_no_organisation",
                condition=models.Q(role="vacant", organisation__isnull=True)
                | (~models.Q(role="vacant") & models.Q(organisation__isnull=False)),
            ),
        )
