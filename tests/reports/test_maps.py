"""Maps: mass kept in blocks, north on top, blanks blank, coasts cut at the frame, names apart."""

from __future__ import annotations

import base64
import io
import itertools
import struct
import zlib

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quicksilver.charts.grids import block, coarsened, edges, ordered
from quicksilver.charts.maps import Extent, Station, grid_map, shades, station_map
from quicksilver.charts.scene import text_width, to_png, to_svg


def rows(chart, data):
    return next(part["values"] for part in chart.spec["data"] if part["name"] == data)


def grid(step):
    return np.arange(-90 + step / 2, 90, step), np.arange(-180 + step / 2, 180, step)


def picture(chart) -> tuple[np.ndarray, bytes]:
    """Return the numbers of the colours and the palette of the image of a map."""
    data = base64.b64decode(rows(chart, "images")[0]["url"].partition(",")[2])
    chunks, place = {}, 8
    while place < len(data):
        (size,) = struct.unpack(">I", data[place : place + 4])
        kind, body = data[place + 4 : place + 8], data[place + 8 : place + 8 + size]
        assert struct.unpack(">I", data[place + 8 + size : place + 12 + size])[0] == zlib.crc32(kind + body)
        chunks[kind], place = body, place + 12 + size
    wide, high = struct.unpack(">II", chunks[b"IHDR"][:8])
    lines = np.frombuffer(zlib.decompress(chunks[b"IDAT"]), np.uint8).reshape(high, wide + 1)
    return lines[:, 1:], chunks[b"PLTE"]


def areas(lat, lon):
    return np.outer(np.abs(np.diff(np.sin(np.radians(lat)))), np.abs(np.diff(lon)))


@settings(max_examples=40, deadline=None)
@given(
    st.integers(2, 13), st.integers(2, 13), st.integers(1, 5), st.integers(1, 5), st.integers(0, 2**32 - 1)
)
def test_blocks_hold_the_mass_of_their_cells(high, wide, down, across, seed):
    random = np.random.default_rng(seed)
    field = np.where(random.random((high, wide)) < 0.2, np.nan, random.lognormal(size=(high, wide)))
    lat, lon = np.linspace(-90, 90, high + 1), np.linspace(0, 100, wide + 1)
    density, south, west = coarsened(field, lat, lon, (down, across))
    assert np.nansum(density * areas(south, west)) == pytest.approx(np.nansum(field * areas(lat, lon)))
    amount, _, _ = coarsened(field, lat, lon, (down, across), "amount")
    assert np.nansum(amount) == pytest.approx(np.nansum(field))
    assert (south[0], south[-1], west[0], west[-1]) == (lat[0], lat[-1], lon[0], lon[-1])


def test_a_block_is_blank_only_where_every_cell_is():
    made, _, _ = coarsened(
        np.array([[np.nan, np.nan], [np.nan, 4.0]]), np.arange(3.0), np.arange(3.0), (1, 2)
    )
    assert np.isnan(made[0, 0])
    assert made[1, 0] == pytest.approx(2.0)


def test_a_tenth_of_a_degree_is_drawn_at_one_degree():
    assert block((1800, 3600)) == (10, 10)
    lat, lon = grid(0.5)
    field = np.zeros((360, 720))
    field[200, 100] = 5.0
    chart = grid_map("E", field, lat, lon, unit="g")
    numbers, _ = picture(chart)
    # One block of four cells of 259 200 is 1 of 64 800.
    assert (numbers > 0).mean() == pytest.approx(1 / 64_800)


def test_every_way_round_is_the_same_map():
    lat, lon = grid(10)
    field = np.random.default_rng(1).lognormal(size=(18, 36))
    first = grid_map("E", field, lat, lon, unit="g")
    turned = (lon + 360) % 360
    order = np.argsort(turned)
    for other in (
        grid_map("E", field[::-1], lat[::-1], lon, unit="g"),
        grid_map("E", field[:, ::-1], lat, lon[::-1], unit="g"),
        grid_map("E", field[:, order], lat, turned[order], unit="g"),
    ):
        np.testing.assert_array_equal(picture(first)[0], picture(other)[0])
        assert first.alt == other.alt


