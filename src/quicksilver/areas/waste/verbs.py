"""The calculators of mercury waste."""

from __future__ import annotations

from quicksilver.areas.waste.custody import CHAIN
from quicksilver.areas.waste.kinds import CLASSIFY, KINDS
from quicksilver.areas.waste.match import MATCH
from quicksilver.areas.waste.plan import PLAN
from quicksilver.areas.waste.stocktaking import INVENTORY, SHARE_CHECK
from quicksilver.areas.waste.treatment import TREATMENT

__all__ = ["KINDS", "VERBS"]

VERBS = (CLASSIFY, CHAIN, TREATMENT, INVENTORY, PLAN, MATCH, SHARE_CHECK)
