"""A report cycle from the call to the published report, with silence that stays visible."""

from __future__ import annotations

import datetime as dt

import pytest
from tests.portal.cycles.conftest import DAY, LEADERLESS, LED

from quicksilver.errors import InputProblems
from quicksilver.portal.cycles import desk
from quicksilver.portal.cycles.actors import NotYoursError
from quicksilver.portal.cycles.reading import changed_at
from quicksilver.portal.models import Notice
from quicksilver.portal.store.store import load_register
from quicksilver.register import records as r
from quicksilver.register.cycles.answering import Given

pytestmark = pytest.mark.django_db
LATE = dt.date(2009, 4, 20)


def _submission(identifier):
    return load_register().get(r.Submission, identifier)


def _say(error):
    return " | ".join(problem.what for problem in error.value.problems)


def _whole(submission, by, **special):
    """Answer every question of a form: what is given, and "not known" for the rest."""
    _held, rows = desk.form_of(submission, "en")
    typed = {row.key: Given(special="not known") for row in rows} | {
        key: Given(value) for key, value in special.items()
    }
    return desk.save_answers(submission, typed, by=by)


def test_everybody_is_asked_once(called):
    register = load_register()
    asked = register.all(r.Submission)
    assert {one.area for one in asked if one.area} == {*LED, *LEADERLESS}
    # A partner of three areas has one form.
    assert [one.organisation for one in asked if one.organisation] == ["ngo", "quiet"]
    cycle = register.get(r.Cycle, "c2008")
    assert (cycle.state, cycle.called.date) == ("open", "2009-02-01")
    # The lead's person of today in her language, not the one who left; who has no address is seen to have none.
    coal = Notice.objects.filter(submission="c2008-coal")
    assert [(one.address, one.language) for one in coal] == [("coal@example.org", "fr")]
    assert "Appel" in coal[0].subject
    assert coal[0].body.endswith("Please write.")
    assert [one.address for one in Notice.objects.filter(submission="c2008-metals")] == [""]
    with pytest.raises(InputProblems, match="'open' cannot be followed by 'call issued'"):
        desk.issue_call("c2008", by="sec", day=DAY)


def test_only_who_may_issues_the_call(world):
    for name in ("coal", "ngo", "member", "chair", "outsider", "editor"):
        with pytest.raises(NotYoursError):
            desk.issue_call("c2008", by=name, day=DAY)
    with pytest.raises(NotYoursError, match="no account"):
        desk.issue_call("c2008", by="nobody", day=DAY)
    assert not load_register().all(r.Submission)


def test_a_call_needs_a_due_date_and_a_period_of_its_own(world):
    from quicksilver.portal.store.store import save_register
    from quicksilver.register.register import Register

    def save(period):
        save_register(Register.of([("cycles", r.Cycle(id="c2", title="C", period=period))]), by="loader")

    with pytest.raises(InputProblems, match="366 days are also in the period of c2008"):
        save("2008/2009")
    save("2009")
    with pytest.raises(InputProblems, match="the due date is missing"):
        desk.issue_call("c2", by="sec", day=DAY)


def test_six_of_eight_and_the_report_says_who_is_silent(called):
    for area in LED:
        _whole(f"c2008-{area}", by=area, **{"5.1": f"Good work in {area}"})
        desk.submit(f"c2008-{area}", by=area, day=dt.date(2009, 3, 20))
        desk.accept(f"c2008-{area}", by="sec", day=dt.date(2009, 3, 25))
    with pytest.raises(InputProblems, match="not yet accepted"):
        desk.advance("c2008", "compiled draft", by="sec", day=LATE)
    with pytest.raises(InputProblems, match="it is due by"):
        desk.none_received("c2008", by="sec", day=dt.date(2009, 3, 1))
    desk.none_received("c2008", by="sec", day=LATE)
    desk.advance("c2008", "compiled draft", by="sec", day=LATE)
    register = load_register()
    assert {
        one.area for one in register.all(r.Submission) if one.state == "none received" and one.area
    } == set(LEADERLESS)

    from quicksilver.documents.tree import Heading, Paragraph, plain_text
    from quicksilver.reports.progress import progress_document

    made = progress_document(register, period="2007-2008", as_of=LATE, language="en")
    sections = [
        block.number for block in made.blocks if isinstance(block, Heading) and block.sequence == "sections"
    ]
    assert "".join(sections) == "A.B.C.D.E.F.G.H."
    said = [plain_text(block.content) for block in made.blocks if isinstance(block, Paragraph)]
    assert sum("No report was received" in text for text in said) == 2
    for area in LED:
        assert any(f"Good work in {area}" in text for text in said)


