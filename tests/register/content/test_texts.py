"""How far each language of each text is."""

from __future__ import annotations

from quicksilver.register.questions.translations import TEXT_STATES, state_in, texts
from quicksilver.register.records import Area, Objective, Plan, Text
from quicksilver.register.register import Register


def test_every_state_is_told() -> None:
    text = Text(
        original="zh",
        zh="煤",
        en="coal",
        fr="charbon",
        es="carbon",
        ru="уголь",
        state={"fr": "draft", "es": "machine draft", "ru": "outdated"},
    )
    told = [state_in(text, language) for language in ("zh", "en", "ru", "fr", "es", "ar")]
    assert told == list(TEXT_STATES)


def test_texts_are_found_wherever_they_stand() -> None:
    plan = Plan(
        id="p",
        area="x",
        state="in force",
        title="T",
        objectives=(Objective(text="O", means=("M", "N")),),
        priority_actions=("A",),
    )
    area = Area(id="x", name="X", aliases=("Y",), note="Z")
    found = [(one.kind, one.field) for one in texts(Register.of([("areas", area), ("plans", plan)]))]
    assert found == [
        ("areas", "note"),
        ("areas", "name"),
        ("areas", "aliases[1]"),
        ("plans", "title"),
        ("plans", "objectives[1].text"),
        ("plans", "objectives[1].means[1]"),
        ("plans", "objectives[1].means[2]"),
        ("plans", "priority_actions[1]"),
    ]


def test_only_what_held_on_the_day_is_counted(both: Register) -> None:
    import datetime as dt

    whole = sum(1 for _ in texts(both))
    assert 0 < sum(1 for _ in texts(both.as_of(dt.date(2009, 5, 1)))) < whole
