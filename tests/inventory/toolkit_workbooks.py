"""Workbooks of the kind that the UNEP Toolkit has, made by seed, each with the truth about every row.

:func:`workbook` returns the bytes of an ``.xlsx`` file and a :class:`Truth`. The *content* (which sources,
amounts, factors, scenarios) follows from the seed and the options of content alone; the *layout* (language,
order of columns, inserted rows, ways to write a number, and so on) follows from the options of layout. Two
workbooks of one seed with any two layouts therefore mean the same: their :meth:`Truth.table` is equal.

From the description of the method (METHOD.md of the Toolkit's reference) are: the category numbers and
their names, six pathways and their order, sheets by step at Level 1 and by main category at Level 2, the
order of columns at Level 1 (source, Y/N/?, activity, unit, input, six outputs, category number, fixed
factors), fixed factors without a range at Level 1, a range and several output scenarios at Level 2, the
questions before step 5 (population, electrification rate, dental personnel, two on waste), step 7 with
presence alone, the rules of double counting of the totals (DC1 to DC4), and the difficulties that users
report: decimal commas, inserted rows, editions with other numbers. The two small workbooks that were at
hand show one layout of Level 2: the order of columns, the headings in English, the material below its
category, the range as text and formulas without stored results.

Judgement is everything else: headings in the other languages, blocks of scenarios beside or below a row
with a mark at the one chosen, where a category with one source has its data, merged cells, hidden rows and
columns, sheets for cover, notes and general data, the place and label of totals, the variations of names,
and the units in other multiples. No original spreadsheet could be opened. The names of materials, types and
scenarios in English are those of the description (``toolkit_names.csv``); other names are the program's
own, whole or without what the names of a category have in common. Headings and words are in
``toolkit_words.csv``; translations are drafts.

Not made: dental amalgam at Level 2 by phase, sites of 5.11, mixes of scenarios in one row (see the tests of such
rows in ``test_bridge_rows``), coal washing as
the scenario chosen.
"""

from __future__ import annotations

import csv
import datetime
import functools
import io
import itertools
import math
import re
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any
from xml.sax.saxutils import escape

import openpyxl
from openpyxl.utils import get_column_letter

from quicksilver import factors
from quicksilver.geography import country_name
from quicksilver.language.names import label

PATHWAYS = ("air", "water", "land", "products", "general_waste", "sector_waste")
SHARES = tuple(f"share_{pathway}" for pathway in PATHWAYS)
OUTS = tuple(f"out_{pathway}" for pathway in PATHWAYS)
LANGUAGES = ("en", "fr", "es", "ru", "zh", "ar")
#: Kilograms in the unit of mass with which the unit of an input factor begins.
_KG = {
    "ug": Decimal("1e-9"),
    "mg": Decimal("1e-6"),
    "g": Decimal("1e-3"),
    "kg": Decimal(1),
    "t": Decimal(1000),
}
_WASTE = ("5.8.1", "5.8.2", "5.8.3", "5.8.4", "5.8.5", "5.9.1", "5.9.4")
_PRODUCTION = ("L1-PROD-", "L1-OIL-EXTR", "L1-OIL-REF", "L1-GAS-EXTR", "5.1.3-crude-", "5.1.4-ex")
_COUNTRIES = ("SEN", "PER", "VNM", "GEO")
#: What a damaged cell has instead of its value.
_DAMAGE = {
    "activity": ("12..5", "about forty", "#REF!"),
    "factor": ("0.1.5", "see annex", "#VALUE!"),
    "activity_unit": ("baskets/y", "???"),
    "factor_unit": ("Hg per bag", "???"),
    "presence": ("perhaps", "7"),
    "share": ("7", "n.a.", "#N/A"),
}
_DATE = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC).replace(tzinfo=None)


@dataclass(frozen=True)
class Options:
    """What a workbook is like; by default Level 2, English, numbers, one block of shares in each row."""

    # content
    seed: int = 0
    level: int = 2
    sources: tuple[str, ...] = ()  # ids of the factor set; empty: drawn
    rows: int = 18  # how many sources are drawn
    foreign: int = 0  # rows that no source covers, at Level 2
    presence: str = "yes"  # or mixed: N, ? and blank as well
    presence_by: str = "category"  # or row
    own: bool = False  # own input factors, at Level 2
    edition: bool = False  # some factors, ranges and shares differ from those of the program
    # layout
    language: str = "en"
    names: str = "toolkit"  # full or short: names of the program; toolkit (English only, else short)
    columns: tuple[str, ...] = ()  # order of keys; ("shuffled",): drawn
    headings: str = "plain"  # or grouped: six shares under one merged heading
    sheets: str = "parts"  # a sheet for each step or main category; or one
    notes: float = 0.0  # chance of an inserted title, note, blank or heading row before a row
    merged: bool = False
    repeated: bool = False  # category number in every row, at Level 2
    own_row: bool = False  # a category with one source has its data in a row of its own below
    decimal: str = "."
    grouping: str = ""
    text_numbers: str = "none"  # some, all
    formulas: str = "values"  # stored, unstored
    ranges: str = "text"  # central: "20 (10 - 100)"; columns: low, default, high
    factor_columns: str = "used"  # or both: default and own
    scenarios: str = "row"  # beside, below
    hidden: bool = False  # a hidden row of data and a hidden column
    extra: bool = False  # cover, notes
    general: bool = True
    totals: str = "sheets"  # none, all (with a sheet of corrected totals)
    damaged: str = ""  # activity, factor, activity_unit, factor_unit, presence, share
    multiples: bool = False
    variations: bool = False
    short_units: bool = False


