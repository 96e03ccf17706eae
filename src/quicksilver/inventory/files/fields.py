"""The columns of an inventory, declared once in ``data/fields.csv`` for readers, template, schema and docs."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import Any, Final, Literal

from quicksilver.intake.packaged import Table

__all__ = ["Field", "fields", "json_schema"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One declared column."""

    scope: Literal["line", "general"]
    name: str
    type: Literal["text", "number", "share", "presence", "country", "year", "level", "answer"]
    allowed: str
    description: str
    unit: str = ""


_FIELDS: Final = Table("quicksilver.inventory.files", "data/fields.csv", Field, key=("scope", "name"))


@functools.cache
def fields(scope: str) -> dict[str, Field]:
    """Return the declared fields of a scope (``line`` or ``general``) by name, in order.

    Examples
    --------
    >>> list(fields("line"))[:3]
    ['source', 'technology', 'presence']
    """
    return {row.name: row for row in _FIELDS.rows() if row.scope == scope}


def _schema_type(field: Field) -> dict[str, Any]:
    described = {"description": field.description + (f" [{field.unit}]" if field.unit else "")}
    kinds: dict[str, dict[str, Any]] = {
        "text": {"type": ["string", "null"]},
        "number": {"type": ["number", "null"], "minimum": 0},
        "share": {"type": ["number", "null"], "minimum": 0, "maximum": 1},
        "presence": {"enum": ["Y", "N", "?", "", None]},
        "country": {"type": "string", "pattern": "^[A-Z]{3}$"},
        "year": {"type": "integer", "minimum": 1900},
        "level": {"enum": [1, 2]},
        "answer": {"type": ["boolean", "null"]},
    }
    return {**kinds[field.type], **described}


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of an inventory in one JSON file.

    Examples
    --------
    >>> json_schema()["required"]
    ['general', 'lines']
    """
    general = {name: _schema_type(field) for name, field in fields("general").items()}
    line = {name: _schema_type(field) for name, field in fields("line").items()}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Quicksilver national mercury inventory",
        "type": "object",
        "additionalProperties": False,
        "required": ["general", "lines"],
        "properties": {
            "general": {
                "type": "object",
                "additionalProperties": False,
                "required": ["country", "year", "level"],
                "properties": general,
            },
            "lines": {
                "type": "array",
                "minItems": 1,
                "items": {
                    "type": "object",
                    "additionalProperties": False,
                    "required": ["source"],
                    "properties": line,
                },
            },
        },
    }
