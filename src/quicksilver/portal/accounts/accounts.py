"""Accounts, made from outside the administration: the first one, and roles for others."""

from __future__ import annotations

import secrets

from quicksilver.errors import InputProblems, Problem, closest, similar
from quicksilver.register.rules.roles import ROLES

__all__ = ["give", "made_password"]


def made_password() -> str:
    """Return a password that nobody can guess: 20 letters and digits in groups that can be read aloud."""
    letters = "abcdefghijkmnpqrstuvwxyz23456789"
    return "-".join("".join(secrets.choice(letters) for _ in range(5)) for _ in range(4))


def give(
    name: str,
    password: str,
    *,
    role: str | None = None,
    area: str | None = None,
    organisation: str | None = None,
) -> None:
    """Make an account or change its password, and give it a role.

    Parameters
    ----------
    name, password : str
    role : str, optional
        One of :data:`quicksilver.register.rules.roles.ROLES`; ``admin`` may do everything that the separation rule allows.
    area, organisation : str, optional
        Ids of what the role is for.

    Raises
    ------
    InputProblems
        The role, the area or the organisation is unknown, or the password is too weak.
    """
    from django.contrib.auth import get_user_model, password_validation
    from django.core.exceptions import ValidationError
    from django.db import transaction

    from quicksilver.portal.accounts.sign_in import forget_failures
    from quicksilver.portal.models import Appointment, Area, Organisation

    problems = []
    roles = [role_name for role_name in ROLES if role_name != "visitor"]
    if role is not None and role not in roles:
        problems.append(Problem(f"unknown role {role!r}", "role", ", ".join(roles), closest(role, roles)))
    for what, model, given in (("area", Area, area), ("organisation", Organisation, organisation)):
        if given is not None and not model.objects.filter(pk=given).exists():
            ids = list(model.objects.values_list("pk", flat=True))
            problems.append(
                Problem(
                    f"unknown {what} {given!r}",
                    what,
                    ", ".join(map(str, ids[:20])) or "none is loaded yet",
                    **similar(given, [str(i) for i in ids]),
                )
            )
    try:
        password_validation.validate_password(password)
    except ValidationError as wrong:
        problems += [
            Problem(str(message), "password", "a longer one that is not common", remedy="choose another")
            for message in wrong.messages
        ]
    if problems:
        raise InputProblems(problems)
    with transaction.atomic():
        user, _ = get_user_model().objects.get_or_create(username=name)
        user.set_password(password)
        user.is_staff = True
        user.is_superuser = user.is_superuser or role == "admin"
        user.save()
        forget_failures(name)
        if role is not None and role != "admin":
            Appointment.objects.get_or_create(
                user=user, role=role, area_id=area, organisation_id=organisation, ends=None
            )
