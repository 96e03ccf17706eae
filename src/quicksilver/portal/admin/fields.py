"""Boxes for values of the records: a box per language with its state, dates as far as known, lists with spare boxes, without scripts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from quicksilver.geography import country_codes, country_name, place
from quicksilver.language.choices import choice
from quicksilver.language.sentences import say
from quicksilver.languages import LANGUAGES
from quicksilver.portal.models import Document
from quicksilver.portal.models.fields import ExactDecimal, RefusedColumnError, Value
from quicksilver.portal.models.readers import reading

__all__ = [
    "PARTS",
    "STATES",
    "CountryField",
    "DecimalField",
    "LinkField",
    "PartsField",
    "RepeatedField",
    "SourcesField",
    "TextField",
    "TickedField",
    "refused",
    "words",
]

STATES: Final = ("machine draft", "draft", "approved", "outdated")
#: Schema -> its parts that have a box, with what they are called; other parts stay as they are.
PARTS: Final[Mapping[str, Mapping[str, Any]]] = {
    "When": {"date": _("date"), "said": _("words of the source")},
    "Amount": {"value": _("value"), "low": _("low"), "high": _("high"), "unit": _("unit")},
    "Funding": {
        "amount": _("amount of money"),
        "currency": _("currency"),
        "value_date": _("day of the value"),
    },
}
#: Boxes for more in a list that can be made longer.
_MORE: Final = 2
#: Most boxes of a list that are read; a form has no more, whatever is sent.
_MOST: Final = 500


def refused(wrong: ValidationError) -> ValidationError:
    """Return what a column refuses in the language of the reader."""
    return ValidationError([_refused(error) for error in wrong.error_list])


def _refused(wrong: ValidationError) -> str:
    language = reading()
    stated = wrong.sentence if isinstance(wrong, RefusedColumnError) else None
    # English has the words of who refuses it.
    if stated is None or language == "en":
        text = wrong.text if isinstance(wrong, RefusedColumnError) else str(wrong.messages[0])
    else:
        text = stated.in_language(language)
    if not isinstance(wrong, RefusedColumnError) or not wrong.place:
        return text
    names = {name: part for parts in PARTS.values() for name, part in parts.items()}
    return say("at", place=str(names.get(wrong.place, wrong.place)), said=text).in_language(language)


def words(field: str, values: Iterable[str]) -> list[tuple[str, str]]:
    """Return values of a field with what they are called in the language of the reader."""
    language = reading()
    return [(value, choice(field, value, language)) for value in values]


# Texts


class _Group:
    """Several boxes that are called by one name."""

    group: Any = ""
    """Their common name; each box also has its own name."""

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Return what the template needs."""
        context: dict[str, Any] = super().get_context(name, value, attrs)  # type: ignore[misc]
        context["group"] = str(self.group)
        return context


