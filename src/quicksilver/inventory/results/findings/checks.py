"""The quality checks of the method: what a reviewer would ask before accepting a number (docs/reference/checks.md)."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from quicksilver.factors import RangeBasis
from quicksilver.factors.tables import edition_named
from quicksilver.inventory.engine import COLUMNS
from quicksilver.inventory.model import ResolvedLine, State, statement
from quicksilver.inventory.results.findings.coverage import coverage
from quicksilver.inventory.results.findings.finding import Finding
from quicksilver.inventory.results.findings.plausibility import against_figures, against_previous
from quicksilver.inventory.results.opinions import MUCH, Carried, carried, dispute_sentence
from quicksilver.inventory.results.receipt import missing_ranges
from quicksilver.inventory.results.result import MATERIAL
from quicksilver.inventory.results.tables import states_of
from quicksilver.inventory.results.values import filled_texts
from quicksilver.language.names import Name
from quicksilver.language.sentences import Listed

if TYPE_CHECKING:
    from quicksilver.inventory.results.result import Result

__all__ = ["CHECKS", "Finding", "WasteTest", "check", "waste_test"]

_GENERAL_WASTE: Final = ("5.8.1", "5.8.5", "5.9.1", "5.9.4")
_BALANCE: Final = 1e-9


@dataclass(frozen=True, slots=True)
class WasteTest:
    """The test of the waste and waste-water defaults, kg of mercury per year.

    Attributes
    ----------
    general_waste : float
        A: default input to general waste treatment (5.8.1, 5.8.5, 5.9.1, 5.9.4).
    from_products : float
        B: general-waste outputs of the product rows.
    waste_water : float
        C: input to waste water (5.9.5).
    water_from_products : float
        D: water outputs of the product rows.
    limit : float
        Ratio above which the default is doubtful.
    """

    general_waste: float
    from_products: float
    waste_water: float
    water_from_products: float
    limit: float

    @property
    def waste_doubtful(self) -> bool:
        """Return whether A > 2 B."""
        return self.general_waste > self.limit * self.from_products

    @property
    def water_doubtful(self) -> bool:
        """Return whether C > 2 D."""
        return self.waste_water > self.limit * self.water_from_products


def _rows(inventory: Result) -> Iterator[tuple[int, ResolvedLine]]:
    for index, line in enumerate(inventory.lines):
        if line.is_computed:
            yield index, line


def waste_test(inventory: Result) -> WasteTest:
    """Return the comparison of default waste inputs with what the products send there."""
    sums = {"A": 0.0, "B": 0.0, "C": 0.0, "D": 0.0}
    for index, line in _rows(inventory):
        values = inventory.values(index)
        if values is None:
            continue
        if line.source.category in _GENERAL_WASTE:
            sums["A"] += float(values[0])
        if line.source.category == "5.9.5":
            sums["C"] += float(values[0])
        if line.group in ("dental", "other-products"):
            sums["B"] += float(values[COLUMNS.index("general_waste")])
            sums["D"] += float(values[COLUMNS.index("water")])
    limit = inventory.resolution.factors.constants["waste_test_ratio"]
    return WasteTest(sums["A"], sums["B"], sums["C"], sums["D"], limit)


def _shares(inventory: Result) -> Iterator[Finding]:
    for _, line in _rows(inventory):
        total = math.fsum(line.shares)
        if line.remainder == "rounding":
            yield Finding(
                1,
                "low",
                statement("said.shares_rounding", id=line.source.id, number=total),
                line.source.id,
                line.line.where,
                statement("todo.national_shares"),
            )
        elif "to_combustion" in line.remainder:
            yield Finding(
                1,
                "high",
                statement("said.washed", id=line.source.id, number=1 - total),
                line.source.id,
                line.line.where,
                statement("todo.chain"),
            )
        elif total < 1 - _BALANCE and not line.remainder and line.mix:
            yield Finding(
                1,
                "error",
                statement("said.shares", id=line.source.id, number=total),
                line.source.id,
                line.line.where,
            )


#: Words of the weight basis of an activity unit, each with a sentence on what is often mistaken for it.
_BASIS: Final = ("dry", "concentrate", "ore", "bauxite")


def _stated(unit: str) -> frozenset[str]:
    """Return the materials and bases that a unit names, in whatever language."""
    from quicksilver.quantities.units import wanted_unit

    if not unit:
        return frozenset()
    read = wanted_unit(unit)
    return read.materials[0] | read.bases


def _units(inventory: Result) -> Iterator[Finding]:
    for _, line in _rows(inventory):
        given, wanted = (_stated(unit) for unit in (line.line.unit, line.source.activity_unit))
        for word in _BASIS:
            if word in wanted and word not in given and line.activity:
                yield Finding(
                    2,
                    "low",
                    statement(
                        "said.basis",
                        id=line.source.id,
                        unit=line.line.unit,
                        word=word,
                        why=statement(f"said.basis_{word}"),
                    ),
                    line.source.id,
                    line.line.place("unit"),
                    statement("todo.confirm_unit", unit=line.source.activity_unit),
                )
        if any(step.key == "said.normal_cubic" for step in line.activity_steps):
            yield Finding(
                2,
                "low",
                statement("said.cubic", id=line.source.id),
                line.source.id,
                line.line.place("unit"),
                statement("todo.normal"),
            )


def _balance(inventory: Result) -> Iterator[Finding]:
    for index, line in _rows(inventory):
        values = inventory.values(index)
        # Fillings already in the mouth release mercury of earlier supplies (remainder other_phase).
        if line.remainder == "other_phase":
            continue
        if values is not None and values[1:].sum() > values[0] * (1 + _BALANCE) + _BALANCE:
            yield Finding(
                3,
                "error",
                statement(
                    "said.over", id=line.source.id, out=float(values[1:].sum()), number=float(values[0])
                ),
                line.source.id,
                line.line.where,
            )


def _waste(inventory: Result) -> Iterator[Finding]:
    totals, test = inventory.total_values(), waste_test(inventory)
    released = float(totals[1:].sum())
    if released > totals[0] * (1 + _BALANCE) > 0:
        yield Finding(
            4,
            "low",
            statement("said.total_over", out=released, number=float(totals[0])),
            remedy=statement("todo.read_test"),
        )
    if test.waste_doubtful and test.general_waste > 0:
        yield Finding(
            4,
            "high",
            statement("said.waste", number=test.general_waste, products=test.from_products),
            remedy=statement("todo.national_waste"),
        )
    if test.water_doubtful and test.waste_water > 0:
        yield Finding(
            4,
            "high",
            statement("said.water", number=test.waste_water, products=test.water_from_products),
            remedy=statement("todo.national_water"),
        )


def _per_capita(inventory: Result) -> Iterator[Finding]:
    yield from against_figures(inventory)
    people, limits = inventory.general.population, inventory.resolution.factors.constants
    waste = math.fsum(
        line.activity or 0.0 for _, line in _rows(inventory) if line.source.category in _GENERAL_WASTE
    )
    if not people:
        if any(line.activity for _, line in _rows(inventory)):
            yield Finding(
                5,
                "low",
                statement("said.no_population"),
                remedy=statement("todo.population"),
            )
        return
    daily = waste * 1000 / people / 365
    limit = limits["waste_per_capita_limit"]
    if daily > limit:
        yield Finding(
            5,
            "high",
            statement("said.daily", number=daily, limit=limit),
            remedy=statement("todo.two_rows"),
        )


def _customs(inventory: Result) -> Iterator[Finding]:
    limit = inventory.resolution.factors.constants["mercury_oxide_batteries_limit"]
    for index, line in _rows(inventory):
        values = inventory.values(index)
        kilograms = float(values[0]) if values is not None else 0.0
        if line.source.id in ("L1-BATT-HGO", "5.5.4-hgo") and kilograms > limit:
            yield Finding(
                6,
                "high",
                statement("said.mercury_oxide", number=kilograms),
                line.source.id,
                line.line.where,
                statement("todo.customs"),
            )
        if line.source.category in ("5.5.7", "5.5.9") and kilograms > 0 and line.group == "other-products":
            yield Finding(
                6,
                "medium",
                statement("said.contains", id=line.source.id, number=kilograms),
                line.source.id,
                line.line.where,
                statement("todo.preserved"),
            )


def _twice(inventory: Result) -> Iterator[Finding]:
    detailed = list(coverage(inventory))
    yield from detailed
    used = {line.source.category for _, line in _rows(inventory) if line.activity}
    fuel = sorted(used & {"5.1.1", "5.1.2", "5.1.3"})
    plants = sorted(used & {"5.3.1", "5.3.2"})
    if fuel and plants:
        yield Finding(
            7,
            "low",
            statement("said.fuels", fuels=fuel, plants=plants),
            remedy=statement("todo.kilns"),
        )
    ids = {line.source.id for _, line in _rows(inventory) if line.activity}
    if "5.1.2-coke" in ids and "5.1.2-other" in ids:
        yield Finding(7, "low", statement("said.coke"), remedy=statement("todo.coke"))
    # A national row that its detail was taken from is at both levels for that reason, and is reported.
    named = {finding.source for finding in detailed}
    heads = {line.line.source for _, line in _rows(inventory) if line.source.level == 1} - named
    if inventory.general.level == 2 and heads:
        yield Finding(
            7,
            "low",
            statement("said.mixed_levels", ids=sorted(heads)),
            remedy=statement("todo.both"),
        )


def _answers(inventory: Result) -> Iterator[Finding]:
    sources = inventory.resolution.factors.sources
    open_ids = []
    for ident, state in states_of(inventory).items():
        if state is State.UNKNOWN:
            yield Finding(
                8,
                "medium",
                statement("said.unknown", id=ident),
                ident,
                remedy=statement("todo.find")
                if sources[ident].presence_only
                else statement("todo.find_activity", unit=sources[ident].activity_unit),
            )
        elif state is State.NOT_GIVEN:
            open_ids.append(ident)
    if open_ids:
        yield Finding(
            8,
            "medium",
            statement("said.not_answered", number=len(open_ids), ids=open_ids),
            remedy=statement("todo.answer"),
        )


def _acts(changed: Mapping[str, str], line: ResolvedLine) -> bool:
    """Return whether a row of an overlay acts on a line: its input factor, or the shares of its technology.

    Nothing acts on a line without numbers.
    """
    if not line.is_computed:
        return False
    if line.source.id in changed and line.line.input_factor is None:
        return True
    used = {row.technology for row, _ in line.mix} if line.line.shares is None else set()
    return any(f"{line.source.id}/{name}" in changed for name in used)


def _overlay(inventory: Result) -> Iterator[Finding]:
    """Report factors of a user that act on no line of the inventory, and so change nothing."""
    factors = inventory.resolution.factors
    named = sorted({key.split("/")[0] for key in factors.changed})
    if named and not any(_acts(factors.changed, line) for line in inventory.lines):
        yield Finding(
            9,
            "high",
            statement(
                "said.overlay", overlays=list(factors.overlays), ids=named, level=inventory.general.level
            ),
            remedy=statement("todo.overlay"),
        )


def _without_range(inventory: Result) -> Iterator[Finding]:
    """Report what has no published range: one finding for each material source, one for all the others."""
    missing = missing_ranges(inventory)
    heavy = [[gap] for gap in missing if gap.share > MATERIAL]
    light = [gap for gap in missing if gap.share <= MATERIAL]
    for group in (*heavy, *([light] if light else [])):
        assumed = all(gap.basis is RangeBasis.ASSUMED for gap in group)
        alone = group[0].share > MATERIAL
        yield Finding(
            9,
            "high" if alone else "low",
            statement(
                "said.range_missing",
                share=sum(gap.share for gap in group),
                basis=statement("word.assumed_range" if assumed else "word.no_range"),
                ids=[gap.source for gap in group],
            ),
            group[0].source if alone else "",
            remedy=statement("todo.range"),
        )


#: What shows how much a choice of factors matters.
_SPREAD: Final = "quicksilver inventory compare FILE --factors toolkit,reviewed-2026"


def _disputed(inventory: Result) -> Iterator[Finding]:
    """Report the disputed rows of the factor set that carry more than a twentieth of a total."""
    rows = [row for row in carried(inventory) if row.share > MUCH]
    for group in _same_number(inventory, rows):
        row = max(group, key=lambda row: row.share)
        line = inventory.lines[row.index]
        places = list(dict.fromkeys(inventory.lines[other.index].source.id for other in group))
        # Of several rows the shares of one total are added.
        share = math.fsum(other.share for other in group if other.column == row.column)
        same = [inventory.lines[other.index].source.id for other in group if other.column == row.column]
        grave = any(other.dispute.weight == "serious" for other in group)
        ids = {"id": places[0]} if len(places) == 1 else {"ids": places}
        yield Finding(
            9,
            "medium" if grave else "low",
            statement(
                "said.disputed" if len(places) == 1 else "said.disputed.several",
                **ids,
                **({} if len(places) == 1 else {"most": Listed(tuple(Name("source", i) for i in same))}),
                percent=100.0 * share,
                column=Name("pathway", row.column, bare=True),
                why=dispute_sentence(row.dispute),
            ),
            places[0],
            line.line.where if len(places) == 1 else "",
            statement("todo.disputed", command=_SPREAD),
        )


def _same_number(inventory: Result, rows: list[Carried]) -> list[list[Carried]]:
    """Return disputed rows together where they rest on one number: the same input factor of several sources."""
    groups: dict[tuple[str, str], list[Carried]] = {}
    for row in rows:
        factor = inventory.lines[row.index].factor
        shared = not row.dispute.technology and factor is not None
        key = (factor.key, "") if shared and factor else (str(row.index), row.dispute.technology)
        groups.setdefault(key, []).append(row)
    return list(groups.values())


def _factors(inventory: Result) -> Iterator[Finding]:
    from quicksilver.quantities import kg_per_activity_unit

    yield from _overlay(inventory)
    yield from _without_range(inventory)
    yield from _disputed(inventory)

    for _, line in _rows(inventory):
        default = line.source.factor
        if line.line.input_factor is None or line.factor is None:
            continue
        cited = bool(line.line.source_of_data or line.line.note)
        if not cited:
            yield Finding(
                9,
                "medium",
                statement("said.uncited", id=line.source.id),
                line.source.id,
                line.line.place("input_factor"),
                statement("todo.source"),
            )
        if not default.range_known:
            continue
        low, high = (
            kg_per_activity_unit(float(end), default.unit, line.source.activity_unit)  # type: ignore[arg-type]
            for end in (default.low, default.high)
        )
        if not low * (1 - _BALANCE) <= line.factor.value <= high * (1 + _BALANCE):
            yield Finding(
                9,
                "low" if cited else "high",
                statement(
                    "said.outside",
                    id=line.source.id,
                    factor=line.factor.published,
                    low=default.low,
                    high=default.high,
                    unit=default.unit,
                ),
                line.source.id,
                line.line.place("input_factor"),
                statement("todo.cite"),
            )
        if line.source.level == 1:
            yield Finding(
                9,
                "low",
                statement("said.level1_fixed", id=line.source.id),
                line.source.id,
                line.line.place("input_factor"),
                statement("todo.say"),
            )


_YEAR: Final = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")


def _edition(inventory: Result) -> Iterator[Finding]:
    """Report an inventory that names an older edition whose factors differ and are not in use."""
    named, factors = inventory.general.toolkit_edition, inventory.resolution.factors
    name = edition_named(named)
    if name and f"edition {name}" not in factors.overlays:
        yield Finding(
            10,
            "medium",
            statement("said.edition", edition=named, used=factors.toolkit_edition),
            where="toolkit_edition",
            remedy=statement("todo.edition", edition=name),
        )


def _years(inventory: Result) -> Iterator[Finding]:
    base = inventory.general.year
    yield from _edition(inventory)
    if inventory.previous is not None:
        yield from against_previous(inventory, inventory.previous)
    for _, line in _rows(inventory):
        named = [int(text) for text in _YEAR.findall(line.line.source_of_data)]
        # A statistic may be published after the year it describes, so later years are no sign of a fault.
        if named and max(named) < base:
            yield Finding(
                10,
                "low",
                statement("said.year", id=line.source.id, latest=str(max(named)), year=str(base)),
                line.source.id,
                line.line.place("source_of_data"),
                statement("todo.base_year"),
            )
    sold = [
        line.source.id
        for _, line in _rows(inventory)
        if line.source.activity_unit.startswith("items") and line.activity
    ]
    if sold:
        yield Finding(
            10,
            "low",
            statement("said.sales", year=str(base), ids=sold),
            remedy=statement("todo.say"),
        )


def _texts(inventory: Result) -> Iterator[Finding]:
    """Report numbers in the officer's texts that the run does not give."""
    for filled in filled_texts(inventory).values():
        for typed in filled.typed:
            key = (
                "typed"
                if typed.outdated and typed.name
                else "typed.gone"
                if typed.outdated
                else "typed.other"
            )
            key = key if typed.name or typed.outdated else "typed.unknown"
            values = {"typed": typed.text, "now": typed.now, "name": typed.name}
            names = {"typed": ("typed", "now", "name"), "typed.other": ("typed", "now", "name")}
            yield Finding(
                11,
                "high" if typed.outdated else "medium",
                statement(f"said.{key}", **{name: values[name] for name in names.get(key, ("typed",))}),
                where=typed.where,
                remedy=statement("todo.typed", name=typed.name)
                if key == "typed"
                else statement("todo.typed.own", typed=typed.text),
            )


