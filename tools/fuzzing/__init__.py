"""Machinery of ``tools/fuzz.py``: samples of every kind of file, ways to break them, and a run that watches the readers."""
