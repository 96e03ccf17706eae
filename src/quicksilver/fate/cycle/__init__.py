"""The global cycle of mercury: compartment models as data, solved exactly."""

from __future__ import annotations

from quicksilver.fate.cycle.files import load_model, models, parse_model
from quicksilver.fate.cycle.forcing import Emissions, read_emissions
from quicksilver.fate.cycle.integrate import disagreement, integrate
from quicksilver.fate.cycle.model import CycleModel, External, Flow, Reservoir
from quicksilver.fate.cycle.result import CycleResult
from quicksilver.fate.cycle.solve import run

__all__ = [
    "CycleModel",
    "CycleResult",
    "Emissions",
    "External",
    "Flow",
    "Reservoir",
    "disagreement",
    "integrate",
    "load_model",
    "models",
    "parse_model",
    "read_emissions",
    "run",
]
