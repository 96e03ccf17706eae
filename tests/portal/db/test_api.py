from __future__ import annotations

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quicksilver.portal.api import _open
from quicksilver.portal.store.mapping import kinds
from quicksilver.portal.store.store import load_register, save_register
from quicksilver.register import records as r
from quicksilver.register.records import KINDS
from quicksilver.register.register import Register
from quicksilver.register.rules.visibility import open_kinds, visible

pytestmark = pytest.mark.django_db
API = "/api/v1"


def _get(client, path, **query):
    answer = client.get(f"{API}/{path}", query, headers={"host": "localhost"})
    assert answer.headers["Content-Type"].startswith("application/json"), (path, answer.content[:200])
    return answer.status_code, json.loads(answer.content)


def test_lists_and_records_of_each_open_kind(client, stored):
    assert set(KINDS) - set(open_kinds()) == {"contributions", "persons", "submissions"}
    for kind in open_kinds():
        status, page = _get(client, kind)
        assert status == 200
        assert page["count"] == len(page["items"])
        for item in page["items"]:
            assert _get(client, f"{kind}/{item['id']}") == (200, item)
            KINDS[kind].model_validate(item)
    assert _get(client, "activities/coal-b")[1]["participants"][0]["sources"][0]["place"] == "A17(b)(2)"
    assert _get(client, "baselines/hg-2005")[1]["amount"]["value"] == "877.0"


def test_pages_end_as_they_should(client, stored):
    many = [("organisations", r.Organisation(id=f"o{n:03}", name="O")) for n in range(250)]
    save_register(Register.of(many), by="loader")
    assert len(_get(client, "organisations")[1]["items"]) == 50
    assert len(_get(client, "organisations", limit=200)[1]["items"]) == 200
    status, page = _get(client, "organisations", limit=200, offset=200)
    assert (status, page["count"], len(page["items"])) == (200, 253, 53)
    for query in (
        {"limit": 201},
        {"limit": 0},
        {"offset": -1},
        {"offset": 10**20},
        {"q": "a\x00"},
        {"as_of": "soon"},
    ):
        assert _get(client, "organisations", **query)[0] == 422, query


def test_queries_do_not_grow_with_the_page(client, stored, django_assert_num_queries):
    def ask(limit, queries):
        with django_assert_num_queries(queries):
            _get(client, "activities", limit=limit)

    few = [
        (
            "activities",
            r.Activity(
                id=f"a{n}", title="A", kind="other", areas=("coal",), sources=(r.Source(document="doc"),)
            ),
        )
        for n in range(150)
    ]
    save_register(Register.of(few), by="loader")
    # Identifiers, count, what is hidden, the records, seven lists inside them, citations.
    ask(2, 12)
    ask(150, 12)
    with django_assert_num_queries(5):
        _get(client, "organisations", limit=100)
    with django_assert_num_queries(11):
        _get(client, "activities/coal-b")


def test_search_and_day(client, stored):
    assert [one["id"] for one in _get(client, "activities", q="项目")[1]["items"]] == ["coal-b"]
    assert [one["id"] for one in _get(client, "activities", q="FOLLOW")[1]["items"]] == ["coal-c"]
    assert _get(client, "facts", q="%")[1]["count"] == 0
    assert _get(client, "leaderships", as_of="2005-06-01")[1]["count"] == 1
    assert _get(client, "leaderships", as_of="2007-06-01")[1]["count"] == 2


def test_errors_are_json(client, stored):
    for path, status in (
        ("nothing", 404),
        ("activities/none", 404),
        ("contributions/euro", 404),
        ("activities/No!", 422),
        ("activities/a/b", 404),
    ):
        assert _get(client, path)[0] == status
    answer = client.post(f"{API}/activities", headers={"host": "localhost"})
    assert (answer.status_code, answer.json(), answer.headers["Allow"]) == (
        405,
        {"detail": "Method Not Allowed"},
        "GET",
    )


def test_a_failure_of_ours_tells_nothing_of_the_inside(client, stored, monkeypatch):
    import quicksilver.portal.api as api

    def fail(*_given):
        raise RuntimeError("secret inside")

    monkeypatch.setattr(api, "hidden_ids", fail)
    client.raise_request_exception = False
    status, told = _get(client, "areas")
    assert (status, set(told), told["detail"]) == (500, {"detail", "number"}, "Internal Server Error")


def test_description_of_the_interface(client):
    status, told = _get(client, "openapi.json")
    assert status == 200
    assert len(told["paths"]) == 2 * len(open_kinds()) + 2
    assert {method for path in told["paths"].values() for method in path} == {"get"}


CANARY = "canary"


