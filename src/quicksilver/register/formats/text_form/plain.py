"""Records as plain data (texts, numbers, lists, mappings) and as YAML, always the same way."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from functools import cache
from typing import Any

import yaml
from pydantic import BaseModel

from quicksilver.register.records import Record, Text, When

__all__ = ["DateText", "plain", "plain_record", "record_bytes", "yaml_bytes"]

_WIDTH = 100


class DateText(str):
    """A date as text; always quoted in YAML, which would make a number of 2008 and a day of 2008-04-01."""

    __slots__ = ()


def plain_record(record: Record) -> dict[str, Any]:
    """Return the fields of a record in the order of its class, without its identifier and without defaults.

    A text that is only English is a plain string, and a date that is only a date too.

    Parameters
    ----------
    record : Record

    Returns
    -------
    dict
        Texts, numbers (``Decimal`` as it is), booleans, lists and mappings.

    Examples
    --------
    >>> from quicksilver.register.records import Area
    >>> plain_record(Area(id="coal", name="Coal combustion", since="2008"))
    {'since': '2008', 'name': 'Coal combustion'}
    """
    fields = _fields(record)
    fields.pop("id", None)
    return fields


def plain(value: Any) -> Any:
    """Return any part of a record as plain data."""
    if isinstance(value, Text):
        fields = _fields(value)
        return fields["en"] if list(fields) == ["en"] else fields
    if isinstance(value, When):
        date = DateText(value.date)
        return {**({"date": date} if date else {}), "said": value.said} if value.said else date
    if isinstance(value, BaseModel):
        return _fields(value)
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return {str(key): plain(value[key]) for key in sorted(value)}
    return value.isoformat() if isinstance(value, dt.date) else value


@cache
def _defaults(cls: type[BaseModel]) -> tuple[tuple[str, Any, bool], ...]:
    return tuple(
        (name, field.get_default(call_default_factory=True), field.is_required())
        for name, field in cls.model_fields.items()
    )


def _fields(record: BaseModel) -> dict[str, Any]:
    fields = record.__dict__
    return {
        name: plain(fields[name])
        for name, default, required in _defaults(type(record))
        if required or fields[name] != default
    }


class _Dumper(getattr(yaml, "CSafeDumper", yaml.SafeDumper)):  # type: ignore[misc]
    """Block style; numbers with the digits they were given with; texts of several lines as they stand."""

    def ignore_aliases(self, data: Any) -> bool:
        """Write equal values out, each in its place."""
        return True


def _number(dumper: Any, value: Decimal) -> Any:
    text = format(value if value else abs(value), "f")
    return dumper.represent_scalar(
        "tag:yaml.org,2002:float" if "." in text else "tag:yaml.org,2002:int", text
    )


def _text(dumper: Any, value: str) -> Any:
    lines = value.split("\n")
    # Lines with blanks at their ends, or signs that cannot be shown, need quotes and escapes.
    literal = (
        len(lines) > 1
        and all(line == line.strip() and (not line or line.isprintable()) for line in lines)
        and lines[0]
    )
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style="|" if literal else None)


_Dumper.add_representer(Decimal, _number)
_Dumper.add_representer(str, _text)
_Dumper.add_representer(
    DateText, lambda dumper, value: dumper.represent_scalar("tag:yaml.org,2002:str", str(value), style="'")
)


def yaml_bytes(data: Any) -> bytes:
    """Return plain data as YAML (UTF-8, LF, block style, keys in their order, about 100 signs a line)."""
    text = yaml.dump(
        data,
        Dumper=_Dumper,
        allow_unicode=True,
        default_flow_style=False,
        sort_keys=False,
        width=_WIDTH,
        indent=2,
    )
    return str(text).encode("utf-8")


def record_bytes(record: Record) -> bytes:
    """Return the file of a record."""
    return yaml_bytes(plain_record(record))
