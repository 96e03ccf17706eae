"""Numbers as people write them, read with the evidence of the whole file.

``450.000`` is four hundred and fifty in one country and four hundred and fifty thousand in another. A text has a reading for
each decimal sign with which it is well formed; where both readings are, and differ, the rest of the file decides: a cell
such as ``12.5``, ``0.125``, ``1,540,000`` or ``1234.567`` can be written with one sign only. A declared sign (an option, a
column mapping) comes before all cells. Where nothing decides, the file is asked about once, with both readings.

Digits of other scripts (full-width, Arabic, Persian) and the Arabic signs ``٫`` and ``٬`` are read; so are groups of three
digits with thin and no-break spaces or apostrophes between them. An ordinary space between digits may also part two numbers,
so that it is refused with the one number that it can be.
"""

from __future__ import annotations

from quicksilver.intake.numbers.degrees import in_place_of_degrees
from quicksilver.intake.numbers.evidence import Evidence, evidence
from quicksilver.intake.numbers.forms import (
    DecimalSign,
    likely_number,
    machine_decimal,
    machine_number,
    readings,
    written,
)
from quicksilver.intake.numbers.instead import in_place_of_number, instead, negative, possible_codes
from quicksilver.intake.numbers.notation import Notation, codes_among, is_missing_code, notation
from quicksilver.intake.numbers.reader import Number, NumberReader

__all__ = [
    "DecimalSign",
    "Evidence",
    "Notation",
    "Number",
    "NumberReader",
    "codes_among",
    "evidence",
    "in_place_of_degrees",
    "in_place_of_number",
    "instead",
    "is_missing_code",
    "likely_number",
    "machine_decimal",
    "machine_number",
    "negative",
    "notation",
    "possible_codes",
    "readings",
    "written",
]
