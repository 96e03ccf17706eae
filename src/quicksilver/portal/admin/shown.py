"""What is read and not changed: values, names and choices in the language of the reader, in lists, forms and filters."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import display_for_field, quote
from django.db import models
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from quicksilver.geography import country_codes, country_name
from quicksilver.language.choices import choice
from quicksilver.languages import LANGUAGES
from quicksilver.portal.admin.rights import Rights
from quicksilver.portal.models import Citation
from quicksilver.portal.models.fields import Value
from quicksilver.portal.models.readers import reading
from quicksilver.portal.store.mapping import kinds
from quicksilver.register.records import KINDS, Text

__all__ = [
    "ChoiceFilter",
    "ReferenceFilter",
    "choice_field_of",
    "cited_by",
    "field_names",
    "lines_of",
    "name_of",
    "shown",
    "sources_of_row",
]

_EMPTY = "–"
_LONG = 90


def choice_field_of(column: Any) -> str:
    """Return by which name the table of choices knows a column: kind, or list in one, and field."""
    model = column.model
    holder = getattr(model, "folder", None) or getattr(model, "lists", None) or f"{model._meta.model_name}s"
    return f"{holder}.{column.name}"


def lines_of(citations: Iterable[tuple[str, str]]) -> str:
    """Return sources, a line each."""
    return "\n".join(f"{document} {place}".strip() for document, place in citations)


def cited_by(kind: str, owner: Any, part: str) -> str:
    """Return what a record, or a part of one, cites, to be read."""
    citations = Citation.objects.filter(kind=kind, owner=owner, part=part).order_by("position")
    return lines_of(citations.values_list("document_id", "place")) or _EMPTY


def sources_of_row(row: Any) -> str:
    """Return the sources of a row, a line each."""
    return cited_by(row.folder, row.pk, "")


def name_of(row: Any, language: str = "") -> str:
    """Return what a row is called, in the language of the reader and marked where it is in another; else its identifier.

    Parameters
    ----------
    row : RecordModel
    language : str
        If omitted, that of the reader.
    """
    wanted = language or reading()
    for name in ("title", "name", "text"):
        content = getattr(row, name, None)
        if content:
            text, own_language = Text.model_validate(content).in_language(wanted)
            # A name of a person is in no language.
            plain = isinstance(content, str) or own_language == wanted
            return text if plain else _marked(text, own_language, wanted)
    return str(row.pk)


def field_names(kind: str) -> dict[str, Any]:
    """Return the fields of a kind of record with what they are called."""
    record_kind = kinds()[kind]
    own = {column.name: column.verbose_name for column in record_kind.model._meta.concrete_fields}
    lists = {part.field: part.model._meta.verbose_name_plural for part in record_kind.parts}
    return {
        name: own.get(name) or lists[name]
        for name in KINDS[kind].model_fields
        if name in own or name in lists
    }


def _marked(text: str, language: str, wanted: str) -> str:
    # From right to left, a text in Latin letters would take its mark to its other end.
    return f"\u2068{text}\u2069 [{language}]" if LANGUAGES[wanted].is_rtl else f"{text} [{language}]"


class shown:  # noqa: N801 - it is used as the function it is
    """What shows a column of a row: in a list, or in a form where it may not be changed.

    Two that show the same are equal, so that a page finds again what it has listed.

    Parameters
    ----------
    column : Field
        Of the database.
    may : Rights
        Of who reads: what they may not see is not named.
    brief : bool
        Whether only one line is available.
    """

    do_not_call_in_templates = True

    def __init__(self, column: Any, may: Rights, *, brief: bool = False) -> None:
        self.column, self.may, self.brief = column, may, brief
        self.__name__ = column.name
        self.short_description = column.verbose_name
        if not isinstance(column, models.JSONField):
            self.admin_order_field = column.name

    def __call__(self, row: Any) -> Any:
        """Return it for a row."""
        return _told(self.column, row, self.may, brief=self.brief)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, shown) and self.column == other.column and self.brief == other.brief

    def __hash__(self) -> int:
        return hash((self.column, self.brief))

    def __str__(self) -> str:
        return str(self.column.name)


def _told(column: Any, row: Any, may: Rights, *, brief: bool) -> Any:
    value = getattr(row, column.attname)
    if value in (None, "", []):
        return _EMPTY
    if column.remote_field:
        return _reference(column, row, may, brief=brief)
    if column.choices:
        return choice(choice_field_of(column), value, reading())
    if isinstance(column, Value):
        return _value(column, value, brief=brief)
    if isinstance(column, models.JSONField):
        return _listed(column, value)
    if column.name == "status" and column.model._meta.model_name == "areastatus":
        return choice("statuses.status", value, reading())
    if column.name == "country":
        name = country_name(value, reading()) if value in country_codes() else ""
        return format_html('<span dir="ltr">{}</span> {}', value, name)
    if isinstance(column, models.BooleanField):
        return display_for_field(value, column, _EMPTY)
    return str(value)


def _reference(column: Any, row: Any, may: Rights, *, brief: bool) -> Any:
    key = getattr(row, column.attname)
    target = column.remote_field.model
    folder = getattr(target, "folder", "")
    if folder and key in may.hidden(folder):
        return gettext("not shown to you")
    content = getattr(row, column.name)
    name = name_of(content) if folder else str(content)
    if brief or not folder:
        return _short(name)
    url = reverse(f"admin:programme_{target._meta.model_name}_change", args=[quote(key)])
    return format_html('<a href="{}">{}</a> <span class="qs-id" dir="ltr">{}</span>', url, name, key)


def _short(text: str) -> str:
    return text if len(text) <= _LONG else text[: _LONG - 1] + "…"


def _value(column: Value, value: Any, *, brief: bool) -> Any:
    items = value if column.many else [value]
    rendered = [_one(column.schema, item, brief=brief) for item in items]
    if not column.many:
        return rendered[0]
    return format_html("<ul>{}</ul>", format_html_join("", "<li>{}</li>", ((entry,) for entry in rendered)))


def _one(schema: str, value: dict[str, Any], *, brief: bool) -> Any:
    if schema == "Text":
        return _text(Text.model_validate(value), brief=brief)
    if schema == "When":
        return format_html('<span dir="ltr">{}</span> {}', value.get("date", ""), value.get("said", ""))
    if schema == "Amount":
        ends = (
            f"({value.get('low', '')}–{value.get('high', '')})" if "low" in value or "high" in value else ""
        )
        parts = [str(value.get("value", "")), ends, value.get("unit", "")]
        return format_html('<span dir="ltr">{}</span>', " ".join(part for part in parts if part))
    day = (value.get("value_date") or {}).get("date", "")
    amount = f"{value.get('amount', '')} {value.get('currency', '')} {day}".strip()
    return format_html('<span dir="ltr">{}</span>', amount) if amount else gettext("not stated")


def _text(text: Text, *, brief: bool) -> Any:
    if brief:
        wording, language = text.in_language(reading())
        return _short(wording if language == reading() else _marked(wording, language, reading()))
    order = [text.original, *(language for language in LANGUAGES if language != text.original)]
    rows = (
        (
            choice("language", language, reading()),
            _state(text, language),
            language,
            LANGUAGES[language].direction,
            getattr(text, language),
        )
        for language in order
        if getattr(text, language)
    )
    # Lines of a text stay lines; the page's style sheet keeps them.
    made = format_html_join("", '<dt>{}{}</dt><dd lang="{}" dir="{}">{}</dd>', rows)
    return format_html('<dl class="qs-texts">{}</dl>', made)


def _state(text: Text, language: str) -> SafeString:
    if language == text.original:
        return format_html(' <span class="qs-mark">{}</span>', gettext("original"))
    state = text.state.get(language, "approved")
    label = choice("text state", state, reading())
    return format_html(' <span class="qs-mark qs-{}">{}</span>', state.replace(" ", "-"), label)


def _listed(column: Any, value: list[Any]) -> str:
    joined = LANGUAGES[reading()].style.items
    if column.name == "languages":
        return joined.join(choice("language", language, reading()) for language in value)
    if column.name == "not_stated" and hasattr(column.model, "folder"):
        names = field_names(column.model.folder)
        return joined.join(str(names.get(name, name)) for name in value)
    return joined.join(map(str, value))


class ChoiceFilter(admin.ChoicesFieldListFilter):
    """A filter whose choices are called as the reader calls them."""

    def choices(self, changelist: Any) -> Iterator[dict[str, Any]]:
        """Yield the choices."""
        named = choice_field_of(self.field)
        values = dict(self.field.flatchoices)
        for option in super().choices(changelist):
            if option["display"] in values:
                option = {**option, "display": choice(named, str(option["display"]), reading())}
            yield option


class ReferenceFilter(admin.RelatedFieldListFilter):
    """A filter by another record, called by its name; what the reader may not see is not offered."""

    def field_choices(self, field: Any, request: Any, model_admin: Any) -> list[tuple[Any, str]]:
        """Return the records to choose from."""
        from quicksilver.portal.admin.rights import rights

        model = field.remote_field.model
        rows = model.objects.filter(rights(request).readable(model.folder))
        return sorted(((row.pk, name_of(row)) for row in rows), key=lambda pair: pair[1])


sources_of_row.short_description = _("sources")  # type: ignore[attr-defined]
sources_of_row.do_not_call_in_templates = True  # type: ignore[attr-defined]
