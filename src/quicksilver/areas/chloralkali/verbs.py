"""The calculators of mercury cells and of the acetylene route to vinyl chloride."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from quicksilver.areas.formula import formula
from quicksilver.areas.numbers import Number
from quicksilver.areas.tables import fact
from quicksilver.areas.verbs import Answer, Given, Slot, Verb
from quicksilver.errors import InputProblems, Problem

__all__ = ["VERBS", "freed_per_capacity"]

_MASS = "kg"
_OUT = ("air", "water", "product", "waste")


def freed_per_capacity() -> Number:
    """Return the mercury freed when cells close, t per kt of chlorine capacity, with its range."""
    return fact("process_params", process="chloralkali", parameter="Hg recovered at decommissioning")


def _balance(opening: Any, purchases: Any, sales: Any, closing: Any, air: Any, water: Any, product: Any, waste: Any, capacity: Any = None,
             base_unaccounted: Any = None, base_emission: Any = None) -> dict[str, Any]:  # fmt: skip
    emitted = air + water + product
    unaccounted = opening + purchases - sales - closing - emitted - waste
    consumption = opening + purchases - sales - closing
    found = {"consumption": consumption, "emission": emitted, "unaccounted": unaccounted,
             "unaccounted_share": unaccounted / np.where(np.abs(consumption) > 1e-9, consumption, np.nan)}  # fmt: skip
    if capacity is not None:
        found |= {
            "emission_per_capacity": emitted / capacity,
            "unaccounted_per_capacity": unaccounted / capacity,
        }
    if base_unaccounted is not None:
        found["unaccounted_change"] = unaccounted / base_unaccounted - 1
    if base_emission is not None:
        found["emission_change"] = emitted / base_emission - 1
    return found


def _register(given: Given) -> Answer:
    """Count plants and capacity on a day; what closed by then has freed its mercury."""
    year = given.number("year").central
    groups: dict[str, list[float]] = {}
    freed, unknown, rate = 0.0, [], given.get("freed_per_capacity") or freed_per_capacity()
    problems = []
    for i, row in enumerate(given["plants"]):
        ended = next((row[n].central for n in ("closed", "converted") if row.get(n) is not None), math.inf)
        if row.get("closed") is not None and row.get("converted") is not None:
            problems.append(
                Problem(
                    f"{row['name']} is both closed and converted",
                    f"plants[{i}]",
                    "one of the two",
                    remedy="take one year out",
                )
            )
        state = "operating" if ended > year else "closed" if row.get("closed") is not None else "converted"
        size = row["capacity"].central if row.get("capacity") is not None else None
        held = groups.setdefault(state, [0.0, 0.0])
        held[0] += 1
        if size is None:
            unknown.append(row["name"])
        else:
            held[1] += size
        if ended <= year:
            inventory = (
                row["mercury"].central
                if row.get("mercury") is not None
                else None
                if size is None
                else size * rate.central * 1000
            )
            freed += inventory or 0.0
    if problems:
        raise InputProblems(problems)
    countries = sorted({row["country"] for row in given["plants"] if row.get("country")})
    rows = [
        {
            "state": state,
            "plants": Number(count, "1", standing="derived"),
            "capacity": Number(size, "kt/yr", standing="derived"),
        }
        for state, (count, size) in groups.items()
    ]
    said = [f"capacity unknown, and in no total: {', '.join(unknown)}"] if unknown else []
    said += _conflict(len(countries), given)
    return Answer({"by_state": rows, "countries": Number(len(countries), "1", standing="derived"), "freed": Number(freed, "kg", standing="derived")},
                  [] if given.get("freed_per_capacity") else [{"name": "freed_per_capacity", **rate.as_dict()}], said)  # fmt: skip


def _conflict(count: int, given: Given) -> list[str]:
    stated = [number.central for number in given.get("countries_stated", [])]
    if not stated or all(number == count for number in stated):
        return []
    return [
        f"the plants listed are in {count} countries; elsewhere {' and '.join(f'{n:g}' for n in stated)} are stated: all are kept, none is averaged"
    ]


def _report(given: Given) -> Answer:
    """Add up an industry's yearly report; its coverage stays with every total."""
    rows, coverage = given["plants"], given.get("coverage")
    names = ("capacity", "consumption", "air", "water", "product")
    totals: dict[str, Any] = {}
    said = []
    for name in names:
        known = [row[name] for row in rows if row.get(name) is not None]
        lacking = len(rows) - len(known)
        if lacking:
            said.append(f"{name}: {lacking} of {len(rows)} reported nothing; the total is of the others")
        totals[name] = (
            Number(sum(n.central for n in known), known[0].unit, standing="derived") if known else None
        )
    emitted = [totals[n].central for n in ("air", "water", "product") if totals[n] is not None]
    totals["emission"] = Number(sum(emitted), "kg/yr", standing="derived") if emitted else None
    if totals["emission"] is not None and totals["capacity"] is not None and totals["capacity"].central > 0:
        totals["emission_per_capacity"] = Number(
            totals["emission"].central / totals["capacity"].central, "g/t", standing="derived"
        )
    told = f"{coverage.central:.0%}" if coverage is not None else "an unknown part"
    said.append(f"the totals are of {told} of the capacity; they are not scaled up")
    return Answer({**totals, "coverage": coverage, "year": given["year"]}, remarks=said)


