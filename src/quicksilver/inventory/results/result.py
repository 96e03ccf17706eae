"""A calculated inventory: its numbers, their origin, and what is not in them."""

from __future__ import annotations

import functools
import hashlib
import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from quicksilver.errors import MassBalanceError, closest
from quicksilver.inventory.engine import COLUMNS, STATISTICS, Block, Estimate, sums_of, weights_of
from quicksilver.inventory.groups import GROUPS
from quicksilver.inventory.model import General, ResolvedLine
from quicksilver.inventory.resolve import Resolution
from quicksilver.language.filling import Value
from quicksilver.package import VERSION
from quicksilver.quantities import LawChoice, Quantity

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["MATERIAL", "Result", "block_of", "closed"]

Array = NDArray[np.float64]
BALANCE_TOLERANCE = 1e-9
#: A total of which more than this part comes from lines without any range has no range.
MATERIAL = 0.05


def block_of(resolution: Resolution) -> tuple[Block, tuple[int, ...]]:
    """Return the calculated lines of an inventory as arrays, and which lines they are.

    The arrays have their own order (source, technology, site), so that sums do not depend on the
    order in which the user wrote the lines, not even in the last digit.
    """
    lines = resolution.lines
    order = sorted(
        (index for index, line in enumerate(lines) if line.is_computed),
        key=lambda i: (lines[i].source.id, lines[i].technology, lines[i].line.site),
    )
    chosen = [lines[index] for index in order]
    count = len(chosen)
    # A zero needs no factor, and nothing is a certain 0.
    nothing = Quantity(0.0)
    activities = [resolution.activity(line) for line in chosen]
    factors = [resolution.factor(line) or nothing for line in chosen]
    scale = np.array([line.scale for line in chosen], dtype=float).reshape(count, 1)
    weights = resolution.corrections
    block = Block(
        activity=np.array([item.ends for item in activities], dtype=float).reshape(count, 3) * scale,
        factor=np.array([item.ends for item in factors], dtype=float).reshape(count, 3),
        activity_keys=tuple(item.key for item in activities),
        factor_keys=tuple(item.key for item in factors),
        shares=np.array([line.shares for line in chosen], dtype=float).reshape(count, 6),
        group=np.array([GROUPS.index(line.group) for line in chosen], dtype=np.int64),
        supply=np.array([line.supply_weight for line in chosen], dtype=float),
        input_weight=np.array([line.input_weight if weights else 1.0 for line in chosen], dtype=float),
        pathway_weight=np.array(
            [line.pathway_weights if weights else (1.0,) * 6 for line in chosen], dtype=float
        ).reshape(count, 6),
        groups=len(GROUPS),
        activity_laws=tuple(item.law for item in activities),
        factor_laws=tuple(item.law for item in factors),
    )
    return block, tuple(order)


def closed(resolution: Resolution, estimate: Estimate, order: tuple[int, ...]) -> Estimate:
    """Return an estimate without the ranges that leave a material part of a line, group or total out.

    A range that is drawn from what has a range leaves out what has none: 76,015 kg (76,008 to 76,043),
    where 76,000 kg rest on one number of unknown range. Best estimates and draws stay.
    """
    rows = np.array([resolution.is_bare(resolution.lines[index]) for index in order], dtype=bool)
    if not rows.any():
        return estimate
    block, _ = block_of(resolution)
    lines, groups, totals = estimate.lines.copy(), estimate.groups.copy(), estimate.totals.copy()
    part = np.zeros_like(lines[0])
    part[rows] = lines[0, rows]
    lines[1:][:, rows] = np.nan
    weights = weights_of(block)
    bare_groups, bare_totals = sums_of(part, weights, block)
    groups[1:][:, bare_groups > MATERIAL * groups[0]] = np.nan
    totals[1:][:, bare_totals > MATERIAL * totals[0]] = np.nan
    return replace(estimate, lines=lines, groups=groups, totals=totals)


