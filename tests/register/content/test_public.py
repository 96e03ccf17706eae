"""What everyone may see of a register: nothing hidden, and nothing that names it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from quicksilver.register.formats.text_form import check
from quicksilver.register.formats.text_form.plain import record_bytes
from quicksilver.register.records import (
    Activity,
    Area,
    Baseline,
    Claim,
    Contribution,
    Document,
    Leadership,
    Objective,
    Organisation,
    Output,
    Participation,
    Plan,
    Source,
    TargetRecord,
)
from quicksilver.register.register import Register
from quicksilver.register.rules.roles import Role
from quicksilver.register.rules.visibility import closed, visible


def _held(*hidden: str) -> Register:
    def seen(name: str) -> str:
        return "secretariat" if name in hidden else "public"

    source = Source(document="doc")
    return Register.of(
        [
            ("documents", Document(id="doc", title="D", visibility=seen("doc"))),
            ("organisations", Organisation(id="org", name="O", visibility=seen("org"))),
            ("areas", Area(id="area", name="A", sources=(source,), visibility=seen("area"))),
            ("leaderships", Leadership(id="lead", area="area", organisation="org")),
            (
                "baselines",
                Baseline(id="base", indicator="i", amount={"value": 1}, year=2005, visibility=seen("base")),
            ),
            (
                "plans",
                Plan(
                    id="plan",
                    area="area",
                    state="in force",
                    objectives=(Objective(text="O", sources=(source,)),),
                ),
            ),
            (
                "targets",
                TargetRecord(id="target", area="area", text="T", baseline="base", visibility=seen("target")),
            ),
            ("outputs", Output(id="out", title="O", document="doc", visibility=seen("out"))),
            (
                "activities",
                Activity(
                    id="act",
                    title="A",
                    kind="project",
                    areas=("area",),
                    outputs=("out",),
                    participants=(Participation(organisation="org", role="lead"),),
                ),
            ),
            ("contributions", Contribution(id="gift", provider="org", activity="act")),
            ("claims", Claim(id="claim", subject="targets/target", field="value", value="1")),
        ]
    )


def test_a_register_without_secrets_is_the_same_one() -> None:
    register = _held()
    assert visible(register, totals=True) is register
    assert visible(register, (Role("secretariat"),)) is register
    # Nobody but those concerned reads a contribution.
    assert visible(register).all(Contribution) == []


def test_a_field_is_emptied_an_item_left_out_and_a_record_that_is_nothing_without_it_goes() -> None:
    shown = visible(_held("org", "base"))
    assert shown.get(Activity, "act").participants == ()
    assert visible(_held("org", "base"), totals=True).all(Contribution) == []
    assert shown.get(TargetRecord, "target").baseline is None
    # A leadership of nobody that is no vacancy would be no record.
    assert shown.all(Leadership) == []


def test_a_claim_about_a_hidden_record_is_hidden() -> None:
    assert visible(_held("target")).all(Claim) == []
    assert len(visible(_held("base")).all(Claim)) == 1


def test_an_activity_whose_only_area_is_hidden_is_hidden() -> None:
    shown = visible(_held("area"))
    assert shown.all(Activity) == shown.all(TargetRecord) == shown.all(Plan) == []


@given(st.sets(st.sampled_from(["doc", "org", "area", "base", "target", "out"])))
def test_no_hidden_name_is_left_anywhere(hidden: set[str]) -> None:
    shown = visible(_held(*hidden))
    for kind, record in shown:
        said = record_bytes(record).decode().split()
        assert record.id not in hidden
        assert not hidden & set(said), (kind, record.id)
        assert not any(f"targets/{one}" in said for one in hidden)


def test_what_is_left_of_a_part_leads_nowhere() -> None:
    whole = _held()
    part = Register(
        {kind: held for kind, held in whole.records.items() if kind not in ("organisations", "targets")}
    )
    left = closed(part)
    assert check(left) == []
    assert left.get(Activity, "act").participants == ()
    assert left.all(Claim) == left.all(Contribution) == left.all(Leadership) == []
