"""Searching the register in the six languages: what a text is found by, what is requested, and the index in the database."""

from __future__ import annotations

from quicksilver.register.search.asking import Question, question
from quicksilver.register.search.words import tokens

__all__ = ["Question", "question", "tokens"]
