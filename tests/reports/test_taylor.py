"""Taylor diagrams: the law of cosines holds in numbers and in the picture; statistics agree with NumPy."""

from __future__ import annotations

import math
import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quicksilver.charts.scene import text_width, to_png, to_svg
from quicksilver.charts.taylor import Compared, centred_difference, compared, taylor_diagram

WORDS = {"reference_name": "seen", "unit": "sd", "correlation_title": "r", "difference_title": "rms"}


def rows(chart, data):
    return next(part["values"] for part in chart.spec["data"] if part["name"] == data)


def places(row):
    return np.array(
        [[float(n) for n in pair.split(",")] for pair in re.findall(r"-?[\d.]+,-?[\d.]+", row["d"])]
    )


def marked(chart, name):
    return next(np.array([row["x"], row["y"]]) for row in rows(chart, "symbols") if row["name"] == name)


@settings(max_examples=60, deadline=None)
@given(st.integers(3, 50), st.integers(0, 2**32 - 1))
def test_statistics_are_those_of_numpy_and_obey_the_law_of_cosines(count, seed):
    random = np.random.default_rng(seed)
    seen = random.normal(size=count)
    made = 0.5 * seen + random.normal(size=count) + 3
    point, reference = compared("m", made, seen)
    assert reference == pytest.approx(np.std(seen))
    assert point.deviation == pytest.approx(np.std(made))
    assert point.correlation == pytest.approx(np.corrcoef(seen, made)[0, 1])
    centred = (made - made.mean()) - (seen - seen.mean())
    assert centred_difference(point.deviation, point.correlation, reference) == pytest.approx(
        np.sqrt(np.mean(centred**2))
    )


def test_unknown_places_are_left_out_of_both():
    point, reference = compared("m", [1.0, None, 3.0, 9.0], [2.0, 5.0, 4.0, float("nan")])
    assert (point.deviation, point.correlation, reference) == (1.0, 1.0, 1.0)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(st.floats(0, 5), st.floats(-1, 1)), min_size=1, max_size=15),
    st.floats(0.05, 5),
    st.sampled_from(["en", "ar"]),
)
def test_distances_in_the_picture_are_the_statistics(given_points, reference, language):
    points = [Compared(f"model {i}", *one) for i, one in enumerate(given_points)]
    chart = taylor_diagram("T", points, reference=reference, language=language, **WORDS)
    home = marked(chart, "reference")
    (arc,) = (row for row in rows(chart, "strokes") if row["name"] == "reference")
    dots = places(arc)
    # The corner is as far below the top of the reference circle as it is beside its end.
    if any(p.correlation < 0 for p in points):
        corner = np.array([(dots[0, 0] + dots[-1, 0]) / 2, home[1]])
    else:
        corner = np.array([dots[-1, 0], home[1]])
    per = (home[0] - corner[0]) / reference
    for point in points:
        place = marked(chart, point.name)
        assert math.dist(place, corner) == pytest.approx(point.deviation * per, abs=0.05)
        wanted = centred_difference(point.deviation, point.correlation, reference)
        assert math.dist(place, home) == pytest.approx(wanted * per, abs=0.1)
    rim = next(places(row) for row in rows(chart, "strokes") if row["name"] == "rim")
    for row in rows(chart, "strokes"):
        if row["name"] in ("difference", "deviation"):
            assert places(row)[:, 1].min() >= rim[:, 1].min() - 0.02
            assert places(row)[:, 0].max() <= rim[:, 0].max() + 0.02
    assert_within(chart)


def assert_within(chart) -> None:
    for row in rows(chart, "texts"):
        wide = text_width(row["text"], row["size"])
        left = {"left": row["x"], "right": row["x"] - wide, "center": row["x"] - wide / 2}[row["align"]]
        assert left >= -8, row
        assert left + wide <= chart.spec["width"] + 8, row
        assert -8 <= row["y"] <= chart.spec["height"] + 8, row


def test_a_diagram_of_positive_correlations_is_a_quarter_and_others_a_half():
    quarter = taylor_diagram("T", [Compared("a", 1.0, 0.5)], reference=1.0, **WORDS)
    half = taylor_diagram("T", [Compared("a", 1.0, -0.5)], reference=1.0, **WORDS)
    count = [sum(row["name"] == "correlation" for row in rows(chart, "strokes")) for chart in (quarter, half)]
    assert count == [9, 17]
    assert marked(half, "a")[0] < marked(half, "reference")[0]


def test_every_model_is_numbered_and_named():
    points = [
        Compared(f"A model with a name that is long, number {i}", 1 + i / 10, 0.9 - i / 30) for i in range(14)
    ]
    chart = taylor_diagram("T", points, reference=1.0, language="zh", caption="c " * 300, **WORDS)
    said = [row["text"] for row in rows(chart, "texts")]
    for index in range(14):
        # Once beside the mark and once in the key, besides what the axes say.
        assert said.count(str(index + 1)) >= 2
    assert_within(chart)
    assert to_svg(chart) == to_svg(chart)
    assert to_png(chart).startswith(b"\x89PNG")


def test_nothing_to_show_is_said():
    assert taylor_diagram("T", [], reference=1.0, unknown_word="nothing", **WORDS).alt == "T: nothing"


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: taylor_diagram("T", [Compared("a", -1.0, 0.5)], reference=1.0, **WORDS), "0 or more"),
        (lambda: taylor_diagram("T", [Compared("a", math.nan, 0.5)], reference=1.0, **WORDS), "0 or more"),
        (lambda: taylor_diagram("T", [Compared("a", 1.0, 1.5)], reference=1.0, **WORDS), "from -1 to 1"),
        (lambda: taylor_diagram("T", [Compared("a", 1.0, math.nan)], reference=1.0, **WORDS), "from -1 to 1"),
        (lambda: taylor_diagram("T", [Compared("a", 1.0, 0.5)], reference=0.0, **WORDS), "above 0"),
        (lambda: compared("m", [1.0, 2.0], [1.0, 2.0, 3.0]), "3 places on the axis but 2 values"),
        (lambda: compared("m", [1.0, None], [1.0, 2.0]), "two are needed"),
        (lambda: compared("m", [1.0, 1.0], [1.0, 2.0]), "do not vary"),
    ],
)
def test_bad_input_is_told(call, said):
    with pytest.raises(ValueError, match=said):
        call()
