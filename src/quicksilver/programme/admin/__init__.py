"""The administration: every kind of record with its lists, filters and search, for whom the table of roles lets in.

Nothing is deleted here: a record ends on a day. What a person may change follows from their roles for the record at hand.
"""

from __future__ import annotations

import copy
from typing import Any

from django.contrib import admin, messages
from django.db import models
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from simple_history.admin import SimpleHistoryAdmin

from quicksilver.errors import InputProblems
from quicksilver.programme import store
from quicksilver.programme.admin.forms import BOXES, RecordForm, ValueField, _record
from quicksilver.programme.mapping import kinds
from quicksilver.programme.models import Appointment, Child, Citation, Contribution
from quicksilver.programme.models.accounts import roles_of
from quicksilver.programme.models.fields import Value
from quicksilver.programme.records import Text
from quicksilver.programme.roles import Role, Subject, may, subject
from quicksilver.programme.search import question
from quicksilver.programme.search.finding import only
from quicksilver.programme.search.pieces import LEVELS

__all__ = ["AppointmentAdmin", "CitationAdmin", "ItemInline", "RecordAdmin"]

_FILTERS = ("state", "kind", "role", "stage", "goal", "certainty", "year", "visibility")


def _roles(request: HttpRequest) -> list[Role]:
    # Asked once per request: a page asks for permissions many times.
    if not hasattr(request, "quicksilver_roles"):
        request.quicksilver_roles = roles_of(request.user)
    held: list[Role] = request.quicksilver_roles
    return held


def _allowed(request: HttpRequest, action: str, what: Subject | str) -> bool:
    user = request.user
    if not (user.is_active and user.is_staff):
        return False
    try:
        return may(_roles(request), action, what)
    except KeyError:
        return False


