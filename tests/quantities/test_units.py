"""Units of inputs: what is converted, what is refused, and that nothing silently becomes another thing."""

import pandas as pd
import pytest
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st

from quicksilver.errors import InputProblems, Problem, UnitError
from quicksilver.factors import shipped
from quicksilver.quantities import accepted_units, base_unit, convert_activity, kg_per_activity_unit
from quicksilver.quantities.units import factor, known_words
from quicksilver.quantities.units.text import cleaned, folded, tokens


@pytest.mark.parametrize(
    ("value", "unit", "wanted", "expected"),
    [
        (1, "kt", "t coal/y", 1e3),
        (1, "Mt/y", "t coal/y", 1e6),
        (1, "Gg", "t coal/y", 1e3),
        (1, "Mg", "t coal/y", 1.0),
        (1, "short ton", "t coal/y", 0.90718474),
        (1, "long ton", "t coal/y", 1.0160469088),
        (1000, "kg", "t coal/y", 1.0),
        (1, "t coal (dry)", "t coal/y", 1.0),
        (1, "t of hard coal, as received", "t coal combusted/y", 1.0),
        (1, "kt coal yr-1", "t coal/y", 1e3),
        (1, "t dry-weight (per year)", "t biomass/y (dry)", 1.0),
        (1, "troy oz", "kg gold produced/y", 0.0311034768),
        (1, "million Nm3", "Nm3 gas/y", 1e6),
        (1, "bcm", "Nm3 gas/y", 1e9),
        (1, "Sm3", "Nm3 gas/y", 0.947943),
        (1, "ML", "m3/y", 1e3),
        (2, "million items", "items sold/y", 2e6),
        (3, "thousand inhabitants", "inhabitants", 3e3),
        (1, "cremations", "corpses/y", 1.0),
        (1, "GWh", "MWh/y", 1e3),
    ],
)
def test_converted(value, unit, wanted, expected) -> None:
    assert convert_activity(value, unit, wanted).value == pytest.approx(expected, rel=1e-9)


def test_energy_needs_a_stated_calorific_value() -> None:
    with pytest.raises(UnitError, match="calorific"):
        convert_activity(1, "TJ", "t coal/y")
    done = convert_activity(1, "TJ", "t coal/y", calorific_value=25.0)
    assert done.value == pytest.approx(40.0)
    assert next(step for step in done.steps if step.key == "calorific").values["number"] == 25.0
    gas = convert_activity(1, "TJ", "Nm3 gas/y", calorific_value=40.0)
    assert gas.value == pytest.approx(25_000)


def test_volume_for_mass_needs_a_density() -> None:
    with pytest.raises(UnitError, match="density"):
        convert_activity(1, "m3", "t product/y")
    assert convert_activity(1, "m3", "t product/y", density=850).value == pytest.approx(0.85)


@pytest.mark.parametrize(
    ("unit", "wanted"),
    [
        ("ton", "t coal/y"),
        ("MT", "t coal/y"),
        ("items", "t coal/y"),
        ("t", "items sold/y"),
        ("vehicles", "corpses/y"),
        ("t ore", "t concentrate/y"),
        ("t metal", "t concentrate used/y"),
        ("kt", "corpses cremated/y"),
        ("parsec", "t coal/y"),
        ("t coal/y x 10", "t coal/y"),
        ("t oil", "t coal/y"),
        ("t per decade", "t coal/y"),
        ("t per month per year", "t coal/y"),
        ("t/inhabitant", "t coal/y"),
        ("inhabitants per month", "inhabitants"),
        ("1000 t x 1000", "t coal/y"),
        ("t per year/y", "t coal/y"),
        ("t per year (per year)", "t coal/y"),
        ("t wood", "t coal/y"),
        ("t wet", "t sludge/y (dry matter)"),
        ("", "t coal/y"),
    ],
)
def test_refused(unit, wanted) -> None:
    with pytest.raises(UnitError):
        convert_activity(1, unit, wanted)


@pytest.mark.parametrize(
    ("value", "unit", "wanted", "expected"),
    [
        (0.15, "g Hg/t", "t coal/y", 0.00015),
        (150, "mg/kg", "t coal/y", 0.15),
        (150, "ppb", "t coal/y", 0.00015),
        (0.2, "ppm", "t coal/y", 0.0002),
        (100, "ug Hg/Nm3", "Nm3 gas/y", 1e-7),
        (100, "µg/Nm3", "Nm3 gas/y", 1e-7),
        (1.3, "kg Hg/kg", "kg gold produced/y", 1.3),
        (25, "mg Hg/item", "items sold/y", 25e-6),
    ],
)
def test_factor_in_kilograms(value, unit, wanted, expected) -> None:
    assert kg_per_activity_unit(value, unit, wanted) == pytest.approx(expected, rel=1e-12)


def test_every_source_accepts_its_own_unit_and_those_it_offers() -> None:
    for source in shipped().sources.values():
        if source.presence_only:
            continue
        assert convert_activity(1, source.activity_unit, source.activity_unit).value == 1.0
        for unit in accepted_units(source.activity_unit):
            done = convert_activity(1, unit, source.activity_unit, calorific_value=25, density=850)
            assert done.value > 0, (source.id, unit)
        assert base_unit(source.activity_unit)


@pytest.mark.parametrize(
    ("unit", "wanted", "expected"),
    [
        ("kt Cl2/yr", "t/yr", 1000.0),
        ("ug/Nm3", "mg/Nm3", 0.001),
        ("USD/kWh", "USD/MWh", 1000.0),
        ("lb/TBtu", "g/TJ", 0.42992),
        ("fraction", "%", 100.0),
        ("flask", "kg", 34.5),
    ],
)
def test_factors_between_units(unit, wanted, expected) -> None:
    assert factor(unit, wanted) == pytest.approx(expected, rel=1e-4)


