"""Draw the packages of Quicksilver and what they import, from the source itself.

The packages, their floors and their order are those of the table in ``docs/explanation/architecture.md``; the arrows
are read from the imports of every module, those inside functions and those for type checking included, and from texts
that name a module (commands that are imported when they are called, settings, data files of another package). An
arrow that runs upwards is an error, with its file and line.

``python tools/architecture.py`` writes ``docs/images/architecture.svg``; ``--check`` reports whether the picture is
up to date; ``--png PATH`` writes it as PNG, to look at.
"""

from __future__ import annotations

import argparse
import ast
import itertools
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, NamedTuple
from xml.sax.saxutils import escape

from quicksilver.charts import to_png, to_svg
from quicksilver.charts.scene import INK, SOFT, Scene, wrap

ROOT: Final = Path(__file__).parents[1]
SOURCE: Final = ROOT / "src" / "quicksilver"
PAGE: Final = ROOT / "docs" / "explanation" / "architecture.md"
PICTURE: Final = ROOT / "docs" / "images" / "architecture.svg"
#: Entries of the package that are no part of it: how it is imported and started.
LEFT_OUT: Final = frozenset({"__init__", "__main__"})
#: A table of names that users of earlier releases import; the package that keeps it imports none of them by itself.
FORMER: Final = "FORMER"
TITLE: Final = "The packages of Quicksilver and what they import"

WIDTH: Final = 1240.0
MARGIN: Final = 118.0
BOX: Final = (152.0, 56.0)
GAP: Final = (22.0, 34.0)
#: Space between the bands of two floors, beside that between rows.
BETWEEN: Final = 14.0
TEAL: Final = "#0d5c6b"
BANDS: Final = ("#f4f6f7", "#eaf0f1")
ARROW: Final = "#5f8791"


class Package(NamedTuple):
    """A row of the page's table."""

    name: str
    floor: str
    caption: str
    first: str


class Import(NamedTuple):
    """One import of a package by another, and where it is written."""

    importer: str
    imported: str
    place: str


# Reading


def packages(page: str) -> list[Package]:
    """Return the rows of the table of packages, from the top floor to the ground.

    Raises
    ------
    ValueError
        The page has no such table.
    """
    rows, floor = [], ""
    for line in page.splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if line.startswith("| ") and len(cells) == 5 and cells[1].startswith("`"):
            floor = cells[0] or floor
            rows.append(Package(cells[1].strip("`"), floor, cells[2], cells[4].strip("`")))
    if not rows:
        raise ValueError(
            "the page has no table with the columns floor, package, in short, contents, first file"
        )
    return rows


