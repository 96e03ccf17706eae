"""The loop that writes every document: its formats, and the charts and tables beside it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from quicksilver.intake.paused_gc import without_collection
from quicksilver.reports.formats import WORKED_ON, Format
from quicksilver.reports.pictures import Picture, picture_files

if TYPE_CHECKING:
    import pandas as pd

    from quicksilver.documents.tree import Document
    from quicksilver.errors import Problem

__all__ = ["Manuscript", "Progress", "formatted", "written"]

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Manuscript:
    """What is written for a document: its tree, and what is beside it.

    Attributes
    ----------
    document : Document or None
        None for what is charts and tables alone.
    pictures : mapping of str to Picture
        Charts by name; each is also a file, ``charts/NAME.png`` and ``charts/NAME.svg``.
    tables : mapping of str to DataFrame
        Tables by name; each is a file ``NAME.csv``.
    check : callable, optional
        Returns what is to be checked before the document is handed out, or None. It is called while the pages are set.
    """

    document: Document | None
    pictures: Mapping[str, Picture] = field(default_factory=dict)
    tables: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    check: Callable[[], Problem | None] | None = None


@without_collection()
def written(
    made: Document | Manuscript,
    name: str,
    progress: Progress | None = None,
    *,
    formats: Sequence[Format] = WORKED_ON,
    warn: Callable[[Problem], None] | None = None,
) -> dict[str, bytes]:
    """Return a document as files by path: ``NAME.docx``, ``NAME.pdf`` and ``NAME.html``, with its charts and tables.

    Equal documents give equal bytes.

    Parameters
    ----------
    made : Document or Manuscript
    name : str
        Name of the files, without their endings.
    progress : callable, optional
        Called with the name of each file before it is written.
    formats : sequence of str
        In the order of the files.
    warn : callable, optional
        Called with what is to be checked before the document is handed out.

    Raises
    ------
    MissingFontError
        The language needs a font that is not installed.
    """
    from concurrent.futures import ThreadPoolExecutor

    from quicksilver.documents.pdf import page_setter

    manuscript = made if isinstance(made, Manuscript) else Manuscript(made)
    document, report = manuscript.document, progress or (lambda step: None)
    files = _table_files(manuscript.tables) | picture_files(manuscript.pictures)
    if document is None:
        return files
    # The pages are set in their own thread, since Typst releases the interpreter while it works.
    with ThreadPoolExecutor(1) as pool:
        pages = pool.submit(page_setter(document)) if "pdf" in formats else None
        _check(manuscript, warn)
        for ending in formats:
            report(f"{name}.{ending}")
            set_pages = pages if ending == "pdf" else None
            files[f"{name}.{ending}"] = (
                formatted(document, ending) if set_pages is None else set_pages.result()
            )
    return files


def _check(manuscript: Manuscript, warn: Callable[[Problem], None] | None) -> None:
    if manuscript.check is None or warn is None:
        return
    if (problem := manuscript.check()) is not None:
        warn(problem)


def _table_files(tables: Mapping[str, pd.DataFrame]) -> dict[str, bytes]:
    from quicksilver.outputs import csv_bytes

    return {f"{name}.csv": csv_bytes(table) for name, table in tables.items()}


def formatted(document: Document, ending: Format) -> bytes:
    """Return a document in one format.

    Raises
    ------
    MissingFontError
        The language needs a font that is not installed.
    """
    from quicksilver.documents import write_docx, write_html, write_pdf

    return {"docx": write_docx, "html": write_html, "pdf": write_pdf}[ending](document)
