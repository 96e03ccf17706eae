"""YAML with line numbers, so that every problem in a file is reported with its line."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from quicksilver.errors import InputProblems, Place, Problem
from quicksilver.intake.cleaning import clean_data, clean_text, cleaning_note
from quicksilver.intake.declared import note

__all__ = ["Located", "read_yaml"]

Key = tuple[str | int, ...]
_LARGEST = 20_000_000
_DEEPEST = 100
#: Digits before the point; with more a number is above what a float can be (1.8e308).
_DIGITS = 308
_SHOWN = 40


class Located:
    """The data of a YAML file and the line of every key and item.

    Attributes
    ----------
    data : mapping or list
    name : str
        Of the file, for messages.
    """

    def __init__(self, data: Any, lines: dict[Key, int], name: str) -> None:
        self.data = data
        self.name = name
        self._lines = lines

    def where(self, *key: str | int) -> Place:
        """Return file, line and place of a key, or of the closest one above it."""
        for length in range(len(key), -1, -1):
            if key[:length] in self._lines:
                break
        field = "".join(f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in key).lstrip(".")
        return Place(self.name, line=self._lines.get(key[:length], 1), field=field)


def _text(path: str | Path, name: str) -> str:
    if Path(path).stat().st_size > _LARGEST:
        raise _refused(
            f"is larger than {_LARGEST // 1_000_000} MB",
            Place(name),
            "a smaller file",
            "split it",
            code="yaml.large",
            most=_LARGEST // 1_000_000,
        )
    return Path(path).read_text(encoding="utf-8-sig")


def _note_cleaning(located: Located, data: Any, key: Key) -> None:
    """Note what cleaning takes out of the texts, each with its line."""
    if isinstance(data, str):
        if not (data.isascii() and data.isprintable()):
            note(cleaning_note(data, clean_text(data), located.where(*key)))
    elif isinstance(data, dict | list):
        for name, item in data.items() if isinstance(data, dict) else enumerate(data):
            _note_cleaning(located, item, (*key, name))


def read_yaml(path: str | Path, text: str | None = None) -> Located:
    """Read a YAML file safely.

    Parameters
    ----------
    path : str or Path
    text : str, optional
        Its content, if it was already read.

    Raises
    ------
    InputProblems
        It cannot be read, is not YAML, repeats a key, uses aliases, has a number that is not finite, is nested too
        deeply, or is too large.
    """
    import yaml

    name = str(path)
    try:
        text = _text(path, name) if text is None else text
        # Aliases let a small file grow without bound (a "billion laughs"); nobody needs them here.
        _check_events(yaml.parse(text, Loader=yaml.SafeLoader), name)
        node = yaml.compose(text, Loader=yaml.SafeLoader)
        lines: dict[Key, int] = {}
        problems: list[Problem] = []
        _walk(node, (), lines, name, problems)
        if problems:
            raise InputProblems(problems)
        data = yaml.safe_load(text)
        located = Located(clean_data(data), lines, name)
        _note_cleaning(located, data, ())
        return located
    except OSError as wrong:
        raise _refused(
            f"cannot be read: {wrong.strerror}",
            Place(name),
            "a YAML file",
            "give the path of a file",
            code="yaml.unreadable",
            fault=str(wrong.strerror),
        ) from None
    except UnicodeDecodeError:
        raise _refused(
            "is not UTF-8 text", Place(name), "a YAML file in UTF-8", "save it as UTF-8", code="yaml.encoding"
        ) from None
    except yaml.MarkedYAMLError as wrong:
        line = wrong.problem_mark.line + 1 if wrong.problem_mark else 1
        raise _refused(
            f"is not YAML: {wrong.problem}",
            Place(name, line=line),
            "YAML",
            "check colons, quotes and the indentation",
            code="yaml.syntax",
            fault=str(wrong.problem),
        ) from None
    except (yaml.YAMLError, ValueError, RecursionError) as wrong:
        raise _refused(
            f"is not YAML: {wrong}",
            Place(name),
            "YAML",
            "correct the file",
            code="yaml.other",
            fault=str(wrong),
        ) from None


def _check_events(events: Iterable[Any], name: str) -> None:
    """Refuse aliases, and what is nested too deeply, before anything is built of it."""
    import yaml

    depth = 0
    for event in events:
        if isinstance(event, yaml.AliasEvent):
            raise _refused(
                "uses an alias (*name)",
                Place(name, line=_line(event.start_mark)),
                "plain values",
                "write the value itself",
                code="yaml.alias",
            )
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > _DEEPEST:
            raise _refused(
                "the YAML is nested too deeply",
                Place(name, line=_line(event.start_mark)),
                f"at most {_DEEPEST} levels",
                "write the data in the shape of the schema",
                code="yaml.deep",
                most=_DEEPEST,
            )


def _line(mark: Any) -> int:
    return 1 if mark is None else int(mark.line) + 1


def _refused(
    what: str, where: Place, allowed: str, remedy: str, *, code: str, **values: Any
) -> InputProblems:
    return InputProblems([Problem(what, where, allowed, remedy=remedy, code=code, values=values)])


def _walk(node: Any, key: Key, lines: dict[Key, int], name: str, problems: list[Problem]) -> None:
    import yaml

    if node is None:
        return
    lines[key] = node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        for label, value in node.value:
            inner = (*key, label.value if isinstance(label.value, str) else str(label.value))
            if inner in lines:
                problems.append(
                    Problem(
                        f"{label.value!r} is given twice",
                        Place(name, line=label.start_mark.line + 1),
                        "every key once",
                        remedy="remove one of them",
                        code="yaml.twice",
                        values={"key": str(label.value)},
                    )
                )
            _walk(value, inner, lines, name, problems)
            lines[inner] = label.start_mark.line + 1
    elif isinstance(node, yaml.SequenceNode):
        for index, value in enumerate(node.value):
            _walk(value, (*key, index), lines, name, problems)
    elif node.tag in ("tag:yaml.org,2002:float", "tag:yaml.org,2002:int"):
        _check_number(node, Place(name, line=lines[key]), problems)
    elif node.tag == "tag:yaml.org,2002:timestamp":
        try:
            yaml.constructor.SafeConstructor().construct_yaml_timestamp(node)
        except (
            ValueError,
            AttributeError,
        ):  # The latter where a tag says that a text is a date, and it has not even its form.
            problems.append(
                Problem(
                    f"{node.value!r} is not a date",
                    Place(name, line=lines[key]),
                    "a day of the calendar, such as 2009-05-01",
                    code="yaml.date",
                    values={"value": str(node.value)},
                )
            )


#: What YAML reads as octal, binary, hexadecimal or to base 60: 010 is eight, and 12:30 is 750.
_OTHER_BASE = re.compile(r"[-+]?(?:0[0-9_]+$|0[bx]|[0-9_]+:)")


def _check_number(node: Any, where: Place, problems: list[Problem]) -> None:
    import yaml

    text, maker = str(node.value), yaml.constructor.SafeConstructor()
    if _OTHER_BASE.match(text):
        problems.append(
            Problem.stated(
                f"YAML reads {text} with another base than ten",
                where,
                "decimal digits without a zero before them, or a text in quotation marks",
                "write the number in decimal digits, or the text in quotation marks",
                code="yaml.base",
                shown=text,
            )
        )
        return
    finite = len(text) <= _DIGITS or "." in text
    try:
        if finite and node.tag.endswith("float"):
            finite = math.isfinite(maker.construct_yaml_float(node))
    except ValueError:
        finite = False
    if not finite:
        shown = text if len(text) <= _SHOWN else f"{text[:_SHOWN]}..."
        problems.append(
            Problem.stated(
                f"{shown} is not a number that can be used",
                where,
                "a finite number, below 1e308",
                "write the number that is meant, or null where it is not known",
                code="yaml.number",
                shown=shown,
            )
        )
