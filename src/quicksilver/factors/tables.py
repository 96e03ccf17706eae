"""Reading, checking and overlaying the factor tables."""

from __future__ import annotations

import contextlib
import functools
import hashlib
import math
import re
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

from quicksilver.errors import FactorTableError, InputProblems, Problem, UnitError, closest
from quicksilver.factors.model import (
    OVERLAY_COLUMNS,
    PATHWAYS,
    Factor,
    FactorSet,
    Outputs,
    Overlap,
    Source,
)
from quicksilver.factors.rows import (
    CONSTANTS,
    CURRENT,
    OUTPUTS,
    OVERLAPS,
    PACKAGE,
    SOURCES,
    TOOLKIT,
    OlderRow,
    OutputRow,
    OverlapRow,
    SourceRow,
    older_table,
)
from quicksilver.factors.source_names import (
    like_source,
    owners_of_technology,
    source_named,
    technology_named,
)
from quicksilver.intake.numbers import NumberReader, instead, negative
from quicksilver.intake.packaged import data
from quicksilver.intake.sidecars import digest, set_names, sidecar
from quicksilver.intake.tables import read_table
from quicksilver.language.problems import bound_problem, problem, problem_with, unit_problem
from quicksilver.language.sentences import Sentence
from quicksilver.quantities import Quantity, Standing, kg_per_activity_unit
from quicksilver.quantities.bounds import BOUNDS, outside

__all__ = ["OVERLAY_COLUMNS", "check", "edition", "edition_named", "editions", "overlay", "shipped"]

# Reasons for which the shares of one row may legally sum to less than one (docs/explanation/method.md).
LEGAL_REMAINDERS = ("stock", "follows_product", "other_phase", "to_combustion", "rounding")
SHARE_TOLERANCE = 1e-9
#: Columns of an overlay with numbers.
_NUMBERS = ("input_factor", "input_factor_low", "input_factor_high", *PATHWAYS)


def _factor(row: SourceRow | OlderRow, key: str, range_from: tuple[str, ...] = ()) -> Factor:
    quantity = Quantity(
        math.nan if row.value is None else row.value,
        row.unit,
        row.low,
        row.high,
        row.source_key,
        row.standing,
        confidence=row.confidence,
        key=key,
    )
    return Factor(quantity, range_from)


def _source(row: SourceRow) -> Source:
    return Source(
        id=row.id,
        level=row.level,
        category=row.category,
        step=row.step,
        group=row.group,
        activity_unit=row.activity_unit,
        scaling=row.scaling,
        factor=_factor(row, row.correlation_key or row.id, row.range_from),
        replaced_by=row.replaced_by,
        presence_only=row.kind == "presence",
        note=row.note,
    )


def _shares(row: OutputRow) -> tuple[float, ...] | None:
    """Return the six shares, or None when the row is empty; a half-filled row is read as it stands."""
    shares = [getattr(row, name) for name in PATHWAYS]
    if all(share is None for share in shares):
        return None
    return tuple(math.nan if share is None else share for share in shares)


def _outputs(row: OutputRow) -> Iterable[Outputs]:
    for source in row.sources:
        yield Outputs(
            source=source,
            technology=row.technology,
            phase=row.phase,
            scenario=row.scenario,
            shares=_shares(row),
            remainder=row.remainder,
            standing=row.standing,
            confidence=row.confidence,
            source_key=row.source_key,
            note=row.note,
        )


def _overlap(row: OverlapRow) -> Overlap:
    weight = None if row.weight == "released" else float(row.weight)
    return Overlap(row.rule, row.kind, row.id, row.quantity, weight, row.reason)


@functools.lru_cache(maxsize=1)
def shipped() -> FactorSet:
    """Return the factor set that comes with the package, checked.

    Raises
    ------
    FactorTableError
        The tables break a rule for factor tables.

    Examples
    --------
    >>> len(shipped().sources) > 150
    True
    """
    about = sidecar(PACKAGE, CURRENT)
    result = FactorSet(
        id=about.name,
        version=about.edition,
        toolkit_edition=about.document,
        sources={row.id: _source(row) for row in SOURCES.rows()},
        outputs={(item.source, item.technology): item for row in OUTPUTS.rows() for item in _outputs(row)},
        overlaps=tuple(map(_overlap, OVERLAPS.rows())),
        constants={row.id: row.value for row in CONSTANTS.rows()},
        bibliography=data(PACKAGE, f"{CURRENT}/bibliography.yml"),
        # Of the tables as they are here, so that a receipt never names values that were not used.
        digest=digest(PACKAGE, CURRENT),
        title=about.title,
        licence=about.licence,
    )
    problems = check(result)
    if problems:
        raise FactorTableError(problems)
    return result


