"""Reading activities from an IATI file, this program's own or anyone's."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from quicksilver.errors import InputProblems, Problem
from quicksilver.geography.countries import country_codes
from quicksilver.languages import LANGUAGES
from quicksilver.register import records as r
from quicksilver.register.formats.iati import names
from quicksilver.register.formats.iati.guarded import parse
from quicksilver.register.formats.text_form.messages import problems_of
from quicksilver.register.register import Register

__all__ = ["read_iati"]

#: Elements that are read, or say nothing of their own.
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
        "sector",
        "tag",
        "transaction",
        "document-link",
        "related-activity",
    ]
)
_OWN = f"{{{names.OWN}}}"


def read_iati(
    path: str | Path, *, known: Register | None = None, area: str | None = None, document: str | None = None
) -> tuple[Register, list[Problem]]:
    """Return the activities of an IATI 2.03 file, with their organisations, outputs and money.

    Parameters
    ----------
    path : str or Path
    known : Register, optional
        Organisations that it has under the same name (in English or the original) or acronym keep their id, and are
        not returned again.
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
    if reader.problems:
        raise InputProblems(reader.problems)
    return Register.of(reader.records.values()), reader.left_out


class _Reader:
    """Collects the records of a file."""

    def __init__(self, name: str, known: Register | None, area: str | None, document: str | None) -> None:
        self._name, self._area, self._document = name, area, document
        self._named = dict(_names(known)) if known is not None else {}
        self._ids: set[str] = set(self._named.values())
        self.records: dict[tuple[str, str], tuple[str, r.Record]] = {}
        self.problems: list[Problem] = []
        self.left_out: list[Problem] = []

    def activity(self, element: Any) -> None:
        """Read one activity."""
        # What was assumed when it was written is not known now either.
        for child in [child for child in element if child.get(f"{_OWN}assumed") == "true"]:
            element.remove(child)
        prefix = element.find("reporting-org").get("ref", "")
        identifier = _own_id(_text(element.find("iati-identifier")), prefix)
        fields = {
            "id": identifier,
            "title": _narratives(element.find("title"), element),
            "text": self._description(element),
            "kind": self._kind(element),
            "state": self._state(element),
            "areas": self._areas(element),
            **self._dates(element),
            "places": list(self._places(element)),
            "participants": list(self._participants(element)),
            "mandates": _tags(element, names.MANDATES),
            "outputs": list(self._outputs(element, identifier)),
            "parent": next(
                (
                    _own_id(related.get("ref"), prefix)
                    for related in element.iterchildren("related-activity")
                    if related.get("type") == "1"
                ),
                None,
            ),
        }
        if self._document is not None:
            fields["sources"] = [
                {"document": self._document, "place": _text(element.find("iati-identifier"))}
            ]
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
        for number, flow in enumerate(element.iterchildren("transaction"), 1):
            self._money(flow, element, identifier, number)
        for other in element:
            if other.tag not in _READ:
                self._leave(other, f"{other.tag} of {identifier}")
        foreign = {_language(narrative, element) for narrative in element.iter("narrative")} - set(LANGUAGES)
        if foreign:
            self._leave(
                element,
                f"which texts of {identifier} are in {', '.join(sorted(foreign))}; they are stored as English if there is no English text",
            )

    def _where(self, element: Any) -> str:
        return f"{self._name}, line {element.sourceline}"

    def _wrong(self, element: Any, what: str, allowed: str, remedy: str) -> None:
        self.problems.append(Problem(what, self._where(element), allowed, remedy=remedy))

    def _leave(self, element: Any, what: str) -> None:
        self.left_out.append(
            Problem(
                f"not read: {what}",
                self._where(element),
                "elements for which the register has a field",
                remedy="enter it on the pages of the administration",
                severity="warning",
            )
        )

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
        by_two = {two: three for three, two in country_codes().items()}
        for place in element.iterchildren("recipient-country"):
            country = by_two.get(place.get("code", "").upper())
            if country is None:
                self._leave(place, f"country {place.get('code')!r}, which is not a code of ISO 3166")
            else:
                yield {"country": country}
        for place in element.iterchildren("recipient-region"):
            yield {
                "region": _narratives(place, element)
                or {"en": f"region {place.get('code')} of the list {place.get('vocabulary') or '1'}"}
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
                self._leave(participant, "an organisation without a name, or with an unknown role")

    def _organisation(self, party: Any, activity: Any) -> str:
        """Return the id of an organisation; a new one is made where none of that name is known."""
        name = _narratives(party, activity) or ({"en": party.get("ref")} if party.get("ref") else None)
        if name is None:
            return ""
        for wording in name.values():
            if wording.casefold() in self._named:
                return self._named[wording.casefold()]
        identifier = party.get(f"{_OWN}id") or _free(_slug(next(iter(name.values()))), self._ids)
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
                self._named[name[language].casefold()] = identifier
        return identifier

    def _outputs(self, element: Any, activity: str) -> Iterator[str]:
        for number, link in enumerate(element.iterchildren("document-link"), 1):
            identifier = link.get(f"{_OWN}id") or f"{activity}-document-{number}"
            self._keep(
                "outputs",
                {"id": identifier, "title": _narratives(link.find("title"), element), "url": link.get("url")},
                link,
            )
            yield identifier

    def _money(self, flow: Any, activity: Any, identifier: str, number: int) -> None:
        code, value = flow.find("transaction-type").get("code"), flow.find("value")
        stage = names.meaning("TransactionType", code)
        amount, currency = Decimal(_text(value)), value.get("currency") or activity.get("default-currency")
        provider, receiver = (
            self._party(flow, activity, tag, code) for tag in ("provider-org", "receiver-org")
        )
        if not (stage and currency and provider and amount >= 0):
            self._leave(
                flow,
                f"transaction {number} of {identifier}: of another type, negative, or without currency or provider",
            )
            return
        date = flow.find("transaction-date").get("iso-date")
        fields = {
            "id": flow.get(f"{_OWN}id") or f"{identifier}-flow-{number}",
            "provider": provider,
            "receiver": receiver,
            "activity": identifier,
            "kind": "cash",
            "stage": stage,
            "money": {"amount": amount, "currency": currency, "value_date": value.get("value-date")},
            "period": date[:10],
            "reference": flow.get("ref") or "",
        }
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


def _language(narrative: Any, activity: Any) -> str:
    given = narrative.get(names.XML_LANG) or activity.get(names.XML_LANG) or "en"
    return str(given).split("-")[0].lower()


def _narratives(element: Any, activity: Any) -> dict[str, str] | None:
    """Return what an element states in each of the six languages, the first as the original."""
    if element is None:
        return None
    narratives = [
        (_language(child, activity), _text(child))
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


def _own_id(identifier: str, prefix: str) -> str:
    return _slug(identifier.removeprefix(f"{prefix}-"))


def _slug(text: str) -> str:
    words = "".join(
        sign if sign.isascii() and (sign.isalnum() or sign == ".") else " " for sign in text.lower()
    ).split()
    joined = "-".join(word.strip(".") for word in words if word.strip("."))
    while ".." in joined:
        joined = joined.replace("..", ".")
    return joined[:100].strip("-.") or "unnamed"


def _free(identifier: str, taken: set[str]) -> str:
    number, tried = 1, identifier
    while tried in taken:
        number += 1
        tried = f"{identifier}-{number}"
    return tried
