"""The values of a run by name, for the texts of the officer: what ``[[total.input]]`` stands for."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from quicksilver.factors import PATHWAYS
from quicksilver.geography import country_name
from quicksilver.intake.numbers import machine_number
from quicksilver.intake.tables import read_table
from quicksilver.inventory.engine import COLUMNS
from quicksilver.inventory.groups import GROUPS
from quicksilver.inventory.model import State, statement
from quicksilver.inventory.results.tables import states_of
from quicksilver.inventory.texts import AMOUNTS, Passage, with_ids
from quicksilver.language.filling import Filled, Value, fill, shown_value
from quicksilver.language.names import Name
from quicksilver.language.sentences import in_words
from quicksilver.quantities import base_unit

if TYPE_CHECKING:
    import pandas as pd

    from quicksilver.inventory.results.result import Result

__all__ = ["filled_texts", "read_values", "values_of", "values_table"]

#: What each amount is called in the table of names.
_NAMES: Final = {name: name for name in ("input", *PATHWAYS)} | {"released": "total"}
#: Names of values that are amounts, and not counts or words.
_AMOUNTS: Final = ("total.", "group.", "source.")
_STATES: Final = (State.QUANTIFIED, State.ZERO)
_COUNTED: Final = (State.QUANTIFIED, State.ZERO, State.ABSENT, State.UNKNOWN, State.NOT_GIVEN)


def values_of(inventory: Result) -> dict[str, Value]:
    """Return the values of a run by the name that a text has for them.

    Amounts are kilograms of mercury per year. The range of a total is the 95 % range of the draws, and the bounding interval
    where there are none; that of a source is the bounding interval, which adds up over its lines. What is not known is
    None or states why, and never 0.

    Parameters
    ----------
    inventory : Result
    """
    return {**_overall(inventory), **_totals(inventory), **_groups(inventory), **_sources(inventory)}


def _overall(inventory: Result) -> dict[str, Value]:
    general, factors = inventory.general, inventory.resolution.factors
    sources = factors.sources
    states = [state for ident, state in states_of(inventory).items() if not sources[ident].presence_only]
    made: dict[str, Any] = {
        "country": country_name(general.country),
        # A year has no separators.
        "year": str(general.year),
        "level": general.level,
        "population": general.population,
        "edition": general.toolkit_edition or None,
        "factors": factors.label,
        "run": inventory.run_id,
        "draws": inventory.draws,
        "lines.read": len(inventory.lines),
        "lines.used": len(inventory.order),
        **{f"sources.{state.value}": states.count(state) for state in _COUNTED},
    }
    return {name: Value(value) for name, value in made.items()}


def _amount(name: str, ends: Any, whose: object) -> Value:
    best, low, high = (float(end) for end in ends)
    return Value(best, "kg", low, high, whose)


def _eight(amounts: Any) -> Any:
    """Return input, six releases and the sum of the releases."""
    return [*amounts, math.fsum(float(amount) for amount in amounts[1:])]


def _totals(inventory: Result) -> dict[str, Value]:
    ends = ("best", "mc_low", "mc_high") if inventory.draws else ("best", "low", "high")
    rows = [_eight(inventory.total_values(end)) for end in ends]
    made = {}
    for place, name in enumerate(AMOUNTS):
        what = statement("value.total", what=Name("pathway", _NAMES[name], bare=True))
        value = _amount(name, [row[place] for row in rows], what)
        if name == "released":
            # Ends of ranges do not add up.
            value = replace(value, low=None, high=None)
        made[f"total.{name}"] = value if inventory.order else replace(value, value=None, low=None, high=None)
    return made


def _groups(inventory: Result) -> dict[str, Value]:
    sources = inventory.resolution.factors.sources
    numbered = {sources[ident].group for ident, state in states_of(inventory).items() if state in _STATES}
    made = {}
    for group in GROUPS:
        rows = [_eight(inventory.group(group, end)) for end in ("best", "low", "high")]
        for place, name in enumerate(AMOUNTS):
            what = _of(name, Name("group", group, bare=True))
            value = _amount(name, [row[place] for row in rows], what)
            made[f"group.{group}.{name}"] = value if group in numbered else Value(None, "kg", name=what)
    return made


def _of(name: str, whose: object) -> object:
    return statement("value.of", what=Name("pathway", _NAMES[name], bare=True), whose=whose)


def _sources(inventory: Result) -> dict[str, Value]:
    states = states_of(inventory)
    rows: dict[str, list[int]] = {}
    for index in inventory.order:
        rows.setdefault(inventory.lines[index].source.id, []).append(index)
    made: dict[str, Value] = {}
    for ident in inventory.resolution.factors.sources:
        state = states.get(ident, State.NOT_GIVEN)
        if ident in rows:
            made |= _numbered(inventory, ident, rows[ident])
        else:
            made |= dict(_stated(inventory, ident, state))
    return made


def _stated(inventory: Result, ident: str, state: State) -> Iterator[tuple[str, Value]]:
    """Yield what is stated of a source without numbers: why there are none."""
    why: Any = statement(f"state.{state.value}")
    units = {"activity": _unit(inventory, ident), "share": "%"}
    for name in (*AMOUNTS, "activity", "share"):
        yield f"source.{ident}.{name}", Value(why, units.get(name, "kg"))


def _unit(inventory: Result, ident: str) -> str:
    unit = inventory.resolution.factors.sources[ident].activity_unit
    return base_unit(unit) if unit else ""


def _numbered(inventory: Result, ident: str, indices: list[int]) -> dict[str, Value]:
    whose = Name("source", ident, bare=True)
    rows = []
    for end in ("best", "low", "high"):
        amounts = [(inventory.lines[index], inventory.values(index, end)) for index in indices]
        weighed = [(line.supply_weight, values) for line, values in amounts if values is not None]
        sums = [math.fsum(float(values[0]) * weight for weight, values in weighed)]
        sums += [math.fsum(float(values[c]) for _, values in weighed) for c in range(1, len(COLUMNS))]
        rows.append(_eight(np.array(sums)))
    made = {
        f"source.{ident}.{name}": _amount(name, [row[place] for row in rows], _of(name, whose))
        for place, name in enumerate(AMOUNTS)
    }
    lines = [inventory.lines[index] for index in indices if inventory.lines[index].supply_weight]
    known = [line.activity for line in lines if line.activity is not None]
    activity = math.fsum(known) if known else None
    what = statement("value.activity", whose=whose)
    made[f"source.{ident}.activity"] = Value(activity, _unit(inventory, ident), name=what)
    total = float(inventory.total_values()[0])
    adds = math.fsum(inventory.contribution(index) for index in indices)
    share = 100.0 * adds / total if total else None
    made[f"source.{ident}.share"] = Value(share, "%", name=statement("value.share", whose=whose))
    return made


def filled_texts(inventory: Result, language: str = "en") -> Mapping[str, Filled]:
    """Return the officer's texts with their numbers, by part; hot spots as ``spot.0`` and so on.

    Parameters
    ----------
    inventory : Result
    language : str
        Language in which numbers are written.
    """
    text = inventory.resolution.input.text
    if not text:
        return {}
    values = values_of(inventory)
    values["country"] = replace(values["country"], value=country_name(inventory.general.country, language))
    given = dict(text.parts)
    given |= {f"spot.{n}": Passage(spot.known, spot.where) for n, spot in enumerate(text.spots)}
    factors = inventory.resolution.factors
    return {
        name: fill(with_ids(passage.text, factors), values, passage.where, language, inventory.before)
        for name, passage in given.items()
    }


def values_table(inventory: Result, language: str = "en", *, everything: bool = False) -> pd.DataFrame:
    """Return the values by name, with their ranges: the table of ``values.csv``.

    Parameters
    ----------
    inventory : Result
    language : str
        Language of what the values are called.
    everything : bool
        Also the sources that have no numbers.
    """
    import pandas as pd

    rows = []
    for name, value in values_of(inventory).items():
        is_number = isinstance(value.value, (int, float))
        if name.startswith("source.") and not is_number and not everything:
            continue
        shown = value.value if is_number or value.value is None else in_words(value.value, language)
        text = shown_value(value, language)
        rows.append((name, text, shown, value.low, value.high, value.unit, in_words(value.name, language)))
    table = pd.DataFrame(rows, columns=["name", "text", "value", "low", "high", "unit", "what"])
    return table.astype({"value": object})


def read_values(path: Path) -> dict[str, Value]:
    """Return the numbers of a ``values.csv`` that an earlier run wrote.

    Raises
    ------
    InputProblems
        It cannot be read.
    """
    made = {}
    for row in read_table(path, "inventory", wanted=("name", "value", "unit")):
        name, value, unit = (str(row[column].value or "").strip() for column in ("name", "value", "unit"))
        if value and name.startswith(_AMOUNTS):
            made[name] = Value(machine_number(value), unit)
    return made
