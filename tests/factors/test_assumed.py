"""The range that is assumed where nobody published one: from which factors, how wide, and what is exact."""

import math
from dataclasses import replace

import pytest

from quicksilver.factors import Factor, RangeBasis, Standing, load, shipped
from quicksilver.factors.assumed import LEAST, assumed_range, range_basis, spread_of, with_range
from quicksilver.quantities import Quantity

SOURCES = shipped().sources
VALUED = {ident: source for ident, source in SOURCES.items() if source.factor.value is not None}


@pytest.mark.parametrize("ident", VALUED)
def test_no_shipped_factor_is_certain_unless_it_counts_mercury(ident) -> None:
    source = VALUED[ident]
    quantity, basis = with_range(source.factor, source)
    low, central, high = quantity.ends
    assert central == source.factor.value
    if basis is RangeBasis.EXACT:
        assert (low, central, high, quantity.unit) == (1, 1, 1, "kg Hg/kg")
        assert source.counts_mercury
        return
    assert low < high
    if basis is RangeBasis.ASSUMED:
        assert low <= central / LEAST
        assert high >= central * LEAST


def test_thirty_shipped_rows_have_no_range_and_four_one_without_width() -> None:
    bases = [range_basis(source.factor, source) for source in VALUED.values()]
    no_width = [
        ident for ident, source in VALUED.items() if source.factor.low == source.factor.high is not None
    ]
    assert sorted(no_width) == ["5.5.3-hpmv", "5.5.3-mh", "5.6.2-milk", "L1-LAMP-OTH"]
    assert bases.count(RangeBasis.NONE) + bases.count(RangeBasis.EXACT) == 30 + len(no_width)


def test_the_widest_of_the_category_counts_on_each_side() -> None:
    spread = spread_of("5.2.2", Standing.RECALLED)
    assert (spread.below, spread.above) == pytest.approx((1.3 / 0.6, 50 / 5))
    assert set(spread.ids) == {"5.2.2-whole", "5.2.2-conc"}


def test_a_category_without_a_range_takes_the_median_of_the_standing() -> None:
    for category in ("5.6.3", "5.5.4", "", "9.9"):
        spread = spread_of(category, Standing.RECALLED)
        assert spread.rests_on == "standing"
        assert LEAST <= spread.above < spread.below < 5


def test_a_standing_that_no_shipped_factor_has_takes_the_narrowest() -> None:
    spread = spread_of("5.2.2", Standing.ASSUMED)
    assert (spread.below, spread.above, spread.rests_on) == (LEAST, LEAST, "least")


def test_a_narrow_category_is_widened_to_the_least() -> None:
    # Blood pressure gauges are known within 14 %.
    source = SOURCES["5.6.2-oth"]
    quantity, _ = with_range(source.factor, source)
    assert quantity.low == pytest.approx(0.005 / LEAST, rel=0.01)
    assert quantity.high == pytest.approx(0.005 * 140 / 85, rel=0.01)


@pytest.mark.parametrize("value", [1e-9, 0.05, 1.0, 2 / 3, 19.0, 1e6])
def test_rounding_never_narrows(value) -> None:
    low, high = assumed_range(value, spread_of("9.9", Standing.ASSUMED))
    assert low <= value / LEAST * (1 + 1e-9)
    assert high >= value * LEAST * (1 - 1e-9)
    assert low == pytest.approx(value / LEAST, rel=0.01)


def test_a_factor_of_zero_has_no_relative_range() -> None:
    source = SOURCES["5.1.1-hard"]
    quantity, basis = with_range(Factor(Quantity(0.0, "g Hg/t"), own=True), source)
    assert (quantity.range_known, basis) == (False, RangeBasis.NONE)


def test_without_assuming_there_is_no_range() -> None:
    source = SOURCES["L1-CHARCOAL"]
    quantity, basis = with_range(source.factor, source, assume=False)
    assert (quantity.range_known, basis) == (False, RangeBasis.NONE)
    assert with_range(source.factor, source)[1] is RangeBasis.ASSUMED


def overlay(
    tmp_path, row, head="id,input_factor,input_factor_low,input_factor_high,input_factor_unit,source"
):
    path = tmp_path / "own.csv"
    path.write_text(f"{head}\n{row}\n", encoding="utf-8")
    return load(path).sources[row.split(",")[0]]


@pytest.mark.parametrize(
    ("row", "ends", "basis"),
    [
        ("5.1.1-hard,0.2,,,g Hg/t,ministry", (0.05, 0.2, 0.5), RangeBasis.KEPT),
        ("5.1.1-hard,200,,,mg Hg/t,ministry", (50, 200, 500), RangeBasis.KEPT),
        ("5.1.1-hard,0.2,0.1,0.3,g Hg/t,ministry", (0.1, 0.2, 0.3), RangeBasis.GIVEN),
        ("5.1.1-hard,0.2,0.1,,g Hg/t,ministry", (0.1, 0.2, 0.5), RangeBasis.KEPT),
        ("5.1.1-hard,0.2,0.2,0.2,g Hg/t,ministry", (0.2, 0.2, 0.2), RangeBasis.EXACT),
        ("5.1.1-hard,,0.1,0.3,g Hg/t,ministry", (0.1, 0.15, 0.3), RangeBasis.GIVEN),
        # Beyond the shipped bounds; the category reaches from a fifth to three and a third times the value.
        ("5.1.1-hard,0.6,,,g Hg/t,ministry", (0.12, 0.6, 2.0), RangeBasis.ASSUMED),
        # A range without width is not kept: the value stands for what nobody has a range of.
        ("5.5.3-mh,25,,,mg Hg/item,ministry", (8.33, 25, 41.7), RangeBasis.ASSUMED),
    ],
)
def test_an_overlay_keeps_the_bounds_that_it_does_not_mention(tmp_path, row, ends, basis) -> None:
    source = overlay(tmp_path, row)
    quantity, made = with_range(source.factor, source)
    assert made is basis
    assert quantity.ends == pytest.approx(ends)


def test_a_factor_of_an_older_edition_keeps_the_bounds_that_contain_it() -> None:
    source = load("edition:draft-2005").sources["5.2.2-whole"]
    assert (source.factor.value, source.factor.low, source.factor.high, source.factor.kept) == (
        3,
        3,
        50,
        True,
    )


def test_a_users_factor_for_an_amount_of_mercury_is_no_definition() -> None:
    source = SOURCES["L1-PROD-THERM"]
    own = Factor(Quantity(1.05, "kg Hg/kg"), own=True)
    assert with_range(own, source)[1] is RangeBasis.ASSUMED
    assert with_range(replace(source.factor, own=True), source)[1] is RangeBasis.EXACT
    assert not math.isnan(source.factor.quantity.value)
