"""One policy in every form: marked words in whatever not everyone may see, and every way in which a register is shown."""

from __future__ import annotations

import datetime as dt
import itertools
import json
import random
import zipfile

import pytest
from django.db import transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from quicksilver.documents import write_html
from quicksilver.errors import InputProblems
from quicksilver.portal.store import visibility_in_sql as in_sql
from quicksilver.portal.store.mapping import kinds
from quicksilver.portal.store.search.finding import find_in, find_stored
from quicksilver.portal.store.store import load_register, save_register
from quicksilver.portal.store.stored_gaps import public_gap_board
from quicksilver.register import records as r
from quicksilver.register.formats import tables, text_form
from quicksilver.register.formats.iati import Reporting, iati_bytes
from quicksilver.register.questions.gaps import gap_board
from quicksilver.register.register import Register
from quicksilver.register.rules.roles import Role
from quicksilver.register.rules.visibility import closed, open_kinds, readable, visible
from quicksilver.reports.documents_list import DOCUMENTS

pytestmark = pytest.mark.django_db
HOST = {"host": "localhost"}
DAY = dt.date(2012, 6, 1)
#: Of what nobody may read but those concerned; of single contributions, which the ledger lists for the advisory group; of what
#: the forms of a cycle state before its report is published, which the draft of that report states.
PRIVATE, GIVEN, ANSWERED = "zprivate-", "zgiven-", "zanswered-"
ACTORS = {
    "partner": (Role("focal point", organisation="o0"),),
    "lead": (Role("area lead", organisation="o1", area="a0"),),
    "member": (Role("group member"),),
    "co-chair": (Role("co-chair"),),
    "donor": (Role("donor", organisation="o0"),),
    "several": (Role("area lead", area="a1"), Role("focal point", organisation="o1")),
    "secretariat": (Role("secretariat"),),
    "administrator": (Role("admin"),),
}


