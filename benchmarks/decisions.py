"""Print the figures of docs/decisions: what was chosen beside what was not, in the same run.

``python benchmarks/decisions.py [documents|draws|tables ...]``; all of them take about half a minute.
"""

from __future__ import annotations

import csv
import io
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

import quicksilver

#: Paragraphs of the documents that are written.
COUNTS = (1000, 4000, 16000)
#: What was measured, and seconds.
Figure = tuple[str, float]


def timed(call: Callable[[], object], repeats: int = 3) -> float:
    """Return the shortest time of a call in seconds."""
    times = []
    for _ in range(repeats):
        begin = time.perf_counter()
        call()
        times.append(time.perf_counter() - begin)
    return min(times)


def documents() -> Iterator[Figure]:
    """Write paragraphs of two runs with the objects of python-docx, and with the writers of Quicksilver."""
    from quicksilver.documents import Document, Paragraph, Text, write_docx, write_html, write_pdf

    def by_objects(count: int) -> None:
        import docx

        made = docx.Document()
        for number in range(count):
            paragraph = made.add_paragraph(style="Normal")
            paragraph.add_run(f"{count}: paragraph {number} ")
            paragraph.add_run("in bold").bold = True
        made.save(io.BytesIO())

    for count in COUNTS:
        blocks = tuple(
            Paragraph((Text(f"{count}: paragraph {number} "), Text("in bold", bold=True)))
            for number in range(count)
        )
        document = Document("en", "Paragraphs", blocks)
        yield f"{count:,} paragraphs, DOCX by objects of python-docx", timed(lambda: by_objects(count), 1)  # noqa: B023
        for name, write in (("DOCX", write_docx), ("PDF", write_pdf), ("HTML", write_html)):
            # Typst keeps what it has set, so that a second time would measure less than the work.
            yield f"{count:,} paragraphs, {name} by the writer", timed(lambda: write(document), 1)  # noqa: B023


def draws() -> Iterator[Figure]:
    """Draw 1,000 numbers of 1,000 quantities from one stream, and from one stream for each key."""
    from quicksilver.quantities import triangle, uniform_draws

    keys = [f"quantity {number}" for number in range(1000)]
    uniform = np.random.default_rng(1).random((1000, 1000))
    yield (
        "one stream in the order of the quantities",
        timed(lambda: np.random.default_rng(1).random((1000, 1000))),
    )
    yield "one stream for each key", timed(lambda: [uniform_draws(key, 1000, 1) for key in keys])
    yield "the triangular law on top of either", timed(lambda: triangle(uniform, 1.0, 2.0, 5.0))


def tables() -> Iterator[Figure]:
    """Read all packaged tables as CSV, and the same tables as Parquet."""
    import pandas as pd
    from pyarrow import parquet

    paths = sorted(Path(quicksilver.__file__).parent.rglob("*.csv"))

    def as_csv() -> int:
        rows = 0
        for path in paths:
            with path.open(encoding="utf-8", newline="") as lines:
                rows += sum(1 for _ in csv.DictReader(lines))
        return rows

    size = sum(path.stat().st_size for path in paths) / 1e6
    yield f"{len(paths)} tables, {as_csv():,} rows, {size:.2f} MB, as CSV", timed(as_csv)
    with tempfile.TemporaryDirectory() as folder:
        copies = [Path(folder) / f"{number}.parquet" for number in range(len(paths))]
        for path, copy in zip(paths, copies, strict=True):
            pd.read_csv(path, dtype=str, keep_default_na=False).to_parquet(copy)
        size = sum(copy.stat().st_size for copy in copies) / 1e6
        yield (
            f"the same, {size:.2f} MB, as Parquet",
            timed(lambda: [parquet.read_table(copy).to_pylist() for copy in copies]),
        )


PARTS: dict[str, Callable[[], Iterator[Figure]]] = {"documents": documents, "draws": draws, "tables": tables}


def main() -> None:
    """Measure and print."""
    sys.stdout.write("| what | milliseconds |\n| --- | ---: |\n")
    for part in sys.argv[1:] or PARTS:
        for what, seconds in PARTS[part]():
            sys.stdout.write(f"| {what} | {seconds * 1000:,.0f} |\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
