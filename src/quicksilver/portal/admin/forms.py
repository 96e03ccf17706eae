"""Forms of the administration: what was entered is settled with what was there, and nothing is lost that has no box."""

from __future__ import annotations

import hashlib
import re
import secrets
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django import forms
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from quicksilver.language.choices import Word
from quicksilver.language.sentences import Either, say
from quicksilver.languages import LANGUAGES
from quicksilver.portal.admin.fields import (
    PARTS,
    CountryField,
    DecimalField,
    LinkField,
    PartsField,
    RepeatedField,
    SourcesField,
    TextField,
    TickedField,
    words,
)
from quicksilver.portal.admin.help import COLUMNS, help_for, help_for_schema
from quicksilver.portal.admin.rights import Rights, record_of_row
from quicksilver.portal.admin.shown import choice_field_of, field_names, lines_of, name_of
from quicksilver.portal.admin.steps import StateField, Step, not_offered, offer
from quicksilver.portal.models import AreaStatus, Citation
from quicksilver.portal.models.fields import ExactDecimal, Value
from quicksilver.portal.models.readers import reading
from quicksilver.register.questions.translations import entered
from quicksilver.register.records import Record, Source, Text, When
from quicksilver.register.rules.fields import state_of
from quicksilver.register.rules.lifecycles import beginnings
from quicksilver.register.rules.roles import granted

__all__ = [
    "AreaForm",
    "ItemForm",
    "RecordForm",
    "digest",
    "field_for",
    "new_identifier",
    "write_citations",
]

_LINKS = ("url", "archived", "redirect", "web", "consultation_url")
#: Longest identifier that is made from a name, in signs.
_LONGEST = 48
_IDENTIFIER = r"^[a-z0-9]+(?:[-.][a-z0-9]+)*$"
_NEVER = ("id", "visibility", "note", "not_stated", "sources")


# Columns


def field_for(column: Any) -> forms.Field | None:
    """Return the form field of a column that has its own boxes; None where Django's will do."""
    options: dict[str, Any] = {
        "label": capfirst(column.verbose_name),
        "required": not column.blank,
        "help_text": help_for(column),
    }
    if isinstance(column, Value):
        made: forms.Field = (
            TextField(column, **options) if column.schema == "Text" else PartsField(column, **options)
        )
        if not column.many:
            return made
        item = (
            TextField(column, required=False)
            if column.schema == "Text"
            else PartsField(column, required=False)
        )
        return RepeatedField(item, **options)
    if isinstance(column, models.JSONField):
        return _list_of_words(column, options)
    if isinstance(column, ExactDecimal):
        return DecimalField(column, **options)
    if column.choices:
        return _chosen(column, options)
    return _special_line(column, options)


def _list_of_words(column: Any, options: dict[str, Any]) -> forms.Field:
    if column.name == "languages":
        return TickedField(lambda: words("language", LANGUAGES), **options)
    if column.name == "not_stated":
        kind = column.model.folder
        return TickedField(
            lambda: [(name, str(label)) for name, label in field_names(kind).items() if name not in _NEVER],
            **options,
        )
    box = forms.CharField(required=False, widget=forms.TextInput({"size": 24, "dir": "auto"}))
    return RepeatedField(box, **options)


def _chosen(column: Any, options: dict[str, Any]) -> forms.Field:
    named = choice_field_of(column)
    values = [value for value, _label in column.flatchoices]

    # Where nothing is usual, someone has to choose.
    empty = [("", "–")] if column.blank or not column.has_default() else []

    def offered() -> list[tuple[str, str]]:
        return [*empty, *words(named, values)]

    kind = StateField if column.name == "state" else forms.TypedChoiceField
    made = kind(choices=offered, empty_value=None if column.null else "", **options)
    made.initial = column.get_default()
    return made


