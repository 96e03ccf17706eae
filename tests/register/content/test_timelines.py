"""What became of the proposal of 2009 for non-ferrous metals: kept alive, with every step and its source."""

from __future__ import annotations

import datetime as dt

from quicksilver.register.records import Area, Document


def test_the_proposal_the_topic_and_the_study(founding, later) -> None:
    proposed = founding.get(Area, "non-ferrous")
    assert any(source.place == "A20" for source in proposed.sources)
    area = later.get(Area, "non-ferrous")
    assert [status.status for status in area.statuses] == ["plan drafted", "became cross-cutting"]
    assert all(status.source is not None for status in area.statuses)
    topic = later.get(Area, area.became)
    assert topic.kind == "cross-cutting topic"
    assert topic.since is not None
    assert topic.since.first == dt.date(2019, 11, 1)
    study = next(
        later.get(Document, source.document) for source in topic.sources if "study" in source.document
    )
    assert study.url
    assert "date" in study.not_stated  # nobody has read when it came out
    before, after = (later.as_of(dt.date(year, 6, 1)) for year in (2015, 2021))
    assert "non-ferrous" in {one.id for one in before.all(Area)}
    assert "non-ferrous" not in {one.id for one in after.all(Area)}
    assert "non-ferrous-topic" in {one.id for one in after.all(Area)}
