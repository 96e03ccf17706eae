"""JSON and YAML that people bring: repeated keys, infinity, depth and size are refused with their place."""

from quicksilver.intake.documents.json_text import json_in_cell, parse_json, read_json

__all__ = ["json_in_cell", "parse_json", "read_json"]