def drawn(seed: int, /, **given: Any) -> Options:
    """Return options drawn by seed, undamaged; those given stay, ``seed`` of the content too."""
    rng = Random(f"options {seed}")
    choices: dict[str, Sequence[Any]] = {
        "level": (1, 2),
        "foreign": (0, 1, 3),
        "presence": ("yes", "mixed"),
        "presence_by": ("category", "row"),
        "own": (False, True),
        "edition": (False, True),
        "language": LANGUAGES,
        "names": ("toolkit", "full", "short"),
        "columns": ((), ("shuffled",)),
        "headings": ("plain", "grouped"),
        "sheets": ("parts", "parts", "one"),
        "notes": (0.0, 0.15),
        "merged": (False, True),
        "repeated": (False, True),
        "own_row": (False, True),
        "decimal": (".", ","),
        "grouping": ("", "\u00a0"),
        "text_numbers": ("none", "some", "all"),
        "formulas": ("values", "stored", "unstored"),
        "ranges": ("text", "central", "columns"),
        "factor_columns": ("used", "both"),
        "scenarios": ("row", "beside", "below"),
        "hidden": (False, True),
        "extra": (False, True),
        "general": (True, True, False),
        "totals": ("none", "sheets", "all"),
        "multiples": (False, True),
        "variations": (False, True),
        "short_units": (False, True),
    }
    made = {key: rng.choice(values) for key, values in choices.items()}
    return Options(**{"seed": seed, **made, **given})


@dataclass(frozen=True)
class FactorTruth:
    """An input factor in a unit; low and high are the range of the default that the row has, if any."""

    value: float | None
    low: float | None
    high: float | None
    unit: str


@dataclass(frozen=True)
class Scenario:
    """An output scenario that the workbook offers for a row, with its six shares."""

    technology: str
    text: str  # as written; blank where the cell is blank
    shares: tuple[float, ...]
    chosen: bool
    cells: Mapping[str, str]  # scenario, mark, share_air ... to address


@dataclass(frozen=True)
class TruthRow:
    """One row of data; ``cells`` has the address of each value on ``sheet``.

    The address of a category number can be one that a merged cell covers; its value is then in the first
    cell of that area.
    """

    sheet: str
    row: int
    cells: Mapping[str, str]
    number: str
    name: str
    source: str | None
    why: str  # why no source is meant: unknown category, unknown material
    level: int
    presence: str  # Y, N, ? or blank
    activity: float | None  # as written, in ``unit``
    unit: str
    base_activity: float | None  # in the unit of the factor set
    factor: FactorTruth  # the one used, as written
    base_factor: FactorTruth  # in the unit of the factor set
    default: float | None  # the workbook's default and the user's own, in the unit as written
    own: float | None
    scale: float
    technology: str
    shares: tuple[float, ...] | None
    offered: tuple[Scenario, ...]
    input: float | None  # kg, of the workbook, before any damage
    outputs: tuple[float, ...] | None
    hidden: bool
    damaged: str  # key of the damaged cell


@dataclass(frozen=True)
class Total:
    """A total that the workbook states: the plain sum of a sheet, or corrected for double counting."""

    kind: str  # sheet, corrected
    sheet: str
    quantity: str  # input or a pathway
    cell: str
    value: float


@dataclass(frozen=True)
class Truth:
    """All that a workbook means; the totals by attribute are plain sums of its rows, before any damage."""

    options: Options
    rows: tuple[TruthRow, ...]
    others: tuple[tuple[str, int, str], ...]  # sheet, row and kind of every other row that has text
    general: Mapping[str, tuple[Any, str, str]]  # key to value, sheet, cell
    totals: tuple[Total, ...]
    total_input: float
    total_outputs: tuple[float, ...]
    damage: tuple[str, str, str, str] | None  # sheet, cell, key, text

    def table(self) -> list[tuple[Any, ...]]:
        """Return what the rows mean, without place, words and units: equal for every layout of a content."""
        keys = ("source", "number", "why", "presence", "base_activity", "base_factor")
        keys += ("technology", "shares", "input", "outputs")
        return sorted((tuple(getattr(row, key) for key in keys) for row in self.rows), key=repr)


@dataclass
class _Item:
    """A row before it has a place."""

    number: str
    source: str
    why: str = ""
    presence: str = "Y"
    activity: Decimal | None = None
    unit: str = ""
    low: Decimal | None = None
    default: Decimal | None = None
    high: Decimal | None = None
    own: Decimal | None = None
    factor_unit: str = ""
    scale: Decimal = Decimal(1)
    technology: str = ""
    offered: tuple[tuple[str, tuple[Decimal, ...]], ...] = ()
    only: bool = False  # the factor set has one distribution for the source
    multiple: Decimal = Decimal(1)  # of the unit of activity as written
    step: int = 1
    group: str = ""
    per: str = ""  # unit of activity as written

    @property
    def used(self) -> Decimal | None:
        return self.default if self.own is None else self.own

    @property
    def shares(self) -> tuple[Decimal, ...] | None:
        return dict(self.offered).get(self.technology)

    @property
    def per_unit(self) -> Decimal:
        return _KG[self.factor_unit.split()[0]]

    @property
    def input(self) -> Decimal | None:
        if self.activity is None or self.used is None:
            return None
        return self.activity * self.used * self.scale * self.per_unit

    @property
    def outputs(self) -> tuple[Decimal, ...] | None:
        if self.input is None or self.shares is None:
            return None
        return tuple(self.input * share for share in self.shares)


@functools.cache
def words() -> Mapping[str, Mapping[str, str]]:
    """Return headings and words of the workbooks by key and language."""
    with Path(__file__).with_name("toolkit_words.csv").open(encoding="utf-8", newline="") as file:
        return {row["key"]: row for row in csv.DictReader(file)}


