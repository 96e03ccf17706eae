"""Write the digest of each set of facts into its sidecar: ``python tools/fact_digests.py`` after a table was changed.

With ``--check`` nothing is written; the sets whose digest is not that of their tables are listed, and the exit code
is 1.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

import quicksilver.factors
from quicksilver.factors.facts import sets
from quicksilver.factors.rows import PACKAGE
from quicksilver.intake.sidecars import SIDECAR, digest

DATA = Path(quicksilver.factors.__file__).parent / "data"
LINE = re.compile(r'^digest: *"?([^"\n]*)"?$', re.MULTILINE)


def main(arguments: list[str]) -> int:
    """Write or compare the digests, and return the exit code."""
    changed = []
    for name in sets():
        path = DATA / name / SIDECAR
        text = path.read_text(encoding="utf-8")
        current = digest(PACKAGE, f"data/{name}")
        if LINE.findall(text) == [current]:
            continue
        changed.append(name)
        if "--check" not in arguments:
            path.write_text(LINE.sub(f'digest: "{current}"', text), encoding="utf-8")
    state = "differs" if "--check" in arguments else "written"
    for name in changed:
        print(f"{name}: {state}")
    return int(bool(changed) and "--check" in arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
