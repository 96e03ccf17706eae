"""Countries and their currencies: ISO codes, and names in the six languages of the United Nations."""

from __future__ import annotations

from quicksilver.geography.countries import LANGUAGES, country_codes, country_name, is_country
from quicksilver.geography.currencies import currency_codes

__all__ = ["LANGUAGES", "country_codes", "country_name", "currency_codes", "is_country"]
