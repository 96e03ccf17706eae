"""The same march in JAX, for a graphics processor: an extra, and a second path that checks the first.

The propagators come from the exponential of one augmented matrix (Van Loan 1978, doi 10.1109/TAC.1978.1101743), not
from the series of the compiled kernels, so that agreement of the two states something.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from quicksilver.errors import MissingExtraError

__all__ = ["build", "march"]

Array = NDArray[np.float64]


def _jax() -> Any:
    try:
        import jax
    except ImportError:
        raise MissingExtraError("the jax backend", "jax") from None
    # Mercury balances need double precision; JAX computes in single precision unless told.
    module: Any = jax
    module.config.update("jax_enable_x64", True)
    return module


def build(
    rates: Array,
    origin: NDArray[np.int64],
    target: NDArray[np.int64],
    running: NDArray[np.bool_],
    step: float,
    boxes: NDArray[np.int64],
    size: int,
) -> tuple[Any, Any, Any]:
    """Return the propagators of every member.

    Parameters
    ----------
    rates : ndarray, shape (members, flows)
        1 per year.
    origin, target : ndarray, shape (flows,)
        Row of each flow's beginning and end.
    running : ndarray, shape (flows,)
        Whether the flow runs in this regime.
    step : float
        Years.
    boxes : ndarray, shape (receiving,)
        Rows that inputs go to.
    size : int
        Boxes and the one way out.

    Returns
    -------
    tuple of arrays
        Of the state (members, size, size), of a constant input and of its slope (members, size, receiving).

    Raises
    ------
    MissingExtraError
        JAX is not installed.
    """
    jax = _jax()
    jnp, expm = jax.numpy, jax.scipy.linalg.expm
    moved = jnp.asarray(rates * running) * step
    matrix = jnp.zeros((len(rates), size, size))
    matrix = matrix.at[:, target, origin].add(moved).at[:, origin, origin].add(-moved)
    receiving = len(boxes)
    whole = jnp.zeros((len(rates), size + 2 * receiving, size + 2 * receiving))
    whole = whole.at[:, :size, :size].set(matrix)
    whole = whole.at[:, boxes, size + np.arange(receiving)].set(1.0)
    whole = whole.at[:, size + np.arange(receiving), size + receiving + np.arange(receiving)].set(1.0)
    made = jax.jit(jax.vmap(expm))(whole)
    p, q0, q1 = (
        made[:, :size, :size],
        made[:, :size, size : size + receiving],
        made[:, :size, size + receiving :],
    )
    # Each column holds all of a Mg: the last rounding goes to the reservoir that receives, as in the compiled kernels.
    places, columns = jnp.arange(size), np.arange(receiving)
    p = p.at[:, places, places].add(1.0 - p.sum(axis=1))
    q0 = q0.at[:, boxes, columns].add(1.0 - q0.sum(axis=1))
    q1 = q1.at[:, boxes, columns].add(0.5 - q1.sum(axis=1))
    return p, q0 * step, q1 * step * step


def march(
    state: Array,
    propagators: Any,
    natural: Array,
    scale: Array,
    column_box: NDArray[np.int64],
    first: Array,
    slope: Array,
    out: Array,
) -> Array:
    """Carry every member through equal steps and return the last state.

    Parameters
    ----------
    state : ndarray, shape (members, size)
        Mg.
    propagators : tuple
        What :func:`build` gave.
    natural : ndarray, shape (members, receiving)
        Mg per year.
    scale : ndarray, shape (members, columns)
    column_box : ndarray, shape (columns,)
        Place of each emission column among the receiving rows.
    first, slope : ndarray, shape (steps, columns)
        Emission at the beginning of each step in Mg per year, and its change in Mg per year squared.
    out : ndarray, shape (steps, size, members)
        Receives the masses.

    Raises
    ------
    MissingExtraError
        JAX is not installed.
    """
    jax = _jax()
    jnp = jax.numpy
    p, q0, q1 = propagators
    spread = np.zeros((len(column_box), natural.shape[1]))
    spread[np.arange(len(column_box)), column_box] = 1.0

    def step(now: Any, given: Any) -> tuple[Any, Any]:
        begin, change = given
        a = natural + (scale * begin) @ spread
        b = (scale * change) @ spread
        fresh = (
            jnp.einsum("mij,mj->mi", p, now)
            + jnp.einsum("mir,mr->mi", q0, a)
            + jnp.einsum("mir,mr->mi", q1, b)
        )
        return fresh, fresh

    last, passed = jax.lax.scan(step, jnp.asarray(state), (jnp.asarray(first), jnp.asarray(slope)))
    out[:] = np.moveaxis(np.asarray(passed), 1, 2)
    return np.array(last)
