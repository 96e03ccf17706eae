"""A smelter from ore to stack: removal at each stage, as a share of the input or of what reaches the stage."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from quicksilver.areas.verbs import Answer, Given, Slot, Verb
from quicksilver.errors import InputProblems, MassBalanceError, Problem
from quicksilver.factors.facts import fact
from quicksilver.quantities import Quantity, Standing, ranged

__all__ = ["CONTENTS", "OF_INPUT", "REACHES", "VERBS"]

#: What the numbers of stages are. The two must never be mixed: 0.8 % emitted on the one is 0.18 % on the other.
REACHES, OF_INPUT = "removal of what reaches the stage", "share of the input"
#: Raw material whose mercury content the table has -> its name there.
CONTENTS = {
    "zinc concentrate": "zinc concentrate",
    "copper concentrate": "copper concentrate",
    "lead concentrate": "lead concentrate",
    "gold ore": "gold ore (non-amalgamation)",
}
_SUPPLY = ("calomel", "recovered mercury")
#: Stages of the published zinc smelter -> where their mercury goes.
_CASE = {
    "flue gas cleaning": "sludge",
    "electrostatic demister": "sludge",
    "mercury reclaiming tower": "calomel",
    "acid plant (DCDA)": "acid",
}
Stages = list[tuple[str, str, Quantity]]


def _materials(given: Given, answer: Answer) -> dict[str, Quantity]:
    """Return masses and contents of raw materials; a content that was not given is the table's for the four it has."""
    numbers: dict[str, Quantity] = {}
    problems, note = [], Given({})
    for i, row in enumerate(given.get("materials", [])):
        content = row.get("content")
        if content is None and row["material"] in CONTENTS:
            content = fact("industry_hg", item=CONTENTS[row["material"]], parameter="Hg content default").to(
                "g/t"
            )
            note.assume(f"content of {row['material']}", content)
        if content is None:
            problems.append(
                Problem(
                    f"{row['material']} without a content",
                    f"materials[{i}]",
                    "a content, or one of " + ", ".join(CONTENTS),
                    remedy='add "content": ...',
                )
            )
        else:
            numbers |= {f"mass {i}": row.number("mass"), f"content {i}": content}
    if "input" in given and given.get("materials"):
        problems.append(Problem("materials and input are both given", "materials, input", "one of the two"))
    if problems:
        raise InputProblems(problems)
    answer.assumed += note.assumed
    return numbers


def _stages(given: Given, answer: Answer) -> Stages:
    """Return the stages, given or of the published smelter on the basis that was named."""
    rows = [(row["name"], row.get("to") or "waste", row.number("value")) for row in given.get("stages", [])]
    if ("case" in given) == bool(rows):
        raise InputProblems(
            [
                Problem(
                    "stages and a published case" if rows else "no stages", "stages, case", "one of the two"
                )
            ]
        )
    if rows:
        return rows
    parameter = "share_of_input_captured" if given["basis"] == OF_INPUT else "stage_removal"
    stages, note = [], Given({})
    for stage, goes in _CASE.items():
        number = fact("controls", sector="zinc_smelter", technology=stage, parameter=parameter)
        note.assume(f"{parameter} of {stage}", number)
        stages.append((stage, goes, number))
    if given["basis"] == OF_INPUT and "emitted" not in given:
        given.values["emitted"] = fact("controls", sector="zinc_smelter", parameter="share_of_input_emitted")
        note.assume("emitted", given["emitted"])
    answer.assumed += note.assumed
    return stages


def _check_basis(given: Given, stages: Stages, answer: Answer) -> None:
    """Refuse numbers that cannot be on the basis that was named, and say where they look like the other one."""
    emitted, tolerance = given.get("emitted"), given.number("tolerance").central
    slag = 1 - given.number("to_gas").central
    total = sum(number.central for _, _, number in stages) + slag
    closed = total + (0.0 if emitted is None else emitted.central)
    if given["basis"] == REACHES:
        if emitted is not None and abs(closed - 1) <= tolerance and len(stages) > 1:
            answer.remarks.append(
                f"the removals and the emitted share sum to {closed:.4g}: they look like shares of the input"
            )
        return
    problems = []
    if closed > 1 + tolerance or (emitted is None and total > 1 + 1e-9):
        problems.append(
            Problem(
                f"shares of the input sum to {closed:.4g}",
                "stages",
                "no more than what remains",
                REACHES,
                f'if they are removals, write "basis": "{REACHES}"',
            )
        )
    elif emitted is not None and closed < 1 - tolerance:
        problems.append(
            Problem(
                f"shares of the input sum to {closed:.4g}",
                "stages",
                f"a sum of 1 within {tolerance:g}",
                remedy="add the missing path, or omit emitted so that it is calculated",
            )
        )
    elif emitted is not None and abs(closed - 1) > 1e-9:
        answer.remarks.append(
            f"the shares sum to {100 * closed:.1f} %, as given: the difference is listed as unaccounted, and nothing is scaled"
        )
    if problems:
        raise InputProblems(problems)


