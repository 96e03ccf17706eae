"""Which decimal sign a file has, by what is written in its cells."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from quicksilver.intake.numbers.forms import GROUPING, DecimalSign, is_slip, normal, with_each_sign

__all__ = ["Evidence", "evidence"]


@dataclass(frozen=True, slots=True)
class Evidence:
    """Which decimal sign a file has, and by what it is known.

    Attributes
    ----------
    sign : DecimalSign, optional
        None where nothing in the file decides.
    text : str
        The cell that decides; empty where the sign was declared.
    other : str
        A cell that needs the other sign; the file is mixed then, and its cells decide nothing.
    """

    sign: DecimalSign | None = None
    text: str = ""
    other: str = ""


def evidence(texts: Iterable[str], declared: DecimalSign | str | None = None) -> Evidence:
    """Return the evidence of all number cells of a file.

    Parameters
    ----------
    texts : iterable of str
        Cells of the columns of numbers, in any order.
    declared : DecimalSign or str, optional
        What an option or a mapping states; no cell is looked at then.

    Examples
    --------
    >>> evidence(["1,500", "1,540,000"]).sign, evidence(["450.000"]).sign, evidence(["0,15", "7"]).sign
    (<DecimalSign.POINT: 'point'>, None, <DecimalSign.COMMA: 'comma'>)
    """
    if declared:
        return Evidence(DecimalSign(declared))
    proof: dict[DecimalSign, str] = {}
    for text in texts:
        for part in _parts(text):
            if not ("." in part or "," in part):
                continue
            signs = {} if is_slip(part) else with_each_sign(part)
            if len(signs) == 1:
                proof.setdefault(next(iter(signs)), part)
        if len(proof) == len(DecimalSign):
            break
    if not proof:
        return Evidence()
    first = next(iter(proof))
    others = [text for sign, text in proof.items() if sign is not first]
    return Evidence(None, proof[first], others[0]) if others else Evidence(first, proof[first])


def _parts(text: str) -> Iterator[str]:
    """Yield the numbers within a cell, of which a range has two or three."""
    plain = normal(text)
    if not any(sign in plain for sign in ".,"):
        return
    match = _BARE.match(plain)
    if match and match.end() == len(plain):
        yield plain
    else:
        yield from (part[0].strip(".,") for part in _NUMBERS.finditer(plain))


_BARE: Final = re.compile(r"[+-]?[\d.,]+(?:[eE][+-]?\d+)?")
_NUMBERS: Final = re.compile(rf"\d[\d.,{GROUPING}]*|[.,]\d+")
