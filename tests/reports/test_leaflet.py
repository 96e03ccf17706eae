"""The page on catching mercury vapour: small, offline, with the numbers of the tables."""

from __future__ import annotations

import re

import pytest

from quicksilver.reports.boards.leaflet import leaflet_files


@pytest.mark.parametrize("language", ["en", "fr", "es", "ru", "zh", "ar"])
def test_the_page_is_small_and_needs_no_network(language):
    files = leaflet_files(language)
    page = files["leaflet.html"]
    assert len(page) < 200_000
    assert not re.search(rb"<(?:script|link|img|iframe)[^>]+(?:src|href)=[\"']?https?:", page)
    assert b"80" in page
    assert b"20" in page
    assert files == leaflet_files(language)
