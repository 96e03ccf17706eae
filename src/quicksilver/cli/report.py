"""``quicksilver report``: the documents of the list that are made of the register or of packaged facts."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import click

from quicksilver.cli.lazy import LazyGroup
from quicksilver.reports.documents_list import DOCUMENTS

if TYPE_CHECKING:
    from quicksilver.reports.documents_list import DocumentRow

__all__ = ["report"]


def _command(row: DocumentRow) -> click.Command:
    from quicksilver.cli.documents import document_command

    return document_command(row)


@click.group(
    cls=LazyGroup,
    lazy={name: (partial(_command, row), row.purpose) for name, row in DOCUMENTS.items() if row.is_report},
)
def report() -> None:
    """Write documents from the register, in six languages, as DOCX, PDF and HTML."""
