"""The compiled inner loops: propagators of each member, the march through the years, and exact weighted quantiles.

Imported only when an ensemble runs, for numba takes long to load; compiled once and kept beside this file.
"""

from __future__ import annotations

import numba
import numpy as np

__all__ = ["build", "march", "select"]


@numba.njit(cache=True, nogil=True)
def product(a, b, out):  # type: ignore[no-untyped-def]  # pragma: no cover - compiled
    n = a.shape[0]
    for i in range(n):
        for j in range(n):
            out[i, j] = 0.0
        for k in range(n):
            x = a[i, k]
            for j in range(n):
                out[i, j] += x * b[k, j]


@numba.njit(cache=True, nogil=True)
def rate_matrix(rates, origin, target, running, step, k):  # type: ignore[no-untyped-def]  # pragma: no cover - compiled
    k[:] = 0.0
    for f in range(len(origin)):
        if running[f]:
            moved = rates[f] * step
            k[target[f], origin[f]] += moved
            k[origin[f], origin[f]] -= moved


@numba.njit(cache=True, nogil=True)
def series(k, phi1, phi2, whole, work):  # type: ignore[no-untyped-def]  # pragma: no cover - compiled
    """Fill in exp(k), phi1(k) and phi2(k) by their Taylor series; k is small."""
    n = k.shape[0]
    phi2[:] = np.eye(n)
    for order in range(14, 2, -1):
        product(k, phi2, work)
        phi2[:] = work / order
        for i in range(n):
            phi2[i, i] += 1.0
    phi2 *= 0.5
    product(k, phi2, phi1)
    for i in range(n):
        phi1[i, i] += 1.0
    product(k, phi1, whole)
    for i in range(n):
        whole[i, i] += 1.0


@numba.njit(cache=True, nogil=True)
def double(phi1, phi2, whole, work):  # type: ignore[no-untyped-def]  # pragma: no cover - compiled
    """Go from k to 2 k."""
    product(phi1, phi1, work)
    phi2[:] = 0.25 * (work + 2.0 * phi2)
    product(whole, phi1, work)
    phi1[:] = 0.5 * (work + phi1)
    product(whole, whole, work)
    whole[:] = work


@numba.njit(cache=True, nogil=True)
def build(rates, origin, target, running, step, boxes, p, q0, q1):  # type: ignore[no-untyped-def]  # pragma: no cover
    """Make the propagators P, Q0 and Q1 of each member by Taylor series with scaling and doubling.

    phi1(2z) = (exp(z) phi1(z) + phi1(z)) / 2 and phi2(2z) = (phi1(z)^2 + 2 phi2(z)) / 4: no division by eigenvalues, so a
    reservoir without exit and complex modes need no special case (Higham, Functions of Matrices, 2008, chapter 10).
    """
    n = p.shape[1]
    k, phi1, phi2, whole, work = (
        np.empty((n, n)),
        np.empty((n, n)),
        np.empty((n, n)),
        np.empty((n, n)),
        np.empty((n, n)),
    )
    for m in range(rates.shape[0]):
        rate_matrix(rates[m], origin, target, running, step, k)
        norm = 0.0
        for j in range(n):
            norm = max(norm, np.abs(k[:, j]).sum())
        doublings = max(0, int(np.ceil(np.log2(max(norm, 1e-300) / 0.5))))
        k *= 0.5**doublings
        series(k, phi1, phi2, whole, work)
        for _ in range(doublings):
            double(phi1, phi2, whole, work)
        # Every column of P holds all of a Mg: the last rounding of the doublings goes to the diagonal.
        for j in range(n):
            whole[j, j] += 1.0 - whole[:, j].sum()
            phi1[j, j] += 1.0 - phi1[:, j].sum()
            phi2[j, j] += 0.5 - phi2[:, j].sum()
        p[m] = whole
        for b in range(len(boxes)):
            q0[m, b] = phi1[:, boxes[b]] * step
            q1[m, b] = phi2[:, boxes[b]] * step * step


@numba.njit(cache=True, nogil=True)
def march(state, p, q0, q1, natural, scale, column_box, first, slope, out):  # type: ignore[no-untyped-def]  # pragma: no cover
    """Return the kernel that carries each member through a block of equal steps."""
    n = state.shape[1]
    receiving, columns = q0.shape[1], scale.shape[1]
    fresh, a, b = np.empty(n), np.empty(receiving), np.empty(receiving)
    for m in range(state.shape[0]):
        for step in range(first.shape[0]):
            for r in range(receiving):
                a[r], b[r] = natural[m, r], 0.0
            for c in range(columns):
                a[column_box[c]] += scale[m, c] * first[step, c]
                b[column_box[c]] += scale[m, c] * slope[step, c]
            for i in range(n):
                total = 0.0
                for j in range(n):
                    total += p[m, i, j] * state[m, j]
                for r in range(receiving):
                    total += q0[m, r, i] * a[r] + q1[m, r, i] * b[r]
                fresh[i] = total
            for i in range(n):
                state[m, i] = fresh[i]
                out[step, i, m] = fresh[i]


@numba.njit(cache=True, nogil=True)
def select(values, weights, wanted, out):  # type: ignore[no-untyped-def]  # pragma: no cover - compiled
    """Return the kernel for exact weighted quantiles (the smallest value with at least that weight at or below it).

    A histogram finds the bin of each quantile, and only that bin is sorted: the answer is the one of
    ``numpy.quantile(..., method="inverted_cdf")`` at a tenth of the work.
    """
    count = len(values)
    bins = 2048
    low, high = values.min(), values.max()
    if not high > low:
        out[:] = low
        return
    width = bins / (high - low)
    heap = np.zeros(bins)
    place = np.empty(count, dtype=np.int16)
    for i in range(count):
        at = min(bins - 1, int((values[i] - low) * width))
        place[i] = at
        heap[at] += weights[i]
    total = heap.sum()
    goals, ats, belows = np.empty(len(wanted)), np.empty(len(wanted), dtype=np.int64), np.empty(len(wanted))
    asked = np.zeros(bins, dtype=np.bool_)
    for w in range(len(wanted)):
        goals[w] = wanted[w] * total * (1 - 1e-14)
        below, at = 0.0, 0
        while at < bins - 1 and below + heap[at] < goals[w]:
            below += heap[at]
            at += 1
        ats[w], belows[w], asked[at] = at, below, True
    inside = np.flatnonzero(asked[place])
    order = inside[np.argsort(values[inside])]
    for w in range(len(wanted)):
        out[w] = high
        below = belows[w]
        for i in order:
            if place[i] == ats[w]:
                below += weights[i]
                if below >= goals[w] and weights[i] > 0:
                    out[w] = values[i]
                    break
