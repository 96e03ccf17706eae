"""The boards opened by the programs that readers use: a browser and an office suite, in English, Chinese and Arabic."""

from __future__ import annotations

import datetime as dt
import shutil
import subprocess
from pathlib import Path

import pytest

from quicksilver.documents import fonts
from quicksilver.errors import MissingFontError
from quicksilver.register.register import Register
from quicksilver.reports.boards import (
    action_files,
    contribution_files,
    plan_change_files,
    target_files,
    text_files,
)

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
OFFICE = shutil.which("soffice")
DAY = dt.date(2018, 6, 1)
#: How often a year or another bare number is broken over two lines.
BROKEN = """() => [...document.querySelectorAll('td, tbody th')].filter(cell => /^\\d+(\\.\\d+)?$/.test(cell.textContent.trim())).filter(cell => {
  const range = document.createRange(); range.selectNodeContents(cell);
  return new Set([...range.getClientRects()].map(box => Math.round(box.top))).size > 1 }).length"""


@pytest.fixture(scope="module")
def opened(both: Register, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    made = {}
    for language in ("en", "zh", "ar"):
        try:
            fonts.need(language)
        except MissingFontError:
            continue
        folder = tmp_path_factory.mktemp(language)
        files = {
            **target_files(both, as_of=DAY, language=language),
            **contribution_files(both, as_of=DAY, language=language),
            **text_files(both, language=language),
            **plan_change_files(both, "coal-plan-2010-08", "coal-plan-2011-10", language=language),
            **action_files(both, as_of=DAY, language=language),
        }
        for name, data in files.items():
            (folder / name).write_bytes(data)
        made[language] = folder
    return made


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.skipif(not CHROMIUM, reason="Chromium is not installed")
@pytest.mark.filterwarnings("ignore")
def test_the_pages_in_a_browser(opened: dict[str, Path]) -> None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for language, folder in opened.items():
            for path in sorted(folder.glob("*.html")):
                for width in (1280, 390):
                    said: list[str] = []
                    page = browser.new_page(viewport={"width": width, "height": 900})
                    page.on("console", lambda message, said=said: said.append(message.text))
                    page.goto(path.as_uri())
                    assert page.evaluate("document.documentElement.dir") == (
                        "rtl" if language == "ar" else "ltr"
                    )
                    wider = page.evaluate(
                        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
                    )
                    assert wider <= 1, f"{path.name} runs over by {wider} px at {width} px"
                    assert page.evaluate(BROKEN) == 0, f"{path.name}, {language}, {width} px"
                    assert page.locator("h1").count() == 1
                    assert said == []
                    page.close()
        browser.close()


@pytest.mark.office
@pytest.mark.slow
@pytest.mark.skipif(not OFFICE, reason="LibreOffice is not installed")
def test_the_files_in_an_office_suite(opened: dict[str, Path], tmp_path: Path) -> None:
    import pypdfium2

    for language, folder in opened.items():
        out = tmp_path / language
        done = subprocess.run(
            [
                OFFICE,
                f"-env:UserInstallation=file://{tmp_path}/profile",
                "--headless",
                "--convert-to",
                "pdf",
                "--outdir",
                str(out),
                *map(str, sorted(folder.glob("*.docx"))),
            ],
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )
        assert done.returncode == 0, done.stderr
        for path in folder.glob("*.docx"):
            mine = len(pypdfium2.PdfDocument(folder / f"{path.stem}.pdf"))
            theirs = len(pypdfium2.PdfDocument(out / f"{path.stem}.pdf"))
            # Both engines set the same document: about as many pages.
            assert 0.6 * mine <= theirs <= 2 * mine + 1, (path.name, mine, theirs)
