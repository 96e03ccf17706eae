"""YAML with line numbers, so that every problem in a file is reported with its line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from quicksilver.errors import InputProblems, Place, Problem
from quicksilver.intake.cleaning import clean_data

__all__ = ["Located", "read_yaml"]

Key = tuple[str | int, ...]
_LARGEST = 20_000_000


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
        It cannot be read, is not YAML, repeats a key, uses aliases, or is too large.
    """
    import yaml

    name = str(path)
    try:
        text = _text(path, name) if text is None else text
        # Aliases let a small file grow without bound (a "billion laughs"); nobody needs them here.
        for event in yaml.parse(text, Loader=yaml.SafeLoader):
            if isinstance(event, yaml.AliasEvent):
                raise _refused(
                    "uses an alias (*name)",
                    Place(name, line=_line(event.start_mark)),
                    "plain values",
                    "write the value itself",
                    code="yaml.alias",
                )
        node = yaml.compose(text, Loader=yaml.SafeLoader)
        lines: dict[Key, int] = {}
        problems: list[Problem] = []
        _walk(node, (), lines, name, problems)
        if problems:
            raise InputProblems(problems)
        return Located(clean_data(yaml.safe_load(text)), lines, name)
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
    elif node.tag == "tag:yaml.org,2002:timestamp":
        try:
            yaml.constructor.SafeConstructor().construct_yaml_timestamp(node)
        except ValueError:
            problems.append(
                Problem(
                    f"{node.value!r} is not a date",
                    Place(name, line=lines[key]),
                    "a day of the calendar, such as 2009-05-01",
                    code="yaml.date",
                    values={"value": str(node.value)},
                )
            )
