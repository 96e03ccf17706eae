"""The fact base: one place for each number, a sidecar for each set, and digests that cover what they should."""

from __future__ import annotations

import itertools
import re
import shutil
import sys
from pathlib import Path

import pytest

import quicksilver.factors
from quicksilver.errors import InputProblems
from quicksilver.factors import shipped
from quicksilver.factors.facts import FactRow, _fact, fact_by_id, facts, sets, tables
from quicksilver.factors.rows import CONSTANTS, CURRENT, OUTPUTS, PACKAGE, SOURCES, TOOLKIT, older_table
from quicksilver.factors.tables import edition_named, editions
from quicksilver.intake import sidecars
from quicksilver.intake.cells import Labels
from quicksilver.intake.packaged import Table, parse
from quicksilver.intake.sidecars import digest, sidecar, table_names

DATA = Path(quicksilver.factors.__file__).parent / "data"
#: Numbers on which two copies of a source, or two sources, do not agree.
DISPUTED = {
    *("product_contents_lifetimes-005", "product_contents_lifetimes-009", "product_contents_lifetimes-010"),
    *("product_contents_lifetimes-011", "product_contents_lifetimes-012", "industry_hg-032"),
    *("asgm_params-002", "asgm_params-003", "coal_hg-044", "coal_hg-063"),
    *("5.6.2-baro", "5.5.3-hps", "5.5.3-uv", "5.5.3-hpmv", "5.5.3-mh", "5.3.3-lime", "5.2.2-conc"),
    "5.2.2-conc-ret",
}
#: Equal numbers of one source that are different facts.
DIFFERENT = {
    # 600 to 800 t in 2005: used for vinyl chloride, and freed where cells were closed
    ("product_demand-004", "supply_demand-005"),
    # medians of two countries that are the median of the world as well
    *(("coal_opinions-022", f"opinions-{number}") for number in (146, 149)),
    *(("coal_opinions-058", f"opinions-{number}") for number in (146, 149)),
}


def test_the_digest_of_each_set_is_in_its_sidecar():
    differing = {
        name: digest(PACKAGE, f"data/{name}")
        for name in sets()
        if sidecar(PACKAGE, f"data/{name}").digest != digest(PACKAGE, f"data/{name}")
    }
    assert not differing, "python tools/fact_digests.py"


def test_every_folder_of_the_fact_base_is_a_set_with_a_sidecar():
    assert len(list(DATA.iterdir())) <= 16
    folders = {path.parent.relative_to(DATA).as_posix() for path in DATA.rglob("*.csv")}
    assert folders == set(sets())
    for name in sets():
        about = sidecar(PACKAGE, f"data/{name}")
        assert all((about.title, about.edition, about.licence, about.note or about.document)), name


def test_every_fact_has_an_id_and_no_other_fact_has_it():
    ids = [row.id for name in tables() for row in facts(name)]
    ids += [row.id for table in (SOURCES, OUTPUTS, CONSTANTS) for row in table.rows()]
    ids += [row.id for name in editions() for row in older_table(name).rows()]
    ids += [line.split(",")[0] for line in (DATA / "supply/mining_history.csv").read_text().splitlines()[1:]]
    assert len(ids) > 1400
    assert sorted(set(ids)) == sorted(ids)
    read = {(f"data/{name}", table) for name in sets() for table in table_names(PACKAGE, f"data/{name}")}
    kinds = {table: sidecar(PACKAGE, folder).tables[table].kind for folder, table in read}
    assert {name for name, kind in kinds.items() if kind == "facts"} == set(tables())
    assert {name for name, kind in kinds.items() if kind == "factors"} == {"sources", "outputs", "constants"}
    assert {name for name, kind in kinds.items() if kind == "statements"} == {"mining_history"}


def test_the_columns_of_a_table_are_those_of_its_sidecar():
    for name in sets():
        for table, contents in sidecar(PACKAGE, f"data/{name}").tables.items():
            if contents.kind == "facts":
                assert tuple(next(facts(table)).labels) == contents.labels, table


def test_the_id_of_a_fact_begins_with_the_name_of_its_table():
    for name in tables():
        assert all(re.fullmatch(rf"{name}-\d{{3}}", row.id) for row in facts(name))


def test_what_a_number_is_known_from_is_one_of_the_standings():
    for name in tables():
        for row in facts(name):
            assert row.source, row.id
            assert row.standing, row.id
            assert row.standing == "not_found" or row.number is not None or row.note or row.labels, row.id


UNITS = [
    (" Hg", ""),
    ("mg/kg", "g/t"),
    ("Mg/yr", "t/yr"),
    ("inhabitant/y", "capita/yr"),
    ("kg/t battery", "kg/t"),
]
SUBSTANCES = r"(?<=g/t) (cement|pig iron|dry)$|(?<=USD)/unit$| of consumption$"


def plain(unit: str) -> str:
    for written, meant in UNITS:
        unit = unit.replace(written, meant)
    return re.sub(SUBSTANCES, "", unit)


def test_a_row_that_refers_to_a_fact_has_its_number_in_the_same_unit():
    same = [row for name in tables() for row in facts(name) if row.same_as]
    assert len(same) == 118
    for row in same:
        if row.same_as in SOURCES.by_key():
            other = SOURCES.by_key()[row.same_as]
            there = (other.value, other.low, other.high, other.unit)
        else:
            number = fact_by_id(row.same_as).number
            there = (number.value, number.low, number.high, number.unit)
        assert (row.number.value, row.number.low, row.number.high) == there[:3], row.id
        assert plain(row.number.unit) == plain(there[3]), row.id


