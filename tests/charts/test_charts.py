"""Charts: sizes in proportion, unknown not drawn as zero, no label on another, nothing run from the data."""

import io
import itertools
import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from quicksilver.charts import (
    PATHWAY_COLOURS,
    Flow,
    Node,
    bar_chart,
    grouped_bars,
    sankey,
    stacked_bars,
    to_png,
    to_svg,
)
from quicksilver.charts.scene import isolated, text_width, ticks, wrap
from quicksilver.documents.fonts import folders

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


def plain(text: str) -> str:
    """Return a text without the isolates that keep right-to-left lines in order."""
    return re.sub("[\u2066-\u2069]", "", text)


def thickness(row) -> float:
    """Return how thick a ribbon is at its start: the first place of its outline against the last."""
    numbers = [float(found) for found in re.findall(r"-?\d+\.\d+", row["d"])]
    return numbers[-1] - numbers[1]


def box(row) -> tuple[float, float, float, float]:
    wide = text_width(row["text"], row["size"])
    left = {"left": row["x"], "right": row["x"] - wide, "center": row["x"] - wide / 2}[row["align"]]
    return left, left + wide, row["y"] - row["size"] / 2, row["y"] + row["size"] / 2


def assert_nothing_lies_on_another(chart) -> None:
    boxes = [(box(row), row["text"]) for row in rows(chart, "texts")]
    for (one, text), (other, other_text) in itertools.combinations(boxes, 2):
        apart = one[1] <= other[0] or other[1] <= one[0] or one[3] <= other[2] or other[3] <= one[2]
        assert apart, (text, other_text)
    for (left, right, top, bottom), text in boxes:
        assert left >= -8, text
        assert right <= chart.spec["width"] + 8, text
        assert top >= -8, text
        assert bottom <= chart.spec["height"] + 8, text


def installed(name: str) -> bool:
    return any(True for place in folders() for _ in Path(place).rglob(name))


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
    ends = [row["x"] for row in rows(chart, "whiskers") if row["stroke"] == "#1b2730"]
    assert min(ends) - bar["x"] == pytest.approx(bar["w"] / 2)
    assert max(ends) - bar["x"] == pytest.approx(bar["w"] * 2)


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_a_value_with_a_range_is_written_with_it_beyond_the_bars(language) -> None:
    sizes = [2150.0, 12.0, 0.2]
    told = {"unit": "kg", "language": language, "low": [1000.0, 6.0, 0.1], "high": [6500.0, 24.0, 0.4]}
    chart = bar_chart("t", NAMES[:3], sizes, **told)
    assert_nothing_lies_on_another(chart)
    spans = [row for row in rows(chart, "texts") if plain(row["text"]).startswith("(")]
    assert len(spans) == 3
    values = [row for row in rows(chart, "texts") if row["weight"] == 600 and row["size"] == 10]
    assert [row["y"] for row in values] == [row["y"] for row in spans]
    drawn = [(row["x"], row["x2"]) for row in rows(chart, "whiskers")]
    for row in values:
        left, right, *_ = box(row)
        assert all(right < min(ends) or left > max(ends) for ends in drawn)


def test_without_ranges_a_value_stands_behind_its_bar() -> None:
    chart = bar_chart("t", ["a", "b"], [10.0, 5.0], unit="kg")
    bars = [row for row in rows(chart, "rects") if row["name"] == "bar"]
    for bar, text in zip(bars, ("10.0", "5.00"), strict=True):
        label = next(row for row in rows(chart, "texts") if row["text"] == text and row["y"] < bar["y"] + 20)
        assert bar["x"] + bar["w"] < label["x"] < bar["x"] + bar["w"] + 10


def test_a_small_group_is_seen_and_several_without_anything_are_named_below() -> None:
    names = ["large", "small", "nothing one", "nothing two"]
    chart = bar_chart("t", names, [9e6, 0.1, 0.0, 0.0], unit="kg", gather_zeros=True)
    bars = [row["w"] for row in rows(chart, "rects") if row["name"] == "bar"]
    assert len(bars) == 2
    assert min(bars) >= 1.5
    said = [row["text"] for row in rows(chart, "texts")]
    assert "0: nothing one; nothing two" in said
    assert "nothing one: 0; nothing two: 0" in chart.alt
    assert "0: nothing one" not in texts(to_svg(bar_chart("t", names, [9.0, 1.0, 0.0, 0.0], unit="kg")))


def test_three_charts_of_a_page() -> None:
    """A page has room for 25.3 cm; a chart is 16.5 cm wide."""
    names = [f"Source group with a name of some length {number}" for number in range(9)]
    chart = bar_chart("t", names, [1.0] * 9, unit="kg", low=[0.5] * 9, high=[2.0] * 9)
    centimetres = 16.5 * (chart.spec["height"] + 16) / (chart.spec["width"] + 16)
    assert 3 * (centimetres + 1.5) < 25.3


