"""The site of the administration: what its lists may be asked, how it signs people in, and the names of records where others choose them.

It is beside the package of the administration, which registers itself with the site while it is being read.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.admin import AdminSite, ModelAdmin
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.contrib.auth.forms import AuthenticationForm
from django.core.exceptions import BadRequest, ValidationError
from django.utils.translation import gettext_lazy as _

from quicksilver.portal.accounts.sign_in import locked_until

__all__ = ["RegisterSite", "SignInForm"]

_LOCKED = _("Too many failed attempts to sign in. You can try again at %(time)s (UTC).")
#: Names of the parameters by which a list of choices is requested, and of its page and search.
_CHOOSING = frozenset({"app_label", "model_name", "field_name", "term", "page"})


class SignInForm(AuthenticationForm):
    """Name and password; where attempts are refused it states until when."""

    def get_invalid_login_error(self) -> ValidationError:
        """Return the sentence about an attempt that failed."""
        until = locked_until(self.request)
        if until is None:
            return super().get_invalid_login_error()
        return ValidationError(_LOCKED, code="locked", params={"time": f"{until:%Y-%m-%d %H:%M}"})


class _AdministrationForm(SignInForm, AdminAuthenticationForm):
    pass


class _Choosing(AutocompleteJsonView):
    def serialize_result(self, obj: Any, to_field_name: str) -> dict[str, str]:
        from quicksilver.portal.admin.shown import name_of

        entry: dict[str, str] = super().serialize_result(obj, to_field_name)
        if hasattr(obj, "folder"):
            entry["text"] = f"{name_of(obj)} ({obj.pk})"
        return entry


class RegisterSite(AdminSite):
    """The administration of the register."""

    site_header = _("Partnership register")
    site_title = _("Partnership register")
    index_title = _("Records")
    login_form = _AdministrationForm

    def admin_view(self, view: Callable[..., Any], cacheable: bool = False) -> Callable[..., Any]:
        """Return a page of the administration; a list is asked only what it offers, and records are named by their key alone."""
        made: Callable[..., Any] = super().admin_view(_asked(view), cacheable)
        return made

    def login(self, request: Any, extra_context: Any = None) -> Any:
        """Sign someone in; an attempt that was refused is answered as such."""
        answer = super().login(request, extra_context)
        if locked_until(request) is not None:
            answer.status_code = 429
        return answer

    def autocomplete_view(self, request: Any) -> Any:
        """Return the records that a search finds, by name.

        Raises
        ------
        BadRequest
            Something else is asked.
        """
        from quicksilver.portal.admin.narrowing import LONGEST_SEARCH

        if not set(request.GET) <= _CHOOSING or len(request.GET.get("term", "")) > LONGEST_SEARCH:
            raise BadRequest("the list does not offer this")
        return _Choosing.as_view(admin_site=self)(request)


def _asked(view: Callable[..., Any]) -> Callable[..., Any]:
    pages_of = getattr(view, "__self__", None)
    if not isinstance(pages_of, ModelAdmin):
        return view
    is_list = getattr(view, "__name__", "") == "changelist_view"

    @wraps(view)
    def guarded(request: Any, *args: Any, **kwargs: Any) -> Any:
        from quicksilver.portal.admin.narrowing import only_by_key, only_what_is_offered

        only_by_key(pages_of, request)
        if is_list:
            only_what_is_offered(pages_of, request)
        return view(request, *args, **kwargs)

    return guarded
