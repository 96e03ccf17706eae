"""The result as tables and labelled arrays."""

from __future__ import annotations

import math
from collections import Counter
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from quicksilver.factors import PATHWAYS
from quicksilver.inventory.detail import is_production
from quicksilver.inventory.engine import COLUMNS, STATISTICS
from quicksilver.inventory.groups import GROUPS, TOTALS, UNCORRECTED
from quicksilver.inventory.model import ResolvedLine, State, UsedFactor
from quicksilver.inventory.results.receipt import closed_reason
from quicksilver.language.names import label
from quicksilver.language.screen import screen

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

    from quicksilver.inventory.results.result import Result

__all__ = ["CONTRACT", "dataset", "gaps_table", "lines_table", "states_of", "summary_table"]

#: The first columns of lines.csv and summary.csv, whose names and order do not change.
CONTRACT: Final = (
    "country",
    "year",
    "source",
    "name",
    "technology",
    "activity",
    "activity_unit",
    "input_kg",
    "input_low_kg",
    "input_high_kg",
    "air_kg",
    "water_kg",
    "land_kg",
    "products_kg",
    "general_waste_kg",
    "sector_waste_kg",
)


def _numbers(values: dict[str, Any] | None) -> dict[str, Any]:
    """Return the number columns from one array of seven per statistic; empty cells where there is none."""
    result: dict[str, Any] = {"input_kg": None, "input_low_kg": None, "input_high_kg": None}
    result |= {f"{name}_kg": None for name in PATHWAYS}
    result |= {f"{name}_{end}_kg": None for name in PATHWAYS for end in ("low", "high")}
    result |= {f"{name}_{end}_kg": None for name in COLUMNS for end in ("mc_low", "mc_median", "mc_high")}
    if values is None:
        return result
    for statistic, row in values.items():
        for column, value in zip(COLUMNS, row, strict=True):
            name = f"{column}_kg" if statistic == "best" else f"{column}_{statistic}_kg"
            result[name] = None if math.isnan(value) else float(value)
    return result


def _line_row(inventory: Result, index: int, language: str) -> dict[str, Any]:
    line = inventory.lines[index]
    factor, general = line.factor, inventory.general
    has = index in inventory.rows
    values = {name: inventory.values(index, name) for name in STATISTICS} if has else None
    head = {
        "country": general.country,
        "year": general.year,
        "source": line.source.id,
        "name": label("source", line.source.id, language),
        "technology": line.technology or line.line.technology,
        "activity": line.activity if has else line.line.activity,
        "activity_unit": line.source.activity_unit if has else line.line.unit or line.source.activity_unit,
    }
    return {
        **head,
        **_numbers(values),
        "input_factor_standing": str(factor.standing) if factor else "",
        "input_factor_confidence": factor.confidence if factor else "",
        "input_factor_source": factor.source_key if factor else "",
        "output_factors_standing": str(line.shares_standing or ""),
        "output_factors_confidence": line.shares_confidence,
        "output_factors_source": line.shares_source_key,
        "state": str(line.state),
        "reason": "" if line.reason is None else line.reason.in_language(language),
        "level": line.source.level,
        "category": line.source.category,
        "group": line.group,
        "site": line.line.site,
        "presence": line.line.presence,
        "activity_given": line.line.activity,
        "unit_given": line.line.unit,
        "scale": line.scale if has else None,
        "input_factor": factor.published if factor else "",
        "input_factor_kg_per_unit": factor.value if factor else None,
        "range_known": factor.range_known if factor else None,
        "input_weight_in_total": line.input_weight * line.supply_weight if has else None,
        "remainder_kg": inventory.remainder(index) if has else None,
        "remainder_cause": line.remainder,
        "assumptions": "; ".join(note.in_language(language) for note in line.assumptions),
        "source_of_data": line.line.source_of_data,
        "note": line.line.note,
        "where": line.line.where,
        **_laws(inventory, index),
        "input_factor_low_kg_per_unit": _end(factor, 0),
        "input_factor_high_kg_per_unit": _end(factor, 2),
        "input_factor_range": str(factor.basis) if factor else "",
    }


def _end(factor: UsedFactor | None, place: int) -> float | None:
    """Return an end of the range by which a factor is drawn; None where it has no range."""
    return factor.quantity.ends[place] if factor and factor.quantity.range_known else None


def _laws(inventory: Result, index: int) -> dict[str, str]:
    """Return the laws by which a line is drawn; empty for what has no range."""
    line = inventory.lines[index]
    drawn = {"input_factor_law": "", "activity_law": ""}
    if index in inventory.rows:
        factor, activity = inventory.resolution.factor(line), inventory.resolution.activity(line)
        drawn["input_factor_law"] = str(factor.law) if factor and factor.is_drawn else ""
        drawn["activity_law"] = str(activity.law) if activity.is_drawn else ""
    return drawn


