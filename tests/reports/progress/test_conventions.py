"""The conventions of United Nations documents: what the first page says, and nothing that the register does not give."""

from __future__ import annotations

import datetime as dt
from importlib import resources
from pathlib import Path

import pytest

from quicksilver.documents import (
    Box,
    BulletList,
    Column,
    Document,
    Footnote,
    Heading,
    Masthead,
    Paragraph,
    Row,
    Table,
    Title,
    TitleBlock,
    plain_text,
)
from quicksilver.documents import Text as Run
from quicksilver.errors import Problem
from quicksilver.language.catalogue import catalogue
from quicksilver.languages import LANGUAGES
from quicksilver.register.formats.text_form import load_directory
from quicksilver.register.records import Activity, Area, Correction, Cycle, Source, Status, Text, When
from quicksilver.register.records import Document as Record
from quicksilver.register.register import Register
from quicksilver.reports.progress import Period, progress_document, progress_files
from quicksilver.reports.progress.choose import Choice
from quicksilver.reports.progress.length import OTHERS, SECRETARIAT, length_limit, length_warning, word_count
from quicksilver.reports.progress.tree import progress_tree

DAY = dt.date(2009, 5, 1)
NOTE, REPORT = "note-wg-prep-1-2009", "report-2007-2008"


@pytest.fixture(scope="module")
def founding() -> Register:
    return load_directory(Path(str(resources.files("quicksilver.register") / "data" / "2007-2008")))


def changed(register: Register, kind: str, identifier: str, **fields: object) -> Register:
    record = register.records[kind][identifier].model_copy(update=fields)
    return Register.of([*register, (kind, record)])


def made(register: Register, language: str = "en", day: dt.date = DAY) -> Document:
    return progress_document(register, period="2007-2008", as_of=day, language=language)


def head(document: Document) -> Masthead:
    (found,) = [block for block in document.blocks if isinstance(block, Masthead)]
    assert document.blocks[0] is found
    return found


def footnotes(document: Document) -> list[Footnote]:
    contents = [line for block in document.blocks if isinstance(block, TitleBlock) for line in block.lines]
    contents += [block.content for block in document.blocks if isinstance(block, (Paragraph, Heading))]
    return [
        part
        for content in contents
        if not isinstance(content, str)
        for part in content
        if isinstance(part, Footnote)
    ]


# Masthead


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_made_up_for_the_masthead(founding: Register, language: str) -> None:
    assert head(made(founding, language)).lines == ()
    assert head(made(founding, language)).right == ""


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("distribution", ["general", "limited", "restricted"])
def test_distribution_date_and_original_language_are_printed_where_they_are_given(
    founding: Register, language: str, distribution: str
) -> None:
    given = changed(
        founding,
        "documents",
        NOTE,
        distribution=distribution,
        date=When(date="2009-08-20"),
        original_language="en",
        symbol="UNEP/X/5",
    )
    found = head(made(given, language))
    assert found.right == "UNEP/X/5"
    assert len(found.lines) == 3
    words = {"general": "énér|eneral|General", "limited": "imit", "restricted": "estr|eservada"}[distribution]
    assert found.lines[0].startswith("Distr.")
    assert any(word in found.lines[0] for word in words.split("|"))
    assert "2009" in found.lines[1]
    assert catalogue("progress_text").plain("language.en", language) in found.lines[2]


def test_the_symbol_is_one_for_all_languages(founding: Register) -> None:
    given = changed(founding, "documents", NOTE, symbol="UNEP(DTIE)/Hg/X.1/9")
    symbols = {
        (document.symbol, head(document).right) for document in (made(given, one) for one in LANGUAGES)
    }
    assert symbols == {("UNEP(DTIE)/Hg/X.1/9", "UNEP(DTIE)/Hg/X.1/9")}


def test_a_document_in_one_language_says_so_instead_of_its_original(founding: Register) -> None:
    given = changed(founding, "documents", NOTE, languages=("en",), original_language="en")
    assert [line.replace("\u00a0", " ") for line in head(made(given)).lines] == ["English only"]
    both = changed(founding, "documents", NOTE, languages=("en", "zh"), original_language="en")
    assert head(made(both)).lines == ("Original: English",)


def test_a_report_without_a_note_has_the_masthead_of_its_own(founding: Register) -> None:
    report = Record(id="r", title="R", symbol="UNEP/Y/1", distribution="limited", original_language="fr")
    cycle = Cycle(id="c", title="C", period="2011", document="r")
    done = Activity(id="a", title="A", kind="project", areas=("coal",), actual="2011")
    coal = Area(id="coal", name="Coal")
    register = Register.of([("documents", report), ("cycles", cycle), ("areas", coal), ("activities", done)])
    found = head(progress_document(register, period="2011", as_of=dt.date(2012, 1, 1)))
    assert (found.right, found.lines) == ("UNEP/Y/1", ("Distr.: Limited", "Original: French"))


