"""Writing activities as an IATI file."""

from __future__ import annotations

import mimetypes
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from quicksilver.errors import InputProblems, Problem
from quicksilver.geography.countries import country_codes
from quicksilver.languages import LANGUAGES
from quicksilver.outputs import write_files
from quicksilver.register import records as r
from quicksilver.register.formats.iati import names
from quicksilver.register.formats.iati.guarded import VERSION, problems_with_schema
from quicksilver.register.register import Register
from quicksilver.register.rules.roles import level
from quicksilver.register.rules.visibility import visible

__all__ = ["Reporting", "Silence", "iati_bytes", "write_iati"]

#: Document category "Results, outcomes and outputs".
_RESULTS = "A08"
_ACCOUNTABLE = "2"
_ADDRESS = re.compile(r"https?://[\x21-\x7e]+$")


@dataclass(frozen=True)
class Reporting:
    """Who publishes the file.

    Attributes
    ----------
    ref : str
        Identifier of the organisation in the standard's lists, such as ``XM-DAC-41116``; activities are named after it.
    kind : str
        Code of the list OrganisationType, such as ``40`` (multilateral).
    name : str
    secondary : bool
        Whether it reports activities that others are responsible for.
    """

    ref: str
    kind: str
    name: str
    secondary: bool = True


@dataclass(frozen=True)
class Silence:
    """What the publisher decides to say where the register is silent; each such value is marked as assumed in the file.

    Attributes
    ----------
    state : str
        Of an activity whose state is not stated.
    date : str
        As of :class:`~quicksilver.register.records.When`, of an activity without one; such as the period of the report.
    """

    state: str
    date: str


def write_iati(
    register: Register,
    path: str | Path,
    reporting: Reporting,
    *,
    visibility: Collection[str] = ("public",),
    silence: Silence | None = None,
    force: bool = False,
) -> list[Problem]:
    """Write the activities of a register as an IATI 2.03 file.

    Parameters, left-out activities and errors are those of :func:`iati_bytes`; ``force`` as everywhere.

    Returns
    -------
    list of Problem
        What was left out, and why; severity ``warning``.
    """
    data, left_out = iati_bytes(register, reporting, visibility=visibility, silence=silence)
    target = Path(path)
    write_files(target.absolute().parent, {target.name: data}, force=force)
    return left_out


def iati_bytes(
    register: Register,
    reporting: Reporting,
    *,
    visibility: Collection[str] = ("public",),
    silence: Silence | None = None,
) -> tuple[bytes, list[Problem]]:
    """Return the activities of a register as an IATI 2.03 file.

    The standard requires of every activity a status, a date and an organisation that takes part. An activity about which
    the register does not state them is left out, unless the publisher states what to assume (``silence``). Money goes out where it is cash, has a date, and
    was not already reported by the other party of the flow.

    Parameters
    ----------
    register : Register
        With a day, as of that day.
    reporting : Reporting
    visibility : collection of str
        How far the records that go out are seen. With ``public`` alone they are as everyone may see them, and money goes out
        that is not limited: whoever publishes the file publishes it.
    silence : Silence, optional
        With it, no activity is left out: its state and date are used where the register has none, and the reporting
        organisation as the accountable one where nobody is known to take part; all marked as assumed.

    Returns
    -------
    data : bytes
        Equal registers make equal files.
    left_out : list of Problem

    Raises
    ------
    InputProblems
        No activity can go out.
    """
    from lxml import etree

    left_out: list[Problem] = []
    if set(visibility) == {"public"}:
        register = visible(register, totals=True)
    root = _document(register, reporting, visibility, silence, left_out)
    if not len(root):
        none = Problem(
            "no activity can be exported",
            "activities",
            "one that is visible and has status, date and organisation",
            remedy="enter them",
        )
        raise InputProblems([none, *left_out])
    faults = problems_with_schema(root, "the IATI file")
    if faults:
        raise InputProblems(faults)
    etree.indent(root)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8") + b"\n", left_out


def _document(
    register: Register,
    reporting: Reporting,
    visibility: Collection[str],
    silence: Silence | None,
    left_out: list[Problem],
) -> Any:
    from lxml import etree

    root = etree.Element("iati-activities", nsmap={"q": names.OWN}, version=VERSION)
    writer = _Writer(register, reporting, visibility, silence, left_out)
    for activity in register.all(r.Activity):
        missing = _missing(activity)
        if level(activity.visibility) not in visibility:
            continue
        if missing and silence is None:
            left_out.append(
                _left(
                    f"activities/{activity.id}",
                    f"the register states no {missing}",
                    "status, a date and an organisation that takes part",
                )
            )
        else:
            writer.activity(root, activity)
    return root


def _left(where: str, what: str, allowed: str) -> Problem:
    return Problem(f"left out: {what}", where, allowed, remedy="enter it, if it is known", severity="warning")


