"""The picture of the packages is read from the imports, is up to date, and refuses an arrow that runs upwards."""

import importlib.util
import itertools
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from xml.etree import ElementTree

import pytest

ROOT = Path(__file__).parents[2]
TOOL = ROOT / "tools" / "architecture.py"
SVG = "{http://www.w3.org/2000/svg}"


def _load() -> ModuleType:
    spec = importlib.util.spec_from_file_location("architecture", TOOL)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


tool = _load()
ROWS = tool.packages(tool.PAGE.read_text(encoding="utf-8"))
IMPORTS = tool.imports(tool.SOURCE)

PAGE = """
| floor | package | in short | what it contains | open first |
| --- | --- | --- | --- | --- |
| top | `commands` | what people type | the command line | `commands/main.py` |
| middle | `reports` | documents | what is written | `reports/__init__.py` |
| | `science` | numbers | what is calculated | `science/model.py` |
| ground | `errors` | problems | what went wrong | `errors.py` |
"""


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """Return a small package whose modules import in every way that counts."""
    files = {
        "__init__.py": "from sample import commands\n",
        "__main__.py": "from sample.commands import main\n",
        "commands/__init__.py": "PLACES = {'report': 'sample.reports:write', 'log': 'sample.log'}\n",
        "commands/main.py": "def main():\n    from sample.science import model\n    return model\n",
        "reports/__init__.py": (
            "from typing import TYPE_CHECKING\nimport math\nif TYPE_CHECKING:\n    from sample.science import model\n"
        ),
        "science/__init__.py": "from ..errors import Wrong\n",
        "science/model.py": "from . import other\nfrom sample import errors\n",
        "science/other.py": "",
        "errors.py": "class Wrong(Exception):\n    pass\n",
    }
    for name, text in files.items():
        path = tmp_path / "src" / "sample" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path / "src" / "sample"


def test_the_picture_is_up_to_date_and_every_import_runs_down() -> None:
    done = subprocess.run([sys.executable, str(TOOL), "--check"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout == "up to date\n"


def test_imports_of_every_kind_count(source: Path) -> None:
    assert [(item.importer, item.imported, item.place) for item in tool.imports(source)] == [
        ("commands", "reports", "src/sample/commands/__init__.py:1"),
        ("commands", "science", "src/sample/commands/main.py:2"),
        ("reports", "science", "src/sample/reports/__init__.py:4"),
        ("science", "errors", "src/sample/science/__init__.py:1"),
        ("science", "errors", "src/sample/science/model.py:2"),
    ]
    rows = tool.packages(PAGE)
    assert [row.floor for row in rows] == ["top", "middle", "middle", "ground"]
    assert tool.problems(rows, tool.imports(source), tool.entries(source)) == []


@pytest.mark.parametrize(
    ("name", "text", "problem"),
    [
        (
            "science/model.py",
            "def later():\n    from sample.commands import main\n",
            "'top' is above 'middle'",
        ),
        ("errors.py", "NAME = 'sample.science.model'\n", "'middle' is above 'ground'"),
        ("science/other.py", "from sample.reports import x\n", "reports, which is above it in the table"),
    ],
)
def test_an_arrow_that_runs_upwards_is_an_error_with_its_line(
    source: Path, name: str, text: str, problem: str
) -> None:
    (source / name).write_text(text, encoding="utf-8")
    (wrong,) = tool.problems(tool.packages(PAGE), tool.imports(source), tool.entries(source))
    assert wrong.startswith(f"src/sample/{name}:{2 if 'later' in text else 1}: ")
    assert problem in wrong


def test_names_that_users_of_earlier_releases_import_are_no_imports(source: Path) -> None:
    (source / "errors.py").write_text(
        "FORMER = {'sample.faults': 'sample.science.model'}\n", encoding="utf-8"
    )
    assert tool.problems(tool.packages(PAGE), tool.imports(source), tool.entries(source)) == []


def test_packages_that_are_missing_or_gone_are_named(source: Path) -> None:
    (source / "charts").mkdir()
    (source / "charts" / "__init__.py").write_text("")
    (source / "errors.py").rename(source / "faults.py")
    wrong = tool.problems(tool.packages(PAGE), [], tool.entries(source))
    assert wrong == [
        "charts is not in the table of architecture.md",
        "faults is not in the table of architecture.md",
        "errors is in the table of architecture.md and is no package",
    ]
    with pytest.raises(ValueError, match="has no table"):
        tool.packages("# A page\n")


def test_arrows_that_follow_from_others_are_not_drawn() -> None:
    arrows = [("a", "b"), ("b", "c"), ("a", "c"), ("a", "d"), ("c", "d")]
    assert tool.reduced(arrows) == [("a", "b"), ("b", "c"), ("c", "d")]


def placed() -> tuple[object, list[tuple[str, str]]]:
    arrows = sorted({(item.importer, item.imported) for item in IMPORTS})
    shown = tool.reduced(arrows)
    return tool.layout(tool.rows_of(ROWS, arrows), shown, tool.WIDTH - tool.MARGIN), shown


def test_every_arrow_runs_down_and_no_box_touches_another() -> None:
    made, shown = placed()
    row = {name: place for place, layer in enumerate(made.layers) for name in layer}
    assert all(row[start] + 1 == row[end] for start, end in made.links)
    assert all(made.chains[arrow][0] == arrow[0] and made.chains[arrow][-1] == arrow[1] for arrow in shown)
    for layer in made.layers:
        half = [7.0 if ">" in name else tool.BOX[0] / 2 for name in layer]
        edges = [
            (made.x[name] - width, made.x[name] + width) for name, width in zip(layer, half, strict=True)
        ]
        assert edges[0][0] >= 0
        assert edges[-1][1] <= tool.WIDTH - tool.MARGIN
        assert all(left[1] < right[0] for left, right in itertools.pairwise(edges))


def test_the_picture_is_the_same_each_time_and_drawn_for_a_page() -> None:
    first, scene, _ = tool.picture(ROWS, IMPORTS)
    assert tool.picture(ROWS, list(IMPORTS))[0] == first
    assert scene.width <= 1280
    assert min(text["size"] for text in scene.texts) >= 11


def test_another_import_between_two_packages_leaves_the_picture_as_it_is() -> None:
    more = [*IMPORTS, IMPORTS[0]._replace(place="src/quicksilver/areas/another.py:1")]
    assert tool.picture(ROWS, more)[0] == tool.PICTURE.read_bytes()


def test_the_picture_is_described_for_those_who_do_not_see_it() -> None:
    root = ElementTree.fromstring(tool.PICTURE.read_bytes())
    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == "title desc"
    parts = {part: root.find(f"{SVG}{part}") for part in ("title", "desc")}
    assert all(element is not None and element.get("id") == part for part, element in parts.items())
    text = parts["desc"].text
    for row in ROWS:
        assert re.search(rf"\b{row.name}\b", text)
    assert "cli imports " in text


def test_every_package_is_in_the_picture_with_what_it_is() -> None:
    _, scene, _ = tool.picture(ROWS, IMPORTS)
    drawn = " ".join(text["text"] for text in scene.texts)
    for row in ROWS:
        assert row.name in drawn
        assert row.caption.split()[0] in drawn
    assert f"{len({(item.importer, item.imported) for item in IMPORTS})} arrows between packages" in drawn


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_the_file_to_open_first_exists(row: object) -> None:
    path = tool.SOURCE / row.first
    assert path.is_file()
    assert row.first.split("/")[0].removesuffix(".py") == row.name
