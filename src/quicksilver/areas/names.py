"""English names for the codes that results use: origins of flows, and names of quantities."""

from __future__ import annotations

import re

__all__ = ["in_words", "origin_name"]

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
    if found := re.fullmatch(r"p(\d+)", name):
        return f"{found[1]}th percentile"
    parts = [_PARTS.get(part, part) for part in re.split(r"[_-]", name)]
    if len(parts) > 1 and parts[-1].startswith("Hg("):
        return f"{' '.join(parts[:-1])}, {parts[-1]}"
    return " ".join(parts)
