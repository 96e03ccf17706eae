"""The page of burdens follows from the models, and every model states what of its publication it reproduces."""

from fate_burdens import FUTURES, PAGE, PUBLISHED, REPRODUCES, page, row
from quicksilver.fate.cycle import models


def test_the_page_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run: python tools/fate_burdens.py"


def test_every_model_states_what_it_reproduces() -> None:
    assert set(REPRODUCES) == set(models())
    assert {name for name, _ in PUBLISHED} == {"amos2014"}


def test_what_is_published_is_within_one_per_cent() -> None:
    for name, past in PUBLISHED:
        difference = row(name, past).split("|")[5].strip()
        assert abs(float(difference.rstrip("%"))) < 1, (name, past)
    lines = [
        line for line in page().splitlines() if line.startswith(tuple(f"| {name} |" for name in FUTURES))
    ]
    assert len(lines) == len(FUTURES)
    assert all(abs(float(line.split("|")[4].strip().rstrip("%"))) < 1 for line in lines)
