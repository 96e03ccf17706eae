"""Calculators that are one formula: named numbers in, named numbers out, with ranges."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from quicksilver.areas.verbs import Answer, Given, Slot, Verb
from quicksilver.quantities import Quantity, ranged

__all__ = ["formula"]

Formula = Callable[..., Mapping[str, Any]]
Remarks = Callable[[Given, Mapping[str, Quantity]], Sequence[str]]


def formula(
    name: str,
    about: str,
    takes: Sequence[Slot],
    gives: Sequence[Slot],
    call: Formula,
    *,
    source: str = "",
    remarks: Remarks | None = None,
) -> Verb:
    """Return a calculator that evaluates a formula for the central values and for draws from the ranges.

    Parameters
    ----------
    name, about, source : str
    takes : sequence of Slot
        Numbers go to the formula by name; texts and flags too. An optional slot that was not given is None.
    gives : sequence of Slot
        Results in their units; a result of the formula that has no slot here is a defect.
    call : callable
        Takes floats or arrays by name and returns results by name; a result may be left out.
    remarks : callable, optional
        Returns what the reader must know about the numbers.
    """
    units = {slot.name: slot.unit for slot in gives}

    def run(given: Given) -> Answer:
        numbers = {n: value for n, value in given.values.items() if isinstance(value, Quantity)}
        others = {n: value for n, value in given.values.items() if not isinstance(value, Quantity)}
        results = ranged(lambda **drawn: call(**drawn, **others), numbers, units)
        notes = list(remarks(given, results)) if remarks else []
        return Answer({slot.name: results.get(slot.name) for slot in gives}, remarks=notes)

    return Verb(name, about, tuple(takes), tuple(gives), run, source)
