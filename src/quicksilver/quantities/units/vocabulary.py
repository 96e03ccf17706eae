"""Units as statistics in six languages write them, one row each with its spellings: mass, volume and energy.

A row states the sign that the program itself writes and what it is in the language of pint. The lines below it have the
spellings by language (``signs``: those of no language), separated by ``|``, and the source of a number that is by agreement.
Spellings are compared without regard to capitals and accents, except for the signs with a prefix, where capitals decide
(:mod:`quicksilver.quantities.units.signs`). Rows are here and not in a packaged table because the reader of packaged
tables is above this package.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

__all__ = ["MEASURES", "Measure", "rows"]


class Measure(NamedTuple):
    """A unit.

    Attributes
    ----------
    symbol : str
        As it is printed.
    expression : str
        In the language of pint.
    words : mapping of str to str
        Spellings by language, separated by ``|``; those of no language under ``signs``.
    source : str
        Of the number, where the unit is one by agreement.
    material : str
        What it measures for certain; empty for most.
    """

    symbol: str
    expression: str
    words: Mapping[str, str]
    source: str = ""
    material: str = ""


def rows(text: str) -> tuple[Measure, ...]:
    r"""Return the rows of a text, as this module has them.

    Examples
    --------
    >>> rows("t = tonne\n    signs t\n    fr tonne|tonnes")[0].words["fr"]
    'tonne|tonnes'
    """
    made: list[Measure] = []
    for line in text.splitlines():
        if not line or line.startswith("#"):
            continue
        if not line.startswith(" "):
            symbol, _, expression = line.partition(" = ")
            made.append(Measure(symbol, expression, {}))
            continue
        kind, _, value = line.strip().partition(" ")
        if kind == "source":
            made[-1] = made[-1]._replace(source=value)
        elif kind == "material":
            made[-1] = made[-1]._replace(material=value)
        else:
            before = made[-1].words.get(kind)
            made[-1] = made[-1]._replace(
                words={**made[-1].words, kind: f"{before}|{value}" if before else value}
            )
    return tuple(made)


#: Units of mass, volume and energy.
MEASURES: Final = rows(
    """
# Mass
t = tonne
    signs t
    en tonne|tonnes|metric ton|metric tons|metric tonne|metric tonnes
    fr tonne|tonnes|tonne métrique|tonnes métriques
    es tm|t m|tonelada|toneladas|tonelada métrica|toneladas métricas
    ru т|тонна|тонны|тонн|тоннах|метрических тонн
    zh 吨|公吨|噸
    ar طن|طنا|أطنان|طن متري|أطنان مترية|الأطنان
kt = kilotonne
    en kilotonne|kilotonnes|tmt
    fr kilotonnes
    es kilotoneladas
    ru килотонн
Mt = megatonne
    en mmt|megatonne|megatonnes
    fr mégatonnes
    es megatoneladas
kg = kilogram
    en kilogram|kilograms|kilogramme|kilo|kilos
    fr kilogramme|kilogrammes|kilo|kilos
    es kilogramo|kilogramos|kilo|kilos
    ru килограмм|килограмма|килограммов|килограммы
    zh 千克|公斤
    ar كغ|كجم|كلغ|كغم|كيلوغرام|كيلوجرام|كيلو غرام|كيلوغرامات
g = gram
    en gm|gms|gram|grams|gramme
    fr gramme|grammes
    es gramo|gramos
    ru грамм|грамма|граммов|граммы
    zh 克
    ar غ|غم|غرام|جرام|غرامات
mg = milligram
    en milligram|milligrams
    fr milligramme|milligrammes
    es miligramo|miligramos
    ru миллиграмм|миллиграмма|миллиграммов
    zh 毫克
    ar ملغ|ملغم|ملجم|مليغرام|ملليغرام|مليجرام
ug = microgram
    en mcg|microgram|micrograms
    fr microgramme|microgrammes
    es microgramo|microgramos
    ru микрограмм|микрограммов
    zh 微克
    ar ميكروغرام|مكغ
ng = nanogram
    en nanogram|nanograms
    ru нанограмм|нанограммов
    zh 纳克
short ton = short_ton
    en short ton|short tons|short tonne|st|us ton|us tons
long ton = long_ton
    en long ton|long tons|uk ton|imperial ton
lb = pound
    en lb|lbs|pound|pounds
    fr livres avoirdupois
    es libra|libras
    ru фунт|фунтов
troy oz = troy_ounce
    en oz t|ozt|oz tr|troy oz|troy ounce|troy ounces|fine ounce|fine ounces
    fr once troy|onces troy
    es onza troy|onzas troy
    ru тройская унция|тройских унций
    zh 金衡盎司
    ar أونصة تروي
avoirdupois oz = ounce
    en avoirdupois oz|avoirdupois ounce|avoirdupois ounces
flask = flask
    en flask|flasks
    fr flacon|flacons|potiche|potiches
    es frasco|frascos
    ru фляга|фляг|баллон ртути
    zh 汞瓶
    ar قارورة|قوارير
    material mercury
    source USGS, Mineral Commodity Summaries, mercury: a flask is 76 lb (34.5 kg)
# Volume
m^3 = meter**3
    signs cbm
    en cu m|cubic metre|cubic metres|cubic meter|cubic meters
    fr mètre cube|mètres cubes
    es metro cúbico|metros cúbicos
    ru куб м|куб метр|куб метров|кубометр|кубометра|кубометров|кубических метров|кубический метр
    zh 立方米|立方公尺
    ar متر مكعب|مترا مكعبا|أمتار مكعبة|م مكعب
m = meter
    en metre|metres|meter|meters
    fr mètre|mètres
    es metro|metros
    zh 米
    ar متر
