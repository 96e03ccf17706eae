"""What stands in a document, in six languages: the national inventory report."""

from __future__ import annotations
