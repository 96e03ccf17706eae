"""What follows from the founding document as a whole: counts and lists that are computed from the records and never typed.

Only records that cite the document (the note or its annex) are counted, so that the answers stay what they were however much is
entered from other sources later.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from quicksilver.register.questions.assessments import as_target
from quicksilver.register.questions.ledger import coverage, flows
from quicksilver.register.questions.questions import DRAFTS, cited, plans_in_force, sources_of, status_on
from quicksilver.register.records import (
    Activity,
    Area,
    Contribution,
    Cycle,
    Document,
    Fact,
    Leadership,
    Meeting,
    Membership,
    Organisation,
    Plan,
    TargetRecord,
    When,
)
from quicksilver.register.register import Register
from quicksilver.scenarios.targets import missing

__all__ = ["DERIVED", "FOUNDING", "NOTE", "REPORT"]

NOTE = "note-wg-prep-1-2009"
REPORT = "report-2007-2008"
#: The founding document: the secretariat's note and the report annexed to it.
FOUNDING = (NOTE, REPORT)
Table = dict[str, object]


def _lettered(register: Register) -> list[Area]:
    areas = [area for area in cited(register, Area, REPORT) if area.letter]
    return sorted(areas, key=lambda area: area.letter)


def _activities(register: Register) -> list[Activity]:
    return [activity for activity in cited(register, Activity, REPORT) if activity.letter]


def _funding(register: Register) -> list[Contribution]:
    return cited(register, Contribution, *FOUNDING)


def _areas(register: Register) -> Table:
    areas = _lettered(register)
    plans = cited(register, Plan, REPORT)
    drafted = {plan.area for plan in plans if plan.state in DRAFTS}
    vacant = {
        leadership.area
        for leadership in cited(register, Leadership, REPORT)
        if leadership.organisation is None
    }
    statuses = {area.id: status_on(area, register.day) for area in areas}
    established = [name for name, status in statuses.items() if status and status.status == "established"]
    return {
        "sections": len(areas),
        "letters": "".join(area.letter for area in areas),
        "established with a plan": sum(bool(plans_in_force(register, name)) for name in established),
        "drafts without a lead": sum(area.id in drafted & vacant for area in areas),
    }


def _leads(register: Register) -> Table:
    leaderships = [
        leadership
        for leadership in cited(register, Leadership, REPORT)
        if leadership.organisation is not None
    ]
    names = Counter(leadership.organisation for leadership in leaderships if leadership.organisation)
    kinds = {name: register.get(Organisation, name).kind for name in names}
    return {
        "filled leaderships": len(leaderships),
        "distinct leads": sorted(names),
        "leads of several areas": sorted(name for name, count in names.items() if count > 1),
        "States": sorted(name for name in names if kinds[name] == "government"),
        "organisations": sorted(name for name in names if kinds[name] != "government"),
    }


def _by_area(register: Register) -> Table:
    activities = _activities(register)
    filed = Counter(activity.areas[0] for activity in activities)
    numbered = {activity.id: sum(part.letter.isdigit() for part in activity.parts) for activity in activities}
    return {
        "activities": len(activities),
        **{area.letter: filed[area.id] for area in _lettered(register)},
        "numbered aims": {name: count for name, count in numbered.items() if count},
    }


def _targets(register: Register) -> Table:
    targets = cited(register, TargetRecord, REPORT)
    by_area = {
        area.id: [target for target in targets if target.area == area.id] for area in _lettered(register)
    }
    return {
        "printed number": sorted({target.area for target in targets if target.value is not None}),
        "with a baseline": sum(target.baseline is not None for target in targets),
        "categories without a number": Counter(
            target.area for target in targets if target.value is None and target.category is not None
        ),
        "none yet": sorted({target.area for target in targets if target.state == "not set"}),
        "silent": [name for name, ones in by_area.items() if not ones],
        "areas whose progress can be computed": sum(
            any(not missing(as_target(register, target)) for target in ones) for ones in by_area.values()
        ),
    }


def _money(register: Register) -> Table:
    funding = _funding(register)
    return {
        "amounts": sum(flow.stated for flow in flows(register, funding)),
        "sources of funds": sorted({entry.provider for entry in funding}),
    }


def _funders(register: Register) -> Table:
    activities = _activities(register)
    funding = _funding(register)
    known = coverage(register, activities)
    paid = {flow.activity for flow in flows(register, funding) if flow.stated}
    named = [activity for activity in activities if activity.id not in known.no_funder]
    return {
        "activities": known.activities,
        "no funder": len(known.no_funder),
        "funder named": sorted(
            source.place for activity in named for source in activity.sources if source.document == REPORT
        ),
        "no amount": sum(activity.id not in paid for activity in activities),
    }


def _places(register: Register) -> dict[str, list[str]]:
    """Return country -> places of the report in which an activity is there."""
    places: dict[str, list[str]] = {}
    for activity in _activities(register):
        printed = next(source.place for source in activity.sources if source.document == REPORT)
        for country in {place.country for place in activity.places if place.country}:
            places.setdefault(country, []).append(printed)
    return dict(sorted(places.items()))


def _countries(register: Register) -> Table:
    codes = list(_places(register))
    return {"countries": len(codes), "codes": codes}


def _repeated(register: Register) -> Table:
    return {country: places for country, places in _places(register).items() if len(places) > 1}


def _regions(register: Register) -> Table:
    regions = {
        place.region.en for activity in _activities(register) for place in activity.places if place.region
    }
    return {"regions": len(regions), "names": sorted(regions)}


def _addresses(register: Register) -> Table:
    facts = {fact.key: fact for fact in cited(register, Fact, REPORT) if fact.key in ("web", "e-mail")}
    return {key: [source.place for source in facts[key].sources] for key in ("web", "e-mail")}


def _outside(register: Register) -> Table:
    cycle = next(cycle for cycle in cited(register, Cycle, REPORT) if cycle.document == REPORT)
    dated: list[tuple[str, When | None]] = [
        (activity.id, activity.actual or activity.planned) for activity in _activities(register)
    ]
    dated += [(meeting.id, meeting.date) for meeting in cited(register, Meeting, REPORT) if meeting.area]
    first, last = cycle.period.first, cycle.period.last
    assert first is not None
    assert last is not None
    return {
        name: when.date
        for name, when in dated
        if when and when.first and when.last and (when.first < first or when.last > last)
    }


def _documents(register: Register) -> Table:
    documents = [document for document in cited(register, Document, *FOUNDING) if document.id not in FOUNDING]
    return {"documents": len(documents), "names": [document.id for document in documents]}


def _partners(register: Register) -> Table:
    asked = (
        "number of partners",
        "names of partners",
        "members of the Partnership Advisory Group",
        "meeting dates of the Partnership Advisory Group",
    )
    facts = {fact.key: fact.value for fact in cited(register, Fact, *FOUNDING)}
    return {
        **{key: facts[key] for key in asked},
        "memberships": len(cited(register, Membership, *FOUNDING)),
        "list in": sorted(
            {
                document.symbol
                for document in cited(register, Document, *FOUNDING)
                if document.symbol and _lists(document)
            }
        ),
    }


def _lists(document: Document) -> bool:
    return document.kind == "information document" and any(
        source.place == "N2" for source in sources_of(document)
    )


#: Name in the packaged table of answers -> the question to a register.
DERIVED: dict[str, Callable[[Register], Table]] = {
    "areas": _areas,
    "leads": _leads,
    "activities": _by_area,
    "targets": _targets,
    "money": _money,
    "funders": _funders,
    "countries": _countries,
    "repeated countries": _repeated,
    "regions": _regions,
    "addresses": _addresses,
    "outside the period": _outside,
    "documents referred to": _documents,
    "partners": _partners,
}
