"""The opening sentences of a section: who leads an area, since when, and what its objectives are."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from importlib import resources
from pathlib import Path

import pytest

from quicksilver.documents.tree import Text as Run
from quicksilver.documents.tree import plain_text
from quicksilver.language.articles import inserted, within
from quicksilver.languages import LANGUAGES
from quicksilver.register.formats.text_form import load_directory
from quicksilver.register.records import Area, Leadership, Objective, Organisation, Plan, Status, Text, When
from quicksilver.register.register import Register
from quicksilver.reports.progress.paragraphs import paragraphs
from quicksilver.reports.words import Words

GOAL = Objective(
    text=Text(
        en="The reduction of mercury use", fr="La réduction de l’utilisation du mercure", zh="减少汞的使用"
    )
)
OTHER = Objective(text=Text(en="The elimination of releases"), means=(Text(en="Train people."),))


def opening(
    leads: Sequence[Leadership], objectives: Sequence[Objective] = (GOAL,), language: str = "en", **plan: str
) -> str:
    """Return the first paragraph of the section of one area."""
    organisations = [
        Organisation(
            id="unido",
            name=Text(en="United Nations Industrial Development Organization"),
            acronym="UNIDO",
            kind="igo",
        ),
        Organisation(id="japan", name=Text(en="Japan"), kind="government", country="JPN"),
        Organisation(id="usa", name=Text(en="United States of America"), kind="government", country="USA"),
        Organisation(id="council", name=Text(en="World Chlorine Council"), kind="industry"),
        Organisation(id="college", name=Text(en="Dartmouth College"), kind="academia"),
        Organisation(id="centre", name=Text(original="zh", zh="某中心"), kind="academia"),
        Organisation(id="hidden", name=Text(en="A hidden body"), visibility="secretariat"),
    ]
    area = Area(id="coal", name=Text(en="Coal"), order=1, statuses=(Status(status="established"),))
    held = Plan(id="p", area="coal", title="P", **{"state": "in force", **plan}, objectives=tuple(objectives))  # type: ignore[arg-type]
    register = Register.of(
        [("areas", area), ("plans", held), *(("organisations", one) for one in organisations)]
        + [("leaderships", one) for one in leads]
    )
    made = paragraphs(register, period="2009-2010", as_of=dt.date(2010, 12, 31), language=language)
    start = next(index for index, one in enumerate(made) if one.kind == "section")
    return made[start + 1].text


def lead(organisation: str, since: When | None = None) -> Leadership:
    return Leadership(id=f"coal-{organisation}", area="coal", organisation=organisation, since=since)


@pytest.mark.parametrize(
    ("organisation", "begins"),
    [
        ("unido", "UNIDO leads"),
        ("japan", "Japan leads"),
        ("usa", "The United States of America leads"),
        ("council", "The World Chlorine Council leads"),
        ("college", "Dartmouth College leads"),
    ],
)
def test_a_lead_and_an_objective_are_one_sentence(organisation: str, begins: str) -> None:
    assert opening([lead(organisation)]) == (
        f"{begins} this partnership area, whose objective is the reduction of mercury use."
    )


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        (
            "fr",
            "Ce domaine de partenariat est dirigé par l’ONUDI et a pour objectif la réduction de l’utilisation du mercure.",
        ),
        ("zh", "工发组织牵头本伙伴关系领域，其目标是减少汞的使用。"),
    ],
)
def test_the_sentence_is_whole_in_the_other_languages(language: str, sentence: str) -> None:
    assert opening([lead("unido")], language=language) == sentence


def test_several_leads_are_a_plural() -> None:
    assert opening([lead("unido"), lead("council")], []).startswith(
        "UNIDO and the World Chlorine Council lead this partnership area."
    )
    assert opening([lead("usa"), lead("japan")]).startswith(
        "Japan and the United States of America lead this"
    )
    assert opening([lead("unido"), lead("japan")], language="fr").startswith(
        "Ce domaine de partenariat est dirigé par le Japon et l’ONUDI et a pour objectif"
    )


@pytest.mark.parametrize(
    ("since", "told"),
    [
        (When(date="2009"), "since 2009"),
        (When(date="2009-05"), "since May 2009"),
        (When(date="2009-05-02"), "since 2 May 2009"),
        (When(date="2009", said="early 2009"), "since early 2009"),
    ],
)
def test_the_day_since_which_an_organisation_leads_is_stated(since: When, told: str) -> None:
    assert opening([lead("unido", since)]) == (
        f"UNIDO has led this partnership area {told}. "
        "The objective of this partnership area is the reduction of mercury use."
    )


@pytest.mark.parametrize(
    "since",
    [None, When(date="2009", said="named in 2009; the starting date is not stated"), When(date="2009/2010")],
)
def test_a_date_that_is_not_the_beginning_is_not_given_as_one(since: When | None) -> None:
    assert "since" not in opening([lead("unido", since)])


def test_leads_since_different_days_have_their_days_in_brackets() -> None:
    both = [lead("unido", When(date="2009")), lead("japan", When(date="2010-03"))]
    assert opening(both) == (
        "Japan (since March 2010) and UNIDO (since 2009) lead this partnership area, "
        "whose objective is the reduction of mercury use."
    )
    same = [lead("unido", When(date="2009")), lead("japan", When(date="2009"))]
    assert opening(same).startswith("Japan and UNIDO have led this partnership area since 2009.")
    assert opening(same, [GOAL, OTHER]).count("The first objective of this partnership area is") == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_since_is_written_in_every_language(language: str) -> None:
    for since in (
        When(date="2009"),
        When(date="2009-05"),
        When(date="2009-05-02"),
        When(date="2009", said="mid-2009"),
        When(date="2009", said="late 2009"),
    ):
        assert "2009" in opening([lead("japan", since)], [], language)


def test_further_objectives_follow_with_their_means() -> None:
    assert opening([lead("japan")], [GOAL, OTHER]) == (
        "Japan leads this partnership area, whose first objective is the reduction of mercury use. "
        "A further objective is the elimination of releases. Means: Train people."
    )


def test_an_objective_that_is_a_sentence_is_quoted() -> None:
    sentence = Objective(text=Text(en="Reduce the use of mercury."))
    assert opening([lead("japan")], [sentence]) == (
        "Japan leads this partnership area. Objective: Reduce the use of mercury."
    )
    assert opening([lead("japan")], [GOAL], "es") == (
        "Esta esfera de asociación está dirigida por Japón. "
        "Objetivo: The reduction of mercury use.\u00a0[Solamente\u00a0en\u00a0inglés]"
    )


def test_a_draft_without_a_lead_has_its_objective() -> None:
    nobody = Leadership(id="coal-vacant", area="coal", role="vacant")
    assert opening([nobody], state="posted for consultation") == (
        "The objective of this partnership area is the reduction of mercury use. "
        "A draft business plan has been prepared for this area."
    )
    # What is still being drafted is for those who draft it.
    assert "reduction of mercury use" not in opening([nobody], state="drafting")


def test_a_name_whose_article_is_not_known_is_listed() -> None:
    assert opening([lead("centre")], language="fr").startswith(
        "Chef de file de ce domaine de partenariat : 某中心"
    )
    assert opening([lead("college")], language="es").startswith(
        "Entidad rectora de esta esfera de asociación: Dartmouth"
    )


def test_a_name_in_another_language_is_part_of_a_sentence_where_no_article_is_needed() -> None:
    assert opening([lead("centre"), lead("japan")], [], "ru") == (
        "Ведущие стороны этой области партнерства – Япония и 某中心\u00a0[Только\u00a0на\u00a0китайском\u00a0языке]."
    )
    assert opening([lead("centre"), lead("japan")], [], "es").startswith("Entidades rectoras de esta esfera")


def test_a_chinese_name_with_and_in_it_is_set_off() -> None:
    words = Words("zh")
    names = [(Run("水泥和混凝土协会"),), (Run("挪威"),)]
    assert plain_text(words.listed(names)) == "水泥和混凝土协会以及挪威"
    assert plain_text(words.listed(names[1:] * 2)) == "挪威和挪威"


def test_a_lead_that_is_not_public_is_not_named() -> None:
    assert (
        opening([lead("hidden")]) == "The objective of this partnership area is the reduction of mercury use."
    )


@pytest.mark.parametrize(
    ("name", "language", "state", "expected"),
    [
        ("Organisation des Nations Unies pour le développement industriel (ONUDI)", "fr", False, "l’ONUDI"),
        ("Programme des Nations Unies pour l’environnement (PNUE)", "fr", False, "le PNUE"),
        ("Organisation panaméricaine de la Santé (PAHO)", "fr", False, "la PAHO"),
        ("Pays-Bas", "fr", True, "les Pays-Bas"),
        ("Cuba", "fr", True, "Cuba"),
        ("Mexique", "fr", True, "le Mexique"),
        ("Sierra Leone", "fr", True, "la Sierra Leone"),
        ("Estados Unidos de América", "es", True, "los Estados Unidos de América"),
        ("Islas Salomón", "es", True, "las Islas Salomón"),
        ("Chile", "es", True, "Chile"),
        ("Grupo de trabajo", "es", False, "el Grupo de trabajo"),
        ("Ministry of the Environment of Japan", "en", False, "the Ministry of the Environment of Japan"),
        ("Италия", "ru", True, "Италия"),
    ],
)
def test_names_have_their_articles(name: str, language: str, state: bool, expected: str) -> None:
    assert within(name, language, state=state, abbreviated=True) == expected


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("To reduce the use of mercury", "en", "to reduce the use of mercury"),
        ("The reduction of use. And more", "en", ""),
        ("Reduction of use", "en", ""),
        ("L’élimination des rejets", "fr", "l’élimination des rejets"),
        ("Réduire les rejets", "fr", ""),
        ("Дальнейшее сокращение", "ru", "дальнейшее сокращение"),
        ("ЮНЕП и партнеры", "ru", "ЮНЕП и партнеры"),
        ("减少汞的使用。", "zh", ""),
        ("  ", "en", ""),
    ],
)
def test_only_a_phrase_becomes_part_of_a_sentence(text: str, language: str, expected: str) -> None:
    assert inserted(text, language) == expected


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_founding_areas_open_with_one_sentence_in_every_language(language: str) -> None:
    packaged = Path(str(resources.files("quicksilver.register") / "data" / "2007-2008"))
    made = paragraphs(
        load_directory(packaged), period="2007-2008", as_of=dt.date(2009, 5, 1), language=language
    )
    told = {one.code: one.text for one in made}
    organisations = {
        "en": "UNIDO",
        "fr": "ONUDI",
        "es": "ONUDI",
        "ru": "ЮНИДО",
        "zh": "工发组织",
        "ar": "اليونيدو",
    }
    assert organisations[language] in told["A8"]
    labels = {"Objective:", "Objectif :", "Objetivo:", "Цель:", "目标：本", "الهدف:"}
    for code in ("A8", "A10", "A12", "A14", "A16", "A18"):
        assert not any(label in told[code] for label in labels)
        assert "[" not in told[code].split(".")[0]


def test_the_first_area_reads_as_an_editor_would_have_it() -> None:
    packaged = Path(str(resources.files("quicksilver.register") / "data" / "2007-2008"))
    made = paragraphs(load_directory(packaged), period="2007-2008", as_of=dt.date(2009, 5, 1))
    told = {one.code: one.text for one in made}
    assert told["A8"].startswith(
        "UNIDO leads this partnership area, whose objective is the continued reduction and elimination of"
    )
    assert (
        "Provide technical assistance and training, where possible, to support the development of critical "
        "information." in told["A12"]
    )