def test_an_annex_in_another_original_language_says_so_under_its_heading(founding: Register) -> None:
    given = changed(
        changed(founding, "documents", NOTE, original_language="en"),
        "documents",
        REPORT,
        original_language="zh",
    )
    blocks = made(given).blocks
    (annex,) = [
        index for index, block in enumerate(blocks) if isinstance(block, Heading) and block.level == 1
    ]
    assert plain_text(blocks[annex + 1].content) == "[Original: Chinese]"
    assert "[langue" not in plain_text(made(given, "fr").blocks[annex + 1].content)
    assert plain_text(made(given, "fr").blocks[annex + 1].content) == "[Original : chinois]"
    same = changed(given, "documents", REPORT, original_language="en")
    assert isinstance(made(same).blocks[annex + 1], TitleBlock)
    assert isinstance(made(founding).blocks[annex + 1], TitleBlock)


# Corrigenda


def corrected(register: Register) -> Register:
    first = Record(
        id="corr-1",
        title="Corrigendum",
        symbol="UNEP/X/5/Corr.1",
        corrects=NOTE,
        date="2009-04",
        languages=("fr", "es"),
    )
    second = Record(id="corr-2", title="Second corrigendum", corrects=REPORT, date="2009-03")
    correction = Correction(
        text=Text(en="In paragraph 8, for 2017 read 2018"),
        document="corr-1",
        languages=("fr",),
        date="2009-04",
    )
    other = Correction(text=Text(en="In paragraph 9, delete (c)"), languages=("en",), date="2010")
    held = Register.of([*register, ("documents", first), ("documents", second)])
    return changed(held, "cycles", "cycle-2007-2008", corrections=(correction, other))


def boxes(document: Document) -> list[Box]:
    return [block for block in document.blocks if isinstance(block, Box)]


def test_a_corrected_report_says_so_on_its_first_page(founding: Register) -> None:
    document = made(corrected(founding))
    box = boxes(document)[0]
    assert box.title == "Corrigenda to this document"
    titles = [index for index, block in enumerate(document.blocks) if isinstance(block, Title)]
    assert document.blocks.index(box) == 1 < titles[0]
    told = [plain_text(block.content) for block in box.blocks if isinstance(block, Paragraph)]
    assert told == [
        "Second corrigendum; March 2009; languages not stated.",
        "UNEP/X/5/Corr.1; April 2009; French. In paragraph 8, for 2017 read 2018.",
    ]


def test_a_corrigendum_of_a_later_day_is_not_on_the_report_of_the_day(founding: Register) -> None:
    later = made(corrected(founding), day=dt.date(2011, 1, 1))
    assert "delete (c)" in plain_text(boxes(later)[0].blocks[-1].content)
    before = made(corrected(founding), day=dt.date(2009, 3, 31))
    assert [len(box.blocks) for box in boxes(before) if box.title] == [1]
    assert not any(box.title for box in boxes(made(founding)))


