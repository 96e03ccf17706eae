"""Triggers: history is only added to; nobody accepts what is their own organisation's."""

from __future__ import annotations

from django.conf import settings
from django.db import migrations

from quicksilver.portal.models import guards


class Migration(migrations.Migration):
    """See the text of the module."""

    dependencies = (
        ("programme", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    )
    operations = (migrations.RunPython(guards.put_up, guards.take_down),)
