"""Lines and areas: places in proportion, ranges nested, parts that stack to the whole, gaps left open."""

from __future__ import annotations

import itertools
import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quicksilver.charts.axes import bounds, power, steps
from quicksilver.charts.lines import Band, Points, line_chart, stacked_area
from quicksilver.charts.plane import AREAS, COLOURS, DASHES, spread
from quicksilver.charts.scene import text_width, to_png, to_svg

YEARS = [1900.0, 1950.0, 2000.0]


def rows(chart, data):
    return next(part["values"] for part in chart.spec["data"] if part["name"] == data)


def named(chart, data, name):
    return [row for row in rows(chart, data) if row["name"] == name]


def places(row) -> np.ndarray:
    return np.array(
        [[float(n) for n in pair.split(",")] for pair in re.findall(r"-?[\d.]+,-?[\d.]+", row["d"])]
    )


def box(row) -> tuple[float, float, float, float]:
    wide = text_width(row["text"], row["size"])
    left = {"left": row["x"], "right": row["x"] - wide, "center": row["x"] - wide / 2}[row["align"]]
    return left, left + wide, row["y"] - row["size"] / 2, row["y"] + row["size"] / 2


def assert_within(chart) -> None:
    """Every place drawn lies within the picture and its padding."""
    width, height = chart.spec["width"], chart.spec["height"]
    dots = [places(row) for row in (*rows(chart, "strokes"), *rows(chart, "paths"))]
    dots += [np.array([[row["x"], row["y"]]]) for row in rows(chart, "symbols")]
    for part in dots:
        assert np.isfinite(part).all()
        assert part.min() >= -8
        assert (part <= [width + 8, height + 8]).all()
    for row in rows(chart, "texts"):
        if not row["angle"]:
            left, right, top, bottom = box(row)
            assert left >= -8, row
            assert right <= width + 8, row
            assert top >= -8, row
            assert bottom <= height + 8, row


def assert_texts_apart(chart) -> None:
    boxes = [(box(row), row["text"]) for row in rows(chart, "texts") if not row["angle"]]
    for (one, text), (other, other_text) in itertools.combinations(boxes, 2):
        apart = one[1] <= other[0] or other[1] <= one[0] or one[3] <= other[2] or other[3] <= one[2]
        assert apart, (text, other_text)


def test_places_are_in_proportion():
    chart = line_chart("t", YEARS, {"a": [0.0, 5.0, 10.0]}, unit="Mg")
    (row,) = named(chart, "strokes", "a")
    x, y = places(row).T
    assert x[1] - x[0] == pytest.approx(x[2] - x[1], abs=0.02)
    assert y[0] - y[1] == pytest.approx(y[1] - y[2], abs=0.02)


def test_a_logarithmic_axis_has_equal_decades():
    chart = line_chart("t", YEARS, {"a": [1.0, 100.0, 10_000.0]}, unit="Mg", log=True)
    y = places(named(chart, "strokes", "a")[0])[:, 1]
    assert y[0] - y[1] == pytest.approx(y[1] - y[2], abs=0.02)
    assert {"1", "10", "100", "1,000", "10,000"} <= {row["text"] for row in rows(chart, "texts")}


def test_gaps_stay_open_and_a_lone_value_is_a_dot():
    x = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]
    chart = line_chart("t", x, {"a": [1.0, 2.0, None, 3.0, float("nan"), 4.0]}, unit="Mg")
    assert len(named(chart, "strokes", "a")) == 1
    assert len(named(chart, "symbols", "a")) == 2


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(*(st.floats(-1e6, 1e6) for _ in range(3))), min_size=1, max_size=12), st.booleans())
def test_nested_bands_lie_in_each_other_and_in_the_picture(values, is_arabic):
    table = np.sort(np.array(values), axis=1)
    low, middle, high = table.T
    wide = Band("95%", low - 1, high + 1)
    narrow = Band("50%", (low + middle) / 2, (middle + high) / 2)
    x = np.arange(1900, 1900 + len(table))
    chart = line_chart(
        "t", x, {"m": middle}, unit="Mg", bands=[wide, narrow], language="ar" if is_arabic else "en"
    )
    outer, inner = (places(named(chart, "paths", name)[0])[:, 1] for name in ("95%", "50%"))
    half = len(outer) // 2
    assert (outer[:half] <= inner[:half] + 0.011).all()
    assert (outer[half:] >= inner[half:] - 0.011).all()
    assert_within(chart)


def test_a_band_is_open_where_an_end_is_unknown():
    band = Band("b", [1.0, None, 1.0, 1.0], [2.0, 2.0, 2.0, None])
    chart = line_chart("t", [1.0, 2.0, 3.0, 4.0], {}, unit="Mg", bands=[band])
    assert len(named(chart, "paths", "b")) == 2