def _phase_out(plants: Any = None, closed: Any = None, converted: Any = None, closed_capacity: Any = None, converted_capacity: Any = None, stated_capacity: Any = None) -> dict[str, Any]:  # fmt: skip
    found: dict[str, Any] = {}
    if closed is not None and converted is not None:
        found["plants_sum"] = closed + converted
        if plants is not None:
            found["plants_gap"] = plants - closed - converted
    if closed_capacity is not None and converted_capacity is not None:
        found["capacity"] = closed_capacity + converted_capacity
        if stated_capacity is not None:
            found["capacity_gap"] = (closed_capacity + converted_capacity) / stated_capacity - 1
    return found


def _conversion(given: Given) -> Answer:
    """Yearly saving, payback and net present value of the conversion of mercury cells to membranes."""
    names = (
        "capacity",
        "capital_per_capacity",
        "electricity_cells",
        "electricity_membranes",
        "electricity_price",
        "load",
        "interest",
        "life",
        "other_savings",
    )
    numbers = {name: given[name] for name in names if given.get(name) is not None}
    from quicksilver.areas.numbers import ranged

    currency = given.get("currency") or "EUR"
    units = {
        "capital": currency,
        "electricity_saved": "MWh/yr",
        "yearly_saving": f"{currency}/yr",
        "payback": "yr",
        "net_present_value": currency,
    }
    found = ranged(_cash, numbers, units)
    said = [
        f"money in {currency}"
        + (f" of {given['currency_year']}" if given.get("currency_year") else ", year not stated")
    ]
    return Answer(dict(found), remarks=said)


def _cash(capacity: Any, capital_per_capacity: Any, electricity_cells: Any, electricity_membranes: Any, electricity_price: Any, load: Any, interest: Any, life: Any,
          other_savings: Any = 0.0) -> dict[str, Any]:  # fmt: skip
    made = capacity * load  # t of chlorine per year
    saved = made * (electricity_cells - electricity_membranes) / 1000
    capital = capacity * capital_per_capacity
    yearly = saved * electricity_price + other_savings
    worth = np.where(
        interest > 0, (1 - (1 + interest) ** -life) / np.where(interest > 0, interest, 1.0), life
    )
    payback = np.where(yearly > 0, capital / np.where(yearly > 0, yearly, 1.0), np.inf)
    return {
        "capital": capital,
        "electricity_saved": saved,
        "yearly_saving": yearly,
        "payback": payback[()],
        "net_present_value": (yearly * worth - capital)[()],
    }


def _freed(capacity: Any, freed_per_capacity: Any, to_supply: Any) -> dict[str, Any]:
    mass = capacity * freed_per_capacity
    return {"freed": mass, "supply": mass * to_supply, "storage": mass * (1 - to_supply)}


def _vcm(
    output: Any, catalyst: Any, chloride_share: Any, mercury_in_chloride: Any, recycled: Any
) -> dict[str, Any]:
    per_tonne = catalyst * chloride_share * mercury_in_chloride * 1000
    use = output * per_tonne / 1000
    return {
        "use_per_output": per_tonne,
        "use": use,
        "recycled_mass": use * recycled,
        "virgin": use * (1 - recycled),
    }


def _vcm_fact(parameter: str) -> Number:
    return fact("process_params", process="vcm", parameter=parameter)


_E_CELLS, _E_MEMBRANES = (
    fact("process_params", process="chloralkali", parameter=f"electricity {kind} cell")
    for kind in ("mercury", "membrane")
)
_NAMED = (Slot("name", kind="text", about="Of the plant."), Slot("country", kind="text", required=False))
_KG = "kg/yr"

