"""What is wrong with an input, reported so that everything can be corrected in one go.

Every reader (workbook, CSV, JSON, command line) collects :class:`Problem` objects and raises them
together as one :class:`InputProblems`. A problem has five parts: what is wrong, where, what is
allowed, the closest guess, and how to fix it. Here they are in English; a problem with a code is
written in other languages by :mod:`quicksilver.language.problems`.
"""

from __future__ import annotations

import functools
import math
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any, Final, TypedDict

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
    "Similar",
    "UnitError",
    "closest",
    "similar",
    "slips",
]

#: What is allowed where a check states nothing more precise; not printed.
ANYTHING: Final = "a value that is valid here"
#: A longer list of what is allowed is not repeated in the remedy.
LISTED: Final = 120

_HEADING: Final = "{count} {problems} found; nothing was written."
_LABELS: Final = ("allowed:", "closest:", "could be:", "fix:")


def _default_remedy(allowed: str, guess: str) -> str:
    """Return what to do where a check states nothing more precise.

    What is similar in spelling need not be in meaning, so a guess is never an instruction.
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
            Of what is allowed, the guess, the readings and the remedy. Readings that a sentence names are not repeated.

        Examples
        --------
        >>> print(Problem("no level", "a.json", "1 or 2"))
        a.json: no level
            allowed: 1 or 2
            fix:     write 1 or 2
        """
        allowed = "" if self.allowed == ANYTHING else self.allowed
        # In a long list of what is allowed nobody finds them.
        listed = allowed if len(allowed) <= LISTED else ""
        sentences = " ".join((self.what, listed, self.guess, self.remedy))
        named = (re.search(rf"(?<![\w.-]){re.escape(part)}(?![\w-])", sentences) for part in self.readings)
        readings = "" if all(named) else ", ".join(self.readings)
        parts = dict(zip(labels, (allowed, self.guess, readings, self.remedy), strict=True))
        width = max(len(label) for label in labels if readings or label != labels[2])
        return "\n".join(
            [
                f"{self.where}: {self.what}",
                *(f"    {label:<{width}} {part}" for label, part in parts.items() if part.strip()),
            ]
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


class Similar(TypedDict):
    """What a text that is not among the choices is like, as :class:`Problem` and its makers take it."""

    guess: str
    readings: tuple[str, ...]


#: Shorter parts of a text are codes: they are taken as they are written, because one letter makes another code of them.
_WORD: Final = 4
#: From here on a word is long enough for two slips.
_LONG: Final = 10
#: So many choices that are alike are listed; more of them say nothing.
_ALIKE: Final = 5
_BETWEEN: Final = re.compile(r"(?<=\d)[\W_]+(?=\d)")
_SIGNS: Final = re.compile(r"[\W_]+")
_WRITTEN_WHOLE: Final = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]")


def closest(value: str, choices: Iterable[str]) -> str:
    """Return the choice that a text is a slip of, or an empty string where that is not certain.

    A text that differs in case, accents, spaces, hyphens and the plural only is the choice. Otherwise the slips must be in words:
    letters left out, put in or exchanged, one in a word of four to nine letters and two in a longer one, the first letter
    being right. Digits, and parts of three letters or fewer, are codes: that they are alike means nothing ("AUD" is not
    "USD", nor "5.3.1-no" "5.3.1-co"). Where another choice is nearly as close, nothing is proposed.

    Parameters
    ----------
    value : str
        What was given.
    choices : iterable of str
        What is allowed.

    Returns
    -------
    str
        The choice as it is spelled in ``choices``, or ``""``.

    Examples
    --------
    >>> closest("activty", ["activity", "unit"]), closest("l1 coal pp", ["L1-COAL-PP", "L1-COAL-OTH"])
    ('activity', 'L1-COAL-PP')
    >>> closest("AUD", ["USD", "EUR"]), closest("cold", ["gold", "coal"]), closest("organic", ["inorganic"])
    ('', '', '')
    """
    given = _parts(value)
    names = list(dict.fromkeys(choices))
    same = [name for name in names if _joined(name) == _joined(value)]
    same = same or [name for name in names if _stems(name) == _stems(value)]
    if same or not any(given):
        return same[0] if len(same) == 1 else ""
    distances = {
        name: sum(map(_word_slips, given, parts))
        for name in names
        if len(parts := _parts(name)) == len(given)
    }
    near = sorted(distances, key=lambda name: distances[name])
    if not near or not all(map(_is_slip, given, _parts(near[0]))):
        return ""
    clear = len(near) == 1 or distances[near[1]] > distances[near[0]] + 1
    return near[0] if clear else ""


