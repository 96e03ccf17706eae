"""Two people take the same step at the same moment: nothing that was acknowledged is lost, on either database."""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest
from tests.portal.db.conftest import elsewhere  # noqa: F401 - a fixture of another folder

HEAD = (
    f"import sys\nsys.path.insert(0, {str(Path(__file__).parents[3])!r})\n"
    + """
import datetime as dt
import threading
from django.contrib.auth import get_user_model
from django.db import connection
from tests.portal.cycles.conftest import DAY, LED, partnership
from quicksilver.errors import InputProblems
from quicksilver.register import records as r
from quicksilver.portal.cycles import attaching, desk
from quicksilver.register.cycles.answering import Given
from quicksilver.portal.cycles.reading import changed_at
from quicksilver.portal.models import Appointment, Attachment, Notice

save_register(partnership(), by="loader")
accounts = [
    ("sec", "secretariat", "unep", None), ("sec2", "secretariat", "unep", None), ("chair", "co-chair", None, None), ("chair2", "co-chair", None, None),
    ("ngo", "focal point", "ngo", None), ("ngo2", "focal point", "ngo", None), ("member", "group member", None, None), ("member2", "group member", None, None),
    *((area, "area lead", f"lead-{area}", area) for area in LED),
]
for name, role, organisation, area in accounts:
    user = get_user_model().objects.create_user(name, is_staff=True)
    Appointment.objects.create(user=user, role=role, organisation_id=organisation, area_id=area)

def at_once(*works):
    # Each in a thread with a connection of its own, all let go at the same moment.
    gate, results = threading.Barrier(len(works)), [None] * len(works)
    def run(number, work):
        try:
            gate.wait()
            results[number] = work()
        except Exception as wrong:
            results[number] = wrong
        finally:
            connection.close()
    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    odd = [one for one in results if isinstance(one, Exception) and not isinstance(one, InputProblems)]
    assert not odd, odd
    return results

def refused(results):
    return sum(isinstance(one, InputProblems) for one in results)

def held(kind, identifier):
    return load_register(kinds=[kind]).records[kind][identifier]

def answers(form):
    return {one.question: one.value for one in held("submissions", form).answers}

def whole(form, by):
    rows = desk.form_of(form, "en")[1]
    desk.save_answers(form, {row.key: Given(special="not known") for row in rows}, by=by)

"""
)
CALLED = HEAD + 'desk.issue_call("c2008", by="sec", day=DAY)\n'


@pytest.fixture
def race(elsewhere):  # noqa: F811 - the fixture itself
    """Run a script that has the partnership in an empty database."""

    def run(script, head=CALLED):
        return elsewhere(head + textwrap.dedent(script))

    return run


def test_two_save_different_questions(race):
    """Of one form, as often as the number says: both answers are there each time."""
    script = """
    lost = 0
    for turn in range(12):
        since = changed_at("c2008-ngo")
        keys = (("5.1", "ngo"), ("5.2", "ngo2"))
        at_once(*(lambda key=key, by=by: desk.save_answers("c2008-ngo", {key: Given(f"{by} {turn}")}, by=by, since=since) for key, by in keys))
        found = answers("c2008-ngo")
        lost += sum(found.get(key) != f"{by} {turn}" for key, by in keys)
    print(json.dumps(lost))
    """
    assert race(script) == 0


@pytest.mark.slow
def test_two_answer_the_same_question(race):
    """One is saved; the other is informed of the answer and of who gave it."""
    script = """
    odd = []
    for turn in range(6):
        since = changed_at("c2008-ngo")
        told = at_once(*(lambda by=by: desk.save_answers("c2008-ngo", {"5.1": Given(f"{by} {turn}")}, by=by, since=since) for by in ("ngo", "ngo2")))
        conflicts = [one for one in told if one.conflicts]
        kept = answers("c2008-ngo")["5.1"]
        if len(conflicts) != 1 or conflicts[0].conflicts["5.1"].value != kept or conflicts[0].by["5.1"].who != kept.split()[0]:
            odd.append([kept, len(conflicts)])
    print(json.dumps(odd))
    """
    assert race(script) == []


