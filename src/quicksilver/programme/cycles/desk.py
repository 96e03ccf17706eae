"""The report cycle as it is worked: each step asked of the table of roles and the life cycles, written whole or not at all, with its notices.

Every door (page, command line) calls these functions; none of them decides anything itself. ``by`` is always the name of an account.
"""

from __future__ import annotations

from quicksilver.programme.cycles.calls import issue_call, none_received, remind
from quicksilver.programme.cycles.commenting import comment, reply
from quicksilver.programme.cycles.filling import form_of, receive, save_answers, submit, take_back
from quicksilver.programme.cycles.judging import accept, preview, return_with
from quicksilver.programme.cycles.steps import advance
from quicksilver.programme.cycles.writing import Done

__all__ = [
    "Done",
    "accept",
    "advance",
    "comment",
    "form_of",
    "issue_call",
    "none_received",
    "preview",
    "receive",
    "remind",
    "reply",
    "return_with",
    "save_answers",
    "submit",
    "take_back",
]
