"""A Sankey diagram: flows between columns of nodes, as wide as they are large."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from quicksilver.charts.bars import _nothing
from quicksilver.charts.scene import INK, SOFT, Chart, Scene, wrap
from quicksilver.language.numbers import shown

__all__ = ["Flow", "Node", "sankey"]

_WIDTH: Final = 820.0
_SIDE: Final = 175.0
_NODE: Final = 14.0
_GAP: Final = 9.0
_SIZE: Final = 10.5
_LEADING: Final = 13.0
#: Thinnest line that a flow is drawn with; its place is calculated from the true value.
_HAIR: Final = 0.4


@dataclass
class Node:
    """A place that something comes from or goes to; ``column`` counts from the start side.

    Examples
    --------
    >>> Node("air", "Air", 1).column
    1
    """

    id: str
    label: str
    column: int
    colour: str = "#7f9fa8"


@dataclass(frozen=True)
class Flow:
    """A flow of 0 or more between two nodes, named by their ids.

    Examples
    --------
    >>> Flow("coal", "air", 2.5).value
    2.5
    """

    source: str
    target: str
    value: float
    colour: str = ""


@dataclass
class _Placed:
    node: Node
    value: float
    lines: list[str]
    inner: bool = False
    top: float = 0.0
    height: float = 0.0

    def room(self, per: float) -> float:
        """Return how much of its column a node takes at a scale, with its label and the gap to the next one."""
        label = _LEADING * len(self.lines)
        height = self.value * per
        # Between the two ends the label stands over the node, at the ends beside it.
        return (height + label + 4 if self.inner else max(height, label)) + _GAP


def _values(nodes: Sequence[Node], flows: Sequence[Flow], language: str) -> dict[str, _Placed]:
    """Return each node with the larger of what comes in and what goes out; empty nodes are left out."""
    amounts = {}
    for node in nodes:
        into = sum(flow.value for flow in flows if flow.target == node.id)
        out = sum(flow.value for flow in flows if flow.source == node.id)
        if max(into, out) > 0:
            amounts[node.id] = max(into, out)
    connected = [node for node in nodes if node.id in amounts]
    last = max((node.column for node in connected), default=0)
    placed = {}
    for node in connected:
        inner = 0 < node.column < last
        lines = _label(node.label, shown(amounts[node.id], language), inner)
        placed[node.id] = _Placed(node, amounts[node.id], lines, inner)
    return placed


def _label(label: str, value: str, inner: bool) -> list[str]:
    """Return the lines of a label; the value follows the name, or has its own line over a node."""
    width = _SIDE - 14
    return [*wrap(label, width, _SIZE, bold=True), value] if inner else wrap(f"{label} {value}", width, _SIZE)


def _columns(placed: dict[str, _Placed]) -> list[list[_Placed]]:
    columns: dict[int, list[_Placed]] = {}
    for item in placed.values():
        columns.setdefault(item.node.column, []).append(item)
    return list(columns.values())


def _scale(columns: list[list[_Placed]], height: float) -> float:
    """Return the largest pixels per unit of flow at which every column, with its labels, fits in the height."""
    low, high = 0.0, min(height / sum(item.value for item in items) for items in columns)
    for _ in range(60):
        per = (low + high) / 2
        fits = all(sum(item.room(per) for item in items) <= height for items in columns)
        low, high = (per, high) if fits else (low, per)
    return low


def _place(columns: list[list[_Placed]], height: float, top: float) -> float:
    """Give every node its place from top to bottom of its column; return pixels per unit of flow."""
    per = _scale(columns, height)
    for items in columns:
        place = top + (height - sum(item.room(per) for item in items)) / 2
        for item in items:
            room = item.room(per)
            item.height = item.value * per
            over = room - item.height
            item.top = place + (over - _GAP / 2 if item.inner else over / 2)
            place += room
    return per


def sankey(
    title: str,
    nodes: Sequence[Node],
    flows: Sequence[Flow],
    *,
    unit: str,
    language: str = "en",
    unknown_word: str = "unknown",
    caption: str = "",
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
        Shown when there is no flow.
    caption : str
        Written under the chart.

    Raises
    ------
    ValueError
        A flow names a node that is not there, or is below 0 or not a number.

    Examples
    --------
    >>> sankey("Flows", [Node("c", "Coal", 0), Node("a", "Air", 1)], [Flow("c", "a", 2.0)], unit="kg").alt
    'Flows (kg). Coal: 2.00; Air: 2.00'
    """
    _check(nodes, flows)
    placed = _values(nodes, flows, language)
    if not placed:
        return _nothing(title, language, unknown_word)
    lines = wrap(title, _WIDTH, 14, bold=True)
    top = 20.0 * len(lines) + 24
    columns = _columns(placed)
    height = max(420.0, max(sum(item.room(0.0) for item in items) for items in columns) + 190)
    foot = wrap(caption, _WIDTH, 9.5) if caption else []
    scene = Scene(_WIDTH, top + height + 6 + (13.0 * len(foot) + 8 if foot else 0), language)
    for index, line in enumerate(lines):
        scene.text(0, 10 + 20 * index, line, size=14, bold=True)
    scene.text(0, 20.0 * len(lines) + 8, unit, size=10, colour=SOFT)
    per = _place(columns, height, top)
    step = (_WIDTH - 2 * _SIDE - _NODE) / max(1, *(item.node.column for item in placed.values()))
    _ribbons(scene, placed, [flow for flow in flows if flow.value > 0], per, step)
    for item in placed.values():
        _draw(scene, item, step)
    for index, line in enumerate(foot):
        scene.text(0, top + height + 14 + 13 * index, line, size=9.5, colour=SOFT)
    description = "; ".join(f"{item.node.label}: {shown(item.value, language)}" for item in placed.values())
    return scene.chart(f"{title} ({unit}). {description}")


