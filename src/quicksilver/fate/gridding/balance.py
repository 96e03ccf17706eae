"""The ledger of a gridding: what came in of each region and sector, where it went, and that nothing is lost."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from quicksilver.errors import InputProblems, MassBalanceError, Problem
from quicksilver.fate.gridding.dataset import years_of
from quicksilver.fate.gridding.masks import Masks
from quicksilver.fate.gridding.points import Placed, of_year
from quicksilver.fate.gridding.proxies import Patterns

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

__all__ = ["TOLERANCE", "Ledger", "check_field", "check_ledger", "leave_out", "ledger", "make_ledger"]

Array = np.ndarray[Any, np.dtype[Any]]

#: Relative to what came in: more than this may not be missing or too much, for any region and sector.
TOLERANCE: Final = 1e-12

OUTSIDE: Final = "outside the grid"
POINT_OUTSIDE: Final = "points outside the grid"
NO_PROXY: Final = "proxy is zero in the whole region"


@dataclass
class Ledger:
    """Masses in kg per year, shape (years, regions, sectors), and why something is left over."""

    total: Array
    points: Array
    spread: Array
    remainder: Array
    reason: Array = field(init=False)

    def __post_init__(self) -> None:
        self.reason = np.full(self.total.shape[1:], "", dtype=object)

    def leave(self, region: int, sector: int, part: float, reason: str) -> None:
        """Move a part of what is to be spread to the named remainder."""
        moved = self.spread[:, region, sector] * part
        if not moved.any():
            return
        self.spread[:, region, sector] -= moved
        self.remainder[:, region, sector] += moved
        self.reason[region, sector] = "; ".join(filter(None, (self.reason[region, sector], reason)))


def make_ledger(
    table: pd.DataFrame, masks: Masks, years: tuple[int, ...], sectors: tuple[str, ...], placed: Placed | None
) -> Ledger:
    """Return what comes in; points that are more than their total are problems."""
    shape = len(years), len(masks.names), len(sectors)
    total, points, off = np.zeros(shape), np.zeros(shape), np.zeros(shape)
    at = (
        [years.index(int(y)) for y in table["year"]],
        [masks.names.index(r) for r in table["region"]],
        [sectors.index(s) for s in table["sector"]],
    )
    total[at] = table["kg"].to_numpy()
    if placed is not None:
        for number, year in enumerate(years):
            for where, on in ((points, True), (off, False)):
                of = of_year(placed, year) & ((placed.cell >= 0) == on)
                np.add.at(where[number], (placed.region[of], placed.sector[of]), placed.kg[of])
    both = points + off
    spread = total - both
    problems = []
    for y, r, s in np.argwhere(spread < -TOLERANCE / 2 * total):
        what = f"points of {masks.names[r]!r}, {sectors[s]!r} in {years[y]} have {both[y, r, s]:.12g} kg"
        allowed = f"up to {total[y, r, s]:.12g} kg, the total that they are part of"
        remedy = "correct the total or the points, or name the region of points at the border"
        problems.append(Problem(what, "points", allowed, remedy=remedy))
    if problems:
        raise InputProblems(problems)
    # Ten tenths are a little less than one: what rounding leaves is nothing to spread.
    ledger = Ledger(total, points, np.where(spread > TOLERANCE / 2 * total, spread, 0.0), off)
    ledger.reason[off.any(axis=0)] = POINT_OUTSIDE
    return ledger


def leave_out(
    ledger: Ledger, masks: Masks, sectors: tuple[str, ...], patterns: dict[str, Patterns], empty_proxy: str
) -> None:
    """Take out what cannot be put on the grid, by name."""
    for s, sector in enumerate(sectors):
        for r, name in enumerate(masks.names):
            if masks.outside[r] > 0:
                ledger.leave(r, s, masks.outside[r], OUTSIDE)
            if patterns[sector][r] is None and empty_proxy == "area":
                pattern = list(patterns[sector])
                pattern[r] = masks.weights(name)
                patterns[sector] = tuple(pattern)
            elif patterns[sector][r] is None:
                ledger.leave(r, s, 1.0, NO_PROXY)


def check_field(field_mass: float, expected: float, sector: str, year: int) -> None:
    """Refuse a field that does not hold what was put into it."""
    if not abs(field_mass - expected) <= TOLERANCE * expected:
        raise MassBalanceError(
            f"{sector}, {year}: {expected!r} kg went in, the field contains {field_mass!r} kg"
        )


def check_ledger(
    ledger: Ledger, masks: Masks, sectors: tuple[str, ...], patterns: dict[str, Patterns]
) -> None:
    """Refuse a result in which any region and sector is not in = on the grid + remainder."""
    pattern_sums = {
        sector: np.array([0.0 if p is None else p.sum() for p in patterns[sector]]) for sector in sectors
    }
    parts = np.stack([pattern_sums[sector] for sector in sectors], axis=1)
    out = ledger.points + ledger.spread * parts + ledger.remainder
    wrong = ~(np.abs(out - ledger.total) <= TOLERANCE * ledger.total)
    if wrong.any():
        y, r, s = np.argwhere(wrong)[0]
        raise MassBalanceError(
            f"{masks.names[r]}, {sectors[s]}: {float(ledger.total[y, r, s])!r} kg in, {float(out[y, r, s])!r} kg out"
        )


def ledger(data: xr.Dataset) -> pd.DataFrame:
    """Return what came in and where it went: one row for each year, region and sector with mass, in kg as Hg.

    Columns: ``year, region, sector, total_kg, points_kg, spread_kg, remainder_kg, reason``; in each row total is
    points, plus spread, plus remainder.
    """
    import pandas as pd

    names = ("total", "points", "spread", "remainder")
    where = np.argwhere(data["mass_total"].values > 0)
    y, r, s = where.T
    return pd.DataFrame(
        {
            "year": np.array(years_of(data))[y],
            "region": data["region"].values[r],
            "sector": data["sector"].values[s],
            **{f"{name}_kg": data[f"mass_{name}"].values[y, r, s] for name in names},
            "reason": data["remainder_reason"].values[r, s],
        }
    )