def lines_table(inventory: Result, language: str = "en") -> pd.DataFrame:
    """Return one row per line of the input, kg of mercury per year; cells without a number stay empty."""
    import pandas as pd

    rows = [_line_row(inventory, index, language) for index in range(len(inventory.lines))]
    return pd.DataFrame(rows, columns=_ordered(rows[0]) if rows else list(CONTRACT))


def _ordered(row: dict[str, Any]) -> list[str]:
    return [*CONTRACT, *(name for name in row if name not in CONTRACT)]


def states_of(inventory: Result) -> dict[str, State]:
    """Return the state of every source of the inventory's level, and of every other source in the input.

    Several lines of one source (plants, technologies) count as one: numbers come first, then known
    absence, then an open question.
    """
    first = (
        State.QUANTIFIED,
        State.ZERO,
        State.REPLACED,
        State.PRESENT,
        State.UNKNOWN,
        State.ABSENT,
        State.NOT_GIVEN,
    )
    factors, level = inventory.resolution.factors, inventory.general.level
    states: dict[str, State] = {
        ident: State.NOT_GIVEN
        for ident, source in factors.sources.items()
        if source.level == level or (level == 2 and source.group == "miscellaneous")
    }
    for line in inventory.lines:
        old = states.get(line.source.id, State.NOT_GIVEN)
        states[line.source.id] = min(old, line.state, key=first.index)
    return _covered(states, inventory)


def _covered(states: dict[str, State], inventory: Result) -> dict[str, State]:
    """Mark sources whose place lines of the other level have taken."""
    factors = inventory.resolution.factors
    # What makers put into products says nothing of the products that were used.
    used = {line.source.id for line in inventory.lines if line.is_computed and not is_production(line)}
    numbers = {name for name in used if states.get(name) in (State.QUANTIFIED, State.ZERO)}
    for ident, state in states.items():
        source = factors.sources[ident]
        if state is not State.NOT_GIVEN:
            continue
        level1 = {s.id for s in factors.sources.values() if ident in s.replaced_by}
        if numbers & (set(source.replaced_by) | level1):
            states[ident] = State.REPLACED
    return states


def summary_table(inventory: Result, language: str = "en") -> pd.DataFrame:
    """Return groups of Table 1-1 and both totals, with the number of sources in each state."""
    import pandas as pd

    sources = inventory.resolution.factors.sources
    states = states_of(inventory)
    rows = []
    for name in GROUPS:
        values = {statistic: inventory.group(name, statistic) for statistic in STATISTICS}
        mine = Counter(str(state) for ident, state in states.items() if sources[ident].group == name)
        shown = values if _has_numbers(inventory, name) else None
        rows.append(_summary_row(inventory, name, language, shown, mine))
    everything = Counter(str(state) for ident, state in states.items() if not sources[ident].presence_only)
    for name, corrected in ((UNCORRECTED, False), (TOTALS, True)):
        values = {
            statistic: inventory.total_values(statistic, corrected=corrected) for statistic in STATISTICS
        }
        rows.append(_summary_row(inventory, name, language, values, everything))
    return pd.DataFrame(rows, columns=_ordered(rows[0]))


def _has_numbers(inventory: Result, group: str) -> bool:
    """Return whether a group has a calculated line; a group without one is unknown, not 0."""
    return any(line.group == group and line.is_computed for line in inventory.lines)


def _counts(states: Counter[str]) -> dict[str, int]:
    return {f"sources_{state.value}": states.get(state.value, 0) for state in State}


def _summary_row(
    inventory: Result, name: str, language: str, values: dict[str, Any] | None, states: Counter[str]
) -> dict[str, Any]:
    return {
        "country": inventory.general.country,
        "year": inventory.general.year,
        "source": name,
        "name": label("group", name, language),
        "technology": "",
        "activity": None,
        "activity_unit": "",
        **_numbers(values),
        **_counts(states),
        "law": str(inventory.law),
        "no_range_because": _closed(inventory, name, language),
    }


def _closed(inventory: Result, name: str, language: str) -> str:
    """Return why the totals of a row have no range, by pathway; empty where they all have one."""
    if name not in (TOTALS, UNCORRECTED) or not inventory.bare:
        return ""
    reasons = {
        column: closed_reason(inventory, column, corrected=name == TOTALS)
        for column in COLUMNS
        if inventory.is_closed(column, corrected=name == TOTALS)
    }
    return "; ".join(f"{column}: {reason.in_language(language)}" for column, reason in reasons.items())


