"""The register as a Django application."""

from __future__ import annotations

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig
from django.utils.translation import gettext_lazy as _

__all__ = ["AdministrationConfig", "ProgrammeConfig"]


class ProgrammeConfig(AppConfig):
    """The partnership's register."""

    name = "quicksilver.portal"
    label = "programme"
    verbose_name = _("Partnership register")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Watch for deleted records, whose citations go with them, for changed ones, which are searched as they are, and for sign-ins."""
        from quicksilver.portal.accounts import sign_in
        from quicksilver.portal.models import base
        from quicksilver.portal.store.search import index

        base.watch()
        sign_in.watch()
        index.watch()


class AdministrationConfig(AdminConfig):
    """The administration, with the register's own site."""

    default_site = "quicksilver.portal.admin_site.RegisterSite"
