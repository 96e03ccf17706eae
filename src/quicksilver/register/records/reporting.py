"""Report cycles and what is handed in to them."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from pydantic import field_validator

from quicksilver.language.sentences import RefusedValueError
from quicksilver.register.records.values import (
    Identifier,
    Language,
    Record,
    Strict,
    Text,
    When,
)

__all__ = ["Answer", "Correction", "Cycle", "Submission"]


class Correction(Strict):
    """A correction of a published report: what was corrected, in which languages, and the corrigendum."""

    text: Text
    document: Identifier | None = None
    languages: tuple[Language, ...] = ()
    date: When | None = None


class Cycle(Record):
    """A report cycle: period as two dates, due date, languages, state."""

    title: Text
    period: When
    due: When | None = None
    languages: tuple[Language, ...] = ()
    """Languages in which the call and the form are issued; empty for all six."""
    questions: tuple[str, ...] = ()
    """Numbers of the questions asked; empty for all questions of the form."""
    call: Text | None = None
    called: When | None = None
    state: Literal[
        "planned",
        "call issued",
        "open",
        "compiled draft",
        "fact check",
        "advisory-group review",
        "final",
        "translated",
        "transmitted",
        "published",
        "corrected",
        "archived",
    ] = "planned"
    document: Identifier | None = None
    frozen: str = ""
    """The moment (UTC) at which the final report was frozen: it is written from the register of that moment."""
    transmitted: When | None = None
    published: When | None = None
    corrections: tuple[Correction, ...] = ()

    @field_validator("frozen")
    @classmethod
    def _is_moment(cls, text: str) -> str:
        try:
            moment = dt.datetime.fromisoformat(text) if text else None
        except ValueError:
            raise RefusedValueError("record.time.other", value=text) from None
        if moment is not None and moment.tzinfo is None:
            raise RefusedValueError("record.time.zone", value=text)
        return text


class Answer(Strict):
    """An answer to a question of the form; ``no change``, ``not known`` and ``not applicable`` are answers."""

    question: str
    value: str = ""
    special: Literal["", "no change", "not known", "not applicable"] = ""


class Submission(Record):
    """The submission of an area or a partner in a cycle, and its state."""

    cycle: Identifier
    area: Identifier | None = None
    organisation: Identifier | None = None
    state: Literal[
        "not started",
        "draft",
        "submitted",
        "returned with queries",
        "resubmitted",
        "accepted",
        "none received",
    ] = "not started"
    answers: tuple[Answer, ...] = ()
    received: When | None = None
    asked: When | None = None
    reminded: tuple[When, ...] = ()
    language: Language | None = None
    """The language in which the answers are written."""
    submitted_by: str = ""
    document: Identifier | None = None
    """The form as accepted; it is cited by the records that result from it."""
