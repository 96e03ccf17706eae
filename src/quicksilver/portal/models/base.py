"""What every table of records shares: identifier, dates in the world, who may see it, history with who and when."""

# ruff: noqa: D106 - a class Meta is Django's and needs no text of its own
from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from quicksilver.languages import LANGUAGES
from quicksilver.portal.models.fields import Value
from quicksilver.register import records
from quicksilver.register.records.values import cleaned_fields

__all__ = [
    "Child",
    "Citation",
    "RecordModel",
    "choices",
    "held_on",
    "history",
    "kind_models",
    "languages",
    "line",
    "maybe",
    "reference",
    "today",
    "watch",
]

_IDENTIFIER = RegexValidator(r"^[a-z0-9]+(?:[-.][a-z0-9]+)*$")


def _who(row: Any) -> str | None:
    name: str | None = row.history_user_id
    return name


def _note_who(row: Any, user: Any) -> None:
    # A name, not a link: it must still be readable when the account is gone.
    if user is not None:
        row.history_user_id = user if isinstance(user, str) else user.get_username()


class _Records(HistoricalRecords):
    """History whose own columns are made for each table.

    django-simple-history puts the one column object it was given into all tables that inherit the history; Django then takes the last of
    them for the table of the column, and an update of one history would change another.
    """

    def _get_history_user_fields(self) -> dict[str, Any]:
        return {
            "history_user": property(_who, _note_who),
            "history_user_id": models.CharField(max_length=150, null=True, blank=True),
        }

    def _get_history_change_reason_field(self) -> Any:
        return models.TextField(default="", blank=True, null=True)


def history() -> HistoricalRecords:
    """Return the history of a table: each change with when, who and why."""
    return _Records(inherit=True)


def reference(to: str, *, required: bool = False, **kwargs: Any) -> Any:
    """Return a column that names another record; what is named cannot be deleted."""
    if not required:
        kwargs |= {"null": True, "blank": True}
    kwargs.setdefault("related_name", "+")
    return models.ForeignKey(f"programme.{to}", on_delete=models.PROTECT, **kwargs)


def line(verbose: Any, length: int = 500, **kwargs: Any) -> Any:
    """Return a column for a short text that may be empty."""
    kwargs.setdefault("default", "")
    kwargs.setdefault("blank", kwargs["default"] == "")
    return models.CharField(verbose, max_length=length, **kwargs)


def maybe(verbose: Any, schema: str = "Text", **kwargs: Any) -> Any:
    """Return a column for a value that may be missing."""
    return Value(schema, verbose_name=verbose, null=True, blank=True, **kwargs)


def choices(cls: type[records.Strict], field: str) -> list[tuple[str, str]]:
    """Return the values a field of a record class allows, for a column of the database."""
    from typing import Literal, get_args, get_origin

    annotation = cls.model_fields[field].annotation
    options = [annotation, *get_args(annotation)]
    literal = next(option for option in options if get_origin(option) is Literal)
    return [(value, value) for value in get_args(literal) if value]


def languages() -> list[tuple[str, str]]:
    """Return the languages, for a column of the database; a migration names this function, so that one more needs none."""
    return [(code, code) for code in LANGUAGES]


