"""One list of all documents: what each is for, for whom, what it is made of, its options and formats, and what makes it.

The command line, the pages and the reference page of documents are made from this list. A new document is a module with the
function that makes it, a row here, and its sentences. The list is light: the function of a document is imported when the
document is made.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal, cast

from quicksilver.reports.formats import HANDED_OUT, WORKED_ON, Format

if TYPE_CHECKING:
    from quicksilver.errors import Problem
    from quicksilver.reports.writing import Manuscript, Progress

__all__ = ["AS_OF", "DOCUMENTS", "Audience", "DocumentRow", "Material", "Option", "OptionType"]

#: For whom a document is. A page shows a document to those whom it is for.
Audience = Literal["public", "partner", "secretariat", "ministry", "scientist"]
#: What a document is made of. Of a reviewed register a report stays as it was reviewed, once it is final.
Material = Literal[
    "register",
    "reviewed register",
    "packaged facts",
    "inventory",
    "two inventories",
    "inventory under several factor sets",
    "inventories",
    "scenarios of the cycle",
]
#: What is typed for an option; nothing is typed for a switch.
OptionType = Literal["day", "file", "kind of record", "switch", "text"]


@dataclass(frozen=True, slots=True)
class Option:
    """Something that may be chosen for a document beside its language.

    Attributes
    ----------
    name : str
        Of the parameter of the function that makes the document.
    flag : str
        At the command line, such as ``--as-of``; empty for an argument, which has no flag.
    type : str
    help : str
    metavar : str
    required : bool
    default : object
        Of a text that is not required.
    many : bool
        Whether it may be given several times.
    choices : tuple of str
        What a text may be; any text where it is empty.
    reader : str
        ``module:function`` that reads a file.
    of_material : bool
        Whether it chooses what the document is made of, so that the function does not take it.
    """

    name: str
    flag: str
    type: OptionType = "text"
    help: str = ""
    metavar: str = ""
    required: bool = False
    default: str = ""
    many: bool = False
    choices: tuple[str, ...] = ()
    reader: str = ""
    of_material: bool = False


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """A document.

    Attributes
    ----------
    name : str
        Short name, which is also that of the command ``quicksilver report NAME``.
    title : str
    purpose : str
        What the command does, in a sentence.
    made_by : str
        ``module:function`` that makes it of its material: ``function(material, language=..., OPTION=...)``; one that is made of
        packaged facts has no material, and one with charts takes ``progress`` too. It returns the document's tree, or a
        :class:`quicksilver.reports.writing.Manuscript` where there is something beside the text.
    made_of : str
    audience : tuple of str
    example : str
        A command that writes it.
    details : str
        What else its help states.
    options : tuple of Option
    formats : tuple of str
        Of its text; the order of its files.
    tables : tuple of str
        Names of the tables that are written beside the text, each as a CSV file.
    charts : bool
        Whether its charts are also written by themselves, as PNG and SVG files.
    file : str
        Name of its files without their endings; that of the document where it is empty.
    page : str
        Address of the page that shows it to its audience; empty where there is none.
    always_dated : bool
        Whether it is as of a day even if none is named.
    """

    name: str
    title: str
    purpose: str
    made_by: str
    made_of: Material
    audience: tuple[Audience, ...]
    example: str
    details: str = ""
    options: tuple[Option, ...] = ()
    formats: tuple[Format, ...] = WORKED_ON
    tables: tuple[str, ...] = ()
    charts: bool = False
    file: str = ""
    page: str = ""
    always_dated: bool = True

    @property
    def stem(self) -> str:
        """Return the name of its files without their endings."""
        return self.file or self.name

    @property
    def endings(self) -> tuple[str, ...]:
        """Return the endings of all its files."""
        return (*self.formats, *("csv",) * bool(self.tables), *("png", "svg") * self.charts)

    @property
    def help(self) -> str:
        """Return the help of its command."""
        return f"{self.purpose}\n\n{self.details}".strip()

    @property
    def is_report(self) -> bool:
        """Return whether ``quicksilver report`` writes it; others are written by the command that calculates their material.

        Examples
        --------
        >>> [name for name, row in DOCUMENTS.items() if not row.is_report]
        ['national', 'comparison', 'factor-sets', 'assessment', 'trend', 'sum', 'brief']
        """
        return self.made_of in ("register", "reviewed register", "packaged facts")

    def function(self) -> Callable[..., Any]:
        """Return the function that makes the document."""
        module, name = self.made_by.split(":")
        return cast("Callable[..., Any]", getattr(importlib.import_module(module), name))

    def manuscript(
        self,
        material: object = None,
        *,
        language: str = "en",
        progress: Progress | None = None,
        **options: Any,
    ) -> Manuscript:
        """Return the document before it is written.

        Parameters
        ----------
        material : object
            What it is made of; nothing for one that is made of packaged facts.
        language : str
            One of :data:`quicksilver.languages.LANGUAGES`.
        progress : callable, optional
            Called with the name of each step before it is done.
        **options
            By the names of its options.

        Raises
        ------
        InputProblems
            The material or an option cannot be used.
        ValueError
            There is no such language.
        """
        from quicksilver.reports.writing import Manuscript

        materials = () if self.made_of == "packaged facts" else (material,)
        if self.charts:
            options["progress"] = progress
        made = self.function()(*materials, language=language, **options)
        return made if isinstance(made, Manuscript) else Manuscript(made)

    def files(
        self,
        material: object = None,
        *,
        language: str = "en",
        progress: Progress | None = None,
        warn: Callable[[Problem], None] | None = None,
        **options: Any,
    ) -> dict[str, bytes]:
        """Return the document in its formats, with what is beside it, as files by path.

        Parameters
        ----------
        material : object
            What it is made of; nothing for one that is made of packaged facts.
        language : str
            One of :data:`quicksilver.languages.LANGUAGES`.
        progress : callable, optional
            Called with the name of each step before it is done.
        warn : callable, optional
            Called with what is to be checked before the document is handed out.
        **options
            By the names of its options.

        Raises
        ------
        InputProblems
            The material or an option cannot be used.
        ValueError
            There is no such language.
        MissingFontError
            The language needs a font that is not installed.

        Examples
        --------
        >>> sorted(DOCUMENTS["leaflet"].files(language="fr"))
        ['leaflet.docx', 'leaflet.html', 'leaflet.pdf']
        """
        from quicksilver.reports.writing import written

        if progress is not None:
            progress(self.name)
        made = self.manuscript(material, language=language, progress=progress, **options)
        return written(made, self.stem, progress, formats=self.formats, warn=warn)


AS_OF: Final = Option(
    "as_of",
    "--as-of",
    "day",
    "The day the register is asked about, such as 2009-05-01; if omitted, the day on which its knowledge ends.",
    "DATE",
)
_VALID_ON: Final = Option(
    "as_of", "--as-of", "day", "Only what was valid on this day; everything by default.", "DATE"
)
_BOARDS: Final = "quicksilver.reports.boards."

_ROWS: Final = (
    DocumentRow(
        name="progress",
        title="Progress report",
        purpose="Write the progress report of a period as a UN document.",
        details=(
            "DOCX for editing, PDF and HTML, from the register alone. Paragraphs have the same numbers in all six languages, and "
            "a text without an approved translation is marked with its language. Once final, a report is frozen as reviewed. "
            "A period of which the register has no activities and no submissions has no report."
        ),
        made_by="quicksilver.reports.progress.files:document_of",
        made_of="reviewed register",
        audience=("public", "partner", "secretariat"),
        options=(
            Option(
                "period",
                "--period",
                help="The period, such as 2007-2008 or 2009-01/2010-05.",
                required=True,
            ),
            Option(
                "as_is",
                "--now",
                "switch",
                "For a final report: use the register as it is now, not as it was reviewed.",
                of_material=True,
            ),
            AS_OF,
        ),
        file="report",
        page="/cycles/CYCLE/report.html",
        example="quicksilver report progress --period 2007-2008 --from 2007-2008 --out out/progress",
    ),
    DocumentRow(
        name="leaflet",
        title="Leaflet on capturing mercury vapour",
        purpose="Write one page on capturing mercury vapour, for print and mobile phones.",
        details="It needs no network, is smaller than 200 kB, and gives the source of every number.",
        made_by=_BOARDS + "leaflet:leaflet_document",
        made_of="packaged facts",
        audience=("public",),
        formats=HANDED_OUT,
        example="quicksilver report leaflet --language es --out out/leaflet",
    ),
    DocumentRow(
        name="gaps",
        title="Gap board",
        purpose="Write the gap board: what is missing in each area, and since when.",
        made_by=_BOARDS + "gaps:document_of",
        made_of="register",
        audience=("public", "partner", "secretariat"),
        options=(
            Option(
                "everything",
                "--all",
                "switch",
                "Of all records, also those that are not public: for the secretariat.",
            ),
            AS_OF,
        ),
        page="/gaps/",
        example="quicksilver report gaps --from 2007-2008 --out out/gaps",
    ),
    DocumentRow(
        name="mandates",
        title="Matrix of mandates",
        purpose="Write the matrix of decision 25/5, paragraph 34: activities and reported funding.",
        made_by=_BOARDS + "mandates:document_of",
        made_of="register",
        audience=("public", "partner", "secretariat"),
        options=(AS_OF,),
        example="quicksilver report mandates --from 2007-2008 --out out/mandates",
    ),
    DocumentRow(
        name="partners",
        title="Directory of partners",
        purpose="Write the directory of partners as of a day.",
        made_by=_BOARDS + "directory:document_of",
        made_of="register",
        audience=("public", "partner", "secretariat"),
        options=(AS_OF,),
        example="quicksilver report partners --from after-2009 --as-of 2012-01-01 --out out/partners",
    ),
    DocumentRow(
        name="targets",
        title="Board of targets",
        purpose="Write the board of targets: outcome, reason, and what is missing.",
        details=(
            "It begins with the numbers of targets, of targets that can be assessed and of targets past their year. For each area "
            "follow the targets, treaty obligations, pledges, objectives, technical potentials and estimates, each under its own "
            "heading, with the information that is missing and who is to supply it, the recorded figures with their source, and "
            "claims that differ."
        ),
        made_by=_BOARDS + "targets:document_of",
        made_of="register",
        audience=("public", "partner", "secretariat"),
        options=(
            Option("area", "--area", help="Only this area, such as asgm.", metavar="ID"),
            AS_OF,
        ),
        example="quicksilver report targets --from after-2009 --area asgm --out out/targets",
    ),
    DocumentRow(
        name="contributions",
        title="Ledger of contributions",
        purpose="Write the ledger of contributions: recorded flows by area and stage.",
        details=(
            "Cash, in-kind contributions, core budgets and contributions of an unstated kind are not added together, and neither "
            "are currencies. The ledger lists the entries that are not in any sum and why, counts the activities without a stated "
            "funder or amount, and compares needs with commitments. Entries are recognised as one flow only where they are linked "
            "or equal: see the how-to. The list of contributions is for the advisory group; everyone may know totals (--public)."
        ),
        made_by=_BOARDS + "contributions:document_of",
        made_of="register",
        audience=("partner", "secretariat"),
        options=(
            Option(
                "rates",
                "--rates",
                "file",
                "CSV file with the columns currency,to,value,day,source; converted sums are shown beside the original ones.",
                "FILE",
                reader="quicksilver.register.questions.rates:read_rates",
            ),
            Option(
                "to",
                "--to",
                help="Currency to convert to, where the rates lead to more than one.",
                metavar="CUR",
            ),
            Option("public", "--public", "switch", "Only sums and numbers, as everyone may see them."),
            AS_OF,
        ),
        example="quicksilver report contributions --from 2007-2008 --out out/contributions",
    ),
    DocumentRow(
        name="translations",
        title="State of translations",
        purpose="Write which translations are missing, drafts or outdated.",
        details="Counts by kind, language and state, followed by each text that is not approved in all six languages.",
        made_by=_BOARDS + "texts:document_of",
        made_of="register",
        audience=("secretariat",),
        options=(
            Option(
                "kinds",
                "--kind",
                "kind of record",
                "Only records of this kind, such as areas; may be repeated.",
                "KIND",
                many=True,
            ),
            _VALID_ON,
        ),
        always_dated=False,
        example="quicksilver report translations --from 2007-2008 --kind areas --out out/translations",
    ),
    DocumentRow(
        name="plan-changes",
        title="Changes of a plan",
        purpose="Write what changed between two versions of a plan.",
        details=(
            "Fields, objectives and priority actions are compared word by word; removed text is struck out and added text "
            "underlined."
        ),
        made_by=_BOARDS + "plan_changes:document_of",
        made_of="register",
        audience=("partner", "secretariat"),
        options=(
            Option("before", "", help="The earlier version, by its identifier.", metavar="PLAN"),
            Option("after", "", help="The later version, by its identifier.", metavar="PLAN"),
            _VALID_ON,
        ),
        always_dated=False,
        example=(
            "quicksilver report plan-changes coal-plan-2010-08 coal-plan-2011-10 --from after-2009 --out out/changes"
        ),
    ),
    DocumentRow(
        name="actions",
        title="Action items",
        purpose="Write the action items with their owners, due dates and outcomes.",
        details="Where no outcome is recorded, the board states this.",
        made_by=_BOARDS + "actions:document_of",
        made_of="register",
        audience=("partner", "secretariat"),
        options=(AS_OF,),
        example="quicksilver report actions --from after-2009 --out out/actions",
    ),
    DocumentRow(
        name="national",
        title="National inventory report",
        purpose="Write the national inventory report in the chapters of the Toolkit, with its charts.",
        made_by="quicksilver.reports.national:document_of",
        made_of="inventory",
        audience=("ministry", "public"),
        formats=HANDED_OUT,
        charts=True,
        file="report",
        example="quicksilver inventory run example/2020 --out out/inventory",
    ),
    DocumentRow(
        name="comparison",
        title="Comparison of two inventories",
        purpose="Write two inventories side by side: tables of sources and groups, and charts.",
        made_by="quicksilver.reports.national.comparisons.comparison:document_of",
        made_of="two inventories",
        audience=("ministry",),
        formats=(),
        tables=("compare", "compare-groups"),
        charts=True,
        example="quicksilver inventory compare example/2015 example/2020 --out out/compare",
    ),
    DocumentRow(
        name="factor-sets",
        title="Inventory under several factor sets",
        purpose="Write one inventory under several factor sets: the spread by line as a chapter, with its chart and tables.",
        made_by="quicksilver.reports.national.comparisons.spread:document_of",
        made_of="inventory under several factor sets",
        audience=("ministry", "scientist"),
        formats=HANDED_OUT,
        tables=("factor-sets", "factor-sets-totals"),
        charts=True,
        example="quicksilver inventory compare example/2020 --factors toolkit,reviewed-2026,emep-eea --out out/factor-sets",
    ),
    DocumentRow(
        name="assessment",
        title="Minamata Initial Assessment",
        purpose="Write the chapters of a Minamata Initial Assessment with the tables for Articles 8, 9 and 21.",
        made_by="quicksilver.reports.national.convention.assessment:document_of",
        made_of="inventory",
        audience=("ministry", "public"),
        formats=HANDED_OUT,
        tables=("article-8", "article-9", "article-21"),
        charts=True,
        example="quicksilver inventory assessment example/2020 --out out/assessment",
    ),
    DocumentRow(
        name="trend",
        title="Trend of a country",
        purpose="Write the trend of a country over the years, with the exact split of each change.",
        made_by="quicksilver.reports.national.convention.trend:document_of",
        made_of="inventories",
        audience=("ministry", "public"),
        formats=HANDED_OUT,
        tables=("trend-totals", "trend-groups", "trend-changes"),
        charts=True,
        example="quicksilver inventory trend example/2015 example/2020 --out out/trend",
    ),
    DocumentRow(
        name="sum",
        title="Sum over countries",
        purpose="Write the sum over the inventories of several countries, with what is unknown in each counted.",
        made_by="quicksilver.reports.national.convention.sums:document_of",
        made_of="inventories",
        audience=("ministry", "secretariat", "public"),
        formats=HANDED_OUT,
        tables=("sum-countries", "sum-totals", "sum-groups"),
        charts=True,
        example="quicksilver inventory sum SEN.xlsx GHA.xlsx --out out/sum",
    ),
    DocumentRow(
        name="brief",
        title="Emission scenarios and mercury deposition",
        purpose="Write a short document on future emissions and their effect on deposition, with its charts.",
        made_by="quicksilver.reports.fate.brief:document_of",
        made_of="scenarios of the cycle",
        audience=("ministry", "scientist", "public"),
        formats=HANDED_OUT,
        charts=True,
        example="quicksilver fate compare --future hold --future 'cut 50% by 2035' --from 2010 --to 2060 --out out/brief",
    ),
)
#: All documents by name; those of ``quicksilver report`` first, in the order of its help.
DOCUMENTS: Final[Mapping[str, DocumentRow]] = {row.name: row for row in _ROWS}
