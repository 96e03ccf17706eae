"""Mercury waste: kinds, custody, treatment, inventories, plans."""

from __future__ import annotations

from quicksilver.areas.area import Area, Measure
from quicksilver.areas.numbers import Number
from quicksilver.areas.sectors import emission_indicator, projector, published_air
from quicksilver.areas.tables import facts
from quicksilver.areas.waste.verbs import VERBS

__all__ = ["AREA"]

BASELINE = published_air(
    "waste",
    {
        "consumer product waste": "waste",
        "waste (products, other)": "waste",
        "waste incineration": "waste-incineration",
    },
)


def options() -> tuple[Measure, ...]:
    """Return the controls of incinerators in the table; what they take goes to residues."""
    names = {
        "PM (simple ESP)": "incinerator-particles",
        "PM + acid gas control": "incinerator-acid-gas",
        "acid gas + ACI/FF": "incinerator-sorbent",
    }
    return tuple(
        Measure(names[row.labels["technology"]], "waste", row.labels["technology"], ("waste-incineration",), "air", row.number or Number(0.0), "waste", applies="municipal waste", excludes="incinerator")
        for row in facts("controls", sector="waste_incineration", defaults_only=True) if row.labels["technology"] in names
    )  # fmt: skip


AREA = Area("waste", "Mercury waste management", "Japan", VERBS, BASELINE, options, projector(BASELINE, options),
            lambda: (emission_indicator("waste", "Emission of mercury to air from waste"),))  # fmt: skip
