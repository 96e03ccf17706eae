"""The command line: one of the two doors. It parses, calls and prints; it holds no method."""

from __future__ import annotations

from quicksilver.cli.main import main

__all__ = ["main"]
