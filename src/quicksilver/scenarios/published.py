"""The shipped world beside the published totals it is built from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quicksilver.areas.tables import facts
from quicksilver.scenarios.baseline import DIFFERENCE, sector_list, world, world_years

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["side_by_side"]


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
