"""The Partnership's progress report, from the register alone, in six languages."""

from __future__ import annotations

from quicksilver.reports.progress.files import progress_document, progress_files
from quicksilver.reports.progress.paragraphs import PlainParagraph, paragraphs
from quicksilver.reports.progress.period import Period

__all__ = ["Period", "PlainParagraph", "paragraphs", "progress_document", "progress_files"]
