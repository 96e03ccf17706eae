"""Shares of parts, parts of a total, and destinations of products at the end of life."""

from __future__ import annotations

from typing import Any

from quicksilver.areas.products.demand import added
from quicksilver.areas.verbs import Answer, Given, Slot, Verb
from quicksilver.errors import InputProblems, MassBalanceError, Problem
from quicksilver.factors.facts import fact
from quicksilver.quantities import Quantity, Standing, ranged

__all__ = ["VERBS"]


def _derived(value: float, unit: str = "1") -> Quantity:
    return Quantity(float(value), unit, standing=Standing.DERIVED)


def _shares(given: Given) -> Answer:
    """Return the share of every part, or the mass of every part of a total; a printed share that does not fit is shown."""
    rows, total = given["parts"], given.get("total")
    names = [row["name"] for row in rows]
    problems = [] if rows else [Problem("no parts", "parts", "at least one part")]
    problems += [
        Problem(f"{name} is listed twice", "parts", "each part once")
        for name in sorted({n for n in names if names.count(n) > 1})
    ]
    whole_masses = all("mass" in row for row in rows)
    if not whole_masses and (total is None or any("mass" in row or "share" not in row for row in rows)):
        problems.append(
            Problem(
                "parts without a mass, and no total",
                "parts",
                "a mass in every part, or a total with a share in every part",
            )
        )
    if whole_masses and rows and sum(row.number("mass").central for row in rows) <= 0:
        problems.append(Problem("the parts add up to 0", "parts", "parts above zero"))
    if problems:
        raise InputProblems(problems)
    return _of_masses(rows, total) if whole_masses else _of_total(rows, total)


def _of_total(rows: list[Given], total: Quantity) -> Answer:
    summed = sum(row.number("share").central for row in rows)
    if abs(summed - 1) > 0.005 * len(rows) + 1e-9:
        raise InputProblems(
            [
                Problem(
                    f"the shares add up to {summed:g}",
                    "parts",
                    "shares that add up to 1 within their rounding",
                )
            ]
        )
    numbers = {"total": total, **{f"{i}": row.number("share") for i, row in enumerate(rows)}}
    results = ranged(
        lambda total, **n: {name: total * share for name, share in n.items()},
        numbers,
        {f"{i}": "t" for i in range(len(rows))},
    )
    made = [
        {
            "name": row["name"],
            "mass": results[f"{i}"],
            "share": row.number("share"),
            "published": None,
            "gap": None,
        }
        for i, row in enumerate(rows)
    ]
    remarks = (
        []
        if abs(summed - 1) < 1e-9
        else [f"the shares add up to {summed:.6g}: they are rounded, so the parts do not add up to the total"]
    )
    return Answer(
        {
            "total": total,
            "sum": added(list(results.values()), "t"),
            "parts": made,
            "rest": _derived(1 - summed),
        },
        remarks=remarks,
    )


def _of_masses(rows: list[Given], total: Quantity | None) -> Answer:
    masses = {f"{i}": row.number("mass") for i, row in enumerate(rows)}
    numbers = masses if total is None else masses | {"total": total}

    def work(total: Any = None, **n: Any) -> dict[str, Any]:
        whole = sum(n.values()) if total is None else total
        return {name: mass / whole for name, mass in n.items()}

    results = ranged(work, numbers, dict.fromkeys(masses, "1"))
    made, remarks = [], []
    for i, row in enumerate(rows):
        printed, share = row.get("share"), results[f"{i}"]
        gap = None if printed is None else _derived(share.value - printed.central)
        if gap is not None and printed is not None and abs(gap.value) > 0.005:
            remarks.append(
                f"{row['name']}: {100 * share.value:.1f} % calculated, {100 * printed.central:g} % published"
            )
        made.append(
            {"name": row["name"], "mass": masses[f"{i}"], "share": share, "published": printed, "gap": gap}
        )
    summed = added(list(masses.values()), "t")
    rest = _derived(0.0) if total is None else _derived(1 - summed.value / total.central)
    if total is not None and abs(rest.value) > 1e-9:
        remarks.append(f"the parts add up to {summed.value:,.6g} t, the total is {total.central:,.6g} t")
    return Answer({"total": total or summed, "sum": summed, "parts": made, "rest": rest}, remarks=remarks)


_KYOTO = ("incineration", "landfill", "recycling")


