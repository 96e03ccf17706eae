"""National inventory of mercury waste by kind, with unknowns counted; and a published share compared with its quantities."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from quicksilver.areas.verbs import Answer, Given, Slot, Verb
from quicksilver.areas.waste.kinds import KINDS
from quicksilver.errors import InputProblems, Problem, closest
from quicksilver.factors.facts import facts
from quicksilver.quantities import Quantity, Standing, ranged

__all__ = ["INVENTORY", "SHARE_CHECK"]


def _per_item() -> dict[str, Quantity]:
    """Return the published mercury of an item by product, in g; rows of low confidence are no defaults."""
    contents = {}
    for row in facts("product_contents_lifetimes", parameter="Hg content", defaults_only=True):
        if row.number is not None and row.number.unit in ("g/item", "mg/item"):
            number = row.number.to("g/item")
            contents[row.labels["product"]] = replace(number, unit="g")
    return contents


def _inputs(rows: list[Given]) -> tuple[dict[str, Quantity], dict[str, Quantity]]:
    """Return the numbers of all rows by name, and those that are published contents of a product."""
    published, problems = _per_item(), []
    numbers: dict[str, Quantity] = {}
    assumed: dict[str, Quantity] = {}
    for i, row in enumerate(rows):
        product = row.get("product")
        if "items" in row and "per_item" not in row and product not in published:
            problems.append(
                Problem(
                    f"no published mercury content per item for {product!r}",
                    f"wastes[{i}]",
                    ", ".join(sorted(published)),
                    closest(str(product), list(published)),
                    'give "per_item"',
                )
            )
            continue
        for name in ("mass", "content", "mercury", "items", "per_item"):
            if name in row:
                numbers[f"{name} {i}"] = row.number(name)
        if "items" in row and "per_item" not in row:
            numbers[f"mercury of {product}"] = assumed[f"mercury of {product}"] = published[str(product)]
    if problems:
        raise InputProblems(problems)
    return numbers, assumed


def _mercury(i: int, row: Given, values: dict[str, Any]) -> Any:
    """Return the mercury of a row in kg/yr, or None: what was said, else content times mass, else items times content."""
    if "mercury" in row:
        return values[f"mercury {i}"]
    if "mass" in row and "content" in row:
        return values[f"mass {i}"] * values[f"content {i}"] * 1e-3  # t x mg/kg = g
    if "items" in row:
        each = values[f"per_item {i}"] if "per_item" in row else values[f"mercury of {row['product']}"]
        return values[f"items {i}"] * each * 1e-3
    return None


def _worked(rows: list[Given], **values: Any) -> dict[str, Any]:
    masses: dict[str, Any] = {}
    for i, row in enumerate(rows):
        mercury = _mercury(i, row, values)
        if mercury is not None:
            masses[f"mercury {i}"] = mercury
            for name in ("mercury", f"mercury, {row['kind']}"):
                masses[name] = masses.get(name, 0.0) + mercury
        if "mass" in row:
            masses[f"mass, {row['kind']}"] = masses.get(f"mass, {row['kind']}", 0.0) + values[f"mass {i}"]
    return masses


class _Units(dict[str, str]):
    def __missing__(self, name: str) -> str:
        return "t/yr" if name.startswith("mass") else "kg/yr"


def _inventory(given: Given) -> Answer:
    """Add up by kind; an unknown mass or content is not included in any sum and is counted.

    Raises
    ------
    InputProblems
        Items of a product whose mercury is neither given nor published.
    """
    rows: list[Given] = given["wastes"]
    numbers, assumed = _inputs(rows)
    results = ranged(lambda **values: _worked(rows, **values), numbers, _Units())
    out = [
        {
            "source": row["source"],
            "kind": row["kind"],
            "mass": row.get("mass"),
            "mercury": results.get(f"mercury {i}"),
        }
        for i, row in enumerate(rows)
    ]
    by_kind = [_kind(kind, out, results) for kind in KINDS]
    lacking = [row["source"] for row in out if row["mercury"] is None]
    remarks = (
        [
            f"the mercury of {len(lacking)} of {len(rows)} wastes is unknown and not included in any sum ({', '.join(lacking)}): the sums are lower bounds"
        ]
        if lacking
        else []
    )
    return Answer(
        {
            "by_kind": by_kind,
            "mercury": results.get("mercury"),
            "unknown": Quantity(len(lacking), "1", standing=Standing.DERIVED),
            "wastes": out,
        },
        [{"name": name, **number.as_dict()} for name, number in assumed.items()],
        remarks,
    )


def _kind(kind: str, out: list[dict[str, Any]], results: dict[str, Quantity]) -> dict[str, Any]:
    mine = [row for row in out if row["kind"] == kind]
    return {
        "kind": kind,
        "sources": Quantity(len(mine), "1", standing=Standing.DERIVED),
        "mass": results.get(f"mass, {kind}"),
        "mercury": results.get(f"mercury, {kind}"),
        "unknown_mass": Quantity(sum(row["mass"] is None for row in mine), "1", standing=Standing.DERIVED),
        "unknown_mercury": Quantity(
            sum(row["mercury"] is None for row in mine), "1", standing=Standing.DERIVED
        ),
    }


INVENTORY = Verb(
    "inventory",
    "National inventory of mercury waste by kind; unknown amounts are counted and not included in sums.",
    (
        Slot(
            "wastes",
            kind="table",
            columns=(
                Slot("source", kind="text"),
                Slot("kind", kind="text", choices=KINDS),
                Slot("mass", "t/yr", "Mass of waste.", required=False),
                Slot("content", "mg/kg", "Mercury in the waste.", required=False, high=1e6),
                Slot("mercury", "kg/yr", "Mercury in the waste, if known directly.", required=False),
                Slot("items", "1/yr", "Items discarded, instead of mass and content.", required=False),
                Slot(
                    "product",
                    kind="text",
                    about="Kind of item, named as in the table of products.",
                    required=False,
                ),
                Slot("per_item", "g", "Your own value of mercury per item.", required=False),
            ),
        ),
    ),
    (
        Slot("by_kind", kind="table"),
        Slot("mercury", "kg/yr"),
        Slot("unknown", "1", "Number of wastes whose mercury is unknown."),
        Slot("wastes", kind="table"),
    ),
    _inventory,
)


def _share(given: Given) -> Answer:
    """Work a share out from its quantities, and flag a published one that differs; nothing is refused for it."""
    part, total = given.number("part"), given.number("total")
    if part.central > total.central * (1 + 1e-12):
        raise InputProblems(
            [
                Problem(
                    f"the part {part.central:g} kg is more than the total {total.central:g} kg",
                    "part",
                    "at most the total",
                )
            ]
        )
    computed = part.central / total.central
    results: dict[str, Any] = {
        "computed": Quantity(computed, "1", standing=Standing.DERIVED),
        "published": given.get("published"),
        "difference": None,
        "flagged": None,
    }
    if "published" not in given:
        return Answer(results)
    gap = computed - given.number("published").central
    flagged = abs(gap) > given.number("tolerance").central
    results |= {"difference": Quantity(gap, "1", standing=Standing.DERIVED), "flagged": flagged}
    remark = f"published {given.number('published').central:.2%}, the quantities give {computed:.2%}; the difference is {abs(gap) * 100:.2f} percentage points"
    return Answer(results, remarks=[remark] if flagged else [])


SHARE_CHECK = Verb(
    "share-check",
    "A published share compared with the share of its quantities; a difference is flagged, not corrected.",
    (
        Slot("part", "kg"),
        Slot("total", "kg", low=1e-12),
        Slot("published", "1", required=False, high=1.0),
        Slot(
            "tolerance",
            "1",
            "Difference explained by rounding.",
            high=1.0,
            default=Quantity(
                5e-4, "1", standing=Standing.ASSUMED, source="rounding to a tenth of a per cent"
            ),
        ),
    ),
    (Slot("computed", "1"), Slot("published", "1"), Slot("difference", "1"), Slot("flagged", kind="flag")),
    _share,
)