def _check(nodes: Sequence[Node], flows: Sequence[Flow]) -> None:
    ids = {node.id for node in nodes}
    for flow in flows:
        if not {flow.source, flow.target} <= ids:
            raise ValueError(f"the flow {flow.source} > {flow.target} names a node that is not in the list")
        if not (math.isfinite(flow.value) and flow.value >= 0):
            raise ValueError(f"the flow {flow.source} > {flow.target} is {flow.value}; it must be 0 or more")


def _start(item: _Placed, step: float) -> float:
    return _SIDE + item.node.column * step


def _ribbons(
    scene: Scene, placed: dict[str, _Placed], flows: Sequence[Flow], per: float, step: float
) -> None:
    """Draw the flows; at each node they lie in the order of their other ends, so that they cross least."""
    leave, arrive = ({ident: item.top for ident, item in placed.items()} for _ in range(2))
    first, second = {}, {}
    for index in sorted(range(len(flows)), key=lambda i: placed[flows[i].target].top):
        first[index] = leave[flows[index].source]
        leave[flows[index].source] += flows[index].value * per
    for index in sorted(range(len(flows)), key=lambda i: placed[flows[i].source].top):
        second[index] = arrive[flows[index].target]
        arrive[flows[index].target] += flows[index].value * per
    # The thin ones last, over the broad ones.
    for index in sorted(range(len(flows)), key=lambda i: -flows[i].value):
        flow = flows[index]
        source, target = placed[flow.source], placed[flow.target]
        ends = scene.x(_start(source, step) + _NODE), scene.x(_start(target, step))
        outline = _outline(*ends, first[index], second[index], flow.value * per)
        scene.path(outline, flow.colour or source.node.colour, name=f"{flow.source}>{flow.target}")


def _outline(left: float, right: float, first: float, second: float, thick: float) -> str:
    """Return a ribbon between two heights as an outline of two curves."""
    shift = min(thick - _HAIR, 0.0) / 2
    first, second, thick = first + shift, second + shift, max(thick, _HAIR)
    middle = (left + right) / 2
    return (
        f"M{left:.2f},{first:.2f}C{middle:.2f},{first:.2f} {middle:.2f},{second:.2f} {right:.2f},{second:.2f}"
        f"L{right:.2f},{second + thick:.2f}C{middle:.2f},{second + thick:.2f} {middle:.2f},{first + thick:.2f} "
        f"{left:.2f},{first + thick:.2f}Z"
    )


def _draw(scene: Scene, item: _Placed, step: float) -> None:
    """Draw a node and its label: outside at the two ends, over the node between them."""
    start = _start(item, step)
    scene.rect(start, item.top, _NODE, max(item.height, 0.75), item.node.colour, item.node.id)
    count = len(item.lines)
    if item.inner:
        for index, line in enumerate(item.lines):
            place = item.top - 4 - _LEADING * (count - index - 0.5)
            last = index == count - 1
            scene.text(
                start + _NODE / 2,
                place,
                line,
                size=_SIZE,
                align="middle",
                bold=not last,
                colour=SOFT if last else INK,
            )
        return
    place, side = (start - 7, "end") if item.node.column == 0 else (start + _NODE + 7, "start")
    begin = item.top + item.height / 2 - (count - 1) * _LEADING / 2
    for index, line in enumerate(item.lines):
        scene.text(place, begin + _LEADING * index, line, size=_SIZE, align=side, colour=INK)
