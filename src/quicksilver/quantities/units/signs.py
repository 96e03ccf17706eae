"""Signs with a prefix, where capitals decide: Mg is a million times a gram and mg a thousandth of it.

A sign is read as it is spelled here. Spelled with other capitals it is read where only one sign has these letters
(``KG``, ``TJ``, ``kwh``), and is ambiguous where several have (``MG``, ``mw``, ``pj``). Masses with a prefix of the gram
other than kg are never read in other capitals, since their prefixes are a factor of a million to 10^24 apart.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import Final

__all__ = ["folded_signs", "signs"]

_NAMES: Final = {
    "p": "pico",
    "n": "nano",
    "u": "micro",
    "m": "milli",
    "c": "centi",
    "d": "deci",
    "h": "hecto",
    "k": "kilo",
    "M": "mega",
    "G": "giga",
    "T": "tera",
    "P": "peta",
    "E": "exa",
}
#: Sign of a unit -> its name in pint, and the prefixes that are in use with it.
_PREFIXED: Final = {
    "g": ("gram", "pnumkMGTP"),
    "t": ("tonne", "kMG"),
    "W": ("watt", "mkMGT"),
    "Wh": ("watt_hour", "mkMGTP"),
    "J": ("joule", "pmkMGTPE"),
    "L": ("liter", "numcdhkMG"),
    "l": ("liter", "numcdhkMG"),
    "m": ("meter", "numcdkM"),
    "mol": ("mole", "fpnumk"),
    "cal": ("calorie", "kMG"),
    "Pa": ("pascal", "hkM"),
    "Btu": ("Btu", "kGT"),
}
_CYRILLIC_UNITS: Final = {
    "г": "g",
    "т": "t",
    "Вт": "W",
    "Втч": "Wh",
    "Дж": "J",
    "л": "L",
    "м": "m",
    "кал": "cal",
}
_CYRILLIC: Final = {
    "п": "p",
    "н": "n",
    "мк": "u",
    "м": "m",
    "с": "c",
    "д": "d",
    "к": "k",
    "М": "M",
    "Г": "G",
    "Т": "T",
}
#: Hectogram and so on have no sign here: Hg is mercury.
_ARABIC: Final = {"م": "m", "كم": "km", "سم": "cm"}
_FEMTO: Final = {"f": "femto"}


def _spelled() -> dict[str, str]:
    """Return the Latin sign of every spelling."""
    made: dict[str, str] = {}
    for base, (_, prefixes) in _PREFIXED.items():
        made |= {prefix + base: prefix + base for prefix in ("", *prefixes)}
    for written, base in _CYRILLIC_UNITS.items():
        made[written] = base
        allowed = _PREFIXED[base][1]
        made |= {p + written: q + base for p, q in _CYRILLIC.items() if q in allowed}
    return made | _ARABIC


@functools.lru_cache(maxsize=1)
def signs() -> Mapping[str, tuple[str, str]]:
    """Return the sign that is printed, and the expression in pint, of every spelling."""
    names = _NAMES | _FEMTO
    made = {}
    for written, sign in _spelled().items():
        base = max((b for b in _PREFIXED if sign.endswith(b) and sign[: -len(b)] in ("", *names)), key=len)
        prefix = sign[: -len(base)]
        shown = prefix + ("L" if base == "l" else base)
        made[written] = (shown, names.get(prefix, "") + _PREFIXED[base][0])
    return made


@functools.lru_cache(maxsize=1)
def folded_signs() -> Mapping[str, tuple[str, ...]]:
    """Return the printed signs that have the same letters without regard to capitals.

    Examples
    --------
    >>> folded_signs()["mg"], folded_signs()["kg"]
    (('mg', 'Mg'), ('kg',))
    """
    made: dict[str, list[str]] = {}
    for written, (shown, _) in signs().items():
        same = made.setdefault(written.casefold(), [])
        if shown not in same:
            same.append(shown)
    return {letters: tuple(same) for letters, same in made.items()}
