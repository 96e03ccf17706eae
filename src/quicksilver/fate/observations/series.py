"""Station series as they are kept: stations, records over intervals of time, and what they are of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Literal

from quicksilver.errors import InputProblems, Problem, closest
from quicksilver.intake.packaged import Table

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["STATES", "StationSeries", "Variable", "find_variable", "variables"]

STATES = ("valid", "estimated", "below_detection", "invalid", "missing")


@dataclass(frozen=True, slots=True)
class Variable:
    """Something that stations measure.

    Attributes
    ----------
    id, kind, unit : str
        ``kind`` is ``air``, ``deposition``, ``concentration`` (in precipitation) or ``amount``; ``unit`` is the unit
        inside the program.
    long_name : str
    aliases : tuple of str
    source : str
        Where the names are from.
    standard_name : str
    """

    id: str
    kind: Literal["air", "deposition", "concentration", "amount"]
    unit: str
    long_name: str
    aliases: tuple[str, ...]
    source: str
    standard_name: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """Return every name under which a file may have it, folded."""
        return tuple(name.casefold() for name in (self.id, self.standard_name, *self.aliases) if name)


_VARIABLES: Final = Table("quicksilver.fate.observations", "data/variables.csv", Variable, key=("id",))


def variables() -> Mapping[str, Variable]:
    """Return the variables that can be read, by id.

    Examples
    --------
    >>> variables()["gem"].unit
    'ng m-3'
    """
    return _VARIABLES.by_key()


def find_variable(name: str) -> Variable | None:
    """Return the variable of that name, standard name or alias; None when there is none.

    Examples
    --------
    >>> find_variable("Gaseous_Elemental_Mercury").id
    'gem'
    """
    folded = name.strip().casefold()
    return next((variable for variable in variables().values() if folded in variable.names), None)


@dataclass(frozen=True)
class StationSeries:
    """Observations of one variable.

    Attributes
    ----------
    variable : Variable
    stations : DataFrame
        station, name, latitude, longitude (-180 to 180), elevation (m), kind; sorted by station.
    records : DataFrame
        station, start and end (UTC, without offset), value and limit in ``variable.unit``, state, holds
        (``measured``, ``dry`` or empty) and ``weight`` (mm of precipitation where the mean is weighted by it).
        Sorted by station and start.
    conditions : str
        State of the air that the volume is of, as the file states; empty when it does not.
    notes : tuple of str
        What was assumed and counted while reading.
    """

    variable: Variable
    stations: pd.DataFrame
    records: pd.DataFrame
    conditions: str = ""
    notes: tuple[str, ...] = field(default=())

    @property
    def usable(self) -> pd.DataFrame:
        """Return the records that are neither invalid nor missing."""
        return self.records[~self.records["state"].isin(("invalid", "missing"))]

    def station(self, name: str) -> StationSeries:
        """Return the series of one station.

        Raises
        ------
        InputProblems
            There is no such station.
        """
        known = self.stations["station"].tolist()
        if name not in known:
            raise InputProblems(
                [Problem(f"no station {name!r}", "station", ", ".join(known), closest(name, known))]
            )
        stations = self.stations[self.stations["station"] == name].reset_index(drop=True)
        records = self.records[self.records["station"] == name].reset_index(drop=True)
        return StationSeries(self.variable, stations, records, self.conditions, self.notes)
