"""JSON and YAML that people bring: repeated keys, infinity, depth and size are refused with their place."""

from quicksilver.intake.documents.json_text import parse_json, read_json

__all__ = ["parse_json", "read_json"]
