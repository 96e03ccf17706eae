"""Identifiers of what is imported: an IATI identifier is unique with its publisher, never by the number behind it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any, Final

from quicksilver.languages import LANGUAGES
from quicksilver.register import records as r
from quicksilver.register.formats.iati import names
from quicksilver.register.formats.identities import identifier_key, same_identifier
from quicksilver.register.register import Register

__all__ = [
    "activity_id",
    "by_identifier",
    "fields_of",
    "free",
    "is_reference",
    "marked_id",
    "other_spelling",
    "own_number",
    "possible_ids",
    "publisher_of",
    "references_of",
    "same_activity",
    "slug",
    "spellings_of",
    "with_identifier",
]

_OWN: Final = f"{{{names.OWN}}}"
#: As references of organisations are: an agency that registers, a hyphen, a number or short name.
_REFERENCE: Final = re.compile(r"[A-Z]{2,3}-[A-Za-z0-9]+(?:-[^\s]+)?")
#: What is left of the 120 letters of an identifier for the numbers of documents and flows.
_LONGEST: Final = 90
#: Digits of a checksum behind an id.
_MARK: Final = re.compile(r"-[0-9a-f]{6}$")


def slug(text: str) -> str:
    """Return a text as an identifier can have it: small letters, digits, points and hyphens.

    Examples
    --------
    >>> slug("AA-1-P 100/B")
    'aa-1-p-100-b'
    """
    words = "".join(
        sign if sign.isascii() and (sign.isalnum() or sign == ".") else " " for sign in text.lower()
    ).split()
    joined = "-".join(word.strip(".") for word in words if word.strip("."))
    while ".." in joined:
        joined = joined.replace("..", ".")
    return joined[:100].strip("-.") or "unnamed"


def free(identifier: str, taken: Collection[str]) -> str:
    """Return an identifier that is not taken: the first choice, or with a number behind it.

    Examples
    --------
    >>> free("ministry", {"ministry"})
    'ministry-2'
    """
    number, tried = 1, identifier
    while tried in taken:
        number += 1
        tried = f"{identifier}-{number}"
    return tried


def own_number(publisher: str, identifier: str) -> str:
    """Return the part of an identifier after the publisher; all of it where it does not begin with that.

    Examples
    --------
    >>> own_number("XM-TEST", "xm-test-0001"), own_number("XM-OTHER", "XM-TEST-0001")
    ('0001', 'XM-TEST-0001')
    """
    prefix, rest = identifier[: len(publisher) + 1], identifier[len(publisher) + 1 :]
    return rest if rest and prefix.casefold() == f"{publisher}-".casefold() else identifier


def activity_id(publisher: str, identifier: str) -> str:
    """Return the id of an activity in the register: its publisher, a point, and the publisher's own number.

    Where the letters that an id can have do not tell two of them apart, some digits of a checksum are added.

    Parameters
    ----------
    publisher : str
        Reference of the organisation that reports.
    identifier : str
        As it is in the file.

    Examples
    --------
    >>> activity_id("XM-TEST", "XM-TEST-0001"), activity_id("XM-OTHER", "XM-OTHER-0001")
    ('xm-test.0001', 'xm-other.0001')
    >>> activity_id("AA-1", "AA-1-P 100/B")
    'aa-1.p-100-b-64dc17'
    """
    number = own_number(publisher, identifier)
    parts = slug(publisher), slug(number)
    made = ".".join(parts)
    plain = all(
        part == text.lower() and "." not in part
        for part, text in zip(parts, (publisher, number), strict=True)
    )
    if plain and len(made) <= _LONGEST:
        return made
    mark = hashlib.sha256(f"{publisher}\n{number}".lower().encode()).hexdigest()[:6]
    return f"{made[: _LONGEST - 7].rstrip('-.')}-{mark}"


def possible_ids(identifier: str) -> Iterator[str]:
    """Go through the ids that an identifier can have, whichever part of it is the publisher."""
    for at, sign in enumerate(identifier):
        if sign == "-" and 0 < at < len(identifier) - 1:
            yield activity_id(identifier[:at], identifier)


def by_identifier(ids: Iterable[str]) -> dict[str, list[str]]:
    """Return the activities of a register by the identifiers that they can have, whoever reported them.

    Examples
    --------
    >>> sorted(by_identifier(["xm-other.xm-test-0001"]))
    ['xm-other-xm-test-0001', 'xm-test-0001']
    """
    activities: dict[str, list[str]] = {}
    for made in ids:
        bare = _MARK.sub("", made)
        parts = [*_after_points(made), *(_after_points(bare) if bare != made else ())]
        for key in dict.fromkeys(map(identifier_key, parts)):
            activities.setdefault(key, []).append(made)
    return activities


def _after_points(made: str) -> Iterator[str]:
    """Go through an id and what is behind each of its points."""
    parts = made.split(".")
    for number in range(len(parts)):
        yield ".".join(parts[number:])


def with_identifier(
    identifier: str, activities: Mapping[str, list[str]], publishers: Iterable[str]
) -> list[str]:
    """Return the activities that have an identifier, whoever reported them.

    Parameters
    ----------
    identifier : str
        As it is in the file.
    activities : mapping
        As :func:`by_identifier` returns it.
    publishers : iterable of str
        References and names of organisations that may have reported them.
    """
    key = identifier_key(identifier)

    def has(made: str) -> bool:
        # Six letters at the end can be a checksum or a part of the number: where they are none, the id has the key itself.
        if key in map(identifier_key, _after_points(made)):
            return True
        return any(
            activity_id(publisher, identifier) == made for publisher in (*publishers, made.partition(".")[0])
        )

    return [made for made in activities.get(key, []) if has(made)]


def publisher_of(element: Any) -> str:
    """Return who reports an activity: the reference, or the name where there is none."""
    reporting = element.find("reporting-org")
    return str(reporting.get("ref", "")).strip() or "".join(reporting.itertext()).strip()


def marked_id(element: Any, identifier: str) -> str:
    """Return the id that this program noted when it wrote an element; empty where the identifier is another since."""
    marked = str(element.get(f"{_OWN}id", ""))
    return marked if marked and element.get(f"{_OWN}identifier") == identifier else ""


def is_reference(text: str) -> bool:
    """Return whether a text is a reference of an organisation.

    Examples
    --------
    >>> is_reference("XM-DAC-41116"), is_reference("World Bank")
    (True, False)
    """
    return bool(_REFERENCE.fullmatch(text))


def same_activity(stored: r.Activity, fields: dict[str, Any]) -> bool:
    """Return whether an activity of the register can be the one of a file that has its id.

    Another register may have written the file: there has to be a title in common, or the same dates and participants.

    Parameters
    ----------
    stored : Activity
    fields : dict
        As the reader has collected them from the file.
    """
    titles = {str(getattr(stored.title, language)).casefold() for language in LANGUAGES}
    given = {text.casefold() for language, text in (fields["title"] or {}).items() if language != "original"}
    if (titles - {""}) & given:
        return True
    dates = {
        name: r.When.model_validate(fields[name])
        for name in ("planned", "actual", "since")
        if fields.get(name)
    }
    parties = {(part["organisation"], part["role"]) for part in fields["participants"]}
    return (
        bool(dates)
        and all(getattr(stored, name) == date for name, date in dates.items())
        and parties == {(part.organisation, part.role) for part in stored.participants}
    )


def references_of(known: Register) -> Iterator[tuple[str, str]]:
    """Go through the references of the organisations of a register, which are among their aliases, with their ids."""
    for organisation in Register(known.records).all(r.Organisation):
        for alias in organisation.aliases:
            if is_reference(alias.en):
                yield alias.en.casefold(), organisation.id


def spellings_of(known: Register) -> Iterator[tuple[str, str]]:
    """Go through the references of the organisations of a register in small letters, with their spelling."""
    for organisation in Register(known.records).all(r.Organisation):
        for alias in organisation.aliases:
            if is_reference(alias.en):
                yield alias.en.casefold(), alias.en


def other_spelling(stored: r.Record, given: str, publisher: str, spellings: Mapping[str, str]) -> str:
    """Return how the identifier of an activity was written before; empty where it is not known to differ.

    Parameters
    ----------
    stored : Activity
        Its sources can have the identifier.
    given : str
        The identifier in the file.
    publisher : str
        The reference of the one who reports, in the file.
    spellings : mapping
        As :func:`spellings_of` returns it.
    """
    places = [source.place for source in stored.sources]
    if given in places:
        return ""
    same = next((place for place in places if same_identifier(place, given)), "")
    if same or own_number(publisher, given) == given:
        return same
    written = f"{spellings.get(publisher.casefold(), publisher)}-{own_number(publisher, given)}"
    return written if written != given else ""


def fields_of(record: r.Record) -> list[str]:
    """Return the fields that an activity of a file states, but for its id and where it was read."""
    return [name for name in type(record).model_fields if name in record.model_fields_set - {"id", "sources"}]
