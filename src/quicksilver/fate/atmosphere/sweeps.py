"""The compiled inner loops: sweeps eastward and northward, the step of a column, and what they are factored into.

Imported only when the air is run, for numba takes long to load; compiled once and kept beside this file. Every loop adds
and multiplies numbers that are not negative, so that nothing can become negative; a field is never mixed with another, so that
its numbers are the same bytes in whatever company it is run.
"""

# Loops are nested as the compiler wants them.
# ruff: noqa: C901, PLR0912
from __future__ import annotations

import functools
from collections.abc import Callable

import numba
import numpy as np

__all__ = [
    "column_back",
    "column_step",
    "exponentials",
    "factor_east",
    "factor_north",
    "sweep_east",
    "sweep_north",
]


@numba.njit(cache=True, nogil=True)
def factor_east(air, forward, backward, step, transposed):  # type: ignore[no-untyped-def]  # pragma: no cover - compiled
    """Return the air after the sweep and its factors; all of shape (rows, columns, layers), forward through the east face.

    The system of a ring is cyclic; it is solved as a chain with one correction (Sherman and Morrison 1950). The mass of the
    cells is part of the factors: mercury is in kg, and what the transposed sweep moves is per kg.
    """
    rows, columns, layers = air.shape
    after = np.empty_like(air)
    first, up, down, turn = np.empty_like(air), np.empty_like(air), np.empty_like(air), np.empty_like(air)
    ends = np.empty((rows, layers, 2))
    west, middle, east, z = np.empty(columns), np.empty(columns), np.empty(columns), np.empty(columns)
    for j in range(rows):
        for k in range(layers):
            for i in range(columns):
                w = i - 1 if i > 0 else columns - 1
                into = forward[j, w, k] - backward[j, w, k]
                after[j, i, k] = air[j, i, k] - step * (forward[j, i, k] - backward[j, i, k] - into)
                middle[i] = after[j, i, k] + step * (forward[j, i, k] + backward[j, w, k])
                # Off the diagonal, with the sign turned.
                east[i] = step * (forward[j, i, k] if transposed else backward[j, i, k])
                west[i] = step * (backward[j, w, k] if transposed else forward[j, w, k])
            corner_first, corner_last = west[0], east[columns - 1]
            root = middle[0]
            middle[0] += root
            middle[columns - 1] += corner_first * corner_last / root
            pivot = middle[0]
            first[j, 0, k] = 1.0 / pivot
            up[j, 0, k] = east[0] / pivot
            down[j, 0, k] = 0.0
            z[0] = root / pivot
            for i in range(1, columns):
                pivot = middle[i] - west[i] * up[j, i - 1, k]
                first[j, i, k] = 1.0 / pivot
                up[j, i, k] = east[i] / pivot if i < columns - 1 else 0.0
                down[j, i, k] = west[i] / pivot
                z[i] = (corner_last / pivot if i == columns - 1 else 0.0) + down[j, i, k] * z[i - 1]
            for i in range(columns - 2, -1, -1):
                z[i] += up[j, i, k] * z[i + 1]
            ratio = corner_first / root
            scale = 1.0 / (1.0 - z[0] - ratio * z[columns - 1])
            ends[j, k, 0] = scale
            ends[j, k, 1] = scale * ratio
            for i in range(columns):
                turn[j, i, k] = z[i]
            if transposed:
                for i in range(columns):
                    first[j, i, k] *= after[j, i, k]
            else:
                for i in range(columns):
                    mass = after[j, i, k]
                    first[j, i, k] *= mass
                    turn[j, i, k] *= mass
                    if i > 0:
                        down[j, i, k] *= mass / after[j, i - 1, k]
                    if i < columns - 1:
                        up[j, i, k] *= mass / after[j, i + 1, k]
                ends[j, k, 0] /= after[j, 0, k]
                ends[j, k, 1] /= after[j, columns - 1, k]
    return after, first, up, down, turn, ends


