"""Units as statistics in six languages write them, from the one table."""

import pytest

from quicksilver.errors import UnitError
from quicksilver.languages import LANGUAGES
from quicksilver.quantities import convert_activity
from quicksilver.quantities.units import factor, parse
from quicksilver.quantities.units.counts import COUNTS, TIMES
from quicksilver.quantities.units.vocabulary import MEASURES

PURE = {"%", "‰", "ppm", "ppb", "1"}
#: Unit of a source, and what one of it is there, as each language writes it.
STATISTICS = {
    "en": [
        ("tonnes", "t coal/y", 1),
        ("thousand tonnes", "t coal/y", 1e3),
        ("million tonnes", "t coal/y", 1e6),
        ("thousands of metric tons", "t coal/y", 1e3),
        ("kilotonnes of coal per year", "t coal/y", 1e3),
        ("lakh tonnes", "t coal/y", 1e5),
        ("tonnes per month", "t coal/y", 12),
        ("tonnes per quarter", "t coal/y", 4),
        ("short tons", "t coal/y", 0.90718474),
        ("cubic metres", "m3/y", 1),
        ("thousand cubic meters", "m3/y", 1e3),
        ("thousand barrels", "m3/y", 158.987294928),
        ("barrels per day", "m3/y", 365 * 0.158987294928),
        ("pieces", "items/y", 1),
        ("thousand units", "items/y", 1e3),
        ("persons", "inhabitants", 1),
        ("troy ounces", "kg gold produced/y", 0.0311034768),
        ("flasks", "kg mercury produced/y", 34.5),
    ],
    "fr": [
        ("tonnes", "t coal/y", 1),
        ("tonne métrique", "t coal/y", 1),
        ("milliers de tonnes", "t coal/y", 1e3),
        ("millions de tonnes", "t coal/y", 1e6),
        ("tonnes de charbon par an", "t coal/y", 1),
        ("tonnes par mois", "t coal/y", 12),
        ("tonnes/jour", "t coal/y", 365),
        ("mètres cubes", "m3/y", 1),
        ("milliers de m³", "m3/y", 1e3),
        ("milliers de barils", "m3/y", 158.987294928),
        ("pièces", "items/y", 1),
        ("milliers d’unités", "items/y", 1e3),
        ("habitants", "inhabitants", 1),
        ("kg d'or", "kg gold produced/y", 1),
        ("véhicules", "vehicles/y", 1),
    ],
    "es": [
        ("toneladas", "t coal/y", 1),
        ("toneladas métricas", "t coal/y", 1),
        ("miles de toneladas", "t coal/y", 1e3),
        ("millones de toneladas", "t coal/y", 1e6),
        ("toneladas de carbón al año", "t coal/y", 1),
        ("toneladas al mes", "t coal/y", 12),
        ("toneladas por día", "t coal/y", 365),
        ("metros cúbicos", "m3/y", 1),
        ("miles de metros cúbicos", "m3/y", 1e3),
        ("miles de barriles", "m3/y", 158.987294928),
        ("piezas", "items/y", 1),
        ("miles de unidades", "items/y", 1e3),
        ("habitantes", "inhabitants", 1),
        ("kg de oro", "kg gold produced/y", 1),
    ],
    "ru": [
        ("т", "t coal/y", 1),
        ("тонн", "t coal/y", 1),
        ("тыс. т", "t coal/y", 1e3),
        ("тыс. тонн", "t coal/y", 1e3),
        ("млн т", "t coal/y", 1e6),
        ("млн. тонн в год", "t coal/y", 1e6),
        ("т угля", "t coal/y", 1),
        ("т в месяц", "t coal/y", 12),
        ("т/сут", "t coal/y", 365),
        ("кг", "t coal/y", 1e-3),
        ("куб. м", "m3/y", 1),
        ("тыс. м³", "m3/y", 1e3),
        ("тыс. баррелей", "m3/y", 158.987294928),
        ("шт.", "items/y", 1),
        ("тыс. шт.", "items/y", 1e3),
        ("тыс. чел.", "inhabitants", 1e3),
        ("МВт·ч", "MWh/y", 1),
    ],
    "zh": [
        ("吨", "t coal/y", 1),
        ("公吨", "t coal/y", 1),
        ("千吨", "t coal/y", 1e3),
        ("万吨", "t coal/y", 1e4),
        ("百万吨", "t coal/y", 1e6),
        ("千万吨", "t coal/y", 1e7),
        ("亿吨", "t coal/y", 1e8),
        ("万吨/年", "t coal/y", 1e4),
        ("吨煤", "t coal/y", 1),
        ("吨/月", "t coal/y", 12),
        ("吨/日", "t coal/y", 365),
        ("公斤", "t coal/y", 1e-3),
        ("立方米", "m3/y", 1),
        ("亿立方米", "m3/y", 1e8),
        ("万m³", "m3/y", 1e4),
        ("万桶", "m3/y", 1589.87294928),
        ("件", "items/y", 1),
        ("万支", "items/y", 1e4),
        ("万人", "inhabitants", 1e4),
        ("亿千瓦时", "MWh/y", 1e5),
    ],
    "ar": [
        ("طن", "t coal/y", 1),
        ("أطنان", "t coal/y", 1),
        ("ألف طن", "t coal/y", 1e3),
        ("مليون طن", "t coal/y", 1e6),
        ("طناً سنوياً", "t coal/y", 1),
        ("طن/سنة", "t coal/y", 1),
        ("طن في الشهر", "t coal/y", 12),
        ("طن يومياً", "t coal/y", 365),
        ("طن من الفحم", "t coal/y", 1),
        ("كغ", "t coal/y", 1e-3),
        ("متر مكعب", "m3/y", 1),
        ("ألف متر مكعب", "m3/y", 1e3),
        ("م³", "m3/y", 1),
        ("ألف برميل", "m3/y", 158.987294928),
        ("قطعة", "items/y", 1),
        ("ألف وحدة", "items/y", 1e3),
        ("نسمة", "inhabitants", 1),
    ],
}
#: Oil and coal equivalents in gigajoules.
EQUIVALENTS = {
    "en": [("toe", 41.868), ("ktoe", 41868), ("tonnes of oil equivalent", 41.868), ("tce", 29.3076)],
    "fr": [("tep", 41.868), ("ktep", 41868), ("Mtep", 41.868e6), ("tec", 29.3076)],
    "es": [("tep", 41.868), ("ktep", 41868), ("miles de tep", 41868)],
    "ru": [("т н.э.", 41.868), ("тыс. т у.т.", 29307.6), ("т у. т.", 29.3076)],
    "zh": [("吨标准煤", 29.3076), ("万吨标准煤", 293076), ("吨油当量", 41.868)],
    "ar": [("طن مكافئ نفط", 41.868), ("ألف طن مكافئ نفط", 41868)],
}


