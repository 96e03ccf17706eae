"""Lists of the interface by area, state and day, and the gap board: what is told, what is not, and how many questions it takes."""

from __future__ import annotations

import datetime as dt
import json

import pytest

from quicksilver.portal.store.mapping import kinds
from quicksilver.portal.store.store import load_register, save_register
from quicksilver.portal.store.stored_gaps import public_gap_board
from quicksilver.register import records as r
from quicksilver.register.questions.gaps import LACKS, gap_board
from quicksilver.register.register import Register
from quicksilver.register.rules.visibility import open_kinds

pytestmark = pytest.mark.django_db
DAY = dt.date(2009, 5, 1)


def _get(client, path, **query):
    answer = client.get(f"/api/v1/{path}", query, headers={"host": "localhost"})
    return answer.status_code, json.loads(answer.content)


def _ids(client, path, **query):
    status, page = _get(client, path, **query)
    assert status == 200, page
    assert page["count"] == len(page["items"])
    return [one["id"] for one in page["items"]]


def test_lists_by_area_and_state(client, stored):
    assert _ids(client, "activities", area="coal") == ["coal-b", "coal-c"]
    assert _ids(client, "activities", area="metals") == ["coal-b"]
    assert _ids(client, "activities", area="metals", state="planned") == ["coal-b"]
    assert _ids(client, "activities", area="metals", state="completed") == []
    assert _ids(client, "leaderships", area="metals") == ["metals-none"]
    assert _ids(client, "memberships", area="metals", state="confirmed") == ["italy"]
    assert _ids(client, "targets", area="nowhere") == []
    for query in ({"state": "done"}, {"area": "No!"}, {"area": "x" * 121}, {"area": "a\x00"}):
        assert _get(client, "activities", **query)[0] == 422, query


def test_lists_by_organisation_and_country(client, stored):
    assert _ids(client, "activities", organisation="cnr") == ["coal-b"]
    assert _ids(client, "outputs", organisation="unep") == ["guide"]
    assert _ids(client, "leaderships", organisation="cnr", area="coal") == ["coal-lead"]
    assert _ids(client, "memberships", organisation="cnr") == []
    assert _ids(client, "activities", country="CHN") == ["coal-b"]
    assert _ids(client, "activities", country="ITA") == []  # whose sponsor is from there
    assert _ids(client, "organisations", country="ITA") == ["italy"]
    assert _ids(client, "memberships", country="ITA", state="confirmed") == ["italy"]
    for query in (
        {"country": "China"},
        {"country": "chn"},
        {"organisation": "No!"},
        {"organisation": "a\x00"},
    ):
        assert _get(client, "activities", **query)[0] == 422, query


def test_a_hidden_organisation_tells_nothing_of_what_names_it(client, db):
    save_register(
        Register.of(
            [
                ("areas", r.Area(id="coal", name="C")),
                ("organisations", r.Organisation(id="mute", name="M", country="SEN", visibility="partners")),
                (
                    "activities",
                    r.Activity(
                        id="a",
                        title="A",
                        kind="other",
                        areas=("coal",),
                        participants=(r.Participation(organisation="mute", role="lead"),),
                    ),
                ),
                ("memberships", r.Membership(id="m", organisation="mute", state="enquiry")),
            ]
        ),
        by="loader",
    )
    assert _ids(client, "activities") == ["a"]
    assert _ids(client, "activities", organisation="mute") == []
    for query in ({"organisation": "mute"}, {"country": "SEN"}):
        assert _ids(client, "memberships", **query) == []
    assert _ids(client, "organisations", country="SEN") == []


def test_the_description_says_which_lists_have_areas_and_states(client):
    paths = _get(client, "openapi.json")[1]["paths"]
    for name in open_kinds():
        kind = kinds()[name]
        asked = {one["name"] for one in paths[f"/api/v1/{name}"]["get"]["parameters"]}
        has_area = "area" in kind.targets or any(part.field == "areas" for part in kind.parts)
        assert ("area" in asked, "state" in asked) == (has_area, "state" in kind.columns), name
        bodies = "organisation" in kind.targets or name in ("activities", "outputs")
        assert ("organisation" in asked) == bodies, name
        assert ("country" in asked) == (
            "organisation" in kind.targets or name in ("organisations", "activities")
        ), name
    board = paths["/api/v1/boards/gaps"]["get"]
    assert [one["name"] for one in board["parameters"]] == ["as_of"]
    assert board["responses"]["200"]


