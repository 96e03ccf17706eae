"""The country of an inventory is read however it is written, in every kind of file."""

from __future__ import annotations

import json

import pytest

from quicksilver.errors import InputProblems
from quicksilver.inventory import run
from quicksilver.languages import LANGUAGES

GENERAL = {
    "country": "SEN",
    "year": 2020,
    "level": 1,
    "population": 2500000,
    "electrification_rate": 0.5,
    "dental_personnel_per_1000": 0.2,
    "waste_well_managed": False,
    "waste_separately_collected": False,
}


@pytest.fixture
def make(tmp_path):
    """Return a function that writes an inventory of a country and runs it."""

    def made(country: object):
        (tmp_path / "general.json").write_text(
            json.dumps(GENERAL | {"country": country}, ensure_ascii=False), encoding="utf-8"
        )
        (tmp_path / "inventory.csv").write_text(
            "source,technology,presence,activity,unit,source_of_data\nL1-COAL-OTH,,Y,150,kt,x\n",
            encoding="utf-8",
        )
        return run(tmp_path / "inventory.csv", draws=0)

    return made


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ("Sénégal", "SEN"),
        ("SN", "SEN"),
        ("sen", "SEN"),
        ("塞内加尔", "SEN"),
        ("السنغال", "SEN"),
        (686, "SEN"),
        ("NA", "NAM"),
        ("UK", "GBR"),
        ("ZAR", "COD"),
        ("XKX", "XKX"),
        ("XK", "XKX"),
        ("Косово", "XKX"),
        ("QZZ", "QZZ"),
    ],
)
def test_a_country_by_its_name_or_codes(make, given, code) -> None:
    result = make(given)
    assert result.general.country == code
    assert result.receipt["country"] == code
    assert all(warning.severity == "warning" for warning in result.resolution.input.warnings)


@pytest.mark.parametrize("given", ["SUN", "YUG", "EU", "XQ", "??", "England", "Congo", "", None])
def test_what_is_not_one_country_is_refused_without_a_guess(make, given) -> None:
    with pytest.raises(InputProblems) as caught:
        make(given)
    (problem,) = caught.value.problems
    assert not problem.guess
    assert problem.place.field == "country"


def test_kosovo_has_a_footnote_in_the_receipt_and_the_report(make) -> None:
    from quicksilver.reports.national import context_of

    result = make("XKX")
    (note,) = result.receipt["warnings"]
    assert "1244" in note["what"]
    for language in LANGUAGES:
        assert "1244" in context_of(result, language).country_note