def similar(value: str, choices: Iterable[str]) -> Similar:
    """Return what a text is a slip of; where that is not certain, the choices that it is like, as readings.

    Parameters
    ----------
    value : str
        What was given.
    choices : iterable of str
        Identifiers that are allowed, of which there are too many to list.

    Examples
    --------
    >>> similar("5.3.1-nn", ["5.3.1-no", "5.3.1-co", "5.4"])
    {'guess': '', 'readings': ('5.3.1-no',)}
    >>> similar("controls-0001", ["controls-001", "rates-001"])["readings"]
    ('controls-001',)
    """
    names = list(dict.fromkeys(choices))
    guess = closest(value, names)
    given = _joined(value)
    if guess or len(given) < _WORD:
        return {"guess": guess, "readings": ()}
    most = 2 if len(given) >= _LONG else 1
    distances = {name: slips(given, _joined(name), most) for name in names}
    ranked = sorted((name for name in names if distances[name] <= most), key=lambda name: distances[name])
    if len(ranked) > _ALIKE:
        ranked = [name for name in ranked if distances[name] == distances[ranked[0]]]
    return {"guess": "", "readings": tuple(ranked) if len(ranked) <= _ALIKE else ()}


def slips(text: str, other: str, most: int) -> int:
    """Return the number of slips between two texts (optimal string alignment); above ``most`` it may be more.

    A slip is a letter left out, put in, exchanged with its neighbour or with another.

    Parameters
    ----------
    text, other : str
    most : int
        Where there are more, counting stops.

    Examples
    --------
    >>> slips("senagal", "senegal", 2), slips("caol", "coal", 2), slips("lead", "gold", 1)
    (1, 1, 2)
    """
    if abs(len(text) - len(other)) > most:
        return most + 1
    before, last = list(range(len(other) + 1)), list(range(len(other) + 1))
    for i, sign in enumerate(text, 1):
        row = [i]
        for j, against in enumerate(other, 1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (sign != against))
            if i > 1 and j > 1 and sign == other[j - 2] and text[i - 2] == against:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
        before, last = last, row
    return min(last[-1], most + 1)


@functools.lru_cache(maxsize=8192)
def _parts(text: str) -> tuple[str, ...]:
    """Return the words and codes of a text, without case and accents."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    return tuple(_SIGNS.sub(" ", "".join(sign for sign in plain if not unicodedata.combining(sign))).split())


@functools.lru_cache(maxsize=8192)
def _joined(text: str) -> str:
    """Return a text without spaces and signs; those between digits are kept, because 1.11 is not 11.1."""
    return "".join(_BETWEEN.sub(".", " ".join(_parts(text))).split())


@functools.lru_cache(maxsize=8192)
def _stems(text: str) -> tuple[str, ...]:
    """Return the parts of a text with its English words in the singular."""
    return tuple(
        re.sub(r"(?<=[a-rt-z]{3})s$", "", re.sub(r"(?<=[a-z]{2})ies$", "y", part)) for part in _parts(text)
    )


def _word_slips(given: str, known: str) -> float:
    """Return the slips between two words; infinite where codes differ."""
    if given == known:
        return 0
    if not (given.isalpha() and known.isalpha()) or max(len(given), len(known)) < _WORD:
        return math.inf
    # The first letter is the one that is least often wrong.
    return slips(given, known, _ALIKE) + (given[0] != known[0])


def _is_slip(given: str, known: str) -> bool:
    """Return whether a word is another one, or a slip of it."""
    if given == known:
        return True
    if len(known) < _WORD or given[:1] != known[0] or _WRITTEN_WHOLE.search(given + known):
        return False
    return _word_slips(given, known) <= (2 if len(known) >= _LONG else 1)
