"""Every recipe of CONTRIBUTING.md can be followed as written and does what it promises."""

import subprocess
import sys
from pathlib import Path

import pytest
from tests.docs import pasted, recipes
from tests.docs.recipes import RecipeError

RECIPES = recipes.recipes()
#: Recipes that the page must have; the test takes those that are added without a change here.
EXPECTED = {
    "A calculator",
    "A document",
    "A language",
    "A factor set",
    "An observation format",
    "A kind of record",
}


def test_the_recipes_are_there() -> None:
    assert {recipe.name for recipe in RECIPES} >= EXPECTED


#: Recipes whose own commands take longer than half a minute.
LONG = {"A kind of record"}


@pytest.mark.parametrize(
    "recipe",
    [pytest.param(recipe, marks=[pytest.mark.slow] if recipe.name in LONG else []) for recipe in RECIPES],
    ids=lambda recipe: recipe.name,
)
def test_a_recipe_can_be_followed(recipe: recipes.Recipe, tmp_path: Path) -> None:
    failed = recipes.follow(recipe, tmp_path)
    assert not failed, str(failed[0])
    written = [name for name in recipe.files if name.endswith(".py")]
    for command in (["check", "--no-cache"], ["format", "--check", "--no-cache"]):
        ruff = str(Path(sys.executable).with_name("ruff"))
        done = subprocess.run(
            [ruff, *command, *written], cwd=tmp_path / "copy", capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("recipe", RECIPES, ids=lambda recipe: recipe.name)
def test_a_recipe_is_tested_and_shows_what_it_gives(recipe: recipes.Recipe) -> None:
    assert any(name.startswith("tests/") for name in recipe.files), "a change needs a test"
    titles = [step.title for step in recipe.steps]
    assert titles.count("run") >= 1
    assert "prints" in titles, "state what the commands print"


PAGE = """# Contributing

## Recipes

### A word

Make a file:

```python title="src/quicksilver/word.py"
WORD = "mercury"
```

Add a row, and change another file:

```csv title="src/quicksilver/words.csv"
en,fr
```

```csv title="src/quicksilver/words.csv, at the end"
quick,silver
```

```diff title="pyproject.toml"
 [build-system]
-requires = ["hatchling>=1.25"]
+requires = ["hatchling>=1.26"]
```

```console title="run"
python -c "import quicksilver.word; print(quicksilver.word.WORD)"   # in the copy
tail -n 1 src/quicksilver/words.csv
grep hatchling pyproject.toml
```

```text title="prints"
mercury
quick,silver
requires = ["hatchling>=1.26"]
```

### Another

```console
echo a block without a title is not a step
```

## Propose it

### Not a recipe
"""


@pytest.fixture
def page(tmp_path: Path) -> Path:
    path = tmp_path / "CONTRIBUTING.md"
    path.write_text(PAGE, encoding="utf-8")
    return path


def test_the_steps_of_a_recipe_are_read_and_followed(page: Path, tmp_path: Path) -> None:
    word, another = recipes.recipes(page)
    assert (word.name, another.name, another.steps) == ("A word", "Another", ())
    assert [step.kind for step in word.steps] == ["python", "csv", "csv", "diff", "console", "text"]
    assert word.files[0] == "src/quicksilver/word.py"
    assert word.files[-1] == "pyproject.toml"
    assert recipes.follow(word, tmp_path / "run") == []
    assert not (pasted.ROOT / "src" / "quicksilver" / "word.py").exists()


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ("mercury\nquick", "gold\nquick", "not printed: 'gold'"),
        ("quicksilver.word.WORD)", "quicksilver.word.WORDS)", "has no attribute 'WORDS'"),
    ],
)
def test_what_a_recipe_promises_is_checked(
    page: Path, tmp_path: Path, before: str, after: str, message: str
) -> None:
    page.write_text(page.read_text().replace(before, after))
    (failed,) = recipes.follow(recipes.recipes(page)[0], tmp_path / "run")
    assert message in failed.output
    assert failed.place.startswith("CONTRIBUTING.md:")


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ("src/quicksilver/word.py", "src/quicksilver/errors.py", "exists already"),
        ("src/quicksilver/word.py", "../word.py", "outside the repository"),
        ('-requires = ["hatchling>=1.25"]', '-requires = ["other"]', "in the file 0 times"),
        (' [build-system]\n-requires = ["hatchling>=1.25"]\n', "-]\n", "times"),
    ],
)
def test_a_step_that_does_not_fit_is_named_with_its_line(
    page: Path, tmp_path: Path, before: str, after: str, message: str
) -> None:
    text = page.read_text()
    assert before in text
    page.write_text(text.replace(before, after))
    with pytest.raises(RecipeError, match=message) as caught:
        recipes.follow(recipes.recipes(page)[0], tmp_path / "run")
    assert str(caught.value).startswith("CONTRIBUTING.md:")


def test_a_change_of_several_parts() -> None:
    text = "a\nb\nc\nd\n"
    assert recipes.changed(text, [" a", "+x", "@@", "-c", " d"]) == "a\nx\nb\nd\n"
    with pytest.raises(ValueError, match="0 times"):
        recipes.changed(text, [" b", " d"])
