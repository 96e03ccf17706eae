"""The index of searching. What is in the register already is indexed when all migrations are done, as it is after each later release."""

from __future__ import annotations

from typing import Any

from django.db import migrations

from quicksilver.portal.store.search import statements


def _drop(_apps: Any, editor: Any) -> None:
    for statement in statements.drop(editor.connection.vendor):
        editor.execute(statement, params=None)


class Migration(migrations.Migration):
    """See the text of the module."""

    dependencies = (("programme", "0003_whole_partnership"),)
    operations = (migrations.RunPython(statements.put_up, _drop),)
