"""What is written in a column of places is read as what was meant, or a clear question is asked."""

from __future__ import annotations

import csv
from importlib import resources

import pycountry
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from quicksilver.geography import country_codes, country_name, country_note, place, region_of, shipped_regions
from quicksilver.geography.naming import codes, folded, former, names
from quicksilver.language.places import footnote, place_problem, read_place
from quicksilver.language.problems import in_language
from quicksilver.languages import LANGUAGES

CODES = tuple(country_codes())


@pytest.mark.parametrize("code", CODES)
def test_every_country_is_read_by_its_codes_and_its_names(code) -> None:
    two = country_codes()[code]
    for text in (code, code.lower(), two, two.lower(), f" {code} ", code.title()):
        assert place(text).code == code
    for language in LANGUAGES:
        name = country_name(code, language)
        for text in (name, name.upper(), folded(name)):
            match = place(text)
            assert match.code == code or code in match.readings, (text, match)


def test_numbers_of_iso_3166_are_read_with_and_without_leading_zeros() -> None:
    for country in pycountry.countries:
        for text in (
            country.numeric,
            country.numeric.lstrip("0"),
            int(country.numeric),
            float(country.numeric),
        ):
            assert place(text).code == country.alpha_3


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("CD", "COD"),
        ("NA", "NAM"),
        ("UK", "GBR"),
        ("EL", "GRC"),
        ("ROM", "ROU"),
        ("TMP", "TLS"),
        ("TP", "TLS"),
        ("ZAR", "COD"),
        ("ZR", "COD"),
        ("BUR", "MMR"),
        ("HVO", "BFA"),
        ("XK", "XKX"),
        ("xkx", "XKX"),
        ("KSV", "XKX"),
        ("WLD", "WLD"),
        ("QZZ", "QZZ"),
        ("Sénégal", "SEN"),
        ("senegal", "SEN"),
        ("塞内加尔", "SEN"),
        ("السنغال", "SEN"),
        ("Сенегал", "SEN"),
        ("République du Sénégal", "SEN"),
        ("塞内加尔共和国", "SEN"),
        ("Burma", "MMR"),
        ("Ivory Coast", "CIV"),
        ("Cote d'Ivoire", "CIV"),
        ("CÔTE D’IVOIRE", "CIV"),
        ("Cape Verde", "CPV"),
        ("Swaziland", "SWZ"),
        ("The Gambia", "GMB"),
        ("Turkey", "TUR"),
        ("Viet Nam", "VNM"),
        ("Tanzania, United Republic of", "TZA"),
        ("Russian Federation", "RUS"),
        ("ＳＥＮ", "SEN"),
    ],
)
def test_what_has_one_reading_is_taken(text, code) -> None:
    assert place(text).code == code


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("SUN", "RUS"),
        ("SU", "UZB"),
        ("YUG", "SRB"),
        ("CSK", "CZE"),
        ("SCG", "MNE"),
        ("CS", "SVK"),
        ("ANT", "CUW"),
        ("DDR", "DEU"),
        ("URSS", "RUS"),
        ("СССР", "RUS"),
        ("Yugoslavia", "HRV"),
        ("810", "RUS"),
    ],
)
def test_a_state_that_ended_has_successors_and_no_guess(text, after) -> None:
    match = place(text)
    assert (match.taken, match.guess, match.reason) == (False, "", "ended")
    assert after in match.readings
    told = place_problem(match, "totals.csv:2")
    assert after in told.what
    assert match.since in told.what
    assert not told.guess


@pytest.mark.parametrize(
    ("text", "readings"),
    [
        ("Congo", ("COG", "COD")),
        ("Korea", ("KOR", "PRK")),
        ("Virgin Islands", ("VGB", "VIR")),
        ("Republic of China", ("CHN", "TWN")),
    ],
)
def test_what_can_be_several_is_asked_about(text, readings) -> None:
    match = place(text)
    assert (match.code, match.guess, match.readings) == ("", "", readings)
    assert place_problem(match, "a").readings == readings


@pytest.mark.parametrize(
    "text", ["EU", "EUR", "EU27", "Europe", "England", "XQ", "XXX", "??", "-", "n/a", ""]
)
def test_what_is_not_one_country_is_refused_without_a_guess(text) -> None:
    match = place(text)
    assert (match.code, match.guess) == ("", "")
    for language in LANGUAGES:
        written = in_language(place_problem(match, "a.csv:2"), language)
        assert written.what
        assert written.remedy
        assert not written.guess


