"""The texts in a record: what is searched of each kind, in which language it is, and for whose eyes.

Texts in six languages are searched wherever the record classes have one; which plain strings are, states ``data/search_fields.csv``. What a
record refers to is not searched with it: it is found by itself, or by nobody who may not see it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final, Literal, get_args, get_origin

from pydantic import BaseModel

from quicksilver.geography import country_codes, country_name
from quicksilver.intake.packaged import Table
from quicksilver.languages import LANGUAGES
from quicksilver.register.records import KINDS, Text
from quicksilver.register.records.references import REFERENCES

__all__ = ["LEVELS", "OPEN", "Level", "Piece", "lists", "pieces"]

Level = Literal["name", "text", "linked", "personal"]
#: ``name``: what it is called; ``text``: what else everyone may see of a record that everyone may see; ``linked``: in an item that names
#: another record, and is hidden with it; ``personal``: who someone is.
LEVELS: Final[tuple[Level, ...]] = ("name", "text", "linked", "personal")
#: What a visitor finds a record by.
OPEN: Final[tuple[Level, ...]] = ("name", "text")
_NAMES: Final = ("name", "title", "aliases")


@dataclass(frozen=True, slots=True)
class Piece:
    """A text in a record.

    Attributes
    ----------
    field : str
        Its place, such as ``"parts.0.text"``.
    language : str
        English where not stated.
    text : str
    level : str
        One of ``LEVELS``.
    often : bool
        Whether many records have the same text.
    """

    field: str
    language: str
    text: str
    level: Level
    often: bool = False


@dataclass(frozen=True, slots=True)
class _Field:
    name: str
    how: Literal["text", "texts", "plain", "country", "items"]
    level: Level
    inside: tuple[_Field, ...] = ()
    names: tuple[str, ...] = ()
    """Fields of an item that name other records."""


def pieces(kind: str, record: Mapping[str, Any]) -> list[Piece]:
    """Return the texts in a record.

    Parameters
    ----------
    kind : str
        Key of ``KINDS``.
    record : mapping of str to object
        The record as plain data: as the text form has it, or its columns with the rows of its lists; a name of another record may be
        under its field or under its column.

    Examples
    --------
    >>> coal = {"id": "coal", "name": {"en": "Coal"}, "scope": {"zh": "电厂"}}
    >>> [(piece.field, piece.text) for piece in pieces("areas", coal)]
    [('id', 'coal'), ('name', 'Coal'), ('scope', '电厂')]
    """
    return [Piece("id", "en", str(record["id"]), "name"), *_of(_fields()[kind], record, "", None)]


def lists(kind: str) -> frozenset[str]:
    """Return the lists of a kind of record whose items are searched.

    Examples
    --------
    >>> sorted(lists("activities"))
    ['parts', 'places']
    """
    return frozenset(field.name for field in _fields()[kind] if field.how == "items")


def _of(
    fields: tuple[_Field, ...], record: Mapping[str, Any], prefix: str, level: Level | None
) -> Iterator[Piece]:
    for field in fields:
        value = record.get(field.name)
        if not value:
            continue
        place, seen = prefix + field.name, level or field.level
        if field.how == "text":
            yield from _text(value, place, seen)
        elif field.how == "plain":
            yield Piece(place, "en", str(value), seen)
        elif field.how == "country":
            yield from _country(str(value), place, seen)
        else:
            for number, item in enumerate(value):
                if field.how == "texts":
                    yield from _text(item, f"{place}.{number}", seen)
                else:
                    linked = any(item.get(name) or item.get(f"{name}_id") for name in field.names)
                    yield from _of(field.inside, item, f"{place}.{number}.", "linked" if linked else level)


def _text(value: Any, place: str, level: Level) -> Iterator[Piece]:
    if isinstance(value, str):
        yield Piece(place, "en", value, level)
        return
    for language in LANGUAGES:
        text = value.get(language)
        if text:
            yield Piece(place, language, text, level)


def _country(code: str, place: str, level: Level) -> Iterator[Piece]:
    yield Piece(place, "en", code, level)
    for language, name in _names(code):
        yield Piece(place, language, name, level, often=True)


@cache
def _names(code: str) -> tuple[tuple[str, str], ...]:
    if code not in country_codes():
        return ()
    return tuple((language, country_name(code, language)) for language in LANGUAGES)


@dataclass(frozen=True, slots=True)
class _Searched:
    kind: str
    field: str
    level: Literal["name", "text", "linked", "personal", "country"]
    note: str = ""


_SEARCHED: Final = Table("quicksilver.register", "data/search_fields.csv", _Searched, key=("kind", "field"))


@cache
def _fields() -> dict[str, tuple[_Field, ...]]:
    plain: dict[str, dict[str, tuple[str, Level]]] = defaultdict(dict)
    for row in _SEARCHED.rows():
        if row.level == "country":
            plain[row.kind][row.field] = ("country", "text")
        else:
            plain[row.kind][row.field] = ("plain", row.level)
    return {kind: tuple(_searched(kind, cls, "", plain[kind])) for kind, cls in KINDS.items()}


def _searched(
    kind: str, cls: type[BaseModel], prefix: str, plain: Mapping[str, tuple[str, Level]]
) -> Iterator[_Field]:
    for name, info in cls.model_fields.items():
        path = prefix + name
        level: Level = "name" if not prefix and name in _NAMES else "text"
        item = _item(info.annotation)
        if path in plain:
            how: Any = plain[path][0]
            yield _Field(name, how, plain[path][1])
        elif item is Text:
            yield _Field(name, "texts", level)
        elif Text in (info.annotation, *get_args(info.annotation)):
            yield _Field(name, "text", level)
        elif item is not None and name != "sources":
            inside = tuple(_searched(kind, item, f"{path}.", plain))
            names = tuple(
                to.removeprefix(f"{path}[].") for to, _ in REFERENCES[kind] if to.startswith(f"{path}[].")
            )
            if inside:
                yield _Field(name, "items", level, inside, tuple(name for name in names if "." not in name))


def _item(annotation: Any) -> type[BaseModel] | None:
    """Return the class of the items of a list; None where it is none, or one of identifiers and words."""
    if get_origin(annotation) is not tuple:
        return None
    argument = get_args(annotation)[0]
    return argument if isinstance(argument, type) and issubclass(argument, BaseModel) else None
