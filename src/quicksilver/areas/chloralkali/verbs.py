"""The calculators of mercury cells and of the acetylene route to vinyl chloride."""

from __future__ import annotations

from quicksilver.areas.chloralkali import conversion, phase_out, plant, register, report, vcm
from quicksilver.areas.chloralkali.facts import freed_per_capacity

__all__ = ["VERBS", "freed_per_capacity"]

VERBS = (*plant.VERBS, *register.VERBS, *report.VERBS, *phase_out.VERBS, *conversion.VERBS, *vcm.VERBS)
