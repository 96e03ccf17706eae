"""The progress report from the register: numbering that no language changes, content from the records, visible fallback."""

import datetime as dt
import io
import re
import zipfile
from importlib import resources
from pathlib import Path

import pytest

from quicksilver.documents import (
    Document,
    Footnote,
    Foreign,
    Heading,
    Paragraph,
    TitleBlock,
    fonts,
    plain_text,
)
from quicksilver.errors import InputProblems, MissingFontError
from quicksilver.language.alphabet import sort_key
from quicksilver.language.catalogue import catalogue
from quicksilver.language.terms import state_name
from quicksilver.languages import LANGUAGES
from quicksilver.register.formats.text_form import export_directory, load_directory
from quicksilver.register.records import (
    Activity,
    Area,
    Leadership,
    Organisation,
    Participation,
    Place,
    Source,
    Status,
    Submission,
    Text,
)
from quicksilver.register.register import Register
from quicksilver.reports.progress import Period, progress_document, progress_files
from quicksilver.reports.progress.choose import Choice
from quicksilver.reports.progress.outline import letter, outline

DAY = dt.date(2009, 5, 1)
DATA = Path(str(resources.files("quicksilver.register") / "data"))

#: What FACTS says the founding document has: paragraphs, letters and headings, in order.
SHAPE = [
    "N1",
    "N2",
    "#",
    "N3",
    "N3(a)",
    "N3(b)",
    "#",
    "A1",
    "A2",
    "#",
    "A3",
    "A4",
    "A5",
    "A5(a)",
    "A5(b)",
    "A5(c)",
    "A5(d)",
    "A5(e)",
    "A5(f)",
    "A6",
    "A6(a)",
    "A6(b)",
    "A7",
    "A",
    "A8",
    "A9",
    "A9(a)",
    "A9(b)",
    "A9(c)",
    "B",
    "A10",
    "A11",
    "A11(a)",
    "A11(b)",
    "C",
    "A12",
    "A13",
    "A13(a)",
    "A13(b)",
    "D",
    "A14",
    "A15",
    "A15(a)",
    "A15(b)",
    "A15(c)",
    "A15(d)",
    "E",
    "A16",
    "A17",
    "A17(a)",
    "A17(b)",
    "A17(b)(1)",
    "A17(b)(2)",
    "A17(b)(3)",
    "A17(c)",
    "A17(d)",
    "A17(e)",
    "F",
    "A18",
    "A19",
    "A19(a)",
    "A19(b)",
    "A19(c)",
    "G",
    "A20",
    "A21",
    "H",
    "A22",
    "A23",
    "A23(a)",
    "A23(b)",
    "A24",
]


def usable(language: str) -> bool:
    try:
        fonts.need(language)
    except MissingFontError:
        return False
    return True


@pytest.fixture(scope="module")
def register() -> Register:
    return load_directory(DATA / "2007-2008")


def made(register: Register, language: str = "en", period: str = "2007-2008", day: dt.date = DAY) -> Document:
    return progress_document(register, period=period, as_of=day, language=language)


def numbered(document: Document) -> dict[str, str]:
    """Return the paragraphs of the annex by number, such as ``17(b)``."""
    found: dict[str, str] = {}
    head: list[str] = []
    for block in document.blocks:
        if isinstance(block, Paragraph) and block.sequence == "annex":
            core = block.number.strip("().")
            head = [*head[: block.level], core]
            found[head[0] + "".join(f"({part})" for part in head[1:])] = plain_text(block.content)
    return found


def bare(text: str) -> str:
    return re.sub(r"[\s\u2066-\u2069\u00ad]", "", text)


