"""The grammar of units: read whole, printed and read again, and asked about where capitals or conditions decide."""

import subprocess
import sys
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quicksilver.errors import UnitError
from quicksilver.quantities import convert_activity, kg_per_activity_unit
from quicksilver.quantities.units import factor, parse
from quicksilver.quantities.units.counts import AMBIGUOUS, COUNTS, TIMES
from quicksilver.quantities.units.signs import folded_signs, signs
from quicksilver.quantities.units.vocabulary import MEASURES
from quicksilver.quantities.units.words import BASES, MATERIALS, MULTIPLIERS

PURE = {"%", "‰", "ppm", "ppb", "1"}
UNITS = sorted({row.symbol for row in (*MEASURES, *COUNTS)} - PURE | {sign for sign, _ in signs().values()})
WORDS = [word for spellings in (*MATERIALS.values(), *BASES.values()) for word in spellings.split("|")]
TENS = ["", "10^3 ", "1000 ", "thousand ", "万", "тыс. ", "× 10⁶ ", "1,000,000 "]


@settings(max_examples=400, deadline=None)
@given(
    ten=st.sampled_from(TENS),
    above=st.sampled_from(UNITS),
    word=st.sampled_from(["", *WORDS]),
    below=st.sampled_from(["", *UNITS]),
    other=st.sampled_from(["", *WORDS]),
    period=st.sampled_from(["", *(row.symbol for row in TIMES)]),
    basis=st.sampled_from(["", "dry", "(per year)", "wet"]),
)
def test_parse_print_parse_is_the_identity(ten, above, word, below, other, period, basis) -> None:
    text = f"{ten}{above} {word}"
    text += f"/{below} {other}" if below else ""
    text += f"/{period}" if period else ""
    text += f" {basis}" if basis.startswith("(") else f" ({basis})" if basis else ""
    read = parse(text)
    assert parse(str(read)) == read
    assert str(parse(str(read))) == str(read)


@pytest.mark.parametrize(
    ("unit", "readings"),
    [
        ("MG", ("mg", "Mg")),
        ("mG", ("mg", "Mg")),
        ("GG", ("Gg", "g")),
        ("gg", ("Gg", "g")),
        ("PG", ("pg", "Pg")),
        ("mw", ("mW", "MW")),
        ("Mw", ("mW", "MW")),
        ("MWH", ("mWh", "MWh")),
        ("mj", ("mJ", "MJ")),
        ("pj", ("pJ", "PJ")),
        ("MT", ("Mt", "t")),
        ("mt", ("Mt", "t")),
        ("МГ", ("mg", "Mg")),
        ("МТ", ("Mt", "t")),
        ("ton", ("t", "short ton", "long ton")),
        ("oz", ("troy oz", "avoirdupois oz")),
        ("Mbbl", ("kbbl", "MMbbl")),
        ("dscm", ("Nm3", "Sm3", "m^3 (at 20 °C)")),
    ],
)
def test_what_is_read_in_two_ways_is_asked_about_by_every_reader(unit, readings) -> None:
    for ask in (
        lambda: parse(unit),
        lambda: factor(unit, "kg"),
        lambda: convert_activity(1, unit, "t coal/y"),
        lambda: kg_per_activity_unit(1, f"g Hg/{unit}", "t coal/y"),
    ):
        with pytest.raises(UnitError, match="ambiguous") as wrong:
            ask()
        assert len(wrong.value.readings) == len(readings)
        assert all(reading in said for reading, said in zip(readings, wrong.value.readings, strict=True))


def test_every_reading_that_is_offered_can_be_written() -> None:
    for readings in [*AMBIGUOUS.values(), *folded_signs().values()]:
        assert len({parse(reading) for reading in readings}) == len(readings)