#: The checks by their number.
CHECKS: Final[dict[int, Callable[[Result], Iterator[Finding]]]] = {
    1: _shares,
    2: _units,
    3: _balance,
    4: _waste,
    5: _per_capita,
    6: _customs,
    7: _twice,
    8: _answers,
    9: _factors,
    10: _years,
    11: _texts,
}

_ORDER: Final = ("error", "high", "medium", "low")


def _by_cause(findings: list[Finding], inventory: Result) -> list[Finding]:
    """Return one finding for each cause: what follows from another finding is not reported beside it."""
    slips = {finding.source: finding for finding in findings if finding.what.key == "said.slip"}
    against = {key for key, finding in slips.items() if finding.check == 10}
    wasted = any(
        line.source.id in slips and line.source.category in _GENERAL_WASTE for line in inventory.lines
    )
    kept = []
    for finding in findings:
        if finding.what.key == "said.daily" and wasted:
            # An amount of waste that is a thousand times too large is what makes it so much by inhabitant.
            continue
        if finding.check == 5 and finding.what.key == "said.slip" and finding.source in against:
            # One slip, seen against published figures and against another year.
            later: Any = slips[finding.source].what.values["what"]
            parts = {name: later.values[name] for name in ("times", "before", "other")}
            what = statement("said.also", what=finding.what.values["what"], **parts)
            slip = statement("said.slip", what=what, slip=finding.what.values["slip"])
            kept.append(replace(finding, what=slip))
            against.remove(finding.source)
            slips[finding.source] = finding
        elif finding.check == 10 and finding.what.key == "said.slip" and slips[finding.source].check == 5:
            continue
        else:
            kept.append(finding)
    return kept


def check(inventory: Result) -> list[Finding]:
    """Return the findings of the quality checks, the worst first."""
    findings = _by_cause([finding for run in CHECKS.values() for finding in run(inventory)], inventory)
    return sorted(
        findings,
        key=lambda finding: (
            _ORDER.index(finding.severity),
            # What has no range leads: nothing that is measured better narrows a total as much.
            finding.what.key != "said.range_missing",
            finding.check if finding.what.key != "said.range_missing" else 0,
            # These come in the order of their share, which sorting keeps.
            "" if finding.what.key == "said.range_missing" else finding.source,
        ),
    )
