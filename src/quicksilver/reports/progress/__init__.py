"""The Partnership's progress report, from the register alone, in six languages."""

from __future__ import annotations

from quicksilver.reports.period import Period
from quicksilver.reports.progress.files import no_report, progress_document, progress_files
from quicksilver.reports.progress.paragraphs import PlainParagraph, paragraphs

__all__ = ["Period", "PlainParagraph", "no_report", "paragraphs", "progress_document", "progress_files"]