@functools.cache
def toolkit_names() -> Mapping[tuple[str, str], str]:
    """Return the English names of the description of the method by kind and id."""
    with Path(__file__).with_name("toolkit_names.csv").open(encoding="utf-8", newline="") as file:
        return {(row["kind"], row["id"]): row["name"] for row in csv.DictReader(file)}


@functools.cache
def _shipped() -> Any:
    return factors.shipped()


def _decimal(value: float | None) -> Decimal | None:
    return None if value is None or math.isnan(value) else Decimal(repr(value)).normalize()


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}"


def _float(value: Decimal | None) -> float | None:
    return None if value is None else float(value)


@functools.cache
def pool(level: int) -> tuple[str, ...]:
    """Return the sources that a workbook of a level can have."""
    return tuple(
        ident
        for ident, source in _shipped().sources.items()
        if source.level == level
        and ident != "5.11"
        and not any(row.remainder == "other_phase" for row in _shipped().technologies(ident))
    )


# Content


def _offered(ident: str, waste: str, rng: Random) -> tuple[str, tuple[Any, ...], bool]:
    """Return the technology chosen, up to three with it, and whether the factor set has one alone."""
    known = [row for row in _shipped().technologies(ident) if row.shares and row.phase != "production"]
    if not known:
        return "", (), False
    if any(row.technology == waste for row in known):
        known = [row for row in known if row.technology == waste]
    choosable = [row for row in known if row.remainder != "to_combustion"]
    chosen = rng.choice(choosable)
    others = [row for row in choosable if row is not chosen]
    rows = [chosen, *rng.sample(others, min(len(others), 2))]
    rows.sort(key=known.index)
    made = tuple((row.technology, tuple(_decimal(share) for share in row.shares)) for row in rows)
    return chosen.technology, made, len(known) == 1


def _amount(unit: str, population: int, rng: Random) -> Decimal:
    """Return an amount of a plausible size for a unit of the factor set, of at most three digits."""
    if unit.startswith("inhabitants"):
        return Decimal(population)
    few = unit.startswith(("kg", "t mercury", "t Hg", "t batteries", "t paint", "t cream", "t product"))
    low, high = (1, 3) if few else (6, 9) if unit.startswith(("Nm3", "m3")) else (2, 5)
    return Decimal(rng.randint(100, 999)) * Decimal(10) ** (rng.randint(low, high) - 2)


def _other_edition(item: _Item, level: int, rng: Random) -> None:
    """Give an item other numbers, as another edition has them; shares keep their sum."""
    if item.default is not None and rng.random() < 0.3:
        if item.low is not None and item.low * 2 <= item.default:
            item.low *= 2
        if item.high is not None and item.high * Decimal("0.8") >= item.default:
            item.high *= Decimal("0.8")
        if level == 1:
            item.default *= Decimal("0.5")
    if item.technology and rng.random() < 0.3:
        moved = [list(shares) for _, shares in item.offered]
        for shares in moved:
            part = min(shares[0], Decimal("0.05"))
            shares[0] -= part
            shares[5] += part
        item.offered = tuple(
            (name, tuple(shares)) for (name, _), shares in zip(item.offered, moved, strict=True)
        )


def _item(ident: str, options: Options, waste: str, facts: Mapping[str, Any]) -> _Item:
    """Return the row of a source; what is drawn for it depends on the seed and on the source alone."""
    rng = Random(f"{options.seed} {options.level} {ident}")
    source = _shipped().sources[ident]
    value = source.factor.quantity
    item = _Item(source.category, ident, unit=source.activity_unit, step=source.step, group=source.group)
    item.default, item.factor_unit = _decimal(value.value), value.unit
    if options.level == 2:
        item.low, item.high = _decimal(value.low), _decimal(value.high)
    item.technology, item.offered, item.only = _offered(ident, waste, rng)
    scales = {
        "electrification_rate": facts["electrification_rate"],
        "dental_density": facts["dental_personnel_per_1000"] / Decimal("0.82"),
    }
    item.scale = scales.get(source.scaling, Decimal(1))
    amount = _amount(item.unit, facts["population"], rng)
    chance = rng.random()
    item.activity = None if source.presence_only or chance > 0.93 else Decimal(0) if chance > 0.86 else amount
    own = rng.choice(("0.6", "0.8", "1.25", "1.6"))
    if options.own and options.level == 2 and item.factor_unit and rng.random() < 0.3:
        item.own = item.default * Decimal(own) if item.default is not None else item.low or Decimal(own)
    if options.edition:
        _other_edition(item, options.level, rng)
    return item


def _foreign(options: Options) -> list[_Item]:
    """Return rows that no source covers: an unknown category, or an unknown material of a known one."""
    rng = Random(f"{options.seed} foreign")
    numbers = sorted(key.partition("/")[2] for key in words() if key.startswith("foreign/"))
    made = []
    for number in rng.sample(numbers, min(options.foreign if options.level == 2 else 0, len(numbers))):
        why = "unknown material" if number == "5.5.3" else "unknown category"
        item = _Item(number, "", why, activity=Decimal(rng.randint(10, 99) * 100), unit="t/y")
        item.default, item.factor_unit = Decimal(rng.choice(("0.2", "0.05"))), "g Hg/t"
        if number.startswith("5.5"):
            item.unit, item.factor_unit, item.default = "items/y", "g Hg/item", Decimal("0.5")
        item.technology = "foreign"
        item.offered = (("foreign", tuple(map(Decimal, ("0.5", "0", "0.25", "0", "0.25", "0")))),)
        item.only = True
        item.step, item.group = (1, "coal") if number.startswith("5.1") else (2, "other-materials")
        made.append(item)
    return made


