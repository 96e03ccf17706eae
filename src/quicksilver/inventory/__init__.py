"""National inventories: activity data in, mercury inputs and releases by source and pathway out."""

from __future__ import annotations

from quicksilver.inventory.files.fields import fields, json_schema
from quicksilver.inventory.files.read import read, read_raw
from quicksilver.inventory.inventory import Inventory
from quicksilver.inventory.model import (
    ActivityLine,
    General,
    InventoryInput,
    RawInventory,
    ResolvedLine,
    State,
)
from quicksilver.inventory.resolve import Resolution, resolve
from quicksilver.inventory.running import DEFAULT_DRAWS, run, run_many

__all__ = [
    "DEFAULT_DRAWS",
    "ActivityLine",
    "General",
    "Inventory",
    "InventoryInput",
    "RawInventory",
    "Resolution",
    "ResolvedLine",
    "State",
    "fields",
    "json_schema",
    "read",
    "read_raw",
    "resolve",
    "run",
    "run_many",
]
