"""The verbs as Python calls give what the functions beneath give."""

from __future__ import annotations

import numpy as np
import pytest

from quicksilver.errors import InputProblems
from quicksilver.fate import verbs
from quicksilver.fate.attribution import attribute
from quicksilver.fate.cycle import load_model, run
from quicksilver.fate.scenarios import history


def test_cycle_by_name_is_the_run():
    found = verbs.cycle("amos2014", "streets2011", 1900, 1950)
    single = run(load_model("amos2014"), history("streets2011"), 1900, 1950)
    np.testing.assert_array_equal(found["mass"].sum("source").values, single.masses)
    assert found.attrs["Conventions"] == "CF-1.11"


def test_columns_are_checked_like_a_file():
    with pytest.raises(InputProblems):
        verbs.cycle("amos2014", {"year": [2000, 2001], "atm": [1.0, -1.0]}, 2000, 2001)


def test_shares_of_every_year_add_to_one():
    found = verbs.attribute("amos2014", "streets2011", 1850, 2000, periods=[1900, 1950], every=10)
    np.testing.assert_allclose(found["share"].sum("source"), 1.0, atol=1e-10)
    last = attribute(load_model("amos2014"), history("streets2011"), 1850, 2000, periods=[1900, 1950])
    np.testing.assert_allclose(found["share"].sel(year=2000).values, list(last.values()))


def test_a_pulse_is_all_there():
    np.testing.assert_allclose(verbs.pulse("amos2014")["share"].sum("reservoir"), 1.0, atol=1e-12)


def test_a_cut_never_deposits_more():
    found = verbs.compare("amos2014", "streets2011", ["hold", "cut 50% by 2035"], 2010, 2050)
    hold, cut = (found["deposition"].sel(scenario=s) for s in found["scenario"].values)
    assert (cut <= hold + 1e-9).all()
    assert found["avoided_deposition"].isel(scenario=1, year=-1) > 0


def test_ensemble_takes_names_too():
    assert verbs.ensemble("selin2014", None, 2012, 2014, members=100)["mass"].shape == (3, 6, 5)
