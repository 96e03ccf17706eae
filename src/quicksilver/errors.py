"""What a user did wrong, said so that it can be mended in one go.

Every door (workbook, CSV, JSON, command line) collects :class:`Problem` objects and raises them
together as one :class:`InputProblems`. A problem has five parts: what was wrong, where, what is
allowed, the closest guess, and what to type.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass

__all__ = [
    "FactorTableError",
    "InputProblems",
    "MassBalanceError",
    "MissingExtraError",
    "MissingFontError",
    "OutputExistsError",
    "Problem",
    "QuicksilverError",
    "UnitError",
    "closest",
]

#: What is allowed is not told twice where it is a long list.
_SHORT = 120


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake in an input, in five parts.

    Attributes
    ----------
    what : str
        What was wrong, with the value as it was given.
    where : str
        File, and sheet and cell, or line and column.
    allowed : str
        What would have been accepted.
    guess : str
        The closest thing the user may have meant; empty when there is none.
    remedy : str
        What to type, as an instruction.
    severity : str
        ``"error"`` stops the run; ``"warning"`` does not.
    """

    what: str
    where: str
    allowed: str = ""
    guess: str = ""
    remedy: str = ""
    severity: str = "error"

    def __post_init__(self) -> None:
        # No part is ever left out: where only one thing is allowed, that is also what to type.
        if not self.allowed:
            object.__setattr__(self, "allowed", "a value that can be used here")
        if not self.remedy:
            told = self.allowed if len(self.allowed) <= _SHORT else "one of those that are allowed"
            object.__setattr__(self, "remedy", f"write {self.guess or told}")

    def __str__(self) -> str:
        parts = [
            f"{self.where}: {self.what}",
            f"    allowed:    {self.allowed}",
            f"    closest:    {self.guess or 'no close guess'}",
            f"    to mend it: {self.remedy}",
        ]
        return "\n".join(parts)

    def as_dict(self) -> dict[str, str]:
        """Return the parts as a plain dictionary, for ``--json``.

        Examples
        --------
        >>> Problem("unit 'kg' missing", "a.csv:2").as_dict()["where"]
        'a.csv:2'
        """
        return asdict(self)


class QuicksilverError(Exception):
    """Any failure that is the user's to mend; shown without a traceback."""

    exit_code = 1


class InputProblems(QuicksilverError):  # noqa: N818 - it is a list of them
    """The input cannot be used; ``problems`` lists everything that is wrong with it at once."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: list[Problem] = list(problems)
        super().__init__(str(self))

    def __str__(self) -> str:
        count = len(self.problems)
        head = f"{count} problem{'s' if count != 1 else ''} found; nothing was written."
        return "\n".join([head, *(f"- {problem}" for problem in self.problems)])


class FactorTableError(InputProblems):
    """A factor table breaks one of its own rules (shares, units, ids, sources)."""


class UnitError(QuicksilverError):
    """A unit cannot be understood or cannot be converted to the one that is needed."""


class MassBalanceError(QuicksilverError):
    """Mercury was created or lost in a calculation; always a defect of the program or of a factor."""


class OutputExistsError(QuicksilverError):
    """A file is already there and ``--force`` was not given."""


class MissingExtraError(QuicksilverError):
    """Something needs packages that are installed with an extra of Quicksilver."""

    def __init__(self, what: str, extra: str) -> None:
        super().__init__(f"{what} needs the extra {extra!r}; to get it: pip install 'quicksilver[{extra}]'")


class MissingFontError(QuicksilverError):
    """A document needs a font that is not installed on this machine."""


def closest(value: str, choices: Sequence[str], *, cutoff: float = 0.6) -> str:
    """Return the choice that looks most like a value, or an empty string.

    Parameters
    ----------
    value : str
        What was given.
    choices : sequence of str
        What is allowed. Upper and lower case are not told apart.
    cutoff : float
        Likeness (0 to 1) below which nothing is proposed.

    Returns
    -------
    str
        The closest choice as it is spelled in ``choices``, or ``""``.

    Examples
    --------
    >>> closest("L1-COAL-P", ["L1-COAL-PP", "L1-CEM"])
    'L1-COAL-PP'
    """
    folded = {choice.casefold(): choice for choice in choices}
    found = difflib.get_close_matches(value.casefold().strip(), list(folded), n=1, cutoff=cutoff)
    return folded[found[0]] if found else ""