def _order(number: str) -> tuple[int, ...]:
    return tuple(map(int, number.split("."))) if number else (99,)


def content(options: Options) -> tuple[list[_Item], dict[str, Any]]:
    """Return the rows of a content in the order of the Toolkit, and the general data."""
    rng = Random(f"{options.seed} {options.level}")
    facts: dict[str, Any] = {
        "country": rng.choice(_COUNTRIES),
        "year": rng.randint(2008, 2024),
        "population": rng.randint(80, 900) * 50_000,
        "electrification_rate": Decimal(rng.randint(30, 99)) / 100,
        "dental_personnel_per_1000": Decimal(rng.randint(5, 60)) / 100,
        "waste_well_managed": rng.random() < 0.4,
        "waste_separately_collected": rng.random() < 0.2,
    }
    waste = "a3" if facts["waste_separately_collected"] else "a1" if facts["waste_well_managed"] else "a2"
    all_of = pool(options.level)
    unknown = set(options.sources) - set(all_of)
    if unknown:
        raise ValueError(f"not sources of level {options.level}: {sorted(unknown)}")
    chosen = set(options.sources or rng.sample(all_of, min(options.rows, len(all_of))))
    items = [_item(ident, options, waste, facts) for ident in all_of if ident in chosen]
    items += _foreign(options)
    if options.level == 2:
        items.sort(key=lambda item: _order(item.number))
    for item in items:
        if options.presence == "mixed":
            by = (
                item.number
                if options.level == 2 and options.presence_by == "category"
                else item.source or item.number
            )
            answer = Random(f"{options.seed} {by}").choice(("Y", "Y", "Y", "N", "?", ""))
            item.presence = answer
            if answer != "Y":
                item.activity = None
    return items, facts


def _corrected(items: Iterable[_Item]) -> tuple[Decimal, list[Decimal]]:
    """Return the totals after the rules DC1 to DC4 of the description of the method."""
    total, outputs = Decimal(0), [Decimal(0)] * 6
    for item in items:
        if item.input is None:
            continue
        weight = Decimal("0.1") if item.number in _WASTE else Decimal(item.number != "5.9.5")
        if item.source.startswith(_PRODUCTION):
            shares = item.shares or (Decimal(0),) * 6
            weight = sum(shares, Decimal(0)) - shares[3]
        total += weight * item.input
        for index, amount in enumerate(item.outputs or ()):
            if (item.number, index) not in {("5.9.4", 2), ("5.9.5", 1)}:
                outputs[index] += amount
    return total, outputs


# Words of a layout


def _word(key: str, options: Options) -> str:
    return words()[key][options.language]


def _own_name(kind: str, ident: str, options: Options) -> str:
    """Return the name of a category, source or technology as the options state."""
    if options.names == "toolkit" and options.language == "en" and (kind, ident) in toolkit_names():
        return toolkit_names()[kind, ident]
    return label(kind, ident, options.language)


@functools.cache
def _common(category: str, language: str) -> str:
    """Return what the names of the sources of a category begin with, up to a comma or colon."""
    names = [
        label("source", ident, language)
        for ident in pool(2)
        if _shipped().sources[ident].category == category
    ]
    starts = [{name[: found.end()] for found in re.finditer(r"[,:，：،]\s*", name)} for name in names]
    return max(set.intersection(*starts), key=len, default="") if len(names) > 1 else ""


def _source_name(item: _Item, options: Options) -> str:
    if not item.source:
        return _word(f"foreign/{item.number}", options)
    name = _own_name("source", item.source, options)
    if (
        options.level == 2
        and options.names != "full"
        and name == label("source", item.source, options.language)
    ):
        return name.removeprefix(_common(item.number, options.language)) or name
    return name


def _varied(name: str, options: Options, rng: Random) -> str:
    """Return a name with a slight variation, as people type them."""
    if not options.variations or rng.random() < 0.5:
        return name
    ways = (
        name.upper(),
        f"{name}*",
        f"{name}¹",
        f"{name} 1)",
        f"{name} {_word('national', options)}",
        f"  {name.replace(' ', '  ', 1)} ",
        f"{name}:",
        f"- {name}",
    )
    return rng.choice(ways)


def _unit(item: _Item, options: Options, rng: Random) -> tuple[str, Decimal]:
    """Return a unit of activity as written, and its multiple of the unit of the factor set."""
    unit = item.unit
    if not unit or not item.source:
        return unit, Decimal(1)
    if options.multiples and unit.startswith("t ") and rng.random() < 0.5:
        return _word(rng.choice(("thousand_t", "thousand_t_2")), options), Decimal(1000)
    if options.multiples and unit.startswith("Nm3") and rng.random() < 0.7:
        return _word("million_nm3", options), Decimal(10**6)
    if options.short_units and unit.startswith("t "):
        return _word("per_year_t", options), Decimal(1)
    return label("unit", unit, options.language), Decimal(1)


def _factor_multiple(item: _Item, options: Options, rng: Random) -> tuple[str, Decimal]:
    """Return the unit of an input factor as written, and by what its numbers are multiplied."""
    if options.multiples and item.source and item.factor_unit == "g Hg/t" and rng.random() < 0.3:
        return "mg Hg/t", Decimal(1000)
    unit = item.factor_unit
    return (unit.replace("ug", "µg", 1) if options.variations else unit), Decimal(1)


def _text(value: Decimal, options: Options) -> str:
    """Return a number as text with the decimal sign and grouping of the options."""
    whole, _, rest = _plain(value).partition(".")
    if options.grouping and len(whole) > 4:
        whole = f"{int(whole):,}".replace(",", options.grouping)
    return whole + (options.decimal + rest if rest else "")


