"""The history of a record: each change with when, who and why, and the fields before and after."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from quicksilver.errors import InputProblems, Problem, closest, similar
from quicksilver.register.formats.text_form.plain import plain_record
from quicksilver.register.records import KINDS, Record

__all__ = ["Step", "history_of"]


@dataclass(frozen=True, slots=True)
class Step:
    """A change of a record.

    Attributes
    ----------
    when : datetime
        UTC.
    who, why : str
    what : str
        ``added``, ``changed`` or ``removed``.
    fields : dict of str to (object, object)
        Name of a field -> plain value before and after; None where there was none.
    """

    when: dt.datetime
    who: str
    why: str
    what: str
    fields: dict[str, tuple[Any, Any]]


def history_of(kind: str, identifier: str) -> tuple[Step, ...]:
    """Return the changes of a record, the first one first; a record that is gone keeps its history.

    Parameters
    ----------
    kind, identifier : str

    Raises
    ------
    InputProblems
        There is no such kind, or never was such a record.
    """
    from quicksilver.portal.setup import configure
    from quicksilver.portal.store import mapping

    if kind not in KINDS:
        raise InputProblems(
            [
                Problem(
                    f"there is no kind of record {kind!r}",
                    "kind/id",
                    ", ".join(KINDS),
                    closest(kind, list(KINDS)),
                    "write kind/id, such as areas/coal",
                )
            ]
        )
    configure()
    of = mapping.kinds()[kind]
    moments = _told(of, identifier)
    if not moments:
        known = list(of.model.objects.values_list("id", flat=True)[:20_000])
        raise InputProblems(
            [
                Problem(
                    f"there has never been a record {kind}/{identifier}",
                    "kind/id",
                    f"the id of a record among {kind}",
                    **similar(identifier, known),
                )
            ]
        )
    steps = []
    before: Record | None = None
    for when, (who, why) in sorted(moments.items()):
        after = _at(of, identifier, when)
        if after == before:
            continue
        what = "added" if before is None else "removed" if after is None else "changed"
        steps.append(Step(when, who, why, what, _fields(before, after)))
        before = after
    return tuple(steps)


def _told(of: Any, identifier: str) -> dict[dt.datetime, tuple[str, str]]:
    """Return the times at which something of the record changed, with who and why."""
    from quicksilver.portal.models import Citation

    queries = [of.model.history.filter(id=identifier)]
    queries += [part.model.history.filter(**{part.owner: identifier}) for part in of.parts]
    queries.append(Citation.history.filter(kind=of.name, owner=identifier))
    moments: dict[dt.datetime, tuple[str, str]] = {}
    for query in queries:
        for when, who, why in query.values_list("history_date", "history_user_id", "history_change_reason"):
            # Lists are changed row by row; what states who counts before what does not.
            if not moments.get(when, ("", ""))[0]:
                moments[when] = (who or "", why or "")
    return moments


def _at(of: Any, identifier: str, when: dt.datetime) -> Record | None:
    from quicksilver.portal.store.reading import read_kind

    versions = read_kind(of, [identifier], at=when)
    return versions[0] if versions else None


def _fields(before: Record | None, after: Record | None) -> dict[str, tuple[Any, Any]]:
    old, new = (plain_record(record) if record is not None else {} for record in (before, after))
    names = [*old, *(name for name in new if name not in old)]
    return {name: (old.get(name), new.get(name)) for name in names if old.get(name) != new.get(name)}
