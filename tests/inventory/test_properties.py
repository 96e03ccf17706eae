"""What must hold for every inventory, whatever is in it."""

import dataclasses

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quicksilver import factors
from quicksilver.inventory import ActivityLine, General, InventoryInput, run
from quicksilver.inventory.engine import COLUMNS

SETTINGS = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
GENERAL = General("SEN", 2020, 1, "", 1e6, 0.5, 0.1, False, False)
SHIPPED = factors.shipped()
USABLE = sorted(
    ident
    for ident, source in SHIPPED.sources.items()
    if source.factor.value is not None
    and any(row.shares for row in SHIPPED.technologies(ident))
    and not any(row.remainder == "other_phase" for row in SHIPPED.technologies(ident))
)


@st.composite
def lines(draw: st.DrawFn) -> list[ActivityLine]:
    chosen = draw(st.lists(st.sampled_from(USABLE), min_size=1, max_size=12, unique=True))
    made = []
    for ident in chosen:
        options = [row.technology for row in SHIPPED.technologies(ident) if row.shares]
        # Of mercury and of persons there are fewer than of anything else.
        words = set(SHIPPED.sources[ident].activity_unit.replace("/", " ").split())
        few = words & {"Hg", "mercury", "corpses", "inhabitants"}
        amount = draw(st.floats(0.001, 1e3 if few else 1e9))
        spread = draw(st.floats(1.0, 3.0))
        made.append(
            ActivityLine(
                ident,
                f"line {ident}",
                "Y",
                draw(st.sampled_from(options)),
                amount,
                SHIPPED.sources[ident].activity_unit,
                amount / spread,
                amount * spread,
            )
        )
    return made


def calculated(made: list[ActivityLine], **options):
    return run(InventoryInput("made", GENERAL, tuple(made), "digest"), **{"draws": 64, **options})


@SETTINGS
@given(lines())
def test_mass_balance_of_every_line(made) -> None:
    result = calculated(made)
    for index in result.order:
        values = result.values(index)
        assert values[1:].sum() + result.remainder(index) == pytest.approx(values[0], rel=1e-9)


@SETTINGS
@given(lines())
def test_receipt_closes(made) -> None:
    balance = calculated(made, draws=0).receipt["balance_kg"]
    out = balance["released_and_transferred"] + sum(balance["remainder_by_cause"].values())
    assert out == pytest.approx(balance["inputs_of_lines"], rel=1e-9)


@SETTINGS
@given(lines(), st.floats(0.01, 100))
def test_linear_in_activity(made, scale) -> None:
    scaled = [
        dataclasses.replace(
            line,
            activity=line.activity * scale,
            activity_low=line.activity_low * scale,
            activity_high=line.activity_high * scale,
        )
        for line in made
    ]
    one, other = calculated(made), calculated(scaled)
    np.testing.assert_allclose(other.estimate.lines, one.estimate.lines * scale, rtol=1e-9)
    np.testing.assert_allclose(other.estimate.totals, one.estimate.totals * scale, rtol=1e-9)


@SETTINGS
@given(lines(), st.randoms())
def test_row_order_changes_nothing_not_even_the_last_digit(made, random) -> None:
    shuffled = list(made)
    random.shuffle(shuffled)
    one, other = calculated(made), calculated(shuffled)
    np.testing.assert_array_equal(one.estimate.totals, other.estimate.totals)
    np.testing.assert_array_equal(one.estimate.groups, other.estimate.groups)
    by_id = {other.lines[i].source.id: other.values(i, "mc_high") for i in other.order}
    for index in one.order:
        np.testing.assert_array_equal(one.values(index, "mc_high"), by_id[one.lines[index].source.id])


@SETTINGS
@given(
    st.floats(0.001, 1e6),
    st.sampled_from([("kt", 1e3), ("Mt", 1e6), ("kg", 1e-3), ("Gg", 1e3), ("short ton", 0.90718474)]),
)
def test_unit_changes_nothing(amount, unit) -> None:
    name, tonnes = unit
    base = ActivityLine("L1-COAL-PP", "x", "Y", "", amount * tonnes, "t")
    other = dataclasses.replace(base, activity=amount, unit=name)
    assert calculated([other]).total() == pytest.approx(calculated([base]).total(), rel=1e-12)


@SETTINGS
@given(lines())
def test_ranges_are_monotonic(made) -> None:
    result = calculated(made, draws=200)
    for block in (result.estimate.lines, result.estimate.groups, result.estimate.totals):
        # What rests on numbers without a range has none, in all of its statistics.
        closed = np.isnan(block[1:])
        assert (closed.all(axis=0) == closed.any(axis=0)).all()
        best, low, high, mc_low, mc_median, mc_high = block[:, ~closed[0]]
        slack = 1e-9 * np.maximum(np.abs(high), 1e-12)
        assert (low <= best + slack).all()
        assert (best <= high + slack).all()
        assert (mc_low <= mc_median).all()
        assert (mc_median <= mc_high).all()
        assert (low <= mc_low + slack).all()
        assert (mc_high <= high + slack).all()


@SETTINGS
@given(lines())
def test_same_seed_same_digits_other_seed_other_draws(made) -> None:
    one, same, other = calculated(made, seed=1), calculated(made, seed=1), calculated(made, seed=2)
    assert (one.estimate.total_draws == same.estimate.total_draws).all()
    uncertain = one.totals("high")["input"] > one.totals("low")["input"] * 1.01
    assert not uncertain or (one.estimate.total_draws != other.estimate.total_draws).any()


@SETTINGS
@given(lines())
def test_more_activity_never_releases_less(made) -> None:
    more = [
        dataclasses.replace(made[0], activity=made[0].activity_high, activity_low=None, activity_high=None)
    ]
    less = [dataclasses.replace(made[0], activity_low=None, activity_high=None)]
    for column in COLUMNS:
        assert calculated(more, draws=0).total(column) >= calculated(less, draws=0).total(column) - 1e-12


def test_a_factor_used_twice_is_drawn_once() -> None:
    """Two coal rows rest on one number: their sum is as uncertain as one row of the same size."""
    unit = "t"
    two = [ActivityLine(name, name, "Y", "", 5e5, unit) for name in ("L1-COAL-PP", "L1-COAL-OTH")]
    one = [ActivityLine("L1-COAL-PP", "x", "Y", "", 1e6, unit)]
    spread = [
        calculated(made, draws=2000).totals(end)["input"]
        for made in (two, one)
        for end in ("mc_low", "mc_high")
    ]
    assert spread[0] == pytest.approx(spread[2], rel=1e-12)
    assert spread[1] == pytest.approx(spread[3], rel=1e-12)
    independent = [ActivityLine(name, name, "Y", "", 1e4, unit) for name in ("L1-ZN", "L1-CU")]
    together = calculated(independent, draws=4000)
    parts = [calculated([line], draws=4000) for line in independent]
    width = together.totals("mc_high")["input"] - together.totals("mc_low")["input"]
    assert width < sum(part.totals("mc_high")["input"] - part.totals("mc_low")["input"] for part in parts)


def test_draws_agree_with_an_exact_mean() -> None:
    """The mean of a triangle is a third of the sum of its corners."""
    line = ActivityLine("5.1.1-hard", "x", "Y", "none", 1e6, "t")
    made = InventoryInput("made", dataclasses.replace(GENERAL, level=2), (line,), "")
    draws = run(made, draws=100_000, law="triangle").estimate.total_draws[0, 0]
    mean, deviation = 1e3 * (0.05 + 0.15 + 0.5) / 3, draws.std()
    assert abs(draws.mean() - mean) < 4 * deviation / np.sqrt(len(draws))
