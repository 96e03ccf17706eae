"""What the service keeps to itself: headers, sessions, names of accounts, lists that are asked too much, guessed passwords, failures."""

from __future__ import annotations

import datetime as dt
import logging
import re

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

from quicksilver.portal.cycles import desk
from quicksilver.portal.models import SignInAttempt
from quicksilver.portal.store.store import load_register
from quicksilver.register import records as r
from quicksilver.register.cycles.answering import Given

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse battery"
FORM = "/forms/c2008-ngo/"
PROTECTIVE = (
    "Content-Security-Policy",
    "X-Content-Type-Options",
    "X-Frame-Options",
    "Referrer-Policy",
    "Cross-Origin-Opener-Policy",
)


@pytest.fixture
def account(called):
    """Give accounts of the partnership a password."""
    from django.contrib.auth import get_user_model

    def give(name, **more):
        user = get_user_model().objects.get(username=name)
        user.set_password(PASSWORD)
        for key, value in more.items():
            setattr(user, key, value)
        user.save()
        return user

    return give


def _attempt(client, name, password, path="/sign-in/", **headers):
    return client.post(path, {"username": name, "password": password}, **headers)


# Headers


def _headers(client, path):
    answer = client.get(path)
    if answer.streaming:
        list(answer.streaming_content)
    answer.close()
    return answer.headers


@pytest.mark.parametrize("name", [None, "sec"])
def test_every_answer_is_protected(called, sign_in, name):
    client = sign_in(name)
    client.raise_request_exception = False
    paths = (
        "/",
        "/nowhere",
        "/sign-in/",
        "/admin/",
        "/admin/nowhere/",
        "/api/nothing",
        "/api/v1/areas",
        "/api/v1/areas/none",
        "/api/v1/areas?limit=0",
        "/static/web/style.css",
        "/static/none.css",
        "/gaps/",
        f"{FORM}form.xlsx",
        "/plans/a%00/",
    )
    for path in paths:
        headers = _headers(client, path)
        for one in PROTECTIVE:
            assert headers.get(one), (path, one)
        assert "Strict-Transport-Security" not in headers
        kept = headers.get("Cache-Control", "")
        if name and not path.startswith("/static/"):
            assert kept == "no-store", path
    assert client.post("/", {}).headers["Content-Security-Policy"]


def test_what_is_public_may_be_kept_and_a_page_for_passwords_may_not(called, sign_in):
    client = sign_in(None)
    assert "no-store" not in client.get("/").headers.get("Cache-Control", "")
    assert "public" in _headers(client, "/static/web/style.css")["Cache-Control"]
    for path in ("/sign-in/", "/admin/login/"):
        assert client.get(path).headers["Cache-Control"] == "no-store"


def test_transport_is_remembered_for_this_host_only(called, sign_in, settings):
    settings.SECURE_HSTS_SECONDS = 31_536_000
    value = sign_in(None).get("/api/nothing", secure=True).headers["Strict-Transport-Security"]
    assert value == "max-age=31536000"
    settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = settings.SECURE_HSTS_PRELOAD = True
    value = sign_in(None).get("/api/nothing", secure=True).headers["Strict-Transport-Security"]
    assert value == "max-age=31536000; includeSubDomains; preload"


def test_addresses_at_which_a_description_is_looked_for(called, sign_in):
    for path in ("/api/v1/", "/api/v1/docs", "/api/v1/docs/"):
        answer = sign_in(None).get(path, follow=True)
        assert (answer.status_code, answer.redirect_chain[-1][0]) == (200, "/api/")
    assert "openapi.json" in answer.content.decode()


def test_a_line_for_each_request_where_it_is_asked_for(called, sign_in, settings, caplog):
    settings.QUICKSILVER_LOG_ACCESS = True
    with caplog.at_level(logging.INFO, "quicksilver.access"):
        sign_in(None).get("/a%0Ab")
    (line,) = [one.getMessage() for one in caplog.records]
    assert line.startswith(r"GET '/a\nb' 404 127.0.0.1")


