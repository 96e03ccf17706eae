"""What is wrong with an input, reported so that everything can be corrected in one go.

Every reader (workbook, CSV, JSON, command line) collects :class:`Problem` objects and raises them
together as one :class:`InputProblems`. A problem has five parts: what is wrong, where, what is
allowed, the closest guess, and how to fix it. Here they are in English; a problem with a code is
written in other languages by :mod:`quicksilver.language.problems`.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any, Final

__all__ = [
    "ANYTHING",
    "LISTED",
    "FactorTableError",
    "InputProblems",
    "MassBalanceError",
    "MissingExtraError",
    "MissingFontError",
    "OutputExistsError",
    "Place",
    "Problem",
    "QuicksilverError",
    "UnitError",
    "closest",
]

#: What is allowed where a check states nothing more precise; not printed.
ANYTHING: Final = "a value that is valid here"
#: A longer list of what is allowed is not repeated in the remedy.
LISTED: Final = 120

_HEADING: Final = "{count} {problems} found; nothing was written."
_LABELS: Final = ("allowed:", "closest:", "fix:")


def _default_remedy(allowed: str, guess: str) -> str:
    """Return what to do where a check states nothing more precise.

    A guess is similar in spelling, not in meaning ("UK" is close to "UKR"), so it is never an instruction.
    """
    listed = allowed if len(allowed) <= LISTED else "one of the allowed values"
    return f"write {guess} if that is meant; otherwise {listed}" if guess else f"write {listed}"


_NO_UTF8: Final = re.compile("[\ud800-\udfff]")


class Place(str):
    """The text of a place that also knows its parts; what does not apply is empty.

    It is a text, so that whoever only prints, joins or stores a place need not know of the parts.

    Parameters
    ----------
    file : str
        Name or path of the file.
    sheet : str
        Of a workbook.
    line : int, optional
        Of a text file without columns.
    row : int, optional
        Of a sheet or of a CSV file, from 1.
    column : str
        Letter in a sheet, name or number in another file.
    cell : str
        Of a sheet, such as ``C5``.
    record : str
        Kind and identifier: ``plans/coal-plan``.
    field : str
        Of a record or of a JSON file: ``places[1].country``.

    Examples
    --------
    >>> Place("a.xlsx", sheet="Step 1", row=5, column="C", cell="C5")
    'a.xlsx, sheet Step 1, cell C5'
    >>> Place("a.csv", row=3, column="unit"), Place("a.yaml", line=2, field="name.en").line
    ('a.csv:3, column unit', 2)
    """

    __slots__ = ("cell", "column", "field", "file", "line", "record", "row", "sheet")
    file: str
    sheet: str
    line: int | None
    row: int | None
    column: str
    cell: str
    record: str
    field: str

    def __new__(
        cls,
        file: str = "",
        *,
        sheet: str = "",
        line: int | None = None,
        row: int | None = None,
        column: str = "",
        cell: str = "",
        record: str = "",
        field: str = "",
        text: str = "",
    ) -> Place:
        """Return the place with its text, which is English where none is given."""
        # Bytes of a name that are no UTF-8 cannot be written into a table, a document or JSON.
        file = file if file.isascii() else _NO_UTF8.sub("\ufffd", file)
        given = (file, sheet, line, row, column, cell, record, field)
        named = (f"{name} {part}" if name else part for name, part in _shown(*given))
        made = super().__new__(cls, text or ", ".join(named))
        for name, value in zip(PLACE_PARTS, given, strict=True):
            setattr(made, name, value)
        return made

    def __getnewargs_ex__(self) -> tuple[tuple[()], dict[str, str | int]]:
        """Return what a copy is made from."""
        return (), {**self.as_dict(), "text": str(self)}

    def parts(self) -> list[tuple[str, str]]:
        """Return what the text consists of: the word before a part (empty for a file and the like), and the part."""
        return _shown(*(getattr(self, name) for name in PLACE_PARTS))

    def written(self, text: str) -> Place:
        """Return the place with its text in another language."""
        return Place(**self.as_dict(), text=text)  # type: ignore[arg-type]

    def as_dict(self) -> dict[str, str | int]:
        """Return the parts that are known by name.

        Examples
        --------
        >>> Place("a.csv", row=3).as_dict()
        {'file': 'a.csv', 'row': 3}
        """
        return {name: part for name in PLACE_PARTS if (part := getattr(self, name)) not in ("", None)}

    def within(self, **parts: Any) -> Place:
        """Return the place with further or other parts.

        Examples
        --------
        >>> Place("a.csv", row=3).within(column="unit")
        'a.csv:3, column unit'
        """
        return Place(**{**self.as_dict(), **parts})


#: Parts of a place, from the file inwards.
PLACE_PARTS: Final = ("file", "sheet", "line", "row", "column", "cell", "record", "field")


def _shown(
    file: str,
    sheet: str,
    line: int | None,
    row: int | None,
    column: str,
    cell: str,
    record: str,
    field: str,
) -> list[tuple[str, str]]:
    """Return the parts of a place that its text has, each with the word before it."""
    # A table without sheets is a text file, where rows are counted as compilers count lines.
    head = f"{file}:{row}" if row is not None and not sheet else file or record
    parts = [("", head), ("sheet", sheet)]
    if sheet:
        parts.append(("cell", cell) if cell else ("row", "" if row is None else str(row)))
    else:
        parts += [("line", "" if line is None else str(line)), ("column", column)]
    return [(name, part) for name, part in [*parts, ("", field)] if part]


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem of an input, in five parts.

    Attributes
    ----------
    what : str
        What is wrong, with the value as it was given.
    where : str
        File, and sheet and cell, or line and column: a :class:`Place` where its parts are known.
    allowed : str
        What would have been accepted.
    guess : str
        The closest value that is allowed; empty when there is none.
    remedy : str
        How to fix it, as an instruction.
    severity : str
        ``"error"`` stops the run; ``"warning"`` does not.
    code : str
        Key of the sentence; empty where it is known in English only.
    values : mapping of str to object
        What is put into the sentence, as plain data: texts, numbers, lists and mappings, as JSON has them.
    readings : tuple of str
        What an ambiguous value can mean, each as it would be written without doubt.
    """

    what: str
    where: str
    allowed: str = ""
    guess: str = ""
    remedy: str = ""
    severity: str = "error"
    code: str = field(default="", kw_only=True)
    values: Mapping[str, Any] = field(default_factory=dict, kw_only=True, hash=False)
    readings: tuple[str, ...] = field(default=(), kw_only=True)

    def __post_init__(self) -> None:
        if not self.allowed:
            object.__setattr__(self, "allowed", ANYTHING)
        if not self.remedy:
            object.__setattr__(self, "remedy", _default_remedy(self.allowed, self.guess))

    @classmethod
    def stated(
        cls,
        what: str,
        where: str,
        allowed: str,
        remedy: str = "",
        *,
        code: str,
        guess: str = "",
        severity: str = "error",
        readings: tuple[str, ...] = (),
        **values: Any,
    ) -> Problem:
        """Return a problem with its English and its code, for packages below that of the sentences.

        Parameters
        ----------
        what, where, allowed, remedy : str
            In English; a test compares them with the rows of the code.
        code : str
        guess, severity : str
        readings : tuple of str
        **values : object
            For the places of the sentences, as plain data.

        Examples
        --------
        >>> Problem.stated("no level", "a.json", "1 or 2", code="x").code
        'x'
        """
        return cls(what, where, allowed, guess, remedy, severity, code=code, values=values, readings=readings)

    @property
    def place(self) -> Place | None:
        """Return the place in parts; None where only its text is known."""
        return self.where if isinstance(self.where, Place) else None

    def __str__(self) -> str:
        return self.text()

    def text(self, labels: Sequence[str] = _LABELS) -> str:
        """Return the parts under each other, with a label before each.

        Parameters
        ----------
        labels : sequence of str
            Of what is allowed, the guess and the remedy.

        Examples
        --------
        >>> print(Problem("no level", "a.json", "1 or 2"))
        a.json: no level
            allowed: 1 or 2
            fix:     write 1 or 2
        """
        allowed = "" if self.allowed == ANYTHING else self.allowed
        parts = zip(labels, (allowed, self.guess, self.remedy), strict=True)
        width = max(map(len, labels))
        return "\n".join(
            [f"{self.where}: {self.what}", *(f"    {label:<{width}} {part}" for label, part in parts if part)]
        )

    def as_dict(self) -> dict[str, Any]:
        """Return the problem as plain data, for ``--json``; code, values, place and readings are left out where there are none.

        Examples
        --------
        >>> Problem("unit 'kg' missing", "a.csv:2").as_dict()["where"]
        'a.csv:2'
        """
        always = {part.name: getattr(self, part.name) for part in fields(self) if not part.kw_only}
        place = None if self.place is None else self.place.as_dict()
        known = {
            "code": self.code,
            "values": dict(self.values),
            "place": place,
            "readings": list(self.readings),
        }
        return always | {name: part for name, part in known.items() if part}

    @classmethod
    def from_dict(cls, record: Mapping[str, Any]) -> Problem:
        """Return the problem that :meth:`as_dict` gave, also after it was JSON.

        Examples
        --------
        >>> problem = Problem("no level", Place("a.csv", row=2), code="x", values={"level": "3"})
        >>> Problem.from_dict(problem.as_dict()) == problem
        True
        """
        parts = {name: value for name, value in record.items() if name != "place"}
        if record.get("place"):
            parts["where"] = Place(**record["place"])
        return cls(**{**parts, "readings": tuple(record.get("readings", ()))})


