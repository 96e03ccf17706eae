"""Which technology, mix or chain of technologies a line uses, and the six output shares that follow."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import replace

from quicksilver.errors import Problem, closest
from quicksilver.factors import FactorSet, Outputs, Source, Standing, shipped
from quicksilver.factors.source_names import owners_of_technology, technology_named
from quicksilver.intake.numbers import machine_number, readings
from quicksilver.inventory.model import ActivityLine, General, statement
from quicksilver.language.names import Name
from quicksilver.language.problems import problem
from quicksilver.language.sentences import Listed, Sentence

__all__ = ["mix_shares", "resolve_mix", "waste_scenario"]

Mix = tuple[tuple[Outputs, float], ...]
_SHARE = re.compile(r"^(?P<name>.+?)\s*[=:]\s*(?P<share>[0-9]*[.,]?[0-9]+)\s*(?P<percent>%?)$")


def waste_scenario(general: General) -> str | None:
    """Return the waste-management scenario that the two waste questions lead to.

    ``a3`` where product waste is collected separately; else ``a1`` where general waste is well managed;
    else ``a2``. None while a question that decides is unanswered.

    Examples
    --------
    >>> waste_scenario(General("SEN", 2020, 1, waste_well_managed=False, waste_separately_collected=False))
    'a2'
    """
    if general.waste_separately_collected:
        return "a3"
    if general.waste_separately_collected is None or general.waste_well_managed is None:
        return None
    return "a1" if general.waste_well_managed else "a2"


def mix_shares(mix: Mix) -> tuple[float, ...]:
    """Return the output shares of a mix: the mean of its members' shares, weighted by input."""
    columns = zip(*(row.shares or (0.0,) * 6 for row, _ in mix), strict=True)
    weights = [share for _, share in mix]
    if len(weights) == 1:
        return tuple(mix[0][0].shares or (0.0,) * 6)
    return tuple(math.fsum(w * value for w, value in zip(weights, column, strict=True)) for column in columns)


def resolve_mix(
    line: ActivityLine, source: Source, general: General, factors: FactorSet
) -> tuple[Mix, list[Sentence], list[Problem]]:
    """Return the technologies of a line with their shares of the input, what was assumed, what is wrong.

    Parameters
    ----------
    line : ActivityLine
        Its ``technology`` may be an id, a name in any of the six languages, the end of an id (``esp``), a
        scenario (``a2``), a mix (``esp=0.6; ff=0.4``), a chain (``wash > esp``) or phases (``prep + disp``).
    source : Source
    general : General
        Decides the waste scenario of products whose technology is left empty.
    factors : FactorSet

    Returns
    -------
    mix : tuple of (Outputs, float)
        Shares sum to one; empty when there are problems.
    assumptions : list of Sentence
    problems : list of Problem
    """
    options = factors.technologies(source.id)
    if line.shares is not None:
        return _national(line, source, factors)
    if not line.technology:
        return _default(line, source, general, options)
    parts = [part.strip() for part in line.technology.split(";") if part.strip()]
    problems: list[Problem] = []
    mix: list[tuple[Outputs, float]] = []
    for part in parts:
        name, share, wrong = _named_share(part, len(parts), line)
        row = _expression(name, line, source, factors, problems)
        problems += [wrong] if wrong else []
        if row is not None:
            mix.append((row, share))
    problems += _mix_problems(mix, len(parts), line)
    return ((), [], problems) if problems else (tuple(mix), [], [])


def _national(
    line: ActivityLine, source: Source, factors: FactorSet
) -> tuple[Mix, list[Sentence], list[Problem]]:
    """Return the user's own shares, under the name of the technology they belong to."""
    options = factors.technologies(source.id)
    known = technology_named(line.technology, options) if line.technology else None
    # A name of the user's own may be used for several sources; one that is shipped has a meaning.
    if line.technology and known is None and owners_of_technology(line.technology, shipped()):
        return (), [], [_unknown(line.technology, line, source, factors)]
    remainder = next((row.remainder for row in options if row.remainder not in ("", "rounding")), "")
    base = known or Outputs(
        source.id, line.technology or "national", "", "", None, remainder, Standing.USER, "", ""
    )
    row = replace(
        base,
        shares=line.shares,
        standing=Standing.USER,
        confidence="",
        source_key=line.source_of_data,
        remainder=known.remainder if known and known.remainder != "rounding" else remainder,
    )
    return ((row, 1.0),), [], []


def _default(
    line: ActivityLine, source: Source, general: General, options: Sequence[Outputs]
) -> tuple[Mix, list[Sentence], list[Problem]]:
    """Choose a technology for a line that names none, where the method states which."""
    scenarios = {row.scenario: row for row in options if row.scenario}
    if scenarios:
        wanted = waste_scenario(general)
        if wanted is None:
            return (), [], [_unanswered(line, source)]
        row = scenarios[wanted]
        return _filled(row, line, source, [statement("said.scenario", scenario=wanted)])
    if len(options) == 1:
        return _filled(options[0], line, source, [])
    if not options:
        return (), [], [_no_shares("inventory.shares.none", line, source)]
    needed = problem(
        "inventory.technology.needed",
        line.place("technology"),
        source=source.id,
        names=_list(options),
        example=_example(options),
    )
    return (), [], [needed]


def _filled(
    row: Outputs, line: ActivityLine, source: Source, notes: list[Sentence]
) -> tuple[Mix, list[Sentence], list[Problem]]:
    if row.shares is None:
        return (
            (),
            [],
            [_no_shares("inventory.shares.technology", line, source, row.technology)],
        )
    return ((row, 1.0),), notes, []


def _example(options: Sequence[Outputs]) -> str:
    first, second = options[0].technology, options[1].technology
    return f"{first}=0.6; {second}=0.4"


