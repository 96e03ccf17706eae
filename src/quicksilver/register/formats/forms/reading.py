"""Reading a filled-in form back as a submission."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pydantic import ValidationError

from quicksilver.errors import InputProblems, Problem, closest
from quicksilver.intake.safe_workbook import Found, Sheet, read_workbook
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
        problems += problems_of(wrong, r.Submission, lambda *keys: f"{file.name}, sheet {ABOUT}")
    if problems:
        raise InputProblems(problems)
    return submission


def form_language(path: str | Path) -> r.Language:
    """Return the language of a form that :func:`read_form` has read; English where it states none of the six."""
    file = Path(path)
    said = _about(file.name, read_workbook(file)).get("language", "en")
    return said if said in LANGUAGES else "en"


def _about(name: str, sheets: dict[str, Sheet]) -> dict[str, str]:
    about = sheets.get(ABOUT)
    held = {str(about.at(row, 1).value): str(about.at(row, 2).value) for row in about.rows} if about else {}
    if (
        FORM not in sheets
        or held.get("format") != FORMAT
        or not {"cycle", "sender"} <= set(held)
        or held.get("asked") not in ("area", "organisation")
    ):
        raise InputProblems(
            [
                Problem(
                    "the file is not a report form",
                    name,
                    f"a workbook with the sheets {FORM} and {ABOUT}, as it was sent out",
                    remedy="fill in the form itself, not a copy of its cells",
                )
            ]
        )
    return held


def _answers(name: str, sheet: Sheet, language: str, problems: list[Problem]) -> list[r.Answer | None]:
    known = {question.number: question for question in questions()}
    seen: dict[str, int] = {}
    answers: list[r.Answer | None] = []
    for row in sheet.rows:
        key = _said(sheet.at(row, _KEY))
        question = known.get(key.split("/", 1)[0])
        filled = any(sheet.at(row, column).value is not None for column in (_ANSWER, _INSTEAD))
        where = f"{name}, sheet {FORM}, cell "
        if question is None or bool(question.each) != ("/" in key):
            # The heading row is the only one that has words there and no number.
            if filled and any(sign.isdigit() for sign in key):
                problems.append(
                    Problem(
                        f"there is no question {key!r}",
                        f"{where}A{row}",
                        ", ".join(known),
                        closest(key, list(known)),
                    )
                )
            elif filled and not key:
                problems.append(
                    Problem(
                        "an answer without a question",
                        f"{where}E{row}",
                        "answers in the rows of questions",
                        remedy="move it to its row",
                    )
                )
            continue
        if not filled:
            continue
        if key in seen:
            problems.append(
                Problem(
                    f"question {key} is in row {seen[key]} already",
                    f"{where}A{row}",
                    "every question once",
                    remedy="remove one row",
                )
            )
        seen.setdefault(key, row)
        answers.append(
            _answer(
                key, question, sheet.at(row, _ANSWER), sheet.at(row, _INSTEAD), where, row, language, problems
            )
        )
    return answers


def _said(found: Found) -> str:
    value = found.value
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
    where: str,
    row: int,
    language: str,
    problems: list[Problem],
) -> r.Answer | None:
    before = len(problems)
    for column, found in (("E", answer), ("F", instead)):
        if found.is_formula:
            problems.append(
                Problem(
                    f"a formula {str(found.value)[:40]!r}",
                    f"{where}{column}{row}",
                    "values only",
                    remedy="enter its result as a value",
                )
            )
    value, said = _said(answer), _said(instead)
    special = meaning("special", said) if said else ""
    choices = (
        list(words("special", language).values())
        if language in question.text
        else list(words("special", "en"))
    )
    if said and not special:
        problems.append(
            Problem(
                f"{said!r} is not one of the choices",
                f"{where}F{row}",
                ", ".join(choices),
                closest(said, choices, cutoff=0.4),
            )
        )
    if not value and not said:
        return None
    # "Not known" typed in the wrong column is still an answer, where words can be nothing else.
    if value and not said and meaning("special", value):
        value, special = "", meaning("special", value)
    if value and special:
        problems.append(
            Problem(
                f"both an answer and {said!r} are given",
                f"{where}E{row}",
                "one of the two",
                remedy="clear one of the two cells",
            )
        )
    if value and len(problems) == before:
        told = checked(question, value, f"{where}E{row}", language)
        if isinstance(told, Problem):
            problems.append(told)
        else:
            value = told
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
                Problem(
                    f"there is no {identifier!r} among {kind}",
                    f"{name}, sheet {sheet}",
                    "a record of the register",
                    closest(identifier, sorted(known)),
                    "send out a new form, or enter the record first",
                )
            )
