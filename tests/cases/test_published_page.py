"""The page of published cases follows from the facts and the calculation, and hides no disagreement."""

import pytest

from published_cases import ALL, CASES, NO, PAGE, YES, cases, page, page_of_all, rows_of, stored_results

#: Every line that does not agree, so that a new disagreement cannot slip in unseen.
KNOWN = {
    "cri-2008": 3,
    "streets": 1,
    "hylander": 2,
    "can-2017": 7,
    "dnk-2001": 1,
    "oddities": 8,
}


def test_page_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run: python tools/published_cases.py"
    assert ALL.read_text(encoding="utf-8") == page_of_all(), "run: python tools/published_cases.py"


@pytest.mark.parametrize("case", CASES)
def test_disagreements_are_the_known_ones_and_say_why(case: str) -> None:
    rows = rows_of(case)
    wrong = [row for row in rows if row.agrees == NO]
    assert len(wrong) == KNOWN.get(case, 0)
    assert all(row.why for row in rows if row.agrees != YES)


def test_kept_lines_belong_to_a_case_and_say_why() -> None:
    for row in stored_results():
        assert row.case in CASES
        assert row.agrees == YES or row.why


def test_every_case_has_its_source() -> None:
    for name, facts in cases().items():
        assert facts["source"], name
        assert facts["standing"], name
