"""Who may do what: the roles of a person, for an organisation or an area."""

# ruff: noqa: D106 - a class Meta is Django's and needs no text of its own
from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from quicksilver.programme.models.base import history, line, reference, today
from quicksilver.programme.roles import ROLES, Role

__all__ = ["Appointment", "roles_of"]


class Appointment(models.Model):
    """A role that a person has, for whom and until when. One person may have several."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="appointments", verbose_name=_("user"))  # fmt: skip
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


def roles_of(user: Any) -> list[Role]:
    """Return the roles a person has today; who administers the system is ``admin`` besides.

    Parameters
    ----------
    user : User or AnonymousUser
    """
    if not user.is_authenticated or not user.is_active:
        return []
    held = Appointment.objects.filter(Q(ends__isnull=True) | Q(ends__gte=today()), user=user)
    found = [
        Role(role, organisation or "", area or "")
        for role, organisation, area in held.values_list("role", "organisation_id", "area_id")
    ]
    return [*found, Role("admin")] if user.is_superuser else found
