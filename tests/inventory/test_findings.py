"""Findings and assumptions: sentences with values, in English for files and in any language for readers."""

from __future__ import annotations

import csv
import json
import re

import pytest

from quicksilver.errors import Place
from quicksilver.inventory import run
from quicksilver.inventory.model import statement
from quicksilver.inventory.results.findings.checks import Finding
from quicksilver.languages import LANGUAGES

SHARES = Finding(
    1,
    "high",
    statement("said.washed", id="5.1.1-hard", number=0.12345),
    "5.1.1-hard",
    Place("a.xlsx", sheet="Step 1", row=5, column="C", cell="C5"),
    statement("todo.chain"),
)
OPEN = Finding(
    8, "medium", statement("said.not_answered", number=5, ids=["L1-CEM", "L1-CU", "L1-PB", "5.11"])
)
SCRIPT = {"ru": "[а-я]", "zh": "[\u4e00-\u9fff]", "ar": "[\u0600-\u06ff]"}


def test_a_finding_is_english_in_files_and_on_the_terminal() -> None:
    assert json.loads(json.dumps(SHARES.as_dict())) == {
        "check": 1,
        "severity": "high",
        "what": "5.1.1-hard: 0.123 of the input stays in the washed coal and is not followed",
        "source": "5.1.1-hard",
        "where": "a.xlsx, sheet Step 1, cell C5",
        "remedy": "write a chain, such as '5.1.1-o-wash > 5.1.1-o-esp', so that its combustion is counted",
    }
    head, remedy = str(SHARES).splitlines()
    assert head.startswith("[high] check 1: Large power plants, hard coal (5.1.1-hard): 0.123 of the input")
    assert head.endswith(" (a.xlsx, sheet Step 1, cell C5)")
    assert remedy.startswith("    to do: write a chain")
    assert OPEN.as_dict()["remedy"] == ""
    assert OPEN.as_dict()["what"] == "5 sources are not answered: L1-CEM, L1-CU, L1-PB, 5.11"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_finding_is_in_the_language_of_its_reader(language: str) -> None:
    text = SHARES.text(language)
    assert text == str(SHARES) if language == "en" else text != str(SHARES)
    assert "5.1.1-hard" in text
    if language in SCRIPT:
        assert all(re.search(SCRIPT[language], line) for line in text.splitlines())
    if language == "fr":
        assert "[Élevée] contrôle 1 :" in text
        assert "0,123" in text
        assert "feuille Step 1, cellule C5" in text


def test_a_long_list_is_cut_with_a_count_in_the_language() -> None:
    assert "; and 1 more" in str(OPEN)
    assert "et 1 de plus" in OPEN.text("fr")
    assert "5.11" not in OPEN.text("fr")


def test_one_slip_is_one_finding_whatever_it_is_seen_against(tmp_path) -> None:
    from quicksilver.inventory.files.example import example_files

    for name, data in example_files().items():
        target = tmp_path / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
    file = tmp_path / "2020" / "inventory.csv"
    text = file.read_text(encoding="utf-8")
    rows = list(csv.DictReader(text.splitlines()))
    for row in rows:
        row["activity_low"] = row["activity_high"] = ""
        if row["source"] == "L1-DUMP":
            row["activity"] = str(float(row["activity"]) * 1000)
    with file.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.DictWriter(lines, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    findings = run(tmp_path / "2020", draws=0, previous=tmp_path / "2015").findings()
    slips = [finding for finding in findings if finding.what.key == "said.slip"]
    assert [(finding.source, finding.severity) for finding in slips] == [("L1-DUMP", "medium")]
    assert "more than any country has" in str(slips[0])
    assert "it is also 893 times the 560,000 of 2015" in str(slips[0])
    # So much waste by inhabitant is that slip once more.
    assert "said.daily" not in {finding.what.key for finding in findings}


def test_sources_that_share_a_disputed_number_are_one_finding(tmp_path) -> None:
    from quicksilver.inventory.files.example import example_files

    for name, data in example_files().items():
        target = tmp_path / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
    findings = run(tmp_path / "2020", draws=0).findings()
    several = [finding for finding in findings if finding.what.key == "said.disputed.several"]
    assert [finding.what.values["ids"] for finding in several] == [["L1-DUMP", "L1-OPENBURN"]]
    named = [finding.source for finding in findings if finding.what.key == "said.disputed"]
    assert not {"L1-DUMP", "L1-OPENBURN"} & set(named)
