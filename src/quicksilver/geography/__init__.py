"""Countries: ISO 3166 codes and their names in the six languages of the United Nations."""

from __future__ import annotations

from quicksilver.geography.countries import LANGUAGES, country_codes, country_name, is_country

__all__ = ["LANGUAGES", "country_codes", "country_name", "is_country"]
