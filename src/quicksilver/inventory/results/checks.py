"""The quality checks of the method: what a reviewer would ask before accepting a number (docs/reference/checks.md)."""

from __future__ import annotations

import functools
import math
import re
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Final

from quicksilver.factors.tables import edition_named
from quicksilver.inventory.engine import COLUMNS
from quicksilver.inventory.model import ResolvedLine, State
from quicksilver.inventory.results.receipt import listed
from quicksilver.inventory.results.tables import states_of
from quicksilver.language.names import labels

if TYPE_CHECKING:
    from quicksilver.inventory.results.result import Result

__all__ = ["CHECKS", "Finding", "WasteTest", "check", "waste_test"]

_GENERAL_WASTE: Final = ("5.8.1", "5.8.5", "5.9.1", "5.9.4")
_BALANCE: Final = 1e-9


@functools.lru_cache(maxsize=1)
def _codes() -> re.Pattern[str]:
    """Return a pattern of one or more source ids with commas between them; a bare number such as 5.11 is no id."""
    ids = sorted((name for name in labels("source") if re.search(r"[A-Za-z]", name)), key=len, reverse=True)
    one = "(?:" + "|".join(map(re.escape, ids)) + ")"
    return re.compile(rf"(?<![\w.-]){one}(?:, {one})*(?![\w-])")


