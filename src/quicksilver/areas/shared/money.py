"""Calculators with money in a currency that the user names: units of money follow it, and nothing is converted."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from quicksilver.areas.verbs import Answer, Slot, Verb
from quicksilver.errors import InputProblems, Problem
from quicksilver.quantities import Quantity

__all__ = ["CURRENCY", "MoneyVerb", "in_currency", "money_of"]

CURRENCY = Slot(
    "currency",
    kind="text",
    about="Currency of every amount of money, as three letters (USD, EUR, ARS ...). Nothing is converted.",
    default="USD",
)
_CODE = re.compile(r"[A-Z]{3}")


@dataclass(frozen=True)
class MoneyVerb(Verb):
    """A calculator whose slots with ``USD`` in the unit are in the currency that the slot ``currency`` names."""

    def run(self, given: Mapping[str, Any], where: str = "input") -> Answer:
        """Read the input in the named currency and calculate; see :meth:`quicksilver.areas.verbs.Verb.run`."""
        named = given.get("currency") if isinstance(given, Mapping) else None
        if named is None or named == "USD":
            return Verb.run(self, given, where)
        if not isinstance(named, str) or not _CODE.fullmatch(named):
            raise InputProblems(
                [Problem(f"currency {named!r}", f"{where}, currency", "three capital letters", "EUR")]
            )
        told = Verb(
            self.name, self.about, _renamed(self.takes, named), _renamed(self.gives, named), self.call
        )
        return told.run(given, where)


def _renamed(slots: Sequence[Slot], currency: str) -> tuple[Slot, ...]:
    return tuple(
        replace(
            slot,
            unit=in_currency(slot.unit, currency),
            columns=_renamed(slot.columns, currency),
            default=_default(slot, currency),
        )
        for slot in slots
    )


def _default(slot: Slot, currency: str) -> Quantity | str | bool | None:
    """Return the default in the currency: only a zero has one in all of them."""
    if isinstance(slot.default, Quantity) and "USD" in slot.unit:
        return (
            replace(slot.default, unit=in_currency(slot.unit, currency)) if slot.default.value == 0 else None
        )
    return slot.default


def in_currency(unit: str, currency: str) -> str:
    """Return a unit of money in another currency.

    Examples
    --------
    >>> in_currency("USD/kg", "EUR")
    'EUR/kg'
    """
    return unit.replace("USD", currency)


def money_of(numbers: Mapping[str, Quantity], currency: str) -> dict[str, Quantity]:
    """Return results calculated in ``USD``, with the name of their actual currency."""
    return {
        name: replace(number, unit=in_currency(number.unit, currency)) for name, number in numbers.items()
    }
