"""Whether two records of an import are one: identifiers are compared here for every form, and what one would change is listed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Final

from pydantic import BaseModel

from quicksilver.errors import Place, Problem
from quicksilver.language.problems import problem
from quicksilver.language.sentences import Listed, Sentence
from quicksilver.languages import LANGUAGES
from quicksilver.register.records import Organisation, Record, Text
from quicksilver.register.register import Register

__all__ = ["beside", "changes", "identifier_key", "listed_changes", "replaced", "same_identifier"]

#: Letters of a value that are shown.
_LONG: Final = 120
_SIGNS: Final = re.compile(r"[\W_]+")


def identifier_key(text: str) -> str:
    """Return what is left of an identifier where case, width and kind of separators do not count.

    Examples
    --------
    >>> identifier_key("XM-TEST-0001"), identifier_key("xm-test.0001")
    ('xm-test-0001', 'xm-test-0001')
    """
    plain = text.lower() if text.isascii() else unicodedata.normalize("NFKC", text).casefold()
    return _SIGNS.sub("-", plain).strip("-")


def same_identifier(identifier: str, other: str) -> bool:
    """Return whether two identifiers are one that is written in two ways.

    Examples
    --------
    >>> same_identifier("XM-TEST-0001", "xm-test-0001"), same_identifier("XM-TEST-0001", "XM-TEST-1")
    (True, False)
    """
    return identifier_key(identifier) == identifier_key(other)


def beside(
    register: Register, stored: Mapping[str, Collection[str]], organisations: Iterable[Organisation] = ()
) -> Iterator[Problem]:
    """Go through the new records of a register that may be one of those that are stored, under another identifier.

    Parameters
    ----------
    register : Register
        What is added.
    stored : mapping of str to collection of str
        Kind -> the identifiers that are there.
    organisations : iterable of Organisation
        Those that are there; a new one of the same name or acronym is named.

    Yields
    ------
    Problem
        Severity ``warning``.
    """
    names: dict[str, str] = {}
    for organisation in organisations:
        for name in _names(organisation):
            names.setdefault(name, organisation.id)
    for kind, records in register.records.items():
        identifiers = stored.get(kind, ())
        new = [record for record in records.values() if record.id not in identifiers]
        keys = {identifier_key(identifier): identifier for identifier in identifiers} if new else {}
        for record in new:
            other = keys.get(identifier_key(record.id), "")
            if not other and isinstance(record, Organisation):
                other = next((names[name] for name in _names(record) if name in names), "")
            if other:
                where = Place(record=f"{kind}/{record.id}")
                yield problem(
                    "register.beside",
                    where,
                    severity="warning",
                    record=f"{kind}/{record.id}",
                    other=f"{kind}/{other}",
                )


def _names(organisation: Organisation) -> list[str]:
    """Return the names by which an organisation is known, in small letters."""
    texts = (organisation.acronym, *(getattr(organisation.name, language) for language in LANGUAGES))
    return [text.casefold() for text in texts if text]


def replaced(kind: str, stored: Record, record: Record) -> Problem:
    """Return what a record that is loaded changes in the one that is stored under its identifier, as a warning."""
    fields = {name: getattr(record, name) for name in type(record).model_fields}
    name = f"{kind}/{record.id}"
    return problem(
        "iati.replaced",
        Place(record=name),
        severity="warning",
        record=name,
        changes=listed_changes(stored, fields),
    )


def listed_changes(stored: Record, stated: Mapping[str, object]) -> Listed | Sentence:
    """Return what a record would be changed in, as a list; a sentence where it is nothing."""
    listed = tuple(changes(stored, stated))
    return Listed(listed) if listed else Sentence("iati.nothing", {}, table="problems")


def changes(stored: Record, stated: Mapping[str, object]) -> Iterator[Sentence]:
    """Go through what is replaced in a record: each field, and each language of a text, with what it was and what it becomes."""
    for name in type(stored).model_fields:
        if name not in stated:
            continue
        old, new = getattr(stored, name), stated[name]
        if isinstance(new, Text) and isinstance(old, Text):
            for language in LANGUAGES:
                was, becomes = getattr(old, language), getattr(new, language)
                if was != becomes:
                    yield _change(f"{name}.{language}", was, becomes)
        elif old != new:
            yield _change(name, old, new)


def _change(name: str, old: object, new: object) -> Sentence:
    values = {"field": name, "old": _shown(old), "new": _shown(new)}
    return Sentence("iati.change", values, table="problems")


def _shown(value: object) -> str:
    """Return a value in one line, as short as a person needs to recognise it."""
    if value in (None, "", ()):
        return "-"
    if isinstance(value, tuple):
        return f"[{', '.join(_shown(item) for item in value)}]"
    if isinstance(value, BaseModel):
        given = value.model_dump(mode="json", exclude_defaults=True)
        return " ".join(_shown(item) for item in given.values())
    if isinstance(value, dict):
        return " ".join(_shown(item) for item in value.values())
    text = " ".join(str(value).split())
    return text if len(text) <= _LONG else f"{text[:_LONG]} ..."