@numba.njit(cache=True, nogil=True)
def factor_chain(air, forward, backward, step, transposed):  # type: ignore[no-untyped-def]  # pragma: no cover - compiled
    """Return the air after a sweep along the first axis and its factors; faces have one more index than cells."""
    length, many, layers = air.shape
    after = np.empty_like(air)
    first, up, down = np.empty_like(air), np.empty_like(air), np.empty_like(air)
    for j in range(length):
        for i in range(many):
            for k in range(layers):
                into = forward[j, i, k] - backward[j, i, k]
                after[j, i, k] = air[j, i, k] - step * (forward[j + 1, i, k] - backward[j + 1, i, k] - into)
                middle = after[j, i, k] + step * (forward[j + 1, i, k] + backward[j, i, k])
                north = step * (forward[j + 1, i, k] if transposed else backward[j + 1, i, k])
                south = step * (backward[j, i, k] if transposed else forward[j, i, k])
                pivot = middle if j == 0 else middle - south * up[j - 1, i, k]
                first[j, i, k] = 1.0 / pivot
                up[j, i, k] = north / pivot
                down[j, i, k] = south / pivot
    for j in range(length):
        for i in range(many):
            for k in range(layers):
                mass = after[j, i, k]
                first[j, i, k] *= mass
                if not transposed:
                    if j > 0:
                        down[j, i, k] *= mass / after[j - 1, i, k]
                    if j < length - 1:
                        up[j, i, k] *= mass / after[j + 1, i, k]
    return after, first, up, down


factor_north = factor_chain


@numba.njit(cache=True, nogil=True)
def sweep_east(state, first, up, down, turn, ends):  # type: ignore[no-untyped-def]  # pragma: no cover - compiled
    """Move mercury eastward or westward for one step; state has the shape (rows, columns, fields, layers)."""
    rows, columns, count, layers = state.shape
    for j in range(rows):
        for n in range(count):
            for k in range(layers):
                state[j, 0, n, k] *= first[j, 0, k]
        for i in range(1, columns):
            for n in range(count):
                for k in range(layers):
                    state[j, i, n, k] = (
                        state[j, i, n, k] * first[j, i, k] + down[j, i, k] * state[j, i - 1, n, k]
                    )
        for i in range(columns - 2, -1, -1):
            for n in range(count):
                for k in range(layers):
                    state[j, i, n, k] += up[j, i, k] * state[j, i + 1, n, k]
        added = np.empty((count, layers))
        for n in range(count):
            for k in range(layers):
                added[n, k] = state[j, 0, n, k] * ends[j, k, 0] + state[j, columns - 1, n, k] * ends[j, k, 1]
        for i in range(columns):
            for n in range(count):
                for k in range(layers):
                    state[j, i, n, k] += added[n, k] * turn[j, i, k]


@numba.njit(cache=True, nogil=True)
def sweep_north(state, first, up, down):  # type: ignore[no-untyped-def]  # pragma: no cover - compiled
    """Move mercury northward or southward for one step; state has the shape (rows, columns, fields, layers)."""
    rows, columns, count, layers = state.shape
    for i in range(columns):
        for n in range(count):
            for k in range(layers):
                state[0, i, n, k] *= first[0, i, k]
    for j in range(1, rows):
        for i in range(columns):
            for n in range(count):
                for k in range(layers):
                    state[j, i, n, k] = (
                        state[j, i, n, k] * first[j, i, k] + down[j, i, k] * state[j - 1, i, n, k]
                    )
    for j in range(rows - 2, -1, -1):
        for i in range(columns):
            for n in range(count):
                for k in range(layers):
                    state[j, i, n, k] += up[j, i, k] * state[j + 1, i, n, k]


