"""Charts of transport in the air in six languages: shares with ranges, deposition, footprints, the matrix, stations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from quicksilver.geography.outlines import coast
from quicksilver.language.numbers import exact
from quicksilver.reports.fate.maps import emission_map
from quicksilver.reports.fate.words import nothing, say
from quicksilver.reports.languages import check_language

if TYPE_CHECKING:
    import xarray as xr

    from quicksilver.charts.scene import Chart

__all__ = [
    "deposition_map",
    "footprint_map",
    "matrix_heat",
    "place_name",
    "share_bars",
    "station_scatter",
]

Array = np.ndarray[Any, np.dtype[Any]]

#: Bars of a chart; the rest is one bar.
_BARS: Final = 14
_KINDS: Final = ("ocean", "soil", "fire", "geogenic")


def _lines() -> list[list[tuple[float, float]]]:
    return [[(float(x), float(y)) for x, y in line] for line in coast()]


def place_name(name: str, language: str) -> str:
    """Return the name of a source or receptor in a language; what no table names stays as it is.

    Examples
    --------
    >>> place_name("ocean", "en"), place_name("SEN", "fr")
    ('Sea (legacy and natural)', 'Sénégal')
    """
    from quicksilver.geography.countries import country_name, is_country
    from quicksilver.language.templates import templates

    if name in _KINDS:
        return say(f"air.kind.{name}", language)
    if f"air.place.{name}" in templates("fate_chart_text"):
        return say(f"air.place.{name}", language)
    return country_name(name, language) if len(name) == 3 and is_country(name) else name


def share_bars(answer: xr.Dataset, *, language: str = "en") -> Chart:
    """Return the shares of the sources of an answer as bars with their ranges, the largest first.

    Parameters
    ----------
    answer : xarray.Dataset
        From :func:`quicksilver.fate.atmosphere.answers.whose` or ``whereto``.
    language : str
    """
    from quicksilver.charts.bars import bar_chart

    check_language(language)
    along = "source" if "source" in answer.dims else "receptor"
    order = np.argsort(-answer["share"].values, kind="stable")
    shown = order[:_BARS]
    names = [place_name(str(answer[along].values[i]), language) for i in shown]
    percent = {
        name: [100.0 * float(answer[name].values[i]) for i in shown]
        for name in ("share", "share_low", "share_high")
    }
    rest = 100.0 * float(answer["share"].values[order[_BARS:]].sum())
    note = say(
        "air.rest", language, count=str(len(order) - len(shown)), percent=exact(round(rest, 1), language)
    )
    key = "air.title.whose" if along == "source" else "air.title.whereto"
    place = answer.attrs["receptor"] if along == "source" else answer.attrs["emitter"]
    return bar_chart(
        say(key, language, place=place_name(str(place), language)),
        names,
        percent["share"],
        unit=say("air.unit.share", language),
        low=percent["share_low"],
        high=percent["share_high"],
        language=language,
        unknown_word=nothing(language),
        note=note,
    )


def deposition_map(data: xr.Dataset, *, language: str = "en") -> Chart:
    """Return the map of what a source deposits.

    Parameters
    ----------
    data : xarray.Dataset
        With ``deposited`` in kg m-2 s-1.
    language : str
    """
    check_language(language)
    place = place_name(str(data.attrs.get("emitter", data.attrs.get("title", ""))), language)
    return emission_map(
        data,
        "deposited",
        coast=_lines(),
        title=say("air.title.deposition", language, place=place),
        what="deposition",
        language=language,
    )


def footprint_map(
    name: str, share: Array, lat: Array, lon: Array, *, species: str = "Hg0", language: str = "en"
) -> Chart:
    """Return from where an emitted tonne reaches a receptor most: the part of what is emitted in a cell, in percent.

    Parameters
    ----------
    name : str
        Of the receptor.
    share : ndarray, shape (rows, columns)
        From :class:`quicksilver.fate.atmosphere.footprints.Footprint`.
    lat, lon : ndarray
        Middles of the cells in degrees.
    species : str
    language : str
    """
    from quicksilver.charts.maps import grid_map

    check_language(language)
    return grid_map(
        say("air.title.footprint", language, place=place_name(name, language), species=species),
        100.0 * share,
        lat,
        lon,
        unit=say("air.unit.footprint", language),
        language=language,
        coast=_lines(),
        decades=3,
        unknown_word=nothing(language),
    )


def matrix_heat(table: xr.Dataset, *, language: str = "en") -> Chart:
    """Return the table of shares as a heat map, receptors in rows and sources in columns, in percent.

    Parameters
    ----------
    table : xarray.Dataset
        From :func:`quicksilver.fate.atmosphere.matrix.matrix`.
    language : str
    """
    from quicksilver.charts.heat import heat_map

    check_language(language)
    return heat_map(
        say("air.title.matrix", language),
        [place_name(str(name), language) for name in table["receptor"].values],
        [place_name(str(name), language) for name in table["source"].values],
        100.0 * table["share"].values,
        unit=say("air.unit.matrix", language),
        language=language,
    )


def station_scatter(stations: Any, *, language: str = "en") -> Chart:
    """Return surface Hg0 of the model over that observed, with the line of equality.

    Parameters
    ----------
    stations : pandas.DataFrame
        From :func:`quicksilver.fate.atmosphere.judge.station_table`.
    language : str
    """
    from quicksilver.charts.lines import Points, line_chart

    check_language(language)
    seen = np.asarray(stations["observed"], dtype=np.float64)
    made = np.asarray(stations["model"], dtype=np.float64)
    ends = np.array([min(seen.min(), made.min()), max(seen.max(), made.max())])
    order = np.argsort(seen, kind="stable")
    return line_chart(
        say("air.title.stations", language),
        ends,
        {say("air.line.equal", language): ends},
        unit=say("air.axis.model", language),
        x_title=say("air.axis.observed", language),
        points=[Points(say("air.word.stations", language), seen[order], made[order])],
        years=False,
        from_zero=False,
        language=language,
        unknown_word=nothing(language),
    )
