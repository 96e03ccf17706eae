"""Areas, organisations, persons, who takes part, who leads, who sits in a body."""

# ruff: noqa: D106 - a class Meta is Django's and needs no text of its own
from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from quicksilver.portal.models.base import Child, RecordModel, choices, languages, line, maybe, reference
from quicksilver.portal.models.fields import Value
from quicksilver.register import records

__all__ = [
    "Affiliation",
    "Area",
    "AreaStatus",
    "Leadership",
    "Membership",
    "MembershipArea",
    "Offer",
    "Organisation",
    "Person",
    "Seat",
]


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


class Person(RecordModel):
    """Someone who works in the partnership."""

    folder = "persons"
    record_class = records.Person

    visibility = models.CharField(
        _("visible to"), max_length=20, default="secretariat", choices=choices(records.Person, "visibility")
    )
    name = line(_("name"), blank=False)
    contact = line(_("contact"))
    language = models.CharField(_("language"), max_length=2, null=True, blank=True, choices=languages)
    consent = line(
        _("consent to be named"), 20, default="not stated", choices=choices(records.Person, "consent")
    )
    consented = maybe(_("consented on"), "When")

    class Meta(RecordModel.Meta):
        verbose_name = _("person")
        verbose_name_plural = _("persons")
        constraints = (
            models.CheckConstraint(
                name="person_shown_with_consent",
                condition=~models.Q(visibility="public") | models.Q(consent="given"),
            ),
        )


class Affiliation(Child):
    """For whom a person works."""

    owner, lists = "person", "affiliations"

    person = models.ForeignKey(Person, models.CASCADE, related_name="affiliations")
    organisation = reference("Organisation", required=True, verbose_name=_("organisation"))
    function = line(_("function"))
    since = maybe(_("since"), "When")
    until = maybe(_("until"), "When")

    class Meta(Child.Meta):
        verbose_name = _("affiliation")
        verbose_name_plural = _("affiliations")


class Membership(RecordModel):
    """An organisation as a partner."""

    folder = "memberships"
    record_class = records.Membership

    organisation = reference("Organisation", required=True, verbose_name=_("organisation"))
    state = models.CharField(
        _("state"), max_length=30, choices=choices(records.Membership, "state"), db_index=True
    )
    applied = maybe(_("applied"), "When")
    confirmed = maybe(_("confirmed"), "When")
    letter = reference("Document", verbose_name=_("letter"))
    goal_accepted = models.BooleanField(_("goal accepted"), null=True, blank=True)
    stated_contribution = maybe(_("stated contribution"))
    tier = line(_("tier"))
    renewed = maybe(_("renewed"), "When")

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
    call = maybe(_("call for a lead issued"), "When")

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


class Offer(Child):
    """An organisation that offered to lead an area."""

    owner, lists = "leadership", "offers"

    leadership = models.ForeignKey(Leadership, models.CASCADE, related_name="offers")
    organisation = reference("Organisation", required=True, verbose_name=_("organisation"))
    date = maybe(_("date"), "When")
    state = line(_("state"), 20, default="made", choices=choices(records.Offer, "state"))

    class Meta(Child.Meta):
        verbose_name = _("offer to lead")
        verbose_name_plural = _("offers to lead")


class Seat(RecordModel):
    """A seat in a body such as the advisory group."""

    folder = "seats"
    record_class = records.Seat

    organisation = reference("Organisation", verbose_name=_("organisation"))
    person = reference("Person", verbose_name=_("person"))
    body = line(_("body"), default="Partnership Advisory Group")
    capacity = line(_("capacity"), 20, default="not stated", choices=choices(records.Seat, "capacity"))
    role = line(_("role"), 20, default="member", choices=choices(records.Seat, "role"))

    class Meta(RecordModel.Meta):
        verbose_name = _("seat")
        verbose_name_plural = _("seats")
        constraints = (
            models.CheckConstraint(
                name="seat_is_taken",
                condition=models.Q(organisation__isnull=False) | models.Q(person__isnull=False),
            ),
        )