@functools.cache
def column_step(states: int, kinds: int) -> Callable[..., None]:
    """Return the loop that lets every column act for one step, compiled for so many states.

    It takes state (rows, columns, tags, states) in kg; operator (rows, columns, states, states + kinds): which part of a state
    goes where; collected (rows, columns, tags, kinds) in kg; source (rows, columns, tags, species) in kg/s; share (rows,
    columns, layers): which part of an emission is in a layer after the step; and the seconds of the emission.
    """
    targets = states + kinds

    @numba.njit(cache=True, nogil=True)
    def step(state, operator, collected, source, share, seconds):  # type: ignore[no-untyped-def]  # pragma: no cover
        rows, columns, tags = state.shape[:3]
        layers, species = share.shape[2], source.shape[3]
        new = np.empty((4, targets))
        for j in range(rows):
            for i in range(columns):
                part = operator[j, i]
                whole = tags - tags % 4
                # Four tags at a time share what is read of the operator; each is summed in the same order as alone.
                for n in range(0, whole, 4):
                    four = state[j, i, n : n + 4]
                    for q in range(4):
                        for a in range(targets):
                            new[q, a] = 0.0
                    for b in range(states):
                        x0, x1, x2, x3 = four[0, b], four[1, b], four[2, b], four[3, b]
                        for a in range(targets):
                            moved = part[b, a]
                            new[0, a] += moved * x0
                            new[1, a] += moved * x1
                            new[2, a] += moved * x2
                            new[3, a] += moved * x3
                    for q in range(4):
                        for a in range(states):
                            four[q, a] = new[q, a]
                        for a in range(kinds):
                            collected[j, i, n + q, a] += new[q, states + a]
                for n in range(whole, tags):
                    for a in range(targets):
                        new[0, a] = 0.0
                    for b in range(states):
                        amount = state[j, i, n, b]
                        for a in range(targets):
                            new[0, a] += part[b, a] * amount
                    for a in range(states):
                        state[j, i, n, a] = new[0, a]
                    for a in range(kinds):
                        collected[j, i, n, a] += new[0, states + a]
                for n in range(tags):
                    for s in range(species):
                        emitted = seconds * source[j, i, n, s]
                        if emitted > 0.0:
                            for k in range(layers):
                                state[j, i, n, s * layers + k] += emitted * share[j, i, k]

    return step


@functools.cache
def column_back(states: int, kinds: int) -> Callable[..., None]:
    """Return the loop that takes a step of :func:`column_step` back, compiled for so many states.

    It takes state (rows, columns, receptors, states) per kg; operator (rows, columns, states + kinds, states); weight (rows,
    columns, receptors, kinds): which part of what is collected counts; felt (rows, columns, receptors, species) in s, to which
    is added what an emission is felt as; share and seconds as there.
    """

    @numba.njit(cache=True, nogil=True)
    def step(state, operator, weight, felt, share, seconds):  # type: ignore[no-untyped-def]  # pragma: no cover
        rows, columns, tags = state.shape[:3]
        layers, species = share.shape[2], felt.shape[3]
        new = np.empty(states)
        for j in range(rows):
            for i in range(columns):
                part = operator[j, i]
                for n in range(tags):
                    for s in range(species):
                        total = 0.0
                        for k in range(layers):
                            total += state[j, i, n, s * layers + k] * share[j, i, k]
                        felt[j, i, n, s] += seconds * total
                    for b in range(states):
                        new[b] = 0.0
                    for a in range(states):
                        amount = state[j, i, n, a]
                        for b in range(states):
                            new[b] += part[a, b] * amount
                    for a in range(kinds):
                        amount = weight[j, i, n, a]
                        for b in range(states):
                            new[b] += part[states + a, b] * amount
                    for b in range(states):
                        state[j, i, n, b] = new[b]

    return step


@functools.cache
def products(states: int, kinds: int) -> tuple[Callable[..., None], Callable[..., None]]:
    """Return the product of two operators of a column, and the exponential of a generator, compiled for so many states."""
    targets = states + kinds

    @numba.njit(cache=True, nogil=True)
    def multiply(inner, outer, out):  # type: ignore[no-untyped-def]  # pragma: no cover - compiled
        """First inner, then outer, both (states, states + kinds): what inner has collected stays collected."""
        row = np.empty(targets)
        for b in range(states):
            row[:states] = 0.0
            row[states:] = inner[b, states:]
            for c in range(states):
                part = inner[b, c]
                for a in range(targets):
                    row[a] += part * outer[c, a]
            for a in range(targets):
                out[b, a] = row[a]

    @numba.njit(cache=True, nogil=True)
    def exponential(generator, step, power, term, work, jump):  # type: ignore[no-untyped-def]  # pragma: no cover
        """Fill in exp(generator * step) by uniformisation, scaling and squaring; nothing in it is negative.

        generator (states + kinds, states) per second; power (states, states + kinds).
        """
        fastest = 0.0
        for b in range(states):
            fastest = max(fastest, -generator[b, b] * step)
        squarings = 0
        while fastest > 0.25:
            fastest *= 0.5
            squarings += 1
        scale = step / 2.0**squarings
        for b in range(states):
            for a in range(targets):
                jump[b, a] = max(generator[a, b] * scale, 0.0)
                power[b, a] = 0.0
                term[b, a] = 0.0
            jump[b, b] = fastest + generator[b, b] * scale
            power[b, b] = 1.0
            term[b, b] = 1.0
        # 0.25^12 / 12! is 1e-16: the series has ended.
        for order in range(1, 12):
            multiply(term, jump, work)
            for b in range(states):
                # What was collected stays, which uniformisation counts as jumps to itself.
                for a in range(states, targets):
                    work[b, a] += (fastest - 1.0) * term[b, a]
                for a in range(targets):
                    term[b, a] = work[b, a] / order
                    power[b, a] += term[b, a]
        stays = np.exp(-fastest)
        for b in range(states):
            for a in range(targets):
                power[b, a] *= stays
        for _ in range(squarings):
            multiply(power, power, work)
            for b in range(states):
                for a in range(targets):
                    power[b, a] = work[b, a]

    return multiply, exponential


