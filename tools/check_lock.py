"""Say whether the lock files still answer to ``pyproject.toml``: every requirement pinned, within its bounds, installed so.

It needs no network: the pins are compared with the declared bounds, and the environment with the pins.
"""

from __future__ import annotations

import re
import sys
import tomllib
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).parents[1]
_PIN = re.compile(r"^([A-Za-z0-9_.\-]+)==([^\s;\\]+)(?:\s*;\s*([^\\]+?))?\s*\\?$")


def pins(name: str) -> dict[str, list[tuple[str, str]]]:
    """Return package -> (version, marker) pairs of a lock file; every pin must carry a hash."""
    pinned: dict[str, list[tuple[str, str]]] = {}
    text = (ROOT / name).read_text(encoding="utf-8")
    for block in re.split(r"\n(?=[A-Za-z0-9])", text):
        match = _PIN.match(block.splitlines()[0].strip()) if block.strip() else None
        if match:
            pinned.setdefault(canonicalize_name(match[1]), []).append((match[2], match[3] or ""))
            if "--hash=sha256:" not in block:
                sys.exit(f"{name}: {match[1]} has no hash")
    return pinned


def declared() -> tuple[list[Requirement], list[Requirement]]:
    """Return the requirements of the package (with its extra) and of development."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    run = [*project["project"]["dependencies"], *project["project"]["optional-dependencies"]["cluster"]]
    groups = project["dependency-groups"]
    dev = [text for name in ("test", "lint", "docs") for text in groups[name]]
    return [Requirement(text) for text in run], [Requirement(text) for text in dev]


def unanswered(
    requirements: list[Requirement], locked: dict[str, list[tuple[str, str]]], name: str
) -> list[str]:
    """Return the requirements that a lock file does not answer to."""
    wrong = []
    for requirement in requirements:
        versions = locked.get(canonicalize_name(requirement.name), [])
        if not any(requirement.specifier.contains(Version(version)) for version, _ in versions):
            wrong.append(f"{name}: no pin within {requirement}")
    return wrong


def main() -> int:
    """Print what is wrong and return the exit code."""
    run, dev = pins("requirements.lock"), pins("requirements-dev.lock")
    wanted = declared()
    wrong = unanswered(wanted[0], run, "requirements.lock") + unanswered(
        [*wanted[0], *wanted[1]], dev, "requirements-dev.lock"
    )
    for name, versions in run.items():
        if {version for version, _ in versions} != {version for version, _ in dev.get(name, [])}:
            wrong.append(f"requirements-dev.lock: {name} differs from requirements.lock")
    for name, versions in dev.items():
        try:
            installed = metadata.version(name)
        except metadata.PackageNotFoundError:
            if not any(marker for _, marker in versions):
                wrong.append(f"{name} is locked and not installed")
            continue
        if installed not in [version for version, _ in versions]:
            wrong.append(f"{name} {installed} is installed, the lock states {versions[0][0]}")
    for distribution in metadata.distributions():
        name = canonicalize_name(distribution.metadata["Name"])
        if name not in dev and name not in ("quicksilver-mercury", "pip", "setuptools", "wheel"):
            wrong.append(f"{name} is installed and in no lock")
    sys.stdout.write("\n".join(wrong) + "\n" if wrong else "the lock files are in order\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
