"""Where the gridded emissions of Streets et al. 2019 lie, if they lie beside the checkout."""

from pathlib import Path

import pytest


@pytest.fixture
def streets() -> Path:
    folder = Path(__file__).resolve().parents[4] / "shared" / "data" / "streets2019"
    if not folder.is_dir():
        pytest.skip("the gridded emissions of Streets et al. 2019 are not beside this checkout")
    return folder
