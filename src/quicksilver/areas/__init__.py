"""The areas of the partnership: one module each, one common shape."""

from __future__ import annotations

from quicksilver.areas.area import Area, Course, Indicator, Measure, Use
from quicksilver.areas.flows import Flow, MercuryFlows
from quicksilver.areas.numbers import Number
from quicksilver.areas.registry import area, areas
from quicksilver.areas.verbs import Answer, Given, Slot, Verb

__all__ = [
    "Answer",
    "Area",
    "Course",
    "Flow",
    "Given",
    "Indicator",
    "Measure",
    "MercuryFlows",
    "Number",
    "Slot",
    "Use",
    "Verb",
    "area",
    "areas",
]
