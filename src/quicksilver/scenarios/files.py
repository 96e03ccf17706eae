"""The scenario file: read and checked; all problems are reported together, each with its line."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from quicksilver.areas import Measure, Slot, area, areas
from quicksilver.areas.verbs import number_in, read_number
from quicksilver.errors import InputProblems, Problem, closest
from quicksilver.factors.facts import facts
from quicksilver.flows.flows import PATHWAYS
from quicksilver.intake.located import Located, read_yaml
from quicksilver.intake.tables import read_table
from quicksilver.quantities import Quantity
from quicksilver.quantities.units import currencies
from quicksilver.scenarios.baseline import BASELINE, Baseline, read_baseline, world, world_years
from quicksilver.scenarios.effect import Effect, cells, effect, few, named, unchanged
from quicksilver.scenarios.iamc import IAMC, from_iamc, read_iamc_table
from quicksilver.scenarios.model import Applied, Driver, PhaseOut, Run, Scenario
from quicksilver.scenarios.targets import Target, standard_targets

__all__ = ["read_scenario"]

_TOP = (
    "title",
    "source",
    "base_year",
    "from",
    "to",
    "baseline",
    "iamc_scenario",
    "difference",
    "regions",
    "drivers",
    "define",
    "measures",
    "phase_outs",
    "policies",
    "standard_targets",
    "runs",
    "targets",
    "draws",
    "seed",
)
_DRIVER = ("sectors", "regions", "growth", "factors", "source")
_MEASURE = ("measure", "sectors", "regions", "from", "full", "share", "name")
_DEFINE = (
    "id",
    "area",
    "title",
    "sectors",
    "pathway",
    "removal",
    "moves_to",
    "cost",
    "currency_year",
    "max_share",
    "control",
    "source",
)
_END = ("sectors", "regions", "year", "source")
_TARGET = (
    "id",
    "area",
    "indicator",
    "unit",
    "pathway",
    "boundary",
    "geography",
    "baseline",
    "baseline_year",
    "method",
    "goal",
    "value",
    "year",
    "supplier",
    "document",
    "kind",
)
_GROWTH = Slot("growth", "1/yr", low=-1.0, high=1.0)
_SHARE = Slot("share", "1", high=1.0)
_REMOVAL = Slot("removal", "1", high=1.0)


class _Reader:
    """One file being read: its contents, what is wrong with it, and remarks for its results."""

    def __init__(self, file: Located) -> None:
        self.file = file
        self.problems: list[Problem] = []
        self.remarks: list[str] = []

    def wrong(self, what: str, *key: str | int, allowed: str, guess: str = "", remedy: str = "") -> None:
        """Record a problem with its line."""
        self.problems.append(Problem(what, self.file.where(*key), allowed, guess, remedy))

    def keys(self, data: Any, known: tuple[str, ...], *key: str | int) -> dict[str, Any]:
        """Return a mapping whose keys are known; anything else is recorded as a problem."""
        if not isinstance(data, Mapping):
            self.wrong(f"{data!r} is not a mapping of keys to values", *key, allowed=", ".join(known))
            return {}
        for name in data:
            if name not in known:
                self.wrong(
                    f"unknown key {name!r}",
                    *key,
                    str(name),
                    allowed=", ".join(known),
                    guess=closest(str(name), known),
                )
        return dict(data)

    def items(self, data: Mapping[str, Any], name: str) -> list[Any]:
        """Return a list; anything else is recorded as a problem."""
        entries = data.get(name) or []
        if not isinstance(entries, list):
            self.wrong(f"{name} is not a list", name, allowed="items that begin with a dash")
            return []
        return entries

    def whole(
        self,
        data: Mapping[str, Any],
        name: str,
        *key: str | int,
        otherwise: int | None = None,
        low: int = 0,
        high: int = 10_000_000,
    ) -> int | None:
        """Return a whole number."""
        given = data.get(name, otherwise)
        if isinstance(given, int) and not isinstance(given, bool) and low <= given <= high:
            return given
        if given is None:
            self.wrong(
                f"{name} is missing",
                *key,
                allowed=f"a whole number from {low} to {high}",
                remedy=f"add {name}: ...",
            )
        else:
            self.wrong(f"{name} {given!r}", *key, name, allowed=f"a whole number from {low} to {high}")
        return None

    def number(
        self, data: Mapping[str, Any], name: str, slot: Slot, *key: str | int, required: bool = True
    ) -> Quantity | None:
        """Return a quantity with unit and range."""
        if data.get(name) is None:
            if required:
                self.wrong(
                    f"{name} is missing", *key, allowed=number_in(slot.unit), remedy=f"add {name}: ..."
                )
            return None
        return read_number(slot, data[name], self.file.where(*key, name), self.problems)

    def names(
        self, data: Mapping[str, Any], name: str, known: tuple[str, ...], *key: str | int
    ) -> tuple[str, ...]:
        """Return one or several of the known names; nothing or ``all`` is empty."""
        given = data.get(name)
        if given in (None, "all"):
            return ()
        listed = given if isinstance(given, list) else [given]
        for item in listed:
            if item not in known:
                self.wrong(
                    f"unknown {name} {item!r}",
                    *key,
                    name,
                    allowed=few(known),
                    guess=closest(str(item), known),
                )
        return tuple(str(item) for item in listed)

    def done(self) -> None:
        """Raise the problems found so far."""
        if self.problems:
            raise InputProblems(self.problems)


def read_scenario(path: str | Path) -> Scenario:
    """Read a scenario file.

    Parameters
    ----------
    path : str or Path

    Raises
    ------
    InputProblems
        All problems together, each with its line: an unknown measure, a measure outside its area or one that changes
        nothing, dates reversed, a removal above 100 %, one control used twice, years out of order ...
    """
    file = read_yaml(path)
    reader = _Reader(file)
    data = reader.keys(file.data, _TOP)
    year = reader.whole(data, "base_year", otherwise=2015, high=2200)
    first, last = (reader.whole(data, name, high=2200) for name in ("from", "to"))
    if first is not None and last is not None and last < first:
        reader.wrong(
            f"the years run from {first} to {last}",
            "to",
            allowed="a first year before the last",
            remedy="exchange the two years",
        )
    base = _baseline(reader, data, year, Path(path).parent)
    if base is None:
        reader.done()
        raise AssertionError
    drivers = [_driver(reader, base, item, i) for i, item in enumerate(reader.items(data, "drivers"))]
    measures = _measures(reader, base, data)
    applied = [
        made
        for i, item in enumerate(reader.items(data, "measures"))
        if (made := _applied(reader, base, measures, item, i))
    ]
    ends = [
        end for i, item in enumerate(reader.items(data, "phase_outs")) if (end := _end(reader, base, item, i))
    ]
    _twice(reader, base, applied)
    ends += _policies(reader, base, data)
    runs = _runs(reader, data, applied, ends)
    targets = [_target(reader, base, item, i) for i, item in enumerate(reader.items(data, "targets"))]
    if data.get("standard_targets"):
        targets += standard_targets()
    draws = reader.whole(data, "draws", otherwise=1000, low=1)
    seed = reader.whole(data, "seed", otherwise=1)
    reader.done()
    assert first is not None
    assert last is not None
    assert draws is not None
    assert seed is not None
    return Scenario(
        Path(path).stem,
        str(data.get("title") or Path(path).stem),
        base,
        tuple(range(first, last + 1)),
        tuple(d for d in drivers if d),
        tuple(applied),
        tuple(ends),
        runs,
        tuple(t for t in targets if t),
        draws,
        seed,
        str(data.get("source") or ""),
        tuple(reader.remarks),
    )


def _baseline(reader: _Reader, data: Mapping[str, Any], year: int | None, folder: Path) -> Baseline | None:
    name = data.get("baseline", "world")
    if year is None:
        return None
    try:
        base = (
            world(year, difference=bool(data.get("difference", False)))
            if name == "world"
            else _own_baseline(folder / str(name), year, data.get("iamc_scenario"))
        )
    except InputProblems as wrong:
        if name == "world":
            reader.wrong(
                f"the shipped world has no year {year}",
                "base_year",
                allowed=", ".join(map(str, world_years())),
            )
        else:
            reader.problems += wrong.problems
        return None
    regions = reader.names(data, "regions", base.regions)
    return base.only(regions) if regions and all(region in base.regions for region in regions) else base


def _own_baseline(path: Path, year: int, scenario: object) -> Baseline:
    """Return a user's baseline: the project's own table, or data in the IAMC format; the headings decide."""
    table = read_table(path, "scenarios", optional=(*IAMC, *BASELINE), short=True, collected=[])
    if {"model", "scenario", "variable"} <= {*table.names, *table.constants}:
        return from_iamc(read_iamc_table(path), year, scenario=None if scenario is None else str(scenario))
    return read_baseline(path, year, areas())


def _driver(reader: _Reader, base: Baseline, item: Any, i: int) -> Driver | None:
    key = ("drivers", i)
    data = reader.keys(item, _DRIVER, *key)
    sectors, regions = _sectors(reader, base, data, *key), reader.names(data, "regions", base.regions, *key)
    source = str(data.get("source") or "")
    if ("growth" in data) == ("factors" in data):
        reader.wrong(
            "a driver without growth or factors, or with both of them",
            *key,
            allowed="growth per year, or factors by year",
            remedy="write growth: 2 %/yr",
        )
        return None
    if "growth" in data:
        growth = reader.number(data, "growth", _GROWTH, *key)
        return None if growth is None else Driver(sectors, regions, growth=growth, source=source)
    given = data["factors"]
    good = (
        isinstance(given, Mapping)
        and given
        and all(
            isinstance(y, int) and isinstance(f, (int, float)) and not isinstance(f, bool) and f >= 0
            for y, f in given.items()
        )
    )
    if not good:
        reader.wrong(
            f"factors {given!r}",
            *key,
            "factors",
            allowed="years, each with a factor of 0 or more relative to the base year",
            remedy="write {2020: 1.1, 2030: 1.3}",
        )
        return None
    points = {base.year: 1.0, **given}
    years = tuple(sorted(points))
    return Driver(sectors, regions, years, tuple(float(points[y]) for y in years), source=source)


def _sectors(reader: _Reader, base: Baseline, data: Mapping[str, Any], *key: str | int) -> tuple[str, ...]:
    """Return sectors; the name of an area that is not the name of a sector (or ``area:NAME``) means all sectors of the area."""
    whole = tuple(dict.fromkeys(base.areas))
    sectors: list[str] = []
    for name in reader.names(
        data, "sectors", (*base.sectors, *whole, *(f"area:{area_name}" for area_name in whole)), *key
    ):
        if name in base.sectors:
            sectors.append(name)
        else:
            sectors += [
                s for s, a in zip(base.sectors, base.areas, strict=True) if a == name.removeprefix("area:")
            ]
    return tuple(dict.fromkeys(sectors))


def _measures(reader: _Reader, base: Baseline, data: Mapping[str, Any]) -> dict[str, Measure]:
    """Return the measures of all areas and those that the file defines."""
    measures = {measure.id: measure for name in areas() for measure in area(name).options()}
    for i, item in enumerate(reader.items(data, "define")):
        key = ("define", i)
        definition = reader.keys(item, _DEFINE, *key)
        if not definition.get("id"):
            reader.wrong("a measure without an id", *key, allowed="a name", remedy="add id: ...")
            continue
        if definition.get("area") not in areas():
            reader.wrong(
                f"unknown area {definition.get('area')!r}",
                *key,
                "area",
                allowed=", ".join(areas()),
                guess=closest(str(definition.get("area")), areas()),
            )
        removal = reader.number(definition, "removal", _REMOVAL, *key)
        largest = reader.number(definition, "max_share", _SHARE, *key, required=False)
        if definition.get("moves_to", "waste") not in PATHWAYS:
            reader.wrong(
                f"unknown pathway {definition['moves_to']!r}",
                *key,
                "moves_to",
                allowed=", ".join(PATHWAYS),
                guess=closest(str(definition["moves_to"]), PATHWAYS),
            )
        if removal is not None:
            measures[str(definition["id"])] = Measure(
                str(definition["id"]),
                str(definition.get("area")),
                str(definition.get("title") or definition["id"]),
                _sectors(reader, base, definition, *key),
                str(definition.get("pathway", "air")),
                removal,
                str(definition.get("moves_to", "waste")),
                _cost(reader, definition, *key),
                str(definition.get("currency_year") or ""),
                largest,
                excludes=str(definition.get("control") or ""),
            )
    return measures


def _cost(reader: _Reader, data: Mapping[str, Any], *key: str | int) -> Quantity | None:
    given = data.get("cost")
    if given is None:
        return None
    unit = str(given.get("unit") if isinstance(given, Mapping) else str(given).partition(" ")[2]) or "USD/kg"
    # What is no currency is refused against the default.
    currency = min(currencies(unit), default="USD")
    return reader.number(data, "cost", Slot("cost", f"{currency}/kg"), *key)


def _applied(
    reader: _Reader, base: Baseline, measures: Mapping[str, Measure], item: Any, i: int
) -> Applied | None:
    key = ("measures", i)
    data = reader.keys(item, _MEASURE, *key)
    name = data.get("measure")
    start, full = (reader.whole(data, word, *key, high=2200) for word in ("from", "full"))
    share = reader.number(data, "share", _SHARE, *key)
    regions = reader.names(data, "regions", base.regions, *key)
    sectors = _sectors(reader, base, data, *key)
    if name not in measures:
        reader.wrong(
            "measure is missing" if name is None else f"unknown measure {name!r}",
            *key,
            "measure",
            allowed=few(list(measures)),
            guess=closest(str(name), list(measures)),
        )
        return None
    if start is not None and full is not None and full < start:
        reader.wrong(
            f"{name} is full in {full}, before it begins in {start}",
            *key,
            "full",
            allowed="a year from the first one on",
            remedy="exchange from and full",
        )
    measure = measures[str(name)]
    outside = [s for s in sectors if base.areas[base.sectors.index(s)] != measure.area]
    if outside:
        allowed = (
            ", ".join(s for s, a in zip(base.sectors, base.areas, strict=True) if a == measure.area)
            or "no sector of this baseline"
        )
        reader.wrong(
            f"{name} is a measure of area {measure.area}, not of {', '.join(outside)}",
            *key,
            "sectors",
            allowed=allowed,
        )
        return None
    acting = _acting(reader, base, effect(measure, base, sectors), regions, *key)
    if start is None or full is None or share is None or acting is None:
        return None
    return Applied(
        str(data.get("name") or name), acting.measure, acting.sectors, regions, start, full, share.central
    )


def _acting(
    reader: _Reader, base: Baseline, effect: Effect, regions: tuple[str, ...], *key: str | int
) -> Effect | None:
    """Return the effect of a measure that changes an emission; one that cannot is noted with the reason."""
    measure = effect.measure
    name = named(measure)
    if effect.refused:
        reader.wrong(
            f"{name} would change nothing: {effect.refused}",
            *key,
            "measure",
            allowed="a measure that reduces an emission to air of this baseline",
            remedy=f"give what it needs: {effect.needed}"
            if not effect.needed.startswith("measure:")
            else f"write {effect.needed}",
        )
        return None
    known = all(region in base.regions for region in regions)
    if known and (why := unchanged(base, effect.sectors, regions)):
        reader.wrong(
            f"{name} would change nothing: {why}",
            *key,
            "regions" if regions else "measure",
            allowed=f"regions with an emission: {few(_emitting(base, effect.sectors)) or 'none in this baseline'}",
            remedy="name other regions, or remove the measure",
        )
        return None
    if effect.remark and effect.remark not in reader.remarks:
        reader.remarks.append(effect.remark)
    if measure.acts_on and not set(effect.sectors) & set(measure.acts_on):
        reader.remarks.append(
            f"{measure.id} acts on {few(effect.sectors)}: the baseline does not name {' or '.join(measure.acts_on)}"
        )
    return effect


def _emitting(base: Baseline, sectors: tuple[str, ...]) -> list[str]:
    """Return the regions in which one of the sectors emits something."""
    return [region for region in base.regions if np.nansum(cells(base, sectors, (region,))) > 0]


def _twice(reader: _Reader, base: Baseline, applied: list[Applied]) -> None:
    """Record a control that is used twice on one flow, and names used twice."""
    seen: dict[tuple[str, str, str], str] = {}
    for i, item in enumerate(applied):
        if item.name in [other.name for other in applied[:i]]:
            reader.wrong(
                f"{item.name} is listed twice",
                "measures",
                i,
                allowed="a different name for each",
                remedy="add name: ... to one of them",
            )
        for region in item.regions or base.regions:
            for sector in item.sectors or base.sectors:
                key = (item.measure.excludes or item.measure.id, sector, region)
                if key in seen:
                    reader.wrong(
                        f"{item.name} and {seen[key]} use the same control on {sector} in {region}",
                        "measures",
                        i,
                        allowed="each control once on each flow",
                        remedy="give them different sectors or regions, or remove one",
                    )
                    return
                seen[key] = item.name


def _end(reader: _Reader, base: Baseline, item: Any, i: int) -> PhaseOut | None:
    key = ("phase_outs", i)
    data = reader.keys(item, _END, *key)
    sectors = _sectors(reader, base, data, *key)
    regions = reader.names(data, "regions", base.regions, *key)
    year = reader.whole(data, "year", *key, high=2200)
    known = all(region in base.regions for region in regions)
    if known and (sectors or not data.get("sectors")) and (why := unchanged(base, sectors, regions)):
        reader.wrong(
            f"the phase-out would change nothing: {why}",
            *key,
            allowed="sectors and regions with an emission",
            remedy="name others, or remove the phase-out",
        )
        return None
    return None if year is None else PhaseOut(sectors, regions, year, str(data.get("source") or ""))


#: Policy -> sector -> annex and item of the table of dates.
_DATES = {
    "minamata": {
        "chlor-alkali": ("B", "chlor-alkali"),
        "mercury-production": ("Art3", "existing primary mining ends"),
    }
}


def _policies(reader: _Reader, base: Baseline, data: Mapping[str, Any]) -> list[PhaseOut]:
    """Return the phase-outs of named policies, with the dates of the packaged table, for the sectors that the baseline has."""
    phase_outs = []
    for name in reader.names(data, "policies", tuple(_DATES)):
        dates = _DATES.get(name, {})
        absent = [s for s in dates if s not in base.sectors or unchanged(base, (s,), ())]
        if dates and len(absent) == len(dates):
            reader.wrong(
                f"policy {name} would change nothing: the baseline has no emission of {few(absent)}",
                "policies",
                allowed=f"a baseline with an emission of {' or '.join(dates)}",
                remedy="remove the policy",
            )
            continue
        reader.remarks += [
            f"policy {name} changes nothing in {s}: the baseline has no such emission" for s in absent
        ]
        for sector, (annex, item) in dates.items():
            row = next(r for r in facts("minamata_dates", annex=annex, item=item))
            if sector not in absent and row.number is not None:
                phase_outs.append(PhaseOut((sector,), (), int(row.number.central), row.source))
    return phase_outs


def _runs(
    reader: _Reader, data: Mapping[str, Any], applied: list[Applied], ends: list[PhaseOut]
) -> tuple[Run, ...]:
    names = tuple(item.name for item in applied)
    # What was refused is reported once, and not again where it is used.
    listed_names = [
        item.get("name") or item.get("measure")
        for item in reader.items(data, "measures")
        if isinstance(item, Mapping)
    ]
    everything = tuple(range(len(ends)))
    if not data.get("runs"):
        return (Run("baseline"), Run("control", names, everything)) if names or ends else (Run("baseline"),)
    if not isinstance(data["runs"], Mapping):
        reader.wrong(
            "runs is not a mapping of names to lists",
            "runs",
            allowed="run names, each with a list of measures",
        )
        return ()
    runs = []
    for name, listed in data["runs"].items():
        with_ends = isinstance(listed, list) and "phase_outs" in listed
        wanted = (
            [m for m in (listed or []) if m != "phase_outs"]
            if isinstance(listed, list) or not listed
            else None
        )
        if wanted is None:
            reader.wrong(
                f"run {name!r} is not a list", "runs", str(name), allowed="a list of measures; [] for none"
            )
            continue
        for m in wanted:
            if m not in names and m not in listed_names:
                reader.wrong(
                    f"run {name!r} names {m!r}, which is not a measure of the file",
                    "runs",
                    str(name),
                    allowed=", ".join((*names, "phase_outs")),
                    guess=closest(str(m), names),
                )
        runs.append(Run(str(name), tuple(wanted), everything if with_ends else ()))
    return tuple(runs)


def _target(reader: _Reader, base: Baseline, item: Any, i: int) -> Target | None:
    key = ("targets", i)
    data = reader.keys(item, _TARGET, *key)
    if not data.get("id"):
        reader.wrong("a target without an id", *key, allowed="a name", remedy="add id: ...")
        return None
    unit = str(data.get("unit") or "kg/yr")
    baseline = reader.number(data, "baseline", Slot("baseline", unit), *key, required=False)
    relative = data.get("goal", "relative") == "relative"
    value = reader.number(data, "value", _SHARE if relative else Slot("value", unit), *key, required=False)
    texts: dict[str, Any] = {
        name: str(data[name])
        for name in _TARGET
        if name in data and name not in ("baseline", "value", "year", "baseline_year")
    }
    years: dict[str, Any] = {
        name: reader.whole(data, name, *key, high=2200)
        for name in ("year", "baseline_year")
        if data.get(name) is not None
    }
    return Target(
        **{"goal": "relative", "unit": unit, **texts, **years},
        baseline=baseline,
        value=None if value is None else value.central,
    )
