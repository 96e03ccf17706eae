"""What cannot be in a register: days in an order in which nothing happens, and numbers that nothing has.

Dates are as far as known: only where no reading of two of them is in order are they refused. What is unusual and yet happens
(money that is spent before the activity begins) is asked about.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any, Final

from quicksilver.errors import UnitError
from quicksilver.quantities.bounds import BOUNDS, Bound, bound_of_unit, outside
from quicksilver.quantities.units import parse
from quicksilver.register import records as r
from quicksilver.register.records.references import REFERENCES

__all__ = ["ORDER", "Impossible", "Order", "disorder", "impossible"]

Key = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Order:
    """Two dates of a record, or of a record that it names, of which one cannot be before the other.

    Attributes
    ----------
    kind : str
    earlier, later : str
        Fields: ``asked``, ``reminded[]`` for each item, ``cycle>called`` for a field of the record that is named.
    asked : bool
        Whether the other order happens and is only asked about.
    stages : tuple of str
        Of contributions: those that it applies to; all if empty.
    """

    kind: str
    earlier: str
    later: str
    asked: bool = False
    stages: tuple[str, ...] = ()


#: What follows what. Until is not before since of any record; see :mod:`quicksilver.register.formats.text_form.checks`.
ORDER: Final = (
    Order("cycles", "period", "due"),
    # A cycle of the past may be played again: the call is entered on the day on which it is made here.
    Order("cycles", "called", "due", asked=True),
    Order("cycles", "called", "transmitted"),
    Order("cycles", "called", "published"),
    Order("cycles", "period", "published"),
    Order("cycles", "document>date", "published"),
    Order("cycles", "published", "corrections[].date"),
    Order("submissions", "cycle>called", "asked", asked=True),
    Order("submissions", "cycle>called", "received", asked=True),
    Order("submissions", "asked", "received", asked=True),
    Order("submissions", "asked", "reminded[]"),
    Order("comments", "made", "replied"),
    Order("memberships", "applied", "confirmed"),
    Order("memberships", "confirmed", "renewed"),
    Order("persons", "affiliations[].since", "affiliations[].until"),
    Order("leaderships", "call", "offers[].date"),
    Order("leaderships", "call", "since", asked=True),
    Order("plans", "date", "since"),
    Order("plans", "supersedes>date", "date"),
    Order("documents", "supersedes>date", "date"),
    Order("documents", "corrects>date", "date"),
    Order("documents", "date", "link_checked"),
    Order("outputs", "supersedes>date", "date"),
    Order("outputs", "date", "link_checked"),
    Order("meetings", "date", "decisions[].task>due", asked=True),
    Order("contributions", "activity>actual", "period", asked=True, stages=("disbursement", "expenditure")),
)


@dataclass(frozen=True, slots=True)
class Impossible:
    """A value that cannot be, or is asked about.

    Attributes
    ----------
    kind : str
    record : Record
    keys : tuple
        Of the field.
    code : str
        Of the sentence.
    values : mapping
        For the places of the sentence.
    asked : bool
    """

    kind: str
    record: r.Record
    keys: Key
    code: str
    values: Mapping[str, object]
    asked: bool = False


def disorder(records: Mapping[str, Mapping[str, r.Record]]) -> Iterator[Impossible]:
    """Go through the dates that are in an order in which nothing happens.

    Parameters
    ----------
    records : mapping
        Kind -> id -> record. What a record names is looked at where it is among them.
    """
    for order in ORDER:
        for record in records.get(order.kind, {}).values():
            if order.stages and getattr(record, "stage", "") not in order.stages:
                continue
            before = list(_dates(records, order.kind, record, order.earlier))
            for keys, name, later in _dates(records, order.kind, record, order.later):
                for other_keys, other, earlier in before:
                    # Of items of one list only the dates of the same item belong together.
                    if _item(keys) != _item(other_keys) and _item(keys) and _item(other_keys):
                        continue
                    if earlier.first is None or later.last is None or later.last >= earlier.first:
                        continue
                    values = {"later": name, "day": later.date, "earlier": other, "other": earlier.date}
                    yield Impossible(order.kind, record, keys, "register.order", values, order.asked)


def _item(keys: Key) -> Key:
    return keys[:2] if len(keys) > 1 and isinstance(keys[1], int) else ()


def _dates(
    records: Mapping[str, Mapping[str, r.Record]], kind: str, record: r.Record, path: str
) -> Iterator[tuple[Key, str, r.When]]:
    """Go through the dates of a field: its keys, its name in words, and the date."""
    own, to, field = path.partition(">")
    for keys, value in _values(record, own):
        if not to:
            if isinstance(value, r.When):
                yield keys, _named(keys), value
            continue
        target = dict(REFERENCES[kind])[own]
        named = records.get(target, {}).get(str(value))
        if named is not None and isinstance(inner_value := getattr(named, field), r.When):
            yield keys, f"{field} ({target}/{named.id})", inner_value


def _values(part: Any, path: str) -> Iterator[tuple[Key, Any]]:
    first, _, rest = path.partition(".")
    name, many = first.removesuffix("[]"), first.endswith("[]")
    value = getattr(part, name)
    if value is None:
        return
    for keys, item in (
        [((name, index), item) for index, item in enumerate(value)] if many else [((name,), value)]
    ):
        if not rest:
            yield keys, item
        else:
            yield from (((*keys, *inner), inner_value) for inner, inner_value in _values(item, rest))


def _named(keys: Key) -> str:
    return "".join(f"[{key + 1}]" if isinstance(key, int) else f".{key}" for key in keys).lstrip(".")


def impossible(records: Mapping[str, Mapping[str, r.Record]]) -> Iterator[Impossible]:
    """Go through the numbers that cannot be: more than there is, a part of a person, a reduction by more than everything.

    Parameters
    ----------
    records : mapping
        Kind -> id -> record.
    """
    for kind, look in _LOOKS.items():
        for record in records.get(kind, {}).values():
            yield from look(kind, record)
    baselines = records.get("baselines", {})
    for target in records.get("targets", {}).values():
        baseline = baselines.get(getattr(target, "baseline", None) or "")
        year, base = getattr(target, "year", None), getattr(baseline, "year", None)
        if year is not None and base is not None and year < base:
            earlier = f"year (baselines/{getattr(baseline, 'id', '')})"
            values = {"later": "year", "day": str(year), "earlier": earlier, "other": str(base)}
            yield Impossible("targets", target, ("year",), "register.order", values)


def _year(kind: str, record: Any) -> Iterator[Impossible]:
    if record.year is not None and outside(float(record.year), BOUNDS["calendar year"]):
        yield _beyond(kind, record, ("year",), record.year, BOUNDS["calendar year"])


def _amount(kind: str, record: Any) -> Iterator[Impossible]:
    yield from _year(kind, record)
    bound = _bound(record.amount.unit)
    for name in ("low", "value", "high"):
        value = getattr(record.amount, name)
        if value is None:
            continue
        if value < 0 <= bound.low:
            # A change can be negative; a mass of mercury cannot.
            values = {"value": f"{value:f} {record.amount.unit}".strip()}
            yield Impossible(kind, record, ("amount", name), "register.negative", values, asked=True)
        elif outside(float(value), bound):
            yield _beyond(kind, record, ("amount", name), value, bound)


@lru_cache(maxsize=256)
def _bound(unit: str) -> Bound:
    """Return what an amount of a register can be."""
    if unit in ("", "1", "%"):
        return BOUNDS["number"]
    try:
        if str(parse(unit)) == "inhabitants":
            return BOUNDS["persons"]
        return bound_of_unit(unit)
    except UnitError:
        return BOUNDS["number"]


def _beyond(kind: str, record: r.Record, keys: Key, value: Decimal | float, bound: Bound) -> Impossible:
    unit = "" if bound.unit == "1" else bound.unit
    values = {
        "value": f"{float(value):.12g} {unit}".strip(),
        "low": f"{bound.low:g}",
        "high": f"{bound.high:g} {unit}".strip(),
        "source": bound.source,
    }
    return Impossible(kind, record, keys, "bounds.whole" if bound.whole else "bounds.outside", values)


def _hours(kind: str, record: Any) -> Iterator[Impossible]:
    bound = BOUNDS["hours of work"]
    if record.hours is not None and outside(float(record.hours), bound):
        yield _beyond(kind, record, ("hours",), record.hours, bound)


def _target(kind: str, record: Any) -> Iterator[Impossible]:
    yield from _year(kind, record)
    if record.value is None or record.goal not in ("relative", "phase-out"):
        return
    # Without a unit it may be a percentage.
    scale = {"%": 100.0, "": 100.0, "1": 1.0}.get(record.unit)
    if scale is not None and outside(float(record.value) / scale, BOUNDS["share"]):
        bound = Bound(
            "reduction", record.unit or "1", 0.0, scale, "nothing is reduced by more than all of it"
        )
        yield _beyond(kind, record, ("value",), record.value, bound)


def _attendance(kind: str, record: Any) -> Iterator[Impossible]:
    for index, item in enumerate(record.attendance):
        if outside(float(item.count), BOUNDS["persons"]):
            yield _beyond(kind, record, ("attendance", index, "count"), item.count, BOUNDS["persons"])


_LOOKS: Final[Mapping[str, Callable[[str, Any], Iterator[Impossible]]]] = {
    "baselines": _amount,
    "observations": _amount,
    "targets": _target,
    "meetings": _attendance,
    "contributions": _hours,
    "needs": _hours,
}
