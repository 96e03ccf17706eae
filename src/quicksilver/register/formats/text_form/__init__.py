"""The register as text: one folder per kind of record, one YAML file per record, named after its identifier.

The files can be read, compared and corrected by hand and kept under version control. What is written is what was read:
exporting a loaded directory changes nothing in it, and equal registers make equal bytes.
"""

from __future__ import annotations

from quicksilver.register.formats.text_form.checks import check, warnings
from quicksilver.register.formats.text_form.loading import load_directory
from quicksilver.register.formats.text_form.plain import plain_record, record_bytes
from quicksilver.register.formats.text_form.writing import export_directory

__all__ = ["check", "export_directory", "load_directory", "plain_record", "record_bytes", "warnings"]
