"""Broken JSON and YAML: repeated keys at every depth, numbers that are none, other types, depth, aliases and tags."""

from __future__ import annotations

import datetime as dt
import json
import random
from collections.abc import Iterator
from typing import Any, Final

from fuzzing.cases import Mutant, Target
from fuzzing.nasty import NOT_FINITE, VALUES, strange_unit
from fuzzing.texts import break_text

__all__ = ["break_json", "break_yaml"]


class Pairs(list[list[Any]]):
    """A mapping as a list of pairs, so that a key can be there twice."""


class Raw(str):
    """A value that is written as it is."""

    __slots__ = ()


def _tree(data: Any) -> Any:
    if isinstance(data, dict):
        return Pairs([key, _tree(value)] for key, value in data.items())
    return [_tree(item) for item in data] if isinstance(data, list) else data


def _walk(node: Any, key: str = "") -> Iterator[tuple[Any, int | None, str]]:
    """Yield each place of a tree: what it is in, its index there, and the key that it has or is under."""
    if isinstance(node, Pairs):
        for index, (name, value) in enumerate(node):
            yield node, index, str(name)
            yield from _walk(value, str(name))
    elif isinstance(node, list):
        for index, value in enumerate(node):
            yield node, index, key
            yield from _walk(value, key)


def _get(holder: Any, index: int) -> Any:
    return holder[index][1] if isinstance(holder, Pairs) else holder[index]


def _put(holder: Any, index: int, value: Any) -> None:
    if isinstance(holder, Pairs):
        holder[index][1] = value
    else:
        holder[index] = value


def _json(node: Any) -> str:
    if isinstance(node, Pairs):
        return "{" + ", ".join(f"{json.dumps(str(key))}: {_json(value)}" for key, value in node) + "}"
    if isinstance(node, list):
        return "[" + ", ".join(map(_json, node)) + "]"
    if isinstance(node, Raw):
        return str(node)
    return json.dumps(node if not isinstance(node, dt.date) else node.isoformat())


def _scalar(node: Any) -> str:
    if isinstance(node, Raw | dt.date):
        return str(node)
    if isinstance(node, Pairs | list):
        return "{}" if isinstance(node, Pairs) else "[]"
    return json.dumps(node, ensure_ascii=False)


def _yaml(node: Any, indent: str = "") -> str:
    """Return a tree as YAML in block style."""
    if not node or not isinstance(node, list):
        return f" {_scalar(node)}\n"
    lines = []
    for item in node:
        head, value = (f"{item[0]}:", item[1]) if isinstance(node, Pairs) else ("-", item)
        lines.append(f"{indent}{head}{_yaml(value, indent + '  ')}")
    return "\n" + "".join(lines)


_WAYS: Final = (
    "key",
    "key",
    "number",
    "number",
    "unit",
    "value",
    "value",
    "type",
    "left out",
    "deep",
    "renamed",
)


def _broken(random_: random.Random, target: Target, tree: Any, nonfinite: tuple[str, ...]) -> tuple[str, str]:
    """Change a tree, and return what was done, and why it must not be accepted."""
    places = list(_walk(tree))
    way = random_.choice(_WAYS)
    if way == "key":
        holder, index, key = random_.choice([place for place in places if isinstance(place[0], Pairs)])
        holder.insert(random_.randrange(len(holder) + 1), list(holder[index]))
        return f"key {key} twice", "repeated key"
    if way in ("number", "unit"):
        names = target.numbers if way == "number" else target.units
        named = [place for place in places if place[2] in names and _is(way, _get(place[0], place[1]))]
        if named:
            holder, index, key = random_.choice(named)
            value = (
                random_.choice(nonfinite) if way == "number" else strange_unit(random_, _get(holder, index))
            )
            _put(holder, index, Raw(value) if way == "number" else value)
            return f"{key}: {value}", "not finite" if way == "number" else "unknown word in a unit"
    holder, index, key = random_.choice(places)
    if way == "left out":
        del holder[index]
        return f"{key} left out", ""
    if way == "deep":
        depth = random_.choice((50, 150, 3000, 100_000))
        opened, closed = random_.choice((("[", "]"), ('{"a":', "}")))
        _put(holder, index, Raw(opened * depth + "1" + closed * depth))
        return f"{key} nested {depth} deep", ""
    if way == "renamed" and isinstance(holder, Pairs):
        holder[index][0] = random_.choice((f"{key}s", key.upper(), "", "__class__", "\u202e" + key))
        return f"key {key} renamed to {holder[index][0]!r}", ""
    value = random_.choice((*VALUES, *NOT_FINITE) if way != "type" else _OTHERS)
    _put(holder, index, value)
    return f"{key}: {str(value)[:40]!r}", ""


