"""Reading thousands of small YAML files quickly; a file with anything wrong is left to the reader that knows lines."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from typing import Any

import yaml

__all__ = ["Doubtful", "TooDeep", "quick_lines", "quick_yaml"]

_DEEPEST = 100
#: What could open an anchor; without one there is no alias.
_ANCHOR = re.compile(r"(?:^|[\s\[{,:-])&\S", re.MULTILINE)
_DECIMAL = re.compile(r"[-+]?(?:0|[1-9][0-9_]*)")
#: Nested brackets, lists and keys on one line; indentation is bounded by the size of the file.
_NESTING = re.compile(r"[\[{]|[-?:][ \t]+(?=[-?:][ \t])")


class Doubtful(Exception):  # noqa: N818 - it states that someone else has to look
    """The text is broken, repeats a key or uses anchors: read it again with lines."""


class TooDeep(Exception):  # noqa: N818
    """Lists and fields are nested deeper than any record needs; ``line`` states where, ``most`` how deep they may be."""

    def __init__(self, line: int) -> None:
        self.line, self.most = line, _DEEPEST
        super().__init__(f"more than {_DEEPEST} levels")


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """Safe types only; numbers keep the digits they were written with; no key twice."""

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
        """Return a mapping, unless a key is in it twice."""
        made: dict[Any, Any] = super().construct_mapping(node, deep=deep)
        if len(made) != len(node.value):
            raise Doubtful("a key twice")
        return made


def _exact(loader: Any, node: Any) -> Any:
    try:
        return Decimal(node.value.replace("_", ""))
    except InvalidOperation:
        # Infinity and numbers to base 60 are no amounts of anything; the record's field will say so.
        return loader.construct_yaml_float(node)


def _whole(loader: Any, node: Any) -> int:
    if _DECIMAL.fullmatch(node.value) is None:
        # The reader with lines names a number of another base: 010 is eight for YAML.
        raise Doubtful("a number of another base")
    return int(node.value)


_Loader.add_constructor("tag:yaml.org,2002:float", _exact)
_Loader.add_constructor("tag:yaml.org,2002:int", _whole)


def quick_yaml(text: str) -> Any:
    """Return the data of a YAML text.

    Raises
    ------
    Doubtful
        It cannot be read quickly.
    TooDeep
        It should not be read at all.
    """
    try:
        # The C reader calls itself for every level, and no limit stops it before the stack ends.
        if len(_NESTING.findall(text)) > _DEEPEST:
            _check_depth(text)
        if _ANCHOR.search(text) and _has_anchor(text):
            raise Doubtful("anchors")
        return yaml.load(text, _Loader)  # noqa: S506 - a safe loader
    except (yaml.YAMLError, ValueError, RecursionError, TypeError, AttributeError) as wrong:
        # AttributeError: a tag says that a text is a date, and it has not even its form.
        raise Doubtful(str(wrong)) from None


def _has_anchor(text: str) -> bool:
    """Return whether an ampersand opens an anchor; in a quoted text it is a character."""
    return any(getattr(event, "anchor", None) for event in yaml.parse(text, Loader=_Loader))


def _check_depth(text: str) -> None:
    depth = 0
    for event in yaml.parse(text, Loader=_Loader):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > _DEEPEST:
                raise TooDeep(event.start_mark.line + 1 if event.start_mark else 1)
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1


def quick_lines(text: str) -> dict[tuple[str | int, ...], int]:
    """Return the line of every key and item of a text that :func:`quick_yaml` has read."""
    lines: dict[tuple[str | int, ...], int] = {(): 1}

    def walk(node: Any, key: tuple[str | int, ...]) -> None:
        if isinstance(node, yaml.MappingNode):
            for label, value in node.value:
                lines[*key, str(label.value)] = label.start_mark.line + 1
                walk(value, (*key, str(label.value)))
        elif isinstance(node, yaml.SequenceNode):
            for index, value in enumerate(node.value):
                lines[*key, index] = value.start_mark.line + 1
                walk(value, (*key, index))

    walk(yaml.compose(text, Loader=_Loader), ())
    return lines
