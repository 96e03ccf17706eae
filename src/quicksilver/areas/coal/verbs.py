"""The calculators of coal: contents, trains, units, plants, countries, paths, options, costs, tests, tables."""

from __future__ import annotations

from quicksilver.areas.coal.compare import COMPARE
from quicksilver.areas.coal.costs import COST, annuity
from quicksilver.areas.coal.guidance import COALS, GUIDANCE
from quicksilver.areas.coal.limits import LIMITS
from quicksilver.areas.coal.model import TRAIN_VERB
from quicksilver.areas.coal.pilots import PILOTS, SCHEDULE
from quicksilver.areas.coal.plants import COUNTRY, PLANT
from quicksilver.areas.coal.relations import CONTENT, FLEET, REGRESSION
from quicksilver.areas.coal.revision import STACK_TEST
from quicksilver.areas.coal.steps import PATH
from quicksilver.areas.coal.unit import UNIT, balance_of

__all__ = ["VERBS", "annuity", "balance_of"]

VERBS = (
    *(COALS, CONTENT, FLEET, TRAIN_VERB, UNIT, PLANT, COUNTRY, REGRESSION),
    *(PATH, COMPARE, COST, GUIDANCE, LIMITS, STACK_TEST, PILOTS, SCHEDULE),
)