def _special_line(column: Any, options: dict[str, Any]) -> forms.Field | None:
    if column.name == "country":
        return CountryField(**options)
    if column.name in _LINKS:
        return LinkField(**options)
    if column.name == "id" and isinstance(column, models.CharField):
        options |= {"required": False, "error_messages": {"invalid": COLUMNS["id"]}}
        box = forms.TextInput({"size": 40, "dir": "ltr"})
        return forms.RegexField(_IDENTIFIER, max_length=column.max_length, widget=box, **options)
    return None


# What was there before


def _settled(field: forms.Field, before: Any, value: Any, may_approve: bool) -> tuple[Any, tuple[str, ...]]:
    """Return a value as it is to be kept, and the languages that were approved by who may not."""
    if isinstance(field, TextField):
        return _settled_text(before, value, may_approve)
    if isinstance(field, PartsField) and value is not None:
        return _kept_parts(field, before, value), ()
    if isinstance(field, RepeatedField):
        old = list(before or ())
        pairs = zip(value, [*old, *[None] * len(value)], strict=False)
        made = [_settled(field.item, was, entry, may_approve) for entry, was in pairs]
        refused = dict.fromkeys(language for _one, languages in made for language in languages)
        return [entry for entry, _languages in made if entry not in (None, "")], tuple(refused)
    if isinstance(field, TickedField):
        chosen, old = set(value), [key for key in before or () if key in value]
        return [*old, *(key for key, _label in field.choices if key in chosen and key not in old)], ()
    return value, ()


def _settled_text(before: Any, value: Any, may_approve: bool) -> tuple[Any, tuple[str, ...]]:
    if value is None:
        return None, ()
    states: Mapping[str, str] = value.get("state", {})
    after = Text.model_validate({name: wording for name, wording in value.items() if name != "state"})
    old = Text.model_validate(before) if before else None
    text, refused = entered(old, after, states, may_approve=may_approve)
    if old is not None and text == old:
        return before, refused
    return text.model_dump(mode="json", exclude_defaults=True), refused


def _kept_parts(field: PartsField, before: Any, value: dict[str, Any]) -> dict[str, Any]:
    old = before if isinstance(before, dict) else {}
    names = PARTS[field.column.schema]
    whole = {name: part for name, part in old.items() if name not in names} | value
    for name, part in value.items():
        # A date inside another value keeps its words as long as it is the same date.
        was = old.get(name)
        if isinstance(part, dict) and isinstance(was, dict) and was.get("date") == part.get("date"):
            whole[name] = was
    return whole


class _Settling(forms.ModelForm):
    """A form whose values are settled with what was there."""

    data: Any
    may: ClassVar[Rights]
    may_approve: ClassVar[bool] = False
    object: ClassVar[str] = "register"
    """What the table of roles calls the record."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if hasattr(field.widget, "group"):
                field.widget.group = field.label
            texts = field.item if isinstance(field, RepeatedField) else field
            if isinstance(texts, TextField):
                texts.widget.may_approve = self.may_approve
            if isinstance(field, forms.ModelChoiceField):
                self._let_choose(name, field)
            if isinstance(field, TickedField):
                self._keep_ticked(name, field)

    def _let_choose(self, name: str, field: Any) -> None:
        """Offer what the person may read, and what is there."""
        model = field.queryset.model
        if not hasattr(model, "folder"):
            return
        current = getattr(self.instance, f"{name}_id", None)
        read = self.may.readable(model.folder)
        field.queryset = model.objects.filter(read | models.Q(pk=current) if current else read)
        field.label_from_instance = _label

    def _keep_ticked(self, name: str, field: TickedField) -> None:
        known = dict(field.choices)
        # What a source is silent about may have a name that is no field: it stays, and can be taken out.
        more = [key for key in getattr(self.instance, name, None) or () if key not in known]
        field.choices = [*known.items(), *((key, key) for key in more)]

    def clean(self) -> dict[str, Any]:
        """Settle what was entered with what was there."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        for name, value in list(data.items()):
            if name not in self.fields:
                continue
            before = getattr(self.instance, name, None) if self.instance.pk else None
            data[name], refused = _settled(self.fields[name], before, value, self.may_approve)
            if refused:
                self.add_error(name, self._not_approved())
        return data

    def _not_approved(self) -> str:
        who = [Word("appointments.role", role) for role in granted(self.object, "approve language")]
        return say("not yours to approve", who=Either(tuple(who))).in_language(reading())


