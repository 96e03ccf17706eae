"""From a file, or typed input, to a calculated inventory."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from quicksilver.errors import Problem, QuicksilverError, closest
from quicksilver.factors import FactorSet, load
from quicksilver.intake.declared import noted
from quicksilver.intake.tables import ColumnMapping
from quicksilver.inventory.engine import compute, compute_many
from quicksilver.inventory.files.read import read
from quicksilver.inventory.inventory import Inventory
from quicksilver.inventory.model import InventoryInput
from quicksilver.inventory.resolve import resolve
from quicksilver.inventory.results.result import block_of, closed
from quicksilver.quantities import LawChoice

__all__ = ["DEFAULT_DRAWS", "run", "run_many"]

DEFAULT_DRAWS = 1000


def _law(name: str) -> LawChoice:
    """Return a choice of laws by its name."""
    choices = [str(choice) for choice in LawChoice]
    if name not in choices:
        guess = closest(name, choices)
        raise QuicksilverError(
            f"law {name!r} is not one of {', '.join(choices)}"
            + (f"; did you mean {guess!r}?" if guess else "")
        )
    return LawChoice(name)


def _beside(source: Any) -> Path | None:
    """Return the factors that lie beside an inventory of general.json and inventory.csv, as an import writes them."""
    if isinstance(source, InventoryInput):
        return None
    folder = path if (path := Path(source)).is_dir() else path.parent
    named = path.is_dir() or path.name == "inventory.csv"
    beside = folder / "factors.csv"
    return beside if named and beside.exists() and (folder / "general.json").exists() else None


def _prepared(
    source: Any,
    factors: Any,
    corrections: bool,
    law: LawChoice,
    assumed_ranges: bool | None,
    decimal: str | None,
    cached: bool,
    mapping: ColumnMapping | None = None,
    known: Sequence[Problem] = (),
) -> tuple[Any, Any, tuple[int, ...]]:
    with noted() as notes:
        chosen = factors if isinstance(factors, FactorSet) else load(factors or _beside(source))
    typed = (
        source
        if isinstance(source, InventoryInput)
        else read(source, chosen, decimal=decimal, cached=cached, mapping=mapping)
    )
    # How the overlay was read belongs to the receipt as well.
    typed = replace(typed, warnings=(*typed.warnings, *known, *notes))
    joined = resolve(typed, chosen, assumed_ranges=assumed_ranges)
    resolution = replace(joined, corrections=corrections, law=law)
    block, order = block_of(resolution)
    return resolution, block, order


def _finished(resolution: Any, estimate: Any, order: tuple[int, ...], draws: int, seed: int) -> Inventory:
    rows = {index: row for row, index in enumerate(order)}
    result = Inventory(resolution, closed(resolution, estimate, order), order, draws, seed, rows)
    result.check_balance()
    return result


def run(
    source: str | Path | InventoryInput,
    *,
    factors: str | Path | FactorSet | None = None,
    draws: int = DEFAULT_DRAWS,
    seed: int = 0,
    corrections: bool = True,
    law: str = "stated",
    assumed_ranges: bool | None = None,
    decimal: str | None = None,
    cached: bool = False,
    mapping: ColumnMapping | None = None,
    previous: str | Path | InventoryInput | None = None,
) -> Inventory:
    """Return the inventory calculated from a workbook, CSV, JSON or typed input.

    Parameters
    ----------
    source : str, Path or InventoryInput
        See :func:`quicksilver.inventory.files.read`.
    factors : str, Path or FactorSet, optional
        The name of a shipped set, an overlay file over the Toolkit set, or a whole factor set; if omitted, ``factors.csv`` beside
        ``inventory.csv`` and ``general.json``, where it is there.
    draws : int
        Correlated Monte Carlo draws; 0 for none.
    seed : int
        Equal seeds give equal results to the last digit.
    corrections : bool
        Whether the double-counting corrections DC1-DC4 enter the totals (the plain sum is kept beside).
    law : str
        ``stated`` draws each input factor and activity by the law that gives its published numbers back
        (:func:`quicksilver.quantities.stated_law`); ``triangle`` draws them from plain triangles, as version
        0.1 did.
    assumed_ranges : bool, optional
        Whether a factor whose range nobody published or gave is drawn over an assumed range
        (:mod:`quicksilver.factors.assumed`). Without, each total of which such factors are more than a
        twentieth has no range. What the inventory states if omitted, else yes.
    decimal : str, optional
        ``point`` or ``comma``, the decimal sign of the file's numbers; its own cells decide if omitted.
    cached : bool
        Whether the stored results of formulas in a workbook are used; a warning names each cell.
    mapping : ColumnMapping, optional
        What is stated of the columns of a CSV file or of a sheet of a workbook.
    previous : str, Path or InventoryInput, optional
        Another year of the same country; its amounts are compared by the checks and enter no result.

    Returns
    -------
    Inventory

    Raises
    ------
    InputProblems
        The input cannot be used; everything that is wrong is listed.
    QuicksilverError
        There is no such choice of laws, or the previous inventory is of another country.
    MassBalanceError
        The factor set loses mercury without a name.

    Examples
    --------
    >>> from quicksilver.inventory import (ActivityLine, General, InventoryInput)
    >>> line = ActivityLine("L1-CREM", "example", presence="Y", activity=1000.0, unit="corpses")
    >>> made = InventoryInput("example", General("SEN", 2020, 1), (line,), "")
    >>> run(made, draws=0).total("air")
    2.5
    """
    resolution, block, order = _prepared(
        source, factors, corrections, _law(law), assumed_ranges, decimal, cached, mapping
    )
    estimate = compute(block, draws, seed, keep_draws=True)
    result = _finished(resolution, estimate, order, draws, seed)
    return result if previous is None else replace(result, previous=_previous(previous, result, factors))


def _previous(source: str | Path | InventoryInput, result: Inventory, factors: Any) -> Inventory:
    """Return the inventory of another year of the same country, for its amounts alone."""
    other = run(source, factors=factors, draws=0)
    if other.general.country != result.general.country:
        raise QuicksilverError(
            f"the previous inventory is of {other.general.country}, and this one of {result.general.country}"
        )
    return other


def run_many(
    sources: Sequence[str | Path | InventoryInput] | Iterable[str | Path | InventoryInput],
    *,
    factors: str | Path | FactorSet | None = None,
    draws: int = DEFAULT_DRAWS,
    seed: int = 0,
    corrections: bool = True,
    law: str = "stated",
    assumed_ranges: bool | None = None,
    decimal: str | None = None,
    cached: bool = False,
    mapping: ColumnMapping | None = None,
    scheduler: str | None = None,
    workers: int = 2,
) -> list[Inventory]:
    """Return many inventories, calculated side by side; a factor they share is drawn once for them all.

    Parameters
    ----------
    sources : sequence
        As for :func:`run`.
    cached : bool
    mapping : ColumnMapping, optional
        As for :func:`run`.
    scheduler : str, optional
        ``"dask"`` for a local cluster or the address of a Dask scheduler; the digits stay the same.
    workers : int
        Threads or local processes.

    Raises
    ------
    InputProblems
        As for :func:`run`.
    """
    with noted() as notes:
        # Read once for all, unless each inventory can have factors of its own beside it.
        chosen = factors if factors is None or isinstance(factors, FactorSet) else load(factors)
    choice = _law(law)
    prepared = [
        _prepared(source, chosen, corrections, choice, assumed_ranges, decimal, cached, mapping, notes)
        for source in sources
    ]
    blocks = [block for _, block, _ in prepared]
    estimates = compute_many(blocks, draws, seed, scheduler=scheduler, workers=workers)
    return [
        _finished(resolution, estimate, order, draws, seed)
        for (resolution, _, order), estimate in zip(prepared, estimates, strict=True)
    ]