VERBS = (
    formula("balance", "Mercury balance of a plant: consumption, emission, and what is unaccounted for.",
            (Slot("opening", _MASS, "Stock at the beginning: cells, drums, retort, metal collected."), Slot("purchases", _MASS), Slot("sales", _MASS, default=Number(0.0, _MASS, standing="assumed")),
             Slot("closing", _MASS, "Stock at the end."), *(Slot(n, _MASS, f"Mercury to {n}.") for n in _OUT), Slot("capacity", "kt/yr", "Chlorine capacity.", required=False),
             Slot("base_unaccounted", _MASS, "Unaccounted in the year compared with.", required=False), Slot("base_emission", _MASS, "Emission in the year compared with.", required=False)),
            (Slot("consumption", _MASS), Slot("emission", _MASS, "To air, water and products."), Slot("unaccounted", _MASS), Slot("unaccounted_share", "1"),
             Slot("emission_per_capacity", "kg yr/kt"), Slot("unaccounted_per_capacity", "kg yr/kt"), Slot("unaccounted_change", "1"), Slot("emission_change", "1")),
            lambda **g: _balance(**{k: v for k, v in g.items() if v is not None}), source="difference to balance",
            remarks=lambda _, found: ["the unaccounted is negative: more left than came in; average over several years"] if found["unaccounted"].value < 0 else []),
    Verb("register", "Plants and capacity by state on a date; mercury freed by those that ended.",
         (Slot("year", "yr", "At the end of it.", high=2200), Slot("plants", kind="table", columns=(*_NAMED, Slot("capacity", "kt/yr", required=False), Slot("closed", "yr", required=False, high=2200),
          Slot("converted", "yr", required=False, high=2200), Slot("mercury", "kg", "In the cells.", required=False))),
          Slot("freed_per_capacity", "t yr/kt", required=False), Slot("countries_stated", "1", "Counts of countries stated elsewhere.", kind="numbers", required=False)),
         (Slot("by_state", kind="table"), Slot("countries", "1"), Slot("freed", "kg")), _register),
    Verb("report", "An industry's yearly report: totals with the coverage that belongs to them.",
         (Slot("year", "yr", high=2200), Slot("coverage", "1", "Share of the world's capacity that reports.", required=False, high=1.0),
          Slot("plants", kind="table", columns=(*_NAMED, Slot("capacity", "kt/yr", required=False), *(Slot(n, _KG, required=False) for n in ("consumption", "air", "water", "product"))))),
         (Slot("capacity", "kt/yr"), *(Slot(n, _KG) for n in ("consumption", "air", "water", "product", "emission")), Slot("emission_per_capacity", "g/t"), Slot("coverage", "1"), Slot("year", "yr")), _report),
    formula("phase-out", "Closed and converted plants and capacity against what was there.",
            tuple(Slot(n, "1", required=False) for n in ("plants", "closed", "converted")) + tuple(Slot(n, "kt/yr", required=False) for n in ("closed_capacity", "converted_capacity", "stated_capacity")),
            (Slot("plants_sum", "1"), Slot("plants_gap", "1"), Slot("capacity", "kt/yr"), Slot("capacity_gap", "1")), _phase_out),
    Verb("conversion", "Economics of conversion to membrane cells: saving, payback, net present value.",
         (Slot("capacity", "t/yr", "Chlorine."), Slot("capital_per_capacity", "1", "Money per t of yearly capacity; published values were only found with low confidence."),
          Slot("electricity_cells", "kWh/t", "Per t of chlorine, alternating current.", default=Number(_E_CELLS.value, "kWh/t", _E_CELLS.low, _E_CELLS.high, _E_CELLS.source, _E_CELLS.standing)),
          Slot("electricity_membranes", "kWh/t", default=Number(_E_MEMBRANES.value, "kWh/t", _E_MEMBRANES.low, _E_MEMBRANES.high, _E_MEMBRANES.source, _E_MEMBRANES.standing)),
          Slot("electricity_price", "1/MWh", "Money per MWh."), Slot("load", "1", "Of capacity.", default=Number(1.0, standing="assumed", source="full load"), high=1.0),
          Slot("interest", "1/yr", high=1.0), Slot("life", "yr", low=1.0), Slot("other_savings", "1/yr", "Money per year.", required=False),
          Slot("currency", kind="text", required=False), Slot("currency_year", kind="text", required=False)),
         (Slot("capital"), Slot("electricity_saved", "MWh/yr"), Slot("yearly_saving"), Slot("payback", "yr"), Slot("net_present_value")), _conversion),
    formula("freed", "Mercury freed when mercury cells end; it goes to supply or to storage.",
            (Slot("capacity", "kt/yr"), Slot("freed_per_capacity", "t yr/kt", default=Number(freed_per_capacity().value, "t yr/kt", freed_per_capacity().low, freed_per_capacity().high,
              freed_per_capacity().source, freed_per_capacity().standing)), Slot("to_supply", "1", "Share that is sold.", high=1.0)),
            (Slot("freed", "t"), Slot("supply", "t"), Slot("storage", "t")), _freed),
    formula("vcm", "Mercury use of the acetylene route to vinyl chloride.",
            (Slot("output", "t/yr", "PVC made."), Slot("catalyst", "kg/t", "Catalyst per t of PVC.", default=_vcm_fact("catalyst use per t PVC")),
             Slot("chloride_share", "1", "Mercury chloride in the catalyst.", high=1.0, default=_vcm_fact("HgCl2 in high-Hg catalyst")),
             Slot("mercury_in_chloride", "1", high=1.0, default=_vcm_fact("Hg mass fraction of HgCl2")),
             Slot("recycled", "1", "Share of the use that is recycled.", high=1.0, default=_vcm_fact("share of catalyst Hg recycled"))),
            (Slot("use_per_output", "g/t"), Slot("use", "kg/yr"), Slot("recycled_mass", "kg/yr"), Slot("virgin", "kg/yr")), _vcm),
)  # fmt: skip
