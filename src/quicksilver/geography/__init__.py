"""Places and currencies: what a text in a column of places means, codes, names in the languages, world regions."""

from __future__ import annotations

from quicksilver.geography.countries import (
    country_codes,
    country_name,
    country_note,
    is_country,
    state_texts,
)
from quicksilver.geography.currencies import currency_codes, currency_guess
from quicksilver.geography.places import Match, guess_among, named_among, place
from quicksilver.geography.regions import memberships, region_of, shipped_regions

__all__ = [
    "Match",
    "country_codes",
    "country_name",
    "country_note",
    "currency_codes",
    "currency_guess",
    "guess_among",
    "is_country",
    "memberships",
    "named_among",
    "place",
    "region_of",
    "shipped_regions",
    "state_texts",
]