def test_a_form_is_saved_by_two_and_nothing_is_lost(called):
    form = "c2008-ngo"
    desk.save_answers(form, {"5.1": Given("First")}, by="ngo")
    began = changed_at(form)
    desk.save_answers(form, {"5.2": Given("Second"), "5.1": Given("First")}, by="ngo2", since=began)
    # The first person still has the page as it was: other answers stay, their own is put in.
    done = desk.save_answers(
        form, {"5.1": Given("First"), "5.2": Given(""), "6.1": Given("Third")}, by="ngo", since=began
    )
    assert done.conflicts == {}
    assert {one.question: one.value for one in _submission(form).answers} == {
        "5.1": "First",
        "5.2": "Second",
        "6.1": "Third",
    }
    # Both change the same answer: the later one is told, and nothing is written over.
    done = desk.save_answers(form, {"5.2": Given("Other")}, by="ngo", since=began)
    assert done.conflicts["5.2"].value == "Second"
    assert {one.question: one.value for one in _submission(form).answers}["5.2"] == "Second"
    assert _submission(form).state == "draft"


def test_what_is_no_answer_is_told_all_at_once_and_nothing_is_saved(called):
    with pytest.raises(InputProblems) as wrong:
        desk.save_answers(
            "c2008-coal",
            {
                "1.4.1": Given("two"),
                "3.2/coal-a": Given("finished"),
                "9.9": Given("x"),
                "3.2.1/coal-a": Given("soon"),
                "5.1": Given("y", "not known"),
                "6.1": Given("Fine"),
            },
            by="coal",
        )
    assert len(wrong.value.problems) == 5
    assert _submission("c2008-coal").answers == ()


def test_others_cannot_touch_a_form(called):
    for name in ("quiet", "outsider", "member", "chair", "coal", "editor"):
        with pytest.raises(NotYoursError):
            desk.save_answers("c2008-ngo", {"5.1": Given("x")}, by=name)
    # A lead sees the answers of partners in the area, and does not write them.
    with pytest.raises(NotYoursError):
        desk.submit("c2008-ngo", by="coal")
    with pytest.raises(NotYoursError):
        desk.accept("c2008-ngo", by="ngo")


def test_a_form_goes_back_with_queries_and_comes_again(called):
    form = "c2008-coal"
    _whole(form, by="coal", **{"1.5": "24"})
    desk.submit(form, by="coal", day=dt.date(2009, 3, 1))
    with pytest.raises(InputProblems, match="take the form back first"):
        desk.save_answers(form, {"1.5": Given("25")}, by="coal")
    with pytest.raises(InputProblems, match="no query states"):
        desk.return_with(form, {"1.5": " "}, by="sec")
    desk.return_with(
        form, {"1.5": "Which partners?", "": "Thank you so far."}, by="sec", day=dt.date(2009, 3, 2)
    )
    queries = [one for one in load_register().all(r.Comment) if one.subject == f"submissions/{form}"]
    assert [(one.place, one.kind, one.state, one.visibility) for one in queries] == [
        ("1.5", "query", "open", "secretariat"),
        ("", "query", "open", "secretariat"),
    ]
    assert "Which partners?" in Notice.objects.get(kind="returned").body
    desk.save_answers(form, {"1.5": Given("25")}, by="coal")
    desk.submit(form, by="coal", day=dt.date(2009, 3, 3))
    assert _submission(form).state == "resubmitted"
    desk.accept(form, by="sec", day=dt.date(2009, 3, 4))
    assert {one.state for one in load_register().all(r.Comment)} == {"withdrawn"}
    assert _submission(form).state == "accepted"


