from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import textwrap

import pytest

os.environ.setdefault("QUICKSILVER_DATA", tempfile.mkdtemp(prefix="quicksilver-tests-"))
os.environ.setdefault("QUICKSILVER_SECRET_KEY", "only for tests; it protects nothing")

from quicksilver.portal.setup import configure
from quicksilver.register import records as r
from quicksilver.register.register import Register

configure()


def _zh(chinese: str, english: str) -> dict:
    return {"original": "zh", "zh": chinese, "en": english, "state": {"en": "draft"}}


def _whole() -> list[tuple[str, r.Record]]:
    """Return at least one record of each kind with every list filled."""
    cited = (r.Source(document="doc", place="A17(b)(2)"), r.Source(document="note"))
    return [
        (
            "documents",
            r.Document(
                id="doc",
                title=_zh("报告", "Report"),
                symbol="X/1",
                kind="report",
                date="2009-05",
                original_language="zh",
                formally_edited=False,
            ),
        ),
        (
            "documents",
            r.Document(
                id="note",
                title="Note",
                edition_of="doc",
                supersedes="doc",
                agenda_item="Item 3",
                distribution="general",
                languages=("en", "zh"),
                url="http://example.org/old",
                link="redirected",
                link_checked="2026-11",
                redirect="https://example.org/new",
                corrects="doc",
            ),
        ),
        ("documents", r.Document(id="form", title="Form", kind="report form", date="2010-08-17")),
        ("mandates", r.Mandate(id="dec", body="GC", symbol="25/5", text="Asks", document="doc")),
        (
            "mandates",
            r.Mandate(
                id="dec-a", body="GC", symbol="25/5", paragraph="34", letter="a", text="Storage", parent="dec"
            ),
        ),
        (
            "organisations",
            r.Organisation(
                id="unep",
                name="UNEP",
                acronym="UNEP",
                kind="igo",
                aliases=("The Programme", _zh("环境署", "UNEP")),
            ),
        ),
        (
            "organisations",
            r.Organisation(
                id="italy",
                name="Italy",
                kind="government",
                country="ITA",
                web="https://example.org",
                sources=cited,
            ),
        ),
        (
            "organisations",
            r.Organisation(
                id="cnr",
                name="Council",
                parent="italy",
                successor="unep",
                since="1923",
                until={"said": "early 2030"},
            ),
        ),
        (
            "persons",
            r.Person(
                id="someone",
                name="Some One",
                contact="one@example.org",
                language="zh",
                consent="given",
                consented="2009",
                affiliations=(
                    r.Affiliation(organisation="cnr", function="Chair", since="2006"),
                    r.Affiliation(organisation="italy", until="2006"),
                ),
            ),
        ),
        (
            "areas",
            r.Area(
                id="coal",
                name="Coal",
                statuses=(
                    r.Status(status="proposed", since="2005", source=cited[0]),
                    r.Status(status="established", since="2006-02-03"),
                ),
                order=2,
                letter="E",
                scope="Power plants",
            ),
        ),
        (
            "areas",
            r.Area(
                id="metals",
                name="Metals",
                parent="coal",
                became="coal",
                kind="cross-cutting topic",
                note="Later",
                not_stated=("scope",),
            ),
        ),
        (
            "leaderships",
            r.Leadership(id="coal-lead", area="coal", organisation="cnr", person="A Person", since="2006"),
        ),
        (
            "leaderships",
            r.Leadership(
                id="metals-none",
                area="metals",
                role="vacant",
                call="2009-06",
                offers=(r.Offer(organisation="italy", date="2009-07", state="withdrawn", sources=cited),),
            ),
        ),
        (
            "memberships",
            r.Membership(
                id="italy",
                organisation="italy",
                state="confirmed",
                applied="2005-01",
                confirmed="2005-02-03",
                stated_contribution="Experts",
                letter="note",
                goal_accepted=True,
                tier="full",
                renewed="2008",
                areas=("coal", "metals"),
            ),
        ),
        (
            "meetings",
            r.Meeting(
                id="geneva",
                body="partners",
                title="Meeting",
                date="2008-04-01/2008-04-03",
                place="Geneva",
                area="coal",
                documents=("note", "doc"),
                form="hybrid",
                agenda=(r.AgendaItem(number="3", text=_zh("议程", "Item"), document="note"),),
                attendance=(
                    r.Attendance(count=12, kind="government", region="Asia"),
                    r.Attendance(count=3, country="CHN"),
                ),
                decisions=(
                    r.Decision(text="Agreed", letter="a", mandate="dec-a", task="n3-a", sources=cited),
                ),
            ),
        ),
        (
            "seats",
            r.Seat(
                id="seat-1",
                organisation="cnr",
                person="someone",
                capacity="area lead",
                role="co-chair",
                since="2009",
                until="2011",
            ),
        ),
        (
            "indicators",
            r.Indicator(
                id="hg",
                name="Mercury",
                definition="Mass",
                unit="t",
                pathway="air",
                boundary="plants",
                method="m",
                direction="down",
                aggregation="sum",
                area="coal",
            ),
        ),
        (
            "baselines",
            r.Baseline(
                id="hg-2005",
                indicator="hg",
                amount={"value": "877.0", "low": "5E+2", "high": "1940", "unit": "t"},
                year=2005,
                sources=cited,
                method="m",
            ),
        ),
        (
            "baselines",
            r.Baseline(
                id="hg-2006",
                indicator="hg",
                amount={"low": "1", "high": "2"},
                year=2006,
                supersedes="hg-2005",
            ),
        ),
        (
            "observations",
            r.Observation(id="hg-2010", indicator="hg", amount={"value": "0.10"}, year=2010, run="run-7"),
        ),
        (
            "plans",
            r.Plan(
                id="coal-plan",
                area="coal",
                state="in force",
                title="Plan",
                date="2010-08-12",
                summary="Short",
                objectives=(
                    r.Objective(text="Less", means=("one", _zh("二", "two")), examples=("x",), sources=cited),
                    r.Objective(text="More"),
                ),
                priority_actions=("a", "b", "c"),
                document="doc",
                evaluation="Yearly",
                resources="Experts",
                linkages="Metals",
                consultation="2010-01/2010-02",
                consultation_url="https://example.org/c",
            ),
        ),
        (
            "targets",
            r.TargetRecord(
                id="half",
                area="coal",
                plan="coal-plan",
                text="Half",
                kind="pledge",
                indicator="hg",
                goal="relative",
                value="50.00",
                unit="%",
                year=2017,
                baseline="hg-2005",
                state="quantified",
            ),
        ),
        (
            "outputs",
            r.Output(
                id="guide",
                title="Guide",
                authors=("cnr", "unep"),
                date="2008",
                url="https://example.org/g",
                document="doc",
                licence="CC BY",
                access="login",
                link="dead",
                link_checked="2020",
            ),
        ),
        ("outputs", r.Output(id="guide-2", title="Guide", supersedes="guide")),
        (
            "activities",
            r.Activity(
                id="coal-b",
                title=_zh("项目", "Project"),
                text="Paragraph",
                kind="project",
                state="planned",
                areas=("coal", "metals"),
                letter="b",
                planned={"date": "2009", "said": "early 2009"},
                places=(
                    r.Place(country="CHN", role="focus"),
                    r.Place(region="Asia", group="including", open=True),
                ),
                participants=(
                    r.Participation(organisation="cnr", role="lead", sources=cited),
                    r.Participation(organisation="italy", role="sponsor", sources=(cited[1],)),
                ),
                mandates=("dec-a", "dec"),
                parts=(r.Part(letter="1", text="First", sources=cited), r.Part(text="Second")),
                outputs=("guide",),
                effort="bilateral",
                articles=("8", "Annex D"),
                serves=(r.Serves(plan="coal-plan", action=2),),
                results="Less",
                sources=cited,
            ),
        ),
        (
            "activities",
            r.Activity(
                id="coal-c",
                title="Follow-up",
                kind="workshop",
                areas=("coal",),
                parent="coal-b",
                sources=(cited[1],),
            ),
        ),
        (
            "contributions",
            r.Contribution(
                id="euro",
                provider="italy",
                receiver="unep",
                activity="coal-b",
                area="coal",
                kind="cash",
                stage="commitment",
                money={"amount": "1000000", "currency": "EUR", "value_date": "2009"},
                core=True,
            ),
        ),
        (
            "contributions",
            r.Contribution(
                id="euro-told",
                provider="italy",
                flow="euro",
                relation="told by the other end",
                hours="12.50",
                anyway=False,
            ),
        ),
        (
            "needs",
            r.Need(
                id="need-1",
                plan="coal-plan",
                area="coal",
                activity="coal-b",
                text="Experts",
                kind="cash",
                money={"amount": "2000000.00", "currency": "EUR"},
                hours="3",
                period="2010/2012",
                state="met",
            ),
        ),
        (
            "cycles",
            r.Cycle(
                id="c2010",
                title="2009-2010",
                period="2009-01/2010-05",
                due="2010-06-30",
                state="open",
                document="doc",
                languages=("en", "zh"),
                questions=("1.1", "1.5"),
                call=_zh("通知", "Call"),
                called="2010-05-31",
                frozen="2010-09-01T12:00:00+00:00",
                transmitted="2010-10",
                published="2010-11",
                corrections=(r.Correction(text="A number", document="note", languages=("zh",), date="2011"),),
            ),
        ),
        (
            "submissions",
            r.Submission(
                id="coal-2010",
                cycle="c2010",
                area="coal",
                state="submitted",
                answers=(
                    r.Answer(question="1.1", value="Coal"),
                    r.Answer(question="1.5", special="not known"),
                ),
                received="2010-08-17",
                asked="2010-06-01",
                reminded=("2010-07-01", "2010-08-01"),
                language="en",
                submitted_by="A Person",
                document="form",
            ),
        ),
        (
            "submissions",
            r.Submission(
                id="italy-2010",
                cycle="c2010",
                organisation="italy",
                state="submitted",
                answers=(r.Answer(question="1", value="="),),
            ),
        ),
        (
            "comments",
            r.Comment(
                id="q-1",
                subject="submissions/coal-2010",
                place="1.1",
                kind="query",
                text="Which?",
                organisation="unep",
                author="A Person",
                made="2010-08-18",
                state="answered",
                reply="Coal",
                replied="2010-08-19",
                replied_by="B Person",
                visibility="secretariat",
            ),
        ),
        (
            "comments",
            r.Comment(
                id="said-1", subject="plans/coal-plan", kind="consultation", text="More", visibility="public"
            ),
        ),
        (
            "action-items",
            r.ActionItem(
                id="n3-a", text="Consider", letter="a", owner="group", due="2010", outcome="None known"
            ),
        ),
        (
            "claims",
            r.Claim(
                id="claim-1",
                subject="areas/coal",
                field="lead",
                value="x",
                as_of="2009",
                recorded_by="A Person",
                certainty="high",
                shown=True,
                text=_zh("是", "x"),
                sources=cited,
            ),
        ),
        ("facts", r.Fact(id="f1", key="pages", value="11", text="Eleven")),
    ]


