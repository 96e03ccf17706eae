"""The calculators of small-scale gold mining."""

from __future__ import annotations

from quicksilver.areas.asgm.batch import BATCH, GOLD, SPLIT
from quicksilver.areas.asgm.capture import CAPTURE, INDOOR, RECAPTURE
from quicksilver.areas.asgm.demand import PRACTICES, demand
from quicksilver.areas.asgm.plan import PLAN
from quicksilver.areas.asgm.reconcile import reconcile
from quicksilver.areas.asgm.target import TARGET
from quicksilver.areas.asgm.visits import FOLLOW_UP
from quicksilver.areas.verbs import Slot, Verb

__all__ = ["VERBS"]

_DEMAND = Verb(
    "demand", "Demand for mercury from gold output, practices and ratios; the three inputs it most hangs on.",
    (Slot("sites", kind="table", about="Countries or sites, a row for each practice.", columns=(
        Slot("name", kind="text"), Slot("gold", "kg/yr", "Gold made by the site in all; left out, the site is a gap.", required=False), Slot("practice", kind="text", choices=tuple(PRACTICES)),
        Slot("share", "1", "Of the gold made by this practice; one row of a site may leave it out and is the rest.", required=False, high=1.0),
        Slot("ratio", "kg/kg", "Mercury per gold of this site, drawn on its own.", required=False))),
     *(Slot(f"ratio_{p.replace('-', '_')}", "kg/kg", "Mercury per gold, one number for all sites.", required=False) for p in PRACTICES),
     Slot("published", "kg/yr", "A published total to compare with.", required=False)),
    (Slot("demand", "kg/yr", "From the central values, with the range of the draws."), Slot("median", "kg/yr", "Of the draws."), Slot("gold", "kg/yr"), Slot("ratio", "kg/kg", "Of the whole."), Slot("sites", kind="table"), Slot("practices", kind="table"),
     Slot("causes", kind="table", about="The three inputs with the largest first-order shares of the variance."), Slot("other_causes", "1", "Share of the variance from all other inputs and their working together."),
     Slot("gaps", about="Sites without a gold output.", kind="table"), Slot("published_within", kind="flag")),
    demand, "AMAP/UNEP 2013 rules; variance shares after Saltelli et al. 2010, doi:10.1016/j.cpc.2009.09.018",
)  # fmt: skip
_RECONCILE = Verb(
    "reconcile", "Several estimates of one demand, side by side and, where it may be done, combined.",
    (Slot("estimates", kind="table", columns=(Slot("method", kind="text", about="Measured batches, ratio and gold, interviews, trade records, extrapolation ..."), Slot("demand", "kg/yr"),
     Slot("independent", kind="flag", about="It shares no input with the others.", required=False), Slot("weight", "1", "Yours; for all or for none.", required=False))),),
    (Slot("combined", "kg/yr"), Slot("envelope", "kg/yr"), Slot("birge_ratio", "1", "Scatter over what the ranges allow."), Slot("agree", kind="flag"), Slot("estimates", kind="table")),
    reconcile, "five routes of the AGC/UNEP toolkit (O'Neill and Telmer 2017)",
)  # fmt: skip
VERBS = (_DEMAND, _RECONCILE, GOLD, BATCH, SPLIT, CAPTURE, RECAPTURE, INDOOR, PLAN, FOLLOW_UP, TARGET)