def check(factors: FactorSet) -> list[Problem]:
    """Return every rule of the tables that a factor set breaks.

    The rules: a share lies in [0, 1]; the six sum to one, or to less for a declared permitted reason;
    low <= default <= high; units convert; every row names a known document for its number; every
    reference to another row exists.

    Examples
    --------
    >>> check(shipped())
    []
    """
    problems: list[Problem] = []
    for source in factors.sources.values():
        problems += _check_source(source, factors)
    for row in factors.outputs.values():
        problems += _check_outputs(row, factors)
    technologies = {technology for _, technology in factors.outputs}
    for rule in factors.overlaps:
        known = factors.sources if rule.kind == "source" else technologies
        if rule.id not in known:
            problems.append(Problem(f"{rule.rule} names the unknown {rule.kind} {rule.id!r}", "overlaps.csv"))
    return problems


def _check_source(source: Source, factors: FactorSet) -> list[Problem]:
    where = f"sources.csv, {source.id}"
    factor = source.factor
    problems: list[Problem] = []
    # A user's own source need not be among the works that come with Quicksilver.
    shipped_with = source.id not in factors.changed and factor.standing is not Standing.USER
    if shipped_with and factor.source_key not in factors.bibliography:
        problems.append(problem("factors.bibliography", where, key=factor.source_key))
    for other in (*source.replaced_by, *factor.range_from):
        if other not in factors.sources:
            problems.append(Problem(f"refers to the unknown row {other!r}", where))
    if (factor.low is None) != (factor.high is None):
        problems.append(problem("factors.range.end", where))
    ordered = [end for end in (factor.low, factor.value, factor.high) if end is not None]
    below = [end for end in ordered if end < 0]
    problems += [negative(end, where, "input_factor") for end in below]
    if not below and (ordered != sorted(ordered) or not all(map(math.isfinite, ordered))):
        ends = " - ".join(f"{end:g}" for end in ordered)
        problems.append(problem("factors.range.order", where, ends=ends))
    # The unit that is shown as an example is the shipped one, and not the one that is wrong.
    example = factors.sources.get(source.id, source)
    return problems + (_check_unit(factor.unit, example, where) if ordered else [])


def _check_unit(unit: str, source: Source, where: str) -> list[Problem]:
    """Return the problem with the unit of a factor, if it has one."""
    try:
        kg_per_activity_unit(1.0, unit, source.activity_unit)
    except UnitError as error:
        such = Sentence("unit.factor.such", {"unit": source.factor.unit}, table="problems")
        advice = Sentence("unit.factor.advice", table="problems")
        return [unit_problem(error, where, allowed=such, remedy=advice)]
    return []


def share_problem(shares: tuple[float, ...], remainder: str, where: str) -> Problem | None:
    """Return the problem of six output shares, or None.

    Examples
    --------
    >>> share_problem((1.0, 0, 0, 0, 0, 0), "", "x") is None
    True
    """
    if any(not (0.0 <= share <= 1.0) for share in shares):
        return problem("factors.shares.bounds", where, shares=str(shares))
    total = math.fsum(shares)
    if total > 1.0 + SHARE_TOLERANCE:
        return problem("factors.shares.above", where, total=total)
    if total < 1.0 - SHARE_TOLERANCE and remainder not in LEGAL_REMAINDERS:
        return problem("factors.shares.below", where, total=total)
    return None


def _check_outputs(row: Outputs, factors: FactorSet) -> list[Problem]:
    where = f"outputs.csv, {row.source} / {row.technology}"
    problems: list[Problem] = []
    if row.source not in factors.sources:
        problems.append(Problem(f"unknown source {row.source!r}", where))
    own = row.standing is Standing.USER or f"{row.source}/{row.technology}" in factors.changed
    if not own and row.source_key not in factors.bibliography:
        problems.append(problem("factors.bibliography", where, key=row.source_key))
    if row.shares is not None:
        wrong = share_problem(row.shares, row.remainder, where)
        problems += [wrong] if wrong else []
    return problems


def editions() -> tuple[str, ...]:
    """Return the older editions whose differing values are shipped: each is a folder.

    Examples
    --------
    >>> editions()
    ('draft-2005', 'il1-1')
    """
    names = set_names(PACKAGE, TOOLKIT)
    return tuple(name for name in names if f"{TOOLKIT}/{name}" != CURRENT)


def edition_named(text: str) -> str:
    """Return the older edition that a text names, or nothing: each sidecar has a pattern for its edition.

    Examples
    --------
    >>> edition_named("IL1 v1.1"), edition_named("pilot draft, 2005"), edition_named("IL2 1.5")
    ('il1-1', 'draft-2005', '')
    """
    for name in reversed(editions()):
        pattern = sidecar(PACKAGE, f"{TOOLKIT}/{name}").named_by
        if pattern and re.search(pattern, text):
            return name
    return ""


