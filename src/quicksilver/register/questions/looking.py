"""One record seen from all sides: what is claimed about it, what is said about it, and which records name it."""

from __future__ import annotations

from dataclasses import dataclass

from quicksilver.register.records import KINDS, Claim, Comment, Record
from quicksilver.register.records.references import references
from quicksilver.register.register import Register

__all__ = ["Seen", "seen"]


@dataclass(frozen=True, slots=True)
class Seen:
    """A record; the claims about it, those that are shown first; the comments on it; what names it, as ``kind/id``."""

    record: Record
    claims: tuple[Claim, ...]
    comments: tuple[Comment, ...]
    named_by: tuple[str, ...]


def seen(register: Register, kind: str, identifier: str) -> Seen:
    """Return a record and what there is about it.

    Raises
    ------
    KeyError
        There is no such record.
    """
    subject = f"{kind}/{identifier}"
    everything = Register(register.records)
    claims = [claim for claim in everything.all(Claim) if claim.subject == subject]
    comments = [comment for comment in everything.all(Comment) if comment.subject == subject]
    named = dict.fromkeys(
        f"{other}/{record.id}"
        for other, record in everything
        for _, target, name in references(other, record)
        if (target, name) == (kind, identifier)
    )
    return Seen(
        register.get(KINDS[kind], identifier),
        tuple(sorted(claims, key=lambda claim: (claim.field, not claim.shown, claim.id))),
        tuple(comments),
        tuple(named),
    )