class _Values:
    """Boxes for values of the records."""

    def formfield_for_dbfield(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        """Return the form field of a column."""
        if isinstance(db_field, Value) and not db_field.many and db_field.schema in BOXES:
            return ValueField(db_field, label=db_field.verbose_name, required=not db_field.blank)
        return super().formfield_for_dbfield(db_field, request, **kwargs)  # type: ignore[misc]


class ItemInline(_Values, admin.TabularInline):
    """The items of a list inside a record; whoever may change the record may change them."""

    extra = 0
    fixed = False

    def has_view_permission(self, request: Any, obj: Any = None) -> bool:
        """Return whether they are shown."""
        return True

    def has_add_permission(self, request: Any, obj: Any = None) -> bool:
        """Return whether there may be more."""
        return self.has_change_permission(request, obj)

    def has_change_permission(self, request: Any, obj: Any = None) -> bool:
        """Return whether they may be changed."""
        # The status of an area changes by its life cycle, which keeps the source of the decision with it.
        if self.fixed:
            return obj is None
        of = subject(self.parent_model.folder) if obj is None else _subject(obj)
        return _allowed(request, "create" if obj is None else "edit", of)

    def has_delete_permission(self, request: Any, obj: Any = None) -> bool:
        """Return whether they may be taken out."""
        return self.has_change_permission(request, obj)


class RecordAdmin(_Values, SimpleHistoryAdmin):
    """A kind of record."""

    form = RecordForm
    object_history_list_template = "programme/history.html"
    list_per_page = 50
    show_full_result_count = False

    def __init__(self, model: Any, site: Any) -> None:
        kind = kinds()[model.folder]
        named = next((name for name in ("title", "name", "text") if name in kind.columns), "")
        self.named = named
        shown = [
            name for name in ("kind", "state", "role", "area", "organisation", "year") if name in kind.columns
        ]
        self.list_display = ("id", *(["called"] if named else []), *shown, "visibility")
        self.list_select_related = tuple(name for name in shown if name in kind.targets)
        self.list_filter = tuple(name for name in _FILTERS if name in kind.columns) + (
            ("area",) if "area" in kind.targets else ()
        )
        # That there are any shows the box; the index is asked instead of them.
        self.search_fields = ("id",)
        self.raw_id_fields = tuple(kind.targets)
        self.inlines = [_inline(part.model) for part in kind.parts]
        self.exclude = tuple(name for name in ("accepted_by",) if hasattr(model, name))
        super().__init__(model, site)

    @admin.display(description=_("name"))
    def called(self, row: Any) -> str:
        """Return the name in the language of the reader, marked where it is in another."""
        wanted = (get_language() or "en")[:2]
        text, language = Text.model_validate(getattr(row, self.named)).in_language(wanted)
        return text if language == wanted else f"{text} [{language}]"

    def get_urls(self) -> Any:
        """Return the pages, without the one that puts an old version back: what was written stays written."""
        return admin.ModelAdmin.get_urls(self)

    def get_queryset(self, request: Any) -> Any:
        """Return what the person may see whatever it is; what is seen for its own sake is not listed here."""
        name = subject(self.model.folder).object
        seen = [
            visibility
            for visibility in ("public", "partners", "secretariat")
            if _allowed(request, "read", Subject(name, visibility=visibility, state="drafting"))
        ]
        return super().get_queryset(request).filter(visibility__in=seen)

    def get_search_results(self, request: Any, queryset: Any, search_term: str) -> tuple[Any, bool]:
        """Return what the index finds; hidden records are named, and persons, only to those who may read them."""
        asked = question(search_term)
        if not asked.clauses:
            return (queryset.none() if search_term.strip() else queryset), False
        inside = _allowed(request, "read", Subject("register", visibility="secretariat"))
        persons = _allowed(request, "read", Subject("person", visibility="secretariat"))
        levels = [level for level, seen in zip(LEVELS, (True, True, inside, persons), strict=True) if seen]
        return queryset.filter(pk__in=only(self.model.folder, asked, levels)), False

    def has_module_permission(self, request: Any) -> bool:
        """Return whether the kind stands on the first page."""
        return self.has_view_permission(request)

    def has_view_permission(self, request: Any, obj: Any = None) -> bool:
        """Return whether there is anything to see."""
        return _allowed(request, "read", subject(self.model.folder).object if obj is None else _subject(obj))

    def has_add_permission(self, request: Any) -> bool:
        """Return whether the person may make one, whatever it is."""
        return _allowed(request, "create", subject(self.model.folder))

    def has_change_permission(self, request: Any, obj: Any = None) -> bool:
        """Return whether anything of it may be changed."""
        return obj is None or bool(self._editable(request, obj))

    def has_delete_permission(self, request: Any, obj: Any = None) -> bool:
        """Return that nothing is deleted."""
        return False

    def get_fields(self, request: Any, obj: Any = None) -> list[str]:
        """Return the columns of the record, and its sources."""
        names = [
            one.name
            for one in self.model._meta.concrete_fields
            if one.editable and one.name not in self.exclude
        ]
        return [*names, "sources"]

    def get_readonly_fields(self, request: Any, obj: Any = None) -> list[str]:
        """Return what the person may not change of this record."""
        if obj is None:
            return []
        editable = self._editable(request, obj)
        return [name for name in self.get_fields(request, obj) if name not in editable and name != "sources"]

    def get_form(self, request: Any, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """Return the form, which knows who fills it in."""
        made = super().get_form(request, obj, change=change, **kwargs)
        made.asker = request.user.get_username()
        made.roles = tuple(role.name for role in _roles(request))
        if obj is not None and "sources" not in self._editable(request, obj):
            # A copy: forms of one class share their fields until they are filled in.
            made.base_fields["sources"] = copy.copy(made.base_fields["sources"])
            made.base_fields["sources"].disabled = True
        return made

    def save_related(self, request: Any, form: Any, formsets: Any, change: bool) -> None:
        """Save the lists and the sources of a record."""
        super().save_related(request, form, formsets, change)
        form.save_sources(form.instance)

    def _editable(self, request: Any, obj: Any) -> set[str]:
        what = _subject(obj)
        every = set(self.get_fields(request, obj)) - {"id"}
        if _allowed(request, "edit", what):
            return every
        found: set[str] = set()
        if _allowed(request, "edit text", what):
            found |= {
                one.name
                for one in self.model._meta.concrete_fields
                if isinstance(one, Value) and one.schema == "Text"
            }
        steps = ("approve", "return", "publish", "submit", "issue call")
        if "state" in every and any(_allowed(request, step, what) for step in steps):
            found.add("state")
        return found


class ContributionAdmin(RecordAdmin):
    """Contributions, which are accepted from their list."""

    actions = ("accept",)

    @admin.action(description=_("Accept the chosen contributions"), permissions=["view"])
    def accept(self, request: Any, queryset: Any) -> None:
        """Accept contributions of others."""
        for row in queryset:
            if not (
                _allowed(request, "approve", _subject(row)) or _allowed(request, "confirm", _subject(row))
            ):
                said = _("not yours to accept")
                messages.error(request, f"{row.pk}: {said}")
                continue
            try:
                store.accept(row.pk, by=request.user.get_username())
            except InputProblems as refused:
                messages.error(request, "; ".join(one.what for one in refused.problems))


class CitationAdmin(admin.ModelAdmin):
    """Citations of all records, to search them; they are changed with their records."""

    list_display = ("kind", "owner", "part", "document_id", "place")
    list_filter = ("kind",)
    search_fields = ("owner", "document__id", "place")
    show_full_result_count = False

    def has_view_permission(self, request: Any, obj: Any = None) -> bool:
        """Return whether the person sees what the secretariat sees: a citation may be of a hidden record."""
        return _allowed(request, "read", Subject("register", visibility="secretariat"))

    def has_module_permission(self, request: Any) -> bool:
        """Return whether they stand on the first page."""
        return self.has_view_permission(request)

    def has_add_permission(self, request: Any) -> bool:
        """Return that none is made alone."""
        return False

    def has_change_permission(self, request: Any, obj: Any = None) -> bool:
        """Return that none is changed alone."""
        return False

    def has_delete_permission(self, request: Any, obj: Any = None) -> bool:
        """Return that none is deleted alone."""
        return False


class AppointmentAdmin(SimpleHistoryAdmin):
    """Who has which role; given by those who administer the system."""

    object_history_list_template = "programme/history.html"

    list_display = ("user", "role", "organisation", "area", "ends")
    list_filter = ("role", "area")
    list_select_related = ("user", "organisation", "area")
    search_fields = ("user__username", "organisation__id")
    raw_id_fields = ("user", "organisation", "area")

    def get_urls(self) -> Any:
        """Return the pages, without the one that puts an old version back."""
        return admin.ModelAdmin.get_urls(self)


def _subject(row: Any) -> Subject:
    record = _record(row)
    return Subject("nothing") if record is None else subject(row.folder, record)


def _inline(child: type[Child]) -> type[ItemInline]:
    references = [
        one.name
        for one in child._meta.concrete_fields
        if isinstance(one, models.ForeignKey) and one.name != child.owner
    ]
    inside = {"model": child, "raw_id_fields": tuple(references), "fixed": child.lists == "statuses"}
    return type(f"{child.__name__}Inline", (ItemInline,), inside)


for _kind in kinds().values():
    admin.site.register(_kind.model, ContributionAdmin if _kind.model is Contribution else RecordAdmin)
admin.site.register(Citation, CitationAdmin)
admin.site.register(Appointment, AppointmentAdmin)
admin.site.site_header = _("Partnership register")
admin.site.site_title = _("Partnership register")
