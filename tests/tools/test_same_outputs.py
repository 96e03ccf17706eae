"""The comparison of what two commits write finds what differs, and nothing else."""

import importlib.util
import json
from pathlib import Path

import pytest

TOOL = Path(__file__).parents[2] / "tools" / "same_outputs.py"


@pytest.fixture(scope="module")
def tool():
    import sys

    spec = importlib.util.spec_from_file_location("same_outputs", TOOL)
    module = importlib.util.module_from_spec(spec)
    sys.modules["same_outputs"] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def pair(tmp_path):
    folders = tmp_path / "old", tmp_path / "new"
    for folder in folders:
        folder.mkdir()
    return folders


def found(tool, pair, name, old, new):
    for folder, text in zip(pair, (old, new), strict=True):
        (folder / name).write_text(text, encoding="utf-8")
    return [(one.kind, one.what) for one in tool.compare_folders("job", *pair)]


def test_equal_files_and_masked_parts_do_not_differ(tool, pair):
    old = {"version": "0.1.0", "total": 12.5, "note": "written by 0.1.0, run 0123456789abcdef"}
    new = {"version": "0.2.0", "total": 12.50, "note": "written by 0.2.0, run fedcba9876543210"}
    assert found(tool, pair, "a.json", json.dumps(old), json.dumps(new)) == []


@pytest.mark.parametrize(
    ("name", "old", "new", "kind", "what"),
    [
        ("a.csv", "x,y\n1,2\n", "x,y\n1,3\n", "number", "rows[0].y: 2 -> 3"),
        ("a.csv", "x,y\n1,2\n", "x,z\n1,2\n", "text", "columns[1]"),
        ("a.csv", "x,y\n1,2\n", "x,y\n1,2\n3,4\n", "structure", "rows: 1 items, then 2"),
        ("a.json", '{"a": {"b": 1}}', '{"a": {}}', "structure", "a.b: only in the older"),
        ("a.json", '{"a": 1}', '{"a": "one"}', "structure", "a: '1' -> 'one'"),
        ("a.yaml", "a: [1, 2]\n", "a: [1, 2.5]\n", "number", "a[1]: 2 -> 2.5"),
        ("a.txt", "it is told\n", "it is reported\n", "text", ""),
        ("a.txt", "12 t\n", "13 t\n", "number in text", ": without ['12'], with ['13']"),
        ("a.html", "<p>4 t</p>", "<p>5 t</p>", "number in text", ": without ['4'], with ['5']"),
        ("a.bin", "one", "two", "structure", "the bytes differ, and this tool cannot read what is in them"),
    ],
)
def test_what_differs_is_named(tool, pair, name, old, new, kind, what):
    differences = found(tool, pair, name, old, new)
    assert (kind, what) in differences


def test_a_missing_file_is_named(tool, pair):
    (pair[1] / "more.csv").write_text("x\n", encoding="utf-8")
    (one,) = tool.compare_folders("job", *pair)
    assert (one.file, one.kind, one.what) == ("more.csv", "structure", "the file is only in the newer")


def test_values_of_netcdf_and_workbooks_are_compared(tool, pair):
    import openpyxl
    import xarray

    for folder, value in zip(pair, (1.0, 2.0), strict=True):
        xarray.Dataset({"mass": ("year", [value, float("nan")])}).to_netcdf(
            folder / "a.nc", engine="h5netcdf"
        )
        book = openpyxl.Workbook()
        book.active.append([value])
        book.save(folder / "b.xlsx")
    differences = {(one.file, one.kind, one.what) for one in tool.compare_folders("job", *pair)}
    assert differences == {
        ("a.nc", "number", "mass.values[0]: 1.0 -> 2.0"),
        ("b.xlsx", "number", "Sheet[0][0]: 1 -> 2"),
    }


def test_expected_differences_need_a_row_with_a_reason(tool, capsys):
    one = tool.Difference("fate", "compare/a.csv", "number", "rows[0].air: 1 -> 2")
    rows = [{"job": "fate", "file": "compare/*", "kind": "number", "reason": "futures as published"}]
    assert tool.report([one], [], 5) == 1
    assert "DIFFERS" in capsys.readouterr().out
    assert tool.report([one], rows, 5) == 0
    assert "futures as published" in capsys.readouterr().out
    assert tool.report([tool.Difference("fate", "a.txt", "text", "")], [], 5) == 0


def test_every_job_of_the_tool_is_about_commands_that_exist(tool):
    from click import Context

    from quicksilver.cli.main import cli

    known = set(cli.list_commands(Context(cli)))
    for _, commands in tool._fixed_jobs():
        for command in commands:
            words = command.split("quicksilver ")[1:]
            assert {word.split()[0] for word in words} <= known
