"""Reading activities from an IATI file, this program's own or anyone's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from quicksilver.errors import InputProblems, Problem
from quicksilver.geography import place
from quicksilver.intake.numbers import machine_decimal
from quicksilver.language.names import Name
from quicksilver.language.places import place_note
from quicksilver.language.problems import problem_with
from quicksilver.language.sentences import Listed, Sentence
from quicksilver.languages import LANGUAGES
from quicksilver.register import records as r
from quicksilver.register.formats.iati import names
from quicksilver.register.formats.iati.guarded import parse
from quicksilver.register.formats.iati.identity import (
    activity_id,
    by_identifier,
    fields_of,
    free,
    is_reference,
    marked_id,
    other_spelling,
    own_number,
    possible_ids,
    publisher_of,
    references_of,
    same_activity,
    slug,
    spellings_of,
    with_identifier,
)
from quicksilver.register.formats.iati.leftovers import content_of, language_of, leftovers
from quicksilver.register.formats.identities import listed_changes
from quicksilver.register.formats.text_form.messages import problems_of
from quicksilver.register.register import Register

__all__ = ["read_iati"]

#: Elements that are read, or have no content that is not read with another.
_READ = frozenset(
    [
        "iati-identifier",
        "reporting-org",
        "title",
        "description",
        "participating-org",
        "activity-status",
        "activity-date",
        "recipient-country",
        "recipient-region",
        "transaction",
        "document-link",
    ]
)
_OWN = f"{{{names.OWN}}}"


def read_iati(
    path: str | Path, *, known: Register | None = None, area: str | None = None, document: str | None = None
) -> tuple[Register, list[Problem]]:
    """Return the activities of an IATI 2.03 file, with their organisations, outputs and money.

    An activity is recognised by its whole identifier: that of the publisher and the publisher's own.

    Parameters
    ----------
    path : str or Path
    known : Register, optional
        Organisations that it has under the same reference, name (in English or the original) or acronym keep their id,
        and are not returned again.
    area : str, optional
        Where activities are filed that name no area of the partnership. If omitted, they are refused.
    document : str, optional
        Id of the document that the file is, for the sources of its activities.

    Returns
    -------
    register : Register
        Only what the file states; its references to areas and mandates are for the caller's register to hold.
    left_out : list of Problem
        Elements that the register has no place for; severity ``warning``.

    Raises
    ------
    InputProblems
        See :func:`quicksilver.register.formats.iati.parse`; or everything that cannot be a record, with its line.
    """
    reader = _Reader(Path(path).name, known, area, document)
    root = parse(path)
    for element in root.iterchildren("iati-activity"):
        reader.activity(element)
    reader.parents()
    if reader.problems:
        raise InputProblems(reader.problems)
    return Register.of(reader.records.values()), reader.left_out


class _Reader:
    """Collects the records of a file."""

    def __init__(self, name: str, known: Register | None, area: str | None, document: str | None) -> None:
        self._name, self._area, self._document = name, area, document
        self._is_own = False
        self._known = known
        self._named = dict(_names(known)) if known is not None else {}
        self._references = dict(references_of(known)) if known is not None else {}
        self._spellings = dict(spellings_of(known)) if known is not None else {}
        self._publishers = {*self._references, *self._named}
        self._by_identifier: dict[str, list[str]] | None = None
        self._ids: set[str] = set(self._named.values()) | set(self._held("organisations"))
        self._parents: dict[str, tuple[Any, str]] = {}
        self._own: set[str] = set()
        self._noted: set[str] = set()
        self._made: dict[str, str] = {}
        self.records: dict[tuple[str, str], tuple[str, r.Record]] = {}
        self.problems: list[Problem] = []
        self.left_out: list[Problem] = []

    def _held(self, kind: str) -> Mapping[str, r.Record]:
        """Return the records of a kind that the register has."""
        return {} if self._known is None else self._known.records.get(kind, {})

    def activity(self, element: Any) -> None:
        """Read one activity."""
        # What was assumed when it was written is not known now either.
        for child in [child for child in element if child.get(f"{_OWN}assumed") == "true"]:
            element.remove(child)
        given = _text(element.find("iati-identifier"))
        fields = self._fields(element)
        identifier = fields["id"] = self._identifier(element, given, fields)
        if self._document is not None:
            fields["sources"] = [{"document": self._document, "place": given}]
        fields["outputs"] = list(self._outputs(element, identifier))
        if not fields["areas"]:
            self._wrong(
                element,
                f"activity {identifier} names no area of the partnership",
                "a sector or tag of the areas",
                "name the area with --area",
            )
        elif ("activities", identifier) in self.records:
            self._wrong(
                element,
                f"activity {identifier} occurs twice in the file",
                "every activity once",
                "remove one of them",
            )
        else:
            self._keep("activities", fields, element)
            self._beside(element, given, identifier)
        flows = list(element.iterchildren("transaction"))
        references = [slug(flow.get("ref") or "") for flow in flows]
        for number, flow in enumerate(flows, 1):
            reference = flow.get("ref") or ""
            key = slug(reference) if reference and references.count(slug(reference)) == 1 else str(number)
            own = flow.get(f"{_OWN}id") if self._is_own else None
            self._money(flow, element, identifier, number, own or f"{identifier}-flow-{key}")
        self.left_out += leftovers(element, identifier, self._where, _READ)

    def _beside(self, element: Any, given: str, identifier: str) -> None:
        """Name the activities that have the identifier already, from another organisation or in another spelling."""
        stored_activities, publisher = self._held("activities"), publisher_of(element)
        if self._is_own:
            return
        if identifier in stored_activities:
            spelled = other_spelling(stored_activities[identifier], given, publisher, self._spellings)
            if spelled:
                values = {"identifier": given, "record": f"activities/{identifier}", "other": spelled}
                self.left_out.append(problem_with("iati.spelled", self._where(element), values, "warning"))
            return
        if self._by_identifier is None:
            self._by_identifier = by_identifier(stored_activities)
        record = self.records.get(("activities", identifier))
        for other in with_identifier(given, self._by_identifier, self._publishers | {publisher}):
            stored = stored_activities.get(other) or self.records["activities", other][1]
            stated = (
                {} if record is None else {name: getattr(record[1], name) for name in fields_of(record[1])}
            )
            self._leave(
                element,
                "iati.beside",
                identifier=given,
                publisher=publisher,
                record=f"activities/{identifier}",
                other=f"activities/{other}",
                changes=listed_changes(stored, stated),
            )
        for key, activities in by_identifier([identifier]).items():
            self._by_identifier.setdefault(key, []).extend(activities)

    def _fields(self, element: Any) -> dict[str, Any]:
        """Return the fields of an activity that do not depend on its id."""
        return {
            "title": _narratives(element.find("title"), element),
            "text": self._description(element),
            "kind": self._kind(element),
            "state": self._state(element),
            "areas": self._areas(element),
            **self._dates(element),
            "places": list(self._places(element)),
            "participants": list(self._participants(element)),
            "mandates": _tags(element, names.MANDATES),
        }

    def _identifier(self, element: Any, given: str, fields: dict[str, Any]) -> str:
        """Return the id of an activity; what this program wrote itself keeps its own where it is the same activity."""
        publisher = publisher_of(element)
        made, own = activity_id(publisher, given), marked_id(element, given)
        stored = self._held("activities").get(own) if own else None
        self._is_own = bool(own) and (
            stored is None or (isinstance(stored, r.Activity) and same_activity(stored, fields))
        )
        if self._is_own:
            made = own
            self._own.add(own)
        elif made not in self._held("activities"):
            # Registers of before had only the number behind the publisher, and files that they wrote no mark.
            short = slug(own_number(publisher, given))
            if short in self._held("activities"):
                where = self._where(element)
                values = {"identifier": given, "record": made, "short": short}
                self.left_out.append(problem_with("iati.short", where, values, "warning"))
        self._made.setdefault(given, made)
        for related in element.iterchildren("related-activity"):
            if related.get("type") == "1" and made not in self._parents:
                self._parents[made] = related, publisher
            else:
                self._leave(related, "iati.left.content", activity=given, **content_of(related))
        return made

    def parents(self) -> None:
        """Give each activity its parent, now that all of them are known; one that nobody knows is left out."""
        for identifier, (related, publisher) in self._parents.items():
            reference = related.get("ref", "").strip()
            own = slug(own_number(publisher, reference)) if identifier in self._own else ""
            tried = [
                self._made.get(reference, ""),
                own,
                activity_id(publisher, reference),
                *possible_ids(reference),
            ]
            known = {key for kind, key in self.records if kind == "activities"} | set(
                self._held("activities")
            )
            parent = next((parent for parent in tried if parent and parent in known), None)
            kept = self.records.get(("activities", identifier))
            if parent is None:
                self._leave(related, "iati.left.parent", activity=identifier, identifier=reference)
            elif kept is not None and parent != identifier:
                self.records["activities", identifier] = (
                    "activities",
                    kept[1].model_copy(update={"parent": parent}),
                )

    def _where(self, element: Any) -> str:
        return f"{self._name}, line {element.sourceline}"

    def _wrong(self, element: Any, what: str, allowed: str, remedy: str) -> None:
        self.problems.append(Problem(what, self._where(element), allowed, remedy=remedy))

    def _leave(self, element: Any, code: str, /, **values: object) -> None:
        self.left_out.append(problem_with(code, self._where(element), values, "warning"))

    def _keep(self, kind: str, fields: dict[str, Any], element: Any) -> None:
        cls: type[BaseModel] = r.KINDS[kind]
        try:
            record = r.KINDS[kind].model_validate(
                {key: value for key, value in fields.items() if value not in (None, "", [])}
            )
        except ValidationError as wrong:
            self.problems += problems_of(
                wrong, cls, lambda *keys: f"{self._where(element)}, {'.'.join(map(str, keys))}"
            )
            return
        self.records[kind, record.id] = kind, record

    def _description(self, element: Any) -> dict[str, str] | None:
        text = _narratives(element.find("description"), element)
        return None if text == _narratives(element.find("title"), element) else text

    def _kind(self, element: Any) -> str:
        return next(iter(_tags(element, names.KINDS)), "other")

    def _state(self, element: Any) -> str:
        status = element.find("activity-status")
        if status is None:
            return r.NOT_STATED
        own, code = status.get(f"{_OWN}state", ""), status.get("code")
        # Someone may have changed the code and not our note of the exact state.
        if own and names.code("ActivityStatus", own) == code:
            return str(own)
        return names.meaning("ActivityStatus", code) or r.NOT_STATED

    def _areas(self, element: Any) -> list[str]:
        own = _tags(element, names.AREAS) or [
            sector.get("code")
            for sector in element.iterchildren("sector")
            if sector.get("vocabulary-uri") == names.AREAS
        ]
        return own or ([self._area] if self._area else [])

    def _dates(self, element: Any) -> dict[str, Any]:
        dates: dict[str, Any] = {}
        by_type = {
            date_element.get("type"): date_element
            for date_element in reversed(list(element.iterchildren("activity-date")))
        }
        for field, start, end in (("planned", "1", "3"), ("actual", "2", "4")):
            first, last = by_type.get(start), by_type.get(end)
            own = next(
                (
                    (name, date_element)
                    for date_element in element.iterchildren("activity-date")
                    for name in (field, "since")
                    if _is_own(date_element, start, name)
                ),
                None,
            )
            if own is not None:
                name, date_element = own
                narrative = _text(date_element.find("narrative"))
                date = date_element.get(f"{_OWN}{name}")
                dates[name] = {"date": date, "said": narrative if narrative != date else ""}
            elif first is not None and last is not None:
                dates[field] = f"{_date(first)}/{_date(last)}"
            elif first is not None:
                dates[field] = _date(first)
            elif last is not None:
                dates[field] = {"said": f"until {_date(last)}"}
        return dates

    def _places(self, element: Any) -> Iterator[dict[str, Any]]:
        activity = _text(element.find("iati-identifier"))
        for recipient in element.iterchildren("recipient-country"):
            code = recipient.get("code", "").strip()
            match = place(code, kinds=("code",))
            share = recipient.get("percentage")
            if not match.taken or match.code == "WLD":
                shown = f"{code} ({share} %)" if share else code
                self._leave(recipient, "iati.left.country", activity=activity, code=shown)
                continue
            if match.since and (note := place_note(match, self._where(recipient))):
                self.left_out.append(note)
            if share:
                country = Name("country", match.code)
                self._leave(
                    recipient, "iati.left.percentage", activity=activity, country=country, percentage=share
                )
            yield {"country": match.code}
        for recipient in element.iterchildren("recipient-region"):
            name = _narratives(recipient, element)
            if share := recipient.get("percentage"):
                region = next(iter((name or {"": recipient.get("code", "")}).values()))
                self._leave(
                    recipient, "iati.left.percentage", activity=activity, country=region, percentage=share
                )
            yield {
                "region": name
                or {"en": f"region {recipient.get('code')} of the list {recipient.get('vocabulary') or '1'}"}
            }

    def _participants(self, element: Any) -> Iterator[dict[str, str]]:
        for participant in element.iterchildren("participating-org"):
            own, role = participant.get(f"{_OWN}role", ""), participant.get("role")
            word = (
                own
                if own and names.code("OrganisationRole", own) == role
                else names.meaning("OrganisationRole", role)
            )
            organisation = self._organisation(participant, element)
            if organisation and word:
                yield {"organisation": organisation, "role": word}
            else:
                activity = _text(element.find("iati-identifier"))
                self._leave(participant, "iati.left.organisation", activity=activity)

    def _organisation(self, party: Any, activity: Any) -> str:
        """Return the id of an organisation; a new one is made where none of that reference or name is known.

        Two with one name and different references are two.
        """
        reference = party.get("ref", "").strip()
        name = _narratives(party, activity) or ({"en": reference} if reference else None)
        if name is None:
            return ""
        identifier = self._references.get(reference.casefold(), "") if reference else ""
        if not identifier:
            identifier = self._by_name(name, reference)
        if identifier:
            self._taken_for(identifier, name, reference, party)
            return identifier
        marked = party.get(f"{_OWN}id", "")
        fresh = slug(next(iter(name.values())))
        if any(wording.casefold() in self._named for wording in name.values()):
            fresh = slug(reference)
            self._same_name(name, reference, free(fresh, self._ids), party)
        identifier = marked if marked and marked not in self._ids else free(fresh, self._ids)
        own, code = party.get(f"{_OWN}kind", ""), party.get("type") or ""
        kind = (
            own
            if own and names.code("OrganisationType", own) == code
            else names.meaning("OrganisationType", code)
        )
        self._keep("organisations", {"id": identifier, "name": name, "kind": kind or r.NOT_STATED}, party)
        self._ids.add(identifier)
        for language in ("en", name.get("original", "en")):
            if language in name:
                self._named.setdefault(name[language].casefold(), identifier)
        self._refer(identifier, reference)
        return identifier

    def _same_name(self, name: dict[str, str], reference: str, identifier: str, party: Any) -> None:
        """Name the organisation that has the name of a new one, and another reference."""
        wording = next(text for text in name.values() if text.casefold() in self._named)
        other = self._named[wording.casefold()]
        self._leave(
            party,
            "iati.party.other",
            name=wording,
            reference=reference,
            record=f"organisations/{identifier}",
            other=f"organisations/{other}",
        )

    def _taken_for(self, identifier: str, name: dict[str, str], reference: str, party: Any) -> None:
        """Note once that an organisation without a reference is taken for one of the register, by its name."""
        self._refer(identifier, reference)
        is_known = ("organisations", identifier) not in self.records
        if not is_known or reference or party.get(f"{_OWN}id") == identifier or identifier in self._noted:
            return
        self._noted.add(identifier)
        wording = next(text for language, text in name.items() if language != "original")
        self._leave(party, "iati.party", name=wording, organisation=f"organisations/{identifier}")

    def _by_name(self, name: dict[str, str], reference: str) -> str:
        """Return the organisation of that name, unless it is known under another reference; empty where there is none."""
        for wording in name.values():
            identifier = self._named.get(wording.casefold(), "")
            if not identifier:
                continue
            others = {other for other, owner in self._references.items() if owner == identifier}
            if not (reference and others):
                return identifier
        return ""

    def _refer(self, identifier: str, reference: str) -> None:
        """Keep the reference of an organisation: among the aliases of one that the file adds."""
        if not is_reference(reference) or reference.casefold() in self._references:
            return
        self._references[reference.casefold()] = identifier
        kept = self.records.get(("organisations", identifier))
        if kept is not None and isinstance(kept[1], r.Organisation):
            aliases = (*kept[1].aliases, r.Text(en=reference))
            added = kept[1].model_copy(update={"aliases": aliases})
            self.records["organisations", identifier] = "organisations", added

    def _outputs(self, element: Any, activity: str) -> Iterator[str]:
        for number, link in enumerate(element.iterchildren("document-link"), 1):
            own = link.get(f"{_OWN}id") if self._is_own else None
            identifier = own or f"{activity}-document-{number}"
            self._keep(
                "outputs",
                {"id": identifier, "title": _narratives(link.find("title"), element), "url": link.get("url")},
                link,
            )
            yield identifier

    def _money(self, flow: Any, activity: Any, owner: str, number: int, identifier: str) -> None:
        code, value = flow.find("transaction-type").get("code"), flow.find("value")
        stage = names.meaning("TransactionType", code)
        amount, currency = (
            machine_decimal(_text(value)),
            value.get("currency") or activity.get("default-currency"),
        )
        provider, receiver = (
            self._party(flow, activity, tag, code) for tag in ("provider-org", "receiver-org")
        )
        date = flow.find("transaction-date").get("iso-date")
        missing = {
            "type": not stage,
            "negative": amount < 0,
            "currency": not currency,
            "provider": not provider,
        }
        if any(missing.values()):
            reasons = [
                Sentence(f"iati.reason.{name}", {}, table="problems")
                for name, holds in missing.items()
                if holds
            ]
            self._leave(
                flow,
                "iati.left.money",
                number=number,
                activity=owner,
                amount=f"{amount:f}",
                currency=currency or "?",
                date=date[:10],
                type=code,
                reasons=Listed(tuple(reasons)),
            )
            return
        fields = {
            "id": identifier,
            "provider": provider,
            "receiver": receiver,
            "activity": owner,
            "kind": "cash",
            "stage": stage,
            "money": {
                "amount": amount,
                "currency": currency,
                "value_date": (value.get("value-date") or "")[:10] or None,
            },
            "period": date[:10],
            "reference": flow.get("ref") or "",
        }
        if ("contributions", identifier) in self.records:
            self._wrong(
                flow,
                f"transaction {identifier} occurs twice in the file",
                "every transaction once",
                "remove one of them, or its reference",
            )
            return
        self._keep("contributions", fields, flow)

    def _party(self, flow: Any, activity: Any, tag: str, code: str) -> str | None:
        """Return who gives or receives; what goes out of an activity is given by who reports it, unless it is said."""
        party = flow.find(tag)
        if party is not None:
            return self._organisation(party, activity) or None
        if tag == "provider-org" and code in ("2", "3", "4", "12"):
            return self._organisation(activity.find("reporting-org"), activity) or None
        return None


def _names(known: Register) -> Iterator[tuple[str, str]]:
    for organisation in Register(known.records).all(r.Organisation):
        for name in (
            organisation.acronym,
            organisation.name.en,
            organisation.name.in_language(organisation.name.original)[0],
        ):
            if name:
                yield name.casefold(), organisation.id


def _date(element: Any) -> str:
    """Return the day of a date; the standard allows a time zone behind it."""
    return str(element.get("iso-date"))[:10]


def _is_own(element: Any, start: str, name: str) -> bool:
    """Return whether a date has our note of how exactly it is known, and the note still fits the date."""
    try:
        when = r.When.model_validate(element.get(f"{_OWN}{name}", ""))
    except ValidationError:
        return False
    return (
        element.get("type") == start and when.first is not None and when.first.isoformat() == _date(element)
    )


def _text(element: Any) -> str:
    return "".join(element.itertext()).strip() if element is not None else ""


def _narratives(element: Any, activity: Any) -> dict[str, str] | None:
    """Return what an element states in each of the six languages, the first as the original."""
    if element is None:
        return None
    narratives = [
        (language_of(child, activity), _text(child))
        for child in element.iterchildren("narrative")
        if _text(child)
    ]
    texts: dict[str, str] = {}
    for language, text in [narrative for narrative in narratives if narrative[0] in LANGUAGES] or [
        ("en", text) for _, text in narratives
    ]:
        texts.setdefault(language, text)
    original = next(iter(texts), "en")
    return {**texts, **({"original": original} if original != "en" else {})} if texts else None


def _tags(element: Any, uri: str) -> list[str]:
    return [tag.get("code") for tag in element.iterchildren("tag") if tag.get("vocabulary-uri") == uri]
