"""Speciation by sector: which part leaves as Hg(0), as Hg(II), and bound to particles."""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from quicksilver.errors import InputProblems, Problem, closest
from quicksilver.factors.facts import facts
from quicksilver.fate.gridding.tables import read_table
from quicksilver.intake.numbers import in_place_of_number, machine_number
from quicksilver.language.problems import problem, range_problem
from quicksilver.quantities.bounds import BOUNDS

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["SPECIES", "UNSPECIATED", "Shares", "check_shares", "read_speciation", "speciation_profiles"]

#: Species of emitted mercury: elemental gas, oxidised gas, bound to particles.
SPECIES: Final = ("Hg0", "Hg2", "HgP")
#: How the table of facts writes a species -> how gridded files do.
_SPECIES_OF: Final = {"Hg2+": "Hg2"}
#: Where nobody has said what the mercury is.
UNSPECIATED: Final = "unspeciated"

#: Shares of the species, by species.
Shares = Mapping[str, float]

# Published shares are rounded; further from one than this, a number is wrong.
_ROUNDED: Final = 0.02
_COLUMNS: Final = ("profile", "species", "share")


def speciation_profiles() -> pd.DataFrame:
    """Return the shipped profiles with source and standing: one row per profile and species.

    Examples
    --------
    >>> table = speciation_profiles()
    >>> table[table["profile"] == "ASGM (GMA 2013)"]["share"].tolist()
    [1.0, 0.0, 0.0]
    """
    import pandas as pd

    rows = [
        (
            row.labels["profile"],
            _SPECIES_OF.get(row.labels["form"], row.labels["form"]),
            row.number.value,
            int(row.year),
            row.source,
            row.standing,
            row.confidence,
            row.note,
        )
        for row in facts("speciation")
        if row.labels["profile"] and row.number is not None
    ]
    columns = ["profile", "species", "share", "year", "source", "standing", "confidence", "note"]
    return pd.DataFrame(rows, columns=columns)


def read_speciation(
    profiles: Mapping[str, str], path: str | Path | None = None
) -> dict[str, dict[str, float]]:
    """Return the shares of the species for each sector, from a table of profiles.

    Nothing is taken unasked: a sector that is not named here stays unspeciated.

    Parameters
    ----------
    profiles : mapping of str to str
        Sector of the totals -> profile of the table, as ``{"cement": "cement (GMA 2013)"}``.
    path : str or Path, optional
        CSV with the columns ``profile, species, share``; the shipped table when not given.

    Returns
    -------
    dict
        Sector -> species -> share; rounded published shares are brought to a sum of one.

    Raises
    ------
    InputProblems
        A profile is not in the table, or its shares are not shares.

    Examples
    --------
    >>> read_speciation({"cement": "cement (GMA 2013)"})
    {'cement': {'Hg0': 0.8, 'Hg2': 0.15, 'HgP': 0.05}}
    """
    where = "speciation.csv" if path is None else Path(path).name
    given = None if path is None else read_table(path, _COLUMNS)
    rows: Any = speciation_profiles().to_dict("records") if given is None else given
    places = [where] * len(rows) if given is None else given.places
    table: dict[str, dict[str, float]] = {}
    problems: list[Problem] = [] if given is None else list(given.problems)
    for at, row in zip(places, rows, strict=True):
        if not all(name in row for name in _COLUMNS):
            break
        shares = table.setdefault(str(row["profile"]), {})
        species, text = str(row["species"]), str(row["share"])
        if species in shares:
            problems.append(problem("speciation.twice", at, species=species, profile=str(row["profile"])))
        shares[species] = _share(text, at, problems)
    for sector, profile in profiles.items():
        if profile not in table and (table or not problems):
            guess = closest(profile, list(table))
            problems.append(Problem(f"no profile {profile!r} for {sector!r}", where, ", ".join(table), guess))
    # A profile with a share that is no number has its problem already.
    whole = {name for name, shares in table.items() if not any(map(math.isnan, shares.values()))}
    chosen = {sector: table[profile] for sector, profile in profiles.items() if profile in whole}
    try:
        # What is wrong with a profile comes together with what is wrong with a cell.
        speciation = check_shares(chosen, where)
    except InputProblems as wrong:
        problems += wrong.problems
    if problems:
        raise InputProblems(problems)
    return speciation


def _share(text: str, at: str, problems: list[Problem]) -> float:
    """Return the share of a cell; not a number, with a problem noted, where it has none."""
    try:
        return machine_number(text)
    except ValueError:
        wrong = in_place_of_number(text, at, "share")
        problems.append(wrong or Problem(f"share {text!r} is not a number", at, "0 to 1"))
        return math.nan


def check_shares(speciation: Mapping[str, Shares], where: str = "speciation") -> dict[str, dict[str, float]]:
    """Return shares by sector, summing to one in the last digit.

    Raises
    ------
    InputProblems
        A species is unknown, a share is not in 0 to 1, or shares are far from a sum of one.
    """
    problems: list[Problem] = []
    result: dict[str, dict[str, float]] = {}
    for sector, shares in speciation.items():
        at = f"{where}, {sector}"
        for species, share in shares.items():
            if species not in SPECIES:
                allowed = ", ".join(SPECIES)
                problems.append(
                    Problem(f"unknown species {species!r}", at, allowed, closest(species, SPECIES))
                )
            if not 0 <= share <= 1:
                problems.append(range_problem(share, BOUNDS["share"], f"{at}, {species}", is_share=True))
        total = math.fsum(shares.values())
        if not abs(total - 1) <= _ROUNDED:
            remedy = "give all species, 0 for those that are not emitted"
            problems.append(
                Problem(f"the shares sum to {total:g}", at, f"1, within {_ROUNDED:g}", remedy=remedy)
            )
        # A sum that is one but for binary digits leaves the shares as they were written.
        scale = 1.0 if abs(total - 1) < 1e-12 else 1 / (total or 1.0)
        result[sector] = {species: shares.get(species, 0.0) * scale for species in SPECIES}
    if problems:
        raise InputProblems(problems)
    return result
