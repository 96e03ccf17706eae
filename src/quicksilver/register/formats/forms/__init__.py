"""The report form as a workbook that is filled in offline and read back.

The questions are a table (``tables/form_questions.csv``) in six languages, modelled on the form that areas answered for the
second meeting of the partnership's advisory group; the form is filled in beforehand with what the register and the sender's
last answers say. "No change", "not known" and "not applicable" are answers.
"""

from __future__ import annotations

from quicksilver.register.formats.forms.answers import answers_about
from quicksilver.register.formats.forms.asked import FormRow, form_rows
from quicksilver.register.formats.forms.questions import Question, questions
from quicksilver.register.formats.forms.reading import read_form
from quicksilver.register.formats.forms.writing import write_form

__all__ = [
    "FormRow",
    "Question",
    "answers_about",
    "form_rows",
    "questions",
    "read_form",
    "write_form",
]
