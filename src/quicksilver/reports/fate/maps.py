"""Maps of emission and deposition, and models against stations, in six languages."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final, Literal

import numpy as np

from quicksilver.errors import InputProblems, Problem, closest
from quicksilver.language.numbers import shown
from quicksilver.languages import LANGUAGES
from quicksilver.reports.fate.words import (
    Array,
    Column,
    limit,
    need_numbers,
    nothing,
    one_of,
    problem,
    say,
)
from quicksilver.reports.languages import check_language

if TYPE_CHECKING:
    import xarray as xr

    from quicksilver.charts.maps import Lines, Station
    from quicksilver.charts.scene import Chart

__all__ = ["emission_map", "station_series", "station_values", "taylor"]

#: Quantities that are compared with stations, and the key of their unit.
_QUANTITIES: Final = {
    "gem": "unit.air",
    "tgm": "unit.air",
    "wet_deposition": "unit.area",
    "deposition": "unit.area",
}


#: Mean radius of the Earth in m (IUGG; Moritz 2000, doi:10.1007/s001900050278).
_RADIUS: Final = 6_371_008.8


#: Seconds of a Julian year (IAU).
_YEAR: Final = 31_557_600.0


_UG_PER_KG: Final = 1e9


_KG_PER_MG: Final = 1e3


def _axis_of(data: xr.DataArray, names: Sequence[str]) -> str:
    dimensions = [str(d) for d in data.dims if str(d).lower() in names]
    return dimensions[0] if dimensions else ""


def _field(dataset: xr.Dataset, variable: str | None) -> tuple[Array, Array, Array]:
    """Return the field of a map in kg m-2 s-1, its latitudes and its longitudes."""
    lats, lons = ("lat", "latitude", "y"), ("lon", "longitude", "x")
    mapped = [str(n) for n, d in dataset.data_vars.items() if _axis_of(d, lats) and _axis_of(d, lons)]
    if variable is None and len(mapped) == 1:
        variable = mapped[0]
    if variable is None or variable not in mapped:
        raise problem(
            f"there is no field {variable!r}"
            if variable
            else f"{len(mapped)} fields with latitude and longitude",
            "dataset",
            ", ".join(mapped) or "a variable with the dimensions lat and lon",
            closest(variable or "", mapped),
            "name the variable",
        )
    data = dataset[variable].squeeze(drop=True)
    down, across = _axis_of(data, lats), _axis_of(data, lons)
    others = [str(d) for d in data.dims if d not in (down, across)]
    units = str(data.attrs.get("units", "kg m-2 s-1"))
    problems = []
    if not down or not across or others:
        problems.append(
            Problem(
                f"dimensions {', '.join(map(str, dataset[variable].dims))}",
                variable,
                "lat and lon",
                remedy=f"take one of, or a mean or sum over, {', '.join(others) or 'the others'}",
            )
        )
    if re.sub(r"[\s*.^]", "", units) not in ("kgm-2s-1", "kg/m2/s", "kgm-2s-1Hg"):
        problems.append(
            Problem(f"unit {units!r}", variable, "kg m-2 s-1", "kg m-2 s-1", "turn the field into kg m-2 s-1")
        )
    if problems:
        raise InputProblems(problems)
    data = data.transpose(down, across)
    values = np.asarray(data.values, dtype=float)
    need_numbers(values, variable)
    if np.nanmin(values) < 0:
        raise problem(
            f"{np.nanmin(values):g} in the field",
            variable,
            "0 or more",
            remedy="draw what is emitted or deposited, not the balance",
        )
    return values, np.asarray(data[down].values, dtype=float), np.asarray(data[across].values, dtype=float)


def _total(values: Array, lat: Array, lon: Array) -> float:
    """Return the whole of a field of kg m-2 s-1 in Mg per year, on a sphere."""
    from quicksilver.charts.grids import edges

    zone = np.abs(np.diff(np.sin(np.radians(np.clip(edges(lat), -90, 90)))))
    area = np.outer(zone, np.abs(np.diff(np.radians(edges(lon))))) * _RADIUS**2
    return float(np.nansum(values * area)) * _YEAR / _KG_PER_MG


def emission_map(
    dataset: xr.Dataset,
    variable: str | None = None,
    *,
    coast: Lines = (),
    title: str = "",
    what: Literal["emission", "deposition"] = "emission",
    language: str = "en",
) -> Chart:
    """Return a map of emission (or deposition) by area, with the total of the field under it.

    Parameters
    ----------
    dataset : xarray.Dataset
        With a field in kg m-2 s-1 on ``lat`` and ``lon`` in degrees. A fine grid is drawn in blocks of cells.
    variable : str, optional
        Required where the data set has several fields.
    coast : sequence of sequence of (float, float)
        Lines of (longitude, latitude).
    title : str
        In place of the one that comes with ``what``.
    what : str
        ``emission`` or ``deposition``.
    language : str

    Raises
    ------
    InputProblems
        There is no such field, it has other dimensions or units, has no number, or one below 0, or its axes are
        out of order.
    """
    from quicksilver.charts.grids import block, edges
    from quicksilver.charts.maps import grid_map

    check_language(language)
    one_of(what, ["emission", "deposition"], "what")
    values, lat, lon = _field(dataset, variable)
    for name, places in (("lat", lat), ("lon", lon)):
        try:
            edges(places)
        except ValueError as fault:
            raise problem(
                str(fault),
                name,
                "places in ascending or descending order",
                remedy=f"sort the data set by {name}",
            ) from None
    sentences = [say("caption.total", language, total=shown(_total(values, lat, lon), language))]
    by = block((len(lat), len(lon)))
    if by != (1, 1):
        sentences.append(say("caption.blocks", language, rows=str(by[0]), columns=str(by[1])))
    sentences.append(say("caption.blank", language))
    caption = LANGUAGES[language].style.space.join(sentences)
    return grid_map(
        title or say(f"title.{what}", language),
        values * _UG_PER_KG * _YEAR,
        lat,
        lon,
        unit=say("unit.area", language),
        language=language,
        coast=coast,
        compass=_compass(language),
        unknown_word=nothing(language),
        caption=caption,
        note=caption,
    )


def _compass(language: str) -> tuple[str, ...]:
    return tuple(say(f"compass.{way}", language, n="{}") for way in "nsew")


def _compared(quantity: str, unit: str, language: str) -> tuple[str, str]:
    """Return name and unit of a quantity compared with stations."""
    one_of(quantity, list(_QUANTITIES), "quantity")
    return say(f"quantity.{quantity}", language), unit or say(_QUANTITIES[quantity], language)


def station_series(
    station: str,
    years: Sequence[float] | Array,
    observed: Column,
    *,
    low: Column | None = None,
    high: Column | None = None,
    models: Mapping[str, Column] | None = None,
    quantity: str = "gem",
    unit: str = "",
    language: str = "en",
) -> Chart:
    """Return what a station observed with its error bars, and models as lines.

    Parameters
    ----------
    station : str
    years : sequence of float, shape (times,)
    observed : sequence of float or None, shape (times,)
    low, high : sequence of float or None, shape (times,), optional
        Ends of the error bars.
    models : mapping of str to sequence of float or None, shape (times,)
    quantity : str
        ``gem``, ``tgm`` (ng/m³), ``wet_deposition`` or ``deposition`` (µg per m² and year).
    unit : str
        In place of the one that comes with the quantity.
    language : str

    Raises
    ------
    InputProblems
        The quantity is unknown, a column is of another length, nothing is a number, or there are more than ten
        models.
    """
    from quicksilver.charts.lines import Points, line_chart

    check_language(language)
    name, shown_unit = _compared(quantity, unit, language)
    given: dict[str, Column] = {
        "observed": observed,
        **({"low": low} if low is not None else {}),
        **({"high": high} if high is not None else {}),
        **(models or {}),
    }
    problems = [
        Problem(
            f"{len(v)} values for {len(years)} years",
            n,
            f"{len(years)} values",
            remedy="give one value, or none, for each year",
        )
        for n, v in given.items()
        if len(v) != len(years)
    ]
    if problems:
        raise InputProblems(problems)
    need_numbers(
        [math.nan if v is None else v for column in (observed, *(models or {}).values()) for v in column],
        station,
    )
    lines = {
        label: np.array([math.nan if v is None else v for v in values], dtype=float)
        for label, values in (models or {}).items()
    }
    limit(lines, "models", "draw fewer models")
    return line_chart(
        say("title.series", language, quantity=name, station=station),
        years,
        lines,
        unit=shown_unit,
        x_title=say("axis.year", language),
        language=language,
        points=[Points(say("word.observed", language), years, observed, low, high)],
        from_zero=False,
        unknown_word=nothing(language),
    )


def station_values(
    stations: Sequence[Station],
    *,
    quantity: str = "gem",
    unit: str = "",
    coast: Lines = (),
    language: str = "en",
) -> Chart:
    """Return a map of stations with their values.

    Parameters
    ----------
    stations : sequence of Station
    quantity, unit
        As for :func:`station_series`.
    coast : sequence of sequence of (float, float)
        Lines of (longitude, latitude).
    language : str

    Raises
    ------
    InputProblems
        The quantity is unknown or no station has a value.
    """
    from quicksilver.charts.maps import station_map

    check_language(language)
    name, shown_unit = _compared(quantity, unit, language)
    values = [math.nan if station.value is None else station.value for station in stations]
    need_numbers(values, "the list of stations")
    hollow = not np.isfinite(values).all()
    return station_map(
        name,
        stations,
        unit=shown_unit,
        language=language,
        coast=coast,
        compass=_compass(language),
        unknown_word=nothing(language),
        caption=say("caption.hollow", language) if hollow else "",
    )


def taylor(
    models: Mapping[str, Column],
    observed: Column,
    *,
    quantity: str = "gem",
    unit: str = "",
    normalised: bool = True,
    language: str = "en",
) -> Chart:
    """Return models compared with observations in a Taylor diagram.

    Parameters
    ----------
    models : mapping of str to sequence of float or None, shape (places,)
        At the places of the observations; those unknown on either side are left out, so each model may have
        its own places.
    observed : sequence of float or None, shape (places,)
    quantity, unit
        As for :func:`station_series`.
    normalised : bool
        Standard deviations over that of the observations at the places of the model. Without it, all models must
        have values at the same places.
    language : str

    Raises
    ------
    InputProblems
        The quantity is unknown, there is no model, a column cannot be compared, or places differ.
    """
    from quicksilver.charts.taylor import Compared, compared, taylor_diagram

    check_language(language)
    name, shown_unit = _compared(quantity, unit, language)
    if not models:
        raise problem(
            "there is no model to compare",
            "models",
            "one model at least",
            remedy="give name and values of a model",
        )
    problems, made = [], []
    for label, values in models.items():
        try:
            made.append(compared(label, values, observed))
        except ValueError as fault:
            problems.append(
                Problem(
                    str(fault),
                    label,
                    "two values or more that vary, one for each observation",
                    remedy="give the values of the model at the places of the observations",
                )
            )
    wide = {round(reference, 12) for _, reference in made}
    if not normalised and len(wide) > 1:
        problems.append(
            Problem(
                "the models have values at different places",
                "models",
                "the same places",
                remedy="normalised=True",
            )
        )
    if problems:
        raise InputProblems(problems)
    points = [Compared(p.name, p.deviation / s, p.correlation) if normalised else p for p, s in made]
    return taylor_diagram(
        say("title.taylor", language, quantity=name),
        points,
        reference=1.0 if normalised else made[0][1],
        reference_name=say("word.observed", language),
        unit=say("taylor.deviation.plain" if normalised else "taylor.deviation", language, unit=shown_unit),
        correlation_title=say("taylor.correlation", language),
        difference_title=say("taylor.difference", language),
        language=language,
        unknown_word=nothing(language),
    )
