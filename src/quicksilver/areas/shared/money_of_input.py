"""Calculators with money: they use the currency of the input and never convert one currency into another."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from quicksilver.areas.verbs import Given, Slot, Verb
from quicksilver.errors import InputProblems, Problem
from quicksilver.quantities import Quantity

__all__ = ["CURRENCIES", "MoneyVerb"]

CURRENCIES = ("USD", "EUR", "GBP", "JPY", "CNY", "INR", "CHF")
_CODES = re.compile(r"\b(" + "|".join(CURRENCIES) + r")\b")


@dataclass(frozen=True)
class MoneyVerb(Verb):
    """A calculator whose slots of money are declared in ``home`` and follow the currency of what is given.

    Defaults are in the home currency; they are not used for another one, because there is no rate of exchange without
    a date.
    """

    home: str = "EUR"

    def _read(self, given: Mapping[str, Any], where: str) -> Given:
        currency = self._currency(given, where) if isinstance(given, Mapping) else self.home
        if currency == self.home:
            return Verb._read(self, given, where)
        takes = tuple(_in(slot, self.home, currency) for slot in self.takes)
        return Verb._read(
            Verb(self.name, self.about, takes, self.gives, self.call), {**given, "currency": currency}, where
        )

    def _currency(self, given: Mapping[str, Any], where: str) -> str:
        named = given.get("currency")
        written = sorted(
            {code for name, item in given.items() if name != "currency" for code in _written(item)}
        )
        if isinstance(named, str) and named:
            written = sorted({named, *written})
        if len(written) > 1:
            raise InputProblems(
                [
                    Problem(
                        f"money in {' and '.join(written)}",
                        where,
                        "one currency: an exchange rate needs a date",
                        remedy=f"convert all money to {written[0]} of one year",
                    )
                ]
            )
        return written[0] if written else self.home


def _written(item: Any) -> set[str]:
    """Return the currencies named in the units of what was given."""
    if isinstance(item, str):
        return set(_CODES.findall(item)) if re.match(r"\s*[-+.\d]", item) else set()
    if isinstance(item, Mapping):
        own = set(_CODES.findall(str(item.get("unit", "")))) if "value" in item or "low" in item else set()
        return own.union(
            *(_written(part) for name, part in item.items() if name not in ("unit", "source", "standing"))
        )
    if isinstance(item, (list, tuple)):
        return set().union(*(_written(part) for part in item))
    return set()


def _in(slot: Slot, home: str, currency: str) -> Slot:
    """Return a slot in another currency; a default in the home currency is taken away."""
    columns = tuple(_in(column, home, currency) for column in slot.columns)
    if home not in slot.unit:
        return replace(slot, columns=columns) if columns else slot
    default = None if isinstance(slot.default, Quantity) and slot.default.value != 0 else slot.default
    if isinstance(default, Quantity):
        default = replace(default, unit=slot.unit.replace(home, currency))
    return replace(slot, unit=slot.unit.replace(home, currency), default=default, columns=columns)
