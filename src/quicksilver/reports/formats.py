"""The formats of documents: DOCX for editing, PDF for printing, HTML for reading on a mobile phone."""

from __future__ import annotations

from typing import Final, Literal

__all__ = ["HANDED_OUT", "MEDIA_TYPES", "WORKED_ON", "Format"]

Format = Literal["docx", "html", "pdf"]

#: The order of the files of a document that is worked on, and of one that is handed out as it is.
WORKED_ON: Final[tuple[Format, ...]] = ("docx", "html", "pdf")
HANDED_OUT: Final[tuple[Format, ...]] = ("docx", "pdf", "html")

#: How a browser is told what a file is.
MEDIA_TYPES: Final[dict[str, str]] = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "html": "text/html; charset=utf-8",
}
