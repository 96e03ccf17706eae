"""Workbooks of the Toolkit's own kind: what they state, by what their cells say, and what it means in this program.

Layouts differ by edition, language and hand: rows are found by category numbers, names, units and levels, never by addresses.
"""
