"""What everyone may see of a register: nothing hidden, and nothing that names it."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quicksilver.register.formats.text_form import check
from quicksilver.register.formats.text_form.plain import plain_record, record_bytes
from quicksilver.register.records import (
    KINDS,
    ActionItem,
    Activity,
    AgendaItem,
    Area,
    Baseline,
    Claim,
    Comment,
    Contribution,
    Cycle,
    Document,
    Leadership,
    Meeting,
    Membership,
    Objective,
    Organisation,
    Output,
    Participation,
    Person,
    Plan,
    Source,
    Status,
    Submission,
    TargetRecord,
)
from quicksilver.register.register import Register
from quicksilver.register.rules.roles import Role
from quicksilver.register.rules.visibility import closed, visible


def _held(*hidden: str) -> Register:
    def seen(name: str) -> str:
        return "secretariat" if name in hidden else "public"

    source = Source(document="doc")
    return Register.of(
        [
            ("documents", Document(id="doc", title="D", visibility=seen("doc"))),
            ("organisations", Organisation(id="org", name="O", visibility=seen("org"))),
            ("areas", Area(id="area", name="A", sources=(source,), visibility=seen("area"))),
            ("leaderships", Leadership(id="lead", area="area", organisation="org")),
            (
                "baselines",
                Baseline(id="base", indicator="i", amount={"value": 1}, year=2005, visibility=seen("base")),
            ),
            (
                "plans",
                Plan(
                    id="plan",
                    area="area",
                    state="in force",
                    objectives=(Objective(text="O", sources=(source,)),),
                ),
            ),
            (
                "targets",
                TargetRecord(id="target", area="area", text="T", baseline="base", visibility=seen("target")),
            ),
            ("outputs", Output(id="out", title="O", document="doc", visibility=seen("out"))),
            (
                "activities",
                Activity(
                    id="act",
                    title="A",
                    kind="project",
                    areas=("area",),
                    outputs=("out",),
                    participants=(Participation(organisation="org", role="lead"),),
                ),
            ),
            ("contributions", Contribution(id="gift", provider="org", activity="act")),
            ("claims", Claim(id="claim", subject="targets/target", field="value", value="1")),
        ]
    )


def test_a_register_without_secrets_is_the_same_one() -> None:
    register = _held()
    assert visible(register, totals=True) is register
    assert visible(register, (Role("secretariat"),)) is register
    # Nobody but those concerned reads a contribution.
    assert visible(register).all(Contribution) == []


def test_a_field_is_emptied_an_item_left_out_and_a_record_that_is_nothing_without_it_goes() -> None:
    shown = visible(_held("org", "base"))
    assert shown.get(Activity, "act").participants == ()
    assert visible(_held("org", "base"), totals=True).all(Contribution) == []
    assert shown.get(TargetRecord, "target").baseline is None
    # A leadership of nobody that is no vacancy would be no record.
    assert shown.all(Leadership) == []


def test_a_claim_about_a_hidden_record_is_hidden() -> None:
    assert visible(_held("target")).all(Claim) == []
    assert len(visible(_held("base")).all(Claim)) == 1


def test_an_activity_whose_only_area_is_hidden_is_hidden() -> None:
    shown = visible(_held("area"))
    assert shown.all(Activity) == shown.all(TargetRecord) == shown.all(Plan) == []


@given(st.sets(st.sampled_from(["doc", "org", "area", "base", "target", "out"])))
def test_no_hidden_name_is_left_anywhere(hidden: set[str]) -> None:
    shown = visible(_held(*hidden))
    for kind, record in shown:
        said = record_bytes(record).decode().split()
        assert record.id not in hidden
        assert not hidden & set(said), (kind, record.id)
        assert not any(f"targets/{one}" in said for one in hidden)


def test_what_is_left_of_a_part_leads_nowhere() -> None:
    whole = _held()
    part = Register(
        {kind: held for kind, held in whole.records.items() if kind not in ("organisations", "targets")}
    )
    left = closed(part)
    assert check(left) == []
    assert left.get(Activity, "act").participants == ()
    assert left.all(Claim) == left.all(Contribution) == left.all(Leadership) == []


def test_a_new_record_follows_its_kind_and_state_and_is_never_simply_public() -> None:
    for kind, record in KINDS.items():
        assert record.model_fields["visibility"].default != "public", kind
    draft = Plan(id="plan", area="area", state="drafting")
    areas = ("areas", Area(id="area", name="A"))
    assert visible(Register.of([areas, ("plans", draft)])).all(Plan) == []
    # It opens when it is posted, and nobody has to think of it.
    posted = draft.model_copy(update={"state": "posted for consultation"})
    assert visible(Register.of([areas, ("plans", posted)])).all(Plan) == [posted]


@pytest.mark.parametrize("stated", [{}, {"visibility": "public"}, {"visibility": "by state"}])
def test_what_a_file_calls_public_is_as_its_kind_and_state_allow(stated: dict[str, str]) -> None:
    plan = Plan.model_validate({"id": "plan", "area": "area", "state": "drafting", **stated})
    assert plan.visibility == "by state"
    assert "visibility" not in plain_record(plan)
    person = Person(id="p", name="N", visibility="public", consent="given")
    assert (person.visibility, plain_record(person)["visibility"]) == ("public", "public")


def test_answers_are_public_once_the_report_is_published() -> None:
    def seen(state: str, *roles: Role) -> set[str]:
        form = (Source(document="form", place="1.6.1"),)
        records = [
            ("documents", Document(id="form", title="F", kind="report form")),
            ("areas", Area(id="coal", name="Coal")),
            ("cycles", Cycle(id="c", title="C", period="2009/2010", state=state)),
            ("submissions", Submission(id="s", cycle="c", area="coal", state="accepted", document="form")),
            ("claims", Claim(id="claim", subject="areas/coal", field="money", value="250,000", sources=form)),
            ("action-items", ActionItem(id="task", text="Talks with the Government", sources=form)),
        ]
        shown = visible(Register.of(records), roles)
        return {record.id for _, record in shown} & {"form", "claim", "task"}

    assert seen("open") == seen("transmitted") == set()
    assert seen("published") == {"form", "claim", "task"}
    assert seen("open", Role("secretariat")) == {"form", "claim", "task"}
    assert seen("open", Role("group member")) == {"form", "claim", "task"}
    assert seen("open", Role("focal point", organisation="o")) == set()


def test_a_statement_is_seen_where_its_record_is() -> None:
    about = (
        ("plans", Plan(id="draft", area="area", state="drafting")),
        ("comments", Comment(id="first", subject="areas/area", text="T", visibility="public")),
        ("comments", Comment(id="second", subject="plans/draft", text="T", visibility="public")),
        ("comments", Comment(id="third", subject="comments/first", text="T", visibility="public")),
        ("comments", Comment(id="fourth", subject="nothing", text="T", visibility="public")),
    )
    register = Register.of([("areas", Area(id="area", name="A")), *about])
    assert [one.id for one in visible(register).all(Comment)] == ["first"]
    assert len(visible(register, (Role("secretariat"),)).all(Comment)) == 4


def test_an_item_of_a_list_that_names_what_is_hidden_is_left_out() -> None:
    hidden = Document(id="secret", title="S", visibility="secretariat")
    agenda = (AgendaItem(text="Open"), AgendaItem(text="About the secret", document="secret"))
    statuses = (Status(status="proposed", source=Source(document="secret")),)
    register = Register.of(
        [
            ("documents", hidden),
            ("meetings", Meeting(id="m", body="B", title="M", agenda=agenda)),
            ("areas", Area(id="a", name="A", statuses=statuses)),
        ]
    )
    shown = visible(register)
    assert [item.text.en for item in shown.get(Meeting, "m").agenda] == ["Open"]
    # Where something was read is no part of it.
    assert shown.get(Area, "a").statuses == (Status(status="proposed"),)


def test_on_an_earlier_day_a_partner_that_withdrew_since_is_listed() -> None:
    member = Membership(id="m", organisation="o", state="withdrawn", confirmed="2008", until="2010-12-31")
    register = Register.of([("organisations", Organisation(id="o", name="O")), ("memberships", member)])
    assert visible(register).all(Membership) == []
    assert visible(register, day=dt.date(2009, 5, 1)).all(Membership) == [member]
    assert visible(register, day=dt.date(2011, 5, 1)).all(Membership) == []


def test_names_of_persons_are_for_the_secretariat_and_their_own_organisation() -> None:
    lead = Leadership(id="lead", area="area", organisation="org", person="A Person")
    register = Register.of(
        [
            ("areas", Area(id="area", name="A")),
            ("organisations", Organisation(id="org", name="O")),
            ("leaderships", lead),
        ]
    )

    def named(*roles: Role) -> str:
        return visible(register, roles).get(Leadership, "lead").person

    assert named() == named(Role("group member")) == named(Role("focal point", organisation="other")) == ""
    assert named(Role("secretariat")) == named(Role("focal point", organisation="org")) == "A Person"
