"""The shipped factor tables keep their own rules, and the checker finds every breach."""

from dataclasses import replace

from quicksilver import factors
from quicksilver.factors.tables import share_problem


def test_shipped_set_is_clean() -> None:
    assert factors.check(factors.shipped()) == []


def test_shares_above_one_are_found() -> None:
    problem = share_problem((0.9, 0.2, 0, 0, 0, 0), "", "row")
    assert problem is not None
    assert "1.1" in problem.what


def test_shares_below_one_need_a_legal_reason() -> None:
    assert share_problem((0.5, 0, 0, 0, 0, 0), "", "row") is not None
    assert share_problem((0.5, 0, 0, 0, 0, 0), "stock", "row") is None


def test_range_out_of_order_is_found() -> None:
    base = factors.shipped()
    source = base.sources["5.1.1-hard"]
    broken = replace(source, factor=factors.Factor(replace(source.factor.quantity, low=0.4)))
    found = factors.check(replace(base, sources={**base.sources, source.id: broken}))
    assert any("not in order" in problem.what for problem in found)


def test_older_editions_differ_where_they_are_known_to() -> None:
    from quicksilver.factors.diff import diff

    old = factors.load("edition:il1-1")
    changed = {change.row for change in diff(factors.shipped(), old)}
    assert changed == {"L1-OIL-HEAVY", "L1-OIL-LIGHT"}
    assert factors.check(old) == []
    assert factors.load("edition:draft-2005").sources["5.2.2-conc-ret"].factor.value == 0.001


def test_unknown_edition_is_refused() -> None:
    import pytest

    from quicksilver.errors import InputProblems

    with pytest.raises(InputProblems, match="il1-1"):
        factors.load("edition:il1-2")
