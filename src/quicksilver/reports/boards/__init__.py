"""Documents from the register beside the progress report: gaps, mandates, partners, targets, contributions, texts, changes of plans, actions."""

from __future__ import annotations

from quicksilver.reports.boards.actions import action_document, action_files
from quicksilver.reports.boards.contributions import contribution_document, contribution_files
from quicksilver.reports.boards.directory import directory_document, partner_files
from quicksilver.reports.boards.gaps import gap_document, gap_files
from quicksilver.reports.boards.mandates import mandate_document, mandate_files
from quicksilver.reports.boards.plan_changes import (
    find_changes,
    plan_change_document,
    plan_change_files,
    plan_change_lines,
)
from quicksilver.reports.boards.targets import target_document, target_files
from quicksilver.reports.boards.texts import text_document, text_files

__all__ = [
    "action_document",
    "action_files",
    "contribution_document",
    "contribution_files",
    "directory_document",
    "find_changes",
    "gap_document",
    "gap_files",
    "mandate_document",
    "mandate_files",
    "partner_files",
    "plan_change_document",
    "plan_change_files",
    "plan_change_lines",
    "target_document",
    "target_files",
    "text_document",
    "text_files",
]