def test_no_sign_in_other_capitals_is_taken_for_another_amount() -> None:
    for sign in {shown for shown, _ in signs().values()}:
        for other in {sign.upper(), sign.lower(), sign.capitalize(), sign.swapcase()} - set(signs()):
            try:
                read = parse(other)
            except UnitError:
                continue
            assert parse(sign) == read or sign not in str(read), (sign, other, str(read))


@pytest.mark.parametrize(
    "unit",
    [
        "Mg",
        "kg",
        "KG",
        "Kg",
        "TJ",
        "tj",
        "kWh",
        "KWH",
        "kwh",
        "GWh",
        "Nm3",
        "NM3",
        "PCS",
        "ML",
        "mL",
        "kt",
        "KT",
    ],
)
def test_what_capitals_do_not_change_is_read(unit) -> None:
    assert parse(unit)


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("1000 t", "kt"),
        ("1,000 t", "kt"),
        ("1 000 t", "kt"),
        ("1'000 t", "kt"),
        ("10^3 t", "kt"),
        ("10**3 t", "kt"),
        ("10³ t", "kt"),
        ("1e3 t", "kt"),
        ("× 10³ t", "kt"),
        ("x 1000 t", "kt"),
        ("t x 1000", "kt"),
        ("t x1000", "kt"),
        ("t × 10^3", "kt"),
        ("t '000", "kt"),
        ("'000 t", "kt"),
        ("t (000)", "kt"),
        ("t ('000s)", "kt"),
        ("t (1000)", "kt"),
        ("t (x 1000)", "kt"),
        ("t (thousands)", "kt"),
        ("t, in thousands", "kt"),
        ("(thousand) t", "kt"),
        ("k t", "kt"),
        ("ｋｔ", "kt"),
        ("ｔ　×　１０００", "kt"),
        ("١٠٠٠ طن", "kt"),
        ("t\u00a0x\u202f1000", "kt"),
        ("million t", "Mt"),
        ("tonnes (t)", "t"),
        ("TM", "t"),
        ("mln t", "Mt"),
        ("t/y x 1000", "kt/y"),
        ("µg/m³", "ug m-3"),
        ("μg·m⁻³", "ug m-3"),
        ("ng m−3", "ng/m3"),
        ("㎍/㎥", "ug/m3"),
        ("㎏", "kg"),
        ("kg s⁻¹", "kg/s"),
        ("kW h", "kWh"),
        ("kW·h", "kWh"),
        ("t·yr⁻¹", "t/yr"),
        ("t a-1", "t/yr"),
        ("t p.a.", "t/yr"),
        ("Nm³/GJ", "Nm3/GJ"),
        ("1/yr", "yr^-1"),
    ],
)
def test_ways_of_writing_are_one_unit(text, same) -> None:
    assert factor(text, same) == 1.0


@pytest.mark.parametrize(
    ("unit", "wanted", "number"),
    [
        ("kg s-1", "kg/yr", 31_536_000),
        ("kg/s", "t/yr", 31_536),
        ("t/month", "t/yr", 12),
        ("t per quarter", "t/yr", 4),
        ("t/week", "t/yr", 365 / 7),
        ("t/d", "t/yr", 365),
        ("kg/h", "t/yr", 8.76),
        ("g/TJ", "lb/TBtu", 2.326),
        ("lb/TBtu", "g/TJ", 0.4299),
        ("MMBtu", "GJ", 1.055056),
        ("flask", "kg Hg", 34.5),
        ("bbl", "L", 158.987294928),
        ("m3 (at 20 °C)", "Nm3", 273.15 / 293.15),
        ("m3 (15 °C, 101.325 kPa)", "Nm3", 273.15 / 288.15),
        ("ug/m3 at 25 °C", "ug/Nm3", 298.15 / 273.15),
        ("ug/m3 at 273 K and 1013 hPa", "ug/Nm3", 1),
        ("g/1000 items", "mg/item", 1),
        ("kg/inhabitant/day", "kg/inhabitant/y", 365),
        ("BRL/t", "BRL/kg", 1e-3),
    ],
)
def test_factors(unit, wanted, number) -> None:
    assert factor(unit, wanted) == pytest.approx(number, rel=1e-4)


