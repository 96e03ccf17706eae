"""Pages: who sees what, a form from the first answer to acceptance, and what a browser is told to protect."""

from __future__ import annotations

import datetime as dt
import io
import re

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import get_resolver, reverse

from quicksilver import languages
from quicksilver.portal.cycles import desk
from quicksilver.portal.store.store import load_register
from quicksilver.register import records as r

pytestmark = pytest.mark.django_db
LANGUAGES = {code: row.tag for code, row in languages.LANGUAGES.items()}
FORM = "/forms/c2008-ngo/"


def _submission(identifier="c2008-ngo"):
    return load_register().get(r.Submission, identifier)


def _typed(answer, **changed):
    """Return what a browser sends back of a form, with some boxes changed."""
    text = answer.content.decode()
    data = {"since": re.search(r'name="since" value="([^"]*)"', text)[1]}
    for name in re.findall(r'name="([vs]:[^"]+)"', text):
        data[name] = ""
    for name, value in re.findall(r'<textarea[^>]*name="(v:[^"]+)"[^>]*>([^<]*)</textarea>', text):
        data[name] = value
    return data | changed


def test_every_page_opens_in_every_language(called, sign_in):
    for language, code in LANGUAGES.items():
        client = sign_in("sec", code)
        for path in (
            "/",
            "/api/",
            "/cycles/c2008/",
            "/cycles/c2008/draft/",
            FORM,
            f"{FORM}review/",
            "/plans/metals-plan/",
            "/gaps/?as_of=2009-05-01",
        ):
            answer = client.get(path)
            text = answer.content.decode()
            assert answer.status_code == 200, (path, language)
            assert f'<html lang="{code}"' in text or f'<html lang="{language}"' in text, (path, language)
            assert ('dir="rtl"' in text.split("<body", 1)[0]) == (language == "ar")
    assert "مسودة" in sign_in("sec", "ar").get("/cycles/c2008/").content.decode()


def test_what_a_browser_is_told(called, sign_in):
    client = sign_in("sec")
    for path in ("/", FORM, "/nowhere/", "/admin/", "/api/v1/areas", "/gaps/"):
        headers = client.get(path).headers
        policy = headers["Content-Security-Policy"]
        assert "unsafe-eval" not in policy
        assert ("'unsafe-inline'" in policy) == (path == "/gaps/")
        assert "script-src" not in policy or "'unsafe-inline'" not in re.search("script-src[^;]*", policy)[0]
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["X-Frame-Options"] == "DENY"
    for path in ("/", FORM):
        text = client.get(path).content.decode()
        assert not re.search(
            r"<script|style=|\son\w+=|https?://(?!www\.w3\.org)", text.split("<main", 1)[0]
        ), path
        assert "<script" not in text


def _paths():
    found = []
    for pattern in get_resolver().url_patterns[0].url_patterns:
        route = str(pattern.pattern)
        for kind, value in (
            ("<str:cycle>", "c2008"),
            ("<str:step>", "final"),
            ("<str:submission>", "c2008-ngo"),
            ("<str:plan>", "coal-plan"),
            ("<str:comment>", "none"),
            ("<int:number>", "1"),
            ("<str:ending>", "html"),
        ):
            route = route.replace(kind, value)
        found.append("/" + route)
    return found


def test_nobody_gets_where_the_table_of_roles_does_not_let_them(called, sign_in):
    """Every address as every account, by both ways: never a failure, and nothing changed by looking."""
    before = load_register().records
    allowed = {
        # The form of a partner: its focal points, the leads of its areas, secretariat, chair and auditor may look at it.
        FORM: {"sec", "chair", "ngo", "ngo2", "coal", "waste", "products"},
        f"{FORM}form.xlsx": {"sec", "chair", "ngo", "ngo2", "coal", "waste", "products"},
        f"{FORM}review/": {"sec"},
        "/cycles/c2008/": {*called} - {"ngo", "ngo2", "quiet"},
        "/cycles/c2008/draft/": {*called} - {"ngo", "ngo2", "quiet"},
    }
    for name in (None, *called):
        client = sign_in(name)
        for path in _paths():
            answer = client.get(path)
            assert answer.status_code in (200, 301, 302, 404, 405), (name, path)
            if path in allowed:
                assert (answer.status_code == 200) == (name in allowed[path]), (
                    name,
                    path,
                    answer.status_code,
                )
    assert load_register().records == before


