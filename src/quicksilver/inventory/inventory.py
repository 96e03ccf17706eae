"""A calculated inventory with all that can be asked of it."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from quicksilver.inventory.results.result import Result

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

__all__ = ["Inventory"]


@dataclass(frozen=True, repr=False)
class Inventory(Result):
    """The result of :func:`quicksilver.inventory.run`: the numbers, their tables, origin, checks and files."""

    def __repr__(self) -> str:
        """Return a summary in one line; the tables have the numbers."""
        from quicksilver.inventory.results.receipt import range_text

        return (
            f"<Inventory {self.label}, Level {self.general.level}: {len(self.order)} of {len(self.lines)} lines with "
            f"amounts, total input {range_text(self, 'input')}{' per year' if self.order else ''}>"
        )

    @functools.cached_property
    def table(self) -> pd.DataFrame:
        """Return one row per line of the input: the table of ``lines.csv``."""
        from quicksilver.inventory.results.tables import lines_table

        return lines_table(self)

    @functools.cached_property
    def summary(self) -> pd.DataFrame:
        """Return the groups of Table 1-1 and the totals: the table of ``summary.csv``."""
        from quicksilver.inventory.results.tables import summary_table

        return summary_table(self)

    @functools.cached_property
    def gaps(self) -> pd.DataFrame:
        """Return every source of the level with its state, answered or not."""
        from quicksilver.inventory.results.tables import gaps_table

        return gaps_table(self)

    @functools.cached_property
    def receipt(self) -> dict[str, Any]:
        """Return what was read, used, left out and assumed, and what came out."""
        from quicksilver.inventory.results.receipt import receipt

        return receipt(self)

    @functools.cached_property
    def dataset(self) -> xr.Dataset:
        """Return all numbers as labelled arrays with units."""
        from quicksilver.inventory.results.tables import dataset

        return dataset(self)

    def findings(self) -> list[Any]:
        """Return the findings of the quality checks."""
        from quicksilver.inventory.results.findings.checks import check

        return check(self)

    def explain(self, source: str, language: str = "en") -> str:
        """Return the derivation of every number of a source or category, as text."""
        from quicksilver.inventory.results.explain import explain_text

        return explain_text(self, source, language)

    def sensitivity(self, of: str = "input", **options: Any) -> pd.DataFrame:
        """Return the uncertain inputs ranked by their share of the variance of a total."""
        from quicksilver.inventory.results.sensitivity import sensitivity

        return sensitivity(self, of, **options)

    def compare(self, other: Result) -> Any:
        """Return the difference to another inventory, split into activity, factor and technology."""
        from quicksilver.inventory.results.compare import compare

        return compare(self, other)

    def to_excel(self, path: str | Path, *, force: bool = False) -> Path:
        """Write all tables to one workbook and return its path."""
        from quicksilver.inventory.results.export import workbook_bytes
        from quicksilver.outputs import write_files

        target = Path(path)
        write_files(target.parent, {target.name: workbook_bytes(self)}, force=force)
        return target

    def write(self, folder: str | Path, *, force: bool = False) -> Path:
        """Write tables, arrays, workbook and receipt to a folder and return it."""
        from quicksilver.inventory.results.export import files
        from quicksilver.outputs import write_files

        return write_files(Path(folder), files(self), force=force)
