"""The steps of a report cycle: each is checked against the table of roles and the life cycles, and written whole, with its notices, or not at all.

The pages and the command line call these functions; neither decides anything itself. ``by`` is always the name of an account.
"""

from __future__ import annotations

from quicksilver.portal.cycles.calls import issue_call, none_received, plan, remind
from quicksilver.portal.cycles.commenting import comment, reply
from quicksilver.portal.cycles.filling import form_of, receive, save_answers, submit, take_back
from quicksilver.portal.cycles.judging import accept, preview, return_with
from quicksilver.portal.cycles.steps import advance
from quicksilver.portal.cycles.writing import Done

__all__ = [
    "Done",
    "accept",
    "advance",
    "comment",
    "form_of",
    "issue_call",
    "none_received",
    "plan",
    "preview",
    "receive",
    "remind",
    "reply",
    "return_with",
    "save_answers",
    "submit",
    "take_back",
]
