"""Write the message files of Django from the tables of labels: ``python tools/labels.py`` or, to compare only, ``--check``.

A table (``locale/labels.csv`` of a package) has the English label and one column per language; translators work in it. Django
reads ``django.mo``; ``django.po`` is there for tools that translators know.
"""

from __future__ import annotations

import io
import sys
from dataclasses import dataclass
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import write_po

import quicksilver
from quicksilver.intake.cells import Texts
from quicksilver.intake.packaged import Table
from quicksilver.languages import LANGUAGES, Language

TABLE = "locale/labels.csv"


@dataclass(frozen=True, slots=True)
class Label:
    """A row of a table of labels."""

    text: Texts


class _Fixed(Catalog):
    """A catalogue whose head has no clock and no version of a library: equal tables make equal files."""

    def __init__(self, language: Language) -> None:
        super().__init__(charset="utf-8", fuzzy=False)
        self.language = language

    @property
    def mime_headers(self) -> list[tuple[str, str]]:
        """Return the head."""
        return [
            ("Language", self.language.locale),
            ("Plural-Forms", self.language.plural),
            ("MIME-Version", "1.0"),
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Transfer-Encoding", "8bit"),
        ]


def files(package: str) -> dict[str, bytes]:
    """Return the files that the table of a package makes, by their paths in its folder ``locale``.

    A label without a translation is left out, so that pages show it in English.
    """
    rows = sorted(Table(package, TABLE, Label).rows(), key=lambda row: row.text["en"])
    made: dict[str, bytes] = {}
    for code, language in list(LANGUAGES.items())[1:]:
        catalog = _Fixed(language)
        catalog.header_comment = f"# Made from {Path(TABLE).name}; change it there."
        for row in rows:
            if row.text[code]:
                catalog.add(row.text["en"], row.text[code])
        for name, write in (("django.po", write_po), ("django.mo", write_mo)):
            buffer = io.BytesIO()
            write(buffer, catalog)
            made[f"{language.locale}/LC_MESSAGES/{name}"] = buffer.getvalue()
    return made


def main() -> int:
    """Write the files, or say which are out of date."""
    stale = []
    source = Path(quicksilver.__file__).parent
    for table in sorted(source.glob(f"*/{TABLE}")):
        package = table.parents[1]
        for name, data in files(f"quicksilver.{package.name}").items():
            path = package / "locale" / name
            if path.exists() and path.read_bytes() == data:
                continue
            stale.append(path)
            if "--check" not in sys.argv:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(data)
    for path in stale:
        print(f"{'out of date' if '--check' in sys.argv else 'written'}: {path.relative_to(source)}")
    return 1 if stale and "--check" in sys.argv else 0


if __name__ == "__main__":
    sys.exit(main())