def gaps_table(inventory: Result, language: str = "en") -> pd.DataFrame:
    """Return every source with its state: what is unknown and what nobody has answered."""
    import pandas as pd

    sources = inventory.resolution.factors.sources
    rows = []
    for ident, state in states_of(inventory).items():
        source = sources[ident]
        rows.append(
            {
                "country": inventory.general.country,
                "year": inventory.general.year,
                "source": ident,
                "name": label("source", ident, language),
                "category": source.category,
                "group": source.group,
                "state": str(state),
                "is_gap": state in (State.UNKNOWN, State.NOT_GIVEN),
                "what_to_find": _missing(source.activity_unit, state, source.presence_only, language),
            }
        )
    return pd.DataFrame(rows)


def _missing(unit: str, state: State, presence_only: bool, language: str) -> str:
    """Return what is to be found out of a source; nothing where it is answered."""
    key = {State.NOT_GIVEN: "gaps.answer", State.UNKNOWN: "gaps.exists"}.get(state)
    if key is None:
        return ""
    return screen(key, language) if presence_only else screen(f"{key}.activity", language, unit=unit)


_FLAGS: Final = tuple(State)


def _texts(lines: list[ResolvedLine]) -> dict[str, Any]:
    return {
        "source": ("line", np.array([line.source.id for line in lines], dtype=object)),
        "name": ("line", np.array([label("source", line.source.id) for line in lines], dtype=object)),
        "technology": ("line", np.array([line.technology for line in lines], dtype=object)),
        "site": ("line", np.array([line.line.site for line in lines], dtype=object)),
        "line_group": ("line", np.array([line.group for line in lines], dtype=object)),
    }


def dataset(inventory: Result) -> xr.Dataset:
    """Return lines, groups, totals and the draws of the totals as arrays with CF attributes, kg per year."""
    import xarray as xr

    lines = list(inventory.lines)
    spread = np.full((len(STATISTICS), len(lines), 7), np.nan)
    if inventory.order:
        spread[:, list(inventory.order)] = inventory.estimate.lines
    place = ("country", "year")
    data: dict[str, Any] = {}
    for prefix, array, dim in (
        ("", np.moveaxis(spread, 0, -1), "line"),
        ("group_", np.moveaxis(inventory.estimate.groups, 0, -1), "group"),
        ("total_", np.moveaxis(inventory.estimate.totals, 0, -1), "correction"),
    ):
        data[f"{prefix}input"] = ((*place, dim, "statistic"), array[None, None, :, 0])
        data[f"{prefix}release"] = ((*place, dim, "pathway", "statistic"), array[None, None, :, 1:])
    draws = inventory.estimate.total_draws
    if draws.size:
        data["total_input_draws"] = ((*place, "correction", "draw"), draws[None, None, :, 0])
        data["total_release_draws"] = ((*place, "correction", "pathway", "draw"), draws[None, None, :, 1:])
    flags = np.array([_FLAGS.index(line.state) for line in lines], dtype=np.int8)
    data["state"] = ((*place, "line"), flags[None, None])
    coords = {
        "country": [inventory.general.country],
        "year": [inventory.general.year],
        "group": list(GROUPS),
        "pathway": list(PATHWAYS),
        "statistic": list(STATISTICS),
        "correction": ["corrected", "uncorrected"],
        **_texts(lines),
    }
    result = xr.Dataset(data, coords=coords, attrs=_attributes(inventory))
    return _described(result)


def _attributes(inventory: Result) -> dict[str, str | int]:
    from quicksilver.package import VERSION

    return {
        "Conventions": "CF-1.11",
        "title": f"National inventory of mercury inputs and releases, {inventory.label}",
        "source": f"Quicksilver {VERSION}, UNEP inventory Toolkit method, Level {inventory.general.level}",
        "references": inventory.resolution.factors.label,
        "history": f"calculated from {inventory.resolution.input.name}, run {inventory.run_id}",
        "comment": "low and high: bounding interval, all factors at their ends; mc_low and mc_high: 95 % range of "
        "correlated draws. A missing value is not 0: see the variable state.",
        "draws": inventory.draws,
        "seed": inventory.seed,
        "law": str(inventory.law),
        "assumed_ranges": str(inventory.resolution.assumed).lower(),
        "run_id": inventory.run_id,
    }


def _described(data: xr.Dataset) -> xr.Dataset:
    for name, variable in data.data_vars.items():
        if name == "state":
            variable.attrs = {
                "long_name": "state of the datum",
                "flag_values": np.arange(len(_FLAGS), dtype=np.int8),
                "flag_meanings": " ".join(flag.value for flag in _FLAGS),
            }
            continue
        what = "mercury input to society" if "input" in str(name) else "mercury release and transfer"
        variable.attrs = {"units": "kg yr-1", "long_name": what, "cell_methods": "year: sum"}
    return data
