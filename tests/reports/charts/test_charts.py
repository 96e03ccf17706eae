"""Charts: sizes in proportion, unknown not drawn as zero, no label on another, nothing run from the data."""

import itertools
import re
import xml.etree.ElementTree as ET

import pytest

from quicksilver.reports.charts import (
    Flow,
    Node,
    bar_chart,
    grouped_bars,
    sankey,
    stacked_bars,
    to_png,
    to_svg,
)
from quicksilver.reports.charts.scene import text_width, ticks, wrap

NAMES = [
    "Coal combustion and other coal use",
    "Informal dumping of general waste",
    "Dental amalgam",
    "Crematoria",
]
VALUES = [12_000.0, 300.0, None, 0.2]


def rows(chart, name):
    return next(data["values"] for data in chart.spec["data"] if data["name"] == name)


def texts(svg: bytes) -> str:
    return " ".join(
        "".join(node.itertext()) for node in ET.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")
    )


def test_bars_are_in_proportion_and_unknown_is_not_zero() -> None:
    chart = bar_chart("Inputs", NAMES, VALUES, unit="kg Hg/y", unknown_word="not known")
    widths = [row["w"] for row in rows(chart, "rects") if row["name"] == "bar"]
    assert len(widths) == 3
    assert widths[0] / widths[1] == pytest.approx(40)
    said = texts(to_svg(chart))
    assert "not known" in said
    for word in ("12,000", "300", "0.2", "Crematoria", "kg Hg/y"):
        assert word in said
    assert "Dental amalgam: not known" in chart.alt


def test_ranges_are_lines_around_the_bar() -> None:
    chart = bar_chart("t", ["a"], [10.0], unit="kg", low=[5.0], high=[20.0])
    bar = next(row for row in rows(chart, "rects") if row["name"] == "bar")
    ends = [row["x"] for row in rows(chart, "rules") if row["stroke"] == "#1b2730"]
    assert min(ends) - bar["x"] == pytest.approx(bar["w"] / 2)
    assert max(ends) - bar["x"] == pytest.approx(bar["w"] * 2)


def test_arabic_is_mirrored() -> None:
    one = bar_chart("t", ["a"], [10.0], unit="kg")
    other = bar_chart("t", ["a"], [10.0], unit="kg", language="ar")
    bar, mirrored = rows(one, "rects")[0], rows(other, "rects")[0]
    width = one.spec["width"]
    assert mirrored["x"] + mirrored["w"] == pytest.approx(width - bar["x"])
    assert {row["align"] for row in rows(other, "texts")} <= {"left", "right", "center"}


@pytest.mark.parametrize("make", [
    lambda: bar_chart("t", NAMES, VALUES, unit="kg"),
    lambda: grouped_bars("t", NAMES, {"2015": VALUES, "2020": VALUES}, unit="kg", language="fr"),
    lambda: stacked_bars("t", NAMES, {"air": [1, 2, 3, 4], "land": [4, 3, 2, 1]}, unit="kg", language="zh"),
    lambda: sankey("t", [Node("a", "A", 0), Node("b", "B", 1)], [Flow("a", "b", 2.0)], unit="kg", language="ar"),
])  # fmt: skip
def test_same_bytes_twice_and_valid_pictures(make) -> None:
    assert to_svg(make()) == to_svg(make())
    assert to_png(make()) == to_png(make())
    assert to_png(make()).startswith(b"\x89PNG")
    ET.fromstring(to_svg(make()))


@pytest.mark.parametrize("make", [
    lambda: bar_chart("Empty", [], [], unit="kg", unknown_word="nothing known"),
    lambda: grouped_bars("Empty", [], {}, unit="kg", unknown_word="nothing known"),
    lambda: stacked_bars("Empty", [], {}, unit="kg", unknown_word="nothing known"),
    lambda: sankey("Empty", [], [], unit="kg", unknown_word="nothing known"),
    lambda: sankey("Empty", [Node("a", "A", 0), Node("b", "B", 1)], [Flow("a", "b", 0.0)], unit="kg", unknown_word="nothing known"),
])  # fmt: skip
def test_nothing_to_show_is_said(make) -> None:
    assert "nothing known" in texts(to_svg(make()))


def test_all_zero_and_all_unknown_are_drawn() -> None:
    to_png(bar_chart("t", ["a", "b"], [0.0, 0.0], unit="kg"))
    to_png(bar_chart("t", ["a", "b"], [None, None], unit="kg"))


def test_sankey_ribbons_fill_their_nodes_and_labels_keep_apart() -> None:
    nodes = [Node(f"s{i}", f"Source group number {i} with a long name", 0) for i in range(17)]
    nodes += [Node("in", "Input", 1), *(Node(f"p{i}", f"Pathway {i}", 2) for i in range(6))]
    sizes = [10.0 ** (i % 5) for i in range(17)]
    flows = [Flow(f"s{i}", "in", size) for i, size in enumerate(sizes)]
    flows += [Flow("in", f"p{i}", sum(sizes) / 6) for i in range(6)]
    chart = sankey("Flows", nodes, flows, unit="kg")
    places = {row["name"]: row for row in rows(chart, "rects")}
    per = places["in"]["h"] / sum(sizes)
    for i, size in enumerate(sizes):
        assert places[f"s{i}"]["h"] == pytest.approx(max(size * per, 0.75))
    assert len(rows(chart, "paths")) == len(flows)
    for align in ("left", "right"):
        lines = sorted(
            (row["x"], row["y"])
            for row in rows(chart, "texts")
            if row["align"] == align and row["size"] == 10.5
        )
        for (x, y), (other_x, other_y) in itertools.pairwise(lines):
            assert x != other_x or other_y - y >= 12.5


HOSTILE = ["datum.x", "<script>alert(1)</script>", '"]}', "{{a}}", "${x}", "=1+1", "a\x00b", "http://x/y.png"]


def test_data_are_not_run() -> None:
    svg = to_svg(bar_chart("<b>", HOSTILE, [1.0] * len(HOSTILE), unit="kg"))
    assert b"<script" not in svg
    assert b"<image" not in svg
    for text in ("datum.x", "{{a}}", "${x}"):
        assert text in texts(svg)


def test_wrapping_loses_nothing() -> None:
    for text in (
        "Use and disposal of other products with mercury",
        "其他含汞产品的使用和处置、以及废物",
        "يونيب الزئبق",
    ):
        lines = wrap(text, 80, 11)
        assert re.sub(r"\s", "", "".join(lines)) == re.sub(r"\s", "", text)
        assert all(text_width(line, 11) <= 80 or " " not in line for line in lines)


def test_ticks_cover_the_top() -> None:
    for top in (0.0, 0.013, 1, 7.2, 99, 12_345):
        marks = ticks(top)
        assert marks[0] == 0
        assert marks[-1] >= top
        assert len(marks) <= 8
