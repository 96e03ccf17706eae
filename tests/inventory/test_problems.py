"""The text of a problem: its parts, and remedies that never lead to another meaning."""

from quicksilver.errors import InputProblems, MissingExtraError, Problem


def test_the_parts_of_a_problem_are_labelled() -> None:
    problem = Problem(
        "year 20 is out of range",
        "a.json",
        "a year from 1900",
        "2020",
        "enter a four-digit year, such as 2020",
    )
    assert str(problem).splitlines() == [
        "a.json: year 20 is out of range",
        "    allowed: a year from 1900",
        "    closest: 2020",
        "    fix:     enter a four-digit year, such as 2020",
    ]


def test_without_a_guess_the_line_is_left_out() -> None:
    text = str(InputProblems([Problem("no level", "a.json", "1 or 2"), Problem("no year", "a.json")]))
    assert "closest" not in text
    assert text.startswith("2 problems found; nothing was written.\n- a.json: no level\n")
    assert "fix:     write 1 or 2" in text
    assert text.count("allowed:") == 1
    assert "fix:     write a value that is valid here" in text


def test_a_guess_is_never_an_instruction() -> None:
    """Spelling is not meaning: UK looks like UKR, and is another country."""
    guessed = Problem("unknown country 'UK'", "a.json", "a three-letter code", "UKR")
    assert guessed.remedy == "write UKR if that is meant; otherwise a three-letter code"
    assert Problem("unknown", "a.json", "x" * 200, "y").remedy.endswith("otherwise one of the allowed values")


def test_a_missing_extra_names_the_command() -> None:
    assert str(MissingExtraError("the chart", "maps")).endswith(
        "Fix: pip install 'quicksilver-mercury[maps]'"
    )
