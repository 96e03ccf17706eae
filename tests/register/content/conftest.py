"""The two packaged registers, and both in one."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

import pytest

from quicksilver.register.formats.text_form import load_directory
from quicksilver.register.register import Register


def packaged(name: str) -> Path:
    return Path(str(resources.files("quicksilver.register") / "data" / name))


@pytest.fixture(scope="session")
def founding() -> Register:
    return load_directory(packaged("2007-2008"))


@pytest.fixture(scope="session")
def later() -> Register:
    return load_directory(packaged("after-2009"))


@pytest.fixture(scope="session")
def both(founding: Register, later: Register) -> Register:
    return Register.of([*founding, *later])
