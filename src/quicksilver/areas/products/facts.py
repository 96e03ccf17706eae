"""Data on products in the tables: content, lifetime, dates of the treaty, demand; by name."""

from __future__ import annotations

import math
import re

from quicksilver.errors import InputProblems, Problem, closest
from quicksilver.factors.facts import Fact, facts
from quicksilver.quantities import Quantity

__all__ = ["CATEGORIES", "DATES", "DEVICES", "PRODUCTS", "content_of", "life_of", "treaty_date"]

#: Categories of demand that are products; the rest of the table is processes and gold mining.
CATEGORIES = ("batteries", "dental", "measuring_control", "lamps", "electrical_electronic", "other")

#: Product -> (name in the table under which its content stands, name under which its life stands); empty: not found.
PRODUCTS = {
    "medical thermometer": ("medical thermometer", "medical thermometer"),
    "household thermometer": ("household/ambient thermometer", ""),
    "industrial thermometer": ("industrial thermometer", ""),
    "sphygmomanometer": ("sphygmomanometer", "sphygmomanometer"),
    "barometer": ("barometer", "barometer/manometer"),
    "thermostat": ("thermostat", "thermostat"),
    "fluorescent tube": ("fluorescent tube (double end)", "fluorescent tube"),
    "CFL": ("CFL", "CFL"),
    "HP mercury vapour lamp": ("HP mercury vapour lamp", "HID lamp"),
    "HP sodium lamp": ("HP sodium lamp", "HID lamp"),
    "metal halide lamp": ("metal halide lamp", "HID lamp"),
    "UV lamp": ("UV lamp", ""),
    "button battery": ("", "battery (button)"),
    "building switch or relay": ("", "switch/relay (building)"),
    "automotive switch": ("", "automotive switch"),
    "amalgam filling": ("", "amalgam filling"),
}
#: Products that a hospital has.
DEVICES = ("medical thermometer", "sphygmomanometer", "fluorescent tube", "CFL", "barometer", "UV lamp")


def _found(table_name: str, parameter: str) -> Quantity | None:
    rows = [
        row
        for row in facts(
            "product_contents_lifetimes", defaults_only=True, product=table_name, parameter=parameter
        )
        if row.number is not None
    ]
    return rows[0].number if len(rows) == 1 else None


def content_of(product: str) -> Quantity | None:
    """Return the mercury in one item in g, or None where it was not found or must not be a default.

    Examples
    --------
    >>> content_of("CFL").value, content_of("UV lamp")
    (0.01, None)
    """
    number = _found(PRODUCTS[product][0], "Hg content")
    return None if number is None else number.to("g/item")


def life_of(product: str) -> Quantity | None:
    """Return the mean life in years, or None.

    Examples
    --------
    >>> life_of("sphygmomanometer").value
    12.0
    """
    return _found(PRODUCTS[product][1], "service life mean")


def _slug(row: Fact) -> str:
    text = (
        f"{row.labels['item']} {row.labels['limit']}".lower().replace("<", " up to ").replace(">", " above ")
    )
    words = re.sub(r"[^a-z0-9.%]+", "-", text).strip("-")
    return f"{row.labels['annex'].lower()}-{words}"


#: Name of an item of the treaty's lists -> its row.
DATES: dict[str, Fact] = {_slug(row): row for row in facts("minamata_dates", defaults_only=True)}


def treaty_date(item: str) -> int:
    """Return the last year in which an item of the treaty's lists may be made, imported or exported.

    Raises
    ------
    InputProblems
        There is no such item.

    Examples
    --------
    >>> treaty_date("a-dental-amalgam")
    2034
    """
    row = DATES.get(item)
    if row is None or row.number is None or math.isnan(row.number.value):
        raise InputProblems(
            [
                Problem(
                    f"the treaty's lists have no item {item!r}",
                    "treaty_item",
                    ", ".join(DATES),
                    closest(item, list(DATES)),
                )
            ]
        )
    return round(row.number.value)