def test_taken_back_before_anybody_looked(called):
    _whole("c2008-coal", by="coal")
    desk.submit("c2008-coal", by="coal")
    desk.take_back("c2008-coal", by="coal")
    assert (_submission("c2008-coal").state, _submission("c2008-coal").received) == ("draft", None)


def test_the_secretariat_enters_what_came_by_letter(called):
    _whole("c2008-quiet", by="sec")
    desk.submit("c2008-quiet", by="sec")
    assert _submission("c2008-quiet").submitted_by == "sec"


def test_the_preview_is_what_acceptance_does(called):
    form = "c2008-coal"
    _whole(
        form,
        by="coal",
        **{
            "1.5": "24",
            "3.2/coal-a": "completed",
            "3.2.1/coal-a": "2008-02/2008-11",
            "3.3/coal-a": "A guide in three languages",
            "3.1/coal-plan/1": "done",
            "2.1/coal-t": "None yet",
            "3.4": "A new pilot",
        },
    )
    desk.submit(form, by="coal", day=dt.date(2009, 3, 1))
    before = load_register()
    shown = desk.preview(form, by="sec", day=dt.date(2009, 3, 5))
    assert load_register().records == before.records
    told = {(one.kind, one.identifier, one.field): (one.now, one.then, one.held_up) for one in shown.changes}
    assert told["activities", "coal-a", "state"] == ("planned", "completed", ())
    assert told["areas", "coal", "partners"] == ("", "24", ())
    assert told["plans", "coal-plan", "priority action 1: progress"] == ("", "done", ())
    desk.accept(form, by="sec", day=dt.date(2009, 3, 5))
    after = load_register()
    for kind, record in shown.records:
        assert after.records[kind][record.id] == record
    activity = after.get(r.Activity, "coal-a")
    assert (activity.state, activity.actual.date, activity.results.en) == (
        "completed",
        "2008-02/2008-11",
        "A guide in three languages",
    )
    assert [(one.document, one.place) for one in activity.sources[1:]] == [
        ("form-c2008-coal", "3.2.1"),
        ("form-c2008-coal", "3.3"),
        ("form-c2008-coal", "3.2"),
    ]
    task = next(one for one in after.all(r.ActionItem) if one.text.en == "A new pilot")
    assert task.owner == "secretariat"
    assert (
        after.get(r.Document, "form-c2008-coal").title.zh.endswith("（2007-2008年报告）")
        or "2007-2008年报告" in after.get(r.Document, "form-c2008-coal").title.zh
    )


def test_a_state_that_lacks_something_stays_and_becomes_a_task(called):
    form = "c2008-coal"
    _whole(form, by="coal", **{"3.2/coal-a": "completed"})
    desk.submit(form, by="coal", day=dt.date(2009, 3, 1))
    (change,) = [one for one in desk.preview(form, by="sec").changes if one.field == "state"]
    assert [one.what for one in change.held_up] == [
        "the date it began is missing",
        "the date it ended is missing",
        "there is no output and no note that explains why",
    ]
    desk.accept(form, by="sec")
    after = load_register()
    assert after.get(r.Activity, "coal-a").state == "planned"
    assert any("the date it ended is missing" in one.text.en for one in after.all(r.ActionItem))


