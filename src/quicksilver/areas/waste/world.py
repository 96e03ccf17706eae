"""World emissions of waste, controls of incinerators, and where they move the mercury."""

from __future__ import annotations

from quicksilver.areas.area import Indicator, Measure
from quicksilver.areas.shared.names import measure_title
from quicksilver.areas.shared.sectors import emission_indicator, projector, published_air
from quicksilver.factors.facts import facts
from quicksilver.flows.flows import Flow, MercuryFlows
from quicksilver.quantities import Quantity

__all__ = ["baseline", "indicators", "options", "project"]

_SECTORS = {
    "consumer product waste": "waste",
    "waste (products, other)": "waste",
    "waste incineration": "waste-incineration",
}
#: Technology of the table -> measure.
_CONTROLS = {
    "PM (simple ESP)": "incinerator-particles",
    "PM + acid gas control": "incinerator-acid-gas",
    "acid gas + ACI/FF": "incinerator-sorbent",
}
_published = published_air("waste", _SECTORS)


def baseline(year: int, geography: str = "World") -> MercuryFlows:
    """Return the published emissions to air of waste; its releases to land and water are unknown.

    Raises
    ------
    InputProblems
        Nothing is published for the year or the place.
    """
    flows = _published(year, geography)
    unknown = tuple(Flow("waste", "waste", pathway, geography, year, None) for pathway in ("water", "land"))
    return flows + MercuryFlows(unknown)


def options() -> tuple[Measure, ...]:
    """Return the controls of incinerators in the table; what they remove goes to residues, which are waste.

    No price per kg was found.
    """
    return tuple(
        Measure(
            _CONTROLS[row.labels["technology"]],
            "waste",
            measure_title(_CONTROLS[row.labels["technology"]]),
            ("waste-incineration",),
            "air",
            row.number,
            "waste",
            applies="incineration of municipal waste from 2015; in 2010 it is not separated from other waste",
            excludes="incinerator",
        )
        for row in facts("controls", sector="waste_incineration", defaults_only=True)
        if row.labels["technology"] in _CONTROLS and row.number is not None
    )


project = projector(baseline, options)


def _residues(flows: MercuryFlows, year: int) -> Quantity | None:
    mine = flows.where(area="waste", pathway="waste", year=year)
    return mine.total() if mine.flows else None


def indicators() -> tuple[Indicator, ...]:
    """Return the indicators of the area; the founding objective of the area is qualitative and names no number."""
    about = "mercury that controls have moved into residues, which have to be managed"
    return (
        emission_indicator("waste", "Emission of mercury to air from waste"),
        Indicator("residues", "Mercury moved into residues", "kg/yr", about, _residues),
    )