class TextBoxes(_Group, forms.MultiWidget):
    """The languages of a text: its original first, then what is written or read, then the rest folded away."""

    template_name = "programme/widgets/text.html"
    use_fieldset = True

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        self.may_approve = False
        boxes: dict[str, forms.Widget] = {"original": forms.Select()}
        for language in LANGUAGES:
            direction = LANGUAGES[language].direction
            boxes[language] = forms.Textarea({"rows": 2, "lang": language, "dir": direction})
        boxes |= {f"state_{language}": forms.Select() for language in LANGUAGES}
        super().__init__(boxes, attrs)

    def decompress(self, value: Any) -> list[Any]:
        """Return what each box of a text contains."""
        text = value or {}
        original = text.get("original", "en") if text else reading()
        states = text.get("state", {})
        return [
            original,
            *(text.get(language, "") for language in LANGUAGES),
            *(states.get(language, "approved" if text.get(language) else "draft") for language in LANGUAGES),
        ]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Return what the template needs: for each language its name, its box and its state."""
        values = value if isinstance(value, list) else self.decompress(value)
        original = values[0] if values[0] in LANGUAGES else "en"
        self._give_choices(values)
        context: dict[str, Any] = super().get_context(name, values, attrs)
        boxes = context["widget"]["subwidgets"]
        count = len(LANGUAGES)
        rows = {
            language: {
                "name": choice("language", language, reading()),
                "box": boxes[1 + index],
                "state": boxes[1 + count + index],
                "outdated": values[1 + count + index] == "outdated" and values[1 + index],
                "is_original": language == original,
            }
            for index, language in enumerate(LANGUAGES)
        }
        written = [language for index, language in enumerate(LANGUAGES) if values[1 + index]]
        first = [original, *(language for language in (*written, reading()) if language != original)]
        shown = list(dict.fromkeys(first))
        context |= {
            "original": boxes[0],
            "shown": [rows[language] for language in shown],
            "rest": [rows[language] for language in LANGUAGES if language not in shown],
            "words": {
                "original": gettext("original language"),
                "is_original": gettext("original"),
                "state": gettext("state"),
                "rest": gettext("other languages"),
            },
        }
        return context

    def _give_choices(self, values: Sequence[Any]) -> None:
        self.widgets[0].choices = words("language", LANGUAGES)
        for index, _one in enumerate(LANGUAGES):
            place = 1 + len(LANGUAGES) + index
            offered = [
                state
                for state in STATES
                if state == values[place]
                or state in ("machine draft", "draft")
                or (state == "approved" and self.may_approve)
            ]
            self.widgets[place].choices = words("text state", offered)


class TextField(forms.MultiValueField):
    """A text in six languages. Its value has the states that were sent, which who enters it may not all set."""

    def __init__(self, column: Value, **kwargs: Any) -> None:
        self.column = column
        fields = [forms.CharField(required=False, strip=True) for _one in range(1 + 2 * len(LANGUAGES))]
        super().__init__(fields, require_all_fields=False, widget=TextBoxes(), **kwargs)

    def clean(self, value: Any) -> Any:
        """Return the text as plain data; raises as its column does."""
        return _needed(self, super().clean(value))

    def compress(self, data_list: list[Any]) -> dict[str, Any] | None:
        """Return the text as plain data; None where every box is empty."""
        original, *rest = [part or "" for part in data_list] or [""]
        texts = {language: text for language, text in zip(LANGUAGES, rest, strict=False) if text}
        if not texts:
            return None
        sent = dict(zip(LANGUAGES, rest[len(LANGUAGES) :], strict=False))
        states = {language: sent[language] for language in texts if sent.get(language) in STATES}
        # A text that is written in one language only is written in that one.
        if original not in texts and len(texts) == 1:
            original = next(iter(texts))
        try:
            self.column.plain_value({"original": original or "en", **texts})
        except ValidationError as wrong:
            raise refused(wrong) from None
        return {"original": original or "en", **texts, "state": states}

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Return whether any box differs."""
        return _differs(self, initial, data)


def _needed(field: forms.Field, value: Any) -> Any:
    # A language is always chosen, so that a box of it alone is not a text.
    if value is None and field.required:
        raise ValidationError(field.error_messages["required"], code="required")
    return value


def _differs(field: Any, initial: Any, data: Any) -> bool:
    if field.disabled:
        return False
    before = field.widget.decompress(initial)
    sent = list(data or [""] * len(before))
    return [_line_ends(content) for content in before] != [_line_ends(content) for content in sent]


def _line_ends(text: Any) -> str:
    # Browsers send line ends as they please, and boxes lose blanks at their ends.
    return str(text or "").replace("\r\n", "\n").replace("\r", "\n").strip()


# Values of several parts


