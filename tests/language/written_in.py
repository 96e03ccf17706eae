"""Write one of everything in a language, and print its texts as JSON: run with the code of the language and an empty folder."""

from __future__ import annotations

import datetime as dt
import io
import json
import os
import sys
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path

DAY = dt.date(2009, 5, 1)
#: Attributes that a person reads or hears.
SHOWN = {"alt", "aria-label", "placeholder", "title"}
#: Elements without content.
VOID = {"br", "hr", "img", "input", "link", "meta"}
#: Elements whose content is one text with what is around it.
INLINE = {"a", "abbr", "b", "bdi", "code", "del", "em", "i", "ins", "small", "span", "strong", "sup"}


class _Texts(HTMLParser):
    """The texts of a page, one for each block; those that are marked as English are left out."""

    def __init__(self) -> None:
        super().__init__()
        self.texts = [""]
        self.left_out: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in VOID:
            return self._attributes(tag, dict(attrs))
        if self.left_out or tag in ("style", "script") or dict(attrs).get("lang") == "en":
            self.left_out.append(tag)
            return None
        if tag not in INLINE:
            self.texts.append("")
        return self._attributes(tag, dict(attrs))

    def _attributes(self, tag: str, attributes: dict[str, str | None]) -> None:
        shown = [value for name, value in attributes.items() if name in SHOWN]
        shown += [attributes.get("value")] if attributes.get("type") in ("button", "reset", "submit") else []
        self.texts[:-1] += [value for value in shown if value]

    def handle_endtag(self, tag: str) -> None:
        if self.left_out:
            # A page whose elements are not closed in order would leave out too much, and have too few texts.
            assert self.left_out.pop() == tag
        elif tag not in INLINE:
            self.texts.append("")

    def handle_data(self, data: str) -> None:
        if not self.left_out:
            self.texts[-1] += data


def texts_of_html(page: bytes) -> list[str]:
    """Return the texts of a page."""
    parser = _Texts()
    parser.feed(page.decode())
    return [" ".join(text.split()) for text in parser.texts if text.strip()]


def texts_of_workbook(book: bytes) -> list[str]:
    """Return the names of the sheets of a workbook and its cells."""
    from openpyxl import load_workbook

    sheets = load_workbook(io.BytesIO(book)).worksheets
    cells = [
        str(cell) for sheet in sheets for row in sheet.iter_rows(values_only=True) for cell in row if cell
    ]
    return [*(sheet.title for sheet in sheets), *cells]


# --- what is written


def template(language: str) -> list[str]:
    """Return the texts of the workbook for an inventory."""
    from quicksilver.inventory.files.template import template_bytes

    return texts_of_workbook(template_bytes(1, language))


def national_report(language: str) -> list[str]:
    """Return the texts of the report on the teaching example, without charts."""
    from quicksilver import inventory
    from quicksilver.documents.html import write_html
    from quicksilver.inventory.files.example import example_files
    from quicksilver.reports.national import context_of, document

    folder = Path("example")
    for name, content in example_files().items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    made = inventory.run(folder / "2020", draws=100, seed=1)
    return texts_of_html(write_html(document(context_of(made, language))))


def progress_report(language: str) -> list[str]:
    """Return the texts of the progress report of 2007-2008."""
    from quicksilver.documents.html import write_html
    from quicksilver.reports.progress.files import progress_document

    return texts_of_html(
        write_html(progress_document(_packaged(), period="2007-2008", as_of=DAY, language=language))
    )


def board(language: str) -> list[str]:
    """Return the texts of the gap board."""
    from quicksilver.documents.html import write_html
    from quicksilver.register.questions.gaps import gap_board
    from quicksilver.reports.boards.gaps import gap_document

    return texts_of_html(write_html(gap_document(gap_board(_packaged(), DAY), language)))


def chart(language: str) -> list[str]:
    """Return the texts of a chart of the global cycle, and what is said of it to who cannot see it."""
    from quicksilver.fate.cycle import load_model
    from quicksilver.reports.fate.charts import pulse_response

    made = pulse_response(load_model("amos2014"), years=range(0, 101, 10), language=language)
    texts = [item["text"] for part in made.spec["data"] for item in part["values"] if "text" in item]
    return [made.alt, *map(str, texts)]


def form(language: str) -> list[str]:
    """Return the texts of the form that an area is asked to fill in."""
    from quicksilver.register.formats.forms import write_form

    path = write_form(_small(), "c2008", "coal", Path("form.xlsx"), language)
    return texts_of_workbook(path.read_bytes())


