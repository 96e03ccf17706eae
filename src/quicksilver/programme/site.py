"""The site of the administration: names of records where others choose them, in the language of who looks for them.

It stands beside the package of the administration, which registers itself with the site while it is being read.
"""

from __future__ import annotations

from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.utils.translation import gettext_lazy as _

__all__ = ["RegisterSite"]


class _Choosing(AutocompleteJsonView):  # type: ignore[misc]
    def serialize_result(self, obj: Any, to_field_name: str) -> dict[str, str]:
        from quicksilver.programme.admin.shown import name_of

        found: dict[str, str] = super().serialize_result(obj, to_field_name)
        if hasattr(obj, "folder"):
            found["text"] = f"{name_of(obj)} ({obj.pk})"
        return found


class RegisterSite(AdminSite):  # type: ignore[misc]
    """The administration of the register."""

    site_header = _("Partnership register")
    site_title = _("Partnership register")
    index_title = _("Records")

    def autocomplete_view(self, request: Any) -> Any:
        """Return the records that a search finds, by name."""
        return _Choosing.as_view(admin_site=self)(request)
