"""Searching the register in the six languages: what a text is found by, what is requested, and the index in the database."""

from __future__ import annotations

from quicksilver.programme.search.asking import Question, question
from quicksilver.programme.search.words import tokens

__all__ = ["Question", "question", "tokens"]
