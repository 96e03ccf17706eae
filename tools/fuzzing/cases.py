"""What is fuzzed: a reader with a valid sample, and one broken file of it."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

__all__ = ["Mutant", "Target", "chance"]


@dataclass(frozen=True)
class Mutant:
    """A broken file.

    Attributes
    ----------
    name : str
        What was done to the sample.
    content : bytes
    never : str
        Why it must not be accepted (``repeated key``, ``not finite``, ``unknown word in a unit``); empty where it may be.
    """

    name: str
    content: bytes
    never: str = ""


@dataclass(frozen=True)
class Target:
    """A reader and a kind of file.

    Attributes
    ----------
    reader, kind : str
        Names for the table.
    file : str
        Path of the file that is broken, within the folder of a case.
    sample : bytes
        Its valid content.
    read : callable
        Reads the file at a path; raises, or returns anything.
    form : str
        How it is broken: ``csv``, ``json``, ``yaml``, ``xml``, ``xlsx``, ``ods``, ``netcdf`` or ``text``.
    beside : mapping of str to bytes
        Files that stay as they are.
    numbers, units : tuple of str
        Columns, letters of columns or keys whose cells are numbers or units: where NaN, infinity or an unknown word of a unit
        stands there, the file must be refused.
    first : int
        First row of data of a sheet, from 1.
    writes : str
        Name within the folder of what a command writes: it must not be there after a refusal.
    share : float
        Share of the number of files that others have; commands that write take long.
    part : str
        Which of several samples of the same kind it is; they share a row of the table.
    """

    reader: str
    kind: str
    file: str
    sample: bytes
    read: Callable[[Path], Any]
    form: str
    beside: Mapping[str, bytes] = field(default_factory=dict)
    numbers: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    first: int = 2
    writes: str = ""
    share: float = 1.0
    part: str = ""

    @property
    def name(self) -> str:
        """Return reader, kind of file and part, as ``--only`` matches them."""
        return f"{self.row} / {self.part}" if self.part else self.row

    def count(self, files: int) -> int:
        """Return how many files it gets where a target with a whole share gets so many."""
        return math.ceil(files * self.share)

    @property
    def row(self) -> str:
        """Return reader and kind of file, which have a row of the table."""
        return f"{self.reader} / {self.kind}"


def chance(seed: int, target: Target, index: int) -> random.Random:
    """Return the random numbers of one case, which depend on nothing but seed, target and index."""
    return random.Random(f"{seed}/{target.name}/{index}")
