"""The administration: every kind of record with its lists, filters and search, for whom the table of roles lets in.

Nothing is deleted here: a record ends on a day. What a person may change follows from their roles for the record at hand, and a record is
saved whole and in agreement with the rules, or not at all.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import render
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from simple_history.admin import SimpleHistoryAdmin

from quicksilver.errors import InputProblems
from quicksilver.language.problems import in_language
from quicksilver.portal.admin.fields import words
from quicksilver.portal.admin.forms import AreaForm, RecordForm, field_for
from quicksilver.portal.admin.help import TEXTS
from quicksilver.portal.admin.history import Line, lines, lines_of_row
from quicksilver.portal.admin.items import FEW, inline_for
from quicksilver.portal.admin.rights import Rights, rights
from quicksilver.portal.admin.saving import Refused, wrong
from quicksilver.portal.admin.shown import (
    ChoiceFilter,
    ReferenceFilter,
    choice_field_of,
    name_of,
    shown,
    sources_of_row,
)
from quicksilver.portal.models import (
    Appointment,
    Area,
    Attachment,
    Citation,
    Contribution,
    Notice,
    SignInAttempt,
)
from quicksilver.portal.models.readers import reading
from quicksilver.portal.models.separation import conflicts
from quicksilver.portal.store import store
from quicksilver.portal.store.mapping import kinds
from quicksilver.portal.store.search.finding import only
from quicksilver.register.rules.roles import Subject, subject
from quicksilver.register.search import question
from quicksilver.register.search.pieces import LEVELS

__all__ = ["AppointmentAdmin", "AttachmentAdmin", "CitationAdmin", "NoticeAdmin", "RecordAdmin"]

_FILTERS = ("state", "kind", "role", "stage", "goal", "certainty", "year", "visibility")
#: Where the session keeps which forms of new records were sent, and how many of them.
_ENTERED, _KEPT = "entered", 20
#: Columns about the record itself; they come last in its form.
_LAST = ("since", "until", "visibility", "note", "not_stated")


class RecordAdmin(SimpleHistoryAdmin):
    """A kind of record."""

    form = RecordForm
    list_per_page = 50
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    view_on_site = False

    def __init__(self, model: Any, site: Any) -> None:
        kind = kinds()[model.folder]
        named = next((name for name in ("title", "name", "text") if name in kind.columns), "")
        self.named = named
        self.listed = [
            name
            for name in ("kind", "state", "role", "area", "organisation", "year", "visibility")
            if name in kind.columns
        ]
        self.list_select_related = tuple(name for name in self.listed if name in kind.targets)
        columns = {column.name: column for column in model._meta.concrete_fields}
        self.list_filter = tuple(
            (name, ChoiceFilter) if columns[name].choices else name for name in _FILTERS if name in columns
        ) + tuple((path, ReferenceFilter) for path in _areas(kind))
        # That there are any shows the box; the index is asked instead of them.
        self.search_fields = ("id",)
        self.autocomplete_fields = tuple(name for name, target in kind.targets.items() if target not in FEW)
        self.inlines = [inline_for(part.model) for part in kind.parts]
        self.exclude = tuple(name for name in ("accepted_by",) if hasattr(model, name))
        super().__init__(model, site)

    @admin.display(description=_("name"))
    def called(self, row: Any) -> str:
        """Return the name in the language of the reader, marked where it is in another."""
        return name_of(row)

    def get_urls(self) -> Any:
        """Return the pages, without the one that puts an old version back: what was written stays written."""
        return admin.ModelAdmin.get_urls(self)

    # What is listed

    def get_list_display(self, request: Any) -> tuple[Any, ...]:
        """Return the columns of the list."""
        may = rights(request)
        columns = [shown(self.opts.get_field(name), may, brief=True) for name in self.listed]
        return ("id", *(("called",) if self.named else ()), *columns)

    def get_queryset(self, request: Any) -> Any:
        """Return what the person may read."""
        return super().get_queryset(request).filter(rights(request).readable(self.model.folder))

    def get_search_results(self, request: Any, queryset: Any, search_term: str) -> tuple[Any, bool]:
        """Return what the index finds; hidden records are named, and persons, only to those who may read them."""
        asked = question(search_term)
        if not asked.clauses:
            return (queryset.none() if search_term.strip() else queryset), False
        may = rights(request)
        inside = may.allowed("read", Subject("register", visibility="secretariat"))
        persons = may.allowed("read", Subject("person", visibility="secretariat"))
        levels = [level for level, seen in zip(LEVELS, (True, True, inside, persons), strict=True) if seen]
        return queryset.filter(pk__in=only(self.model.folder, asked, levels)), False

    # What may be done: the table of roles states it

    def has_module_permission(self, request: Any) -> bool:
        """Return whether the kind is listed on the first page."""
        return self.has_view_permission(request) or self.has_add_permission(request)

    def has_view_permission(self, request: Any, obj: Any = None) -> bool:
        """Return whether there is anything to see."""
        may = rights(request)
        return may.allowed("read", subject(self.model.folder).object) if obj is None else may.reads(obj)

    def has_add_permission(self, request: Any) -> bool:
        """Return whether there is a record that the person may make; whether it is this one is seen when it is saved."""
        return rights(request).allowed("create", subject(self.model.folder).object)

    def has_change_permission(self, request: Any, obj: Any = None) -> bool:
        """Return whether anything of it may be changed."""
        may = rights(request)
        return may.any_change(self.model.folder) if obj is None else bool(may.columns(obj))

    def has_delete_permission(self, request: Any, obj: Any = None) -> bool:
        """Return that nothing is deleted."""
        return False

    # The form

    def get_inlines(self, request: Any, obj: Any = None) -> list[Any]:
        """Return the lists of the record; one that is only read has nothing to show of a new record."""
        return [inline for inline in self.inlines if obj is not None or not inline.fixed]

    def get_fieldsets(self, request: Any, obj: Any = None) -> Any:
        """Return the columns of the record, and then what is about the record itself."""
        names = self.get_fields(request, obj)
        last = [field for field in names if str(field) in (*_LAST, "sources") or field is sources_of_row]
        first = [field for field in names if field not in last]
        return [
            (None, {"fields": first, "description": TEXTS}),
            (_("Dates, visibility and sources of the record"), {"fields": last}),
        ]

    def get_fields(self, request: Any, obj: Any = None) -> list[Any]:
        """Return the columns of the record, those that may not be changed as something to read."""
        may = rights(request)
        editable = None if obj is None else may.columns(obj)
        fields: list[Any] = []
        for column in self.model._meta.concrete_fields:
            if not column.editable or column.name in self.exclude or not self._named(may, obj, column.name):
                continue
            if editable is None or (column.name in editable and not self._hides(may, obj, column)):
                fields.append(column.name)
            else:
                fields.append(shown(column, may))
        if editable is None or "sources" in editable:
            return [*fields, "sources", "seen"]
        return [*fields, sources_of_row, *(["seen"] if editable else [])]

    def _named(self, may: Rights, obj: Any, name: str) -> bool:
        folder = self.model.folder
        return obj is None or not may.names_a_person(folder, name) or may.sees_person(obj)

    def _hides(self, may: Rights, obj: Any, column: Any) -> bool:
        # What leads to a hidden record is neither shown nor changed.
        folder = getattr(column.remote_field.model, "folder", "") if column.remote_field else ""
        return bool(folder) and getattr(obj, column.attname) in may.hidden(folder)

    def get_readonly_fields(self, request: Any, obj: Any = None) -> list[Any]:
        """Return what the person may not change of this record."""
        return [field for field in self.get_fields(request, obj) if callable(field)]

    def formfield_for_dbfield(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        """Return the form field of a column."""
        made = field_for(db_field) or super().formfield_for_dbfield(db_field, request, **kwargs)
        if made is not None:
            made.widget.attrs.setdefault("dir", "auto")
        return made

    def get_form(self, request: Any, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """Return the form, which knows who fills it in."""
        may, folder = rights(request), self.model.folder
        # A box that is not shown is not there: nothing that is sent for it is looked at.
        shown_here = {str(field) for field in self.get_fields(request, obj) if not callable(field)}
        gone = dict.fromkeys(name for name in self.form.declared_fields if name not in shown_here)
        kwargs["form"] = type(self.form.__name__, (self.form,), gone)
        made = super().get_form(request, obj, change=change, **kwargs)
        made.may = may
        made.asker = request.user.get_username()
        made.object = subject(folder).object
        made.edits = obj is not None and may.allowed("edit", may.subject(obj))
        made.may_approve = obj is not None and may.may_approve(obj)
        made.acting = may.acting(obj) if obj is not None else may.creating(folder)
        made.refused = getattr(request, "quicksilver_refused", ())
        made.entered = tuple(request.session.get(_ENTERED, ())) if hasattr(request, "session") else ()
        made.at = _moment(request)
        return made

    def changeform_view(
        self, request: Any, object_id: Any = None, form_url: str = "", extra_context: Any = None
    ) -> Any:
        """Return the page of a record; what was saved and is not whole is taken back, and the page states what is wrong."""
        context = {**(extra_context or {}), **self._heading(object_id)}
        try:
            return super().changeform_view(request, object_id, form_url, context)
        except Refused as refused:
            request.quicksilver_refused = refused.reasons
            rights(request).forget()
            return super().changeform_view(request, object_id, form_url, context)

    def _heading(self, object_id: Any) -> dict[str, Any]:
        row = self.model.objects.filter(pk=object_id).first() if object_id else None
        return {"subtitle": name_of(row)} if row is not None and self.named else {}

    # Saving

    def save_model(self, request: Any, obj: Any, form: Any, change: bool) -> None:
        """Save the row of a record."""
        obj._history_date = _moment(request)
        super().save_model(request, obj, form, change)

    def save_formset(self, request: Any, form: Any, formset: Any, change: bool) -> None:
        """Save a list in a record."""
        formset.save_items(_moment(request))

    def save_related(self, request: Any, form: Any, formsets: Any, change: bool) -> None:
        """Save the lists and the sources of a record, and look at it whole.

        Raises
        ------
        Refused
            It breaks a rule, is not the person's to write, or takes a step that it may not take.
        """
        super().save_related(request, form, formsets, change)
        form.save_beside(form.instance)
        may = rights(request)
        may.forget()
        findings = wrong(form, may)
        if findings.errors:
            raise Refused(findings.errors)
        for warning in findings.warnings:
            messages.warning(request, warning)
        if not change:
            request.session[_ENTERED] = [*request.session.get(_ENTERED, ()), form.cleaned_data.get("seen")][
                -_KEPT:
            ]

    def history_view(self, request: Any, object_id: str, extra_context: Any = None) -> Any:
        """Return the page of the history of a record: its row, its lists and its sources.

        Raises
        ------
        Http404
            There is no such record.
        PermissionDenied
            It is not the person's to read.
        """
        row = self.model.objects.filter(pk=admin.utils.unquote(object_id)).first()
        if row is None:
            raise Http404
        if not self.has_view_permission(request, row):
            raise PermissionDenied
        return _history(self, request, row, name_of(row), lines(row, rights(request)), extra_context)


def _history(model_admin: Any, request: Any, row: Any, named: str, lines: list[Line], more: Any) -> Any:
    context = {
        **model_admin.admin_site.each_context(request),
        "title": _("History"),
        "subtitle": named,
        "lines": lines,
        "object": row,
        "opts": model_admin.opts,
        "module_name": capfirst(model_admin.opts.verbose_name_plural),
        **(more or {}),
    }
    return render(request, "programme/history.html", context)


class AreaAdmin(RecordAdmin):
    """Areas, whose state is the last of their statuses."""

    form = AreaForm

    def get_fields(self, request: Any, obj: Any = None) -> list[Any]:
        """Return the columns, and where a step may be taken, its boxes."""
        fields = super().get_fields(request, obj)
        may = rights(request)
        steps = obj is None or bool(may.next_states(obj))
        return (
            ["id", "state", "status_since", "decided", *(field for field in fields if field != "id")]
            if steps and fields[0] == "id"
            else [*(["state", "status_since", "decided"] if steps else []), *fields]
        )


class ContributionAdmin(RecordAdmin):
    """Contributions, which are accepted from their list."""

    actions = ("accept",)

    @admin.action(description=_("Accept the selected contributions"), permissions=["view"])
    def accept(self, request: Any, queryset: Any) -> None:
        """Accept contributions of others."""
        may, who = rights(request), request.user.get_username()
        for row in queryset:
            what = may.subject(row)
            if not (may.allowed("approve", what) or may.allowed("confirm", what)):
                refusal = _("this account may not accept it")
                messages.error(request, f"{row.pk}: {refusal}")
                continue
            row.accepted_by = who
            own = conflicts([row], language=reading())
            if own:
                messages.error(request, "; ".join(f"{row.pk}: {problem.what}" for problem in own))
                continue
            try:
                store.accept(row.pk, by=who)
            except InputProblems as refused:
                sentences = (in_language(problem, reading()).what for problem in refused.problems)
                messages.error(request, "; ".join(sentences))
            else:
                done = _("accepted")
                messages.success(request, f"{row.pk}: {done}")


class _ReadOnly(admin.ModelAdmin):
    """What is looked at here and written elsewhere."""

    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    actions = None
    asked: Subject

    def has_view_permission(self, request: Any, obj: Any = None) -> bool:
        """Return whether the person may see it."""
        return rights(request).allowed("read", self.asked)

    def has_module_permission(self, request: Any) -> bool:
        """Return whether it is listed on the first page."""
        return self.has_view_permission(request)

    def has_add_permission(self, request: Any) -> bool:
        """Return that none is made here."""
        return False

    def has_change_permission(self, request: Any, obj: Any = None) -> bool:
        """Return that none is changed here."""
        return False

    def has_delete_permission(self, request: Any, obj: Any = None) -> bool:
        """Return that none is deleted here."""
        return False


class CitationAdmin(_ReadOnly):
    """Citations of all records, to search them; they are changed with their records."""

    asked = Subject("register", visibility="secretariat")
    list_display = ("called", "owner", "part", "document_id", "place")
    search_fields = ("owner", "document__id", "place")

    @admin.display(description=_("kind"), ordering="kind")
    def called(self, row: Any) -> str:
        """Return the kind of the record that cites."""
        return str(kinds()[row.kind].model._meta.verbose_name)

    def get_queryset(self, request: Any) -> Any:
        """Return the citations of records that the person may read; a citation of a person would name them."""
        query = super().get_queryset(request)
        for kind in kinds():
            hidden = rights(request).hidden(kind)
            if hidden:
                query = query.exclude(kind=kind, owner__in=hidden)
        return query


class NoticeAdmin(_ReadOnly):
    """Notices about report cycles: to whom, when made and sent, or why not. They hold addresses of people."""

    asked = Subject("person", visibility="secretariat")
    list_display = ("made", "kind", "recipient", "cycle", "submission", "language", "sent", "fault")
    list_filter = ("kind", "language")
    search_fields = ("recipient", "address", "cycle", "submission", "subject")
    date_hierarchy = None


class AttachmentAdmin(_ReadOnly):
    """Files that were sent along with answers."""

    asked = Subject("person", visibility="secretariat")
    list_display = ("name", "submission", "question", "media", "size", "added", "added_by")
    search_fields = ("name", "submission", "question", "added_by")


class SignInAttemptAdmin(_ReadOnly):
    """Attempts to sign in, for those who administer the system: a new password lifts a limit."""

    list_display = ("at", "account", "address", "outcome", "refused")
    list_filter = ("outcome",)
    search_fields = ("account", "address")

    def has_view_permission(self, request: Any, obj: Any = None) -> bool:
        """Return whether the person administers the system."""
        return bool(request.user.is_active and request.user.is_superuser)


class AppointmentAdmin(SimpleHistoryAdmin):
    """Who has which role; given by those who administer the system."""

    list_display = ("user", "called", "organisation", "area", "ends")
    list_filter = (("role", ChoiceFilter), "area")
    list_select_related = ("user", "organisation", "area")
    search_fields = ("user__username", "organisation__id")
    autocomplete_fields = ("user", "organisation", "area")

    @admin.display(description=_("role"), ordering="role")
    def called(self, row: Any) -> str:
        """Return the role as the reader calls it."""
        return dict(words("appointments.role", [row.role]))[row.role]

    def get_urls(self) -> Any:
        """Return the pages, without the one that puts an old version back."""
        return admin.ModelAdmin.get_urls(self)

    def history_view(self, request: Any, object_id: str, extra_context: Any = None) -> Any:
        """Return the page of who gave and changed an appointment, and when.

        Raises
        ------
        Http404
            There is no such appointment.
        PermissionDenied
            It is not the person's to read.
        """
        row = self.get_object(request, admin.utils.unquote(object_id))
        if row is None:
            raise Http404
        if not self.has_view_permission(request, row):
            raise PermissionDenied
        return _history(self, request, row, str(row), lines_of_row(row), extra_context)

    def formfield_for_choice_field(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        """Return the box for a role."""
        named = choice_field_of(db_field)
        kwargs["choices"] = [("", "–"), *words(named, [value for value, _label in db_field.flatchoices])]
        return super().formfield_for_choice_field(db_field, request, **kwargs)


def _areas(kind: Any) -> list[str]:
    """Return the ways from a kind of record to its area."""
    if "area" in kind.targets:
        return ["area"]
    return ["areas__area"] if any(part.field == "areas" for part in kind.parts) else []


def _moment(request: Any) -> dt.datetime:
    # One moment for all rows of a change, so that no time lies between them.
    if not hasattr(request, "quicksilver_moment"):
        request.quicksilver_moment = dt.datetime.now(dt.UTC)
    moment: dt.datetime = request.quicksilver_moment
    return moment


for _kind in kinds().values():
    _of = {Contribution: ContributionAdmin, Area: AreaAdmin}.get(_kind.model, RecordAdmin)
    admin.site.register(_kind.model, _of)
admin.site.register(Citation, CitationAdmin)
admin.site.register(Appointment, AppointmentAdmin)
admin.site.register(Notice, NoticeAdmin)
admin.site.register(SignInAttempt, SignInAttemptAdmin)
admin.site.register(Attachment, AttachmentAdmin)
