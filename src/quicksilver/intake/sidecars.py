"""Sets of facts: a folder with tables and a sidecar, ``set.yml``, that states what the tables have in common."""

from __future__ import annotations

import dataclasses
import functools
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from quicksilver.errors import InputProblems, Problem, closest
from quicksilver.intake.located import Located, read_yaml
from quicksilver.intake.packaged import content, data, exists, names, place, text
from quicksilver.intake.schemas import validator

__all__ = ["SIDECAR", "Contents", "Sidecar", "digest", "parse_sidecar", "set_names", "sidecar", "table_names"]

#: Name of the file beside the tables.
SIDECAR: Final = "set.yml"


@dataclass(frozen=True, slots=True)
class Contents:
    """What one table of a set of facts has.

    Attributes
    ----------
    kind : str
        ``facts`` (numbers, in the shape that all facts have), ``factors`` (numbers, in the shape of the Toolkit),
        ``statements`` (texts) or ``rules``. Every row has an id but those of rules.
    labels : tuple of str
        Columns that are particular to the table.
    about : str
    """

    kind: Literal["facts", "factors", "statements", "rules"] = "facts"
    labels: tuple[str, ...] = ()
    about: str = ""


@dataclass(frozen=True, slots=True)
class Sidecar:
    """What a set of facts states of itself as a whole: its file ``set.yml``.

    Attributes
    ----------
    title, edition, licence : str
    standing : str
        Standing of its rows; ``mixed`` where each row states its own.
    digest : str
        SHA-256 of its tables, in the order of their names (:func:`digest`).
    tables : mapping of str to Contents
        Name without ``.csv`` -> contents.
    name, document, date, note : str
        Name in receipts, edition of the document its numbers are from, day of the edition, remark.
    named_by : str
        Regular expression of the texts that name this edition in an inventory.
    earlier_digests : mapping of str to str
        Digests that older receipts have for the same values -> the reason.
    """

    title: str
    edition: str
    licence: str
    standing: Literal["measured", "read", "derived", "fitted", "user", "recalled", "assumed", "mixed"]
    digest: str
    tables: Mapping[str, Contents]
    name: str = ""
    document: str = ""
    date: str = ""
    note: str = ""
    named_by: str = ""
    earlier_digests: Mapping[str, str] = field(default_factory=dict)


def set_names(package: str, folder: str) -> tuple[str, ...]:
    """Return the names of the sets of facts in a packaged folder: its folders that have a sidecar."""
    return tuple(name for name in names(package, folder) if exists(package, f"{folder}/{name}/{SIDECAR}"))


def table_names(package: str, folder: str) -> tuple[str, ...]:
    """Return the names of the tables in a packaged folder, sorted and without ``.csv``."""
    return tuple(name.removesuffix(".csv") for name in names(package, folder) if name.endswith(".csv"))


def digest(package: str, folder: str) -> str:
    """Return the SHA-256 of the tables of a set of facts, one after the other in the order of their names.

    It is what ``cat *.csv | sha256sum`` prints in the folder.
    """
    tables = (content(package, f"{folder}/{name}.csv") for name in table_names(package, folder))
    return hashlib.sha256(b"".join(tables)).hexdigest()


@functools.cache
def sidecar(package: str, folder: str) -> Sidecar:
    """Return the sidecar of a set of facts.

    Parameters
    ----------
    package, folder : str
        For example ``"quicksilver.factors"`` and ``"data/coal"``.

    Raises
    ------
    InputProblems
        Everything that is wrong with the sidecar: keys and values, tables that are not in the folder or not in the
        sidecar.
    """
    from pydantic_core import ValidationError

    file, tables = f"{folder}/{SIDECAR}", set(table_names(package, folder))
    try:
        result: Sidecar = validator(Sidecar).validate_python(data(package, file))
        if set(result.tables) == tables:
            return result
    except ValidationError:
        pass
    # Something is wrong; the reader that keeps lines, which takes ten times as long, states what.
    return parse_sidecar(content(package, file), place(package, file), tables)


def parse_sidecar(raw: bytes, where: str, tables: set[str]) -> Sidecar:
    """Return a sidecar from the bytes of its file.

    Parameters
    ----------
    raw : bytes
    where : str
        For messages.
    tables : set of str
        Names of the tables beside it, without ``.csv``.

    Raises
    ------
    InputProblems
        Everything that is wrong with it.
    """
    from pydantic_core import ValidationError

    located = read_yaml(where, text(raw, where))
    problems: list[Problem] = []
    result: Sidecar | None = None
    try:
        result = validator(Sidecar).validate_python(located.data)
    except ValidationError as wrong:
        problems += [_problem(fault, located) for fault in wrong.errors(include_url=False)]
    listed = set(located.data.get("tables") or ()) if isinstance(located.data, Mapping) else set()
    for name in sorted(tables - listed):
        what = f"the table {name!r} is not listed"
        problems.append(Problem(what, f"{where}, tables", "every table of the folder", remedy=f"add {name}"))
    for name in sorted(listed - tables):
        what = f"there is no table {name!r} in the folder"
        guess = closest(name, sorted(tables))
        problems.append(Problem(what, located.where("tables", name), ", ".join(sorted(tables)), guess))
    if problems or result is None:
        raise InputProblems(problems)
    return result


def _problem(fault: Mapping[str, Any], located: Located) -> Problem:
    """Return what pydantic states of a sidecar as a problem in five parts."""
    path, name = fault["loc"], str(fault["loc"][-1]) if fault["loc"] else "the sidecar"
    at = located.where(*path)
    keys = [item.name for item in dataclasses.fields(Contents if len(path) > 1 else Sidecar)]
    if fault["type"] == "missing":
        return Problem(f"{name} is missing", at, ", ".join(keys), remedy=f"add {name}")
    if fault["type"] == "unexpected_keyword_argument":
        return Problem(
            f"unknown key {name!r}", at, ", ".join(keys), closest(name, keys), "rename or remove it"
        )
    words = re.findall(r"'([^']*)'", fault["ctx"]["expected"]) if fault["type"] == "literal_error" else []
    given = str(fault["input"])
    if words:
        return Problem(f"unknown {name} {given!r}", at, ", ".join(words), closest(given, words))
    return Problem(f"{name} {given!r}: {fault['msg']}", at, "a text", remedy="write it in quotation marks")