def _split(basis: str, count: int, n: Mapping[str, Any]) -> dict[str, Any]:
    """Return the share of the input by stage, in the slag, up the stack, and unaccounted."""
    made: dict[str, Any] = {}
    left = n["to_gas"]
    for i in range(count):
        made[f"share {i}"] = n[f"stage {i}"] if basis == OF_INPUT else left * n[f"stage {i}"]
        left = left - made[f"share {i}"]
    out = n.get("emitted", left)
    return {**made, "slag": 1 - n["to_gas"], "stack": out, "unaccounted": left - out}


def _work(basis: str, count: int, materials: int, n: Mapping[str, Any]) -> dict[str, Any]:
    shares = _split(basis, count, n)
    amounts = dict(shares)
    put_in = n.get("input")
    if materials:
        put_in = sum(n[f"mass {i}"] * n[f"content {i}"] for i in range(materials)) / 1000  # g to kg
    if "emission_factor" in n:
        amounts["implied"] = n["emission_factor"] / shares["stack"]
        if put_in is None and "metal" in n:
            put_in = amounts["implied"] * n["metal"] / 1000
    if put_in is not None:
        amounts |= {f"mass of {name}": put_in * share for name, share in shares.items()} | {"input": put_in}
        if "metal" in n:
            amounts["factor"] = 1000 * put_in * shares["stack"] / n["metal"]
    return amounts


def _units(count: int) -> dict[str, str]:
    names = [*(f"share {i}" for i in range(count)), "slag", "stack", "unaccounted"]
    masses = {f"mass of {name}": "kg" for name in names}
    return dict.fromkeys(names, "1") | masses | {"input": "kg", "implied": "g/t", "factor": "g/t"}


def _smelter(given: Given) -> Answer:
    answer = Answer({})
    stages = _stages(given, answer)
    _check_basis(given, stages, answer)
    numbers = _materials(given, answer) | {f"stage {i}": number for i, (_, _, number) in enumerate(stages)}
    numbers |= {
        name: given.number(name) for name in ("to_gas", "input", "metal", "emission_factor") if name in given
    }
    if given["basis"] == OF_INPUT and "emitted" in given:
        numbers["emitted"] = given.number("emitted")
    materials = len(given.get("materials", []))
    left = _split(given["basis"], len(stages), {name: number.central for name, number in numbers.items()})[
        "stack"
    ]
    if "emission_factor" in given and left <= 0:
        raise InputProblems(
            [
                Problem(
                    "an emission factor is given, but nothing is emitted",
                    "emission_factor",
                    "stages that leave an emission",
                )
            ]
        )
    results = ranged(
        lambda **n: _work(given["basis"], len(stages), materials, n), numbers, _units(len(stages))
    )
    _compare(given, results, answer)
    _tell(stages, results, answer)
    return answer


def _compare(given: Given, results: Mapping[str, Quantity], answer: Answer) -> None:
    """Say where what the stages leave is not what was measured at the stack."""
    emitted, measured = given.get("emitted"), given.get("emission_factor")
    if (
        given["basis"] == REACHES
        and emitted is not None
        and abs(results["stack"].value - emitted.central) > 0.1 * emitted.central
    ):
        answer.remarks.append(
            f"the chained removals leave {100 * results['stack'].value:.3g} % at the stack, but {100 * emitted.central:.3g} % is given: the two do not agree; "
            "a balance needs shares of the input"
        )
    if (
        measured is not None
        and "factor" in results
        and abs(results["factor"].value - measured.central) > 0.1 * measured.central
    ):
        answer.remarks.append(
            f"{results['factor'].value:.3g} g/t follows from the balance, {measured.central:.3g} g/t was given: both are kept"
        )