def test_a_visitor_signs_in_first_and_comes_back(called, sign_in):
    answer = sign_in(None).get(FORM)
    assert answer.headers["Location"] == "/sign-in/?next=/forms/c2008-ngo/"
    away = sign_in(None).post(
        "/sign-in/?next=https://elsewhere.example/",
        {"username": "x", "password": "y", "next": "https://elsewhere.example/"},
    )
    assert away.status_code == 200
    assert "is incorrect" in away.content.decode()


def test_a_form_is_saved_finished_later_and_sent_in(called, sign_in):
    client = sign_in("ngo")
    assert FORM in client.get("/").content.decode()
    page = client.get(FORM)
    saved = client.post(FORM, _typed(page, save="", **{"v:5.1": "First <b>&amp; bold</b>"}), follow=True)
    assert "You can finish later" in saved.content.decode()
    assert "First &lt;b&gt;&amp;amp; bold&lt;/b&gt;" in saved.content.decode()
    assert _submission().state == "draft"
    # Someone else of the same organisation goes on.
    client = sign_in("ngo2")
    page = client.get(FORM)
    wrong = client.post(FORM, _typed(page, send="", **{"v:3.2.1/coal-a": "soon", "v:5.2": "Second"}))
    assert wrong.status_code == 422
    # What was typed is in its box again, beside the sentence about what is wrong.
    assert "&#x27;soon&#x27; is not a date" in wrong.content.decode()
    assert 'value="soon"' in wrong.content.decode()
    assert ">Second</textarea>" in wrong.content.decode()
    assert _submission().answers[0].value.startswith("First")
    assert len(_submission().answers) == 1
    empty = client.post(FORM, _typed(page, send="", **{"v:5.1": "First"}), follow=True)
    assert "The form has been submitted" in empty.content.decode()
    assert (_submission().state, _submission().submitted_by) == ("submitted", "ngo2")
    closed = client.post(FORM, {"v:5.1": "Later", "save": ""})
    assert closed.status_code == 422
    back = client.post(f"{FORM}take-back", follow=True)
    assert "open for editing again" in back.content.decode()
    assert _submission().state == "draft"


def test_two_people_at_once(called, sign_in):
    first = sign_in("ngo").get(FORM)
    second = _typed(sign_in("ngo2").get(FORM), save="", **{"v:5.1": "Theirs"})
    sign_in("ngo2").post(FORM, second)
    answer = sign_in("ngo").post(FORM, _typed(first, save="", **{"v:5.1": "Mine", "v:5.2": "And this"}))
    text = answer.content.decode()
    assert "Answered in the meantime by ngo2, 20" in text
    assert "Theirs" in text
    assert ">Mine</textarea>" in text
    assert {one.question: one.value for one in _submission().answers} == {"5.1": "Theirs", "5.2": "And this"}


def test_extra_fields_are_not_stored(called, sign_in):
    client = sign_in("ngo")
    answer = client.post(
        FORM, {"save": "", "v:9.9": "x", "v:5.1": "y", "state": "accepted", "organisation": "quiet"}
    )
    assert answer.status_code == 422
    assert (_submission().state, _submission().organisation, _submission().answers) == (
        "not started",
        "ngo",
        (),
    )


def test_the_secretariat_returns_and_accepts(called, sign_in):
    desk.save_answers("c2008-ngo", {"1.6.1": desk_given("EUR 5"), "3.4": desk_given("A new pilot")}, by="ngo")
    desk.submit("c2008-ngo", by="ngo")
    client = sign_in("sec")
    page = client.get(f"{FORM}review/").content.decode()
    assert "organisations/ngo" in page
    assert "EUR 5" in page
    none = client.post(f"{FORM}review/", {"return": "", "q:1.6.1": " "}, follow=True)
    assert "no query states" in none.content.decode()
    client.post(f"{FORM}review/", {"return": "", "q:1.6.1": "From whom?", "q:": "Thank you."})
    assert _submission().state == "returned with queries"
    shown = sign_in("ngo", "fr").get(FORM).content.decode()
    assert "From whom?" in shown
    assert "Le secrétariat demande" in shown
    client = sign_in("ngo")
    client.post(FORM, _typed(client.get(FORM), send="", **{"v:1.6.1": "EUR 5 from the city"}))
    assert _submission().state == "resubmitted"
    done = sign_in("sec").post(f"{FORM}review/", {"accept": ""}, follow=True)
    assert "accepted, and the register has been changed" in done.content.decode()
    register = load_register()
    assert any(claim.value == "EUR 5 from the city" for claim in register.all(r.Claim))