class _World:
    """Draws a register; what is private in it, by itself or since it is about something private, has marked words and a marked name."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.made: list[tuple[str, r.Record]] = []
        self.private: set[tuple[str, str]] = set()
        self.count = 0

    def pick(self, *options):
        return self.random.choice(options)

    def mark(self, word: str = PRIVATE) -> str:
        self.count += 1
        return f"{word}{self.count}"

    def new(self, kind: str, number: int, *about: tuple[str, str | None], by_state: bool = False) -> dict:
        """Return name, words, visibility and sources of a new record: marked if it is private."""
        limited = self.pick(*["by state"] * 5, "partners", "secretariat")
        closed = by_state or limited != "by state" or any(one in self.private for one in about if one[1])
        name = self.mark() if closed else f"{kind[:1]}{number}"
        if closed:
            self.private.add((kind, name))
        words = self.mark() if closed else f"Words of {kind} {number}"
        documents = [one for of, one in self.made if of == "documents" and one.kind != "report form"]
        cited = [
            r.Source(document=self.pick(*documents).id) for _ in range(self.random.randrange(3)) if documents
        ]
        self.words = words
        return {"id": name, "visibility": limited, "note": words, "sources": tuple(cited)}

    def add(self, kind: str, record: r.Record) -> r.Record:
        self.made.append((kind, record))
        return record

    def any(self, kind: str, *, maybe: bool = False) -> str | None:
        held = [record.id for of, record in self.made if of == kind]
        return self.pick(*held, *([None] if maybe else [])) if held else None

    def register(self) -> Register:
        for number in range(4):
            self.add("documents", r.Document(**self.new("documents", number), title=self.words, date="2008"))
        for number in range(4):
            self.add("organisations", r.Organisation(**self.new("organisations", number), name=self.words))
        # Those whom the actors work for.
        for name in ("o0", "o1"):
            if name not in {one.id for _, one in self.made}:
                self.add("organisations", r.Organisation(id=name, name=name))
        self.persons()
        for number in range(3):
            status = r.Status(status=self.pick("established", "proposed"), source=None)
            area = {"name": self.words, "statuses": (status,), "order": number}
            self.add("areas", r.Area(**self.new("areas", number), **(area | {"name": self.words})))
        for name in ("a0", "a1"):
            if name not in {one.id for _, one in self.made}:
                self.add("areas", r.Area(id=name, name=name))
        self.partners()
        self.aims()
        self.works()
        self.cycles()
        self.statements()
        return Register.of(self.made)

    def persons(self) -> None:
        for _ in range(2):
            name = self.mark()
            self.private.add(("persons", name))
            shown = self.pick({}, {"visibility": "public", "consent": "given"}, {"visibility": "partners"})
            where = (r.Affiliation(organisation=self.any("organisations"), until=self.pick(None, "2006")),)
            self.add(
                "persons",
                r.Person(id=name, name=self.mark(), contact=self.mark(), affiliations=where, **shown),
            )

    def partners(self) -> None:
        held = [one.id for kind, one in self.made if kind == "areas"]
        for number, area in enumerate(held):
            lead = self.any("organisations")
            given = self.new("leaderships", number, ("areas", area), ("organisations", lead))
            self.add("leaderships", r.Leadership(**given, area=area, organisation=lead, person=self.mark()))
        bodies = [one.id for kind, one in self.made if kind == "organisations"]
        for number, body in enumerate(bodies[:4]):
            state = self.pick("confirmed", "dormant", "applied", "declined", "withdrawn")
            given = self.new(
                "memberships", number, ("organisations", body), by_state=state not in ("confirmed", "dormant")
            )
            more = {"until": "2011"} if state == "withdrawn" else {}
            self.add(
                "memberships",
                r.Membership(
                    **given,
                    organisation=body,
                    state=state,
                    areas=(self.any("areas"),),
                    tier=self.words,
                    **more,
                ),
            )
        # Nobody is told who a person is: without an organisation that is shown, a seat is of nobody.
        for number in range(2):
            body = self.any("organisations", maybe=True)
            gone = body is None or ("organisations", body) in self.private
            given = self.new("seats", number, by_state=gone)
            self.add("seats", r.Seat(**given, organisation=body, person=self.any("persons")))
        for number in range(2):
            given = self.new("meetings", number)
            document = self.any("documents", maybe=True)
            item = self.mark() if ("documents", document) in self.private else self.words
            agenda = (r.AgendaItem(text=item, document=document),)
            self.add(
                "meetings",
                r.Meeting(
                    **given, body="B", title=self.words, date="2009", area=self.any("areas"), agenda=agenda
                ),
            )

    def aims(self) -> None:
        for number in range(3):
            self.add(
                "indicators",
                r.Indicator(
                    **self.new("indicators", number),
                    name=self.words,
                    area=self.any("areas", maybe=True),
                    unit="t",
                    pathway="air",
                ),
            )
        for kind, cls in (("baselines", r.Baseline), ("observations", r.Observation)):
            for number in range(3):
                indicator = self.any("indicators")
                given = self.new(kind, number, ("indicators", indicator))
                amount = {"value": number, "unit": "t"}
                self.add(
                    kind,
                    cls(**given, indicator=indicator, amount=amount, year=2005 + number, method=self.words),
                )
        for number in range(4):
            area = self.any("areas")
            state = self.pick("drafting", "in force", "posted for consultation", "superseded")
            given = self.new("plans", number, ("areas", area), by_state=state == "drafting")
            goals = (r.Objective(text=self.words, means=(self.words,)),)
            self.add(
                "plans",
                r.Plan(
                    **given,
                    area=area,
                    state=state,
                    title=self.words,
                    summary=self.words,
                    objectives=goals,
                    priority_actions=(self.words,),
                ),
            )
        for number in range(4):
            area = self.any("areas")
            given = self.new("targets", number, ("areas", area))
            more = {"plan": self.any("plans", maybe=True), "baseline": self.any("baselines", maybe=True)}
            self.add("targets", r.TargetRecord(**given, area=area, text=self.words, year=2017, **more))

    def works(self) -> None:
        for number in range(2):
            given = self.new("mandates", number)
            self.add(
                "mandates", r.Mandate(**given, body="GC", symbol="25/5", paragraph="34", text=self.words)
            )
        for number in range(3):
            authors = (self.any("organisations"),)
            given = self.new("outputs", number)
            self.add(
                "outputs",
                r.Output(
                    **given, title=self.words, authors=authors, document=self.any("documents", maybe=True)
                ),
            )
        areas = [one.id for kind, one in self.made if kind == "areas"]
        for number in range(5):
            filed = tuple(self.random.sample(areas, self.pick(1, 2)))
            gone = all(("areas", one) in self.private for one in filed)
            given = self.new("activities", number, by_state=gone)
            self.add(
                "activities",
                r.Activity(
                    **given,
                    title=self.words,
                    kind="project",
                    state="under way",
                    actual="2009",
                    areas=filed,
                    mandates=(self.any("mandates"),),
                    outputs=(self.any("outputs"),),
                    participants=(r.Participation(organisation=self.any("organisations"), role="lead"),),
                    parent=self.any("activities", maybe=True),
                    results=self.words,
                ),
            )
        for number in range(4):
            ends = {"provider": self.any("organisations"), "receiver": self.any("organisations", maybe=True)}
            ends |= {"activity": self.any("activities", maybe=True), "area": self.any("areas", maybe=True)}
            of = {"provider": "organisations", "receiver": "organisations", "activity": "activities"}
            given = self.new(
                "contributions", number, *((of.get(name, "areas"), named) for name, named in ends.items())
            )
            if ("contributions", given["id"]) not in self.private:
                given |= {"id": self.mark(GIVEN), "note": self.mark(GIVEN)}
            money = {"amount": 100 + number, "currency": "USD"}
            self.add(
                "contributions",
                r.Contribution(
                    **given,
                    **ends,
                    kind="cash",
                    stage="commitment",
                    money=money,
                    period="2009",
                    reference=given["id"],
                ),
            )
        for number in range(3):
            of = {"activity": self.any("activities", maybe=True), "area": self.any("areas", maybe=True)}
            of |= {"plan": self.any("plans")}
            folders = {"activity": "activities", "area": "areas", "plan": "plans"}
            gone = all((folders[name], one) in self.private for name, one in of.items() if one)
            given = self.new("needs", number, by_state=gone)
            self.add("needs", r.Need(**given, **of, text=self.words, kind="cash"))

    def cycles(self) -> None:
        for number, period in enumerate(("2007/2008", "2009/2010")):
            state = self.pick("open", "advisory-group review", "transmitted", "published", "archived")
            out = state in ("published", "archived")
            given = self.new("cycles", number, by_state=not out)
            self.add(
                "cycles", r.Cycle(**given, title=self.words, period=period, state=state, call=self.words)
            )
            cycle = given["id"]
            shown = ("cycles", cycle) not in self.private
            for area in ("a0", "a1"):
                word = f"zpublished-{area}-" if shown else ANSWERED
                form = self.add(
                    "documents",
                    r.Document(id=self.mark(word), title=self.mark(word), kind="report form", date="2011"),
                )
                if not shown:
                    self.private.add(("documents", form.id))
                answers = (r.Answer(question="5.1", value=self.mark(word)),)
                state = self.pick("accepted", "submitted", "draft")
                self.add(
                    "submissions",
                    r.Submission(
                        id=self.mark(word),
                        cycle=cycle,
                        area=area,
                        state=state,
                        answers=answers,
                        submitted_by=self.mark(),
                        document=form.id,
                    ),
                )
                self.private.add(("submissions", self.made[-1][1].id))
                cited = (r.Source(document=form.id, place="5.1"),)
                gone = not shown or ("areas", area) in self.private
                for kind, cls, more in (
                    (
                        "claims",
                        r.Claim,
                        {"subject": f"areas/{area}", "field": ("barriers", "lessons")[number], "value": ""},
                    ),
                    ("action-items", r.ActionItem, {"text": ""}),
                ):
                    name, said = self.mark(word), self.mark(word)
                    texts = {"value": said, "text": said} if kind == "claims" else {"text": said}
                    self.add(kind, cls(id=name, sources=cited, **(more | texts)))
                    if gone if kind == "claims" else not shown:
                        self.private.add((kind, name))

    def statements(self) -> None:
        every = [(kind, one.id) for kind, one in self.made if kind not in ("claims", "comments")]
        closed_kinds = ("contributions", "submissions", "persons")
        for number in range(6):
            kind, name = self.pick(*every)
            gone = kind in closed_kinds or (kind, name) in self.private
            given = self.new("claims", number, by_state=gone)
            cited = given["sources"]
            if cited and all(("documents", one.document) in self.private for one in cited):
                given["sources"] = ()
            self.add(
                "claims",
                r.Claim(
                    **given,
                    subject=f"{kind}/{name}",
                    field=f"f{number}",
                    value=self.words,
                    recorded_by=self.mark(),
                ),
            )
            public = self.pick(True, True, False)
            given = self.new("comments", number, by_state=gone or not public)
            given |= {"visibility": "public" if public else "partners"}
            # What was drawn as limited is shown where it states so: comments are limited otherwise.
            seen = public and not gone
            name_of = given["id"] if not seen else f"c{number}"
            if seen:
                self.private.discard(("comments", given["id"]))
                given |= {"id": name_of, "note": None, "sources": ()}
            self.add(
                "comments",
                r.Comment(
                    **given,
                    subject=f"{kind}/{name}",
                    text=f"Comment {number}" if seen else self.words,
                    author=self.mark(),
                    replied_by=self.mark(),
                    organisation=self.any("organisations", maybe=True),
                ),
            )
        self.add("facts", r.Fact(**self.new("facts", 0), key="web", value=self.words))


def _get(client, path, **query):
    answer = client.get(f"/api/v1/{path}", query, headers=HOST)
    return answer.status_code, answer.content.decode().lower()


def _silent(text: str, *words: str) -> None:
    for word in words:
        at = text.find(word)
        assert at < 0, text[max(0, at - 200) : at + 60]


def _documents(register: Register):
    """Yield name and text of every document that is made of a register; new ones come by their row in the list."""
    plans = sorted(visible(register).records["plans"])
    for row in DOCUMENTS.values():
        if row.made_of not in ("register", "reviewed register"):
            continue
        options: list[dict] = [{}]
        if row.name == "progress":
            options = [{"period": "2007-2008"}, {"period": "2009-2010"}]
        elif row.name == "plan-changes":
            options = [{"before": one, "after": two} for one, two in itertools.pairwise(plans)][:1]
        elif row.name == "contributions":
            options = [{}, {"public": True}]
        for given_to in options:
            day = {} if row.name == "plan-changes" else {"as_of": DAY}
            try:
                made = row.manuscript(register, **given_to, **day).document
            except InputProblems as nothing:
                yield row.name, given_to, str(nothing).lower()
                continue
            yield row.name, given_to, write_html(made).decode().lower()


def _check(client, seed: int, folder) -> None:
    world = _World(seed)
    register = world.register()
    assert text_form.check(register) == []
    save_register(register, by="loader")
    register = load_register()
    shown = visible(register)
    # In Python: what is drawn as private is hidden, and nothing else.
    every = {(kind, one.id) for kind, one in register}
    closed_kinds = ("contributions", "submissions", "persons")
    wanted = {one for one in every if one not in world.private and one[0] not in closed_kinds}
    assert {(kind, one.id) for kind, one in shown} == wanted
    # In SQL.
    for kind, of in kinds().items():
        assert set(in_sql.open_rows(of).values_list("pk", flat=True)) == set(shown.records[kind]), kind
    for roles in ACTORS.values():
        read = readable(register, roles)
        for kind, of in kinds().items():
            rows = of.model.objects.filter(in_sql.readable(kind, roles))
            assert set(rows.values_list("pk", flat=True)) == read[kind], (roles, kind)
            assert set(visible(register, roles).records[kind]) <= read[kind], (roles, kind)
    _interface(client, shown)
    assert public_gap_board(DAY) == gap_board(visible(register, totals=True), DAY)
    for name, options, text in _documents(register):
        answers = (ANSWERED,) if name != "progress" else ()
        listed = (GIVEN,) if name != "contributions" or options.get("public") else ()
        _silent(text, PRIVATE, *answers, *listed)
    _exports(register, folder)


def _interface(client, shown: Register) -> None:
    """Check lists, single records and search of the interface, and the pages of visitors."""
    for kind in open_kinds():
        status, text = _get(client, kind, limit=200)
        page = json.loads(text)
        assert status == 200
        assert [one["id"] for one in page["items"]] == sorted(shown.records[kind])
        assert page["count"] == len(page["items"])
        _silent(text, PRIVATE, GIVEN, ANSWERED)
    for (kind, name), status in [
        *(((kind, one.id), 200) for kind, one in shown),
        *(((kind, one), 404) for kind in open_kinds() for one in (f"{PRIVATE}1", f"{ANSWERED}1")),
    ][::5]:
        assert _get(client, f"{kind}/{name}")[0] == status
    for word in (PRIVATE, GIVEN, ANSWERED, "words"):
        status, text = _get(client, "search", q=word.strip("-"), limit=200)
        _silent(text, PRIVATE, GIVEN, ANSWERED)
        found = {(one["kind"], one["id"]) for one in json.loads(text)["items"]}
        assert found == {(one.kind, one.id) for one in find_in(shown, word, limit=200).hits}
        assert found == {(one.kind, one.id) for one in find_stored(word, limit=200).hits}
        assert word == "words" or not found
    for page in ("/", "/gaps/"):
        _silent(client.get(page, headers=HOST).content.decode().lower(), PRIVATE, GIVEN, ANSWERED)
    for kind, one in load_register(kinds=("plans",)):
        status = 200 if one.id in shown.records[kind] else 404
        answer = client.get(f"/plans/{one.id}/", headers=HOST)
        assert answer.status_code == status, one.id
        _silent(answer.content.decode().lower() if status == 200 else "", PRIVATE, GIVEN, ANSWERED)


def _exports(register: Register, folder) -> None:
    """Check what is written for handing out: as text, CSV, a workbook and IATI."""
    public = closed(visible(register))
    text_form.export_directory(public, folder / "text")
    tables.export_csv(public, folder / "csv")
    tables.export_workbook(public, folder / "register.xlsx")
    for path in (*folder.glob("text/**/*"), *folder.glob("csv/*")):
        if path.is_file():
            _silent(f"{path.name} {path.read_text()}".lower(), PRIVATE, GIVEN, ANSWERED)
    with zipfile.ZipFile(folder / "register.xlsx") as book:
        for name in book.namelist():
            _silent(book.read(name).decode("utf-8", "replace").lower(), PRIVATE, GIVEN, ANSWERED)
    for held, words in ((public, (PRIVATE, GIVEN, ANSWERED)), (register, (PRIVATE, ANSWERED))):
        try:
            data, left_out = iati_bytes(held, Reporting("XM-DAC-41116", "40", "UNEP"))
        except InputProblems as nothing:
            data, left_out = b"", nothing.problems
        _silent(data.decode().lower() + " ".join(map(str, left_out)).lower(), *words)


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 10**9))
@example(0)
def test_no_form_of_a_register_shows_what_the_policy_hides(client, db, tmp_path_factory, seed):
    with transaction.atomic():
        _check(client, seed, tmp_path_factory.mktemp("shown"))
        transaction.set_rollback(True)


def test_the_draw_has_everything_that_can_be_private():
    private = {kind for seed in range(30) for kind, _ in _drawn(seed).private}
    public = {
        kind for seed in range(30) for kind, one in visible(Register.of(_drawn(seed).made)) if one is not None
    }
    assert private >= set(r.KINDS) - {"contributions", "facts"}
    assert public >= set(r.KINDS) - {"contributions", "submissions", "persons"}


def _drawn(seed: int) -> _World:
    world = _World(seed)
    world.register()
    return world