def edition(name: str) -> FactorSet:
    """Return the shipped set with the values of an older edition in the rows that are known to differ.

    Raises
    ------
    InputProblems
        There is no such edition.

    Examples
    --------
    >>> edition("il1-1").sources["L1-OIL-HEAVY"].factor.value
    55.0
    """
    if name not in editions():
        raise InputProblems(
            [
                Problem(
                    f"unknown edition {name!r}",
                    "--factors",
                    ", ".join(editions()),
                    closest(name, editions()),
                    "write edition: followed by one of the names",
                )
            ]
        )
    base = shipped()
    sources, changed = dict(base.sources), dict(base.changed)
    for row in older_table(name).rows():
        old = sources[row.replaces]
        # Another value of the same number is another number: it must not share draws with the shipped one.
        factor = _factor(row, f"{name}:{old.factor.key}").in_place_of(old.factor, old.activity_unit)
        sources[old.id] = replace(old, factor=factor, note=row.note)
        changed[old.id] = row.note
    both = hashlib.sha256(f"{base.digest}:{name}:{digest(PACKAGE, f'{TOOLKIT}/{name}')}".encode()).hexdigest()
    label = f"edition {name}"
    return replace(base, sources=sources, changed=changed, digest=both, overlays=(*base.overlays, label))


def _overlay_rows(
    path: Path, problems: list[Problem]
) -> tuple[list[tuple[str, dict[str, str]]], NumberReader]:
    """Return (place, row) pairs of an overlay file with clean texts, and the reader of its numbers."""
    table = read_table(path, "factors", wanted=("id",), optional=OVERLAY_COLUMNS, collected=problems)
    problems += [
        Problem(
            f"unknown column {name!r}",
            table.place(None, name),
            ", ".join(OVERLAY_COLUMNS),
            closest(name, OVERLAY_COLUMNS),
            "rename or remove the column",
        )
        for name in table.names
        if name not in OVERLAY_COLUMNS
    ]
    even = [row for row in table if row.index not in table.uneven]
    return [(row.place, row.cleaned()) for row in even], table.number_reader(_NUMBERS)


def overlay(base: FactorSet, path: Path) -> FactorSet:
    """Return a factor set in which a user's rows replace those of ``base``; ``base`` itself is not changed.

    Raises
    ------
    InputProblems
        A row is unknown, a number is not one, shares do not sum to one, a range is out of order, or a
        row gives no source.
    """
    problems: list[Problem] = []
    rows, reader = _overlay_rows(path, problems)
    sources, outputs = dict(base.sources), dict(base.outputs)
    changed = dict(base.changed)
    if not rows and not problems:
        problems.append(
            Problem("the overlay has no rows", str(path), f"columns {', '.join(OVERLAY_COLUMNS)}")
        )
    for place, row in rows:
        problems += _apply(row, place, base, sources, outputs, changed, reader)
    problems += reader.questions()
    if problems:
        raise InputProblems(problems)
    both = hashlib.sha256(base.digest.encode() + path.read_bytes()).hexdigest()
    result = replace(
        base,
        sources=sources,
        outputs=outputs,
        digest=both,
        overlays=(*base.overlays, path.name),
        changed=changed,
    )
    broken = check(result)
    if broken:
        raise InputProblems(broken)
    return result


def _apply(
    row: dict[str, str],
    place: str,
    base: FactorSet,
    sources: dict[str, Source],
    outputs: dict[tuple[str, str], Outputs],
    changed: dict[str, str],
    reader: NumberReader,
) -> list[Problem]:
    """Apply one overlay row to the copies; return its problems."""
    numbers, problems = _numbers(row, place, reader)
    if "id" not in row:
        return problems
    named = source_named(row.get("id", "").strip(), base)
    ident = named.ids[0] if len(named.ids) == 1 else row.get("id", "").strip()
    if len(named.ids) > 1 or named.others:
        choices = [*named.ids, *named.others]
        return [
            *problems,
            problem("factors.source.several", place, readings=choices, text=ident, allowed=choices),
        ]
    if not row.get("source", "").strip():
        problems.append(problem("factors.source.none", place))
    stated = row.get("standing", "").strip()
    if stated and stated not in _STANDINGS:
        problems.append(problem("factors.standing", place, text=stated, allowed=list(map(str, _STANDINGS))))
    if ident not in sources:
        like = like_source(ident, base)
        return [
            *problems,
            problem_with(
                "factors.source.unknown",
                place,
                {"text": ident, "guess": like["guess"]},
                readings=like["readings"],
            ),
        ]
    row = row | {"id": ident}
    problems += _own_technology(row, place, base)
    # A cell that is wrong hides no other of its row; what is applied beside it is not used.
    if any(row.get(name, "").strip() and name not in numbers for name in _NUMBERS):
        unit = row.get("input_factor_unit", "").strip()
        return problems + (_check_unit(unit, sources[ident], place) if unit else [])
    problems += _apply_input_factor(row, numbers, place, sources, changed)
    problems += _apply_shares(row, numbers, place, base, outputs, changed)
    return problems


