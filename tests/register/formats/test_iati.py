"""IATI 2.03: valid out, safe in, and nothing filled in that the register does not know."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from quicksilver.errors import InputProblems
from quicksilver.register import records as r
from quicksilver.register.formats.iati import Reporting, Silence, iati_bytes, parse, read_iati, write_iati
from quicksilver.register.formats.iati.joining import joined
from quicksilver.register.formats.iati.names import code_list
from quicksilver.register.register import Register

UNEP = Reporting("XM-DAC-41116", "40", "United Nations Environment Programme")
PARTS = [{"organisation": "unep", "role": "lead"}, {"organisation": "iea", "role": "author"}]
COAL = r.Activity(
    id="coal-a",
    title={"original": "zh", "zh": "指导文件", "en": "Guidance"},
    text="What can be done.",
    kind="guidance",
    state="delayed",
    areas=["coal", "waste"],
    planned={"date": "2009", "said": "early 2009"},
    actual="2009-04-01/2010-05-31",
    places=[{"country": "KHM"}, {"region": "Central Africa"}],
    participants=PARTS,
    mandates=["decision-25-5-34-e"],
    outputs=["guide"],
    parent="coal",
)
GIVEN = [
    ("areas", r.Area(id="coal", name="Coal")),
    ("areas", r.Area(id="waste", name="Waste")),
    ("organisations", r.Organisation(id="unep", name="UN Environment", acronym="UNEP", kind="igo")),
    ("organisations", r.Organisation(id="iea", name="IEA", kind="ngo")),
    ("mandates", r.Mandate(id="decision-25-5-34-e", body="GC", symbol="25/5", text="e")),
    ("outputs", r.Output(id="guide", title="Guide", url="https://example.org/guide.pdf")),
    ("activities", COAL),
    (
        "activities",
        r.Activity(
            id="coal",
            title="Coal work",
            kind="project",
            state="under way",
            areas=["coal"],
            since="2006-03",
            participants=PARTS,
        ),
    ),
    (
        "contributions",
        r.Contribution(
            id="c-1",
            provider="iea",
            receiver="unep",
            activity="coal-a",
            kind="cash",
            stage="disbursement",
            money={"amount": Decimal("51750.50"), "currency": "USD", "value_date": "2009-02-03"},
            period="2009-02-03",
        ),
    ),
]
WORLD = Register.of(GIVEN)


def written(tmp_path, register=WORLD, **given):
    left_out = write_iati(register, tmp_path / "out.xml", UNEP, force=True, **given)
    return tmp_path / "out.xml", left_out


def problems(path, text: str | bytes | None = None, **given) -> list[str]:
    if text is not None:
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(InputProblems) as raised:
        read_iati(path, **given)
    return [f"{one.where}: {one.what}" for one in raised.value.problems]


# Out


def test_what_is_written_is_valid_and_comes_back(tmp_path):
    path, left_out = written(tmp_path)
    assert left_out == []
    root = parse(path)
    first = root[1]
    assert first.findtext("iati-identifier") == "XM-DAC-41116-coal-a"
    assert first.find("activity-status").get("code") == "2"
    assert [(one.get("type"), one.get("iso-date")) for one in first.iterchildren("activity-date")] == [
        ("1", "2009-01-01"),
        ("2", "2009-04-01"),
        ("4", "2010-05-31"),
    ]
    assert [one.get("code") for one in first.iterchildren("recipient-country")] == ["KH"]
    assert first.find("transaction/value").text == "51750.50"
    register, left_out = read_iati(path)
    assert left_out == []
    assert register.get(r.Activity, "coal-a") == COAL
    assert register.get(r.Activity, "coal").since.date == "2006-03"
    assert register.get(r.Contribution, "c-1") == WORLD.get(r.Contribution, "c-1")
    assert register.get(r.Output, "guide") == WORLD.get(r.Output, "guide")
    assert register.get(r.Organisation, "iea").kind == "ngo"
    assert written(tmp_path)[0].read_bytes() == iati_bytes(WORLD, UNEP)[0]


def test_a_silent_register_is_not_filled_in(tmp_path):
    bare = {"title": "T", "kind": "project", "areas": ["coal"]}
    extra = [
        r.Activity(id="no-state", planned="2009", participants=PARTS, **bare),
        r.Activity(id="no-date", state="planned", participants=PARTS, **bare),
        r.Activity(
            id="nobody",
            state="planned",
            planned="2009",
            participants=[{"organisation": "iea", "role": "beneficiary"}],
            **bare,
        ),
        r.Activity(id="nothing", **bare),
        r.Activity(
            id="secret", state="planned", planned="2009", participants=PARTS, visibility="secretariat", **bare
        ),
    ]
    path, left_out = written(tmp_path, Register.of([*GIVEN, *(("activities", one) for one in extra)]))
    assert [one.get("code") for one in parse(path).iter("activity-status")] == ["2", "2"]
    assert {one.severity for one in left_out} == {"warning"}
    assert [f"{one.where}: {one.what}" for one in left_out] == [
        "activities/no-date: left out: the register states no date",
        "activities/no-state: left out: the register states no state",
        "activities/nobody: left out: the register states no organisation that takes part in it",
        "activities/nothing: left out: the register states no state and no date and no organisation that takes part in it",
    ]
    with pytest.raises(InputProblems, match="no activity can be exported"):
        iati_bytes(Register.of(GIVEN[:5]), UNEP)


def test_what_everyone_may_not_see_is_in_no_file(tmp_path):
    hidden = [
        (kind, one.model_copy(update={"visibility": "partners"}))
        for kind, one in GIVEN
        if kind == "organisations" and one.id == "iea"
    ]
    path, _ = written(tmp_path, Register.of([*GIVEN, *hidden]))
    text = path.read_text(encoding="utf-8")
    assert "iea" not in text
    assert "iea" in written(tmp_path / "whole", Register.of(GIVEN))[0].read_text(encoding="utf-8")


def test_what_the_publisher_assumes_is_marked_and_not_read_back(tmp_path):
    nothing = r.Activity(id="nothing", title="T", kind="project", areas=["coal"])
    path, left_out = written(
        tmp_path, Register.of([*GIVEN, ("activities", nothing)]), silence=Silence("under way", "2007/2008")
    )
    assert left_out == []
    (element,) = [one for one in parse(path) if one.findtext("iati-identifier").endswith("nothing")]
    assert element.find("activity-status").get("code") == "2"
    assert [one.get("iso-date") for one in element.iterchildren("activity-date")] == [
        "2007-01-01",
        "2008-12-31",
    ]
    assert element.find("participating-org").get("ref") == "XM-DAC-41116"
    back = read_iati(path)[0].get(r.Activity, "nothing")
    assert back == nothing


def test_money_counts_once_and_only_as_it_was_stated(tmp_path):
    money = {"amount": 1, "currency": "EUR", "value_date": "2009"}
    flow = {"provider": "iea", "activity": "coal-a", "kind": "cash", "stage": "pledge"}
    extra = [
        r.Contribution(id="told", money=money, flow="c-1", relation="told by the other end", **flow),
        r.Contribution(id="undated", money={"amount": 1, "currency": "EUR"}, **flow),
        r.Contribution(id="hours", money=money, **{**flow, "kind": "staff time"}),
        r.Contribution(id="unsaid", **flow),
        r.Contribution(id="pledged", money=money, **flow),
        r.Contribution(id="hidden", money=money, visibility="partners", **flow),
    ]
    path, left_out = written(tmp_path, Register.of([*GIVEN, *(("contributions", one) for one in extra)]))
    assert [one.get("code") for one in parse(path).iter("transaction-type")] == ["1", "13"]
    assert [one.where for one in left_out] == [
        f"contributions/{name}" for name in ("hours", "told", "undated", "unsaid")
    ]


def test_as_of_a_day_and_any_text(tmp_path):
    later = r.Activity(
        id="later",
        title="a\x0b<&>\ufffe ]]>",
        kind="project",
        state="planned",
        areas=["coal"],
        planned="2012",
        since="2012",
        participants=PARTS,
    )
    register = Register.of([*GIVEN, ("activities", later)])
    assert len(parse(written(tmp_path, register)[0])) == 3
    assert read_iati(tmp_path / "out.xml")[0].get(r.Activity, "later").title.en == "a <&> ]]>"
    assert len(parse(written(tmp_path, register.as_of(dt.date(2009, 5, 1)))[0])) == 2


def test_drawn_registers_are_valid(draw, tmp_path):
    done = 0
    for seed in range(60):
        register = draw(seed)
        activity = register.get(r.Activity, "drawn")
        if (
            activity.state == "not stated"
            or not (activity.planned and activity.planned.date)
            or not any(one.role != "beneficiary" for one in activity.participants)
        ):
            continue
        path, _ = written(tmp_path, register, visibility=("public", "partners", "secretariat"))
        again, left_out = read_iati(path)
        assert left_out == []
        back = again.get(r.Activity, "drawn")
        assert (back.areas, back.state, back.kind, back.mandates) == (
            activity.areas,
            activity.state,
            activity.kind,
            activity.mandates,
        )
        done += 1
    assert done > 5


# In

FOREIGN = """<?xml version="1.0" encoding="UTF-8"?>
<iati-activities version="2.03"><iati-activity xml:lang="fr" default-currency="EUR">
<iati-identifier>AA-1-P 100/B</iati-identifier><reporting-org ref="AA-1" type="10"><narrative xml:lang="en">Ministry</narrative></reporting-org>
<title><narrative>Mercure</narrative><narrative xml:lang="de">Quecksilber</narrative></title><description><narrative>Texte</narrative></description>
<participating-org role="1" type="10"><narrative xml:lang="en">Ministry</narrative></participating-org><participating-org role="3" ref="XX-9"/>
<participating-org role="4" type="22"><narrative>PNUE</narrative></participating-org>
<activity-status code="4"/><activity-date type="1" iso-date="2009-01-01Z"/><activity-date type="3" iso-date="2009-12-31"/><activity-date type="4" iso-date="2010-02-01"/>
<recipient-country code="SN"/><recipient-country code="XK"/><recipient-region code="298"/><sector code="41010"/><default-flow-type code="10"/>
<transaction><transaction-type code="3"/><transaction-date iso-date="2009-06-01"/><value value-date="2009-06-01">100</value></transaction>
<transaction><transaction-type code="3"/><transaction-date iso-date="2009-06-01"/><value value-date="2009-06-01">-5</value></transaction>
</iati-activity></iati-activities>
"""


def test_a_file_of_somebody_else_becomes_records(tmp_path):
    path = tmp_path / "in.xml"
    path.write_text(FOREIGN, encoding="utf-8")
    known = Register.of(
        [("organisations", r.Organisation(id="unep", name="UNEP", aliases=[], acronym="PNUE"))]
    )
    register, left_out = read_iati(path, known=known, area="asgm", document="file")
    (activity,) = register.all(r.Activity)
    assert activity.id == "aa-1.p-100-b-64dc17"
    assert (activity.title.original, activity.title.fr, activity.state, activity.areas, activity.kind) == (
        "fr",
        "Mercure",
        "completed",
        ("asgm",),
        "other",
    )
    assert (activity.planned.date, activity.actual.said) == ("2009-01-01/2009-12-31", "until 2010-02-01")
    assert [(one.organisation, one.role) for one in activity.participants] == [
        ("ministry", "sponsor"),
        ("xx-9", "technical partner"),
        ("unep", "implementer"),
    ]
    assert [(place.country, place.region.en if place.region else "") for place in activity.places] == [
        ("SEN", ""),
        ("XKX", ""),
        ("", "region 298 of the list 1"),
    ]
    assert activity.sources[0].place == "AA-1-P 100/B"
    assert {one.id for one in register.all(r.Organisation)} == {"ministry", "xx-9"}
    (flow,) = register.all(r.Contribution)
    assert (flow.provider, flow.money.amount, flow.money.currency, flow.stage) == (
        "ministry",
        100,
        "EUR",
        "disbursement",
    )
    assert [one.what for one in left_out] == [
        "PNUE has no reference in the file; by its name it was taken for organisations/unep of the register",
        "not read: transaction 2 of aa-1.p-100-b-64dc17: -5 EUR of 2009-06-01, type 3: the amount is negative; "
        "take it off the contribution that it corrects",
        "not read: sector of aa-1.p-100-b-64dc17: code 41010",
        "not read: default-flow-type of aa-1.p-100-b-64dc17: code 10",
        "not read: which texts of aa-1.p-100-b-64dc17 are in de; they are stored as English if there is no English text",
    ]
    assert problems(path) == ["in.xml, line 2: activity aa-1.p-100-b-64dc17 names no area of the partnership"]


def test_what_is_not_valid_is_said_with_its_line(tmp_path):
    path = tmp_path / "in.xml"
    told = problems(path, FOREIGN.replace('role="1" ', "").replace("2009-12-31", "31.12.2009"), area="asgm")
    assert [one.split(": ")[0] for one in told] == ["in.xml, line 5", "in.xml, line 7", "in.xml, line 7"][
        : len(told)
    ]
    assert "version '2.02'" in problems(path, FOREIGN.replace("2.03", "2.02"))[0]
    assert "an element 'x'" in problems(path, "<x/>")[0]
    assert "is not XML" in problems(path, "hello")[0]
    assert "line 2" in problems(path, "<x>\n<y></x>")[0]
    assert "cannot be read" in problems(tmp_path / "none.xml")[0]


BOMB = (
    "<!DOCTYPE x [<!ENTITY a 'ha'>"
    + "".join(
        f"<!ENTITY {b} '{'&' + a + ';'}{'&' + a + ';'}'>" for a, b in zip("abcdefgh", "bcdefghi", strict=True)
    )
    + "]>"
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize(
    "start",
    [
        BOMB,
        '<!DOCTYPE x SYSTEM "http://127.0.0.1/x.dtd">',
        '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>',
        '<?xml-stylesheet href="x"?>',
        "<?php echo 1 ?>",
    ],
)
def test_what_could_do_harm_is_refused_unparsed(tmp_path, start, encoding):
    text = f'<?xml version="1.0" encoding="{encoding}"?>\n{start}<iati-activities version="2.03">&e;</iati-activities>'
    (told,) = problems(tmp_path / "in.xml", text.encode(encoding))
    assert "in.xml, line 2: contains" in told


def test_hidden_in_another_encoding_and_too_deep(tmp_path):
    text = "<?xml version='1.0' encoding='cp037'?>" + BOMB + '<iati-activities version="2.03"/>'
    assert problems(tmp_path / "in.xml", text.encode("cp037"))
    assert problems(tmp_path / "in.xml", "<a>" * 100_000)
    (tmp_path / "secret").write_text("confidential")
    include = f'<iati-activities version="2.03" xmlns:xi="http://www.w3.org/2001/XInclude"><xi:include href="{tmp_path}/secret" parse="text"/></iati-activities>'
    assert not any("confidential" in one for one in problems(tmp_path / "in.xml", include))


def test_every_word_of_the_register_has_a_code_or_is_known_to_have_none():
    held = {
        name: {row.ours for row in code_list() if row.list == name}
        for name in ("ActivityStatus", "OrganisationRole", "OrganisationType", "TransactionType")
    }
    without = {
        "ActivityStatus": {"not stated"},
        "OrganisationRole": {"beneficiary"},
        "OrganisationType": {"ngo", "fund", "not stated"},
        "TransactionType": {"not stated"},
    }
    fields = {
        "ActivityStatus": r.Activity.model_fields["state"],
        "OrganisationRole": r.Activity.model_fields["participants"]
        .annotation.__args__[0]
        .model_fields["role"],
        "OrganisationType": r.Organisation.model_fields["kind"],
        "TransactionType": r.Contribution.model_fields["stage"],
    }
    for name, field in fields.items():
        assert held[name] | without[name] == set(field.annotation.__args__)


def test_a_draft_translation_stays_a_draft_when_its_file_comes_back(tmp_path):
    drafted = COAL.model_copy(
        update={
            "title": r.Text(en="Guidance", zh="指导文件", fr="Guide", state={"zh": "draft", "fr": "draft"})
        }
    )
    known = Register.of([*WORLD, ("activities", drafted)])
    path, _ = written(tmp_path, known)
    path.write_text(
        path.read_text(encoding="utf-8").replace("Guide</narrative>", "Orientations</narrative>", 1),
        encoding="utf-8",
    )
    told, left_out = read_iati(path)
    kept, _ = joined(told, known, left_out, update=True)
    assert kept.get(r.Activity, "coal-a").title.fr == "Orientations"
    # A text that the file changes has the state that the file gives it, which is none.
    assert kept.get(r.Activity, "coal-a").title.state == {"zh": "draft"}


# Identity


def published(number: str, publisher: str, title: str, more: str = "") -> str:
    """Return the file of a publisher with one activity."""
    return f"""<iati-activities version="2.03"><iati-activity default-currency="EUR">
