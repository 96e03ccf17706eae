"""The text form: what is written is what is read, and everything wrong is said at once."""

from __future__ import annotations

import contextlib
import typing
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quicksilver.errors import InputProblems, OutputExistsError
from quicksilver.intake.documents.quick_yaml import Doubtful, quick_yaml
from quicksilver.register import records as r
from quicksilver.register.formats.text_form import (
    check,
    export_directory,
    load_directory,
    record_bytes,
    warnings,
)
from quicksilver.register.records.references import REFERENCES
from quicksilver.register.register import Register

AREA = "name: Coal combustion\n"


def write(root: Path, **files: str) -> Path:
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return root


def problems(root: Path) -> list[str]:
    with pytest.raises(InputProblems) as raised:
        load_directory(root)
    return [f"{one.where}: {one.what} | {one.guess} | {one.remedy}" for one in raised.value.problems]


def only(root: Path, *parts: str) -> None:
    found = problems(root)
    assert len(found) == 1, found
    for part in parts:
        assert part in found[0], found[0]


# Round trips


@pytest.mark.parametrize("text", ["R &D", "- &x: the ampersand", "[&a, &b]", "a\n&b"])
def test_an_ampersand_in_a_text_opens_no_anchor(tmp_path: Path, text: str) -> None:
    area = r.Area(id="coal", name=r.Text(en=text))
    export_directory(Register.of([("areas", area)]), tmp_path)
    assert load_directory(tmp_path).get(r.Area, "coal") == area


def test_a_record_written_and_read_is_the_same(draw):
    @settings(max_examples=150, deadline=None)
    @given(st.integers(0, 2**32))
    def holds(seed):
        for kind, record in draw(seed):
            written = record_bytes(record)
            again = r.KINDS[kind].model_validate({**quick_yaml(written.decode()), "id": record.id})
            assert again == record
            assert record_bytes(again) == written

    holds()


def test_a_register_written_and_read_is_the_same(draw, tmp_path):
    for seed in range(25):
        export_directory(draw(seed), tmp_path / str(seed))
        assert load_directory(tmp_path / str(seed)) == draw(seed)


def test_export_of_a_loaded_directory_changes_nothing(tmp_path):
    files = {
        "areas/coal.yaml": "sources:\n- document: note\n  place: A17\nsince: '2006'\nname:\n  en: Coal combustion\n  zh: 燃煤\n",
        "documents/note.yaml": "title:\n  original: zh\n  zh: 说明\ndate: '2009-05-01'\n",
    }
    root = write(tmp_path / "a", **files)
    export_directory(load_directory(root), tmp_path / "b")
    assert {name: (tmp_path / "b" / name).read_text(encoding="utf-8") for name in files} == files


def test_dates_are_quoted_and_texts_in_several_lines_stay_so():
    area = r.Area(id="coal", name="Coal", since="2008", until="2009-05", scope="First line.\nSecond line.")
    assert (
        record_bytes(area).decode()
        == "since: '2008'\nuntil: '2009-05'\nname: Coal\nscope: |-\n  First line.\n  Second line.\n"
    )


def test_a_number_keeps_its_digits():
    data = quick_yaml("amount: {value: 0.1234567890123456789012345}\nindicator: i\nyear: 2005\n")
    assert str(r.Baseline.model_validate({**data, "id": "b"}).amount.value) == "0.1234567890123456789012345"


def test_export_replaces_only_when_told_and_takes_old_records_out(tmp_path):
    root = write(tmp_path / "r", **{"areas/coal.yaml": AREA, "areas/old.yaml": AREA, "README.md": "hello"})
    register = Register.of([("areas", r.Area(id="coal", name="Coal"))])
    with pytest.raises(OutputExistsError):
        export_directory(register, root)
    export_directory(register, root, force=True)
    assert sorted(path.name for path in root.rglob("*.*")) == ["README.md", "coal.yaml"]
    assert load_directory(root) == register


def test_files_may_be_in_folders_inside_the_folder_of_their_kind(tmp_path):
    root = write(tmp_path / "r", **{"areas/air/coal.yaml": AREA, "areas/waste.yaml": AREA})
    register = load_directory(root)
    assert [area.id for area in register.all(r.Area)] == ["coal", "waste"]
    fewer = Register.of([("areas", r.Area(id="coal", name="Other")), ("areas", r.Area(id="new", name="New"))])
    export_directory(fewer, root, force=True)
    assert sorted(path.relative_to(root).as_posix() for path in root.rglob("*.yaml")) == [
        "areas/air/coal.yaml",
        "areas/new.yaml",
    ]
    assert load_directory(root) == fewer


