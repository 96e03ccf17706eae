"""Every block of README and docs that a user may paste runs as written, and every address they name answers."""

import os
import re
import shutil
import urllib.error
import urllib.request
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest
from tests.docs import pasted
from tests.serving import Service

from quicksilver.languages import LANGUAGES

#: Pages whose blocks take long.
LONG = frozenset(
    {
        "docs/how-to/report-cycle.md",
        "docs/how-to/programme.md",
        "docs/how-to/own-factors.md",
        "docs/how-to/workbook.md",
        "docs/how-to/fate.md",
        "docs/tutorial/first-inventory.md",
        "docs/tutorial/scenario-to-deposition.md",
        # The English guide runs always, its translations with the slow tests.
        *(f"docs/guides/first-inventory.{code}.md" for code in LANGUAGES if code != "en"),
    }
)
RUN = [page for page in pasted.PAGES if pasted.blocks(page)]
#: An address of the service, in full or from its root.
ADDRESS = re.compile(
    r"https?://(?:127\.0\.0\.1|localhost)(?::\d+)?(?P<full>/[^\s)>`\"]*)"
    r"|(?<![\w./:-])(?P<root>/(?:admin|api|boards|cycles|forms|gaps|language|plans|sign-in|static)\b[\w./?=&%:-]*)"
)


@pytest.fixture(scope="module")
def started(request, demo, tmp_path_factory):
    """Start the pages that are to be tested, as many at once as there are processors."""
    chosen = [
        item.callspec.params["page"]
        for item in request.session.items
        if "started" in getattr(item, "fixturenames", ())
    ]
    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        yield {
            page: pool.submit(pasted.run, page, tmp_path_factory.mktemp("page") / "run", demo)
            for page in chosen
        }


@pytest.mark.parametrize(
    "page",
    [pytest.param(page, marks=[pytest.mark.slow] if pasted.name_of(page) in LONG else []) for page in RUN],
    ids=pasted.name_of,
)
def test_a_page_runs_as_pasted(page: Path, started: dict[Path, Future[pasted.Failure | None]]) -> None:
    failed = started[page].result()
    assert failed is None, str(failed)


def test_readme_and_tutorials_have_something_to_paste() -> None:
    names = {pasted.name_of(page) for page in RUN}
    assert names > {"README.md", "docs/tutorial/report-cycle.md", "docs/tutorial/first-inventory.md"}
    assert (
        sum(len(list(pasted.commands(block))) for page in RUN for block in pasted.blocks(page, ("console",)))
        > 40
    )


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_guide_has_the_same_commands_and_sections_in_every_language(code) -> None:
    def shape(language: str) -> tuple[list[str], int]:
        page = pasted.ROOT / "docs" / "guides" / f"first-inventory.{language}.md"
        lines = [line for block in pasted.blocks(page) for _, line in pasted.commands(block)]
        told = [line.replace(f"--language {language}", "--language X") for line in lines]
        return told, page.read_text(encoding="utf-8").count("\n## ")

    assert shape(code) == shape("en")
    assert any("inventory run" in line for line in shape(code)[0])


PAGE = """# A page

```console
echo one > file
export WORD=two
```

```text
this is not run
```

```console
test "$WORD" = two   # kept from block to block
pip install .
make test
cat <<END > three
exit 1
END
test -s \\
  three
```

```python
print(open("file").read())
```
"""


def test_blocks_run_in_order_in_one_folder(tmp_path) -> None:
    page = tmp_path / "page.md"
    page.write_text(PAGE)
    assert pasted.run(page, tmp_path / "run", tmp_path) is None
    assert (tmp_path / "run" / "work" / "three").read_text() == "exit 1\n"


@pytest.mark.parametrize(
    ("wrong", "line"),
    [
        ("```console\nquicksilver inventory run nothing.xlsx --out x\n```", 28),
        ("```console\ntrue\n\nfalse\ntrue\n```", 30),
        ('```python\nprint("fine")\n1 / 0\n```', 28),
        ("```console\nquicksilver serve --database nowhere/at/all --demo\n```", 28),
        ("```console\nno-such-program\n```", 28),
        ("```console\nmake demonstration\n```", 28),
    ],
)
def test_what_fails_is_named_with_file_and_line(tmp_path, wrong, line) -> None:
    page = tmp_path / "page.md"
    page.write_text(PAGE + "\n" + wrong + "\n")
    failed = pasted.run(page, tmp_path / "run", tmp_path)
    assert failed is not None
    assert failed.place == f"page.md:{line}"
    if "1 / 0" in wrong:
        assert "line 29" in failed.output


def test_make_lines_are_checked_against_the_makefile() -> None:
    assert pasted.made("make demo   # a comment") == "quicksilver demo"
    assert pasted.made("make serve") == "quicksilver serve --demo"
    assert pasted.made("make test LANGUAGE_OF_DEMO=fr") == ""
    with pytest.raises(ValueError, match="no target 'demonstration'"):
        pasted.made("make demonstration")
    with pytest.raises(ValueError, match="does not use TONGUE"):
        pasted.made("make demo TONGUE=fr")
    targets = pasted.make_targets()
    assert "quicksilver demo --force --language $(LANGUAGE_OF_DEMO)" in targets["demo"]
    assert "quicksilver serve --demo" in targets["serve"]


def test_only_what_is_listed_is_not_run() -> None:
    assert pasted.reason_not_to_run("pip install .  # here")
    assert pasted.reason_not_to_run("source .venv/bin/activate")
    assert not pasted.reason_not_to_run("quicksilver demo")
    assert not pasted.reason_not_to_run("echo pip install")


def addresses() -> dict[str, str]:
    found: dict[str, str] = {}
    for page in pasted.PAGES:
        in_file = False
        for number, line in enumerate(page.read_text(encoding="utf-8").splitlines(), start=1):
            if line.startswith("```"):
                # The content of a file of a recipe: what it asks for is there when the recipe was followed.
                in_file = 'title="tests/' in line
            if in_file:
                continue
            for hit in ADDRESS.finditer(line):
                address = (hit["full"] or hit["root"]).rstrip(".,:;")
                found.setdefault(address, f"{pasted.name_of(page)}:{number}")
    return found


def answered(url: str) -> int:
    try:
        with urllib.request.urlopen(url, timeout=60) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as refused:
        refused.close()
        return refused.code


def test_addresses_are_found() -> None:
    assert {"/", "/admin/", "/gaps/?as_of=2009-05-01"} <= set(addresses())


def test_every_address_in_the_documentation_answers(demo, tmp_path) -> None:
    shutil.copytree(demo / "out" / "demo" / "register", tmp_path / "register")
    with Service.over(tmp_path / "register").running() as service:
        wrong = [
            f"{place}: {address} answers {status}"
            for address, place in addresses().items()
            # In capitals: what the reader puts in.
            if (status := answered(service.url + address))
            >= (500 if re.search(r"/[A-Z]{2,}\b", address) else 400)
        ]
    assert not wrong, "\n".join(wrong)
