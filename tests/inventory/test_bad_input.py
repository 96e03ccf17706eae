"""Every mistake a user can make: named, placed, and answered with what to type."""

import json

import pytest

from quicksilver.errors import InputProblems
from quicksilver.inventory import run

GOOD = {"source": "L1-COAL-PP", "presence": "Y", "activity": "100", "unit": "t"}


def problems(path, **options):
    with pytest.raises(InputProblems) as caught:
        run(path, draws=0, **options)
    for problem in caught.value.problems:
        assert all((problem.what, problem.where, problem.allowed, problem.remedy)), problem
    return caught.value.problems


def test_a_unit_with_words_left_over_is_refused_with_what_is_accepted(make) -> None:
    """Neither the number nor the unit is guessed."""
    found = problems(make([{**GOOD, "unit": "t per shift"}]))[0]
    assert found.where.endswith("2, column unit")
    assert found.allowed.startswith("t, kt, Mt, kg")
    assert (
        found.remedy == "give the amount per year in an accepted unit; convert the number as well as the unit"
    )


def test_a_unit_that_capitals_decide_is_asked_about_with_its_readings(make) -> None:
    found = problems(make([{**GOOD, "unit": "MG"}]))[0]
    assert found.readings == ("mg", "Mg")
    assert found.as_dict()["readings"] == ["mg", "Mg"]
    assert "ambiguous: write mg or Mg" in found.what


@pytest.mark.parametrize(
    ("given", "remedy"),
    [
        (
            "1,500",
            "state the decimal sign: --decimal comma if 1.5 is meant, --decimal point if 1500 is meant",
        ),
        ("1 500,25", "write 1500.25 if that is meant, without spaces"),
        ("a dozen", "enter digits, such as 1500 or 0.5"),
        ("-999", "leave it empty, or answer ? as presence"),
    ],
)
def test_advice_for_a_number_names_every_reading(make, given, remedy) -> None:
    assert problems(make([{**GOOD, "activity": given}]))[0].remedy == remedy


@pytest.mark.parametrize(
    ("given", "remedy"),
    [
        ("Ukrane", "enter UKR if Ukraine is meant; otherwise the three-letter code of the country"),
        ("??", "enter the three-letter code of the country"),
    ],
)
def test_advice_for_a_country_names_the_country(make, given, remedy) -> None:
    assert problems(make([GOOD], country=given))[0].remedy == remedy


