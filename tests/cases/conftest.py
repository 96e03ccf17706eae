"""Where the whole reference tables are, with which the published cases are compared."""

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def shared() -> Path:
    """Return the folder of whole reference tables, or skip where it is not beside the checkout."""
    folder = ROOT.parent / "shared" / "reference"
    if not folder.is_dir():
        pytest.skip("the reference tables are not beside this checkout")
    return folder