def test_a_later_answer_is_shown_and_the_earlier_one_stays(called):
    from quicksilver.portal.store.store import save_register
    from quicksilver.register.register import Register

    claim = r.Claim(
        id="old",
        subject="areas/coal",
        field="partners",
        value="20",
        shown=True,
        sources=(r.Source(document="plan", place="2"),),
    )
    save_register(Register.of([("claims", claim)]), by="loader")
    _whole("c2008-coal", by="coal", **{"1.5": "24"})
    desk.submit("c2008-coal", by="coal")
    desk.accept("c2008-coal", by="sec")
    held = {one.value: one.shown for one in load_register().all(r.Claim) if one.field == "partners"}
    assert held == {"20": False, "24": True}


def test_nobody_accepts_their_own_whatever_the_door(called):
    from django.contrib.auth import get_user_model

    from quicksilver.portal.models import Appointment

    _whole("c2008-ngo", by="ngo")
    desk.submit("c2008-ngo", by="ngo")
    before = load_register().records
    Appointment.objects.create(
        user=get_user_model().objects.get(username="sec"), role="focal point", organisation_id="ngo"
    )
    with pytest.raises(InputProblems, match="own organisation"):
        desk.accept("c2008-ngo", by="sec")
    assert load_register().records == before


def test_reminders_go_out_once_for_each_stage(called):
    def remind(*day):
        return [one.id for kind, one in desk.remind("c2008", by="sec", day=dt.date(*day)).records]

    everyone = {one.id for one in load_register().all(r.Submission)}
    assert remind(2009, 2, 20) == []  # more than a month before the due date
    assert set(remind(2009, 3, 2)) == everyone
    assert remind(2009, 3, 3) == []  # told already
    _whole("c2008-coal", by="coal")
    desk.submit("c2008-coal", by="coal")
    assert set(remind(2009, 3, 25)) == everyone - {"c2008-coal"}
    assert set(remind(2009, 4, 8)) == everyone - {"c2008-coal"}
    assert Notice.objects.filter(kind="late").exists()
    assert len(_submission("c2008-waste").reminded) == 3


def _to_draft(by="sec"):
    for area in LED:
        _whole(f"c2008-{area}", by=area)
        desk.submit(f"c2008-{area}", by=area, day=dt.date(2009, 3, 20))
        desk.accept(f"c2008-{area}", by=by, day=dt.date(2009, 3, 25))
    desk.none_received("c2008", by=by, day=LATE)
    desk.advance("c2008", "compiled draft", by=by, day=LATE)


def test_from_the_draft_to_the_corrected_report(called):
    _to_draft()
    with pytest.raises(NotYoursError):
        desk.comment("cycles/c2008", "A2", "Wrong", by="outsider")
    desk.advance("c2008", "fact check", by="sec", day=LATE)
    assert Notice.objects.filter(kind="check", address="coal@example.org").count() == 1
    with pytest.raises(NotYoursError):
        desk.comment("cycles/c2008", "A2", "Not yet ours", by="member")
    desk.comment("cycles/c2008", "A17(b)", "It is three years.", by="coal", day=LATE)
    desk.comment("cycles/c2008", "A3", "A partner's remark", by="ngo", day=LATE)
    desk.advance("c2008", "advisory-group review", by="sec", day=LATE)
    desk.comment("cycles/c2008", "A1", "Shorter, please.", by="member", day=LATE)
    with pytest.raises(NotYoursError):
        desk.advance("c2008", "final", by="sec", day=LATE)
    with pytest.raises(InputProblems, match="comments without a reply"):
        desk.advance("c2008", "final", by="chair", day=LATE)
    kinds = {}
    for one in load_register().all(r.Comment):
        kinds[one.kind] = one.author
        desk.reply(one.id, "Done", "taken up", by="sec", day=LATE)
    assert kinds == {"fact check": "coal", "comment": "ngo", "review": "member"}
    desk.advance("c2008", "final", by="chair", day=LATE)
    cycle = load_register().get(r.Cycle, "c2008")
    assert dt.datetime.fromisoformat(cycle.frozen).tzinfo is not None
    with pytest.raises(InputProblems, match="no symbol"):
        desk.advance("c2008", "transmitted", by="sec", day=LATE)
    desk.advance("c2008", "translated", by="editor", day=LATE)
    desk.advance("c2008", "transmitted", by="sec", day=LATE, symbol="X/1/2")
    desk.advance("c2008", "published", by="sec", day=LATE)
    with pytest.raises(InputProblems, match="does not state what is corrected"):
        desk.advance("c2008", "corrected", by="sec", day=LATE)
    desk.advance(
        "c2008",
        "corrected",
        by="sec",
        day=LATE,
        correction=r.Correction(text="Paragraph 3", languages=("zh",), date="2009-05"),
    )
    done = load_register().get(r.Cycle, "c2008")
    assert (done.state, done.published.date, done.corrections[0].languages) == (
        "corrected",
        "2009-04-20",
        ("zh",),
    )
    assert load_register().get(r.Document, "report-c2008").symbol == "X/1/2"