def test_letters_that_are_alike_are_no_guess_for_a_code() -> None:
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    for text in (a + b for a in letters for b in letters):
        match = place(text)
        if not match.code:
            assert match.reason in ("unknown", "ended", "group", "part"), text
            assert not match.guess
    for text in (a + b + c for a in letters[::3] for b in letters for c in letters[::2]):
        match = place(text)
        assert not match.guess or match.reason == "offered"


@pytest.mark.parametrize("alpha_4", sorted(former()))
def test_every_withdrawn_code_says_what_followed(alpha_4) -> None:
    meaning = former()[alpha_4]
    assert meaning.places, "the table lacks a row for a newer pycountry"
    assert set(meaning.places) <= set(country_codes())
    old = next(old for old in pycountry.historic_countries if old.alpha_4 == alpha_4)
    match = place(old.alpha_3)
    # A code of old times that another country has now is that country.
    if old.alpha_3 not in country_codes():
        assert match.since
        assert match.code == (meaning.places[0] if meaning.how == "withdrawn" else "")


MEANT = [(code, language) for code in CODES if code not in ("WLD", "QZZ") for language in LANGUAGES]


def slipped(name: str, kind: str, at: int, sign: str) -> str:
    """Return a name with one slip of the pen."""
    at %= len(name)
    if kind == "left out":
        return name[:at] + name[at + 1 :]
    if kind == "twice":
        return name[:at] + name[at] + name[at:]
    if kind == "exchanged":
        return name[:at] + name[at + 1 : at + 2] + name[at] + name[at + 2 :]
    return name[:at] + sign + name[at + 1 :]


@settings(max_examples=1500, deadline=None)
@example(("MLI", "zh"), "twice", 0, "a")
@given(
    st.sampled_from(MEANT),
    st.sampled_from(["left out", "twice", "exchanged", "other"]),
    st.integers(0, 40),
    st.sampled_from("aeiznтоу国ال"),
)
def test_a_slip_in_a_name_gives_the_meant_place_or_a_question(meant, kind, at, sign) -> None:
    code, language = meant
    text = slipped(country_name(code, language), kind, at, sign)
    key = folded(text)
    if key in names() or text.upper() in codes():
        return  # The slip has made the name, or the code, of another place.
    match = place(text)
    assert not match.taken or match.code == code, (text, match)
    assert match.guess in ("", code), (text, match)
    # Whoever follows the question with one of its readings can reach what was meant.
    assert not match.readings or code in match.readings or match.reason == "ended", (text, match)
    if match.guess:
        assert place(match.guess).code == code


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=30))
def test_any_text_is_read_or_refused(text) -> None:
    match = place(text)
    assert match.taken == (match.code in country_codes())
    problems = []
    assert read_place(text, "a.csv:2", problems) == match.code
    assert match.taken or len(problems) == 1


def test_what_was_not_the_code_itself_is_noted() -> None:
    for text, noted in (("SEN", False), ("sen", False), ("SN", True), ("Sénégal", True), ("ROM", True)):
        problems = []
        read_place(text, "general.json", problems)
        assert [problem.severity for problem in problems] == ["warning"] * noted


def test_kosovo_has_a_name_and_a_neutral_footnote_in_every_language() -> None:
    for language in LANGUAGES:
        assert country_name("XKX", language)
        assert "1244" in country_note("XKX", language)
        assert "1244" in in_language(footnote("XKX", "a"), language).what
    assert footnote("SEN", "a") is None


def test_memberships_are_of_known_countries_and_cover_them() -> None:
    known = set(country_codes()) - {"WLD", "QZZ"}
    for scheme, regions in (("streets2019", 17), ("gma2018", 11), ("m49", 23)):
        shipped = shipped_regions(scheme)
        assert len(shipped) == regions
        listed = [code for countries in shipped.values() for code in countries]
        assert len(listed) == len(set(listed))
        assert "XKX" in listed
    assert {code for code in known if not region_of(code, "m49")} == set()
    assert region_of("NRU", "m49") == "Micronesia"


@pytest.mark.parametrize("file", ["withdrawn", "place_codes", "place_names", "regions_m49"])
def test_every_fact_has_its_source_and_known_places(file) -> None:
    text = resources.files("quicksilver.geography").joinpath(f"data/{file}.csv").read_text(encoding="utf-8")
    for row in csv.DictReader(text.splitlines()):
        assert row["source"]
        for code in row.get("places", row.get("country", "")).split():
            assert code in country_codes() or code in former(), row


def test_names_of_the_table_mean_what_it_states() -> None:
    assert all(meaning.places or meaning.how == "group" for meaning in names().values())
