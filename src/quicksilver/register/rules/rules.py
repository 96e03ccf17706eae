"""Where the rules of the life cycles stand: the table ``data/rules.csv``, from what a step needs to a clause of the Overarching Framework.

A clause is named only where it was read. Everything else is the register's own rule, and the table states this. The edition is that which was
out on the day of the step, so that a later edition changes nothing of what was said of an earlier step.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from quicksilver.intake.packaged import Table
from quicksilver.language.sentences import Sentence, Wording, say
from quicksilver.languages import LANGUAGES
from quicksilver.register.records import Document
from quicksilver.register.register import Register

__all__ = ["Rule", "clause", "edition", "rules"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """Where a need comes from.

    Attributes
    ----------
    need : str
        Name of a guard.
    annex, section : str
        Of the Overarching Framework; empty where no clause was read.
    standing : str
        ``"read"`` in the Framework, ``"recalled"`` of it, or a ``"judgement"`` of the register.
    rule : str
        What it states, in English.
    source : str
        Address at which it was read.
    """

    need: str
    annex: str = ""
    section: str = ""
    standing: Literal["read", "recalled", "judgement"]
    rule: str
    source: str = ""


_RULES: Final = Table("quicksilver.register", "data/rules.csv", Rule, key=("need",))


def rules() -> Mapping[str, Rule]:
    """Return the rules by the name of the need."""
    return _RULES.by_key()


def edition(register: Register, day: dt.date) -> Document | None:
    """Return the edition of the Framework that was the last to be out on a day; None where the register knows none."""
    out = [
        (document.date.last, document.id, document)
        for document in register.all(Document)
        if document.kind == "framework" and document.date is not None and document.date.last is not None
    ]
    issued = [entry for entry in out if entry[0] <= day]
    return max(issued)[2] if issued else None


def clause(need: str, register: Register, day: dt.date) -> Sentence | None:
    """Return the clause that asks for something and the edition it is of; None where no clause is known.

    Parameters
    ----------
    need : str
        Name of a guard.
    register : Register
        With the editions, documents of kind ``"framework"``.
    day : date
        Of the step.
    """
    rule = rules()[need]
    if not rule.annex:
        return None
    place = (
        say("clause section", annex=rule.annex, section=rule.section)
        if rule.section
        else say("clause annex", annex=rule.annex)
    )
    document = edition(register, day)
    if document is None:
        return say("edition unknown", clause=place, day=day)
    return say("edition in force", clause=place, day=day, edition=_named(document))


def _named(document: Document) -> Wording:
    """Return the title of an edition with its date, in the languages of the title."""
    title, date = document.title, document.date.date if document.date else ""
    written = [title.original, *(name for name in LANGUAGES if getattr(title, name))]
    return Wording({name: f"{getattr(title, name)} ({date})" for name in dict.fromkeys(written)})