def _answer(presence: str, options: Options, rng: Random) -> str:
    word = {"Y": _word("yes", options), "N": _word("no", options)}.get(presence, presence)
    return word.upper() if rng.random() < 0.5 else word


# Layout


def _blocks(options: Options, rng: Random) -> list[list[str]]:
    """Return the keys of the columns in their order, those that stay together as one block."""
    grouped = options.headings == "grouped"
    outs = [list(OUTS)] if grouped else [[key] for key in OUTS]
    shares = [list(SHARES)] if grouped else [[key] for key in SHARES]
    if options.level == 1:
        blocks = [["name"], ["presence"], ["activity"], ["activity_unit"], ["input"], *outs]
        blocks += [["number"], ["factor"], ["factor_unit"], *shares]
    else:
        if options.scenarios == "beside":
            shares = [[f"{key}/{n}" for key in ("mark", "scenario", *SHARES)] for n in (1, 2, 3)]
        elif options.scenarios == "below":
            shares = [["scenario"], ["mark"], *shares]
        else:
            shares = [["scenario"], *shares]
        both = ["default", "own"] if options.factor_columns == "both" else ["factor"]
        parts = ["low", both[0], "high", *both[1:]] if options.ranges == "columns" else ["range", *both]
        blocks = [["main"], ["number"], ["name"], ["presence"], ["activity"], ["activity_unit"]]
        blocks += [[key] for key in (*parts, "factor_unit", "input")] + shares + outs
    if options.columns == ("shuffled",):
        rng.shuffle(blocks)
    elif options.columns:
        place = {key: n for n, key in enumerate(options.columns)}
        blocks.sort(key=lambda block: place.get(block[0], len(place)))
    if options.hidden:
        blocks.insert(rng.randint(1, len(blocks)), ["internal"])
    return blocks


class _Book:
    """A workbook while it is written."""

    def __init__(self, options: Options) -> None:
        self.options = options
        given = [
            f"{entry.name}={getattr(options, entry.name)!r}"
            for entry in fields(options)
            if entry.name != "damaged"
        ]
        self.rng = Random(" ".join(given))
        self.book = openpyxl.Workbook()
        self.book.remove(self.book.active)
        self.stored: dict[str, dict[str, float]] = defaultdict(dict)
        self.rows: list[TruthRow] = []
        self.others: list[tuple[str, int, str]] = []
        self.general: dict[str, tuple[Any, str, str]] = {}
        self.totals: list[Total] = []

    def sheet(self, title: str) -> Any:
        return self.book.create_sheet(re.sub(r"[\\/*?:\[\]]", " ", title)[:31].strip())

    def other(self, page: Any, row: int, kind: str) -> None:
        self.others.append((page.title, row, kind))

    def number(self, cell: Any, value: Decimal | None, formula: str = "") -> None:
        """Write a number as the options state: as number, as text or as a formula."""
        ways = self.options
        if value is None:
            return
        if formula and ways.formulas != "values":
            cell.value = formula
            if ways.formulas == "stored":
                self.stored[cell.parent.title][cell.coordinate] = float(value)
        elif ways.text_numbers == "all" or (ways.text_numbers == "some" and self.rng.random() < 0.4):
            cell.value = _text(value, ways)
        else:
            cell.value = int(value) if value == value.to_integral_value() else float(value)

    def facts(self, page: Any, pairs: Iterable[tuple[str, Any]]) -> None:
        """Write general data, one a row, below what the sheet has."""
        start = page.max_row + 1 if page.max_row > 1 or page["A1"].value else 1
        for row, (key, value) in enumerate(pairs, start):
            page.cell(row, 1, label("field", key, self.options.language))
            shown = page.cell(row, 2)
            if isinstance(value, bool):
                shown.value = _answer("Y" if value else "N", self.options, self.rng)
            elif key == "country":
                shown.value = country_name(value, self.options.language)
            else:
                self.number(shown, Decimal(value))
            raw = float(value) if isinstance(value, Decimal) else value
            self.general[key] = (raw, page.title, shown.coordinate)
            self.other(page, row, "general")


