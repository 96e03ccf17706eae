"""What commands print for a person, in the language of the reader: the sentences of ``data/screen_text.csv``.

Keys of JSON and names of columns in files are for programs and stay as they are; what a person reads on the screen goes through here.
"""

from __future__ import annotations

import unicodedata
from typing import Final

from quicksilver.intake.numbers import machine_number
from quicksilver.language.names import label
from quicksilver.language.numbers import exact
from quicksilver.language.sentences import Sentence
from quicksilver.language.templates import templates

__all__ = ["digits", "heading", "padded", "screen", "wide"]


def screen(key: str, language: str = "en", /, **values: object) -> str:
    """Return a sentence for the screen in a language.

    Raises
    ------
    KeyError
        There is no such sentence, or a value for a place is missing.

    Examples
    --------
    >>> screen("run.written", "fr", folder="results")
    'Écrit dans results'
    """
    return Sentence(key, values, table="screen_text").in_language(language)


def digits(text: str, language: str) -> str:
    """Return a number that is written in English as the language writes it.

    Examples
    --------
    >>> digits("0.876", "fr"), digits("6,650", "es")
    ('0,876', '6.650')
    """
    if language == "en":
        return text
    try:
        return exact(machine_number(text.replace(",", "")), language)
    except ValueError:
        return text


def padded(text: str, width: int) -> str:
    """Return a text filled up to a width on the screen, where a Chinese character is as wide as two letters.

    Examples
    --------
    >>> padded("air", 5) + "|", padded("大气", 5) + "|"
    ('air  |', '大气 |')
    """
    return text + " " * max(0, width - wide(text))


def wide(text: str) -> int:
    """Return the columns that a text takes on the screen.

    Examples
    --------
    >>> wide("air"), wide("大气")
    (3, 4)
    """
    # A mark above a letter and an isolate of bidirectional text take none.
    return sum(
        0 if unicodedata.category(sign) in ("Mn", "Cf") else 1 + (unicodedata.east_asian_width(sign) in "WF")
        for sign in text
    )


def heading(column: str, language: str) -> str:
    """Return what a column of a table is called in a workbook; in English it has the name that it has in files.

    Parts of a name that repeat in many columns (a pathway, an end of a range, a unit) are put together.

    Examples
    --------
    >>> heading("air_kg", "fr"), heading("input_mc_low_kg", "fr"), heading("air_kg", "en")
    ('Air (kg)', 'Entrée de mercure, bas, 95 % (kg)', 'air_kg')
    """
    rows = templates("screen_text")
    if language == "en":
        return column
    if f"column.{column}" in rows:
        return screen(f"column.{column}", language)
    name = column.removesuffix("_kg")
    unit = " (kg)" if name != column else ""
    for ending in _ENDINGS:
        if name.endswith(f"_{ending}"):
            part = name.removesuffix(f"_{ending}")
            return f"{_part(part, language)}, {screen(f'column.{ending}', language)}{unit}"
    if name.startswith("sources_") and f"state.{name[8:]}" in templates("inventory_text"):
        state = Sentence(f"state.{name[8:]}", table="inventory_text").in_language(language)
        return screen("column.of.state", language, name=screen("column.sources", language), state=state)
    return _part(name, language) + unit


def _part(name: str, language: str) -> str:
    if f"column.{name}" in templates("screen_text"):
        return screen(f"column.{name}", language)
    return label("pathway", name, language)


#: Ends of ranges in names of columns; longer ones first.
_ENDINGS: Final = ("mc_low", "mc_median", "mc_high", "low", "high")