Nm3 = normal_cubic_metre
    signs nm3
    en normal cubic metre|normal cubic metres|normal cubic meter|normal cubic meters
    fr mètre cube normal|mètres cubes normaux|normomètre cube|normomètres cubes
    es metro cúbico normal|metros cúbicos normales
    ru нм3|нормальный кубический метр|нормальных кубических метров|нормальный кубометр|нормальных кубометров
    zh 标态立方米
    ar متر مكعب عادي|أمتار مكعبة عادية|متر مكعب نظامي|أمتار مكعبة نظامية
Sm3 = standard_cubic_metre
    signs sm3
    source ISO 13443:1996: 15 degC and 101.325 kPa
mcm = 1e6*meter**3
    en mcm|mmcm
bcm = 1e9*meter**3
    en bcm
L = liter
    en litre|litres|liter|liters
    fr litre|litres
    es litro|litros
    ru литр|литра|литров
    zh 升|公升
    ar لتر|لترا|لترات|ليتر
ML = 1e6*liter
    en megalitre|megalitres
mL = milliliter
    en millilitre|millilitres|cc
    zh 毫升
    ar مليلتر|مل
bbl = oil_bbl
    signs bbl|bbls
    en barrel|barrels
    fr baril|barils
    es barril|barriles
    ru баррель|барреля|баррелей|барр
    zh 桶
    ar برميل|برميلا|براميل
    source 42 US gallons (API, Manual of Petroleum Measurement Standards)
kbbl = 1e3*oil_bbl
    en kbbl
MMbbl = 1e6*oil_bbl
    en mmbbl
US gal = gallon
    en us gal|us gallon|us gallons
imperial gal = imperial_gallon
    en imperial gal|imperial gallon|imperial gallons
ft = foot
    en ft|foot|feet
ft^3 = foot**3
    en cu ft|cubic foot|cubic feet|cf
ha = hectare
    signs ha
    en hectare|hectares
    es hectárea|hectáreas
    ru га
    zh 公顷
# Energy
toe = 41.868*gigajoule
    en toe|tonne of oil equivalent|tonnes of oil equivalent|tonnes oil equivalent|t oil equivalent
    fr tep|tonne équivalent pétrole|tonnes équivalent pétrole|tonnes d’équivalent pétrole
    es tep|tonelada equivalente de petróleo|toneladas equivalentes de petróleo
    ru тнэ|т н э|т нэ|тонн нефтяного эквивалента|тонна нефтяного эквивалента
    zh 吨油当量|吨标准油|吨标油
    ar طن مكافئ نفط|طن من مكافئ النفط|طن مكافئ نفطي|ط م ن
    source IEA, Energy Statistics Manual (2005), annex 3: 1 toe = 41.868 GJ
ktoe = 41.868*terajoule
    en ktoe
    fr ktep
    es ktep
    source IEA, Energy Statistics Manual (2005), annex 3: 1 toe = 41.868 GJ
Mtoe = 41.868*petajoule
    en mtoe
    fr mtep
    es mtep
    source IEA, Energy Statistics Manual (2005), annex 3: 1 toe = 41.868 GJ
tce = 29.3076*gigajoule
    en tce|tonne of coal equivalent|tonnes of coal equivalent|tonnes coal equivalent
    fr tec|tonne équivalent charbon|tonnes équivalent charbon|tonnes d’équivalent charbon
    es tec|tonelada equivalente de carbón|toneladas equivalentes de carbón
    ru тут|т у т|т ут|тонн условного топлива|тонна условного топлива
    zh 吨标准煤|吨标煤|吨煤当量
    ar طن مكافئ فحم|طن من مكافئ الفحم
    source GB/T 2589-2020 and GOST R 51750-2001: 1 kg of coal equivalent = 29.3076 MJ (7,000 kcal)
ktce = 29.3076*terajoule
    en ktce
    fr ktec
    es ktec
    source GB/T 2589-2020 and GOST R 51750-2001: 1 kg of coal equivalent = 29.3076 MJ (7,000 kcal)
Mtce = 29.3076*petajoule
    en mtce
    fr mtec
    es mtec
    source GB/T 2589-2020 and GOST R 51750-2001: 1 kg of coal equivalent = 29.3076 MJ (7,000 kcal)
kWh = kilowatt_hour
    en kilowatt hour|kilowatt hours|kilowatthours
    fr kilowattheure|kilowattheures
    es kilovatio hora|kilovatios hora
    ru киловатт час|киловатт часов
    zh 千瓦时|度|千瓦小时
    ar كيلوواط ساعة|كيلو واط ساعة|كيلوواط في الساعة
MWh = megawatt_hour
    en megawatt hour|megawatt hours
    fr mégawattheure|mégawattheures
    es megavatio hora|megavatios hora
    ru мегаватт час|мегаватт часов
    zh 兆瓦时
    ar ميغاواط ساعة|ميجاواط ساعة
GWh = gigawatt_hour
    zh 吉瓦时
    es gigavatio hora|gigavatios hora
    ar جيجاواط ساعة|غيغاواط ساعة
MW = megawatt
    en megawatt|megawatts
    fr mégawatts
    es megavatios
    zh 兆瓦
    ar ميغاواط
GJ = gigajoule
    en gigajoule|gigajoules
    ru гигаджоуль|гигаджоулей
    zh 吉焦
    ar جيغاجول|جيجاجول|غيغاجول
TJ = terajoule
    en terajoule|terajoules
    fr térajoule|térajoules
    ru тераджоуль|тераджоулей
    zh 太焦|太焦耳
    ar تيراجول
MMBtu = 1e6*Btu
    en mmbtu
TBtu = teraBtu
    en tbtu
Btu = Btu
    en btu
"""
)
