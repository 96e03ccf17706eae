from __future__ import annotations

import csv
import datetime as dt
import re
from importlib import resources
from pathlib import Path

import pydantic
import pytest
from hypothesis import given
from hypothesis import strategies as st

from quicksilver import languages
from quicksilver.language.catalogue import catalogue
from quicksilver.language.choices import choice, knows
from quicksilver.language.problems import in_language
from quicksilver.language.sentences import Either, say
from quicksilver.portal.models.fields import ExactDecimal, RefusedColumnError
from quicksilver.portal.store.mapping import kinds
from quicksilver.register import records as r
from quicksilver.register.formats.text_form import check
from quicksilver.register.records import KINDS
from quicksilver.register.records.refusals import refusal
from quicksilver.register.register import Register
from quicksilver.register.rules.guards import GUARDS
from quicksilver.register.rules.lifecycles import missing, moved, next_states, transitions
from quicksilver.register.rules.roles import ROLES
from quicksilver.register.rules.rules import clause, edition, rules

FOLDER = Path(str(resources.files("quicksilver.language")))
CODE = FOLDER.parent
LANGUAGES = tuple(languages.LANGUAGES)
SCRIPT = {"ru": "[а-я]", "zh": "[\u4e00-\u9fff]", "ar": "[\u0600-\u06ff]"}
#: Rows that hold signs and places only.
FRAMES = {"and so on", "and so on at length", "by clause", "may follow once", "at"}


