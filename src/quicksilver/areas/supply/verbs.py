"""The calculators of supply, trade and storage."""

from __future__ import annotations

from quicksilver.areas.supply import balance, choice, history, market, storage, surplus, trade

__all__ = ["VERBS"]

VERBS = (
    *balance.VERBS,
    *market.VERBS,
    *trade.VERBS,
    *storage.VERBS,
    *choice.VERBS,
    *surplus.VERBS,
    *history.VERBS,
)
