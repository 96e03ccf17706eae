"""The verbs of ``quicksilver fate`` as Python calls of the same name; each gives an xarray data set with CF attributes.

Models and emissions are taken by name, by file, or as objects:

>>> run = cycle("selin2014", {"year": [2012, 2020], "atm": [2000.0, 1000.0]}, 2012, 2020, gaps=True)
>>> run["mass"].attrs["units"]
'Mg'
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from quicksilver.fate.cycle import CycleModel, Emissions, load_model, read_emissions, run
from quicksilver.fate.cycle.forcing import Interpolation

if TYPE_CHECKING:
    import xarray as xr

__all__ = [
    "air",
    "attribute",
    "compare",
    "cycle",
    "deposit",
    "emissions_of",
    "ensemble",
    "grid",
    "matrix",
    "model_of",
    "observe",
    "pulse",
    "whereto",
    "whose",
]

Series = Emissions | str | Path | Mapping[str, Sequence[float]] | None


def model_of(given: CycleModel | str | Path) -> CycleModel:
    """Return a model from its name, its file, or itself.

    Raises
    ------
    InputProblems
        There is no such model, or its file is wrong.
    """
    return given if isinstance(given, CycleModel) else load_model(given)


def emissions_of(
    given: Series,
    model: CycleModel,
    *,
    interpolation: Interpolation = "linear",
    unit: str = "Mg/yr",
    gaps: bool = False,
    **reading: Any,
) -> Emissions | None:
    """Return emissions from the name of a history, a CSV file, columns (``year`` and receiving reservoirs), or themselves.

    Parameters
    ----------
    given : Emissions, str, Path, mapping or None
    model : CycleModel
    interpolation : str
        ``linear`` or ``step``.
    unit : str
        Of a file or of columns.
    gaps : bool
        Whether years may be left out.
    **reading : object
        ``mapping``, ``decimal`` and ``cached`` of :func:`quicksilver.fate.cycle.read_emissions`, for a file.

    Raises
    ------
    InputProblems
        Years, units, columns or values are wrong; all problems at once.
    """
    from quicksilver.fate.scenarios import histories, history

    if given is None or isinstance(given, Emissions):
        return given
    if isinstance(given, Mapping):
        return _columns(given, model, interpolation, unit, gaps)
    if str(given) in histories():
        return history(str(given))
    return read_emissions(given, model, interpolation=interpolation, unit=unit, gaps=gaps, **reading)


def _columns(
    given: Mapping[str, Sequence[float]],
    model: CycleModel,
    interpolation: Interpolation,
    unit: str,
    gaps: bool,
) -> Emissions:
    """Return columns as emissions through the reader of files, so that both are checked alike."""
    import tempfile

    import pandas as pd

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "emissions.csv"
        pd.DataFrame(dict(given)).to_csv(path, index=False)
        return read_emissions(path, model, interpolation=interpolation, unit=unit, gaps=gaps, decimal="point")


def cycle(
    model: CycleModel | str | Path,
    emissions: Series,
    start: float,
    end: float,
    *,
    every: float = 1.0,
    apart: bool = False,
    interpolation: Interpolation = "linear",
    unit: str = "Mg/yr",
    gaps: bool = False,
) -> xr.Dataset:
    """Return masses and fluxes by year.

    Parameters
    ----------
    model : CycleModel, str or Path
    emissions : Emissions, str, Path, mapping or None
    start, end : float
        Calendar years.
    every : float
        Years between values.
    apart : bool
        Whether each column of the emissions is kept apart, along ``source``.
    interpolation, unit, gaps
        See :func:`emissions_of`.

    Returns
    -------
    xarray.Dataset
        ``mass`` (year, reservoir, source) in Mg, ``flux`` (year, flow, source) in Mg per year, ``left``, ``put_in``.

    Raises
    ------
    InputProblems
    MassBalanceError
    """
    chosen = model_of(model)
    series = emissions_of(emissions, chosen, interpolation=interpolation, unit=unit, gaps=gaps)
    years = np.append(np.arange(start, end - 1e-9, every), end) if end > start else None
    return run(chosen, series, start, end, years=years, apart=apart).dataset


def ensemble(
    model: CycleModel | str | Path, emissions: Series, start: float, end: float, **options: Any
) -> xr.Dataset:
    """Return yearly quantiles before and after the observations; see :func:`quicksilver.fate.ensemble.ensemble`."""
    from quicksilver.fate.ensemble import ensemble as many

    chosen = model_of(model)
    return many(chosen, emissions_of(emissions, chosen), start, end, **options)


def attribute(
    model: CycleModel | str | Path,
    emissions: Series,
    start: float,
    end: float,
    *,
    of: str = "deposition",
    periods: Sequence[float] = (),
    every: float = 1.0,
) -> xr.Dataset:
    """Return the share of each source and period in a reservoir or in deposition, by year; the shares of a year add up to one.

    Parameters
    ----------
    model : CycleModel, str or Path
    emissions : Emissions, str, Path or mapping
        Each column is a source.
    start, end : float
        Calendar years.
    of : str
        A reservoir or ``deposition``.
    periods : sequence of float
        Years that divide the emissions in time.
    every : float
        Years between values.

    Returns
    -------
    xarray.Dataset
        ``share`` (year, source) and ``total`` (year), in Mg for a reservoir and in Mg per year for deposition.

    Raises
    ------
    InputProblems
    """
    import xarray as xr

    from quicksilver.fate.attribution import parted

    chosen = model_of(model)
    series = emissions_of(emissions, chosen)
    if of != "deposition":
        chosen.index(of)
    years = np.append(np.arange(start, end - 1e-9, every), end)
    result = run(
        chosen, None if series is None else parted(series, periods), start, end, years=years, apart=True
    )
    total = result.deposition() if of == "deposition" else result.mass(of)
    return xr.Dataset(
        {
            "share": (("year", "source"), result.shares(of), {"units": "1", "long_name": f"share in {of}"}),
            "total": ("year", total, {"units": "Mg yr-1" if of == "deposition" else "Mg", "long_name": of}),
        },
        {
            "year": ("year", result.years, {"long_name": "calendar year, beginning"}),
            "source": list(result.sources),
        },
        {**result.dataset.attrs, "of": of},
    )


def grid(totals: Any, **options: Any) -> xr.Dataset:
    """Return totals of regions and sectors on a grid; see :func:`quicksilver.fate.gridding.grid`."""
    from quicksilver.fate import gridding

    return gridding.grid(totals, **options)


def observe(path: str | Path, **options: Any) -> xr.Dataset:
    """Return means and trends of stations; see :func:`quicksilver.fate.observations.observe`."""
    from quicksilver.fate import observations

    return observations.observe(path, **options)


def pulse(
    model: CycleModel | str | Path, box: str = "atm", years: Sequence[float] = (1, 10, 100, 1000)
) -> xr.Dataset:
    """Return where one Mg put into a reservoir is after so many years: ``share`` (time, reservoir) with all that has left."""
    import xarray as xr

    from quicksilver.fate.attribution import pulse as followed

    chosen = model_of(model)
    return xr.Dataset(
        {
            "share": (
                ("time", "reservoir"),
                followed(chosen, box, years),
                {"units": "1", "long_name": f"share of a pulse to {box}"},
            )
        },
        {
            "time": (
                "time",
                np.asarray(years, dtype=float),
                {"units": "years", "long_name": "time since the pulse"},
            ),
            "reservoir": [*chosen.boxes, *chosen.sinks],
        },
        {"Conventions": "CF-1.11", "title": chosen.title, "references": chosen.citation},
    )


def whose(receptor: str | Path, **options: Any) -> xr.Dataset:
    """Return from whom the deposition on a place comes, with ranges; see :func:`quicksilver.fate.atmosphere.answers.whose`.

    About places; about years and sources: :func:`attribute`.
    """
    from quicksilver.fate.atmosphere import answers

    return answers.whose(receptor, **options)


def whereto(source: str, **options: Any) -> xr.Dataset:
    """Return where a source is deposited, with ranges; see :func:`quicksilver.fate.atmosphere.answers.whereto`."""
    from quicksilver.fate.atmosphere import answers

    return answers.whereto(source, **options)


def matrix(**options: Any) -> xr.Dataset:
    """Return the share of each source in each receptor, with ranges; see :func:`quicksilver.fate.atmosphere.matrix.matrix`."""
    from quicksilver.fate.atmosphere import matrix as table

    return table.matrix(**options)


def deposit(emissions: Any, **options: Any) -> xr.Dataset:
    """Return what given emissions deposit by year; see :func:`quicksilver.fate.atmosphere.matrix.deposit`."""
    from quicksilver.fate.atmosphere import matrix as table

    return table.deposit(emissions, **options)


def air(climate: Any = "mean", numbers: Any = None, **options: Any) -> xr.Dataset:
    """Return the year of the air that repeats itself; see :func:`quicksilver.fate.atmosphere.judge.air`."""
    from quicksilver.fate.atmosphere import judge

    return judge.air(climate, numbers, **options)


def compare(
    model: CycleModel | str | Path, emissions: Series, futures: Sequence[str], start: float, end: float
) -> xr.Dataset:
    """Return futures in one line each, compared in emission, deposition, air and surface ocean; the first is the base.

    Parameters
    ----------
    model : CycleModel, str or Path
    emissions : Emissions, str, Path or mapping
        The past.
    futures : sequence of str
        For example ``hold``, ``stop``, ``cut 50% by 2035``, ``delay 5: cut 50% by 2035``.
    start, end : float
        Calendar years.

    Returns
    -------
    xarray.Dataset
        Variables by (scenario, year).

    Raises
    ------
    InputProblems
    """
    import xarray as xr

    from quicksilver.fate.scenarios import compare as compared
    from quicksilver.fate.scenarios import future

    chosen = model_of(model)
    past = emissions_of(emissions, chosen)
    if past is None:
        past = emissions_of("streets2011", chosen)
    assert past is not None
    comparison = compared(
        chosen, {words: future(past, words, start, end + 1) for words in futures}, start, end
    )
    parts = {
        "emission": "Mg yr-1",
        "deposition": "Mg yr-1",
        "deposition_land": "Mg yr-1",
        "deposition_ocean": "Mg yr-1",
        "atmosphere": "Mg",
        "surface_ocean": "Mg",
        "avoided_deposition": "Mg",
    }
    return xr.Dataset(
        {
            name: (
                ("scenario", "year"),
                np.stack([getattr(comparison, name)[s] for s in comparison.names]),
                {"units": unit, "long_name": name.replace("_", " ")},
            )
            for name, unit in parts.items()
        },
        {
            "scenario": list(comparison.names),
            "year": ("year", comparison.years, {"long_name": "calendar year, beginning"}),
        },
        {
            "Conventions": "CF-1.11",
            "title": f"Scenarios with {chosen.title}",
            "references": chosen.citation,
            "base": comparison.base,
            "notes": " | ".join(map(str, comparison.notes)),
        },
    )
