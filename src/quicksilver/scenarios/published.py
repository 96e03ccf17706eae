"""The shipped world beside the published totals it is built from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quicksilver.factors.facts import facts
from quicksilver.scenarios.baseline import DIFFERENCE, sector_list, world, world_years
from quicksilver.scenarios.division import group_cells, group_of

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["by_region", "side_by_side"]


def side_by_side() -> pd.DataFrame:
    """Return year, what, the published number, the sum in the shipped world and the difference, in t per year.

    Published totals that differ from the sum of their parts stay as printed.
    """
    import pandas as pd

    rows = []
    for year in world_years():
        base = world(year, difference=True)
        total = next(
            row.number.value
            for row in facts("streets_regional", year=year, form="total", region="Global Total")
            if row.number
        )
        rows.append((year, "Streets et al. 2019, world", total, base.value.sum() / 1000))
        if len(base.sectors) == 1:
            continue
        kept = [i for i, sector in enumerate(base.sectors) if sector != DIFFERENCE]
        listed = sum(row.number.central for row in sector_list(year).values() if row.number)
        rows.append((year, f"sectors, sum of {len(kept)} printed", listed, base.value[:, kept].sum() / 1000))
        printed = next(
            r for r in facts("baseline_emissions", sector="total", year=year, region="World") if r.number
        )
        assert printed.number is not None
        rows.append((year, "sectors, printed total", printed.number.value, base.value[:, kept].sum() / 1000))
    table = pd.DataFrame(rows, columns=["year", "what", "published", "shipped"])
    return table.assign(difference=table["shipped"] - table["published"])


def by_region(year: int = 2015) -> pd.DataFrame:
    """Return region, group of sectors, the cell of the table of the source and the sum in the shipped world, in t per year.

    Parameters
    ----------
    year : int
        2010 or 2015; the cells of 2010 are a fit, not printed.

    Examples
    --------
    >>> table = by_region()
    >>> len(table), float((table["shipped"] - table["source"]).abs().max()) < 1
    (44, True)
    """
    import pandas as pd

    base = world(year)
    rows = []
    for (region, group), cell in group_cells(year).items():
        place = base.regions.index(region)
        mine = [base.value[place, s] for s, sector in enumerate(base.sectors) if group_of(sector) == group]
        rows.append((region, group, cell, float(sum(mine)) / 1000))
    return pd.DataFrame(rows, columns=["region", "group", "source", "shipped"])
