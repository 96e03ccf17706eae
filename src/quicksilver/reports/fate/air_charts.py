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

__all__ = ["deposition_map", "place_name", "share_bars"]

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
