"""The lists inside a record: each item a form, its place in the list and its sources with it."""

from __future__ import annotations

from collections import defaultdict
from typing import Any, get_args

from django.contrib import admin
from django.db import models
from django.forms import BaseInlineFormSet
from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel

from quicksilver.portal.admin.forms import ItemForm, field_for, write_citations
from quicksilver.portal.admin.rights import rights
from quicksilver.portal.admin.shown import cited_by, lines_of, shown
from quicksilver.portal.models import Child, Citation
from quicksilver.portal.models.fields import Value
from quicksilver.register.records import KINDS
from quicksilver.register.rules.roles import subject

__all__ = ["ItemFormSet", "Items", "WideItems", "inline_for"]

_UNKNOWN_PLACE = 10_000_000
#: Kinds that are few enough to be chosen from a list.
FEW = ("areas", "cycles")


class ItemFormSet(BaseInlineFormSet):
    """The items of a list. Where one is taken out, put in or moved, the others and the sources of all move with it."""

    data: Any

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._cited: dict[int, list[tuple[str, str]]] | None = None
        if self.is_bound and self.instance.pk:
            self._find_again()

    def _find_again(self) -> None:
        """Find items again that were written anew since the page was made: they are those at the same place in the list."""
        keys = [str(row.pk) for row in self.get_queryset()]
        count = f"{self.prefix}-INITIAL_FORMS"
        sent = str(self.data.get(count, ""))
        named = (
            [self.data.get(f"{self.prefix}-{index}-id", "") for index in range(int(sent))]
            if sent.isdigit()
            else []
        )
        if all(key in keys for key in named):
            return
        data = self.data.copy()
        for index in range(len(named)):
            data[f"{self.prefix}-{index}-id"] = keys[index] if index < len(keys) else ""
        data[count] = str(min(len(named), len(keys)))
        self.data = data

    def add_fields(self, form: Any, index: int | None) -> None:
        """Fill in the place in the list and the sources of an item."""
        super().add_fields(form, index)
        if not form.cites:
            form.fields.pop("sources", None)
        if form.instance.pk:
            if "nth" in form.fields:
                form.fields["nth"].initial = form.instance.position + 1
            if "sources" in form.fields:
                form.fields["sources"].initial = lines_of(self.cited().get(form.instance.position, ()))

    def cited(self) -> dict[int, list[tuple[str, str]]]:
        """Return the sources of the items by their position."""
        if self._cited is None:
            sources: dict[int, list[tuple[str, str]]] = defaultdict(list)
            lists = self.model.lists
            rows = Citation.objects.filter(
                kind=self.instance.folder, owner=self.instance.pk or "", part__startswith=f"{lists}."
            )
            for part, document, place in rows.order_by("part", "position").values_list(
                "part", "document_id", "place"
            ):
                sources[int(part.rpartition(".")[2])].append((document, place))
            self._cited = dict(sources)
        return self._cited

    def save_items(self, at: Any) -> None:
        """Save the list at a moment."""
        before = self.cited()
        self.save(commit=False)
        for row in self.deleted_objects:
            row._history_date = at
            row.delete()
        after: dict[int, list[tuple[str, str]]] = {}
        for position, (row, changed, cited) in enumerate(self._in_order()):
            kept = [] if row.pk is None else before.get(row.position, [])
            after[position] = kept if cited is None else cited
            if changed or row.position != position or row.pk is None:
                row.position = position
                row._history_date = at
                row.save()
        for position in sorted(set(before) | set(after)):
            if before.get(position, []) != after.get(position, []):
                part = f"{self.model.lists}.{position}"
                write_citations(self.instance, part, after.get(position, []), at)

    def _in_order(self) -> list[tuple[Any, bool, list[tuple[str, str]] | None]]:
        entries: list[tuple[tuple[int, int, int], tuple[Any, bool, list[tuple[str, str]] | None]]] = []
        seen = set()
        for index, form in enumerate(self.forms):
            known = form.instance.pk is not None
            if known:
                seen.add(form.instance.pk)
            if form in self.deleted_forms or (not known and not form.has_changed()):
                continue
            wanted = form.cleaned_data.get("nth") if "nth" in form.fields else None
            own = form.instance.position + 1 if known else _UNKNOWN_PLACE
            place = wanted or own
            # Of two that want the same place, the one that was moved there comes first.
            moved = place != own
            cited = form.cleaned_data.get("sources") if "sources" in form.fields else None
            entries.append(((place, 0 if moved else 1, index), (form.instance, form.has_changed(), cited)))
        # What the person may not see is not in the form and keeps its place.
        hidden = self.model.objects.filter(**{self.fk.name: self.instance}).exclude(pk__in=seen)
        entries += [((row.position + 1, 1, -1), (row, False, None)) for row in hidden if self.instance.pk]
        return [entry for _key, entry in sorted(entries, key=lambda pair: pair[0])]