def test_no_published_fact_has_two_places():
    """Equal numbers of one source and year in two tables are one fact, unless it is stated why they are not."""
    rows = [(name, row) for name in tables() for row in facts(name) if row.number and not row.same_as]
    twice = {
        (one.id, other.id)
        for (first, one), (second, other) in itertools.combinations(rows, 2)
        # A share removed is not a share of a species.
        if first < second
        and (first, second) != ("controls", "speciation")
        and repr(one.number.value) == repr(other.number.value)
        and (one.number.low, one.number.high) == (other.number.low, other.number.high)
        # A one or a zero, and a share of tenths, is often equal by chance.
        and (one.number.low is not None or one.number.value not in (0.0, 1.0))
        and plain(one.number.unit) == plain(other.number.unit)
        and one.year == other.year
        and one.source[:24] == other.source[:24]
    }
    assert twice == DIFFERENT


def test_disputed_numbers_are_marked_and_listed():
    marked = {row.id for name in tables() for row in facts(name) if row.disputed}
    assert marked | {row.id for row in SOURCES.rows() if row.disputed} == DISPUTED


def test_the_mercury_of_a_thermometer_is_a_number_of_the_toolkit():
    row = fact_by_id("product_contents_lifetimes-001")
    factor = shipped().sources[row.same_as].factor
    assert (row.number.value, row.number.low, row.number.high) == (factor.value, factor.low, factor.high)
    assert row.number.unit == "g/item"


@pytest.fixture
def copied(tmp_path, monkeypatch):
    """Return the folder of the Toolkit's editions in a package that may be changed."""
    (tmp_path / "made_sets").mkdir()
    (tmp_path / "made_sets" / "__init__.py").write_text("")
    folder = tmp_path / "made_sets" / TOOLKIT
    shutil.copytree(DATA / "sets" / "toolkit", folder)
    monkeypatch.syspath_prepend(tmp_path)
    yield folder
    sys.modules.pop("made_sets", None)
    sidecars.sidecar.cache_clear()


def test_a_row_added_to_an_older_edition_leaves_the_digest_of_the_current_one(copied):
    old = f"{TOOLKIT}/il1-1"
    before, older = digest("made_sets", CURRENT), digest("made_sets", old)
    assert before == shipped().digest
    table = copied / "il1-1" / "sources.csv"
    row = "il1-1:L1-CEM,L1-CEM,0.1,,,g Hg/t,unep-toolkit-il1,recalled,low,made up\n"
    table.write_text(table.read_text() + row)
    assert digest("made_sets", CURRENT) == before
    assert digest("made_sets", old) != older


def test_an_older_edition_is_a_folder_of_rows_that_the_current_one_has():
    assert set(editions()) == {"draft-2005", "il1-1"}
    for name in editions():
        rows = older_table(name).rows()
        assert rows
        assert all(row.replaces in SOURCES.by_key() and row.id == f"{name}:{row.replaces}" for row in rows)


FACTS = Table("quicksilver.made", "facts.csv", FactRow, ("id",), ("sector",))
HEAD = "id,sector,unit,value,low,high,year,source,standing,confidence,disputed,same_as,note\n"


@pytest.mark.parametrize(
    ("row", "what"),
    [
        ("a,coal,t,1,,,2010,x,guessed,high,,,", "unknown standing 'guessed'"),
        ("a,coal,t,1,,,2010,,read,high,,,", "source is empty"),
        ("a,coal,t,1,,,2010,x,read,high,,controls-001,", "has no number itself"),
        ("a,coal,t,1,2,3,2010,x,read,high,,,", "low, value and high are not in order"),
        ("a,coal,t,1,,,2010,x,read,high,maybe,,", "unknown disputed 'maybe'"),
    ],
)
def test_a_wrong_fact_is_refused(row, what):
    with pytest.raises(InputProblems, match=what):
        parse(FACTS, (HEAD + row + "\n").encode())


@pytest.mark.parametrize(
    ("ident", "what"),
    [
        ("controls-999", "there is no fact 'controls-999'"),
        ("coal_hg-072", "coal_hg-072 refers to another fact"),
    ],
)
def test_a_reference_leads_to_a_number(ident, what):
    with pytest.raises(InputProblems, match=what):
        _fact(FactRow("a", Labels(), same_as=ident))


def test_an_unknown_fact_or_table_is_reported_with_a_guess():
    with pytest.raises(InputProblems, match="could be: controls-001"):
        fact_by_id("controls-0001")
    with pytest.raises(InputProblems, match=r"allowed: .*coal_hg"):
        next(facts("coal_gh"))


@pytest.mark.parametrize(
    ("text", "name"),
    [
        *[("IL1 1.1", "il1-1"), ("Level 1 v1.0", "il1-1"), ("il1-v1", "il1-1"), ("Draft", "draft-2005")],
        *[("November 2005", "draft-2005"), ("IL1 2.1", ""), ("IL2 1.5", ""), ("", "")],
    ],
)
def test_an_inventory_names_an_edition_as_its_sidecar_states(text, name):
    assert edition_named(text) == name