class RecordModel(models.Model):
    """A record of the register.

    ``since`` and ``until`` are as exact as the sources are; ``held_from`` and ``held_until``, the first and last day they can mean,
    follow from them and serve queries only.
    """

    folder: ClassVar[str]
    """Its kind: the key in ``KINDS``."""
    record_class: ClassVar[type[records.Record]]

    id = models.CharField(_("identifier"), primary_key=True, max_length=120, validators=[_IDENTIFIER])
    since = Value("When", verbose_name=_("since"), null=True, blank=True)
    until = Value("When", verbose_name=_("until"), null=True, blank=True)
    held_from = models.DateField(null=True, editable=False)
    held_until = models.DateField(null=True, editable=False)
    visibility = models.CharField(
        _("visible to"),
        max_length=20,
        default=records.BY_STATE,
        choices=[choice for choice in choices(records.Record, "visibility") if choice[0] != "public"],
    )
    note = Value("Text", verbose_name=_("note"), null=True, blank=True)
    not_stated = models.JSONField(_("not stated"), default=list, blank=True)

    history = history()

    class Meta:
        abstract = True
        ordering = ("id",)
        # Few are hidden, and each public page asks which.
        indexes: ClassVar[tuple[models.Index, ...]] = (
            models.Index(
                fields=("visibility",),
                condition=models.Q(visibility="partners") | models.Q(visibility="secretariat"),
                name="%(class)s_hidden",
            ),
        )

    def __str__(self) -> str:
        return str(self.pk)

    def days(self) -> None:
        """Calculate the days that follow from ``since`` and ``until``."""
        since, until = (
            None if value is None else records.When.model_validate(value)
            for value in (self.since, self.until)
        )
        self.held_from = since.first if since else None
        self.held_until = until.last if until else None

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, with the days that follow."""
        self.days()
        super().save(*args, **kwargs)


class Child(models.Model):
    """An item of a list in a record; it is kept and removed with the record."""

    owner: ClassVar[str]
    """Name of the column that names the record."""
    lists: ClassVar[str]
    """Field of the record class that the rows make up."""

    position = models.PositiveIntegerField(default=0)

    history = history()

    class Meta:
        abstract = True
        ordering = ("position",)

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.position + 1}"


class Citation(models.Model):
    """Where something was read: a record, or a part of one such as ``participants.0``, a document and a place in it."""

    kind = models.CharField(max_length=20, choices=[(kind, kind) for kind in records.KINDS])
    owner = models.CharField(max_length=120)
    part = models.CharField(max_length=60, default="", blank=True)
    position = models.PositiveIntegerField(default=0)
    document = reference("Document", required=True)
    place = models.TextField(default="", blank=True)

    history = history()

    class Meta:
        verbose_name = _("citation")
        verbose_name_plural = _("citations")
        ordering = ("kind", "owner", "part", "position")
        constraints = (
            models.UniqueConstraint(fields=("kind", "owner", "part", "position"), name="citation_place"),
        )

    def __str__(self) -> str:
        return f"{self.document_id} {self.place}".strip()


def kind_models() -> dict[str, type[RecordModel]]:
    """Return the table of each kind of record, in the order of ``KINDS``."""
    from django.apps import apps

    by_kind = {
        model.folder: model
        for model in apps.get_app_config("programme").get_models()
        if issubclass(model, RecordModel)
    }
    return {kind: by_kind[kind] for kind in records.KINDS}


def _drop_citations(sender: type[models.Model], instance: Any, **_kwargs: Any) -> None:
    if issubclass(sender, RecordModel):
        for citation in Citation.objects.filter(kind=sender.folder, owner=instance.pk):
            citation.delete()


def _clean(sender: type[models.Model], instance: Any, **_kwargs: Any) -> None:
    if sender._meta.app_label != "programme":
        return
    texts = {
        field.attname: getattr(instance, field.attname)
        for field in sender._meta.concrete_fields
        if isinstance(field, (models.CharField, models.TextField))
    }
    for name, text in cleaned_fields(texts).items():
        if text is not texts[name]:
            setattr(instance, name, text)


def watch() -> None:
    """Clean the texts of every row that is saved, and remove the citations of a record with the record, wherever it is removed."""
    models.signals.pre_save.connect(_clean, dispatch_uid="programme-texts")
    models.signals.post_delete.connect(_drop_citations, dispatch_uid="programme-citations")


def held_on(day: dt.date, prefix: str = "") -> models.Q:
    """Return the condition that a record was valid on a day, as far as its dates can mean.

    Parameters
    ----------
    day : date
    prefix : str
        What leads from the table that is asked to that of the record, such as ``activity__``.
    """
    begun = models.Q(**{f"{prefix}held_from__isnull": True}) | models.Q(**{f"{prefix}held_from__lte": day})
    going = models.Q(**{f"{prefix}held_until__isnull": True}) | models.Q(**{f"{prefix}held_until__gte": day})
    return begun & going


def today() -> dt.date:
    """Return the day it is in UTC."""
    return dt.datetime.now(dt.UTC).date()
