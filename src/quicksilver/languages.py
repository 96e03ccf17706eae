"""The languages of the program, one row each: everything that depends on a language and is not a sentence is stated here.

A language is added by a row here, by a column of its code in every table of texts (:class:`quicksilver.intake.cells.Texts`) and by
the rows that name it (``language`` and ``fallback`` in the tables). Nothing else lists the languages: texts, records, documents,
pages and commands read this module. A text that has no version in a language yet is shown in the first one.
"""

from __future__ import annotations

import types
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

__all__ = [
    "LANGUAGES",
    "Fonts",
    "Language",
    "Style",
    "by_tag",
    "from_environment",
    "in_slot",
    "in_un_order",
    "known",
]


@dataclass(frozen=True, slots=True)
class Fonts:
    """Families for the script of a language; those that are empty are the common ones for Latin and Cyrillic letters.

    Attributes
    ----------
    text, headings : str
        In documents.
    file, package : str
        How the files of the family of texts begin, and the Debian package with it, for a family that PDF cannot do without.
    sets_latin : bool
        Whether the family also has Latin letters and digits that match, so that it sets whole lines and comes first.
    charts : str
        List of families for charts.
    sheets : str
        Family in workbooks; a spreadsheet without it takes another of the same kind.
    web, web_headings : str
        Lists of families for HTML, where the common ones do not do.
    size : float
        In points, of the text of a PDF.
    web_size : int
        In pixels, of the text in HTML; used with ``web``.
    has_italics : bool
        Whether the script has italics.
    """

    text: str = ""
    headings: str = ""
    file: str = ""
    package: str = ""
    sets_latin: bool = False
    charts: str = "Noto Sans, Liberation Sans, sans-serif"
    sheets: str = "Arial"
    web: str = ""
    web_headings: str = ""
    size: float = 10
    web_size: int = 17
    has_italics: bool = True


@dataclass(frozen=True, slots=True)
class Style:
    """How a language sets its sentences.

    Attributes
    ----------
    space : str
        Between two sentences; nothing where the script has no spaces.
    stop : str
        The end of a sentence.
    clause : str
        Between two clauses.
    items : str
        Between two items of a list.
    repeats_and : bool
        Whether every item but the first of a list in a sentence follows an "and".
    percent : str
        The sign of per cent with what is between it and its number.
    bracket : str
        Around the letter of a sub-paragraph.
    has_articles : bool
        Whether a name takes an article in a sentence, so that one in another language does not fit in.
    is_justified : bool
        Whether the lines of a PDF are made equally long.
    narrow_before, narrow_after : str
        Signs that a narrow no-break space is printed before or after.
    """

    space: str = " "
    stop: str = "."
    clause: str = ", "
    items: str = ", "
    repeats_and: bool = False
    percent: str = "%"
    bracket: str = "({})"
    has_articles: bool = False
    is_justified: bool = True
    narrow_before: str = ""
    narrow_after: str = ""


@dataclass(frozen=True, slots=True)
class Language:
    """A language.

    Attributes
    ----------
    code : str
        In tables, records, files and options, and as the language of documents: ISO 639.
    name, english : str
        Its name in itself, and in English.
    tag, locale : str
        As browsers and Django call it, and its folder of message files.
    cldr : str
        Locale of CLDR from which names of countries and currencies and the separators of numbers are taken.
    script : str
        ISO 15924.
    un_order : int
        Its place where the languages of the United Nations are listed: by their English names.
    word, typst : str
        Language and region in Word and in Typst.
    plural : str
        Rule of gettext for the forms of plurals.
    collation : str
        Rule of :mod:`quicksilver.language.alphabet`.
    digits : str
        Numbering system of CLDR.
    word_slot : str
        Attribute of Word by which it distinguishes scripts: ``val`` for Latin and Cyrillic letters, ``eastAsia``, or ``bidi``.
    is_rtl : bool
        Whether it is written from right to left.
    fonts : Fonts
    style : Style
    """

    code: str
    name: str
    english: str
    tag: str
    locale: str
    cldr: str
    script: str
    un_order: int
    word: str
    typst: str
    plural: str
    collation: Literal["root", "spanish", "arabic", "pinyin"] = "root"
    digits: str = "latn"
    word_slot: Literal["val", "eastAsia", "bidi"] = "val"
    is_rtl: bool = False
    fonts: Fonts = field(default_factory=Fonts)
    style: Style = field(default_factory=Style)

    @property
    def direction(self) -> Literal["ltr", "rtl"]:
        """Return the direction of writing, as HTML calls it."""
        return "rtl" if self.is_rtl else "ltr"