def modules(source: Path) -> dict[str, Path]:
    """Return the modules of a package by their full names."""
    named = {}
    for path in sorted(source.rglob("*.py")):
        parts = [source.name, *path.relative_to(source).with_suffix("").parts]
        named[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return named


def _named(tree: ast.Module, module: str, is_package: bool) -> Iterator[tuple[str, int]]:
    """Yield the full names that a module imports or names as texts, with their lines."""
    former = {id(text) for table in _former(tree) for text in ast.walk(table)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                parts = module.split(".")
                kept = parts[: len(parts) - node.level + is_package]
                base = ".".join([*kept, base] if base else kept)
            yield from ((f"{base}.{alias.name}", node.lineno) for alias in node.names)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in former:
            # The text of a command that is imported when it is called names its module before the colon.
            yield node.value.split(":")[0], node.lineno


def _former(tree: ast.Module) -> Iterator[ast.stmt]:
    """Yield the tables of former names of a module."""
    for node in tree.body:
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        if any(isinstance(target, ast.Name) and target.id == FORMER for target in targets):
            yield node


def imports(source: Path) -> list[Import]:
    """Return the imports between the top packages of a package, in the order of files and lines."""
    known, written = modules(source), []
    for module, path in known.items():
        importer = ([*module.split("."), ""])[1]
        if importer in {"", *LEFT_OUT}:
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for name, line in _named(tree, module, path.name == "__init__.py"):
            parts = name.split(".")
            # A name that is imported from a module is no module; one in a text must be one.
            if parts[0] != source.name or not ({name, ".".join(parts[:-1])} & set(known)):
                continue
            imported = parts[1] if len(parts) > 1 else ""
            if f"{source.name}.{imported}" in known and imported not in {importer, *LEFT_OUT}:
                place = f"{path.relative_to(source.parents[1]).as_posix()}:{line}"
                written.append(Import(importer, imported, place))
    return sorted(set(written))


def problems(rows: Sequence[Package], written: Iterable[Import], entries: Iterable[str]) -> list[str]:
    """Return what is wrong: packages that the table does not have, or has twice, and imports that run upwards."""
    names = [row.name for row in rows]
    order = {name: place for place, name in enumerate(names)}
    floors = list(dict.fromkeys(row.floor for row in rows))
    level = {row.name: floors.index(row.floor) for row in rows}
    wrong = [f"{name} is in the table {names.count(name)} times" for name in order if names.count(name) > 1]
    wrong += [f"{name} is not in the table of {PAGE.name}" for name in entries if name not in order]
    wrong += [
        f"{name} is in the table of {PAGE.name} and is no package" for name in order if name not in entries
    ]
    for importer, imported, place in written:
        if importer not in order or imported not in order:
            continue
        if level[imported] < level[importer]:
            above = f"{floors[level[imported]]!r} is above {floors[level[importer]]!r}"
            wrong.append(f"{place}: {importer} imports {imported}, but {above}")
        elif order[imported] < order[importer]:
            wrong.append(f"{place}: {importer} imports {imported}, which is above it in the table")
    return wrong


# Placing


def reduced(arrows: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return the arrows that do not follow from the others: no longer way of arrows leads where they lead.

    Parameters
    ----------
    arrows : iterable of (str, str)
        Without circles.
    """
    below: dict[str, set[str]] = defaultdict(set)
    for start, end in arrows:
        below[start].add(end)
    reach: dict[str, set[str]] = {}

    def reached(name: str) -> set[str]:
        if name not in reach:
            reach[name] = set(below[name]).union(*(reached(end) for end in sorted(below[name])))
        return reach[name]

    return sorted(
        (start, end)
        for start in list(below)
        for end in below[start]
        if not any(end in reached(other) for other in below[start] - {end})
    )


def rows_of(rows: Sequence[Package], arrows: Iterable[tuple[str, str]]) -> list[list[str]]:
    """Return the packages in rows from top to bottom: by floor, and within one so that every arrow runs down."""
    floor = {row.name: row.floor for row in rows}
    within: dict[str, list[str]] = defaultdict(list)
    for start, end in arrows:
        if floor[start] == floor[end]:
            within[end].append(start)
    depth: dict[str, int] = {}
    for row in rows:
        # Importers come before what they import, in the table as well.
        depth[row.name] = max((depth[start] + 1 for start in within[row.name]), default=0)
    placed: dict[tuple[int, int], list[str]] = defaultdict(list)
    floors = list(dict.fromkeys(row.floor for row in rows))
    for row in rows:
        placed[floors.index(row.floor), depth[row.name]].append(row.name)
    return [placed[key] for key in sorted(placed)]


@dataclass
class Layout:
    """Packages and the bends of arrows in rows, each with its place from the left.

    Attributes
    ----------
    layers : list of list of str
        Names by row; a bend has the name of its arrow and its row.
    links : list of (str, str)
        From a row to the next one.
    chains : dict of (str, str) to list of str
        Arrow -> package, bends, package.
    x : dict of str to float
    """

    layers: list[list[str]]
    links: list[tuple[str, str]] = field(default_factory=list)
    chains: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    x: dict[str, float] = field(default_factory=dict)


def layout(layers: Sequence[Sequence[str]], arrows: Sequence[tuple[str, str]], width: float) -> Layout:
    """Return rows in an order with few crossings, every arrow bent once in each row that it passes."""
    made = Layout([list(layer) for layer in layers])
    row = {name: place for place, layer in enumerate(layers) for name in layer}
    for start, end in arrows:
        chain = [start]
        for passed in range(row[start] + 1, row[end]):
            # Arrows to one package come together on the way, so that there are fewer lines.
            bend = f"{passed}>{end}"
            if bend not in made.layers[passed]:
                made.layers[passed].append(bend)
            chain.append(bend)
        chain.append(end)
        made.chains[start, end] = chain
        made.links += [pair for pair in itertools.pairwise(chain) if pair not in made.links]
    _order(made)
    _spread(made, width)
    return made


def crossings(layers: Sequence[Sequence[str]], links: Iterable[tuple[str, str]]) -> int:
    """Return how many pairs of links cross."""
    place = {name: (row, column) for row, layer in enumerate(layers) for column, name in enumerate(layer)}
    by_row: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for start, end in links:
        by_row[place[start][0]].append((place[start][1], place[end][1]))
    return sum(
        (first[0] - second[0]) * (first[1] - second[1]) < 0
        for pairs in by_row.values()
        for index, first in enumerate(pairs)
        for second in pairs[index + 1 :]
    )


def _order(made: Layout) -> None:
    """Put every row in the order of the middles of its neighbours, down and up, and keep the best order met."""
    up, down = _neighbours(made.links)
    best, least = [list(layer) for layer in made.layers], crossings(made.layers, made.links)
    for sweep in range(24):
        sides = (
            (up, range(1, len(made.layers)))
            if sweep % 2 == 0
            else (down, range(len(made.layers) - 2, -1, -1))
        )
        near, rows = sides
        for row in rows:
            place = {name: index / len(layer) for layer in made.layers for index, name in enumerate(layer)}
            layer = made.layers[row]
            middle = {
                name: sum(place[other] for other in near[name]) / len(near[name])
                if near[name]
                else place[name]
                for name in layer
            }
            made.layers[row] = sorted(layer, key=lambda name: (middle[name], place[name], name))
        _swap(made)
        count = crossings(made.layers, made.links)
        if count < least:
            best, least = [list(layer) for layer in made.layers], count
    made.layers = best


def _swap(made: Layout) -> None:
    """Exchange neighbours as long as fewer links cross."""
    better = True
    while better:
        better = False
        for layer in made.layers:
            for index in range(len(layer) - 1):
                before = crossings(made.layers, made.links)
                layer[index], layer[index + 1] = layer[index + 1], layer[index]
                if crossings(made.layers, made.links) < before:
                    better = True
                else:
                    layer[index], layer[index + 1] = layer[index + 1], layer[index]


def _neighbours(links: Iterable[tuple[str, str]]) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """Return what is linked above and below each name."""
    up: dict[str, list[str]] = defaultdict(list)
    down: dict[str, list[str]] = defaultdict(list)
    for start, end in links:
        up[end].append(start)
        down[start].append(end)
    return up, down


def _is_bend(name: str) -> bool:
    return ">" in name


def _spread(made: Layout, width: float) -> None:
    """Give every name its place: near the middle of its neighbours, without overlap, in its row's order."""
    up, down = _neighbours(made.links)
    half = {name: 7.0 if _is_bend(name) else BOX[0] / 2 for layer in made.layers for name in layer}
    for layer in made.layers:
        step = width / len(layer)
        made.x |= {name: step * (index + 0.5) for index, name in enumerate(layer)}
    for sweep in range(60):
        for layer in made.layers if sweep % 2 == 0 else reversed(made.layers):
            near = {name: up[name] + down[name] for name in layer}
            wanted = [
                sum(made.x[other] for other in near[name]) / len(near[name]) if near[name] else made.x[name]
                for name in layer
            ]
            made.x |= dict(zip(layer, apart(wanted, [half[name] for name in layer], width), strict=True))


def apart(wanted: Sequence[float], half: Sequence[float], width: float) -> list[float]:
    """Return the places nearest to the wanted ones (least squares) that keep order, widths, gaps and the page.

    Examples
    --------
    >>> apart([50.0, 50.0], [10.0, 10.0], 100.0)
    [29.0, 71.0]
    """
    offsets = [0.0]
    for left, right in itertools.pairwise(half):
        offsets.append(offsets[-1] + left + right + GAP[0])
    # Least squares in a given order: neighbours that would overlap are moved together (pool adjacent violators).
    pools: list[list[float]] = []
    for place, offset in zip(wanted, offsets, strict=True):
        pools.append([place - offset, 1.0])
        while len(pools) > 1 and pools[-2][0] > pools[-1][0]:
            (first, many), (second, more) = pools[-2:]
            pools[-2:] = [[(first * many + second * more) / (many + more), many + more]]
    free = [value for value, many in pools for _ in range(int(many))]
    low, high = half[0], width - half[-1] - offsets[-1]
    return [min(max(value, low), high) + offset for value, offset in zip(free, offsets, strict=True)]


# Drawing


def picture(rows: Sequence[Package], written: Sequence[Import]) -> tuple[bytes, Scene, str]:
    """Return the picture as SVG with title and description, the scene, and the description."""
    arrows = sorted({(item.importer, item.imported) for item in written})
    shown = reduced(arrows)
    made = layout(rows_of(rows, arrows), shown, WIDTH - MARGIN)
    floor = {row.name: row.floor for row in rows}
    tops, bands, y = [], [], 46.0
    previous = ""
    for layer in made.layers:
        name = next(floor[item] for item in layer if not _is_bend(item))
        if name != previous:
            y += BETWEEN if previous else 0.0
            bands.append([name, y, y])
            previous = name
        tops.append(y + GAP[1] / 2)
        y += BOX[1] + GAP[1]
        bands[-1][2] = y
    scene = Scene(WIDTH, y + 42)
    _floors(scene, bands)
    _arrows(scene, made, tops)
    by_name = {row.name: row for row in rows}
    for place, layer in enumerate(made.layers):
        for name in layer:
            if not _is_bend(name):
                _box(scene, MARGIN + made.x[name], tops[place], by_name[name])
    # Not how many imports there are: that changes with every change of the code, and the picture would.
    note = (
        f"{len(arrows)} arrows between packages, all of them downwards; {len(shown)} are drawn, "
        "and the others follow from them."
    )
    scene.text(0, 10, TITLE, size=16, bold=True)
    scene.text(0, 30, "An arrow leads from a package to one that it imports.", size=12, colour=SOFT)
    scene.text(0, y + 24, note, size=12, colour=SOFT)
    text = description(rows, arrows)
    return described(to_svg(scene.chart(TITLE)), TITLE, text), scene, text


def _floors(scene: Scene, bands: Sequence[Sequence[object]]) -> None:
    for number, (name, top, bottom) in enumerate(bands):
        assert isinstance(top, float)
        assert isinstance(bottom, float)
        outline = f"M0,{top:.1f}H{scene.width:.1f}V{bottom:.1f}H0Z"
        scene.path(outline, BANDS[number % 2], 1.0)
        lines = wrap(str(name), MARGIN - 26, 13, bold=True)
        for line, text in enumerate(lines):
            middle = (top + bottom) / 2 + 16 * (line - (len(lines) - 1) / 2)
            scene.text(10, middle, text, size=13, colour=TEAL, bold=True)


def _box(scene: Scene, middle: float, top: float, package: Package) -> None:
    """Draw a package with its name and what it is in short."""
    left = middle - BOX[0] / 2
    scene.rect(left - 1, top - 1, BOX[0] + 2, BOX[1] + 2, TEAL)
    scene.rect(left, top, BOX[0], BOX[1], "#ffffff")
    lines = wrap(package.caption, BOX[0] - 8, 11.5)
    scene.text(middle, top + 14, package.name, size=14, align="middle", bold=True)
    for line, text in enumerate(lines):
        scene.text(middle, top + 31 + 14 * line, text, size=11.5, align="middle", colour=INK)


def _arrows(scene: Scene, made: Layout, tops: Sequence[float]) -> None:
    """Draw every link once; lines to one package come together, and end in a point at its upper edge."""
    row = {name: place for place, layer in enumerate(made.layers) for name in layer}
    for start, end in made.links:
        x1, x2 = MARGIN + made.x[start], MARGIN + made.x[end]
        y1 = tops[row[start]] + BOX[1]
        y2 = tops[row[end]]
        if _is_bend(start):
            scene.rule(x1, tops[row[start]], x1, y1, ARROW, 1.3)
        last = not _is_bend(end)
        scene.rule(x1, y1, x2, y2 - (6 if last else 0), ARROW, 1.3)
        if last:
            scene.path(f"M{x2 - 4.5:.1f},{y2 - 9:.1f}H{x2 + 4.5:.1f}L{x2:.1f},{y2 - 1:.1f}Z", ARROW, 1.0)


def description(rows: Sequence[Package], arrows: Iterable[tuple[str, str]]) -> str:
    """Return the picture in words, for those who do not see it."""
    imported: Mapping[str, list[str]] = defaultdict(list)
    for start, end in arrows:
        imported[start].append(end)
    floors: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        floors[row.floor].append(row.name)
    order = [row.name for row in rows]
    levels = "; ".join(f"{floor}: {', '.join(names)}" for floor, names in floors.items())
    sentences = [
        f"{name} imports {', '.join(sorted(imported[name], key=order.index))}."
        for name in order
        if imported[name]
    ]
    return f"From top to bottom: {levels}. {' '.join(sentences)}"


def described(svg: bytes, title: str, text: str) -> bytes:
    """Return a picture with a title and a description that programs for blind readers read aloud."""
    head = re.search(rb"<svg[^>]*>", svg)
    assert head is not None
    opened = head[0][:-1] + b' role="img" aria-labelledby="title desc">'
    inside = f'<title id="title">{escape(title)}</title><desc id="desc">{escape(text)}</desc>'
    return svg[: head.start()] + opened + inside.encode("utf-8") + svg[head.end() :]


def entries(source: Path) -> list[str]:
    """Return the packages and modules at the top of a package."""
    return sorted(
        path.stem
        for path in source.iterdir()
        if path.stem not in LEFT_OUT and (path.suffix == ".py" or (path / "__init__.py").exists())
    )


def main() -> int:
    """Write the picture, or check it."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--check", action="store_true", help="report whether the picture is up to date")
    parser.add_argument("--png", type=Path, metavar="PATH", help="write the picture as PNG too, to look at")
    given = parser.parse_args()
    rows, written = packages(PAGE.read_text(encoding="utf-8")), imports(SOURCE)
    wrong = problems(rows, written, entries(SOURCE))
    for line in wrong:
        print(line)
    if wrong:
        return 1
    svg, scene, _ = picture(rows, written)
    if given.png:
        given.png.write_bytes(to_png(scene.chart(TITLE), 1.0))
    if given.check:
        stale = not PICTURE.exists() or PICTURE.read_bytes() != svg
        name = PICTURE.relative_to(ROOT).as_posix()
        print(f"{name} is out of date: python tools/architecture.py" if stale else "up to date")
        return int(stale)
    PICTURE.write_bytes(svg)
    return 0


if __name__ == "__main__":
    sys.exit(main())
