"""Calculators with money: units follow the currency of what is given, and one currency is never converted into another."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from quicksilver.areas.verbs import Given, Slot, Verb, stated_number
from quicksilver.errors import InputProblems, Problem
from quicksilver.quantities.quantity import Quantity
from quicksilver.quantities.units import currencies

__all__ = ["CURRENCY", "MoneyVerb", "in_currency", "money_of"]

CURRENCY: Final = Slot(
    "currency",
    kind="text",
    about="Currency of every amount of money, as three letters (USD, EUR, ARS ...). Nothing is converted.",
    default="USD",
)
_CODE = re.compile(r"[A-Z]{3}")


@dataclass(frozen=True)
class MoneyVerb(Verb):
    """A calculator whose slots of money are declared in ``home`` and follow the currency of what is given.

    The currency is the one that ``currency`` names, else the one in the units of what is given, else ``home``. Defaults
    are in the home currency; they are not used for another one, because there is no exchange rate without a date. Only
    a default of zero is one in every currency.
    """

    home: str = "USD"

    def _read(self, given: Mapping[str, Any], where: str) -> Given:
        currency = self._currency(given, where) if isinstance(given, Mapping) else self.home
        if currency == self.home:
            return Verb._read(self, given, where)
        takes = _renamed(self.takes, self.home, currency)
        follows = Verb(self.name, self.about, takes, self.gives, self.call)
        return Verb._read(follows, {**given, "currency": currency}, where)

    def _currency(self, given: Mapping[str, Any], where: str) -> str:
        named = given.get("currency")
        if named is not None and not (isinstance(named, str) and _CODE.fullmatch(named)):
            raise InputProblems(
                [Problem(f"currency {named!r}", f"{where}, currency", "three capital letters", "EUR")]
            )
        written = {code for name, item in given.items() if name != "currency" for code in _written(item)}
        currencies = sorted(written | ({named} if named else set()))
        if len(currencies) > 1:
            raise InputProblems(
                [
                    Problem(
                        f"money in {' and '.join(currencies)}",
                        where,
                        "one currency: an exchange rate needs a date",
                        remedy=f"convert all money to {currencies[0]} of one year",
                    )
                ]
            )
        return currencies[0] if currencies else self.home


def _written(item: Any) -> set[str]:
    """Return the currencies named in the units of what was given."""
    if isinstance(item, str):
        number = stated_number(item, "", "")
        return set() if isinstance(number, Problem) else set(currencies(number.unit))
    if isinstance(item, Mapping):
        own = set(currencies(str(item.get("unit", "")))) if "value" in item or "low" in item else set()
        return own.union(
            *(_written(part) for name, part in item.items() if name not in ("unit", "source", "standing"))
        )
    if isinstance(item, (list, tuple)):
        return set().union(*(_written(part) for part in item))
    return set()


def _renamed(slots: Sequence[Slot], home: str, currency: str) -> tuple[Slot, ...]:
    return tuple(
        replace(
            slot,
            unit=in_currency(slot.unit, currency, home),
            columns=_renamed(slot.columns, home, currency),
            default=_default(slot, home, currency),
        )
        for slot in slots
    )


def _default(slot: Slot, home: str, currency: str) -> Quantity | str | bool | None:
    if not isinstance(slot.default, Quantity) or home not in slot.unit:
        return slot.default
    return (
        replace(slot.default, unit=in_currency(slot.unit, currency, home))
        if slot.default.value == 0
        else None
    )


def in_currency(unit: str, currency: str, home: str = "USD") -> str:
    """Return a unit of money in another currency.

    Examples
    --------
    >>> in_currency("USD/kg", "EUR")
    'EUR/kg'
    """
    return unit.replace(home, currency)


def money_of(numbers: Mapping[str, Quantity], currency: str) -> dict[str, Quantity]:
    """Return results calculated in ``USD``, with the name of their actual currency."""
    return {
        name: replace(number, unit=in_currency(number.unit, currency)) for name, number in numbers.items()
    }