def test_arabic_is_mirrored() -> None:
    one = bar_chart("t", ["a"], [10.0], unit="kg")
    other = bar_chart("t", ["a"], [10.0], unit="kg", language="ar")
    bar, mirrored = rows(one, "rects")[0], rows(other, "rects")[0]
    width = one.spec["width"]
    assert mirrored["x"] + mirrored["w"] == pytest.approx(width - bar["x"])
    assert {row["align"] for row in rows(other, "texts")} <= {"left", "right", "center"}


@pytest.mark.parametrize(
    "make",
    [
        lambda: bar_chart("t", NAMES, VALUES, unit="kg"),
        lambda: grouped_bars("t", NAMES, {"2015": VALUES, "2020": VALUES}, unit="kg", language="fr"),
        lambda: stacked_bars(
            "t", NAMES, {"air": [1, 2, 3, 4], "land": [4, 3, 2, 1]}, unit="kg", language="zh"
        ),
        lambda: sankey(
            "t", [Node("a", "A", 0), Node("b", "B", 1)], [Flow("a", "b", 2.0)], unit="kg", language="ar"
        ),
    ],
)
def test_same_bytes_twice_and_valid_pictures(make) -> None:
    assert to_svg(make()) == to_svg(make())
    assert to_png(make()) == to_png(make())
    assert to_png(make()).startswith(b"\x89PNG")
    ET.fromstring(to_svg(make()))


@pytest.mark.parametrize(
    "make",
    [
        lambda: bar_chart("Empty", [], [], unit="kg", unknown_word="nothing known"),
        lambda: grouped_bars("Empty", [], {}, unit="kg", unknown_word="nothing known"),
        lambda: stacked_bars("Empty", [], {}, unit="kg", unknown_word="nothing known"),
        lambda: sankey("Empty", [], [], unit="kg", unknown_word="nothing known"),
        lambda: sankey(
            "Empty",
            [Node("a", "A", 0), Node("b", "B", 1)],
            [Flow("a", "b", 0.0)],
            unit="kg",
            unknown_word="nothing known",
        ),
    ],
)
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
    assert places["in"]["h"] == pytest.approx(sum(thickness(row) for row in rows(chart, "paths")) / 2, abs=3)
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


LONG = {
    "en": [
        "Other fossil fuel and biomass combustion",
        "Primary metal production (excluding gold by amalgamation)",
    ],
    "fr": [
        "Autres combustions de combustibles fossiles et de biomasse",
        "Décharges sauvages de déchets généraux",
    ],
    "es": ["Combustión de otros combustibles fósiles y biomasa", "Vertido informal de residuos generales"],
    "ru": [
        "Сжигание прочих видов ископаемого топлива и биомассы",
        "Неорганизованное размещение общих отходов",
    ],
    "zh": ["使用汞齐法的手工和小规模采金业（包括全矿石混汞和精矿混汞）", "一般废物的非正规倾倒"],
    "ar": [
        "احتراق أنواع أخرى من الوقود الأحفوري والكتلة الحيوية",
        "الإلقاء غير الرسمي للنفايات العامة (غيره)",
    ],
}
SIZES = [12_000.0, 0.2, 1890.0, None, 3412.7, 4.31]


@pytest.mark.parametrize("language", LONG)
def test_names_are_whole_and_apart_in_each_language(language) -> None:
    names = [f"{name} {number}" for number in range(3) for name in LONG[language]]
    known = [size or 0.0 for size in SIZES]
    parts = {f"{LONG[language][0]} {part}": known for part in range(7)}
    nodes = [Node(f"s{i}", name, 0) for i, name in enumerate(names)]
    nodes += [Node("in", LONG[language][1], 1), *(Node(f"p{i}", name, 2) for i, name in enumerate(parts))]
    flows = [Flow(f"s{i}", "in", size) for i, size in enumerate(known)]
    flows += [Flow("in", f"p{i}", sum(known) / 7) for i in range(7)]
    ends = {"low": [size and size / 2 for size in SIZES], "high": [size and size * 2 for size in SIZES]}
    title = " ".join(LONG[language] * 3)
    told = {"unit": "kg Hg/y", "language": language}
    for chart, shown in (
        (bar_chart(title, names, SIZES, **told, **ends), names),
        (grouped_bars(title, names, {"2015": SIZES, "2024": SIZES[::-1]}, **told), names),
        (stacked_bars(title, names, parts, **told), [*names, *parts]),
        (sankey(title, nodes, flows, **told), [*names[:3], *names[4:], LONG[language][1]]),
    ):
        assert_nothing_lies_on_another(chart)
        said = re.sub(r"\s", "", plain(texts(to_svg(chart))))
        for name in shown:
            assert re.sub(r"\s", "", name) in said


def test_the_lower_end_of_a_range_is_drawn_over_its_bar() -> None:
    chart = bar_chart("t", ["a"], [10.0], unit="kg", low=[5.0], high=[20.0])
    order = [mark["from"]["data"] for mark in chart.spec["marks"]]
    assert order.index("whiskers") > order.index("rects")


