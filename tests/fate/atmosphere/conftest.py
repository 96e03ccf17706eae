"""A small climate of 8 rows and 12 columns: everything that must hold holds for it in a second."""

import numpy as np
import pytest

from quicksilver.fate.atmosphere.cells import GRAVITY, Cells
from quicksilver.fate.atmosphere.climate import Climate
from quicksilver.fate.atmosphere.packing import Projection

ROWS, COLUMNS, LAYERS = 8, 12, 8
SIGMA = np.array([0, 0.05, 0.14, 0.26, 0.42, 0.6, 0.77, 0.9, 1.0])


def small_climate(seed: int = 0) -> Climate:
    """Return a climate whose air goes around the globe, with weather and rain that nobody has seen."""
    random = np.random.default_rng(seed)
    cells = Cells(np.linspace(-90, 90, ROWS + 1), np.linspace(0, 360, COLUMNS + 1), SIGMA)
    pressure = np.full((ROWS, COLUMNS), 98_500.0)
    by_layer = cells.thickness[:, None, None] / GRAVITY * 98_500.0
    wind = 8.0 * np.cos(np.deg2rad(2 * cells.latitude))[:, None]
    east = by_layer * cells.heights[:, None] * (wind + random.normal(0, 3, (12, LAYERS, ROWS, COLUMNS)))
    north = np.zeros((12, LAYERS, ROWS + 1, COLUMNS))
    inner = cells.widths[1:-1, None] * random.normal(0, 2, (12, LAYERS, ROWS - 1, COLUMNS))
    north[:, :, 1:-1] = by_layer * inner
    project = Projection(cells)
    for month in range(12):
        east[month], north[month] = project(east[month], north[month])

    def some(low, high, *shape):
        return random.uniform(low, high, shape)

    month = (12, ROWS, COLUMNS)
    excess_north = by_layer * cells.widths[:, None] * some(0, 6, 12, LAYERS, ROWS + 1, COLUMNS)
    return Climate(
        "small",
        cells,
        pressure,
        east,
        north,
        by_layer * cells.heights[:, None] * some(0, 6, 12, LAYERS, ROWS, COLUMNS),
        excess_north,
        np.linspace(215, 288, LAYERS)[:, None, None] + some(-3, 3, 12, LAYERS, ROWS, COLUMNS),
        some(0, 6e-5, *month),
        some(0, 6e-5, *month),
        some(0, 0.02, *month),
        some(0, 300, *month),
        some(2, 12, *month),
        some(2, 50, *month),
        some(0, 1, ROWS, COLUMNS),
        some(0, 0.6, ROWS, COLUMNS),
        some(0, 0.4, ROWS, COLUMNS),
        some(0, 0.3, *month),
        some(0, 0.3, *month),
        some(270, 300, *month),
        {"source": "made for a test"},
    ).checked()


@pytest.fixture(scope="session")
def climate() -> Climate:
    return small_climate()