def _tell(stages: Stages, results: Mapping[str, Quantity], answer: Answer) -> None:
    rows, left = [], 1 - results["slag"].value
    for i, (stage, goes, _) in enumerate(stages):
        share = results[f"share {i}"]
        removal = Quantity(share.value / left if left > 0 else 0.0, standing=Standing.DERIVED)
        left -= share.value
        rows.append(
            {
                "stage": stage,
                "to": goes,
                "caught": results.get(f"mass of share {i}"),
                "share_of_input": share,
                "removal": removal,
            }
        )
    total = (
        sum(row["share_of_input"].value for row in rows if isinstance(row["share_of_input"], Quantity))
        + results["slag"].value
        + results["stack"].value
    )
    if not abs(total + results["unaccounted"].value - 1) <= 1e-9:
        raise MassBalanceError(
            f"smelter: the paths contain {total + results['unaccounted'].value:.6g} of the input"
        )
    ends: dict[str, list[Quantity]] = {}
    for i, (_, goes, _) in enumerate(stages):
        if f"mass of share {i}" in results:
            ends.setdefault(goes, []).append(results[f"mass of share {i}"])
    by = [{"to": goes, "mass": _sum(masses)} for goes, masses in ends.items()]
    taken = [mass for goes, masses in ends.items() if goes in _SUPPLY for mass in masses]
    answer.results = {
        "stack": results.get("mass of stack"),
        "not_to_gas": results.get("mass of slag"),
        "unaccounted": results.get("mass of unaccounted"),
        "input": results.get("input"),
        "emission_share": results["stack"],
        "sum_of_shares": Quantity(total, standing=Standing.DERIVED),
        "emission_factor": results.get("factor"),
        "input_factor": results.get("implied"),
        "by_product": _sum(taken) if "input" in results else None,
        "by_destination": by,
        "stages": rows,
    }
    if any(goes in _SUPPLY for _, goes, _ in stages):
        answer.remarks.append(
            "mercury in calomel becomes supply only if it is recovered: see the calculator by-product"
        )


def _sum(numbers: list[Quantity]) -> Quantity:
    low = sum(n.value if n.low is None else n.low for n in numbers)
    high = sum(n.value if n.high is None else n.high for n in numbers)
    wide = high > low
    return Quantity(
        float(sum(n.value for n in numbers)),
        "kg",
        low if wide else None,
        high if wide else None,
        standing=Standing.DERIVED,
    )


VERBS = (
    Verb(
        "smelter",
        "Mercury from ore or concentrate through the stages of a smelter to sludge, calomel, acid, slag and the stack.",
        (
            Slot(
                "input",
                "kg",
                "Mercury in ore or concentrate, instead of materials; without it, only shares are given.",
                required=False,
            ),
            Slot(
                "basis",
                kind="text",
                about="Meaning of the numbers of the stages.",
                choices=(REACHES, OF_INPUT),
            ),
            Slot(
                "stages",
                kind="table",
                about="Stages in the order of the gas flow.",
                required=False,
                columns=(
                    Slot("name", kind="text"),
                    Slot("value", "1", "Removal or share.", high=1.0),
                    Slot(
                        "to",
                        kind="text",
                        about="calomel, recovered mercury, acid, sludge, waste water, product ...",
                        required=False,
                    ),
                ),
            ),
            Slot(
                "to_gas",
                "1",
                "Share that enters the gas; the remainder stays in slag or product.",
                default=Quantity(1.0, "1", standing=Standing.ASSUMED),
                high=1.0,
            ),
            Slot("metal", "t", "Made.", required=False, low=1e-9),
            Slot(
                "materials",
                kind="table",
                about="Ores and concentrates: "
                + ", ".join(CONTENTS)
                + ", or other materials with their content.",
                required=False,
                columns=(
                    Slot("material", kind="text"),
                    Slot("mass", "t"),
                    Slot("content", "g/t", "Mercury content.", required=False, bound="content"),
                ),
            ),
            Slot(
                "case",
                kind="text",
                about="A published smelter, instead of stages.",
                choices=("zinc-smelter-2010",),
                required=False,
            ),
            Slot(
                "emitted",
                "1",
                "Share of the input emitted at the stack, if measured.",
                required=False,
                high=1.0,
            ),
            Slot("emission_factor", "g/t", "Emission per t of metal, if measured.", required=False),
            Slot(
                "tolerance",
                "1",
                "Allowed deviation from 1 of the sum of shares with a measured emission.",
                default=Quantity(0.005, "1", standing=Standing.ASSUMED, source="half a per cent"),
                high=0.2,
            ),
        ),
        (
            Slot("stack", "kg"),
            Slot("not_to_gas", "kg"),
            Slot("unaccounted", "kg"),
            Slot("input", "kg"),
            Slot("emission_share", "1"),
            Slot("sum_of_shares", "1", "Mass by destination, including slag and stack."),
            Slot("emission_factor", "g/t"),
            Slot("input_factor", "g/t", "Input per t of metal that follows from the measured emission."),
            Slot("by_product", "kg", "Mercury in calomel or recovered."),
            Slot("by_destination", kind="table"),
            Slot("stages", kind="table"),
        ),
        _smelter,
        "mass balance by stage; Wang et al. 2010 (zinc smelter), Zhang et al. 2012 (six smelters)",
    ),
)
