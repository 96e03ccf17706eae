"""Nobody accepts what their own organisation sent in or gives: the rule in Python; migration 0002 has it as triggers.

The triggers are the door nobody passes. What is here states the same earlier and in a sentence.
"""

# ruff: noqa: D106 - a class Meta is Django's and needs no text of its own
from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from quicksilver.errors import InputProblems, Place, Problem
from quicksilver.language.problems import in_language, problem
from quicksilver.language.sentences import say
from quicksilver.portal.models.base import line, today
from quicksilver.portal.models.readers import reading

__all__ = ["Accepted", "AcceptedQuerySet", "conflicts"]


def conflicts(rows: Iterable[Any], *, language: str = "en") -> list[Problem]:
    """Return a problem for each row that was accepted on behalf of the one it is from.

    Parameters
    ----------
    rows : iterable of Accepted
        Each with ``accepted_by``, the name of an account.
    language : str
        Of the sentences.
    """
    from quicksilver.portal.models.accounts import Appointment
    from quicksilver.portal.models.partners import Leadership

    accepted = [row for row in rows if row.accepted_by]
    if not accepted:
        return []
    appointments = Appointment.objects.filter(
        Q(ends__isnull=True) | Q(ends__gte=today()),
        user__username__in={row.accepted_by for row in accepted},
        organisation__isnull=False,
    ).values_list("user__username", "organisation_id")
    own = set(appointments)
    areas = {row.area_id for row in accepted if _givers_area(row)}
    leads = set(
        Leadership.objects.filter(
            Q(held_until__isnull=True) | Q(held_until__gte=today()), area__in=areas
        ).values_list("area_id", "organisation_id")
    )
    return [
        _problem(row, language)
        for row in accepted
        if any(
            (row.accepted_by, giver) in own
            for giver in (
                [getattr(row, row.giver)]
                if not _givers_area(row)
                else [organisation for area, organisation in leads if area == row.area_id]
            )
        )
    ]


def _givers_area(row: Any) -> bool:
    # A submission without an organisation is its area's, that is: of those who lead it.
    return getattr(row, row.giver) is None and row.area_id is not None


def _problem(row: Any, language: str) -> Problem:
    wrong = problem(
        "own organisation",
        Place(record=f"{row.folder}/{row.pk}"),
        person=row.accepted_by,
        allowed=say("another accepts"),
        remedy=say("let another accept"),
    )
    return in_language(wrong, language)


class AcceptedQuerySet(models.QuerySet[Any]):
    """Rows that someone accepts; every way to write many of them keeps the rule."""

    def bulk_create(self, objs: Iterable[Any], *args: Any, **kwargs: Any) -> list[Any]:
        """Make many rows.

        Raises
        ------
        InputProblems
            One was accepted on behalf of the one it is from.
        """
        rows = list(objs)
        _refuse(conflicts(rows))
        return super().bulk_create(rows, *args, **kwargs)

    def bulk_update(self, objs: Iterable[Any], fields: Sequence[str], *args: Any, **kwargs: Any) -> int:
        """Change many rows; raises as :meth:`bulk_create`."""
        rows = list(objs)
        _refuse(conflicts(rows))
        return super().bulk_update(rows, fields, *args, **kwargs)

    def update(self, **kwargs: Any) -> int:
        """Change all rows of the query; raises as :meth:`bulk_create`."""
        if {"accepted_by", "organisation", "organisation_id", "provider", "provider_id"} & set(kwargs):
            rows = list(self.all())
            for row in rows:
                for name, value in kwargs.items():
                    setattr(row, name, value)
            _refuse(conflicts(rows))
        return super().update(**kwargs)


def _refuse(problems: list[Problem]) -> None:
    if problems:
        raise InputProblems(problems)


class Accepted(models.Model):
    """What one person submits and another accepts."""

    giver: ClassVar[str]
    """Column of the organisation it is from."""

    accepted_by = line(_("accepted by"), 150)

    objects = AcceptedQuerySet.as_manager()

    class Meta:
        abstract = True

    def clean(self) -> None:
        """Say in a form what :meth:`save` would refuse."""
        super().clean()
        language = reading()
        problems = conflicts([self], language=language)
        if problems:
            raise ValidationError(
                [
                    say("at", place=problem.what, said=problem.remedy).in_language(language)
                    for problem in problems
                ]
            )

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save.

        Raises
        ------
        InputProblems
            It was accepted on behalf of the one it is from.
        """
        _refuse(conflicts([self]))
        super().save(*args, **kwargs)
