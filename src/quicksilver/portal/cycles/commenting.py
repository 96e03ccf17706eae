"""Comments on the draft of a report and on plans that are posted, and the replies to them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Final

from quicksilver.errors import Place
from quicksilver.language.choices import Word
from quicksilver.language.problems import problem
from quicksilver.portal.cycles.actors import Actor, NotYoursError, actor
from quicksilver.portal.cycles.calling import cycle_of
from quicksilver.portal.cycles.writing import (
    Done,
    advanced,
    as_when,
    day_or_today,
    locked,
    refused,
    register_now,
    step,
    write,
)
from quicksilver.register import records as r
from quicksilver.register.register import Register

__all__ = ["LONGEST", "comment", "kind_for", "new_comment", "reply"]

#: Characters of a comment or a reply.
LONGEST: Final = 10_000
#: State of a cycle -> kinds of comments that are requested, each with the action that lets someone make it.
_CHECKS: Final[Mapping[str, tuple[tuple[str, str], ...]]] = {
    "compiled draft": (("comment", "comment"),),
    "fact check": (("fact check", "fact check"), ("comment", "comment")),
    "advisory-group review": (("review", "review"), ("comment", "comment")),
}


def new_comment(
    register: Register,
    about: str,
    place: str,
    kind: str,
    text: str,
    by: str,
    language: r.Language,
    day: dt.date,
    number: int = 0,
    *,
    organisation: str | None = None,
    visibility: str = "partners",
) -> r.Comment:
    """Return a comment with an id that is free.

    Parameters
    ----------
    register : Register
    about, place, kind, text : str
        ``kind/id`` of the record, question or paragraph, kind of comment, text.
    by : str
        Name of the account.
    language : str
    day : date
    number : int
        Of several that are made at once.
    organisation : str, optional
    visibility : str
    """
    taken = register.records.get("comments", {})
    stem = f"{about.partition('/')[2]}-{kind.replace(' ', '-')}"[:100].rstrip("-.")
    free = len([name for name in taken if name.startswith(stem)]) + 1 + number
    while f"{stem}-{free}" in taken:
        free += 1
    return r.Comment.model_validate(
        {
            "id": f"{stem}-{free}",
            "subject": about,
            "place": place,
            "kind": kind,
            "text": {"original": language, language: text},
            "organisation": organisation,
            "author": by,
            "made": as_when(day),
            "visibility": visibility,
        }
    )


@step
def comment(
    about: str, place: str, text: str, *, by: str, language: r.Language = "en", day: dt.date | None = None
) -> Done:
    """Comment on the draft of a report (``cycles/ID``, by paragraph) or on a plan that is posted (``plans/ID``).

    The kind of comment follows from the state of the cycle and the roles of the account.

    Raises
    ------
    NotYoursError
        The account may not, or not now.
    InputProblems
        There is no such record, or the comment is empty.
    """
    kind_of, _, identifier = about.partition("/")
    subject = (kind_of, identifier) if identifier else ("cycles", about)
    register, who, today = locked(*_known(subject)), actor(by), day_or_today(day)
    if not text.strip():
        raise refused("comment.empty", Place(record=about))
    _not_too_long(text, about)
    if kind_of == "plans" and identifier in register.records.get("plans", {}):
        plan = register.get(r.Plan, identifier)
        who.require("comment", "plans", plan)
        if plan.state != "posted for consultation":
            raise refused("comment.plan", Place(record=about), state=Word("plans.state", plan.state))
        kind, visibility = "consultation", "public"
    else:
        cycle = cycle_of(register, identifier if kind_of == "cycles" else about)
        kind, visibility = _kind_of_comment(who, cycle), "partners"
    organisation = next((role.organisation for role in who.roles if role.organisation), None)
    made = new_comment(
        register,
        about,
        place,
        kind,
        text.strip(),
        by,
        language,
        today,
        organisation=organisation,
        visibility=visibility,
    )
    return write([("comments", made)], by, f"commented on {about}", new=("comments",))


def _known(*subjects: tuple[str, str]) -> list[tuple[str, str]]:
    """Return those subjects that are records; a comment may name anything."""
    return [(kind, identifier) for kind, identifier in subjects if kind in r.KINDS]


def _not_too_long(text: str, about: str) -> None:
    if len(text) > LONGEST:
        raise refused("comment.long", Place(record=about), count=len(text), most=LONGEST)


def kind_for(who: Actor, cycle: r.Cycle) -> str | None:
    """Return what kind of comment an account may make on the draft of a cycle now; None where it may make none."""
    for kind, action in _CHECKS.get(cycle.state, ()):
        if who.may(action, "cycles", cycle):
            return kind
    return None


def _kind_of_comment(who: Actor, cycle: r.Cycle) -> str:
    kind = kind_for(who, cycle)
    if kind is None:
        state = Word("cycles.state", cycle.state)
        raise NotYoursError(
            [problem("comment.step", Place(record=f"cycles/{cycle.id}"), account=who.name, state=state)]
        )
    return kind


@step
def reply(
    identifier: str,
    text: str,
    state: str,
    *,
    by: str,
    language: r.Language = "en",
    day: dt.date | None = None,
) -> Done:
    """Reply to a comment and record its outcome: ``answered``, ``taken up`` or ``not taken up``; raises as :func:`comment`."""
    who, today = actor(by), day_or_today(day)
    _not_too_long(text, identifier)
    before = register_now().records.get("comments", {}).get(identifier)
    # What a comment is about is locked before the comment, as when it was made.
    subject = before.subject if isinstance(before, r.Comment) else ""
    kind, _, named = subject.partition("/")
    locked(*_known((kind, named)))
    register = locked(("comments", identifier))
    comment = register.records.get("comments", {}).get(identifier)
    if not isinstance(comment, r.Comment):
        raise refused("comment.none", "comment", identifier=identifier)
    subject_kind, _, about = comment.subject.partition("/")
    owner = register.records.get(subject_kind, {}).get(about)
    if not who.may("edit", "comments", comment) and not (
        owner is not None and who.may("edit", subject_kind, owner)
    ):
        who.require("edit", "comments", comment)
    changes = {
        "reply": r.Text.model_validate({"original": language, language: text.strip() or "–"}),
        "replied": as_when(today),
        "replied_by": by,
    }
    after = advanced("comments", comment.model_copy(update=changes), state, register, day=today)
    return write([("comments", after)], by, f"replied to {identifier}")
