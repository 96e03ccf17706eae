"""The packaged registers go through every file format and come back."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

import pytest

from quicksilver.register import records as r
from quicksilver.register.formats.forms import read_form, write_form
from quicksilver.register.formats.iati import Reporting, Silence, parse, read_iati, write_iati
from quicksilver.register.formats.tables import export_csv, export_workbook, load_csv, load_workbook
from quicksilver.register.formats.text_form import export_directory, load_directory

FOLDERS = ("2007-2008", "after-2009")


def packaged(name: str) -> Path:
    return Path(str(resources.files("quicksilver.register") / "data" / name))


def files(root: Path) -> dict[str, bytes]:
    """Return the files by kind and name; the packaged registers have folders inside those of many records."""
    return {
        f"{path.relative_to(root).parts[0]}/{path.name}": path.read_bytes() for path in root.rglob("*.yaml")
    }


@pytest.mark.parametrize("name", FOLDERS)
def test_text_form_workbook_and_csv_change_nothing(tmp_path, name):
    register = load_directory(packaged(name))
    before = files(packaged(name))
    assert files(export_directory(register, tmp_path / "text")) == before
    by_workbook = load_workbook(export_workbook(register, tmp_path / "r.xlsx"))
    assert files(export_directory(by_workbook, tmp_path / "workbook")) == before
    by_csv = load_csv(export_csv(register, tmp_path / "csv"))
    assert files(export_directory(by_csv, tmp_path / "by-csv")) == before


def test_the_founding_activities_go_out_as_far_as_the_document_states_them(tmp_path):
    register = load_directory(packaged("2007-2008"))
    left_out = write_iati(
        register,
        tmp_path / "out.xml",
        Reporting("XM-DAC-41116", "40", "United Nations Environment Programme"),
    )
    silent = {
        one.where.split("/")[1]
        for one in left_out
        if one.where.startswith("activities/") and "states no" in one.what
    }
    told = {one.get("code") for one in parse(tmp_path / "out.xml").iter("sector")}
    again, _ = read_iati(tmp_path / "out.xml")
    activities = {one.id: one for one in register.all(r.Activity)}
    assert set(again.records["activities"]) | silent == set(activities)
    assert told <= {area.id for area in register.all(r.Area)}
    for one in again.all(r.Activity):
        held = activities[one.id]
        assert (one.title, one.state, one.areas, one.planned, one.actual, one.places) == (
            held.title,
            held.state,
            held.areas,
            held.planned,
            held.actual,
            held.places,
        )


def test_all_founding_activities_go_out_when_the_publisher_says_what_to_assume(tmp_path):
    register = load_directory(packaged("2007-2008"))
    write_iati(
        register,
        tmp_path / "out.xml",
        Reporting("XM-DAC-41116", "40", "UNEP"),
        silence=Silence("under way", "2007/2008"),
    )
    again, _ = read_iati(tmp_path / "out.xml")
    assert {one.id: one.state for one in again.all(r.Activity)} == {
        one.id: one.state for one in register.all(r.Activity)
    }


@pytest.mark.parametrize("language", ["en", "zh", "ar"])
def test_every_area_and_partner_can_be_asked(tmp_path, language):
    register = load_directory(packaged("2007-2008"))
    (cycle,) = register.all(r.Cycle)
    for sender in [
        *(f"areas/{one.id}" for one in register.all(r.Area)),
        *(f"organisations/{one.id}" for one in register.all(r.Organisation)[:4]),
    ]:
        path = write_form(register, cycle.id, sender, tmp_path / "form.xlsx", language, force=True)
        assert read_form(path, register).answers == ()
