"""The documents opened by the programs that readers use: a browser and an office suite."""

import shutil
import subprocess
from pathlib import Path

import pytest

from quicksilver.documents import fonts
from quicksilver.errors import MissingFontError
from quicksilver.inventory import run
from quicksilver.inventory.files.example import example_files
from quicksilver.reports.national import report_files

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
OFFICE = shutil.which("soffice")


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("reports")
    for name, data in example_files().items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(data)
    inventory = run(folder / "2020", draws=100)
    made = {}
    for language in ("en", "zh", "ar"):
        try:
            fonts.need(language)
        except MissingFontError:
            continue
        made[language] = folder / language
        for name, data in report_files(inventory, language).items():
            path = folder / language / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
    return made


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.skipif(not CHROMIUM, reason="Chromium is not installed")
@pytest.mark.filterwarnings("ignore")
def test_the_page_in_a_browser(reports) -> None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for language, folder in reports.items():
            said: list[str] = []
            asked: list[str] = []
            for width in (1280, 390):
                page = browser.new_page(viewport={"width": width, "height": 900})
                page.on("console", lambda message, said=said: said.append(message.text))
                page.on("request", lambda request, asked=asked: asked.append(request.url))
                page.goto((folder / "report.html").as_uri())
                assert page.evaluate("document.documentElement.dir") == ("rtl" if language == "ar" else "ltr")
                wider = page.evaluate(
                    "document.documentElement.scrollWidth - document.documentElement.clientWidth"
                )
                assert wider <= 1, f"{language} runs over by {wider} px at {width} px"
                assert page.evaluate(
                    "[...document.images].every(i => i.complete && i.naturalWidth > 0 && i.alt)"
                )
                assert page.locator("table").count() > 10
                assert page.locator("h1").count() == 1
                page.close()
            assert said == []
            assert all(url.startswith(("file:", "data:")) for url in asked)
        browser.close()


@pytest.mark.office
@pytest.mark.slow
@pytest.mark.skipif(not OFFICE, reason="LibreOffice is not installed")
def test_the_docx_in_an_office_suite(reports, tmp_path) -> None:
    import pypdfium2

    for language, folder in reports.items():
        done = subprocess.run(
            [
                OFFICE,
                f"-env:UserInstallation=file://{tmp_path}/profile",
                "--headless",
                "--convert-to",
                "pdf",
                "--outdir",
                str(tmp_path / language),
                str(folder / "report.docx"),
            ],
            capture_output=True,
            text=True,
            check=False,
            timeout=240,
        )
        assert done.returncode == 0, done.stderr
        pages = pypdfium2.PdfDocument(tmp_path / language / "report.pdf")
        assert len(pages) > 10
        assert all(page.get_width() < page.get_height() for page in pages)
