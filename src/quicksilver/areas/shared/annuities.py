"""An investment as a yearly cost."""

from __future__ import annotations

from typing import Any

import numpy as np

__all__ = ["recovery_factor"]


def recovery_factor(interest: Any, life: Any) -> Any:
    """Return the capital recovery factor i (1 + i)^n / ((1 + i)^n - 1), and 1 / n without interest.

    Examples
    --------
    >>> round(float(recovery_factor(0.07, 20.0)), 7), float(recovery_factor(0.0, 20.0))
    (0.0943929, 0.05)
    """
    interest, life = np.asarray(interest, dtype=float), np.asarray(life, dtype=float)
    some = np.where(interest > 0, interest, 1.0)
    return np.where(interest > 0, some / -np.expm1(-life * np.log1p(some)), 1 / life)