@dataclass(frozen=True, repr=False)
class Result:
    """The numbers of a calculated inventory, by line, group and total.

    Attributes
    ----------
    resolution : Resolution
        Lines with their factors and assumptions.
    estimate : Estimate
        Numbers in kg Hg per year, for the lines of ``order``.
    order : tuple of int
        For each row of the estimate, the index of its line in ``resolution.lines``.
    draws, seed : int
    previous : Result or None
        Another year of the same country, with which the checks compare the amounts.
    before : mapping of str to Value
        Values of an earlier run, against which numbers that the officer typed are checked.
    """

    resolution: Resolution
    estimate: Estimate
    order: tuple[int, ...]
    draws: int
    seed: int
    rows: dict[int, int] = field(default_factory=dict)
    previous: Result | None = None
    before: Mapping[str, Value] = field(default_factory=dict)

    @property
    def general(self) -> General:
        """Return the general data of the inventory."""
        return self.resolution.input.general

    @property
    def lines(self) -> tuple[ResolvedLine, ...]:
        """Return every line of the input, in its order."""
        return self.resolution.lines

    @property
    def label(self) -> str:
        """Return country and year, for example ``"SEN 2020"``."""
        return f"{self.general.country} {self.general.year}"

    @property
    def law(self) -> LawChoice:
        """Return how the laws of the draws were chosen."""
        return self.resolution.law

    @functools.cached_property
    def run_id(self) -> str:
        """Return the identity of the run: equal for equal input, factors, draws, seed, laws and assumptions."""
        parts = (
            self.resolution.input.digest,
            self.resolution.factors.digest,
            str(self.resolution.corrections),
            str(self.draws),
            str(self.seed),
            VERSION,
            # A run by the triangle has the identity that it had before there was a choice.
            *(() if self.law is LawChoice.TRIANGLE else (str(self.law),)),
            *(("assumed ranges",) if self.resolution.assumed else ()),
        )
        return hashlib.sha256("\x00".join(parts).encode()).hexdigest()[:16]

    def values(self, index: int, statistic: str = "best") -> Array | None:
        """Return input and six releases of a line of the input in kg, or None when it has no numbers."""
        row = self.rows.get(index)
        if row is None:
            return None
        amounts: Array = self.estimate.lines[STATISTICS.index(statistic), row]
        return amounts

    def group(self, name: str, statistic: str = "best") -> Array:
        """Return input and six releases of a group of Table 1-1, in kg."""
        amounts: Array = self.estimate.groups[STATISTICS.index(statistic), GROUPS.index(name)]
        return amounts

    def totals(self, statistic: str = "best", *, corrected: bool = True) -> pd.Series:
        """Return input and six releases of the whole inventory by name, in kg of mercury per year.

        Parameters
        ----------
        statistic, corrected
            See :meth:`total_values`.

        Returns
        -------
        pandas.Series
            ``totals["air"]`` is one of them; input is the first.
        """
        import pandas as pd

        amounts = self.total_values(statistic, corrected=corrected)
        return pd.Series(amounts, pd.Index(COLUMNS, name="kg Hg/y"), name=statistic)

    def total_values(self, statistic: str = "best", *, corrected: bool = True) -> Array:
        """Return input and six releases of the whole inventory, in kg per year, in the order of the columns.

        Parameters
        ----------
        statistic : str
            ``best``, ``low``, ``high`` (bounding interval), ``mc_low``, ``mc_median`` or ``mc_high`` (95 %).
        corrected : bool
            With the double-counting corrections DC1-DC4, or the plain sum.
        """
        totals: Array = self.estimate.totals[STATISTICS.index(statistic), 0 if corrected else 1]
        return totals

    def total(self, column: str = "input", *, corrected: bool = True) -> float:
        """Return one total in kg of mercury per year.

        Parameters
        ----------
        column : str
            ``input`` or one of the six pathways.
        corrected : bool
            With the double-counting corrections.

        Raises
        ------
        KeyError
            There is no such pathway.
        """
        if column not in COLUMNS:
            guess = closest(column, COLUMNS)
            raise KeyError(
                f"{column!r}; one of {', '.join(COLUMNS)}" + (f"; did you mean {guess!r}?" if guess else "")
            )
        return float(self.total_values(corrected=corrected)[COLUMNS.index(column)])

    def check_balance(self) -> None:
        """Assert that each line's input is its releases and its named remainder.

        Raises
        ------
        MassBalanceError
            Mercury was created, or lost without a name.
        """
        best = self.estimate.lines[0]
        for row, index in enumerate(self.order):
            line = self.lines[index]
            left = best[row, 0] - best[row, 1:].sum()
            scale = max(abs(best[row, 0]), 1.0)
            # Fillings already in the mouth release mercury of the supply of earlier years.
            if left < -BALANCE_TOLERANCE * scale and line.remainder != "other_phase":
                raise MassBalanceError(f"{line.source.id}: {-left:.6g} kg more released than put in")
            if left > BALANCE_TOLERANCE * scale and not line.remainder:
                raise MassBalanceError(f"{line.source.id}: {left:.6g} kg lost without a name")

    @functools.cached_property
    def bare(self) -> tuple[int, ...]:
        """Return the lines with an amount and without any range, by their index in the input."""
        return tuple(index for index in self.order if self.resolution.is_bare(self.lines[index]))

    def bare_share(self, column: str = "input", *, corrected: bool = True) -> float:
        """Return the part of a total, 0 to 1, that comes from lines without any range."""
        total = self.total(column, corrected=corrected)
        parts = [self.part(index, column, corrected=corrected) for index in self.bare]
        return math.fsum(parts) / total if total > 0 else 0.0

    def is_closed(self, column: str = "input", *, corrected: bool = True) -> bool:
        """Return whether a total has no range because lines without any carry a material part of it."""
        return bool(np.isnan(self.total_values("high", corrected=corrected)[COLUMNS.index(column)])) and bool(
            self.order
        )

    def part(self, index: int, column: str = "input", *, corrected: bool = True) -> float:
        """Return what a line adds to a total, in kg."""
        line, values = self.lines[index], self.values(index)
        if values is None:
            return 0.0
        place = COLUMNS.index(column)
        corrected = corrected and self.resolution.corrections
        if place == 0:
            return float(values[0]) * line.supply_weight * (line.input_weight if corrected else 1.0)
        return float(values[place]) * (line.pathway_weights[place - 1] if corrected else 1.0)

    def contribution(self, index: int) -> float:
        """Return what a line adds to the total input, in kg (with DC1-DC4 where they are on)."""
        return self.part(index)

    def remainder(self, index: int) -> float:
        """Return the mercury of a line that is not an output this year, in kg (stock, follows the product ...)."""
        values = self.values(index)
        if values is None or not self.lines[index].remainder:
            return 0.0
        return float(values[0] - values[1:].sum())