# What is typed is not lost, and nobody is surprised


def test_what_was_typed_is_there_again_where_it_is_not_saved(called, sign_in):
    client = sign_in("ngo")
    long = client.post("/plans/metals-plan/", {"place": "II", "text": "x" * 10_001})
    assert long.status_code == 422
    assert "the text has 10001 characters" in long.content.decode()
    assert "x" * 10_001 in long.content.decode()
    desk.save_answers("c2008-ngo", {"5.1": Given("First")}, by="ngo")
    desk.submit("c2008-ngo", by="ngo")
    # Two of the secretariat look at it; one returns it.
    desk.return_with("c2008-ngo", {"5.1": "Why?"}, by="sec")
    late = sign_in("sec").post(f"{FORM}review/", {"return": "", "q:5.1": "When <exactly>?"})
    assert late.status_code == 422
    assert "When &lt;exactly&gt;?</textarea>" in late.content.decode()
    assert "last changed by sec" in late.content.decode()
    assert len([one for one in load_register().all(r.Comment) if one.kind == "query"]) == 1


def test_a_form_that_was_sent_in_meanwhile_shows_what_was_typed(called, sign_in):
    client = sign_in("ngo")
    since = re.search(r'name="since" value="([^"]*)"', client.get(FORM).content.decode())[1]
    desk.save_answers("c2008-ngo", {"5.1": Given("Theirs")}, by="ngo2")
    desk.submit("c2008-ngo", by="ngo2")
    answer = client.post(FORM, {"save": "", "since": since, "v:5.1": "Mine & more", "v:5.2": "Second"})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "last changed by ngo2" in text
    assert "Mine &amp; more" in text
    assert ">Theirs</p>" in text
    held = load_register().get(r.Submission, "c2008-ngo")
    assert [one.value for one in held.answers] == ["Theirs"]


def test_a_page_without_its_time_overwrites_nothing(called, sign_in):
    desk.save_answers("c2008-ngo", {"5.1": Given("Theirs")}, by="ngo2")
    for since in ("", "nonsense", "2009-01-01"):
        answer = sign_in("ngo").post(FORM, {"save": "", "since": since, "v:5.1": "Mine", "v:5.2": "Mine"})
        assert "Answered in the meantime by ngo2" in answer.content.decode(), since
    held = load_register().get(r.Submission, "c2008-ngo")
    assert {one.question: one.value for one in held.answers} == {"5.1": "Theirs", "5.2": "Mine"}


def test_a_file_replaces_only_what_its_sender_answered(called, sign_in, tmp_path):
    import openpyxl

    client = sign_in("coal")
    path = tmp_path / "f.xlsx"
    path.write_bytes(client.get("/forms/c2008-coal/form.xlsx").content)
    book = openpyxl.load_workbook(path)
    for row in book["form"].iter_rows():
        if row[0].value in ("5.1", "5.2"):
            row[4].value = "From the file"
    book.save(path)
    desk.save_answers("c2008-coal", {"5.1": Given("By the secretariat")}, by="sec")
    desk.save_answers("c2008-coal", {"5.2": Given("Older")}, by="coal")
    given = SimpleUploadedFile("f.xlsx", path.read_bytes())
    told = client.post("/forms/c2008-coal/upload", {"file": given}, follow=True).content.decode()
    assert "Answers that someone else gave were kept: 5.1" in told
    held = load_register().get(r.Submission, "c2008-coal")
    assert {one.question: one.value for one in held.answers} == {
        "5.1": "By the secretariat",
        "5.2": "From the file",
    }


# Names of accounts


