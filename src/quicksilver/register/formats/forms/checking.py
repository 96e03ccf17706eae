"""Whether an answer is one: the same for the workbook that comes back and for the page that is filled in."""

from __future__ import annotations

from quicksilver.errors import Problem, closest
from quicksilver.intake.days import likely_day
from quicksilver.intake.numbers import Number, NumberReader, machine_decimal, readings
from quicksilver.language.problems import problem
from quicksilver.register.formats.forms.questions import Question, meaning, words
from quicksilver.register.records import When

__all__ = ["checked"]


def checked(question: Question, value: str, where: str, language: str) -> str | Problem:
    """Return a value as the register keeps it (whole numbers, the English key of a chosen word), or what is wrong with it.

    Parameters
    ----------
    question : Question
    value : str
        As it was typed, in any of the six languages.
    where : str
        Cell or question, for the problem.
    language : str
        In which the choices are listed.
    """
    if question.answer == "number":
        return _number(value, where)
    if question.answer == "date":
        return _date(value, where)
    if question.answer in ("state", "progress"):
        word = meaning(question.answer, value)
        if not word:
            choices = list(words(question.answer, language if language in question.text else "en").values())
            guess = closest(value, choices)
            return problem("form.choice", where, value=value, allowed=choices, guess=guess)
        return word
    return value


def _number(value: str, where: str) -> str | Problem:
    number = NumberReader([value]).read(value, where, "")
    if isinstance(number, Number) and number.is_plain and number.value is not None:
        # From the digits themselves: a float has 15 of them.
        exact = machine_decimal(readings(value)[0])
        if exact >= 0 and exact == exact.to_integral_value():
            return str(int(exact))
    whole = [number for number in readings(value) if number.isdigit()]
    return problem("form.number", where, value=value, readings=whole)


def _date(value: str, where: str) -> str | Problem:
    try:
        return When(date=value.strip()).date
    except ValueError:
        return problem("form.date", where, value=value, **likely_day(value))