class _Page:
    """A sheet of data while it is written."""

    def __init__(self, book: _Book, title: str, name: str) -> None:
        self.book, self.options, self.rng = book, book.options, book.rng
        self.sheet = book.sheet(title)
        self.blocks = _blocks(self.options, self.rng)
        self.keys = list(itertools.chain.from_iterable(self.blocks))
        self.column = {key: n for n, key in enumerate(self.keys, 1)}
        self.written: list[int] = []
        heading = _word("title", self.options).format(level=self.options.level, name=name)
        self.sheet.cell(1, 1, heading)
        book.other(self.sheet, 1, "title")
        if self.options.merged:
            self.sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=len(self.keys))
        self.row = 1
        if "internal" in self.column:
            self.sheet.column_dimensions[get_column_letter(self.column["internal"])].hidden = True

    def at(self, key: str, row: int | None = None) -> Any:
        return self.sheet.cell(row or self.row, self.column[key])

    def put(self, key: str, value: Any) -> Any:
        cell = self.at(key)
        cell.value = value
        return cell

    def heading(self, key: str) -> str:
        base, _, block = key.partition("/")
        kind, _, pathway = base.partition("_")
        if kind in {"share", "out"}:
            name = _word(pathway, self.options)
            plain = self.options.headings == "plain" and not block
            if kind == "share" and plain and self.options.level == 2:
                return name
            return f"{_word(kind, self.options)}: {name}" if plain else name
        if base in {"activity_unit", "factor_unit"} and not self.options.columns:
            base = "unit"
        if base == "number" and self.options.level == 1:
            base = "number1"
        return _word(base, self.options) + (f" {block}" if block else "")

    def header(self, again: bool = False) -> None:
        """Write the headings, in two rows where shares or outputs are grouped."""
        if not again:
            self.row += self.rng.randint(1, 3)
        if self.options.headings == "grouped" or self.options.scenarios == "beside":
            for block in self.blocks:
                kind = block[-1].partition("_")[0]
                if len(block) > 1:
                    self.put(block[0], _word(kind, self.options))
                    first = self.column[block[0]]
                    self.sheet.merge_cells(
                        start_row=self.row,
                        start_column=first,
                        end_row=self.row,
                        end_column=first + len(block) - 1,
                    )
            if any(len(block) > 1 for block in self.blocks):
                self.book.other(self.sheet, self.row, "header")
                self.row += 1
        for key in self.keys:
            self.put(key, self.heading(key))
        self.book.other(self.sheet, self.row, "header")

    def inserted(self) -> None:
        """Insert a blank row, a title, a note or the headings once more, now and then."""
        while self.rng.random() < self.options.notes:
            kind = self.rng.choice(("blank", "title", "note", "header"))
            self.row += 1
            if kind == "header":
                self.header(again=True)
            elif kind != "blank":
                text = _word("heading" if kind == "title" else "note", self.options)
                self.sheet.cell(self.row, 1 if kind == "title" else self.column["name"], text)
                self.book.other(self.sheet, self.row, kind)

    def line(self, kind: str, **values: Any) -> int:
        """Write a row that is not data and return its number."""
        self.inserted()
        self.row += 1
        for key, value in values.items():
            self.put(key, value)
        self.book.other(self.sheet, self.row, kind)
        return self.row

    def merge_down(self, key: str, first: int, last: int) -> None:
        """Merge the cells of a column from one row down to another that are empty or have the same value."""
        text, column = self.at(key, first).value, self.column[key]
        while first < last:
            end = first
            while end < last and self.at(key, end + 1).value in {None, text}:
                end += 1
            if end > first:
                for row in range(first + 1, end + 1):
                    self.at(key, row).value = None
                self.sheet.merge_cells(start_row=first, start_column=column, end_row=end, end_column=column)
            # After headings inserted in between the value begins again, if it is there.
            first = next((row for row in range(end + 1, last) if self.at(key, row).value == text), last)

    # A row of data

    def data(self, item: _Item, name: str, number: bool, head: int | None = None) -> None:
        """Write a row of data; ``head`` is the row of its category, with number and perhaps presence."""
        self.inserted()
        self.row += 1
        row = self.row
        cells = {"name": self.put("name", name).coordinate}
        if number:
            cells["number"] = self.put("number", item.number).coordinate
        elif head:
            cells["number"] = self.at("number", head).coordinate
        if head and self.options.presence_by == "category":
            cells["presence"] = self.at("presence", head).coordinate
        else:
            cells["presence"] = self.put(
                "presence", _answer(item.presence, self.options, self.rng) or None
            ).coordinate
        if "internal" in self.column:
            self.put("internal", self.rng.randint(100, 999))
        unit, multiple = _unit(item, self.options, self.rng)
        cells["activity_unit"] = self.put("activity_unit", unit or None).coordinate
        activity = None if item.activity is None else item.activity / multiple
        self.book.number(self.at("activity"), activity)
        cells["activity"] = self.at("activity").coordinate
        factor, default, own = self.factor(item, cells)
        self.input(item, multiple, factor, cells)
        offered = self.scenarios(item, cells)
        self.outs(item, offered, cells, row)
        base = FactorTruth(_float(item.used), _float(item.low), _float(item.high), item.factor_unit)
        self.written.append(row)
        self.book.rows.append(
            TruthRow(
                self.sheet.title,
                row,
                cells,
                item.number,
                name,
                item.source or None,
                item.why,
                self.options.level,
                item.presence,
                _float(activity),
                unit,
                _float(item.activity),
                factor,
                base,
                default,
                own,
                float(item.scale),
                item.technology if item.source else "",
                None if item.shares is None else tuple(map(float, item.shares)),
                offered,
                _float(item.input),
                None if item.outputs is None else tuple(map(float, item.outputs)),
                False,
                "",
            )
        )

    def factor(self, item: _Item, cells: dict[str, str]) -> tuple[FactorTruth, float | None, float | None]:
        """Write the input factor, its range and its unit; return them as written."""
        unit, by = _factor_multiple(item, self.options, self.rng)
        low, default, high, own, used = (
            None if value is None else value * by
            for value in (item.low, item.default, item.high, item.own, item.used)
        )
        for key, value in {"low": low, "default": default, "high": high, "own": own, "factor": used}.items():
            if key in self.column:
                self.book.number(self.at(key), value)
                cells[key] = self.at(key).coordinate
        if "range" in self.column:
            ends = [_text(value, self.options) for value in (low, high) if value is not None]
            text = self.rng.choice((" - ", "-", " – ")).join(ends)
            if self.options.ranges == "central" and default is not None:
                middle = _text(default, self.options)
                text = f"{middle} ({text})" if text else middle
            cells["range"] = self.put("range", text or None).coordinate
        cells["factor_unit"] = self.put("factor_unit", unit or None).coordinate
        truth = FactorTruth(_float(used), _float(low), _float(high), unit)
        return truth, _float(default), _float(own)

    def input(self, item: _Item, multiple: Decimal, factor: FactorTruth, cells: dict[str, str]) -> None:
        """Write the calculated input."""
        cells["input"] = self.at("input").coordinate
        if item.input is None:
            return
        key = "factor" if "factor" in self.column else "default" if item.own is None else "own"
        kilograms = _KG[factor.unit.replace("µ", "u").split()[0]]
        by = multiple * kilograms * item.scale
        formula = f"={cells['activity']}*{cells[key]}*{by:f}"
        self.book.number(self.at("input"), item.input, formula)

    def scenarios(self, item: _Item, cells: dict[str, str]) -> tuple[Scenario, ...]:
        """Write the output scenarios: in the row, side by side, or in rows below it."""
        # The scenarios of waste have a letter and a number in their name already.
        letters = self.rng.random() < 0.5 and not item.technology.endswith(("-a1", "-a2", "-a3"))
        blank = item.only and self.rng.random() < 0.5
        way = "row" if self.options.level == 1 else self.options.scenarios
        chosen_only = way == "row" or not item.offered
        offered = [pair for pair in item.offered if not chosen_only or pair[0] == item.technology]
        made = []
        for n, (technology, shares) in enumerate(offered, 1):
            suffix = f"/{n}" if way == "beside" else ""
            chosen = technology == item.technology
            text = "" if technology == "foreign" else _own_name("technology", technology, self.options)
            text = (
                ""
                if blank or self.options.level == 1
                else f"{'abc'[n - 1]}) {text}"
                if letters and text
                else text
            )
            if way == "below":
                self.row += 1
                self.book.other(self.sheet, self.row, "scenario")
            places = {}
            if f"scenario{suffix}" in self.column:
                places["scenario"] = self.put(f"scenario{suffix}", text or None).coordinate
            if f"mark{suffix}" in self.column:
                places["mark"] = self.put(f"mark{suffix}", "x" if chosen else None).coordinate
            for key, share in zip(SHARES, shares, strict=True):
                self.book.number(self.at(key + suffix), share)
                places[key] = self.at(key + suffix).coordinate
            made.append(Scenario(technology, text, tuple(map(float, shares)), chosen, places))
            if chosen:
                cells.update(places)
        return tuple(made)

    def outs(self, item: _Item, offered: Sequence[Scenario], cells: dict[str, str], row: int) -> None:
        """Write the calculated outputs into the row of the source, also where its scenarios are below it."""
        for index, key in enumerate(OUTS):
            cell = self.at(key, row)
            cells[key] = cell.coordinate
            if item.outputs is not None:
                formula = f"={cells['input']}*{cells[SHARES[index]]}"
                self.book.number(cell, item.outputs[index], formula)

    def total(self, items: Sequence[_Item]) -> None:
        """Write the plain sums of the sheet."""
        first = min(self.written, default=self.row)
        last = self.row
        self.line("total", name=_word("total", self.options))
        known = [item for item in items if item.input is not None]
        sums = {"input": sum((item.input for item in known), Decimal(0))}
        for index, key in enumerate(OUTS):
            sums[key] = sum((item.outputs[index] for item in known if item.outputs), Decimal(0))
        for key, value in sums.items():
            letter = get_column_letter(self.column[key])
            self.book.number(self.at(key), value, f"=SUM({letter}{first}:{letter}{last})")
            quantity = key.removeprefix("out_")
            place = self.at(key).coordinate
            self.book.totals.append(Total("sheet", self.sheet.title, quantity, place, float(value)))


