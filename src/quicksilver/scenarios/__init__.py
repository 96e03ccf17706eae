"""Scenarios: drivers and measures, the emissions that follow by year, costs and targets."""

from __future__ import annotations

from quicksilver.scenarios.baseline import Baseline, world
from quicksilver.scenarios.costs import cost_curve, least_cost, potentials
from quicksilver.scenarios.engine import run_scenario
from quicksilver.scenarios.evaluate import judge
from quicksilver.scenarios.files import read_scenario
from quicksilver.scenarios.iamc import read_iamc_table, to_iamc
from quicksilver.scenarios.model import Scenario
from quicksilver.scenarios.targets import OUTCOMES, Target, assess, missing

__all__ = [
    "OUTCOMES",
    "Baseline",
    "Scenario",
    "Target",
    "assess",
    "cost_curve",
    "judge",
    "least_cost",
    "missing",
    "potentials",
    "read_iamc_table",
    "read_scenario",
    "run_scenario",
    "to_iamc",
    "world",
]