@numba.njit(cache=True, nogil=True)
def vertical(air, down, step, moved):  # type: ignore[no-untyped-def]  # pragma: no cover - compiled
    """Fill in which part of a layer's mercury an implicit vertical sweep takes to which layer; return the air after it.

    air (layers,) in kg, down (layers + 1,) in kg/s through the top faces, moved (layers, layers): from, to.
    """
    layers = len(air)
    after, up, pivot = np.empty(layers), np.empty(layers), np.empty(layers)
    for k in range(layers):
        after[k] = air[k] - step * (down[k + 1] - down[k])
        middle = after[k] + step * (max(down[k + 1], 0.0) + max(-down[k], 0.0))
        above = step * max(down[k], 0.0)
        pivot[k] = middle if k == 0 else middle - above * up[k - 1]
        up[k] = step * max(-down[k + 1], 0.0) / pivot[k]
    for b in range(layers):
        for k in range(layers):
            entered = 1.0 if k == b else 0.0
            if k > 0:
                entered += step * max(down[k], 0.0) * moved[b, k - 1]
            moved[b, k] = entered / pivot[k]
        for k in range(layers - 2, -1, -1):
            moved[b, k] += up[k] * moved[b, k + 1]
        for k in range(layers):
            moved[b, k] *= after[k]
    return after


@numba.njit(cache=True, nogil=True)
def kept(operator):  # type: ignore[no-untyped-def]  # pragma: no cover - compiled
    """Put what rounding has made or lost of each state on the part that stays."""
    states, targets = operator.shape
    for b in range(states):
        total = 0.0
        for a in range(targets):
            total += operator[b, a]
        operator[b, b] += 1.0 - total


@functools.cache
def exponentials(states: int, kinds: int) -> Callable[..., None]:
    """Return the loop that fills in the operators of the columns of one month, compiled for so many states.

    It takes generator (rows, columns, states + kinds, states); between (rows, columns, layers): the air after the sweeps east
    and north; start (rows, columns, layers): the air of the climate; down (rows, columns, layers + 1); the seconds of a step;
    and fills in plain: the column alone; folded: the vertical sweep before it, the column, and the vertical sweep after it;
    shares (rows, columns, layers): where the second sweep takes what is in the lowest layer.
    """
    targets = states + kinds
    multiply, exponential = products(states, kinds)

    @numba.njit(cache=True, nogil=True)
    def fill(generator, between, start, down, step, plain, folded, shares):  # type: ignore[no-untyped-def]  # pragma: no cover
        rows, columns, layers = start.shape
        work, power, term = (
            np.empty((states, targets)),
            np.empty((states, targets)),
            np.empty((states, targets)),
        )
        jump, sweep = np.empty((states, targets)), np.zeros((states, targets))
        first, second = np.empty((layers, layers)), np.empty((layers, layers))
        for j in range(rows):
            for i in range(columns):
                exponential(generator[j, i], step, power, term, work, jump)
                kept(power)
                plain[j, i] = power
                vertical(between[j, i], down[j, i], step, first)
                vertical(start[j, i], down[j, i], step, second)
                for at in range(0, states, layers):
                    sweep[at : at + layers, at : at + layers] = first
                multiply(sweep, power, work)
                for at in range(0, states, layers):
                    sweep[at : at + layers, at : at + layers] = second
                multiply(work, sweep, folded[j, i])
                kept(folded[j, i])
                shares[j, i] = second[layers - 1]

    return fill
