"""Write the message files of Django from the tables of labels: ``python tools/labels.py`` or, to compare only, ``--check``.

A table (``locale/labels.csv`` of a package) has the English label and one column per language; translators work in it. Django
reads ``django.mo``; ``django.po`` is there for tools that translators know.
"""

from __future__ import annotations

import csv
import io
import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import write_po

SOURCE = Path(__file__).resolve().parents[1] / "src" / "quicksilver"
LANGUAGES = {"ar": "ar", "es": "es", "fr": "fr", "ru": "ru", "zh": "zh_Hans"}


class _Fixed(Catalog):
    """A catalogue whose head has no clock and no version of a library: equal tables make equal files."""

    @property
    def mime_headers(self) -> list[tuple[str, str]]:
        """Return the head."""
        return [
            ("Language", str(self.locale)),
            ("Plural-Forms", self.plural_forms),
            ("MIME-Version", "1.0"),
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Transfer-Encoding", "8bit"),
        ]


def files(table: Path) -> dict[Path, bytes]:
    """Return the files that a table makes."""
    with table.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    made: dict[Path, bytes] = {}
    for column, locale in LANGUAGES.items():
        catalog = _Fixed(locale=locale, charset="utf-8", fuzzy=False)
        catalog.header_comment = f"# Made from {table.name}; change it there."
        for row in sorted(rows, key=lambda row: row["en"]):
            catalog.add(row["en"], row[column])
        folder = table.parent / locale / "LC_MESSAGES"
        for name, write in (("django.po", write_po), ("django.mo", write_mo)):
            buffer = io.BytesIO()
            write(buffer, catalog)
            made[folder / name] = buffer.getvalue()
    return made


def main() -> int:
    """Write the files, or say which are out of date."""
    stale = []
    for table in sorted(SOURCE.glob("*/locale/labels.csv")):
        for path, data in files(table).items():
            if path.exists() and path.read_bytes() == data:
                continue
            stale.append(path)
            if "--check" not in sys.argv:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(data)
    for path in stale:
        print(f"{'out of date' if '--check' in sys.argv else 'written'}: {path.relative_to(SOURCE)}")
    return 1 if stale and "--check" in sys.argv else 0


if __name__ == "__main__":
    sys.exit(main())
