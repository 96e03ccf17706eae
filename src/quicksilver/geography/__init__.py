"""Countries and their currencies: ISO codes, and names in the languages of the program."""

from __future__ import annotations

from quicksilver.geography.countries import country_codes, country_name, is_country
from quicksilver.geography.currencies import currency_codes

__all__ = ["country_codes", "country_name", "currency_codes", "is_country"]
