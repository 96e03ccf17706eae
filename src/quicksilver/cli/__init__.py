"""The command line: it parses, calls and prints; methods are in the packages below it."""

from __future__ import annotations

from quicksilver.cli.main import main

__all__ = ["main"]