def _own_technology(row: dict[str, str], place: str, factors: FactorSet) -> list[Problem]:
    """Put the id of its technology into a row; refuse a technology that belongs to other sources."""
    text, ident = row.get("technology", "").strip(), row["id"]
    if not text or text == "default":
        return []
    known = technology_named(text, factors.technologies(ident))
    if known is not None:
        row["technology"] = known.technology
        return []
    if owners := owners_of_technology(text, factors):
        options = [option.technology for option in factors.technologies(ident)]
        return [
            problem(
                "factors.technology.other",
                place,
                text=text,
                source=ident,
                owners=list(owners),
                allowed=options or Sentence("inventory.technology.none", table="problems"),
            )
        ]
    return []


#: How a user can know a factor: what the program itself derives, fits or remembers is not among them.
_STANDINGS = (Standing.USER, Standing.MEASURED, Standing.READ, Standing.ASSUMED)


def _standing(row: dict[str, str]) -> Standing:
    """Return how a row of an overlay is known; the user's own where nothing is stated."""
    stated = row.get("standing", "").strip()
    return Standing(stated) if stated in _STANDINGS else Standing.USER


def _numbers(row: dict[str, str], place: str, reader: NumberReader) -> tuple[dict[str, float], list[Problem]]:
    """Return the numbers of a row; a range in the cell of the factor goes into the cells of its ends."""
    numbers: dict[str, float] = {}
    problems: list[Problem] = []
    for name in _NUMBERS:
        text = row.get(name, "").strip()
        if not text:
            continue
        number = reader.read(text, place, name)
        if isinstance(number, Problem):
            problems.append(number)
        elif number is not None and number.is_plain and number.value is not None:
            if outside(number.value, BOUNDS["number"]):
                problems.append(bound_problem(number.value, BOUNDS["number"], place))
            else:
                numbers[name] = number.value
        elif number is not None:
            other = problem("factors.number.other", place, name=name, text=text)
            problems.append(instead(number, text, place, name) if number.notation else other)
    return numbers, problems


def _apply_input_factor(
    row: dict[str, str],
    numbers: dict[str, float],
    place: str,
    sources: dict[str, Source],
    changed: dict[str, str],
) -> list[Problem]:
    ident = row["id"].strip()
    if not any(name in numbers for name in ("input_factor", "input_factor_low", "input_factor_high")):
        return []
    old = sources[ident].factor
    new = Quantity(
        numbers.get("input_factor", old.quantity.value),
        row.get("input_factor_unit", "").strip() or old.unit,
        numbers.get("input_factor_low"),
        numbers.get("input_factor_high"),
        row.get("source", "").strip() or "user",
        _standing(row),
        key=f"user:{ident}",
    )
    trial = replace(sources[ident], factor=Factor(new, own=True))
    # Ends that the row does not mention stay, as long as they contain the value.
    with contextlib.suppress(UnitError):  # the check names it
        trial = replace(trial, factor=trial.factor.in_place_of(old, trial.activity_unit))
    wrong = _check_source(trial, shipped())
    kept = [replace(p, where=place) for p in wrong if p.code != "factors.bibliography"]
    if not kept:
        sources[ident] = trial
        changed[ident] = row.get("source", "").strip()
    return kept


def _apply_shares(
    row: dict[str, str],
    numbers: dict[str, float],
    place: str,
    base: FactorSet,
    outputs: dict[tuple[str, str], Outputs],
    changed: dict[str, str],
) -> list[Problem]:
    if not any(name in numbers for name in PATHWAYS):
        return []
    ident, technology = row["id"].strip(), row.get("technology", "").strip() or "default"
    old: Any = outputs.get((ident, technology))
    shares = tuple(numbers.get(name, 0.0) for name in PATHWAYS)
    remainder = old.remainder if old else ""
    problem = share_problem(shares, remainder, place)
    if problem:
        return [problem]
    outputs[ident, technology] = Outputs(
        source=ident,
        technology=technology,
        phase=old.phase if old else "",
        scenario=old.scenario if old else "",
        shares=shares,
        remainder=remainder,
        standing=_standing(row),
        confidence="",
        source_key=row.get("source", "").strip(),
    )
    changed[f"{ident}/{technology}"] = row.get("source", "").strip()
    return []
