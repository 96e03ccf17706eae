"""Columns that hold a small value of the records (a text in six languages, a date as far as known) whole.

A text is one JSON value of its row and no row of a table of texts: it is read with its record and never alone, its state per
language is inside it, and the history of the row is the history of the text. A table of texts would need ten rows, twice with
their history, where one will do, and a second query for every list.
"""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

import pydantic
from django.core import checks
from django.core.exceptions import ValidationError
from django.db import models

from quicksilver.intake.cleaning import clean_data
from quicksilver.language.sentences import Sentence
from quicksilver.register import records
from quicksilver.register.records.refusals import refusal

__all__ = ["ExactDecimal", "RefusedColumnError", "Value"]


class Value(models.JSONField):
    """A value of :mod:`quicksilver.register.records`, or a list of them, as plain data without what is left at its default.

    Parameters
    ----------
    schema : str
        Name of the class, such as ``"Text"``.
    many : bool
        Whether it is a list.
    """

    def __init__(self, schema: str, *args: Any, many: bool = False, **kwargs: Any) -> None:
        self.schema, self.many = schema, many
        if many:
            kwargs.setdefault("default", list)
            kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple[Any, ...]:
        """Return what a migration writes."""
        name, path, args, kwargs = super().deconstruct()
        kwargs["schema"] = self.schema
        if self.many:
            kwargs["many"] = True
        return name, path, args, kwargs

    def check(self, **kwargs: Any) -> list[Any]:
        """Report a schema that is none."""
        errors = list(super().check(**kwargs))
        if not hasattr(records, self.schema):
            errors.append(
                checks.Error(f"{self.schema!r} is not a record class", obj=self, id="programme.E001")
            )
        return errors

    def plain(self, value: Any) -> Any:
        """Return a value checked and in its shortest form.

        Raises
        ------
        ValidationError
            It is not a value of the schema; states why.
        """
        schema: Any = getattr(records, self.schema)
        return self._checked(value, tuple[schema, ...] if self.many else schema)

    def plain_value(self, value: Any) -> Any:
        """Return one value checked and in its shortest form, also where the column is a list; raises as :meth:`plain`."""
        return self._checked(value, getattr(records, self.schema))

    def _checked(self, value: Any, wanted: Any) -> Any:
        adapter: pydantic.TypeAdapter[Any] = pydantic.TypeAdapter(wanted)
        try:
            return adapter.dump_python(adapter.validate_python(value), mode="json", exclude_defaults=True)
        except pydantic.ValidationError as wrong:
            raise ValidationError([_refused(error) for error in wrong.errors()]) from None

    def validate(self, value: Any, model_instance: Any) -> None:
        """Refuse what the record would refuse."""
        super().validate(value, model_instance)
        if value is not None:
            self.plain(value)

    def get_prep_value(self, value: Any) -> Any:
        """Return the value with its texts cleaned, for a form's and an import's are kept as they were checked."""
        return super().get_prep_value(clean_data(value))


class RefusedColumnError(ValidationError):
    """A value that a column does not take, in English; ``sentence`` states why in any language, and ``place`` which part is meant."""

    def __init__(self, text: str, sentence: Sentence | None, place: str = "") -> None:
        super().__init__(f"{place}: {text}" if place else text)
        self.text, self.sentence, self.place = text, sentence, place


def _refused(error: Any) -> RefusedColumnError:
    place = ".".join(str(part) for part in error["loc"])
    return RefusedColumnError(str(error["msg"]).removeprefix("Value error, "), refusal(error), place)


class ExactDecimal(models.CharField):
    """A number kept digit by digit as it was stated: ``1.0`` stays ``1.0``.

    SQLite has no exact decimals, and a fixed number of places would add zeros that nobody wrote.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 60)
        kwargs.setdefault("null", True)
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> Decimal | None:
        """Return the number."""
        return None if value is None else Decimal(value)

    def to_python(self, value: Any) -> Decimal | None:
        """Return the number that was typed.

        Raises
        ------
        ValidationError
            It is none.
        """
        if value is None or value == "":
            return None
        try:
            number = Decimal(str(value))
        except InvalidOperation:
            raise _no_number(value) from None
        if not number.is_finite():
            raise _no_number(value)
        return number

    def run_validators(self, value: Any) -> None:
        """Check the number as it is written; its length is that of its digits."""
        super().run_validators(None if value is None else str(value))

    def get_prep_value(self, value: Any) -> str | None:
        """Return the digits."""
        return None if value is None or value == "" else str(value)


def _no_number(value: Any) -> RefusedColumnError:
    stated = Sentence("record.number", {"value": value}, table="problems")
    return RefusedColumnError(str(stated), stated)