def test_observations_have_error_bars_only_where_both_ends_are_known():
    seen = Points("seen", [1950.0, 1960.0, 1970.0], [2.0, 3.0, None], [1.0, None, 1.0], [4.0, 5.0, 2.0])
    chart = line_chart("t", YEARS, {"a": [0.0, 5.0, 10.0]}, unit="Mg", points=[seen])
    assert len(named(chart, "symbols", "seen")) == 2
    bars = [places(row) for row in named(chart, "strokes", "error")]
    assert len(bars) == 3
    middle = named(chart, "symbols", "seen")[0]["y"]
    (low, high) = bars[0][:, 1]
    assert (low - middle) * 2 == pytest.approx(middle - high, abs=0.05)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.lists(st.floats(0, 1e5), min_size=4, max_size=4), min_size=1, max_size=10), st.booleans())
def test_parts_stack_to_the_whole(parts, share):
    table = np.array(parts)
    series = {f"part {i}": row for i, row in enumerate(table)}
    chart = stacked_area("t", [2000.0, 2001.0, 2002.0, 2003.0], series, unit="Mg", share=share, language="fr")
    if share and not (table.sum(axis=0) > 1e-300).all():
        return
    axis = places(named(chart, "strokes", "axis")[0])[:, 1]
    length = axis.max() - axis.min()
    heights = np.zeros(4)
    for name in series:
        (row,) = named(chart, "paths", name)
        upper, lower = np.split(places(row)[:, 1], 2)
        heights += lower[::-1] - upper
    total = table.sum(axis=0)
    top = 1.0 if share else bounds(np.append(total, 0.0)).high
    np.testing.assert_allclose(heights, length * (1.0 if share else total / top), atol=0.02 * len(table))
    assert_within(chart)


def test_the_parts_of_shares_fill_the_axis_whatever_the_total():
    chart = stacked_area("t", YEARS, {"a": [1.0, 0.0, 3.0], "b": [1.0, 0.0, 1.0]}, unit="%", share=True)
    assert "a: 1900 50%, 2000 75%" in chart.alt
    # Nothing in all is no share of anything: the middle year is left open, and the ends are bars.
    assert len(named(chart, "paths", "a")) == 2


LONG = [f"A reservoir with a rather long name, number {i}" for i in range(10)]


@pytest.mark.parametrize("language", ["en", "ar", "zh"])
@pytest.mark.parametrize("end", [1.0, None])
def test_ten_series_keep_their_names_apart(language, end):
    series = {
        name: [1.0 + i / 50, 1.1, None if end is None else 1.0 + i / 1000] for i, name in enumerate(LONG)
    }
    chart = line_chart(
        "Title " * 30, YEARS, series, unit="Mg", x_title="Year", language=language, caption="c " * 300
    )
    assert_texts_apart(chart)
    assert_within(chart)
    said = " ".join(re.sub("[\u2066-\u2069]", "", row["text"]) for row in rows(chart, "texts"))
    assert said.count("A reservoir with") == 10
    assert to_svg(chart) == to_svg(chart)
    assert to_png(chart).startswith(b"\x89PNG")


def test_time_runs_from_left_to_right_in_arabic_too():
    english, arabic = (
        line_chart("t", YEARS, {"a": [1, 2, 3]}, unit="Mg", language=one) for one in ("en", "ar")
    )
    assert places(named(english, "strokes", "a")[0]) == pytest.approx(
        places(named(arabic, "strokes", "a")[0]), abs=30
    )
    assert rows(arabic, "texts")[0]["align"] == "right"


