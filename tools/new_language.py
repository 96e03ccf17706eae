"""Add the column of a language to every table of texts, with the English text as the first draft.

``python tools/new_language.py CODE`` follows a row of the language in ``languages.py``: it adds a column of the code to each
packaged table of texts, and a row for each row that names a language (``language.zh`` and its like). It lists the tables
with the number of texts that wait for a translator.
"""

from __future__ import annotations

import argparse
import csv
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from quicksilver.languages import LANGUAGES

PACKAGE = Path(__file__).resolve().parents[1] / "src" / "quicksilver"


def with_column(
    rows: list[dict[str, str]], code: str, name: str, draft: Callable[[str], str] = str
) -> Iterator[dict[str, str]]:
    """Yield the rows of a table of texts with a column more, and a row more for each that names a language.

    Parameters
    ----------
    rows : list of dict of str to str
        The rows of the table.
    code, name : str
        Code of the language, and its English name.
    draft : callable, optional
        Makes the first version of a text from the English one, which it is unless stated.
    """
    for row in rows:
        yield row | {code: draft(row["en"])}
        named = {
            heading: re.sub(r"(^|\.)zh$", rf"\1{code}", cell)
            for heading, cell in row.items()
            if heading not in LANGUAGES
        }
        if any(named[heading] != row[heading] for heading in named):
            english = row["en"].replace("Chinese", name)
            yield row | named | {"en": english, code: draft(english)}


def add_columns(package: Path, code: str, name: str, draft: Callable[[str], str] = str) -> dict[Path, int]:
    """Write the column into every table of texts of a package, and return the number of rows of each table.

    A table that has the column already is left as it is.
    """
    counts = {}
    columns = set(LANGUAGES) - {code}
    for path in sorted(package.rglob("*.csv")):
        with path.open(encoding="utf-8", newline="") as lines:
            reader = csv.DictReader(lines)
            headings, rows = list(reader.fieldnames or ()), list(reader)
        if not columns <= set(headings) or code in headings:
            continue
        extended = list(with_column(rows, code, name, draft))
        with path.open("w", encoding="utf-8", newline="") as lines:
            writer = csv.DictWriter(lines, [*headings, code], lineterminator="\n")
            writer.writeheader()
            writer.writerows(extended)
        counts[path] = len(extended)
    return counts


def main() -> int:
    """Add the columns and list the tables; exit with 1 where the language has no row yet."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("code", help="code of the language, as in languages.py")
    code = parser.parse_args().code
    if code not in LANGUAGES:
        print(f"{code} has no row in src/quicksilver/languages.py; add it first", file=sys.stderr)
        return 1
    counts = add_columns(PACKAGE, code, LANGUAGES[code].english)
    for path, count in counts.items():
        print(f"{count:>5}  {path.relative_to(PACKAGE)}")
    print(f"{sum(counts.values()):>5}  texts to translate in {len(counts)} tables")
    return 0


if __name__ == "__main__":
    sys.exit(main())
