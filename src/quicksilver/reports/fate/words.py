"""Words and messages that all charts of the fate of mercury share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from quicksilver.errors import InputProblems, Problem, closest
from quicksilver.language.catalogue import catalogue

if TYPE_CHECKING:
    from quicksilver.fate.cycle import CycleModel

__all__ = [
    "MEDIA",
    "Array",
    "Column",
    "limit",
    "names_of",
    "need_numbers",
    "nothing",
    "one_of",
    "problem",
    "reservoir_name",
    "say",
    "year",
]

Array = NDArray[np.float64]


Column = Sequence[float | None] | Array


TEXT: Final = "fate_chart_text"


MEDIA: Final = ("air", "land", "ocean", "waste")


def say(key: str, language: str, **values: str) -> str:
    """Return a text of the charts."""
    return catalogue(TEXT).plain(key, language, **values)


def nothing(language: str) -> str:
    """Return the text where there is nothing to show."""
    return catalogue("fate_text").plain("chart.nothing", language)


def year(value: float) -> str:
    """Return a calendar year as it is written."""
    return f"{value:g}".replace("-", "\u2212")


def reservoir_name(ident: str, language: str = "en", given: str = "") -> str:
    """Return the name of a reservoir or sink in a language.

    Parameters
    ----------
    ident : str
        As in the models that come with Quicksilver; ``out:`` begins the name of a sink.
    language : str
    given : str
        Name in the model. A name that is not the one that comes with Quicksilver is the user's and stays as it is.

    Examples
    --------
    >>> reservoir_name("ocs", "fr"), reservoir_name("lake", "fr", "Mon lac"), reservoir_name("lake")
    ('Océan de surface', 'Mon lac', 'lake')
    """
    bare = ident.removeprefix("out:")
    row = catalogue(TEXT).rows.get(f"{'sink' if ident != bare else 'reservoir'}.{bare}")
    if row and given in ("", ident, row["en"]):
        return row[language] or row["en"]
    return given or bare.replace("_", " ")


def names_of(model: CycleModel, language: str) -> dict[str, str]:
    """Return the names of the reservoirs and sinks of a model by their ids."""
    names = {r.id: reservoir_name(r.id, language, r.name) for r in model.reservoirs}
    return names | {sink: reservoir_name(sink, language) for sink in model.sinks}


def problem(what: str, where: str, allowed: str, guess: str = "", remedy: str = "") -> InputProblems:
    """Return one problem in five parts, to be raised."""
    return InputProblems([Problem(what, where, allowed, guess, remedy)])


def one_of(value: str, allowed: Sequence[str], where: str) -> None:
    """Stop at a name that is not offered, with the closest one that is."""
    if value not in allowed:
        raise problem(f"there is no {value!r}", where, ", ".join(allowed), closest(value, allowed))


def need_numbers(values: Any, what: str) -> None:
    """Stop where there is not one number to draw."""
    if not np.isfinite(np.asarray(values, dtype=float)).any():
        raise problem(
            f"{what} has no number", "chart", "one number at least", remedy="draw a series that has values"
        )


def limit(series: Mapping[str, Array], where: str, remedy: str) -> None:
    """Stop at more series than readers can distinguish."""
    from quicksilver.charts.lines import MOST

    if len(series) > MOST:
        raise problem(
            f"{len(series)} series in one chart",
            where,
            f"at most {MOST}, which readers can distinguish",
            remedy=remedy,
        )