class PartBoxes(_Group, forms.MultiWidget):
    """The parts of a value side by side, each with its name."""

    template_name = "programme/widgets/parts.html"
    use_fieldset = True

    def __init__(self, schema: str, attrs: dict[str, Any] | None = None) -> None:
        self.schema = schema
        wide = {"said", "unit"}
        boxes = {
            name: forms.TextInput(
                {"size": 24 if name in wide else 14, "dir": "auto" if name in wide else "ltr"}
            )
            for name in PARTS[schema]
        }
        super().__init__(boxes, attrs)

    def decompress(self, value: Any) -> list[Any]:
        """Return what each box contains."""
        return [_flat((value or {}).get(name, "")) for name in PARTS[self.schema]]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Return what the template needs: the boxes with their names."""
        context: dict[str, Any] = super().get_context(name, value, attrs)
        boxes = context["widget"]["subwidgets"]
        context["parts"] = [
            {"name": str(part), "box": box}
            for part, box in zip(PARTS[self.schema].values(), boxes, strict=True)
        ]
        return context


def _flat(value: Any) -> str:
    # A date inside another value has a box for its date alone.
    return str(value.get("date", "")) if isinstance(value, dict) else str(value)


class PartsField(forms.MultiValueField):
    """A value such as a date or an amount, a box for each part of it."""

    def __init__(self, column: Value, **kwargs: Any) -> None:
        self.column = column
        fields = [forms.CharField(required=False) for _name in PARTS[column.schema]]
        super().__init__(fields, require_all_fields=False, widget=PartBoxes(column.schema), **kwargs)

    def clean(self, value: Any) -> Any:
        """Return the value as plain data; raises as its column does."""
        return _needed(self, super().clean(value))

    def compress(self, data_list: list[Any]) -> dict[str, Any] | None:
        """Return the value as plain data; None where every box is empty."""
        parts = {name: text for name, text in zip(PARTS[self.column.schema], data_list, strict=False) if text}
        if not parts:
            return None
        try:
            plain: dict[str, Any] = self.column.plain_value(parts)
        except ValidationError as wrong:
            raise refused(wrong) from None
        return plain

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Return whether any box differs."""
        return _differs(self, initial, data)


# Lists


class RepeatedBoxes(_Group, forms.Widget):
    """A box for each item of a list, and empty ones for more. An item is taken out by emptying its box."""

    template_name = "programme/widgets/repeated.html"
    use_fieldset = True

    def __init__(self, box: forms.Widget, attrs: dict[str, Any] | None = None) -> None:
        self.box = box
        super().__init__(attrs)

    def id_for_label(self, id_: str) -> str:
        """Return that no single box is meant."""
        return ""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[Any]:
        """Return what was sent for each box, in order."""
        values = []
        for index in range(_MOST):
            prefix = f"{name}-{index}"
            if not any(key == prefix or key.startswith(f"{prefix}_") for key in data):
                break
            values.append(self.box.value_from_datadict(data, files, prefix))
        return values

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        """Return whether nothing of it was sent."""
        return not any(key.startswith(f"{name}-0") for key in data)

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Return what the template needs: the boxes, with two to spare."""
        context: dict[str, Any] = super().get_context(name, None, attrs)
        values = [entry for entry in value or () if entry not in (None, "")]
        boxes = []
        for index, entry in enumerate([*values, *[None] * _MORE]):
            identity = (attrs or {}).get("id")
            own = {"id": f"{identity}-{index}"} if identity else {}
            boxes.append({"number": index + 1, "html": self.box.render(f"{name}-{index}", entry, own)})
        context["boxes"] = boxes
        return context


class RepeatedField(forms.Field):
    """A list. Its value has an entry for each box, None for an empty one, so that an item can be distinguished from the one before it."""

    def __init__(self, item: forms.Field, **kwargs: Any) -> None:
        self.item = item
        super().__init__(widget=RepeatedBoxes(item.widget), **kwargs)

    def __deepcopy__(self, memo: Any) -> Any:
        """Return a copy whose boxes are its own."""
        import copy

        made = super().__deepcopy__(memo)
        made.item = copy.deepcopy(self.item, memo)
        made.widget.box = made.item.widget
        return made

    def clean(self, value: Any) -> list[Any]:
        """Return the items, None where a box is empty.

        Raises
        ------
        ValidationError
            An item is refused; states which.
        """
        entries, wrong = [], []
        for index, entry in enumerate(value or ()):
            try:
                entries.append(self.item.clean(entry) or None)
            except ValidationError as fault:
                wrong += [
                    say("at", place=index + 1, said=text).in_language(reading()) for text in fault.messages
                ]
        if wrong:
            raise ValidationError(wrong)
        if self.required and not any(entries):
            raise ValidationError(self.error_messages["required"], code="required")
        return entries

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Return whether the list differs."""
        before, sent = list(initial or ()), list(data or ())
        if len(sent) < len(before):
            return True
        pairs = zip([*before, *[None] * (len(sent) - len(before))], sent, strict=True)
        return any(self.item.has_changed(earlier, other) for earlier, other in pairs)