@pytest.mark.parametrize(
    ("change", "says", "guess"),
    [
        ({"source": "L1-COAL-P"}, "unknown source 'L1-COAL-P'", ""),
        ({"source": "L1-COLA-PP"}, "unknown source 'L1-COLA-PP'", "L1-COAL-PP"),
        ({"source": ""}, "the source is missing", None),
        ({"activity": "-5"}, "negative activity -5", ""),
        ({"activity": "many"}, "activity 'many' is not a number", None),
        ({"activity": "1,500"}, "'1,500' can be 1.5 or 1500", ""),
        ({"activity": "450.000"}, "'450.000' can be 450000 or 450", ""),
        ({"activity": "1,50,0"}, "is not a number", ""),
        ({"activity": "50-60"}, "is a range and not a number", ""),
        ({"activity": "12 kg"}, "has the unit 'kg' in its cell and 't' in the column of units", ""),
        ({"air": "<0.5"}, "is a limit and not a number", ""),
        ({"activity": "=1+1"}, "formula '=1+1'", None),
        ({"activity": "1e999"}, "not a finite number", None),
        ({"activity": "nan"}, "", None),
        ({"unit": ""}, "the unit is missing", ""),
        ({"unit": "furlong"}, "unit 'furlong' cannot be read", ""),
        ({"unit": "t per shift"}, "'shift' is not a known unit, material, basis", ""),
        ({"unit": "t x 10"}, "'x' is not a known unit, material, basis", ""),
        ({"input_factor": "1", "input_factor_unit": "g/t x 10"}, "factor unit 'g/t x 10'", ""),
        ({"unit": "tons"}, "ambiguous", None),
        ({"unit": "t ore"}, "", None),
        ({"unit": "TJ"}, "calorific value", None),
        ({"activity": ""}, "marked present (Y) but has no activity", ""),
        ({"presence": "N"}, "marked absent (N) but has the activity", ""),
        ({"presence": "?"}, "marked unknown (?) but has the activity", ""),
        ({"presence": "maybe"}, "presence 'maybe'", None),
        ({"technology": "esp"}, "unknown technology 'esp'", None),
        ({"air": "0.5"}, "output shares sum to 0.5", None),
        ({"air": "0.9", "land": "0.2"}, "output shares sum to 1.1", None),
        ({"air": "90"}, "above 1", "0.9"),
        ({"input_factor": "1", "input_factor_unit": "bananas"}, "factor unit 'bananas'", None),
        ({"input_factor": "1", "input_factor_low": "2", "input_factor_high": "3"}, "not in order", None),
        ({"input_factor_low": "2", "input_factor_high": "3"}, "without input_factor itself", None),
        ({"input_factor": "1", "input_factor_low": "0.5"}, "only one end", None),
        ({"activty": "1"}, "unknown column 'activty'", "activity"),
    ],
)
def test_line(make, change, says, guess) -> None:
    if change == {"activity": "nan"}:
        change = {"activity": "nan", "presence": "Y"}
    if change == {"unit": "t ore"}:
        says = "of another material"
        change = {"source": "L1-ZN", "unit": "t ore"}
    found = problems(make([{**GOOD, **change}]))
    hit = [problem for problem in found if says in problem.what]
    assert hit, [problem.what for problem in found]
    assert ":2" in hit[0].where
    if guess is not None:
        assert hit[0].guess == guess


@pytest.mark.parametrize(
    ("general", "says", "guess"),
    [
        ({"country": "Senegla"}, "unknown country 'Senegla'", "SEN"),
        ({"country": "XXX"}, "unknown country 'XXX'", None),
        ({"country": ""}, "the country is missing", None),
        ({"year": 1492}, "year 1492 is out of range", None),
        ({"year": 20200}, "year 20200 is out of range", "2020"),
        ({"year": "soon"}, "year 'soon' is out of range", None),
        ({"level": 3}, "level 3 does not exist", None),
        ({"population": -1}, "negative population", None),
        ({"electrification_rate": 60}, "above 1", "0.6"),
        ({"waste_well_managed": "perhaps"}, "not an answer", None),
        ({"populaton": 1}, "unknown entry of the general data 'populaton'", "population"),
    ],
)
def test_general(make, general, says, guess) -> None:
    found = problems(make([GOOD], **general))
    hit = [problem for problem in found if says in problem.what]
    assert hit, [problem.what for problem in found]
    assert "general.json" in hit[0].where
    if guess is not None:
        assert hit[0].guess == guess


def test_all_problems_at_once_also_those_that_only_the_factors_know(make) -> None:
    lines = [
        {**GOOD, "source": "nonsense"},
        {**GOOD, "activity": "-1"},
        {"source": "L1-AL", "presence": "Y", "activity": "1", "unit": "furlong"},
        {"source": "L1-PROD-BIOC", "presence": "Y", "activity": "1", "unit": "kg"},
        {"source": "L1-CREM", "presence": "Y", "activity": "1", "unit": "corpses", "technology": "magic"},
    ]
    found = problems(make(lines, country="XXX", year=9999))
    assert len(found) == 7
    assert len({problem.where for problem in found}) == 7


def test_duplicate_rows(make) -> None:
    found = problems(make([GOOD, GOOD]))
    assert ["occurs twice" in problem.what for problem in found] == [True]
    assert ":3" in found[0].where


