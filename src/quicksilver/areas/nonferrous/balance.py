"""Balances of named outputs, by-product mercury, and the forms of an emission."""

from __future__ import annotations

from typing import Any

from quicksilver.areas.verbs import Answer, Given, Slot, Verb
from quicksilver.errors import InputProblems, MassBalanceError, Problem
from quicksilver.factors.facts import facts
from quicksilver.quantities import Quantity, Standing, ranged

__all__ = ["VERBS"]

#: An output: its mass, and the output that it is a part of.
Outputs = dict[str, tuple[Quantity, str | None]]


def _derived(value: float, unit: str = "t") -> Quantity:
    return Quantity(float(value), unit, standing=Standing.DERIVED)


def _check(given: Given) -> None:
    rows = given["outputs"]
    names = [row["name"] for row in rows]
    problems = [
        Problem(f"{name} is listed twice", "outputs", "every name once")
        for name in sorted({n for n in names if names.count(n) > 1})
    ]
    for i, row in enumerate(rows):
        if ("mass" in row) == ("share" in row):
            problems.append(
                Problem(
                    "an output needs either a mass or a share",
                    f"outputs[{i}]",
                    "mass, or share of the input",
                )
            )
        if "part_of" in row and row["part_of"] not in names:
            problems.append(
                Problem(
                    f"{row['name']} is a part of {row['part_of']!r}, which is not an output",
                    f"outputs[{i}]",
                    ", ".join(names),
                )
            )
        if "share" in row and "part_of" not in row and "input" not in given:
            problems.append(
                Problem("a share needs the input", f"outputs[{i}]", "the input", remedy="add input")
            )
    if problems:
        raise InputProblems(problems)


def _masses(given: Given) -> Outputs:
    """Return mass and parent by name; a share is of the parent, or of the input."""
    rows = {row["name"]: row for row in given["outputs"]}
    outputs: Outputs = {}
    for name, row in rows.items():
        chain, at = [name], row
        while "share" in at and "part_of" in at:
            if at["part_of"] in chain:
                raise InputProblems(
                    [Problem(f"{name} is a part of itself", "outputs", "parts of another output")]
                )
            at = rows[at["part_of"]]
            chain.append(at["name"])
        numbers = {
            f"{i}": rows[step].number("share") for i, step in enumerate(chain) if "share" in rows[step]
        }
        numbers["whole"] = at.number("mass") if "mass" in at else given.number("input")
        outputs[name] = (ranged(_product, numbers, {"mass": "t"})["mass"], row.get("part_of"))
    return outputs


def _product(**n: Any) -> dict[str, Any]:
    made = 1.0
    for value in n.values():
        made = made * value
    return {"mass": made}


def _balance(given: Given) -> Answer:
    """Set named outputs against the input and say whether they close; parts of an output are set against it."""
    _check(given)
    outputs = _masses(given)
    total = sum(mass.central for mass, parent in outputs.values() if parent is None)
    whole = given.get("input")
    allowed = given.get("tolerance_mass")
    limit = (
        allowed.central
        if allowed is not None
        else None
        if whole is None
        else given.number("tolerance").central * whole.central
    )
    gap = None if whole is None else whole.central - total
    closes = None if gap is None or limit is None else abs(gap) <= limit * (1 + 1e-9)
    parts = _parts(given, outputs, limit)
    remarks = (
        [f"the outputs differ from the input by {-(gap or 0.0):+,.4g} t, which is unaccounted"]
        if closes is False
        else []
    )
    remarks += [
        f"the parts of {row['of']} add up to {row['sum'].value:g} t, but {row['stated'].value:g} t is stated: both are kept"
        for row in parts
        if row["complete"] and abs(row["gap"].value) > 1e-9
    ]
    factor, emitted = given.get("emission_factor"), given.get("emitted_share")
    implied = (
        ranged(lambda f, e: {"x": f / e}, {"f": factor, "e": emitted}, {"x": "g/t"})["x"]
        if factor is not None and emitted is not None
        else None
    )
    share = 1 / whole.central if whole is not None and whole.central else None
    rows = [
        {
            "name": name,
            "mass": mass,
            "share": None if share is None else _derived(mass.central * share, "1"),
            "part_of": parent,
        }
        for name, (mass, parent) in outputs.items()
    ]
    return Answer(
        {
            "sum": _derived(total),
            "unaccounted": None if gap is None else _derived(gap),
            "closes": closes,
            "sum_of_shares": None if share is None else _derived(total * share, "1"),
            "input_factor": implied,
            "outputs": rows,
            "parts": parts,
        },
        remarks=remarks,
    )


