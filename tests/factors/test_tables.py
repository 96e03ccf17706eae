"""The shipped factor tables keep their own rules, and the checker finds every breach."""

from dataclasses import replace

import pytest

from quicksilver import factors
from quicksilver.errors import InputProblems
from quicksilver.factors.tables import overlay, share_problem, shipped


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


def test_a_bad_cell_of_an_overlay_hides_no_other(tmp_path) -> None:
    path = tmp_path / "o.csv"
    path.write_text(
        "id,input_factor,input_factor_unit,air,source,standing\n"
        "L1-COAL-OTH,-999,MG Hg/t,1.5,,guessed\n"
        "L1-CEM,NE,g Hg/t x 10,,mine,\n"
        "L1-ZM,5,g Hg/t,,,x\n"
    )
    with pytest.raises(InputProblems) as caught:
        overlay(shipped(), path)
    codes = [(one.code, str(one.where).rpartition(":")[2]) for one in caught.value.problems]
    assert codes == [
        ("factors.source.none", "2"),
        ("factors.standing", "2"),
        ("number.missing-code", "2"),
        ("unit.factor.activity", "2"),
        ("factors.shares.bounds", "2"),
        ("number.key.unknown", "3"),
        ("unit.factor.activity", "3"),
        ("factors.source.none", "4"),
        ("factors.standing", "4"),
        ("factors.source.unknown", "4"),
    ]
    assert "such as 'g Hg/t'" in caught.value.problems[3].allowed
