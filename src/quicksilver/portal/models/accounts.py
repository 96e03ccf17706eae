"""Who may do what: the roles of a person, for an organisation or an area."""

# ruff: noqa: D106 - a class Meta is Django's and needs no text of its own
from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from quicksilver.portal.models.base import history, line, reference, today
from quicksilver.register.rules.roles import ROLES, Role

__all__ = ["Appointment", "SignInAttempt", "roles_of"]


class Appointment(models.Model):
    """A role that a person has, for whom and until when. One person may have several."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="appointments", verbose_name=_("user")
    )
    role = models.CharField(
        _("role"), max_length=20, choices=[(role, role) for role in ROLES if role != "visitor"]
    )
    organisation = reference("Organisation", verbose_name=_("organisation"))
    area = reference("Area", verbose_name=_("area"))
    ends = models.DateField(_("ends on"), null=True, blank=True)
    reason = line(_("reason"))

    history = history()

    class Meta:
        verbose_name = _("appointment")
        verbose_name_plural = _("appointments")
        ordering = ("user_id", "role")

    def __str__(self) -> str:
        return " ".join(
            str(part) for part in (self.user_id, self.role, self.organisation_id, self.area_id) if part
        )


class SignInAttempt(models.Model):
    """An attempt to sign in; failures are counted by :mod:`quicksilver.portal.accounts.sign_in`."""

    at = models.DateTimeField(_("time"), db_index=True)
    account = line(_("account"), 150)
    key = models.CharField(max_length=64)
    address = line(_("network address"), 45)
    browser = models.CharField(max_length=20, default="", blank=True)
    outcome = line(_("outcome"), 10, choices=[(word, word) for word in ("failed", "succeeded", "lifted")])
    refused = models.PositiveIntegerField(_("refused attempts afterwards"), default=0)

    class Meta:
        verbose_name = _("sign-in attempt")
        verbose_name_plural = _("sign-in attempts")
        ordering = ("-at", "-id")
        indexes = (
            models.Index(fields=("key", "at"), name="sign_in_of_account"),
            models.Index(fields=("address", "at"), name="sign_in_from_address"),
        )

    def __str__(self) -> str:
        return f"{self.account} {self.at:%Y-%m-%d %H:%M}"


def roles_of(user: Any) -> list[Role]:
    """Return the roles a person has today; who administers the system is also ``admin``.

    Parameters
    ----------
    user : User or AnonymousUser
    """
    if not user.is_authenticated or not user.is_active:
        return []
    appointments = Appointment.objects.filter(Q(ends__isnull=True) | Q(ends__gte=today()), user=user)
    roles = [
        Role(role, organisation or "", area or "")
        for role, organisation, area in appointments.values_list("role", "organisation_id", "area_id")
    ]
    return [*roles, Role("admin")] if user.is_superuser else roles
