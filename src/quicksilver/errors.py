"""What is wrong with an input, reported so that everything can be corrected in one go.

Every reader (workbook, CSV, JSON, command line) collects :class:`Problem` objects and raises them
together as one :class:`InputProblems`. A problem has five parts: what is wrong, where, what is
allowed, the closest guess, and how to fix it.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from contextvars import ContextVar
from dataclasses import asdict, dataclass
from typing import Final

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
    "message_language",
]

#: What is allowed where a check states nothing more precise; not printed.
_ANY: Final = "a value that is valid here"
#: A longer list of what is allowed is not repeated in the remedy.
_SHORT = 120


#: Heading and labels of problems; the sentences of most problems are English so far.
_LABELS: Final = {
    "en": ("{count} {problems} found; nothing was written.", "allowed:", "closest:", "fix:"),
    "fr": ("Problèmes trouvés : {count} ; rien n’a été écrit.", "admis :", "proche :", "correction :"),
    "es": ("Problemas encontrados: {count}; no se escribió nada.", "admitido:", "parecido:", "corrección:"),
    "ru": ("Найдено проблем: {count}; ничего не записано.", "допустимо:", "похоже:", "исправление:"),
    "zh": ("发现{count}个问题；未写入任何内容。", "允许：", "最接近：", "修正："),
    "ar": ("عدد المشكلات: {count}؛ لم يُكتب أي شيء.", "المسموح به:", "الأقرب:", "التصحيح:"),
}
#: Language in which problems are labelled; a command with ``--language`` sets it while it runs.
message_language: ContextVar[str] = ContextVar("message_language", default="en")


def _default_remedy(allowed: str, guess: str) -> str:
    """Return what to do where a check states nothing more precise.

    A guess is similar in spelling, not in meaning ("UK" is close to "UKR"), so it is never an instruction.
    """
    listed = allowed if len(allowed) <= _SHORT else "one of the allowed values"
    return f"write {guess} if that is meant; otherwise {listed}" if guess else f"write {listed}"


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem of an input, in five parts.

    Attributes
    ----------
    what : str
        What is wrong, with the value as it was given.
    where : str
        File, and sheet and cell, or line and column.
    allowed : str
        What would have been accepted.
    guess : str
        The closest value that is allowed; empty when there is none.
    remedy : str
        How to fix it, as an instruction.
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
        if not self.allowed:
            object.__setattr__(self, "allowed", _ANY)
        if not self.remedy:
            object.__setattr__(self, "remedy", _default_remedy(self.allowed, self.guess))

    def __str__(self) -> str:
        return self.text()

    def text(self, language: str = "en") -> str:
        """Return the parts under each other, with their labels in a language of the United Nations.

        Examples
        --------
        >>> print(Problem("no level", "a.json", "1 or 2").text("fr"))
        a.json: no level
            admis :      1 or 2
            correction : write 1 or 2
        """
        labels = _LABELS.get(language, _LABELS["en"])[1:]
        allowed = "" if self.allowed == _ANY else self.allowed
        parts = zip(labels, (allowed, self.guess, self.remedy), strict=True)
        width = max(map(len, labels))
        return "\n".join(
            [f"{self.where}: {self.what}", *(f"    {label:<{width}} {part}" for label, part in parts if part)]
        )

    def as_dict(self) -> dict[str, str]:
        """Return the parts as a plain dictionary, for ``--json``.

        Examples
        --------
        >>> Problem("unit 'kg' missing", "a.csv:2").as_dict()["where"]
        'a.csv:2'
        """
        return asdict(self)


class QuicksilverError(Exception):
    """Any failure that the user can fix; shown without a traceback."""

    exit_code = 1


class InputProblems(QuicksilverError):  # noqa: N818 - it is a list of them
    """The input cannot be used; ``problems`` lists everything that is wrong with it."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: list[Problem] = list(problems)
        self.language = message_language.get()
        super().__init__(str(self))

    def __str__(self) -> str:
        count = len(self.problems)
        head = _LABELS.get(self.language, _LABELS["en"])[0].format(
            count=count, problems="problem" if count == 1 else "problems"
        )
        return "\n".join([head, *(f"- {problem.text(self.language)}" for problem in self.problems)])


class FactorTableError(InputProblems):
    """A factor table breaks a rule for factor tables (shares, units, ids, sources)."""


class UnitError(QuicksilverError):
    """A unit cannot be understood or cannot be converted to the one that is needed."""


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
    found = difflib.get_close_matches(value.casefold().strip(), list(folded), n=1, cutoff=cutoff)
    return folded[found[0]] if found else ""