def test_names_of_accounts_are_shown_to_nobody_who_is_not_signed_in(called, sign_in):
    desk.comment("plans/metals-plan", "II", "Add a number.", by="ngo")
    (made,) = load_register().all(r.Comment)
    desk.reply(made.id, "We did.", "taken up", by="sec")
    page = sign_in(None).get("/plans/metals-plan/").content.decode()
    assert "An NGO" in page
    assert not re.search(r"\bngo\b|\bsec\b", re.sub(r"<[^>]*>", " ", page))
    listed = sign_in(None).get("/api/v1/comments").json()["items"]
    assert [(one["author"], one["replied_by"]) for one in listed] == [("", "")]
    assert not sign_in(None).get("/api/v1/search?q=ngo2").json()["items"]
    assert "<bdi>ngo</bdi>" in sign_in("sec").get("/plans/metals-plan/").content.decode()


# What a list is asked


@pytest.mark.parametrize(
    "query",
    [
        "id__regex=^(([a-z0-9-])%2B)%2B!$",
        "id__regex=([",
        "id__iregex=a",
        "id__contains=a",
        "id__gt=a",
        "pk__in=a,b",
        "visibility__regex=a",
        "visibility__exact=a&visibility__exact=b",
        "state__exact__regex=a",
        "area__id__regex=a",
        "area__name__icontains=a",
        "note__isnull=x",
        "visibility__isnull=x",
        "o=id",
        "o=1;drop",
        "o=" + ".".join(["1"] * 30),
        "p=-1",
        "p=x",
        "all=yes",
        "q=" + "x" * 4001,
        "q=a%00",
        "id__exact=coal",
        "history__id=1",
        "nothing=1",
        "_to_field=id__regex",
        "_to_field=user",
        "_to_field=note",
        "visibility__exact=" + "x" * 200,
    ],
)
def test_a_list_is_asked_only_what_it_offers(called, sign_in, account, query):
    account("sec", is_superuser=True)
    client = sign_in("sec")
    for model in (
        "programme/claim",
        "programme/activity",
        "programme/appointment",
        "programme/signinattempt",
        "programme/notice",
        "auth/user",
    ):
        assert client.get(f"/admin/{model}/?{query}").status_code == 400, model


def test_a_search_by_columns_is_as_long_as_a_database_takes(called, sign_in, account):
    account("sec", is_superuser=True)
    client = sign_in("sec")
    for model in ("programme/appointment", "programme/signinattempt", "programme/notice", "auth/user"):
        for text, status in (("x" * 201, 400), ("a " * 1000, 400), ("a " * 100, 200)):
            assert client.get(f"/admin/{model}/", {"q": text}).status_code == status, (model, text[:4])
    for text in ("x" * 4000, "a " * 2000):
        assert client.get("/admin/programme/claim/", {"q": text}).status_code == 200


def test_what_a_list_offers_is_answered(called, sign_in, account):
    account("sec", is_superuser=True)
    client = sign_in("sec")
    from django.contrib import admin

    for model in admin.site._registry:
        base = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
        page = client.get(base)
        assert page.status_code == 200, base
        links = set(re.findall(r'href="(\?[^"]*)"', page.content.decode()))
        for link in sorted(links)[:25]:
            assert client.get(base + link.replace("&amp;", "&")).status_code == 200, (base, link)
    for text in ("^((a)+)+!$", "([", "%", "'", "\\", "*"):
        assert client.get("/admin/programme/activity/", {"q": text}).status_code == 200
        assert (
            client.get(
                "/admin/autocomplete/",
                {"app_label": "programme", "model_name": "activity", "field_name": "parent", "term": text},
            ).status_code
            == 200
        )
    assert (
        client.get(
            "/admin/autocomplete/",
            {
                "app_label": "programme",
                "model_name": "activity",
                "field_name": "parent",
                "term": "a",
                "id__regex": "a",
            },
        ).status_code
        == 400
    )
    # Who is not signed in is not told what a list offers.
    assert sign_in(None).get("/admin/programme/claim/?id__regex=a").status_code == 302


