"""Charts of the fate of mercury in six languages: reservoirs, ranges, origins, pulses; with those of ``fate_maps``."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final, Literal

import numpy as np

from quicksilver.language.catalogue import catalogue
from quicksilver.language.numbers import exact, percent
from quicksilver.reports.fate.maps import emission_map, station_series, station_values, taylor
from quicksilver.reports.fate.words import (
    MEDIA,
    Array,
    limit,
    names_of,
    need_numbers,
    nothing,
    one_of,
    problem,
    reservoir_name,
    say,
    year,
)
from quicksilver.reports.languages import check_language

if TYPE_CHECKING:
    import xarray as xr

    from quicksilver.charts.lines import Band
    from quicksilver.charts.scene import Chart
    from quicksilver.fate.cycle import CycleModel, CycleResult
    from quicksilver.fate.ensemble import Observation

__all__ = [
    "attribution_stack",
    "emission_map",
    "ensemble_fan",
    "pulse_response",
    "reservoir_history",
    "reservoir_name",
    "station_series",
    "station_values",
    "taylor",
]

_NATURAL: Final = "#9aa3b5"
_PRIOR: Final = "#7b8791"
_PERIOD: Final = re.compile(r"(?P<source>.*\S) (?P<start>-?\d+)-(?P<end>\d+)?")
#: Masses of one chart that lie this far apart are drawn on a logarithmic axis.
_FAR: Final = 20.0


# Reservoirs -------------------------------------------------------------------------------------------------


def _by_medium(model: CycleModel, table: Array, language: str) -> dict[str, Array]:
    """Return rows of reservoirs summed by medium; a medium that the catalogue does not know keeps its name."""
    masses: dict[str, Array] = {}
    for medium in dict.fromkeys([*MEDIA, *(r.medium for r in model.reservoirs)]):
        rows = [model.index(r.id) for r in model.reservoirs if r.medium == medium]
        if rows:
            name = say(f"medium.{medium}", language) if medium in MEDIA else medium or "–"
            masses[name] = table[rows].sum(axis=0)
    return masses


def reservoir_history(
    result: CycleResult,
    *,
    boxes: Sequence[str] = (),
    by: Literal["reservoir", "medium", ""] = "",
    log: bool | None = None,
    language: str = "en",
) -> Chart:
    """Return the mass of mercury in each reservoir over the years of a run.

    Parameters
    ----------
    result : CycleResult
    boxes : sequence of str
        Reservoirs to draw; all if omitted.
    by : str
        ``reservoir``, or ``medium`` to sum them; if omitted, more than ten reservoirs are summed.
    log : bool, optional
        Logarithmic axis; if omitted, where the masses lie far apart and none is 0.
    language : str

    Raises
    ------
    InputProblems
        A reservoir is unknown, there are more than ten, nothing is a number, or a mass that is not above 0 is to
        be drawn on a logarithmic axis.
    """
    from quicksilver.charts.lines import MOST, line_chart

    check_language(language)
    model, names = result.model, names_of(result.model, language)
    for box in boxes:
        one_of(box, model.boxes, "boxes")
    picked = list(boxes or model.boxes)
    if by == "medium" or (not by and not boxes and len(picked) > MOST):
        series = _by_medium(model, result.masses.T, language)
    else:
        series = {names[box]: result.mass(box) for box in picked}
    limit(series, "boxes", "name the reservoirs, or sum them with by='medium'")
    table = np.array(list(series.values()))
    need_numbers(table, "the run")
    finite = table[np.isfinite(table)]
    if log and finite.min() <= 0:
        raise problem(
            f"a mass of {finite.min():g} Mg on a logarithmic axis",
            "log",
            "masses above 0",
            remedy="leave log out",
        )
    far = finite.min() > 0 and finite.max() / finite.min() > _FAR
    first, last = year(result.years[0]), year(result.years[-1])
    return line_chart(
        say("title.history", language, first=first, last=last),
        result.years,
        series,
        unit=say("unit.mass", language),
        x_title=say("axis.year", language),
        language=language,
        log=bool(far if log is None else log),
        unknown_word=nothing(language),
    )


# Ensemble ---------------------------------------------------------------------------------------------------


def _quantity(dataset: xr.Dataset, quantity: str, language: str) -> tuple[str, dict[str, str], str, str]:
    """Return the variable of a quantity, how it is picked, what it is called, and the title of its axis."""
    offered = [str(v) for v in dataset.coords["reservoir"].values] if "reservoir" in dataset.coords else []
    media = [str(v) for v in dataset.coords["medium"].values] if "medium" in dataset.coords else []
    one_of(quantity, [*offered, *(f"deposition_{m}" for m in media)], "quantity")
    if quantity in offered:
        name = reservoir_name(quantity, language)
        return (
            "mass",
            {"reservoir": quantity},
            say("fan.mass", language, name=name),
            say("unit.mass", language),
        )
    medium = quantity.removeprefix("deposition_")
    name = say(f"medium.{medium}", language) if medium in MEDIA else reservoir_name(medium, language)
    return (
        "deposition",
        {"medium": medium},
        say("fan.deposition", language, name=name),
        say("unit.rate", language),
    )


def _fan(
    values: Array, quantiles: Array, kind: str, colour: str, language: str
) -> tuple[list[Band], Array | None]:
    """Return nested ranges, widest first, and the median where it is there.

    Parameters
    ----------
    values : ndarray, shape (years, quantiles)
    quantiles : ndarray, shape (quantiles,)
        Any order.
    kind : str
        ``all``, ``prior`` or ``after``.
    """
    from quicksilver.charts.lines import Band

    order = np.argsort(quantiles)
    bands = []
    for low, high in zip(order, order[::-1], strict=True):
        if quantiles[low] >= quantiles[high]:
            break
        share = percent(round(float(quantiles[high] - quantiles[low]), 6), language)
        bands.append(
            Band(say(f"band.{kind}", language, percent=share), values[:, low], values[:, high], colour, 0.2)
        )
    middle = np.flatnonzero(np.abs(quantiles - 0.5) < 1e-9)
    return bands, values[:, middle[0]] if len(middle) else None


def ensemble_fan(
    dataset: xr.Dataset,
    quantity: str,
    *,
    observed: Sequence[Observation] = (),
    log: bool = False,
    language: str = "en",
) -> Chart:
    """Return the range of an ensemble over the years as nested quantiles, and within it what observations leave.

    Parameters
    ----------
    dataset : xarray.Dataset
        From :func:`quicksilver.fate.ensemble.ensemble`.
    quantity : str
        A reservoir, or ``deposition_land``, ``deposition_ocean`` ...
    observed : sequence of Observation
        Those of the quantity are drawn with their range, the mark in its middle; a ratio of two years is not.
    log : bool
    language : str

    Raises
    ------
    InputProblems
        The data set has no such quantity or no number, its effective sample is below 100 members or not stated, or a
        value on a logarithmic axis is not above 0.
    """
    from quicksilver.charts.lines import Points, line_chart
    from quicksilver.charts.plane import COLOURS

    check_language(language)
    variable, where, what, unit = _quantity(dataset, quantity, language)
    quantiles = np.asarray(dataset["quantile"].values, dtype=float)
    both = variable + "_constrained" in dataset
    sample = _sample(dataset, both, language)
    bands: list[Band] = []
    lines: dict[str, Array] = {}
    colours: dict[str, str] = {}
    for tail, kind, colour in (
        ("", "prior" if both else "all", _PRIOR if both else COLOURS[0]),
        ("_constrained", "after", COLOURS[0]),
    ):
        if variable + tail not in dataset:
            continue
        table = dataset[variable + tail].sel(where).transpose("year", "quantile")
        values = np.asarray(table.values, dtype=float)
        need_numbers(values, variable + tail)
        if log and np.nanmin(values) <= 0:
            raise problem(
                f"{np.nanmin(values):g} on a logarithmic axis",
                "log",
                "values above 0",
                remedy="leave log out",
            )
        made, median = _fan(values, quantiles, kind, colour, language)
        bands += made
        if median is not None:
            lines[say(f"line.{kind}", language)] = median
            colours[say(f"line.{kind}", language)] = "#3f4a53" if kind == "prior" else colour
    mine = [o for o in observed if o.quantity == quantity and o.over is None]
    seen = Points(
        say("word.observed", language),
        [o.year for o in mine],
        [(o.low + o.high) / 2 for o in mine],
        [o.low for o in mine],
        [o.high for o in mine],
    )
    return line_chart(
        say("title.fan", language, what=what),
        np.asarray(dataset["year"].values, dtype=float),
        lines,
        unit=unit,
        x_title=say("axis.year", language),
        language=language,
        bands=bands,
        points=[seen] if mine else [],
        colours=colours,
        log=log,
        unknown_word=nothing(language),
        caption=sample,
        note=sample,
    )


def _sample(dataset: xr.Dataset, both: bool, language: str) -> str:
    """Return how many members are behind the ranges; stop where they are too few for a range.

    Raises
    ------
    InputProblems
        The effective sample is below 100 members, or the data set does not state it.
    """
    from quicksilver.fate.ensemble.constraints import LEAST

    members, left = (
        float(dataset.attrs.get(name, math.nan)) for name in ("members", "effective_sample_size")
    )
    if not left >= LEAST:
        what = (
            "no effective sample is stated"
            if math.isnan(left)
            else f"an effective sample of {left:.1f} members"
        )
        raise problem(
            f"{what}: a range cannot be drawn",
            "dataset",
            f"an effective sample of {LEAST} or more",
            remedy="draw more members, or use wider observations",
        )
    if both:
        return say(
            "caption.sample.both",
            language,
            members=exact(members, language),
            left=exact(round(left), language),
        )
    return say("caption.sample", language, members=exact(members, language))


# Attribution ------------------------------------------------------------------------------------------------


def _origin(name: str, many: bool, language: str) -> str:
    """Return a source with its period in words; natural mercury has none."""
    words = catalogue("fate_text")
    if name == "natural":
        return words.plain("period.natural", language)
    if name == "rivers":
        return words.plain("period.rivers", language)
    match = _PERIOD.fullmatch(name)
    if not match:
        return name
    start, end = int(match["start"]), match["end"]
    # A beginning before our era is where the history of emissions begins, no date anyone looks for.
    if start < 0:
        part = words.plain("period.before", language, end=end) if end else ""
    elif end:
        part = words.plain("period.between", language, start=str(start), end=end)
    else:
        part = words.plain("period.since", language, start=str(start))
    if not part:
        return match["source"]
    return say("word.part", language, name=match["source"], part=part) if many else part


def _parted(sources: Sequence[str], table: Array, by: str) -> dict[str, Array]:
    """Return columns of sources, summed over periods or over sources; natural mercury comes first."""
    summed: dict[str, Array] = {}
    for name, values in zip(sources, table.T, strict=True):
        parts = _PERIOD.fullmatch(name)
        key = name
        if parts and by == "source":
            key = parts["source"]
        elif parts and by == "period":
            key = f"* {parts['start']}-{parts['end'] or ''}"
        # A period before the run begins has nothing in it.
        if values.any():
            summed[key] = summed.get(key, np.zeros_like(values)) + values
    return dict(sorted(summed.items(), key=lambda item: item[0] != "natural"))


def attribution_stack(
    result: CycleResult,
    *,
    of: str = "deposition",
    by: Literal["source", "period", ""] = "",
    share: bool = True,
    language: str = "en",
) -> Chart:
    """Return whose mercury is in the deposition, or in a reservoir, over the years of a run.

    Parameters
    ----------
    result : CycleResult
        A run that keeps its sources apart: ``run(model, parted(emissions, periods), start, end, apart=True)``.
    of : str
        ``deposition`` or a reservoir.
    by : str
        ``source`` or ``period`` to sum over the other; each by itself if omitted.
    share : bool
        Shares of the whole, or Mg (per year).
    language : str

    Raises
    ------
    InputProblems
        The reservoir is unknown, the run does not keep its sources apart, or there are more than ten parts.
    """
    from quicksilver.charts.lines import stacked_area
    from quicksilver.charts.plane import AREAS

    check_language(language)
    one_of(of, ["deposition", *result.model.boxes], "of")
    if result.sources == ("all",):
        raise problem(
            "the run does not keep its sources apart",
            "result",
            "a run with apart=True",
            remedy="run(model, parted(emissions, periods), start, end, apart=True)",
        )
    table = result.shares(of)
    if not share:
        table = table * (result.deposition() if of == "deposition" else result.mass(of))[:, None]
    parts = _parted(result.sources, table, by)
    limit(parts, "sources", "sum them with by='period' or by='source', or use fewer periods")
    need_numbers(table, of)
    sources = {m["source"] for m in map(_PERIOD.fullmatch, parts) if m}
    origins = {key: _origin(key, len(sources) > 1, language) for key in parts}
    names = {key: text[:1].upper() + text[1:] for key, text in origins.items()}
    free = iter(colour for colour in AREAS if colour != _NATURAL)
    colours = {names[key]: _NATURAL if key == "natural" else next(free) for key in parts}
    first, last = year(result.years[0]), year(result.years[-1])
    box = names_of(result.model, language).get(of, of)
    title = (
        say("title.stack.deposition", language, first=first, last=last)
        if of == "deposition"
        else say("title.stack.box", language, name=box, first=first, last=last)
    )
    unit = "unit.share" if share else ("unit.rate" if of == "deposition" else "unit.mass")
    return stacked_area(
        title,
        result.years,
        # Rounding leaves some parts a hair below 0.
        {
            names[key]: np.where(values > -1e-9, np.maximum(values, 0.0), values)
            for key, values in parts.items()
        },
        unit=say(unit, language),
        x_title=say("axis.year", language),
        language=language,
        share=share,
        colours=colours,
        unknown_word=nothing(language),
    )


def pulse_response(
    model: CycleModel,
    box: str = "atm",
    years: Sequence[float] = tuple(range(201)),
    *,
    language: str = "en",
) -> Chart:
    """Return where mercury put into a reservoir at once is over the years after, as shares that add up to one.

    Parameters
    ----------
    model : CycleModel
    box : str
    years : sequence of float
        Years after, each later than the one before.
    language : str

    Raises
    ------
    InputProblems
        There is no such reservoir, or there are no years, a negative one, or years out of order.
    """
    from quicksilver.charts.lines import MOST, stacked_area
    from quicksilver.fate.attribution import pulse

    check_language(language)
    one_of(box, model.boxes, "box")
    after = np.asarray(list(years), dtype=float)
    if len(after) < 2 or not np.isfinite(after).all() or after[0] < 0 or (np.diff(after) <= 0).any():
        raise problem(
            f"the years {list(years)[:5]}",
            "years",
            "two years or more from 0 on, in ascending order",
            remedy="years=range(201)",
        )
    fractions = np.maximum(pulse(model, box, list(after)).T, 0.0)
    names = names_of(model, language)
    places = (*model.boxes, *model.sinks)
    # What never holds a thousandth of the pulse cannot be seen.
    seen = [i for i in range(len(places)) if fractions[i].max() >= 1e-3]
    if len(seen) <= MOST:
        parts = {names[places[i]]: fractions[i] for i in seen}
    else:
        boxes = len(model.boxes)
        parts = _by_medium(model, fractions[:boxes], language)
        if len(model.sinks):
            parts[say("word.left", language)] = fractions[boxes:].sum(axis=0)
    return stacked_area(
        say("title.pulse", language, name=names[box]),
        after,
        parts,
        unit=say("unit.share", language),
        x_title=say("axis.after", language),
        language=language,
        share=True,
        years=False,
        unknown_word=nothing(language),
    )


# Maps and stations ------------------------------------------------------------------------------------------
