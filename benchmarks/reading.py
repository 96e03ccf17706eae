"""Reading a clean CSV of a million rows: how many times as long as pandas, which reads texts without looking for faults.

``python benchmarks/reading.py`` prints a table; the ratio may be at most 3.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

#: Times that reading may take as long as pandas.
MOST = 3.0


def write(path: Path, rows: int) -> None:
    """Write measurements of 97 stations, one a line."""
    with path.open("w", encoding="utf-8") as file:
        file.write("station,time,variable,value,unit,flag\n")
        for number in range(rows):
            day, hour = number % 28 + 1, number % 24
            file.write(
                f"ST{number % 97},2015-01-{day:02d} {hour:02d}:00,gem,{number % 1000 / 700:.4f},ng/m3,000\n"
            )


def best(function: Callable[[], object], repeats: int) -> float:
    """Return the best time in seconds."""
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        result = function()
        times.append(time.perf_counter() - start)
        del result
    return min(times)


def main() -> int:
    """Measure and print; 1 where the ratio is above what it may be."""
    import pandas as pd

    from quicksilver.intake.tables import read_table

    parser = argparse.ArgumentParser(prog="benchmarks/reading.py")
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--repeats", type=int, default=3)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        clean, quoted = Path(folder) / "clean.csv", Path(folder) / "quoted.csv"
        write(clean, given.rows)
        quoted.write_text(clean.read_text(encoding="utf-8").replace("gem", '"gem"'), encoding="utf-8")
        print("| file | pandas, s | read_table, s | ratio |")
        print("| --- | ---: | ---: | ---: |")
        ratios = []
        for path in (clean, quoted):
            plain = best(lambda path=path: pd.read_csv(path, dtype=str), given.repeats)
            ours = best(lambda path=path: read_table(path, "observations", limited=False), given.repeats)
            ratios.append(ours / plain)
            print(f"| {path.stem}, {given.rows:,} rows | {plain:.2f} | {ours:.2f} | {ours / plain:.2f} |")
    return int(ratios[0] > MOST)


if __name__ == "__main__":
    sys.exit(main())
