"""Filling in a form: answers are put together one by one, so that several people can work on it and nothing is lost."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from quicksilver.errors import Problem, closest
from quicksilver.language.problems import problem
from quicksilver.register import records as r
from quicksilver.register.formats.forms.checking import checked
from quicksilver.register.formats.forms.questions import meaning, questions, words

__all__ = ["Changed", "Given", "Merged", "merged", "read_given"]


@dataclass(frozen=True, slots=True)
class Changed:
    """Who changed something, and when."""

    who: str
    when: dt.datetime

    def __str__(self) -> str:
        return f"{self.who or 'someone'}, {self.when:%Y-%m-%d %H:%M} UTC"


@dataclass(frozen=True, slots=True)
class Given:
    """What someone typed for a question: a value, or a special answer in its place; neither takes the answer out."""

    value: str = ""
    special: str = ""


@dataclass(frozen=True, slots=True)
class Merged:
    """A submission with answers put into it.

    Attributes
    ----------
    submission : Submission
    conflicts : dict of str to Answer
        Question -> what someone else answered in the meantime; it is kept, and the new answer is not put in.
    by : dict of str to Changed
        Question -> who answered in the meantime, and when.
    """

    submission: r.Submission
    conflicts: dict[str, r.Answer]
    by: dict[str, Changed] = field(default_factory=dict)


def read_given(
    typed: Mapping[str, Given], asked: Collection[str], language: str
) -> tuple[dict[str, Given], list[Problem]]:
    """Return answers as the register keeps them, and everything that is wrong with what was typed.

    Parameters
    ----------
    typed : mapping of str to Given
        Question (with the record it is about: ``3.2/coal-a``) -> what was typed, in any of the six languages.
    asked : collection of str
        The questions of this form.
    language : str
        In which choices are listed.
    """
    known = {question.number: question for question in questions()}
    answers: dict[str, Given] = {}
    problems: list[Problem] = []
    for key, given in typed.items():
        question = known.get(key.partition("/")[0])
        if question is None or key not in asked:
            guess = closest(key, list(asked))
            problems.append(
                problem("form.question.other", key, question=key, allowed=list(asked)[:20], guess=guess)
            )
            continue
        value, special = given.value.strip(), given.special.strip()
        if special:
            meant = meaning("special", special)
            if not meant:
                choices = list(words("special", language).values())
                guess = closest(special, choices)
                problems.append(problem("form.choice", key, value=special, allowed=choices, guess=guess))
                continue
            special = meant
        if value and special:
            problems.append(problem("form.both.answer", key, value=special))
            continue
        if value:
            outcome = checked(question, value, key, language)
            if isinstance(outcome, Problem):
                problems.append(outcome)
                continue
            value = outcome
        answers[key] = Given(value, special)
    return answers, problems


def merged(
    now: r.Submission,
    given: Mapping[str, Given],
    order: Collection[str],
    base: r.Submission | None = None,
    kept: Collection[str] = (),
) -> Merged:
    """Return a submission with answers put into it.

    Parameters
    ----------
    now : Submission
        As the register has it.
    given : mapping of str to Given
        As :func:`read_given` returns them.
    order : collection of str
        The questions of the form in their order; answers to other questions stay, after these.
    base : Submission, optional
        As it was when the person began. Only what they changed since is put in, and what someone else changed meanwhile
        in another way is a conflict. If omitted, everything given is put in.
    kept : collection of str
        Questions whose answers are not replaced by others; another answer to one of them is a conflict.
    """
    current = {answer.question: answer for answer in now.answers}
    before = {answer.question: answer for answer in base.answers} if base is not None else {}
    conflicts: dict[str, r.Answer] = {}
    for key, reply in given.items():
        new = (
            r.Answer.model_validate({"question": key, "value": reply.value, "special": reply.special})
            if reply.value or reply.special
            else None
        )
        if base is not None and _same(new, before.get(key)):
            continue
        changed = base is not None and not _same(current.get(key), before.get(key))
        if (changed or key in kept) and not _same(current.get(key), new):
            conflicts[key] = current.get(key) or r.Answer(question=key)
            continue
        if new is None:
            current.pop(key, None)
        else:
            current[key] = new
    place = {key: number for number, key in enumerate(order)}
    answers = sorted(current.values(), key=lambda answer: place.get(answer.question, len(place)))
    return Merged(now.model_copy(update={"answers": tuple(answers)}), conflicts)


def _same(answer: r.Answer | None, other: r.Answer | None) -> bool:
    return (
        (answer.value, answer.special) == (other.value, other.special)
        if answer and other
        else answer is other
    )
