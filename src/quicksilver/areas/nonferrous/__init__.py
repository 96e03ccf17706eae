"""Non-ferrous metals, cement and other sources that emit mercury as a by-product."""

from __future__ import annotations

from quicksilver.areas.area import Area, Measure
from quicksilver.areas.nonferrous import balance, cement, kiln, smelter
from quicksilver.areas.shared.names import measure_title, place_name
from quicksilver.areas.shared.sectors import emission_indicator, projector, published_air
from quicksilver.factors.facts import facts

__all__ = ["AREA"]

VERBS = (*smelter.VERBS, *balance.VERBS, *cement.VERBS, *kiln.VERBS)

BASELINE = published_air(
    "non-ferrous",
    {
        "primary non-ferrous (Al,Cu,Pb,Zn)": "non-ferrous",
        "non-ferrous (Al,Cu,Pb,Zn)": "non-ferrous",
        "large-scale gold": "gold-large-scale",
        "cement": "cement",
        "primary ferrous metals": "ferrous",
        "pig iron and steel primary": "ferrous",
        "secondary steel": "steel-secondary",
        "oil and gas combustion": "oil-gas",
        "gas and oil combustion all": "oil-gas",
        "oil refining": "oil-refining",
    },
)
_NAMES = {
    "acid plant DCDA": ("acid-plant", "non-ferrous"),
    "Boliden-Norzink (HgCl2 calomel wash)": ("calomel-wash", "non-ferrous"),
    "dust shuttling": ("dust-shuttling", "cement"),
    "dust shuttling + sorbent injection": ("dust-shuttling-sorbent", "cement"),
    "ACI + polishing baghouse": ("cement-sorbent", "cement"),
    "wet scrubber": ("cement-scrubber", "cement"),
}


def options() -> tuple[Measure, ...]:
    """Return the controls of the table that act on the gas of a whole plant."""
    measures = []
    for row in facts("controls", parameter="removal_total", defaults_only=True):
        if (
            row.labels["sector"] in ("nonferrous", "cement")
            and row.labels["technology"] in _NAMES
            and row.number is not None
        ):
            ident, origin = _NAMES[row.labels["technology"]]
            measures.append(
                Measure(
                    ident,
                    "non-ferrous",
                    measure_title(ident),
                    (origin,),
                    "air",
                    row.number,
                    "supply" if ident == "calomel-wash" else "waste",
                    applies=place_name(row.labels["fuel_or_class"]),
                    excludes=origin,
                )
            )
    return tuple(measures)


AREA = Area(
    "non-ferrous",
    "Non-ferrous metals, cement and other by-product sources",
    "",
    VERBS,
    BASELINE,
    options,
    projector(BASELINE, options),
    lambda: (
        emission_indicator("non-ferrous", "Emission of mercury to air from metals, cement, oil and gas"),
    ),
)