@pytest.mark.slow
def test_a_form_that_is_sent_in_is_not_saved_over(race):
    """Sending in and saving meet: the answer is in what was sent in, or its author is informed that it was not saved."""
    script = """
    odd = []
    for turn in range(5):
        whole("c2008-ngo", "ngo")
        done = at_once(lambda: desk.submit("c2008-ngo", by="ngo"), lambda: desk.save_answers("c2008-ngo", {"5.1": Given(f"late {turn}")}, by="ngo2"))
        saved = answers("c2008-ngo").get("5.1") == f"late {turn}"
        state = held("submissions", "c2008-ngo").state
        if state != "submitted" or saved == isinstance(done[1], InputProblems):
            odd.append([state, saved, str(done[1])])
        back = at_once(*[lambda: desk.take_back("c2008-ngo", by="ngo")] * 2)
        if refused(back) != 1 or held("submissions", "c2008-ngo").state != "draft":
            odd.append(["taken back", refused(back)])
    print(json.dumps(odd))
    """
    assert race(script) == []


@pytest.mark.slow
def test_accepted_or_returned_and_never_both(race):
    script = """
    odd = []
    for area in LED[:4]:
        form = f"c2008-{area}"
        whole(form, area)
        desk.submit(form, by=area, day=DAY)
        done = at_once(
            lambda: desk.accept(form, by="sec", day=DAY), lambda: desk.return_with(form, {"5.1": "Why?"}, by="sec2", day=DAY),
            lambda: desk.take_back(form, by=area),
        )
        now = held("submissions", form)
        queries = sum(one.subject == f"submissions/{form}" for one in load_register().all(r.Comment))
        known = {"accepted": (0, 0), "returned with queries": (1, 1), "draft": (2, 0)}
        if refused(done) != 2 or now.state not in known or queries != known[now.state][1] or isinstance(done[known[now.state][0]], Exception):
            odd.append([form, now.state, queries, [str(one) for one in done]])
        told = [one for one in done if isinstance(one, InputProblems)]
        if not all("last changed by" in str(one) for one in told):
            odd.append([str(one) for one in told])
    print(json.dumps(odd))
    """
    assert race(script) == []


@pytest.mark.slow
def test_two_acceptances_about_one_activity(race):
    """Two forms state something about the same activity: what both state is in it afterwards."""
    script = """
    desk.save_answers("c2008-coal", {"3.2.1/coal-a": Given("2008-11")}, by="coal")
    desk.save_answers("c2008-waste", {"3.3/coal-a": Given("Guidance is out")}, by="waste")
    for area in ("coal", "waste"):
        desk.submit(f"c2008-{area}", by=area, day=DAY)
    done = at_once(*(lambda area=area: desk.accept(f"c2008-{area}", by="sec", day=DAY) for area in ("coal", "waste")))
    one = held("activities", "coal-a")
    print(json.dumps([refused(done), one.actual and one.actual.date, one.results and one.results.en, len(one.sources)]))
    """
    found = race(script)
    assert found == [0, "2008-11", "Guidance is out", 3]


@pytest.mark.slow
def test_comments_and_replies_are_all_there(race):
    script = """
    made = at_once(*(lambda n=n: desk.comment("plans/metals-plan", "II", f"Comment {n}", by=("ngo", "ngo2")[n % 2], day=DAY).records[0][1].id for n in range(8)))
    comments = {one.id: one.text.en for one in load_register().all(r.Comment)}
    odd = [str(one) for one in made if one not in comments]
    odd += [f"Comment {n}" for n in range(8) if f"Comment {n}" not in comments.values()]
    first = sorted(comments)[0]
    told = at_once(*(lambda by=by: desk.reply(first, f"by {by}", "taken up", by=by, day=DAY) for by in ("sec", "sec2")))
    one = held("comments", first)
    print(json.dumps([odd, refused(told), one.reply.en == f"by {one.replied_by}", len(set(comments))]))
    """
    assert race(script) == [[], 1, True, 8]


