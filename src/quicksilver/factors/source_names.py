"""Sources and technologies by what people call them: id in any case, name in any language, category, short form."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from quicksilver.errors import Similar, closest, similar
from quicksilver.factors.model import FactorSet, Outputs
from quicksilver.language.names import find, label, labels
from quicksilver.languages import LANGUAGES

__all__ = [
    "SourceName",
    "like_source",
    "owners_of_technology",
    "source_named",
    "sources_like",
    "technology_named",
]


@dataclass(frozen=True, slots=True)
class SourceName:
    """What a text means as a source.

    Attributes
    ----------
    ids : tuple of str
        The sources that have the name; none, one, or several that a person chooses from.
    others : tuple of str
        Further sources of the same category, where one of them is usually meant.
    """

    ids: tuple[str, ...] = ()
    others: tuple[str, ...] = ()


#: The row that the name of a category means which has several: kilns that burn waste have their own row beside it.
_USUAL: Final = {"5.3.1": "L1-CEM"}


def source_named(text: str, factors: FactorSet, level: int | None = None) -> SourceName:
    """Return the sources that a text names.

    Parameters
    ----------
    text : str
        An id in any case, the name of a source, or the name of a category of the Toolkit, in any language.
    factors : FactorSet
        Decides which sources there are.
    level : int, optional
        Level of the inventory: of a category, the sources of the other level are not meant.

    Examples
    --------
    >>> from quicksilver.factors import shipped
    >>> source_named("Crémation humaine", shipped()).ids, source_named("l1-crem", shipped()).ids
    ((), ('L1-CREM',))
    >>> source_named("Production de ciment", shipped(), 1)
    SourceName(ids=('L1-CEM',), others=('L1-CEM-COI',))
    """
    if text in factors.sources:
        return SourceName((text,))
    folded = {ident.casefold(): ident for ident in factors.sources}
    category = find("category", text)
    # A name that a category of this level shares with a source of the other level is the category's.
    of_level = [
        ident
        for ident, source in factors.sources.items()
        if not category or source.category == category or level in (None, source.level)
    ]
    if ident := folded.get(text.casefold()) or find("source", text, among=of_level):
        return SourceName((ident,))
    ids = tuple(
        ident
        for ident, source in factors.sources.items()
        if category and source.category == category and level in (None, source.level)
    )
    usual = _USUAL.get(category, "")
    if len(ids) > 1 and usual in ids:
        return SourceName((usual,), tuple(ident for ident in ids if ident != usual))
    return SourceName(ids)


def like_source(text: str, factors: FactorSet) -> Similar:
    """Return the id that a text is a slip of, or else the id of the source whose name in any language it is like.

    Parameters
    ----------
    text : str
        What names no source.
    factors : FactorSet

    Examples
    --------
    >>> from quicksilver.factors import shipped
    >>> like_source("Coal combustion in large power plnts", shipped())["guess"]
    'L1-COAL-PP'
    """
    ids = similar(text, factors.sources)
    if ids["guess"] or ids["readings"]:
        return ids
    names = {label("source", ident, language): ident for ident in factors.sources for language in LANGUAGES}
    return {"guess": names.get(closest(text, list(names)), ""), "readings": ()}


#: More sources than these are no help to choose from.
_MOST: Final = 8
_WORDS: Final = re.compile(r"[^\W_]+")


def sources_like(text: str, factors: FactorSet, level: int | None = None) -> tuple[str, ...]:
    """Return the sources of a level whose name, in one of the languages, has each word of a text; a few, or none.

    Examples
    --------
    >>> from quicksilver.factors import shipped
    >>> sources_like("Large power plants hard coal", shipped(), 2), sources_like("coal", shipped(), 1)
    (('5.1.1-hard',), ('L1-COAL-PP', 'L1-COAL-OTH'))
    """
    words = _WORDS.findall(text.casefold())
    names: dict[str, list[str]] = {}
    for language in LANGUAGES:
        for ident, name in labels("source", language).items():
            names.setdefault(ident, []).append(f" {' '.join(_WORDS.findall(name.casefold()))}")
    # A word of an alphabet begins with what is written; Chinese does not part words.
    parts = [word if word[0] >= "\u2e80" else f" {word}" for word in words]
    ids = [
        ident
        for ident, source in factors.sources.items()
        if level in (None, source.level)
        and any(parts and all(part in name for part in parts) for name in names.get(ident, ()))
    ]
    return tuple(ids) if len(ids) <= _MOST else ()


def technology_named(text: str, options: Sequence[Outputs]) -> Outputs | None:
    """Return the technology that a text means; a short form counts only when it means just one.

    Parameters
    ----------
    text : str
        An id in any case, a name in any language, the end of an id (``esp``) or a scenario (``a2``).
    options : sequence of Outputs
        The technologies of one source.

    Examples
    --------
    >>> from quicksilver.factors import shipped
    >>> technology_named("ESP", shipped().technologies("5.1.1-hard")).technology
    '5.1.1-o-esp'
    """
    wanted = text.strip().casefold()
    by_id = {row.technology.casefold(): row for row in options}
    if wanted in by_id:
        return by_id[wanted]
    named = find("technology", text, among=[row.technology for row in options])
    if named:
        return by_id[named.casefold()]
    short = [
        row
        for row in options
        if row.technology.casefold().endswith("-" + wanted)
        or row.technology.casefold().endswith("-o-" + wanted)
        or (row.scenario and row.scenario == wanted)
    ]
    exact = [row for row in short if row.technology.casefold().split("-o-")[-1] == wanted] or short
    return exact[0] if len(exact) == 1 else None


def owners_of_technology(text: str, factors: FactorSet) -> tuple[str, ...]:
    """Return the sources to which a technology belongs, by its id or its name; none for a name that nobody knows.

    Examples
    --------
    >>> from quicksilver.factors import shipped
    >>> owners_of_technology("5.2.2-O-Conc", shipped())
    ('5.2.2-conc',)
    """
    folded = {technology.casefold(): technology for _, technology in factors.outputs}
    known = folded.get(text.strip().casefold()) or find("technology", text, among=list(folded.values()))
    return tuple(source for source, technology in factors.outputs if technology == known)
