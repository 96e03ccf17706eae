"""Tables for people: texts begin at the left, numbers end at the right."""

import pandas as pd

from quicksilver.cli.options import echo_table


def test_texts_to_the_left_numbers_to_the_right(capsys) -> None:
    table = pd.DataFrame({"area": ["coal", "chlor-alkali"], "tonnes": [1.0, 1200.0], "why": ["a", None]})
    echo_table(table, as_json=False, floats=",.1f")
    assert capsys.readouterr().out.splitlines() == [
        "area          tonnes why",
        "coal             1.0 a",
        "chlor-alkali 1,200.0",
    ]
