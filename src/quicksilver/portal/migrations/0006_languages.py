"""The languages of documents and persons are asked of the program, so that one more needs no migration; tables stay as they are."""

from __future__ import annotations

from django.db import migrations, models

from quicksilver.portal.models.base import languages

_NAMES = {"original_language": "original language", "language": "language"}
_COLUMNS = (
    ("document", "original_language"),
    ("historicaldocument", "original_language"),
    ("person", "language"),
    ("historicalperson", "language"),
)


class Migration(migrations.Migration):
    """See the text of the module."""

    dependencies = (("programme", "0005_sign_in_attempts"),)

    operations = tuple(
        migrations.AlterField(
            model_name=model,
            name=column,
            field=models.CharField(
                blank=True, choices=languages, max_length=2, null=True, verbose_name=_NAMES[column]
            ),
        )
        for model, column in _COLUMNS
    )