def unzip(data: bytes, name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(name).decode("utf-8")


# The founding report


def test_the_founding_report_has_its_paragraphs_letters_and_order(register) -> None:
    entries = outline(Choice(register, Period.parse("2007-2008"), DAY))
    assert [entry.code or "#" for entry in entries] == SHAPE
    areas = [entry.about[0].id for entry in entries if entry.kind == "section"]
    assert areas == [
        "asgm",
        "chlor-alkali",
        "fate-transport",
        "products",
        "coal",
        "waste",
        "non-ferrous",
        "supply-storage",
    ]
    plans = [entry.about[0].id for entry in entries if entry.code.startswith("A6(")]
    assert plans == ["supply-storage", "non-ferrous"]


def test_the_records_are_filed_where_their_sources_place_them(register) -> None:
    for entry in outline(Choice(register, Period.parse("2007-2008"), DAY)):
        if entry.says == "activity":
            assert entry.code in {source.place for source in entry.about[0].sources}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_the_same_numbering(register, language) -> None:
    def shape(document: Document) -> list[tuple[str, int, str]]:
        return [
            (re.sub(r"[()]", "", block.number), block.level, block.sequence)
            for block in document.blocks
            if isinstance(block, (Paragraph, Heading)) and block.number
        ]

    assert shape(made(register, language)) == shape(made(register, "en"))
    letters = [b.number for b in made(register, language).blocks if isinstance(b, Paragraph) and b.level == 1]
    assert set(letters) <= {f"{c})" if language in ("fr", "es") else f"({c})" for c in "abcdef"}


@pytest.mark.parametrize(
    ("place", "facts"),
    [
        ("1", ["Partnership Advisory Group", "2007–2008", "assessment"]),
        ("2", ["6 partnership areas", "coal combustion", "supply and storage"]),
        ("3", ["24/3", "Geneva", "1–3 April 2008", "consultation"]),
        ("4", ["human health", "air, water and land"]),
        ("7", ["www.chem.unep.ch/mercury/partnerships/new_partnership.htm"]),
        ("8", ["UNIDO", "50 per cent", "2017"]),
        ("9(a)", ["SAICM", "Cambodia", "Philippines", "Peru", "Bolivia"]),
        ("9(b)", ["Amazon", "Argonne", "US EPA"]),
        ("12", ["Italy", "deposition", "training"]),
        ("14", ["United States of America", "2017", "Batteries", "Lamps", "Dental amalgam"]),
        ("16", ["International Energy Agency", "No numerical target", "baseline scenario"]),
        ("17(b)(3)", ["pilot studies", "other countries"]),
        ("18", ["Japan", "early 2008", "12–13 March 2009", "unintentional"]),
        ("20", ["Chemicals Branch", "http://www.chem.unep.ch"]),
        ("21", ["No activity", "No lead", "A lead is needed"]),
        ("23", ["initial"]),
        ("23(a)", ["Kyrgyzstan", "Switzerland", "Norway"]),
        ("24", ["No lead"]),
    ],
)
def test_the_facts_stand_where_they_belong(register, place, facts) -> None:
    told = numbered(made(register))[place]
    for fact in facts:
        assert fact in told


def test_title_block_box_and_note(register) -> None:
    document = made(register)
    (block,) = [block for block in document.blocks if isinstance(block, TitleBlock)]
    lines = [plain_text(line) for line in block.lines]
    assert lines == [
        "Progress report",
        "Activities within the UNEP Global Mercury Partnership (2007–2008)",
        "May 2009",
        "Report of the Partnership Advisory Group",
    ]
    words = progress_files(register, period="2007-2008", as_of=DAY)["report.html"].decode()
    for wanted in ("2005", "2008", "mercury@chemicals.unep.ch", "Bangkok, 19–23 October 2009", "INF/1"):
        assert wanted in words
    assert re.search(r"<p id=\"note-1\"><a [^>]*>\*</a> <bdi[^>]*>UNEP\(DTIE\)/Hg/WG.Prep/1/1</bdi>", words)


def test_no_symbol_is_made_up_and_one_that_is_given_is_printed(register) -> None:
    assert made(register).symbol == ""
    kinds = {kind: dict(held) for kind, held in register.records.items()}
    note = kinds["documents"]["note-wg-prep-1-2009"]
    kinds["documents"][note.id] = note.model_copy(update={"symbol": "UNEP/X.1/9"})
    document = made(Register(kinds))
    assert document.symbol == "UNEP/X.1/9"
    assert document.blocks[0].right == "UNEP/X.1/9"
    files = progress_files(Register(kinds), period="2007-2008", as_of=DAY)
    assert "UNEP/X.1/9" in unzip(files["report.docx"], "word/header1.xml")


def test_later_records_do_not_change_a_report_that_is_out(register) -> None:
    later = load_directory(DATA / "after-2009")
    wanted = numbered(made(register))
    assert numbered(made(Register.of([*register, *later]))) == wanted
    assert numbered(made(Register.of([*later, *register]))) == wanted


def test_export_and_import_give_the_same_bytes(register, tmp_path) -> None:
    export_directory(register, tmp_path / "out")
    again = load_directory(tmp_path / "out")
    first = progress_files(register, period="2007-2008", as_of=DAY)
    assert progress_files(again, period="2007-2008", as_of=DAY) == first


# Languages


@pytest.mark.parametrize("language", ["fr", "es", "ru", "ar"])
def test_a_text_without_translation_falls_back_visibly(register, language) -> None:
    mark = catalogue("progress_text").template("fallback.en", language)
    paragraphs = [b for b in made(register, language).blocks if isinstance(b, Paragraph)]
    strange = [
        b for b in paragraphs if any(isinstance(p, Foreign) for p in b.content if not isinstance(p, str))
    ]
    assert len(strange) > 20
    for block in strange:
        for index, part in enumerate(block.content):
            if isinstance(part, Foreign):
                assert part.language == "en"
                assert mark in plain_text(block.content[index + 1 : index + 3])


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_languages_of_the_register_need_no_fallback(register, language) -> None:
    for block in made(register, language).blocks:
        if isinstance(block, (Paragraph, Heading)):
            assert not any(isinstance(part, Foreign) for part in block.content)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_frame_is_in_the_language(register, language) -> None:
    headings = [b for b in made(register, language).blocks if isinstance(b, Heading)]
    assert all(not any(isinstance(part, Foreign) for part in b.content) for b in headings)
    for key, row in catalogue("progress_text").rows.items():
        assert set(re.findall(r"{(\w+)}", row[language])) == set(re.findall(r"{(\w+)}", row["en"])), key


def small(**texts: Text) -> Register:
    """Return three areas: one led, one led and idle, one that nobody leads; a State list; one odd text."""
    text = texts.get(
        "text",
        Text(original="zh", zh="在五国开展。", en="Carried out in five countries.", state={"en": "draft"}),
    )
    places = tuple(Place(country=code) for code in ("CHL", "CHN", "MEX", "ARG", "CRI"))
    established = (Status(status="established"),)
    areas = [
        Area(id="zinc", name=Text(en="Zinc"), order=1, statuses=(Status(status="proposed"),)),
        Area(id="lamps", name=Text(en="Lamps"), order=2, statuses=established),
        Area(id="coal", name=Text(en="Coal"), order=3, statuses=established),
    ]
    leads = [
        Leadership(id="lamps-lead", area="lamps", organisation="chile"),
        Leadership(id="lamps-second", area="lamps", organisation="argentina"),
        Leadership(id="coal-lead", area="coal", organisation="centre"),
        Leadership(id="zinc-vacant", area="zinc", role="vacant"),
    ]
    organisations = [
        Organisation(id="chile", name=Text(en="Chile"), kind="government", country="CHL"),
        Organisation(id="argentina", name=Text(en="Argentina"), kind="government", country="ARG"),
        Organisation(id="centre", name=Text(en="A centre"), acronym="AC"),
        Organisation(id="hidden", name=Text(en="Hidden fund"), visibility="secretariat"),
    ]
    activities = [
        Activity(id="b", title="Second", kind="project", areas=("lamps",), letter="b", actual="2008"),
        Activity(
            id="a",
            title="First",
            text=text,
            kind="project",
            areas=("lamps",),
            letter="a",
            actual="2007",
            places=places,
            participants=(Participation(organisation="hidden", role="sponsor"),),
        ),
        Activity(id="below", title="Part of it", kind="pilot", areas=("lamps",), parent="a", actual="2008"),
        Activity(id="before", title="Too early", kind="project", areas=("lamps",), actual="2001"),
        Activity(
            id="idea", title="Only an idea", kind="project", areas=("lamps",), state="idea", actual="2008"
        ),
    ]
    pairs = [("areas", a) for a in areas] + [("leaderships", one) for one in leads]
    pairs += [("organisations", one) for one in organisations] + [("activities", one) for one in activities]
    return Register.of(pairs)


def test_areas_without_a_lead_come_last_whatever_their_order() -> None:
    names = [plain_text(b.content) for b in made(small()).blocks if isinstance(b, Heading) and b.label]
    assert names == ["Lamps", "Coal", "Zinc"]
    told = numbered(made(small()))
    assert "No lead has been identified" in list(told.values())[-1]
    assert "The register contains no activity" in list(told.values())[-1]


def test_what_is_not_on_record_is_not_said_to_be_nothing() -> None:
    register = small()
    kinds = {kind: dict(held) for kind, held in register.records.items()}
    del kinds["leaderships"]["zinc-vacant"]
    told = list(numbered(made(Register(kinds))).values())[-1]
    assert "No lead is recorded for this area" in told
    assert "identified" not in told


def test_activities_are_those_of_the_period_under_letters_with_their_parts() -> None:
    told = numbered(made(small()))
    lettered = {key: text for key, text in told.items() if "(" in key}
    assert [key.split("(", 1)[1] for key in lettered] == ["a)", "a)(1)", "b)"]
    assert not any("Too early" in text or "idea" in text for text in told.values())
    assert not any("Hidden fund" in text for text in told.values())


@pytest.mark.parametrize("language", LANGUAGES)
def test_states_are_in_the_order_of_the_language(language) -> None:
    text = next(text for key, text in numbered(made(small(), language)).items() if key.endswith("(a)"))
    names = {state_name(code, language) for code in ("CHL", "CHN", "MEX", "ARG", "CRI")}
    # The mark of the language it fell back to may hold the name of a State.
    listed = text.rsplit("]", 1)[-1]
    printed = sorted(names, key=listed.index)
    assert printed == sorted(names, key=lambda name: sort_key(name, language))
    leads = next(
        text for text in numbered(made(small(), language)).values() if state_name("CHL", language) in text
    )
    assert state_name("ARG", language) in leads


def _head(document: Document) -> str:
    (block,) = [block for block in document.blocks if isinstance(block, TitleBlock)]
    notes = [part for line in block.lines for part in line if isinstance(part, Footnote)]
    return " ".join(plain_text(note.content) for note in notes)


def test_a_draft_translation_is_printed_and_the_document_states_it() -> None:
    drafts = "Translations that have not yet been approved are included as drafts."
    document = made(small())
    assert any("Carried out in five countries." in text for text in numbered(document).values())
    assert drafts in _head(document)
    approved = small(text=Text(original="zh", zh="在五国开展。", en="Done.", state={"en": "approved"}))
    assert any("Done." in text for text in numbered(made(approved)).values())
    assert drafts not in _head(made(approved))
    # The frame in other languages is a draft itself.
    assert "projet" in _head(made(approved, "fr"))


def test_a_machine_draft_or_outdated_translation_is_no_translation_yet() -> None:
    raw = Text(original="zh", zh="在五国开展。", en="Done.", state={"en": "machine draft"})
    english = next(text for key, text in numbered(made(small(text=raw))).items() if key.endswith("(a)"))
    assert "在五国开展。\u00a0[Chinese\u00a0only]" in english
    outdated = small(text=Text(en="Done.", fr="Fait.", state={"fr": "outdated"}))
    assert any("Done." in text for text in numbered(made(outdated, "fr")).values())


def test_a_draft_in_another_language_is_not_fallen_back_to() -> None:
    text = Text(original="zh", zh="在五国开展。", en="Done.", state={"en": "draft"})
    assert any("在五国开展。" in found for found in numbered(made(small(text=text), "fr")).values())


def test_more_activities_than_letters_go_on_in_another_paragraph() -> None:
    area = Area(id="coal", name=Text(en="Coal"), statuses=(Status(status="established"),))
    many = [
        Activity(id=f"n{i:02}", title=f"N{i:02}", kind="project", areas=("coal",), actual="2008")
        for i in range(30)
    ]
    register = Register.of([("areas", area), *(("activities", one) for one in many)])
    told = numbered(made(register))
    letters = [key for key in told if "(" in key]
    assert letters[25].endswith("(z)")
    assert letters[26].endswith("(a)")
    assert [told[key] for key in letters] == [f"N{i:02}. Date: 2008." for i in range(30)]
    assert letter(27) == "aa"


def test_no_report_received_is_said(register) -> None:
    submission = Submission(id="s", cycle="cycle-2007-2008", area="coal", state="none received")
    told = numbered(made(Register.of([*register, ("submissions", submission)])))
    assert "No report was received" in told["16"]


def test_a_name_that_the_report_uses_at_one_place_is_used_there(register) -> None:
    from quicksilver.register.records import Fact

    def fact(ident: str, place: str, key: str, value: str, text: str | None = None) -> tuple[str, Fact]:
        source = (Source(document="report-2007-2008", place=place),)
        return "facts", Fact(id=ident, key=key, value=value, text=text, sources=source)

    more = [
        fact("x1", "A2", "order of areas", "coal, chlor-alkali, products, fate-transport, asgm, waste"),
        fact("x2", "G head", "area as named", "non-ferrous", "Non-ferrous metals mining"),
        fact("x3", "A6(b)", "area as named", "non-ferrous", "Non-ferrous metals production"),
    ]
    document = made(Register.of([*register, *more]), "fr")
    told = numbered(document)
    assert told["2"].index("charbon") < told["2"].index("chlore") < told["2"].index("déchets")
    assert told["6(b)"] == "Production de métaux non ferreux."
    assert any(
        plain_text(b.content) == "Extraction de métaux non ferreux"
        for b in document.blocks
        if isinstance(b, Heading)
    )


# Files


@pytest.mark.parametrize(
    "language",
    [
        pytest.param(one, marks=pytest.mark.skipif(not usable(one), reason="its font is not installed"))
        for one in LANGUAGES
    ],
)
def test_files_are_equal_twice_and_the_pdf_holds_the_paragraphs(register, language) -> None:
    import pypdfium2

    files = progress_files(register, period="2007-2008", as_of=DAY, language=language)
    assert sorted(files) == ["report.docx", "report.html", "report.pdf"]
    assert files == progress_files(register, period="2007-2008", as_of=DAY, language=language)
    pages = pypdfium2.PdfDocument(files["report.pdf"])
    text = "\n".join(page.get_textpage().get_text_range() for page in pages)
    for count in range(1, 25):
        assert re.search(rf"(?m)(^|\s)\.?{count}\.?(\s|$)", text), count
    if language != "ar":
        squeezed = re.sub(r"[\s\u2010\ufffe\u0002-]", "", text)
        told = numbered(made(register, language))
        assert re.sub(r"[\s-]", "", told["10"])[:20] in squeezed


def test_word_has_living_numbers_headings_footnotes_and_fixed_dates(register) -> None:
    data = progress_files(register, period="2007-2008", as_of=DAY)["report.docx"]
    body, lists, notes = (unzip(data, f"word/{part}.xml") for part in ("document", "numbering", "footnotes"))
    items = re.findall(r'<w:numPr><w:ilvl w:val="(\d)"/><w:numId w:val="(\d+)"/>', body)
    assert len(items) == sum(code != "#" for code in SHAPE) + 2
    assert {level for level, _ in items} == {"0", "1", "2"}
    for pattern in ("%1.", "(%2)", "(%3)"):
        assert f'<w:lvlText w:val="{pattern}"/>' in lists
    assert "upperLetter" in lists
    assert "startOverride" not in lists
    # No number is typed beside the counted one.
    assert not re.search(r"<w:t[^>]*>\(a\)", body)
    assert body.count('w:pStyle w:val="Heading2"') == 11
    assert body.count("<w:footnoteReference ") == notes.count("<w:footnote w:id") == 6
    assert 'w:customMarkFollows="1"' in body
    assert "2009-05-01T00:00:00Z" in unzip(data, "docProps/core.xml")


def test_arabic_runs_from_right_to_left(register) -> None:
    document = made(register, "ar")
    from quicksilver.documents import write_docx, write_html

    body = unzip(write_docx(document), "word/document.xml")
    paragraphs = re.findall(r"<w:p>.*?</w:p>", body, re.DOTALL)
    assert all("<w:bidi/>" in one for one in paragraphs)
    html = write_html(document).decode()
    assert '<html lang="ar" dir="rtl">' in html
    assert '<bdi lang="en" dir="ltr">' in html


def test_period_and_language_that_cannot_be(register) -> None:
    with pytest.raises(InputProblems, match="not a period"):
        made(register, period="2008-2007")
    with pytest.raises(InputProblems, match="--period 2007-2008"):
        made(register, period="last year")
    with pytest.raises(ValueError, match="language"):
        made(register, "de")
    assert not Period.parse("2009-01/2010-05").whole_years


def test_untidy_periods_are_written_out() -> None:
    later = Activity(id="c", title="Third", kind="project", areas=("lamps",), actual="2009-06")
    told = numbered(made(Register.of([*small(), ("activities", later)]), period="2009-01/2010-05"))
    assert "January 2009 to May 2010" in told["1"]


@pytest.mark.parametrize("language", ["fr", "es", "ru", "ar"])
def test_names_and_what_the_note_asks_for_are_in_the_language(register, language) -> None:
    """The list of terms goes by exact English wording: a record that is reworded needs its term reworded."""
    entries = outline(Choice(register, Period.parse("2007-2008"), DAY))
    blocks = [b for b in made(register, language).blocks if isinstance(b, Paragraph) and b.number]
    paragraphs = [entry for entry in entries if entry.kind == "paragraph"]
    for entry, block in zip(paragraphs, blocks, strict=True):
        if entry.part == "note" or entry.code in ("A2", "A5(a)", "A6(a)", "A6(b)", "A20", "A22"):
            assert not any(isinstance(part, Foreign) for part in block.content), entry.code
