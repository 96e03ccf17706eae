"""Met, not met, or cannot be determined: the one rule by which a range is judged, for every target."""

from __future__ import annotations

from typing import Literal

__all__ = ["OUTCOMES", "Outcome", "outcome_of"]

Outcome = Literal["met", "not met", "cannot be told", "cannot be computed", "not assessable"]
OUTCOMES: tuple[Outcome, ...] = ("met", "not met", "cannot be told", "cannot be computed", "not assessable")


def outcome_of(low: float, high: float, least: float, most: float | None = None) -> Outcome:
    """Return the outcome of a range that should be at or below a level: it is decided where the whole range is on one side.

    Parameters
    ----------
    low, high : float
        Range of what was observed.
    least, most : float
        Range of the level; ``most`` defaults to ``least``.

    Examples
    --------
    >>> outcome_of(-0.7, -0.6, -0.5), outcome_of(-0.4, -0.1, -0.5), outcome_of(-0.7, -0.1, -0.5)
    ('met', 'not met', 'cannot be told')
    """
    most = least if most is None else most
    slack = 1e-9 * max(1.0, abs(least), abs(most))
    if high <= least + slack:
        return "met"
    return "not met" if low > most + slack else "cannot be told"
