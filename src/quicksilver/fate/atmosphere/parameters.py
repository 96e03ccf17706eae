"""The numbers of transport, chemistry and deposition, each with its range, unit, source and standing."""

from __future__ import annotations

import difflib
import functools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from quicksilver.errors import InputProblems, Problem
from quicksilver.intake.packaged import Table
from quicksilver.language.problems import problem

__all__ = ["SETS", "Parameter", "Parameters", "parameter_table", "parameters"]

#: Named sets: what is taken if nothing is stated, and the numbers that the experiments of the design were made with.
SETS: Final = ("default", "prototype")


@dataclass(frozen=True, slots=True)
class Parameter:
    """A row of the table of parameters.

    Attributes
    ----------
    id : str
    value, prototype : float
        Of the two named sets.
    low, high : float
        Range that answers are spread over.
    least, most : float
        What can be at all.
    unit, process, source : str
    standing : str
        ``fitted``: agreement with the targets that it was fitted to proves nothing.
    note : str
    """

    id: str
    value: float
    prototype: float
    low: float
    high: float
    least: float
    most: float
    unit: str
    process: str
    source: str
    standing: str
    note: str = ""


_TABLE: Final = Table("quicksilver.fate.atmosphere", "data/parameters.csv", Parameter, key=("id",))


def parameter_table() -> Mapping[str, Parameter]:
    """Return the table of parameters by their names.

    Examples
    --------
    >>> parameter_table()["kox"].standing
    'fitted'
    """
    return _TABLE.by_key()


@dataclass(frozen=True)
class Parameters(Mapping[str, float]):
    """Values of all parameters, in the units of the table.

    Attributes
    ----------
    set : str
        ``default`` or ``prototype``.
    changed : tuple of (str, float)
        What differs from the set, sorted.
    notes : tuple of Problem
        Values outside the range of their parameter.
    """

    set: str
    changed: tuple[tuple[str, float], ...] = ()
    notes: tuple[Problem, ...] = ()

    @functools.cached_property
    def _values(self) -> dict[str, float]:
        table = parameter_table()
        values = {
            name: row.prototype if self.set == "prototype" else row.value for name, row in table.items()
        }
        return {**values, **dict(self.changed)}

    @property
    def are_default(self) -> bool:
        """Whether all values are those of the default set, which the shipped files were made with."""
        return self._values == Parameters("default")._values

    def __getitem__(self, name: str) -> float:
        return self._values[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __hash__(self) -> int:
        return hash((self.set, self.changed))

    def __str__(self) -> str:
        """Return the set and what differs from it, for receipts."""
        return " ".join((self.set, *(f"{name}={value:g}" for name, value in self.changed)))


def parameters(name: str = "default", changes: Mapping[str, float] | None = None) -> Parameters:
    """Return a named set of parameters, with changes.

    Parameters
    ----------
    name : str
        ``default`` or ``prototype``.
    changes : mapping of str to float
        In the units of the table. A value outside the range is noted; one that cannot be is refused.

    Raises
    ------
    InputProblems
        There is no such set or parameter, or a value is unphysical; all problems at once.

    Examples
    --------
    >>> parameters("default", {"kox": 2.5})["kox"], str(parameters(changes={"kox": 2.5}))
    (2.5, 'default kox=2.5')
    """
    problems: list[Problem] = []
    notes: list[Problem] = []
    table = parameter_table()
    if name not in SETS:
        problems.append(problem("atmosphere.parameter.set", "parameters", name=name, allowed=", ".join(SETS)))
    for key, value in (changes or {}).items():
        if key not in table:
            near = difflib.get_close_matches(key, table, 1)
            problems.append(
                problem("atmosphere.parameter.unknown", "parameters", name=key, guess=near[0] if near else "")
            )
            continue
        row = table[key]
        given = {"name": key, "value": f"{value:g}", "unit": row.unit}
        if not row.least <= value <= row.most:
            ends = {"low": f"{row.least:g}", "high": f"{row.most:g}"}
            problems.append(problem("atmosphere.parameter.impossible", "parameters", **given, **ends))
        elif not row.low <= value <= row.high:
            ends = {"low": f"{row.low:g}", "high": f"{row.high:g}"}
            notes.append(
                problem("atmosphere.parameter.range", "parameters", severity="warning", **given, **ends)
            )
    if problems:
        raise InputProblems(problems)
    return Parameters(name, tuple(sorted((changes or {}).items())), tuple(notes))
