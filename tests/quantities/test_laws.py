"""Each law gives the published numbers back: its ends, its median, and nothing outside what it may give."""

import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from quicksilver.quantities import Ends, Law, inverse, stated_law, triangle
from quicksilver.quantities.laws import SENTENCES, law_sentence, middle

#: The midpoints of many equal parts of [0, 1]: what a law does at them is its distribution, without chance.
UNIFORM = (np.arange(200_000) + 0.5) / 200_000
MEDIAN_LAWS = (
    Law.SPLIT_LOGNORMAL,
    Law.LOG_TRIANGLE,
    Law.SPLIT_LOGIT_NORMAL,
    Law.MEDIAN_TRIANGLE,
    Law.LOG_UNIFORM,
    Law.UNIFORM,
    Law.NORMAL,
)
BOUNDED = (Law.TRIANGLE, Law.LOG_TRIANGLE, Law.MEDIAN_TRIANGLE, Law.LOG_UNIFORM, Law.UNIFORM)
INTERVALS = (Law.SPLIT_LOGNORMAL, Law.SPLIT_LOGIT_NORMAL, Law.NORMAL)


@st.composite
def ends(draw, law: Law) -> tuple[float, float, float]:
    """Return low, central value and high that a law may have, with some width on both sides."""
    if law is Law.SPLIT_LOGIT_NORMAL:
        low = draw(st.floats(0.01, 0.9))
        central = low + (1 - low) * draw(st.floats(0.05, 0.8))
        return low, central, central + (1 - central) * draw(st.floats(0.05, 0.95))
    if law is Law.NORMAL:
        central = draw(st.floats(0.001, 1e6))
        reach = central * draw(st.floats(0.01, 3))
        return max(0.0, central - reach), central, central + reach
    low = draw(st.floats(1e-6, 1e6))
    central, high = low * draw(st.floats(1.01, 50)), 0.0
    high = central * draw(st.floats(1.01, 50))
    if law in (Law.LOG_UNIFORM, Law.UNIFORM):
        central = middle(law, low, high)
    return low, central, high


@st.composite
def laws_with_ends(draw, laws=tuple(Law)) -> tuple[Law, float, float, float]:
    law = draw(st.sampled_from(laws))
    return law, *draw(ends(law))


@given(laws_with_ends())
def test_values_never_fall_where_the_uniform_number_rises(case) -> None:
    law, low, central, high = case
    values = inverse(law, np.linspace(0, 1, 4001), low, central, high)
    assert np.isfinite(values).all()
    assert (np.diff(values) >= -1e-12 * high).all()


@given(laws_with_ends(BOUNDED))
def test_bounds_are_reached_and_never_passed(case) -> None:
    law, low, central, high = case
    values = inverse(law, np.linspace(0, 1, 4001), low, central, high)
    assert values.min() >= low
    assert values.max() <= high
    assert values[0] == pytest.approx(low, rel=1e-12)
    assert values[-1] == pytest.approx(high, rel=1e-12)


@given(laws_with_ends(INTERVALS), st.sampled_from([0.5, 0.68, 0.9, 0.95]))
def test_the_ends_of_an_interval_are_the_ends_of_the_stated_part_of_the_draws(case, level) -> None:
    law, low, central, high = case
    values = inverse(law, np.array([(1 - level) / 2, (1 + level) / 2]), low, central, high, level=level)
    assert values.tolist() == pytest.approx([low, high], rel=1e-9, abs=1e-9 * high)


@given(laws_with_ends(MEDIAN_LAWS))
def test_half_of_the_draws_are_below_the_central_value(case) -> None:
    law, low, central, high = case
    assert inverse(law, np.array([0.5]), low, central, high)[0] == pytest.approx(central, rel=1e-9)
    values = inverse(law, UNIFORM[::100], low, central, high)
    assert np.mean(values < central * (1 - 1e-12)) == pytest.approx(0.5, abs=1e-3)


