"""Shares of the variance: functions whose Sobol indices are known, and inventories that are such functions."""

import numpy as np
import pytest

import quicksilver as qs
from quicksilver.inventory.results.sensitivity import indices, sensitivity


def ishigami(points):
    """Return the function of Ishigami and Homma 1990 with a = 7 and b = 0.1."""
    x, y, z = (np.pi * (2 * points - 1)).T
    return np.sin(x) + 7 * np.sin(y) ** 2 + 0.1 * z**4 * np.sin(x)


#: First-order and total indices of the Ishigami function, from its variances in closed form.
ISHIGAMI = ((0.313905, 0.442411, 0.0), (0.557589, 0.442411, 0.243684))


def variance(low, mode, high):
    """Return the variance of a triangular distribution."""
    return (low**2 + mode**2 + high**2 - low * mode - low * high - mode * high) / 18


# --- functions


def test_ishigami() -> None:
    shares = indices(ishigami, 3, samples=8192, seed=1)
    assert shares.first_order == pytest.approx(ISHIGAMI[0], abs=0.006)
    assert shares.total == pytest.approx(ISHIGAMI[1], abs=0.006)


def test_additive_function_has_equal_indices_that_sum_to_one() -> None:
    weight = np.array([5.0, 3.0, 1.0, 0.0])
    shares = indices(lambda points: points @ weight, 4, samples=4096, seed=1)
    expected = weight**2 / np.sum(weight**2)
    assert shares.first_order == pytest.approx(expected, abs=0.003)
    assert shares.total == pytest.approx(expected, abs=0.003)
    assert shares.total[3] == shares.total_conf[3] == shares.first_order[3] == shares.first_order_conf[3] == 0


def test_pure_interaction_is_in_the_total_index_only() -> None:
    shares = indices(lambda points: np.prod(points[:, :2] - 0.5, axis=1), 3, samples=4096, seed=1)
    assert shares.first_order == pytest.approx([0, 0, 0], abs=0.02)
    assert shares.total == pytest.approx([1, 1, 0], abs=0.01)


def test_interaction_of_a_product() -> None:
    # x in 0 to 1, y in 0 to 2: the variance of x y is 1/12 by x alone, 1/12 by y alone and 1/36 by both together.
    shares = indices(lambda points: points[:, 0] * 2 * points[:, 1], 2, samples=4096, seed=1)
    assert shares.first_order == pytest.approx([3 / 7, 3 / 7], abs=0.005)
    assert shares.total == pytest.approx([4 / 7, 4 / 7], abs=0.005)


def test_single_input_explains_everything() -> None:
    shares = indices(lambda points: points[:, 0] ** 2, 1, samples=1024, seed=1)
    assert shares.first_order.shape == shares.total_conf.shape == (1,)
    assert shares.first_order[0] == pytest.approx(1, abs=0.01)
    assert shares.total[0] == pytest.approx(1, abs=0.01)


def test_function_that_does_not_vary_has_no_shares() -> None:
    shares = indices(lambda points: np.full(len(points), 0.1), 2, samples=64, seed=1)
    assert all(values.tolist() == [0, 0] for values in shares)


def test_large_offset_does_not_disturb_the_indices() -> None:
    plain = indices(ishigami, 3, samples=1024, seed=3)
    moved = indices(lambda points: 1e6 + ishigami(points), 3, samples=1024, seed=3)
    for first, second in zip(plain, moved, strict=True):
        assert second == pytest.approx(first, abs=1e-7)


def test_estimators_are_those_of_the_papers() -> None:
    from scipy.stats import qmc

    samples, inputs, seed = 256, 3, 5
    base = qmc.Sobol(2 * inputs, seed=seed + 1).random(samples)
    a, b = base[:, :inputs], base[:, inputs:]
    of_a, of_b = ishigami(a), ishigami(b)
    both = np.concatenate([of_a, of_b])
    shares = indices(ishigami, inputs, samples=samples, seed=seed)
    for column in range(inputs):
        mixed = a.copy()
        mixed[:, column] = b[:, column]
        of_mixed = ishigami(mixed)
        # Saltelli et al. 2010, table 2 (b), with the mean taken off as in Sobol and Levitan 1999; Jansen 1999.
        first = np.mean((of_b - both.mean()) * (of_mixed - of_a)) / both.var()
        total = np.mean((of_a - of_mixed) ** 2) / (2 * both.var())
        assert shares.first_order[column] == pytest.approx(first, rel=1e-9)
        assert shares.total[column] == pytest.approx(total, rel=1e-9)


def test_indices_continue_those_of_version_0_2() -> None:
    # Printed by SALib 1.6.0 for the same points; it takes off another mean, which moves the first-order index.
    shares = indices(ishigami, 3, samples=256, seed=5)
    assert shares.total == pytest.approx([0.5064882331864476, 0.4306078426293039, 0.2473659444222974])
    assert shares.total_conf == pytest.approx(
        [0.13636191031315, 0.0822199039509478, 0.05292053637506], rel=1e-9
    )
    assert shares.first_order == pytest.approx([0.304037412161, 0.440187839976, -0.047526429705], abs=1e-5)
    assert shares.first_order_conf == pytest.approx([0.10695433, 0.10380381, 0.10830117], rel=0.01)


