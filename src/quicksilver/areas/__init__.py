"""The areas of the partnership: one module each, one common shape."""

from __future__ import annotations

from quicksilver.areas.area import Area, Course, Indicator, Measure, Use
from quicksilver.areas.registry import area, areas
from quicksilver.areas.verbs import Answer, Given, Slot, Verb
from quicksilver.flows.flows import Flow, MercuryFlows

__all__ = [
    "Answer",
    "Area",
    "Course",
    "Flow",
    "Given",
    "Indicator",
    "Measure",
    "MercuryFlows",
    "Slot",
    "Use",
    "Verb",
    "area",
    "areas",
]