def _category_rows(page: _Page, items: Sequence[_Item]) -> None:
    """Write the rows of one category of Level 2."""
    options, first = page.options, items[0]
    alone = len(items) == 1 and (first.source == first.number or first.why == "unknown category")
    if first.why == "unknown category":
        name = _source_name(first, options)
    else:
        name = _own_name("category", first.number, options)
    name = _varied(name, options, page.rng)
    if alone and not (options.own_row and first.source):
        page.data(first, name, True)
        return
    values: dict[str, Any] = {"number": first.number, "name": name}
    if options.presence_by == "category":
        values["presence"] = _answer(first.presence, options, page.rng) or None
    head = page.line("category", **values)
    for item in items:
        page.data(item, _varied(_source_name(item, options), options, page.rng), options.repeated, head)
    if options.merged:
        page.merge_down("number", head, page.row)


def _parts(items: Sequence[_Item], level: int) -> dict[str, list[_Item]]:
    """Return the rows by sheet: by step at Level 1, by main category at Level 2."""
    parts: dict[str, list[_Item]] = {}
    for item in items:
        key = str(item.step) if level == 1 else ".".join(item.number.split(".")[:2])
        parts.setdefault(key, []).append(item)
    return parts


def _part(page: _Page, key: str, items: Sequence[_Item]) -> None:
    """Write the rows of a step or of a main category."""
    options = page.options
    if options.level == 2:
        name = f"{_word('main_category', options)} - {_own_name('category', key, options)}"
        page.line("main category", main=key, name=name)
        for _, rows in itertools.groupby(items, key=lambda item: item.number):
            _category_rows(page, list(rows))
        return
    for group, rows in itertools.groupby(items, key=lambda item: item.group):
        page.line("group", name=label("group", group, options.language))
        for number, same in itertools.groupby(rows, key=lambda item: item.number):
            start = 0
            for item in same:
                page.data(item, _varied(_source_name(item, options), options, page.rng), bool(number))
                start = start or page.row
            if number and options.merged:
                page.merge_down("number", start, page.row)


def _step_five(facts: Mapping[str, Any]) -> list[tuple[str, Any]]:
    keys = ("population", "electrification_rate", "dental_personnel_per_1000")
    return [(key, facts[key]) for key in (*keys, "waste_well_managed", "waste_separately_collected")]