def test_a_record_in_two_folders_is_refused_with_both(tmp_path):
    root = write(tmp_path / "r", **{"areas/air/coal.yaml": AREA, "areas/coal.yaml": AREA})
    with pytest.raises(
        InputProblems, match=r"'coal' is in two files.*|areas/air/coal.yaml and areas/coal.yaml"
    ):
        load_directory(root)


def test_a_mistake_in_a_folder_is_named_with_the_folder(tmp_path):
    root = write(tmp_path / "r", **{"areas/air/coal.yaml": "name: Coal\nparent: goal\n"})
    with pytest.raises(InputProblems, match=r"areas/air/coal.yaml, line 2, parent"):
        load_directory(root)


def test_progress_counts_files(tmp_path):
    root = write(tmp_path, **{"areas/coal.yaml": AREA, "areas/waste.yaml": AREA})
    seen = []
    load_directory(root, progress=lambda done, total: seen.append((done, total)))
    assert seen == [(1, 2), (2, 2)]


def test_dates_without_quotes_and_a_matching_id_are_taken(tmp_path):
    root = write(tmp_path, **{"areas/coal.yaml": "id: coal\nname: Coal\nsince: 2008\nuntil: 2009-05-01\n"})
    area = load_directory(root).get(r.Area, "coal")
    assert (area.since.date, area.until.date) == ("2008", "2009-05-01")


# What is wrong with a file


@pytest.mark.parametrize(
    ("name", "text", "parts"),
    [
        ("areas/coal.yaml", "name: [Coal\n", ["areas/coal.yaml, line 2", "is not YAML"]),
        (
            "areas/coal.yaml",
            "name: Coal\nscop: all\n",
            ["areas/coal.yaml, line 2", "unknown field 'scop'", "write scope"],
        ),
        ("areas/coal.yaml", "name: Coal\nname: Coal\n", ["line 2", "is given twice"]),
        ("areas/coal.yaml", "name: &a Coal\nscope: *a\n", ["line 2", "alias"]),
        ("areas/coal.yaml", "letter: a\n", ["areas/coal.yaml", "name is missing"]),
        ("areas/coal.yaml", "", ["line 1", "is empty"]),
        ("areas/coal.yaml", "- name\n", ["line 1", "has no fields"]),
        ("areas/coal.yaml", "name: Coal\nsince: early 2008\n", ["line 2, since", "is not a date"]),
        (
            "areas/coal.yaml",
            "name: Coal\nsince: 2009-13-40\n",
            ["areas/coal.yaml, line 2", "'2009-13-40' is not a date", "write a day"],
        ),
        (
            "areas/coal.yaml",
            "name: Coal\nkind: aera\n",
            ["line 2, kind", "'aera' is not a valid kind", "| area |"],
        ),
        ("areas/coal.yaml", "name: Coal\nletter: 2008-04-01\n", ["line 2, letter", "quotation marks"]),
        (
            "areas/coal.yaml",
            "name: Coal\nnote:\n  original: zh\n  en: hello\n",
            ["line 2, note", "no version in zh"],
        ),
        (
            "areas/coal.yaml",
            "id: goal\nname: Coal\n",
            ["areas/coal.yaml, line 1, id", "'goal' is not the name", "| coal |"],
        ),
        (
            "areas/coal.yaml",
            "name:\n  en: Coal\n  state: {fr: fine}\n",
            ["line 3, name.state.fr", "'fine' is not a valid name.state.fr"],
        ),
        ("areas/coal.yaml", "name:\n  en: Coal\n  state: {de: draft}\n", ["line 3", "'de' is no"]),
        ("areas/coal.yaml", "name: Coal\n1: 2\n", ["unknown field", "1"]),
        ("areas/Coal.yaml", AREA, ["areas/Coal.yaml", "'Coal' is not an identifier", "| coal |"]),
        ("areas/coal.yml", AREA, ["areas/coal.yml", "coal.yaml"]),
        ("area/coal.yaml", AREA, ["unknown folder 'area'", "| areas |"]),
        ("coal.yaml", AREA, ["is in no folder"]),
        ("areas/deep/deeper/coal.yaml", AREA, ["folder 'deeper'", "areas/deep/deeper"]),
        (
            "areas/coal.yaml",
            "name:\n " + "[" * 300 + "]" * 300,
            ["areas/coal.yaml, line 2", "inside one another"],
        ),
        ("areas/coal.yaml", "name: &x " + "[" * 200_000, ["areas/coal.yaml, line 1", "inside one another"]),
        ("areas/coal.yaml", "- " * 200_000 + "a", ["areas/coal.yaml, line 1", "inside one another"]),
        ("areas/coal.yaml", "name: " + "{a: " * 100_000, ["areas/coal.yaml, line 1", "inside one another"]),
    ],
)
def test_a_broken_file_is_said_with_its_line(tmp_path, name, text, parts):
    root = write(tmp_path, **{name: text})
    only(root, *parts)