def test_records_are_named_by_their_key_alone(called, sign_in, account):
    account("sec", is_superuser=True)
    client = sign_in("sec")
    # A column of another table, which Django's own check stumbles over.
    for page in ("", "add/"):
        for name in ("user", "permissions", "name", "id__regex"):
            assert client.get(f"/admin/auth/group/{page}?_to_field={name}").status_code == 400, (page, name)
        assert client.get(f"/admin/auth/group/{page}?_to_field=id").status_code == 200
    assert client.post("/admin/auth/group/add/", {"name": "a", "_to_field": "user"}).status_code == 400
    assert client.get("/admin/programme/area/?_to_field=name").status_code == 400


def test_the_history_of_appointments(called, sign_in, account):
    from quicksilver.portal.models import Appointment

    sec = account("sec", is_superuser=True)
    row = Appointment.objects.create(user=sec, role="editor")
    row.role, row.reason = "auditor", "Asked for"
    row.save()
    client = sign_in("sec")
    page = client.get(f"/admin/programme/appointment/{row.pk}/history/")
    assert page.status_code == 200
    text = page.content.decode()
    assert "<strong>Role</strong>: editor → auditor" in text
    assert "<strong>Reason</strong>: – → Asked for" in text
    assert text.count("added to the register") == 1
    for wrong in ("none", "0", "_3D", "9" * 30):
        assert client.get(f"/admin/programme/appointment/{wrong}/history/").status_code == 404, wrong
    account("sec", is_superuser=False)
    assert sign_in("sec").get(f"/admin/programme/appointment/{row.pk}/history/").status_code == 403


def test_the_character_nul_is_looked_up_nowhere(called, sign_in):
    client = sign_in("sec")
    for path in (
        "/plans/a%00/",
        "/cycles/%00/",
        "/forms/c2008-ngo%00/",
        "/admin/programme/area/a%00/change/",
        "/comments/%00/reply",
    ):
        assert client.get(path).status_code == 404, path
    for path in ("/?as_of=%00", "/sign-in/?next=/%00", "/admin/programme/area/?q=%00"):
        assert client.get(path).status_code == 400, path
    assert client.get("/api/v1/areas/a%00").status_code == 422
    for path, data in (
        ("/plans/metals-plan/", {"text": "a\x00"}),
        (FORM, {"v:5.1": "\x00"}),
        ("/sign-in/", {"username": "\x00", "password": "x"}),
    ):
        answer = client.post(path, data)
        assert answer.status_code == 400, path
        assert "Nothing was changed" in answer.content.decode()


# Guessing


@pytest.mark.parametrize("path", ["/sign-in/", "/admin/login/"])
def test_guessing_is_stopped_and_the_right_password_waits(called, sign_in, account, caplog, path):
    account("sec")
    client = sign_in(None)
    codes = [_attempt(client, "sec", f"wrong {turn}", path).status_code for turn in range(8)]
    assert codes == [200] * 5 + [429] * 3
    answer = _attempt(client, "sec", PASSWORD, path)
    assert answer.status_code == 429
    until = re.search(r"You can try again at (\S+ \S+) \(UTC\)", answer.content.decode())[1]
    until = dt.datetime.fromisoformat(until).replace(tzinfo=dt.UTC)
    assert dt.timedelta() < until - dt.datetime.now(dt.UTC) <= dt.timedelta(minutes=2)
    # The other way in counts the same failures.
    other = {"/sign-in/": "/admin/login/", "/admin/login/": "/sign-in/"}[path]
    assert _attempt(client, "sec", PASSWORD, other).status_code == 429
    said = [one.getMessage() for one in caplog.records if one.name == "quicksilver.sign_in"]
    assert said[0] == "sign-in failed: 'sec' from 127.0.0.1"
    assert said[-1].startswith("sign-in refused until")
    assert SignInAttempt.objects.filter(outcome="failed").count() == 5
    assert sum(SignInAttempt.objects.values_list("refused", flat=True)) == 5


def _back(minutes):
    for row in SignInAttempt.objects.all():
        SignInAttempt.objects.filter(pk=row.pk).update(at=row.at - dt.timedelta(minutes=minutes))