def _with_secrets() -> Register:
    """Return records of which everything named with the canary is hidden or private."""
    hidden = {"visibility": "secretariat"}
    secret = r.Source(document=f"{CANARY}-doc", place="p")
    return Register.of(
        [
            ("documents", r.Document(id=f"{CANARY}-doc", title="T", **hidden)),
            ("documents", r.Document(id="open", title="T", edition_of=f"{CANARY}-doc")),
            ("organisations", r.Organisation(id=f"{CANARY}-org", name="T", **hidden)),
            ("organisations", r.Organisation(id="o", name="T", parent=f"{CANARY}-org", sources=(secret,))),
            ("areas", r.Area(id=f"{CANARY}-area", name="T", visibility="partners")),
            ("areas", r.Area(id="a", name="T", statuses=(r.Status(status="proposed", source=secret),))),
            ("mandates", r.Mandate(id=f"{CANARY}-m", body="b", symbol="s", text="T", **hidden)),
            ("outputs", r.Output(id=f"{CANARY}-out", title="T", **hidden)),
            ("outputs", r.Output(id="out", title="T", authors=(f"{CANARY}-org", "o"))),
            ("leaderships", r.Leadership(id="l", area="a", organisation="o", role="co-lead", person=CANARY)),
            (
                "leaderships",
                r.Leadership(id=f"{CANARY}-l", area="a", role="co-lead", organisation=f"{CANARY}-org"),
            ),
            ("leaderships", r.Leadership(id=f"{CANARY}-l2", area=f"{CANARY}-area", organisation="o")),
            (
                "memberships",
                r.Membership(id=f"{CANARY}-mem", organisation="o", state="declined", note=CANARY),
            ),
            (
                "memberships",
                r.Membership(id="mem", organisation="o", state="confirmed", areas=("a", f"{CANARY}-area")),
            ),
            ("plans", r.Plan(id=f"{CANARY}-plan", area="a", state="drafting")),
            ("cycles", r.Cycle(id=f"{CANARY}-cycle", title="T", period="2009")),
            ("activities", r.Activity(id=f"{CANARY}-act", title="T", kind="other", areas=("a",), **hidden)),
            (
                "activities",
                r.Activity(
                    id="act",
                    title="T",
                    kind="other",
                    areas=("a", f"{CANARY}-area"),
                    parent=f"{CANARY}-act",
                    mandates=(f"{CANARY}-m",),
                    outputs=(f"{CANARY}-out", "out"),
                    participants=(
                        r.Participation(organisation=f"{CANARY}-org", role="lead"),
                        r.Participation(organisation="o", role="lead", sources=(secret,)),
                    ),
                    parts=(r.Part(text="p", sources=(secret,)),),
                    sources=(secret,),
                ),
            ),
            ("contributions", r.Contribution(id=f"{CANARY}-c", provider="o")),
            (
                "claims",
                r.Claim(id=f"{CANARY}-claim", subject=f"activities/{CANARY}-act", field="f", value="v"),
            ),
            (
                "claims",
                r.Claim(id="claim", subject="activities/act", field="f", value="v", recorded_by=CANARY),
            ),
        ]
    )


def test_nothing_hidden_is_told(client, db):
    save_register(_with_secrets(), by="loader")
    seen = 0
    for kind in open_kinds():
        status, page = _get(client, kind)
        assert status == 200
        assert CANARY not in json.dumps(page), kind
        seen += len(page["items"])
        # What the database lists is what the table of roles lets through.
        assert page["count"] == len(page["items"]), kind
        for record in load_register().records[kind].values():
            if CANARY in record.id:
                assert _get(client, f"{kind}/{record.id}")[0] == 404
    assert seen == 8
    act = _get(client, "activities/act")[1]
    assert (act["areas"], act["outputs"], len(act["participants"]), act["parent"]) == (
        ["a"],
        ["out"],
        1,
        None,
    )


def test_the_open_register_is_what_the_interface_tells(client, db):
    save_register(_with_secrets(), by="loader")
    shown = visible(load_register())
    assert CANARY not in str(shown)
    for kind in open_kinds():
        assert [one["id"] for one in _get(client, kind)[1]["items"]] == sorted(shown.records[kind])


def test_the_query_of_what_is_open_follows_the_table_of_roles(stored):
    shown = visible(load_register())
    for kind in open_kinds():
        assert set(_open(kinds()[kind]).values_list("id", flat=True)) == set(shown.records[kind])


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from(["activities", "facts", "organisations"]),
    st.dictionaries(
        st.sampled_from(["limit", "offset", "as_of", "q", "x"]),
        st.one_of(st.integers(), st.text(), st.dates().map(str), st.floats().map(str)),
    ),
)
def test_no_question_makes_it_fail(client, stored, kind, query):
    query = {name: str(value).encode("utf-8", "replace") for name, value in query.items()}
    assert _get(client, kind, **query)[0] in (200, 422)
