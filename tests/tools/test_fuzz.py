"""The fuzzer catches what it is there for, and every reader passes a few of its files."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest

from fuzzing.cases import Mutant, Target
from fuzzing.running import broken, judged, run
from fuzzing.targets import all_targets
from quicksilver.errors import InputProblems, Problem

ROOT = Path(__file__).parents[2]
SAMPLE = b'{"value": 1.5, "unit": "t/yr", "more": {"a": 1}}'


def target(read, **fields):
    return Target(
        "broken", "json", "a.json", SAMPLE, read, "json", numbers=("value",), units=("unit",), **fields
    )


def refuse(*problems):
    raise InputProblems(problems)


@pytest.mark.parametrize(
    ("read", "fault"),
    [
        (lambda path: {}["key"], "KeyError at ?"),
        (lambda path: [0] * 10**12, "needs more than"),
        (lambda path: refuse(Problem("wrong", "")), "a problem without a place"),
        (lambda path: refuse(Problem("", "a.json")), "a problem without a place or a text"),
        (lambda path: refuse(), "a refusal without a problem"),
    ],
)
def test_faults_of_a_reader(tmp_path, read, fault) -> None:
    verdict, found, _ = judged(target(read), Mutant("x", b"{}"), tmp_path / "case")
    assert (verdict, found[: len(fault)]) == ("failed", fault)


def test_a_reader_that_hangs(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr("fuzzing.running.SECONDS", 0.2)
    before = time.monotonic()
    assert judged(target(lambda path: time.sleep(60)), Mutant("x", b"{}"), tmp_path / "case")[1].startswith(
        "takes longer"
    )
    assert time.monotonic() - before < 10


def test_what_is_written_after_a_refusal(tmp_path) -> None:
    def read(path):
        path.with_name("out").mkdir()
        refuse(Problem("wrong", "a.json"))

    assert (
        judged(target(read, writes="out"), Mutant("x", b"{}"), tmp_path / "case")[1]
        == "refused, and something was written"
    )


def test_silent_acceptance(tmp_path) -> None:
    # Python's own reader takes NaN, takes the last of two keys, and knows nothing of units.
    careless = target(lambda path: json.loads(path.read_bytes()))
    faults = set()
    for index in range(200):
        verdict, fault, _ = judged(careless, broken(careless, 1, index), tmp_path / "case", index)
        if verdict == "failed" and fault.startswith("accepted"):
            faults.add(fault.rpartition(": ")[2])
    assert faults == {"repeated key", "not finite", "unknown word in a unit"}


def test_cases_depend_on_the_seed_alone() -> None:
    careless = target(json.loads)
    assert broken(careless, 1, 5) == broken(careless, 1, 5)
    assert [broken(careless, 1, index) for index in range(9)] != [
        broken(careless, 2, index) for index in range(9)
    ]


# JAX, which other tests of the same process import, warns of every fork.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning", "ignore:os.fork")
@pytest.mark.slow
def test_a_process_that_dies_is_replaced(tmp_path) -> None:
    import os
    import signal

    def read(path):
        if b"twice" not in path.read_bytes() and path.read_bytes() != SAMPLE:
            os.kill(os.getpid(), signal.SIGKILL)

    outcomes = list(run([target(read)], 1, 4, 60.0, tmp_path, 1))
    assert sorted(outcome.index for outcome in outcomes) == [-1, 0, 1, 2, 3]
    assert {outcome.fault for outcome in outcomes if outcome.verdict == "failed"} == {"the process died (-9)"}


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning", "ignore:os.fork")
@pytest.mark.slow
def test_a_process_that_hangs_is_replaced(tmp_path, monkeypatch) -> None:
    import signal
    import time

    def read(path):
        if b"twice" not in path.read_bytes() and path.read_bytes() != SAMPLE:
            signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGALRM])
            time.sleep(60)

    monkeypatch.setattr("fuzzing.running.SECONDS", 0.1)
    outcomes = list(run([target(read)], 1, 4, 60.0, tmp_path, 2))
    assert sorted(outcome.index for outcome in outcomes) == [-1, 0, 1, 2, 3]
    assert {outcome.fault for outcome in outcomes if outcome.verdict == "failed"} == {"the process hangs"}


def test_every_reader_takes_its_sample_and_survives_a_few_files(tmp_path) -> None:
    found = all_targets(commands=False)
    assert len({one.name for one in found}) == len(found)
    for one in found:
        verdict, fault, details = judged(one, broken(one, 1, -1), tmp_path / "case")
        assert (one.name, verdict, fault, details) == (one.name, "accepted", "", "")
        for index in range(2):
            mutant = broken(one, 1, index)
            verdict, fault, details = judged(one, mutant, tmp_path / "case", index)
            assert verdict != "failed", (one.name, index, mutant.name, fault, details)


@pytest.mark.slow
def test_at_the_command_line(tmp_path) -> None:
    arguments = ("--only", "intake / json", "--files", "30", "--keep", str(tmp_path), "--seed", "3")
    done = subprocess.run(
        [sys.executable, str(ROOT / "tools" / "fuzz.py"), *arguments],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "intake / json" in done.stdout
    assert "seed 3, 31 files" in done.stdout
