"""How sure a share is: emission, legacy and natural amounts, parameters and climates, and the structure of the model.

The four are independent and log-normal, and all ranges are of 95 %. Parameters and climates alone would give about a tenth, which is
far too little; most of a range comes from emission and from the distance of this model to others.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from quicksilver.factors.facts import facts
from quicksilver.fate.atmosphere.climate import checked_arrays
from quicksilver.fate.atmosphere.receptors import Receptor, shipped
from quicksilver.fate.atmosphere.sources import KINDS, Amount, amounts
from quicksilver.geography.regions import shipped_regions
from quicksilver.intake.packaged import Table
from quicksilver.quantities.draws import quantiles, uniform_draws

__all__ = [
    "DRAWS",
    "Source",
    "emission_range",
    "factors",
    "home",
    "member_weights",
    "share_ranges",
    "shipped_ensemble",
    "structure",
]

Array = np.ndarray[Any, np.dtype[Any]]

DRAWS: Final = 2000
_ENDS: Final = (0.025, 0.975)
#: Standard deviations between the middle and an end of 95 %.
_WIDTH: Final = 1.959964
#: Burden in kt, surface Hg0 north and south in ng/m3: value, low, high of targets.csv, by which members are weighted.
_TARGETS: Final = {
    "burden_kt": (4.4, 4.0, 5.3),
    "hg0_north": (1.5, 1.3, 1.7),
    "hg0_south": (1.0, 0.85, 1.1),
}


@dataclass(frozen=True, slots=True)
class Structure:
    """A factor by which the structure of the model may be wrong, with its source."""

    id: str
    value: float
    unit: str
    source: str
    standing: str
    note: str


@dataclass(frozen=True, slots=True)
class _Group:
    """The region of the Global Mercury Assessment whose range the emission of a region has."""

    region: str
    group: str


_STRUCTURE: Final = Table("quicksilver.fate.atmosphere", "data/structure.csv", Structure, key=("id",))
_GROUPS: Final = Table("quicksilver.fate.atmosphere", "data/emission_ranges.csv", _Group, key=("region",))


@dataclass(frozen=True, slots=True)
class Source:
    """What decides the range of a source.

    Attributes
    ----------
    name : str
    region : str
        One of the 17 regions, one of ``KINDS``, or empty.
    own : bool
        Whether it is the receptor's own.
    amount : Amount or None
        Of legacy and natural emission, with its range.
    exact : bool
        Whether the amount was stated by the reader and has no range.
    """

    name: str
    region: str
    own: bool = False
    amount: Amount | None = None
    exact: bool = False


def structure() -> Mapping[str, Structure]:
    """Return the structural factors, ``foreign`` and ``own``.

    Examples
    --------
    >>> {name: row.value for name, row in structure().items()}
    {'foreign': 1.3, 'own': 1.5}
    """
    return _STRUCTURE.by_key()


@functools.cache
def emission_range(region: str) -> tuple[float, float]:
    """Return low and high of the emission of a region over its value (Global Mercury Assessment 2018); of the world if empty.

    Examples
    --------
    >>> [round(end, 2) for end in emission_range("East Asia")]
    [0.64, 1.93]
    """
    group = _GROUPS.by_key()[region].group if region in _GROUPS.by_key() else ""
    sums = np.zeros(3)
    for row in facts("world_regions", year=2015):
        if row.number is None or (group and row.labels["region"] != group):
            continue
        if row.number.low is None or row.number.high is None:
            continue
        sums += row.number.ends
    return float(sums[0] / sums[1]), float(sums[2] / sums[1])


@functools.cache
def shipped_ensemble() -> dict[str, Array]:
    """Return the shipped runs with other climates and parameters: 20 receptors by 21 sources, Mg per year."""
    return checked_arrays("ensemble-17x21")


def member_weights(ensemble: Mapping[str, Array] | None = None) -> Array:
    """Return the weights of the members of an ensemble by burden and surface Hg0; they sum to 1.

    Parameters
    ----------
    ensemble : mapping, optional
        As ``ensemble-17x21.npz``; the shipped one if not given.

    Examples
    --------
    >>> bool(member_weights().min() >= 0), round(float(member_weights().sum()), 12)
    (True, 1.0)
    """
    arrays = shipped_ensemble() if ensemble is None else ensemble
    misfit = np.zeros(len(arrays["member"]))
    for name, (value, low, high) in _TARGETS.items():
        misfit += (np.log(arrays[name] / value) / (math.log(high / low) / (2 * _WIDTH))) ** 2
    likelihood = np.exp(-0.5 * (misfit - misfit.min()))
    return np.asarray(likelihood / likelihood.sum())


def _members(row: str, column: str, arrays: Mapping[str, Array]) -> Array:
    """Return the deposition of every member over that of the default run, for a receptor and a source of the ensemble."""
    receptors, sources = (list(map(str, arrays[name])) for name in ("receptor", "source"))
    table = arrays["deposition_t"][:, receptors.index(row)]
    column_values = table[:, sources.index(column)] if column in sources else table[:, :17].sum(axis=1)
    return np.asarray(column_values / column_values[list(arrays["member"]).index(-1)])


@functools.cache
def _by_region() -> dict[str, Array]:
    weight = checked_arrays("receptors-t30")["weight"].astype(np.float64)
    names = shipped()
    return {
        region: weight[[names.index(code) for code in codes if code in names]].sum(axis=0)
        for region, codes in shipped_regions("streets2019").items()
    }


def home(receptor: Receptor) -> str:
    """Return the receptor of the shipped ensemble that contains most of another: a region, ``Ocean``, ``Arctic`` or ``Land``.

    Examples
    --------
    >>> from quicksilver.fate.atmosphere.receptors import find
    >>> home(find("Ghana")), home(find("North Pacific")), home(find("Arctic"))
    ('Western Africa', 'Ocean', 'Arctic')
    """
    from quicksilver.fate.atmosphere.receptors import default_cells

    area = default_cells().area
    whole = float((receptor.weight * area).sum())
    if receptor.weight[default_cells().latitude < 66.5].sum() == 0:
        return "Arctic"
    parts = {
        region: float((receptor.weight * np.minimum(weight, 1.0) * area).sum()) / whole
        for region, weight in _by_region().items()
    }
    covered = sum(parts.values())
    largest = max(parts, key=lambda region: parts[region])
    if covered < 0.5 and not receptor.countries:
        return "Ocean"
    return largest if parts[largest] > 0.3 else "Land"


def _spread(low: float, high: float, uniform: Array) -> Array:
    """Return log-normal factors whose 95 % lie between two ends on both sides of 1; each side has its own width."""
    from scipy.special import ndtri

    normal = ndtri(np.clip(uniform, 1e-9, 1 - 1e-9))
    below, above = math.log(min(low, 1.0)) / _WIDTH, math.log(max(high, 1.0)) / _WIDTH
    return np.asarray(np.exp(np.where(normal < 0, -below * normal, above * normal)))


def factors(
    sources: Sequence[Source], row: str, *, seed: int = 0, ensemble: Mapping[str, Array] | None = None
) -> Array:
    """Return the factors of all draws for the deposition of each source on a receptor, shape (sources, draws).

    Parameters
    ----------
    sources : sequence of Source
    row : str
        Receptor of the ensemble, from :func:`home`.
    seed : int
    ensemble : mapping, optional
        Runs in place of the shipped ones.
    """
    runs = shipped_ensemble() if ensemble is None else ensemble
    uniform = functools.cache(lambda key: uniform_draws(f"atmosphere {key}", DRAWS, seed))
    member = np.searchsorted(np.cumsum(member_weights(runs))[:-1], uniform("member"), side="right")
    made = []
    for source in sources:
        column = source.region
        factor = _members(row, column, runs)[member]
        if source.exact:
            pass
        elif source.amount is not None:
            ends = source.amount.low / source.amount.value, source.amount.high / source.amount.value
            factor = factor * _spread(*ends, uniform(f"amount {source.amount.kind}"))
        else:
            factor = factor * _spread(*emission_range(source.region), uniform(f"emission {source.region}"))
        width = structure()["own" if source.own else "foreign"].value
        made.append(factor * _spread(1 / width, width, uniform(f"structure {source.name}")))
    return np.asarray(made)


def share_ranges(amount: Array, factor: Array, groups: Sequence[str] = ()) -> dict[str, Array]:
    """Return shares and amounts with their ranges.

    Parameters
    ----------
    amount : ndarray, shape (sources,)
        Central deposition.
    factor : ndarray, shape (sources, draws)
        From :func:`factors`.
    groups : sequence of str
        Group of each source; the share of each group is given with its range too.

    Returns
    -------
    dict
        ``share``, ``share_low``, ``share_high`` (they sum to 1), ``amount_low``, ``amount_high``, ``total_low``,
        ``total_high``, and with groups ``group``, ``group_share``, ``group_share_low``, ``group_share_high``.
    """
    drawn = amount[:, None] * factor
    whole = drawn.sum(axis=0)
    share = amount / amount.sum() if amount.sum() > 0 else np.zeros_like(amount)
    parts = drawn / np.where(whole > 0, whole, 1.0)
    low, high = quantiles(parts, _ENDS)
    low_amount, high_amount = quantiles(drawn, _ENDS)
    low_total, high_total = quantiles(whole, _ENDS)
    together = _grouped(share, parts, groups) if groups else {}
    return {
        **together,
        "share": share,
        # The central value may lie at the edge of draws that are skewed.
        "share_low": np.minimum(low, share),
        "share_high": np.maximum(high, share),
        "amount_low": np.minimum(low_amount, amount),
        "amount_high": np.maximum(high_amount, amount),
        "total_low": np.minimum(low_total, amount.sum()),
        "total_high": np.maximum(high_total, amount.sum()),
    }


def _grouped(share: Array, parts: Array, groups: Sequence[str]) -> dict[str, Array]:
    """Return the shares of groups with their ranges; what is uncertain in common is drawn together."""
    names = list(dict.fromkeys(groups))
    member = np.array([[group == name for group in groups] for name in names], dtype=np.float64)
    low, high = quantiles(member @ parts, _ENDS)
    central = member @ share
    return {
        "group": np.array(names),
        "group_share": central,
        "group_share_low": np.minimum(low, central),
        "group_share_high": np.maximum(high, central),
    }


def kind_amounts() -> dict[str, Amount]:
    """Return legacy and natural emission by kind with its range."""
    return {kind: amounts()[kind] for kind in KINDS}
