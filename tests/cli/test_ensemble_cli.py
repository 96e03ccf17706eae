"""Ensembles at the command line: files, observations, and a run that was killed."""

import json
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
    done = cli(*BASE, "--from", 1850, "--to", 2008, "--members", 1000, "--observed", seen, "--out", out)
    assert done.code == 0, done.err
    assert "not determined by the observations: " in done.out
    assert "effective sample of " in done.out
    table = pd.read_csv(out)
    assert set(table["state"]) == {"prior", "constrained"}
    last = table[(table["name"] == "atm") & (table["year"] == 2008)].set_index("state")
    width = last["q0.975"] - last["q0.025"]
    assert width["constrained"] < width["prior"]


def test_parquet_is_read_back_as_it_was_written(cli, tmp_path) -> None:
    for name in ("o.csv", "o.parquet"):
        assert cli(*BASE, "--from", 2000, "--to", 2008, "--members", 128, "--out", tmp_path / name).code == 0
    pd.testing.assert_frame_equal(
        pd.read_csv(tmp_path / "o.csv"), pd.read_parquet(tmp_path / "o.parquet"), check_dtype=False
    )


@pytest.mark.slow
def test_a_killed_run_goes_on_from_its_last_block(tmp_path) -> None:
    command = [
        sys.executable,
        "-m",
        "quicksilver",
        *BASE,
        "--from",
        "1900",
        "--to",
        "2008",
        "--members",
        "4000",
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
        (("--from", 2000, "--to", 2008, "--members", 99), "99 members carry no ranges"),
        (("--from", 2008, "--to", 2000), "swap the first and the last year"),
        (("--from", 2000, "--to", 2008, "--emission-range", 2, 1), "smaller first"),
        (("--from", 2000, "--to", 2008, "--spread", 0.5), "spread"),
    ],
)
def test_what_is_wrong_is_said(cli, tmp_path, wrong, said) -> None:
    done = cli(*BASE, "--members", 128, *wrong, "--out", tmp_path / "o.csv")
    assert done.code != 0
    assert said in done.err
    assert not (tmp_path / "o.csv").exists()


def test_few_surviving_members_write_no_range(cli, tmp_path) -> None:
    seen, out, chart = tmp_path / "seen.csv", tmp_path / "o.csv", tmp_path / "o.svg"
    seen.write_text("quantity,year,low,high,over,source\natm,2001,1,2,,x\n")
    done = cli(
        *BASE,
        "--from",
        1990,
        "--to",
        2008,
        "--members",
        128,
        "--observed",
        seen,
        "--out",
        out,
        "--chart",
        chart,
    )
    assert done.code == 1
    assert "effective sample of 1.0 of 128 members" in done.err
    assert not out.exists()
    assert not chart.exists()


def test_the_effective_size_is_in_the_file_and_in_json(cli, tmp_path) -> None:
    out = tmp_path / "o.csv"
    done = cli(*BASE, "--from", 2000, "--to", 2008, "--members", 128, "--out", out, "--json")
    told = json.loads(done.out)
    assert told["effective_sample_size"] == 128
    assert any(note.startswith("the run begins in -2000") for note in told["notes"])
    assert set(pd.read_csv(out)["effective_members"]) == {128.0}