def _rows(name):
    with (FOLDER / "data" / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _code(folder):
    return "\n".join(file.read_text(encoding="utf-8") for file in folder.rglob("*.py"))


def _places(text):
    return sorted(re.findall(r"\{(\w+)\}", text))


@pytest.mark.parametrize("name", ["sentences.csv", "choices.csv"])
def test_tables_are_whole_in_six_languages(name):
    for row in _rows(name):
        for language in LANGUAGES:
            assert row[language].strip(), (row, language)
            assert _places(row[language]) == _places(row["en"]), (row, language)
            if row.get("key") not in FRAMES and language in SCRIPT:
                assert re.search(SCRIPT[language], row[language]), (row, language)
        assert (len({row[language] for language in LANGUAGES}) > 3) or row.get("key") in FRAMES, row


def test_keys_are_those_that_are_used():
    keys = [row["key"] for row in _rows("sentences.csv")]
    assert len(keys) == len(set(keys))
    text = _code(CODE)
    # A key stands in the code whole, or with a name put into it.
    made = {f"need: {need}" for need in GUARDS}
    made |= {key for key in keys if re.match("(no indicator for|indicator without) the ", key)}
    made |= {key for key in keys if key.startswith("text.unit.")}
    unused = {key for key in keys if f'"{key}"' not in text} - made
    assert unused == set()
    assert {f"need: {need}" for need in GUARDS} == {key for key in keys if key.startswith("need: ")}
    said = set(re.findall(r'\bsay\(\s*"([^"]+)"', _code(CODE / "register") + _code(CODE / "portal")))
    assert said - set(keys) == set()


@given(st.text(min_size=1), st.sampled_from(LANGUAGES))
def test_what_a_user_wrote_is_no_template(text, language):
    assert text in say("partner already", partner=text).in_language(language)
    assert text in say("goal incomplete", missing=[text, "{lacks}"]).in_language(language)


def test_values_are_said_in_the_language_too():
    some = say("goal incomplete", missing=[say("year"), say("value")])
    assert str(some) == "missing: year, value"
    assert some.in_language("zh") == "缺少：年份、值"
    assert Either(("a", "b", "c")).in_language("fr") == "a ou b ou c"
    assert Either(()).in_language("es") == "nadie"


def test_identifiers_do_not_turn_arabic_round():
    assert "\u2068coal-b\u2069" in say("looks the same", others=["coal-b"]).in_language("ar")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_guard_speaks_every_language(register, language):
    said = 0
    for kind in {step.kind for step in transitions()}:
        for record in register.all(KINDS[kind]):
            for state in [*next_states(record), "nowhere"]:
                for problem in missing(record, state, register, roles=["visitor"], language=language):
                    said += 1
                    if language in SCRIPT:
                        assert re.search(SCRIPT[language], problem.what)
                        assert re.search(SCRIPT[language], problem.allowed)
                        assert re.search(SCRIPT[language], problem.remedy)
    assert said > 50


def test_a_step_is_said_in_the_language_of_who_asks(register):
    activity = register.get(r.Activity, "coal-b")
    (problem,) = missing(activity, "under way", register, language="zh")
    assert problem.what == "缺少开始日期"
    assert problem.allowed == "开始日期，之后才能进入“进行中”"
    with pytest.raises(Exception, match="« prévue » n’est pas suivi de « évaluée »"):
        moved(activity, "evaluated", register, language="fr")
    (problem,) = missing(activity, "funded", register, roles=["donor"], language="ru")
    assert problem.allowed == "координатор или ведущая сторона области или секретариат"


# Rules name their clause

FRAMEWORKS = [
    (
        "documents",
        r.Document(
            id="fw-2009",
            title={"original": "en", "en": "Framework, first", "zh": "框架"},
            kind="framework",
            date="2009-06",
        ),
    ),
    ("documents", r.Document(id="fw-2012", title="Framework, third", kind="framework", date="2012")),
    ("documents", r.Document(id="fw-draft", title="Undated", kind="framework")),
]


def test_every_need_has_a_rule_and_no_clause_is_made_up():
    assert set(rules()) == set(GUARDS)
    for rule in rules().values():
        assert rule.standing in ("read", "recalled", "judgement")
        # A clause is named where it was read, with the address of the reading; nothing else is.
        assert bool(rule.annex) == bool(rule.source) == (rule.standing == "read")
        assert rule.rule


def test_the_edition_is_that_of_the_day(register):
    world = Register.of([*register, *FRAMEWORKS])
    assert edition(world, dt.date(2009, 6, 29)) is None
    assert edition(world, dt.date(2009, 6, 30)).id == "fw-2009"
    assert edition(world, dt.date(2012, 12, 30)).id == "fw-2009"
    assert edition(world, dt.date(2013, 7, 1)).id == "fw-2012"
    assert clause("lead", world, dt.date(2013, 7, 1)) is None


def test_a_problem_names_clause_and_edition_and_a_later_edition_changes_no_past_step(register):
    plan = r.Plan(id="p", area="coal", state="reviewed", objectives=(r.Objective(text="x"),))
    early = Register.of([*register, *FRAMEWORKS[:1]])
    day = dt.date(2010, 1, 1)
    asked = {"roles": ["area lead"], "day": day}
    (summary, actions) = missing(plan, "adopted", early, **asked)
    assert (
        summary.allowed
        == "summary, before it can be adopted (Overarching Framework, Annex 2, section I; edition in force on 2010-01-01: Framework, first (2009-06))"
    )
    assert "Annex 2, section III" in actions.allowed
    assert missing(plan, "adopted", Register.of([*register, *FRAMEWORKS]), **asked) == [summary, actions]
    (none, _actions) = missing(plan, "adopted", register, **asked)
    assert none.allowed.endswith("the register contains no edition published by 2010-01-01)")
    (chinese, _actions) = missing(plan, "adopted", early, language="zh", **asked)
    assert (
        chinese.allowed
        == "摘要，之后才能进入“已通过”（总体框架，附件2，第I节；2010-01-01现行的版本：框架 (2009-06)）"
    )
    later = r.Membership(id="m", organisation="cnr", state="enquiry", stated_contribution="Data")
    (goal,) = missing(later, "applied", early, day=day)
    assert "(Overarching Framework, Annex 1; edition" in goal.allowed


# What records refuse


REFUSED = [
    lambda: r.Person(id="p", name="P", visibility="public"),
    lambda: r.Leadership(id="l", area="coal", role="vacant", organisation="cnr"),
    lambda: r.Seat(id="s"),
    lambda: r.Cycle(id="c", title="C", period="2009", frozen="2009-05-01T12:00:00"),
    lambda: r.Cycle(id="c", title="C", period="2009", frozen="soon"),
    lambda: r.Text(original="zh", en="x"),
    lambda: r.When(date="2009/2008"),
    lambda: r.When(date="soon {date}"),
    lambda: r.When(date="2009-13"),
    lambda: r.When(date="2009-02-30"),
    lambda: r.When(date="0000-02-03"),
    lambda: r.Amount(unit="t"),
    lambda: r.Amount(low=2, high=1),
    lambda: r.Amount(value="many"),
    lambda: r.Amount(value=[1]),
    lambda: r.Funding(amount=1),
    lambda: r.Funding(amount=-1, currency="EUR"),
    lambda: r.Place(role="focus"),
    lambda: r.Need(id="n"),
    lambda: r.Activity(id="a", title="A", kind="other", areas=()),
    lambda: r.Activity(id="a", title=["A"], kind="other", areas="coal"),
    lambda: r.Attendance(count=-1),
    lambda: r.Attendance(count="many"),
    lambda: r.Attendance(count=[1]),
    lambda: ExactDecimal().to_python("1,5"),
    lambda: r.Fact.model_validate({"id": "f", "key": "k"}),
    lambda: r.Place(country="SEN", open="perhaps"),
    lambda: r.Place(country="SEN", open=[]),
    lambda: r.Seat(id="s", person="p", body=3),
    lambda: r.Text(en="x", state=3),
]


def _refused(make):
    """Return the English of what refuses a value, and its sentences."""
    try:
        make()
    except pydantic.ValidationError as wrong:
        errors = wrong.errors()
        return [(error["msg"].removeprefix("Value error, "), refusal(error)) for error in errors]
    except RefusedColumnError as wrong:
        return [(wrong.text, wrong.sentence)]
    raise AssertionError


def _contradictory():
    """Return a register in which everything that records can contradict is contradicted once."""
    both = {"role": "lead", "since": "2005"}
    records = [
        ("organisations", r.Organisation(id="a", name="A", country="XXX", parent="b")),
        ("organisations", r.Organisation(id="b", name="B", parent="a", since="2009", until="2008")),
        ("areas", r.Area(id="coal", name="Coal", not_stated=("name",))),
        ("leaderships", r.Leadership(id="l1", area="coal", organisation="a", **both)),
        ("leaderships", r.Leadership(id="l2", area="coal", organisation="b", **both)),
        ("leaderships", r.Leadership(id="l3", area="coal", role="vacant", since="2005")),
        ("cycles", r.Cycle(id="c1", title="C", period="2009", called="2010-02", transmitted="2010-01")),
        ("cycles", r.Cycle(id="c2", title="C", period="2009")),
        ("memberships", r.Membership(id="m1", organisation="a", state="confirmed", since="2005")),
        ("memberships", r.Membership(id="m2", organisation="a", state="confirmed", since="2005")),
        ("claims", r.Claim(id="k1", subject="areas/nowhere", field="f", value="x")),
        ("claims", r.Claim(id="k2", subject="areas/coal", field="f", value="x", shown=True)),
        ("claims", r.Claim(id="k3", subject="areas/coal", field="f", value="y", shown=True)),
        ("indicators", r.Indicator(id="i0", name="I")),
        ("indicators", r.Indicator(id="i1", name="I", pathway="air")),
        ("indicators", r.Indicator(id="i2", name="I", unit="t")),
        ("indicators", r.Indicator(id="i3", name="I", unit="t", pathway="air")),
        *(
            (
                "baselines",
                r.Baseline(id=f"b{n}", indicator=f"i{n}", amount={"value": 1, "unit": "year"}, year=2009),
            )
            for n in range(4)
        ),
        ("plans", r.Plan(id="p", area="coal", state="drafting", document="nowhere")),
        (
            "activities",
            r.Activity(
                id="x", title="X", kind="other", areas=("coal",), serves=(r.Serves(plan="p", action=3),)
            ),
        ),
        (
            "contributions",
            r.Contribution(id="e", provider="a", kind="cash", money={"amount": 1, "currency": "EURO"}),
        ),
        ("facts", r.Fact(id="f", key="knowledge ends", value="soon")),
        ("submissions", r.Submission(id="s0", cycle="c1")),
        (
            "submissions",
            r.Submission(
                id="s1",
                cycle="c1",
                area="coal",
                answers=(r.Answer(question="1", value="x", special="not known"), r.Answer(question="1")),
            ),
        ),
        ("submissions", r.Submission(id="s2", cycle="c1", area="coal")),
    ]
    return Register.of(records)


@pytest.mark.parametrize("make", REFUSED)
def test_what_a_record_refuses_is_written_in_every_language(make):
    for english, stated in _refused(make):
        assert stated is not None, english
        # Those of pydantic begin with a small letter, for the middle of a sentence.
        assert english in (str(stated), str(stated)[0].upper() + str(stated)[1:])
        for language in LANGUAGES[1:]:
            written = stated.in_language(language)
            assert written != english
            if language in SCRIPT:
                assert re.search(SCRIPT[language], written)
        if "soon" in english:
            assert "soon" in stated.in_language("ar")


def test_every_contradiction_is_written_in_every_language():
    wrong = check(_contradictory())
    codes = {one.code for one in wrong}
    every = {key for key in catalogue("problems").rows if re.fullmatch(r"register\.[\w.-]+", key)}
    # Of the same check: imports, files, warnings, what a remedy says, and the day that a command is given.
    beside = re.compile(
        r"register\.(negative|beside|folder|file|plan|names|provider|comments|reference\.|periods\.|action\.none|knowledge\.)"
    )
    assert {code for code in every - codes if not beside.match(code)} == {"register.action.number"}
    for one in wrong:
        for language, script in SCRIPT.items():
            written = in_language(one, language)
            for text in (written.what, written.allowed, written.remedy):
                assert re.search(script, text), (one.code, language, text)
            assert written.place.as_dict() == one.place.as_dict()


def test_a_refusal_that_only_pydantic_knows_has_no_sentence():
    assert refusal({"type": "something_new", "msg": "Something else"}) is None


# Choices


def _choices():
    from django.apps import apps

    for model in apps.get_app_config("programme").get_models():
        if model.__name__.startswith("Historical") or model.__name__ == "Citation":
            continue
        holder = getattr(model, "folder", None) or getattr(model, "lists", None) or "appointments"
        for column in model._meta.concrete_fields:
            for value, _label in column.choices or ():
                yield f"{holder}.{column.name}", value


def test_every_choice_has_its_word_and_every_word_its_choice():
    wanted = set(_choices())
    assert len(wanted) > 250
    assert {pair for pair in wanted if not knows(*pair)} == set()
    # The states of areas are a list of statuses, and a visitor is appointed by nobody.
    beside = {("appointments.role", "visitor")}
    beside |= {("text state", one) for one in ("machine draft", "draft", "approved", "outdated", "missing")}
    for step in transitions():
        if step.kind == "areas":
            beside |= {
                (field, state)
                for field in ("areas.state", "statuses.status")
                for state in (step.before, step.after)
            }
    used = wanted | beside | {(field.rpartition(".")[2], value) for field, value in wanted}
    known = {(field, row["value"]) for row in _rows("choices.csv") for field in row["field"].split(";")}
    assert (
        known
        - used
        - {("seats.capacity", "reio"), ("seats.capacity", "fund"), ("seats.capacity", "individual")}
        == set()
    )


def test_states_of_steps_and_roles_have_words():
    for step in transitions():
        assert knows(f"{step.kind}.state", step.before)
        assert knows(f"{step.kind}.state", step.after)
    for role in ROLES:
        assert knows("appointments.role", role)
    assert set(kinds()) == set(KINDS)
    # In English a state is called what it is called in files, so that messages stay as they were.
    for step in transitions():
        assert choice(f"{step.kind}.state", step.after, "en") == step.after


def test_gender_follows_what_is_said_of():
    assert choice("activities.state", "cancelled", "fr") == "annulée"
    assert choice("plans.state", "superseded", "fr") == "remplacé"
    assert choice("targets.state", "superseded", "fr") == "remplacée"
    assert choice("anything", "unheard of", "fr") == "unheard of"
