"""Units of the packaged tables and of the slots: all are read by the grammar, and are what they were."""

import csv
import io
from pathlib import Path

import pytest

import quicksilver
from quicksilver.areas import area, areas
from quicksilver.errors import UnitError
from quicksilver.factors import shipped
from quicksilver.quantities import base_unit, convert_activity
from quicksilver.quantities.units import factor, parse

SOURCE = Path(quicksilver.__file__).parent
#: What stands in a column "unit" and is none: states, counts of things that have no unit, and units that are never converted
#: (money of an earlier year, shares of something that is named, sums over several years).
NO_UNITS = {
    "-",
    "EUR/t Cl2 capacity",
    "EUR2008",
    "IQ points per doubling",
    "IQ points per ug/g",
    "MJ/kg or MJ/Nm3",
    "USD million/boiler",
    "USD/lamp",
    "USD/yr per boiler",
    "USD2005 billion cumulative",
    "USD2005 billion/yr",
    "USD2005/kg",
    "USD2020 billion",
    "USD2020 trillion",
    "% (plus or minus)",
    "count",
    "g/fire",
    "ng/m3 (STP)",
    "dental personnel per 1000 inhabitants",
    "fraction of demand",
    "fraction of purchases",
    "g Hg/t Cl2 capacity",
    "input_factor_unit column",
    "kWh/t Cl2 (AC)",
    "million",
    "million DALY/yr",
    "million cases",
    "million/yr",
    "mills/kWh",
    "per 1000 inhabitants",
    "relative",
    "t Hg over 5 yr",
    "t Hg/kt Cl2 capacity",
    "text",
    "thousand/yr",
    "unit column",
    "various",
}


def _cells():
    found = set()
    for path in sorted(SOURCE.rglob("*.csv")):
        lines = (
            line for line in io.StringIO(path.read_text(encoding="utf-8-sig")) if not line.startswith("#")
        )
        for row in csv.DictReader(lines):
            found |= {str(cell) for name, cell in row.items() if name and "unit" in name.lower() and cell}
    return found


def test_every_unit_of_the_packaged_tables_is_read() -> None:
    refused = set()
    for cell in _cells():
        try:
            assert parse(str(parse(cell))) == parse(cell), cell
        except UnitError:
            refused.add(cell)
    assert refused == NO_UNITS


#: What units of the tables are in base units of the SI, times a year where they are per year.
KNOWN = [
    ("short ton/yr", "kg/yr", 907.18474),
    ("Mg/yr", "kg/yr", 1000),
    ("Gg", "kg", 1e6),
    ("kt Cl2/yr", "kg/yr", 1e6),
    ("mg/kg", "kg/kg", 1e-6),
    ("ug/Nm3", "kg/Nm3", 1e-9),
    ("lb/TBtu", "kg/J", 4.2992e-16),
    ("g/GWh", "kg/J", 1e-3 / 3.6e12),
    ("kg/GJ", "kg/J", 1e-9),
    ("ug/kWh", "kg/J", 1e-9 / 3.6e6),
    ("USD/lb Hg", "USD/kg", 1 / 0.45359237),
    ("USD billion", "USD", 1e9),
    ("USD/kW", "USD/W", 1e-3),
    ("g/t pig iron", "g/t", 1),
    ("lb/MM short ton clinker", "g/t", 0.45359237e3 / 907184.74),
    ("g/capita/yr", "g/inhabitant/y", 1),
]


@pytest.mark.parametrize(("unit", "wanted", "number"), KNOWN)
def test_units_of_the_tables_are_what_they_were(unit, wanted, number) -> None:
    assert factor(unit, wanted) == pytest.approx(number, rel=1e-4)


def test_every_activity_unit_is_its_own() -> None:
    for source in shipped().sources.values():
        if not source.presence_only:
            done = convert_activity(1.0, source.activity_unit, source.activity_unit)
            assert (done.factor, done.steps) == (1.0, ())
            assert source.activity_unit.startswith(base_unit(source.activity_unit))


def _slots(slots):
    for slot in slots:
        yield slot
        yield from _slots(slot.columns)


def test_every_unit_of_a_calculator_is_read() -> None:
    units = {
        slot.unit
        for name in areas()
        for verb in area(name).verbs
        for slot in _slots((*verb.takes, *verb.gives))
        if slot.unit
    }
    assert len(units) > 40
    for unit in units:
        assert parse(str(parse(unit))) == parse(unit), unit
