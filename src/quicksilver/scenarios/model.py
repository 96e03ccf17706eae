"""What a scenario is: a baseline, drivers, measures with dates, phase-outs, runs that differ by measures, targets."""

from __future__ import annotations

from dataclasses import dataclass, field

from quicksilver.areas import Measure
from quicksilver.quantities import Quantity
from quicksilver.scenarios.baseline import Baseline
from quicksilver.scenarios.targets import Target

__all__ = ["Applied", "Driver", "PhaseOut", "Run", "Scenario"]


@dataclass(frozen=True, slots=True)
class Driver:
    """How activity grows in some sectors and regions.

    Attributes
    ----------
    sectors, regions : tuple of str
        Empty for all.
    years : tuple of int
        Ascending; the first is the base year.
    factors : tuple of float
        Relative to the base year, linear in between and constant after the last.
    growth : Quantity or None
        Instead of factors: growth per year, with its range if known.
    source : str
    """

    sectors: tuple[str, ...]
    regions: tuple[str, ...]
    years: tuple[int, ...] = ()
    factors: tuple[float, ...] = ()
    growth: Quantity | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class Applied:
    """A measure applied from ``start`` on, growing evenly to ``share`` of its flows in ``full``.

    Attributes
    ----------
    name : str
        By which the runs refer to it.
    measure : Measure
    sectors, regions : tuple of str
        Empty for all that the measure fits.
    start, full : int
    share : float
        Of the flow, 0 to 1.
    """

    name: str
    measure: Measure
    sectors: tuple[str, ...]
    regions: tuple[str, ...]
    start: int
    full: int
    share: float


@dataclass(frozen=True, slots=True)
class PhaseOut:
    """The end of sectors at the end of a year."""

    sectors: tuple[str, ...]
    regions: tuple[str, ...]
    year: int
    source: str = ""


@dataclass(frozen=True, slots=True)
class Run:
    """A run: the names of its measures and the numbers of its phase-outs."""

    name: str
    measures: tuple[str, ...] = ()
    phase_outs: tuple[int, ...] = ()


@dataclass(frozen=True)
class Scenario:
    """A scenario as read from its file, complete and checked.

    Attributes
    ----------
    name, title, source : str
    baseline : Baseline
    years : tuple of int
    drivers : tuple of Driver
        A later one overrides an earlier one where both fit.
    applied : tuple of Applied
    phase_outs : tuple of PhaseOut
    runs : tuple of Run
        The first is the baseline run.
    targets : tuple of Target
    draws, seed : int
    """

    name: str
    title: str
    baseline: Baseline
    years: tuple[int, ...]
    drivers: tuple[Driver, ...] = ()
    applied: tuple[Applied, ...] = ()
    phase_outs: tuple[PhaseOut, ...] = ()
    runs: tuple[Run, ...] = (Run("baseline"),)
    targets: tuple[Target, ...] = ()
    draws: int = 1000
    seed: int = 1
    source: str = ""
    remarks: tuple[str, ...] = field(default=())

    def __repr__(self) -> str:
        """Return a summary in one line."""
        runs = ", ".join(run.name for run in self.runs)
        return (
            f"<Scenario {self.title}, {self.years[0]} to {self.years[-1]}: runs {runs}; "
            f"measures {len(self.applied)}, targets {len(self.targets)}, baseline of {self.baseline.year}>"
        )
