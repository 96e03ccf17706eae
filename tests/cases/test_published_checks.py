"""The arithmetic of a published inventory, on numbers small enough to do by hand."""

import pytest

from quicksilver.inventory.published import (
    check_changes,
    check_percentages,
    check_shares,
    check_swapped,
    check_table,
    check_totals,
    digit_guess,
    half_unit,
)


def test_half_unit_follows_the_printed_digits() -> None:
    assert half_unit("7174") == 0.5
    assert half_unit("43.17") == pytest.approx(0.005)
    assert half_unit("45.8", 3) == pytest.approx(0.05)
    assert half_unit("0", 3) == 0


@pytest.mark.parametrize(
    ("printed", "low", "high", "guess"),
    [
        ("7174", 7146.5, 7148.5, ("7147", "swapped digits")),
        ("88.55", 88.84, 88.86, ("88.85", "one wrong digit")),
        ("300", 21299, 21301, ("21300", "lost digits")),
        ("500", 812, 814, ("", "")),
    ],
)
def test_digit_guesses(printed: str, low: float, high: float, guess: tuple[str, str]) -> None:
    assert digit_guess(printed, low, high) == guess


def test_two_candidates_are_no_guess() -> None:
    assert digit_guess("1234", 1200, 2200) == ("", "")


def test_totals_that_agree_are_silent() -> None:
    assert check_totals("x", [1.49, 2.63], "4.12") == []


def test_a_total_without_an_explanation_is_still_a_slip() -> None:
    (slip,) = check_totals("x", [1.0, 2.0], "9")
    assert (slip.recomputed, slip.guess, slip.kind) == (3.0, "", "unexplained")
    assert "printed 9, recomputed 3" in str(slip)


def test_one_wrong_percentage_does_not_blame_the_total() -> None:
    (slip,) = check_percentages({"a": 60, "b": 40}, "100", {"a": "60.0", "b": "41.0"})
    assert slip.where == "b"


def test_all_percentages_wrong_without_a_swap_are_all_listed() -> None:
    assert len(check_percentages({"a": 60, "b": 40}, "100", {"a": "10.0", "b": "20.0"})) == 2


def test_a_change_is_judged_within_rounding() -> None:
    assert check_changes("x", "0.38", "2.32", 518) == []
    assert check_changes("x", "0.38", "2.32", 530)[0].recomputed == pytest.approx(510.5, abs=0.1)


def test_a_row_that_fails_alone_is_a_sum() -> None:
    (slip,) = check_table(
        {"a": {"x": 1, "y": 2}, "b": {"x": 3, "y": 4}}, {"a": 9, "b": 7}, {"x": 4, "y": 6}, 0.5
    )
    assert (slip.where, slip.kind) == ("a", "sum")


def test_half_blank_all_zero_and_excess_rows() -> None:
    rows = [("half", [0.5, None]), ("zero", [0.0, 0.0]), ("over", [0.7, 0.4]), ("negative", [-0.1, 1.1])]
    assert [(slip.where, slip.kind) for slip in check_shares(rows)] == [
        ("half", "blank"),
        ("zero", "blank"),
        ("over", "sum"),
        ("negative", "sum"),
    ]


def test_legal_rows_may_sum_to_less_but_never_to_more() -> None:
    assert check_shares([("stock", [0.01, 0.0])], legal=["stock"]) == []
    assert check_shares([("stock", [0.9, 0.2])], legal=["stock"])


def test_columns_in_order_are_not_called_swapped() -> None:
    table = {"a": (1.0, 2.0), "b": (3.0, 3.0), "c": (9.0, 8.0)}
    assert check_swapped(table, table, ("x", "y")) == []
    assert check_swapped({"b": (3.0, 3.0)}, table, ("x", "y")) == []