def _sheets_of_data(made: _Book, items: Sequence[_Item], facts: Mapping[str, Any]) -> None:
    """Write the sheets with the rows of data."""
    options = made.options
    parts = _parts(items, options.level)
    page: _Page | None = None
    for key, rows in parts.items():
        kind = "step" if options.level == 1 else "category"
        name = label(kind, key, options.language)
        title = _word("step", options).format(number=key) if options.level == 1 else f"{key} {name}"
        if page is None or options.sheets == "parts":
            page = _Page(made, title if options.sheets == "parts" else f"IL{options.level}", name)
            if options.level == 1 and (key == "5" or options.sheets == "one"):
                made.facts(page.sheet, _step_five(facts))
                page.row = page.sheet.max_row
            page.header()
        elif options.sheets == "one":
            page.line("part", name=name)
        _part(page, key, rows)
        if options.totals != "none" and options.sheets == "parts":
            page.total(rows)
    if page is not None and options.totals != "none" and options.sheets == "one":
        page.total(items)


def _other_sheets(made: _Book, items: Sequence[_Item], facts: Mapping[str, Any], before: bool) -> None:
    """Write cover and general data before the sheets of data, totals and notes after them."""
    options = made.options
    if before and options.extra:
        page = made.sheet(_word("cover", options))
        page.append([_word("title", options).format(level=options.level, name="Hg")])
        page.append(["5.1.1", _word("note", options)])
        made.others += [(page.title, 1, "cover"), (page.title, 2, "cover")]
    if before and options.general:
        made.facts(made.sheet(_word("general", options)), [(key, facts[key]) for key in ("country", "year")])
    if before:
        return
    if options.totals == "all":
        page = made.sheet(_word("totals", options))
        total, outputs = _corrected(items)
        page.append([None, _word("input", options), *(_word(pathway, options) for pathway in PATHWAYS)])
        page.append([_word("corrected", options)])
        made.others += [(page.title, 1, "header"), (page.title, 2, "total")]
        for column, (quantity, value) in enumerate(
            zip(("input", *PATHWAYS), (total, *outputs), strict=True), 2
        ):
            cell = page.cell(2, column)
            made.number(cell, value)
            made.totals.append(Total("corrected", page.title, quantity, cell.coordinate, float(value)))
    if options.extra:
        page = made.sheet(_word("notes", options))
        page.append([_word("note", options), 0.15, "g Hg/t"])
        made.other(page, 1, "note")


def _hide(made: _Book) -> None:
    """Hide one row of data."""
    index = made.rng.randrange(len(made.rows))
    row = made.rows[index]
    made.book[row.sheet].row_dimensions[row.row].hidden = True
    made.rows[index] = replace(row, hidden=True)


def _damage(made: _Book, key: str) -> tuple[str, str, str, str]:
    """Damage one cell of one row that has all that a calculation needs, and return where."""
    candidates = []
    for index, row in enumerate(made.rows):
        complete = row.source and row.presence == "Y" and row.activity and row.factor.value and row.shares
        place = row.cells.get(key, "")
        if key == "factor" and "factor" not in row.cells:
            place = row.cells["default" if row.own is None else "own"]
        if key == "share":
            place = row.cells.get(made.rng.choice(SHARES), "")
        alone = re.sub("[A-Z]", "", place) == str(row.row) or key == "share"
        if complete and not row.hidden and place and alone:
            candidates.append((index, place))
    if not candidates:
        raise ValueError(f"no row has a cell {key} to be damaged")
    index, place = made.rng.choice(candidates)
    row = made.rows[index]
    text = made.rng.choice(_DAMAGE[key])
    made.book[row.sheet][place].value = text
    made.stored[row.sheet].pop(place, None)
    made.rows[index] = replace(row, damaged=key)
    return row.sheet, place, key, text


def _bytes(made: _Book) -> bytes:
    """Return the file, with stored results of formulas and with dates that do not change."""
    made.book.properties.created = _DATE
    plain, result = io.BytesIO(), io.BytesIO()
    made.book.save(plain)
    stored = {f"xl/worksheets/sheet{n}.xml": made.stored[page.title] for n, page in enumerate(made.book, 1)}
    with zipfile.ZipFile(plain) as old, zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as new:
        for name in sorted(old.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            data = old.read(name)
            if stored.get(name):
                data = _with_results(data.decode(), stored[name]).encode()
            if name == "docProps/core.xml":
                data = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>2020-01-01T00:00:00Z", data)
            new.writestr(zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0)), data, zipfile.ZIP_DEFLATED)
    return result.getvalue()


def _with_results(xml: str, results: Mapping[str, float]) -> str:
    """Return a sheet with the stored results of its formulas, which openpyxl does not write."""

    def result(found: re.Match[str]) -> str:
        value = results.get(found[2])
        return found[0] if value is None else f"{found[1]}<v>{escape(repr(value))}</v></c>"

    return re.sub(r'(<c r="([A-Z]+[0-9]+)"[^>]*><f>[^<]*</f>)<v\s*(?:/>|></v>)</c>', result, xml)


def workbook(options: Options | int) -> tuple[bytes, Truth]:
    """Return a workbook and its truth; an integer is the seed of options that are drawn.

    Raises
    ------
    ValueError
        A source that is not of the level, or no row with the cell that is to be damaged.
    """
    if isinstance(options, int):
        options = drawn(options)
    items, facts = content(options)
    made = _Book(options)
    _other_sheets(made, items, facts, before=True)
    _sheets_of_data(made, items, facts)
    _other_sheets(made, items, facts, before=False)
    if options.hidden:
        _hide(made)
    damage = _damage(made, options.damaged) if options.damaged else None
    known = [item for item in items if item.input is not None]
    total = sum((item.input for item in known), Decimal(0))
    outputs = [sum((item.outputs[n] for item in known if item.outputs), Decimal(0)) for n in range(6)]
    truth = Truth(
        options,
        tuple(made.rows),
        tuple(made.others),
        made.general,
        tuple(made.totals),
        float(total),
        tuple(map(float, outputs)),
        damage,
    )
    return _bytes(made), truth
