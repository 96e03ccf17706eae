"""Forms of the administration: a box per language, dates as far as known, sources a line each, states by their life cycle."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError

from quicksilver.errors import InputProblems
from quicksilver.programme.models import Citation, Document
from quicksilver.programme.models.fields import Value
from quicksilver.programme.records import Text
from quicksilver.programme.translations import aged

__all__ = ["BOXES", "RecordForm", "SourcesField", "ValueField"]

#: Schema -> its parts that have a box; other parts stay as they are.
BOXES: Mapping[str, tuple[str, ...]] = {
    "Text": ("original", "en", "fr", "es", "ru", "zh", "ar"),
    "When": ("date", "said"),
    "Amount": ("value", "low", "high", "unit"),
    "Funding": ("amount", "currency"),
}
_LANGUAGES = ("en", "fr", "es", "ru", "zh", "ar")


class _Boxes(forms.MultiWidget):
    def __init__(self, schema: str, attrs: dict[str, Any] | None = None) -> None:
        self.names = BOXES[schema]
        super().__init__({name: _box(schema, name) for name in self.names}, attrs)

    def decompress(self, value: Any) -> list[Any]:
        return [(value or {}).get(name, "") for name in self.names]


def _box(schema: str, name: str) -> forms.Widget:
    attrs = {"aria-label": name, "placeholder": name}
    if schema != "Text":
        return forms.TextInput(attrs=attrs)
    if name == "original":
        return forms.Select(attrs=attrs, choices=[("", "en"), *((one, one) for one in _LANGUAGES[1:])])
    return forms.Textarea(
        attrs=attrs | {"rows": 2, "cols": 70, "lang": name, "dir": "rtl" if name == "ar" else "ltr"}
    )


class ValueField(forms.MultiValueField):
    """A value of the records, a box for each part of it."""

    def __init__(self, column: Value, **kwargs: Any) -> None:
        self.column = column
        names = BOXES[column.schema]
        fields = [forms.CharField(required=False) for _ in names]
        super().__init__(fields, require_all_fields=False, widget=_Boxes(column.schema), **kwargs)

    def compress(self, data_list: list[Any]) -> dict[str, Any] | None:
        """Return the value; None where every box is empty."""
        found = {name: text for name, text in zip(BOXES[self.column.schema], data_list, strict=False) if text}
        if not found or set(found) == {"original"}:
            return None
        plain: dict[str, Any] = self.column.plain(found)
        return plain


class SourcesField(forms.CharField):
    """The sources of a record: a line each, the identifier of a document and the place in it."""

    widget = forms.Textarea(attrs={"rows": 3, "cols": 70, "dir": "ltr"})

    def clean(self, value: Any) -> list[tuple[str, str]]:
        """Return documents and places.

        Raises
        ------
        ValidationError
            A document is not in the register.
        """
        lines = [
            line.strip().partition(" ") for line in (super().clean(value) or "").splitlines() if line.strip()
        ]
        found = [(document, place.strip()) for document, _space, place in lines]
        known = set(
            Document.objects.filter(pk__in=[one for one, _place in found]).values_list("pk", flat=True)
        )
        unknown = [one for one, _place in found if one not in known]
        if unknown:
            raise ValidationError(f"not in the register: {', '.join(unknown)}")
        return found


class RecordForm(forms.ModelForm):
    """The form of a record; ``asker`` and ``roles`` say who fills it in."""

    asker: ClassVar[str] = ""
    roles: ClassVar[tuple[str, ...]] = ()

    sources = SourcesField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._before = None
        if self.instance.pk:
            self._before = _record(self.instance)
            cited = Citation.objects.filter(
                kind=self.instance.folder, owner=self.instance.pk, part=""
            ).order_by("position")
            self.fields["sources"].initial = "\n".join(
                f"{one.document_id} {one.place}".strip() for one in cited
            )

    def clean(self) -> dict[str, Any]:
        """Keep what has no box, age translations, and ask the life cycle."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        for name, value in data.items():
            column = getattr(self.fields.get(name), "column", None)
            if column is not None and value is not None:
                data[name] = _kept(column, self.initial.get(name), value)
        self._ask_life_cycle(data)
        if hasattr(self.instance, "accepted_by"):
            accepted = data.get("state", getattr(self.instance, "state", "")) == "accepted"
            self.instance.accepted_by = self.asker if accepted else ""
        return data

    def _ask_life_cycle(self, data: dict[str, Any]) -> None:
        from quicksilver.programme import lifecycles, store

        state = data.get("state")
        if self._before is None or not state or state == lifecycles.state_of(self._before):
            return
        try:
            wanted = self._before.model_validate(self._before.model_dump() | _plain(self._before, data))
        except ValueError:
            return  # What is wrong is said at the field it is wrong in.
        problems = lifecycles.missing(wanted, state, store.load_register(), roles=self.roles)
        if any(one.severity == "error" for one in problems):
            self.add_error("state", [one.what for one in problems])

    def save_sources(self, row: Any) -> None:
        """Write the sources of a record that is saved, where they changed."""
        if "sources" not in self.changed_data:
            return
        for citation in Citation.objects.filter(kind=row.folder, owner=row.pk, part=""):
            citation.delete()
        for position, (document, place) in enumerate(self.cleaned_data["sources"]):
            Citation.objects.create(
                kind=row.folder, owner=row.pk, part="", position=position, document_id=document, place=place
            )


def _plain(record: Any, data: dict[str, Any]) -> dict[str, Any]:
    """Return what was filled in as fields of a record, all but its state."""
    told = {
        name: getattr(value, "pk", value) for name, value in data.items() if name in type(record).model_fields
    }
    sources = [{"document": document, "place": place} for document, place in data.get("sources", ())]
    without = {name: value for name, value in told.items() if name not in ("state", "id")}
    return without | ({"sources": sources} if "sources" in data else {})


def _kept(column: Value, before: Any, value: dict[str, Any]) -> dict[str, Any]:
    old = before if isinstance(before, dict) else {}
    whole = {name: part for name, part in old.items() if name not in BOXES[column.schema]} | value
    if column.schema == "Text":
        text = aged(Text.model_validate(old) if old else None, Text.model_validate(whole))
        whole = text.model_dump(mode="json", exclude_defaults=True)
    return whole


def _record(row: Any) -> Any:
    from quicksilver.programme.mapping import kinds
    from quicksilver.programme.reading import read_kind

    try:
        return next(iter(read_kind(kinds()[row.folder], [row.pk])), None)
    except (InputProblems, ValueError):
        return None
