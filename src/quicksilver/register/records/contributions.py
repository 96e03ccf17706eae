"""Contributions and needs: what is given and what is sought, in money and in kind."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from pydantic import model_validator

from quicksilver.language.sentences import RefusedValueError
from quicksilver.register.records.values import (
    Funding,
    Given,
    Identifier,
    Record,
    Text,
    When,
)

__all__ = ["Contribution", "Need"]


class Contribution(Record):
    """A contribution: provider, receiver, purpose, kind and stage, amount of money or goods."""

    provider: Identifier
    receiver: Identifier | None = None
    activity: Identifier | None = None
    area: Identifier | None = None
    kind: Given = "not stated"
    stage: Literal["pledge", "commitment", "disbursement", "expenditure", "not stated"] = "not stated"
    money: Funding | None = None
    hours: Decimal | None = None
    valuation: str = ""
    period: When | None = None
    reference: str = ""
    flow: Identifier | None = None
    """The flow of which this is a further stage, the report of the other party, or a transfer onwards."""
    relation: Literal["", "further stage", "told by the other end", "passed on"] = ""
    core: bool = False
    anyway: bool | None = None
    """Whether it would have been given without the Partnership; null where not stated."""


class Need(Record):
    """A need of an activity, a plan or an area: money or goods, and the period."""

    activity: Identifier | None = None
    plan: Identifier | None = None
    area: Identifier | None = None
    text: Text | None = None
    kind: Given = "not stated"
    money: Funding | None = None
    hours: Decimal | None = None
    period: When | None = None
    state: Literal["open", "met", "withdrawn"] = "open"

    @model_validator(mode="after")
    def _of_something(self) -> Need:
        if not (self.activity or self.plan or self.area):
            raise RefusedValueError("record.need")
        return self
