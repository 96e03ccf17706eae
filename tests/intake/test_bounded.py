"""Reading within limits: what is slow or hungry is stopped, and problems come back."""

from __future__ import annotations

import subprocess
import sys
import time

import pytest

from quicksilver.errors import InputProblems, Problem
from quicksilver.intake.bounded import bounded
from quicksilver.intake.documents import parse_json


def test_the_result_comes_back() -> None:
    assert bounded(parse_json, "[1, 2]", "a.json") == [1, 2]


def test_problems_come_back_with_their_places() -> None:
    with pytest.raises(InputProblems) as wrong:
        bounded(parse_json, '{"a": 1, "a": 2}', "a.json")
    problem = wrong.value.problems[0]
    assert isinstance(problem, Problem)
    assert (problem.code, problem.place.field) == ("json.twice", "a")


def test_a_slow_function_is_stopped() -> None:
    start = time.monotonic()
    with pytest.raises(InputProblems) as wrong:
        bounded(time.sleep, 60, seconds=1.5)
    assert wrong.value.problems[0].code == "bounded.time"
    assert time.monotonic() - start < 20


@pytest.mark.skipif(sys.platform == "win32", reason="the system has no such limit")
def test_a_hungry_function_is_stopped() -> None:
    with pytest.raises(InputProblems) as wrong:
        bounded(bytearray, 2**31, megabytes=256)
    assert wrong.value.problems[0].code == "bounded.memory"


def test_another_failure_is_no_problem_of_the_input() -> None:
    with pytest.raises(RuntimeError, match="ZeroDivisionError"):
        bounded(divmod, 1, 0)
    assert subprocess.run([sys.executable, "-c", "pass"], check=True).returncode == 0