def _label(row: Any) -> str:
    return f"{name_of(row)} ({row.pk})"


# Records


def digest(record: Record | None) -> str:
    """Return by which a record is known to be the same as before."""
    text = "" if record is None else record.model_dump_json()
    return hashlib.sha256(text.encode()).hexdigest()[:32]


class RecordForm(_Settling):
    """The form of a record; its class, made for each page, states who fills it in."""

    asker: ClassVar[str] = ""
    acting: ClassVar[tuple[str, ...]] = ()
    """Names of the roles by which the person may take this record a step on."""
    edits: ClassVar[bool] = False
    """Whether the person may change the record whole, not only texts of it or its state."""
    refused: ClassVar[tuple[tuple[str, str], ...]] = ()
    """Field (or nothing) and sentence: why the record was not saved a moment ago."""
    entered: ClassVar[tuple[str, ...]] = ()
    """Marks of the forms of new records that the person has sent already, the last ones."""
    at: ClassVar[Any] = None
    """The moment of the change: one for all rows of the record."""

    sources = SourcesField(required=False, label=_("sources"), help_text=COLUMNS["sources"])
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        stored = bool(self.instance.pk)
        self.before = record_of_row(self.instance) if stored else None
        if "seen" in self.fields:
            self.fields["seen"].initial = digest(self.before) if stored else secrets.token_hex(8)
        if stored and "sources" in self.fields:
            cited = Citation.objects.filter(kind=self.instance.folder, owner=self.instance.pk, part="")
            pairs = cited.order_by("position").values_list("document_id", "place")
            self.fields["sources"].initial = lines_of(pairs)
        if "state" in self.fields and self.instance.folder in beginnings():
            offer(self)

    def clean(self) -> dict[str, Any]:
        """Settle what was entered, and say why it was not saved a moment ago."""
        data = super().clean()
        if not self.instance.pk and not data.get("id") and "id" not in self.errors:
            data["id"] = new_identifier(type(self.instance), data)
        if self.instance.pk and data.get("seen") and data["seen"] != digest(self.before):
            # What is shown again is what is there now, so that a second time it is saved.
            self.data = self.data.copy()
            self.data[self.add_prefix("seen")] = digest(self.before)
            self.add_error(None, say("changed meanwhile").in_language(reading()))
        if not self.instance.pk and data.get("seen") in self.entered:
            self.add_error(None, say("entered already").in_language(reading()))
        for reason in not_offered(self, data.get("state")):
            self.add_error("state", reason)
        for name, sentence in self.refused:
            self._refuse(name, sentence)
        if hasattr(self.instance, "accepted_by"):
            accepted = data.get("state", getattr(self.instance, "state", "")) == "accepted"
            self.instance.accepted_by = self.asker if accepted else ""
        return data

    def _refuse(self, name: str, sentence: str) -> None:
        if name in self.fields or not name:
            self.add_error(name or None, sentence)
            return
        # A list has forms of its own; what is wrong with it as a whole stands above.
        called = field_names(self.instance.folder).get(name, name)
        self.add_error(None, say("at", place=str(called), said=sentence).in_language(reading()))

    def save_beside(self, row: Any) -> None:
        """Write what is kept beside the row of a record that is saved: its sources, where they changed."""
        if "sources" in self.changed_data:
            write_citations(row, "", self.cleaned_data["sources"], self.at)

    def step(self) -> Step:
        """Return when the step that the form takes was decided, and where that is written."""
        return Step(None, None)


