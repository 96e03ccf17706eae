"""Row models of packaged tables: what the cells of a row may be, declared by the types of its fields.

========================================  ======================================================================
``str``                                   a text; white space at its ends is refused
``int``, ``float``                        a number in digits with a decimal point; nothing else is a number
``Decimal``                               the same, with the decimals as they were written (``1.50`` is not ``1.5``)
``bool``                                  ``yes`` or ``no``
``Literal[...]``, an enumeration          a word of that vocabulary
``tuple[T, ...]``                         several values in one cell, separated as :class:`Separated` states
:class:`Texts`                            one column for each language
:class:`Labels`                           the columns that are particular to the table
========================================  ======================================================================

A field with a default may be empty, and the default is its value then; every other cell is needed.
"""

from __future__ import annotations

import dataclasses
import enum
import functools
import math
import sys
import types
import typing
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Any, Final, TypeVar

from quicksilver.languages import LANGUAGES

__all__ = ["Among", "Column", "Field", "Labels", "Separated", "Texts", "Within", "fields_of"]

Marker = TypeVar("Marker")

#: The words of a truth value.
YES: Final = {"yes": True, "no": False}


class _Cells(Mapping[str, str]):
    """Several cells of one row by name; never changed."""

    __slots__ = ("_cells",)

    def __init__(self, cells: Mapping[str, str] | None = None) -> None:
        self._cells: Final = dict(cells or {})

    def __getitem__(self, name: str) -> str:
        return self._cells[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._cells)

    def __len__(self) -> int:
        return len(self._cells)

    def __hash__(self) -> int:
        return hash(tuple(self._cells.items()))

    def __repr__(self) -> str:
        """Return the cells as they would be typed."""
        return f"{type(self).__name__}({self._cells!r})"

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: Any) -> Any:
        """Let pydantic take the cells as the reader has collected them."""
        from pydantic_core import core_schema

        return core_schema.is_instance_schema(cls)


class Texts(_Cells):
    """A text in the languages: language -> text; an empty text is not translated yet.

    Examples
    --------
    >>> Texts({"en": "coal", "fr": "charbon", "ru": ""}).text("fr")
    'charbon'
    """

    __slots__ = ()

    def text(self, language: str) -> str:
        """Return the text in a language; the English one where there is no translation yet.

        Raises
        ------
        KeyError
            The language is not one of those that texts have.

        Examples
        --------
        >>> Texts({"en": "coal", "fr": "charbon", "ru": ""}).text("ru")
        'coal'
        """
        return self[language] or next(iter(self.values()))

    @property
    def untranslated(self) -> tuple[str, ...]:
        """Return the languages that have no translation yet.

        Examples
        --------
        >>> Texts({"en": "coal", "fr": "charbon", "ru": ""}).untranslated
        ('ru',)
        """
        return tuple(language for language, text in self.items() if not text)


class Labels(_Cells):
    """What distinguishes the row from the other rows of its table: column -> cell, which may be empty."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Column:
    """Heading of a field where it differs from the field's name; of texts a pattern such as ``"title_{language}"``."""

    name: str


@dataclass(frozen=True, slots=True)
class Separated:
    """Sign that separates several values in one cell; without it, a semicolon."""

    by: str = ";"


@dataclass(frozen=True, slots=True)
class Within:
    """Bounds of a number, both included."""

    low: float = -math.inf
    high: float = math.inf

    def __str__(self) -> str:
        if math.isinf(self.high):
            return f"{self.low:g} or more"
        return f"{self.high:g} or less" if math.isinf(self.low) else f"{self.low:g} to {self.high:g}"


@dataclass(frozen=True, slots=True)
class Among:
    """Vocabulary that another table, or the program, has: the words are requested when the table is read."""

    words: Callable[[], Collection[str]]


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a row model, as its cells are read."""

    name: str
    columns: tuple[str, ...]
    kind: Any
    needed: bool
    default: Any
    separator: str = ""
    words: Callable[[], Collection[str]] | None = None
    bounds: Within | None = None

    @property
    def vocabulary(self) -> tuple[str, ...]:
        """Return the words that the cells may have; nothing where they are not of a vocabulary."""
        return tuple(self.words()) if self.words else _vocabulary(self.kind)

    @property
    def allowed(self) -> str:
        """Return what its cells may have, in words."""
        kinds = {int: "a whole number", float: "a number", Decimal: "a number"}
        return ", ".join(self.vocabulary) or kinds.get(self.kind, "a text")


def _vocabulary(kind: Any) -> tuple[str, ...]:
    """Return the words of a literal, an enumeration or yes and no; nothing for other kinds."""
    if kind is bool:
        return tuple(YES)
    if typing.get_origin(kind) is typing.Literal:
        # An empty word is what an empty cell means, and is never written.
        return tuple(word for word in typing.get_args(kind) if word)
    if isinstance(kind, type) and issubclass(kind, enum.Enum):
        return tuple(str(member.value) for member in kind)
    return ()


def _bare(hint: Any) -> tuple[Any, list[Any]]:
    """Return a type without ``None`` and without its markers, and the markers."""
    markers: list[Any] = []
    while True:
        if typing.get_origin(hint) is Annotated:
            markers += hint.__metadata__
            hint = hint.__origin__
        elif typing.get_origin(hint) in (typing.Union, types.UnionType):
            (hint,) = [part for part in typing.get_args(hint) if part is not type(None)]
        else:
            return hint, markers


def _marker(markers: list[Any], kind: type[Marker]) -> Marker | None:
    return next((marker for marker in markers if isinstance(marker, kind)), None)


def _field(field: dataclasses.Field[Any], hint: Any, labels: tuple[str, ...]) -> Field:
    kind, markers = _bare(hint)
    heading, separated = _marker(markers, Column), _marker(markers, Separated)
    columns: tuple[str, ...] = (heading.name if heading else field.name,)
    separator = ""
    if kind is Labels:
        columns = labels
    elif kind is Texts:
        pattern = heading.name if heading else "{language}"
        columns = tuple(pattern.format(language=language) for language in LANGUAGES)
    elif typing.get_origin(kind) is tuple:
        kind = _bare(typing.get_args(kind)[0])[0]
        separator = separated.by if separated else Separated().by
    default = field.default
    if field.default_factory is not dataclasses.MISSING:
        default = field.default_factory()
    among = _marker(markers, Among)
    return Field(
        field.name,
        columns,
        kind,
        default is dataclasses.MISSING,
        default,
        separator,
        among.words if among else None,
        _marker(markers, Within),
    )


@functools.cache
def fields_of(row: type, labels: tuple[str, ...]) -> tuple[Field, ...]:
    """Return the fields of a row model in its order."""
    # With the names of its module stated, a vocabulary that is a function sees them when it is called.
    hints = typing.get_type_hints(row, vars(sys.modules[row.__module__]), include_extras=True)
    return tuple(_field(field, hints[field.name], labels) for field in dataclasses.fields(row) if field.init)
