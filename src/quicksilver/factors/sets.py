"""The factor sets that are chosen by name: the Toolkit set, the set that was reviewed, and files of a user over either.

The set of emission factors to air (:mod:`quicksilver.factors.air`) has a name too, but is no factor set: it has no
inputs, so that an inventory cannot be calculated with it, only compared.
"""

from __future__ import annotations

import functools
import hashlib
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Final, Literal

from quicksilver.errors import FactorTableError, InputProblems, closest
from quicksilver.factors.facts import Fact, fact_by_id
from quicksilver.factors.model import PATHWAYS, Factor, FactorSet, Outputs, Source
from quicksilver.factors.rows import PACKAGE
from quicksilver.factors.tables import check, edition, overlay, shipped
from quicksilver.intake.cells import Column, Separated
from quicksilver.intake.packaged import Table
from quicksilver.intake.sidecars import digest, sidecar
from quicksilver.language.problems import problem
from quicksilver.quantities import Quantity, Standing

__all__ = ["AIR", "REVIEWED", "TOOLKIT", "load", "names"]

#: Names of the shipped sets. The word ``shipped`` means the Toolkit set as well.
TOOLKIT: Final = "toolkit"
REVIEWED: Final = "reviewed-2026"
AIR: Final = "emep-eea"

_FOLDER: Final = f"data/sets/{REVIEWED}"


@dataclass(frozen=True, slots=True)
class _OwnSource:
    """An input factor of the reviewed set: a number of the facts it rests on, or one derived from them."""

    id: str
    replaces: str
    facts: Annotated[tuple[str, ...], Column("from"), Separated("|")]
    standing: Standing
    confidence: Literal["high", "medium", "low"]
    value: Annotated[float | None, Column("input_factor")] = None
    low: Annotated[float | None, Column("input_factor_low")] = None
    high: Annotated[float | None, Column("input_factor_high")] = None
    unit: Annotated[str, Column("input_factor_unit")] = ""
    keeps_range: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class _OwnOutputs:
    """Output shares of the reviewed set, with the facts that they rest on."""

    id: str
    sources: Annotated[tuple[str, ...], Separated("|")]
    technology: str
    facts: Annotated[tuple[str, ...], Column("from"), Separated("|")]
    standing: Standing
    confidence: Literal["high", "medium", "low"]
    air: float
    water: float
    land: float
    products: float
    general_waste: float
    sector_waste: float
    phase: str = ""
    remainder: Literal["follows_product", "to_combustion", ""] = ""
    note: str = ""


_SOURCES: Final = Table(PACKAGE, f"{_FOLDER}/sources.csv", _OwnSource, key=("id",))
_OUTPUTS: Final = Table(PACKAGE, f"{_FOLDER}/outputs.csv", _OwnOutputs, key=("id",))


def names() -> tuple[str, ...]:
    """Return the names of the shipped sets, the Toolkit set first.

    Examples
    --------
    >>> names()
    ('toolkit', 'reviewed-2026', 'emep-eea')
    """
    return (TOOLKIT, REVIEWED, AIR)


def load(chosen: str | Path | None = None) -> FactorSet:
    """Return a factor set by its name, or the Toolkit set with a user's file over it.

    Parameters
    ----------
    chosen : str or Path, optional
        ``toolkit`` (also if omitted), ``reviewed-2026``, ``edition:NAME`` for the values by which an older edition of
        the Toolkit differs (:func:`quicksilver.factors.tables.editions`); a CSV or XLSX file with the columns of
        :data:`~quicksilver.factors.model.OVERLAY_COLUMNS`, which is laid over the Toolkit set; or ``NAME+FILE`` for a
        file over another set.

    Raises
    ------
    InputProblems
        There is no such set or file, the set has no input factors, or the file cannot be used; all problems are listed.

    Examples
    --------
    >>> load().id, load("reviewed-2026").id
    ('quicksilver-toolkit', 'reviewed-2026')
    """
    text = str(chosen or TOOLKIT)
    if text.startswith("edition:"):
        return edition(text.removeprefix("edition:"))
    name, _, file = text.partition("+")
    base = _named(name)
    if base is not None:
        return overlay(base, Path(file)) if file else base
    if not Path(text).suffix and not Path(text).exists():
        raise InputProblems(
            [
                problem(
                    "factors.set.unknown", text, text=text, sets=list(names()), guess=closest(text, names())
                )
            ]
        )
    return overlay(shipped(), Path(text))


