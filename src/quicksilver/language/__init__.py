"""Sentences, names, numbers and alphabets in the languages of the United Nations."""

from __future__ import annotations

from quicksilver.package import submodules

__getattr__ = submodules(__name__)
