"""Units at the doors: what is converted, what is refused, and that nothing is silently another thing."""

import pytest

from quicksilver.errors import UnitError
from quicksilver.factors import shipped
from quicksilver.quantities import accepted_units, base_unit, convert_activity, kg_per_activity_unit


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
    assert any("25" in step for step in done.steps)
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


@pytest.mark.parametrize(("unit", "wanted", "expected"), [
    ("kt Cl2/yr", "t/yr", 1000.0), ("ug/Nm3", "mg/Nm3", 0.001), ("USD/kWh", "USD/MWh", 1000.0), ("lb/TBtu", "g/TJ", 0.42992), ("fraction", "%", 100.0), ("flask", "kg", 34.5),
])  # fmt: skip
def test_factors_between_units(unit, wanted, expected) -> None:
    from quicksilver.quantities.units import factor

    assert factor(unit, wanted) == pytest.approx(expected, rel=1e-4)


@pytest.mark.parametrize(
    ("unit", "wanted"), [("K", "degC"), ("USD/kg", "EUR/kg"), ("kg", "m"), ("qqq", "kg"), ("g", "g/item")]
)
def test_what_is_no_factor_is_refused(unit, wanted) -> None:
    from quicksilver.errors import UnitError
    from quicksilver.quantities.units import factor

    with pytest.raises(UnitError):
        factor(unit, wanted)