def test_margins_hold_the_known_indices_and_shrink_with_the_samples() -> None:
    margins = {}
    for samples in (256, 1024):
        runs = [indices(ishigami, 3, samples=samples, seed=seed) for seed in range(20)]
        estimates = np.array([(run.first_order, run.total) for run in runs])
        widths = np.array([(run.first_order_conf, run.total_conf) for run in runs])
        assert (abs(estimates - np.array(ISHIGAMI)) <= widths).mean() >= 0.95
        margins[samples] = widths.mean(axis=0)
    # Four times the samples halve the standard error.
    assert margins[256] / margins[1024] == pytest.approx(np.full((2, 3), 2.0), rel=0.15)


def test_seed_determines_everything() -> None:
    first, again, other = (indices(ishigami, 3, samples=128, seed=seed) for seed in (0, 0, 1))
    for mine, same, different in zip(first, again, other, strict=True):
        assert mine.tolist() == same.tolist() != different.tolist()


def test_evaluation_in_parts_changes_nothing(monkeypatch) -> None:
    whole = indices(ishigami, 3, samples=128, seed=1)
    monkeypatch.setattr("quicksilver.inventory.results.sensitivity._ROWS", 50)
    sizes = []

    def counted(points):
        sizes.append(len(points))
        return ishigami(points)

    parts = indices(counted, 3, samples=128, seed=1)
    assert max(sizes) <= 50
    assert sum(sizes) == 128 * (3 + 2)
    assert [values.tolist() for values in parts] == [values.tolist() for values in whole]


# --- inventories


def ranked(path, **options):
    return sensitivity(
        qs.inventory.run(path, draws=0, law="triangle"), **{"samples": 2048, "seed": 1, **options}
    )


def test_product_of_activity_and_factor(make) -> None:
    low, high, factor = 60.0, 140.0, (1.0, 2.0, 6.0)
    path = make(
        [
            {
                "source": "L1-AU-OTH",
                "presence": "Y",
                "activity": 100,
                "activity_low": low,
                "activity_high": high,
                "unit": "kg",
                "input_factor": factor[1],
                "input_factor_low": factor[0],
                "input_factor_high": factor[2],
                "input_factor_unit": "kg/kg",
            }
        ]
    )
    table = ranked(path).set_index("kind")
    means, spreads = (100.0, sum(factor) / 3), (variance(low, 100.0, high), variance(*factor))
    alone = np.array([spreads[0] * means[1] ** 2, spreads[1] * means[0] ** 2])
    together = spreads[0] * spreads[1]
    rows = table.loc[["activity", "input factor"]]
    assert rows["first_order"].to_numpy() == pytest.approx(alone / (alone.sum() + together), abs=0.01)
    assert rows["total"].to_numpy() == pytest.approx((alone + together) / (alone.sum() + together), abs=0.01)


def test_factor_of_several_lines_is_one_input(make) -> None:
    lines = [
        {"source": "L1-COAL-PP", "presence": "Y", "activity": 100_000, "unit": "t"},
        {"source": "L1-COAL-OTH", "presence": "Y", "activity": 150_000, "unit": "t"},
        {"source": "L1-OIL-HEAVY", "presence": "Y", "activity": 1_000_000, "unit": "t"},
    ]
    table = ranked(make(lines)).set_index("input")
    assert set(table.index) == {"coal", "5.1.3-heavy"}
    assert table.loc["coal", "sources"] == "L1-COAL-OTH, L1-COAL-PP"
    # The coal of both lines varies together: its tonnes are added before they are squared.
    coal = 250_000**2 * variance(0.05, 0.15, 0.5)
    oil = 1_000_000**2 * variance(0.010, 0.020, 0.100)
    expected = [coal / (coal + oil), oil / (coal + oil)]
    for column in ("first_order", "total"):
        assert table.loc[["coal", "5.1.3-heavy"], column].to_numpy() == pytest.approx(expected, abs=0.005)


def test_inventory_with_a_single_uncertain_input(make) -> None:
    table = ranked(make([{"source": "L1-OIL-HEAVY", "presence": "Y", "activity": 1000, "unit": "t"}]))
    assert len(table) == 1
    assert table.loc[0, ["first_order", "total"]].to_numpy(float) == pytest.approx([1, 1], abs=0.01)
    assert table.loc[0, ["low_kg", "high_kg"]].to_numpy(float) == pytest.approx([0.01, 0.1])


def test_table_keeps_its_columns_and_repeats_with_the_seed(make) -> None:
    lines = [
        {"source": name, "presence": "Y", "activity": 1000, "unit": "t"} for name in ("L1-COAL-PP", "L1-ZN")
    ]
    path = make(lines)
    table = ranked(path, samples=64)
    assert ",".join(table.columns) == (
        "rank,name,input,kind,sources,first_order,first_order_conf,total,total_conf,low_kg,high_kg,law,range,share_of_total"
    )
    assert table.equals(ranked(path, samples=64))
    assert not table.equals(ranked(path, samples=64, seed=2))
