from __future__ import annotations

import re
from importlib import resources
from pathlib import Path

import pytest
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

from quicksilver import languages

FOLDER = Path(str(resources.files("quicksilver.portal")))
LANGUAGES = [row.locale for row in languages.LANGUAGES.values() if row.code != "en"]


def _catalog(language, ending):
    with (FOLDER / "locale" / language / "LC_MESSAGES" / f"django.{ending}").open("rb") as file:
        found = read_po(file) if ending == "po" else read_mo(file)
    return {message.id: message.string for message in found if message.id}


#: Labels that Django translates itself.
DJANGO = {"Action", "Date/time", "User"}


def _used():
    """Return the English labels of code and pages, wherever they are in the portal."""
    used = set()
    for file in FOLDER.rglob("*.py"):
        used |= set(re.findall(r'(?<![\w.])(?:_|gettext)\(\s*"([^"]+)"', file.read_text(encoding="utf-8")))
    for file in FOLDER.rglob("*.html"):
        text = file.read_text(encoding="utf-8")
        used |= set(re.findall(r'\{% translate "([^"]+)"', text))
        used |= {
            re.sub(r"\{\{ (\w+) \}\}", r"%(\1)s", block)
            for block in re.findall(r"\{% blocktranslate[^%]*%\}(.*?)\{% endblocktranslate %\}", text)
        }
    return used - DJANGO


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_label_is_in_every_language(language):
    told = _catalog(language, "po")
    assert set(told) == _used()
    assert all(told.values())


@pytest.mark.parametrize("language", LANGUAGES)
def test_compiled_labels_are_those_of_the_source(language):
    assert _catalog(language, "mo") == _catalog(language, "po")