def _paths(given: Given, answer: Answer) -> tuple[dict[str, Quantity], Quantity | None]:
    """Return the mass on every path and what complete recycling would give."""
    rows, complete, total = given.get("paths", []), given.get("complete_recycling"), given.get("total")
    if ("case" in given) == bool(rows):
        raise InputProblems(
            [Problem("paths and a published case" if rows else "no paths", "paths, case", "one of the two")]
        )
    if not rows:
        note = Given({})
        paths = {
            path: fact(
                "product_contents_lifetimes",
                product="fluorescent lamps, Kyoto 2003",
                parameter=f"flow to {path}",
            )
            for path in _KYOTO
        }
        complete = complete or fact(
            "product_contents_lifetimes",
            product="fluorescent lamps, Kyoto",
            parameter="recoverable under complete recycling",
        )
        for name, number in [*paths.items(), ("complete_recycling", complete)]:
            note.assume(name, number)
        answer.assumed += note.assumed
        return paths, complete
    names = [row["path"] for row in rows]
    if len(set(names)) < len(names):
        raise InputProblems([Problem("a path is listed twice", "paths", "each path once")])
    if all("mass" in row and "share" not in row for row in rows):
        return {row["path"]: row.number("mass") for row in rows}, complete
    summed = sum(row.number("share").central for row in rows if "share" in row)
    if total is None or any("mass" in row or "share" not in row for row in rows) or abs(summed - 1) > 1e-6:
        raise InputProblems(
            [
                Problem(
                    f"paths that cannot be used; their shares add up to {summed:g}",
                    "paths",
                    "a mass in every path, or a total with shares that add up to 1",
                )
            ]
        )
    return ranged(
        lambda total, **n: {name: total * share for name, share in n.items()},
        {"total": total, **{row["path"]: row.number("share") for row in rows}},
        dict.fromkeys(names, "kg/yr"),
    ), complete


def _end_of_life(given: Given) -> Answer:
    """Return where discarded products go: masses, shares, and what complete recycling would give where it is known."""
    answer = Answer({})
    masses, complete = _paths(given, answer)
    whole = added(list(masses.values()), "kg/yr")
    if whole.value <= 0:
        raise InputProblems([Problem("nothing is discarded", "paths", "masses above zero")])
    if complete is not None and complete.central > whole.value * (1 + 1e-9):
        raise InputProblems(
            [
                Problem(
                    f"complete recycling gives {complete.central:g} kg, more than the {whole.value:g} kg discarded",
                    "complete_recycling",
                    "no more than the sum of the paths",
                )
            ]
        )
    shares = ranged(
        lambda **n: {name: mass / sum(n.values()) for name, mass in n.items()},
        masses,
        dict.fromkeys(masses, "1"),
    )
    if abs(sum(share.value for share in shares.values()) - 1) > 1e-9:
        raise MassBalanceError("products: the paths at the end of life do not add up to the waste")
    answer.results = {
        "total": whole,
        "shares": [{"path": path, "mass": masses[path], "share": shares[path]} for path in masses],
        "complete_recycling": complete,
        "recycling_gain": None,
        "recycled_of_recoverable": None,
    }
    if complete is not None:
        now = masses["recycling"].central if "recycling" in masses else 0.0
        answer.results |= {
            "recycling_gain": _derived(complete.central - now, "kg/yr"),
            "recycled_of_recoverable": _derived(now / complete.central) if complete.central else None,
        }
        answer.remarks.append(
            f"complete recycling would give {complete.central / whole.value:.0%} of what is discarded"
        )
    return answer


VERBS = (
    Verb(
        "shares",
        "Shares of parts, or parts of a total by their shares, compared with published shares.",
        (
            Slot(
                "parts",
                kind="table",
                columns=(
                    Slot("name", kind="text"),
                    Slot("mass", "t", required=False),
                    Slot(
                        "share",
                        "1",
                        "Share of the total; with a mass, the published share.",
                        required=False,
                        high=1.0,
                    ),
                ),
            ),
            Slot("total", "t", required=False, low=1e-12),
        ),
        (
            Slot("total", "t"),
            Slot("sum", "t", "Sum of the parts."),
            Slot("parts", kind="table"),
            Slot("rest", "1", "Share of the total that is not in any part."),
        ),
        _shares,
        "arithmetic",
    ),
    Verb(
        "end-of-life",
        "Discarded mercury by path, with shares, and the mercury that complete recycling would recover.",
        (
            Slot(
                "paths",
                kind="table",
                required=False,
                columns=(
                    Slot("path", kind="text", about="recycling, landfill, incineration ..."),
                    Slot("mass", "kg/yr", required=False),
                    Slot("share", "1", required=False, high=1.0),
                ),
            ),
            Slot("total", "kg/yr", "Mercury discarded, where shares are given.", required=False),
            Slot(
                "complete_recycling",
                "kg/yr",
                "Mercury that recycling of all waste would recover.",
                required=False,
            ),
            Slot(
                "case",
                kind="text",
                about="A published case, instead of paths.",
                choices=("kyoto-lamps-2003",),
                required=False,
            ),
        ),
        (
            Slot("total", "kg/yr"),
            Slot("shares", kind="table"),
            Slot("complete_recycling", "kg/yr"),
            Slot("recycling_gain", "kg/yr"),
            Slot("recycled_of_recoverable", "1"),
        ),
        _end_of_life,
        "Asari et al. 2008 (lamps in Kyoto)",
    ),
)
