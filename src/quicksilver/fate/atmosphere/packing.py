"""A climate in few bytes and back: whole numbers of 8 to 12 bits, differences along longitude; fluxes without divergence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import numpy as np

from quicksilver.fate.atmosphere.cells import RADIUS, Cells

__all__ = ["BITS", "Projection", "packed", "relative_divergence", "unpacked"]

Array = np.ndarray[Any, np.dtype[Any]]

#: Bits of each field. What ends in ``_sqrt`` is kept as its square root; so is the excess.
BITS: Final = {
    "flux_east": 12,
    "flux_north": 12,
    "excess_east": 9,
    "excess_north": 9,
    "temperature": 8,
    "precipitation_large_scale": 8,
    "precipitation_convective": 8,
    "cloud_base_mass_flux": 8,
    "shortwave_down": 8,
    "wind_speed": 8,
    "water_column": 8,
}
_ROOTS: Final = tuple(BITS)[2:4] + tuple(BITS)[5:]
_NAMED_ROOTS: Final = tuple(BITS)[5:]


def packed(fields: Mapping[str, Array]) -> dict[str, Array]:
    """Return the arrays of a file with the fields of a climate; the inverse, as far as the bits go, of :func:`unpacked`."""
    arrays: dict[str, Array] = {}
    for name, bits in BITS.items():
        values = np.asarray(fields[name], dtype=np.float64)
        values = np.sqrt(np.maximum(values, 0.0)) if name in _ROOTS else values
        low = values.min(axis=(-2, -1), keepdims=True)
        high = values.max(axis=(-2, -1), keepdims=True)
        most = 2**bits - 1
        kind = np.uint16 if bits > 8 else np.uint8
        whole = np.round((values - low) / np.where(high > low, high - low, 1.0) * most).astype(kind)
        steps = whole.copy()
        # Differences go around the range of the whole number, and so does the sum that undoes them.
        steps[..., 1:] = whole[..., 1:] - whole[..., :-1]
        arrays[f"{name}_sqrt" if name in _NAMED_ROOTS else name] = steps
        arrays[f"{name}_offset"] = low.astype(np.float32)
        arrays[f"{name}_step"] = ((high - low) / most).astype(np.float32)
    return arrays


def unpacked(arrays: Mapping[str, Array], name: str) -> Array:
    """Return one field of a file in double precision, before projection."""
    steps = arrays[f"{name}_sqrt" if name in _NAMED_ROOTS else name]
    whole = np.cumsum(steps, axis=-1, dtype=steps.dtype)
    values = arrays[f"{name}_offset"].astype(np.float64) + arrays[f"{name}_step"].astype(np.float64) * whole
    return np.asarray(values**2 if name in _ROOTS else values)


class Projection:
    """What takes the divergence of whole columns out of fluxes: the gradient of the solution of a Poisson problem.

    Parameters
    ----------
    cells : Cells
    """

    def __init__(self, cells: Cells) -> None:
        from scipy import sparse
        from scipy.sparse.linalg import splu

        rows, columns = cells.shape
        self.thickness = cells.thickness[:, None, None]
        lengths = RADIUS * np.deg2rad(np.diff(cells.longitude_edges)[0]) * np.cos(np.deg2rad(cells.latitude))
        east = np.repeat((cells.heights / lengths)[:, None], columns, axis=1)
        if rows > 2:
            # Cells at the poles are so narrow that their faces would carry everything.
            east[0], east[-1] = east[1], east[-2]
        north = np.zeros((rows + 1, columns))
        north[1:-1] = (cells.widths[1:-1] / (RADIUS * np.deg2rad(np.diff(cells.latitude))))[:, None]
        self.east, self.north = east, north
        index = np.arange(rows * columns).reshape(rows, columns)
        pairs = (
            (index.ravel(), np.roll(index, -1, 1).ravel(), east.ravel()),
            (index[:-1].ravel(), index[1:].ravel(), north[1:-1].ravel()),
        )
        at, to, value = (np.concatenate(part) for part in zip(*pairs, strict=True))
        entries = np.concatenate([value, -value, value, -value])
        place = (np.concatenate([at, at, to, to]), np.concatenate([at, to, to, at]))
        matrix = sparse.csc_matrix((entries, place), shape=(rows * columns,) * 2).tolil()
        # The potential is known up to a constant: it is 0 in the first cell.
        matrix[0, :] = 0.0
        matrix[0, 0] = 1.0
        self._solve = splu(matrix.tocsc()).solve

    def __call__(self, east: Array, north: Array, rounds: int = 3) -> tuple[Array, Array]:
        """Return the fluxes of one time (layers, rows, columns) whose columns neither gain nor lose air, kg/s."""
        for _ in range(rounds):
            total_east, total_north = east.sum(axis=0), north.sum(axis=0)
            divergence = total_east - np.roll(total_east, 1, 1) + np.diff(total_north, axis=0)
            wanted = -divergence.ravel()
            wanted[0] = 0.0
            potential = self._solve(wanted).reshape(divergence.shape)
            extra_north = np.zeros_like(total_north)
            extra_north[1:-1] = self.north[1:-1] * (potential[:-1] - potential[1:])
            east = east + self.thickness * self.east * (potential - np.roll(potential, -1, 1))
            north = north + self.thickness * extra_north
        return east, north


def relative_divergence(east: Array, north: Array) -> float:
    """Return the largest gain or loss of air of a column over the largest flux, of fluxes (..., layers, rows, columns)."""
    column = (east - np.roll(east, 1, -1) + np.diff(north, axis=-2)).sum(axis=-3)
    largest = float(np.abs(east).max())
    return float(np.abs(column).max() / largest) if largest else 0.0
