"""The packaged outlines: whole, closed, on the right side of the date line, and small enough to carry."""

import hashlib
from importlib import resources

import numpy as np
import pytest
import yaml

from quicksilver.errors import InputProblems
from quicksilver.geography import country_codes
from quicksilver.geography.outlines import atlas, find_entity, outline


def test_every_country_has_an_outline() -> None:
    assert set(country_codes()) - set(atlas().keys) == {"WLD", "QZZ"}


def test_rings_are_closed_on_the_globe_and_never_cross_the_date_line() -> None:
    whole = atlas()
    last = np.cumsum(whole.ring_length) - 1
    first = np.concatenate([[0], last[:-1] + 1])
    np.testing.assert_array_equal(whole.lonlat[first], whole.lonlat[last])
    assert np.abs(whole.lonlat).max(axis=0).tolist() == [180.0, 90.0]
    step = np.abs(np.diff(whole.lonlat[:, 0]))
    inner = np.ones(len(step), dtype=bool)
    inner[last[:-1]] = False
    assert step[inner].max() < 60
    assert set(whole.polygon_entity) == set(range(len(whole.keys)))


@pytest.mark.parametrize(
    ("key", "place"),
    [
        ("FJI", (179.9, -16.5)),
        ("RUS", (-175.0, 67.0)),
        ("RUS", (37.6, 55.8)),
        ("ATA", (0.0, -89.9)),
        ("GUF", (-53.0, 4.0)),
        ("REU", (55.5, -21.1)),
        ("SJM", (16.0, 78.5)),
        ("UKR", (34.1, 45.0)),
        ("VAT", (12.456, 41.9035)),
        ("SEN", (-15.0, 14.0)),
        ("NOR", (25.5, 70.9)),
        ("Kosovo", (21.0, 42.6)),
    ],
)
def test_places_lie_in_their_countries(key, place) -> None:
    import shapely

    shape = outline(key)
    assert shape.is_valid
    assert shape.intersects(shapely.Point(place))


def test_parts_with_a_code_are_not_in_the_country_they_are_drawn_with() -> None:
    import shapely

    assert not outline("FRA").intersects(shapely.Point(-53.0, 4.0))
    assert not outline("NOR").intersects(shapely.Point(16.0, 78.5))


def test_names_are_found_and_mistakes_answered() -> None:
    assert find_entity(" somaliland ")[0] == "Somaliland"
    assert find_entity("Senegal")[0] == find_entity("SN")[0] == "SEN"
    assert find_entity("Kosovo")[0] == find_entity("XK")[0] == "XKX"
    entity, match = find_entity("Senegl")
    assert (entity, match.guess) == ("", "SEN")
    entity, match = find_entity("QZZ")
    assert (entity, match.code) == ("", "QZZ")
    with pytest.raises(InputProblems, match="no outline of 'QZZ'"):
        outline("QZZ")
    with pytest.raises(InputProblems, match="unknown country"):
        outline("Atlantis")


def test_file_is_small_and_says_its_source() -> None:
    folder = resources.files("quicksilver.geography") / "data"
    content = (folder / "outlines.npz").read_bytes()
    assert len(content) < 2_000_000
    about = yaml.safe_load((folder / "outlines.yml").read_text(encoding="utf-8"))
    assert hashlib.sha256(content).hexdigest() == about["sha256"]
    assert "Natural Earth" in atlas().note
    assert "public domain" in atlas().note
