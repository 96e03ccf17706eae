"""Replacement of mercury devices in a hospital: mercury in use, mercury removed and its destination, cost and payback."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from quicksilver.areas.products.facts import DEVICES, content_of
from quicksilver.areas.shared.money import CURRENCY, MoneyVerb, in_currency
from quicksilver.areas.verbs import Answer, Given, Slot, Verb
from quicksilver.errors import InputProblems, MassBalanceError, Problem, closest
from quicksilver.quantities import Quantity, Standing, ranged

__all__ = ["VERBS"]


@dataclass(frozen=True)
class _Device:
    """One kind of device: its numbers by name; None where nobody gave them."""

    name: str
    row: Given
    content: Quantity

    def number(self, name: str) -> Quantity | None:
        quantity: Quantity | None = self.row.get(name)
        return quantity


def _devices(given: Given, answer: Answer) -> list[_Device]:
    problems, note, made = [], Given({}), []
    for i, row in enumerate(given["devices"]):
        content = row.get("content")
        if content is None and row["device"] in DEVICES:
            known = content_of(row["device"])
            content = None if known is None else replace(known, unit="g")
            if content is not None:
                note.assume(f"content of {row['device']}", content)
        if content is None:
            problems.append(
                Problem(
                    f"{row['device']} without a content",
                    f"devices[{i}]",
                    "a content, or one of " + ", ".join(d for d in DEVICES if content_of(d)),
                    closest(row["device"], DEVICES),
                    'add "content": ...',
                )
            )
            continue
        if "replaced" in row and row.number("replaced").central > row.number("count").central:
            problems.append(
                Problem(
                    f"{row['device']}: more devices replaced than exist",
                    f"devices[{i}]",
                    f"at most {row.number('count').central:g}",
                )
            )
        made.append(_Device(row["device"], row, content))
    if not given["devices"]:
        problems.append(Problem("no devices", "devices", "at least one row"))
    if problems:
        raise InputProblems(problems)
    answer.assumed += note.assumed
    return made


def _mercury(device: _Device) -> dict[str, Quantity]:
    """Return mercury in use, what is taken out, what stays, and what breakage loses every year, in kg."""
    count = device.row.number("count")
    numbers = {"count": count, "content": device.content} | {
        name: number for name in ("replaced", "breakage") if (number := device.number(name)) is not None
    }

    def work(**n: Any) -> dict[str, Any]:
        mercury = n["count"] * n["content"] / 1000
        out = mercury if "replaced" not in n else n["replaced"] * n["content"] / 1000
        masses = {"mercury": mercury, "removed": out, "remaining": mercury - out}
        return masses | (
            {"lost": mercury * n["breakage"], "avoided": out * n["breakage"]} if "breakage" in n else {}
        )

    return ranged(
        work,
        numbers,
        {"mercury": "kg", "removed": "kg", "remaining": "kg", "lost": "kg/yr", "avoided": "kg/yr"},
    )


def _total(rows: list[dict[str, Quantity]], name: str, unit: str) -> Quantity | None:
    """Return the sum over devices with the ends added, or None where it is unknown for one."""
    if not all(name in row for row in rows):
        return None
    low = sum(row[name].value if (end := row[name].low) is None else end for row in rows)
    high = sum(row[name].value if (end := row[name].high) is None else end for row in rows)
    return Quantity(
        sum(row[name].value for row in rows),
        unit,
        low if high > low else None,
        high if high > low else None,
        standing=Standing.DERIVED,
    )


def _money(device: _Device, given: Given) -> dict[str, float]:
    """Return investment and yearly saving of one kind of device; what is unknown is left out.

    Per year, a mercury device that breaks is bought anew and its spill is cleaned; a mercury-free one is bought anew at
    the rate at which it breaks. Both may need upkeep.
    """

    def value(name: str) -> float | None:
        number = device.number(name)
        return None if number is None else number.central

    count = device.row.number("count").central if value("replaced") is None else value("replaced") or 0.0
    price, old, breakage = value("price"), value("price_mercury"), value("breakage")
    money = {} if price is None else {"investment": count * price}
    yearly = value("yearly_saving")
    if yearly is not None:
        return money | {"saving": count * yearly}
    spill = given["spill_cost"].central if "spill_cost" in given else 0.0
    free = value("breakage_free")
    if None not in (price, old, breakage, free):
        assert price is not None and old is not None and breakage is not None and free is not None  # noqa: PT018
        upkeep = (value("upkeep_mercury") or 0.0) - (value("upkeep") or 0.0)
        money["saving"] = count * (breakage * (old + spill) - free * price + upkeep)
    return money


def _costs(given: Given, devices: list[_Device], removed: float, answer: Answer) -> None:
    money = [_money(device, given) for device in devices]
    currency = given["currency"]
    results = answer.results
    results |= {"cost": None, "saving": None, "storage_cost": None, "payback": None}
    store = given.get("storage_cost")
    if store is not None:
        results["storage_cost"] = Quantity(removed * store.central, currency, standing=Standing.DERIVED)
    if all("investment" in row for row in money):
        whole = sum(row["investment"] for row in money)
        results["cost"] = Quantity(whole, currency, standing=Standing.DERIVED)
        spent = whole + (results["storage_cost"].value if results["storage_cost"] else 0.0)
        results["cost_per_mercury"] = (
            Quantity(spent / removed, in_currency("USD/kg", currency), standing=Standing.DERIVED)
            if removed
            else None
        )
    else:
        answer.remarks.append(
            "prices of mercury-free devices are missing: investment and cost per kg are unknown"
        )
    if not all("saving" in row for row in money):
        answer.remarks.append(
            "the annual saving needs yearly_saving, or price, price_mercury, breakage and breakage_free, for every device: payback is unknown"
        )
        return
    saving = sum(row["saving"] for row in money)
    results["saving"] = Quantity(saving, in_currency("USD/yr", currency), standing=Standing.DERIVED)
    if saving <= 0:
        answer.remarks.append("running costs do not fall: the replacement does not pay for itself")
    elif results["cost"] is not None:
        results["payback"] = Quantity(results["cost"].value / saving, "yr", standing=Standing.DERIVED)


def _schedule(given: Given, removed: float) -> list[dict[str, Any]]:
    """Return the plan by year: the same share every year."""
    years = round(given.number("years").central)
    start = round(given.number("start_year").central)
    part = removed / years
    return [
        {
            "year": start + i,
            "removed": Quantity(part, "kg/yr", standing=Standing.DERIVED),
            "in_store": Quantity(part * (i + 1), "kg", standing=Standing.DERIVED),
        }
        for i in range(years)
    ]


def _hospital(given: Given) -> Answer:
    answer = Answer({})
    devices = _devices(given, answer)
    rows = [_mercury(device) for device in devices]
    whole, out, stays = (_total(rows, name, "kg") for name in ("mercury", "removed", "remaining"))
    assert whole is not None
    assert out is not None
    assert stays is not None
    if abs(whole.value - out.value - stays.value) > 1e-9 * max(whole.value, 1e-300):
        raise MassBalanceError(
            "hospital: mercury in devices is not the sum of what is removed and what remains"
        )
    answer.results = {
        "mercury": whole,
        "removed": out,
        "to_waste_store": out,
        "in_use": stays,
        "lost_per_year": _total(rows, "lost", "kg/yr"),
        "loss_avoided_per_year": _total(rows, "avoided", "kg/yr"),
        "devices": [
            {"device": device.name, "count": device.row.number("count"), "content": device.content, **row}
            for device, row in zip(devices, rows, strict=True)
        ],
        "purchase": [
            {"device": device.name, "items": device.number("replaced") or device.row.number("count")}
            for device in devices
        ],
        "by_year": _schedule(given, out.value) if "start_year" in given else None,
        "cost_per_mercury": None,
    }
    answer.remarks.append("the mercury removed goes to a waste store and needs storage and treatment")
    if answer.results["lost_per_year"] is None:
        answer.remarks.append("breakage was not given for every device: annual losses are unknown")
    _costs(given, devices, out.value, answer)
    return answer


_DEVICE = (
    Slot(
        "device",
        kind="text",
        about="Kind of device: " + ", ".join(DEVICES) + ", or another device with its content.",
    ),
    Slot("count", "1", "Number of devices.", bound="number of things"),
    Slot("content", "g", "Mercury per device.", required=False),
    Slot(
        "replaced", "1", "Devices to be replaced; all by default.", required=False, bound="number of things"
    ),
    Slot("breakage", "1/yr", "Share that breaks per year.", required=False, high=10.0),
    Slot("price_mercury", "USD", "Price of a new mercury device.", required=False),
    Slot("price", "USD", "Price of a mercury-free device.", required=False),
    Slot(
        "breakage_free",
        "1/yr",
        "Share of mercury-free devices that break or wear out per year.",
        required=False,
        high=10.0,
    ),
    Slot(
        "yearly_saving",
        "USD/yr",
        "Annual saving per mercury-free device, instead of the numbers from which it follows.",
        required=False,
    ),
    Slot("upkeep_mercury", "USD/yr", "Annual upkeep of a mercury device.", required=False),
    Slot(
        "upkeep", "USD/yr", "Annual upkeep of a mercury-free device (calibration, batteries).", required=False
    ),
)
VERBS: tuple[Verb, ...] = (
    MoneyVerb(
        "hospital",
        "Mercury in the devices of a hospital, replacement plan, mercury to the waste store, cost and payback.",
        (
            Slot("devices", kind="table", about="Devices by kind.", columns=_DEVICE),
            CURRENCY,
            Slot("spill_cost", "USD", "Cost of cleaning up one broken device.", required=False),
            Slot(
                "storage_cost", "USD/kg", "Cost of storing and treating the mercury removed.", required=False
            ),
            Slot("start_year", "yr", "First year of the replacement.", required=False, high=2500),
            Slot(
                "years",
                "yr",
                "Duration of the replacement in years.",
                default=Quantity(1.0, "yr", standing=Standing.ASSUMED),
                low=1,
                high=50,
            ),
        ),
        (
            Slot("mercury", "kg", "Mercury in all devices."),
            Slot("removed", "kg", "Mercury removed."),
            Slot("to_waste_store", "kg", "Mercury sent to the waste store."),
            Slot("in_use", "kg", "Mercury remaining in use."),
            Slot("lost_per_year", "kg/yr", "Mercury lost by breakage before the replacement."),
            Slot("loss_avoided_per_year", "kg/yr"),
            Slot("devices", kind="table"),
            Slot("purchase", kind="table"),
            Slot("by_year", kind="table"),
            Slot("cost_per_mercury", "USD/kg"),
            Slot("cost", "USD", "Purchases of mercury-free devices."),
            Slot("saving", "USD/yr"),
            Slot("storage_cost", "USD"),
            Slot("payback", "yr"),
        ),
        _hospital,
        "WHO and Health Care Without Harm initiative (replacement of thermometers and blood pressure devices); contents: UNEP Toolkit",
    ),
)
