"""What the founding document states, fact by fact, answered from a register with the place of each answer.

The packaged table ``data/answers.csv`` has a question to the register for each of the 183 facts: a record and its field, fields the
document is silent about, a count, or a computed query. No answer is in the table: a register that lacks a record, or does not
cite the place, cannot answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from pydantic import BaseModel

from quicksilver.errors import QuicksilverError
from quicksilver.intake.packaged import Table
from quicksilver.register.questions.derived import DERIVED
from quicksilver.register.questions.questions import cited, sources_of
from quicksilver.register.records import (
    KINDS,
    NOT_STATED,
    Contribution,
    Fact,
    Leadership,
    Organisation,
    Participation,
    Place,
    Record,
    Text,
    When,
)
from quicksilver.register.register import Register

__all__ = ["Answer", "CannotAnswerError", "Question", "about", "answer", "answer_all", "questions"]

#: Characters of a name that are printed before an answer.
_LONGEST = 90
_NAMES = ("name", "title", "text", "summary")
_ORGANISATIONS = ("organisation", "provider", "receiver")


class CannotAnswerError(QuicksilverError):
    """The register does not have what a fact asks for, or does not cite the place it should be read from."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """How a fact is asked of a register.

    Attributes
    ----------
    fact : str
        ``F001`` to ``F183``.
    rule : str
        ``read``, ``silent`` (fields recorded as not stated), ``count`` (records of a kind that cite the place and have the field's
        values) or ``computed``.
    kind, id, field : str
        Folder and id of a record and its fields, several with ``;``; the name of a query under ``kind`` where it is computed.
    document, place : str
        Where the answer has to be read from; empty for what follows from the whole.
    """

    fact: str
    rule: Literal["read", "silent", "count", "computed"]
    kind: str
    id: str = ""
    field: str = ""
    document: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a register states on a fact.

    Attributes
    ----------
    fact : str
    value : str
        ``not stated`` where the document is silent.
    place : str
        For example ``A17(b)(2)``; ``computed`` for what follows from the whole.
    document : str
        Id of the document the place is in, since its parts number their paragraphs apart.
    data : object
        The values themselves, before they were made words.
    """

    fact: str
    value: str
    place: str
    document: str = ""
    data: object = None


_QUESTIONS: Final = Table("quicksilver.register", "data/answers.csv", Question, key=("fact",))


def questions() -> Mapping[str, Question]:
    """Return the packaged questions by fact."""
    return _QUESTIONS.by_key()


def answer(register: Register, fact: str, language: str = "en") -> Answer:
    """Return what a register states on a fact of the founding document.

    Parameters
    ----------
    register : Register
        As of its day.
    fact : str
        ``F001`` to ``F183``.
    language : str
        In which texts are given where the register has them; they fall back to their original.

    Raises
    ------
    KeyError
        There is no such fact.
    CannotAnswerError
        The register does not have the record, has no value where the document has one, or does not cite the place.
    """
    by_fact = questions()
    if fact not in by_fact:
        raise KeyError(f"{fact} is not a fact of the table; F001 to F{len(by_fact):03d} are")
    question = by_fact[fact]
    if question.rule == "computed":
        table = DERIVED[question.kind](register)
        return Answer(fact, _said(table, register, language), "computed", "", table)
    if question.rule == "count":
        count = len(_counted(register, question))
        return Answer(fact, str(count), question.place, question.document, count)
    record = _record(register, question)
    _check_place(record, question)
    if question.rule == "silent":
        return _silent(record, question)
    data = [_value(record, path, question) for path in question.field.split(";")]
    texts = [
        _said(value, register, language, path)
        for value, path in zip(data, question.field.split(";"), strict=True)
    ]
    return Answer(
        fact, "; ".join(texts), question.place, question.document, data[0] if len(data) == 1 else tuple(data)
    )


def answer_all(register: Register, language: str = "en") -> tuple[Answer, ...]:
    """Return the answers to all facts, in their order.

    Raises
    ------
    CannotAnswerError
        One of them cannot be answered.
    """
    return tuple(answer(register, fact, language) for fact in questions())


def about(register: Register, fact: str, language: str = "en") -> str:
    """Return in words what a fact is about: the name of its record and the fields asked for.

    Parameters
    ----------
    register : Register
    fact : str
        ``F001`` to ``F183``.
    language : str
        Of the name; the fields are called as in files.
    """
    question = questions()[fact]
    if question.rule == "computed":
        return question.kind
    fields = "; ".join(dict.fromkeys(_field_words(field) for field in question.field.split(";")))
    if set(question.field.split(";")) <= set(_NAMES) and question.kind != "facts":
        # The name is the answer.
        kind = question.kind.removesuffix("s").replace("-", " ")
        return f"{kind.removesuffix('ie')}y: {fields}" if kind.endswith("ie") else f"{kind}: {fields}"
    if question.rule == "count":
        return f"number of {question.kind} ({fields})"
    return f"{_called(register, question, language)}: {fields}"