def _wrong_inventory(language: str) -> list[str]:
    """Return what is wrong with an inventory that is wrong in many ways."""
    from quicksilver.errors import InputProblems, Place
    from quicksilver.factors import shipped
    from quicksilver.inventory.files.validate import validate
    from quicksilver.inventory.model import Cell, RawInventory
    from quicksilver.language.problems import in_language, report

    def cells(**given: object) -> dict[str, Cell]:
        places = {name: Place("a.xlsx", sheet="1", row=2, column="C", cell="C2") for name in given}
        return {name: Cell(value, places[name]) for name, value in given.items()}

    lines = [
        cells(source="L1-CEM", activity="1,500", unit="t"),
        cells(source="L1-CEM", activity="0,5", input_factor=1, input_factor_low=2),
        cells(source="L1-ALU", activity=-1, presence="perhaps"),
        cells(source="L1-PAINT", activity=5, presence="N", unit="furlongs"),
        cells(source="5.1.1-hard", activity=5, unit="ton", technology="none"),
        cells(source="5.1.1-hard", activity=5, unit="t", air=50, water=0.5),
        cells(source="nothing like it", activity="many", unit="t", unheard_of=1),
    ]
    general = cells(country="Senegal", year=20, level=3, population=0, waste_well_managed="perhaps")
    try:
        validate(RawInventory("a.xlsx", general, tuple(lines), ""), shipped())
    except InputProblems as wrong:
        written = [in_language(one, language) for one in wrong.problems]
        parts = [text for one in written for text in (one.what, one.where, one.allowed, one.remedy)]
        return [*parts, *report(wrong, language).splitlines()]
    raise AssertionError


def messages(language: str) -> list[str]:
    """Return sentences about the register, a notice, and the report of an inventory that cannot be used."""
    from quicksilver import inventory
    from quicksilver.errors import InputProblems
    from quicksilver.language.problems import report
    from quicksilver.register import records as r
    from quicksilver.register.cycles.notices import Reader, messages
    from quicksilver.register.rules.lifecycles import missing

    register = _small()
    plan, cycle = register.get(r.Plan, "coal-plan"), register.get(r.Cycle, "c2008")
    problems = missing(plan, "posted", register, roles=["donor"], day=DAY, language=language)
    problems += missing(plan, "no such state", register, day=DAY, language=language)
    Path("wrong.csv").write_text("source,activity,unit\nL1-COAL-P,12 500,kg\nL1-CEM,x,t\n", encoding="utf-8")
    try:
        inventory.run("wrong.csv", draws=0)
    except InputProblems as wrong:
        reported = report(wrong, language).splitlines()
    notices = messages("call", register, cycle, None, [Reader("Someone", "", language)])
    return [
        *reported,
        *(text for problem in problems for text in (problem.what, problem.allowed, problem.remedy)),
        *_wrong_inventory(language),
        *(text for notice in notices for text in (notice.subject, notice.body)),
    ]


def pages(language: str) -> list[str]:
    """Return the texts of the portal's pages."""
    client = _client(language)
    # The page on the programming interface shows the interface, which is in English.
    addresses = ("/", "/cycles/c2008/", "/plans/coal-plan/", "/gaps/?as_of=2009-05-01")
    texts = [text for address in addresses for text in _answer(client, address)]
    client.logout()
    return [*texts, *_answer(client, "/sign-in/")]


def administration(language: str) -> list[str]:
    """Return the texts of the administration: its start, a list, and the forms of two records."""
    client = _client(language)
    addresses = ("", "programme/plan/", "programme/plan/coal-plan/change/", "programme/area/coal/change/")
    return [text for address in addresses for text in _answer(client, f"/admin/{address}")]


# --- from what it is written


def _packaged():
    from importlib import resources

    from quicksilver.register.formats.text_form.loading import load_directory

    return load_directory(Path(str(resources.files("quicksilver.register") / "data" / "2007-2008")))


def _small():
    from quicksilver.register import records as r
    from quicksilver.register.register import Register

    return Register.of(
        [
            ("organisations", r.Organisation(id="unep", name="UNEP", acronym="UNEP", kind="igo")),
            (
                "areas",
                r.Area(id="coal", name="Kkk", statuses=(r.Status(status="established", since="2008"),)),
            ),
            ("plans", r.Plan(id="coal-plan", area="coal", title="Ppp", state="drafting", version="1")),
            ("cycles", r.Cycle(id="c2008", title="Ccc", period="2008", due="2009-03-01", state="open")),
            ("submissions", r.Submission(id="c2008-coal", cycle="c2008", area="coal")),
        ]
    )


def _client(language: str):
    from django.contrib.auth import get_user_model
    from django.test import Client

    from quicksilver.languages import LANGUAGES
    from quicksilver.portal.accounts.accounts import give
    from quicksilver.portal.setup import configure, migrate
    from quicksilver.portal.store.store import save_register

    configure()
    if not Path("register.sqlite3").exists():
        migrate()
        save_register(_small(), by="test")
        give("someone", "a password that nobody knows 17", role="secretariat")
    client = Client(headers={"accept-language": LANGUAGES[language].tag, "host": "localhost"})
    client.force_login(get_user_model().objects.get(username="someone"))
    return client


def _answer(client, address: str) -> Iterator[str]:
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    yield from texts_of_html(answer.content)


WRITTEN: tuple[Callable[[str], list[str]], ...] = (
    template,
    national_report,
    progress_report,
    board,
    chart,
    form,
    messages,
    pages,
    administration,
)


def main() -> None:
    """Write everything."""
    language, folder = sys.argv[1:]
    os.chdir(folder)
    os.environ |= {
        "QUICKSILVER_DATA": folder,
        "QUICKSILVER_SECRET_KEY": "for a test",
        "DATABASE_URL": f"sqlite:///{folder}/register.sqlite3",
    }
    texts = {write.__name__: write(language) for write in WRITTEN}
    Path("texts.json").write_text(json.dumps(texts), encoding="utf-8")


if __name__ == "__main__":
    main()