def _parts(given: Given, outputs: Outputs, limit: float | None) -> list[dict[str, Any]]:
    made = []
    for parent in dict.fromkeys(of for _, of in outputs.values() if of):
        summed = sum(mass.central for mass, of in outputs.values() if of == parent)
        # A part that is given as a share of its whole states nothing of the rest.
        complete = all("mass" in row for row in given["outputs"] if row.get("part_of") == parent)
        gap = outputs[parent][0].central - summed
        made.append(
            {
                "of": parent,
                "stated": outputs[parent][0],
                "sum": _derived(summed),
                "gap": _derived(gap),
                "complete": complete,
                "closes": None if limit is None or not complete else abs(gap) <= limit * (1 + 1e-9),
            }
        )
    return made


_CALOMEL = Quantity(
    200.592 / (200.592 + 35.45),
    "1",
    source="Hg2Cl2 with IUPAC standard atomic weights Hg 200.592, Cl 35.45",
    standing=Standing.DERIVED,
)


def _by_product(given: Given) -> Answer:
    """Return what a smelter recovers as supply, what stays in calomel, and what is waste."""
    ways = [name for name in ("captured", "input", "calomel_mass") if name in given]
    if len(ways) != 1 or ("captured_share" in given) != (ways == ["input"]):
        raise InputProblems(
            [
                Problem(
                    "the mercury captured must be given in one way",
                    "captured",
                    "captured, or input with captured_share, or calomel_mass",
                )
            ]
        )
    numbers = {
        name: given.number(name)
        for name in (*ways, "captured_share", "recovered", "calomel", "mercury_share")
        if name in given
    }

    def work(**n: Any) -> dict[str, Any]:
        caught = (
            n["captured"]
            if "captured" in n
            else n["input"] * n["captured_share"]
            if "input" in n
            else n["calomel_mass"] * n["mercury_share"]
        )
        supply = caught * n["recovered"]
        bound = caught * (1 - n["recovered"]) * n["calomel"]
        masses = {
            "captured": caught,
            "supply": supply,
            "mercury_in_calomel": bound,
            "calomel": bound / n["mercury_share"],
            "waste": caught - supply - bound,
        }
        return masses | ({"rest_of_input": n["input"] - caught} if "input" in n else {})

    results = ranged(
        work,
        numbers,
        dict.fromkeys(
            ("captured", "supply", "mercury_in_calomel", "calomel", "waste", "rest_of_input"), "kg"
        ),
    )
    out = sum(results[name].value for name in ("supply", "mercury_in_calomel", "waste"))
    if not abs(out - results["captured"].value) <= 1e-9 * max(results["captured"].value, 1e-300):
        raise MassBalanceError("by-product: supply, calomel and waste do not add up to the mercury captured")
    remarks = [
        "by-product mercury is supply: it may be sold only for an allowed use (Minamata Convention, Article 3); otherwise it must be stored or is waste"
    ]
    names = ("captured", "supply", "calomel", "mercury_in_calomel", "waste", "rest_of_input")
    return Answer(
        {**{name: results.get(name) for name in names}, "sources": [_source(results["supply"])]},
        remarks=remarks,
    )


def _source(supply: Quantity) -> dict[str, Any]:
    """Return the row that the area of supply takes, as mercury per year."""
    tonnes = supply.to("t")
    return {
        "name": "by-product",
        "mass": Quantity(tonnes.value, "t/yr", tonnes.low, tonnes.high, standing=Standing.DERIVED),
    }


#: Profile -> sector and configuration in the table.
PROFILES = {
    "cement-gma": ("cement (GMA default)", "stack"),
    "cement-china-2014": ("cement", "Chinese kilns 2014 flue gas"),
    "non-ferrous-acid-plant": ("nonferrous", "after acid plant"),
}
_FORMS = {"Hg0": "hg0", "Hg2+": "hg2", "HgP": "hgp"}


