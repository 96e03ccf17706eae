"""What an IATI file has and the register has no field for: listed item by item, so that it can be entered by hand."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from typing import Any, Final

from quicksilver.errors import Problem
from quicksilver.language.problems import problem_with
from quicksilver.languages import LANGUAGES
from quicksilver.register.formats.iati import names

__all__ = ["content_of", "language_of", "leftovers"]

_OWN: Final = f"{{{names.OWN}}}"
#: Attributes of an activity that say something the register has no field for.
_ACTIVITY: Final = ("humanitarian", "hierarchy", "budget-not-provided", "linked-data-uri")
#: Attributes that are read, or that only name the list that a code is of.
_ATTRIBUTES: Final = {
    "participating-org": {"ref", "type", "role"},
    "activity-date": {"type", "iso-date"},
    "document-link": {"url", "format"},
    "transaction": {"ref"},
}
#: Parts of an element that are read.
_PARTS: Final = {
    "participating-org": {"narrative"},
    "document-link": {"title"},
    "transaction": {"transaction-type", "transaction-date", "value", "provider-org", "receiver-org"},
}
#: What the writer of this program adds to every document.
_CATEGORY: Final = "A08"
_LONG: Final = 200


def language_of(narrative: Any, activity: Any) -> str:
    """Return the language of a text: its own, else that of its activity, else English."""
    given = narrative.get(names.XML_LANG) or activity.get(names.XML_LANG) or "en"
    return str(given).split("-")[0].lower()


def content_of(element: Any) -> dict[str, str]:
    """Return what an element is called and what it has, in one line: attributes, and the texts in it."""
    return {"element": element.tag, "content": _content(element)}


def _content(element: Any) -> str:
    parts = []
    for item in element.iter():
        if not isinstance(item.tag, str) or item.tag.startswith("{"):
            continue
        shown = [f"{name} {value}" for name, value in item.attrib.items() if not name.startswith("{")]
        text = " ".join((item.text or "").split())
        inner = ", ".join([*shown, *([text] if text else [])])
        if inner:
            parts.append(inner if item is element or item.tag == "narrative" else f"{item.tag} {inner}")
    whole = "; ".join(parts)
    return whole if len(whole) <= _LONG else f"{whole[:_LONG]} ..."


def leftovers(
    element: Any, activity: str, where: Callable[[Any], str], read: Collection[str]
) -> Iterator[Problem]:
    """Go through what of an activity is not read: one warning for each budget, result, sector and so on.

    Parameters
    ----------
    element : element
        The activity.
    activity : str
        Its id.
    where : callable
        From an element to its place in the file.
    read : collection of str
        Names of elements that are read.
    """

    def left(item: Any, name: str, content: str) -> Problem:
        values = {"element": name, "activity": activity, "content": content}
        return problem_with("iati.left.content" if content else "iati.left", where(item), values, "warning")

    for name in _ACTIVITY:
        if element.get(name) is not None:
            yield left(element, name, element.get(name))
    seen: set[str] = set()
    for item in element:
        if not isinstance(item.tag, str) or item.tag == "related-activity":
            continue
        if (item.tag == "description" and item.tag in seen) or (item.tag not in read and not _is_ours(item)):
            yield left(item, item.tag, _content(item))
        seen.add(item.tag)
        yield from _parts(item, left)
    texts = {language_of(narrative, element) for narrative in element.iter("narrative")}
    if foreign := sorted(texts - set(LANGUAGES)):
        values = {"activity": activity, "languages": ", ".join(foreign)}
        yield problem_with("iati.left.languages", where(element), values, "warning")


def _is_ours(item: Any) -> bool:
    """Return whether a sector or a tag is of the program's own lists, and so was read."""
    return item.tag in ("sector", "tag") and item.get("vocabulary-uri") in (
        names.AREAS,
        names.KINDS,
        names.MANDATES,
    )


def _parts(item: Any, left: Callable[[Any, str, str], Problem]) -> Iterator[Problem]:
    """Go through what of an element that is read is not read itself."""
    known = _ATTRIBUTES.get(item.tag)
    if known is not None:
        for name in item.attrib:
            if not name.startswith("{") and name not in known:
                yield left(item, f"{item.tag}/@{name}", item.get(name))
    inner = _PARTS.get(item.tag)
    for part in item:
        if inner is None or not isinstance(part.tag, str) or part.tag in inner or part.tag.startswith("{"):
            continue
        if part.tag != "category" or part.get("code") != _CATEGORY:
            yield left(part, f"{item.tag}/{part.tag}", _content(part))