_ROWS: Final = (
    Language(
        code="en",
        name="English",
        english="English",
        tag="en",
        locale="en",
        cldr="en",
        script="Latn",
        un_order=3,
        word="en-GB",
        typst="en-GB",
        plural="nplurals=2; plural=(n != 1);",
        style=Style(has_articles=True),
    ),
    Language(
        code="fr",
        name="Français",
        english="French",
        tag="fr",
        locale="fr",
        cldr="fr",
        script="Latn",
        un_order=4,
        word="fr-FR",
        typst="fr-FR",
        plural="nplurals=2; plural=(n > 1);",
        # The bracket after a letter is closed and none is opened.
        style=Style(
            percent="\u202f%",
            bracket="{})",
            has_articles=True,
            # As the Imprimerie nationale sets them; the colon as the others, for one rule.
            narrow_before=";:!?»%‰",
            narrow_after="«",
        ),
    ),
    Language(
        code="es",
        name="Español",
        english="Spanish",
        tag="es",
        locale="es",
        cldr="es",
        script="Latn",
        un_order=6,
        word="es-ES",
        typst="es-ES",
        plural="nplurals=2; plural=(n != 1);",
        collation="spanish",
        style=Style(percent="\u00a0%", bracket="{})", has_articles=True),
    ),
    Language(
        code="ru",
        name="Русский",
        english="Russian",
        tag="ru",
        locale="ru",
        cldr="ru",
        script="Cyrl",
        un_order=5,
        word="ru-RU",
        typst="ru-RU",
        plural=(
            "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 :"
            " n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);"
        ),
        style=Style(percent="\u00a0%"),
    ),
    Language(
        code="zh",
        name="中文",
        english="Chinese",
        tag="zh-hans",
        locale="zh_Hans",
        cldr="zh",
        script="Hans",
        un_order=2,
        word="zh-CN",
        typst="zh-CN",
        plural="nplurals=1; plural=0;",
        collation="pinyin",
        word_slot="eastAsia",
        fonts=Fonts(
            text="Noto Serif CJK SC",
            headings="Noto Sans CJK SC",
            file="NotoSerifCJK-Regular",
            package="fonts-noto-cjk",
            charts="Noto Sans CJK SC, Noto Sans, sans-serif",
            sheets="Microsoft YaHei",
            has_italics=False,
        ),
        style=Style(space="", stop="。", clause="，", items="、"),
    ),
    Language(
        code="ar",
        name="العربية",
        english="Arabic",
        tag="ar",
        locale="ar",
        cldr="ar",
        script="Arab",
        un_order=1,
        word="ar-SA",
        typst="ar-SA",
        plural=(
            "nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 :"
            " n%100>=3 && n%100<=10 ? 3 : n%100>=0 && n%100<=2 ? 4 : 5);"
        ),
        collation="arabic",
        word_slot="bidi",
        is_rtl=True,
        fonts=Fonts(
            # Noto Naskh has no Latin letters and digits; Amiri has both, so that one face sets the whole line.
            text="Amiri",
            headings="Amiri",
            file="Amiri-Regular",
            package="fonts-hosny-amiri",
            sets_latin=True,
            # Not Amiri, which the documents use: it builds some letters of two glyphs, and the engine that makes the PNG
            # (and that puts an SVG into a PDF) then draws the letter before on top of them, so that a word loses its alef.
            charts="Noto Naskh Arabic, Amiri, Noto Sans, sans-serif",
            web='Amiri, "Noto Naskh Arabic", "Traditional Arabic", serif',
            web_headings='Amiri, "Noto Naskh Arabic", serif',
            size=11.5,
            web_size=19,
            has_italics=False,
        ),
        style=Style(clause="، ", items="، ", repeats_and=True, is_justified=False),
    ),
)

#: The languages by code, in the order of columns; the first is the one that every text has.
LANGUAGES: Final[Mapping[str, Language]] = types.MappingProxyType({row.code: row for row in _ROWS})


def known(code: str) -> Language:
    """Return the row of a language.

    Raises
    ------
    ValueError
        There is no such language.

    Examples
    --------
    >>> known("ar").direction
    'rtl'
    """
    if code in LANGUAGES:
        return LANGUAGES[code]
    raise ValueError(f"unknown language {code!r}: one of {', '.join(LANGUAGES)}")


def in_un_order() -> tuple[Language, ...]:
    """Return the languages as the United Nations list them.

    Examples
    --------
    >>> [row.english for row in in_un_order()]
    ['Arabic', 'Chinese', 'English', 'French', 'Russian', 'Spanish']
    """
    return tuple(sorted(_ROWS, key=lambda row: row.un_order))


def by_tag(tag: str | None) -> Language:
    """Return the language that a browser calls so, or the one closest to it; the first one where there is none.

    Examples
    --------
    >>> by_tag("zh-hans").code, by_tag("fr-CA").code, by_tag("tlh").code, by_tag(None).code
    ('zh', 'fr', 'en', 'en')
    """
    given = (tag or "").lower()
    for matches in (given, given.partition("-")[0]):
        for row in _ROWS:
            if matches in (row.tag, row.code):
                return row
    return _ROWS[0]


def from_environment(environment: Mapping[str, str]) -> Language:
    """Return the language of messages: ``QUICKSILVER_LANGUAGE``, or else that of the locale; the first one otherwise.

    Parameters
    ----------
    environment : mapping of str to str
        Variables by name.

    Examples
    --------
    >>> from_environment({"LANG": "fr_FR.UTF-8"}).code, from_environment({"LC_ALL": "C", "LANG": "fr_FR"}).code
    ('fr', 'en')
    >>> from_environment({"QUICKSILVER_LANGUAGE": "zh", "LANG": "ru_RU"}).code
    'zh'
    """
    # The order of gettext, in which the first one that is stated counts.
    for name in ("QUICKSILVER_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        if stated := environment.get(name, ""):
            return by_tag(stated.partition(".")[0].replace("_", "-"))
    return _ROWS[0]


def in_slot(slot: str, language: str) -> Language:
    """Return the language used for the texts of one kind of script in a Word document.

    Parameters
    ----------
    slot : str
        Kind of script, as in :attr:`Language.word_slot`.
    language : str
        Of the document; where its script is another one, the first language of that script is used.

    Examples
    --------
    >>> [in_slot(slot, "ru").word for slot in ("val", "eastAsia", "bidi")]
    ['ru-RU', 'zh-CN', 'ar-SA']
    """
    return next(row for row in (LANGUAGES[language], *_ROWS) if row.word_slot == slot)