_OTHERS: Final[tuple[Any, ...]] = (
    *(
        None,
        True,
        False,
        0,
        -1,
        1e300,
        10**30,
        [],
        Pairs(),
        [[]],
        "",
        " ",
        Pairs([["a", 1]]),
        [None],
        [1, "x", None],
    ),
    *(Raw("9" * 5000), Raw("1e-400"), Raw("-0.0"), Raw("1.7976931348623157e309"), Pairs([["value", None]])),
    *(
        Pairs([["value", "5 blorp"]]),
        Pairs([["low", 5], ["high", 1]]),
        Pairs([["value", 1], ["unit", "x blorp"]]),
    ),
)


def _is(way: str, value: Any) -> bool:
    if way == "unit":
        return isinstance(value, str) and bool(value)
    return isinstance(value, int | float) and not isinstance(value, bool)


def break_json(random_: random.Random, target: Target) -> Mutant:
    """Return a broken JSON file."""
    if random_.random() < 0.2:
        return break_text(random_, target)
    tree = _tree(json.loads(target.sample))
    # Where no reader knows what a key means, "NaN" is a text as any other.
    texts = () if target.reader == "intake" else ('"NaN"', '"inf"')
    name, never = _broken(random_, target, tree, ("NaN", "Infinity", "-Infinity", "1e999", *texts))
    return Mutant(name, _json(tree).encode("utf-8"), never)


#: Written in place of a value.
_OF_YAML: Final = (
    *(
        "*a",
        "&a x",
        "!!python/object/apply:os.system [x]",
        "!!binary x",
        "!!set {a, b}",
        "!!omap [a: 1]",
        "!!int x",
    ),
    *(
        "!!float x",
        "!!timestamp x",
        "2020-13-45",
        "2020-02-30",
        "12:30:45",
        "0o17",
        "0b11",
        "yes",
        "NO",
        "~",
        "<<: x",
    ),
    *(
        "&a [*a, *a]",
        "!x y",
        "{a: 1, a: 2}",
        "? x",
        "| x",
        "'",
        '"',
        "@x",
        "`x",
        "%x",
        "- x",
        "a: b: c",
        "\t",
    ),
)


def break_yaml(random_: random.Random, target: Target) -> Mutant:
    """Return a broken YAML file."""
    import yaml

    draw = random_.random()
    if draw < 0.2:
        return break_text(random_, target)
    tree = _tree(yaml.safe_load(target.sample))
    if draw < 0.35:
        holder, index, key = random_.choice(list(_walk(tree)))
        value = random_.choice(_OF_YAML)
        _put(holder, index, Raw(value))
        name, never = f"{key}: {value}", "repeated key" if value == "{a: 1, a: 2}" else ""
    else:
        name, never = _broken(random_, target, tree, (".nan", ".inf", "-.inf", "1.0e+999", '"NaN"', ".NaN"))
    text = _yaml(tree).lstrip("\n") if random_.random() < 0.7 else _json(tree)
    return Mutant(name, text.encode("utf-8", "surrogatepass"), never)
