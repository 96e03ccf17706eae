"""The boards as documents: what areas lack, what serves a mandate, who is a partner."""

import datetime as dt
from importlib import resources
from pathlib import Path

import pytest

from quicksilver.documents import BulletList, Paragraph, Table, plain_text, write_html
from quicksilver.languages import LANGUAGES
from quicksilver.register.formats.text_form import load_directory
from quicksilver.register.questions.directory import partners
from quicksilver.register.questions.gaps import gap_board
from quicksilver.register.questions.mandates import mandate_matrix
from quicksilver.register.records import (
    Activity,
    Area,
    Contribution,
    Funding,
    Mandate,
    Membership,
    Organisation,
    Text,
)
from quicksilver.register.register import Register
from quicksilver.reports.boards import (
    directory_document,
    gap_document,
    gap_files,
    mandate_document,
    mandate_files,
    partner_files,
)
from quicksilver.reports.boards.gaps import document_of as gaps

DAY = dt.date(2009, 5, 1)


@pytest.fixture(scope="module")
def register() -> Register:
    return load_directory(Path(str(resources.files("quicksilver.register") / "data" / "2007-2008")))


def tables(document) -> list[list[list[str]]]:
    return [
        [[plain_text(cell) for cell in row.cells] for row in block.rows]
        for block in document.blocks
        if isinstance(block, Table)
    ]


def test_the_gap_board_of_the_founding_day(register) -> None:
    document = gap_document(gap_board(register, DAY))
    (counts,) = [block for block in document.blocks if isinstance(block, BulletList)]
    assert [plain_text(item) for item in counts.items] == [
        "Areas with a draft plan and no lead: 2 of 8.",
        "Areas without a lead: 2 of 8.",
        "Areas without an activity: 1 of 8.",
        "Areas without a numerical target: 6 of 8.",
        "Areas whose progress cannot be measured: 8 of 8.",
        "Amounts of money stated: 0.",
    ]
    (rows,) = tables(document)
    assert len(rows) == 8
    row = next(row for row in rows if row[0] == "Non-ferrous metals")
    assert row[1] == "none recorded as of 1 May 2009"
    assert row[2].endswith("draft plan only")
    assert next(row for row in rows if row[0].startswith("Artisanal"))[1] == "yes"


@pytest.mark.parametrize("language", LANGUAGES)
def test_boards_exist_in_every_language(register, language) -> None:
    assert len(tables(gap_document(gap_board(register, DAY), language))[0]) == 8
    held = register.as_of(DAY)
    document = mandate_document(mandate_matrix(held), held, as_of=DAY, language=language)
    printed = "{})" if language in ("fr", "es") else "({})"
    assert [row[0].split()[0] for row in tables(document)[0]] == [printed.format(one) for one in "abcdefgh"]


def test_the_matrix_gives_activities_money_and_what_serves_nothing() -> None:
    records = [
        (
            "mandates",
            Mandate(
                id="d-1-a", body="x", symbol="1/1", paragraph="1", letter="a", text="Store", parent="d-1"
            ),
        ),
        (
            "mandates",
            Mandate(id="d-1-b", body="x", symbol="1/1", paragraph="1", letter="b", text="Tell", parent="d-1"),
        ),
        ("areas", Area(id="coal", name=Text(en="Coal"))),
        ("organisations", Organisation(id="o", name=Text(en="O"))),
        ("activities", Activity(id="one", title="One", kind="project", areas=("coal",), mandates=("d-1-a",))),
        ("activities", Activity(id="two", title="Two", kind="project", areas=("coal",))),
        (
            "contributions",
            Contribution(
                id="c",
                provider="o",
                activity="one",
                kind="cash",
                money=Funding(amount=1000000, currency="EUR"),
            ),
        ),
    ]
    register = Register.of(records)
    document = mandate_document(mandate_matrix(register, "d-1"), register, as_of=DAY)
    (rows,) = tables(document)
    assert rows[0] == ["(a) Store", "One (Coal)", "1", "EUR\u00a01,000,000", "0"]
    assert rows[1][1:] == ["none recorded", "0", "not stated", "0"]
    said = [plain_text(block.content) for block in document.blocks if isinstance(block, Paragraph)]
    assert any("no activity is recorded: (b)" in text for text in said)
    (left,) = [block for block in document.blocks if isinstance(block, BulletList)]
    assert [plain_text(item) for item in left.items] == ["Two (Coal)"]


