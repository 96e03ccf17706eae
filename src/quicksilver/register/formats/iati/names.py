"""Names and codes that the writer and the reader of IATI files share."""

from __future__ import annotations

import csv
import functools
from importlib import resources

__all__ = ["AREAS", "KINDS", "MANDATES", "OWN", "REGIONS", "XML_LANG", "code", "code_list", "meaning"]

#: What the standard has no place for stands in attributes of this namespace, which the standard allows.
OWN = "urn:quicksilver:programme:1"
AREAS, KINDS, MANDATES, REGIONS = (f"{OWN}:{name}" for name in ("areas", "kinds", "mandates", "regions"))
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


@functools.cache
def code_list() -> list[dict[str, str]]:
    """Return the rows of ``codes.csv``; lists that end in ``In`` are for reading only."""
    text = (resources.files("quicksilver.register.formats.iati") / "codes.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


@functools.cache
def _codes(name: str) -> dict[str, str]:
    return {row["ours"]: row["code"] for row in code_list() if row["list"] == name}


@functools.cache
def _meanings(name: str) -> dict[str, str]:
    held: dict[str, str] = {}
    for row in code_list():
        if row["list"] in (name, f"{name}In") and (row["list"] == f"{name}In" or row["code"] not in held):
            held[row["code"]] = row["ours"]
    return held


def code(name: str, ours: str) -> str:
    """Return the standard's code for a word of the register; empty where it has none.

    Examples
    --------
    >>> code("ActivityStatus", "under way"), code("ActivityStatus", "not stated")
    ('2', '')
    """
    return _codes(name).get(ours, "")


def meaning(name: str, given: str) -> str:
    """Return the register's word for a code; empty where it has none."""
    return _meanings(name).get(given, "")
