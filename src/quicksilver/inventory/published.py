"""Re-computing what a published inventory prints, so that its slips are found before it is compared with.

A printed total, percentage or table is arithmetic that can be done again. What does not agree is given back
as a :class:`Slip`, with the number that was probably meant where swapped or mistyped digits explain it.
Nothing is changed: a guess remains a guess until the publication is corrected.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from quicksilver.intake.numbers import machine_number

__all__ = [
    "Slip",
    "check_changes",
    "check_percentages",
    "check_shares",
    "check_swapped",
    "check_table",
    "check_totals",
    "digit_guess",
    "half_unit",
]

#: Slack for the last digit of binary arithmetic; no printed number is that fine.
_EPSILON: Final = 1e-9
_PERCENT: Final = 100.0


@dataclass(frozen=True, slots=True)
class Slip:
    """One printed number that the printed arithmetic does not confirm.

    Attributes
    ----------
    what : str
        What does not agree.
    where : str
        The printed item: a row, a column, a cell.
    printed : str
        As printed; empty for a blank.
    recomputed : float or None
        What the other printed numbers give, in the unit of ``printed``; None where nothing can be computed.
    guess : str
        The number that was probably meant; empty when no simple typing error explains it.
    kind : str
        ``"swapped digits"``, ``"one wrong digit"``, ``"lost digits"`` (of the front), ``"cell"``, ``"sum"``,
        ``"blank"``, ``"duplicate"``, ``"swapped columns"`` or ``"unexplained"``.
    """

    what: str
    where: str
    printed: str
    recomputed: float | None = None
    guess: str = ""
    kind: str = "unexplained"

    def __str__(self) -> str:
        computed = "" if self.recomputed is None else f", recomputed {self.recomputed:.6g}"
        meant = f", probably {self.guess} ({self.kind})" if self.guess else ""
        return f"{self.where}: {self.what}: printed {self.printed or 'nothing'}{computed}{meant}"


def half_unit(printed: str | float, significant: int | None = None) -> float:
    """Return half a unit of the last printed digit: how far rounding may have moved a number.

    Parameters
    ----------
    printed : str or float
        As printed; a trailing zero of a text counts as a digit.
    significant : int, optional
        Number of significant digits, for tables that print three of them whatever the size.

    Examples
    --------
    >>> half_unit("88.55"), half_unit("859", 3), half_unit("2220", 3)
    (0.005, 0.5, 5.0)
    """
    if significant is not None:
        value = abs(float(printed))
        return 0.0 if value == 0 else 0.5 * 10.0 ** (math.floor(math.log10(value)) - significant + 1)
    return 0.5 * 10.0 ** -_decimals(str(printed))


def _decimals(text: str) -> int:
    return len(text.partition(".")[2])


def _swapped(text: str) -> Iterator[str]:
    """Yield a number with two neighbouring digits exchanged, as a hurried typist does."""
    places = [index for index, sign in enumerate(text) if sign.isdigit()]
    for first, second in itertools.pairwise(places):
        signs = list(text)
        signs[first], signs[second] = signs[second], signs[first]
        if signs[first] != signs[second]:
            yield "".join(signs)


def _mistyped(text: str) -> Iterator[str]:
    """Yield a number in which one digit had been replaced by its neighbour (88.85 typed as 88.55)."""
    places = [index for index, sign in enumerate(text) if sign.isdigit()]
    for at, index in enumerate(places):
        near = {text[places[other]] for other in (at - 1, at + 1) if 0 <= other < len(places)}
        for digit in sorted(near - {text[index]}):
            yield text[:index] + digit + text[index + 1 :]


def _beheaded(text: str, low: float, high: float) -> Iterator[str]:
    """Yield the whole number between two bounds that ends in the printed one (16058 printed as 58)."""
    whole = str(round((low + high) / 2))
    if text.isdigit() and len(whole) > len(text) and whole.endswith(text):
        yield whole


def digit_guess(printed: str, low: float, high: float) -> tuple[str, str]:
    """Return the number that was probably meant, and the kind of slip; two empty texts when none fits.

    Parameters
    ----------
    printed : str
        As printed, without thousands separators.
    low, high : float
        Between which the number would agree with the rest.

    Examples
    --------
    >>> digit_guess("7174", 7146, 7149)
    ('7147', 'swapped digits')
    >>> digit_guess("88.55", 88.845, 88.855)
    ('88.85', 'one wrong digit')
    >>> digit_guess("58", 16057, 16059)
    ('16058', 'lost digits')
    """
    tried = (
        ("swapped digits", _swapped(printed)),
        ("one wrong digit", _mistyped(printed)),
        ("lost digits", _beheaded(printed, low, high)),
    )
    for kind, candidates in tried:
        fits = [text for text in candidates if low - _EPSILON <= machine_number(text) <= high + _EPSILON]
        if len(set(fits)) == 1:
            return fits[0], kind
    return "", ""


def check_totals(
    where: str, parts: Iterable[float], total: str | float, tolerance: float | None = None
) -> list[Slip]:
    """Return a slip where printed parts do not add up to the printed total.

    Parameters
    ----------
    where : str
        Name of the total.
    parts : iterable of float
        In the unit of ``total``.
    total : str or float
        As printed.
    tolerance : float, optional
        Half a unit of the total's last printed digit if omitted.

    Examples
    --------
    >>> check_totals("sum", [1.2, 3.4], "4.6")
    []
    >>> check_totals("sum", [1200, 3427], "4672")[0].guess
    '4627'
    """
    printed = str(total)
    computed = math.fsum(parts)
    slack = half_unit(printed) if tolerance is None else tolerance
    if abs(computed - float(printed)) <= slack + _EPSILON:
        return []
    guess, kind = digit_guess(printed, computed - slack, computed + slack)
    return [Slip("the parts do not add up", where, printed, computed, guess, kind or "unexplained")]


def _percent(part: float, total: float) -> float:
    return _PERCENT * part / total


def _disagree(part: float, total: float, printed: str, tolerance: float) -> bool:
    return abs(_percent(part, total) - float(printed)) > tolerance + _EPSILON


def check_percentages(
    parts: Mapping[str, float],
    total: str | float,
    printed: Mapping[str, str | float],
    tolerance: float | None = None,
    total_name: str = "total",
) -> list[Slip]:
    """Return the printed percentages that parts and total do not give, or the total when it is to blame.

    A single wrong percentage is a separate slip. When every percentage of two or more is wrong and one
    swap of digits in the total corrects them all, the total is the slip.

    Parameters
    ----------
    parts : mapping of str to float
        In the unit of the total.
    total : str or float
        As printed.
    printed : mapping of str to str or float
        The printed percentage of each part.
    tolerance : float, optional
        In percentage points; one unit of the last printed digit if omitted, because a percentage may
        have been computed before its part was rounded.
    total_name : str
        How the total is called in the result.

    Examples
    --------
    >>> [s.guess for s in check_percentages({"a": 3086, "b": 3189}, "7174", {"a": "43.17", "b": "44.62"})]
    ['7147']
    """
    texts = {name: str(value) for name, value in printed.items()}
    slack = {name: 2 * half_unit(text) if tolerance is None else tolerance for name, text in texts.items()}
    whole = str(total)
    wrong = [name for name in texts if _disagree(parts[name], float(whole), texts[name], slack[name])]
    if len(wrong) == len(texts) > 1:
        slip = _total_to_blame(parts, whole, texts, slack, total_name)
        if slip:
            return [slip]
    return [_percent_slip(name, parts[name], float(whole), texts[name], slack[name]) for name in wrong]


def _total_to_blame(
    parts: Mapping[str, float], whole: str, texts: Mapping[str, str], slack: Mapping[str, float], name: str
) -> Slip | None:
    low = max(_PERCENT * parts[key] / (machine_number(text) + slack[key]) for key, text in texts.items())
    high = min(_PERCENT * parts[key] / (machine_number(text) - slack[key]) for key, text in texts.items())
    if low > high:
        return None
    guess, kind = digit_guess(whole, low, high)
    middle = math.fsum(_PERCENT * parts[key] / machine_number(text) for key, text in texts.items()) / len(
        texts
    )
    return Slip("no percentage agrees with it", name, whole, middle, guess, kind) if guess else None


def _percent_slip(name: str, part: float, total: float, text: str, slack: float) -> Slip:
    computed = _percent(part, total)
    guess, kind = digit_guess(text, computed - slack, computed + slack)
    return Slip("the percentage is not part over total", name, text, computed, guess, kind or "unexplained")


def check_changes(
    where: str, before: str | float, after: str | float, printed: float, half: float | None = None
) -> list[Slip]:
    """Return a slip where a printed change in percent is outside what the rounded numbers allow.

    Parameters
    ----------
    where : str
    before, after : str or float
        As printed.
    printed : float
        Change in percent of ``before``, printed to whole percent.
    half : float, optional
        How far rounding may have moved ``before`` and ``after``; half a unit of their last digit if omitted.

    Examples
    --------
    >>> check_changes("steel", "0.89", "0.73", -18)
    []
    """
    first, last = float(before), float(after)
    low_slack = half_unit(before) if half is None else half
    high_slack = half_unit(after) if half is None else half
    low = _PERCENT * ((last - high_slack) / (first + low_slack) - 1)
    high = _PERCENT * ((last + high_slack) / (first - low_slack) - 1)
    # The printed change was itself rounded to a whole percent, either way at the half.
    if low - 0.5 <= printed <= high + 0.5:
        return []
    computed = _PERCENT * (last / first - 1)
    return [Slip("the change is not what the two numbers give", where, f"{printed:g}", computed)]


def check_table(
    cells: Mapping[str, Mapping[str, float]],
    row_totals: Mapping[str, float],
    column_totals: Mapping[str, float],
    tolerance: float,
) -> list[Slip]:
    """Return the cells and sums of a two-way table that keep it from closing.

    Each row is held against its total, then each column against its own. A row and a column that miss the
    same amount point at the cell where they cross; a column that fails alone points at its printed sum.

    Parameters
    ----------
    cells : mapping of row name to mapping of column name to float
    row_totals, column_totals : mapping of str to float
        As printed.
    tolerance : float
        How far rounding may move a sum, in the unit of the cells.

    Examples
    --------
    >>> rows = {"a": {"x": 1.0, "y": 20.0}, "b": {"x": 3.0, "y": 4.0}}
    >>> check_table(rows, {"a": 3, "b": 7}, {"x": 4, "y": 6}, 0.5)[0].guess
    '2'
    """
    rows = {name: total - math.fsum(cells[name].values()) for name, total in row_totals.items()}
    columns = {
        name: total - math.fsum(row[name] for row in cells.values()) for name, total in column_totals.items()
    }
    bad_columns = {name: miss for name, miss in columns.items() if abs(miss) > tolerance}
    slips = []
    for name, miss in rows.items():
        if abs(miss) <= tolerance:
            continue
        crossing = [column for column, other in bad_columns.items() if abs(other - miss) <= tolerance]
        if len(crossing) == 1:
            bad_columns.pop(crossing[0])
            slips.append(_cell_slip(name, crossing[0], cells[name][crossing[0]], miss))
        else:
            computed = row_totals[name] - miss
            slips.append(Slip("the row does not add up", name, f"{row_totals[name]:g}", computed, "", "sum"))
    slips += [
        _sum_slip(name, column_totals[name], column_totals[name] - miss) for name, miss in bad_columns.items()
    ]
    return slips


def _cell_slip(row: str, column: str, printed: float, miss: float) -> Slip:
    meant = printed + miss
    _, kind = digit_guess(f"{printed:.0f}", meant - 0.5, meant + 0.5)
    what = "row and column miss the same amount here"
    return Slip(what, f"{row}, {column}", f"{printed:g}", meant, f"{meant:g}", kind or "cell")


def _sum_slip(column: str, printed: float, computed: float) -> Slip:
    guess, kind = digit_guess(f"{printed:.0f}", computed - 1, computed + 1)
    return Slip("the column does not add up", column, f"{printed:.0f}", computed, guess, kind or "sum")


def check_shares(
    rows: Iterable[tuple[str, Sequence[float | None]]], tolerance: float = 1e-6, legal: Iterable[str] = ()
) -> list[Slip]:
    """Return the rows of shares that are blank (or all 0), named twice, outside 0 to 1, or do not sum to one.

    Parameters
    ----------
    rows : iterable of (name, shares)
        None is a blank cell; a row of nothing but blanks is one slip, not several.
    tolerance : float
        How far rounding may move the sum.
    legal : iterable of str
        Names of rows that may sum to less than one; more than one is never allowed.

    Examples
    --------
    >>> rows = [("a", [0.5, 0.5]), ("a", [1.0, 0.0]), ("b", [None, None]), ("c", [0.5, 0.4])]
    >>> [(slip.where, slip.kind) for slip in check_shares(rows)]
    [('a', 'duplicate'), ('b', 'blank'), ('c', 'sum')]
    """
    allowed, seen = set(legal), set[str]()
    slips = []
    for name, shares in rows:
        if name in seen:
            slips.append(Slip("this row occurs twice", name, name, kind="duplicate"))
        seen.add(name)
        slips += _row_slips(name, shares, tolerance, name in allowed)
    return slips


def _row_slips(name: str, shares: Sequence[float | None], tolerance: float, may_be_less: bool) -> list[Slip]:
    given = [share for share in shares if share is not None]
    if len(given) < len(shares):
        return [Slip(f"{len(shares) - len(given)} of {len(shares)} shares are blank", name, "", kind="blank")]
    outside = [share for share in given if not -tolerance <= share <= 1 + tolerance]
    total = math.fsum(given)
    if not any(given):
        return [Slip("all shares are 0, which is not a distribution", name, "0", 1.0, kind="blank")]
    if outside:
        return [Slip("a share is outside 0 to 1", name, f"{outside[0]:g}", kind="sum")]
    if abs(total - 1) <= tolerance or (may_be_less and total < 1):
        return []
    return [Slip("the shares do not sum to one", name, f"{total:.6g}", 1.0, "", "sum")]


def check_swapped(
    rows: Mapping[str, tuple[float, float]],
    reference: Mapping[str, tuple[float, float]],
    names: tuple[str, str],
    tolerance: float = 1e-6,
) -> list[Slip]:
    """Return a slip where two columns of a table are those of a reference, the other way round.

    Parameters
    ----------
    rows, reference : mapping of row name to a pair of float
        The two columns in both tables.
    names : tuple of str
        What the columns are called.
    tolerance : float
        How closely numbers must agree.

    Notes
    -----
    Only rows whose two reference values differ can tell. The columns count as swapped when more of these
    rows agree the wrong way round than the right way.

    Examples
    --------
    >>> check_swapped({"a": (2.0, 1.0)}, {"a": (1.0, 2.0)}, ("x", "y"))[0].guess
    'y, x'
    """
    right = wrong = 0
    for name, (first, second) in rows.items():
        expected, other = reference.get(name, (first, first))
        if name not in reference or abs(expected - other) <= tolerance:
            continue
        right += abs(first - expected) <= tolerance and abs(second - other) <= tolerance
        wrong += abs(first - other) <= tolerance and abs(second - expected) <= tolerance
    if wrong <= right:
        return []
    what = f"{wrong} rows agree with the two columns exchanged, {right} as printed"
    label = ", ".join(names)
    return [Slip(what, label, label, guess=", ".join(reversed(names)), kind="swapped columns")]
