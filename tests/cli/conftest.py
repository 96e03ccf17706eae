"""Running the command line, in this process or in one of its own, with its own exit codes and messages."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from quicksilver.cli import main


@dataclass
class Outcome:
    """What a command printed and how it left."""

    code: int
    out: str
    err: str


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str]) -> Callable[..., Outcome]:
    """Return a function that runs ``quicksilver ARGUMENTS``."""

    def run(*arguments: object) -> Outcome:
        with pytest.raises(SystemExit) as stop:
            main([str(argument) for argument in arguments])
        printed = capsys.readouterr()
        return Outcome(int(stop.value.code or 0), printed.out, printed.err)

    return run


@pytest.fixture
def example(cli, tmp_path):
    """Return the folder of the teaching example."""
    assert cli("inventory", "example", "--out", tmp_path / "example").code == 0
    return tmp_path / "example"


def runner(data: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Return a function that runs ``quicksilver ARGUMENTS`` as a user does, with the embedded register of a folder."""

    def call(*arguments: object, check: bool = True) -> subprocess.CompletedProcess[str]:
        environment = {**os.environ, "QUICKSILVER_DATA": str(data)}
        environment.pop("DATABASE_URL", None)
        command = [sys.executable, "-m", "quicksilver", *map(str, arguments)]
        done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
        assert not check or done.returncode == 0, done.stderr
        return done

    return call


@pytest.fixture
def run(tmp_path):
    """Return a function that runs a command on the register in ``data``, where nothing is yet."""
    return runner(tmp_path / "data")


@pytest.fixture(scope="session")
def packaged(tmp_path_factory):
    """Return a folder with the register of 2007-2008, loaded once for all tests."""
    folder = tmp_path_factory.mktemp("packaged")
    runner(folder)("programme", "load", "2007-2008")
    return folder


@pytest.fixture
def loaded(packaged, run, tmp_path):
    """Return what ``run`` returns, with the programme of 2007-2008 in the register."""
    shutil.copytree(packaged, tmp_path / "data")
    return run
