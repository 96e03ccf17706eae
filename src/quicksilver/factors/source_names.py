"""Sources by what people call them: an id in any case, a name in any language, or the name of a category of the Toolkit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from quicksilver.factors.model import FactorSet
from quicksilver.language.names import find

__all__ = ["SourceName", "source_named"]


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
    if ident := folded.get(text.casefold()) or find("source", text, among=list(factors.sources)):
        return SourceName((ident,))
    category = find("category", text)
    ids = tuple(
        ident
        for ident, source in factors.sources.items()
        if category and source.category == category and level in (None, source.level)
    )
    usual = _USUAL.get(category, "")
    if len(ids) > 1 and usual in ids:
        return SourceName((usual,), tuple(ident for ident in ids if ident != usual))
    return SourceName(ids)
