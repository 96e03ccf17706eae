"""A quantity keeps its range, unit, law, key and standing together."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from quicksilver.errors import UnitError
from quicksilver.quantities import Ends, Law, LawChoice, Quantity, Standing, split_standing, uniform_draws

COAL = Quantity(0.15, "g Hg/t", 0.05, 0.3, "toolkit", Standing.RECALLED, confidence="high", key="coal")


@given(st.integers(1, 1000), st.integers(0, 100), st.sampled_from(list(LawChoice)))
def test_fewer_draws_are_the_first_of_more(count, seed, choice) -> None:
    drawn = COAL.with_law(choice)
    assert (drawn.draws(count, seed) == drawn.draws(1000, seed)[:count]).all()


@given(st.text(max_size=20), st.integers(0, 2**32), st.integers(1, 1000))
def test_a_stream_of_uniform_numbers_is_continued_by_more_draws(key, seed, count) -> None:
    assert (uniform_draws(key, count, seed) == uniform_draws(key, 1000, seed)[:count]).all()


def test_the_same_key_is_the_same_draw_under_every_law_and_in_every_unit() -> None:
    triangle, stated = COAL.draws(500, 7), COAL.with_law(LawChoice.STATED).draws(500, 7)
    assert (np.argsort(triangle) == np.argsort(stated)).all()
    np.testing.assert_allclose(COAL.scaled(1e-3, "kg Hg/t").draws(500, 7), triangle * 1e-3, rtol=1e-12)


def test_a_range_without_a_key_is_not_drawn_as_if_it_were_certain() -> None:
    with pytest.raises(ValueError, match="needs a key"):
        Quantity(2.0, "t", 1.0, 3.0).draws(10, 1)
    assert Quantity(2.0, "t").draws(3, 1).tolist() == [2.0, 2.0, 2.0]


def test_another_unit_keeps_everything_else() -> None:
    made = Quantity(
        2.0, "t", 1.0, 3.0, "a", Standing.READ, key="k", law=Law.LOG_TRIANGLE, disputed=True, year="2015"
    )
    changed = made.to("kg")
    assert changed.ends == (1000.0, 2000.0, 3000.0)
    assert (changed.source, changed.standing, changed.key, changed.law) == ("a", "read", "k", "log_triangle")
    assert changed.disputed
    assert changed.year == "2015"
    with pytest.raises(UnitError):
        made.to("m3")


def test_a_missing_end_is_not_an_end_at_the_value() -> None:
    open_ended = Quantity(2.0, "t", None, 5.0)
    assert open_ended.ends == (2.0, 2.0, 5.0)
    assert not open_ended.range_known
    assert not open_ended.has_range
    assert Quantity(2.0, "t", 2.0, 2.0).range_known


def test_the_middle_of_a_range_without_a_value_depends_on_its_law() -> None:
    wide = Quantity(math.nan, "t", 8400, 366_000)
    assert wide.central == 187_200
    assert wide.with_law(LawChoice.STATED).central == pytest.approx(55_447, abs=1)
    assert math.isnan(Quantity(math.nan, "t").central)


def test_a_published_deviation_is_a_normal_law_cut_at_nothing() -> None:
    made = Quantity.from_deviation(10.0, 6.0, "t", key="k")
    drawn = made.draws(20_000, 3)
    assert made.law is Law.NORMAL
    assert made.low == 0.0
    assert drawn.min() == 0.0
    assert np.mean(drawn == 0) == pytest.approx(0.0478, abs=0.005)
    assert np.median(drawn) == pytest.approx(10, abs=0.2)
    assert "standard deviation 6" in str(made.law_sentence())


def test_an_interval_keeps_its_level() -> None:
    made = Quantity(10.0, "t", 5.0, 30.0, key="k").with_law(LawChoice.STATED, ends=Ends.INTERVAL, level=0.5)
    assert np.quantile(made.draws(50_000, 1), [0.25, 0.5, 0.75]).tolist() == pytest.approx(
        [5, 10, 30], rel=0.03
    )


def test_json_has_the_keys_of_version_0_1_and_omits_what_is_as_usual() -> None:
    assert Quantity(2.0, "t", 1.0, 3.0, "a", Standing.RECALLED, confidence="low").as_dict() == {
        "value": 2.0,
        "unit": "t",
        "low": 1.0,
        "high": 3.0,
        "source": "a",
        "standing": "recalled/low",
    }
    assert Quantity(math.nan).as_dict() == {"value": None, "unit": "1", "standing": "user"}
    marked = Quantity(2.0, law=Law.LOG_TRIANGLE, disputed=True, key="coal", year="2015").as_dict()
    assert (marked["law"], marked["disputed"], marked["key"], marked["year"]) == (
        "log_triangle",
        True,
        "coal",
        "2015",
    )


def test_standings_are_seven_and_unknown_is_none_of_them() -> None:
    assert {str(standing) for standing in Standing} == {
        "measured",
        "read",
        "derived",
        "fitted",
        "user",
        "recalled",
        "assumed",
    }
    assert split_standing("derived") == (Standing.DERIVED, "")
    with pytest.raises(ValueError, match="unknown"):
        split_standing("unknown")