@pytest.fixture(scope="session")
def register() -> Register:
    return Register.of(_whole())


@pytest.fixture
def stored(register, db):
    from quicksilver.portal.store.store import save_register

    save_register(register, by="loader")
    return register


@pytest.fixture
def person(db):
    """Make an account with appointments given as (role, organisation, area)."""
    from django.contrib.auth import get_user_model

    from quicksilver.portal.models import Appointment

    def make(name, *held, **account):
        user = get_user_model().objects.create_user(name, is_staff=True, **account)
        for role, organisation, area in held:
            Appointment.objects.create(user=user, role=role, organisation_id=organisation, area_id=area)
        return user

    return make


@pytest.fixture
def elsewhere(tmp_path):
    """Run a script in a process of its own with an empty database of its own; return what it prints as JSON."""
    environment = dict(os.environ)
    url = environment.get("DATABASE_URL", "")
    if url.startswith("postgres"):
        import psycopg

        name = f"t{os.getpid()}_{tmp_path.name}".replace("-", "_").lower()
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}"')
        environment["DATABASE_URL"] = url.rpartition("/")[0] + "/" + name
    environment |= {"QUICKSILVER_DATA": str(tmp_path / "data"), "TESTS_CONFTEST": __file__}
    head = """
        import importlib.util, json, os, sys
        found = importlib.util.spec_from_file_location("conftest_of_tests", os.environ["TESTS_CONFTEST"])
        module = importlib.util.module_from_spec(found); found.loader.exec_module(module)
        from quicksilver.portal.setup import migrate
        migrate()
        from quicksilver.register.records import *
        from quicksilver.register.register import Register
        from quicksilver.portal.store.store import load_register, save_register
        register = Register.of(module._whole())
    """

    def run(script):
        whole = textwrap.dedent(head) + textwrap.dedent(script)
        done = subprocess.run(
            [sys.executable, "-W", "error::ResourceWarning", "-c", whole],
            env=environment,
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr[-3000:]
        return json.loads(done.stdout)

    return run


class Pages:
    """The administration as a browser has it: pages, the fields of their forms as they would be sent, what is wrong with them."""

    def __init__(self, client):
        self.client = client
        self.headers = {"host": "localhost"}

    def get(self, model, page="changelist", *args, **query):
        from django.urls import reverse

        return self.client.get(
            reverse(f"admin:programme_{model}_{page}", args=args), query, headers=self.headers
        )

    def fields(self, answer):
        """Return what a browser would send back of a page's form, button aside."""
        from lxml import html

        page = html.fromstring(answer.content.decode())
        (form,) = page.xpath("//form[contains(@id, '_form')]")
        found = {}
        for name, value in form.form_values():
            # A box of several lines begins with a line end that browsers drop.
            found.setdefault(name, []).append(value.removeprefix("\n"))
        found.pop("csrfmiddlewaretoken", None)
        return found

    def send(self, model, key=None, **changed):
        from django.urls import reverse

        page, args = ("add", ()) if key is None else ("change", (key,))
        answer = self.get(model, page, *args)
        assert answer.status_code == 200, (model, key, answer.status_code)
        url = reverse(f"admin:programme_{model}_{page}", args=args)
        return self.client.post(url, self.fields(answer) | changed, headers=self.headers)

    @staticmethod
    def errors(answer):
        if not answer.context:
            return ""
        context = answer.context
        inside = [one.formset.errors for one in context["inline_admin_formsets"]]
        return f"{context['adminform'].form.errors}{inside}"


@pytest.fixture
def pages(client):
    return Pages(client)


@pytest.fixture
def sign_in(pages, person):
    """Let someone with appointments into the administration; return its pages."""

    def enter(name, *held, **account):
        pages.client.force_login(person(name, *held, **account))
        return pages

    return enter
