"""Quality flags: what a mark beside a value states of it."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Final, Literal

from quicksilver.errors import InputProblems, Problem, closest
from quicksilver.fate.observations.series import STATES
from quicksilver.intake.cells import Among
from quicksilver.intake.packaged import Table

__all__ = ["Flag", "FlagTable", "flag_table", "resolve"]

Tables = Literal["generic", "ebas"]
_NAMES: Final = ("generic", "ebas")
# The worst flag of a value decides.
_WORST: Final = ("missing", "invalid", "below_detection", "estimated", "valid")
_DECIMAL: Final = re.compile(r"0?\.(\d+)")
_GOOD: Final = {"generic": "valid", "ebas": "000"}


@dataclass(frozen=True, slots=True)
class Flag:
    """What a flag states.

    Attributes
    ----------
    state : str
        ``valid``, ``estimated``, ``below_detection``, ``invalid`` or ``missing``.
    holds : str
        Under detection: ``measured`` when the value is a reading, ``limit`` when it is the detection limit, empty when
        it is neither. ``dry`` when nothing fell that could be measured.
    overrides : bool
        Whether it makes good what other flags reject.
    """

    state: str
    holds: str = ""
    overrides: bool = False


@dataclass(frozen=True, slots=True)
class FlagRow:
    """A row of a packaged table of flags."""

    flag: str
    state: Annotated[str, Among(lambda: STATES)]
    overrides: bool
    meaning: str
    source: str
    holds: Literal["measured", "limit", "dry", ""] = ""


@dataclass(frozen=True)
class FlagTable:
    """Flags by name; ``numbers`` when they are EBAS numbers, which may be packed as decimals."""

    name: str
    flags: Mapping[str, Flag]
    numbers: bool = False

    @property
    def good(self) -> str:
        """Return the flag that an empty cell means; empty when it means none."""
        return _GOOD.get(self.name, "")


@functools.cache
def _packaged(name: str) -> FlagTable:
    table = Table("quicksilver.fate.observations", f"data/flags_{name}.csv", FlagRow, key=("flag",))
    flags = {row.flag: Flag(row.state, row.holds, row.overrides) for row in table.rows()}
    return FlagTable(name, flags, name == "ebas")


def flag_table(flags: Tables | str | Mapping[str, str]) -> FlagTable:
    """Return a table of flags.

    Parameters
    ----------
    flags : ``"generic"``, ``"ebas"`` or mapping
        Own words, numbers of the EBAS list (NILU), or from the flags of the file to the own words.

    Raises
    ------
    InputProblems
        There is no such table, or the mapping leads to words that are not known.

    Examples
    --------
    >>> flag_table("ebas").flags["781"].holds
    'limit'
    """
    if isinstance(flags, str):
        if flags not in _NAMES:
            allowed = ", ".join(_NAMES) + ", or a mapping from your flags to " + ", ".join(STATES)
            raise InputProblems(
                [Problem(f"no flag table {flags!r}", "flags", allowed, closest(flags, _NAMES))]
            )
        return _packaged(flags)
    own = _packaged("generic").flags
    problems = [
        Problem(
            f"flag {key!r} is given the meaning {word!r}", "flags", ", ".join(own), closest(word, list(own))
        )
        for key, word in flags.items()
        if word not in own
    ]
    if problems:
        raise InputProblems(problems)
    return FlagTable("of the user", {str(key).strip(): own[word] for key, word in flags.items()})


def _parts(text: str, table: FlagTable) -> list[str]:
    """Split one cell into its flags; EBAS packs several of three digits into decimals (0.147380)."""
    words = [word for word in re.split(r"[\s;|]+", text.strip()) if word] or [table.good]
    if not table.numbers:
        return words
    flags: list[str] = []
    for word in words:
        packed = _DECIMAL.fullmatch(word)
        if packed:
            digits = packed[1].ljust(-(-len(packed[1]) // 3) * 3, "0")
            flags += [digits[k : k + 3] for k in range(0, len(digits), 3)]
        else:
            flags.append(word.removesuffix(".0").zfill(3))
    return [flag for flag in flags if flag != "000"] or ["000"]


def resolve(text: str, table: FlagTable) -> Flag | str:
    """Return what the flags of a value say together, or the first that is not known.

    Parameters
    ----------
    text : str
        One flag or several, separated by blanks, ``;`` or ``|``; EBAS numbers also packed as decimals. Empty: good.
    table : FlagTable

    Examples
    --------
    >>> resolve("0.147999", flag_table("ebas")).state
    'missing'
    >>> resolve("vlaid", flag_table("generic"))
    'vlaid'
    """
    parts = _parts(text, table)
    unknown = [part for part in parts if part not in table.flags]
    if unknown:
        return unknown[0]
    flags = [table.flags[part] for part in parts]
    if any(flag.overrides for flag in flags):
        flags = [flag for flag in flags if flag.state != "invalid"]
    return min(flags, key=lambda flag: _WORST.index(flag.state))
