"""Words that stand beside a unit: multipliers, materials, bases, and words that change nothing, in six languages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

__all__ = [
    "BASES",
    "JOINERS",
    "MATERIALS",
    "MULTIPLIERS",
    "PER",
    "PERIODS",
    "PLAIN",
    "STANDARD",
]

#: Power of ten -> words. A billion is 10^9, as in English; the Spanish billón (10^12) is not read.
MULTIPLIERS: Final[Mapping[int, str]] = {
    3: "thousand|thousands|thsd|tsd|mille|millier|milliers|mil|miles|millar|millares|тыс|тысяча|тысячи|тысяч|千"
    "|ألف|الف|آلاف",
    4: "万|萬",
    5: "lakh|lakhs|十万",
    6: "million|millions|mln|mn|mio|mill|millón|millones|млн|миллион|миллиона|миллионов|百万|مليون|ملايين",
    7: "crore|crores|千万",
    8: "亿|億",
    9: "billion|billions|bn|bln|milliard|milliards|mrd|mil millones|miles de millones|millardo|millardos|млрд|миллиард"
    "|миллиарда|миллиардов|十亿|مليار|مليارات|بليون",
    10: "百亿",
    11: "千亿",
    12: "万亿",
}

#: Words after which comes what the amount is per.
PER: Final = "per|par|por|al|pro|each|в|на|每|لكل|في|لكل من"

#: Unit of time -> words that state the period alone.
PERIODS: Final[Mapping[str, str]] = {
    "yr": "annual|annually|yearly|pa|p a|a year|annuel|annuelle|annuels|annuelles|anual|anuales|anualmente|ежегодно|годовой"
    "|سنويا|سنوي|l’an",
    "quarter": "quarterly|trimestriel|trimestrielle|trimestral|trimestrales|ежеквартально|فصليا",
    "month": "monthly|a month|mensuel|mensuelle|mensuels|mensuelles|mensual|mensuales|ежемесячно|شهريا|شهري",
    "week": "weekly|a week|hebdomadaire|semanal|semanales|еженедельно|أسبوعيا",
    "d": "daily|a day|journalier|journalière|quotidien|quotidienne|diario|diarios|diaria|diarias|ежедневно|يوميا|يومي",
    "h": "hourly|horaire|ежечасно",
}

#: Kinds of material that must not be exchanged: a factor per tonne of concentrate does not apply to ore.
MATERIALS: Final[Mapping[str, str]] = {
    "ore": "ore|ores|rock|minerai|minerais|mena|menas|mineral|руда|руды|矿石|原矿|خام|خامات",
    "concentrate": "concentrate|concentrates|concentré|concentrés|concentrado|concentrados|концентрат|концентрата|концентратов|精矿"
    "|ركازة|مركزات",
    "metal": "metal|métal|металл|металла|金属|معدن",
    "gold": "gold|au|de or|oro|золото|золота|金|黄金|ذهب",
    "zinc": "zinc|zn|cinc|цинк|цинка|锌|زنك",
    "copper": "copper|cu|cuivre|cobre|медь|меди|铜|نحاس",
    "lead": "lead|pb|plomb|plomo|свинец|свинца|铅|رصاص",
    "bauxite": "bauxite|bauxita|боксит|бокситы|бокситов|铝土矿|بوكسيت",
    "alumina": "alumina|alumine|alúmina|глинозем|глинозема|氧化铝|ألومينا",
    "aluminium": "aluminium|aluminum|aluminio|алюминий|алюминия|铝|ألومنيوم",
    "coal": "coal|lignite|anthracite|charbon|houille|carbón|lignito|hulla|antracita|уголь|угля|лигнит|лигнита|煤|煤炭|原煤"
    "|褐煤|无烟煤|烟煤|فحم|فحم حجري",
    "coke": "coke|coque|кокс|кокса|焦炭|فحم الكوك|كوك",
    "charcoal": "charcoal|charbon de bois|carbón vegetal|древесный уголь|древесного угля|木炭|فحم نباتي|فحم الخشب",
    "cement": "cement|ciment|cemento|цемент|цемента|水泥|أسمنت|إسمنت",
    "clinker": "clinker|clínker|клинкер|клинкера|熟料|كلنكر",
    "crude": "crude|crude oil|pétrole brut|petróleo crudo|crudo|сырая нефть|сырой нефти|原油|نفط خام|النفط الخام",
    "oil": "oil|petroleum|diesel|gasoline|petrol|kerosene|pétrole|petróleo|нефть|нефти|нефтепродукты|нефтепродуктов|石油|油|油品"
    "|重油|轻油|نفط",
    "gas": "gas|gaz|gas natural|gaz naturel|natural gas|газ|газа|природного газа|天然气|غاز|غاز طبيعي",
    "waste": "waste|wastes|déchets|residuos|desechos|отходы|отходов|废物|废弃物|垃圾|نفايات",
    "sludge": "sludge|boues|lodos|ил|ила|осадок|осадка|污泥|حمأة",
    "batteries": "batteries|battery|piles|pilas|baterías|батареи|батарей|батареек|电池|بطاريات",
    "paint": "paint|paints|peinture|peintures|pintura|pinturas|краска|краски|красок|涂料|油漆|دهان|دهانات|طلاء",
    "mercury": "mercury|hg|mercure|mercurio|ртуть|ртути|汞|水银|زئبق",
    "biomass": "biomass|wood|biomasse|bois|biomasa|madera|биомасса|биомассы|древесина|древесины|生物质|木材|كتلة حيوية|خشب",
    "peat": "peat|tourbe|turba|торф|торфа|泥炭|خث",
    "lime": "lime|chaux|cal|известь|извести|石灰|جير|كلس",
    "iron": "iron|fonte|arrabio|hierro|чугун|чугуна|железо|железа|生铁|铁|حديد",
    "chlorine": "chlorine|cl2|cl|chlore|cloro|хлор|хлора|氯|氯气|كلور",
    "vcm": "vcm|cvm|вхм|氯乙烯",
    "pvc": "pvc|пвх|聚氯乙烯",
    "acetaldehyde": "acetaldehyde|acétaldéhyde|acetaldehído|ацетальдегид|ацетальдегида|乙醛|أسيتالدهيد",
    "bw": "bw|body weight",
}

#: A mass of dry matter is not the mass as weighed.
BASES: Final[Mapping[str, str]] = {
    "dry": "dry|dry weight|dry matter|dry basis|sec|secs|sèche|sèches|matière sèche|poids sec|base sèche|seco|seca|secos|secas"
    "|materia seca|peso seco|base seca|сухой|сухая|сухого|сухое|сухого вещества|сухой массы|сухой вес|на сухую массу"
    "|на сухое вещество|干|干重|干基|干物质|绝干|جاف|جافة|وزن جاف|مادة جافة|الوزن الجاف",
    "wet": "wet|moist|received|as received|wet weight|humide|humides|tel que reçu|poids humide|húmedo|húmeda|peso húmedo"
    "|tal como se recibe|влажный|влажного|сырой вес|рабочая масса|湿|湿重|湿基|收到基|رطب|رطبة|وزن رطب",
}

#: States of a gas that every body defines in another way (0, 15, 20 or 25 degC).
STANDARD: Final = (
    "stp|ntp|standard conditions|standard temperature and pressure|standard|normal conditions|conditions standard"
    "|conditions normales|conditions normales de température et de pression|condiciones normales|condiciones estándar"
    "|ну|н у|нормальные условия|нормальных условиях|стандартные условия|стандартных условиях|标准状态|标态|标况"
    "|الظروف القياسية|ظروف قياسية"
)

#: Other materials, and what is done with them. None of these changes an amount.
PLAIN: Final = (
    "shale|natural|fuel|fuels|lpg|heavy|light|residual|product|products"
    "|water|wastewater|waste water|pig|steel|cream|creams|soap|soaps|soil|slag|ash|raw|hard|brown|bituminous|subbituminous|municipal"
    "|solid|medical|hazardous|household|sewage|combusted|burned|burnt|used|use|consumed|consumption|produced|production"
    "|refined|processed|sold|incinerated|dumped|landfilled|deposited|cremated|buried|recycled|treated|supplied|weight|matter"
    "|substance|mass|basis"
    "|naturel|combustible|combustibles|brûlé|brûlés|consommé|consommés|consommée|consommées|utilisé|utilisés"
    "|utilisée|utilisées|produit|produits|produite|produites|vendu|vendus|incinéré|incinérés|poids|masse"
    "|quemado|quemada|consumido|consumida|consumidos|usado|usada|usados|utilizado|utilizada|producido"
    "|producida|producidos|vendido|vendidos|incinerado|incinerados|peso"
    "|природного|топлива|топливо|сожженного|использованного|потребленного"
    "|произведенного|произведенной|проданных|массы|каменного|бурого"
    "|燃料|燃烧|使用|消耗|消费|生产|产量|销售|焚烧"
    "|طبيعي|وقود|مستهلك|مستهلكة|مستخدم|منتج|منتجة|مباع|محروق|وزن|كتلة"
)

#: Words that join the others.
JOINERS: Final = "of|or|for|as|on|and|in|the|at|de|des|du|le|la|les|en|à|del|el|los|las|e|при|и|的|من|عند"
