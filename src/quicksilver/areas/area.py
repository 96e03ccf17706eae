"""The one shape of all areas: baseline, options, project, indicators, and the calculators."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from quicksilver.areas.verbs import Verb
from quicksilver.errors import InputProblems, Problem, closest
from quicksilver.flows.flows import Flow, MercuryFlows
from quicksilver.language.problems import range_problem
from quicksilver.quantities import Quantity, Standing
from quicksilver.quantities.bounds import BOUNDS

__all__ = ["Area", "Course", "Indicator", "Measure", "Use", "projected"]


@dataclass(frozen=True, slots=True)
class Measure:
    """Something that reduces a flow.

    Attributes
    ----------
    id, area, title : str
    acts_on : tuple of str
        Origins of the flows it reduces; empty for all of the area.
    pathway : str
        The pathway it reduces.
    removal : Quantity
        Share of the flow that it removes where it is applied, 0 to 1.
    moves_to : str
        Pathway the mercury goes to instead (``waste``, ``supply`` ...), or ``avoided`` where it is not used at all.
    cost : Quantity or None
        Per kg of mercury not emitted, in a currency; None where no value was found.
    currency_year : str
    max_share : Quantity or None
        Largest share of the flow that it can be applied to.
    applies : str
        Where it can be applied, in words.
    excludes : str
        Measures with the same text here are one control and cannot be used twice on a flow.
    """

    id: str
    area: str
    title: str
    acts_on: tuple[str, ...]
    pathway: str
    removal: Quantity
    moves_to: str = "waste"
    cost: Quantity | None = None
    currency_year: str = ""
    max_share: Quantity | None = None
    applies: str = ""
    excludes: str = ""


@dataclass(frozen=True, slots=True)
class Indicator:
    """What a target of the area is measured by.

    Attributes
    ----------
    id, title, unit : str
    about : str
        Which target, and by which rule.
    measure : callable
        Takes the flows and a year, returns a Quantity or None where it cannot be determined.
    """

    id: str
    title: str
    unit: str
    about: str
    measure: Callable[[MercuryFlows, int], Quantity | None]


@dataclass(frozen=True, slots=True)
class Use:
    """A measure put to use: its share grows evenly from nothing in ``start`` to ``share`` in ``full``."""

    measure: str
    start: int
    full: int
    share: float
    regions: tuple[str, ...] = ()

    def share_in(self, year: int, region: str) -> float:
        """Return the share of the flow that the measure is applied to.

        Examples
        --------
        >>> Use("aci", 2020, 2030, 0.5).share_in(2025, "World")
        0.25
        """
        if (self.regions and region not in self.regions) or year <= self.start:
            return 0.0
        return (
            self.share * min(1.0, (year - self.start) / (self.full - self.start))
            if self.full > self.start
            else self.share
        )


@dataclass(frozen=True)
class Course:
    """A course of the world: how activity grows, and which measures are taken.

    Attributes
    ----------
    drivers : mapping of str to mapping of int to float
        Key ``AREA``, ``AREA/ORIGIN``, ``AREA@REGION`` or ``AREA/ORIGIN@REGION`` (the closest fits) -> year -> factor on the
        base year; linear between years, constant before the first and after the last.
    uses : tuple of Use
    """

    drivers: Mapping[str, Mapping[int, float]] = field(default_factory=dict)
    uses: tuple[Use, ...] = ()

    def factor(self, area: str, origin: str, region: str, year: int) -> float:
        """Return the factor on the activity of the base year.

        Examples
        --------
        >>> Course({"coal": {2015: 1.0, 2025: 2.0}}).factor("coal", "power", "World", 2020)
        1.5
        """
        import numpy as np

        for key in (f"{area}/{origin}@{region}", f"{area}@{region}", f"{area}/{origin}", area):
            if key in self.drivers:
                years = sorted(self.drivers[key])
                return float(np.interp(year, years, [self.drivers[key][y] for y in years]))
        return 1.0


@dataclass(frozen=True)
class Area:
    """A partnership area.

    Attributes
    ----------
    id, title, lead : str
        ``lead`` is empty where there is none.
    verbs : tuple of Verb
        Its calculators.
    baseline : callable
        ``baseline(year, geography)`` -> MercuryFlows.
    options : callable
        ``options()`` -> measures.
    project : callable
        ``project(course, years, geography)`` -> MercuryFlows.
    indicators : callable
        ``indicators()`` -> what its targets are measured by.
    """

    id: str
    title: str
    lead: str
    verbs: tuple[Verb, ...]
    baseline: Callable[[int, str], MercuryFlows]
    options: Callable[[], tuple[Measure, ...]]
    project: Callable[[Course, Sequence[int], str], MercuryFlows]
    indicators: Callable[[], tuple[Indicator, ...]]

    def __repr__(self) -> str:
        """Return a summary in one line."""
        return f"<Area {self.title} ({self.id}), lead {self.lead}: calculators {len(self.verbs)}>"

    def verb(self, name: str) -> Verb:
        """Return a calculator by name.

        Raises
        ------
        InputProblems
            There is no calculator with this name.
        """
        for verb in self.verbs:
            if verb.name == name:
                return verb
        names = [verb.name for verb in self.verbs]
        raise InputProblems(
            [Problem(f"{self.id} has no calculator {name!r}", "verb", ", ".join(names), closest(name, names))]
        )


def projected(
    baseline: MercuryFlows, measures: Sequence[Measure], course: Course, years: Sequence[int]
) -> MercuryFlows:
    """Return a baseline carried through a course: activity times the part that the measures leave; what they remove goes elsewhere.

    Measures on one flow act one after another, each on what the ones before have left; for every year and region
    what would have flowed is what flows plus what was moved or avoided.

    Parameters
    ----------
    baseline : MercuryFlows
        Of one year.
    measures : sequence of Measure
        What the course may use.
    course : Course
    years : sequence of int

    Raises
    ------
    InputProblems
        A measure is unknown, is used twice, is applied to more than all of the flow, or its dates are reversed.
    """
    known = {measure.id: measure for measure in measures}
    _check(course, known)
    flows: list[Flow] = []
    for flow in baseline:
        for year in years:
            flows += _carried(flow, year, known, course)
    return MercuryFlows(tuple(flows), baseline.remarks)


def _check(course: Course, known: Mapping[str, Measure]) -> None:
    problems = []
    seen: set[tuple[str, tuple[str, ...]]] = set()
    for use in course.uses:
        if use.measure not in known:
            continue  # of another area
        control = (known[use.measure].excludes or use.measure, use.regions)
        if control in seen:
            problems.append(
                Problem(
                    f"{use.measure} repeats a control that is already in use",
                    "measures",
                    "each control once per region",
                    remedy="remove one of them",
                )
            )
        seen.add(control)
        if not 0 <= use.share <= 1:
            where = f"measures, {use.measure}, share"
            problems.append(range_problem(use.share, BOUNDS["share"], where, is_share=True))
        if use.full < use.start:
            problems.append(
                Problem(
                    f"{use.measure} is in full use in {use.full}, before it starts in {use.start}",
                    "measures",
                    "start before full",
                    remedy="exchange the two years",
                )
            )
    if problems:
        raise InputProblems(problems)


def _carried(flow: Flow, year: int, known: Mapping[str, Measure], course: Course) -> list[Flow]:
    from dataclasses import replace

    if flow.mass is None:
        return [replace(flow, year=year)]
    full = scaled(flow.mass, course.factor(flow.area, flow.origin, flow.region, year))
    left, moved = full, []
    for use in course.uses:
        measure = known.get(use.measure)
        if (
            measure is None
            or measure.area != flow.area
            or measure.pathway != flow.pathway
            or (measure.acts_on and flow.origin not in measure.acts_on)
        ):
            continue
        share = use.share_in(year, flow.region)
        part = share * measure.removal.central
        if part:
            ends = [
                share * (measure.removal.central if end is None else end)
                for end in (measure.removal.low, measure.removal.high)
            ]
            moved.append(
                Flow(flow.area, flow.origin, measure.moves_to, flow.region, year, scaled(left, part))
            )
            left = Quantity(
                left.value * (1 - part),
                left.unit,
                None if left.low is None else left.low * (1 - ends[1]),
                None if left.high is None else left.high * (1 - ends[0]),
                left.source,
                Standing.DERIVED,
            )
    return [replace(flow, year=year, mass=left), *moved]


def scaled(number: Quantity, factor: float) -> Quantity:
    """Return a number times a factor that has no uncertainty."""
    known = replace(number, value=number.central).scaled(factor, number.unit)
    return known if factor == 1 else replace(known, standing=Standing.DERIVED, confidence="")
