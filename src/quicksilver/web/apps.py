"""The pages as a Django application."""

from __future__ import annotations

from django.apps import AppConfig

__all__ = ["WebConfig"]


class WebConfig(AppConfig):
    """The pages."""

    name = "quicksilver.web"
    label = "web"