def test_a_plan_that_is_posted_takes_comments_and_replies(world):
    desk.comment("plans/metals-plan", "II", "Add a number.", by="ngo", day=DAY)
    (one,) = load_register().all(r.Comment)
    assert (one.kind, one.visibility, one.organisation) == ("consultation", "public", "ngo")
    with pytest.raises(InputProblems, match="in force"):
        desk.comment("plans/coal-plan", "", "Too late", by="ngo")
    with pytest.raises(NotYoursError):
        desk.reply(one.id, "Yes", "taken up", by="ngo")
    desk.reply(one.id, "We did.", "taken up", by="sec", day=DAY)
    (one,) = load_register().all(r.Comment)
    assert (one.state, one.reply.en, one.replied_by) == ("taken up", "We did.", "sec")


@pytest.mark.parametrize("language", ["en", "zh", "ar"])
def test_the_excel_file_comes_back_into_the_register(called, tmp_path, language):
    import openpyxl

    from quicksilver.register.formats.forms import write_form
    from quicksilver.register.formats.forms.questions import words

    path = write_form(load_register(), "c2008", "coal", tmp_path / "f.xlsx", language)
    book = openpyxl.load_workbook(path)
    sheet = book["form"]
    for row in range(1, sheet.max_row + 1):
        if sheet.cell(row, 1).value == "3.2/coal-a":
            sheet.cell(row, 5).value = words("state", language)["under way"]
        if sheet.cell(row, 1).value == "5.1":
            sheet.cell(row, 5).value = "很好"
    book.save(path)
    with pytest.raises(NotYoursError):
        desk.receive(path, by="waste")
    desk.receive(path, by="coal")
    held = _submission("c2008-coal")
    assert (held.state, held.language) == ("draft", language)
    assert {one.question: one.value for one in held.answers} == {"3.2/coal-a": "under way", "5.1": "很好"}


def test_the_final_report_stays_what_was_reviewed(called):
    from quicksilver.portal.store.final import as_reviewed
    from quicksilver.portal.store.store import save_register
    from quicksilver.register.register import Register
    from quicksilver.reports.progress import progress_files

    def report():
        register = as_reviewed(load_register(), dt.date(2007, 1, 1), dt.date(2008, 12, 31))
        return progress_files(register, period="2007-2008", as_of=LATE, language="en")["report.html"]

    _to_draft()
    for state in ("fact check", "advisory-group review"):
        desk.advance("c2008", state, by="sec", day=LATE)
    reviewed = report()
    desk.advance("c2008", "final", by="chair", day=LATE)
    assert report() == reviewed
    activity = (
        load_register().get(r.Activity, "coal-a").model_copy(update={"title": r.Text(en="Renamed since")})
    )
    save_register(Register.of([("activities", activity)]), by="sec")
    assert report() == reviewed
    # What a report gets after its review is in it.
    desk.advance("c2008", "transmitted", by="sec", day=LATE, symbol="X/1/2")
    assert b"X/1/2" in report()
    assert b"Renamed since" not in report()
