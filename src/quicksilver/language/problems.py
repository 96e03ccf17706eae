"""Problems in the language of a reader: the table ``data/problems.csv`` has their sentences by code.

The row of a code states what is wrong; ``CODE/allowed`` and ``CODE/remedy`` are the other two sentences. Where a code has no such row,
the value ``allowed`` or ``remedy`` is used (a list of choices, another sentence); without it the row of the shorter code, such as
``workbook/allowed`` for ``workbook.damaged.part``; and without one what :mod:`quicksilver.errors` writes for any problem.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final

from quicksilver.errors import (
    ANYTHING,
    LISTED,
    InputProblems,
    Place,
    Problem,
    QuicksilverError,
    UnitError,
)
from quicksilver.intake.numbers import is_missing_code
from quicksilver.language.sentences import Sentence, as_plain, from_plain, in_words
from quicksilver.language.templates import templates
from quicksilver.quantities.bounds import Bound
from quicksilver.quantities.units import parse, per_year

__all__ = [
    "bound_problem",
    "emission_unit_problem",
    "in_language",
    "period_note",
    "place_in_language",
    "problem",
    "problem_with",
    "range_problem",
    "report",
    "text",
    "unit_problem",
    "unit_sentence",
]

_TABLE: Final = "problems"
#: Parts of a problem that have a sentence beside the one that states what is wrong.
_BESIDE: Final = ("allowed", "guess", "remedy")
_LABELLED: Final = ("allowed", "guess", "readings", "remedy")


def problem(
    code: str,
    where: str,
    /,
    *,
    severity: str = "error",
    readings: Iterable[str] = (),
    **values: object,
) -> Problem:
    """Return a problem with a code; its text is English, and is made from the table as that of every other language is.

    Parameters
    ----------
    code : str
        Key of the sentence that states what is wrong.
    where : str or Place
    severity : str
    readings : iterable of str
        What an ambiguous value can mean.
    **values : object
        For the places of the sentences. ``allowed``, ``guess`` and ``remedy`` are these parts themselves: texts, words, names, sentences, or
        lists of them.

    Raises
    ------
    KeyError
        There is no such code, or a value for a place is missing.

    Examples
    --------
    >>> print(problem("inventory.level.unknown", "a.json", value=3))
    a.json: level 3 does not exist
        allowed: 1 or 2
        fix:     enter 1 or 2
    """
    return problem_with(code, where, values, severity, readings)


def problem_with(
    code: str,
    where: str,
    values: Mapping[str, object],
    severity: str = "error",
    readings: Iterable[str] = (),
) -> Problem:
    """Return a problem as :func:`problem` does, with its values as a mapping."""
    allowed, guess, remedy = (_part(code, name, values, "en") for name in _BESIDE)
    return Problem(
        _sentence(code, values).in_language("en"),
        where,
        allowed,
        guess,
        remedy,
        severity,
        code=code,
        values={name: as_plain(value) for name, value in values.items()},
        readings=tuple(readings),
    )


def _sentence(code: str, values: Mapping[str, object]) -> Sentence:
    # What a step of a life cycle lacks is a sentence of the register.
    return Sentence(code, values, table=_TABLE if code in templates(_TABLE) else "sentences")


def _part(code: str, name: str, values: Mapping[str, object], language: str) -> str:
    """Return what is allowed, the guess or the remedy; empty where nothing is stated of it."""
    rows = templates(_TABLE)
    own = f"{code}/{name}"
    if own not in rows and values.get(name):
        return in_words(values[name], language)
    while own not in rows and "." in code:
        code = code.rpartition(".")[0]
        own = f"{code}/{name}"
    return Sentence(own, values, table=_TABLE).in_language(language) if own in rows else ""


def _row(key: str, language: str, **values: object) -> str:
    return Sentence(key, values, table=_TABLE).in_language(language)


def period_note(unit: str, where: str) -> Problem | None:
    """Return the warning that a rate is converted from another period to a year; None where it is per year, or unreadable.

    Examples
    --------
    >>> print(period_note("t/month", "a.csv").what)
    the unit 't/month' is converted to a year: times 12
    """
    try:
        period = parse(unit).period
    except UnitError:
        return None
    if len(period) != 1 or period[0][1] != -1 or period[0][0] == "yr":
        return None
    return problem(
        "unit.period", where, severity="warning", unit=unit, times=f"{per_year(period[0][0]):,.10g}"
    )


def in_language(problem: Problem, language: str, names: Mapping[str, object] | None = None) -> Problem:
    """Return a problem in a language: the same where it has no code.

    Parameters
    ----------
    problem : Problem
    language : str
    names : mapping of str to object, optional
        What the fields that it names are called in that language.

    Examples
    --------
    >>> in_language(problem("inventory.level.unknown", "a.json", value=3), "fr").what
    'le niveau 3 n’existe pas'
    """
    if not problem.code:
        return problem
    values = {name: from_plain(value) for name, value in problem.values.items()}
    if names and "field" in values:
        values["field"] = str(names.get(str(values["field"]), values["field"]))
    allowed, guess, remedy = (_part(problem.code, name, values, language) for name in _BESIDE)
    allowed, guess = allowed or _row("anything", language), guess or problem.guess
    remedy = remedy or _default_remedy(allowed, guess, language)
    return replace(
        problem,
        what=_sentence(problem.code, values).in_language(language),
        where=problem.where if problem.place is None else place_in_language(problem.place, language),
        allowed=allowed,
        guess=guess,
        remedy=remedy,
    )


def _default_remedy(allowed: str, guess: str, language: str) -> str:
    """Return what to do where a check states nothing more precise, as :mod:`quicksilver.errors` does in English."""
    listed = allowed if len(allowed) <= LISTED else _row("listed", language)
    if guess:
        return _row("remedy.guess", language, guess=guess, allowed=listed)
    return _row("remedy", language, allowed=listed)


def place_in_language(place: Place, language: str) -> Place:
    """Return a place whose text has the words for sheet, cell, row, line and column in a language.

    Examples
    --------
    >>> place_in_language(Place("a.xlsx", sheet="1", row=5, column="C", cell="C5"), "fr")
    'a.xlsx, feuille 1, cellule C5'
    """
    parts = [_row(f"place.{name}", language, part=part) if name else part for name, part in place.parts()]
    return place.written(templates("sentences")["and so on"].text(language).join(parts))


def text(problem: Problem, language: str) -> str:
    """Return the parts of a problem under each other, with their labels, in a language.

    Examples
    --------
    >>> print(text(problem("inventory.level.unknown", "a.json", value=3), "fr"))
    a.json: le niveau 3 n’existe pas
        admis :      1 ou 2
        correction : saisissez 1 ou 2
    """
    written = in_language(problem, language)
    if written.allowed == _row("anything", language):
        written = replace(written, allowed=ANYTHING)
    return written.text([_row(f"label.{name}", language) for name in _LABELLED])


def report(wrong: QuicksilverError, language: str | None = None, most: int | None = None) -> str:
    """Return an error as a command prints it: of problems the list, errors first.

    Parameters
    ----------
    wrong : QuicksilverError
    language : str, optional
        If omitted, the one that was requested of the command, or else English.
    most : int, optional
        Problems that are printed; the others are counted. All of them if omitted.

    Examples
    --------
    >>> print(report(InputProblems([Problem("no level", f"a{n}.json", "1 or 2") for n in range(3)]), most=1))
    3 problems found; nothing was written.
    - a0.json: no level
        allowed: 1 or 2
        fix:     write 1 or 2
    2 more; --json lists all
    """
    if not isinstance(wrong, InputProblems):
        return str(wrong)
    language = language or wrong.language or "en"
    errors = [problem for problem in wrong.problems if problem.severity == "error"]
    notes = [problem for problem in wrong.problems if problem.severity != "error"]
    lines = [_row("label.heading.one" if len(errors) == 1 else "label.heading", language, count=len(errors))]
    shown = errors[:most]
    lines += [f"- {text(problem, language)}" for problem in shown]
    if len(shown) < len(errors):
        lines.append(_row("label.more", language, count=len(errors) - len(shown)))
    if notes:
        lines.append(_row("label.notes", language, count=len(notes)))
        lines += [f"- {text(problem, language)}" for problem in notes[:most]]
    if most is not None and len(notes) > most:
        lines.append(_row("label.more", language, count=len(notes) - most))
    return "\n".join(lines)


def unit_sentence(wrong: UnitError) -> Sentence:
    """Return why a unit cannot be used as a sentence."""
    if not wrong.code:
        return Sentence("verbatim", {"text": str(wrong)}, table=_TABLE)
    return Sentence(
        wrong.code, {name: from_plain(value) for name, value in wrong.values.items()}, table=_TABLE
    )


def unit_problem(wrong: UnitError, where: str, **beside: object) -> Problem:
    """Return a unit that cannot be used as a problem.

    Parameters
    ----------
    wrong : UnitError
    where : str or Place
    **beside : object
        ``allowed``, ``guess`` and ``remedy`` as of :func:`problem`.
    """
    sentence = unit_sentence(wrong)
    return problem_with(sentence.key, where, {**sentence.values, **beside}, readings=wrong.readings)


def emission_unit_problem(wrong: UnitError, where: str) -> Problem:
    """Return a unit that is not of mercury per year as a problem.

    Parameters
    ----------
    wrong : UnitError
    where : str or Place
    """
    allowed, remedy = (Sentence(f"unit.emission.{part}", table=_TABLE) for part in ("such", "advice"))
    return unit_problem(wrong, where, allowed=allowed, remedy=remedy)


def bound_problem(value: float | str, bound: Bound, where: str) -> Problem:
    """Return a value that is impossible by its nature as a problem, with its bound and the source of it.

    Parameters
    ----------
    value : float or str
        In the unit of the bound, or as it was given.
    bound : Bound
    where : str or Place

    Examples
    --------
    >>> from quicksilver.quantities.bounds import BOUNDS
    >>> print(bound_problem(25.0, BOUNDS["shift"], "shop.json, hours"))
    shop.json, hours: 25 h is impossible
        allowed: 0 to 24 h
        fix:     correct the number or its unit (where the limit is from: hours of a day)
    """
    unit = "" if bound.unit == "1" else bound.unit
    shown = value if isinstance(value, str) else f"{value:.6g} {unit}".strip()
    return problem(
        "bounds.whole" if bound.whole else "bounds.outside",
        where,
        value=shown,
        low=f"{bound.low:g}",
        high=f"{bound.high:g} {unit}".strip(),
        source=bound.source,
    )


def range_problem(
    value: float, bound: Bound, where: str, *, stated: float | None = None, is_share: bool = False
) -> Problem:
    """Return a number that is outside of what is taken as a problem, with what may be meant.

    A code for a missing value is named as one, and a share above 1 is asked about where it can be a percentage.

    Parameters
    ----------
    value : float
        In the unit of the bound.
    bound : Bound
    where : str or Place
    stated : float, optional
        The number as it was written, in another unit.
    is_share : bool
        Whether it is a share, and nothing is written behind it.

    Examples
    --------
    >>> from quicksilver.quantities.bounds import BOUNDS
    >>> print(range_problem(80.0, BOUNDS["share"], "shop.json, efficiency", is_share=True))
    shop.json, efficiency: 80 is not 0 to 1
        allowed: 0 to 1
        fix:     write 0.8 or "80 %" if a percentage is meant; otherwise correct the number
    >>> print(range_problem(-999.0, BOUNDS["share"], "shop.json, efficiency").what)
    -999 is a code for a missing value, and it is not 0 to 1
    """
    unit = "" if bound.unit == "1" else bound.unit
    values: dict[str, object] = {
        "value": f"{value:g} {unit}".strip(),
        "low": f"{bound.low:g}",
        "high": f"{bound.high:g} {unit}".strip(),
    }
    number = value if stated is None else stated
    if is_missing_code(number):
        return problem_with("number.outside.missing", where, values | {"value": f"{number:g}"})
    share = value / 100
    if is_share and 1 < value <= 100:
        # One separator before three digits could be that of thousands.
        shown = f"{value:g}0" if len(f"{value:g}".partition(".")[2]) == 3 else f"{value:g}"
        readings = f"{share:g}", f"{shown} %"
        values |= {"share": readings[0], "value": shown}
        if bound.low <= share <= bound.high:
            return problem_with("number.outside.percent", where, values, readings=readings)
        return problem_with("number.outside.neither", where, values)
    return problem_with("number.outside", where, values)