def _list(options: Sequence[Outputs]) -> Listed:
    """Return technologies with their names behind them."""
    ids = [row.technology for row in options]
    named = [{"id": ident, "name": Name("technology", ident, bare=True)} for ident in ids]
    return Listed(tuple(Sentence("inventory.technology.named", values, table="problems") for values in named))


def _unanswered(line: ActivityLine, source: Source) -> Problem:
    return problem("inventory.waste.unanswered", line.place("technology"), source=source.id)


def _no_shares(code: str, line: ActivityLine, source: Source, technology: str = "") -> Problem:
    return problem(code, line.place("air"), source=source.id, technology=technology)


def _named_share(part: str, count: int, line: ActivityLine) -> tuple[str, float, Problem | None]:
    """Split ``esp=60%`` into a name and a share."""
    match = _SHARE.match(part)
    if not match:
        if count == 1:
            return part, 1.0, None
        return part, 0.0, problem("inventory.mix.no-share", line.place("technology"), part=part)
    known = readings(match["share"])
    if len(known) != 1:
        return part, 0.0, problem("inventory.mix.no-share", line.place("technology"), part=part)
    share = machine_number(known[0]) / (100.0 if match["percent"] else 1.0)
    return match["name"], share, None


def _mix_problems(mix: Sequence[tuple[Outputs, float]], count: int, line: ActivityLine) -> list[Problem]:
    if len(mix) < count:
        return []
    total = math.fsum(share for _, share in mix)
    problems = []
    if abs(total - 1.0) > 1e-9:
        problems.append(problem("inventory.mix.sum", line.place("technology"), total=total))
    names = [row.technology for row, _ in mix]
    for name in sorted({name for name in names if names.count(name) > 1}):
        problems.append(problem("inventory.mix.twice", line.place("technology"), name=name))
    return problems


def _expression(
    text: str, line: ActivityLine, source: Source, factors: FactorSet, problems: list[Problem]
) -> Outputs | None:
    """Return the shares of one member: a technology, a chain ``a > b`` or phases ``a + b``."""
    for sign, combine in ((">", _chain), (" + ", _phases)):
        if sign in text:
            names = [name.strip() for name in text.split(sign)]
            rows = [_single(name, line, source, factors, problems) for name in names]
            if any(row is None for row in rows):
                return None
            return combine([row for row in rows if row is not None], line, problems)
    return _single(text, line, source, factors, problems)


def _single(
    text: str, line: ActivityLine, source: Source, factors: FactorSet, problems: list[Problem]
) -> Outputs | None:
    row = technology_named(text, factors.technologies(source.id))
    if row is None:
        problems.append(_unknown(text, line, source, factors))
    elif row.shares is None:
        problems.append(_no_shares("inventory.shares.technology", line, source, row.technology))
        return None
    return row


def _unknown(text: str, line: ActivityLine, source: Source, factors: FactorSet) -> Problem:
    """Return the problem of a text that is no technology of the source: one of another source, or of none."""
    options = factors.technologies(source.id)
    none = Sentence("inventory.technology.none", table="problems")
    allowed: Listed | Sentence = _list(options) if options else none
    place, of = line.place("technology"), source.id
    if others := owners_of_technology(text, factors):
        owners = [Name("source", ident) for ident in others]
        return problem(
            "inventory.technology.other", place, text=text, source=of, owners=owners, allowed=allowed
        )
    guess = closest(text, [row.technology for row in options])
    return problem("inventory.technology.unknown", place, text=text, source=of, allowed=allowed, guess=guess)


def _chain(rows: Sequence[Outputs], line: ActivityLine, problems: list[Problem]) -> Outputs | None:
    """Pass the part that continues to combustion from one step to the next (coal washing)."""
    left, shares = 1.0, [0.0] * 6
    for index, row in enumerate(rows):
        own = row.shares or (0.0,) * 6
        shares = [total + left * share for total, share in zip(shares, own, strict=True)]
        left *= 1.0 - math.fsum(own)
        if index < len(rows) - 1 and row.remainder != "to_combustion":
            problems.append(
                problem("inventory.chain.end", line.place("technology"), technology=row.technology)
            )
            return None
    last = rows[-1]
    name = " > ".join(row.technology for row in rows)
    return replace(last, technology=name, shares=_closed(shares, left), remainder=last.remainder)


def _phases(rows: Sequence[Outputs], line: ActivityLine, problems: list[Problem]) -> Outputs | None:
    """Add up phases that are shares of one supply (dental amalgam), each of them once.

    Preparation and disposal are the whole supply. With the phase of use the sum is above one, which the method
    allows: fillings already in the mouth belong to the supply of earlier years.
    """
    if any(row.remainder != "other_phase" for row in rows):
        problems.append(problem("inventory.phases.other", line.place("technology")))
        return None
    phases = [row.phase for row in rows]
    if len(set(phases)) < len(phases):
        twice = [row.technology for row in rows if phases.count(row.phase) > 1]
        problems.append(problem("inventory.phases.twice", line.place("technology"), names=twice))
        return None
    shares = [math.fsum(column) for column in zip(*(row.shares or (0.0,) * 6 for row in rows), strict=True)]
    left = 1.0 - math.fsum(shares)
    return replace(
        rows[0],
        technology=" + ".join(row.technology for row in rows),
        phase=" + ".join(phases),
        shares=_closed(shares, left),
        remainder="other_phase" if abs(left) > 1e-9 else "",
    )


def _closed(shares: Sequence[float], left: float) -> tuple[float, ...]:
    """Return shares whose sum is exactly one when nothing is left over, whatever the rounding."""
    if abs(left) > 1e-9:
        return tuple(shares)
    total = math.fsum(shares)
    return tuple(share / total for share in shares)
