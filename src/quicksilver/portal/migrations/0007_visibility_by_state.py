"""A record that is not limited is seen as its kind and state allow; it was called public before, whatever its state.

Nothing is seen that was not, and nothing is hidden that was seen. The rows are renamed without a look at who accepted them:
today's appointments say nothing about what was accepted then. Their history stays as it was written.
"""

from __future__ import annotations

from typing import Any, Final

from django.db import migrations, models

from quicksilver.portal.models import guards

_LIMITED: Final = models.Q(visibility="partners") | models.Q(visibility="secretariat")
#: Limited unless they state otherwise; in them ``public`` says something.
_BY_THEMSELVES: Final = ("comment", "person")
_NAMES: Final = (
    "actionitem",
    "activity",
    "area",
    "baseline",
    "claim",
    "contribution",
    "cycle",
    "document",
    "fact",
    "indicator",
    "leadership",
    "mandate",
    "meeting",
    "membership",
    "need",
    "observation",
    "organisation",
    "output",
    "plan",
    "seat",
    "submission",
    "target",
)


def _rename(apps: Any, before: str, after: str) -> None:
    for name in _NAMES:
        apps.get_model("programme", name).objects.filter(visibility=before).update(visibility=after)


def _to_state(apps: Any, _editor: Any) -> None:
    _rename(apps, "public", "by state")


def _to_public(apps: Any, _editor: Any) -> None:
    _rename(apps, "by state", "public")


def _column() -> Any:
    return models.CharField(
        choices=[("by state", "by state"), ("partners", "partners"), ("secretariat", "secretariat")],
        default="by state",
        max_length=20,
        verbose_name="visible to",
    )


class Migration(migrations.Migration):
    """See the text of the module."""

    dependencies = (("programme", "0006_languages"),)
    operations = (
        migrations.RunPython(guards.take_down, guards.put_up),
        migrations.RunPython(_to_state, _to_public),
        migrations.RunPython(guards.put_up, guards.take_down),
        # Neither choices nor this default are in the database: no table is made anew.
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(f"{past}{name}", "visibility", _column())
                for name in _NAMES
                for past in ("", "historical")
            ]
        ),
        *(migrations.RemoveIndex(name, f"{name}_hidden") for name in (*_NAMES, *_BY_THEMSELVES)),
        *(
            migrations.AddIndex(
                name,
                models.Index(
                    fields=["visibility"],
                    condition=_LIMITED,
                    name=f"{name}_hidden",
                ),
            )
            for name in (*_NAMES, *_BY_THEMSELVES)
        ),
    )
