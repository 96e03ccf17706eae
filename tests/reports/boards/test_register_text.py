"""The sentences of the boards: six languages, the same places, nothing missing, nothing unused, nothing left in English."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

import quicksilver.reports
from quicksilver.documents.tree import Foreign, plain_text
from quicksilver.documents.tree import Number as Isolated
from quicksilver.errors import UnitError
from quicksilver.language.catalogue import catalogue
from quicksilver.language.problems import unit_sentence
from quicksilver.language.templates import places
from quicksilver.languages import LANGUAGES
from quicksilver.quantities import Quantity
from quicksilver.register.questions.ledger import LEFT_OUT, STAGES
from quicksilver.register.questions.plan_changes import compare_plans
from quicksilver.register.questions.target_board import TARGET_KINDS
from quicksilver.register.questions.translations import TEXT_STATES
from quicksilver.register.records import KINDS, Claim, Contribution, Need, Plan, TargetRecord
from quicksilver.reports.boards.frame import Voice
from quicksilver.reports.boards.reasons import reason
from quicksilver.scenarios.targets import ITEMS, OUTCOMES, Target, assess, item, stated

TEXTS = catalogue("register_text")
CODE = "\n".join(
    path.read_text(encoding="utf-8")
    for folder, names in (("boards", "*.py"), (".", "knowledge.py"))
    for path in sorted((Path(quicksilver.reports.__file__).parent / folder).glob(names))
    # The leaflet has its own sentences.
    if path.name != "leaflet.py"
)
#: Keys that are put together from a part that is a value; each family is checked against its values below.
FAMILIES = (
    "targetkind.",
    "outcome.",
    "targetstate.",
    "goal.",
    "check.",
    "item.",
    "figure.",
    "certainty.",
    "unit.",
    "reason.",
    "printed.",
    "bucket.",
    "stage.",
    "given.",
    "left.",
    "gap.",
    "textstate.",
    "folder.",
    "planfield.",
    "planvalue.",
    "claim.",
    "target.judged",
    "target.baseline",
)
SAME = re.compile(r"\{\w+\}")


def test_every_key_has_six_languages_with_the_same_places() -> None:
    assert len(TEXTS.rows) > 250
    for key, row in TEXTS.rows.items():
        assert set(row) == set(LANGUAGES)
        for language, text in row.items():
            assert text.strip() == text, (key, language)
            assert places(text) == places(row["en"]), (key, language)


@pytest.mark.parametrize("language", ["zh", "ru", "ar"])
def test_no_english_is_left_in_other_scripts(language: str) -> None:
    left = {key for key, row in TEXTS.rows.items() if re.search(r"[A-Za-z]{2,}", SAME.sub("", row[language]))}
    assert left == set()


@pytest.mark.parametrize("language", ["fr", "es"])
def test_latin_languages_are_translated(language: str) -> None:
    same = {
        key
        for key, row in TEXTS.rows.items()
        if row[language] == row["en"] and len(SAME.sub("", row["en"])) > 12
    }
    # Words that are spelt alike in both.
    assert same <= {"folder.contributions", "folder.organisations"}


def test_no_key_is_unused_and_every_key_of_the_code_exists() -> None:
    unused = [key for key in TEXTS.rows if f'"{key}"' not in CODE and not key.startswith(FAMILIES)]
    assert unused == []
    called = set(re.findall(r'(?:say|plain|sum_columns)\(\s*"([a-z_0-9.\-]+)"', CODE))
    progress = catalogue("progress_text").rows
    assert {key for key in called if key not in TEXTS.rows and key not in progress} == set()


def _choices(model: type, field: str) -> tuple[str, ...]:
    return get_args(model.model_fields[field].annotation)  # type: ignore[attr-defined]


def test_every_value_that_can_be_printed_has_words() -> None:
    wanted = [f"outcome.{one}" for one in OUTCOMES]
    wanted += [f"item.{one}" for one in ITEMS]
    wanted += [f"targetkind.{start}{one}" for one in TARGET_KINDS for start in ("", "one.")]
    wanted += [f"targetstate.{one}" for one in _choices(TargetRecord, "state")]
    wanted += [f"goal.{one or 'value'}" for one in _choices(TargetRecord, "goal")]
    wanted += [f"certainty.{one}" for one in _choices(Claim, "certainty")]
    wanted += [f"stage.{one}" for one in STAGES]
    wanted += [f"given.{one}" for one in _choices(Contribution, "kind")]
    wanted += [f"left.{one}" for one in LEFT_OUT]
    wanted += [f"gap.{one}" for one in _choices(Need, "state") if one != "open"]
    wanted += [f"textstate.{one}" for one in (*TEXT_STATES, "listed")]
    wanted += [f"folder.{one}" for one in KINDS]
    wanted += [f"planvalue.{one}" for name in ("state", "kind") for one in _choices(Plan, name)]
    assert [key for key in wanted if key not in TEXTS.rows] == []


def test_every_field_of_a_plan_that_can_change_has_words() -> None:
    old = Plan(id="a", area="x", state="drafting")
    texts = {
        name: {"en": "T"} for name in ("title", "summary", "evaluation", "resources", "linkages", "note")
    }
    new = Plan.model_validate(
        {
            "id": "b",
            "area": "y",
            "state": "in force",
            "kind": "activity plan",
            "version": "1",
            "date": "2010",
            "document": "d",
            "supersedes": "a",
            "consultation": "2009",
            "consultation_url": "http://x.y",
            "since": "2010",
            "until": "2011",
            "objectives": [{"text": "O"}],
            "priority_actions": ["P"],
            **texts,
        }
    )
    changed = {change.field for change in compare_plans(old, new).changes}
    assert changed == set(Plan.model_fields) - {"id", "sources", "visibility", "not_stated"}
    assert [name for name in changed if f"planfield.{name}" not in TEXTS.rows] == []


def test_every_item_has_a_sentence() -> None:
    assert all(str(item(name)) == TEXTS.rows[f"item.{name}"]["en"] for name in ITEMS)


# Why a target has its outcome

NUMBERS = st.builds(
    lambda ends, unit: Quantity(ends[1], unit, ends[0], ends[2]),
    st.lists(st.floats(0, 1e7), min_size=3, max_size=3).map(sorted),
    st.sampled_from(["t/yr", "kg/yr", "1", "no unit", ""]),
)
TARGETS = st.builds(
    Target,
    st.just("x"),
    unit=st.sampled_from(["t/yr", "kg/yr", "1", ""]),
    baseline=st.none() | NUMBERS,
    goal=st.sampled_from(["relative", "level", "phase-out", ""]),
    value=st.none() | st.floats(0, 1),
    year=st.none() | st.just(2017),
    kind=st.sampled_from(TARGET_KINDS),
)


@given(
    TARGETS, st.none() | NUMBERS, st.sampled_from([None, 2011, 2018]), st.sampled_from([None, True, False])
)
def test_no_reason_of_the_assessment_is_left_in_english(
    target: Target, seen: Quantity | None, year: int | None, same: bool | None
) -> None:
    said = assess(target, seen, observed_year=year, same_method=same).reason
    for language in LANGUAGES:
        told = reason(said, Voice(language))
        assert not any(isinstance(part, Foreign) for part in told), said
        assert "English" not in plain_text(told)
        assert plain_text(told).endswith(("。", "."))


@given(st.floats(-0.99, 9), st.floats(0, 5), st.floats(0, 1))
def test_the_numbers_of_a_reason_are_kept(change: float, wide: float, wanted: float) -> None:
    said = stated("reason.change", change=change, low=change - wide, high=change + wide, wanted=-wanted)
    numbers = [part.text for part in reason(said, Voice("ar")) if isinstance(part, Isolated)]
    shown = [int(text.strip("%+").replace("\u2212", "-").replace(",", "")) for text in numbers]
    assert shown == [int(text) for text in re.findall(r"([+-]\d+)%", str(said))]


def test_a_unit_that_cannot_be_used_is_explained_in_the_language() -> None:
    target = Target("x", unit="t/yr", goal="level", value=1, year=2017)
    told = reason(assess(target, Quantity(1, "no unit")).reason, Voice("fr"))
    assert plain_text(told).startswith("Unité inconnue « no unit »")


def test_a_reason_nobody_knows_is_printed_in_english_and_marked() -> None:
    told = reason(unit_sentence(UnitError("the moon was full")), Voice("fr"))
    assert told[0] == Foreign("the moon was full.", "en")
    assert "Anglais" in plain_text(told)
