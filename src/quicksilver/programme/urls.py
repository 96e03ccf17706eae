"""Addresses of the register: the programming interface and the administration."""

from __future__ import annotations

from django.contrib import admin
from django.urls import include, path

from quicksilver.programme.api import api

__all__ = ["urlpatterns"]

urlpatterns = [
    path("api/v1/", api.urls),
    path("admin/", admin.site.urls),
    path("language/", include("django.conf.urls.i18n")),
]
