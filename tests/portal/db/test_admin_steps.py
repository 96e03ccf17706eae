"""States in the forms: what is offered to whom, what is said to be missing, and what a step needs that is entered with it."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from quicksilver.portal.store.history import history_of
from quicksilver.portal.store.store import load_register, save_register
from quicksilver.register import records as r
from quicksilver.register.records import KINDS
from quicksilver.register.register import Register
from quicksilver.register.rules.lifecycles import beginnings, entered_as, missing_at_entry, transitions
from quicksilver.register.rules.roles import ROLES

pytestmark = pytest.mark.django_db
SECRETARIAT = ("secretariat", "unep", None)


def _field(answer):
    return answer.context["adminform"].form.fields["state"]


def _offered(answer):
    return [value for value, _label in _field(answer).choices]


def test_states_follow_their_life_cycle(sign_in, stored):
    pages = sign_in("sec", SECRETARIAT)
    assert "cannot be followed by" in pages.errors(pages.send("activity", "coal-b", state="evaluated"))
    assert "the date it began is missing" in pages.errors(pages.send("activity", "coal-b", state="under way"))
    assert pages.send("activity", "coal-b", state="under way", actual_date="2009-04").status_code == 302
    assert load_register().get(r.Activity, "coal-b").state == "under way"


def test_only_what_may_follow_for_the_person_is_offered(sign_in, stored):
    submission = stored.get(r.Submission, "italy-2010")
    assert submission.state == "submitted"
    secretariat = sign_in("sec", SECRETARIAT).get("submission", "change", "italy-2010")
    assert _offered(secretariat) == ["submitted", "returned with queries", "accepted"]
    point = sign_in("point", ("focal point", "italy", None)).get("submission", "change", "italy-2010")
    assert _offered(point) == ["submitted", "draft"]
    # Who leads another area has no part in it by that.
    both = sign_in("both", ("focal point", "italy", None), ("area lead", "unep", "metals"))
    taking_part = (r.Participation(organisation="italy", role="lead"),)
    activity = r.Activity(
        id="x", title="X", kind="pilot", areas=("coal",), state="completed", participants=taking_part
    )
    save_register(Register.of([("activities", activity)]), by="loader")
    assert _offered(both.get("activity", "change", "x")) == ["completed", "results published"]
    lead = sign_in("lead", ("area lead", "unep", "coal"))
    assert _offered(lead.get("activity", "change", "x")) == ["completed", "results published", "evaluated"]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "en",
            [
                "funded: nothing is missing",
                "under way: the date it began is missing",
                "cancelled: a note that states the reason is missing",
            ],
        ),
        ("zh-hans", ["已获资金：无所缺", "进行中：缺少开始日期", "已取消：缺少说明理由的备注"]),
        ("ar", ["\u2068ممول\u2069: لا ينقص شيء"]),
    ],
)
def test_under_the_state_stands_what_is_missing(sign_in, stored, language, said):
    pages = sign_in("sec", SECRETARIAT)
    pages.headers |= {"accept-language": language}
    page = pages.get("activity", "change", "coal-b").content.decode()
    for one in said:
        assert f"<li>{one}</li>" in page


def test_what_a_clause_asks_for_names_it(sign_in, stored):
    edition = r.Document(id="fw", title=r.Text(en="Framework", zh="框架"), kind="framework", date="2009-06")
    plan = r.Plan(id="p", area="coal", state="reviewed", title="<b>P</b>")
    save_register(Register.of([("documents", edition), ("plans", plan)]), by="loader")
    pages = sign_in("lead", ("area lead", "cnr", "coal"))
    page = pages.get("plan", "change", "p").content.decode()
    assert (
        "the summary of the issue is missing (Overarching Framework, Annex 2, section I; edition in force on"
        in page
    )
    assert ": Framework (2009-06))" in page
    assert "<b>P</b>" not in page
    refused = pages.errors(pages.send("plan", "p", state="adopted"))
    assert "there is no objective (Overarching Framework, Annex 2, section II" in refused
    pages.headers |= {"accept-language": "zh-hans"}
    assert "没有目的（总体框架，附件2，第II节" in pages.errors(pages.send("plan", "p", state="adopted"))


def test_what_is_entered_with_a_step_counts(sign_in, stored):
    activity = r.Activity(id="x", title="X", kind="pilot", areas=("coal",), state="under way")
    save_register(Register.of([("activities", activity)]), by="loader")
    pages = sign_in("sec", SECRETARIAT)
    refused = pages.errors(pages.send("activity", "x", state="completed", actual_date="2009"))
    assert "there is no output and no note" in refused
    answer = pages.send(
        "activity", "x", state="completed", actual_date="2009", **{"outputs-0-output": "guide"}
    )
    assert answer.status_code == 302, pages.errors(answer)
    assert load_register().get(r.Activity, "x").outputs == ("guide",)


def test_a_warning_stands_in_nobodys_way(sign_in, stored):
    plan = r.Plan(id="p", area="coal", state="reviewed", summary="Short", objectives=(r.Objective(text="x"),))
    save_register(Register.of([("plans", plan)]), by="loader")
    pages = sign_in("lead", ("area lead", "cnr", "coal"))
    answer = pages.send("plan", "p", state="adopted")
    assert answer.status_code == 302, pages.errors(answer)
    told = [str(one) for one in answer.wsgi_request._messages]
    assert any("there are 0 priority actions" in one and "section III" in one for one in told)


def test_an_area_takes_a_step_with_its_day_and_source(sign_in, stored):
    pages = sign_in("sec", SECRETARIAT)
    answer = pages.get("area", "change", "metals")
    assert _offered(answer) == ["proposed", "plan drafted", "closed", "became cross-cutting"]
    refused = pages.errors(pages.send("area", "metals", state="became cross-cutting"))
    assert "no source states where this was decided" in refused
    assert "cannot be followed by" in pages.errors(pages.send("area", "metals", state="active"))
    answer = pages.send(
        "area", "metals", state="became cross-cutting", status_since_date="2019-11", decided="note A3"
    )
    assert answer.status_code == 302, pages.errors(answer)
    (status,) = load_register().get(r.Area, "metals").statuses
    assert status == r.Status(
        status="became cross-cutting", since="2019-11", source=r.Source(document="note", place="A3")
    )
    assert len(history_of("areas", "metals")) == 2
    # The guards look at the day of the decision, not at today.
    coal = stored.get(r.Leadership, "coal-lead").model_copy(update={"until": r.When(date="2010")})
    save_register(Register.of([("leaderships", coal)]), by="loader")
    assert "has no lead on" in pages.errors(pages.send("area", "coal", state="active"))
    answer = pages.send("area", "coal", state="active", status_since_date="2008-05-01")
    assert answer.status_code == 302, pages.errors(answer)
    area = load_register().get(r.Area, "coal")
    assert [one.status for one in area.statuses] == ["proposed", "established", "active"]
    assert area.statuses[0].source == r.Source(document="doc", place="A17(b)(2)")
    # They are read, with where each was decided, and not written here.
    page = pages.get("area", "change", "coal").content.decode()
    statuses = page.partition('id="statuses-group"')[2]
    for one in ("established", "2006-02-03", "doc A17(b)(2)", "active"):
        assert one in statuses
    assert "statuses-0-status" not in page


def test_a_new_record_begins_at_its_beginning(sign_in, stored):
    pages = sign_in("sec", SECRETARIAT)
    new = {"id": "new", "organisation": "cnr"}
    assert pages.get("membership", "add").context["adminform"].form.initial["state"] == "enquiry"
    refused = pages.errors(pages.send("membership", state="confirmed", **new))
    assert "a new record begins in the state enquiry" in refused
    # Unless a source says that it is further; and a step from the beginning may be taken at once.
    answer = pages.send("membership", state="confirmed", sources="note A1", **new)
    assert answer.status_code == 302, pages.errors(answer)
    applicant = sign_in("app", ("applicant", "unep", None))
    assert _offered(applicant.get("membership", "add")) == ["enquiry", "applied"]
    mine = {"id": "mine", "organisation": "unep"}
    refused = applicant.send("membership", state="confirmed", sources="note A1", **mine)
    assert "may not take the step" in applicant.errors(refused)
    refused = applicant.send("membership", state="applied", **mine)
    assert "it is not stated what the partner will contribute" in applicant.errors(refused)
    answer = applicant.send(
        "membership", state="applied", goal_accepted="true", stated_contribution_en="Data", **mine
    )
    assert answer.status_code == 302, applicant.errors(answer)
    assert load_register().get(r.Membership, "mine").state == "applied"


def test_a_new_area_has_its_status(sign_in, stored):
    pages = sign_in("sec", SECRETARIAT)
    assert pages.send("area", id="cement", name_en="Cement").status_code == 302
    assert load_register().get(r.Area, "cement").statuses == ()
    refused = pages.errors(pages.send("area", id="gold", name_en="Gold", state="established"))
    assert "a new record begins in the state proposed" in refused
    answer = pages.send(
        "area", id="gold", name_en="Gold", state="established", status_since_date="2005", decided="doc p. 1"
    )
    assert answer.status_code == 302, pages.errors(answer)
    (status,) = load_register().get(r.Area, "gold").statuses
    assert (status.status, status.since.date, status.source.place) == ("established", "2005", "p. 1")


def test_beginnings_are_where_lives_begin():
    assert set(beginnings()) == {step.kind for step in transitions()}
    for kind, states in beginnings().items():
        steps = [step for step in transitions() if step.kind == kind]
        assert set(states) <= {step.before for step in steps}
        assert set(entered_as(kind, [])) == set(states)
        # Whoever could take a last step may enter what has taken it.
        every = set(entered_as(kind, ROLES))
        assert every == set(states) | {step.after for step in steps}
        if kind != "areas":
            default = KINDS[kind].model_fields["state"].default
            assert default in states or KINDS[kind].model_fields["state"].is_required()


def test_entry_asks_for_a_source_or_for_what_a_step_asks(register):
    idea = r.Activity(id="x", title="X", kind="pilot", areas=("coal",), state="planned", planned="2010")
    assert missing_at_entry(idea, register, roles=["area lead"]) == []
    done = idea.model_copy(update={"state": "completed"})
    assert (
        "begins in the state idea, not stated"
        in missing_at_entry(done, register, roles=["area lead"])[-1].what
    )
    sourced = done.model_copy(update={"sources": (r.Source(document="doc"),)})
    assert missing_at_entry(sourced, register, roles=["area lead"]) == []
    assert "may not take the step" in missing_at_entry(sourced, register, roles=["donor"])[0].what


def test_the_guards_read_what_they_ask_for(sign_in, stored):
    many = [("documents", r.Document(id=f"d{n}", title="D")) for n in range(30)]
    many += [("organisations", r.Organisation(id=f"o{n}", name="O")) for n in range(30)]
    save_register(Register.of(many), by="loader")
    pages = sign_in("sec", SECRETARIAT)
    pages.get("activity", "change", "coal-b")
    with CaptureQueriesContext(connection) as caught:
        pages.get("activity", "change", "coal-b")
    tables = {}
    for query in caught.captured_queries:
        for table in re.findall(r'FROM "programme_(\w+)"', query["sql"]):
            tables.setdefault(table, []).append(query["sql"])
    # No kind is read that neither the form shows nor a guard of an activity asks for.
    assert not set(tables) & {
        "meeting",
        "mandate",
        "membership",
        "claim",
        "fact",
        "baseline",
        "observation",
        "target",
        "need",
        "comment",
        "submission",
        "seat",
        "leadership",
    } - {"mandate"}
    # Documents and organisations are many; those that are named are asked for, and no others.
    for table in ("document", "organisation"):
        assert all(" WHERE " in one or " JOIN " in one for one in tables.get(table, [])), tables[table]
    before = len(caught)
    save_register(
        Register.of(
            [
                ("claims", r.Claim(id=f"c{n}", subject="areas/coal", field=f"f{n}", value="x"))
                for n in range(50)
            ]
        ),
        by="x",
    )
    with CaptureQueriesContext(connection) as caught:
        pages.get("activity", "change", "coal-b")
    assert len(caught) == before <= 75
