"""The option ``--law`` of the commands around an inventory."""

import json

import click
import pytest

from quicksilver.cli.inventory import law_option
from quicksilver.quantities import LawChoice


def test_the_choices_are_those_of_the_package() -> None:
    @law_option
    def command() -> None: ...

    (option,) = command.__click_params__
    assert isinstance(option.type, click.Choice)
    assert list(option.type.choices) == [str(choice) for choice in LawChoice]
    assert option.default == "stated"


def test_a_run_by_triangles_says_so(cli, example, tmp_path) -> None:
    done = cli(
        "inventory", "run", example / "2020", "--out", tmp_path / "a", "--no-report", "--law", "triangle"
    )
    assert done.code == 0
    assert "95% range by triangles" in done.out
    assert json.loads((tmp_path / "a" / "receipt.json").read_text(encoding="utf-8"))["law"] == "triangle"
    usual = cli("inventory", "run", example / "2020", "--out", tmp_path / "b", "--no-report", "--json")
    assert json.loads(usual.out)["law"] == "stated"


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (["compare", "2015", "2020"], "95% range by triangles"),
        (["sensitivity", "2020", "--samples", "8"], "Law of the draws: triangle"),
        (["explain", "2020", "--source", "5.1"], "law        triangle"),
    ],
)
def test_other_commands_use_the_same_laws(cli, example, words, named) -> None:
    verb, *rest = words
    places = [example / word if word in ("2015", "2020") else word for word in rest]
    done = cli("inventory", verb, *places, "--law", "triangle")
    assert done.code == 0
    assert named in done.out


def test_an_unknown_law_is_refused(cli, example, tmp_path) -> None:
    done = cli("inventory", "run", example / "2020", "--out", tmp_path / "a", "--law", "normal")
    assert done.code == 2
    assert "triangle" in done.err
    assert "stated" in done.err
