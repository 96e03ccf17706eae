"""A unit, taken apart, and how one is refused."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from quicksilver.errors import UnitError
from quicksilver.quantities.units.lexicon import times

__all__ = ["NORMAL", "Unit", "ambiguous", "unknown"]

#: Kelvin and hectopascal of a normal cubic metre.
NORMAL: Final = (273.15, 1013.25)


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit, taken apart; its text reads back as the same unit.

    Attributes
    ----------
    terms : tuple of (str, int)
        Signs of units with their powers, those that it is per last, time after the others.
    powers : tuple of int
        Power of ten that multiplies it, and the one that it is per (``per 1000 inhabitants``).
    materials : tuple of frozenset of str
        Named of what it is of, and of what it is per.
    bases : frozenset of str
        ``dry``, ``wet``.
    state : tuple of float
        Kelvin and hectopascal of its cubic metre; empty where none are stated.
    text : str
        As it was written.
    """

    terms: tuple[tuple[str, int], ...]
    powers: tuple[int, int] = (0, 0)
    materials: tuple[frozenset[str], frozenset[str]] = (frozenset(), frozenset())
    bases: frozenset[str] = frozenset()
    state: tuple[float, ...] = ()
    text: str = field(default="", compare=False)

    @property
    def body(self) -> tuple[tuple[str, int], ...]:
        """Return the terms without the time that it is per."""
        return tuple(term for term in self.terms if term[0] not in times() or term[1] > 0)

    @property
    def period(self) -> tuple[tuple[str, int], ...]:
        """Return the time that it is per."""
        return tuple(term for term in self.terms if term[0] in times() and term[1] < 0)

    def __str__(self) -> str:
        above = "*".join(_sign(*term) for term in self.terms if term[1] > 0) or "1"
        made = [" ".join([_ten(self.powers[0]) + above, *sorted(self.materials[0])])]
        beside = [_ten(self.powers[1]), " ".join(["", *sorted(self.materials[1])])]
        for symbol, power in (term for term in self.terms if term[1] < 0):
            first, last = ("", "") if symbol in times() else beside
            made.append(first + _sign(symbol, -power) + last)
            beside = beside if symbol in times() else ["", ""]
        state = f"at {self.state[0]:.10g} K, {self.state[1]:.10g} hPa" if self.state else ""
        behind = "; ".join([*sorted(self.bases), *([state] if state else [])])
        return "/".join(made) + (f" ({behind})" if behind else "")


def _ten(power: int) -> str:
    return f"10^{power} " if power else ""


def _sign(symbol: str, power: int) -> str:
    return symbol if power == 1 else f"{symbol}^{power}"


def unknown(text: str, words: str) -> UnitError:
    """Return the refusal of a unit with words that are not known in their place."""
    return UnitError(
        f"unknown unit {text!r}: {words!r} is not a known unit, material, basis, multiplier or period there",
        code="unit.word",
        unit=text,
        words=words,
    )


def ambiguous(text: str, readings: Sequence[str]) -> UnitError:
    """Return the refusal of a unit that can be read in several ways."""
    return UnitError(
        f"unit {text!r} is ambiguous: write {' or '.join(readings)}",
        code="unit.ambiguous",
        readings=tuple(readings),
        unit=text,
        clear={"either": list(readings)},
    )