def test_two_sites_are_no_duplicates(make) -> None:
    lines = [{**GOOD, "site": site} for site in ("North", "South")]
    assert run(make(lines), draws=0).total() == pytest.approx(0.03)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "the file is empty"),
        (b"  \n \n", "the file is empty"),
        (b"source,presence\n", "no lines of activity data"),
        (b"a,b\n1,2\n", "there is no column 'source'"),
        (b"source,source\nL1-CREM,L1-CREM\n", "column 'source' occurs twice"),
        ("источник,год\n".encode("cp1251"), "not UTF-8"),
        (b'source,note\nL1-CREM,"open\n', "not a table"),
        (b"source,presence\nL1-CREM,Y,1,2,3\n", "5 cells under 2 columns"),
    ],
)
def test_broken_csv(make, content, says) -> None:
    path = make([GOOD])
    path.write_bytes(content)
    found = problems(path)
    assert any(says in problem.what for problem in found), found


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "the file is empty"),
        ("{", "not JSON"),
        ("[]", "does not contain an object"),
        ('{"general": {}, "lines": []}', "the country is missing"),
        ('{"general": {"country": "SEN"}, "lines": 5}', "'lines' is missing or not a list"),
        ('{"general": {"country": "SEN", "country": "CRI"}, "lines": []}', "occurs twice in one object"),
        ("[" * 100_000, "nested too deeply"),
    ],
)
def test_broken_json(tmp_path, text, says) -> None:
    path = tmp_path / "inventory.json"
    path.write_text(text)
    found = problems(path)
    assert any(says in problem.what for problem in found), found


def test_general_json_is_missed(make) -> None:
    path = make([GOOD])
    path.with_name("general.json").unlink()
    assert "general.json is missing" in problems(path)[0].what


def test_unknown_file_kind_and_missing_file(tmp_path) -> None:
    (tmp_path / "a.docx").write_bytes(b"x")
    assert "are not read" in problems(tmp_path / "a.docx")[0].what
    assert "there is no file" in problems(tmp_path / "b.csv")[0].what
    assert "exactly one inventory file" in problems(tmp_path)[0].what


def test_too_many_rows(make) -> None:
    path = make([GOOD])
    path.write_text("source,presence\n" + "L1-CREM,N\n" * 50_001)
    assert any("more than 50,000 lines" in problem.what for problem in problems(path))


def test_semicolons_and_byte_order_mark_are_read(make) -> None:
    path = make([GOOD])
    path.write_text("\ufeffSource;Presence;Activity;Unit\nL1-COAL-PP;y;100;t\n", encoding="utf-8")
    assert run(path, draws=0).total() == pytest.approx(0.015)


def test_json_equals_csv(make, tmp_path) -> None:
    path = make([GOOD])
    general = json.loads(path.with_name("general.json").read_text())
    one = tmp_path / "one.json"
    one.write_text(json.dumps({"general": general, "lines": [{**GOOD, "activity": 100}]}))
    assert run(one, draws=0).total() == run(path, draws=0).total()


def test_json_schema_accepts_what_is_accepted() -> None:
    import jsonschema

    from quicksilver.inventory import json_schema

    schema = json_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    good = {
        "general": {"country": "SEN", "year": 2020, "level": 1},
        "lines": [{"source": "L1-CREM", "presence": "?"}],
    }
    jsonschema.validate(good, schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**good, "lines": [{"source": "L1-CREM", "activity": -1}]}, schema)


def test_overlay_problems_are_listed_at_once(make, tmp_path) -> None:
    overlay = tmp_path / "own.csv"
    overlay.write_text(
        "id,input_factor,input_factor_unit,source\nL1-COAL-P,1,g Hg/t,x\nL1-CEM,many,g Hg/t,x\nL1-ZN,1,g Hg/t,\n"
    )
    found = problems(make([GOOD]), factors=overlay)
    assert [p.what.split("'")[0].strip() for p in found] == [
        "unknown source",
        "input_factor",
        "a factor without a source",
    ]
