"""Reading compartment models: the shipped ones by name, a user's from a file, every mistake at once."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from quicksilver.errors import InputProblems, Problem, closest
from quicksilver.fate.cycle.model import OUT, CycleModel, External, Flow, Reservoir
from quicksilver.fate.cycle.prescribed import read_prescribed
from quicksilver.intake import packaged
from quicksilver.intake.located import read_yaml
from quicksilver.intake.numbers import likely_number
from quicksilver.language.problems import problem

__all__ = ["load_model", "models", "parse_model"]

_TOP: Final = (
    "id",
    "title",
    "citation",
    "doi",
    "note",
    "starts",
    "initial_year",
    "sources",
    "reservoirs",
    "flows",
    "inputs",
    "prescribed",
)
_FLOW: Final = (
    "id",
    "from",
    "to",
    "rate",
    "flux",
    "of",
    "times",
    "low",
    "high",
    "kind",
    "since",
    "until",
    "basis",
    "source",
    "split",
)
_RESERVOIR: Final = ("name", "initial", "medium", "source")
_INPUT: Final = ("to", "value", "low", "high", "source")
_SPLIT_TOLERANCE: Final = 1e-9
#: Names of version 0.1.0 that stay valid, and models that are another one without its prescribed series.
_ALIASES: Final = {"amos2014_as_run": "amos2014"}
_FEEDBACK: Final = {"amos2014-feedback": "amos2014"}


def models() -> tuple[str, ...]:
    """Return the names of the shipped models.

    Examples
    --------
    >>> "selin2014" in models()
    True
    """
    files = (name for name in packaged.names("quicksilver.fate.cycle", "data") if name.endswith(".yml"))
    return tuple(sorted({name.removesuffix(".yml") for name in files} | set(_FEEDBACK)))


def load_model(name: str | Path) -> CycleModel:
    """Return a shipped model by its name, or a user's from a YAML or JSON file.

    Raises
    ------
    InputProblems
        There is no such model, or the file breaks a rule: each flow that leaks, each unknown name, each number
        that is none is listed.

    Examples
    --------
    >>> load_model("selin2014").boxes
    ('atm', 'orgsoil', 'minsoil', 'ocs', 'oci', 'ocd')
    """
    name = _ALIASES.get(str(name), name)
    if str(name) in _FEEDBACK:
        return _feedback(load_model(_FEEDBACK[str(name)]), str(name))
    if str(name) in models():
        return parse_model(packaged.data("quicksilver.fate.cycle", f"data/{name}.yml"), f"{name}.yml")
    path = Path(name)
    if not path.exists():
        guess = closest(str(name), models())
        raise InputProblems(
            [problem("model.none", str(name), name=str(name), allowed=list(models()), guess=guess)]
        )
    return parse_model(read_yaml(path).data, path.name)


def _feedback(published: CycleModel, name: str) -> CycleModel:
    """Return a model in which rivers always carry a fraction of what the soils hold."""
    return replace(
        published,
        id=name,
        title=f"{published.title}, rivers fed by the soils in all years",
        note=f"{published.id} without its prescribed rivers. It does not reproduce the publication: with the emissions of "
        "Streets et al. 2011 it has 3,131 Mg in the atmosphere in 2008, and the published program has 4,379 Mg.",
        prescribed=None,
    )


def parse_model(data: Any, where: str) -> CycleModel:
    """Return a model from plain data (the content of YAML or JSON).

    Raises
    ------
    InputProblems
        The data break a rule of the format (docs/reference/fate-models.md).
    """
    problems: list[Problem] = []
    if not isinstance(data, Mapping):
        raise InputProblems([problem("model.empty", where, allowed=list(_TOP))])
    _unknown(data, _TOP, where, problems)
    reservoirs = _reservoirs(data.get("reservoirs"), where, problems)
    boxes = [reservoir.id for reservoir in reservoirs]
    flows = [
        flow
        for index, item in enumerate(_list(data, "flows", where, problems))
        for flow in _flows(item, index, boxes, where, problems)
    ]
    inputs = [
        _external(item, index, boxes, where, problems)
        for index, item in enumerate(_list(data, "inputs", where, problems, needed=False))
    ]
    starts, initial_year = _start(data, reservoirs, where, problems)
    problems += _repeated([flow.id for flow in flows], where)
    prescribed = read_prescribed(data.get("prescribed"), boxes, flows, where, problems)
    sources = data.get("sources") or {}
    if not isinstance(sources, Mapping):
        problems.append(problem("fate.model.sources", where))
    if problems:
        raise InputProblems(problems)
    return CycleModel(
        id=str(data.get("id") or Path(where).stem),
        title=str(data.get("title", "")),
        citation=str(data.get("citation", "")),
        reservoirs=tuple(reservoirs),
        flows=tuple(flows),
        externals=tuple(item for item in inputs if item is not None),
        starts_steady=starts == "steady",
        doi=str(data.get("doi", "")),
        note=str(data.get("note", "")),
        sources={str(key): str(value) for key, value in sources.items()},
        initial_year=initial_year,
        prescribed=prescribed,
    )


def _unknown(item: Mapping[str, Any], known: tuple[str, ...], where: str, problems: list[Problem]) -> None:
    problems += [
        problem("model.key", where, key=str(key), allowed=list(known), guess=closest(str(key), known))
        for key in item
        if key not in known
    ]


def _list(
    data: Mapping[str, Any], name: str, where: str, problems: list[Problem], *, needed: bool = True
) -> list[Any]:
    value = data.get(name)
    if isinstance(value, list) and (value or not needed):
        return value
    if needed or value is not None:
        problems.append(problem("model.list", f"{where}, {name}", name=name))
    return []


def _reservoirs(data: Any, where: str, problems: list[Problem]) -> list[Reservoir]:
    if not isinstance(data, Mapping) or not data:
        problems.append(problem("model.reservoirs", f"{where}, reservoirs"))
        return []
    reservoirs = []
    for ident, item in data.items():
        place = f"{where}, reservoirs.{ident}"
        fields = item if isinstance(item, Mapping) else {}
        _unknown(fields, _RESERVOIR, place, problems)
        initial = _number(fields, "initial", place, problems)
        reservoirs.append(
            Reservoir(
                str(ident),
                str(fields.get("name", ident)),
                initial,
                str(fields.get("medium", "")),
                str(fields.get("source", "")),
            )
        )
    return reservoirs


def _start(
    data: Mapping[str, Any], reservoirs: list[Reservoir], where: str, problems: list[Problem]
) -> tuple[str, float | None]:
    """Return how a run starts (steady, or from the initial masses) and its initial year."""
    starts = str(data.get("starts", "steady"))
    if starts not in ("steady", "initial"):
        choices = ["steady", "initial"]
        guess = closest(starts, choices)
        problems.append(
            problem("model.starts", f"{where}, starts", text=starts, allowed=choices, guess=guess)
        )
    if starts == "initial":
        problems += _without_mass(reservoirs, where)
    initial_year = _number(data, "initial_year", where, problems, sign=False)
    if initial_year is not None and starts == "steady":
        problems.append(problem("model.initial-year", f"{where}, initial_year"))
    return starts, initial_year


def _without_mass(reservoirs: list[Reservoir], where: str) -> list[Problem]:
    """Return a problem for each reservoir from which a run with initial masses could not start."""
    return [
        problem("model.initial", f"{where}, reservoirs.{reservoir.id}", reservoir=reservoir.id)
        for reservoir in reservoirs
        if reservoir.initial is None
    ]


def _number(
    item: Mapping[str, Any], name: str, where: str, problems: list[Problem], *, sign: bool = True
) -> float | None:
    """Return a finite number (of 0 or more, unless ``sign`` is off), or None with a problem noted."""
    value = item.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        like = likely_number(str(value))
        problems.append(problem("model.number", where, name=name, text=str(value), **like))
        return None
    if not math.isfinite(value) or (sign and value < 0):
        problems.append(problem("model.number.low", where, name=name, value=f"{value:g}"))
        return None
    return float(value)


def _flows(item: Any, index: int, boxes: list[str], where: str, problems: list[Problem]) -> list[Flow]:
    """Return the flows of one entry: one, or one for each share of a split."""
    place = f"{where}, flows[{index}]"
    if not isinstance(item, Mapping):
        problems.append(problem("model.flow", place, allowed=list(_FLOW)))
        return []
    ident = str(item.get("id") or f"{item.get('from')}_{item.get('to')}")
    place = f"{where}, flow {ident}"
    _unknown(item, _FLOW, place, problems)
    rate = _rate(item, place, problems)
    origin = str(item.get("from", ""))
    _known(origin, boxes, place, "from", problems)
    targets = _targets(item, ident, place, problems)
    for name, _, _ in targets:
        _known(name, boxes, place, "to", problems)
        if name == origin:
            problems.append(problem("model.flow.itself", place, flow=ident, reservoir=origin))
    low, high = (_number(item, end, place, problems) for end in ("low", "high"))
    ordered = [end for end in (low, rate, high) if end is not None]
    if ordered != sorted(ordered):
        ends = " - ".join(f"{end:g}" for end in ordered)
        problems.append(problem("model.flow.range", place, ends=ends, flow=ident))
    since, until = (_number(item, end, place, problems, sign=False) for end in ("since", "until"))
    if rate is None:
        return []
    return [
        Flow(
            name_id,
            origin,
            name,
            rate * share,
            None if low is None else low * share,
            None if high is None else high * share,
            str(item.get("kind", "")),
            since,
            until,
            str(item.get("basis", "")),
            str(item.get("source", "")),
        )
        for name, share, name_id in targets
    ]


def _rate(item: Mapping[str, Any], place: str, problems: list[Problem]) -> float | None:
    """Return the rate, given itself or as a flux over the mass that it was taken from."""
    before = len(problems)
    rate, flux, of, times = (_number(item, name, place, problems) for name in ("rate", "flux", "of", "times"))
    if len(problems) > before:
        return None
    if (rate is None) == (flux is None) or (flux is not None and not of):
        problems.append(problem("model.flow.rate", place))
        return None
    value = rate if rate is not None else flux / of  # type: ignore[operator]
    return value * (1.0 if times is None else times)


def _targets(
    item: Mapping[str, Any], ident: str, place: str, problems: list[Problem]
) -> list[tuple[str, float, str]]:
    """Return (target, share, id) of a flow; the shares of a split must take all of it somewhere."""
    split = item.get("split")
    if split is None:
        if not item.get("to"):
            problems.append(problem("model.flow.target", place, flow=ident))
            return []
        return [(str(item["to"]), 1.0, ident)]
    if not isinstance(split, Mapping) or item.get("to"):
        problems.append(problem("model.flow.split", place, flow=ident))
        return []
    shares = {str(name): _number(split, name, place, problems) or 0.0 for name in split}
    total = math.fsum(shares.values())
    if abs(total - 1.0) > _SPLIT_TOLERANCE:
        code = "model.flow.loses" if total < 1 else "model.flow.creates"
        amount = f"{abs(1 - total):.3g}"
        problems.append(problem(code, place, flow=ident, total=f"{total:.10g}", amount=amount))
    return [(name, share, f"{ident}_{name.removeprefix(OUT)}") for name, share in shares.items()]


def _known(name: str, boxes: list[str], place: str, key: str, problems: list[Problem]) -> None:
    if name in boxes or (key == "to" and name.startswith(OUT) and len(name) > len(OUT)):
        return
    allowed = [*boxes, *([f"{OUT}NAME"] if key == "to" else [])]
    guess = closest(name, boxes)
    problems.append(problem("model.reservoir", place, name=name, key=key, allowed=allowed, guess=guess))


def _external(
    item: Any, index: int, boxes: list[str], where: str, problems: list[Problem]
) -> External | None:
    place = f"{where}, inputs[{index}]"
    if not isinstance(item, Mapping):
        problems.append(problem("model.input", place, allowed=list(_INPUT)))
        return None
    _unknown(item, _INPUT, place, problems)
    _known(str(item.get("to", "")), boxes, place, "from", problems)
    value = _number(item, "value", place, problems)
    if value is None:
        problems.append(problem("model.input.value", place))
        return None
    low, high = (_number(item, end, place, problems) for end in ("low", "high"))
    return External(str(item.get("to")), value, low, high, str(item.get("source", "")))


def _repeated(ids: list[str], where: str) -> list[Problem]:
    return [
        problem("model.flow.twice", where, flow=ident)
        for ident in sorted({ident for ident in ids if ids.count(ident) > 1})
    ]
