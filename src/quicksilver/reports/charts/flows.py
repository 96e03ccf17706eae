"""A Sankey diagram: flows between columns of nodes, as wide as they are large."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from quicksilver.reports.charts.bars import _nothing
from quicksilver.reports.charts.scene import INK, SOFT, Chart, Scene, wrap
from quicksilver.reports.numbers import shown

__all__ = ["Flow", "Node", "sankey"]

_WIDTH: Final = 820.0
_SIDE: Final = 175.0
_NODE: Final = 14.0
_GAP: Final = 9.0
_SIZE: Final = 10.5


@dataclass
class Node:
    """A place that mercury comes from or goes to; ``column`` counts from the start side."""

    id: str
    label: str
    column: int
    colour: str = "#7f9fa8"


@dataclass(frozen=True)
class Flow:
    """A flow between two nodes."""

    source: str
    target: str
    value: float
    colour: str = ""


@dataclass
class _Placed:
    node: Node
    value: float
    top: float = 0.0
    height: float = 0.0
    used: dict[str, float] = field(default_factory=lambda: {"in": 0.0, "out": 0.0})


def _values(nodes: Sequence[Node], flows: Sequence[Flow]) -> dict[str, _Placed]:
    """Return each node with the larger of what comes in and what goes out; empty nodes are left out."""
    placed = {}
    for node in nodes:
        into = sum(flow.value for flow in flows if flow.target == node.id)
        out = sum(flow.value for flow in flows if flow.source == node.id)
        if max(into, out) > 0:
            placed[node.id] = _Placed(node, max(into, out))
    return placed


def _place(placed: dict[str, _Placed], height: float, top: float) -> float:
    """Give every node its place from top to bottom of its column; return pixels per unit of flow."""
    columns: dict[int, list[_Placed]] = {}
    for item in placed.values():
        columns.setdefault(item.node.column, []).append(item)
    # A label needs its line even where the node is thin, so thin nodes get a wider gap.
    per = min(
        (height - sum(_line_need(item) for item in items)) / sum(item.value for item in items)
        for items in columns.values()
    )
    for items in columns.values():
        room = sum(item.value * per + _line_need(item) for item in items)
        place = top + (height - room) / 2
        for item in items:
            need = _line_need(item)
            item.height = item.value * per
            item.top = place + need / 2
            place += item.height + need
    return per


def _line_need(item: _Placed) -> float:
    """Return the room a node needs besides its own height, so that its label touches no other."""
    lines = len(wrap(item.node.label, _SIDE - 20, _SIZE))
    return max(_GAP, 13.0 * lines + 3)


def sankey(
    title: str,
    nodes: Sequence[Node],
    flows: Sequence[Flow],
    *,
    unit: str,
    language: str = "en",
    unknown_word: str = "unknown",
) -> Chart:
    """Return a Sankey diagram.

    Parameters
    ----------
    title : str
    nodes : sequence of Node
        In the order from top to bottom within their column.
    flows : sequence of Flow
        Values of 0 or more in ``unit``.
    unit : str
    language : str
    unknown_word : str
        Said when there is no flow at all.
    """
    placed = _values(nodes, flows)
    if not placed:
        return _nothing(title, language, unknown_word)
    lines = wrap(title, _WIDTH, 14)
    top = 20.0 * len(lines) + 24
    last = max(item.node.column for item in placed.values())
    needs = [sum(_line_need(i) for i in placed.values() if i.node.column == c) for c in range(last + 1)]
    height = max(420.0, max(needs) + 260)
    scene = Scene(_WIDTH, top + height + 6, language)
    for index, line in enumerate(lines):
        scene.text(0, 10 + 20 * index, line, size=14, bold=True)
    scene.text(0, 20.0 * len(lines) + 8, unit, size=10, colour=SOFT)
    per = _place(placed, height, top)
    step = (_WIDTH - 2 * _SIDE - _NODE) / max(last, 1)
    for flow in flows:
        if flow.value > 0 and flow.source in placed and flow.target in placed:
            _ribbon(scene, placed[flow.source], placed[flow.target], flow, per, step)
    for item in placed.values():
        _draw(scene, item, step, last)
    told = "; ".join(f"{item.node.label}: {shown(item.value, language)}" for item in placed.values())
    return scene.chart(f"{title} ({unit}). {told}")


def _start(item: _Placed, step: float) -> float:
    return _SIDE + item.node.column * step


def _ribbon(scene: Scene, source: _Placed, target: _Placed, flow: Flow, per: float, step: float) -> None:
    """Draw one flow; ribbons of a node lie under each other in the order of the flows."""
    thick = flow.value * per
    first, second = source.top + source.used["out"], target.top + target.used["in"]
    source.used["out"] += thick
    target.used["in"] += thick
    left, right = scene.x(_start(source, step) + _NODE), scene.x(_start(target, step))
    middle = (left + right) / 2
    outline = (
        f"M{left:.2f},{first:.2f}C{middle:.2f},{first:.2f} {middle:.2f},{second:.2f} {right:.2f},{second:.2f}"
        f"L{right:.2f},{second + thick:.2f}C{middle:.2f},{second + thick:.2f} {middle:.2f},{first + thick:.2f} "
        f"{left:.2f},{first + thick:.2f}Z"
    )
    scene.path(outline, flow.colour or source.node.colour, name=f"{flow.source}>{flow.target}")


def _draw(scene: Scene, item: _Placed, step: float, last: int) -> None:
    """Draw a node and its label: outside at the two ends, over the node between them."""
    start = _start(item, step)
    scene.rect(start, item.top, _NODE, max(item.height, 0.75), item.node.colour, item.node.id)
    value = shown(item.value, scene.language)
    lines = wrap(item.node.label, _SIDE - 20, _SIZE)
    middle = item.top + item.height / 2
    if 0 < item.node.column < last:
        scene.text(start + _NODE / 2, item.top - 22, lines[0], size=_SIZE, align="middle", bold=True)
        scene.text(start + _NODE / 2, item.top - 9, value, size=_SIZE, align="middle", colour=SOFT)
        return
    first = item.node.column == 0
    place, side = (start - 7, "end") if first else (start + _NODE + 7, "start")
    # One line more for the value, or behind the last line where there is room.
    lines[-1] = f"{lines[-1]}  {value}"
    begin = middle - (len(lines) - 1) * 6.5
    for index, line in enumerate(lines):
        scene.text(place, begin + 13 * index, line, size=_SIZE, align=side, colour=INK)
