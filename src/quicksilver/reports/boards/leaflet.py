"""One page on catching mercury vapour, for print and for a small telephone, in six languages and without a network."""

from __future__ import annotations

import datetime as dt

from quicksilver.documents.tree import BulletList, Column, Document, Heading, Paragraph, Row, Table, Title
from quicksilver.documents.tree import Text as Run
from quicksilver.factors.facts import Fact, facts
from quicksilver.language.catalogue import catalogue
from quicksilver.language.numbers import shown
from quicksilver.reports.formats import HANDED_OUT
from quicksilver.reports.writing import written

__all__ = ["leaflet_document", "leaflet_files"]

_UNITS = {"hood": "EPA/ANL gold shop MCS (drum)", "retort": "retort (well used)"}


def _one(table: str, **labels: str) -> Fact:
    return next(row for row in facts(table, defaults_only=True, **labels))


def leaflet_document(language: str = "en") -> Document:
    """Return the page as a document tree; every number is one of the packaged tables, with its source.

    Raises
    ------
    ValueError
        There is no such language.
    """
    from quicksilver.languages import known

    known(language)
    words = catalogue("leaflet_text")

    def say(key: str, **values: str) -> str:
        return words.plain(key, language, **values)

    rows = []
    for key, technology in _UNITS.items():
        fact = _one("controls", sector="asgm", technology=technology)
        assert fact.number is not None
        caught = 100 * fact.number.central
        rows.append(
            Row(
                (
                    (Run(say(key)),),
                    (Run(shown(caught, language)),),
                    (Run(shown(100 - caught, language)),),
                    (Run(fact.source),),
                )
            )
        )
    cost, air = (
        _one("costs", area="asgm", item="EPA/ANL gold-shop MCS"),
        _one("health", item="air guideline Hg vapour WHO"),
    )
    assert cost.number is not None
    assert air.number is not None
    columns = tuple(
        Column((Run(say(name)),), align, width)
        for name, align, width in (
            ("unit", "start", 1.4),
            ("caught", "end", 1.0),
            ("emitted", "end", 1.0),
            ("source", "start", 1.8),
        )
    )
    blocks = (
        Title(say("title"), say("subtitle")),
        Table((Run(say("what")),), columns, tuple(rows)),
        Paragraph((Run(say("cost", cost=shown(cost.number.central, language), source=cost.source)),)),
        Heading(2, (Run(say("check")),)),
        BulletList(tuple((Run(say(key)),) for key in ("check.works", "check.used", "check.kept"))),
        Paragraph((Run(say("air", value=shown(air.number.central, language), source=air.source)),)),
        Paragraph((Run(say("own")),)),
    )
    return Document(
        language=language,
        title=say("title"),
        blocks=blocks,
        subject=say("subtitle"),
        created=dt.date(2013, 1, 1),
    )


def leaflet_files(language: str = "en") -> dict[str, bytes]:
    """Return the page as DOCX and PDF for print, and as HTML that needs no network."""
    return written(leaflet_document(language), "leaflet", formats=HANDED_OUT)
