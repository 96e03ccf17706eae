"""Search in the tables: coals and their contents, techniques and their effect, costs; each number with its source."""

from __future__ import annotations

from typing import Any

from quicksilver.areas.coal.train import spelled
from quicksilver.areas.verbs import Answer, Given, Slot, Verb
from quicksilver.errors import InputProblems, Problem, closest
from quicksilver.factors.facts import Fact, facts
from quicksilver.geography import guess_among, named_among

__all__ = ["COALS", "GUIDANCE"]

_WIDE = {
    "bituminous": ("hard_coal",),
    "anthracite": ("hard_coal",),
    "subbituminous": ("brown_coal",),
    "lignite": ("brown_coal",),
}


def _plain(text: str) -> str:
    """Return a train in one spelling where it is one, else the text itself, in small letters."""
    try:
        return spelled(text).casefold()
    except InputProblems:
        return text.casefold()


def _named(row: Fact, device: str) -> bool:
    technique = row.labels["technology"]
    return device.casefold() in technique.casefold() or device.casefold() in _plain(technique).split("+")


def _fuels(rank: str, wide: bool) -> tuple[str, ...]:
    return (rank, *(("all", "mixed", *_WIDE.get(rank, ())) if wide else ()))


def _guidance(given: Given) -> Answer:
    rows = []
    least = given.get("least_removal")
    for row in facts("controls", sector="coal_power"):
        fits = (
            (
                given.get("rank") is None
                or row.labels["fuel_or_class"] in _fuels(given["rank"], given.get("any_coal", False))
            )
            and (given.get("device") is None or _named(row, given["device"]))
            and (
                given.get("controls") is None or _plain(row.labels["technology"]) == _plain(given["controls"])
            )
            and given.get("parameter") in (None, row.labels["parameter"])
        )
        if fits and (least is None or _reaches(row, least.central)):
            rows.append(
                {
                    "id": row.id,
                    "technique": row.labels["technology"],
                    "fuel": row.labels["fuel_or_class"],
                    "parameter": row.labels["parameter"],
                    "number": row.number,
                    "source": row.source,
                    "year": row.year or None,
                    "may_be_default": row.may_be_default,
                    "note": row.note or None,
                }
            )
    costs = [
        {
            "id": row.id,
            "item": row.labels["item"],
            "number": row.number,
            "source": row.source,
            "currency_year": row.year or None,
            "may_be_default": row.may_be_default,
        }
        for row in facts("costs", area="coal")
        if given.get("device") is None or given["device"].casefold() in row.labels["item"].casefold()
    ]
    _check(given)
    remarks = [] if rows else ["no technique in the tables matches"]
    remarks.append("values of one technique from several sources are listed side by side and not averaged")
    return Answer({"techniques": rows, "costs": costs}, remarks=remarks)


def _reaches(row: Fact, least: float) -> bool:
    """Return whether what is known of a removal states that it is at least so much."""
    number = row.number
    if number is None or row.labels["parameter"] != "removal_total":
        return False
    return (number.low if number.low is not None else number.central) >= least


def _check(given: Given) -> None:
    rows = list(facts("controls", sector="coal_power"))
    known = {
        "rank": sorted({row.labels["fuel_or_class"] for row in rows}),
        "parameter": sorted({row.labels["parameter"] for row in rows}),
    }
    wrong = [
        Problem(
            f"no {name} {given[name]!r} in the tables",
            name,
            ", ".join(allowed),
            closest(given[name], allowed),
        )
        for name, allowed in known.items()
        if given.get(name) is not None and given[name] not in (*allowed, *_WIDE)
    ]
    if wrong:
        raise InputProblems(wrong)


def _coals(given: Given) -> Answer:
    rows = list(facts("coal_hg"))
    countries = sorted({row.labels["country"] for row in rows})
    written = given.get("country")
    country = None if written is None else named_among(written, countries)
    if country == "":
        raise InputProblems(
            [
                Problem(
                    f"no coal of {written!r} in the tables",
                    "country",
                    ", ".join(countries),
                    guess_among(written or "", countries),
                )
            ]
        )
    coals: list[dict[str, Any]] = [
        {
            "id": row.id,
            "country": row.labels["country"],
            "coal": row.labels["rank"],
            "analyte": row.labels["analyte"],
            "content": row.number,
            "samples": row.labels["n_samples"] or None,
            "year": row.year or None,
            "source": row.source,
            "may_be_default": row.may_be_default,
        }
        for row in rows
        if country in (None, row.labels["country"])
        and (given.get("rank") is None or given["rank"].casefold() in row.labels["rank"].casefold())
        and given.get("analyte") in (None, row.labels["analyte"])
    ]
    remarks = ["sulphur and ash by coal were not found; chlorine was found only for coals of the USA"]
    remarks += [] if coals else ["no coal in the tables matches"]
    return Answer({"coals": coals}, remarks=remarks)


GUIDANCE = Verb(
    "guidance",
    "Techniques with their effect, source and standing, and their costs.",
    (
        Slot(
            "rank",
            kind="text",
            about="Fuel as named in the table: bituminous, subbituminous, lignite, china_fleet ...",
            required=False,
        ),
        Slot(
            "any_coal",
            kind="flag",
            about="Include values stated for all coals, or for hard or brown coal.",
            required=False,
        ),
        Slot("device", kind="text", about="Part of the name of a technique.", required=False),
        Slot("controls", kind="text", about="A whole train such as SCR+CS-ESP+wFGD.", required=False),
        Slot("parameter", kind="text", about="removal_total, capture_hg2 ...", required=False),
        Slot("least_removal", "1", "Smallest removal.", required=False, high=1.0),
    ),
    (Slot("techniques", kind="table"), Slot("costs", kind="table")),
    _guidance,
)
COALS = Verb(
    "coals",
    "The coal data base: mercury and chlorine by country and coal.",
    (
        Slot("country", kind="text", required=False),
        Slot("rank", kind="text", about="Part of the name of the coal.", required=False),
        Slot("analyte", kind="text", choices=("Hg", "Cl"), required=False),
    ),
    (Slot("coals", kind="table"),),
    _coals,
)