def _named(name: str) -> FactorSet | None:
    if name == AIR:
        raise InputProblems([problem("factors.set.air", name, name=name, allowed=[TOOLKIT, REVIEWED])])
    if name in (TOOLKIT, "shipped"):
        return shipped()
    return _reviewed() if name == REVIEWED else None


@functools.lru_cache(maxsize=1)
def _reviewed() -> FactorSet:
    """Return the reviewed set: its own rows over those of the Toolkit set, checked."""
    about, base = sidecar(PACKAGE, _FOLDER), shipped()
    sources, outputs = dict(base.sources), dict(base.outputs)
    works = dict(base.bibliography)
    for row in _SOURCES.rows():
        sources[row.replaces] = _source(row, base.sources[row.replaces], works)
    for item in (own for row in _OUTPUTS.rows() for own in _outputs(row, works)):
        outputs[item.source, item.technology] = item
    own = [row.replaces for row in _SOURCES.rows()]
    own += [f"{source}/{row.technology}" for row in _OUTPUTS.rows() for source in row.sources]
    result = replace(
        base,
        id=about.name,
        version=about.edition,
        title=about.title,
        licence=about.licence,
        sources=sources,
        outputs=outputs,
        bibliography=works,
        digest=hashlib.sha256(f"{base.digest}:{digest(PACKAGE, _FOLDER)}".encode()).hexdigest(),
        inherits=f"{base.id} {base.version}",
        own=frozenset(own),
    )
    if problems := check(result):
        raise FactorTableError(problems)
    return result


def _source(row: _OwnSource, old: Source, works: dict[str, Mapping[str, str]]) -> Source:
    """Return a source with the set's own factor: that of the one fact it rests on where none is written."""
    read = fact_by_id(row.facts[0]).number
    if read is None:
        raise ValueError(f"{row.facts[0]} has no number")
    made = read if row.value is None else Quantity(row.value, row.unit, row.low, row.high)
    if row.keeps_range:
        made = replace(made, low=old.factor.low, high=old.factor.high)
    # What rested on one number in the Toolkit set (coal, general waste) rests on one here.
    key = f"{REVIEWED}:{old.factor.key or row.replaces}"
    cited = _cited(row.facts, works)
    made = replace(made, source=cited, standing=row.standing, confidence=row.confidence, key=key)
    return replace(old, factor=Factor(made), note=row.note)


def _outputs(row: _OwnOutputs, works: dict[str, Mapping[str, str]]) -> Iterator[Outputs]:
    shares = tuple(getattr(row, name) for name in PATHWAYS)
    assert not any(map(math.isnan, shares))
    for source in row.sources:
        yield Outputs(
            source=source,
            technology=row.technology,
            phase=row.phase,
            scenario="",
            shares=shares,
            remainder=row.remainder,
            standing=row.standing,
            confidence=row.confidence,
            source_key=_cited(row.facts, works),
            note=row.note,
        )


def _cited(facts: tuple[str, ...], works: dict[str, Mapping[str, str]]) -> str:
    """Return the key of the works that a row rests on, and enter it into the bibliography."""
    key = ", ".join(facts)
    read: list[Fact] = [fact_by_id(ident) for ident in facts]
    places = dict.fromkeys(fact.labels["place"] for fact in read)
    works[key] = {
        "title": "; ".join(dict.fromkeys(fact.source for fact in read)),
        "edition": "; ".join(places),
        "publisher": "",
        "address": "",
    }
    return key