def test_no_text_and_no_file(tmp_path):
    (tmp_path / "areas").mkdir()
    (tmp_path / "areas" / "coal.yaml").write_bytes(b"name: x\nscope: \xff\n")
    (tmp_path / "areas" / "link.yaml").symlink_to("/etc/hostname")
    found = problems(tmp_path)
    assert any("coal.yaml, line 2: is not UTF-8" in one for one in found)
    assert any("link.yaml: a symbolic link" in one for one in found)
    with pytest.raises(InputProblems, match="does not exist"):
        load_directory(tmp_path / "none")


def test_everything_wrong_in_all_files_is_said_at_once(tmp_path):
    root = write(
        tmp_path,
        **{
            "areas/coal.yaml": "name: [\n",
            "areas/waste.yaml": "name: Waste\nparent: wast\n",
            "areas/asgm.yaml": "nam: x\nletter: 1\n",
            "odd/x.yaml": "",
            "activities/coal-a.yaml": "title: A\nkind: guidence\nareas: [coal]\n",
        },
    )
    found = problems(root)
    assert len(found) == 7, found
    # The area that could not be read is there all the same.
    assert not any("no 'coal' among areas" in one for one in found)


# Records that contradict one another


def lead(
    identifier: str, organisation: str | None, since: str = "", until: str = "", role: str = "lead"
) -> tuple[str, r.Record]:
    dates = {key: value for key, value in (("since", since), ("until", until)) if value}
    return "leaderships", r.Leadership(
        id=identifier, area="coal", organisation=organisation, role=role, **dates
    )


WORLD = [
    ("areas", r.Area(id="coal", name="Coal")),
    ("organisations", r.Organisation(id="one", name="One")),
    ("organisations", r.Organisation(id="two", name="Two")),
]


def found(*records: tuple[str, r.Record]) -> list[str]:
    return [f"{one.where}: {one.what}" for one in check(Register.of([*WORLD, *records]))]


def test_a_reference_that_leads_nowhere_comes_with_the_closest_name(tmp_path):
    root = write(
        tmp_path,
        **{
            "areas/coal.yaml": AREA,
            "activities/coal-a.yaml": "title: A\nkind: project\nareas:\n- coal\n- goal\nsources:\n- document: note\n",
        },
    )
    first, second = problems(root)
    assert "activities/coal-a.yaml, line 7, sources[1].document: there is no 'note' among documents" in first
    assert (
        "activities/coal-a.yaml, line 5, areas[2]: there is no 'goal' among areas |  | write coal, or add areas/goal.yaml"
        in second
    )


def test_every_field_that_holds_an_identifier_is_followed():
    def fields(cls, prefix=""):
        for name, field in cls.model_fields.items():
            if prefix + name != "id":
                yield from inside(field.annotation, field.metadata, prefix + name)

    def inside(annotation, metadata, path):
        if any(getattr(one, "pattern", None) for one in metadata):
            yield path
        origin, parts = typing.get_origin(annotation), typing.get_args(annotation)
        if origin is typing.Annotated:
            yield from inside(parts[0], parts[1].metadata, path)
        elif origin is tuple:
            yield from inside(parts[0], [], path + "[]")
        elif parts and origin is not dict and origin is not typing.Literal:
            for part in parts:
                yield from inside(part, [], path)
        elif isinstance(annotation, type) and hasattr(annotation, "model_fields"):
            yield from fields(annotation, path + ".")

    for kind, cls in r.KINDS.items():
        assert set(fields(cls)) == {path for path, _ in REFERENCES[kind]}, kind