def test_a_hidden_area_tells_nothing_of_what_belongs_to_it(client, db):
    records = [
        ("areas", r.Area(id="seen", name="S")),
        ("areas", r.Area(id="hidden", name="H", visibility="secretariat")),
        ("organisations", r.Organisation(id="o", name="O")),
        ("activities", r.Activity(id="both", title="A", kind="other", areas=("seen", "hidden"))),
        ("memberships", r.Membership(id="m", organisation="o", state="confirmed", areas=("seen", "hidden"))),
        ("meetings", r.Meeting(id="met", body="b", title="M", area="hidden")),
    ]
    save_register(Register.of(records), by="loader")
    for kind, name in (("activities", "both"), ("memberships", "m")):
        assert _ids(client, kind, area="seen") == [name]
        assert _ids(client, kind, area="hidden") == []
    assert _ids(client, "meetings", area="hidden") == []
    assert [row["area"] for row in _get(client, "boards/gaps")[1]["areas"]] == ["seen"]


@pytest.mark.parametrize(
    "query", [{}, {"as_of": "2009-05-01"}, {"area": "coal"}, {"state": "confirmed"}, {"country": "ITA"}]
)
def test_questions_do_not_grow_with_the_list(client, stored, django_assert_num_queries, query):
    many = [("organisations", r.Organisation(id=f"o{n}", name="O", country="ITA")) for n in range(150)]
    many += [
        ("memberships", r.Membership(id=f"m{n}", organisation=f"o{n}", state="confirmed", areas=("coal",)))
        for n in range(150)
    ]
    save_register(Register.of(many), by="loader")
    for limit in (1, 200):
        # Identifiers, how many there are, what is hidden, the records, their areas, their citations.
        with django_assert_num_queries(6):
            status, page = _get(client, "memberships", limit=limit, **query)
        assert (status, page["count"]) == (200, 151)


def test_the_gap_board_is_told_to_everybody(client, stored):
    status, told = _get(client, "boards/gaps", as_of=str(DAY))
    assert status == 200
    board = public_gap_board(DAY)
    assert (told["as_of"], told["amounts"]) == (str(DAY), board.amounts)
    assert [(row["area"], row["draft"], [gap["lack"] for gap in row["gaps"]]) for row in told["areas"]] == [
        (row.area.id, row.draft, [gap.lack for gap in row.gaps]) for row in board.rows
    ]
    for row, wanted in zip(told["areas"], board.rows, strict=True):
        r.Text.model_validate(row["name"])
        for gap, lacking in zip(row["gaps"], wanted.gaps, strict=True):
            assert gap["meaning"] == LACKS[lacking.lack]
            assert gap["since"] == (lacking.since and str(lacking.since))
            assert (gap["exact"], gap["days"]) == (lacking.exact, lacking.days(DAY))
            assert gap["source"] == (lacking.source and lacking.source.model_dump())
    assert (told["asked"], told["knowledge_ends"], told["statement"]) == (str(DAY), None, "")
    assert _get(client, "boards/gaps")[1]["as_of"] == str(dt.datetime.now(dt.UTC).date())
    assert _get(client, "boards/gaps", as_of="soon")[0] == 422
    assert _get(client, "boards/none")[0] == 404


def test_asked_about_a_later_day_than_is_known_the_board_says_so(client, stored):
    known = r.Fact(id="k", key="knowledge ends", value=str(DAY), visibility="secretariat")
    save_register(Register.of([("facts", known)]), by="loader")
    before, later = (_get(client, "boards/gaps", as_of=day)[1] for day in (str(DAY), "2026-11-30"))
    assert (before["as_of"], before["asked"], before["statement"]) == (str(DAY), str(DAY), "")
    assert (later["as_of"], later["asked"], later["knowledge_ends"]) == (str(DAY), "2026-11-30", str(DAY))
    assert later["areas"] == before["areas"]
    assert later["statement"].endswith("what follows is not an assessment as of 30 November 2026.")
    today = _get(client, "boards/gaps")[1]
    assert today["as_of"] == str(DAY)
    assert "is not an assessment as of" in today["statement"]


def test_the_board_cites_no_hidden_document(client, stored):
    hidden = stored.get(r.Document, "doc").model_copy(update={"visibility": "secretariat"})
    vacant = r.Leadership(
        id="none", area="coal", role="vacant", since="2030", sources=(r.Source(document="doc"),)
    )
    gone = stored.get(r.Leadership, "coal-lead").model_copy(update={"until": r.When(date="2008")})
    save_register(
        Register.of([("documents", hidden), ("leaderships", vacant), ("leaderships", gone)]), by="loader"
    )
    day = "2031-01-01"
    assert '"doc"' not in json.dumps(_get(client, "boards/gaps", as_of=day)[1])
    inside = gap_board(load_register(), dt.date(2031, 1, 1))
    assert "document='doc'" in str(inside)
