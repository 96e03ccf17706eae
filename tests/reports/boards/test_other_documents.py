"""The ledger, the state of the texts, the changes of a plan and the action items as documents."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from quicksilver.documents import BulletList, Document, Foreign, Paragraph, Table, plain_text, write_html
from quicksilver.documents import Text as Run
from quicksilver.errors import InputProblems
from quicksilver.languages import LANGUAGES
from quicksilver.register.questions.actions import action_lines
from quicksilver.register.questions.ledger import Rate
from quicksilver.register.records import (
    ActionItem,
    Activity,
    Area,
    Contribution,
    Need,
    Organisation,
    Plan,
    Text,
)
from quicksilver.register.register import Register
from quicksilver.reports.boards import (
    action_document,
    action_files,
    contribution_document,
    contribution_files,
    find_changes,
    plan_change_document,
    plan_change_files,
    plan_change_lines,
    text_document,
    text_files,
)
from quicksilver.reports.boards.contributions import document_of

DAY = dt.date(2011, 6, 1)
RATE = Rate("EUR", "USD", Decimal("1.25"), dt.date(2010, 8, 17), "a bank's list")


def tables(document: Document) -> dict[str, list[list[str]]]:
    return {
        block.label: [[plain_text(cell) for cell in row.cells] for row in block.rows]
        for block in document.blocks
        if isinstance(block, Table)
    }


def said(document: Document) -> str:
    found = []
    for block in document.blocks:
        if isinstance(block, Paragraph):
            found.append(plain_text(block.content))
        elif isinstance(block, BulletList):
            found += [plain_text(item) for item in block.items]
    return "\n".join(found)


# The ledger


def ledger(
    *more: tuple[str, object],
    rates: tuple[Rate, ...] = (),
    language: str = "en",
    held: Register | None = None,
) -> Document:
    register = Register.of([*(held or ()), *more])  # type: ignore[list-item]
    return contribution_document(
        register.as_of(DAY), as_of=DAY, rates=rates, to="USD" if rates else "", language=language
    )


def test_the_founding_document_names_no_amount(both: Register) -> None:
    day = dt.date(2009, 5, 1)
    document = contribution_document(both.as_of(day), as_of=day)
    assert "Activities without a stated funder: 15 of 21." in said(document)
    assert "Activities without a stated amount: 21 of 21." in said(document)
    assert tables(document)["total"] == [["Type not stated", "amount not stated", "8"]]
    assert len(tables(document)["silent"]) == 21
    assert "No need is recorded; a gap cannot be stated." in said(document)


def test_sums_stand_in_their_own_currencies_beside_converted_ones(both: Register) -> None:
    document = ledger(held=both, rates=(RATE,))
    rows = tables(document)["total"]
    assert ["Cash", "EUR\u00a01,000,000", "USD\u00a01,250,000", "1"] in rows
    assert ["Cash", "USD\u00a051,750", "USD\u00a051,750", "1"] in rows
    assert tables(document)["rates"] == [["1\u00a0EUR = 1.25\u00a0USD", "17 August 2010", "a bank's list"]]
    assert "rates" not in tables(ledger(held=both))
    assert all(len(row) == 3 for row in tables(ledger(held=both))["total"])


def flow(identifier: str, **more: object) -> tuple[str, object]:
    plain = {
        "id": identifier,
        "provider": "norway",
        "kind": "cash",
        "stage": "commitment",
        "area": "coal",
        "money": {"amount": 100, "currency": "NOK"},
    }
    return "contributions", Contribution.model_validate({**plain, **more})


def test_a_flow_of_two_areas_stands_in_both_and_the_page_says_so() -> None:
    areas = [("areas", Area(id=one, name=one.title(), order=n)) for n, one in enumerate(("coal", "waste"), 1)]
    activity = Activity(id="x", title="X", kind="project", areas=("coal", "waste"))
    norway = Organisation(id="norway", name="Norway")
    document = ledger(*areas, ("organisations", norway), ("activities", activity), flow("a", activity="x"))
    held = tables(document)
    assert held["total"] == [["Cash", "NOK\u00a0100", "1"]]
    assert held["by-area"] == [
        ["Coal"],
        ["Cash", "NOK\u00a0100", "1"],
        ["Waste"],
        ["Cash", "NOK\u00a0100", "1"],
    ]
    (table,) = [block for block in document.blocks if isinstance(block, Table) and block.label == "by-area"]
    assert "do not necessarily add up" in plain_text(table.notes[0])


def test_core_budgets_and_help_in_kind_stand_apart(both: Register) -> None:
    document = ledger(
        flow("x-a"),
        flow("x-b", core=True, reference="core"),
        flow("x-c", kind="venue", valuation="rent", reference="v"),
        held=both,
    )
    kinds = {row[0]: row[1] for row in tables(document)["total"] if "NOK" in row[1]}
    assert kinds == {
        "Cash": "NOK\u00a0100",
        "Cash, core budgets": "NOK\u00a0100",
        "In kind": "NOK\u00a0100",
    }


def test_what_is_left_out_is_listed_with_the_reason(both: Register) -> None:
    document = ledger(
        flow("x-a"),
        flow("x-b", stage="pledge", flow="x-a"),
        flow("x-c", relation="passed on", flow="x-a", provider="unep"),
        held=both,
    )
    why = {row[0]: row[4] for row in tables(document)["left-out"]}
    assert why == {
        "x-b": "another stage of the same flow",
        "x-c": "passes on an amount that was counted on receipt",
    }
    assert "Every entry is in a sum." in said(ledger(flow("x-a"), held=both))


def test_a_gap_is_only_said_where_both_are_stated(both: Register) -> None:
    needs = [
        (
            "needs",
            Need(id="n1", area="coal", kind="cash", money={"amount": 300, "currency": "NOK"}, text="Tests"),
        ),
        ("needs", Need(id="n2", area="waste", kind="cash", money={"amount": 300, "currency": "NOK"})),
    ]
    rows = tables(ledger(flow("x-a"), *needs, held=both))["needs"]
    assert rows == [
        ["Tests", "cash", "NOK\u00a0300", "NOK\u00a0100", "NOK\u00a0200"],
        ["Mercury waste management", "cash", "NOK\u00a0300", "not stated", "not both stated"],
    ]


def test_providers_are_in_the_order_of_the_language(both: Register) -> None:
    from quicksilver.language.alphabet import sort_key

    for language in LANGUAGES:
        listed = [row[0] for row in tables(ledger(held=both, language=language))["flows"] if len(row) > 1]
        groups, last = [], -1
        for index, row in enumerate(tables(ledger(held=both, language=language))["flows"]):
            if len(row) == 1:
                groups.append([])
                last = index
            elif index > last:
                groups[-1].append(row[0])
        assert sum(map(len, groups)) == len(listed) == 11
        assert all(group == sorted(group, key=lambda name: sort_key(name, language)) for group in groups)


def test_a_hidden_provider_is_not_named(both: Register) -> None:
    hidden = both.get(Organisation, "norway").model_copy(update={"visibility": "secretariat"})
    files = contribution_files(Register.of([*both, ("organisations", hidden)]), as_of=DAY)
    assert "Norway" not in files["contributions.html"].decode()
    assert "Norway" in contribution_files(both, as_of=DAY)["contributions.html"].decode()


def test_everyone_knows_totals_and_no_single_contribution(both: Register) -> None:
    listed, public = (document_of(both, as_of=DAY, public=public) for public in (False, True))
    assert set(tables(listed)) - set(tables(public)) == {"flows"}
    assert "Entries that are not in any sum" not in write_html(public).decode()
    for label in ("total", "by-area", "by-stage", "silent"):
        assert tables(public)[label] == tables(listed)[label]
    assert "Norway" in write_html(listed).decode()
    assert "Norway" not in write_html(public).decode()


def test_rates_to_several_currencies_ask_which(both: Register) -> None:
    others = (RATE, Rate("USD", "CHF", Decimal(1), RATE.day, "x"))
    with pytest.raises(InputProblems, match="--to CHF"):
        contribution_files(both, as_of=DAY, rates=others)
    assert contribution_files(both, as_of=DAY, rates=others, to="USD")
    with pytest.raises(InputProblems, match="not to EUR"):
        contribution_files(both, as_of=DAY, rates=(RATE,), to="EUR")


def test_nothing_given_is_a_page_too() -> None:
    document = contribution_document(Register.of([]), as_of=DAY)
    assert "No contribution is recorded." in said(document)


# Texts


def test_counts_and_list_of_texts() -> None:
    lamps = Text(en="Lamps", zh="灯", ru="Лампы", state={"ru": "machine draft"})
    whole = Text(en="a", fr="b", es="c", ru="d", zh="e", ar="f")
    register = Register.of(
        [("areas", Area(id="lamps", name=lamps)), ("organisations", Organisation(id="o", name=whole))]
    )
    held = tables(text_document(register))
    assert held["count-approved"] == [
        ["Organisations", "0", "1", "1", "1", "1", "1"],
        ["Areas", "0", "0", "0", "0", "1", "0"],
        ["Total", "0", "1", "1", "1", "2", "1"],
    ]
    assert held["count-machine draft"][-1] == ["Total", "0", "0", "0", "1", "0", "0"]
    # The list of set names has lamps in French, Spanish and Arabic: no reader meets English there.
    assert held["count-listed"][-1] == ["Total", "0", "1", "1", "0", "0", "1"]
    assert "count-missing" not in held
    assert held["list-areas"] == [
        [
            "lamps, name",
            "Lamps",
            "English",
            "",
            "machine draft: Russian; in the list of names: French, Spanish and Arabic",
        ]
    ]
    assert "list-organisations" not in held


def test_every_text_of_the_register_is_counted_once_in_each_language(both: Register) -> None:
    from quicksilver.register.questions.translations import texts

    held = tables(text_document(both))
    totals = [rows[-1] for label, rows in held.items() if label.startswith("count-")]
    whole = sum(1 for _ in texts(both))
    for column in range(1, 7):
        assert sum(int(row[column]) for row in totals) == whole


def test_one_kind_alone(both: Register) -> None:
    held = tables(text_document(both, kinds=("areas",)))
    assert {row[0] for label, rows in held.items() if label.startswith("count-") for row in rows} == {
        "Areas",
        "Total",
    }


# Changes of a plan


def test_the_two_coal_plans_side_by_side(both: Register) -> None:
    found = find_changes(both, "coal-plan-2010-08", "coal-plan-2011-10")
    held = tables(plan_change_document(found, both))
    assert [row[3] for row in held["versions"]] == ["in force", "posted for consultation"]
    changes = {row[0]: row[1] for row in held["plans.fields"]}
    assert changes["State"] == "in force posted for consultation"
    assert changes["Date"] == "12 August 2010 10 October 2011"
    assert changes["Replaces"] == "Coal combustion: August 2010"
    assert "state: [-in force-]{+posted for consultation+}" in plan_change_lines(found)


def test_what_was_removed_and_added_is_marked_word_by_word(both: Register) -> None:
    old = Plan(id="old", area="coal", state="in force", priority_actions=("Write guidance on coal",))
    new = Plan(id="new", area="coal", state="in force", priority_actions=("Write better guidance on coal",))
    register = Register.of([*both, ("plans", old), ("plans", new)])
    document = plan_change_document(find_changes(register, "old", "new"), register)
    (table,) = [
        block for block in document.blocks if isinstance(block, Table) and block.label == "plans.actions"
    ]
    runs = [(part.text, part.change) for part in table.rows[0].cells[1] if isinstance(part, Run)]
    assert runs == [("Write ", ""), ("better ", "added"), ("guidance on coal", "")]
    html = plan_change_files(register, "old", "new")["plan-changes.html"].decode()
    assert "Write <ins>better </ins>guidance on coal" in html


def test_a_text_in_another_language_is_marked_as_a_whole(both: Register) -> None:
    found = find_changes(both, "coal-plan-2010-08", "coal-plan-2011-10", "ar")
    document = plan_change_document(found, both, language="ar")
    (table,) = [
        block for block in document.blocks if isinstance(block, Table) and block.label == "plans.fields"
    ]
    foreign = [
        part
        for row in table.rows
        for part in row.cells[1]
        if isinstance(part, Foreign) and len(part.parts) > 1
    ]
    assert [part.language for part in foreign] == ["en"]
    assert {run.change for run in foreign[0].parts} == {"", "removed", "added"}


def test_a_plan_that_is_not_there_is_named_with_a_guess(both: Register) -> None:
    with pytest.raises(InputProblems, match=r"could be: .*coal-plan-2011-10"):
        find_changes(both, "coal-plan-2010-08", "coal-plan-2011-1")


def test_a_plan_that_is_being_drafted_is_in_no_document(both: Register) -> None:
    assert both.get(Plan, "waste-plan-2008-08").state == "drafting"
    with pytest.raises(
        InputProblems, match=r"the plan 'waste-plan-2008-08' is not public \(state: drafting\)"
    ):
        plan_change_files(both, "waste-plan-2008-08", "coal-plan-2010-08")
    assert find_changes(both, "waste-plan-2008-08", "coal-plan-2010-08").changes
    title = both.get(Plan, "waste-plan-2008-08").title
    assert title is not None
    assert title.en not in text_files(both)["translations.html"].decode()


def test_no_difference_and_silence_are_not_the_same(both: Register) -> None:
    found = find_changes(both, "coal-plan-2010-08", "coal-plan-2010-08")
    told = said(plan_change_document(found, both))
    assert "no difference between the two versions" in told
    assert "No comparison is possible for these." in told


# Action items


def test_action_items_say_that_no_outcome_is_known(both: Register) -> None:
    day = dt.date(2018, 1, 1)
    late = ActionItem(id="late", text="Report back", due="2010", owner="Working group", outcome=None)
    done = ActionItem(id="done", text="Meet", outcome=Text(en="Met in Rome"), letter="z")
    register = Register.of([*both, ("action-items", late), ("action-items", done)])
    document = action_document(action_lines(register, day), register, as_of=day)
    rows = {row[0]: row[2:] for row in tables(document)["actions"]}
    assert rows["(a) Consider recommendations on taking an active part in the Partnership."] == [
        "Working group",
        "not stated",
        "no outcome recorded",
    ]
    assert rows["Report back"] == ["Working group", "2010", "no outcome recorded; overdue"]
    assert rows["(z) Meet"] == ["not stated", "not stated", "Met in Rome"]
    assert "Action items: 4; without a recorded outcome: 3; overdue: 1." in said(document)
    french = action_document(action_lines(register, day), register, as_of=day, language="fr")
    assert any(row[0].startswith("a) ") for row in tables(french)["actions"])


# All of them


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_document_has_the_same_tables_in_every_language(both: Register, language: str) -> None:
    for make in (
        lambda one: contribution_document(both.as_of(DAY), as_of=DAY, rates=(RATE,), to="USD", language=one),
        lambda one: text_document(both, language=one),
        lambda one: plan_change_document(
            find_changes(both, "coal-plan-2010-08", "coal-plan-2011-10", one), both, language=one
        ),
        lambda one: action_document(action_lines(both, DAY), both, as_of=DAY, language=one),
    ):
        mine, english = tables(make(language)), tables(make("en"))
        assert {label: len(rows) for label, rows in mine.items()} == {
            label: len(rows) for label, rows in english.items()
        }
        columns = [
            column for block in make(language).blocks if isinstance(block, Table) for column in block.columns
        ]
        assert not any(isinstance(part, Foreign) for column in columns for part in column.heading)


@pytest.mark.parametrize("language", ["en", "ar"])
def test_files_are_equal_twice(both: Register, language: str) -> None:
    for make, name in (
        (lambda: contribution_files(both, as_of=DAY, language=language), "contributions"),
        (lambda: text_files(both, language=language), "translations"),
        (
            lambda: plan_change_files(both, "coal-plan-2010-08", "coal-plan-2011-10", language=language),
            "plan-changes",
        ),
        (lambda: action_files(both, as_of=DAY, language=language), "actions"),
    ):
        files = make()
        assert sorted(files) == [f"{name}.docx", f"{name}.html", f"{name}.pdf"]
        assert files == make()