def test_north_is_on_top_and_zero_and_unknown_are_clear():
    field = np.array([[0.0, 1.0], [1000.0, np.nan]])
    numbers, palette = picture(grid_map("E", field, [10.0, 20.0], [30.0, 40.0], unit="g"))
    high, wide = numbers.shape
    top, bottom = numbers[: high // 2], numbers[high // 2 :]
    assert (top[:, : wide // 2] > bottom[:, wide // 2 :].max()).all()
    assert not top[:, wide // 2 :].any()
    assert not bottom[:, : wide // 2].any()
    assert len(palette) // 3 == 1 + 6


def test_half_polar_cells_and_partial_blocks_keep_their_size():
    lat = np.concatenate([[-89.5], np.arange(-88, 89, 2), [89.5]])
    lon = np.arange(-180, 180, 2.5)
    field = np.ones((len(lat), len(lon)))
    field[0] = 100.0
    numbers, _ = picture(grid_map("E", field, lat, lon, unit="g"))
    polar = (numbers == numbers.max()).mean()
    assert polar == pytest.approx(1 / 180, abs=2e-3)
    grid_map("E", np.ones((7, 5)), np.arange(7.0), np.arange(5.0), unit="g", cells=(3, 2))


def test_colours_are_half_decades_and_darker_is_more():
    light = [
        sum(int(c[i : i + 2], 16) * w for i, w in ((1, 0.2126), (3, 0.7152), (5, 0.0722))) for c in shades(12)
    ]
    assert all(a > b for a, b in itertools.pairwise(light))
    field = np.array([[1.0, 3.2], [10.5, 99.0]])
    chart = grid_map("E", field, [0.0, 1.0], [0.0, 1.0], unit="g")
    assert len([row for row in rows(chart, "paths") if row["name"] == "key"]) == 4
    assert set(np.unique(picture(chart)[0])) == {1, 2, 3, 4}
    deep = grid_map("E", np.array([[1e-20, 1.0]] * 2), [0.0, 1.0], [0.0, 1.0], unit="g", decades=4)
    assert len([row for row in rows(deep, "paths") if row["name"] == "key"]) == 8
    assert any(row["text"].startswith("< ") for row in rows(deep, "texts"))


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.floats(-400, 400), st.floats(-90, 90)), min_size=2, max_size=20))
def test_coasts_end_at_the_frame(line):
    chart = grid_map("E", np.ones((4, 4)), [10.0, 20, 30, 40], [160.0, 170, 180, 190], unit="g", coast=[line])
    (frame,) = (row for row in rows(chart, "strokes") if row["name"] == "frame")
    corners = points(frame)
    for row in rows(chart, "strokes"):
        if row["name"] == "coast":
            dots = points(row)
            assert (dots >= corners.min(axis=0) - 0.02).all()
            assert (dots <= corners.max(axis=0) + 0.02).all()


def points(row):
    return np.array([[float(n) for n in pair.split(",")] for pair in row["d"].strip("MZ").split("L")])


def test_the_west_is_seen_again_past_the_date_line():
    line = [(-175.0, 15.0), (-170.0, 25.0)]
    east = grid_map("E", np.ones((4, 4)), [10.0, 20, 30, 40], [160.0, 170, 180, 190], unit="g", coast=[line])
    assert any(row["name"] == "coast" for row in rows(east, "strokes"))


def test_a_straight_line_crosses_the_whole_map():
    chart = grid_map(
        "E", np.ones((2, 2)), [0.0, 10.0], [0.0, 10.0], unit="g", coast=[[(-50.0, 5.0), (50.0, 5.0)]]
    )
    (coast,) = (points(row) for row in rows(chart, "strokes") if row["name"] == "coast")
    (frame,) = (points(row) for row in rows(chart, "strokes") if row["name"] == "frame")
    assert np.ptp(coast[:, 0]) == pytest.approx(np.ptp(frame[:, 0]), abs=0.02)


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (
            lambda: grid_map("E", np.ones((2, 3)), [0.0, 1.0], [0.0, 1.0], unit="g"),
            "2 by 3 does not fit 2 latitudes",
        ),
        (
            lambda: grid_map("E", np.ones((3, 2)), [0.0, 2.0, 1.0], [0.0, 1.0], unit="g"),
            "ascending or descending",
        ),
        (lambda: grid_map("E", np.ones((1, 2)), [0.0], [0.0, 1.0], unit="g"), "two places or more"),
        (lambda: grid_map("E", -np.ones((2, 2)), [0.0, 1.0], [0.0, 1.0], unit="g"), "logarithmic"),
        (lambda: edges(np.array([0.0, np.nan])), "two places or more"),
        (lambda: station_map("S", [Station("a", 91.0, 0.0, 1.0)], unit="g"), "not a latitude and longitude"),
        (
            lambda: station_map("S", [Station("a", float("nan"), 0.0, 1.0)], unit="g"),
            "not a latitude and longitude",
        ),
        (lambda: station_map("S", [Station("a", 1.0, 0.0, -1.0)], unit="g", log=True), "logarithmic"),
    ],
)
def test_bad_input_is_told(call, said):
    with pytest.raises(ValueError, match=said):
        call()


