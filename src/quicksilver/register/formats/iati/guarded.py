"""Parsing a stranger's XML: nothing is fetched, nothing expands, nothing is run."""

from __future__ import annotations

import functools
import re
from pathlib import Path
from typing import Any, Final

from quicksilver.errors import InputProblems, Problem
from quicksilver.intake.days import likely_day
from quicksilver.intake.packaged import path
from quicksilver.language.problems import problem

__all__ = ["VERSION", "parse", "problems_with_schema"]

VERSION = "2.03"
_LARGEST = 50 * 2**20
_DTD = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_INSTRUCTION = re.compile(rb"<\?(?!xml\s)", re.IGNORECASE)


def _refused(what: str, where: str, allowed: str, remedy: str) -> InputProblems:
    return InputProblems([Problem(what, where, allowed, remedy=remedy)])


def parse(path: str | Path) -> Any:
    """Return the root element of an IATI file that is valid.

    Parameters
    ----------
    path : str or Path

    Returns
    -------
    lxml element
        ``iati-activities``.

    Raises
    ------
    InputProblems
        The file is too large, contains a document type, entities or processing instructions, is not XML, or is not
        valid against the schema; each with its line.
    """
    from lxml import etree

    file = Path(path)
    data = _content(file)
    # No document type, no network, no entities, and the limits on depth and size stay in place.
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as wrong:
        raise _refused(
            f"is not XML: {wrong.msg}",
            f"{file.name}, line {wrong.lineno or 1}",
            "an IATI activity file",
            "correct the file, or export it again",
        ) from None
    tree = root.getroottree()
    # An encoding in which the first look could not see them.
    if tree.docinfo.internalDTD is not None or tree.xpath("//processing-instruction()"):
        raise _refused("contains a document type or an instruction", file.name, "plain XML", "remove it")
    problems = problems_with_schema(root, file.name)
    if problems:
        raise InputProblems(problems)
    return root


def _content(file: Path) -> bytes:
    try:
        size = file.stat().st_size
        data = file.read_bytes() if size <= _LARGEST else b""
    except OSError as wrong:
        raise _refused(
            f"cannot be read: {wrong.strerror}", str(file), "an IATI activity file", "check the path"
        ) from None
    if size > _LARGEST:
        raise _refused(f"is {size >> 20} MiB large", file.name, f"at most {_LARGEST >> 20} MiB", "divide it")
    # In UTF-16 every other byte is 0.
    plain = data.replace(b"\0", b"")
    for pattern, what in ((_DTD, "a document type or entities"), (_INSTRUCTION, "a processing instruction")):
        match = pattern.search(plain)
        if match:
            line = plain.count(b"\n", 0, match.start()) + 1
            raise _refused(f"contains {what}", f"{file.name}, line {line}", "plain XML", "remove it")
    return data


@functools.cache
def _schema() -> Any:
    from lxml import etree

    schema = path("quicksilver.register.formats.iati", "schema/iati-activities-schema.xsd")
    # Entities are resolved in the schema's own files only, and from no network.
    return etree.XMLSchema(etree.parse(str(schema), etree.XMLParser(no_network=True)))


def problems_with_schema(root: Any, name: str) -> list[Problem]:
    """Return in what an IATI document is not valid against the schema of version 2.03.

    Parameters
    ----------
    root : lxml element
    name : str
        Of the file, for messages.
    """
    if root.tag != "iati-activities" or root.get("version") != VERSION:
        what = (
            f"version {root.get('version')!r}"
            if root.tag == "iati-activities"
            else f"an element {root.tag!r}"
        )
        return [
            Problem(
                f"begins with {what}",
                f"{name}, line {root.sourceline or 1}",
                f"iati-activities, version {VERSION}",
                remedy="convert it to that version",
            )
        ]
    schema = _schema()
    if schema.validate(root):
        return []
    return [
        _date_problem(wrong.message, f"{name}, line {wrong.line}")
        or Problem(
            wrong.message,
            f"{name}, line {wrong.line}",
            f"what the schema of IATI {VERSION} allows",
            remedy="correct the element",
        )
        for wrong in schema.error_log
    ]


_DATE: Final = re.compile(
    r"Element '([\w:-]+)', attribute '([\w-]+)': '(.*)' is not a valid value of .*'xs:date'\."
)


def _date_problem(message: str, where: str) -> Problem | None:
    """Return the problem with a date, with the days that it can mean; None for any other message of the schema."""
    match = _DATE.fullmatch(message)
    if match is None:
        return None
    like = likely_day(match[3])
    values = {"element": match[1], "attribute": match[2], "text": match[3], "guess": like["guess"]}
    return problem("iati.date", where, readings=like["readings"], **values)