def test_a_limit_ends_and_grows_and_is_never_long(called, sign_in, account):
    account("sec")
    client = sign_in(None)
    for turn in range(5):
        _attempt(client, "sec", f"wrong {turn}")
    waits = []
    for _turn in range(6):
        for minute in range(1, 30):
            _back(1)
            if _attempt(client, "sec", "wrong again").status_code == 200:
                waits.append(minute)
                break
    # A failure after the limit doubles it, up to a quarter of an hour; failures of more than an hour ago are forgotten.
    assert waits[:4] == [1, 2, 4, 8]
    assert max(waits) <= 15
    _back(15)
    assert _attempt(client, "sec", PASSWORD).status_code == 302


@pytest.mark.slow
def test_others_who_guess_do_not_lock_a_known_browser_out(called, sign_in, account):
    account("sec")
    owner = sign_in(None)
    assert _attempt(owner, "sec", PASSWORD).status_code == 302
    assert owner.cookies["quicksilver-known"]["httponly"]
    owner.post("/sign-out/")
    from django.test import Client

    for number in range(40):
        stranger = Client(HTTP_HOST="localhost", REMOTE_ADDR=f"192.0.2.{number}")
        _attempt(stranger, "sec", "guess")
    refused = Client(HTTP_HOST="localhost", REMOTE_ADDR="192.0.2.200")
    # From wherever they come: of one account only so many passwords are tried.
    assert SignInAttempt.objects.filter(outcome="failed").count() == 25
    assert _attempt(refused, "sec", PASSWORD).status_code == 429
    assert _attempt(owner, "sec", PASSWORD, REMOTE_ADDR="127.0.0.1").status_code == 302
    # The mark of a browser is good for its own account, and cannot be made up.
    account("chair")
    forged = Client(HTTP_HOST="localhost")
    forged.cookies["quicksilver-known"] = '["sec","x"]:made-up'
    assert _attempt(forged, "sec", PASSWORD).status_code == 429


@pytest.mark.slow
def test_one_address_tries_only_so_many_accounts(called, sign_in, account):
    account("sec")
    client = sign_in(None)
    codes = [_attempt(client, f"nobody-{turn}", "guess").status_code for turn in range(52)]
    assert codes == [200] * 50 + [429] * 2
    assert _attempt(client, "sec", PASSWORD).status_code == 429
    assert set(SignInAttempt.objects.values_list("account", flat=True)) == {""}
    assert _attempt(client, "sec", PASSWORD, REMOTE_ADDR="2001:db8::1").status_code == 302


def test_an_administrator_sees_attempts_and_lifts_a_limit(called, sign_in, account):
    from quicksilver.portal.accounts.accounts import give

    account("chair", is_superuser=True)
    account("sec")
    for turn in range(6):
        _attempt(sign_in(None), "sec", f"wrong {turn}")
    page = sign_in("chair").get("/admin/programme/signinattempt/").content.decode()
    assert "127.0.0.1" in page
    assert ">sec<" in page
    assert sign_in("sec").get("/admin/programme/signinattempt/").status_code == 403
    give("sec", PASSWORD)
    assert _attempt(sign_in(None), "sec", PASSWORD).status_code == 302


# Failures


@pytest.mark.parametrize("path", ["/nothing", "/forms/none/", FORM, "/sign-in/", "/admin/nothing/"])
def test_a_body_that_cannot_be_read_is_no_failure(called, sign_in, caplog, path):
    client = sign_in("ngo")
    client.raise_request_exception = False
    for kind, body in (
        ("multipart/form-data", b"a"),
        ("multipart/form-data; boundary=x", b"--x\r\na"),
        ("application/x-www-form-urlencoded; charset=utf-16", b"a=%ff%fe"),
        ("application/x-www-form-urlencoded", b"&".join(b"a%d=1" % n for n in range(2000))),
    ):
        answer = client.generic("POST", path, body, content_type=kind)
        assert answer.status_code < 500, (kind, answer.status_code)
        assert answer.headers["Content-Security-Policy"]
    assert not [one for one in caplog.records if one.name == "quicksilver.failures"]


