"""A file in which the library of HDF5 goes round for ever is refused, and the next one is read."""

import lzma
import time
from pathlib import Path

import numpy as np
import pytest
import xarray as xr

from quicksilver.errors import InputProblems
from quicksilver.fate.gridding import proxies
from quicksilver.fate.hdf5 import can_be_walked
from quicksilver.fate.observations import read_series

DAMAGED = Path(__file__).parent / "data" / "endless.nc.xz"


@pytest.fixture
def endless(tmp_path):
    """Return a proxy field whose scales of dimensions refer to each other in a circle."""
    path = tmp_path / "endless.nc"
    path.write_bytes(lzma.decompress(DAMAGED.read_bytes()))
    return path


def test_a_circle_in_a_file_is_found_in_time_and_the_next_file_is_read(endless, tmp_path) -> None:
    whole = tmp_path / "whole.nc"
    xr.Dataset({"a": ("x", np.arange(3))}).to_netcdf(whole, engine="h5netcdf")
    assert can_be_walked(whole)
    start = time.monotonic()
    assert not can_be_walked(endless, seconds=1.0)
    assert time.monotonic() - start < 5
    assert can_be_walked(whole)


@pytest.mark.parametrize("read", [proxies.read_proxy, read_series])
def test_such_a_file_is_a_problem_and_no_hang(endless, read, monkeypatch) -> None:
    monkeypatch.setattr("quicksilver.fate.hdf5.SECONDS", 1.0)
    with pytest.raises(InputProblems, match="does not come to an end") as caught:
        read(endless)
    assert caught.value.problems[0].code == "fate.netcdf.endless"


def test_a_file_of_another_kind_is_left_to_its_reader(tmp_path) -> None:
    path = tmp_path / "a.nc"
    path.write_bytes(b"")
    assert can_be_walked(path)