def _named(text: str, source: str) -> str:
    """Return a finding for a reader: names before codes, and long lists cut with a count."""
    if source and text.startswith(source):
        return listed([source]) + text.removeprefix(source)
    return _codes().sub(lambda found: listed(found[0].split(", ")), text)


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding of a quality check.

    Attributes
    ----------
    check : int
        Number of the check, 1 to 10.
    severity : str
        ``error``, ``high``, ``medium`` or ``low``.
    what : str
        What was found, with the numbers.
    source : str
        Source id; empty when it concerns the whole inventory.
    where : str
        Place in the user's file.
    remedy : str
        What to do about it.
    """

    check: int
    severity: str
    what: str
    source: str = ""
    where: str = ""
    remedy: str = ""

    def __str__(self) -> str:
        head = f"[{self.severity}] check {self.check}: {_named(self.what, self.source)}"
        place = f" ({self.where})" if self.where else ""
        return f"{head}{place}" + (f"\n    to do: {self.remedy}" if self.remedy else "")

    def as_dict(self) -> dict[str, str | int]:
        """Return the finding as a plain dictionary."""
        return asdict(self)


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
                f"output shares of {line.source.id} sum to {total:.6g}: a rounding error of the factor set",
                line.source.id,
                line.line.where,
                "give national output shares",
            )
        elif "to_combustion" in line.remainder:
            yield Finding(
                1,
                "high",
                f"{line.source.id}: {1 - total:.3g} of the input stays in the washed coal and is not followed",
                line.source.id,
                line.line.where,
                "write a chain, such as '5.1.1-o-wash > 5.1.1-o-esp', so that its combustion is counted",
            )
        elif total < 1 - _BALANCE and not line.remainder and line.mix:
            yield Finding(
                1,
                "error",
                f"output shares of {line.source.id} sum to {total:.6g}",
                line.source.id,
                line.line.where,
            )


_BASIS: Final = {
    "dry": "the factor is per tonne of dry matter; statistics are often wet",
    "concentrate": "the factor is per tonne of concentrate, not of ore or metal",
    "ore": "the factor is per tonne of ore, not of metal: a classic over-estimate",
    "bauxite": "the factor is per tonne of bauxite, not of alumina or aluminium",
}


def _units(inventory: Result) -> Iterator[Finding]:
    for _, line in _rows(inventory):
        given, wanted = line.line.unit.lower(), line.source.activity_unit.lower()
        words = re.findall(r"[a-z]+", wanted)
        for word, why in _BASIS.items():
            if word in words and word not in given and line.activity:
                yield Finding(
                    2,
                    "low",
                    f"{line.source.id}: the unit {line.line.unit!r} does not state '{word}'; {why}",
                    line.source.id,
                    line.line.place("unit"),
                    f"confirm that the activity is in '{line.source.activity_unit}'",
                )
        if any("normal cubic metres" in step for step in line.activity_steps):
            yield Finding(
                2,
                "low",
                f"{line.source.id}: cubic metres were taken as normal cubic metres",
                line.source.id,
                line.line.place("unit"),
                "give Nm3, or Sm3 when the volume is at 15 degC",
            )


def _balance(inventory: Result) -> Iterator[Finding]:
    for index, line in _rows(inventory):
        values = inventory.values(index)
        if values is not None and values[1:].sum() > values[0] * (1 + _BALANCE) + _BALANCE:
            yield Finding(
                3,
                "error",
                f"{line.source.id}: outputs {values[1:].sum():.6g} kg exceed the input {values[0]:.6g} kg",
                line.source.id,
                line.line.where,
            )


def _waste(inventory: Result) -> Iterator[Finding]:
    totals, test = inventory.totals(), waste_test(inventory)
    released = float(totals[1:].sum())
    if released > totals[0] > 0:
        yield Finding(
            4,
            "low",
            f"total outputs {released:,.1f} kg exceed total inputs {totals[0]:,.1f} kg: "
            "rule DC2 counts a tenth of waste inputs while the outputs are counted in full",
            remedy="read this together with the test of the waste factors",
        )
    if test.waste_doubtful and test.general_waste > 0:
        yield Finding(
            4,
            "high",
            f"default mercury input to general waste is {test.general_waste:,.1f} kg, more than twice the "
            f"{test.from_products:,.1f} kg that products send to general waste: the default waste factor "
            "is probably too high",
            remedy="use Level 2 with a national mercury content of waste",
        )
    if test.water_doubtful and test.waste_water > 0:
        yield Finding(
            4,
            "high",
            f"default mercury input to waste water is {test.waste_water:,.1f} kg, more than twice the "
            f"{test.water_from_products:,.1f} kg that products send to water: the default factor is probably too high",
            remedy="use Level 2 with a national concentration in waste water",
        )


def _per_capita(inventory: Result) -> Iterator[Finding]:
    people, limits = inventory.general.population, inventory.resolution.factors.constants
    amounts: dict[str, float] = {"waste": 0.0, "lamps": 0.0, "batteries": 0.0}
    for _, line in _rows(inventory):
        kind = _kind(line)
        if kind:
            amounts[kind] += line.activity or 0.0
    if not people:
        if any(amounts.values()):
            yield Finding(
                5,
                "low",
                "waste and products per inhabitant cannot be assessed: the population is not given",
                remedy="fill in population in the general data",
            )
        return
    daily = amounts["waste"] * 1000 / people / 365
    limit = limits["waste_per_capita_limit"]
    if daily > limit:
        yield Finding(
            5,
            "high",
            f"{daily:.2f} kg of waste treated per inhabitant and day, above about {limit:g}",
            remedy="look for waste entered in two rows or in the wrong unit",
        )
    lamps, batteries = amounts["lamps"] / people, amounts["batteries"] * 1000 / people
    if lamps > limits["lamps_per_capita_review"]:
        yield Finding(
            5,
            "medium",
            f"{lamps:.2f} mercury lamps sold per inhabitant and year",
            remedy="check the number and its unit (thousands?)",
        )
    if batteries > limits["batteries_per_capita_review"]:
        yield Finding(
            5,
            "medium",
            f"{batteries:.2f} kg of batteries sold per inhabitant and year",
            remedy="check the tonnage and the customs codes",
        )


def _kind(line: ResolvedLine) -> str:
    if line.source.category in _GENERAL_WASTE:
        return "waste"
    if line.source.category == "5.5.3" and line.source.activity_unit.startswith("items"):
        return "lamps"
    return (
        "batteries" if line.source.category == "5.5.4" and line.source.activity_unit.startswith("t ") else ""
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
                f"mercury oxide batteries: {kilograms:,.1f} kg of mercury, above a few kilograms",
                line.source.id,
                line.line.where,
                "check the customs code: other batteries are often listed under it",
            )
        if line.source.category in ("5.5.7", "5.5.9") and kilograms > 0 and line.group == "other-products":
            yield Finding(
                6,
                "medium",
                f"{line.source.id}: {kilograms:,.1f} kg of mercury; only products that contain mercury count",
                line.source.id,
                line.line.where,
                "check the customs code and count only paint and creams that contain mercury",
            )


def _twice(inventory: Result) -> Iterator[Finding]:
    used = {line.source.category for _, line in _rows(inventory) if line.activity}
    fuel = sorted(used & {"5.1.1", "5.1.2", "5.1.3"})
    plants = sorted(used & {"5.3.1", "5.3.2"})
    if fuel and plants:
        yield Finding(
            7,
            "low",
            f"fuels ({', '.join(fuel)}) are listed together with kilns and mills ({', '.join(plants)})",
            remedy="make sure that coal and petcoke burnt in cement kilns are not also in 5.1, and that the fuel of pulp mills is in 5.1",
        )
    ids = {line.source.id for _, line in _rows(inventory) if line.activity}
    if "5.1.2-coke" in ids and "5.1.2-other" in ids:
        yield Finding(
            7, "low", "coke making is listed together with other coal use", remedy="count coal for coke once"
        )
    heads = {line.line.source for _, line in _rows(inventory) if line.source.level == 1}
    if inventory.general.level == 2 and heads:
        yield Finding(
            7,
            "low",
            f"a Level 2 inventory with Level 1 lines: {', '.join(sorted(heads))}",
            remedy="make sure that no activity is in both",
        )


def _answers(inventory: Result) -> Iterator[Finding]:
    sources = inventory.resolution.factors.sources
    open_ids = []
    for ident, state in states_of(inventory).items():
        if state is State.UNKNOWN:
            yield Finding(
                8,
                "medium",
                f"{ident} is unknown (?): a data gap, not included in any total",
                ident,
                remedy="find out whether it exists"
                if sources[ident].presence_only
                else f"find out whether it exists, and the activity in {sources[ident].activity_unit}",
            )
        elif state is State.NOT_GIVEN:
            open_ids.append(ident)
    if open_ids:
        yield Finding(
            8,
            "medium",
            f"{len(open_ids)} sources are not answered: {', '.join(open_ids)}",
            remedy="answer Y, N or ? for each",
        )


def _factors(inventory: Result) -> Iterator[Finding]:
    from quicksilver.quantities import kg_per_activity_unit

    for _, line in _rows(inventory):
        default = line.source.factor
        if line.line.input_factor is None or line.factor is None:
            continue
        cited = bool(line.line.source_of_data or line.line.note)
        if not cited:
            yield Finding(
                9,
                "medium",
                f"{line.source.id}: a national input factor without a source",
                line.source.id,
                line.line.place("input_factor"),
                "fill in source_of_data",
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
                f"{line.source.id}: input factor {line.factor.published} is outside the "
                f"range {default.low:g} to {default.high:g} {default.unit}",
                line.source.id,
                line.line.place("input_factor"),
                "check the unit, and cite the measurement",
            )
        if line.source.level == 1:
            yield Finding(
                9,
                "low",
                f"{line.source.id}: Level 1 fixes its factors; a national factor makes this line Level 2",
                line.source.id,
                line.line.place("input_factor"),
                "state this in the report",
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
            f"the inventory names the Toolkit edition {named!r}, whose factors differ from those "
            f"in use ({factors.toolkit_edition})",
            where="toolkit_edition",
            remedy=f"run it with --factors edition:{name} to reproduce that edition",
        )


def _years(inventory: Result) -> Iterator[Finding]:
    base = inventory.general.year
    yield from _edition(inventory)
    for _, line in _rows(inventory):
        named = [int(text) for text in _YEAR.findall(line.line.source_of_data)]
        # A statistic may be published after the year it describes, so later years are no sign of a fault.
        if named and max(named) < base:
            yield Finding(
                10,
                "low",
                f"{line.source.id}: the source of data names {max(named)}, the base year is {base}",
                line.source.id,
                line.line.place("source_of_data"),
                "use data of the base year, or state why not",
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
            f"sales of {base} are used for the disposal of products sold years earlier: {', '.join(sold)}",
            remedy="state this in the report",
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
}

_ORDER: Final = ("error", "high", "medium", "low")


def check(inventory: Result) -> list[Finding]:
    """Return the findings of the ten quality checks, the worst first."""
    found = [finding for run in CHECKS.values() for finding in run(inventory)]
    return sorted(found, key=lambda finding: (_ORDER.index(finding.severity), finding.check, finding.source))