def test_every_language_has_its_units() -> None:
    assert set(STATISTICS) == set(EQUIVALENTS) == set(LANGUAGES)


@pytest.mark.parametrize("language", STATISTICS)
def test_units_of_statistics(language) -> None:
    read = {unit: convert_activity(1, unit, wanted).value for unit, wanted, _ in STATISTICS[language]}
    assert read == pytest.approx({unit: number for unit, _, number in STATISTICS[language]}, rel=1e-9)


@pytest.mark.parametrize("language", EQUIVALENTS)
def test_equivalents(language) -> None:
    read = {unit: factor(unit, "GJ") for unit, _ in EQUIVALENTS[language]}
    assert read == pytest.approx(dict(EQUIVALENTS[language]), rel=1e-9)


@pytest.mark.parametrize("row", [*MEASURES, *COUNTS, *TIMES], ids=lambda row: row.symbol)
def test_every_spelling_of_the_table_is_its_unit(row) -> None:
    before = "" if row.symbol in PURE else "kg/"
    wanted = parse(before + row.symbol)
    for spellings in row.words.values():
        for spelling in spellings.split("|"):
            assert parse(before + spelling) == wanted, spelling
            # The French day is j, and J is the joule.
            assert spelling == "j" or parse(before + spelling.upper()) == wanted, spelling


def test_a_unit_by_agreement_names_its_source() -> None:
    for row in (*MEASURES, *COUNTS):
        if row.symbol.endswith(("toe", "tce")) or row.symbol in ("bbl", "flask", "Sm3"):
            assert row.source, row.symbol


@pytest.mark.parametrize(
    "text",
    [
        *("normal cubic metre", "normal cubic meters", "mètre cube normal", "mètres cubes normaux"),
        *("metro cúbico normal", "metros cúbicos normales", "нормальный кубический метр"),
        *("нормальных кубических метров", "标态立方米", "متر مكعب عادي"),
    ],
)
def test_a_normal_cubic_metre_is_one_in_six_languages(text: str) -> None:
    assert str(parse(text)) == "Nm3"
    assert factor(f"mg/{text}", "mg/Nm3") == 1


@pytest.mark.parametrize(
    "text",
    [
        *("standard cubic metre", "mètre cube standard", "metro cúbico estándar"),
        *("стандартный кубический метр", "标准立方米", "متر مكعب معياري", "أمتار مكعبة قياسية"),
    ],
)
def test_a_standard_cubic_metre_is_asked_about_in_six_languages(text: str) -> None:
    with pytest.raises(UnitError) as caught:
        parse(text)
    assert caught.value.readings == ("Nm3", "Sm3", "m^3 (at 20 °C)")
    assert all(parse(reading) for reading in caught.value.readings)
