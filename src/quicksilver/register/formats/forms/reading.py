"""Reading a filled-in form back as a submission."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pydantic import ValidationError

from quicksilver.errors import InputProblems, Place, Problem, closest, similar
from quicksilver.intake.declared import note
from quicksilver.intake.tables import refused_formula
from quicksilver.intake.workbooks import Found, Sheet, read_workbook, used_stored
from quicksilver.language.problems import problem
from quicksilver.languages import LANGUAGES
from quicksilver.register import records as r
from quicksilver.register.formats.forms.checking import checked
from quicksilver.register.formats.forms.questions import Question, meaning, questions, words
from quicksilver.register.formats.forms.writing import ABOUT, FORM, FORMAT
from quicksilver.register.formats.text_form.messages import problems_of
from quicksilver.register.register import Register

__all__ = ["form_language", "read_form"]

_KEY, _ANSWER, _INSTEAD = 1, 5, 6
#: What questions are asked about -> folder of the records.
_KINDS = {
    "target": "targets",
    "priority action": "plans",
    "activity": "activities",
    "contribution": "contributions",
}


def read_form(path: str | Path, register: Register | None = None) -> r.Submission:
    """Return what was filled in; rows that were left blank are not answered yet.

    Parameters
    ----------
    path : str or Path
    register : Register, optional
        With it, the cycle, the sender and the records that answers are about are looked up.

    Returns
    -------
    Submission
        In the state ``submitted``; its id is cycle and sender.

    Raises
    ------
    InputProblems
        The workbook is not a form, could do harm, or everything that is wrong in it, with its cells.
    """
    file = Path(path)
    sheets = read_workbook(file)
    about = _about(file.name, sheets)
    problems: list[Problem] = []
    language = about.get("language", "en")
    answers = [answer for answer in _answers(file.name, sheets[FORM], language, problems) if answer]
    if register is not None:
        _look_up(register, about, answers, file.name, problems)
    fields: dict[str, Any] = {
        "id": f"{about['cycle']}-{about['sender']}",
        "cycle": about["cycle"],
        about["asked"]: about["sender"],
        "state": "submitted",
        "answers": answers,
    }
    try:
        submission = r.Submission.model_validate(fields)
    except ValidationError as wrong:
        problems += problems_of(wrong, r.Submission, lambda *keys: Place(file.name, sheet=ABOUT))
    if problems:
        raise InputProblems(problems)
    return submission


def form_language(path: str | Path) -> r.Language:
    """Return the language of a form that :func:`read_form` has read; English where it states none of the six."""
    file = Path(path)
    language = _about(file.name, read_workbook(file)).get("language", "en")
    return language if language in LANGUAGES else "en"


def _about(name: str, sheets: dict[str, Sheet]) -> dict[str, str]:
    about = sheets.get(ABOUT)
    stated = {str(about.at(row, 1).value): str(about.at(row, 2).value) for row in about.rows} if about else {}
    if (
        FORM not in sheets
        or stated.get("format") != FORMAT
        or not {"cycle", "sender"} <= set(stated)
        or stated.get("asked") not in ("area", "organisation")
    ):
        raise InputProblems([problem("form.none", Place(name), form=FORM, about=ABOUT)])
    return stated


def _answers(name: str, sheet: Sheet, language: str, problems: list[Problem]) -> list[r.Answer | None]:
    known = {question.number: question for question in questions()}
    seen: dict[str, int] = {}
    answers: list[r.Answer | None] = []
    for row in sheet.rows:
        key = _said(sheet.at(row, _KEY))
        question = known.get(key.split("/", 1)[0])
        filled = any(sheet.at(row, column).value is not None for column in (_ANSWER, _INSTEAD))
        if question is None or bool(question.each) != ("/" in key):
            # The heading row is the only one that has words there and no number.
            if filled and any(sign.isdigit() for sign in key):
                problems.append(
                    problem(
                        "form.question",
                        _cell(name, "A", row),
                        question=key,
                        allowed=list(known),
                        guess=closest(key, list(known)),
                    )
                )
            elif filled and not key:
                problems.append(problem("form.question.missing", _cell(name, "E", row)))
            continue
        if not filled:
            continue
        if key in seen:
            problems.append(
                problem("form.question.twice", _cell(name, "A", row), question=key, row=seen[key])
            )
        seen.setdefault(key, row)
        filled_in = (sheet.at(row, _ANSWER), sheet.at(row, _INSTEAD))
        answers.append(_answer(key, question, *filled_in, name, row, language, problems))
    return answers


def _cell(name: str, column: str, row: int) -> Place:
    return Place(name, sheet=FORM, row=row, column=column, cell=f"{column}{row}")


def _said(cell: Found) -> str:
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value.isoformat() if hasattr(value, "isoformat") else value).strip()


def _answer(
    key: str,
    question: Question,
    answer: Found,
    instead: Found,
    name: str,
    row: int,
    language: str,
    problems: list[Problem],
) -> r.Answer | None:
    before = len(problems)
    for column, cell in (("E", answer), ("F", instead)):
        if cell.is_formula:
            problems.append(refused_formula(cell, _cell(name, column, row)))
        elif cell.formula:
            note(used_stored(cell, _cell(name, column, row)))
    value, typed = _said(answer), _said(instead)
    special = meaning("special", typed) if typed else ""
    choices = (
        list(words("special", language).values())
        if language in question.text
        else list(words("special", "en"))
    )
    if typed and not special:
        guess = closest(typed, choices)
        problems.append(
            problem("form.choice", _cell(name, "F", row), value=typed, allowed=choices, guess=guess)
        )
    if not value and not typed:
        return None
    # "Not known" typed in the wrong column is still an answer, where words can be nothing else.
    if value and not typed and meaning("special", value):
        value, special = "", meaning("special", value)
    if value and special:
        problems.append(problem("form.both", _cell(name, "E", row), value=typed))
    if value and len(problems) == before:
        outcome = checked(question, value, _cell(name, "E", row), language)
        if isinstance(outcome, Problem):
            problems.append(outcome)
        else:
            value = outcome
    return (
        None
        if len(problems) > before
        else r.Answer.model_validate({"question": key, "value": value, "special": special})
    )


def _look_up(
    register: Register, about: dict[str, str], answers: list[r.Answer], name: str, problems: list[Problem]
) -> None:
    asked = "areas" if about["asked"] == "area" else "organisations"
    each = {question.number: question.each for question in questions()}
    named = [("cycles", about["cycle"], ABOUT), (asked, about["sender"], ABOUT)]
    for answer in answers:
        number, _, record = answer.question.partition("/")
        if record:
            named.append((_KINDS[each[number]], record.split("/")[0], FORM))
    for kind, identifier, sheet in named:
        known = register.records.get(kind, {})
        if identifier not in known:
            problems.append(
                problem(
                    "form.record",
                    Place(name, sheet=sheet),
                    identifier=identifier,
                    kind=kind,
                    **similar(identifier, sorted(known)),
                )
            )
