"""Mercury cells: plants, reports, balances, conversion, what closing frees; and vinyl chloride by acetylene."""

from __future__ import annotations

from quicksilver.areas.area import Area, Measure
from quicksilver.areas.chloralkali.verbs import VERBS
from quicksilver.areas.numbers import Number
from quicksilver.areas.sectors import emission_indicator, projector, published_air
from quicksilver.areas.tables import fact

__all__ = ["AREA"]

BASELINE = published_air("chlor-alkali", {"chlor-alkali": "chlor-alkali", "VCM": "vcm"})


def options() -> tuple[Measure, ...]:
    """Return measures: conversion ends the emission of cells by definition; the recycling of catalyst as published."""
    ends = Number(1.0, "1", source="a plant without mercury cells emits none from them", standing="derived")
    target = fact("process_params", process="vcm", parameter="target Hg use per t PVC (2020, -50% vs 2010)")
    half = Number(0.5, "1", source=target.source, standing=target.standing)
    return (
        Measure("conversion", "chlor-alkali", "Conversion to membrane cells, or closure", ("chlor-alkali",), "air", ends, "avoided", applies="mercury cells", excludes="cells"),
        Measure("low-mercury-catalyst", "chlor-alkali", "Low-mercury catalyst for vinyl chloride", ("vcm",), "air", half, "avoided", applies="acetylene route", excludes="catalyst"),
    )  # fmt: skip


AREA = Area("chlor-alkali", "Mercury-cell chlor-alkali production", "United States of America", VERBS, BASELINE, options, projector(BASELINE, options),
            lambda: (emission_indicator("chlor-alkali", "Emission of mercury to air from cells and from vinyl chloride"),))  # fmt: skip