@given(laws_with_ends((Law.SPLIT_LOGNORMAL, Law.NORMAL, Law.SPLIT_LOGIT_NORMAL)))
def test_no_law_of_a_mass_or_share_gives_less_than_nothing(case) -> None:
    law, low, central, high = case
    values = inverse(law, np.array([0.0, 1e-12, 1 - 1e-12, 1.0]), low, central, high)
    assert values.min() >= 0
    if law is Law.SPLIT_LOGIT_NORMAL:
        assert values.max() <= 1


@given(laws_with_ends(), st.floats(1e-6, 1e6))
def test_a_law_does_not_depend_on_the_unit(case, factor) -> None:
    law, low, central, high = case
    assume(law is not Law.SPLIT_LOGIT_NORMAL)
    uniform = np.linspace(0.001, 0.999, 50)
    np.testing.assert_allclose(
        inverse(law, uniform, low * factor, central * factor, high * factor),
        inverse(law, uniform, low, central, high) * factor,
        rtol=1e-9,
        atol=1e-9 * high * factor,
    )


@given(st.floats(0, 10), st.floats(0, 5), st.floats(0, 5), st.integers(0, 10))
def test_the_two_formulas_of_version_0_1_are_one_to_the_last_digit(low, left, right, seed) -> None:
    central, high = low + left, low + left + right
    assume(high > low)
    uniform = np.random.default_rng(seed).random(50)
    # As quantities.draws wrote it ...
    split = (central - low) / (high - low)
    one_side = low + np.sqrt(uniform * (high - low) * (central - low))
    other_side = high - np.sqrt((1.0 - uniform) * (high - low) * (high - central))
    assert (triangle(uniform, low, central, high) == np.where(uniform < split, one_side, other_side)).all()
    # ... and areas.numbers, which kept the mode inside the range.
    assert (triangle(uniform, low, high + 1, high) == triangle(uniform, low, high, high)).all()
    assert (triangle(uniform, low, low - 1, high) == triangle(uniform, low, low, high)).all()


def test_a_side_without_width_keeps_its_half_at_the_central_value() -> None:
    for law in (Law.LOG_TRIANGLE, Law.MEDIAN_TRIANGLE, Law.SPLIT_LOGNORMAL):
        values = inverse(law, UNIFORM, 5, 5, 50)
        assert values.min() == 5
        assert np.mean(values == 5) == pytest.approx(0.5, abs=1e-4)


def test_a_certain_quantity_stays_where_it_is() -> None:
    for law in Law:
        assert (inverse(law, np.array([0.0, 0.5, 1.0]), 0.5, 0.5, 0.5) == 0.5).all()


# The worked figures of the design.


def test_whole_ore_has_its_published_value_as_median() -> None:
    law = stated_law(3, 5, 50)
    values = inverse(law, UNIFORM, 3, 5, 50)
    assert law is Law.LOG_TRIANGLE
    assert np.median(values) == pytest.approx(5, rel=1e-4)
    assert values.mean() == pytest.approx(8.4, abs=0.05)
    assert np.quantile(values, [0.025, 0.975]).tolist() == pytest.approx([3.4, 29.9], abs=0.05)


def test_the_plain_triangle_puts_nearly_all_of_whole_ore_above_its_published_value() -> None:
    values = inverse(Law.TRIANGLE, UNIFORM, 3, 5, 50)
    assert np.median(values) == pytest.approx(17.5, abs=0.05)
    assert np.mean(values < 5) == pytest.approx(0.04, abs=0.005)


def test_a_retort_never_catches_more_than_everything() -> None:
    law = stated_law(0.75, 0.9, 0.95, share=True)
    values = inverse(law, UNIFORM, 0.75, 0.9, 0.95)
    assert law is Law.SPLIT_LOGIT_NORMAL
    assert np.quantile(values, [0.025, 0.5, 0.975]).tolist() == pytest.approx([0.75, 0.9, 0.95], abs=1e-4)
    assert values.mean() == pytest.approx(0.885, abs=0.0005)
    assert values.max() < 1