@pytest.mark.slow
def test_the_call_reminders_and_closing(race):
    script = """
    called = at_once(*(lambda by=by: desk.issue_call("c2008", by=by, day=DAY) for by in ("sec", "sec2")))
    forms = len(load_register().all(r.Submission))
    calls = Notice.objects.filter(kind="call").count()
    reminded = at_once(*(lambda by=by: desk.remind("c2008", by=by, day=dt.date(2009, 3, 2)) for by in ("sec", "sec2")))
    times = {len(one.reminded) for one in load_register().all(r.Submission)}
    letters = Notice.objects.filter(kind="reminder").count()
    late = dt.date(2009, 4, 20)
    done = at_once(lambda: desk.none_received("c2008", by="sec", day=late), lambda: desk.save_answers("c2008-ngo", {"5.1": Given("At last")}, by="ngo"))
    print(json.dumps([refused(called), forms, calls, refused(reminded), sorted(times), letters, refused(done), answers("c2008-ngo")]))
    """
    refusals, forms, calls, none, times, letters, lost, answers = race(script, HEAD)
    assert (refusals, none, times, lost, answers) == (1, 0, [1], 0, {"5.1": "At last"})
    assert calls == letters >= forms == 10


@pytest.mark.slow
def test_steps_of_the_report_are_taken_once(race):
    script = """
    late = dt.date(2009, 4, 20)
    for area in LED:
        whole(f"c2008-{area}", area)
        desk.submit(f"c2008-{area}", by=area, day=DAY)
        desk.accept(f"c2008-{area}", by="sec", day=DAY)
    desk.none_received("c2008", by="sec", day=late)
    odd = []
    for state, people in (("compiled draft", ("sec", "sec2")), ("fact check", ("sec", "sec2")), ("advisory-group review", ("sec", "sec2"))):
        done = at_once(*(lambda by=by: desk.advance("c2008", state, by=by, day=late) for by in people))
        if refused(done) != 1:
            odd.append([state, [str(one) for one in done]])
    checks = Notice.objects.filter(kind="check").values_list("address", "recipient")
    if len(set(checks)) != len(checks):
        odd.append("two notices of the check")
    # A comment is in the report that is final, or its author is informed: none comes in after the last reply unseen.
    done = at_once(lambda: desk.advance("c2008", "final", by="chair", day=late), lambda: desk.comment("cycles/c2008", "A1", "Wait", by="member", day=late))
    comments = load_register().all(r.Comment)
    state = held("cycles", "c2008").state
    if (state == "final") == bool(comments) or refused(done) != 1:
        odd.append([state, len(comments), [str(one) for one in done]])
    print(json.dumps(odd))
    """
    assert race(script) == []


@pytest.mark.slow
def test_files_of_a_form(race):
    script = """
    big = b"%PDF-" + b"x" * (9 * 2**20)
    done = at_once(*(lambda n=n: attaching.attach("c2008-ngo", "", f"f{n}.pdf", big, by="ngo") for n in range(6)))
    kept = Attachment.objects.count()
    whole("c2008-ngo", "ngo")
    first = Attachment.objects.first().pk
    sent = at_once(lambda: desk.submit("c2008-ngo", by="ngo"), lambda: attaching.detach("c2008-ngo", first))
    gone = not Attachment.objects.filter(pk=first).exists()
    closed = at_once(lambda: attaching.attach("c2008-ngo", "", "late.pdf", b"%PDF-", by="ngo"))
    print(json.dumps([refused(done), kept, gone != isinstance(sent[1], InputProblems), refused(closed)]))
    """
    assert race(script) == [1, 5, True, 1]