@pytest.mark.parametrize(
    ("unit", "wanted"), [("K", "degC"), ("USD/kg", "EUR/kg"), ("kg", "m"), ("qqq", "kg"), ("g", "g/item")]
)
def test_what_is_no_factor_is_refused(unit, wanted) -> None:
    with pytest.raises(UnitError):
        factor(unit, wanted)


@pytest.mark.parametrize(
    "unit", ["g/t x 10", "g Hg/t per month", "g/t '000", "g Hg/t/y /y", "Hg g/t", "g x 10/t"]
)
def test_a_factor_unit_with_words_left_over_is_refused(unit) -> None:
    with pytest.raises(UnitError, match="factor unit"):
        kg_per_activity_unit(1, unit, "t coal combusted/y")


@pytest.mark.parametrize(
    "unit",
    [
        "t/yr # x 1000",
        "t turn/yr",
        "radian t/yr",
        "tons/yr",
        "ton/yr",
        "t x 10/yr",
        "t/yr m^0",
        "t/yr %",
        "% kg/yr",
        "g/t %",
        "t ppm/yr",
        "t/000s yr",
        "t/yr/0",
        "t/1e3 yr",
        "t^9**9**9/yr",
        "t^99/yr",
        "(" * 200 + "t/yr" + ")" * 200,
    ],
)
def test_what_is_left_over_is_never_dropped(unit) -> None:
    with pytest.raises(UnitError, match=r"unknown unit|ambiguous"):
        factor(unit, "kg/yr")


def test_a_material_is_not_another_one() -> None:
    assert factor("g Hg/t coal", "mg/kg") == pytest.approx(1.0)
    with pytest.raises(UnitError, match="another material"):
        factor("t coal/yr", "kg Hg/yr")


def _activity(unit: str) -> float:
    return convert_activity(1.0, unit, "t coal combusted/y").factor


def _national_factor(unit: str) -> float:
    return kg_per_activity_unit(1.0, unit, "t coal combusted/y")


def _totals(unit: str) -> float:
    from quicksilver.fate.gridding.tables import check_totals

    table = pd.DataFrame([{"region": "AAA", "sector": "x", "value": 1.0, "unit": unit}])
    return float(check_totals(table)["kg"][0])


def _points(unit: str) -> float:
    from quicksilver.fate.gridding.tables import check_points

    row = {"name": "a", "lon": 1.0, "lat": 1.0, "sector": "x", "value": 1.0, "unit": unit}
    return float(check_points(pd.DataFrame([row]))["kg"][0])


def _series(unit: str) -> float:
    from quicksilver.fate.cycle import load_model
    from quicksilver.fate.series import from_xarray

    data = xr.DataArray([1.0, 1.0], {"year": [2000, 2001]}, attrs={"units": unit})
    return float(from_xarray(data, load_model("amos2014"), receives="atm").values.sum())


def _quantity_of_an_area(unit: str) -> float:
    from quicksilver.areas import Slot
    from quicksilver.areas.verbs import read_number

    problems: list[Problem] = []
    number = read_number(Slot("emission", "kg/yr"), {"value": 1.0, "unit": unit}, "here", problems)
    if problems:
        raise InputProblems(problems)
    assert number is not None
    return number.value


def _observed(unit: str) -> float:
    from quicksilver.fate.observations.series import variables
    from quicksilver.fate.observations.units import scale

    return scale(unit, variables()["gem"]).factor


READERS = {
    "activity": (_activity, "t"),
    "factor": (_national_factor, "g Hg/t"),
    "totals": (_totals, "t/yr"),
    "points": (_points, "t/yr"),
    "series": (_series, "Mg/yr"),
    "area": (_quantity_of_an_area, "t/yr"),
    "converted": (lambda unit: factor(unit, "kg/yr"), "t/yr"),
    "observations": (_observed, "ng m-3"),
}
#: A word that may stand behind a unit: a sign of a material, a time, or a number that multiplies.
_KNOWN = known_words() | {"hg", "cl2"}


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize(
    "shape", ["{unit} {word}", "{word} {unit}", "{unit} ({word})", "{unit}, {word}", "({word}) {unit}"]
)
@settings(max_examples=25, deadline=None)
@given(
    word=st.one_of(
        st.sampled_from(
            [
                "x 10",
                "1",
                "10",
                "turn",
                "# x",
                "thousands'",
                "^9",
                "1.5",
                "per moon",
                "²",
                "x",
                "'00",
                "--",
                "@",
            ]
        ),
        st.text("abcdefghijklmnopqrstuvwxyzабвгде千磅ابت0123456789'#^$", min_size=1, max_size=8),
    )
)
def test_a_unit_with_an_unknown_word_is_refused(reader, shape, word) -> None:
    """Never the amount of the bare unit, wherever the word stands."""
    read, unit = READERS[reader]
    bare = read(unit)
    text = shape.format(unit=unit, word=word)
    pieces = tokens(cleaned(word))
    known = pieces and all(
        piece.kind == "power" or folded(piece.text) in _KNOWN or piece.kind == "sign" for piece in pieces
    )
    try:
        found = read(text)
    except (UnitError, InputProblems):
        return
    assert known, text
    assert found != pytest.approx(bare) or {folded(piece.text) for piece in pieces} <= _KNOWN | {"'"}, text
