"""The calculators of small-scale gold mining."""

from __future__ import annotations

from quicksilver.areas.asgm.batch import BATCH, GOLD, SPLIT
from quicksilver.areas.asgm.capture import CAPTURE, INDOOR, RECAPTURE
from quicksilver.areas.asgm.demand import PRACTICES, demand
from quicksilver.areas.asgm.field_surveys import FOLLOW_UP
from quicksilver.areas.asgm.plan import PLAN
from quicksilver.areas.asgm.reconcile import reconcile
from quicksilver.areas.asgm.target import TARGET
from quicksilver.areas.verbs import Slot, Verb

__all__ = ["VERBS"]

_DEMAND = Verb(
    "demand",
    "Demand for mercury from gold output, practices and ratios, and the three inputs that contribute most to its uncertainty.",
    (
        Slot(
            "sites",
            kind="table",
            about="Countries or sites, with one row per practice.",
            columns=(
                Slot("name", kind="text"),
                Slot(
                    "gold",
                    "kg/yr",
                    "Total gold output of the site; without it the site is listed as a gap.",
                    required=False,
                ),
                Slot("practice", kind="text", choices=tuple(PRACTICES)),
                Slot(
                    "share",
                    "1",
                    "Share of the gold obtained by this practice; one row of a site may omit it and is then the remainder.",
                    required=False,
                    high=1.0,
                ),
                Slot(
                    "ratio",
                    "kg/kg",
                    "Mercury per unit of gold at this site, drawn separately.",
                    required=False,
                ),
            ),
        ),
        *(
            Slot(
                f"ratio_{p.replace('-', '_')}",
                "kg/kg",
                "Mercury per unit of gold, the same for all sites.",
                required=False,
            )
            for p in PRACTICES
        ),
        Slot("published", "kg/yr", "A published total to compare with.", required=False),
    ),
    (
        Slot("demand", "kg/yr", "Calculated from the central values, with the range of the draws."),
        Slot("median", "kg/yr", "Median of the draws."),
        Slot("gold", "kg/yr"),
        Slot("ratio", "kg/kg", "Mercury per unit of gold, overall."),
        Slot("sites", kind="table"),
        Slot("practices", kind="table"),
        Slot(
            "causes",
            kind="table",
            about="The three inputs with the largest first-order shares of the variance.",
        ),
        Slot("other_causes", "1", "Share of the variance due to all other inputs and to interactions."),
        Slot("gaps", about="Sites without a gold output.", kind="table"),
        Slot("published_within", kind="flag"),
    ),
    demand,
    "AMAP/UNEP 2013 rules; variance shares after Saltelli et al. 2010, doi:10.1016/j.cpc.2009.09.018",
)
_RECONCILE = Verb(
    "reconcile",
    "Several estimates of one demand, side by side and, where justified, combined.",
    (
        Slot(
            "estimates",
            kind="table",
            columns=(
                Slot(
                    "method",
                    kind="text",
                    about="Measured batches, ratio and gold, interviews, trade records, extrapolation ...",
                ),
                Slot("demand", "kg/yr"),
                Slot(
                    "independent",
                    kind="flag",
                    about="Whether it shares no input with the other estimates.",
                    required=False,
                ),
                Slot("weight", "1", "Your weight; for all estimates or for none.", required=False),
            ),
        ),
    ),
    (
        Slot("combined", "kg/yr"),
        Slot("envelope", "kg/yr"),
        Slot("birge_ratio", "1", "Scatter relative to what the ranges suggest."),
        Slot("agree", kind="flag"),
        Slot("estimates", kind="table"),
    ),
    reconcile,
    "five routes of the AGC/UNEP toolkit (O'Neill and Telmer 2017)",
)
VERBS = (_DEMAND, _RECONCILE, GOLD, BATCH, SPLIT, CAPTURE, RECAPTURE, INDOOR, PLAN, FOLLOW_UP, TARGET)
