"""Running the command line in this process, with its own exit codes and messages."""

from collections.abc import Callable
from dataclasses import dataclass

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
