"""The day on which the knowledge of the stored register ends: asked in one query, and set."""

from __future__ import annotations

import datetime as dt

from quicksilver.errors import InputProblems
from quicksilver.language.problems import problem
from quicksilver.register.questions.knowledge import KNOWLEDGE, end_of, latest
from quicksilver.register.records import Fact
from quicksilver.register.register import Register

__all__ = ["set_knowledge_end", "stored_knowledge_end"]


def stored_knowledge_end() -> dt.date | None:
    """Return the day on which the knowledge of the database ends, in one query."""
    from quicksilver.portal.models import Fact as Facts

    return latest(Facts.objects.order_by().filter(key=KNOWLEDGE).values_list("value", flat=True))


def set_knowledge_end(value: str, *, by: str, why: str = "") -> None:
    """Record in the database until when the register is known; what loaded registers recorded gives way to it.

    Parameters
    ----------
    value : str
        A date such as ``2009-05-01``, or ``open``.
    by : str
        Who does it, for the history.
    why : str
        Reason for the change, for the history.

    Raises
    ------
    InputProblems
        The value is neither.
    """
    from quicksilver.portal.store.store import load_register, save_register

    try:
        end_of(value)
    except ValueError:
        raise InputProblems([problem("register.knowledge.date", "DATE", value=value)]) from None
    stored = [fact for fact in load_register(kinds=("facts",)).all(Fact) if fact.key == KNOWLEDGE]
    own = Fact(id="knowledge-ends", key=KNOWLEDGE, value=value)
    # A later date of a loaded register would win, and so would an open one.
    others = [
        fact.model_copy(update={"value": value})
        for fact in stored
        if fact.id != own.id and _beats(fact.value, value)
    ]
    save_register(Register.of(("facts", fact) for fact in (own, *others)), by=by, why=why)


def _beats(other: str, value: str) -> bool:
    return (end_of(other) or dt.date.max) > (end_of(value) or dt.date.max)