def _field_words(path: str) -> str:
    keys, _, value = path.partition("=")
    words = ", ".join(key.replace("_", " ") for key in keys.split(".") if not key.isdecimal())
    return f"{words} {value}".strip()


def _called(register: Register, question: Question, language: str) -> str:
    record = register.records.get(question.kind, {}).get(question.id)
    for field in _NAMES:
        text = getattr(record, field, None)
        if isinstance(text, Text) and question.kind != "facts":
            name = " ".join(text.in_language(language)[0].split()).rstrip(".\u3002")
            return name if len(name) <= _LONGEST else f"{name[: _LONGEST - 1].rstrip()}\u2026"
    if isinstance(record, Fact):
        return record.key
    if isinstance(record, Leadership):
        return f"leadership of {_name(register, 'areas', record.area, language)}"
    if isinstance(record, Contribution):
        return f"contribution of {_name(register, 'organisations', record.provider or '', language)}"
    return f"{question.kind}/{question.id}"


def _name(register: Register, kind: str, identifier: str, language: str) -> str:
    name = getattr(register.records.get(kind, {}).get(identifier), "name", None)
    return name.in_language(language)[0] if isinstance(name, Text) else identifier


def _record(register: Register, question: Question) -> Record:
    try:
        return register.get(KINDS[question.kind], question.id)
    except KeyError:
        raise CannotAnswerError(
            f"{question.fact}: the register has no {question.kind}/{question.id}"
        ) from None


def _covers(cited_place: str, place: str) -> bool:
    """Return whether a cited place is the place asked for or below it: ``A9(a)`` is in ``A9``."""
    return cited_place == place or cited_place.startswith(f"{place}(")


def _cites(record: Record, question: Question) -> bool:
    return any(
        source.document == question.document and _covers(source.place, question.place)
        for source in sources_of(record)
    )


def _check_place(record: Record, question: Question) -> None:
    if not _cites(record, question):
        raise CannotAnswerError(
            f"{question.fact}: {question.kind}/{record.id} does not cite {question.document}, {question.place}"
        )


def _silent(record: Record, question: Question) -> Answer:
    fields = question.field.split(";")
    for name in fields:
        value = getattr(record, name, None)
        if name not in record.not_stated or value not in (None, "", ()):
            raise CannotAnswerError(
                f"{question.fact}: {question.kind}/{record.id} does not record that {name} is {NOT_STATED}"
            )
    return Answer(question.fact, NOT_STATED, question.place, question.document, tuple(fields))


def _counted(register: Register, question: Question) -> list[Record]:
    wanted = [pair.split("=", 1) for pair in question.field.split(";")]
    return [
        record
        for record in cited(register, KINDS[question.kind], question.document)
        if _cites(record, question) and all(str(_at(record, path)) == value for path, value in wanted)
    ]


def _at(value: Any, path: str) -> Any:
    """Return what is at a dotted path, such as ``objectives.0.means.1``; None where nothing is."""
    for key in path.split("."):
        if isinstance(value, (list, tuple)):
            value = value[int(key)] if int(key) < len(value) else None
        else:
            value = getattr(value, key, None)
    return value


def _value(record: Record, path: str, question: Question) -> Any:
    value = _at(record, path)
    if value in (None, "", ()):
        raise CannotAnswerError(f"{question.fact}: {question.kind}/{record.id} has nothing at {path}")
    return value


def _said(value: Any, register: Register, language: str, path: str = "") -> str:
    """Return a value in words."""
    if isinstance(value, str) and path.rsplit(".", 1)[-1] in _ORGANISATIONS:
        return register.get(Organisation, value).name.in_language(language)[0]
    if isinstance(value, Text):
        return value.in_language(language)[0]
    if isinstance(value, When):
        return f"{value.date} ({value.said})" if value.date and value.said else value.date or value.said
    if isinstance(value, Place):
        return _place(value, language)
    if isinstance(value, Participation):
        return f"{_said(value.organisation, register, language, 'organisation')} ({value.role})"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict):
        return "; ".join(f"{key}: {_said(part, register, language)}" for key, part in value.items())
    if isinstance(value, Iterable) and not isinstance(value, (str, BaseModel)):
        return ", ".join(_said(part, register, language) for part in value)
    return str(value)


def _place(place: Place, language: str) -> str:
    from quicksilver.geography import country_name

    name = place.region.in_language(language)[0] if place.region else country_name(place.country, language)
    marks = [mark for mark, true in (("focus", place.role == "focus"), ("open list", place.open)) if true]
    return f"{name} ({', '.join(marks)})" if marks else name