class TickedField(forms.MultipleChoiceField):
    """A list of words out of few: a box to tick for each. Their order stays that in which they were written."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, offered: Callable[[], list[tuple[str, str]]], **kwargs: Any) -> None:
        super().__init__(choices=offered, **kwargs)

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Return whether others are ticked."""
        return not self.disabled and set(initial or ()) != set(data or ())


# Short texts that mean something


class SourcesField(forms.CharField):
    """The sources of a record: a line each, the identifier of a document and the place in it."""

    widget = forms.Textarea({"rows": 3, "cols": 70, "dir": "ltr"})

    def clean(self, value: Any) -> list[tuple[str, str]]:
        """Return documents and places.

        Raises
        ------
        ValidationError
            A document is not in the register.
        """
        lines = [
            line.strip().partition(" ") for line in (super().clean(value) or "").splitlines() if line.strip()
        ]
        citations = [(document, place.strip()) for document, _space, place in lines]
        asked = [document for document, _place in citations]
        known = set(Document.objects.filter(pk__in=asked).values_list("pk", flat=True)) if asked else set()
        unknown = [document for document in asked if document not in known]
        if unknown:
            raise ValidationError(say("not in the register", ids=unknown).in_language(reading()))
        return citations

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Return whether a line differs."""
        return not self.disabled and _line_ends(initial) != _line_ends(data)


class _CountryBox(forms.TextInput):
    template_name = "programme/widgets/country.html"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(name, value, attrs)
        known = country_codes()
        context["country"] = country_name(value, reading()) if value in known else ""
        return context


class CountryField(forms.CharField):
    """A country, by its three letters; its name is shown beside it."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            widget=_CountryBox({"size": 4, "maxlength": 80, "dir": "ltr", "autocapitalize": "characters"}),
            **kwargs,
        )

    def clean(self, value: Any) -> str:
        """Return the code of what was typed, a code or a name; anything else stays, for the checks to name."""
        text = str(super().clean(value) or "")
        return place(text).code or text.upper()


class LinkField(forms.CharField):
    """An address on the web, or nothing."""

    widget = forms.TextInput({"size": 70, "dir": "ltr", "inputmode": "url"})

    def clean(self, value: Any) -> str:
        """Return the address.

        Raises
        ------
        ValidationError
            It would lead elsewhere than to the web.
        """
        address = str(super().clean(value) or "")
        if address and not re.match(r"https?://[^\s/]+", address):
            raise ValidationError(say("no web address", address=address).in_language(reading()))
        return address


class DecimalField(forms.CharField):
    """A number kept digit by digit."""

    widget = forms.TextInput({"size": 14, "dir": "ltr", "inputmode": "decimal"})

    def __init__(self, column: ExactDecimal, **kwargs: Any) -> None:
        self.column = column
        super().__init__(**kwargs)

    def clean(self, value: Any) -> Any:
        """Return the number; None where there is none.

        Raises
        ------
        ValidationError
            It is none.
        """
        try:
            return self.column.to_python(super().clean(value))
        except ValidationError as wrong:
            raise refused(wrong) from None

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Return whether it is written otherwise."""
        return not self.disabled and _line_ends("" if initial is None else initial) != _line_ends(data)