<iati-identifier>{number}</iati-identifier><reporting-org ref="{publisher}" type="40"><narrative>Agency {publisher}</narrative></reporting-org>
<title><narrative>{title}</narrative></title><description><narrative>Text of {title}</narrative></description>
<participating-org ref="{publisher}" type="40" role="1"><narrative>Agency {publisher}</narrative></participating-org>
<activity-status code="2"/><activity-date iso-date="2016-01-01" type="2"/>
<recipient-country code="XK" percentage="60"/><recipient-country code="NA" percentage="40"/>
<budget><period-start iso-date="2016-01-01"/><period-end iso-date="2016-12-31"/><value value-date="2016-01-01">120000.50</value></budget>
<transaction><transaction-type code="3"/><transaction-date iso-date="2017-08-01"/><value value-date="2017-08-01">187657.00</value></transaction>
{more}</iati-activity></iati-activities>"""


def loaded(tmp_path, known: Register, text: str, *, update: bool = False):
    """Return what a register has after a file was loaded, and what was said about it."""
    path = tmp_path / "in.xml"
    path.write_text(text, encoding="utf-8")
    told, left_out = read_iati(path, known=known, area="waste")
    kept, said = joined(told, known, left_out, update=update)
    whole = {(kind, one.id): (kind, one) for kind, one in known} | {
        (kind, one.id): (kind, one) for kind, one in kept
    }
    return Register.of(whole.values()), [one.what for one in said]


@pytest.mark.parametrize("update", [False, True])
@pytest.mark.parametrize(
    ("one", "two"),
    [
        (("XM-TEST-0001", "XM-TEST"), ("XM-OTHER-0001", "XM-OTHER")),
        (("0001", "XM-TEST"), ("0001", "XM-OTHER")),
        (("XM-TEST-0001", "XM-TEST"), ("XM-TEST-0001", "XM")),
        (("XM-TEST-A/1", "XM-TEST"), ("XM-TEST-A 1", "XM-TEST")),
        (("XM-TEST-" + "a" * 150 + "1", "XM-TEST"), ("XM-TEST-" + "a" * 150 + "2", "XM-TEST")),
    ],
)
def test_two_identifiers_are_two_activities(tmp_path, update, one, two):
    known = Register.of([("areas", r.Area(id="waste", name="Waste"))])
    known, _ = loaded(tmp_path, known, published(*one, "Mercury reduction"), update=update)
    known, said = loaded(tmp_path, known, published(*two, "Customs training"), update=update)
    assert {one.title.en for one in known.all(r.Activity)} == {"Mercury reduction", "Customs training"}
    assert len({one.activity for one in known.all(r.Contribution)}) == 2
    assert not any("is changed" in what or "is already" in what for what in said)


@pytest.mark.parametrize("update", [False, True])
@pytest.mark.parametrize(
    ("number", "publisher"),
    [("xm-test-0001a", "XM-TEST"), ("xm-TEST-0001a", "xm-test")],
)
def test_an_identifier_in_other_letters_is_taken_for_the_one_that_is_there(
    tmp_path, number, publisher, update
):
    known = Register.of([("areas", r.Area(id="waste", name="Waste"))])
    known, _ = loaded(tmp_path, known, published("XM-TEST-0001a", "XM-TEST", "Mercury reduction"))
    more = (
        '<transaction ref="B"><transaction-type code="3"/><transaction-date iso-date="2018-08-01"/>'
        '<value value-date="2018-08-01">7</value></transaction>'
    )
    text = published(number, publisher, "Less mercury", more)
    known, said = loaded(tmp_path, known, text, update=update)
    (activity,) = known.all(r.Activity)
    assert activity.title.en == ("Less mercury" if update else "Mercury reduction")
    assert (
        f"{number} is taken for activities/xm-test.0001a, whose identifier is written XM-TEST-0001a" in said
    )
    assert any("title.en: Mercury reduction -> Less mercury" in what for what in said)
    added = "these are added to it: contributions/xm-test.0001a-flow-b"
    assert any(added in what for what in said)


@pytest.mark.parametrize(
    "number", ["XM-TEST-0001", "xm-test-0001", "XM-TEST-P 100/B", "0001", "XM-TEST-123456"]
)
def test_an_identifier_that_another_organisation_reports_is_named_with_what_differs(tmp_path, number):
    known = Register.of([("areas", r.Area(id="waste", name="Waste"))])
    known, _ = loaded(tmp_path, known, published(number, "XM-TEST", "Mercury reduction"))
    first = known.all(r.Activity)[0].id
    known, said = loaded(tmp_path, known, published(number, "XM-OTHER", "Less mercury"), update=True)
    assert len(known.all(r.Activity)) == 2
    (line,) = [what for what in said if f"activities/{first} has the same identifier" in what]
    assert line.startswith(f"{number}, reported by XM-OTHER, is added as activities/xm-other.")
    assert "title.en: Mercury reduction -> Less mercury" in line


def test_the_number_of_another_publisher_is_no_other_activity(tmp_path):
    known = Register.of([("areas", r.Area(id="waste", name="Waste"))])
    for number, publisher in (
        ("XM-A-1-123456", "XM-A"),
        ("XM-A-1", "XM-A"),
        ("XM-B-1", "XM-B"),
        ("XM-A-2", "XM"),
    ):
        known, said = loaded(tmp_path, known, published(number, publisher, number))
        assert not any("the same identifier" in what or "is taken for" in what for what in said)


def test_two_reports_of_one_activity_in_one_file_are_named(tmp_path):
    known = Register.of([("areas", r.Area(id="waste", name="Waste"))])
    one, two = (published("XM-TEST-1", publisher, "A") for publisher in ("XM-TEST", "XM-OTHER"))
    both = one.replace("</iati-activities>", two.partition(">")[2])
    _, said = loaded(tmp_path, known, both)
    assert any("activities/xm-test.1 has the same identifier" in what for what in said)


def test_two_references_that_differ_in_their_signs_are_two_transactions(tmp_path):
    flow = (
        '<transaction ref="{ref}"><transaction-type code="3"/><transaction-date iso-date="2018-08-01"/>'
        '<value value-date="2018-08-01">{amount}</value></transaction>'
    )
    known = Register.of([("areas", r.Area(id="waste", name="Waste"))])
    more = flow.format(ref="A/1", amount=1) + flow.format(ref="a-1", amount=2)
    known, _ = loaded(tmp_path, known, published("XM-TEST-1", "XM-TEST", "A", more))
    amounts = {one.reference: one.money.amount for one in known.all(r.Contribution)}
    assert amounts == {"": Decimal("187657.00"), "A/1": 1, "a-1": 2}


def test_what_an_update_replaces_is_listed_before_and_after(tmp_path):
    known = Register.of([("areas", r.Area(id="waste", name="Waste"))])
    known, _ = loaded(tmp_path, known, published("XM-TEST-1", "XM-TEST", "Mercury reduction"))
    later = published("XM-TEST-1", "XM-TEST", "Less mercury").replace("187657.00", "100")
    same, said = loaded(tmp_path, known, later)
    assert same.get(r.Activity, "xm-test.1").title.en == "Mercury reduction"
    assert (
        "xm-test.1 is already in the register and is not changed; --update would replace: "
        "title.en: Mercury reduction -> Less mercury; text.en: Text of Mercury reduction -> Text of Less mercury"
        in said
    )
    assert any("money: 187657.00 EUR 2017-08-01 -> 100 EUR 2017-08-01" in what for what in said)
    changed, said = loaded(tmp_path, known, later, update=True)
    assert changed.get(r.Activity, "xm-test.1").title.en == "Less mercury"
    assert any("xm-test.1 is changed: title.en: Mercury reduction -> Less mercury" in what for what in said)


def test_a_file_of_another_register_does_not_change_a_record_of_the_same_id(tmp_path):
    path, _ = written(tmp_path)
    text = path.read_text(encoding="utf-8")
    other = r.Activity(id="coal-a", title="Customs training", kind="training", areas=["waste"], actual="2015")
    known = Register.of([*WORLD, ("activities", other)])
    whole, _ = loaded(tmp_path, known, text, update=True)
    assert whole.get(r.Activity, "coal-a") == other
    assert whole.get(r.Activity, "xm-dac-41116.coal-a").title.en == "Guidance"
    # With another identifier it is another activity, whatever is noted beside it.
    copied = text.replace("<iati-identifier>XM-DAC-41116-coal-a<", "<iati-identifier>XM-DAC-41116-coal-b<")
    whole, _ = loaded(tmp_path, WORLD, copied, update=True)
    assert whole.get(r.Activity, "coal-a") == COAL


def test_an_activity_of_before_is_pointed_out_and_kept(tmp_path):
    short = r.Activity(id="0001", title="Mercury reduction", kind="other", areas=["waste"])
    known = Register.of([("areas", r.Area(id="waste", name="Waste")), ("activities", short)])
    whole, said = loaded(
        tmp_path, known, published("XM-TEST-0001", "XM-TEST", "Mercury reduction"), update=True
    )
    assert whole.get(r.Activity, "0001") == short
    assert any("the register also has 0001, which may be the same activity" in what for what in said)


def test_organisations_of_one_name_and_two_references_are_two(tmp_path):
    known = Register.of([("areas", r.Area(id="waste", name="Waste"))])
    one = published("BJ-COA-1", "BJ-COA", "A").replace("Agency BJ-COA", "Ministry of the Environment")
    two = published("ML-COA-1", "ML-COA", "B").replace("Agency ML-COA", "Ministry of the Environment")
    known, _ = loaded(tmp_path, known, one)
    known, said = loaded(tmp_path, known, two)
    assert (
        "Ministry of the Environment with the reference ML-COA is added as organisations/ml-coa; "
        "organisations/ministry-of-the-environment has the same name and another reference" in said
    )
    known, _ = loaded(tmp_path, known, two, update=True)
    assert {one.id for one in known.all(r.Organisation)} == {"ministry-of-the-environment", "ml-coa"}
    assert known.get(r.Activity, "bj-coa.1").participants[0].organisation == "ministry-of-the-environment"
    assert known.get(r.Activity, "ml-coa.1").participants[0].organisation == "ml-coa"


def test_transactions_are_known_by_their_reference_not_by_their_order(tmp_path):
    flow = (
        '<transaction ref="{ref}"><transaction-type code="3"/><transaction-date iso-date="2018-08-01"/>'
        '<value value-date="2018-08-01">{amount}</value></transaction>'
    )
    known = Register.of([("areas", r.Area(id="waste", name="Waste"))])
    more = flow.format(ref="B", amount=2)
    known, _ = loaded(tmp_path, known, published("XM-TEST-1", "XM-TEST", "A", more))
    more = flow.format(ref="A", amount=1) + more
    known, said = loaded(tmp_path, known, published("XM-TEST-1", "XM-TEST", "A", more), update=True)
    amounts = {one.reference: one.money.amount for one in known.all(r.Contribution)}
    assert amounts == {"": Decimal("187657.00"), "A": 1, "B": 2}
    assert not any("is changed" in what for what in said)


def test_what_has_no_field_is_listed_item_by_item(tmp_path):
    more = (
        '<transaction><transaction-type code="3"/><transaction-date iso-date="2018-08-01"/>'
        '<value currency="USD" value-date="2018-08-01">-5000</value></transaction>'
        '<result type="1"><title><narrative>Less mercury</narrative></title><indicator measure="1"><title><narrative>Tonnes</narrative></title></indicator></result>'
    )
    _, said = loaded(tmp_path, Register.of([]), published("XM-TEST-1", "XM-TEST", "A", more))
    assert said == [
        "not read: 60 % for Kosovo of XM-TEST-1; the country itself is read",
        "not read: 40 % for Namibia of XM-TEST-1; the country itself is read",
        "not read: transaction 2 of xm-test.1: -5000 USD of 2018-08-01, type 3: the amount is negative; "
        "take it off the contribution that it corrects",
        "not read: budget of xm-test.1: period-start iso-date 2016-01-01; period-end iso-date 2016-12-31; "
        "value value-date 2016-01-01, 120000.50",
        "not read: result of xm-test.1: type 1; Less mercury; indicator measure 1; Tonnes",
    ]


def test_a_parent_is_found_by_its_whole_identifier_or_named(tmp_path):
    known = Register.of([("areas", r.Area(id="waste", name="Waste"))])
    known, _ = loaded(tmp_path, known, published("XM-TEST-1", "XM-TEST", "A"))
    more = '<related-activity ref="XM-TEST-1" type="1"/>'
    known, _ = loaded(tmp_path, known, published("XM-OTHER-1", "XM-OTHER", "B", more))
    assert known.get(r.Activity, "xm-other.1").parent == "xm-test.1"
    more = '<related-activity ref="XM-NONE-1" type="1"/>'
    known, said = loaded(tmp_path, known, published("XM-OTHER-2", "XM-OTHER", "C", more))
    assert known.get(r.Activity, "xm-other.2").parent is None
    assert any("the parent XM-NONE-1" in what for what in said)
