"""Emission factors to air as a set of their own: what the EMEP/EEA guidebook has for sources of the Toolkit.

An emission factor to air is no input factor. It gives the release to air from an activity of its own (GJ of fuel, tonnes of
metal, corpses); what goes to water, land, products and waste is unknown under such a set, not 0. A source whose activity
is in other units (tonnes of coal) is converted by its own calorific value where one is given, else by the round value
that is named.
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from quicksilver.factors.facts import Fact, fact_by_id
from quicksilver.factors.model import FactorSet, Source
from quicksilver.factors.opinions import per_unit
from quicksilver.factors.rows import PACKAGE
from quicksilver.factors.sets import AIR
from quicksilver.intake.packaged import Table
from quicksilver.intake.sidecars import digest, sidecar

__all__ = ["AirFactor", "AirSet", "air_set"]

_FOLDER: Final = f"data/sets/{AIR}"
_FACTS: Final = "data/evidence"


@dataclass(frozen=True, slots=True)
class _Assignment:
    source: str
    fact: str
    technology: str = ""
    conversion: str = ""


_ASSIGNMENTS: Final = Table(
    PACKAGE, f"{_FOLDER}/assignments.csv", _Assignment, ("source", "technology", "fact")
)


@dataclass(frozen=True, slots=True)
class AirFactor:
    """The emission factor to air of a source.

    Attributes
    ----------
    facts : tuple of Fact
        The published factors; several are added (a stack and what escapes beside it).
    conversion : Fact or None
        What is used where the activity is not what the factor is per.
    """

    facts: tuple[Fact, ...]
    conversion: Fact | None

    @property
    def is_of_energy(self) -> bool:
        """Return whether it is per energy, so that a calorific value of the line's own can be used."""
        number = self.facts[0].number
        return number is not None and number.unit.endswith("/GJ")

    def kilograms(
        self, source: Source, calorific_value: float | None = None
    ) -> tuple[float, float, float] | None:
        """Return low, central and high in kg of mercury to air per unit of activity of a source.

        Parameters
        ----------
        source : Source
        calorific_value : float, optional
            Of the line, in MJ per kg or MJ per Nm3; used in place of the round value.

        Returns
        -------
        tuple of float, or None
            None where the factor is per something else than the activity. An end that was not read is the central value.
        """
        parts = [per_unit(fact, source, self.conversion) for fact in self.facts]
        known = [part for part in parts if part is not None]
        if len(known) < len(parts):
            return None
        low, central, high = (sum(part[end] for part in known) for end in range(3))
        times = self._times(calorific_value, source)
        return low * times, central * times, high * times

    def _times(self, calorific_value: float | None, source: Source) -> float:
        """Return by how much a calorific value of the line's own differs from the round one."""
        if not calorific_value or not self.is_of_energy or self.conversion is None:
            return 1.0
        assert self.conversion.number is not None
        # MJ per kg is GJ per tonne; MJ per Nm3 is a thousandth of GJ per Nm3.
        mine = calorific_value if source.activity_unit.startswith("t ") else calorific_value / 1000.0
        return mine / self.conversion.number.value


@dataclass(frozen=True)
class AirSet:
    """A set of emission factors to air.

    Attributes
    ----------
    id, version, title, licence, digest : str
    factors : mapping of (str, str) to AirFactor
        By source and technology; the technology is empty where the factor is for any.
    """

    id: str
    version: str
    title: str
    licence: str
    digest: str
    factors: Mapping[tuple[str, str], AirFactor]

    @property
    def label(self) -> str:
        """Return name, edition and digest as one line."""
        return f"{self.id}, {self.version} ({self.digest[:12]})"

    def of(self, source: str, technology: str = "") -> AirFactor | None:
        """Return the factor of a source with a technology; None where the set has none.

        Examples
        --------
        >>> air_set().of("L1-CREM").facts[0].number.value, air_set().of("L1-WWATER")
        (1.49, None)
        """
        return self.factors.get((source, technology)) or self.factors.get((source, ""))

    def coverage(self, factors: FactorSet, level: int) -> tuple[int, int]:
        """Return how many sources of a level have an emission factor, and how many there are with numbers.

        Examples
        --------
        >>> from quicksilver.factors import shipped
        >>> air_set().coverage(shipped(), 1)
        (19, 64)
        """
        having = {source for source, _ in self.factors}
        rows = [row.id for row in factors.sources.values() if row.level == level and not row.presence_only]
        return len(having.intersection(rows)), len(rows)


@functools.lru_cache(maxsize=1)
def air_set() -> AirSet:
    """Return the emission factors to air of the EMEP/EEA guidebook.

    Source: the table ``emep_eea`` of the facts; its licence is in the sidecar of the set.

    Examples
    --------
    >>> air_set().id
    'emep-eea'
    """
    about = sidecar(PACKAGE, _FOLDER)
    rows: dict[tuple[str, str], AirFactor] = {}
    for row in _ASSIGNMENTS.rows():
        earlier = rows.get((row.source, row.technology))
        fact = fact_by_id(row.fact)
        conversion = fact_by_id(row.conversion) if row.conversion else None
        rows[row.source, row.technology] = AirFactor((*(earlier.facts if earlier else ()), fact), conversion)
    both = f"{digest(PACKAGE, _FACTS)}:{digest(PACKAGE, _FOLDER)}"
    return AirSet(
        about.name,
        about.edition,
        about.title,
        " ".join(about.licence.split()),
        hashlib.sha256(both.encode()).hexdigest(),
        rows,
    )
