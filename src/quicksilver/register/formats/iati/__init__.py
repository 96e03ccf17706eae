"""Activities and their money as IATI 2.03 activity files, out and in.

IATI (the International Aid Transparency Initiative's standard) is a form of exchange, not a second store: what it has no
place for stays behind, and each time is said. What is written is valid against the standard's schema, which comes with
Quicksilver; what the register is silent about is not filled in to make it so,
unless its publisher states with what, and then each such value is marked.
"""

from __future__ import annotations

from quicksilver.register.formats.iati.guarded import VERSION, parse, problems_with_schema
from quicksilver.register.formats.iati.reading import read_iati
from quicksilver.register.formats.iati.writing import Reporting, Silence, iati_bytes, write_iati

__all__ = [
    "VERSION",
    "Reporting",
    "Silence",
    "iati_bytes",
    "parse",
    "problems_with_schema",
    "read_iati",
    "write_iati",
]
