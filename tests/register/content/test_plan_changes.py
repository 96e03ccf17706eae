"""Two versions of a plan side by side: nothing lost, nothing made up, and moved is not changed."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from quicksilver.register.questions.plan_changes import compare_plans, pieces
from quicksilver.register.records import Objective, Plan, Text
from quicksilver.register.register import Register

WORDS = st.lists(
    st.sampled_from(["mercury", "汞", "排放", "guide", "A17(b)", " ", "\n", "2017,", "зола", "زئبق"]),
    max_size=12,
)
OLD = Plan(id="old", area="coal", state="in force")


def _plan(*actions: str, **more: object) -> Plan:
    return OLD.model_copy(update={"priority_actions": tuple(Text(en=one) for one in actions), **more})


@given(WORDS, WORDS)
def test_the_pieces_make_both_texts(one: list[str], other: list[str]) -> None:
    before, after = " ".join(one), "".join(other)
    found = pieces(before, after)
    assert "".join(piece.text for piece in found if piece.op != "added") == before
    assert "".join(piece.text for piece in found if piece.op != "removed") == after
    assert all(piece.text for piece in found)


@given(
    st.lists(
        st.sampled_from(["Write guidance", "Train operators", "Test kilns", "Report yearly"]),
        max_size=5,
        unique=True,
    )
)
def test_a_plan_does_not_differ_from_itself(actions: list[str]) -> None:
    plan = _plan(*actions, summary=Text(en="Issue"))
    assert compare_plans(plan, plan).changes == ()


def test_the_versions_of_the_coal_plan(later: Register) -> None:
    found = compare_plans(later.get(Plan, "coal-plan-2010-08"), later.get(Plan, "coal-plan-2011-10"))
    said = {change.field: [(piece.op, piece.text) for piece in change.pieces] for change in found.changes}
    assert said["state"] == [("removed", "in force"), ("added", "posted for consultation")]
    assert said["date"] == [("removed", "2010-08-12"), ("added", "2011-10-10")]
    assert ("added", "minor revisions proposed, October 2011") in said["title"]
    assert ("same", "Coal combustion: ") in said["title"]
    # The register holds no text of either: that is said and not taken for agreement.
    assert {"summary", "objectives", "priority_actions"} <= set(found.silent)


def test_a_changed_action_is_one_change_and_not_two() -> None:
    found = compare_plans(
        _plan("Write guidance on coal", "Train"), _plan("Write better guidance on coal", "Train")
    )
    (change,) = found.changes
    assert (change.field, change.before, change.after) == ("priority_actions", 1, 1)
    assert [(piece.op, piece.text) for piece in change.pieces if piece.op != "same"] == [("added", "better ")]


def test_what_only_shifts_has_not_moved() -> None:
    found = compare_plans(
        _plan("Train operators", "Test kilns"), _plan("Write guidance", "Train operators", "Test kilns")
    )
    assert [(one.before, one.after) for one in found.changes] == [(None, 1)]


def test_what_changes_places_has_moved() -> None:
    found = compare_plans(_plan("Train operators", "Test kilns"), _plan("Test kilns", "Train operators"))
    assert [(one.before, one.after, one.moved) for one in found.changes] == [(2, 1, True), (1, 2, True)]


def test_what_went_stands_last_with_its_old_number() -> None:
    found = compare_plans(_plan("Train operators", "Test kilns"), _plan("Train operators"))
    assert [(one.before, one.after) for one in found.changes] == [(2, None)]
    assert [piece.op for piece in found.changes[0].pieces] == ["removed"]


def test_means_and_examples_are_compared_too() -> None:
    before = _plan(
        objectives=(Objective(text=Text(en="Understand"), means=(Text(en="Share data among scientists"),)),)
    )
    after = _plan(
        objectives=(
            Objective(text=Text(en="Understand"), means=(Text(en="Share data among all scientists"),)),
        )
    )
    (change,) = compare_plans(before, after).changes
    assert (change.field, change.before) == ("objectives", 2)


def test_texts_are_compared_in_a_language_that_both_have() -> None:
    before = _plan(title=Text(original="zh", zh="燃煤计划"))
    after = _plan(title=Text(original="zh", zh="燃煤新计划", en="New coal plan"))
    (change,) = compare_plans(before, after, "en").changes
    assert change.language == "zh"
    assert [(piece.op, piece.text) for piece in change.pieces] == [
        ("same", "燃煤"),
        ("added", "新"),
        ("same", "计划"),
    ]
    (alone,) = compare_plans(_plan(), after, "en").changes
    assert alone.language == "en"


def test_chinese_marks_are_words_of_their_own() -> None:
    assert [piece.text for piece in pieces("燃煤：2010年", "燃煤：2011年") if piece.op != "same"] == [
        "2010",
        "2011",
    ]
