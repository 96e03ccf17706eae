"""Messages are in the language of the reader, and a screen shows no more of them than can be read."""

import json

import pytest


@pytest.fixture
def wrong(tmp_path):
    """Return an inventory with fifty problems and a note."""
    lines = "\n".join(f"L1-NOTHING-{number},Y,5,t" for number in range(50))
    path = tmp_path / "inventory.csv"
    path.write_text(f"source,presence,activity,unit\n{lines}\nL1-CEM,NE,,\n", encoding="utf-8")
    general = {"country": "SEN", "year": 2020, "level": 1}
    path.with_name("general.json").write_text(json.dumps(general), encoding="utf-8")
    return path


def run(cli, wrong, *options):
    return cli("inventory", "run", wrong, "--out", wrong.parent / "out", *options)


def test_a_screen_shows_forty_and_counts_the_rest(cli, wrong) -> None:
    printed = run(cli, wrong).err
    assert printed.startswith("50 problems found")
    assert printed.count("\n- inventory.csv") == 41
    assert "10 more; --json lists all" in printed
    assert "Notes on reading: 1" in printed


def test_json_has_all(cli, wrong) -> None:
    assert len(json.loads(run(cli, wrong, "--json").out)["problems"]) == 51


@pytest.mark.parametrize(
    ("variables", "options", "word"),
    [
        ({}, (), "problems found"),
        ({"LANG": "fr_SN.UTF-8"}, (), "Problèmes trouvés"),
        ({"LANG": "C.UTF-8"}, (), "problems found"),
        ({"LC_ALL": "ru_RU.UTF-8", "LANG": "fr_FR"}, (), "Найдено проблем"),
        ({"QUICKSILVER_LANGUAGE": "ar", "LC_ALL": "ru_RU.UTF-8"}, (), "عدد المشكلات"),
        ({"QUICKSILVER_LANGUAGE": "ar"}, ("--language", "zh"), "发现50个问题"),
        ({"LANG": "fr_FR"}, ("--language", "en"), "problems found"),
        ({"LANG": "tlh"}, (), "problems found"),
    ],
)
def test_the_language_is_stated_or_that_of_the_person(
    cli, wrong, monkeypatch, variables, options, word
) -> None:
    for name in ("QUICKSILVER_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert word in run(cli, wrong, *options).err