def _missing(activity: r.Activity) -> str:
    needed = {
        "state": names.code("ActivityStatus", activity.state),
        "date": any(
            when is not None and when.first for when in (activity.planned, activity.actual, activity.since)
        ),
        "organisation that takes part in it": any(
            names.code("OrganisationRole", participant.role) for participant in activity.participants
        ),
    }
    return " and no ".join(what for what, present in needed.items() if not present)


class _Writer:
    """Writes activities, element by element in the order of the schema."""

    def __init__(
        self,
        register: Register,
        reporting: Reporting,
        visibility: Collection[str],
        silence: Silence | None,
        left_out: list[Problem],
    ) -> None:
        self._register, self._reporting, self._silence = register, reporting, silence
        self._visibility, self._left_out = visibility, left_out
        self._flows: dict[str, list[r.Contribution]] = {}
        for contribution in register.all(r.Contribution):
            if contribution.activity is not None and level(contribution.visibility) in visibility:
                self._flows.setdefault(contribution.activity, []).append(contribution)

    def activity(self, root: Any, activity: r.Activity) -> None:
        """Append an activity."""
        element = _add(root, "iati-activity")
        element.set(names.XML_LANG, "en")
        _add(element, "iati-identifier").text = self._identifier(activity.id)
        self._mark(element, activity.id)
        reporting = self._reporting
        org = _add(
            element,
            "reporting-org",
            ref=reporting.ref,
            type=reporting.kind,
            **{"secondary-reporter": "1" if reporting.secondary else "0"},
        )
        _add(org, "narrative").text = _legal(reporting.name)
        _narratives(_add(element, "title"), activity.title)
        _narratives(_add(element, "description", type="1"), activity.text or activity.title)
        self._participants(element, activity)
        self._status(element, activity)
        self._dates(element, activity)
        self._places(element, activity)
        self._subjects(element, activity)
        for contribution in self._flows.get(activity.id, ()):
            self._money(element, contribution)
        self._documents(element, activity)
        if activity.parent is not None:
            _add(element, "related-activity", ref=self._identifier(activity.parent), type="1")

    def _identifier(self, activity: str) -> str:
        return f"{self._reporting.ref}-{activity}"

    def _mark(self, element: Any, activity: str) -> None:
        """Note the id of an activity and under which identifier it went out: with another it is another's."""
        element.set(f"{{{names.OWN}}}id", activity)
        element.set(f"{{{names.OWN}}}identifier", self._identifier(activity))

    def _participants(self, element: Any, activity: r.Activity) -> None:
        for part in activity.participants:
            self._participant(element, activity, part)
        if element.find("participating-org") is None:
            org = _add(
                element,
                "participating-org",
                ref=self._reporting.ref,
                type=self._reporting.kind,
                role=_ACCOUNTABLE,
            )
            _assumed(org)
            _add(org, "narrative").text = _legal(self._reporting.name)

    def _status(self, element: Any, activity: r.Activity) -> None:
        code = names.code("ActivityStatus", activity.state)
        state = activity.state if code or self._silence is None else self._silence.state
        status = _add(element, "activity-status", code=names.code("ActivityStatus", state))
        status.set(f"{{{names.OWN}}}state", state)
        if not code:
            _assumed(status)

    def _participant(self, element: Any, activity: r.Activity, part: r.Participation) -> None:
        role = names.code("OrganisationRole", part.role)
        if not role:
            self._left_out.append(
                _left(
                    f"activities/{activity.id}", f"{part.organisation} as {part.role}", "a role that IATI has"
                )
            )
            return
        org = self._organisation(element, "participating-org", part.organisation, role=role)
        org.set(f"{{{names.OWN}}}role", part.role)

    def _organisation(self, element: Any, tag: str, identifier: str, **given: str) -> Any:
        organisation = self._register.get(r.Organisation, identifier)
        org = _add(element, tag, **given)
        kind = names.code("OrganisationType", organisation.kind)
        if kind:
            org.set("type", kind)
        org.set(f"{{{names.OWN}}}id", identifier)
        org.set(f"{{{names.OWN}}}kind", organisation.kind)
        _narratives(org, organisation.name)
        return org

    def _dates(self, element: Any, activity: r.Activity) -> None:
        for field, start, end in (("planned", "1", "3"), ("actual", "2", "4"), ("since", "2", "4")):
            when: r.When | None = getattr(activity, field)
            if when is not None and when.first and not (field == "since" and activity.actual is not None):
                _date(element, when, start, end).set(f"{{{names.OWN}}}{field}", when.date)
        if element.find("activity-date") is None and self._silence is not None:
            _date(element, r.When(date=self._silence.date), "2", "4")
            for date in element.iterchildren("activity-date"):
                _assumed(date)

    def _places(self, element: Any, activity: r.Activity) -> None:
        codes = country_codes()
        for place in activity.places:
            if place.country:
                _add(element, "recipient-country", code=codes[place.country])
        for place in activity.places:
            if place.region is not None:
                name = place.region.in_language("en")[0]
                region = _add(
                    element,
                    "recipient-region",
                    code=_legal(name),
                    vocabulary="99",
                    **{"vocabulary-uri": names.REGIONS},
                )
                _narratives(region, place.region)

    def _subjects(self, element: Any, activity: r.Activity) -> None:
        for number, area in enumerate(activity.areas):
            name = self._register.get(r.Area, area).name
            if number == 0:
                _narratives(
                    _add(element, "sector", code=area, vocabulary="99", **{"vocabulary-uri": names.AREAS}),
                    name,
                )
        for uri, codes in (
            (names.AREAS, activity.areas),
            (names.KINDS, (activity.kind,)),
            (names.MANDATES, activity.mandates),
        ):
            for code in codes:
                _add(element, "tag", code=code, vocabulary="99", **{"vocabulary-uri": uri})

    def _money(self, element: Any, contribution: r.Contribution) -> None:
        code, money, when = (
            names.code("TransactionType", contribution.stage),
            contribution.money,
            _day(contribution),
        )
        reasons = {
            "no stage": not code,
            "not money": contribution.kind not in ("cash", "not stated"),
            "no amount": money is None or money.amount is None,
            "no date": when is None,
            "the same flow as reported by the other party, or money passed on": contribution.relation
            in ("told by the other end", "passed on"),
        }
        reason = ", ".join(what for what, holds in reasons.items() if holds)
        if reason or money is None or when is None:
            self._left_out.append(
                _left(f"contributions/{contribution.id}", reason, "cash with stage, amount and date")
            )
            return
        flow = _add(
            element, "transaction", **({"ref": contribution.reference} if contribution.reference else {})
        )
        flow.set(f"{{{names.OWN}}}id", contribution.id)
        _add(flow, "transaction-type", code=code)
        _add(flow, "transaction-date", **{"iso-date": when})
        value = _add(flow, "value", currency=money.currency, **{"value-date": when})
        value.text = format(money.amount, "f")
        self._organisation(flow, "provider-org", contribution.provider)
        if contribution.receiver is not None:
            self._organisation(flow, "receiver-org", contribution.receiver)

    def _documents(self, element: Any, activity: r.Activity) -> None:
        for identifier in activity.outputs:
            output = self._register.get(r.Output, identifier)
            if level(output.visibility) not in self._visibility or not _ADDRESS.match(output.url):
                self._left_out.append(
                    _left(
                        f"outputs/{identifier}",
                        "no web address, or not visible",
                        "an output with a web address",
                    )
                )
                continue
            link = _add(
                element,
                "document-link",
                url=output.url,
                format=mimetypes.guess_type(output.url)[0] or "text/html",
            )
            link.set(f"{{{names.OWN}}}id", identifier)
            _narratives(_add(link, "title"), output.title)
            _add(link, "category", code=_RESULTS)