@pytest.mark.parametrize("unit", ["ng/m3 at STP", "m3 at STP", "ug/m3 (standard conditions)", "mg/m3 NTP"])
def test_standard_conditions_are_asked_about(unit) -> None:
    with pytest.raises(UnitError, match="ambiguous") as wrong:
        parse(unit)
    states = [parse(reading).state for reading in wrong.value.readings]
    assert states == [(kelvin, 1013.25) for kelvin in (273.15, 288.15, 293.15, 298.15)]


@pytest.mark.parametrize(
    "unit",
    [
        "t/y/1000 y",
        "g/t x 1000",
        "g/t*d",
        "kg per ug/g",
        "kg m",
        "t kg",
        "t coal t",
        "1 t",
        "1.000.5 t",
        "t 1000",
        "10 t",
        "1000 million t",
        "t (kg)",
        "thousand tonnes (t)",
        "t ()",
        "t (dry",
        "t dry)",
        "g/",
        "/t",
        "per year",
        "thousand",
        "USD2005/kg",
        "t^0",
        "t^1.5",
        "kg (at 20 °C)",
        "m3 (at 2000 °C)",
        "m3 at 20 °C at 25 °C",
        "t\u0000",
        "t" * 200,
        "((((((((((t))))))))))x",
    ],
)
def test_what_is_no_unit_is_refused(unit) -> None:
    with pytest.raises(UnitError):
        parse(unit)


def test_materials_of_what_it_is_and_of_what_it_is_per() -> None:
    assert factor("g Hg/t coal", "mg/kg") == 1.0
    for unit, wanted in [
        ("g Hg/t coal", "g Hg/t clinker"),
        ("t coal/yr", "kg Hg/yr"),
        ("t ore", "t concentrate"),
    ]:
        with pytest.raises(UnitError, match="another material"):
            factor(unit, wanted)
    with pytest.raises(UnitError, match="another basis"):
        factor("g/t dry", "g/t as received")
    with pytest.raises(UnitError, match="another material"):
        convert_activity(1, "flasks", "kg gold produced/y")


def test_the_period_is_a_step() -> None:
    done = convert_activity(5, "t d-1", "t ore/y")
    assert done.value == 1825.0
    assert [step.key for step in done.steps] == ["conversion", "period"]
    assert done.steps[1].values == {"period": "d", "number": 365.0}


def test_a_factor_per_head_and_period_is_per_year() -> None:
    assert kg_per_activity_unit(1, "g Hg/inhabitant/month", "inhabitants") == pytest.approx(0.012)
    with pytest.raises(UnitError, match="factor unit"):
        kg_per_activity_unit(1, "g Hg/t/month", "t coal/y")


def test_the_multipliers_of_the_table_are_what_they_say() -> None:
    for power, spellings in MULTIPLIERS.items():
        for spelling in spellings.split("|"):
            assert parse(f"{spelling} t").powers == (power, 0), spelling


def test_units_are_read_once_and_help_reads_none() -> None:
    start = time.perf_counter()
    for _ in range(20_000):
        convert_activity(1.0, "тыс. т", "t coal combusted/y")
    assert time.perf_counter() - start < 1.0
    code = (
        "import sys, atexit; sys.argv[1:] = ['--help']; atexit.register(lambda: print('pint' in sys.modules))"
    )
    code += "; from quicksilver.cli import main; main()"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert said.rstrip().endswith("False")


@pytest.mark.parametrize(
    "text", ["t per thousand", "t per", "100 t per", "kg/yr per thousand", "kg per thousand/yr", "tonnes par"]
)
def test_a_division_by_nothing_is_refused(text: str) -> None:
    with pytest.raises(UnitError):
        parse(text)