@pytest.mark.parametrize("field", [np.zeros((2, 2)), np.full((2, 2), np.nan)])
def test_nothing_to_show_is_said(field):
    assert grid_map("E", field, [0.0, 1.0], [0.0, 1.0], unit="g", unknown_word="nothing").alt == "E: nothing"
    assert station_map("E", [], unit="g", unknown_word="nothing").alt == "E: nothing"


def box(row):
    wide = text_width(row["text"], row["size"])
    left = {"left": row["x"], "right": row["x"] - wide, "center": row["x"] - wide / 2}[row["align"]]
    return left, row["y"] - row["size"] / 2, left + wide, row["y"] + row["size"] / 2


@settings(max_examples=20, deadline=None)
@given(
    st.lists(
        st.tuples(st.floats(-90, 90), st.floats(-180, 180), st.one_of(st.none(), st.floats(0.1, 9))),
        min_size=1,
        max_size=40,
    ),
    st.sampled_from(["en", "ar", "zh"]),
)
def test_stations_lie_in_the_map_and_their_names_apart(given_places, language):
    stations = [Station(f"Station {i}", *place) for i, place in enumerate(given_places)]
    chart = station_map("S", stations, unit="g", language=language)
    corners = points(next(row for row in rows(chart, "strokes") if row["name"] == "frame"))
    marks = rows(chart, "symbols")
    assert len(marks) == len(stations)
    for row in marks:
        assert corners[:, 0].min() - 0.01 <= row["x"] <= corners[:, 0].max() + 0.01
        assert corners[:, 1].min() - 0.01 <= row["y"] <= corners[:, 1].max() + 0.01
    names = [box(row) for row in rows(chart, "texts") if row["text"].startswith("Station ")]
    for one, other in itertools.combinations(names, 2):
        assert (
            one[2] <= other[0] + 0.1 or other[2] <= one[0] + 0.1 or one[3] <= other[1] or other[3] <= one[1]
        )
    for text in rows(chart, "texts"):
        left, top, right, bottom = box(text)
        assert left >= -8
        assert top >= -8
        assert right <= chart.spec["width"] + 8
        assert bottom <= chart.spec["height"] + 8


def test_a_station_without_a_value_is_hollow_and_more_is_larger():
    stations = [
        Station("none", 10.0, 10.0, None),
        Station("low", 20.0, 20.0, 1.0),
        Station("high", 30.0, 30.0, 2.0),
    ]
    chart = station_map("S", stations, unit="g", unknown_word="not known", extent=Extent(0, 40, 0, 40))
    marks = {row["name"]: row for row in rows(chart, "symbols")}
    assert marks["none"]["fill"] == "#ffffff"
    assert marks["high"]["size"] > marks["low"]["size"]
    assert "none: not known" in chart.alt
    assert station_map("S", stations[:1], unit="g").alt == "S (g). none: unknown"


def test_a_station_outside_the_extent_is_left_out_of_the_picture():
    chart = station_map("S", [Station("far", 50.0, 50.0, 1.0)], unit="g", extent=Extent(0, 40, 0, 40))
    assert not rows(chart, "symbols")


def test_same_bytes_twice_and_the_image_is_in_both_pictures():
    lat, lon = grid(10)
    field = np.random.default_rng(1).lognormal(size=(18, 36))
    first, second = (grid_map("E", field, lat, lon, unit="g", language="ar") for _ in range(2))
    assert to_svg(first) == to_svg(second)
    assert b"data:image/png;base64," in to_svg(first)
    assert len(to_png(first)) > len(to_png(grid_map("E", np.eye(18, 36), lat, lon, unit="g"))) / 2
    assert io.BytesIO(to_png(first)).read(4) == b"\x89PNG"


def test_a_grid_around_the_world_begins_at_the_date_line():
    _, lat, lon = ordered(np.ones((2, 4)), np.array([10.0, 0.0]), np.array([45.0, 135.0, 225.0, 315.0]))
    np.testing.assert_array_equal(lat, [0.0, 10.0])
    np.testing.assert_array_equal(lon, [-135.0, -45.0, 45.0, 135.0])
