"""Emissions and observations that the world does not have are refused where they are read."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from quicksilver.errors import InputProblems
from quicksilver.fate.cycle.forcing import Emissions
from quicksilver.fate.gridding.tables import check_points, check_totals
from quicksilver.fate.observations.observe import observe


@pytest.mark.parametrize("value", ["5e9", "1e300"])
def test_totals_and_points_beyond_all_mercury_that_was_mined(value: str) -> None:
    row = {"region": "NAM", "sector": "power", "value": value, "unit": "t/yr"}
    with pytest.raises(InputProblems, match=r"is impossible\n.*0 to 1e\+09 kg/yr"):
        check_totals(pd.DataFrame([row]), "t.csv")
    with pytest.raises(InputProblems, match="is impossible"):
        check_points(pd.DataFrame([row | {"name": "a", "lon": "0", "lat": "0"}]), "p.csv")


def test_emissions_of_the_cycle_beyond_all_mercury_that_was_mined() -> None:
    with pytest.raises(InputProblems, match=r"year 2001, column atm: 1e\+300 t/yr is impossible"):
        Emissions(np.array([2000.0, 2001.0]), np.array([[1.0], [1e300]]), ("atm",))


@pytest.mark.parametrize(
    ("time", "value", "what"),
    [
        ("0202-01-01", "1.5", "before 1678 or after 2261"),
        ("2500-01-01", "1.5", "before 1678 or after 2261"),
        ("2015-01-01", "1e12", "values above 1e\\+08 ng m-3"),
    ],
)
def test_observations_of_impossible_years_and_levels(tmp_path, time: str, value: str, what: str) -> None:
    later = time.replace("-01-01", "-02-01")
    rows = [f"Z,{moment},gem,{value},ng m-3,10,10" for moment in (time, later)]
    file = tmp_path / "o.csv"
    file.write_text(
        "\n".join(["station,time,variable,value,unit,latitude,longitude", *rows]), encoding="utf-8"
    )
    with pytest.raises(InputProblems, match=what):
        observe(file, variable="gem")