def desk_given(value):
    from quicksilver.register.cycles.answering import Given

    return Given(value)


def test_offline_and_back(called, sign_in):
    client = sign_in("coal", "zh-hans")
    path = "/forms/c2008-coal/"
    given = client.get(f"{path}form.xlsx")
    assert given.headers["Content-Disposition"] == 'attachment; filename="c2008-coal.xlsx"'
    book = openpyxl.load_workbook(io.BytesIO(given.content))
    for row in book["form"].iter_rows():
        if row[0].value == "5.1":
            row[4].value = "很好"
        if row[0].value == "5.2":
            row[4].value = "=1+1"
    buffer = io.BytesIO()
    book.save(buffer)

    def send(data, name="f.xlsx"):
        return client.post(
            f"{path}upload", {"file": SimpleUploadedFile(name, data)}, follow=True
        ).content.decode()

    assert "公式" in send(buffer.getvalue())
    assert _submission("c2008-coal").answers == ()
    for row in book["form"].iter_rows():
        if row[0].value == "5.2":
            row[4].value = None
    buffer = io.BytesIO()
    book.save(buffer)
    assert "很好" in send(buffer.getvalue())
    assert [one.value for one in _submission("c2008-coal").answers] == ["很好"]
    assert "文件不是工作簿" in send(b"no workbook at all")
    assert "请先选择文件" in client.post(f"{path}upload", follow=True).content.decode()
    # The form of another sender cannot be slipped in.
    other = sign_in("waste").get("/forms/c2008-waste/form.xlsx").content
    client = sign_in("coal")
    assert client.post(f"{path}upload", {"file": SimpleUploadedFile("f.xlsx", other)}).status_code == 404


def test_what_is_too_large_is_not_read(called, sign_in):
    client = sign_in("coal")
    before = _submission("c2008-coal")
    answer = client.post(
        "/forms/c2008-coal/upload",
        {"file": SimpleUploadedFile("f.xlsx", b"x")},
        CONTENT_LENGTH=str(200 * 2**20),
    )
    assert answer.status_code == 413
    assert "Nothing was saved" in answer.content.decode()
    assert _submission("c2008-coal") == before


def test_files_go_with_the_form(called, sign_in):
    client = sign_in("ngo")

    def send(name, data):
        return client.post(
            f"{FORM}files", {"file": SimpleUploadedFile(name, data), "question": "1.6.1"}, follow=True
        ).content.decode()

    assert "The file has been attached" in send("../../Report 报告.pdf", b"%PDF-1.7 something")
    from quicksilver.portal.models import Attachment

    (row,) = Attachment.objects.all()
    assert (row.name, row.added_by, row.question) == ("Report 报告.pdf", "ngo", "1.6.1")
    for name, data, told in (
        ("evil.exe", b"MZ", "a file of the kind"),
        ("fake.pdf", b"<html>", "the file is not of the kind pdf"),
        ("empty.txt", b"", "empty"),
        ("big.txt", b"a" * (10 * 2**20 + 1), "the file has 10 MiB"),
        ("nul.csv", b"a\x00b", "the file is not of the kind csv"),
    ):
        assert told in send(name, data), name
    assert Attachment.objects.count() == 1
    got = client.get(f"{FORM}files/{row.pk}")
    assert got.headers["Content-Disposition"].startswith("attachment")
    assert b"".join(got.streaming_content) == b"%PDF-1.7 something"
    assert sign_in("quiet").get(f"{FORM}files/{row.pk}").status_code == 404
    assert sign_in("quiet").post(f"{FORM}files/{row.pk}/remove").status_code == 404
    # Of another form: not by its number either.
    assert sign_in("quiet").get(f"/forms/c2008-quiet/files/{row.pk}").status_code == 404
    sign_in("ngo").post(f"{FORM}files/{row.pk}/remove")
    assert not Attachment.objects.exists()


