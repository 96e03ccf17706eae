"""Break valid files of every reader and see that each is read, or refused with problems; never anything else.

    python tools/fuzz.py                          # 500 files or more of every reader and kind, at most 6 minutes
    python tools/fuzz.py --only 'inventory / csv' --files 2000
    python tools/fuzz.py --only 'inventory / csv' --case 17    # one case again, with what became of it

A failure is: an exception that is none of the program's refusals (exit 3 at the command line), a file that takes too long or
too much memory, a process that dies, a refusal without a problem, a place or a text, something written after a refusal, and a
repeated key, NaN, infinity or an unknown word of a unit that is accepted. The files of failures are kept in --keep. Cases
depend on the seed, the reader and their number alone.
"""

from __future__ import annotations

import argparse
import math
import re
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path

from fuzzing.cases import Target
from fuzzing.running import OWN, Outcome, broken, judged, run
from fuzzing.targets import all_targets

#: Files of each reader and kind of file at least, and of all together.
LEAST, TOGETHER = 500, 20_000


def _arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seed", type=int, default=14)
    parser.add_argument("--seconds", type=float, default=360.0, help="time for all files together")
    parser.add_argument("--only", default="", metavar="PATTERN", help="readers and kinds that match")
    parser.add_argument("--files", type=int, default=0, help="files of each reader and kind")
    parser.add_argument("--case", type=int, help="number of one case, with --only")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument(
        "--keep", type=Path, default=Path("out/fuzz"), help="folder for the files of failures"
    )
    return parser.parse_args(argv)


def _kept(targets: Sequence[Target], outcome: Outcome, seed: int, keep: Path) -> str:
    """Write the file of a failure and what became of it; return its name."""
    target = targets[outcome.target]
    folder = keep / re.sub(r"\W+", "-", target.name) / str(outcome.index)
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / Path(target.file).name
    if outcome.fault != OWN:
        file.write_bytes(broken(target, seed, outcome.index).content)
    text = f"{target.name}, seed {seed}, case {outcome.index}: {outcome.mutation}\n{outcome.fault}\n{outcome.details}\n"
    (folder / "what.txt").write_text(text, encoding="utf-8", errors="backslashreplace")
    return str(file)


def table(targets: Sequence[Target], outcomes: Sequence[Outcome]) -> list[str]:
    """Return the lines of the table."""
    lines = [
        f"{'reader / kind of file':<44} {'files':>6} {'accepted':>8} {'refused':>8} {'failed':>6} {'max ms':>7} {'MiB':>5}"
    ]
    rows: dict[str, list[Outcome]] = {target.row: [] for target in targets}
    for outcome in outcomes:
        rows[targets[outcome.target].row].append(outcome)
    for name, some in (*rows.items(), ("all", outcomes)):
        count = Counter(outcome.verdict for outcome in some)
        slowest = max((outcome.seconds for outcome in some), default=0.0) * 1000
        peak = max((outcome.mebibytes for outcome in some), default=0.0)
        counts = f"{len(some):>6} {count['accepted']:>8} {count['refused']:>8} {count['failed']:>6}"
        lines.append(f"{name:<44} {counts} {slowest:>7.0f} {peak:>5.0f}")
    return lines


def _commands(only: str) -> bool:
    """Return whether a pattern may mean commands."""
    return not only or "comm" in only or "." in only


def _one(target: Target, seed: int, index: int) -> int:
    mutant = broken(target, seed, index)
    print(f"{target.name}, seed {seed}, case {index}: {mutant.name}; never: {mutant.never or '-'}")
    with tempfile.TemporaryDirectory() as folder:
        verdict, fault, details = judged(target, mutant, Path(folder) / "case", index)
        try:
            print("result:", str(target.read(Path(folder) / "case" / target.file))[:500])
        except Exception as wrong:
            print("raises:", str(wrong)[:1000].encode("utf-8", "replace").decode())
    print(verdict, fault, details)
    return verdict == "failed"


def main(argv: Sequence[str] | None = None) -> int:
    """Run, print the table and the failures, and return 1 where there are any."""
    given, start = _arguments(argv), time.monotonic()
    targets = [
        target for target in all_targets(commands=_commands(given.only)) if re.search(given.only, target.name)
    ]
    if given.case is not None:
        return max(_one(target, given.seed, given.case) for target in targets)
    share = sum(target.share for target in targets)
    files = given.files or max(LEAST, 0 if given.only else math.ceil(TOGETHER / share))
    with tempfile.TemporaryDirectory(dir="/dev/shm" if Path("/dev/shm").is_dir() else None) as folder:
        left = given.seconds - (time.monotonic() - start)
        outcomes = list(run(targets, given.seed, files, left, Path(folder), given.processes))
    print("\n".join(table(targets, outcomes)))
    failures: dict[tuple[str, str], list[Outcome]] = defaultdict(list)
    for outcome in sorted(outcomes, key=lambda outcome: (outcome.target, outcome.index)):
        if outcome.verdict == "failed":
            failures[targets[outcome.target].name, outcome.fault].append(outcome)
    for (name, fault), some in failures.items():
        file = _kept(targets, some[0], given.seed, given.keep)
        print(f"FAILED {len(some)} x {name}: {fault}")
        print(f"  case {some[0].index}: {some[0].mutation[:100]!r}\n  {file}")
    wanted = sum(target.count(files) + 1 for target in targets)
    if len(outcomes) < wanted:
        print(f"FAILED only {len(outcomes)} of {wanted} files in {given.seconds:g} s")
    print(f"seed {given.seed}, {len(outcomes)} files, {time.monotonic() - start:.0f} s")
    return int(bool(failures) or len(outcomes) < wanted)


if __name__ == "__main__":
    sys.exit(main())