@pytest.mark.parametrize(
    "kind",
    [
        "documents",
        "plans",
        "targets",
        "baselines",
        "areas",
        "organisations",
        "mandates",
        "contributions",
        "activities",
    ],
)
def test_a_circle_is_found_once(kind):
    field = {
        "documents": "supersedes",
        "plans": "supersedes",
        "targets": "supersedes",
        "baselines": "supersedes",
        "contributions": "flow",
    }.get(kind, "parent")
    extra = {
        "documents": {"title": "D"},
        "plans": {"area": "coal", "state": "drafting"},
        "targets": {"area": "coal", "text": "T"},
        "baselines": {"indicator": "i", "amount": {"value": 1}, "year": 1},
        "areas": {"name": "x"},
        "organisations": {"name": "x"},
        "mandates": {"body": "B", "symbol": "S", "text": "x"},
        "contributions": {"provider": "one"},
        "activities": {"title": "A", "kind": "project", "areas": ["coal"]},
    }[kind]
    chain = {"a": "b", "b": "c", "c": "b", "d": "d", "e": None}
    records = [(kind, r.KINDS[kind](id=key, **{field: value}, **extra)) for key, value in chain.items()]
    circles = [
        one for one in found(*records, ("indicators", r.Indicator(id="i", name="I"))) if "circle" in one
    ]
    assert [one.split("circle: ")[1] for one in circles] == ["b -> c -> b", "d -> d"]


def test_two_leads_at_once_need_to_be_co_leads():
    assert not found(lead("a", "one", "2008", "2013-06-18"), lead("b", "two", "2013-06-18"))
    assert not found(lead("a", "one", "2008", "2013"), lead("b", "two", "2013"))
    assert not found(lead("a", "one", role="co-lead"), lead("b", "two", role="co-lead"))
    assert found(lead("a", "one", "2008"), lead("b", "two", "2013")) == [
        "leaderships/b, role: a and b lead coal at the same time"
    ]
    assert found(lead("a", "one", "2008"), lead("b", None, "2013", role="vacant")) == [
        "leaderships/b, role: coal is led and vacant at the same time: a and b"
    ]


def test_contradictions_inside_and_between_records():
    cycle = ("cycles", r.Cycle(id="c", title="C", period="2008"))
    answers = [{"question": "1.4", "value": "1", "special": "no change"}, {"question": "1.4"}]
    told = found(
        cycle,
        ("areas", r.Area(id="x", name="X", since="2009", until="2008")),
        ("areas", r.Area(id="y", name="Y", letter="y", not_stated=["letter", "amount"])),
        ("organisations", r.Organisation(id="z", name="Z", country="SEM")),
        (
            "contributions",
            r.Contribution(id="v", provider="one", kind="cash", money={"amount": 1, "currency": "EURO"}),
        ),
        ("submissions", r.Submission(id="s", cycle="c", answers=answers)),
        ("submissions", r.Submission(id="t", cycle="c", area="coal")),
        ("submissions", r.Submission(id="u", cycle="c", area="coal")),
        ("claims", r.Claim(id="k", subject="organisations/on", field="name", value="v")),
        ("claims", r.Claim(id="l", subject="organisations/one", field="name", value="v", shown=True)),
        ("claims", r.Claim(id="m", subject="organisations/one", field="name", value="w", shown=True)),
    )
    assert [one.split(":")[0] for one in told] == [
        "organisations/z, country",
        "areas/x, until",
        "areas/y, not_stated[1]",
        "contributions/v, money.currency",
        "submissions/s",
        "submissions/s, answers[1]",
        "submissions/s, answers[2]",
        "submissions/u",
        "claims/k, subject",
        "claims/m, shown",
    ]


def test_what_is_unusual_is_a_warning():
    # The report periods really used: June 2010 falls between two of them.
    periods = {"a": "2007/2008", "b": "2009-01/2010-05", "c": "2010-07/2012-06", "d": "2012-07/2013"}
    cycles = [("cycles", r.Cycle(id=key, title="C", period=value)) for key, value in periods.items()]
    plan = (
        "plans",
        r.Plan(id="p", area="coal", state="drafting", priority_actions=["one", "two"], summary="word " * 251),
    )
    twin = ("organisations", r.Organisation(id="twin", name="ONE"))
    register = Register.of([*WORLD, *cycles, plan, twin])
    assert check(register) == []
    told = warnings(register)
    assert {one.severity for one in told} == {"warning"}
    assert [f"{one.where}: {one.what}" for one in told] == [
        "organisations/twin, name: 'one' is also the name of one",
        "plans/p, priority_actions: 2 priority actions",
        "plans/p, summary: a summary of 251 words",
        "cycles/c, period: 30 days after b are in no period",
    ]


@given(st.text(max_size=40))
@settings(max_examples=300, deadline=None)
def test_any_text_is_read_or_refused_in_order(text):
    with contextlib.suppress(Doubtful):
        quick_yaml(text)
