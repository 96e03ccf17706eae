"""What pydantic is told of a data class.

For the types that packaged tables and sidecars have, pydantic's core is told directly what they are made of, as pydantic
itself would do: that takes 16 ms once, where importing pydantic and letting it find out takes 80. A class with another
type is left to pydantic.
"""

from __future__ import annotations

import collections.abc
import dataclasses
import enum
import functools
import typing
from decimal import Decimal
from typing import Any

from quicksilver.intake.cells import Field, Labels, Texts, fields_of

__all__ = ["rows_validator", "validator"]


@functools.cache
def validator(model: Any) -> Any:
    """Return pydantic's maker of one object of a data class."""
    from pydantic_core import SchemaValidator

    schema = _class_schema(model)
    return _left_to_pydantic(model) if schema is None else SchemaValidator(schema)


@functools.cache
def rows_validator(model: Any) -> Any:
    """Return pydantic's maker of a list of objects of a data class."""
    from pydantic_core import SchemaValidator, core_schema

    schema = _class_schema(model)
    return (
        _left_to_pydantic(list[model]) if schema is None else SchemaValidator(core_schema.list_schema(schema))
    )


def _left_to_pydantic(kind: Any) -> Any:
    from pydantic import TypeAdapter

    return TypeAdapter(kind)


def _class_schema(model: Any) -> Any:
    """Return the schema of a data class, or None where only pydantic itself knows the type of a field."""
    from pydantic_core import core_schema

    # Which columns are labels makes no difference here.
    fields = fields_of(model, ())
    arguments = []
    for item in fields:
        value = _schema(item)
        if value is None:
            return None
        if not item.needed:
            value = core_schema.with_default_schema(value, default=item.default)
        arguments.append(core_schema.dataclass_field(item.name, value, kw_only=False))
    return core_schema.dataclass_schema(
        model,
        core_schema.dataclass_args_schema(model.__name__, arguments),
        [item.name for item in fields],
        post_init=hasattr(model, "__post_init__"),
        frozen=True,
        slots="__slots__" in vars(model),
        config=core_schema.CoreConfig(extra_fields_behavior="forbid"),
    )


def _schema(item: Field) -> Any:
    from pydantic_core import core_schema

    value = _kind_schema(item.kind)
    return core_schema.tuple_schema([value], variadic_item_index=0) if value and item.separator else value


def _kind_schema(kind: Any) -> Any:
    """Return the schema of a type, or None where only pydantic itself knows it."""
    from pydantic_core import core_schema

    simple: dict[Any, Any] = {
        str: core_schema.str_schema,
        int: core_schema.int_schema,
        float: core_schema.float_schema,
        Decimal: core_schema.decimal_schema,
        bool: core_schema.bool_schema,
    }
    value: Any = None
    if kind in simple:
        value = simple[kind]()
    elif kind in (Labels, Texts):
        value = core_schema.is_instance_schema(kind)
    elif typing.get_origin(kind) is typing.Literal:
        value = core_schema.literal_schema(list(typing.get_args(kind)))
    elif typing.get_origin(kind) is collections.abc.Mapping:
        parts = [_kind_schema(part) for part in typing.get_args(kind)]
        value = None if None in parts else core_schema.dict_schema(*parts)
    elif dataclasses.is_dataclass(kind):
        value = _class_schema(kind)
    elif isinstance(kind, type) and issubclass(kind, enum.Enum) and issubclass(kind, str):
        value = core_schema.enum_schema(kind, list(kind), sub_type="str")
    return value