@pytest.mark.parametrize(
    "since", ["9999-12-31T23:59:59-23:59", "0001-01-01T00:00:00+23:59", "x", "2009-13-01", "2009-05-01"]
)
def test_a_time_that_no_page_states_overwrites_nothing(called, sign_in, since):
    client = sign_in("ngo")
    client.post(FORM, {"v:5.1": "5", "since": dt.datetime.now(dt.UTC).isoformat()})
    answer = client.post(FORM, {"v:5.1": "6", "since": since})
    assert answer.status_code == 200
    assert (
        next(
            one.value
            for one in load_register().get(r.Submission, "c2008-ngo").answers
            if one.question == "5.1"
        )
        == "5"
    )


def test_a_failure_has_a_number_on_the_page_and_in_the_log(called, sign_in, monkeypatch, caplog):
    def broken(*_args):
        raise RuntimeError("a secret of the inside")

    monkeypatch.setattr("quicksilver.portal.pages.start.register", broken)
    client = sign_in("sec", "fr")
    client.raise_request_exception = False
    answer = client.get("/")
    text = answer.content.decode()
    number = re.search(r"<code>([0-9a-f]{12})</code>", text)[1]
    assert answer.status_code == 500
    assert "secret of the inside" not in text
    assert '<html lang="fr"' in text
    assert answer.headers["Cache-Control"] == "no-store"
    (line,) = [one for one in caplog.records if one.name == "quicksilver.failures"]
    assert line.getMessage() == f"failure {number}: GET '/'"
    assert "a secret of the inside" in logging.Formatter().format(line)


def test_a_failure_of_the_interface_for_programs_too(called, sign_in, monkeypatch, caplog):
    def broken(*_args):
        raise RuntimeError("a secret of the inside")

    monkeypatch.setattr("quicksilver.portal.api.read_kind", broken)
    client = sign_in(None)
    client.raise_request_exception = False
    answer = client.get("/api/v1/areas")
    assert (answer.status_code, answer.json()["detail"]) == (500, "Internal Server Error")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    (line,) = [one for one in caplog.records if one.name == "quicksilver.failures"]
    assert answer.json()["number"] in line.getMessage()


def test_a_damaged_workbook_is_called_damaged(called, sign_in, tmp_path):
    """Styles, sheets and parts that no reader expects: a page that says so, without a folder of the server, and never a failure."""
    import zipfile

    client = sign_in("coal")
    good = tmp_path / "good.xlsx"
    good.write_bytes(client.get("/forms/c2008-coal/form.xlsx").content)
    for part, old, new in (
        ("xl/styles.xml", rb'numFmtId="\d+"', b'numFmtId="99999999999999999999"'),
        ("xl/styles.xml", rb"<cellXfs", b"<cellXxs"),
        ("xl/workbook.xml", rb"<sheets>", b"<sheetz>"),
        ("xl/worksheets/sheet1.xml", rb' r="A\d+"', b' r="ZZZZZZZ99999999999999999999"'),
    ):
        bad = tmp_path / "bad.xlsx"
        with zipfile.ZipFile(good) as source, zipfile.ZipFile(bad, "w") as target:
            for name in source.namelist():
                data = source.read(name)
                target.writestr(name, re.sub(old, new, data) if name == part else data)
        answer = client.post(
            "/forms/c2008-coal/upload", {"file": SimpleUploadedFile("my form.xlsx", bad.read_bytes())}
        )
        text = answer.content.decode()
        assert answer.status_code == 422, (part, new)
        assert "my form.xlsx" in text
        assert "/tmp" not in text
    assert load_register().get(r.Submission, "c2008-coal").answers == ()


def test_the_settings_write_failures_to_the_error_output():
    loggers = settings.LOGGING["loggers"]
    assert (
        loggers["quicksilver.failures"]["handlers"]
        == loggers["quicksilver.sign_in"]["handlers"]
        == ["stderr"]
    )
    assert settings.LOGGING["handlers"]["stderr"]["class"] == "logging.StreamHandler"
