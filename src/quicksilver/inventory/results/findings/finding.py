"""One finding of a quality check, for files and for a reader in any language."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from quicksilver.errors import Place
from quicksilver.inventory.model import statement
from quicksilver.inventory.results.receipt import listed_sources
from quicksilver.language.names import label
from quicksilver.language.problems import place_in_language
from quicksilver.language.sentences import Sentence

__all__ = ["Finding"]

#: Places of the sentences that hold ids of sources.
_IDS: Final = ("id", "ids")


def _named(what: Sentence) -> Sentence:
    """Return a finding for a reader: names before codes, and long lists cut with a count."""
    return replace(what, values={name: _named_value(name, value) for name, value in what.values.items()})


def _named_value(name: str, value: object) -> object:
    """Return one value of a sentence for a reader; a sentence within a sentence has names too."""
    if isinstance(value, Sentence):
        return _named(value)
    if name not in _IDS:
        return value
    return listed_sources([value] if isinstance(value, str) else list(value))  # type: ignore[call-overload]


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding of a quality check.

    Attributes
    ----------
    check : int
        Number of the check, 1 to 10.
    severity : str
        ``error``, ``high``, ``medium`` or ``low``.
    what : Sentence
        What is the matter, with the numbers.
    source : str
        Source id; empty when it concerns the whole inventory.
    where : str
        Place in the user's file.
    remedy : Sentence or None
        What to do about it; None where there is nothing to do.
    """

    check: int
    severity: str
    what: Sentence
    source: str = ""
    where: str = ""
    remedy: Sentence | None = None

    def __str__(self) -> str:
        return self.text("en")

    def text(self, language: str) -> str:
        """Return the finding with what to do about it, in a language."""
        grade = self.severity if language == "en" else label("severity", self.severity, language)
        head = statement("finding.line", severity=grade, check=self.check, what=_named(self.what))
        where = self.where
        if isinstance(where, Place):
            where = place_in_language(where, language)
        place = f" ({where})" if where else ""
        parts = [head.in_language(language) + place]
        if self.remedy is not None:
            parts.append("    " + statement("finding.remedy", what=self.remedy).in_language(language))
        return "\n".join(parts)

    def as_dict(self, language: str = "en") -> dict[str, str | int]:
        """Return the finding as a plain dictionary; sentences and places are in a language, grades are as in English."""
        where, what = self.where, self.what if language == "en" else _named(self.what)
        return {
            "check": self.check,
            "severity": self.severity,
            "what": what.in_language(language),
            "source": self.source,
            "where": place_in_language(where, language) if isinstance(where, Place) else where,
            "remedy": "" if self.remedy is None else self.remedy.in_language(language),
        }
