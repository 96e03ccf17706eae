from __future__ import annotations

import re
from importlib import resources
from pathlib import Path

import pytest
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

FOLDER = Path(str(resources.files("quicksilver.programme")))
LANGUAGES = ("ar", "zh_Hans", "fr", "ru", "es")


def _catalog(language, ending):
    with (FOLDER / "locale" / language / "LC_MESSAGES" / f"django.{ending}").open("rb") as file:
        found = read_po(file) if ending == "po" else read_mo(file)
    return {message.id: message.string for message in found if message.id}


def _used():
    files = [*FOLDER.glob("models/*.py"), *FOLDER.glob("admin/*.py"), FOLDER / "apps.py", FOLDER / "site.py"]
    return {
        text
        for file in files
        for text in re.findall(r'(?<![\w.])(?:_|gettext)\(\s*"([^"]+)"', file.read_text(encoding="utf-8"))
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_label_is_in_every_language(language):
    told = _catalog(language, "po")
    assert set(told) == _used()
    assert all(told.values())


@pytest.mark.parametrize("language", LANGUAGES)
def test_compiled_labels_are_those_of_the_source(language):
    assert _catalog(language, "mo") == _catalog(language, "po")