class _Items:
    """What all inlines share."""

    form = ItemForm
    formset = ItemFormSet
    extra = 2
    fixed = False
    """Whether the list is only read: it changes by the life cycle."""
    cites = False

    def has_view_permission(self, request: Any, obj: Any = None) -> bool:
        """Return whether they are shown."""
        return True

    def has_add_permission(self, request: Any, obj: Any = None) -> bool:
        """Return whether there may be more."""
        return self._whole(request, obj)

    def has_delete_permission(self, request: Any, obj: Any = None) -> bool:
        """Return whether they may be taken out."""
        return self._whole(request, obj)

    def has_change_permission(self, request: Any, obj: Any = None) -> bool:
        """Return whether anything of them may be changed."""
        return bool(self._columns(request, obj))

    def _whole(self, request: Any, obj: Any) -> bool:
        if self.fixed:
            return False
        may, kind = rights(request), self.parent_model.folder  # type: ignore[attr-defined]
        if obj is None:
            return may.allowed("create", subject(kind).object)
        return may.allowed("edit", may.subject(obj))

    def _columns(self, request: Any, obj: Any) -> set[str]:
        own = self._own()
        if self._whole(request, obj):
            return {column.name for column in own}
        if (
            self.fixed
            or obj is None
            or not rights(request).allowed("edit text", rights(request).subject(obj))
        ):
            return set()
        return {column.name for column in own if isinstance(column, Value) and column.schema == "Text"}

    def _own(self) -> list[Any]:
        model: Any = self.model  # type: ignore[attr-defined]
        return [
            column
            for column in model._meta.concrete_fields
            if column.name not in ("id", "position", model.owner)
        ]

    def get_fields(self, request: Any, obj: Any = None) -> list[Any]:
        """Return the columns, those that may not be changed as something to read."""
        editable = self._columns(request, obj)
        may = rights(request)
        fields = [column.name if column.name in editable else shown(column, may) for column in self._own()]
        if self._whole(request, obj):
            fields += [*(["sources"] if self.cites else []), "nth"]
        elif self.cites:
            fields.append(_cited)
        return fields

    def get_readonly_fields(self, request: Any, obj: Any = None) -> list[Any]:
        """Return what is only read."""
        return [field for field in self.get_fields(request, obj) if callable(field)]

    def get_queryset(self, request: Any) -> Any:
        """Return the items that lead to nothing that is hidden from the person."""
        query = super().get_queryset(request)  # type: ignore[misc]
        may = rights(request)
        for column in self._own():
            folder = getattr(column.remote_field.model, "folder", "") if column.remote_field else ""
            hidden = may.hidden(folder) if folder else ()
            if hidden:
                query = query.exclude(**{f"{column.name}__in": hidden})
            if column.remote_field:
                query = query.select_related(column.name)
        return query

    def get_formset(self, request: Any, obj: Any = None, **kwargs: Any) -> Any:
        """Return the forms, which know who fills them in."""
        may = rights(request)
        kind = self.parent_model.folder  # type: ignore[attr-defined]
        attributes = {
            "may": may,
            "may_approve": obj is not None and may.may_approve(obj),
            "object": subject(kind).object,
            "cites": self.cites,
        }
        if not self._whole(request, obj):
            # A box that is not shown is not there: nothing that is sent for it is looked at.
            attributes |= {"sources": None, "nth": None}
        kwargs["form"] = type("ItemForm", (self.form,), attributes)
        # A list that is empty stays folded until it is wanted.
        owner = self.model.owner  # type: ignore[attr-defined]
        filled = obj is not None and self.model.objects.filter(**{owner: obj}).exists()  # type: ignore[attr-defined]
        self.classes = [] if filled else ["collapse"]
        return super().get_formset(request, obj, **kwargs)  # type: ignore[misc]

    def formfield_for_dbfield(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        """Return the form field of a column."""
        return field_for(db_field) or super().formfield_for_dbfield(db_field, request, **kwargs)  # type: ignore[misc]


class Items(_Items, admin.TabularInline):
    """Items of few short fields, a line each."""


class WideItems(_Items, admin.StackedInline):
    """Items with texts in six languages, one below the other."""


def _cited(row: Any) -> str:
    kind = row._meta.get_field(row.owner).remote_field.model.folder
    return cited_by(kind, getattr(row, f"{row.owner}_id"), f"{row.lists}.{row.position}")


_cited.short_description = _("sources")  # type: ignore[attr-defined]
_cited.do_not_call_in_templates = True  # type: ignore[attr-defined]


def inline_for(child: type[Child]) -> type[_Items]:
    """Return the inline of a list in a record."""
    columns = [
        column for column in child._meta.concrete_fields if column.name not in ("id", "position", child.owner)
    ]
    references = [column for column in columns if isinstance(column, models.ForeignKey)]
    owner: Any = child._meta.get_field(child.owner).remote_field.model
    wide = len(columns) > 4 or any(
        isinstance(column, Value) and column.schema == "Text" for column in columns
    )
    inside = {
        "model": child,
        "autocomplete_fields": tuple(
            reference.name for reference in references if reference.remote_field.model.folder not in FEW
        ),
        "fixed": child.lists == "statuses",
        "cites": _item_cites(owner.folder, child.lists),
    }
    return type(f"{child.__name__}Inline", (WideItems if wide else Items,), inside)


def _item_cites(kind: str, field: str) -> bool:
    inside = [
        argument
        for argument in get_args(KINDS[kind].model_fields[field].annotation)
        if isinstance(argument, type)
    ]
    fields = {name for model in inside if issubclass(model, BaseModel) for name in model.model_fields}
    return bool(fields & {"sources", "source"})
