"""Units as statistics in six languages write them: counts, pure numbers and times; and words that mean several units."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from quicksilver.quantities.units.vocabulary import rows

__all__ = ["AMBIGUOUS", "COUNTS", "TIMES"]

#: Things that are counted, which must not be mixed; pure numbers; and what is rarely met.
COUNTS: Final = rows(
    """
# Counts
items = item
    en item|items|piece|pieces|pcs|pc|unit|units
    fr pièce|pièces|unité|unités|article|articles
    es pieza|piezas|unidad|unidades|artículo|artículos
    ru шт|штука|штуки|штук|единица|единицы|единиц|ед
    zh 件|个|只|支|枚|台|個
    ar قطعة|قطع|قطعا|وحدة|وحدات
inhabitants = inhabitant
    en inhabitant|inhabitants|person|persons|people|capita
    fr habitant|habitants|personnes|personne
    es habitante|habitantes|personas|persona
    ru житель|жителя|жителей|человек|чел|душу населения
    zh 人|居民|人口
    ar نسمة|فرد|ساكن|سكان|شخص
vehicles = vehicle
    en vehicle|vehicles|cars|car
    fr véhicule|véhicules
    es vehículo|vehículos
    ru автомобиль|автомобилей|автомобиля
    zh 辆|车辆
    ar مركبة|مركبات|سيارة|سيارات
corpses = corpse
    en corpse|corpses|bodies|cremations|burials|cremation|burial
    fr dépouille|dépouilles|crémations|inhumations
    es cadáver|cadáveres|cremaciones|inhumaciones
    ru тело|тел|кремаций|захоронений
    zh 具|遗体
    ar جثة|جثث
sites = site
    en site|sites
    fr site|sites
    es sitio|sitios
    ru объект|объектов
    zh 处
    ar موقع|مواقع
IQ points = IQ_point
    en iq point|iq points
# Pure numbers
% = percent
    signs %
    en percent|per cent
    fr pour cent
    es por ciento
    ru процент|процентов
    ar في المائة
‰ = 1e-3
    signs ‰|permille
ppm = ppm
    signs ppm|ppmw
    es partes por millón
ppb = 1e-9
    signs ppb|ppbw
1 = 1
    en fraction
# Others
degC = degC
    signs degc|°c
K = kelvin
    en kelvin
atm = atmosphere
    signs atm
bar = bar
    signs bar|bars
"""
)

#: Units of time. A year of statistics has 365 days; see :func:`quicksilver.quantities.units.measures.per_year`.
TIMES: Final = rows(
    """
yr = calendar_year
    signs y|yr|yrs|a
    en year|years|annum
    fr an|ans|année|années
    es año|años
    ru год|года|лет
    zh 年
    ar سنة|عام|السنة|العام|سنوات
half-year = calendar_year/2
    en half year|semester
    fr semestre
    es semestre
    ru полугодие
    zh 半年
quarter = calendar_year/4
    en quarter|quarters|qtr
    fr trimestre
    es trimestre
    ru квартал|кв
    zh 季度|季
    ar ربع سنة|فصل
month = calendar_year/12
    en month|months|mo|mth
    fr mois
    es mes|meses
    ru месяц|мес|месяца|месяцев
    zh 月|个月
    ar شهر|الشهر|أشهر
week = week
    en week|weeks|wk|wks
    fr semaine|semaines
    es semana|semanas
    ru неделю|неделя|недели|нед
    zh 周|星期
    ar أسبوع|الأسبوع
d = day
    signs d
    en day|days
    fr jour|jours|jr|j
    es día|días
    ru сут|сутки|день|дня|дней|суток
    zh 日|天
    ar يوم|اليوم|أيام
h = hour
    signs h|hr|hrs
    en hour|hours
    fr heure|heures
    es hora|horas
    ru ч|час|часа|часов
    zh 小时|时
    ar ساعة|الساعة
min = minute
    signs min
    en minute|minutes
    fr minute|minutes
    es minuto|minutos
    ru мин|минуту
    zh 分钟
    ar دقيقة
s = second
    signs s|sec
    en second|seconds
    fr seconde|secondes
    es segundo|segundos
    ru с|сек|секунду
    zh 秒
    ar ثانية
"""
)

#: Words for a cubic metre of gas at a standard that differs from country to country: 0, 15 or 20 °C.
_STANDARD: Final = (
    *("scm", "dscm", "nscm"),
    *("standard cubic metre", "standard cubic metres", "standard cubic meter", "standard cubic meters"),
    *("metre cube standard", "metres cubes standard", "metre cube normalise", "metres cubes normalises"),
    *("metro cubico estandar", "metros cubicos estandar"),
    *("стандартный кубический метр", "стандартных кубических метров"),
    *("стандартный кубометр", "стандартных кубометров"),
    *("标准立方米", "标立方米", "标方"),
    *("متر مكعب معياري", "أمتار مكعبة معيارية", "متر مكعب قياسي", "أمتار مكعبة قياسية"),
)
#: Words that people use for different units, with what they can mean.
AMBIGUOUS: Final[Mapping[str, tuple[str, ...]]] = {
    "ton": ("t", "short ton", "long ton"),
    "tons": ("t", "short ton", "long ton"),
    "kton": ("kt", "1000 short ton"),
    "mton": ("Mt", "t"),
    "mt": ("Mt", "t"),
    "mts": ("Mt", "t"),
    "мт": ("Mt", "t"),
    "gg": ("Gg", "g"),
    "oz": ("troy oz", "avoirdupois oz"),
    "ounce": ("troy oz", "avoirdupois oz"),
    "ounces": ("troy oz", "avoirdupois oz"),
    "once": ("troy oz", "avoirdupois oz"),
    "onces": ("troy oz", "avoirdupois oz"),
    "onza": ("troy oz", "avoirdupois oz"),
    "onzas": ("troy oz", "avoirdupois oz"),
    "gal": ("US gal", "imperial gal"),
    "gallon": ("US gal", "imperial gal"),
    "gallons": ("US gal", "imperial gal"),
    "mbbl": ("kbbl", "MMbbl"),
    "mcf": ("1000 ft^3", "10^6 ft^3"),
    "mbtu": ("1000 Btu", "MMBtu"),
} | dict.fromkeys(_STANDARD, ("Nm3", "Sm3", "m^3 (at 20 °C)"))
