"""The page of gaps: asked about a later day than the register knows, it says so in the reader's language."""

from __future__ import annotations

import datetime as dt
import html
import re

import pytest

from quicksilver import languages
from quicksilver.documents.spacing import spaced
from quicksilver.portal.store.store import save_register
from quicksilver.register import records as r
from quicksilver.register.questions.knowledge import asked
from quicksilver.register.register import Register
from quicksilver.reports.knowledge import knowledge_note
from quicksilver.reports.words import Words

pytestmark = pytest.mark.django_db
LANGUAGES = {code: row.tag for code, row in languages.LANGUAGES.items()}
END, LATER = dt.date(2009, 5, 1), dt.date(2026, 11, 30)


def _page(client, path: str, code: str = "en") -> str:
    answer = client.get(path, headers={"accept-language": code})
    assert answer.status_code == 200
    return html.unescape(answer.content.decode())


@pytest.fixture
def known(world) -> None:
    save_register(Register.of([("facts", r.Fact(id="k", key="knowledge ends", value=str(END)))]), by="loader")


def test_of_a_later_day_the_page_says_so_in_every_language(client, known) -> None:
    for language, code in LANGUAGES.items():
        page = _page(client, f"/gaps/?as_of={LATER}", code)
        assert spaced(knowledge_note(asked(END, LATER), Words(language)), language) in page, language
        assert Words(language).plain("board.as_of", day=Words(language).day(END)) in page
    assert "As of 30 November 2026" not in _page(client, f"/gaps/?as_of={LATER}")


def test_without_a_day_it_is_asked_about_today(client, known) -> None:
    page = _page(client, "/gaps/")
    today = dt.datetime.now(dt.UTC).date()
    assert knowledge_note(asked(END, today), Words("en")) in page
    assert "As of 1 May 2009" in page


@pytest.mark.parametrize("given", ["yesterday", "2009-02-30", "2009", "1 May 2009"])
def test_what_is_not_a_day_is_refused_and_no_other_day_is_shown(client, known, given) -> None:
    answer = client.get("/gaps/", {"as_of": given})
    assert answer.status_code == 400
    assert "As of" not in answer.content.decode()


def test_up_to_the_last_day_that_is_known_it_says_nothing(client, known) -> None:
    page = _page(client, f"/gaps/?as_of={END}")
    assert "knowledge ends" not in page
    later = re.sub(
        r'<aside class="box">.*?</aside>\n?', "", _page(client, f"/gaps/?as_of={LATER}"), flags=re.DOTALL
    )
    assert later == page


def test_a_report_that_was_published_elsewhere_is_no_document_here(client, world) -> None:
    document = r.Document(id="elsewhere", title="Report 2020-2021", url="https://example.org/report")
    cycle = r.Cycle(
        id="c2020", title="2020-2021", period="2020/2021", state="published", document="elsewhere"
    )
    save_register(Register.of([("documents", document), ("cycles", cycle)]), by="loader")
    assert client.get("/cycles/c2020/report.html").status_code == 404


def test_a_draft_of_a_period_without_records_is_a_reason(world, sign_in) -> None:
    document = r.Document(id="elsewhere", title="Report 2020-2021", url="https://example.org/report")
    cycle = r.Cycle(
        id="c2020", title="2020-2021", period="2020/2021", state="published", document="elsewhere"
    )
    save_register(Register.of([("documents", document), ("cycles", cycle)]), by="loader")
    client = sign_in("sec")
    board = _page(client, "/cycles/c2020/")
    assert "/cycles/c2020/draft/" not in board
    assert "/cycles/c2020/report." not in board
    draft = _page(client, "/cycles/c2020/draft/")
    assert "was published elsewhere, and the register has its title only" in draft
    assert "https://example.org/report" in draft
    assert 'class="paragraph' not in draft


def test_a_draft_states_where_the_knowledge_ends(called, sign_in) -> None:
    client = sign_in("sec")
    (cycle,) = re.findall(r'href="(/cycles/[^/"]+/)"', _page(client, "/"))[:1]
    before = _page(client, f"{cycle}draft/")
    assert 'class="paragraph' in before
    assert "knowledge ends" not in before
    assert f"{cycle}draft/" in _page(client, cycle)
    save_register(Register.of([("facts", r.Fact(id="k", key="knowledge ends", value=str(END)))]), by="loader")
    assert "knowledge ends on 1 May 2009" in _page(client, f"{cycle}draft/")
