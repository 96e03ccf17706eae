"""A bad cell hides no other: every reader of tables names all that is wrong with a file in one answer, each once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from quicksilver.areas.registry import areas
from quicksilver.errors import InputProblems, Problem
from quicksilver.factors import overlay, shipped
from quicksilver.fate import gridding
from quicksilver.fate.cycle import load_model, read_emissions
from quicksilver.fate.ensemble.constraints import read_observations
from quicksilver.fate.gridding.masks import read_regions
from quicksilver.fate.gridding.speciation import read_speciation
from quicksilver.fate.gridding.tables import read_heights
from quicksilver.fate.observations import read_series
from quicksilver.fate.series import read_iamc
from quicksilver.intake.declared import declared
from quicksilver.intake.numbers import in_place_of_number
from quicksilver.inventory import read
from quicksilver.register.questions.rates import read_rates
from quicksilver.scenarios.baseline import read_baseline
from quicksilver.scenarios.iamc import from_iamc, read_iamc_table

READERS: dict[str, Callable[[Path], Any]] = {
    "totals": lambda path: gridding.grid(path, resolution=2.0, year=2015),
    "points": gridding.read_points,
    "heights": read_heights,
    "regions": read_regions,
    "speciation": lambda path: read_speciation({"power": "p", "cement": "q"}, path),
    "cycle": lambda path: read_emissions(path, load_model("amos2014")),
    "constraints": lambda path: read_observations(path, ["atm", "soil"]),
    "observations": read_series,
    "stations": lambda path: read_series(path.with_name("values.csv"), stations=path),
    "series": lambda path: read_iamc(
        path, load_model("amos2014"), variable="Emissions|Hg", scenario="s", receives="nowhere"
    ),
    "baseline": lambda path: read_baseline(path, 2015, areas()),
    "iamc": lambda path: from_iamc(read_iamc_table(path), 2015),
    "factors": lambda path: overlay(shipped(), path),
    "rates": read_rates,
}

OBSERVED = "station,time,variable,value,unit,latitude,longitude\n"
#: Reader, file, and a word of each problem that the answer must have.
FILES: list[tuple[str, str, list[str]]] = [
    (
        "totals",
        'region,sector,value,unit\nSEN,a,many,kg/yr\nSEN,b,"1,500",kg/yr\nMLI,b,"2,500",kg/yr\nFRA,c,5,widgets/yr\n'
        "Atlantis,d,1,kg/yr\nGHA,e,1,kg/yr\nGHA,e,2,kg/yr\nTGO,f,NE,kg/yr\nTGO,g,1\n",
        ["'many'", "can be 1.5 or 1500", "widgets", "Atlantis", "same region", "'NE'", "3 cells under 4"],
    ),
    ("totals", "region,sector,value\nSEN,a,many\nAtlantis,a,1\n", ["'unit'", "'many'", "Atlantis"]),
    (
        "points",
        'name,lon,lat,sector,value,unit\na,500,10,s,1,kg/yr\nb,10,x,s,"1,500",kg/yr\nc,1,1,s,<3,kg/yr\n,2,2,s,-999,wid\n',
        ["off the globe", "'x'", "can be 1.5 or 1500", "'<3'", "name is empty", "-999", "wid"],
    ),
    ("points", "name,lon,lat,sector,value\na,500,10,s,many\n", ["'unit'", "off the globe", "'many'"]),
    (
        "heights",
        'class,from_m,to_m\nlow,0,many\nmiddle,"1,500",\n,5,3\nlast,NE,\n',
        ["'many'", "can be 1.5 or 1500", "class is empty", "'NE'", "overlaps"],
    ),
    ("heights", "class,from_m\nlow,many\n,1\n", ["'to_m'", "'many'", "class is empty"]),
    (
        "regions",
        "region,country\nA,SEN\nB,SEN\n,FRA\nC,Atlantis\nD,MLI,NER\n",
        ["SEN", "is empty", "Atlantis", "3 cells under 2"],
    ),
    (
        "speciation",
        'profile,species,share\np,Hg0,"half"\np,Hg2,C\nq,Hg9,1\nq,Hg0,1\nq,Hg0,1\nr,Hg0,"1,500"\n',
        ["'half'", "'C'", "Hg9", "listed twice", "can be 1.5 or 1500", "sum to"],
    ),
    (
        "cycle",
        'year,atm,air\n2000,many,1\n2001,"1,500",1\n2002,NE,"2,500"\n2003,-999,1\n2005,5,1\n2006,1,1,1\n',
        ["'many'", "'air'", "can be 1.5 or 1500", "'NE'", "-999", "2003 and 2005", "4 cells under 3"],
    ),
    ("cycle", "atm,air\nmany,1\n", ["'year'", "'many'", "'air'"]),
    (
        "constraints",
        'quantity,year,low,high\nsea,2000,1,2\natm,many,1,2\natm,2000,5,3\nsoil,2000,"1,500",<9\n',
        ["'sea'", "'many'", "5 to 3", "can be 1.5 or 1500", "'<9'"],
    ),
    ("constraints", "quantity,year,low\nsea,2000,NE\n", ["'high'", "'sea'", "'NE'"]),
    (
        "observations",
        OBSERVED + 'A,2010-01-01,gem,many,ng/m3,10,20\nA,2010-01-02,gem,"1,500",ng/m3,10,20\n'
        "B,2010-13-01,gem,1,widgets,100,20\nB,2010-01-02,gem,ND,ng/m3,100,20\nB,2010-01-03,gem,1\n",
        ["'many'", "can be 1.5 or 1500", "2010-13-01", "widgets", "off the globe", "'ND'", "4 cells under 7"],
    ),
    (
        "observations",
        "station,time,variable,value\nA,2010-13-01,gem,many\n",
        ["'unit'", "coordinates", "'many'", "2010-13-01"],
    ),
    (
        "stations",
        'station,latitude,longitude,elevation\nA,100,1,many\nA,1,1,"1,500"\nC,x,1,-\n',
        ["off the globe", "listed more than once", "many", "can be 1.5 or 1500", "no coordinates", "'Z'"],
    ),
    (
        "series",
        'model,scenario,region,variable,unit,2000,2010,2020\nm,s,World,Emissions|Hg,wid,many,"1,500",-999\n',
        ["wid", "nowhere", "'many'", "can be 1.5 or 1500", "-999"],
    ),
    (
        "baseline",
        'region,sector,area,value,unit,low\nA,s,gold,many,kg/yr,\nA,t,none,"1,500",kg/yr,1\nA,t,none,1,wid,<2\nB,t,none,-99,t/yr,NO\n',
        ["'gold'", "'many'", "can be 1.5 or 1500", "listed twice", "wid", "'<2'", "-99", "'NO'"],
    ),
    ("baseline", "region,sector,area,value\nA,s,gold,many\n", ["'unit'", "'gold'", "'many'"]),
    (
        "iamc",
        'model,scenario,region,variable,unit,2015\nm,s,A,Emissions|Hg|coal,t/yr,many\nm,s,B,Emissions|Hg|coal,t/yr,"1,500"\n'
        "m,s,C,Emissions|Hg|coal,t/yr,1\nm,s,C,Emissions|Hg|coal,t/yr,2\nm,s,D,Emissions|Hg|coal,t/yr,<3\n",
        ["many", "can be 1.5 or 1500", "listed twice", "'<3'"],
    ),
    (
        "iamc",
        "model,scenario,region,variable,unit,2015\nm,s,A,Emissions|Hg|coal,t/yr,-999\nm,s,A,Emissions|Hg|waste,wid,2\n",
        ["-999", "wid"],
    ),
    (
        "factors",
        'id,input_factor,source,colour\nL1-COAL-XX,many,x,red\nL1-COAL-PP,NE,,red\nL1-COAL-PP,"1,500",x,red\n',
        ["L1-COAL-XX", "'many'", "'NE'", "without a source", "'colour'", "can be 1.5 or 1500"],
    ),
    (
        "rates",
        'currency,to,value,day,source\nEUU,USD,many,17.8.2010,x\nEUR,USD,"1,300",2010-08-17,\nEUR,USD,ND,2010-08-17,x\n',
        ["currency", "'many'", "17.8.2010", "can be 1.3 or 1300", "source is empty", "'ND'"],
    ),
    (
        "rates",
        "currency,to,value,day\nEUU,USD,many,17.8.2010\n",
        ["'source'", "currency", "'many'", "17.8.2010"],
    ),
]


def problems_of(folder: Path, reader: str, text: str) -> list[Problem]:
    path = folder / "file.csv"
    path.write_text(text, encoding="utf-8")
    (folder / "values.csv").write_text(
        "station,time,variable,value,unit\nZ,2010-01-01,gem,1.5,ng/m3\n", encoding="utf-8"
    )
    with pytest.raises(InputProblems) as caught:
        READERS[reader](path)
    return list(caught.value.problems)


@pytest.mark.parametrize(("reader", "text", "words"), FILES, ids=[f"{row[0]} {len(row[2])}" for row in FILES])
def test_all_that_is_wrong_with_a_file_is_in_one_answer(
    tmp_path: Path, reader: str, text: str, words: list[str]
) -> None:
    problems = problems_of(tmp_path, reader, text)
    said = "\n".join(map(str, problems))
    assert [word for word in words if word not in said] == []
    assert all(problem.remedy for problem in problems)
    # The sign is asked about once, and no problem stands there twice.
    asked = [problem for problem in problems if problem.code.startswith("number.ambiguous")]
    assert len(asked) == said.count("nothing in the file decides") == (1 if "can be" in "".join(words) else 0)
    assert max(Counter((str(item.where), item.what) for item in problems).values()) == 1


def test_every_reader_has_files() -> None:
    assert {reader for reader, _, _ in FILES} == set(READERS)


ASKED = [(reader, text) for reader, text, words in FILES if "1,500" in text]


@pytest.mark.parametrize(("reader", "text"), ASKED, ids=[reader for reader, _ in ASKED])
def test_a_cell_about_which_the_file_is_asked_is_no_problem_of_its_own(
    tmp_path: Path, reader: str, text: str
) -> None:
    problems = problems_of(tmp_path, reader, text)
    others = [item for item in problems if not item.code.startswith("number.ambiguous")]
    assert len(others) < len(problems)
    assert not any("1,500" in item.what for item in others)


KEYS = ["<0.1", "ND", "NE", "IE", "NO", "C", "NA", "n/a", "-", "?"]
#: Reader, and a file with one cell to be filled in that must have a number.
NEEDED: dict[str, str] = {
    "totals": "region,sector,value,unit\nSEN,a,{},kg/yr\n",
    "points": "name,lon,lat,sector,value,unit\na,1,1,s,{},kg/yr\n",
    "heights": "class,from_m,to_m\nlow,{},\n",
    "speciation": "profile,species,share\np,Hg0,{}\nq,Hg0,1\n",
    "cycle": "year,atm\n2000,{}\n2001,1\n",
    "constraints": "quantity,year,low,high\natm,2000,{},5\n",
    "rates": "currency,to,value,day,source\nEUR,USD,{},2010-08-17,x\n",
    "factors": "id,input_factor,source\nL1-COAL-PP,{},x\n",
}


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("reader", NEEDED)
def test_a_key_in_place_of_a_number_that_is_needed_has_advice(tmp_path: Path, reader: str, key: str) -> None:
    problems = problems_of(tmp_path, reader, NEEDED[reader].format(key))
    about = [problem for problem in problems if repr(key) in problem.what]
    assert len(about) == 1
    assert not about[0].guess
    assert about[0].code.startswith(("number.key", "number.limit", "factors.number"))
    assert "write" in about[0].remedy or "leave out" in about[0].remedy


@pytest.mark.parametrize("key", ["ND", "NE", "IE", "C", "NA", "n/a", "-", "?"])
def test_a_key_where_a_cell_may_be_empty_is_read_as_empty_and_noted(tmp_path: Path, key: str) -> None:
    path = tmp_path / "b.csv"
    path.write_text(f"region,sector,area,value,unit\nA,s,none,{key},kg/yr\nB,s,none,1,kg/yr\n")
    with declared() as stated:
        base = read_baseline(path, 2015, areas())
    assert base.value[0][0] != base.value[0][0]
    assert any(repr(key) in note.what and note.code == "number.key.read" for note in stated.notes)
    path.write_text(f"name,lon,lat,sector,value,unit,height\na,1,1,s,1,kg/yr,{key}\n")
    with declared() as stated:
        points = gridding.read_points(path)
    assert points["height"].isna().all()
    assert any(repr(key) in note.what for note in stated.notes)


@pytest.mark.parametrize("code", ["999", "9999", "9999.99", "99999.99"])
@pytest.mark.parametrize("reader", ["totals", "points", "cycle", "baseline"])
def test_a_number_that_can_be_a_code_is_never_read_in_silence(tmp_path: Path, reader: str, code: str) -> None:
    texts = {
        "totals": "region,sector,value,unit\nSEN,a,{},g/yr\nSEN,b,1.5,g/yr\n",
        "points": "name,lon,lat,sector,value,unit\na,1,1,s,{},g/yr\nb,2,2,s,1.5,g/yr\n",
        "cycle": "year,atm\n2000,{}\n2001,1.5\n",
        "baseline": "region,sector,area,value,unit\nA,s,none,{},g/yr\nB,s,none,1.5,g/yr\n",
    }
    path = tmp_path / "c.csv"
    path.write_text(texts[reader].format(code))
    with declared() as stated:
        READERS[reader](path)
    assert [note.values["value"] for note in stated.notes if note.code == "number.possible-code"] == [code]
    path.write_text(texts[reader].format(code).replace("1.5", "950"))
    with declared() as stated:
        READERS[reader](path)
    few = [note for note in stated.notes if note.code == "number.possible-code"]
    assert bool(few) == (float(code) > 9500)


def test_keys_and_limits_of_observations_are_states(tmp_path: Path) -> None:
    path = tmp_path / "o.csv"
    rows = ["2010-01-01,gem,1.5", "2010-01-02,gem,NE", "2010-01-03,gem,<0.1", "2010-01-04,gem,n/a"]
    path.write_text(OBSERVED + "".join(f"A,{row},ng/m3,10,20\n" for row in rows))
    with declared() as stated:
        series = read_series(path)
    assert series.records["state"].tolist() == ["valid", "missing", "below_detection", "missing"]
    assert series.records["limit"].tolist()[2] == 0.1
    assert {note.values.get("text") for note in stated.notes} >= {"NE", "<0.1", "n/a"}


def test_the_unit_of_a_limit_is_in_the_advice() -> None:
    problem = in_place_of_number("<40 L", "a.json", "volume")
    assert problem is not None
    assert problem.remedy == "write the most likely value between 0 and 40 L"


def test_totals_points_and_regions_are_answered_together(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("region,sector,value,unit\nA,s,NE,kg/yr\nMars,s,1,wid\n")
    (tmp_path / "p.csv").write_text("name,lon,lat,sector,value,unit\na,500,1,s,IE,kg/yr\n")
    (tmp_path / "r.csv").write_text("region,country\nA,SEN\nB,Atlantis\n")
    with pytest.raises(InputProblems) as caught:
        gridding.grid(tmp_path / "t.csv", points=tmp_path / "p.csv", regions=tmp_path / "r.csv", year=2015)
    said = str(caught.value)
    assert [word for word in ("'NE'", "wid", "off the globe", "'IE'", "Atlantis") if word not in said] == []
    (tmp_path / "r.csv").write_text("region,country\nA,SEN\n")
    with pytest.raises(InputProblems, match="'Mars' of the totals has no mask"):
        gridding.grid(tmp_path / "t.csv", regions=tmp_path / "r.csv", year=2015)


@pytest.mark.parametrize("code", ["999", "9999.99", "-999"])
def test_a_code_in_an_inventory_is_never_read_in_silence(tmp_path: Path, code: str) -> None:
    (tmp_path / "inventory.csv").write_text(f"source,presence,activity,unit\nL1-COAL-PP,Y,{code},t\n")
    (tmp_path / "general.json").write_text('{"country": "SEN", "year": 2015, "level": 1}')
    try:
        warnings = read(tmp_path / "inventory.csv").warnings
    except InputProblems as caught:
        warnings = caught.problems
    assert {"number.possible-code", "inventory.number.missing-code"} & {item.code for item in warnings}
