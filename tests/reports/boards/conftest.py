"""Both packaged registers in one, and what stands in a document."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

import pytest

from quicksilver.register.formats.text_form import load_directory
from quicksilver.register.register import Register


@pytest.fixture(scope="session")
def both() -> Register:
    data = Path(str(resources.files("quicksilver.register") / "data"))
    return Register.of([*load_directory(data / "2007-2008"), *load_directory(data / "after-2009")])