def _speciation(given: Given) -> Answer:
    """Split an emission into the three forms by a published profile, or by shares that were given."""
    own: dict[str, Quantity | None] = {form: given.get(form) for form in _FORMS.values()}
    note = Given({})
    if "profile" in given:
        sector, configuration = PROFILES[given["profile"]]
        for row in facts("speciation", sector=sector, configuration=configuration, defaults_only=True):
            form = _FORMS.get(row.labels["form"])
            if form is not None and row.number is not None and own[form] is None:
                own[form] = row.number
                note.assume(form, row.number, given["profile"])
    shares = {form: number for form, number in own.items() if number is not None}
    total = sum(number.central for number in shares.values())
    if not shares or total > 1 + 1e-6 or (len(shares) == 3 and abs(total - 1) > 1e-6):
        raise InputProblems(
            [
                Problem(
                    f"shares of the forms sum to {total:g}",
                    "hg0, hg2, hgp",
                    "a profile, or shares that sum to 1",
                )
            ]
        )
    results = ranged(
        lambda emission, **n: {form: emission * share for form, share in n.items()},
        {"emission": given.number("emission"), **shares},
        dict.fromkeys(shares, "kg"),
    )
    missing = [form for form in own if form not in shares]
    remarks = (
        [
            f"not in the profile and therefore unknown: {', '.join(missing)}; together {1 - total:.3g} of the emission"
        ]
        if missing
        else []
    )
    return Answer({form: results.get(form) for form in own}, note.assumed, remarks)


VERBS = (
    Verb(
        "balance",
        "Named outputs compared with the input, with a tolerance; parts of an output compared with it.",
        (
            Slot("input", "t", required=False),
            Slot(
                "outputs",
                kind="table",
                columns=(
                    Slot("name", kind="text"),
                    Slot("mass", "t", required=False),
                    Slot(
                        "share",
                        "1",
                        "Share of the input, or of the output of which it is a part.",
                        required=False,
                        high=1.5,
                    ),
                    Slot(
                        "part_of",
                        kind="text",
                        about="Output of which it is a part; parts are not counted again.",
                        required=False,
                    ),
                ),
            ),
            Slot(
                "tolerance",
                "1",
                "Allowed gap, as a share of the input.",
                default=Quantity(0.005, "1", standing=Standing.ASSUMED, source="half a per cent"),
            ),
            Slot("tolerance_mass", "t", "Allowed gap as a mass, instead of tolerance.", required=False),
            Slot("emission_factor", "g/t", required=False),
            Slot("emitted_share", "1", required=False, low=1e-12, high=1.0),
        ),
        (
            Slot("sum", "t"),
            Slot("unaccounted", "t"),
            Slot("closes", kind="flag"),
            Slot("sum_of_shares", "1"),
            Slot("input_factor", "g/t", "Emission factor divided by the share emitted."),
            Slot("outputs", kind="table"),
            Slot("parts", kind="table"),
        ),
        _balance,
        "arithmetic",
    ),
    Verb(
        "by-product",
        "Mercury that a smelter recovers, as supply, calomel and waste.",
        (
            Slot("captured", "kg", "Mercury captured.", required=False),
            Slot("input", "kg", "Mercury input of the smelter, instead of captured.", required=False),
            Slot(
                "captured_share",
                "1",
                "Share of the input that is captured, with input.",
                required=False,
                high=1.0,
            ),
            Slot("calomel_mass", "kg", "Calomel captured, instead of captured.", required=False),
            Slot("recovered", "1", "Share of the captured mercury that is recovered.", high=1.0),
            Slot(
                "calomel",
                "1",
                "Share of the remainder that stays bound as calomel.",
                high=1.0,
                default=Quantity(0.0, "1", standing=Standing.ASSUMED),
            ),
            Slot("mercury_share", "1", "Mercury in calomel.", default=_CALOMEL, low=1e-6, high=1.0),
        ),
        (
            *(
                Slot(name, "kg")
                for name in ("captured", "supply", "calomel", "mercury_in_calomel", "waste", "rest_of_input")
            ),
            Slot(
                "sources",
                kind="table",
                about="Supply of a year, as input for the calculator balance of the area supply.",
            ),
        ),
        _by_product,
        "captured x recovery",
    ),
    Verb(
        "speciation",
        "An emission by form (elemental, oxidised, particulate), by a published profile or your own shares.",
        (
            Slot("emission", "kg"),
            Slot("profile", kind="text", choices=tuple(PROFILES), required=False),
            *(Slot(form, "1", required=False, high=1.0) for form in _FORMS.values()),
        ),
        tuple(Slot(form, "kg") for form in _FORMS.values()),
        _speciation,
        "AMAP/UNEP 2013; Wang et al. 2014; Zhang et al. 2012",
    ),
)
