"""What is wrong with a record as it was saved a moment ago: its own rules, its agreement with others, whose it is, and the step it takes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pydantic

from quicksilver.language.choices import Word
from quicksilver.language.problems import in_language
from quicksilver.language.sentences import Either, say
from quicksilver.portal.admin.rights import Rights
from quicksilver.portal.admin.shown import field_names
from quicksilver.portal.admin.steps import wrong_steps
from quicksilver.portal.models.readers import reading
from quicksilver.portal.store.agreement import contradictions
from quicksilver.portal.store.mapping import kinds
from quicksilver.portal.store.on_demand import lazy_register
from quicksilver.portal.store.reading import read_kind, stored_ids
from quicksilver.register.records import Record
from quicksilver.register.records.refusals import refusal
from quicksilver.register.register import Register
from quicksilver.register.rules.roles import granted

__all__ = ["Found", "Refused", "wrong"]


@dataclass
class Found:
    """What was found: errors, each with the field it is about (or nothing), and warnings."""

    errors: list[tuple[str, str]] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


class Refused(Exception):  # noqa: N818 - it is what happened
    """A record that was saved has to be taken back; ``reasons`` are fields and sentences."""

    def __init__(self, reasons: list[tuple[str, str]]) -> None:
        self.reasons = tuple(reasons)
        super().__init__("; ".join(sentence for _field, sentence in reasons))


def wrong(form: Any, may: Rights) -> Found:
    """Return what is wrong with the record of a form that was saved with its lists, its sources and its step.

    Parameters
    ----------
    form : RecordForm
        Valid and saved.
    may : Rights
        Of who saved it.
    """
    row, findings = form.instance, Found()
    try:
        after = next(iter(read_kind(kinds()[row.folder], [row.pk])))
    except pydantic.ValidationError as refused:
        findings.errors = [_said(error) for error in refused.errors()]
        return findings
    _rights(form, may, findings)
    if form.edits or form.before is None:
        findings.errors += _disagreements(row.folder, after)
    acting = may.acting(row) or form.acting
    if "state" in form.fields:
        errors, findings.warnings = wrong_steps(form.before, after, acting, form.step(), lazy_register())
        findings.errors += [("state", error) for error in errors]
    return findings


def _said(error: Any) -> tuple[str, str]:
    place, stated = [str(part) for part in error["loc"]], refusal(error)
    text = str(error["msg"]).removeprefix("Value error, ")
    if stated is not None and reading() != "en":
        text = stated.in_language(reading())
    inside = ".".join(place[1:])
    return (
        place[0] if place else "",
        say("at", place=inside, said=text).in_language(reading()) if inside else text,
    )


def _rights(form: Any, may: Rights, findings: Found) -> None:
    row, language = form.instance, reading()
    what = may.subject(row)
    if form.before is None and not may.allowed("create", what):
        who = tuple(Word("appointments.role", role) for role in granted(what.object, "create"))
        findings.errors.append(("", say("not yours to make", who=Either(who)).in_language(language)))
    elif form.before is not None and form.edits and not may.allowed("edit", what):
        findings.errors.append(("", say("not yours afterwards").in_language(language)))


def _disagreements(kind: str, after: Record) -> list[tuple[str, str]]:
    stored = {name: stored_ids(stored_kind) for name, stored_kind in kinds().items()}
    mine, names = f"{kind}/{after.id}", field_names(kind)
    problems = contradictions(Register.of([(kind, after)]), stored)
    disagreements = []
    for problem in problems:
        # What others got wrong is not for this form to say.
        place = problem.place
        if place is not None and place.record == mine:
            field = place.field.partition(".")[0].partition("[")[0]
            disagreements.append((field, in_language(problem, reading(), names).what))
    return disagreements
