"""Scenarios: their file, baselines, the IAMC format."""

from __future__ import annotations

from typing import Final

from fuzzing.cases import Target
from fuzzing.targets.inventories import sheet_of

__all__ = ["targets"]

_BASELINE: Final = (
    b"region,sector,area,value,unit,low,high,source\n"
    b"West,cement,none,12.5,t/yr,10,15,A\nWest,asgm,asgm,30,t/yr,20,45.5,A\nEast,cement,none,,t/yr,,,B\n"
)
_IAMC: Final = (
    b"Model,Scenario,Region,Variable,Unit,2010,2020,2030\n"
    b"M,S1,World,Emissions|Hg,t Hg/yr,2000,1500.5,1000\nM,S2,World,Emissions|Hg,t Hg/yr,2000,1,2500\n"
)


def targets() -> list[Target]:
    """Return the readers of scenarios."""
    from quicksilver.intake.packaged import content
    from quicksilver.scenarios.baseline import read_baseline
    from quicksilver.scenarios.files import read_scenario
    from quicksilver.scenarios.iamc import read_iamc_table

    rows = [line.split(",") for line in _IAMC.decode().splitlines()]
    book = [rows[0], *([*row[:5], *map(float, row[5:])] for row in rows[1:])]
    return [
        Target(
            "scenario",
            "yaml",
            "s.yaml",
            content("quicksilver.scenarios", "data/example.yaml"),
            read_scenario,
            "yaml",
            numbers=("base_year", "growth", "removal", "value", "low", "high", "full", "factors"),
            units=("unit",),
        ),
        Target(
            "scenario",
            "baseline csv",
            "b.csv",
            _BASELINE,
            lambda path: read_baseline(path, 2015, ("asgm", "coal")),
            "csv",
            numbers=("value", "low", "high"),
            units=("unit",),
        ),
        Target(
            "scenario", "iamc csv", "i.csv", _IAMC, read_iamc_table, "csv", numbers=("2010", "2020", "2030")
        ),
        Target(
            "scenario",
            "iamc xlsx",
            "i.xlsx",
            sheet_of(book),
            read_iamc_table,
            "xlsx",
            numbers=("F", "G", "H"),
        ),
    ]