def test_not_a_number_is_unknown() -> None:
    nan = float("nan")
    for chart in (
        bar_chart("t", ["a", "b"], [nan, 1.0], unit="kg"),
        grouped_bars("t", ["a", "b"], {"x": [nan, 1.0]}, unit="kg"),
        stacked_bars("t", ["a", "b"], {"x": [nan, 1.0], "y": [None, 2.0]}, unit="kg"),
    ):
        assert "unknown" in texts(to_svg(chart))
        assert all(row["w"] > 0 for row in rows(chart, "rects"))


def test_values_that_do_not_fit_the_categories_are_refused() -> None:
    with pytest.raises(ValueError, match="2 categories but 1 values"):
        bar_chart("t", ["a", "b"], [1.0], unit="kg")
    with pytest.raises(ValueError, match="not in the list"):
        sankey("t", [Node("a", "A", 0)], [Flow("a", "b", 1.0)], unit="kg")
    with pytest.raises(ValueError, match="0 or more"):
        sankey("t", [Node("a", "A", 0), Node("b", "B", 1)], [Flow("a", "b", -1.0)], unit="kg")


def test_stacked_parts_add_up_to_the_bar() -> None:
    chart = stacked_bars("t", ["a", "b"], {"x": [3.0, 1.0], "y": [1.0, 7.0]}, unit="kg")
    wide = [row["w"] for row in rows(chart, "rects") if row["name"] == "bar"]
    assert (wide[2] + wide[3]) / (wide[0] + wide[1]) == pytest.approx(2)


def test_ribbons_at_a_node_lie_in_the_order_of_their_other_ends() -> None:
    nodes = [Node("a", "A", 0), Node("b", "B", 0), Node("x", "X", 1), Node("y", "Y", 1)]
    flows = [Flow("a", "y", 1.0), Flow("b", "y", 1.0), Flow("b", "x", 1.0), Flow("a", "x", 1.0)]
    chart = sankey("t", nodes, flows, unit="kg")
    tops = {row["name"]: float(row["d"].split(",")[1].split("C")[0]) for row in rows(chart, "paths")}
    assert tops["a>x"] < tops["a>y"] < tops["b>x"] < tops["b>y"]


def test_lines_begin_and_end_with_the_right_marks() -> None:
    for width in range(40, 120, 7):
        for line in wrap("手工采金业（包括全矿石混汞，精矿混汞）和《水泥》生产。", width, 11):
            assert line[0] not in "），。》"
            assert line[-1] not in "（《"
    assert wrap("total 12\u202f000", 45, 10) == ["total", "12\u202f000"]


def test_a_word_longer_than_a_line_is_broken_not_cut() -> None:
    lines = wrap("x" * 90, 60, 10)
    assert "".join(lines) == "x" * 90
    assert all(text_width(line, 10) <= 60 for line in lines)


def test_arabic_texts_run_from_the_right_and_numbers_stay_in_order() -> None:
    assert isolated("(\u2212" + "53%)") == "\u2067(\u2066\u2212" + "53%\u2069)\u2069"
    chart = bar_chart("الزئبق 1990-2020", ["الكهرباء"], [10.0], unit="kg", language="ar")
    for row in rows(chart, "texts"):
        assert row["text"].startswith("\u2067")
        assert row["text"].endswith("\u2069")


@pytest.mark.skipif(not installed("NotoNaskhArabic-Regular*"), reason="Noto Naskh Arabic is not installed")
def test_no_letter_is_drawn_on_another_in_arabic() -> None:
    # With Amiri the engine puts the alef of this word on its lam: with and without it the word came out equally wide.
    from PIL import Image

    def ink(word: str) -> int:
        picture = Image.open(
            io.BytesIO(to_png(bar_chart(word, [], [], unit="kg", language="ar", unknown_word="")))
        )
        dark = picture.convert("L").point(lambda light: 255 * (light < 128)).getbbox()
        return dark[2] - dark[0]

    assert ink("الكهرباء") >= ink("لكهرباء") + 4


@pytest.mark.parametrize(
    ("language", "font"), [("ar", "NotoNaskhArabic-Regular*"), ("zh", "NotoSansCJK-Regular*")]
)
def test_scripts_are_drawn_not_boxes(language, font) -> None:
    if not installed(font):
        pytest.skip(f"{font} is not installed")
    one, other = (
        to_png(bar_chart("t", [name], [1.0], unit="kg", language=language)) for name in LONG[language]
    )
    assert one.startswith(b"\x89PNG")
    assert one != other


def test_neighbouring_pathways_differ_in_grey_print() -> None:
    order = ["air", "water", "land", "products", "general_waste", "sector_waste", "remainder"]
    for one, other in itertools.pairwise(order):
        assert abs(lightness(PATHWAY_COLOURS[one]) - lightness(PATHWAY_COLOURS[other])) >= 12


def lightness(colour: str) -> float:
    """Return L* (0 to 100) of a colour."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    light = sum(share * part for share, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
    return 116 * light ** (1 / 3) - 16
