"""What a new factor set changes: rows, values and standings, one by one."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from quicksilver.factors.model import PATHWAYS, FactorSet, Outputs, Source

__all__ = ["Change", "diff"]


@dataclass(frozen=True, slots=True)
class Change:
    """One difference between two factor sets.

    Attributes
    ----------
    kind : str
        ``new``, ``removed`` or ``changed``.
    row : str
        Source id, or ``source / technology``.
    field : str
        What differs; empty for a whole row.
    before, after : str
        Values as text; empty where there is none.
    percent : float or None
        Change of a number.
    """

    kind: str
    row: str
    field: str = ""
    before: str = ""
    after: str = ""
    percent: float | None = None

    def as_dict(self) -> dict[str, object]:
        """Return the change as a plain dictionary."""
        return asdict(self)


def _shown(value: object) -> str:
    return "" if value is None else f"{value:.10g}" if isinstance(value, float) else str(value)


def _percent(before: object, after: object) -> float | None:
    if isinstance(before, float) and isinstance(after, float) and before:
        return 100.0 * (after - before) / before
    return None


def _source_fields(source: Source) -> dict[str, object]:
    factor = source.factor
    return {
        "input_factor": factor.value,
        "input_factor_low": factor.low,
        "input_factor_high": factor.high,
        "input_factor_unit": factor.unit,
        "standing": str(factor.standing),
        "confidence": factor.confidence,
        "source": factor.source_key,
        "activity_unit": source.activity_unit,
        "group": source.group,
    }


def _output_fields(row: Outputs) -> dict[str, object]:
    shares = row.shares or (None,) * 6
    return {
        **dict(zip(PATHWAYS, shares, strict=True)),
        "standing": str(row.standing),
        "confidence": row.confidence,
        "source": row.source_key,
    }


def _rows(factors: FactorSet) -> dict[str, dict[str, object]]:
    rows = {ident: _source_fields(source) for ident, source in factors.sources.items()}
    rows |= {f"{owner} / {name}": _output_fields(row) for (owner, name), row in factors.outputs.items()}
    rows |= {f"constant {name}": {"value": value} for name, value in factors.constants.items()}
    rows |= {f"{rule.rule} {rule.id} {rule.quantity}": {"weight": rule.weight} for rule in factors.overlaps}
    return rows


def diff(before: FactorSet, after: FactorSet) -> list[Change]:
    """Return every difference between two factor sets, in table order.

    Examples
    --------
    >>> from quicksilver.factors import shipped
    >>> diff(shipped(), shipped())
    []
    """
    old, new = _rows(before), _rows(after)
    changes = []
    for name in [*old, *(name for name in new if name not in old)]:
        if name not in new:
            changes.append(Change("removed", name))
        elif name not in old:
            changes.append(Change("new", name))
        else:
            changes += [
                Change(
                    "changed",
                    name,
                    field,
                    _shown(value),
                    _shown(new[name][field]),
                    _percent(value, new[name][field]),
                )
                for field, value in old[name].items()
                if value != new[name][field]
            ]
    return changes
