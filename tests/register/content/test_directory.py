"""The directory of partners and the alphabets of the six languages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest

from quicksilver.geography import country_name
from quicksilver.language.alphabet import sort_key
from quicksilver.languages import LANGUAGES
from quicksilver.register.questions.directory import counts, grouped, partners
from quicksilver.register.records import KINDS, Record
from quicksilver.register.register import Register


def _register(*rows: tuple[str, dict[str, object]]) -> Register:
    return Register.of((kind, KINDS[kind].model_validate(fields)) for kind, fields in rows)


def _body(
    identifier: str, kind: str = "ngo", country: str = "", name: str = ""
) -> tuple[str, dict[str, object]]:
    return "organisations", {
        "id": identifier,
        "name": name or identifier.upper(),
        "kind": kind,
        "country": country,
    }


def _member(of: str, state: str = "confirmed", **more: object) -> tuple[str, dict[str, object]]:
    return "memberships", {"id": str(more.pop("id", f"m-{of}")), "organisation": of, "state": state, **more}


def _many() -> Iterator[tuple[str, Record]]:
    for kind, count in {"government": 24, "igo": 5, "ngo": 44, "other": 38}.items():
        for number in range(count):
            name = f"{kind}-{number}"
            member = {
                "id": name,
                "organisation": name,
                "state": "confirmed",
                "confirmed": "2012",
                "areas": ["coal", "waste"],
            }
            yield (
                "organisations",
                KINDS["organisations"].model_validate({"id": name, "name": name, "kind": kind}),
            )
            yield "memberships", KINDS["memberships"].model_validate(member)


def test_the_count_of_2012_is_a_query() -> None:
    found = partners(Register.of(_many()), dt.date(2012, 12, 31))
    assert counts(found).total == 111
    assert counts(found).rows == {"government": 24, "igo": 5, "ngo": 44, "other": 38}


def test_areas_add_up_to_more_than_there_are() -> None:
    by_area = counts(partners(Register.of(_many())), "area")
    assert (by_area.total, by_area.rows) == (111, {"coal": 111, "waste": 111})


def test_the_directory_is_of_its_day() -> None:
    held = _register(
        _body("a"),
        _member("a", confirmed="2008-06-01"),
        _body("b"),
        _member("b", "withdrawn", confirmed="2008", until="2010-03-01"),
        _body("c"),
        _member("c", "applied", applied="2008"),
        _body("d"),
        _member("d", "withdrawn", confirmed="2008"),
        _body("e"),
        _member("e", "dormant", confirmed="2009"),
    )
    assert [one.id for one in partners(held, dt.date(2008, 1, 1))] == []
    assert [one.id for one in partners(held, dt.date(2010, 1, 1))] == ["a", "b", "e"]
    assert [one.id for one in partners(held, dt.date(2011, 1, 1))] == ["a", "e"]
    # The register's own day does not matter where another is asked for.
    assert [one.id for one in partners(held.as_of(dt.date(2008, 1, 1)), dt.date(2010, 1, 1))] == [
        "a",
        "b",
        "e",
    ]


def test_one_body_with_two_memberships_counts_once() -> None:
    held = _register(
        _body("a"),
        _member("a", id="m1", areas=["coal"], confirmed="2010"),
        _member("a", id="m2", areas=["waste"], confirmed="2009"),
    )
    (only,) = partners(held)
    assert (only.areas, only.confirmed) == (("coal", "waste"), dt.date(2009, 1, 1))


def test_countries_are_in_the_order_of_the_language() -> None:
    held = _register(
        *(
            row
            for code in ("DEU", "ZAF", "CHN")
            for row in (_body(code.lower(), country=code), _member(code.lower()))
        ),
        _body("x"),
        _member("x"),
    )
    found = partners(held)
    assert list(grouped(found, "country", "en")) == ["CHN", "DEU", "ZAF", ""]
    assert list(grouped(found, "country", "fr")) == ["ZAF", "DEU", "CHN", ""]
    assert list(grouped(found, "country", "zh")) == ["DEU", "ZAF", "CHN", ""]


def test_the_founding_document_names_no_partner(founding: Register) -> None:
    assert partners(founding, dt.date(2009, 10, 19)) == ()
    assert counts(()).total == 0


def test_a_name_falls_back_visibly() -> None:
    (only,) = partners(_register(_body("a", name="Plain"), _member("a")), language="fr")
    assert (only.name, only.language) == ("Plain", "en")


@pytest.mark.parametrize(
    ("language", "ordered"),
    [
        ("en", ["Belgium", "Côte d’Ivoire", "Croatia", "Curaçao", "Cyprus"]),
        ("fr", ["Écosse", "Égypte", "Équateur", "Érythrée", "Espagne"]),
        ("es", ["Namibia", "nube", "ñandú", "Omán"]),
        ("ru", ["Египет", "ёлка", "Замбия", "Италия", "Йемен", "Канада"]),
        ("ar", ["الأردن", "ألمانيا", "إيطاليا", "بلجيكا"]),
        ("zh", ["阿根廷", "巴西", "德国", "法国", "加拿大", "美国", "日本", "智利", "中国"]),
    ],
)
def test_alphabets(language: str, ordered: list[str]) -> None:
    assert sorted(ordered[1::2] + ordered[::2], key=lambda name: sort_key(name, language)) == ordered


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_country_has_a_place_in_every_language(language: str) -> None:
    from quicksilver.geography import country_codes

    names = [country_name(code, language) for code in country_codes()]
    assert len({sort_key(name, language) for name in names}) == len(set(names))