class AreaForm(RecordForm):
    """The form of an area: a step has a day and a source, and is added to its statuses."""

    state = StateField(required=False, label=_("status"))
    status_since = PartsField(
        Value("When", null=True, blank=True),
        required=False,
        label=_("status since"),
        help_text=help_for_schema("When"),
    )
    decided = SourcesField(
        required=False,
        label=_("decided in"),
        help_text=_("Where the new status was decided: a document and the place in it, on one line."),
        widget=forms.TextInput({"size": 50, "dir": "ltr"}),
    )

    def save_beside(self, row: Any) -> None:
        """Write the sources and, where a step was taken, the new status with its own."""
        super().save_beside(row)
        state, cited = self.cleaned_data.get("state"), self.cleaned_data.get("decided") or []
        since = self.cleaned_data.get("status_since")
        if self.before is None:
            taken = bool(state and (state != beginnings()["areas"][0] or since or cited))
        else:
            taken = bool(state) and state != state_of(self.before)
        if not taken:
            return
        position = AreaStatus.objects.filter(area=row).count()
        made = AreaStatus(
            area=row, status=state, position=position, since=since or {"date": self.at.date().isoformat()}
        )
        made._history_date = self.at
        made.save()
        write_citations(row, f"statuses.{position}", cited[:1], self.at)

    def step(self) -> Step:
        """Return when the step was decided, and where that is written."""
        since, cited = self.cleaned_data.get("status_since"), self.cleaned_data.get("decided") or []
        day = When.model_validate(since).first if since else None
        return Step(day, Source(document=cited[0][0], place=cited[0][1]) if cited else None)


def write_citations(row: Any, part: str, cited: Iterable[tuple[str, str]], at: Any) -> None:
    """Write the sources of a record, or of a part of one, anew."""
    for citation in Citation.objects.filter(kind=row.folder, owner=row.pk, part=part):
        citation._history_date = at
        citation.delete()
    for position, (document, place) in enumerate(cited):
        made = Citation(
            kind=row.folder, owner=row.pk, part=part, position=position, document_id=document, place=place
        )
        made._history_date = at
        made.save()


class ItemForm(_Settling):
    """The form of an item of a list in a record: its place in the list, and its own sources where it may have some."""

    cites: ClassVar[bool] = False

    nth = forms.IntegerField(
        required=False,
        min_value=1,
        label=_("order"),
        help_text=COLUMNS["order"],
        widget=forms.NumberInput({"size": 3}),
    )
    sources = SourcesField(
        required=False, label=_("sources"), widget=forms.Textarea({"rows": 2, "cols": 40, "dir": "ltr"})
    )


# Identifiers


def new_identifier(model: Any, data: Mapping[str, Any]) -> str:
    """Return an identifier for a new record, made from its name; that of a person discloses nothing about them.

    Parameters
    ----------
    model : type
        The table.
    data : mapping of str to object
        What was entered.
    """
    base = "" if model.folder == "persons" else _slug(data)
    made = base or f"{model.folder}-{secrets.token_hex(4)}"
    taken = set(model.objects.filter(pk__startswith=made).values_list("pk", flat=True))
    return next(
        identifier
        for identifier in (made, *(f"{made}-{count}" for count in range(2, 10_000)))
        if identifier not in taken
    )


def _slug(data: Mapping[str, Any]) -> str:
    named = data.get("acronym") or next(
        (data[name] for name in ("title", "name", "text", "key") if data.get(name)), ""
    )
    if isinstance(named, dict):
        latin = (named.get(language, "") for language, row in LANGUAGES.items() if row.script == "Latn")
        named = next(filter(None, latin), "")
    bare = unicodedata.normalize("NFKD", str(named)).encode("ascii", "ignore").decode().lower()
    slug = ""
    for word in re.findall(r"[a-z0-9]+", bare):
        if len(slug) + len(word) > _LONGEST:
            break
        slug = f"{slug}-{word}" if slug else word
    return slug
