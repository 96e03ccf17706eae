"""Recovery and stabilisation: destination of the mercury in a waste, and mass of the sulphide."""

from __future__ import annotations

from typing import Any

import numpy as np

from quicksilver.areas.shared.formula import formula
from quicksilver.areas.verbs import Slot
from quicksilver.errors import InputProblems, MassBalanceError, Problem
from quicksilver.quantities import Quantity, Standing

__all__ = ["SULPHIDE", "TREATMENT"]

#: Mass of mercury sulphide from a mass of mercury: 232.66 / 200.59 (molar masses).
SULPHIDE = 232.66 / 200.59


def _treatment(
    recovered: Any,
    stabilised: Any,
    conversion: Any,
    emitted: Any,
    mercury: Any = None,
    waste: Any = None,
    content: Any = None,
) -> dict[str, Any]:
    """Part the mercury of a waste into what is distilled off, bound, emitted, and left in the residue."""
    by_content = waste is not None and content is not None
    if (mercury is None) != by_content or (
        mercury is not None and (waste is not None or content is not None)
    ):
        raise InputProblems(
            [
                Problem(
                    "the mercury is missing or given twice",
                    "mercury",
                    "mercury, or waste and content",
                    remedy='write "mercury": ... or "waste" and "content"',
                )
            ]
        )
    mass = waste * content * 1e-6 if by_content else mercury
    total = recovered + stabilised + emitted
    if np.ndim(total) == 0 and total > 1 + 1e-12:
        raise InputProblems(
            [
                Problem(
                    f"recovered, stabilised and emitted add up to {total:g}",
                    "recovered",
                    "at most 1 together",
                )
            ]
        )
    over = np.maximum(total, 1.0)  # draws from ranges: never more than all of it
    got, bound, lost = mass * recovered / over, mass * stabilised * conversion / over, mass * emitted / over
    residue = np.maximum(mass - got - bound - lost, 0.0)
    if np.any(np.abs(got + bound + lost + residue - mass) > 1e-9 * np.maximum(mass, 1e-9)):
        raise MassBalanceError("the balance of the treatment does not close")
    return {
        "mercury": mass,
        "recovered_mercury": got,
        "bound_mercury": bound,
        "emitted_mercury": lost,
        "residue": residue,
        "sulphide": bound * SULPHIDE,
        "sulphur": bound * (SULPHIDE - 1),
    }


_GIVES = (
    Slot("mercury", "kg", "Mercury in the waste."),
    Slot("recovered_mercury", "kg", "Mercury distilled off."),
    Slot("bound_mercury", "kg", "Mercury in the sulphide."),
    Slot("emitted_mercury", "kg"),
    Slot("residue", "kg", "Mercury left in the residue."),
    Slot("sulphide", "kg", "Mass of HgS."),
    Slot("sulphur", "kg", "Sulphur that is bound; a plant uses more."),
)


def _share(name: str, about: str, value: float, source: str) -> Slot:
    return Slot(
        name, "1", about, high=1.0, default=Quantity(value, "1", standing=Standing.ASSUMED, source=source)
    )


TREATMENT = formula(
    "treatment",
    "Recovery and stabilisation as sulphide, with emission and residue.",
    (
        Slot("mercury", "kg", "Mercury in the waste.", required=False),
        Slot("waste", "kg", "Mass of the waste, instead of mercury.", required=False),
        Slot("content", "mg/kg", "Mercury in the waste.", required=False, high=1e6),
        _share("recovered", "Share of the mercury distilled off.", 0.0, "none"),
        _share("stabilised", "Share of the mercury sent to stabilisation.", 0.0, "none"),
        _share("conversion", "Share of that mercury that is bound.", 1.0, "complete reaction"),
        _share("emitted", "Share of the mercury emitted to air.", 0.0, "none; not found in the tables"),
    ),
    _GIVES,
    _treatment,
    source="HgS from Hg: 232.66 / 200.59",
)
