"""English names for the codes that results use: origins of flows, measures, and names of quantities."""

from __future__ import annotations

import re

__all__ = ["in_words", "measure_title", "origin_name", "place_name"]

#: Code of an origin -> its name in a sentence. Codes that are words already (cement) are not listed.
_ORIGINS = {
    "asgm": "artisanal and small-scale gold mining",
    "asgm-burning": "amalgam burning",
    "chlor-alkali": "mercury-cell chlor-alkali plants",
    "coal": "coal combustion",
    "coal-domestic": "domestic coal use",
    "coal-industrial": "industrial coal use",
    "coal-power": "coal-fired power plants",
    "chloralkali": "chlor-alkali",
    "dental": "dental amalgam",
    "electrical_electronic": "electrical and electronic equipment",
    "ferrous": "iron and steel",
    "gold-large-scale": "large-scale gold production",
    "measuring_control": "measuring and control devices",
    "non-ferrous": "non-ferrous metals",
    "oil-gas": "oil and gas combustion",
    "oil-refining": "oil refining",
    "steel-secondary": "secondary steel",
    "vcm": "vinyl chloride (acetylene route)",
    "waste-incineration": "waste incineration",
}
#: Parts of names that are not written letter for letter.
_PARTS = {
    "co2": "CO2",
    "hg0": "Hg(0)",
    "hg2": "Hg(II)",
    "hgp": "Hg(p)",
    "iq": "IQ",
    "nox": "NOx",
    "pm": "particles",
    "so2": "SO2",
}
#: Names that would not be understood from their parts.
_WHOLE = {
    "acts_on": "reduces",
    "base": "base year",
    "birge_ratio": "Birge ratio",
    "lacks": "missing",
    "lacking": "not stored",
    "may_be_default": "used as a default",
    "max_share": "largest share",
    "now": "this year",
    "re_emission": "re-emission",
    "to_gas": "to the gas",
    "why_not": "reason",
}

#: Id of a measure -> its title, where the table names it by abbreviations.
_MEASURES = {
    "acid-plant": "Acid plant (double contact, double absorption)",
    "calomel-wash": "Boliden-Norzink calomel wash",
    "cement-scrubber": "Wet scrubber at a cement kiln",
    "cement-sorbent": "Activated carbon injection and polishing fabric filter at a cement kiln",
    "co-benefit-optimised": "All co-benefit controls, optimised",
    "coal-washing": "Coal washing",
    "concentrate-amalgamation": "Amalgamation of concentrate instead of whole ore",
    "dust-shuttling": "Dust shuttling",
    "dust-shuttling-sorbent": "Dust shuttling and sorbent injection",
    "gold-shop-capture": "Mercury capture system of a gold shop (US EPA and Argonne)",
    "incinerator-acid-gas": "Particle and acid gas control of an incinerator",
    "incinerator-particles": "Particle control of an incinerator (simple precipitator)",
    "incinerator-sorbent": "Acid gas control and activated carbon with fabric filter of an incinerator",
    "mercury-free": "Mercury-free processing (direct smelting, gravity, cyanidation without mercury)",
    "retort": "Retort in good use",
    "sorbent-and-filter": "Activated carbon injection and polishing fabric filter (TOXECON)",
    "sorbent-injection": "Activated carbon injection (50 full-scale tests at 14 plants)",
}
#: Where a measure applies, as the tables write it -> in words.
_PLACES = {
    "all": "all plants",
    "bituminous": "bituminous coal",
    "gas": "smelter gas",
    "gold shop": "gold shops",
    "preheater/precalciner": "kilns with preheater or precalciner",
    "process change": "change of process",
    "six Chinese smelters": "measured at six smelters in China",
}


def measure_title(ident: str) -> str:
    """Return the title of a measure of the tables.

    Examples
    --------
    >>> measure_title("coal-washing")
    'Coal washing'
    """
    return _MEASURES[ident]


def place_name(text: str) -> str:
    """Return where a measure applies in words.

    Examples
    --------
    >>> place_name("bituminous"), place_name("amalgam burning")
    ('bituminous coal', 'amalgam burning')
    """
    return _PLACES.get(text, text)


def origin_name(code: str) -> str:
    """Return the name of an origin of flows; a code without one is returned as it is.

    Examples
    --------
    >>> origin_name("measuring_control"), origin_name("cement")
    ('measuring and control devices', 'cement')
    """
    return _ORIGINS.get(code, code)


def in_words(name: str) -> str:
    """Return the name of a quantity in words.

    Examples
    --------
    >>> in_words("stack_hg0"), in_words("net-imports"), in_words("p95")
    ('stack, Hg(0)', 'net imports', '95th percentile')
    """
    if name in _WHOLE:
        return _WHOLE[name]
    if percentile := re.fullmatch(r"p(\d+)", name):
        return f"{percentile[1]}th percentile"
    parts = [_PARTS.get(part, part) for part in re.split(r"[_-]", name)]
    if len(parts) > 1 and parts[-1].startswith("Hg("):
        return f"{' '.join(parts[:-1])}, {parts[-1]}"
    return " ".join(parts)
