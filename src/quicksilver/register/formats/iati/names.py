"""Names and codes that the writer and the reader of IATI files share."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import Final

from quicksilver.intake.packaged import Table

__all__ = ["AREAS", "KINDS", "MANDATES", "OWN", "REGIONS", "XML_LANG", "Code", "code", "code_list", "meaning"]

#: What the standard has no place for stands in attributes of this namespace, which the standard allows.
OWN = "urn:quicksilver:programme:1"
AREAS, KINDS, MANDATES, REGIONS = (f"{OWN}:{name}" for name in ("areas", "kinds", "mandates", "regions"))
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


@dataclass(frozen=True, slots=True)
class Code:
    """A word of the register and the standard's code for it.

    Attributes
    ----------
    list : str
        Of the standard; one that ends in ``In`` is for reading only.
    ours, code, meaning, source : str
    """

    list: str
    ours: str
    code: str
    meaning: str
    source: str


_CODES: Final = Table("quicksilver.register.formats.iati", "codes.csv", Code)


def code_list() -> tuple[Code, ...]:
    """Return the rows of ``codes.csv``."""
    return _CODES.rows()


@functools.cache
def _codes(name: str) -> dict[str, str]:
    return {row.ours: row.code for row in code_list() if row.list == name}


@functools.cache
def _meanings(name: str) -> dict[str, str]:
    meanings: dict[str, str] = {}
    for row in code_list():
        if row.list in (name, f"{name}In") and (row.list == f"{name}In" or row.code not in meanings):
            meanings[row.code] = row.ours
    return meanings


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
