"""Both packaged registers in one, and what stands in a document."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

import pytest

from quicksilver.programme.register import Register
from quicksilver.programme.text_form import load_directory


@pytest.fixture(scope="session")
def both() -> Register:
    data = Path(str(resources.files("quicksilver.programme") / "data"))
    return Register.of([*load_directory(data / "2007-2008"), *load_directory(data / "after-2009")])