def test_the_directory_lists_partners_in_the_order_of_the_language() -> None:
    records = [("areas", Area(id="coal", name=Text(en="Coal")))]
    for ident, name, country in (
        ("chl", "Chile", "CHL"),
        ("chn", "China", "CHN"),
        ("arg", "Argentina", "ARG"),
    ):
        text = Text(en=name, ru={"CHL": "Чили", "CHN": "Китай", "ARG": "Аргентина"}[country])
        records.append(
            ("organisations", Organisation(id=ident, name=text, kind="government", country=country))
        )
        records.append(
            (
                "memberships",
                Membership(
                    id=f"m-{ident}",
                    organisation=ident,
                    state="confirmed",
                    confirmed="2008-05-02",
                    areas=("coal",),
                ),
            )
        )
    register = Register.of(records)
    for language, wanted in (("en", ["Argentina", "Chile", "China"]), ("ru", ["Аргентина", "Китай", "Чили"])):
        document = directory_document(
            partners(register, DAY, language), register, as_of=DAY, language=language
        )
        kinds, listed = tables(document)
        assert [row[0] for row in listed] == wanted
        assert kinds[0][1] == "3"
        assert listed[0][4] == "2008-05-02"


def test_no_partner_on_record_is_not_no_partner(register) -> None:
    document = directory_document((), register, as_of=DAY)
    assert any(
        "does not mean that there were none" in plain_text(b.content)
        for b in document.blocks
        if isinstance(b, Paragraph)
    )


def test_board_files_are_equal_twice(register) -> None:
    for make, name in ((gap_files, "gaps"), (mandate_files, "mandates"), (partner_files, "partners")):
        files = make(register, as_of=DAY, language="en")
        assert sorted(files) == [f"{name}.docx", f"{name}.html", f"{name}.pdf"]
        assert files == make(register, as_of=DAY, language="en")


def test_the_gap_board_is_of_what_everyone_may_see(register) -> None:
    coal = register.get(Area, "coal").model_copy(update={"visibility": "secretariat"})
    held = Register.of([*register, ("areas", coal)])
    name = coal.name.en
    assert name not in gap_files(held, as_of=DAY)["gaps.html"].decode()
    assert name in write_html(gaps(held, as_of=DAY, everything=True)).decode()


def test_what_is_hidden_is_not_printed(register) -> None:
    records = [
        ("organisations", Organisation(id="mute", name=Text(en="CANARY body"), visibility="partners")),
        (
            "memberships",
            Membership(id="m-mute", organisation="mute", state="confirmed", confirmed="2008-05-02"),
        ),
        ("organisations", Organisation(id="open", name=Text(en="Open body"))),
        (
            "memberships",
            Membership(id="m-open", organisation="open", state="confirmed", confirmed="2008-05-02"),
        ),
        (
            "activities",
            Activity(
                id="quiet",
                title="CANARY work",
                kind="project",
                areas=("coal",),
                visibility="secretariat",
                mandates=("decision-25-5-34-a",),
            ),
        ),
        (
            "activities",
            Activity(
                id="none",
                title="CANARY other work",
                kind="project",
                areas=("coal",),
                visibility="secretariat",
            ),
        ),
    ]
    held = Register.of([*register, *records])
    told = partner_files(held, as_of=DAY)["partners.html"] + mandate_files(held, as_of=DAY)["mandates.html"]
    page = told.decode("utf-8")
    assert "Open body" in page
    assert "CANARY" not in page
