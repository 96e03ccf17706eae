"""Ensembles at the command line: files, observations, and a run that was killed."""

import os
import signal
import subprocess
import sys
import time

import pandas as pd
import pytest
import xarray as xr

BASE = ("fate", "ensemble", "--emissions", "streets2011")


def test_ensemble_writes_quantiles_before_and_after(cli, tmp_path) -> None:
    seen = tmp_path / "seen.csv"
    seen.write_text("quantity,year,low,high,over,source\natm,2008,4400,5300,,Amos et al. 2013\n")
    out = tmp_path / "o.csv"
    done = cli(*BASE, "--from", 1850, "--to", 2008, "--members", 256, "--observed", seen, "--out", out)
    assert done.code == 0, done.err
    assert "cannot tell" in done.out
    table = pd.read_csv(out)
    assert set(table["state"]) == {"prior", "constrained"}
    last = table[(table["name"] == "atm") & (table["year"] == 2008)].set_index("state")
    width = last["q0.975"] - last["q0.025"]
    assert width["constrained"] < width["prior"]


def test_parquet_is_read_back_as_it_was_written(cli, tmp_path) -> None:
    for name in ("o.csv", "o.parquet"):
        assert cli(*BASE, "--from", 2000, "--to", 2008, "--members", 16, "--out", tmp_path / name).code == 0
    pd.testing.assert_frame_equal(
        pd.read_csv(tmp_path / "o.csv"), pd.read_parquet(tmp_path / "o.parquet"), check_dtype=False
    )


def test_a_killed_run_goes_on_from_its_last_block(tmp_path) -> None:
    command = [
        sys.executable,
        "-m",
        "quicksilver",
        *BASE,
        "--from",
        "1000",
        "--to",
        "2008",
        "--members",
        "20000",
        "--quiet",
        "--out",
    ]
    cut, whole = tmp_path / "cut.nc", tmp_path / "whole.nc"
    part = tmp_path / "cut.nc.part"
    running = subprocess.Popen([*command, str(cut)])
    for _ in range(1200):
        if part.exists() or running.poll() is not None:
            break
        time.sleep(0.05)
    os.kill(running.pid, signal.SIGKILL)
    running.wait()
    assert part.exists()
    assert not cut.exists()
    for target in (cut, whole):
        assert subprocess.run([*command, str(target)], check=False).returncode == 0
    with xr.open_dataset(cut) as one, xr.open_dataset(whole) as two:
        assert one.identical(two)
    assert not part.exists()


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (("--from", 2008, "--to", 2000), "exchange the years"),
        (("--from", 2000, "--to", 2008, "--emission-range", 2, 1), "smaller first"),
        (("--from", 2000, "--to", 2008, "--spread", 0.5), "spread"),
    ],
)
def test_what_is_wrong_is_said(cli, tmp_path, wrong, said) -> None:
    done = cli(*BASE, *wrong, "--members", 8, "--out", tmp_path / "o.csv")
    assert done.code != 0
    assert said in done.err
    assert not (tmp_path / "o.csv").exists()