def test_a_corrigendum_that_is_not_public_is_not_told(founding: Register) -> None:
    hidden = changed(corrected(founding), "documents", "corr-1", visibility="secretariat")
    assert "Corr.1" not in " ".join(
        plain_text(block.content) for box in boxes(made(hidden)) for block in box.blocks
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_corrigenda_are_told_in_every_language(founding: Register, language: str) -> None:
    told = boxes(made(corrected(founding), language))[0]
    assert len(told.blocks) == 2
    assert told.title


# Asterisk, editing, label, brackets


def test_the_asterisk_is_only_there_for_a_symbol_of_an_agenda(founding: Register) -> None:
    marked = [note for note in footnotes(made(founding)) if note.mark == "*"]
    assert "UNEP(DTIE)/Hg/WG.Prep/1/1." in [plain_text(note.content) for note in marked]
    without = changed(founding, "documents", NOTE, agenda_symbol="")
    assert "UNEP(DTIE)/Hg/WG.Prep/1/1." not in [plain_text(note.content) for note in footnotes(made(without))]


@pytest.mark.parametrize(("edited", "said"), [(False, True), (True, False), (None, False)])
def test_not_edited_is_only_said_of_what_was_not(founding: Register, edited: bool | None, said: bool) -> None:
    given = changed(founding, "documents", REPORT, formally_edited=edited)
    told = [plain_text(note.content) for note in footnotes(made(given)) if note.mark]
    assert ("The present annex has not been formally edited." in told) is said
    note = " ".join(
        plain_text(b.content) for b in made(given).blocks if isinstance(b, Paragraph) and b.sequence == "note"
    )
    assert ("formal" in note) is said


def test_the_annex_is_called_as_its_label_says(founding: Register) -> None:
    def label(register: Register) -> str:
        (found,) = [b for b in made(register).blocks if isinstance(b, Heading) and b.level == 1]
        return plain_text(found.content)

    assert label(founding) == "Annex I"
    kinds = {kind: dict(held) for kind, held in founding.records.items()}
    kinds["facts"] = {name: fact for name, fact in kinds["facts"].items() if fact.key != "label of the annex"}  # type: ignore[attr-defined]
    assert label(Register(kinds)) == "Annex"


@pytest.mark.parametrize("language", LANGUAGES)
def test_brackets_of_letters_and_numbers_below_them(founding: Register, language: str) -> None:
    numbers = {
        block.number
        for block in made(founding, language).blocks
        if isinstance(block, Paragraph) and block.level
    }
    opened = {number for number in numbers if number.startswith("(")}
    assert opened == (set() if language in ("fr", "es") else numbers)
    assert {number.strip("()") for number in numbers} == {"a", "b", "c", "d", "e", "f", "1", "2", "3"}
    assert all(number.endswith(")") for number in numbers)


# Length


def long(words: int, *, note: bool = True, body: str = "") -> Register:
    """Return a report whose activity alone has a number of words."""
    area = Area(id="coal", name=Text(en="Coal"), statuses=(Status(status="established"),))
    activity = Activity(
        id="a",
        title="A",
        text=Text(en=" ".join(["mercury"] * words)),
        kind="project",
        areas=("coal",),
        actual="2008",
    )
    report = Record(id="r", title="R", body=body, sources=(Source(document="n"),) if note else ())
    held: list[tuple[str, object]] = [
        ("areas", area),
        ("activities", activity),
        ("documents", report),
        ("cycles", Cycle(id="c", title="C", period="2007/2008", document="r")),
    ]
    held += [("documents", Record(id="n", title="N", agenda_item="Item 5"))] if note else []
    return Register.of(held)  # type: ignore[arg-type]


def warned(register: Register) -> str:
    choice = Choice(register, Period.parse("2007-2008"), DAY)
    return str(length_warning(choice, progress_tree(choice, "en")) or "")


def test_a_report_of_the_secretariat_that_is_too_long_is_told(founding: Register) -> None:
    assert warned(founding) == ""
    assert "at most 8,500 words for a report of the Secretariat" in warned(long(SECRETARIAT))
    assert warned(long(SECRETARIAT - 500)) == ""


def test_who_is_outside_of_the_secretariat_may_write_more() -> None:
    assert warned(long(SECRETARIAT, note=False, body="Partnership Advisory Group")) == ""
    assert "10,700 words for a report from outside" in warned(
        long(OTHERS, note=False, body="Partnership Advisory Group")
    )
    # A note of the secretariat that carries such a report is the secretariat's.
    assert "8,500" in warned(long(SECRETARIAT, body="Partnership Advisory Group"))
    assert "8,500" in warned(long(SECRETARIAT, note=False, body="United Nations Environment Programme"))
    assert length_limit(None, None) == SECRETARIAT


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_warning_comes_with_the_files_in_any_language(language: str) -> None:
    found: list[Problem] = []
    told = {"period": "2007-2008", "as_of": DAY, "language": language, "warn": found.append}
    progress_files(long(SECRETARIAT), **told)  # type: ignore[arg-type]
    assert ["8,500" in one.allowed for one in found] == [True]
    progress_files(long(SECRETARIAT - 500), **told)  # type: ignore[arg-type]
    assert len(found) == 1


def test_the_warning_is_no_part_of_the_document() -> None:
    document = progress_document(long(SECRETARIAT), period="2007-2008", as_of=DAY)
    told = " ".join(
        plain_text(block.content) for block in document.blocks if isinstance(block, (Paragraph, Heading))
    )
    assert "8,500" not in told


def test_words_are_counted_wherever_they_stand() -> None:
    table = Table("one caption", (Column("head"),), (Row(("a cell",)),), notes=("a note",))
    blocks = (
        Title("A title", "below it"),
        TitleBlock(("first line",)),
        Box((Paragraph("in a box"),)),
        Heading(1, "head"),
        Paragraph((Run("text with"), Footnote("a footnote"), Run(" – 8 dashes"))),
        BulletList(("one", "two items")),
        table,
    )
    assert word_count(Document("en", "t", blocks)) == 4 + 2 + 3 + 1 + (2 + 2 + 2) + 3 + (2 + 1 + 2 + 2)