def test_comments_on_a_draft_and_on_a_plan(called, sign_in):
    client = sign_in("ngo")
    client.post("/plans/metals-plan/", {"place": "II", "text": "Add a <number>."})
    public = sign_in(None).get("/plans/metals-plan/").content.decode()
    assert "Add a &lt;number&gt;." in public
    assert sign_in(None).post("/plans/metals-plan/", {"text": "Anonymous"}).status_code == 404
    (said,) = load_register().all(r.Comment)
    assert (
        sign_in("ngo").post(f"/comments/{said.id}/reply", {"text": "Yes", "state": "taken up"}).status_code
        == 404
    )
    sign_in("sec").post(f"/comments/{said.id}/reply", {"text": "We did.", "state": "taken up"})
    assert "We did." in sign_in(None).get("/plans/metals-plan/").content.decode()
    # Who may read the draft is informed why a comment is not accepted now, and keeps what they wrote.
    early = sign_in("coal").post("/cycles/c2008/draft/comment", {"place": "A1", "text": "Too <early>"})
    assert early.status_code == 403
    assert "Too &lt;early&gt;</textarea>" in early.content.decode()
    assert "may not comment on a report that is open" in early.content.decode()


def test_steps_of_the_cycle_as_buttons(called, sign_in):
    client = sign_in("sec")
    told = client.post(reverse("web:step", args=["c2008", "compiled draft"]), follow=True).content.decode()
    assert "not yet accepted" in told
    for step in ("remind", "send"):
        assert client.post(f"/cycles/c2008/steps/{step}", follow=True).status_code == 200
    for name in ("coal", "chair", "ngo", "outsider", "member"):
        for step in ("remind", "close", "send", "compiled draft", "final"):
            assert sign_in(name).post(reverse("web:step", args=["c2008", step])).status_code in (302, 404)
    assert load_register().get(r.Cycle, "c2008").state == "open"
    assert sign_in("sec").post("/cycles/nowhere/steps/remind").status_code == 302


def test_pages_ask_few_questions(called, sign_in, django_assert_max_num_queries):
    from quicksilver.portal.store.store import save_register
    from quicksilver.register.register import Register

    many = [("organisations", r.Organisation(id=f"o{n}", name="O")) for n in range(60)]
    many += [
        ("submissions", r.Submission(id=f"s{n}", cycle="c2008", organisation=f"o{n}")) for n in range(60)
    ]
    many += [
        ("activities", r.Activity(id=f"a{n}", title="A", kind="other", areas=("coal",))) for n in range(120)
    ]
    save_register(Register.of(many), by="loader")
    for name, path, most in (
        ("sec", "/cycles/c2008/", 120),
        ("coal", "/", 60),
        ("coal", "/forms/c2008-coal/", 120),
    ):
        client = sign_in(name)
        with django_assert_max_num_queries(most):
            assert client.get(path).status_code == 200


def test_published_reports_are_for_everybody(called, sign_in):
    for ending in ("html", "pdf", "docx"):
        assert sign_in(None).get(f"/cycles/c2008/report.{ending}").status_code == 404
    from quicksilver.portal.store.store import save_register
    from quicksilver.register.register import Register

    # A cycle that was loaded as published had its report elsewhere: it is offered only where its document has an address.
    out = load_register().get(r.Cycle, "c2008").model_copy(update={"state": "published"})
    save_register(Register.of([("cycles", out)]), by="loader")
    assert "No report has been published here yet" in sign_in(None).get("/").content.decode()
    assert sign_in(None).get("/cycles/c2008/report.html").status_code == 404
    document = r.Document(id="linked", title="Report", kind="report", url="https://example.org/report.pdf")
    save_register(
        Register.of([("documents", document), ("cycles", out.model_copy(update={"document": "linked"}))]),
        by="loader",
    )
    page = sign_in(None).get("/").content.decode()
    assert 'href="https://example.org/report.pdf"' in page
    assert "/cycles/c2008/report.pdf" not in page
    # One that was reviewed and published here is offered to everyone.
    here = out.model_copy(update={"frozen": dt.datetime.now(dt.UTC).isoformat()})
    save_register(Register.of([("cycles", here)]), by="loader")
    client = sign_in(None, "fr")
    assert "/cycles/c2008/report.pdf" in client.get("/").content.decode()
    assert client.get("/cycles/c2008/report.pdf").content.startswith(b"%PDF")
    assert 'lang="fr"' in client.get("/cycles/c2008/report.html").content.decode()
    assert client.get("/cycles/c2008/report.exe").status_code == 404