class QuicksilverError(Exception):
    """Any failure that the user can fix; shown without a traceback."""

    exit_code = 1


class InputProblems(QuicksilverError):  # noqa: N818 - it is a list of them
    """The input cannot be used; ``problems`` lists everything that is wrong with it.

    ``language`` is the requested one, if any; :func:`quicksilver.language.problems.report` writes the
    list in it.
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: list[Problem] = list(problems)
        self.language: str | None = None
        super().__init__(str(self))

    def __str__(self) -> str:
        count = len(self.problems)
        head = _HEADING.format(count=count, problems="problem" if count == 1 else "problems")
        return "\n".join([head, *(f"- {problem}" for problem in self.problems)])


class FactorTableError(InputProblems):
    """A factor table breaks a rule for factor tables (shares, units, ids, sources)."""


class UnitError(QuicksilverError):
    """A unit cannot be understood or cannot be converted to the one that is needed.

    ``code`` and ``values`` are those of the sentence, as a :class:`Problem` has them; the code is empty
    where the sentence is known in English only. ``readings`` are what an ambiguous unit can mean.
    """

    def __init__(self, what: str, *, code: str = "", readings: tuple[str, ...] = (), **values: Any) -> None:
        super().__init__(what)
        self.code, self.readings, self.values = code, readings, values


class MassBalanceError(QuicksilverError):
    """Mercury was created or lost in a calculation; always a defect of the program or of a factor."""


class OutputExistsError(QuicksilverError):
    """A file exists already and ``--force`` was not given."""


class MissingExtraError(QuicksilverError):
    """Something needs packages that an extra of Quicksilver installs."""

    def __init__(self, what: str, extra: str) -> None:
        super().__init__(f"{what} needs the extra {extra!r}. Fix: pip install 'quicksilver-mercury[{extra}]'")


class MissingFontError(QuicksilverError):
    """A document needs a font that is not installed on this machine."""


def closest(value: str, choices: Sequence[str], *, cutoff: float = 0.6) -> str:
    """Return the choice that looks most like a value, or an empty string.

    Parameters
    ----------
    value : str
        What was given.
    choices : sequence of str
        What is allowed. Upper and lower case are not distinguished.
    cutoff : float
        Similarity (0 to 1) below which nothing is proposed.

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
    matches = difflib.get_close_matches(value.casefold().strip(), list(folded), n=1, cutoff=cutoff)
    return folded[matches[0]] if matches else ""
