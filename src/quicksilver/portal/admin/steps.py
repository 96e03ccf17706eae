"""The state of a record in its form: what it is, what this person may change it to, and what is missing for that."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext

from quicksilver.language.choices import Word
from quicksilver.language.sentences import say
from quicksilver.portal.admin.fields import words
from quicksilver.portal.models.readers import reading
from quicksilver.portal.store.on_demand import lazy_register
from quicksilver.register.records import Area, Record, Source
from quicksilver.register.register import Register
from quicksilver.register.rules.fields import state_of
from quicksilver.register.rules.lifecycles import (
    Lack,
    beginnings,
    entered_as,
    lacking,
    missing,
    missing_at_entry,
    next_states,
)

__all__ = ["StateField", "Step", "not_offered", "offer", "wrong_steps"]


@dataclass(frozen=True, slots=True)
class Step:
    """Day and source of a step that a form takes.

    Attributes
    ----------
    day : date or None
        On which it was decided; today, where none is stated.
    source : Source or None
        Where that is written.
    """

    day: dt.date | None
    source: Source | None


class StateField(forms.TypedChoiceField):
    """The state of a record. A state that is not offered is refused by the life cycle, which states why, and not by the list."""

    def valid_value(self, value: Any) -> bool:
        """Return whether it may be looked at."""
        return True


def offer(form: Any) -> None:
    """Let a form offer the states that may follow for the person, and say under them what is missing."""
    kind, before = form.instance.folder, form.before
    field = form.fields["state"]
    if form.instance.pk and before is None:
        states: Iterable[str] = [getattr(form.instance, "state", "")]
    elif before is None:
        states = entered_as(kind, form.acting)
        usual = field.initial if field.initial in beginnings()[kind] else beginnings()[kind][0]
        field.initial = form.initial["state"] = usual
    else:
        following = next_states(before, form.acting)
        states = [state_of(before), *following]
        form.initial["state"] = state_of(before)
        field.help_text = _said(before, following)
    field.choices = words(f"{kind}.state", dict.fromkeys(states))


def _said(before: Record, following: list[str]) -> Any:
    register, language, kind = lazy_register(), reading(), _kind(before)
    remarks = []
    for state in following:
        lacks = lacking(before, state, register)
        named = Word(f"{kind}.state", state)
        words_of = [sentence(lack, language) for lack in lacks]
        remarks.append(
            say("may follow once", state=named, missing=words_of).in_language(language)
            if lacks
            else say("may follow now", state=named).in_language(language)
        )
    if not remarks:
        return ""
    return format_html(
        '<p>{}</p><ul class="qs-steps">{}</ul>',
        gettext("Possible next steps, and what is missing for each:"),
        format_html_join("", "<li>{}</li>", ((remark,) for remark in remarks)),
    )


def sentence(lack: Lack, language: str) -> str:
    """Return what is missing, with the clause that asks for it."""
    if lack.clause is None:
        return lack.said.in_language(language)
    return say("by clause", allowed=lack.said, clause=lack.clause).in_language(language)


def not_offered(form: Any, state: str | None) -> Iterator[str]:
    """Yield why a state that a form was sent with is none of those it offers."""
    field = form.fields.get("state")
    if not state or field is None or form.instance.folder not in beginnings():
        return
    if state in dict(field.choices):
        return
    kind, language = form.instance.folder, reading()
    if form.before is not None:
        for problem in missing(form.before, state, lazy_register(), roles=form.acting, language=language):
            yield problem.what
        return
    begins = Word(f"{kind}.state", beginnings()[kind][0])
    yield say("step not yours", state=begins, to=Word(f"{kind}.state", state)).in_language(language)


def wrong_steps(
    before: Record | None, after: Record, acting: tuple[str, ...], step: Step, register: Register
) -> tuple[list[str], list[str]]:
    """Return why a record may not have the state that it was saved in, and what else should be known about its step.

    Parameters
    ----------
    before : Record or None
        None where it is new.
    after : Record
        As it was saved, with all that was entered in the same form.
    acting : tuple of str
        Roles of the person for this record.
    step : Step
    register : Register
        As it is with the record saved.
    """
    language = reading()
    if before is None:
        problems = missing_at_entry(after, register, roles=acting, day=step.day, language=language)
        return [problem.what for problem in problems if problem.severity == "error"], []
    was, now = state_of(before), state_of(after)
    if was == now:
        return [], []
    asked = _as_before(before, after)
    steps = missing(asked, now, register, roles=acting, day=step.day, source=step.source, language=language)
    if now not in next_states(asked, acting):
        return [problem.what for problem in steps] or [now], []
    lacks = lacking(asked, now, register, day=step.day, source=step.source)
    return (
        [sentence(lack, language) for lack in lacks if not lack.said.warning],
        [sentence(lack, language) for lack in lacks if lack.said.warning],
    )


def _as_before(before: Record, after: Record) -> Record:
    # All that was entered in the same form counts, but for the step itself.
    if isinstance(before, Area):
        return after.model_copy(update={"statuses": before.statuses})
    return after.model_copy(update={"state": state_of(before)})


def _kind(record: Record) -> str:
    from quicksilver.register.records import kind_of

    return kind_of(record)
