"""Imports of workbooks of the Toolkit's kind."""
