"""What a text in a column of places means, and why it is not taken, in the languages of the program."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from quicksilver.errors import Problem
from quicksilver.geography import Match, country_note, place
from quicksilver.language.names import Name
from quicksilver.language.problems import problem
from quicksilver.language.sentences import Listed, Sentence, Wording
from quicksilver.languages import LANGUAGES

__all__ = ["footnote", "place_note", "place_problem", "place_values", "read_place"]


def read_place(
    text: object, where: str, problems: list[Problem], *, among: Collection[str] | None = None
) -> str:
    """Return the code of the country that a text means; else an empty text, and the problem is added to the list.

    A reading that is not the code itself is added too, as a warning.

    Parameters
    ----------
    text : object
        As it was written.
    where : str or Place
    problems : list of Problem
    among : collection of str, optional
        Three-letter codes of the places that can be meant; all where it is not given.

    Examples
    --------
    >>> problems = []
    >>> read_place("UK", "totals.csv:2", problems), problems[0].what
    ('GBR', "'UK' was read as GBR (United Kingdom)")
    """
    match = place(None if text is None else str(text), among=among)
    noted = place_note(match, where) if match.taken else place_problem(match, where)
    if noted is not None:
        problems.append(noted)
    return match.code


def place_problem(match: Match, where: str, *, severity: str = "error") -> Problem:
    """Return why a text is not taken as a country.

    Parameters
    ----------
    match : Match
        One that was not taken.
    where : str or Place
    severity : str

    Examples
    --------
    >>> from quicksilver.geography import place
    >>> print(place_problem(place("Senagal"), "totals.csv:2").what)
    unknown country 'Senagal'
    >>> place_problem(place("Congo"), "totals.csv:2").readings
    ('COG', 'COD')
    """
    return problem(match.sentence, where, severity=severity, readings=match.readings, **place_values(match))


def place_values(match: Match) -> dict[str, Any]:
    """Return the values of the sentence that states why a text is not taken as a country.

    Parameters
    ----------
    match : Match
        One that was not taken.

    Examples
    --------
    >>> from quicksilver.geography import place
    >>> place_values(place("Senagal"))["guess"]
    'SEN'
    """
    codes = match.readings
    values: dict[str, Any] = {"text": match.text, "codes": ", ".join(codes), "since": match.since}
    values["countries"] = Listed(tuple(_listed(code) for code in codes))
    if len(codes) == 1:
        values["country"] = Name("country", codes[0])
    if match.guess:
        values["guess"] = match.guess
    return values


def _listed(code: str) -> Sentence:
    return Sentence("place.listed", {"country": Name("country", code), "code": code}, table="problems")


def place_note(match: Match, where: str) -> Problem | None:
    """Return how a text was read that is not the code of the country itself; None where nothing needs to be reported.

    Parameters
    ----------
    match : Match
        One that was taken.
    where : str or Place
    """
    if not match.noted:
        return None
    values: dict[str, Any] = {"text": match.text, "code": match.code, "country": Name("country", match.code)}
    code = "place.read.former" if match.since else "place.read"
    return problem(code, where, severity="warning", since=match.since, **values)


def footnote(code: str, where: str) -> Problem | None:
    """Return the footnote to the name of a country as a warning; None where it has none.

    Examples
    --------
    >>> footnote("XKX", "general.json").what
    'Kosovo: under United Nations Security Council resolution 1244 (1999)'
    """
    if not country_note(code):
        return None
    note = Wording({language: country_note(code, language) for language in LANGUAGES})
    return problem("place.footnote", where, severity="warning", country=Name("country", code), note=note)
