"""The area of coal combustion: baseline, options, projection, indicators."""

from __future__ import annotations

import math
from dataclasses import replace

from quicksilver.areas.area import Area, Measure
from quicksilver.areas.coal.verbs import VERBS
from quicksilver.areas.shared.names import measure_title, place_name
from quicksilver.areas.shared.sectors import emission_indicator, projector, published_air
from quicksilver.factors.facts import facts
from quicksilver.quantities import Quantity

__all__ = ["AREA"]

BASELINE = published_air(
    "coal",
    {
        "coal combustion (all)": "coal",
        "coal power": "coal-power",
        "coal industrial": "coal-industrial",
        "coal domestic/residential": "coal-domestic",
    },
)
_NAMES = {
    "coal cleaning": ("coal-washing", "washing", ""),
    "ACI (50 full-scale tests, 14 plants)": ("sorbent-injection", "sorbent", "existing power plants"),
    "ACI + polishing FF (TOXECON)": ("sorbent-and-filter", "sorbent", ""),
    "all co-benefit + optimisation (claim)": (
        "co-benefit-optimised",
        "co-benefit",
        "a claim, not a measurement",
    ),
}


def options() -> tuple[Measure, ...]:
    """Return measures whose separate effect is published; a co-benefit depends on coal and train (see the calculator train)."""
    measures = []
    for row in facts("controls", sector="coal_power", parameter="removal_total", defaults_only=True):
        named = _NAMES.get(row.labels["technology"])
        if named is None or row.number is None:
            continue
        number = row.number
        if (
            math.isnan(number.value) and number.low is None and number.high is not None
        ):  # "up to": no central value
            number = replace(number, unit="1", low=0.0)
        measures.append(
            Measure(
                named[0],
                "coal",
                measure_title(named[0]),
                ("coal-power", "coal"),
                "air",
                number,
                "waste",
                cost=_cost(named[1]),
                currency_year="2007" if named[1] == "sorbent" else "",
                applies=named[2] or place_name(row.labels["fuel_or_class"]),
                excludes=named[1],
            )
        )
    return tuple(measures)


def _cost(control: str) -> Quantity | None:
    """Return the published cost of sorbent injection per kg; none was found for the others."""
    if control != "sorbent":
        return None
    row = next(r for r in facts("costs", area="coal", item="ACI incremental cost of control"))
    if row.number is None or row.number.low is None or row.number.high is None:
        return None
    per_kg = 1 / 0.45359237
    return replace(
        row.number,
        value=math.nan,
        unit="USD/kg",
        low=row.number.low * per_kg,
        high=row.number.high * per_kg,
    )


AREA = Area(
    "coal",
    "Mercury releases from coal combustion",
    "IEA Clean Coal Centre",
    VERBS,
    BASELINE,
    options,
    projector(BASELINE, options),
    lambda: (emission_indicator("coal", "Emission of mercury to air from coal combustion"),),
)
