"""Which field of which kind of record names a record of which other kind."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from quicksilver.register.records import Record

__all__ = ["CHAINS", "REFERENCES", "references"]

Key = tuple[str | int, ...]

_EVERYWHERE: Final = (("sources[].document", "documents"),)
_OWN: Final[dict[str, tuple[tuple[str, str], ...]]] = {
    "documents": (("edition_of", "documents"), ("supersedes", "documents"), ("corrects", "documents")),
    "mandates": (("parent", "mandates"), ("document", "documents")),
    "organisations": (("parent", "organisations"), ("successor", "organisations")),
    "persons": (("affiliations[].organisation", "organisations"),),
    "areas": (("parent", "areas"), ("became", "areas"), ("statuses[].source.document", "documents")),
    "leaderships": (
        ("area", "areas"),
        ("organisation", "organisations"),
        ("offers[].organisation", "organisations"),
        ("offers[].sources[].document", "documents"),
    ),
    "memberships": (
        ("organisation", "organisations"),
        ("letter", "documents"),
        ("areas[]", "areas"),
    ),
    "seats": (("organisation", "organisations"), ("person", "persons")),
    "meetings": (
        ("area", "areas"),
        ("documents[]", "documents"),
        ("agenda[].document", "documents"),
        ("decisions[].mandate", "mandates"),
        ("decisions[].task", "action-items"),
        ("decisions[].sources[].document", "documents"),
    ),
    "indicators": (("area", "areas"),),
    "baselines": (("indicator", "indicators"), ("supersedes", "baselines")),
    "observations": (("indicator", "indicators"),),
    "plans": (
        ("area", "areas"),
        ("document", "documents"),
        ("supersedes", "plans"),
        ("objectives[].sources[].document", "documents"),
    ),
    "targets": (
        ("area", "areas"),
        ("plan", "plans"),
        ("indicator", "indicators"),
        ("baseline", "baselines"),
        ("supersedes", "targets"),
    ),
    "outputs": (("authors[]", "organisations"), ("document", "documents"), ("supersedes", "outputs")),
    "activities": (
        ("areas[]", "areas"),
        ("participants[].organisation", "organisations"),
        ("participants[].sources[].document", "documents"),
        ("mandates[]", "mandates"),
        ("serves[].plan", "plans"),
        ("parts[].sources[].document", "documents"),
        ("parent", "activities"),
        ("outputs[]", "outputs"),
    ),
    "contributions": (
        ("provider", "organisations"),
        ("receiver", "organisations"),
        ("activity", "activities"),
        ("area", "areas"),
        ("flow", "contributions"),
    ),
    "needs": (("activity", "activities"), ("plan", "plans"), ("area", "areas")),
    "cycles": (("document", "documents"), ("corrections[].document", "documents")),
    "submissions": (
        ("cycle", "cycles"),
        ("area", "areas"),
        ("organisation", "organisations"),
        ("document", "documents"),
    ),
    "comments": (("organisation", "organisations"),),
    "action-items": (),
    "claims": (),
    "facts": (),
}

#: Kind -> its fields (dotted, ``[]`` for each item of a list) and the kind that each names.
REFERENCES: Final = {kind: (*_EVERYWHERE, *own) for kind, own in _OWN.items()}

#: Fields that lead from a record to another of its kind, and may not lead back: (kind, field).
CHAINS: Final = tuple((kind, field) for kind, own in _OWN.items() for field, target in own if target == kind)

_STEPS: Final = {
    path: tuple((part.removesuffix("[]"), part.endswith("[]")) for part in path.split("."))
    for own in REFERENCES.values()
    for path, _ in own
}


def references(kind: str, record: Record) -> Iterator[tuple[Key, str, str]]:
    """Yield the references of a record: keys of the field, kind and identifier it names."""
    for path, target in REFERENCES[kind]:
        for keys, identifier in _at(record, _STEPS[path]):
            yield keys, target, identifier


def _at(part: Any, steps: tuple[tuple[str, bool], ...]) -> Iterator[tuple[Key, str]]:
    name, many = steps[0]
    value = getattr(part, name)
    if not value:
        return
    places = [((name, index), item) for index, item in enumerate(value)] if many else [((name,), value)]
    for keys, item in places:
        if len(steps) == 1:
            yield keys, item
        else:
            for inner, identifier in _at(item, steps[1:]):
                yield (*keys, *inner), identifier