@pytest.mark.parametrize("make", [line_chart, stacked_area])
def test_nothing_to_show_is_said(make):
    for x, series in (([], {}), ([1.0, 2.0], {}), ([1.0, 2.0], {"a": [None, float("nan")]}), ([], {"a": []})):
        chart = make("Empty", x, series, unit="kg", unknown_word="nothing known")
        assert chart.alt == "Empty: nothing known"
        assert b"nothing known" in to_svg(chart)


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: line_chart("t", YEARS, {"a": [1.0]}, unit="kg"), "3 places on the axis but 1 values"),
        (lambda: stacked_area("t", YEARS, {"a": [1.0]}, unit="kg"), "3 places on the axis but 1 values"),
        (lambda: line_chart("t", YEARS, {"a": [1.0, -1.0, 2.0]}, unit="kg", log=True), "logarithmic"),
        (lambda: line_chart("t", YEARS, {"a": [1.0, 0.0, 2.0]}, unit="kg", log=True), "logarithmic"),
        (lambda: line_chart("t", [0.0, 1.0], {"a": [1.0, 2.0]}, unit="kg", log_x=True), "logarithmic"),
        (lambda: stacked_area("t", YEARS, {"a": [1.0, -1.0, 2.0]}, unit="kg"), "below 0"),
        (lambda: line_chart("t", [2.0, 1.0], {"a": [1.0, 2.0]}, unit="kg"), "one after the other"),
        (lambda: line_chart("t", [1.0, 1.0], {"a": [1.0, 2.0]}, unit="kg"), "one after the other"),
        (lambda: line_chart("t", [1.0, float("nan")], {"a": [1.0, 2.0]}, unit="kg"), "not a number"),
        (lambda: line_chart("t", [1.0], {str(i): [1.0] for i in range(11)}, unit="kg"), "more than 10"),
        (
            lambda: line_chart("t", [1.0], {}, unit="kg", bands=[Band("b", [2.0], [1.0])]),
            "above the high end",
        ),
        (
            lambda: line_chart("t", [1.0], {}, unit="kg", points=[Points("p", [1.0], [1.0], [2.0], [1.0])]),
            "above the high end",
        ),
        (
            lambda: line_chart("t", [1.0], {}, unit="kg", points=[Points("p", [1.0], [1.0, 2.0])]),
            "but 2 values",
        ),
    ],
)
def test_bad_input_is_told(call, said):
    with pytest.raises(ValueError, match=said):
        call()


def test_extreme_values_are_drawn():
    for values in (
        [0.0, 0.0, 0.0],
        [1e-30, 2e-30, 3e-30],
        [-1e12, 0.0, 1e12],
        [7.0, 7.0, 7.0],
        [1e20, 1.0, 2.0],
    ):
        assert_within(line_chart("t", YEARS, {"a": values}, unit="Mg", from_zero=False))
    assert_within(line_chart("t", [2000.0], {"a": [3.0]}, unit="Mg"))
    assert_within(line_chart("t", YEARS, {"a": [1e-18, 1.0, 1e18]}, unit="Mg", log=True))


def test_data_are_not_run():
    chart = line_chart(
        "<b>", YEARS, {"<script>": [1, 2, 3], "datum.x": [1, 2, 3], "${x}": [3, 2, 1]}, unit="{{a}}"
    )
    svg = to_svg(chart)
    assert b"<script" not in svg
    for text in (b"datum.x", b"${x}", b"{{a}}"):
        assert text in svg


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.floats(0, 300), st.floats(5, 30)), min_size=1, max_size=10))
def test_labels_are_spread_without_touching(wanted):
    middles, heights = zip(*wanted, strict=True)
    found = spread(middles, heights, 0.0, 320.0)
    order = sorted(range(len(found)), key=lambda i: found[i])
    for one, other in itertools.pairwise(order):
        assert found[other] - found[one] >= (heights[one] + heights[other]) / 2 - 1e-6
    if sum(heights) <= 320:
        assert min(m - h / 2 for m, h in zip(found, heights, strict=True)) >= -1e-6
        assert max(m + h / 2 for m, h in zip(found, heights, strict=True)) <= 320 + 1e-6


@settings(max_examples=60, deadline=None)
@given(st.floats(-1e9, 1e9), st.floats(0, 1e9))
def test_marks_enclose_and_are_few(low, wide):
    marks = steps(low, low + wide)
    rounding = 1e-8 * (marks[1] - marks[0]) + 1e-9 * abs(low)
    assert marks[0] <= low + rounding
    assert marks[-1] >= low + wide - rounding
    assert 2 <= len(marks) <= 9


def test_powers_are_written():
    assert power(-12) == "10⁻¹²"
    assert power(4, "es") == "10.000"


# Colours ----------------------------------------------------------------------------------------------------

# Machado, Oliveira, Fernandes 2009 (doi:10.1109/TVCG.2009.113), severity 1, for linear RGB.
BLIND = {
    "none": np.eye(3),
    "protan": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deutan": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "tritan": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
}


def lab(colour: str, seen: np.ndarray) -> np.ndarray:
    """Return a colour in CIELAB as a reader sees it."""
    rgb = np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    linear = np.clip(seen @ np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4), 0, 1)
    xyz = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]) @ linear
    f = np.cbrt(xyz / [0.9505, 1.0, 1.089])
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


@pytest.mark.parametrize("sight", BLIND)
def test_colours_are_told_apart(sight):
    seen = [lab(colour, BLIND[sight]) for colour in COLOURS]
    for i, j in itertools.combinations(range(10), 2):
        if DASHES[i] == DASHES[j]:
            assert np.linalg.norm(seen[i] - seen[j]) > 15, (COLOURS[i], COLOURS[j])
    areas = [lab(colour, BLIND[sight]) for colour in AREAS]
    for one, other in itertools.pairwise(areas):
        assert np.linalg.norm(one - other) > 15