def test_a_range_without_a_value_gets_its_geometric_mean() -> None:
    law = stated_law(8400, math.nan, 366_000)
    assert law is Law.LOG_UNIFORM
    assert middle(law, 8400, 366_000) == pytest.approx(55_400, abs=50)
    assert middle(Law.TRIANGLE, 8400, 366_000) == 187_200


def test_world_emission_gives_the_printed_interval_back() -> None:
    law = stated_law(2000, 2220, 2820, ends=Ends.INTERVAL)
    assert law is Law.SPLIT_LOGNORMAL
    values = inverse(law, UNIFORM, 2000, 2220, 2820)
    assert np.quantile(values, [0.025, 0.5, 0.975]).tolist() == pytest.approx([2000, 2220, 2820], rel=1e-4)


@pytest.mark.parametrize(
    ("low", "value", "high", "options", "law"),
    [
        (0.0, 2.0, 5.0, {}, Law.MEDIAN_TRIANGLE),
        (0.0, 2.0, 5.0, {"ends": Ends.INTERVAL}, Law.MEDIAN_TRIANGLE),
        (-3.0, 2.0, 5.0, {"ends": Ends.INTERVAL}, Law.MEDIAN_TRIANGLE),
        (0.5, 0.9, 1.0, {"share": True}, Law.MEDIAN_TRIANGLE),
        (0.0, 0.1, 0.5, {"share": True}, Law.MEDIAN_TRIANGLE),
        (0.0, math.nan, 5.0, {}, Law.UNIFORM),
        (4.0, 10.0, 16.0, {"ends": Ends.DEVIATION}, Law.NORMAL),
    ],
)
def test_the_law_follows_what_the_ends_are(low, value, high, options, law) -> None:
    assert stated_law(low, value, high, **options) is law


@pytest.mark.parametrize(
    ("law", "low", "central", "high", "level", "reason"),
    [
        (Law.LOG_TRIANGLE, 0.0, 1.0, 2.0, 0.95, "above 0"),
        (Law.SPLIT_LOGNORMAL, -1.0, 1.0, 2.0, 0.95, "above 0"),
        (Law.LOG_UNIFORM, 0.0, 1.0, 2.0, 0.95, "above 0"),
        (Law.SPLIT_LOGIT_NORMAL, 0.5, 0.9, 1.0, 0.95, "between 0 and 1"),
        (Law.MEDIAN_TRIANGLE, 2.0, 1.0, 3.0, 0.95, "between the ends"),
        (Law.NORMAL, 1.0, 2.0, 8.0, 0.95, "equal distances"),
        (Law.NORMAL, 0.0, 0.0, 8.0, 0.95, "cut at 0"),
        (Law.SPLIT_LOGNORMAL, 1.0, 2.0, 8.0, 0.3, "level"),
    ],
)
def test_ends_that_a_law_cannot_have_are_refused(law, low, central, high, level, reason) -> None:
    with pytest.raises(ValueError, match=reason):
        inverse(law, np.array([0.5]), low, central, high, level=level)


def test_each_law_has_a_sentence_with_its_numbers() -> None:
    assert set(SENTENCES) == set(Law)
    for law in Law:
        sentence = law_sentence(law, 0.25, 0.5, 0.75)
        assert sentence.key == f"law.{law}"
        assert "0.5" in str(sentence)
        assert "{" not in str(sentence)


def test_a_cut_is_stated_with_its_size() -> None:
    # A standard deviation as large as the mean leaves 16 % below 0.
    text = str(law_sentence(Law.NORMAL, 0.0, 10.0, 10 + 10 * 1.959963984540054))
    assert "standard deviation 10" in text
    assert "the 16 % of the draws" in text