def _day(contribution: r.Contribution) -> str | None:
    """Return the first day that a flow can be of."""
    stated = contribution.money.value_date if contribution.money else None
    first = next(
        (
            when.first
            for when in (stated, contribution.period, contribution.since)
            if when is not None and when.first
        ),
        None,
    )
    return first.isoformat() if first else None


def _date(element: Any, when: r.When, start: str, end: str) -> Any:
    """Append the first day of a date, and the last of a span; return the first."""
    assert when.first is not None
    date = _add(element, "activity-date", type=start, **{"iso-date": when.first.isoformat()})
    if when.said or when.precision != "day":
        # The standard wants a day; this states how exactly it is really known.
        _add(date, "narrative").text = _legal(when.said or when.date)
    if when.precision == "span" and when.last is not None:
        _add(element, "activity-date", type=end, **{"iso-date": when.last.isoformat()})
    return date


def _assumed(element: Any) -> None:
    element.set(f"{{{names.OWN}}}assumed", "true")


def _add(parent: Any, tag: str, **given: str) -> Any:
    from lxml import etree

    element = etree.SubElement(parent, tag)
    for name, value in given.items():
        element.set(name, _legal(value))
    return element


def _narratives(parent: Any, text: r.Text) -> None:
    for language, wording in _in_order(text):
        narrative = _add(parent, "narrative")
        narrative.set(names.XML_LANG, language)
        narrative.text = _legal(wording)


def _in_order(text: r.Text) -> Iterator[tuple[str, str]]:
    for language in (text.original, *(other for other in LANGUAGES if other != text.original)):
        if getattr(text, language):
            yield language, getattr(text, language)


def _legal(text: str) -> str:
    """Return a text with only the signs that XML 1.0 can hold."""
    return "".join(
        sign if sign in "\t\n" or (sign >= " " and sign not in "\ufffe\uffff") else " " for sign in text
    )
